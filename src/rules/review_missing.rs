//! review-missing (R-PR-03).

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "review-missing",
    group: RuleGroup::手続,
    severity: Severity::Error,
    summary: (
        "全項目評価書に必要な第三者点検が行われていません",
        "the third-party review that the full assessment demands is missing",
    ),
    page: include_str!("review_missing.md"),
    outside: false,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    if context.form() != FormName::全項目評価書 || context.body != BodyKind::地方公共団体等 || context.is_draft()
    {
        return;
    }
    for id in [items::REVIEW_DATE, items::REVIEW_METHOD, items::REVIEW_RESULT] {
        let Some(at) = context.scope().find_or_above(id).filter(At::says_nothing) else { continue };
        // Where the whole group is absent, it is told once.
        if at.answer.item.id == items::REVIEW && id != items::REVIEW_DATE {
            continue;
        }
        let state = if at.answer.is_blank() { "未記入".to_owned() } else { format!("「{}」", at.said()) };
        out.push(
            out.at(
                &at,
                format!("「{}」が{state}ですが、地方公共団体等の全項目評価では第三者点検が必要です", at.label()),
                "a local body needs a third-party review for the full assessment, but nothing is told here",
            )
            .basis("特定個人情報保護評価に関する規則7条4項")
            .help(
                "第三者点検の実施日・方法・結果を書いてください",
                "state when, how and with what result it was reviewed",
            ),
        );
    }
}
