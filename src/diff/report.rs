//! The whole comparison of two revisions, for all outputs: one type, which is also the JSON.

use crate::assessment::Assessment;
use crate::diag::Message;
use crate::form::Kind;

use super::compare::{self, Cause, Change, ChangeKind};
use super::members::Nameless;
use super::rows::Options;
use super::sheet::{Around, Sheet};
use super::significance::{self, Formal, Verdict};
use super::table::{Row, Written, rows_of};
use super::words::{self, Run};
use super::write;

/// The version of the JSON form.
pub const VERSION: u32 = 1;

/// The comparison of two revisions.
#[derive(Clone, Debug, serde::Serialize, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Report {
    /// [`VERSION`].
    pub version: u32,
    /// Name of the old revision, as given.
    pub old: String,
    /// Name of the new revision, as given.
    pub new: String,
    /// What the revision means.
    pub verdict: Verdict,
    /// The verdict in one sentence.
    pub headline: String,
    /// All changes in the order of the form.
    pub changes: Vec<ReportChange>,
    /// The rows that the table of the new revision lacks.
    pub rows: Vec<Row>,
    /// New rows of its table that do not fit.
    pub broken_rows: Vec<BrokenRow>,
    /// Addresses for which no rows can be proved; whether they are told rightly is 不明.
    pub unproved: Vec<String>,
}

/// The comparisons of the assessments of two folders that differ.
#[derive(Clone, Debug, serde::Serialize, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Reports<'a> {
    /// [`VERSION`].
    pub version: u32,
    /// In the order of their paths.
    pub reports: Vec<&'a Report>,
}

impl<'a> Reports<'a> {
    /// Some comparisons.
    pub fn new(reports: Vec<&'a Report>) -> Self {
        Reports { version: VERSION, reports }
    }
}

/// One change.
#[derive(Clone, Debug, serde::Serialize, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ReportChange {
    /// Address (対象).
    pub address: String,
    /// Number and label as printed.
    pub label: String,
    /// What happened.
    pub kind: ChangeKind,
    /// Where it comes from.
    pub cause: Cause,
    /// Whether the item carries ※ and the author changed it.
    pub important: bool,
    /// Whether a member of a list got another name.
    pub renamed: bool,
    /// Why it may be formal.
    pub formal: Vec<Formal>,
    /// The old words; absent where there were none.
    pub old: Option<String>,
    /// The new words; absent where there are none.
    pub new: Option<String>,
    /// The lines of both with their changed words.
    pub lines: Vec<ReportLine>,
}

/// A line of both texts.
#[derive(Clone, Debug, serde::Serialize, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ReportLine {
    /// The old line; absent where it is only new.
    pub old: Option<Vec<Run>>,
    /// The new line; absent where it is only old.
    pub new: Option<Vec<Run>>,
}

impl ReportLine {
    /// Whether the line is in both texts.
    pub fn is_same(&self) -> bool {
        let same =
            |side: &Option<Vec<Run>>| side.as_ref().is_some_and(|r| r.iter().all(|r| r.mark == words::Mark::Same));
        same(&self.old) && same(&self.new) && self.old == self.new
    }
}

/// A row of the table that does not fit.
#[derive(Clone, Debug, serde::Serialize, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct BrokenRow {
    /// Number of the row in the table, from 1.
    pub row: usize,
    /// 項目 of the row.
    pub item: String,
    /// Why.
    pub reason: String,
    /// Why, in English.
    #[serde(skip)]
    #[schemars(skip)]
    pub reason_en: String,
}

/// A revision with what stands beside its file.
pub struct Revision<'a> {
    /// Its name, as given.
    pub name: String,
    /// The assessment.
    pub assessment: &'a Assessment,
    /// What stands beside it.
    pub around: &'a dyn Around,
}

/// The rows of `new` that `old` does not have.
pub fn new_rows(old: &[Written], new: Vec<Written>) -> Vec<Written> {
    let mut known: Vec<&Row> = old.iter().map(|w| &w.row).collect();
    let is_new = |written: &Written| match known.iter().position(|row| **row == written.row) {
        Some(at) => {
            known.remove(at);
            false
        }
        None => true,
    };
    let mut is_new = is_new;
    new.into_iter().filter(|w| is_new(w)).collect()
}

/// Compares two revisions. `government` is whether the body is a 行政機関等.
pub fn report(old: &Revision<'_>, new: &Revision<'_>, options: &Options, government: bool) -> Report {
    let (a, b) = (Sheet::of(old.assessment, old.around), Sheet::of(new.assessment, new.around));
    let changes = compare::compare(&a, &b, Nameless::BySimilarity);
    let all = rows_of(new.assessment);
    let fresh = new_rows(&rows_of(old.assessment), all.clone());
    let (proposed, broken) = write::missing(&a, &b, &fresh, options);
    let verdict = significance::judge(&a, &b, &changes, &fresh, government);
    let number = |written: &Written| all.iter().position(|w| w.span == written.span).map_or(0, |n| n + 1);
    let broken_rows = broken.iter().filter_map(|outcome| {
        let written = &fresh[outcome.row];
        let Message { ja: reason, en: reason_en } = outcome.result.as_ref().err()?.message();
        Some(BrokenRow { row: number(written), item: written.row.item.clone(), reason, reason_en })
    });
    Report {
        version: VERSION,
        old: old.name.clone(),
        new: new.name.clone(),
        headline: significance::headline(&verdict).ja,
        verdict,
        changes: changes.iter().map(told).collect(),
        rows: proposed.rows,
        broken_rows: broken_rows.collect(),
        unproved: proposed.unproved,
    }
}

fn told(change: &Change) -> ReportChange {
    let words = |s: &String| (!s.is_empty()).then(|| s.clone());
    let lines = match change.item.kind {
        // Of two choices not the letters differ, but the choice.
        Kind::Choice(_) => words::whole(&change.old, &change.new),
        _ => words::lines(&change.old, &change.new),
    };
    ReportChange {
        address: change.place.address(),
        label: change.place.label(),
        kind: change.kind,
        cause: change.cause,
        important: change.star() && change.cause == Cause::Author && change.wants_row(),
        renamed: change.renamed,
        formal: significance::formal(change),
        old: words(&change.old),
        new: words(&change.new),
        lines: lines.into_iter().map(|l| ReportLine { old: l.old, new: l.new }).collect(),
    }
}
