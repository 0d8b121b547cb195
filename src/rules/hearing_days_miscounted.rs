//! hearing-days-miscounted (R-PR-02).

use super::hearing;
use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "hearing-days-miscounted",
    group: RuleGroup::手続,
    severity: Severity::Warning,
    summary: ("意見の聴取の日数が、期間の日付と合いません", "the stated number of days does not fit the dates"),
    page: include_str!("hearing_days_miscounted.md"),
    outside: false,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let Some(period) = hearing::period(context) else { return };
    let basis = "特定個人情報保護評価指針第5の3";
    for (first, last, range) in &period.days {
        if first > last {
            out.push(
                out.words(
                    &period.at,
                    range.clone(),
                    format!("期間の終わり（{last}）が始まり（{first}）より前です"),
                    format!("the period ends ({last}) before it begins ({first})"),
                )
                .basis(basis)
                .help("日付を確かめてください", "correct the dates"),
            );
            return;
        }
    }
    let (Some((first, last, _)), Some((claimed, range))) = (period.single(), &period.claimed) else { return };
    let days = hearing::Period::length(first, last);
    if days == *claimed {
        return;
    }
    out.push(
        out.words(
            &period.at,
            range.clone(),
            format!("「{claimed}日間」とありますが、初日と末日を含めて {days} 日間です"),
            format!("this says {claimed} days, but the dates make {days} (both ends included)"),
        )
        .basis(basis)
        .help("日付か日数のどちらかを直してください", "correct the dates or the number"),
    );
}
