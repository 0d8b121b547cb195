//! review-not-independent (R-PR-04).

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "review-not-independent",
    group: RuleGroup::手続,
    severity: Severity::Warning,
    summary: (
        "第三者点検を行った者が、審議会や学識経験者と読み取れません",
        "the review does not seem to be by an independent body",
    ),
    page: include_str!("review_not_independent.md"),
    outside: false,
    check: Some(check),
};

/// Words that name a collegial body or an expert from outside.
const WORDS: [&str; 16] = [
    "審議会",
    "審査会",
    "委員会",
    "協議会",
    "運営会",
    "懇談会",
    "検討会",
    "合議",
    "学識",
    "有識者",
    "弁護士",
    "大学",
    "教授",
    "専門家",
    "外部",
    "第三者機関",
];

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    if context.form() != FormName::全項目評価書 || context.body != BodyKind::地方公共団体等 {
        return;
    }
    let Some(at) = context.find(items::REVIEW_METHOD) else { return };
    let Some(method) = at.words() else { return };
    let result = context.find(items::REVIEW_RESULT).map(|r| r.said()).unwrap_or_default();
    if WORDS.iter().any(|w| method.contains(w) || result.contains(w)) {
        return;
    }
    out.push(
        out.at(
            &at,
            "点検を行ったのが、学識経験者を含む合議制の機関か、職員以外の学識経験者であることが読み取れません",
            "the text does not name a collegial body or an outside expert as the reviewer",
        )
        .basis("特定個人情報保護評価に関する規則7条4項")
        .help("個人情報保護審議会など、点検を行った機関や者を書いてください", "name the reviewing body"),
    );
}
