//! opinion-without-reflection (R-PR-08).

use super::prelude::*;
use crate::assessment::State;

pub(super) const RULE: Rule = Rule {
    name: "opinion-without-reflection",
    group: RuleGroup::手続,
    severity: Severity::Warning,
    summary: (
        "意見があったのに、評価書への反映が「なし」です",
        "opinions were given, but nothing is said about their reflection",
    ),
    page: include_str!("opinion_without_reflection.md"),
    outside: false,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let Some(at) = context.find(items::HEARING_REFLECTION) else { return };
    let Some(opinions) = context.find(items::HEARING_OPINIONS) else { return };
    let Some(words) = opinions.words() else { return };
    // A blank answer is missing-answer; a text of one's own is an answer.
    if !matches!(at.answer.state, State::None(_)) || says_none(&words) {
        return;
    }
    out.push(
        out.at(
            &at,
            format!("主な意見の内容が書かれていますが、評価書への反映は「{}」です", at.said()),
            "opinions are listed, but this says none",
        )
        .related(opinions.span(), Message::new("主な意見の内容", "the opinions"))
        .basis("番号法28条1項（意見を十分考慮した上で見直し）")
        .help(
            "反映した箇所か、反映しなかった理由を書いてください",
            "state where they were reflected, or why they were not",
        ),
    );
}

/// A sentence that says there were no opinions.
fn says_none(words: &str) -> bool {
    let plain = text::normalize(words);
    [
        "意見なし",
        "意見はな",
        "意見は特にな",
        "ありませんでした",
        "ありません",
        "寄せられなかった",
        "提出されなかった",
        "意見は無",
        "0件",
        "なし。",
    ]
    .iter()
    .any(|w| plain.contains(w))
        || plain.ends_with("なし")
        || plain.ends_with("なかった。")
}
