//! mixed-notation (R-X-28): one word written in two ways.

use std::ops::Range;

use super::lexicon;
use super::prelude::*;
use crate::diag::{Edit, Fix};
use crate::form::Kind;
use crate::source::Span;

pub(super) const RULE: Rule = Rule {
    name: "mixed-notation",
    group: RuleGroup::表記,
    severity: Severity::Info,
    summary: ("一つの言葉が、文書の中で二通りに書かれています", "one word is written in two ways"),
    page: include_str!("mixed_notation.md"),
    outside: false,
    check: Some(check),
};

/// A way to write a word, and where it is written so.
type Use<'w> = (&'w str, Vec<(At<'w>, Span)>);

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let official = official(context);
    let passages: Vec<_> = context.passages().iter().filter(|p| !is_name(&p.at)).collect();
    let quiet: Vec<Vec<Range<usize>>> = passages.iter().map(|p| exempt(&p.text, &official)).collect();
    for ways in lexicon::words() {
        let uses = ways.iter().map(|way| -> Use<'_> {
            let places = passages.iter().zip(&quiet).flat_map(|(passage, quiet)| {
                let found = places(&passage.text, way, ways)
                    .filter(|r| !quiet.iter().any(|q| q.start <= r.start && r.end <= q.end));
                let spans: Vec<_> =
                    found.map(|r| (passage.at.clone(), passage.span(&context.assessment.source, r))).collect();
                spans
            });
            (way, places.collect())
        });
        let uses: Vec<Use<'_>> = uses.filter(|(_, places)| !places.is_empty()).collect();
        // Of equal numbers the first, which the lexicon prefers.
        let Some(most) = uses.iter().rev().max_by_key(|(_, places)| places.len()).map(|(way, _)| *way) else {
            continue;
        };
        for (way, places) in uses.iter().filter(|(way, _)| *way != most) {
            out.push(finding(context, out, way, places, most, &uses));
        }
    }
}

fn finding(
    context: &Context<'_>,
    out: &Findings<'_>,
    way: &str,
    places: &[(At<'_>, Span)],
    most: &str,
    uses: &[Use<'_>],
) -> Diagnostic {
    let count = uses.iter().find(|(w, _)| *w == most).map_or(0, |(_, places)| places.len());
    let (at, span) = &places[0];
    let mut finding = out
        .span(
            at,
            *span,
            format!("「{way}」（{}か所）と「{most}」（{count}か所）が混ざっています", places.len()),
            format!("{way} ({}) and {most} ({count}) are mixed", places.len()),
        )
        .basis("表記の統一")
        .help(format!("多いほうの「{most}」にそろえます（--fix で直せます）"), format!("write {most}"));
    for (_, more) in places.iter().skip(1).take(9) {
        finding = finding.related(*more, Message::new("ここも", "here too"));
    }
    // Only where the source has exactly these words: a piece put together from parts is left alone.
    let exact = places.iter().filter(|(_, span)| context.assessment.source.slice(*span) == way);
    let edits: Vec<Edit> = exact.map(|(_, span)| Edit { span: *span, text: most.to_owned() }).collect();
    if !edits.is_empty() {
        let message = Message::new(format!("「{way}」を「{most}」に直す"), format!("replace {way} by {most}"));
        finding.fix = Some(Fix { message, edits });
    }
    finding
}

/// Names of things stand in other documents too and are not rewritten; they are not counted either.
fn is_name(at: &At<'_>) -> bool {
    let item = at.answer.item;
    let names =
        [items::SYSTEM_NAME, items::FILE_NAME, items::ENTRUST_NAME, items::REGISTER_NAME, items::RELATED_FILE_NAMES];
    names.contains(&item.id.as_str())
        || item.id.starts_with(items::RECORDS)
        || matches!(item.kind, Kind::Boxes(_))
        || item.id.ends_with(".contractor")
        || item.id.starts_with("cover")
}

/// Labels and choices of the form, whose notation is fixed.
fn official(context: &Context<'_>) -> Vec<&'static str> {
    let mut words: Vec<&'static str> = Vec::new();
    for item in context.assessment.form.items() {
        words.push(&item.label);
        words.extend(item.choices().into_iter().flat_map(|set| set.labels()));
    }
    words.retain(|label| label.chars().count() > 3 && lexicon::words().iter().flatten().any(|way| label.contains(way)));
    words
}

/// Where a text quotes: a label of the form, or anything in 「 」 (titles of rules, of documents).
fn exempt(text: &str, official: &[&str]) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for label in official {
        found.extend(text.match_indices(label).map(|(at, _)| at..at + label.len()));
    }
    for (open, close) in [('「', '」'), ('『', '』'), ('＜', '＞')] {
        let mut at = 0;
        while let Some(start) = text[at..].find(open).map(|i| at + i) {
            let Some(end) = text[start..].find(close).map(|i| start + i) else { break };
            found.push(start..end);
            at = end;
        }
    }
    found
}

/// Where a word is written in one way, not as the beginning of a longer one (サーバ of サーバー).
fn places<'t>(text: &'t str, way: &'t str, ways: &'t [&'t str]) -> impl Iterator<Item = Range<usize>> + 't {
    text.match_indices(way).map(move |(at, _)| at..at + way.len()).filter(move |range| {
        let longer = ways.iter().filter(|other| other.len() > way.len()).any(|other| {
            other.match_indices(way).any(|(i, _)| range.start >= i && text[range.start - i..].starts_with(other))
        });
        // サーバ of サーバリスト is another word, and a long vowel may belong to a longer one.
        let katakana = |c: char| matches!(c, 'ァ'..='ヺ' | 'ー');
        let (first, last) = (way.chars().next(), way.chars().next_back());
        let before = text[..range.start].chars().next_back().is_some_and(katakana) && first.is_some_and(katakana);
        let after = text[range.end..].chars().next().is_some_and(katakana) && last.is_some_and(katakana);
        !longer && !before && !after
    })
}
