//! mixed-notation (R-X-28): one word written in two ways.

use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use super::Passage;
use super::lexicon;
use super::needles::Needles;
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
    let source = &context.assessment.source;
    let official = official(context);
    let (needles, ways) = lexicon::ways();
    let mut uses: Vec<Vec<(&Passage<'_>, Range<usize>)>> = vec![Vec::new(); ways.len()];
    for passage in context.passages().iter().filter(|p| !is_name(&p.at)) {
        let hits: Vec<_> = needles.find(&passage.text).collect();
        if hits.is_empty() {
            continue;
        }
        let quiet = exempt(&passage.text, &official);
        for (n, hit) in hits {
            let (word, way) = ways[n];
            let quoted = quiet.iter().any(|q| q.start <= hit.start && hit.end <= q.end);
            if !quoted && stands_alone(&passage.text, hit.clone(), way, &lexicon::words()[word]) {
                uses[n].push((passage, hit));
            }
        }
    }
    let uses: Vec<_> = ways.iter().zip(uses).filter(|(_, places)| !places.is_empty()).collect();
    // Most words are written in one way, and where they stand does not matter.
    for uses in uses.chunk_by(|((a, _), _), ((b, _), _)| a == b).filter(|uses| uses.len() > 1) {
        let place = |(passage, range): &(&Passage<'_>, Range<usize>)| passage.span(source, range.clone());
        let uses: Vec<Use<'_>> = uses
            .iter()
            .map(|((_, way), places)| (*way, places.iter().map(|p| (p.0.at.clone(), place(p))).collect()))
            .collect();
        let uses: Vec<&Use<'_>> = uses.iter().collect();
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
    uses: &[&Use<'_>],
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

/// Labels and choices of a form, whose notation is fixed.
fn official(context: &Context<'_>) -> Arc<Needles> {
    static KNOWN: Mutex<Vec<(&str, Arc<Needles>)>> = Mutex::new(Vec::new());
    let form = context.assessment.form;
    // A poisoned lock only means that another check ended early; the list is whole.
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, found)) = known.iter().find(|(stem, _)| *stem == form.stem) {
        return Arc::clone(found);
    }
    let mut labels: Vec<&'static str> = Vec::new();
    for item in form.items() {
        labels.push(&item.label);
        labels.extend(item.choices().into_iter().flat_map(|set| set.labels()));
    }
    let (words, _) = lexicon::ways();
    labels.retain(|label| label.chars().count() > 3 && words.find(label).next().is_some());
    let found = Arc::new(Needles::new(labels));
    known.push((&form.stem, Arc::clone(&found)));
    found
}

/// Where a text quotes: a label of the form, or anything in 「 」 (titles of rules, of documents).
fn exempt(text: &str, official: &Needles) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = official.find(text).map(|(_, range)| range).collect();
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

/// Whether a word stands for itself, not as the beginning of a longer one (サーバ of サーバー).
fn stands_alone(text: &str, range: Range<usize>, way: &str, ways: &[&str]) -> bool {
    let longer = ways.iter().filter(|other| other.len() > way.len()).any(|other| {
        other.match_indices(way).any(|(i, _)| {
            let start = range.start.checked_sub(i);
            start.is_some_and(|start| text.as_bytes()[start..].starts_with(other.as_bytes()))
        })
    });
    // サーバ of サーバリスト is another word, and a long vowel may belong to a longer one.
    let katakana = |c: char| matches!(c, 'ァ'..='ヺ' | 'ー');
    let (first, last) = (way.chars().next(), way.chars().next_back());
    let before = text[..range.start].chars().next_back().is_some_and(katakana) && first.is_some_and(katakana);
    let after = text[range.end..].chars().next().is_some_and(katakana) && last.is_some_and(katakana);
    !longer && !before && !after
}
