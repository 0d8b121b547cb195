//! renamed-term (RULES.md F): a body, law or guideline under a name that has been replaced.

use super::cited::{self, Folded};
use super::prelude::*;
use crate::date::wareki;
use crate::law::calendar::{self, Term};

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
    let passages: Vec<_> = context.passages().iter().map(|p| (Folded::new(&p.text), p)).collect();
    for term in calendar::terms().iter().filter(judged) {
        let mut found = passages.iter().flat_map(|(folded, passage)| {
            let ranges = places(&folded.text, term).into_iter();
            ranges.map(move |range| (passage, passage.span(&context.assessment.source, folded.original(range))))
        });
        // One finding for one name; the other places belong to it.
        let Some((passage, span)) = found.next() else { continue };
        let mut finding = finding(out, &passage.at, span, term);
        for (_, more) in found.take(9) {
            finding = finding.related(more, Message::new("ここも", "here too"));
        }
        out.push(finding);
    }
}

fn finding(out: &Findings<'_>, at: &At<'_>, span: crate::source::Span, term: &Term) -> Diagnostic {
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

/// Where the old name stands in a text of one width, without the uses that are right.
fn places(text: &str, term: &Term) -> Vec<std::ops::Range<usize>> {
    let old = Folded::new(term.old).text;
    let new = Folded::new(term.new).text;
    let unless: Vec<String> = term.unless.iter().map(|w| Folded::new(w).text).collect();
    let mut found = Vec::new();
    for (at, _) in text.match_indices(&old) {
        let (before, after) = (&text[..at], &text[at + old.len()..]);
        let right = unless
            .iter()
            .any(|word| phrase(before).contains(word) || before.ends_with(word) || after.starts_with(word));
        // Spoken of together with its new name: 旧名称（新名称）.
        let beside = after.trim_start_matches(['(', '、', '→']).starts_with(&new);
        let sentence = before.rfind(['。', '\n']).map_or(0, |i| i)
            ..text.len() - after.len() + after.find(['。', '\n']).unwrap_or(after.len());
        if !right && !beside && text[sentence].contains(term.with) {
            found.push(at..at + old.len());
        }
    }
    found
}
