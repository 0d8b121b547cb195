//! added-block-has-past (R-TBL-07): a member of a list is added, and a part of it had a 変更前 on the same day.

use super::prelude::*;
use super::rows;

pub(super) const RULE: Rule = Rule {
    name: "added-block-has-past",
    group: RuleGroup::変更箇所,
    severity: Severity::Warning,
    summary: (
        "新しく加えたことになっている委託事項・提供先などに、変更前の記載があります",
        "a part of an added member has an earlier text",
    ),
    page: include_str!("added_block_has_past.md"),
    outside: false,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let all = context.rows();
    for added in all.iter().filter(|row| row.adds_member()) {
        let Some(member) = added.member() else { continue };
        let same_day = |row: &&rows::Row<'_>| {
            row.date.is_some()
                && row.date == added.date
                && row.index != added.index
                && row.member().as_ref() == Some(&member)
        };
        for part in all.iter().filter(same_day) {
            let (Some(before), Some(at)) = (&part.was, &part.before) else { continue };
            if before.says_nothing() || before.only_describes() {
                continue;
            }
            out.push(
                out.at(
                    at,
                    format!(
                        "{}{}は同じ日に新しく加えられていますが、「{}」に変更前の記載があります",
                        member.0,
                        member.1,
                        part.title()
                    ),
                    format!("{} {} is added on the same day, but this part had a text before", member.0, member.1),
                )
                .related(added.span(), Message::new("加えた行", "the row that adds it"))
                .basis("特定個人情報保護評価指針第６の２（変更箇所欄への記載）")
                .help(
                    "加えたのか改めたのかを確かめ、どちらかの行の変更前を直してください",
                    "decide whether it was added or changed",
                ),
            );
        }
    }
}
