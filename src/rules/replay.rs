//! Whether what a row of the change table says still stands: in the current text, or in the 変更前 of a
//! later row of the same item.

use std::collections::HashMap;

use crate::assessment::named::Named;
use crate::assessment::{Answer, State, Value};
use crate::date;
use crate::form::Kind;
use crate::text;

use super::At;
use super::rows::{self, Cell, Row, inside};

/// Where a row's 変更後 is lost.
#[derive(Debug)]
pub(super) struct Lost {
    /// The words that stand nowhere.
    pub words: String,
    /// The index of the next row of the item, if there is one.
    pub next: Option<usize>,
    /// What stands there now, for the message; none for long text.
    pub now: Option<String>,
    /// Whether words almost the same stand there.
    pub near: bool,
}

/// For each row the first words of its 変更後 that stand neither in the text nor in a later 変更前. None also
/// where the row cannot be compared: it describes, is unreadable, or its item is not known.
pub(super) fn all(rows: &[Row<'_>]) -> Vec<Option<Lost>> {
    let neighbours = Neighbours::of(rows);
    let texts = Texts::of(rows);
    rows.iter().map(|row| lost(row, rows, &neighbours, &texts)).collect()
}

/// Rows that can speak of the same place, so that not every row is compared with every other.
struct Neighbours<'r>(HashMap<&'r str, Vec<usize>>);

impl<'r> Neighbours<'r> {
    fn of(rows: &'r [Row<'_>]) -> Self {
        let mut by_item: HashMap<&str, Vec<usize>> = HashMap::new();
        for row in rows {
            if let Some(item) = row.means {
                by_item.entry(&item.id).or_default().push(row.index);
            }
        }
        let several = rows.iter().filter(|row| row.names_several()).map(|row| row.index);
        let beside = |id: &str| {
            let near = by_item.iter().filter(|(other, _)| inside(id, other) || inside(other, id));
            let mut rows: Vec<usize> = near.flat_map(|(_, rows)| rows.iter().copied()).chain(several.clone()).collect();
            rows.sort_unstable();
            rows
        };
        Neighbours(by_item.keys().map(|id| (*id, beside(id))).collect())
    }

    /// The later rows about a row's item, something in it, or what it is in, and those about several items.
    fn after(&self, row: &Row<'_>) -> &[usize] {
        let rows = row.means.and_then(|item| self.0.get(item.id.as_str())).map_or(&[][..], Vec::as_slice);
        &rows[rows.partition_point(|&at| at <= row.index)..]
    }
}

/// The answers that rows speak of, as [`rows::squash`] leaves them, each once; none for one with a shared
/// passage, which is not in the file.
struct Texts(HashMap<*const Answer, Option<String>>);

impl Texts {
    fn of(rows: &[Row<'_>]) -> Self {
        let mut texts = HashMap::new();
        for at in rows.iter().flat_map(|row| &row.answers).filter(|at| is_text(at)) {
            texts.entry(std::ptr::from_ref(at.answer)).or_insert_with(|| {
                let words = at.answer.text().unwrap_or_default();
                (!words.contains("〔共通記載")).then(|| rows::squash(&words))
            });
        }
        Texts(texts)
    }

    fn get(&self, at: &At<'_>) -> Option<&str> {
        self.0.get(&std::ptr::from_ref(at.answer))?.as_deref()
    }
}

fn is_text(at: &At<'_>) -> bool {
    matches!(at.answer.item.kind, Kind::Text | Kind::Period | Kind::Strings)
}

fn lost(row: &Row<'_>, all: &[Row<'_>], neighbours: &Neighbours<'_>, texts: &Texts) -> Option<Lost> {
    let cell = row.is.as_ref()?;
    let after = cell.words.as_str();
    let readable = |at: &At<'_>| !matches!(at.answer.state, State::Unreadable(_) | State::Invalid);
    if row.answers.is_empty() || !row.answers.iter().all(readable) || cell.only_describes() {
        return None;
    }
    // Of several items, or where number and label differ, which was changed cannot be known.
    if row.names_several() || matches!(row.named, Named::Misnamed(_)) && !row.by_address {
        return None;
    }
    if cell.says_nothing() || after.contains('略') || row.is_of_an_old_label() {
        return None;
    }
    let later: Vec<&Row<'_>> =
        neighbours.after(row).iter().map(|&at| &all[at]).filter(|later| later.overlaps(row)).collect();
    if later.iter().any(|later| later.answers.is_empty() || untold(later)) {
        return None;
    }
    let next = later.first().map(|row| row.index);
    if is_text(&row.answers[0]) {
        return text_lost(row, after, &later, texts).map(|(words, near)| Lost { words, next, now: None, near });
    }
    let before = later.iter().find_map(|later| Some(later.was.as_ref()?.words.as_str()));
    let stands = match before {
        Some(before) => value_stands(&row.answers[0], after, Some(before)),
        None => row.answers.iter().map(|at| value_stands(at, after, None)).reduce(|a, b| match (a, b) {
            (Some(false), Some(false)) => Some(false),
            (None, _) | (_, None) => None,
            _ => Some(true),
        })?,
    };
    let now = || before.map(str::to_owned).or_else(|| row.answers[0].answer.text().map(|t| t.into_owned()));
    (stands == Some(false)).then(|| Lost { words: text::normalize_spaced(after), next, now: now(), near: false })
}

/// Whether a row does not say what it replaced.
fn untold(row: &Row<'_>) -> bool {
    let tells = |cell: &Cell| !cell.only_describes() && !cell.words.contains('略');
    row.names_several() || ![&row.was, &row.is].into_iter().all(|cell| cell.as_ref().is_some_and(tells))
}

/// The first sentence that stands nowhere, one that is quite new before one that is almost there.
fn text_lost(row: &Row<'_>, after: &str, later: &[&Row<'_>], texts: &Texts) -> Option<(String, bool)> {
    let mut sources: Vec<&str> = row.answers.iter().map(|at| texts.get(at)).collect::<Option<_>>()?;
    sources.extend(later.iter().filter_map(|row| row.was.as_ref()).map(Cell::squashed));
    let missing: Vec<String> = rows::pieces(after)
        .into_iter()
        .filter(|piece| !sources.iter().any(|source| source.contains(piece.as_str())))
        .collect();
    let far = missing.iter().find(|piece| !sources.iter().any(|source| almost(piece, source)));
    match far {
        Some(piece) => Some((piece.clone(), false)),
        None => Some((missing.into_iter().next()?, true)),
    }
}

/// Whether most runs of three characters of a sentence occur in a text.
fn almost(piece: &str, source: &str) -> bool {
    let chars: Vec<char> = piece.chars().collect();
    let runs: Vec<String> = chars.windows(3).map(|run| run.iter().collect()).collect();
    let hits = runs.iter().filter(|run| source.contains(run.as_str())).count();
    // A heading is short: one letter more or less takes away three of its runs.
    let share = if runs.len() >= 10 { 8 } else { 6 };
    runs.len() >= 3 && hits * 10 >= runs.len() * share
}

/// Whether a value that is not text says the same as a cell; none where the cell cannot be read.
fn value_stands(at: &At<'_>, after: &str, other: Option<&str>) -> Option<bool> {
    let plain = |words: &str| {
        let plain = text::normalize(words);
        let plain = plain.trim_matches(['[', ']', '○', '。']).to_owned();
        plain
            .split_once(')')
            .filter(|(n, _)| n.chars().all(|c| c.is_ascii_digit()))
            .map_or(plain.clone(), |p| p.1.to_owned())
    };
    match (&at.answer.item.kind, &at.answer.state) {
        (Kind::Choice(set), _) => {
            let of = |words: &str| set.choices.iter().position(|c| text::normalize(&c.label) == plain(words));
            let wanted = of(after)?;
            match other {
                Some(other) => of(other).map(|found| found == wanted),
                None => at.answer.choice().map(|now| now == wanted),
            }
        }
        (Kind::Date, State::Filled(Value::Date(_, now))) => {
            let of = |words: &str| date::parse(words)?.ok();
            let wanted = of(after)?;
            let found = match other {
                Some(other) => of(other)?,
                None => *now,
            };
            Some(found.latest() >= wanted.earliest() && found.earliest() <= wanted.latest())
        }
        (Kind::Number, State::Filled(Value::Number(now, _))) => {
            let of = |words: &str| plain(words).trim_end_matches('件').parse::<u64>().ok();
            let wanted = of(after)?;
            Some(other.map_or(Some(*now), of)? == wanted)
        }
        (Kind::Boxes(set), State::Filled(Value::Boxes(ticks))) if other.is_none() => {
            boxes_stand(set, &ticks.iter().map(|t| t.index).collect::<Vec<_>>(), after)
        }
        _ => None,
    }
}

/// Boxes in the notation `[○]紙 [　]電子メール`, or their labels joined by 、.
fn boxes_stand(set: &crate::form::ChoiceSet, ticked: &[usize], after: &str) -> Option<bool> {
    let plain = text::normalize(after).replace(['〇', '◯', 'O', '●', 'レ', '✓'], "○");
    let mut known = false;
    for (index, choice) in set.choices.iter().enumerate() {
        let label = text::normalize(&choice.label);
        let on = plain.contains(&format!("[○]{label}"));
        let off = plain.contains(&format!("[]{label}"));
        if on != off {
            known = true;
            if ticked.contains(&index) != on {
                return Some(false);
            }
        }
    }
    known.then_some(true)
}
