//! emergency-on-plain-item (R-CHG-05): 規則9条2項 is claimed for an item without ※.

use super::claims::{self, Claim};
use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "emergency-on-plain-item",
    group: RuleGroup::変更箇所,
    severity: Severity::Warning,
    summary: (
        "※のない項目の変更が、緊急時の事後評価（規則9条2項）と説明されています",
        "規則9条2項 is claimed for an item without ※",
    ),
    page: include_str!("emergency_on_plain_item.md"),
    outside: false,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    // Where no item carries ※, the claim is made for the assessment as a whole (基礎項目評価書, Ⅰ９).
    if !context.assessment.form.items().any(|item| item.star) {
        return;
    }
    for (row, at) in claims::unfounded(context.rows(), Claim::Emergency) {
        out.push(
            out.at(
                at,
                format!("「{}」は※のない項目ですが、規則9条2項の適用と説明されています", row.title()),
                format!("{} carries no ※, but 規則9条2項 is claimed", row.title()),
            )
            .basis("特定個人情報保護評価に関する規則9条2項")
            .help(
                "9条2項は、新規保有と重要な変更を事後に評価するときのものです。説明を確かめてください",
                "9条2項 is for new files and 重要な変更 only",
            ),
        );
    }
}
