//! Whether what a row of the change table says still stands: in the current text, or in the 変更前 of a
//! later row of the same item.

use crate::assessment::named::Named;
use crate::assessment::{State, Value};
use crate::date;
use crate::form::Kind;
use crate::text;

use super::At;
use super::rows::{self, Row};

/// Where a row's 変更後 is lost.
pub(super) struct Lost<'r, 'a> {
    /// The words that stand nowhere.
    pub words: String,
    /// The next row of the item, if there is one.
    pub next: Option<&'r Row<'a>>,
    /// What stands there now, for the message; none for long text.
    pub now: Option<String>,
    /// Whether words almost the same stand there.
    pub near: bool,
}

/// The first words of a row's 変更後 that stand neither in the text nor in a later 変更前.
/// None also where the row cannot be compared: it describes, is unreadable, or its item is not known.
pub(super) fn lost<'r, 'a>(row: &Row<'a>, all: &'r [Row<'a>]) -> Option<Lost<'r, 'a>> {
    let after = row.after_words()?;
    let readable = |at: &At<'_>| !matches!(at.answer.state, State::Unreadable(_) | State::Invalid);
    if row.answers.is_empty() || !row.answers.iter().all(readable) || rows::only_describes(&after) {
        return None;
    }
    // Of several items, or where number and label differ, which was changed cannot be known.
    if row.names_several() || matches!(row.named, Named::Misnamed(_)) && !row.by_address {
        return None;
    }
    if rows::says_nothing(&after) || after.contains('略') || row.is_of_an_old_label() {
        return None;
    }
    let later: Vec<&Row<'a>> = all[row.index + 1..].iter().filter(|later| later.overlaps(row)).collect();
    if later.iter().any(|later| later.answers.is_empty() || untold(later)) {
        return None;
    }
    let next = later.first().copied();
    let item = row.answers[0].answer.item;
    match item.kind {
        Kind::Text | Kind::Period | Kind::Strings => {
            text_lost(row, &after, &later).map(|(words, near)| Lost { words, next, now: None, near })
        }
        _ => {
            let told: Vec<String> = later.iter().filter_map(|later| later.before_words()).collect();
            let stands = match told.first() {
                Some(before) => value_stands(&row.answers[0], &after, Some(before)),
                None => row.answers.iter().map(|at| value_stands(at, &after, None)).reduce(|a, b| match (a, b) {
                    (Some(false), Some(false)) => Some(false),
                    (None, _) | (_, None) => None,
                    _ => Some(true),
                })?,
            };
            let now = told.first().cloned().or_else(|| row.answers[0].answer.text().map(|t| t.into_owned()));
            (stands == Some(false)).then(|| Lost { words: text::normalize_spaced(&after), next, now, near: false })
        }
    }
}

/// Whether a row does not say what it replaced.
fn untold(row: &Row<'_>) -> bool {
    let words = [row.before_words(), row.after_words()];
    row.names_several() || words.iter().any(|w| w.as_ref().is_none_or(|w| rows::only_describes(w) || w.contains('略')))
}

/// The first sentence that stands nowhere, one that is quite new before one that is almost there.
fn text_lost(row: &Row<'_>, after: &str, later: &[&Row<'_>]) -> Option<(String, bool)> {
    let mut sources: Vec<String> = Vec::new();
    for at in &row.answers {
        let words = at.answer.text().unwrap_or_default();
        // A shared passage is not in the file.
        if words.contains("〔共通記載") {
            return None;
        }
        sources.push(rows::squash(&words));
    }
    sources.extend(later.iter().filter_map(|row| row.before_words()).map(|w| rows::squash(&w)));
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
