//! hearing-too-short (R-PR-02).

use super::hearing;
use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "hearing-too-short",
    group: RuleGroup::手続,
    severity: Severity::Error,
    summary: (
        "意見の聴取の期間が30日に足りず、短縮の理由もありません",
        "the hearing lasts less than 30 days without a reason",
    ),
    page: include_str!("hearing_too_short.md"),
    outside: false,
    check: Some(check),
};

/// The least length of a hearing in days, first and last included.
const LEAST: i64 = 30;

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    if context.form() != FormName::全項目評価書 {
        return;
    }
    let Some(period) = hearing::period(context) else { return };
    let Some((first, last, range)) = period.single().filter(|(first, last, _)| first <= last) else { return };
    let days = hearing::Period::length(first, last);
    let Some(reason) = context.find(items::HEARING_SHORT_REASON) else { return };
    let basis = "特定個人情報保護評価指針第5の3（原則として30日以上。短縮する場合は特段の理由を全項目評価書に記載）";
    if days < LEAST && reason.says_nothing() {
        out.push(
            out.words(
                &period.at,
                range,
                format!("意見を聴いた期間は {days} 日間（初日と末日を含む）で、30日に足りません"),
                format!("the hearing lasted {days} days, less than 30"),
            )
            .related(
                reason.span(),
                Message::new("期間を短縮する特段の理由が書かれていません", "no reason is given here"),
            )
            .basis(basis)
            .help("期間が正しければ、短縮する特段の理由を書いてください", "if the dates are right, state the reason"),
        );
    }
    if days >= LEAST && reason.says_something() && !declines(&reason.said()) {
        let mut finding = out.at(
            &reason,
            format!("期間は {days} 日間で、短縮されていませんが、短縮の理由が書かれています"),
            format!("the hearing lasted {days} days, yet a reason for shortening is given"),
        );
        finding.severity = Severity::Warning;
        out.push(
            finding
                .related(period.at.span(), Message::new("実施日・期間", "the period"))
                .basis(basis)
                .help("期間か理由のどちらかを直してください", "correct the dates or remove the reason"),
        );
    }
}

/// A sentence that says there was no shortening.
fn declines(words: &str) -> bool {
    ["していない", "しない", "なし", "ない。", "該当"].iter().any(|w| words.contains(w))
}
