//! same-text-in-two-items (R-X-16, 17).

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "same-text-in-two-items",
    group: RuleGroup::整合,
    severity: Severity::Warning,
    summary: ("別のリスクへの対策が、同じ文章です", "two different measures have the same text"),
    page: include_str!("same_text_in_two_items.md"),
    outside: false,
    check: Some(check),
};

/// Texts shorter than this, normalised, may well be the same by chance.
const LEAST: usize = 40;

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let mut all: Vec<(String, String, &At<'_>)> = Vec::new();
    for at in context.answers() {
        if !["file.risk.", "other_risk."].iter().any(|part| at.answer.item.id.starts_with(part)) {
            continue;
        }
        let Some(words) = at.words() else { continue };
        let plain = text::normalize(&words);
        if plain.chars().count() < LEAST || refers(&plain) || words.contains("〔共通記載") {
            continue;
        }
        let file = at.item_place().address.split('/').next().unwrap_or_default().to_owned();
        if let Some((_, _, first)) = all.iter().find(|(f, p, _)| *f == file && *p == plain) {
            out.push(
                out.at(
                    at,
                    format!("「{}」と全く同じ文章です", first.label()),
                    format!("the same text as in {}", first.label()),
                )
                .related(first.span(), Message::new("同じ文章", "the same text"))
                .basis("記載要領（項目ごとに、そのリスクへの対策を具体的に記載）")
                .help(
                    "写し間違いでなければ、この項目のリスクに合わせて書き分けるか、「…と同じ」と参照してください",
                    "write what concerns this risk, or refer to the other item",
                ),
            );
        } else {
            all.push((file, plain, at));
        }
    }
}

/// A reference instead of a text.
fn refers(plain: &str) -> bool {
    plain.chars().count() < 80
        && ["同じ", "同様", "参照", "のとおり", "記載した", "に同"].iter().any(|w| plain.contains(w))
}
