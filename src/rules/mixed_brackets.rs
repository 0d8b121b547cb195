//! mixed-brackets (R-X-28): headings of blocks partly in ＜＞, partly in <>.

use std::ops::Range;

use super::Passage;
use super::prelude::*;
use crate::diag::{Edit, Fix};
use crate::source::Span;

pub(super) const RULE: Rule = Rule {
    name: "mixed-brackets",
    group: RuleGroup::表記,
    severity: Severity::Info,
    summary: ("見出しの括弧に全角と半角が混ざっています", "headings use brackets of two widths"),
    page: include_str!("mixed_brackets.md"),
    outside: false,
    check: Some(check),
};

/// The brackets of a heading in a passage: the opening and the closing one.
type Pair<'p, 'a> = (&'p Passage<'a>, Range<usize>, Range<usize>);

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let (mut wide, mut narrow): (Vec<Pair<'_, '_>>, Vec<Pair<'_, '_>>) = (Vec::new(), Vec::new());
    for passage in context.passages() {
        let mut start = 0;
        for line in passage.text.split_inclusive('\n') {
            let body = line.trim();
            let at = start + line.len() - line.trim_start().len();
            start += line.len();
            let list = match body.chars().next() {
                Some('＜') => &mut wide,
                Some('<') => &mut narrow,
                _ => continue,
            };
            if !text::is_heading(body) {
                continue;
            }
            let width = body.chars().next().map_or(1, char::len_utf8);
            let end = at + body.len();
            list.push((passage, at..at + width, end - width..end));
        }
    }
    let (few, many, brackets) = match narrow.len() <= wide.len() {
        true => (narrow, wide, ("＜", "＞")),
        false => (wide, narrow, ("<", ">")),
    };
    let source = &context.assessment.source;
    let span = |passage: &Passage<'_>, range: &Range<usize>| passage.span(source, range.clone());
    let (Some((first, open, _)), Some((passage, other, _))) = (few.first(), many.first()) else { return };
    let mut finding = out
        .span(
            &first.at,
            span(first, open),
            format!("見出しの括弧が混ざっています（「{}」{}か所、ほか{}か所）", brackets.0, many.len(), few.len()),
            "headings use brackets of two widths",
        )
        .related(span(passage, other), Message::new("多いほうの括弧", "the more frequent brackets"))
        .basis("表記の統一")
        .help(
            format!("多いほうの「{}{}」にそろえます（--fix で直せます）", brackets.0, brackets.1),
            format!("write {}{}", brackets.0, brackets.1),
        );
    // Only where the source has exactly one bracket there.
    let exact = |span: &Span| ["＜", "＞", "<", ">"].contains(&source.slice(*span));
    let pairs = few.iter().map(|(passage, open, close)| [span(passage, open), span(passage, close)]);
    let edits: Vec<Edit> = pairs
        .filter(|pair| pair.iter().all(exact))
        .flat_map(|[open, close]| [(open, brackets.0), (close, brackets.1)])
        .map(|(span, text)| Edit { span, text: text.to_owned() })
        .collect();
    if !edits.is_empty() {
        let message = Message::new("見出しの括弧をそろえる", "use one kind of brackets");
        finding.fix = Some(Fix { message, edits });
    }
    out.push(finding);
}
