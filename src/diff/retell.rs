//! The change table of a published assessment read as a reader does: day by day from the newest back,
//! the rows of a day in whatever order fits, with the tolerance of [`tolerant`].
//!
//! [`days`] gives the revisions before and after every day and how each row went. Rows that say exactly
//! what the text says come first, so that a row in other words never takes the place of another.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use jiff::civil;

use crate::assessment::named::{self, Printed};
use crate::assessment::{Place, Step};
use crate::form::{Item, Kind};
use crate::text;

use super::address;
use super::cell::{self, Miss};
use super::label::{self, Added, Asked};
use super::near;
use super::replay::{self, Break};
use super::sheet::{Leaf, Sheet};
use super::table::{Row, Written};
use super::tolerant::{self, How};

/// One day of the table.
#[derive(Clone, Debug)]
pub struct Day {
    /// The revision of that day.
    pub newer: Sheet,
    /// The revision before it.
    pub older: Sheet,
    /// How its rows went, in the order of the table.
    pub told: Vec<Told>,
}

/// How one row went.
#[derive(Clone, Debug)]
pub struct Told {
    /// Index of the row in the table.
    pub row: usize,
    /// How it fits, or why it does not.
    pub result: Result<How, Break>,
    /// The answer it speaks of, as far as that is known.
    pub at: Option<At>,
}

/// An answer of a revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct At {
    /// Its address.
    pub address: String,
    /// Its label as printed.
    pub label: String,
    /// Whether it carries ※.
    pub star: bool,
    /// What it is apart from names: ids and numbers of members.
    pub key: String,
}

/// What an answer is apart from the names of members.
pub fn key(place: &Place<'_>) -> String {
    let step = |step: &Step<'_>| match step {
        Step::Item(item) => item.id.clone(),
        Step::Member { index, .. } => index.to_string(),
    };
    place.steps.iter().map(step).collect::<Vec<_>>().join("/")
}

/// The days of a table, the newest first, down to (and without) those up to `until`.
pub fn days(sheet: &Sheet, rows: &[Written], until: Option<civil::Date>) -> Vec<Day> {
    let mut teller = Teller::new(sheet, rows);
    let mut out = Vec::new();
    for day in replay::by_day(rows) {
        let date = day.iter().find_map(|&at| rows[at].date).map(|d| d.earliest());
        if until.is_some_and(|until| date.is_none_or(|date| date <= until)) {
            continue;
        }
        let newer = teller.sheet.clone();
        let told = teller.tell(&day);
        out.push(Day { newer, older: teller.sheet.clone(), told });
    }
    out
}

/// How each row of a table goes, day by day from the newest.
pub fn told(sheet: &Sheet, rows: &[Written]) -> Vec<Told> {
    let mut teller = Teller::new(sheet, rows);
    replay::by_day(rows).iter().flat_map(|day| teller.tell(day)).collect()
}

/// A table on its way back.
struct Teller<'a> {
    rows: &'a [Written],
    read: Vec<Read>,
    /// The revision that has been reached.
    sheet: Sheet,
    /// Answers about which a row broke.
    broken: Vec<String>,
}

/// What is read in a row once.
struct Read {
    printed: Printed,
    /// The words under 項目, 変更前 and 変更後 as they are compared.
    item: String,
    before: String,
    after: String,
}

impl<'a> Teller<'a> {
    fn new(sheet: &Sheet, rows: &'a [Written]) -> Self {
        let read = |Written { row, .. }: &Written| Read {
            printed: named::read(sheet.form, &row.item),
            item: text::normalize(&row.item),
            before: text::normalize(&row.before),
            after: text::normalize(&row.after),
        };
        Teller { rows, read: rows.iter().map(read).collect(), sheet: sheet.clone(), broken: Vec::new() }
    }

    /// Undoes the rows of a day.
    fn tell(&mut self, day: &[usize]) -> Vec<Told> {
        let (rows, read, sheet) = (self.rows, &self.read, &mut self.sheet);
        let mut pass = Pass { rows, read, added: Vec::new(), sheet, told: Vec::new() };
        pass.run(day, &mut self.broken);
        let mut told = pass.told;
        told.sort_by_key(|told| told.row);
        self.sheet.clear_nameless();
        self.sheet.compact();
        told
    }
}

/// What an answer was before a row.
struct Undone {
    text: String,
    how: How,
    target: String,
}

struct Pass<'a> {
    rows: &'a [Written],
    read: &'a [Read],
    added: Vec<Added>,
    sheet: &'a mut Sheet,
    told: Vec<Told>,
}

impl Pass<'_> {
    fn run(&mut self, day: &[usize], broken: &mut Vec<String>) {
        self.added = self.added_members(day);
        // Undone from the last to the first; of rows that say the same, one is undone.
        let mut open: Vec<usize> = Vec::new();
        let mut twins: Vec<(usize, usize)> = Vec::new();
        let mut seen = HashMap::new();
        for &at in day.iter().rev() {
            let Read { item, before, after, .. } = &self.read[at];
            match seen.entry((item, &self.row(at).target, before, after)) {
                Entry::Occupied(other) => twins.push((at, *other.get())),
                Entry::Vacant(free) => {
                    free.insert(at);
                    open.push(at);
                }
            }
        }
        loop {
            let before = open.len();
            for nearly in [false, true] {
                open.retain(|&at| !self.undo(at, nearly));
                if !nearly && open.len() < before {
                    break;
                }
            }
            if open.len() == before {
                break;
            }
        }
        for at in open {
            self.give_up(at, broken);
        }
        for (at, other) in twins {
            let Some(told) = self.told.iter().find(|told| told.row == other).cloned() else { continue };
            self.told.push(Told { row: at, result: told.result.map(|_| How::Again), at: told.at });
        }
    }

    fn row(&self, at: usize) -> &Row {
        &self.rows[at].row
    }

    /// The members whose name a row of the day adds, one for each list.
    fn added_members(&self, day: &[usize]) -> Vec<Added> {
        let mut out: Vec<Added> = Vec::new();
        let names = self.sheet.leaves();
        let names: Vec<_> = names
            .iter()
            .filter_map(|p| match p.place.steps.as_slice() {
                [.., Step::Item(list), Step::Member { index, .. }, Step::Item(own)] => match &list.kind {
                    Kind::List { name: Some(id), .. } if *id == own.id => {
                        Some((*list, *own, *index, text::normalize(&p.leaf.text)))
                    }
                    _ => None,
                },
                _ => None,
            })
            .collect();
        for &at in day {
            let read = &self.read[at];
            let Some(item) = read.printed.named.item().filter(|_| is_addition(self.row(at))) else { continue };
            let mut found = names.iter().filter(|(_, own, _, name)| own.id == item.id && *name == read.after);
            if let (Some((list, _, index, _)), None) = (found.next(), found.next()) {
                out.push((list.id.clone(), *index));
            }
        }
        let lone = |added: &Added| out.iter().filter(|other| other.0 == added.0).count() == 1;
        out.iter().filter(|added| lone(added)).cloned().collect()
    }

    /// The addresses of the answers it speaks of: more than one where its 項目 lists several items.
    fn addresses(&self, at: usize, nearly: bool) -> Result<Vec<String>, Break> {
        let row = self.row(at);
        if !row.target.trim().is_empty() {
            return Ok(vec![row.target.trim().to_owned()]);
        }
        let printed = &self.read[at].printed;
        label::all(self.sheet, &Asked { printed, find: &row.after, put: &row.before, added: &self.added, nearly })
    }

    /// Whether the row could be undone.
    fn undo(&mut self, at: usize, nearly: bool) -> bool {
        if says_nothing_new(self.row(at)) {
            return false;
        }
        let Ok(undone) = self.attempt(at, nearly) else { return false };
        let place = undone.first().and_then(|first| self.at(&first.target));
        // Several answers are as near as the one that differs most.
        let how =
            undone.iter().map(|one| &one.how).find(|how| **how != How::Exactly).or(undone.first().map(|one| &one.how));
        let Some(how) = how.cloned() else { return false };
        for Undone { text, target, .. } in undone {
            replay::keep_name(self.sheet, &target);
            if let Ok((_, leaf)) = address::locate(self.sheet, &target, false) {
                leaf.text = text.trim_end_matches('\n').to_owned();
            }
        }
        self.told.push(Told { row: at, result: Ok(how), at: place });
        true
    }

    /// What each answer of the row was before it.
    fn attempt(&mut self, at: usize, nearly: bool) -> Result<Vec<Undone>, Break> {
        let row = &self.rows[at].row;
        let nothing = cell::is_nothing(&row.before) && cell::is_nothing(&row.after);
        if nothing || cell::is_told(&row.before) || cell::is_told(&row.after) {
            return Err(Break::Cell(Miss::Undescribed));
        }
        let targets = self.addresses(at, nearly)?;
        targets.into_iter().map(|target| self.attempt_at(row, target, nearly)).collect()
    }

    fn attempt_at(&mut self, row: &Row, target: String, nearly: bool) -> Result<Undone, Break> {
        let create = cell::is_nothing(&row.after);
        let (item, leaf) = address::locate(self.sheet, &target, create).map_err(Break::Address)?;
        if leaf.unknown {
            return Err(Break::Unreadable);
        }
        let fit = match nearly {
            true => tolerant::replace(item, &leaf.text, &row.after, &row.before).map(|fit| (fit.text, fit.how)),
            false => tolerant::exactly(item, &leaf.text, &row.after, &row.before).map(|text| (text, How::Exactly)),
        };
        let (text, how) = fit.map_err(|miss| reason(item, leaf, row, miss))?;
        Ok(Undone { text, how, target })
    }

    /// Tells why a row cannot be undone. Where it shows the whole answer, older rows go on from what it
    /// says was there.
    fn give_up(&mut self, at: usize, broken: &mut Vec<String>) {
        let mut why = match self.attempt(at, true) {
            Err(why) => why,
            Ok(_) => Break::NoDifference,
        };
        let mut targets = self.addresses(at, true).unwrap_or_default();
        if targets.len() > 1 {
            // What each of several answers was is not told.
            broken.extend(targets.iter().filter_map(|target| self.at(target)).map(|place| place.key));
            targets.clear();
        }
        let target = targets.into_iter().next();
        let place = target.as_deref().and_then(|target| self.at(target));
        if let (Some(target), Some(place)) = (&target, &place) {
            let row = &self.rows[at].row;
            if let Ok((item, leaf)) = address::locate(self.sheet, target, false) {
                if says_nothing_new(row) {
                    let cut = near::is_cut(&leaf.text, &row.after, &row.before);
                    why = if cut { Break::Cell(Miss::Cut) } else { Break::NoDifference };
                } else if matches!(why, Break::Cell(Miss::NotFound) | Break::Nearly(..) | Break::Differs(..)) {
                    if broken.contains(&place.key) {
                        why = Break::Behind;
                    } else if shows_all(item, leaf, row) {
                        leaf.text = before(item, row);
                    } else {
                        broken.push(place.key.clone());
                    }
                }
            }
        }
        self.told.push(Told { row: at, result: Err(why), at: place });
    }

    fn at(&self, target: &str) -> Option<At> {
        let place = address::place(self.sheet, target)?;
        let item = place.item()?;
        Some(At { address: target.to_owned(), label: place.label(), star: item.star, key: key(&place) })
    }
}

fn is_addition(row: &Row) -> bool {
    cell::is_nothing(&row.before) || text::is_explicit_none(&row.before)
}

fn says_nothing_new(row: &Row) -> bool {
    row.before.trim() == row.after.trim()
}

/// Whether a row shows at least the whole answer.
fn shows_all(item: &Item, leaf: &Leaf, row: &Row) -> bool {
    let whole = text::normalize(&leaf.text);
    match item.kind {
        Kind::Choice(_) | Kind::Count { .. } | Kind::Date | Kind::Number => true,
        _ => !whole.is_empty() && text::normalize(&row.after).contains(&whole),
    }
}

/// What the row says was there before.
fn before(item: &Item, row: &Row) -> String {
    if is_addition(row) {
        return String::new();
    }
    // Through an exchange with nothing a cell becomes an answer as it is printed.
    cell::replace(item, "", "", &row.before).unwrap_or_else(|_| row.before.clone())
}

fn reason(item: &Item, leaf: &Leaf, row: &Row, miss: Miss) -> Break {
    const SHORT: usize = 60;
    let short = |words: &str| words.chars().count() <= SHORT;
    let one_line = |words: &str| words.split_whitespace().collect::<Vec<_>>().join(" ");
    if miss == Miss::NotFound && item.children.is_empty() && short(&leaf.text) && short(&row.after) {
        return Break::Differs(one_line(&row.after), one_line(&leaf.text));
    }
    replay::why(miss, &leaf.text, &row.after)
}
