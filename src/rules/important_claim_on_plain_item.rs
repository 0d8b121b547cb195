//! important-claim-on-plain-item (R-CHG-06): 重要な変更 is claimed for an item without ※.

use super::claims::{self, Claim};
use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "important-claim-on-plain-item",
    group: RuleGroup::変更箇所,
    severity: Severity::Warning,
    summary: ("※のない項目の変更が「重要な変更」と説明されています", "重要な変更 is claimed for an item without ※"),
    page: include_str!("important_claim_on_plain_item.md"),
    outside: false,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    for (row, at) in claims::unfounded(context.rows(), Claim::Important) {
        out.push(
            out.at(
                at,
                format!("「{}」は※のない項目ですが、重要な変更に該当すると説明されています", row.title()),
                format!("{} carries no ※, but 重要な変更 is claimed", row.title()),
            )
            .basis("特定個人情報保護評価に関する規則11条、指針別表")
            .help("重要な変更は※の項目の変更です。説明を確かめてください", "重要な変更 is a change of an item with ※"),
        );
    }
}
