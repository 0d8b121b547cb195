//! approval-not-applicable (R-PR-05).

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "approval-not-applicable",
    group: RuleGroup::手続,
    severity: Severity::Error,
    summary: (
        "地方公共団体等の評価書に、行政機関等だけの承認が記入されています",
        "a local body has filled in the approval that only agencies need",
    ),
    page: include_str!("approval_not_applicable.md"),
    outside: true,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    if context.form() != FormName::全項目評価書 || context.body != BodyKind::地方公共団体等 {
        return;
    }
    for id in [items::COVER_APPROVAL, items::APPROVAL_DATE, items::APPROVAL_EXAMINATION] {
        let Some(at) = context.find(id).filter(At::says_something) else { continue };
        out.push(
            out.at(
                &at,
                format!("「{}」は行政機関等だけの項目です", at.label()),
                "only administrative agencies need the Commission's approval",
            )
            .basis("番号法28条2項から4項まで、特定個人情報保護評価に関する規則2条3号")
            .help(
                "空欄にしてください。行政機関等の評価書であれば、piac.toml の kind を「行政機関等」にします",
                "leave it blank; for an agency set kind in piac.toml",
            ),
        );
    }
}
