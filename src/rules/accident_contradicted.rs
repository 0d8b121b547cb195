//! accident-contradicted (R-X-14).

use super::prelude::*;
use crate::date;

pub(super) const RULE: Rule = Rule {
    name: "accident-contradicted",
    group: RuleGroup::整合,
    severity: Severity::Error,
    summary: ("重大事故の有無と、その内容の記載が合いません", "the incident and its description contradict each other"),
    page: include_str!("accident_contradicted.md"),
    outside: false,
    check: Some(check),
};

const BASIS: &str = "様式（過去３年以内に、評価実施機関において、個人情報に関する重大事故が発生したか）";

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    for file in context.files() {
        let Some(choice) = file.find(items::RISK_ACCIDENT) else { continue };
        match choice.choice() {
            Some("no") => {
                for id in [items::RISK_ACCIDENT_CONTENT, items::RISK_ACCIDENT_PREVENTION] {
                    let Some(at) = file.find(id).filter(At::says_something) else { continue };
                    if !at.words().is_some_and(|w| denies(&w)) {
                        described(&choice, &at, out);
                    }
                }
            }
            Some("yes") => outdated(context, &file, &choice, out),
            _ => {}
        }
    }
}

/// A sentence that says there was none.
fn denies(words: &str) -> bool {
    ["ない", "なし", "ありません", "該当"].iter().any(|w| words.contains(w)) && words.chars().count() <= 40
}

fn described(choice: &At<'_>, at: &At<'_>, out: &mut Findings<'_>) {
    out.push(
        out.at(
            at,
            format!("重大事故は「{}」ですが、「{}」が書かれています", choice.said(), at.answer.item.label),
            "no incident is stated, yet it is described",
        )
        .related(choice.span(), Message::new("「発生なし」はここ", "no incident"))
        .basis(BASIS)
        .help("選択を直すか、記載を消してください", "correct the choice or remove the text"),
    );
}

/// The item asks for three years; older incidents need not be told any more.
fn outdated(context: &Context<'_>, file: &Scope<'_>, choice: &At<'_>, out: &mut Findings<'_>) {
    let Some(at) = file.find(items::RISK_ACCIDENT_CONTENT) else { return };
    let (Some(words), Some((published, place))) = (at.words(), context.document_date()) else { return };
    let Ok(three) = published.earliest().checked_sub(jiff::Span::new().years(3)) else { return };
    let dates: Vec<_> = date::find(&words).into_iter().filter_map(|f| Some((f.date.ok()?, f.range))).collect();
    let Some((newest, range)) = dates.into_iter().max_by_key(|d| d.0.latest()) else { return };
    if newest.latest() >= three {
        return;
    }
    let mut finding = out.words(
        &at,
        range,
        format!("書かれている日付は、どれも{}（{}）の3年より前です", place.answer.item.label, place.said()),
        "every date here is more than three years before the document",
    );
    finding.severity = Severity::Warning;
    out.push(
        finding
            .related(choice.span(), Message::new("「発生あり」はここ", "an incident is stated"))
            .related(place.span(), Message::new(place.answer.item.label.clone(), "the document"))
            .basis(BASIS)
            .help("3年を過ぎた事故だけであれば「発生なし」に改めます", "if there is no other, state 発生なし"),
    );
}
