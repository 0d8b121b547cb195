//! The change table replayed: rows that cannot be undone, with the reason.
//!
//! The rules look at rows one by one; what only the whole history shows is found here. A row that a
//! finding already speaks of is left to that finding.

use std::path::Path;

use crate::assessment::Assessment;
use crate::diag::{Diagnostic, Severity};
use crate::diff::cell::Miss;
use crate::diff::items;
use crate::diff::replay::Break;
use crate::diff::retell::{self, Told};
use crate::diff::sheet::{Alone, Beside, Sheet};
use crate::diff::table::{Written, rows_of};
use crate::source::Span;

/// The rows of a change table and how each went.
pub(super) type Replayed = (Vec<Written>, Vec<Told>);

/// Replays the change table.
pub(super) fn replay(assessment: &Assessment, path: Option<&Path>) -> Replayed {
    let rows = rows_of(assessment);
    if rows.is_empty() {
        return Replayed::default();
    }
    let folder = path.and_then(Path::parent);
    let sheet = match folder {
        Some(folder) => Sheet::of(assessment, &Beside(folder)),
        None => Sheet::of(assessment, &Alone),
    };
    let told = retell::told(&sheet, &rows);
    (rows, told)
}

/// Rows that cannot be undone; `found` are the findings so far.
pub(super) fn check(assessment: &Assessment, (rows, told): &Replayed, found: &[Diagnostic]) -> Vec<Diagnostic> {
    let broken = told.iter().filter_map(|told| Some((told.row, told.result.as_ref().err()?)));
    broken.filter_map(|(at, reason)| finding(assessment, rows, at, reason, found)).collect()
}

fn finding(
    assessment: &Assessment,
    rows: &[Written],
    at: usize,
    reason: &Break,
    found: &[Diagnostic],
) -> Option<Diagnostic> {
    let severity = weight(reason, !rows[at].row.target.is_empty())?;
    let end = rows.get(at + 1).map_or(usize::MAX, |next| next.span.start);
    let row = rows[at].span.start..end;
    if found.iter().any(|d| row.contains(&d.span.start) && d.source.name() == assessment.source.name()) {
        return None;
    }
    let why = reason.message();
    let item = rows[at].row.item.split_whitespace().collect::<Vec<_>>().join(" ");
    let message = crate::diag::Message::new(
        format!("変更箇所の行（{item}）を戻せません: {}", why.ja),
        format!("the row ({item}) cannot be undone: {}", why.en),
    );
    let place = match reason {
        Break::Address(_) => items::CHANGES_TARGET,
        Break::UnknownItem | Break::SeveralItems(_) | Break::NoMember(_) => items::CHANGES_ITEM,
        _ => items::CHANGES_AFTER,
    };
    let span: Span = rows[at].place(place);
    let help = match reason {
        Break::SeveralItems(_) | Break::NoMember(_) | Break::UnknownItem | Break::Address(_) => (
            "項目を番号から書くか、「対象」に項目の場所を書いてください",
            "write 項目 with its numbers, or the address under 対象",
        ),
        _ => ("本文と変更後の記載を確かめてください", "look at the text and at 変更後の記載"),
    };
    let diagnostic = Diagnostic::new("unreplayable-row", severity, &assessment.source, span, message);
    Some(diagnostic.basis("特定個人情報保護評価指針第６の２（変更箇所欄への記載）").help(help.0, help.1))
}

/// How much a reason weighs; none where other findings tell it, or where the text itself is missing.
fn weight(reason: &Break, by_address: bool) -> Option<Severity> {
    match reason {
        Break::Unreadable | Break::Behind | Break::NoDifference | Break::NoChange => None,
        Break::Cell(Miss::Undescribed) => None,
        // What the words mean may have been read wrongly; an address cannot.
        _ if by_address => Some(Severity::Warning),
        _ => Some(Severity::Info),
    }
}
