//! renamed-term (RULES.md F): a body, law or guideline under a name that has been replaced.

use std::ops::Range;
use std::sync::OnceLock;

use super::Passage;
use super::cited::{self, Folded};
use super::needles::Needles;
use super::prelude::*;
use crate::date::wareki;
use crate::law::calendar::{self, Term};
use crate::source::Span;

pub(super) const RULE: Rule = Rule {
    name: "renamed-term",
    group: RuleGroup::法令,
    severity: Severity::Warning,
    summary: (
        "機関・法令・ガイドラインの名前が、評価書の日付では変わっています",
        "a name has changed by the document's date",
    ),
    page: include_str!("renamed_term.md"),
    outside: false,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let day = cited::day(context);
    let judged = |term: &&Term| match (term.from, &day) {
        (None, _) => true,
        (Some(from), Some(day)) => day.on >= from,
        (Some(_), None) => false,
    };
    let source = &context.assessment.source;
    let terms = terms();
    let mut places: Vec<Vec<(&Passage<'_>, Span)>> = vec![Vec::new(); terms.known.len()];
    for (passage, folded) in context.passages().iter().zip(context.folded()) {
        for (n, hit) in terms.needles.find(&folded.text) {
            if terms.known[n].is_meant(&folded.text, hit.clone()) {
                places[n].push((passage, passage.span(source, folded.original(hit))));
            }
        }
    }
    for (known, places) in terms.known.iter().zip(&places).filter(|(known, _)| judged(&known.term)) {
        // One finding for one name; the other places belong to it.
        let Some((passage, span)) = places.first() else { continue };
        let mut finding = finding(out, &passage.at, *span, known.term);
        for (_, more) in places.iter().skip(1).take(9) {
            finding = finding.related(*more, Message::new("ここも", "here too"));
        }
        out.push(finding);
    }
}

/// The terms in the letters in which texts are searched.
struct Terms {
    needles: Needles,
    known: Vec<Known>,
}

struct Known {
    term: &'static Term,
    old: String,
    new: String,
    unless: Vec<String>,
}

fn terms() -> &'static Terms {
    static TERMS: OnceLock<Terms> = OnceLock::new();
    let fold = |word: &str| Folded::new(word).text;
    TERMS.get_or_init(|| {
        let known = calendar::terms().iter().map(|term| Known {
            term,
            old: fold(term.old),
            new: fold(term.new),
            unless: term.unless.iter().map(|word| fold(word)).collect(),
        });
        let known: Vec<Known> = known.collect();
        Terms { needles: Needles::new(known.iter().map(|known| known.old.as_str())), known }
    })
}

fn finding(out: &Findings<'_>, at: &At<'_>, span: Span, term: &Term) -> Diagnostic {
    let (old, new) = (term.old, term.new);
    let (ja, en) = match term.from {
        Some(from) => (
            format!("「{old}」は{}から「{new}」です（{}）", wareki(from), term.remark),
            format!("{old} is {new} since {from}"),
        ),
        None => (format!("「{old}」は「{new}」の誤りです（{}）", term.remark), format!("{old} should be {new}")),
    };
    let doubt = if term.unsure { "（要確認: 一般的知識による）" } else { "" };
    let mut finding = out.span(at, span, format!("{ja}{doubt}"), en).basis("各法令・ガイドラインの題名").help(
        format!("今のことを書くところなら「{new}」に直してください"),
        format!("write {new} where the present is meant"),
    );
    if term.unsure {
        finding.severity = Severity::Info;
    }
    finding
}

/// The words right before a name: 旧さくら野市 before 個人情報保護条例.
fn phrase(before: &str) -> &str {
    let start = before.rfind(['、', '。', '「', '(', ' ', '　', '\n', '及']).unwrap_or(0);
    let near = before.char_indices().rev().nth(15).map_or(0, |(at, _)| at);
    &before[start.max(near)..]
}

impl Known {
    /// Whether the old name at a place of a text is a use of it that is not right.
    fn is_meant(&self, text: &str, range: Range<usize>) -> bool {
        let (before, after) = (&text[..range.start], &text[range.end..]);
        let mut unless = self.unless.iter();
        let right =
            unless.any(|word| phrase(before).contains(word) || before.ends_with(word) || after.starts_with(word));
        // Spoken of together with its new name: 旧名称（新名称）.
        let beside = after.trim_start_matches(['(', '、', '→']).starts_with(&self.new);
        let start = before.rfind(['。', '\n']).unwrap_or(0);
        let end = after.find(['。', '\n']).map_or(text.len(), |i| range.end + i);
        !right && !beside && text[start..end].contains(self.term.with)
    }
}
