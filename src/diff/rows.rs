//! Changes as rows of the change table, each proved by replay before it is proposed.
//!
//! For every answer the shortest showing that can be undone and redone exactly is taken: the changed
//! blocks, else the changed lines with `（略）` between them, else the whole answer.

use std::collections::{BTreeMap, BTreeSet};

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::assessment::Step;
use crate::form::{Item, Kind};
use crate::text;

use super::blocks::{Section, sections};
use super::cell::{self, ELISION};
use super::compare::{self, Cause, Change, ChangeKind};
use super::members::Nameless;
use super::replay::{self, Way};
use super::sheet::{Leaf, Sheet};
use super::table::Row;
use super::{address, significance, ticks};

/// How much of a changed answer a row shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, serde::Deserialize, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Showing {
    /// Only the blocks or lines that changed.
    #[default]
    Block,
    /// The whole answer.
    Full,
}

/// How rows are written.
#[derive(Clone, Debug)]
pub struct Options {
    /// How much is shown.
    pub showing: Showing,
    /// 変更日 of the new rows.
    pub date: String,
    /// What stands for an answer that was blank.
    pub absent: String,
    /// What stands beside an addition to an answer.
    pub added: String,
    /// What stands beside something that was taken out.
    pub removed: String,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            showing: Showing::Block,
            date: String::new(),
            absent: "（記載なし）".into(),
            added: "（右記を追加）".into(),
            removed: "（左記を削除）".into(),
        }
    }
}

/// Rows with what could not be proved.
#[derive(Clone, Debug, Default)]
pub struct Proposed {
    /// The rows in the order of the form.
    pub rows: Vec<Row>,
    /// Addresses whose old or new text the rows do not give back.
    pub unproved: Vec<String>,
}

/// The rows that lead from one sheet to the other.
pub fn propose(old: &Sheet, new: &Sheet, options: &Options) -> Proposed {
    let first = attempt(old, new, options, Nameless::BySimilarity);
    if first.unproved.is_empty() {
        return first;
    }
    // Members without a name of their own can only be told by number, which rows must follow then.
    let second = attempt(old, new, options, Nameless::ByNumber);
    if second.unproved.len() < first.unproved.len() { second } else { first }
}

fn attempt(old: &Sheet, new: &Sheet, options: &Options, nameless: Nameless) -> Proposed {
    let changes = compare::compare(old, new, nameless);
    let mut rows = Vec::new();
    for change in changes.iter().filter(|c| c.wants_row()) {
        let label = change.place.label();
        for piece in pieces(change, options) {
            rows.push(Row {
                date: options.date.clone(),
                item: piece.heading.map_or_else(|| label.clone(), |h| format!("{label} {h}")),
                target: change.place.address(),
                before: piece.before,
                after: piece.after,
                timing: significance::timing(change).to_owned(),
                note: String::new(),
                candidates: significance::notes(change),
            });
        }
    }
    let unproved = if old.form.form == new.form.form { prove(old, new, &rows) } else { Vec::new() };
    Proposed { rows, unproved }
}

/// Addresses at which undoing or redoing the rows does not give the other sheet.
pub fn prove(old: &Sheet, new: &Sheet, rows: &[Row]) -> Vec<String> {
    let mut wrong = BTreeSet::new();
    let mut back = new.clone();
    for row in rows.iter().rev() {
        if replay::apply(&mut back, row, Way::Back).is_err() {
            wrong.insert(row.target.clone());
        }
    }
    back.compact();
    replay::blank_as_base(&mut back, old, rows);
    wrong.extend(differences(&back, old));
    wrong.extend(differences(&redo(old, rows), new));
    wrong.into_iter().collect()
}

/// The sheet after all rows, applied in their order.
pub fn redo(old: &Sheet, rows: &[Row]) -> Sheet {
    let mut forth = old.clone();
    for row in rows {
        // The rows call a member by its new name, which it does not have yet.
        if address::names_its_member(&forth, &row.target) && !cell::is_nothing(&row.before) {
            let old_name = address::with_last_name(&row.target, &row.before);
            address::remember(&mut forth, &old_name, &row.after);
        }
        // A row that does not fit leaves a difference, which is what is looked for.
        let _ = replay::apply(&mut forth, row, Way::Forth);
    }
    forth.compact();
    forth
}

/// Addresses at which two sheets differ in substance, as far as the change table speaks of them.
pub fn differences(a: &Sheet, b: &Sheet) -> Vec<String> {
    let (mut a, mut b) = (told(a), told(b));
    let mut out = Vec::new();
    // Most answers are byte for byte the same; only the others are worth normalising.
    a.retain(|address, one| match b.remove(address) {
        None => true,
        Some(other) => {
            let same = one.text == other.text || text::normalize(&one.text) == text::normalize(&other.text);
            if !same && !one.unknown && !other.unknown {
                out.push(address.clone());
            }
            false
        }
    });
    let plain = |all: &BTreeMap<String, &Leaf>| -> BTreeMap<String, (String, String)> {
        let filled = all.iter().filter(|(_, leaf)| !leaf.unknown && !leaf.text.is_empty());
        filled.map(|(k, leaf)| (text::normalize(k), (text::normalize(&leaf.text), k.clone()))).collect()
    };
    let (a, b) = (plain(&a), plain(&b));
    let lone = |x: &BTreeMap<String, (String, String)>, y: &BTreeMap<String, (String, String)>| {
        let differs = |(k, v): &(&String, &(String, String))| y.get(*k).is_none_or(|other| other.0 != v.0);
        x.iter().filter(differs).map(|(_, v)| v.1.clone()).collect::<Vec<_>>()
    };
    out.extend(lone(&a, &b));
    out.extend(lone(&b, &a));
    out
}

/// The answers that the table speaks of, by address.
fn told(sheet: &Sheet) -> BTreeMap<String, &Leaf> {
    let leaves = sheet.leaves();
    leaves.iter().filter(|p| compare::in_table(&p.place)).map(|p| (p.place.address(), p.leaf)).collect()
}

/// What one row shows.
#[derive(Clone, Debug)]
struct Piece {
    heading: Option<String>,
    before: String,
    after: String,
}

impl Piece {
    fn whole(before: impl Into<String>, after: impl Into<String>) -> Vec<Piece> {
        vec![Piece { heading: None, before: before.into(), after: after.into() }]
    }
}

fn pieces(change: &Change, options: &Options) -> Vec<Piece> {
    let (old, new) = (change.old.as_str(), change.new.as_str());
    let old_item = change.old_item.unwrap_or(change.item);
    let all = options.showing == Showing::Full;
    if matches!(change.item.kind, Kind::Boxes(_))
        && let Some((before, after)) = ticks::cells(old_item, old, change.item, new, all)
    {
        let (before, after) = match change.kind {
            ChangeKind::Added => (options.absent.clone(), ticked_only(&after)),
            ChangeKind::Removed => (ticked_only(&before), options.absent.clone()),
            ChangeKind::Changed | ChangeKind::Moved => (before, after),
        };
        let boxes = Piece::whole(before, after);
        if proved(change.item, old, new, &boxes) {
            return boxes;
        }
    }
    if old.is_empty() {
        return Piece::whole(&options.absent, new);
    }
    if new.is_empty() {
        return Piece::whole(old, &options.absent);
    }
    let long = matches!(change.item.kind, Kind::Text | Kind::Period | Kind::Strings);
    // A name is shown whole: it is what the other rows call their member by.
    if !all && long && !change.renamed {
        for shown in [by_section(old, new, options), by_lines(old, new, options)].into_iter().flatten() {
            if proved(change.item, old, new, &shown) {
                return shown;
            }
        }
    }
    Piece::whole(old, new)
}

fn ticked_only(cell: &str) -> String {
    cell.lines().filter(|l| !l.starts_with("[　]")).collect::<Vec<_>>().join("\n")
}

/// Whether undoing and redoing the pieces gives exactly the other text.
fn proved(item: &Item, old: &str, new: &str, pieces: &[Piece]) -> bool {
    let back = pieces.iter().rev().try_fold(new.to_owned(), |t, p| cell::replace(item, &t, &p.after, &p.before));
    let forth = pieces.iter().try_fold(old.to_owned(), |t, p| cell::replace(item, &t, &p.before, &p.after));
    back.as_deref() == Ok(old) && forth.as_deref() == Ok(new)
}

/// A row for each block that changed, where both texts have blocks of the same names in one order.
fn by_section(old: &str, new: &str, options: &Options) -> Option<Vec<Piece>> {
    let (a, b) = (sections(old), sections(new));
    let headed = |s: &[Section<'_>]| s.iter().any(|s| s.heading.is_some());
    let unique = |s: &[Section<'_>]| {
        let names: BTreeSet<_> = s.iter().map(|s| s.heading.map(text::normalize)).collect();
        names.len() == s.len()
    };
    if !headed(&a) || !headed(&b) || !unique(&a) || !unique(&b) {
        return None;
    }
    let name = |s: &Section<'_>| s.heading.map(text::normalize);
    let (names_a, names_b): (Vec<_>, Vec<_>) = (a.iter().map(name).collect(), b.iter().map(name).collect());
    let mut out = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &names_a, &names_b) {
        let (gone, come) = (&a[op.old_range()], &b[op.new_range()]);
        let paired = matches!(op, DiffOp::Equal { .. }) || gone.len() == come.len();
        if paired {
            out.extend(
                gone.iter().zip(come).filter(|(x, y)| x != y).map(|(x, y)| section_piece(Some(x), Some(y), options)),
            );
            continue;
        }
        // Undone from the last to the first, so what goes comes back in its order.
        out.extend(gone.iter().rev().map(|x| section_piece(Some(x), None, options)));
        out.extend(come.iter().map(|y| section_piece(None, Some(y), options)));
    }
    Some(out)
}

fn section_piece(old: Option<&Section<'_>>, new: Option<&Section<'_>>, options: &Options) -> Piece {
    let heading = new.or(old).and_then(|s| s.heading).map(str::to_owned);
    Piece {
        heading,
        before: old.map_or_else(|| options.added.clone(), Section::text),
        after: new.map_or_else(|| options.removed.clone(), Section::text),
    }
}

/// One row that shows the changed lines, with `（略）` between them.
fn by_lines(old: &str, new: &str, options: &Options) -> Option<Vec<Piece>> {
    let (a, b): (Vec<&str>, Vec<&str>) = (old.split('\n').collect(), new.split('\n').collect());
    let ops = capture_diff_slices(Algorithm::Myers, &a, &b);
    let changed: Vec<_> = ops.iter().filter(|op| !matches!(op, DiffOp::Equal { .. })).collect();
    if let [op] = changed.as_slice() {
        let (gone, come) = (a[op.old_range()].join("\n"), b[op.new_range()].join("\n"));
        // An addition or removal at the very end needs no line beside it to tell its place.
        if gone.is_empty() && op.new_range().end == b.len() {
            return Some(Piece::whole(&options.added, come));
        }
        if come.is_empty() && op.old_range().end == a.len() {
            return Some(Piece::whole(gone, &options.removed));
        }
    }
    let (mut before, mut after): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    let mut last: Option<(usize, usize)> = None;
    for op in changed {
        let (mut left, mut right) = (op.old_range(), op.new_range());
        if left.is_empty() || right.is_empty() {
            // A line that stays shows the place: the one above, at the very top the one below.
            if left.start > 0 && right.start > 0 {
                (left.start, right.start) = (left.start - 1, right.start - 1);
            } else {
                (left.end, right.end) = ((left.end + 1).min(a.len()), (right.end + 1).min(b.len()));
            }
        }
        let (left, right) = (a.get(left.clone()).map(|l| (left, l))?, b.get(right.clone()).map(|r| (right, r))?);
        match last {
            Some(end) if end.0 > left.0.start || end.1 > right.0.start => return None,
            // Two changes without a line between them are one passage.
            Some(end) if end.0 == left.0.start && end.1 == right.0.start => {}
            Some(_) => {
                before.push(ELISION.into());
                after.push(ELISION.into());
            }
            None => {}
        }
        last = Some((left.0.end, right.0.end));
        before.extend(left.1.iter().map(|l| (*l).to_owned()));
        after.extend(right.1.iter().map(|l| (*l).to_owned()));
    }
    Some(Piece::whole(before.join("\n"), after.join("\n")))
}

/// Whether a change is a move of members, which needs no row.
pub fn is_member_move(change: &Change) -> bool {
    change.cause == Cause::Author && matches!(change.place.steps.last(), Some(Step::Member { .. }))
}
