//! threshold-result-mismatch (R-TH-01, 02, 03, 05).

use super::prelude::*;
use super::threshold::{self, Demand, Facts};

pub(super) const RULE: Rule = Rule {
    name: "threshold-result-mismatch",
    group: RuleGroup::しきい値,
    severity: Severity::Error,
    summary: (
        "しきい値判断結果が、対象人数・取扱者数・重大事故から決まる結果と違います",
        "the stated result of the threshold judgement is not the one that follows from its facts",
    ),
    page: include_str!("threshold_result_mismatch.md"),
    outside: true,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let Some((at, stated)) = threshold::chosen(context) else { return };
    let facts = Facts::of(context);
    let possible = facts.possible();
    // A 重点項目評価書 has no choice for 全項目評価: that is form-too-light.
    let form_is_wrong = context.form() == FormName::重点項目評価書 && possible == [Demand::Full];
    if possible.is_empty() || possible.contains(&stated) || form_is_wrong {
        return;
    }
    let demanded = |pick: fn((&'static str, &'static str)) -> &'static str, or: &str| {
        possible.iter().map(|d| pick(d.words())).collect::<Vec<_>>().join(or)
    };
    let (ja, en) = facts.words();
    let mut finding = out
        .at(
            &at,
            format!("{ja}からは「{}」になりますが、「{}」が選ばれています", demanded(|w| w.0, "」か「"), at.said()),
            format!("{en} demand {}, but {} is chosen", demanded(|w| w.1, " or "), stated.words().1),
        )
        .basis("特定個人情報保護評価に関する規則4条3号・8号、6条1項、7条1項")
        .help("事実と結果のどちらが正しいかを確かめ、合わせてください", "correct the facts or the result");
    for (place, document) in facts.places() {
        let message = Message::new(format!("「{}」", place.said()), format!("{}: {}", place.label(), place.said()));
        finding = related_in(finding, document, place, message);
    }
    out.push(finding);
}
