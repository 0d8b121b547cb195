//! One answer to the pieces that are printed for it, by the kind of its item.

use crate::assessment::{Answer, Group, State, Tick, Value};
use crate::form::{Choice, ChoiceSet, Detail, Item, Kind};

use super::build::Context;
use super::text::{self, lines};
use super::{Block, BoxGroup, Cell, Mark, Piece};

/// What is printed in front of an answer that an import could not read.
const UNREADABLE: &str = "要確認";
/// What is printed in front of an answer that is wrong and has been reported.
const INVALID: &str = "記載誤り";

/// The answer to `item` as printed; `group` holds it, or is nothing where a blank form is printed.
pub(super) fn cell(cx: &Context<'_>, item: &Item, group: Option<&Group>) -> Cell {
    let answer = group.and_then(|g| g.get(&item.id));
    let mut cell = match &item.kind {
        Kind::Choice(set) => vec![Piece::Choice {
            chosen: answer.and_then(Answer::choice),
            options: set.labels().map(str::to_owned).collect(),
        }],
        Kind::Boxes(set) => vec![Piece::Boxes { groups: box_groups(marks(cx, set, answer), set) }],
        Kind::Count { of } => vec![Piece::Count { number: count(cx, of, answer) }],
        Kind::Fixed(text) => vec![text_piece(text)],
        Kind::Derived { of } => vec![text_piece(&derived(cx, of))],
        _ => Vec::new(),
    };
    if let Some(answer) = answer {
        written(cx, answer, &mut cell);
    }
    cell
}

/// The words of an answer, and what stands in its place when it is none.
fn written(cx: &Context<'_>, answer: &Answer, cell: &mut Cell) {
    match &answer.state {
        State::Blank => {}
        State::None(word) => cell.push(text_piece(word)),
        State::Unreadable(words) => cell.push(unresolved(UNREADABLE, words)),
        State::Invalid => cell.push(unresolved(INVALID, cx.source(answer))),
        State::Filled(value) => match value {
            Value::Text(text) => cell.push(Piece::Text { blocks: text::blocks(text) }),
            Value::Strings(list) => {
                cell.push(Piece::Text { blocks: list.iter().flat_map(|(s, _)| lines(s)).collect() });
            }
            Value::Number(_, written) | Value::Date(written, _) => cell.push(text_piece(written)),
            // Printed by the kind of the item, or by the walk through the form.
            Value::Choice(_) | Value::Boxes(_) | Value::Count(_) | Value::Group(_) | Value::List(_) => {}
        },
    }
}

/// What an answer says that is no group or list: なし, or what could not be read.
pub(super) fn leftover(cx: &Context<'_>, answer: &Answer) -> Cell {
    let mut out = Cell::new();
    if matches!(answer.state, State::None(_) | State::Unreadable(_) | State::Invalid) {
        written(cx, answer, &mut out);
    }
    out
}

/// A piece of plain text.
pub(super) fn text_piece(text: &str) -> Piece {
    Piece::Text { blocks: lines(text).collect() }
}

fn unresolved(mark: &str, words: &str) -> Piece {
    Piece::Unresolved { mark: mark.to_owned(), blocks: lines(words).collect() }
}

/// The boxes of a set with the marks of an answer.
pub(super) fn marks(cx: &Context<'_>, set: &ChoiceSet, answer: Option<&Answer>) -> Vec<Mark> {
    let ticks: &[Tick] = match answer.and_then(Answer::value) {
        Some(Value::Boxes(ticks)) => ticks,
        _ => &[],
    };
    let mark = |(index, choice): (usize, &Choice)| {
        let tick = ticks.iter().find(|t| t.index == index);
        let written = tick.and_then(|t| t.detail.clone());
        let (detail, unit) = match &choice.detail {
            Detail::None => (written, ""),
            Detail::Text => (Some(written.unwrap_or_default()), ""),
            Detail::Count(list) => (Some(written.unwrap_or_else(|| members(cx, list))), "件"),
        };
        Mark { label: choice.label.clone(), ticked: tick.is_some(), detail, unit: unit.to_owned() }
    };
    set.choices.iter().enumerate().map(mark).collect()
}

/// Neighbouring boxes of the same group stand together.
fn box_groups(marks: Vec<Mark>, set: &ChoiceSet) -> Vec<BoxGroup> {
    let mut groups: Vec<BoxGroup> = Vec::new();
    for (mark, choice) in marks.into_iter().zip(&set.choices) {
        match groups.last_mut() {
            Some(group) if group.name == choice.group => group.boxes.push(mark),
            _ => groups.push(BoxGroup { name: choice.group.clone(), boxes: vec![mark] }),
        }
    }
    groups
}

/// The stated number of members, or else the number that there are.
fn count(cx: &Context<'_>, list: &str, answer: Option<&Answer>) -> String {
    match answer.and_then(Answer::value) {
        Some(Value::Count(stated)) => stated.to_string(),
        _ => members(cx, list),
    }
}

/// How many members a list has; nothing for none, as the form leaves the parentheses empty.
fn members(cx: &Context<'_>, list: &str) -> String {
    match cx.find(list).map_or(0, |answer| answer.members().len()) {
        0 => String::new(),
        n => n.to_string(),
    }
}

/// What is printed from another item: its answer around here, or all of them with numbers.
fn derived(cx: &Context<'_>, of: &str) -> String {
    let all: Vec<String> = cx.find_all(of).iter().filter_map(|a| a.text()).map(|t| t.trim_end().to_owned()).collect();
    match all.as_slice() {
        [one] => one.clone(),
        all => all.iter().enumerate().map(|(i, t)| format!("({}) {t}", i + 1)).collect::<Vec<_>>().join("\n"),
    }
}

/// The blocks of a cell that holds only text, for printing it in parentheses.
pub(super) fn aside(label: &str, cell: Cell) -> Cell {
    let mut out = Cell::new();
    let mut blocks: Vec<Block> = Vec::new();
    for piece in cell {
        match piece {
            Piece::Text { blocks: more } => blocks.extend(more),
            piece => out.push(piece),
        }
    }
    out.insert(0, Piece::Aside { label: label.to_owned(), blocks });
    out
}
