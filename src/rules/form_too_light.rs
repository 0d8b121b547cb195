//! form-too-light (R-TH-02, 04).

use super::prelude::*;
use super::threshold::{self, Demand, Facts};

pub(super) const RULE: Rule = Rule {
    name: "form-too-light",
    group: RuleGroup::しきい値,
    severity: Severity::Error,
    summary: (
        "しきい値判断の求める評価書より軽い様式です",
        "the form is lighter than the one that the threshold judgement demands",
    ),
    page: include_str!("form_too_light.md"),
    outside: true,
    check: Some(check),
};

const BASIS: &str = "特定個人情報保護評価に関する規則7条1項、番号法28条1項";

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    match context.form() {
        FormName::全項目評価書 => {}
        FormName::重点項目評価書 => focused(context, out),
        FormName::基礎項目評価書 => submitted(context, out),
    }
}

/// A 重点項目評価書 where only 全項目評価 is possible.
fn focused(context: &Context<'_>, out: &mut Findings<'_>) {
    let facts = Facts::of(context);
    if facts.possible() != [Demand::Full] {
        return;
    }
    let Some(people) = &facts.people else { return };
    let own = std::ptr::eq(people.document, context.assessment);
    let Some(at) = (if own { Some(people.at.clone()) } else { context.find(items::AFFAIR_TARGET) }) else { return };
    let (ja, en) = facts.words();
    let mut finding = out
        .at(
            &at,
            format!("{ja}では全項目評価が義務付けられますが、この評価書は重点項目評価書です"),
            format!("{en} demand the full assessment, but this is a focused one"),
        )
        .basis(BASIS)
        .help(
            "計数が正しければ、様式４（全項目評価書）で評価し、意見の聴取と第三者点検を行います",
            "if the facts are right, use the full form and its procedure",
        );
    for (place, document) in facts.places().into_iter().filter(|(place, _)| place.span() != at.span()) {
        let message = Message::new(format!("「{}」", place.said()), place.said());
        finding = related_in(finding, document, place, message);
    }
    out.push(finding);
}

/// A 基礎項目評価書 that announces lighter documents than its own result demands.
fn submitted(context: &Context<'_>, out: &mut Findings<'_>) {
    let Some((result, demand)) = threshold::chosen(context) else { return };
    let Some(at) = context.find(items::BASIC_SUBMIT) else { return };
    let Some(submitted) = at.choice().and_then(threshold::demand_of) else { return };
    if submitted >= demand {
        return;
    }
    out.push(
        out.at(
            &at,
            format!("しきい値判断結果は「{}」ですが、提出する評価書は「{}」です", result.said(), at.said()),
            format!("the result demands {}, but only {} is submitted", demand.words().1, submitted.words().1),
        )
        .related(result.span(), Message::new("しきい値判断結果", "the result"))
        .basis(BASIS)
        .help("結果と提出する評価書の種類を合わせてください", "make the two agree"),
    );
}
