//! Replay: the rows of the change table applied to a sheet, backwards or forwards.
//!
//! A row that does not fit is named with the reason; nothing is guessed. What the rows of one day
//! leave empty disappears when the day is done, so that the rows of the day may speak of it in any
//! order.

use crate::assessment::named;
use crate::diag::Message;
use crate::text;

use super::address::{self, Lost};
use super::cell::{self, Miss};
use super::label::{self, Asked};
use super::sheet::Sheet;
use super::table::{Row, Written};

/// The way in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// From the new text to the old.
    Back,
    /// From the old text to the new.
    Forth,
}

/// Why a row cannot be replayed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Break {
    /// Its 対象 leads nowhere.
    Address(Lost),
    /// The member of a list that it names is not there; holds its printed name.
    NoMember(String),
    /// It has no 対象, and its 項目 fits no item.
    UnknownItem,
    /// It has no 対象, and its 項目 fits several items; without any, the whole document.
    SeveralItems(Vec<String>),
    /// What it says was or is there does not stand there.
    Cell(Miss),
    /// What it says stands there but for some words; holds those of the row and those of the text.
    Nearly(String, String),
    /// What it says was or is there is not what stands there; holds both.
    Differs(String, String),
    /// 変更前 and 変更後 are the same.
    NoDifference,
    /// The revisions before and after its day do not differ there.
    NoChange,
    /// The answer itself could not be read.
    Unreadable,
    /// A newer row about the same answer could not be replayed, so its text as of then is not known.
    Behind,
}

impl Break {
    /// The reason in words.
    pub fn message(&self) -> Message {
        match self {
            Break::Address(Lost::Unknown(part)) => Message::new(
                format!("対象のうち「{part}」に当たるものがありません"),
                format!("nothing at {part} in the address"),
            ),
            Break::Address(Lost::Several(name)) => Message::new(
                format!("「{name}」という名前のものが複数あり、どれのことか決まりません"),
                format!("several members are named {name}"),
            ),
            Break::Address(Lost::NotAnAnswer(key)) => Message::new(
                format!("対象の「{key}」は項目の集まりで、記載のある項目ではありません"),
                format!("{key} is a group, not an answer"),
            ),
            Break::NoMember(name) => Message::new(
                format!("その時点の本文に「{name}」がありません"),
                format!("the text as of then has no {name}"),
            ),
            Break::Differs(row, body) => Message::new(
                format!("変更後の記載（「{row}」）が、その時点の本文（「{body}」）と違います"),
                format!("the row says {row}, the text as of then {body}"),
            ),
            Break::NoDifference => {
                Message::new("変更前の記載と変更後の記載が同じです", "変更前の記載 and 変更後の記載 are the same")
            }
            Break::NoChange => Message::new(
                "行を戻しても、その日の前後の版に違いがありません",
                "the revisions before and after the day do not differ there",
            ),
            Break::Cell(Miss::Cut) => Message::new(
                "記載が文の途中で切れているため、どこまでのことか分かりません",
                "the cell ends in the middle of a sentence, so its extent is not known",
            ),
            Break::UnknownItem => Message::new(
                "項目の欄の文から、様式のどの項目のことか分かりません",
                "the words under 項目 fit no item of the form",
            ),
            Break::SeveralItems(labels) if labels.is_empty() => Message::new(
                "項目の欄の文は、一つの項目を指していません",
                "the words under 項目 are not about one item",
            ),
            Break::SeveralItems(labels) => Message::new(
                format!("項目の欄の文は複数の項目に当てはまります（{}）", labels.join("、")),
                format!("the words under 項目 fit several items ({})", labels.join(", ")),
            ),
            Break::Cell(Miss::NotFound) => Message::new(
                "変更後の記載が、その時点の本文に見つかりません",
                "the text after the change is not in the text as of then",
            ),
            Break::Cell(Miss::Ambiguous) => Message::new(
                "変更後の記載が本文の複数の箇所にあり、どれのことか決まりません",
                "the text after the change stands in several places",
            ),
            Break::Cell(Miss::Undescribed) => Message::new(
                "変更の内容が記載されず、説明だけが書かれています",
                "the row tells about the change instead of showing it",
            ),
            Break::Nearly(row, body) => Message::new(
                format!("変更後の記載が、その時点の本文と途中から違います（行は「{row}」、本文は「{body}」）"),
                format!("the text after the change parts from the text as of then (row: {row}, text: {body})"),
            ),
            Break::Unreadable => Message::new("本文のその項目が読み取れません", "the answer itself is unreadable"),
            Break::Behind => Message::new(
                "同じ項目のより新しい行が当てはまらないため、その時点の本文が分かりません",
                "a newer row about the same answer breaks, so the text as of then is not known",
            ),
        }
    }
}

/// Applies one row; gives the addresses of the answers it changed, as they are called after it. A row of
/// several items changes each of them or none.
pub fn apply(sheet: &mut Sheet, row: &Row, way: Way) -> Result<Vec<String>, Break> {
    let (find, put) = match way {
        Way::Back => (&row.after, &row.before),
        Way::Forth => (&row.before, &row.after),
    };
    let targets = match row.target.trim() {
        "" => {
            let printed = named::read(sheet.form, &row.item);
            label::all(sheet, &Asked { printed: &printed, find, put, added: &[], nearly: false })?
        }
        target => vec![target.to_owned()],
    };
    if let [target] = targets.as_slice() {
        exchange(sheet, target, find, put)?;
    } else {
        let mut changed = sheet.clone();
        for target in &targets {
            exchange(&mut changed, target, find, put)?;
        }
        *sheet = changed;
    }
    Ok(targets)
}

/// Exchanges what the answer at an address says.
fn exchange(sheet: &mut Sheet, target: &str, find: &str, put: &str) -> Result<(), Break> {
    let create = cell::is_nothing(find) || find.trim().is_empty();
    keep_name(sheet, target);
    let (item, leaf) = address::locate(sheet, target, create).map_err(Break::Address)?;
    if leaf.unknown {
        return Err(Break::Unreadable);
    }
    leaf.text = cell::replace(item, &leaf.text, find, put).map_err(|miss| why(miss, &leaf.text, find))?;
    Ok(())
}

/// Before the name of a member changes: the other rows of the day go on calling it by the old one.
pub fn keep_name(sheet: &mut Sheet, target: &str) {
    if address::names_its_member(sheet, target)
        && let Ok((_, leaf)) = address::locate(sheet, target, false)
        && !leaf.text.is_empty()
    {
        let name = leaf.text.clone();
        address::remember(sheet, target, &name);
    }
}

/// The reason for a miss, with the words where row and text part if they begin alike.
pub fn why(miss: Miss, current: &str, find: &str) -> Break {
    match cell::parting(current, find) {
        Some((row, body)) if miss == Miss::NotFound => Break::Nearly(row, body),
        _ => Break::Cell(miss),
    }
}

/// How one row of a table went.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Index of the row in the file.
    pub row: usize,
    /// The addresses it changed, or why it broke.
    pub result: Result<Vec<String>, Break>,
}

/// Undoes the rows that `wanted` picks, the newest first.
pub fn undo(sheet: &mut Sheet, rows: &[Written], wanted: impl Fn(&Written) -> bool) -> Vec<Outcome> {
    let mut out = Vec::new();
    let mut broken: Vec<String> = Vec::new();
    for day in by_day(rows) {
        for &at in day.iter().rev() {
            let written = &rows[at];
            if !wanted(written) {
                continue;
            }
            let mut result = apply(sheet, &written.row, Way::Back);
            let key = if written.row.target.is_empty() { &written.row.item } else { &written.row.target };
            if let Err(reason) = &mut result {
                if matches!(reason, Break::Cell(Miss::NotFound) | Break::Nearly(..)) && broken.contains(key) {
                    *reason = Break::Behind;
                }
                broken.push(key.clone());
            }
            out.push(Outcome { row: at, result });
        }
        sheet.compact();
    }
    out
}

/// After some rows were undone: an answer for which a row says なし, and that was blank in the base, is
/// blank again. Such a row alone does not tell なし from nothing.
pub fn blank_as_base(told: &mut Sheet, base: &Sheet, rows: &[Row]) {
    let none = |row: &&Row| text::is_explicit_none(&row.before) && !row.target.is_empty();
    let mut base = base.clone();
    for row in rows.iter().filter(none) {
        // A member may have had another name then.
        let Some(then) = address::place(told, &row.target).map(|place| place.address()) else { continue };
        let stood = address::locate(&mut base, &then, false).is_ok_and(|(_, leaf)| !leaf.text.is_empty());
        if let (Ok((_, leaf)), false) = (address::locate(told, &row.target, false), stood)
            && text::is_explicit_none(&leaf.text)
        {
            leaf.text.clear();
        }
    }
    told.compact();
}

/// The rows of each day, the newest day first; a row without a date belongs to the row above it.
pub fn by_day(rows: &[Written]) -> Vec<Vec<usize>> {
    let mut days: Vec<(Option<jiff::civil::Date>, Vec<usize>)> = Vec::new();
    let mut last = None;
    for (at, row) in rows.iter().enumerate() {
        let day = row.date.map(|d| d.earliest()).or(last);
        last = day;
        match days.iter_mut().find(|(d, _)| *d == day) {
            Some((_, list)) => list.push(at),
            None => days.push((day, vec![at])),
        }
    }
    days.sort_by_key(|day| std::cmp::Reverse(day.0));
    days.into_iter().map(|(_, list)| list).collect()
}
