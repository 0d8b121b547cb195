//! overdue-review (R-CHG-12).

use super::prelude::*;
use jiff::civil;

pub(super) const RULE: Rule = Rule {
    name: "overdue-review",
    group: RuleGroup::手続,
    severity: Severity::Warning,
    summary: ("見直しや再実施の期限を過ぎています", "the yearly review or the five-year renewal is overdue"),
    page: include_str!("overdue_review.md"),
    outside: true,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let (Some(today), Some((date, at))) = (context.as_of, context.document_date()) else { return };
    let after = |years: i64| date.latest().checked_add(jiff::Span::new().years(years)).unwrap_or(civil::Date::MAX);
    if after(5) <= today {
        out.push(
            out.at(
                &at,
                format!("公表から5年が過ぎました（{}まで）。評価の再実施を検討する時期です", after(5)),
                format!("five years have passed since the publication (until {})", after(5)),
            )
            .basis(
                "特定個人情報保護評価に関する規則15条、特定個人情報保護評価指針（5年を経過する前の再実施。努力義務）",
            )
            .help("事務とファイルの現状を確かめ、評価を再実施してください", "assess anew"),
        );
    } else if after(1) <= today {
        let mut finding = out.at(
            &at,
            format!("公表から1年が過ぎました（{}まで）。少なくとも1年ごとの見直しの時期です", after(1)),
            format!("a year has passed since the publication (until {})", after(1)),
        );
        finding.severity = Severity::Info;
        out.push(
            finding.basis("特定個人情報保護評価に関する規則14条1項（少なくとも1年ごと。努力義務）").help(
                "見直して変更がなければ、そのままでかまいません",
                "nothing need change if the review finds nothing",
            ),
        );
    }
}
