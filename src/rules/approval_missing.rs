//! approval-missing (R-PR-05).

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "approval-missing",
    group: RuleGroup::手続,
    severity: Severity::Error,
    summary: (
        "行政機関等の全項目評価書に、個人情報保護委員会の承認がありません",
        "the approval that an agency needs is missing",
    ),
    page: include_str!("approval_missing.md"),
    outside: true,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let full = context.form() == FormName::全項目評価書;
    if !full || context.body != BodyKind::行政機関等 || context.is_draft() {
        return;
    }
    for id in [items::COVER_APPROVAL, items::APPROVAL_DATE] {
        let Some(at) = context.scope().find_or_above(id).filter(At::says_nothing) else { continue };
        out.push(
            out.span(
                &at,
                at.key_span(),
                format!("「{}」が記入されていません", at.label()),
                "an administrative agency needs the Commission's approval here",
            )
            .basis("番号法28条2項・3項")
            .help("委員会に提出した日と、承認を受けた日を書いてください", "state when it was submitted and approved"),
        );
    }
}
