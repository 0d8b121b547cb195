//! hearing-missing (R-PR-01).

use super::prelude::*;
use crate::assessment::State;

pub(super) const RULE: Rule = Rule {
    name: "hearing-missing",
    group: RuleGroup::手続,
    severity: Severity::Error,
    summary: (
        "全項目評価書に必要な意見の聴取が行われていません",
        "the hearing that the full assessment demands is missing",
    ),
    page: include_str!("hearing_missing.md"),
    outside: false,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    if context.form() != FormName::全項目評価書 || context.is_draft() {
        return;
    }
    for id in [items::HEARING_METHOD, items::HEARING_PERIOD] {
        let Some(at) = context.find(id) else { continue };
        // A blank answer is missing-answer.
        if !matches!(at.answer.state, State::None(_)) {
            continue;
        }
        out.push(
            out.at(
                &at,
                format!(
                    "「{}」が「{}」ですが、全項目評価では国民・住民等の意見を聴く必要があります",
                    at.label(),
                    at.said()
                ),
                "the full assessment demands a hearing, but this says none",
            )
            .basis("番号法28条1項、特定個人情報保護評価に関する規則7条1項")
            .help("意見の聴取の方法と期間を書いてください", "state how and when people were heard"),
        );
    }
}
