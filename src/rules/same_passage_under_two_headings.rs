//! same-passage-under-two-headings (R-X-17).

use std::ops::Range;

use super::Passage;
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

/// A heading with what stands below it.
struct Block {
    heading: Range<usize>,
    body: Range<usize>,
    /// The words of the body, normalised.
    plain: String,
}

/// Passages shorter than this, normalised, may well be the same by chance.
const LEAST: usize = 40;

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    for passage in context.passages() {
        let blocks = blocks(&passage.text);
        if blocks.len() < 2 {
            continue;
        }
        let read = |(heading, body): (_, Range<usize>)| {
            let plain = text::normalize(&passage.text[body.clone()]);
            Block { heading, body, plain }
        };
        let blocks: Vec<Block> = blocks.into_iter().map(read).collect();
        for (i, block) in blocks.iter().enumerate().filter(|(_, block)| block.plain.chars().count() >= LEAST) {
            let words = |block: &Block| &passage.text[block.heading.clone()];
            let twin = blocks[..i].iter().find(|other| other.plain == block.plain && words(other) != words(block));
            let Some(first) = twin else { continue };
            let names_first = names(passage, &first.heading, &block.plain);
            let names_this = names(passage, &block.heading, &block.plain);
            // The one that speaks of the other's system has been pasted.
            let (at, other) = if names_this && !names_first { (first, block) } else { (block, first) };
            let mut finding = finding(context, out, passage, &at.heading, &other.heading, "全く同じです");
            // Two systems may well have the same measures, unless they name one of the two.
            if names_first == names_this {
                finding.severity = Severity::Info;
            }
            out.push(finding);
        }
        pasted(context, passage, &blocks, out);
    }
}

/// Sentences that name the system of one heading and stand below another, too.
fn pasted(context: &Context<'_>, passage: &Passage<'_>, blocks: &[Block], out: &mut Findings<'_>) {
    let sentences = |block: &Block| -> Vec<String> {
        let parts = passage.text[block.body.clone()].split(['。', '\n']).map(text::normalize);
        parts.map(|p| unnumbered(&p).to_owned()).filter(|p| p.chars().count() >= LEAST / 2).collect()
    };
    let told: Vec<Vec<String>> = blocks.iter().map(sentences).collect();
    for (block, here) in blocks.iter().zip(&told) {
        for (other, there) in blocks.iter().zip(&told).filter(|(other, _)| other.heading != block.heading) {
            if other.plain == block.plain {
                continue;
            }
            let copied = here.iter().filter(|s| there.contains(s));
            let mut foreign =
                copied.filter(|s| names(passage, &other.heading, s) && !names(passage, &block.heading, s));
            if foreign.next().is_some() && !names(passage, &block.heading, &block.plain) {
                out.push(finding(context, out, passage, &block.heading, &other.heading, "同じ文があります"));
            }
        }
    }
}

fn finding(
    context: &Context<'_>,
    out: &Findings<'_>,
    passage: &Passage<'_>,
    heading: &Range<usize>,
    other: &Range<usize>,
    what: &str,
) -> Diagnostic {
    let source = &context.assessment.source;
    let (name, other_name) = (passage.text[heading.clone()].trim(), passage.text[other.clone()].trim());
    let ja = match what {
        "全く同じです" => format!("{name}の下の文章が、{other_name}の下と全く同じです"),
        _ => format!("{name}の下に、{other_name}の下と{what}"),
    };
    out.span(
        &passage.at,
        passage.span(source, heading.clone()),
        ja,
        "the text below this heading is the same as below another",
    )
    .related(passage.span(source, other.clone()), Message::new("同じ文章", "the same text"))
    .basis("記載要領（措置の内容は、システムや場面ごとに具体的に記載）")
    .help(
        "見出しのシステムについての文章に直してください。同じ措置であれば、見出しを一つにまとめられます",
        "write what concerns this system, or merge the headings",
    )
}

/// Whether some normalised words name the system of a heading: ＜健康管理システムにおける措置＞.
fn names(passage: &Passage<'_>, heading: &Range<usize>, words: &str) -> bool {
    let plain = text::normalize(&passage.text[heading.clone()]);
    let plain = plain.trim_matches(['<', '>', '【', '】']);
    let end = ["における", "に係る", "での", "に関する", "の措置"].iter().filter_map(|w| plain.find(w)).min();
    end.is_some_and(|end| plain[..end].chars().count() >= 3 && words.contains(&plain[..end]))
}

fn unnumbered(words: &str) -> &str {
    words.trim_start_matches(|c: char| c.is_ascii_digit() || "・-().".contains(c))
}

/// The block headings of a text with what stands below each: lines that are only ＜…＞, and
/// ＜…措置＞ at the beginning of a line.
fn blocks(words: &str) -> Vec<(Range<usize>, Range<usize>)> {
    let mut found: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    let mut start = 0;
    for line in words.split_inclusive('\n') {
        let body = line.trim();
        let end = start + line.len();
        let at = start + line.len() - line.trim_start().len();
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
