//! What the 提出時期に係る説明 claims, and the rows of one day that share it.

use super::prelude::At;
use super::rows::Row;

/// A claim that fits only items with ※ (or a new file).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Claim {
    /// 重要な変更に該当する.
    Important,
    /// 規則9条2項, 緊急時の事後評価.
    Emergency,
}

/// What the normalised words of an explanation claim.
pub(super) fn claim_of(words: &str) -> Option<Claim> {
    let denied = ["該当しない", "該当せず", "当たらない", "あたらない", "当たらず", "あたらず", "ではない", "でない"];
    if denied.iter().any(|word| words.contains(word)) {
        return None;
    }
    if words.contains("9条2項") || words.contains("第9条第2項") || words.contains("緊急時の事後評価") {
        return Some(Claim::Emergency);
    }
    let claimed = words.contains("重要な変更に該当")
        || words.contains("重要な変更に当た")
        || words.contains("重要な変更にあた")
        || words.contains("重要な変更である");
    claimed.then_some(Claim::Important)
}

/// The rows of one day with one claim: those without ※, and those with it.
pub(super) struct Shared<'r, 'a> {
    pub claim: Claim,
    pub plain: Vec<&'r Row<'a>>,
    pub starred: Vec<&'r Row<'a>>,
}

impl Shared<'_, '_> {
    /// Whether one explanation has been pasted on rows of both kinds.
    pub fn is_pasted(&self) -> bool {
        !self.plain.is_empty() && !self.starred.is_empty() && self.plain.len() + self.starred.len() >= 3
    }
}

/// All claims, by day, in the order of the table.
pub(super) fn shared<'r, 'a>(rows: &'r [Row<'a>]) -> Vec<Shared<'r, 'a>> {
    let mut found: Vec<(Option<crate::date::Date>, Shared<'r, 'a>)> = Vec::new();
    for row in rows {
        let Some(claim) = row.claim else { continue };
        let Some(star) = row.star() else { continue };
        let known = found.iter().position(|(date, group)| *date == row.date && group.claim == claim);
        let index = known.unwrap_or_else(|| {
            found.push((row.date, Shared { claim, plain: Vec::new(), starred: Vec::new() }));
            found.len() - 1
        });
        let group = &mut found[index].1;
        if star {
            group.starred.push(row);
        } else if !part_of_new_member(row, rows) {
            group.plain.push(row);
        }
    }
    found.into_iter().map(|f| f.1).collect()
}

/// What claims `claim` though it carries no ※: each row with the place of the claim. An explanation on
/// rows of both kinds is one fault, which pasted-explanation reports.
pub(super) fn unfounded<'r, 'a>(rows: &'r [Row<'a>], claim: Claim) -> Vec<(&'r Row<'a>, &'r At<'a>)> {
    let groups = shared(rows).into_iter().filter(|group| group.claim == claim && !group.is_pasted());
    groups
        .flat_map(|group| group.plain)
        .filter_map(|row| Some((row, row.note.as_ref().or(row.item.as_ref())?)))
        .collect()
}

/// A part of a member that is added on the same day: the addition as a whole is what is explained.
fn part_of_new_member(row: &Row<'_>, rows: &[Row<'_>]) -> bool {
    let Some(member) = row.member() else { return false };
    rows.iter().any(|added| added.date == row.date && added.adds_member() && added.member().as_ref() == Some(&member))
}
