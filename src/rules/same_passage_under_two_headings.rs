//! same-passage-under-two-headings (R-X-17).

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "same-passage-under-two-headings",
    group: RuleGroup::整合,
    severity: Severity::Warning,
    summary: (
        "同じ項目の二つの見出しの下に、同じ文章があります",
        "two headings of one answer have the same text below",
    ),
    page: include_str!("same_passage_under_two_headings.md"),
    outside: false,
    check: Some(check),
};

/// Passages shorter than this, normalised, may well be the same by chance.
const LEAST: usize = 40;

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    for passage in context.passages() {
        let blocks = blocks(&passage.text);
        for (i, (heading, body)) in blocks.iter().enumerate() {
            let plain = text::normalize(&passage.text[body.clone()]);
            if plain.chars().count() < LEAST {
                continue;
            }
            let twin = blocks[..i].iter().find(|(h, b)| {
                text::normalize(&passage.text[b.clone()]) == plain
                    && passage.text[h.clone()] != passage.text[heading.clone()]
            });
            let Some((first, _)) = twin else { continue };
            let source = &context.assessment.source;
            let (first_name, name) = (passage.text[first.clone()].trim(), passage.text[heading.clone()].trim());
            out.push(
                out.span(
                    &passage.at,
                    passage.span(source, heading.clone()),
                    format!("{name}の下の文章が、{first_name}の下と全く同じです"),
                    "the text below this heading is the same as below another",
                )
                .related(passage.span(source, first.clone()), Message::new("同じ文章", "the same text"))
                .basis("記載要領（措置の内容は、システムや場面ごとに具体的に記載）")
                .help("写し間違いでなければ、見出しを一つにまとめられます", "merge the headings if this is meant"),
            );
        }
    }
}

/// The block headings of a text with what stands below each: lines that are only ＜…＞, and
/// ＜…措置＞ at the beginning of a line.
fn blocks(words: &str) -> Vec<(std::ops::Range<usize>, std::ops::Range<usize>)> {
    let mut found: Vec<(std::ops::Range<usize>, std::ops::Range<usize>)> = Vec::new();
    let mut start = 0;
    for line in words.split_inclusive('\n') {
        let body = line.trim();
        let end = start + line.len();
        let at = start + line.find(body).unwrap_or(0);
        match heading(body) {
            Some(length) => found.push((at..at + length, at + length..end)),
            None => {
                if let Some(last) = found.last_mut() {
                    last.1.end = end;
                }
            }
        }
        start = end;
    }
    found
}

/// The bytes of a heading at the beginning of a line.
fn heading(line: &str) -> Option<usize> {
    let close = [('＜', '＞'), ('<', '>'), ('【', '】')].iter().find(|(open, _)| line.starts_with(*open))?.1;
    let end = line.find(close)? + close.len_utf8();
    (end == line.len() || line[..end - close.len_utf8()].ends_with("措置")).then_some(end)
}
