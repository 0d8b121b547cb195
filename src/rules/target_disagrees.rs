//! target-disagrees (R-TH-08).

use super::prelude::*;
use super::threshold::{self, Facts, Range};

pub(super) const RULE: Rule = Rule {
    name: "target-disagrees",
    group: RuleGroup::しきい値,
    severity: Severity::Warning,
    summary: (
        "対象人数が、ファイルごとの本人の数やしきい値判断項目と合いません",
        "the head count does not fit the files or the stated facts",
    ),
    page: include_str!("target_disagrees.md"),
    outside: true,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    if context.form() == FormName::基礎項目評価書 {
        return;
    }
    let Some(at) = context.find(items::AFFAIR_TARGET) else { return };
    let Some(stated) = threshold::range_of(&at) else { return };
    by_files(context, &at, stated, out);
    if let Some(fact) = context.find(items::FACTS_TARGET)
        && let Some(number) = threshold::range_of(&fact)
        && !number.meets(stated)
    {
        out.push(finding(out, &at, &fact.said(), "しきい値判断項目").related(fact.span(), place(&fact)));
    }
    if let Some(peer) = context.peer
        && let Some(people) = Facts::stated(peer).people
        && !people.value.meets(stated)
    {
        let message = place(&people.at);
        out.push(related_in(finding(out, &at, &people.at.said(), "基礎項目評価書"), peer, &people.at, message));
    }
}

/// Whoever is in a file is a person of the affair, and nobody else is: the head count lies between
/// the largest file and the sum of all.
fn by_files(context: &Context<'_>, at: &At<'_>, stated: Range, out: &mut Findings<'_>) {
    let mut sum = Range { low: 0, high: 0 };
    let mut places = Vec::new();
    for file in context.files() {
        let Some(persons) = file.find(items::FILE_PERSONS) else { return };
        let Some(range) = threshold::range_of(&persons) else { return };
        sum = Range { low: sum.low.max(range.low), high: sum.high.saturating_add(range.high) };
        places.push(persons);
    }
    if places.is_empty() || stated.meets(sum) {
        return;
    }
    let said: Vec<String> = places.iter().map(At::said).collect();
    let mut finding = finding(out, at, &said.join("、"), "ファイルの対象となる本人の数");
    for persons in &places {
        finding = finding.related(persons.span(), place(persons));
    }
    out.push(finding);
}

fn place(at: &At<'_>) -> Message {
    Message::new(format!("「{}」", at.said()), at.said())
}

fn finding(out: &Findings<'_>, at: &At<'_>, other: &str, whose: &str) -> Diagnostic {
    out.at(
        at,
        format!("対象人数は「{}」ですが、{whose}は「{other}」です", at.said()),
        format!("the head count is {}, elsewhere it is {other}", at.said()),
    )
    .basis("特定個人情報保護評価指針（対象人数は全てのファイルの本人の総数）、様式の記載")
    .help("どちらの計数が新しいかを確かめ、合わせてください", "make the two agree")
}
