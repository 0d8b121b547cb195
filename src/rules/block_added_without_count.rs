//! block-added-without-count (R-TBL-08): a 委託事項, 提供先 or 移転先 is added without a row on the number of them.

use super::prelude::*;
use super::rows;

pub(super) const RULE: Rule = Rule {
    name: "block-added-without-count",
    group: RuleGroup::変更箇所,
    severity: Severity::Warning,
    summary: (
        "委託事項・提供先・移転先を加えた日に、件数の変更の行がありません",
        "a member is added without a row on the number of them",
    ),
    page: include_str!("block_added_without_count.md"),
    outside: false,
    check: Some(check),
};

/// The items that print how many members there are; each stands directly in the group of its lists.
const COUNTED: [&str; 2] = [items::ENTRUST_HAS, items::PROVIDE_HAS];

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let all = context.rows();
    for added in all.iter().filter(|row| row.adds_member()) {
        let (Some(item), Some(at), Some(date)) = (added.means, &added.item, added.date) else { continue };
        let group_of = |id: &'static str| id.rsplit_once('.').map_or(id, |(group, _)| group);
        let inside = |id: &str, group: &str| id.strip_prefix(group).is_some_and(|rest| rest.starts_with('.'));
        let Some(counted) = COUNTED.into_iter().find(|id| inside(&item.id, group_of(id))) else { continue };
        let group = group_of(counted);
        let label = context.assessment.form.find(counted).map(|item| item.label.as_str()).unwrap_or_default();
        // A row on the whole section may hold the number too.
        let counts = |row: &&rows::Row<'_>| {
            let whole = row.means.is_some_and(|i| i.id == group);
            let number =
                row.means.is_some_and(|i| inside(&i.id, group) && group == i.id.rsplit_once('.').map_or("", |p| p.0));
            row.date == Some(date) && row.index != added.index && (whole || number) && !row.adds_member()
        };
        // A row that cannot be read may be the one.
        if all.iter().any(|row| counts(&row) || (row.date == Some(date) && row.means.is_none())) {
            continue;
        }
        out.push(
            out.at(
                at,
                format!("「{}」を加えた{}の変更に、{label}（件数）の行がありません", added.title(), added.day()),
                format!("no row of {} says how the number changed", added.day()),
            )
            .basis("特定個人情報保護評価指針第６の２（変更箇所欄への記載）")
            .help(format!("「{label}」の件数の変更も行にしてください"), "add the row on the number"),
        );
    }
}
