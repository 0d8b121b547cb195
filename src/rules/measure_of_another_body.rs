//! measure-of-another-body: a heading of measures with the name of another city.

use super::headings;
use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "measure-of-another-body",
    group: RuleGroup::整合,
    severity: Severity::Warning,
    summary: ("措置の見出しが、ほかの団体の名になっています", "a heading of measures names another body"),
    page: include_str!("measure_of_another_body.md"),
    outside: false,
    check: Some(check),
};

/// Ends of the names of municipalities and prefectures; a body is compared with its own kind only.
const KINDS: [char; 8] = ['市', '町', '村', '区', '県', '都', '府', '道'];
/// What is no name of one body.
const GENERAL: [&str; 10] = ["他", "各", "本", "当", "同", "貴", "市区", "区市", "市町", "都市"];

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let Some(at) = context.find(items::COVER_BODY) else { return };
    let Some(written) = at.words() else { return };
    let body = text::normalize(&written);
    let Some(kind) = kind_of(&body) else { return };
    for passage in context.passages() {
        for (name, range) in headings::names(&passage.text, &["における", "での", "の措置"], is_a_name) {
            let plain = text::normalize(name);
            if !plain.ends_with(kind) || body.contains(&plain) || plain.contains(own(&body)) {
                continue;
            }
            out.push(
                out.span(
                    &passage.at,
                    passage.span(&context.assessment.source, range),
                    format!("「{name}」の措置として書かれていますが、評価実施機関名は「{}」です", written.trim()),
                    format!("these are measures of {name}, the body is {}", written.trim()),
                )
                .related(at.span(), Message::new("評価実施機関名", "the body"))
                .basis("様式（リスク対策は評価実施機関の措置を記載）")
                .help(
                    "ほかの団体の評価書から写したものなら、この団体の措置に直してください",
                    "correct it if it was copied from another body",
                ),
            );
        }
    }
}

/// The name of the municipality in a body: 川原市 of 静岡県川原市長 keeps its prefecture.
fn own(body: &str) -> &str {
    let end = body.rfind(KINDS).map_or(body.len(), |at| at + body[at..].chars().next().map_or(0, char::len_utf8));
    &body[..end]
}

/// Whether it is the body of a city, a town … : 川原市長, 川原市教育委員会, 白峰県知事.
fn kind_of(body: &str) -> Option<char> {
    let stem = ["長", "知事", "教育委員会"].iter().find_map(|end| body.strip_suffix(end)).unwrap_or(body);
    stem.chars().next_back().filter(|c| KINDS.contains(c))
}

/// Whether a block heading names a body: ＜川原市における措置＞.
fn is_a_name(name: &str) -> bool {
    let length = name.chars().count();
    (3..=8).contains(&length) && name.ends_with(KINDS) && !GENERAL.iter().any(|g| name.starts_with(g))
}
