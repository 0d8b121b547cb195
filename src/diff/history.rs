//! The report on a change table: for every revision that it tells, whether comparing that revision with
//! the one before gives the published rows.
//!
//! A row is reproduced when the comparison finds the change that it tells: exactly, or in other words.
//! Where it is not, the report says why in the document's own words.

mod human;

use crate::assessment::Assessment;
use crate::diag::Message;

use super::cell::Miss;
use super::compare::{self, Change};
use super::members::Nameless;
use super::replay::Break;
use super::retell::{self, Day, Told};
use super::sheet::Sheet;
use super::table::{Written, rows_of};
use super::tolerant::{self, How};

/// The version of the JSON form.
pub const VERSION: u32 = 1;

/// The revisions that a change table tells.
#[derive(Clone, Debug, serde::Serialize, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct History {
    /// [`VERSION`].
    pub version: u32,
    /// The file.
    pub file: String,
    /// The oldest first.
    pub revisions: Vec<Revision>,
    /// All rows.
    pub summary: Summary,
}

/// One revision.
#[derive(Clone, Debug, serde::Serialize, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Revision {
    /// 変更日 as written.
    pub date: String,
    /// Rows about ※ items, as far as they could be found.
    pub important: usize,
    /// Its rows in the order of the table.
    pub rows: Vec<RowTold>,
}

/// How one row went.
#[derive(Clone, Debug, serde::Serialize, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct RowTold {
    /// Number in the table, from 1.
    pub row: usize,
    /// 項目 as written.
    pub item: String,
    /// 対象, as far as it is known.
    pub address: Option<String>,
    /// Whether the comparison gives it.
    pub outcome: Outcome,
    /// Whether its text and the answer it speaks of are there in full.
    pub whole: bool,
    /// What row and text say differently, or why the row is not reproduced.
    pub reason: Option<String>,
    #[serde(skip)]
    #[schemars(skip)]
    why: Option<Message>,
}

impl RowTold {
    /// The reason in both languages.
    pub fn why(&self) -> Option<&Message> {
        self.why.as_ref()
    }
}

/// Whether the comparison of two revisions gives a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// As it was published, apart from width, white space and wraps.
    Exact,
    /// The same change in other words.
    OtherWording,
    /// Not.
    NotReproduced,
}

/// The rows of a table, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Summary {
    /// All rows.
    pub rows: usize,
    /// Reproduced exactly.
    pub exact: usize,
    /// The same change in other words.
    pub other_wording: usize,
    /// Not reproduced.
    pub not_reproduced: usize,
    /// Rows whose published text is there in full.
    pub whole: usize,
    /// Those of them that are reproduced.
    pub whole_reproduced: usize,
}

/// The report on the change table of an assessment, called `file`.
pub fn history(file: &str, assessment: &Assessment, sheet: &Sheet) -> History {
    let rows = rows_of(assessment);
    let days = retell::days(sheet, &rows, None);
    let revisions: Vec<Revision> = days.iter().rev().map(|day| revision(day, &rows)).collect();
    let mut summary = Summary::default();
    revisions.iter().flat_map(|r| &r.rows).for_each(|row| summary.add(row));
    History { version: VERSION, file: file.to_owned(), revisions, summary }
}

impl Summary {
    fn add(&mut self, row: &RowTold) {
        let reproduced = row.outcome != Outcome::NotReproduced;
        self.rows += 1;
        self.whole += usize::from(row.whole);
        self.whole_reproduced += usize::from(row.whole && reproduced);
        match row.outcome {
            Outcome::Exact => self.exact += 1,
            Outcome::OtherWording => self.other_wording += 1,
            Outcome::NotReproduced => self.not_reproduced += 1,
        }
    }
}

fn revision(day: &Day, rows: &[Written]) -> Revision {
    let changes = compare::compare(&day.older, &day.newer, Nameless::BySimilarity);
    let keys: Vec<(String, &Change)> = changes.iter().map(|c| (retell::key(&c.place), c)).collect();
    let told = |told: &Told| row_told(told, &rows[told.row], &keys);
    Revision {
        date: day.told.first().map(|told| rows[told.row].row.date.clone()).unwrap_or_default(),
        important: day.told.iter().filter(|t| t.result.is_ok() && t.at.as_ref().is_some_and(|at| at.star)).count(),
        rows: day.told.iter().map(told).collect(),
    }
}

fn row_told(told: &Told, written: &Written, changes: &[(String, &Change)]) -> RowTold {
    let result = told.result.clone().and_then(|how| {
        let key = told.at.as_ref().map(|at| at.key.as_str());
        let change = changes.iter().find(|(own, _)| Some(own.as_str()) == key);
        let (_, change) = change.ok_or(Break::NoChange)?;
        Ok(seen(how, change, written))
    });
    let (outcome, why) = match &result {
        Ok(How::Exactly) => (Outcome::Exact, None),
        Ok(how) => (Outcome::OtherWording, Some(wording(how))),
        Err(reason) => (Outcome::NotReproduced, Some(reason.message())),
    };
    let lost = |reason: &Break| matches!(reason, Break::Unreadable | Break::Cell(Miss::Undescribed | Miss::Cut));
    let whole = match &result {
        Ok(how) => !matches!(how, How::Cut(..)),
        Err(reason) => !lost(reason),
    };
    RowTold {
        row: told.row + 1,
        item: written.row.item.split_whitespace().collect::<Vec<_>>().join(" "),
        address: told.at.as_ref().map(|at| at.address.clone()),
        outcome,
        whole,
        reason: why.as_ref().map(|m| m.ja.clone()),
        why,
    }
}

/// Whether the change that the comparison found says what the row says.
fn seen(how: How, change: &Change, written: &Written) -> How {
    let row = &written.row;
    let forth = tolerant::exactly(change.item, &change.old, &row.before, &row.after);
    let back = tolerant::exactly(change.item, &change.new, &row.after, &row.before);
    match how {
        // Several rows of a day may speak of one answer, and each then shows only its own part.
        How::Exactly if back.is_err() && forth.is_err() => How::Nearly(row.after.clone(), change.new.clone()),
        how => how,
    }
}

fn wording(how: &How) -> Message {
    match how {
        How::Exactly => Message::new("そのとおりです", "exactly so"),
        How::Again => Message::new(
            "同じ日の別の行と同じ変更です（行が重なっています）",
            "another row of the same day tells the same change",
        ),
        How::Nearly(row, body) => both(row, body),
        How::Cut(row, body) => {
            let cut = Message::new("行の記載が文の途中で切れています", "the cell ends in the middle of a sentence");
            if row.is_empty() && body.is_empty() {
                return cut;
            }
            let more = both(row, body);
            Message::new(format!("{}。{}", cut.ja, more.ja), format!("{}; {}", cut.en, more.en))
        }
    }
}

fn both(row: &str, body: &str) -> Message {
    Message::new(
        format!("行と本文の字句が違います（行は「{row}」、本文は「{body}」）"),
        format!("row and text are worded differently (row: {row}, text: {body})"),
    )
}
