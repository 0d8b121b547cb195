//! What the document says about the cells of a row: its own answers, and the other rows about the same item.

use std::collections::HashMap;

use crate::assessment::named::{self, Named};
use crate::form::{FormDef, Item};
use crate::text;

use super::super::answers::Answers;
use super::super::emit::shown;

/// The longest name of an item, in characters.
const MAX_NAME: usize = 160;
/// Shorter words may stand in an answer by chance.
const MIN_PART: usize = 10;

/// What it costs that a cell is empty.
pub(super) const EMPTY: f32 = 2.5;
/// What it costs that a name means no item, and that it is only a number: the beginning of any name.
const UNNAMED: f32 = 3.0;
pub(super) const NUMBERED: f32 = 2.9;

/// How some words agree with what is known.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub(super) enum Known {
    No,
    /// They stand in it.
    Part,
    /// They are whole lines of it.
    Lines,
    /// They are all of it.
    Whole,
}

/// What is known.
pub(super) struct Told {
    form: &'static FormDef,
    /// The lines of each answer to an item, of whatever member.
    answers: HashMap<&'static str, Vec<Vec<String>>>,
    /// Cells before and after of rows that are sure, and the number of the row, by the words of the item.
    rows: HashMap<String, Vec<(String, usize)>>,
}

impl Told {
    pub fn new(form: &'static FormDef, answers: &Answers) -> Told {
        let items: HashMap<&str, &Item> = form.items().map(|i| (i.id.as_str(), i)).collect();
        let of = answers.by_item(|id, value| items.get(id).map(|item| shown(item, value)).unwrap_or_default());
        let lines = |text: &String| text.lines().map(text::normalize).filter(|l| !l.is_empty()).collect::<Vec<_>>();
        let answers = of.into_iter().map(|(id, texts)| (id, texts.iter().map(lines).collect())).collect();
        Told { form, answers, rows: HashMap::new() }
    }

    /// Which item some words name.
    pub fn named(&self, words: &str) -> Named {
        let name = !words.is_empty() && words.chars().count() <= MAX_NAME;
        if name { named::read(self.form, words).named } else { Named::None }
    }

    /// What it costs that some words are the name of the item; nothing where they end with its label.
    pub fn name(&self, name: &str) -> f32 {
        match self.named(name) {
            _ if name.is_empty() => UNNAMED + EMPTY,
            Named::One(_) if !name.chars().any(|c| c.is_alphabetic() && text::is_japanese(c)) => NUMBERED,
            Named::One(item) if text::normalize(name).ends_with(&text::normalize(&item.label)) => 0.0,
            Named::One(_) => 0.7,
            Named::All(parts) if !parts.is_empty() => 0.0,
            Named::Many(_) | Named::All(_) => 0.5,
            Named::Misnamed(_) => 1.0,
            Named::None => UNNAMED,
        }
    }

    /// Forgets the rows.
    pub fn forget(&mut self) {
        self.rows.clear();
    }

    /// Remembers a cell of a row that is sure.
    pub fn learn(&mut self, row: usize, item: &str, cell: &str) {
        self.rows.entry(text::normalize(item)).or_default().push((text::normalize(cell), row));
    }

    /// How a cell agrees with the answer to the item that a row is about.
    pub fn answered(&self, item: &str, cell: &str) -> Known {
        let Named::One(item) = self.named(item) else { return Known::No };
        let words = text::normalize(cell);
        let inside = std::iter::once(item).chain(item.walk());
        let answers = inside.filter_map(|i| self.answers.get(i.id.as_str())).flatten();
        answers.map(|lines| agrees(&words, lines)).fold(Known::No, |a, b| if b > a { b } else { a })
    }

    /// Whether another row about the same item has the same cell.
    pub fn repeated(&self, row: usize, item: &str, cell: &str) -> bool {
        let words = text::normalize(cell);
        let known = self.rows.get(&text::normalize(item)).into_iter().flatten();
        !words.is_empty() && known.into_iter().any(|(cell, of)| *of != row && *cell == words)
    }
}

fn agrees(words: &str, lines: &[String]) -> Known {
    if words.is_empty() {
        return Known::No;
    }
    let all = lines.concat();
    let mut starts = lines.iter().scan(0, |at, l| Some(std::mem::replace(at, *at + l.len())));
    match all.find(words) {
        _ if all == words => Known::Whole,
        Some(_) if starts.any(|s| all[s..].starts_with(words) && ends_line(s + words.len(), lines)) => Known::Lines,
        Some(_) if words.chars().count() >= MIN_PART => Known::Part,
        _ => Known::No,
    }
}

fn ends_line(at: usize, lines: &[String]) -> bool {
    lines
        .iter()
        .scan(0, |end, l| {
            *end += l.len();
            Some(*end)
        })
        .any(|end| end == at)
}
