//! Cells of one row of the change table that may have changed places, as when a page was read by place.
//!
//! What the document tells is used, and nothing else: 項目 names an item of the form; 変更後 of the newest
//! row about an item stands in its answer; a label is not cut; an explanation reads like a reason. Where one of
//! these speaks for another order of the cells, they are 要確認. Where none does, the order of the text is believed.

use std::collections::HashMap;

use jiff::civil;

use crate::assessment::named::{self, Named};
use crate::date;
use crate::diag::Message;
use crate::form::{FormDef, Item};
use crate::text;

use super::answers::Answers;
use super::changes::Row;
use super::emit::shown;
use super::value::{Read, Value};

/// Columns of the table, as they are printed.
const DATE: usize = 0;
const ITEM: usize = 1;
const BEFORE: usize = 2;
const AFTER: usize = 3;
const REASON: usize = 5;
/// The longest name of an item, in characters.
const MAX_NAME: usize = 160;
/// What only the reason for 事前 or 事後 speaks of, and how it ends.
const REASONS: [&str; 7] =
    ["重要な変更", "形式的な変更", "軽微な変更", "提出する", "提出を要", "評価の再実施", "評価を再実施"];
const ENDINGS: [&str; 9] =
    ["ため", "よる", "伴う", "したもの", "するもの", "該当しない", "当たらない", "あたらない", "足りる"];

/// What the rows say together, and what the document says.
struct Told {
    form: &'static FormDef,
    /// The item of each row, and its day.
    rows: Vec<(Option<&'static Item>, Option<civil::Date>)>,
    /// The last day on which a row is about an item, and how many rows of that day are.
    last: HashMap<&'static str, (civil::Date, usize)>,
    /// The answers to each item, of whatever member.
    answers: HashMap<&'static str, Vec<String>>,
}

/// Marks the cells that may have changed places.
pub(super) fn doubts(form: &'static FormDef, table: &'static Item, answers: &Answers, rows: &mut [Row]) {
    let columns: Vec<&'static Item> = table.children.iter().filter(|c| c.printed).collect();
    let day = |row: &Row| date::parse(&cell(&columns, row, DATE)).and_then(Result::ok).map(|d| d.earliest());
    let said: Vec<_> = rows.iter().map(|row| (named(form, &cell(&columns, row, ITEM)).item(), day(row))).collect();
    let mut last: HashMap<&str, (civil::Date, usize)> = HashMap::new();
    for (item, day) in &said {
        let (Some(item), Some(day)) = (item, day) else { continue };
        let known = last.entry(&item.id).or_insert((*day, 0));
        if *day > known.0 {
            *known = (*day, 0);
        }
        known.1 += usize::from(*day == known.0);
    }
    let items: HashMap<&str, &Item> = form.items().map(|i| (i.id.as_str(), i)).collect();
    let answers = answers.by_item(|id, value| items.get(id).map(|item| shown(item, value)).unwrap_or_default());
    let told = Told { form, rows: said, last, answers };
    for (i, row) in rows.iter_mut().enumerate() {
        // What is left of a broken cell may be the name that is missed.
        let torn = row.values().any(|(read, _)| matches!(read.value, Value::Unreadable(_)));
        let cells: Vec<String> = (0..columns.len()).map(|k| cell(&columns, row, k)).collect();
        if let Some((doubtful, reason)) = told.doubt(i, &cells, torn) {
            for &k in doubtful.iter().filter(|&&k| !cells[k].is_empty()) {
                let Some((read, _)) = row.get_mut(columns[k].id.as_str()) else { continue };
                *read = Read { value: Value::Unreadable(cells[k].clone()), doubt: Some(reason.clone()) };
            }
        }
    }
}

impl Told {
    /// The cells of a row that may have changed places, and why.
    fn doubt(&self, row: usize, cells: &[String], torn: bool) -> Option<(&'static [usize], Message)> {
        let none = |k: usize| matches!(named(self.form, &cells[k]), Named::None);
        if none(ITEM) && ([BEFORE, AFTER, REASON].into_iter().any(|k| !none(k)) || torn) {
            let reason = Message::new(
                "様式の項目名が「項目」以外の欄にあります（欄が入れ替わっている可能性があります）",
                "another cell than 項目 names an item of the form: cells may have changed places",
            );
            return Some((&[ITEM, BEFORE, AFTER, REASON], reason));
        }
        if self.rows[row].0.is_some_and(|item| cut(item, cells)) {
            let reason = Message::new(
                "項目名の続きが「変更前の記載」にあります（欄の境を取り違えている可能性があります）",
                "the name of the item goes on in the cell beside it: the columns may have been parted at a wrong place",
            );
            return Some((&[ITEM, BEFORE], reason));
        }
        if self.rows[row].0.is_some_and(|item| self.newest(row, item) && self.contradicts(item, cells)) {
            let reason = Message::new(
                "本文にあるのは変更後の記載ではありません（欄が入れ替わっている可能性があります）",
                "not 変更後 but another cell stands in the text: cells may have changed places",
            );
            return Some((&[BEFORE, AFTER, REASON], reason));
        }
        if !reads_like_a_reason(&cells[REASON]) && [BEFORE, AFTER].into_iter().any(|k| reads_like_a_reason(&cells[k])) {
            let reason = Message::new(
                "「提出時期に係る説明」にあたる文が別の欄にあります（欄が入れ替わっている可能性があります）",
                "another cell than the explanation reads like one: cells may have changed places",
            );
            return Some((&[BEFORE, AFTER, REASON], reason));
        }
        None
    }

    /// Whether no other row about the item is as young.
    fn newest(&self, row: usize, item: &Item) -> bool {
        self.rows[row].1.is_some_and(|day| self.last.get(item.id.as_str()) == Some(&(day, 1)))
    }

    /// Whether another cell than 変更後 is what the item says.
    fn contradicts(&self, item: &'static Item, cells: &[String]) -> bool {
        let inside = std::iter::once(item).chain(item.walk());
        let answers: Vec<&String> = inside.filter_map(|i| self.answers.get(i.id.as_str())).flatten().collect();
        let stands = |k: usize| {
            let words = text::normalize(&cells[k]);
            let is = |text: &str| text::normalize(text) == words;
            let none = words.is_empty() || text::is_explicit_none(&cells[k]);
            !none && answers.iter().any(|answer| is(answer) || answer.lines().any(is))
        };
        if !stands(BEFORE) && !stands(REASON) {
            return false;
        }
        let after = text::normalize(&cells[AFTER]);
        !answers.iter().any(|answer| text::normalize(answer).contains(&after))
    }
}

/// Whether the label of an item begins in 項目, or should, and goes on in the cell beside it.
fn cut(item: &Item, cells: &[String]) -> bool {
    let [label, name, beside] = [&item.label, &cells[ITEM], &cells[BEFORE]].map(|words| text::normalize(words));
    let at = |k: usize| name.ends_with(&label[..k]) && beside.starts_with(&label[k..]);
    !name.contains(&label) && label.char_indices().any(|(k, _)| at(k))
}

/// Whether words read like the reason for 事前 or 事後.
pub(super) fn reads_like_a_reason(words: &str) -> bool {
    let words = text::normalize(words);
    let ends = |ending: &str| words.trim_end_matches('。').ends_with(ending);
    REASONS.iter().any(|r| words.contains(r)) || ENDINGS.into_iter().any(ends)
}

fn named(form: &'static FormDef, words: &str) -> Named {
    let name = !words.is_empty() && words.chars().count() <= MAX_NAME;
    if name { named::read(form, words).named } else { Named::None }
}

fn cell(columns: &[&'static Item], row: &Row, column: usize) -> String {
    row.get(columns[column].id.as_str()).map(|(read, _)| shown(columns[column], &read.value)).unwrap_or_default()
}
