//! declaration-incomplete (R-CV-05).

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "declaration-incomplete",
    group: RuleGroup::整合,
    severity: Severity::Warning,
    summary: ("宣言に、宣言として必要な内容が欠けています", "the declaration lacks what makes it one"),
    page: include_str!("declaration_incomplete.md"),
    outside: false,
    check: Some(check),
};

/// Each idea with the words that can say it.
const IDEAS: [(&str, &str, &[&str]); 3] = [
    (
        "取扱いが権利利益に影響を及ぼしかねないことの認識",
        "that the handling may affect rights",
        &["影響", "権利利益", "プライバシー"],
    ),
    ("リスクを軽減するための措置", "that measures are taken", &["措置", "対策", "取り組", "取組"]),
    ("宣言すること", "that it declares so", &["宣言"]),
];

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let Some(at) = context.find(items::COVER_DECLARATION) else { return };
    let Some(words) = at.words() else { return };
    let missing: Vec<_> = IDEAS.iter().filter(|idea| !idea.2.iter().any(|w| words.contains(w))).collect();
    if missing.is_empty() || words.contains("〔共通記載") {
        return;
    }
    let ja: Vec<_> = missing.iter().map(|m| m.0).collect();
    let en: Vec<_> = missing.iter().map(|m| m.1).collect();
    out.push(
        out.at(
            &at,
            format!("宣言に「{}」が見当たりません", ja.join("」「")),
            format!("the declaration does not say {}", en.join(", ")),
        )
        .basis("記載要領（個人のプライバシー等の権利利益の保護の宣言）")
        .help(
            "「○○は、○○事務における特定個人情報ファイルの取扱いが…影響を及ぼしかねないことを認識し、…適切な措置を講じ、…を宣言する」の形で書きます",
            "say that the body knows the effect, takes measures, and declares so",
        ),
    );
}
