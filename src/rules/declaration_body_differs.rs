//! declaration-body-differs (R-CV-04).

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "declaration-body-differs",
    group: RuleGroup::整合,
    severity: Severity::Warning,
    summary: ("宣言の主語が評価実施機関名と違います", "the declaration is made by another body"),
    page: include_str!("declaration_body_differs.md"),
    outside: false,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let (Some(body), Some(at)) = (context.find(items::COVER_BODY), context.find(items::COVER_DECLARATION)) else {
        return;
    };
    let (Some(name), Some(words)) = (body.words(), at.words()) else { return };
    let Some(end) = words.find("は、").or_else(|| words.find("は，")) else { return };
    let subject = words[..end].trim();
    // A first sentence about something else has no body for its subject.
    if subject.chars().count() > 24 || subject.contains(['。', '、', '\n']) {
        return;
    }
    let (said, stem) = (text::normalize(subject), text::normalize(&name));
    let stem = stem
        .strip_suffix('長')
        .filter(|s| s.ends_with(['市', '町', '村', '区', '県', '都', '府', '道']))
        .unwrap_or(&stem);
    if !ends_like_a_body(&said) || said.contains(stem) || stem.contains(&said) || text::same_body(&said, stem) {
        return;
    }
    let start = words.len() - words.trim_start().len();
    out.push(
        out.words(
            &at,
            start..start + subject.len(),
            format!("宣言の主語は「{subject}」ですが、評価実施機関名は「{}」です", name.trim()),
            format!("the declaration is made by {subject}, the body is {}", name.trim()),
        )
        .related(body.span(), Message::new("評価実施機関名", "the body"))
        .basis("記載要領（個人のプライバシー等の権利利益の保護の宣言）")
        .help("宣言を行う機関を合わせてください", "make the two agree"),
    );
}

/// Only the name of a body can differ from another; 当市 or 本機構 names none.
fn ends_like_a_body(subject: &str) -> bool {
    const ENDS: [&str; 14] =
        ["市", "町", "村", "区", "県", "都", "府", "道", "長", "委員会", "組合", "連合", "機構", "知事"];
    let general = ["当", "本", "各"].iter().any(|p| subject.strip_prefix(p).is_some_and(|r| r.chars().count() <= 2));
    !general && subject.chars().count() >= 3 && ENDS.iter().any(|e| subject.ends_with(e))
}
