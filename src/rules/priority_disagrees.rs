//! priority-disagrees (様式2 Ⅳ11).

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "priority-disagrees",
    group: RuleGroup::整合,
    severity: Severity::Error,
    summary: (
        "最も優先度が高いと考えられる対策が、ほかの項目と合いません",
        "the priority measure contradicts the other items",
    ),
    page: include_str!("priority_disagrees.md"),
    outside: false,
    check: Some(check),
};

/// The measure that each choice of the priority repeats.
const REPEATED: [(&str, &str); 9] = [
    ("offpurpose", "risk.acquire.offpurpose"),
    ("overlink", "risk.use.overlink"),
    ("unauthorized", "risk.use.unauthorized"),
    ("entrust", "risk.entrust.misuse"),
    ("provide", "risk.provide.improper"),
    ("nws_acquire", "risk.nws.offpurpose"),
    ("nws_provide", "risk.nws.improper"),
    ("leak", "risk.storage.leak"),
    ("training", "risk.education"),
];

/// The box that rules the measure of a choice out.
const RULED_OUT: [(&str, &str, &str); 4] = [
    ("entrust", "risk.entrust.none", "none"),
    ("provide", "risk.provide.none", "none"),
    ("nws_acquire", items::BASIC_NWS_NONE, "acquire"),
    ("nws_provide", items::BASIC_NWS_NONE, "provide"),
];

const BASIS: &str = "様式２（最も優先度が高いと考えられる対策）";

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    full(context, out);
    repeated(context, out);
    ruled_out(context, out);
}

/// What is not done at all cannot be what is done first.
fn ruled_out(context: &Context<'_>, out: &mut Findings<'_>) {
    let Some(measure) = context.find(items::PRIORITY_MEASURE) else { return };
    let Some((_, id, tick)) = RULED_OUT.iter().find(|(choice, _, _)| measure.choice() == Some(choice)) else { return };
    let Some(at) = context.find(id).filter(|at| at.ticked(tick) == Some(true)) else { return };
    out.push(
        out.at(
            &measure,
            format!("「{}」が選ばれていますが、「{}」に印があります", measure.said(), at.said()),
            format!("{} is ticked", at.said()),
        )
        .related(at.span(), Message::new(at.label(), "the box"))
        .basis(BASIS)
        .help("どちらかを直してください", "correct one of the two"),
    );
}

/// 「全項目評価又は重点項目評価を実施する」 goes with the documents that are submitted.
fn full(context: &Context<'_>, out: &mut Findings<'_>) {
    let (Some(submit), Some(at)) = (context.find(items::BASIC_SUBMIT), context.find(items::PRIORITY_FULL)) else {
        return;
    };
    let (Some(submitted), Some(ticked)) = (submit.choice(), at.ticked("full_or_focused")) else { return };
    let ja = match (submitted, ticked) {
        ("basic", true) => {
            "提出する評価書は基礎項目評価書だけですが、「全項目評価又は重点項目評価を実施する」が選ばれています"
        }
        ("basic_focused" | "basic_full", false) => {
            "全項目評価書又は重点項目評価書を提出しますが、「全項目評価又は重点項目評価を実施する」が選ばれていません"
        }
        _ => return,
    };
    out.push(
        out.at(&at, ja, "this contradicts the documents that are submitted")
            .related(submit.span(), Message::new(submit.said(), "the documents"))
            .basis(BASIS)
            .help("どちらかを直してください", "correct one of the two"),
    );
}

/// 【再掲】 repeats the answer above.
fn repeated(context: &Context<'_>, out: &mut Findings<'_>) {
    let (Some(measure), Some(at)) = (context.find(items::PRIORITY_MEASURE), context.find(items::PRIORITY_ENOUGH))
    else {
        return;
    };
    let (Some(choice), Some(index)) = (measure.choice(), at.answer.choice()) else { return };
    let Some((_, id)) = REPEATED.iter().find(|(c, _)| *c == choice) else { return };
    let Some(original) = context.find(id) else { return };
    if original.answer.choice().is_none_or(|i| i == index) {
        return;
    }
    out.push(
        out.at(
            &at,
            format!("再掲が「{}」ですが、元の項目は「{}」です", at.said(), original.said()),
            format!("this repeats {}, which is {}", original.label(), original.said()),
        )
        .related(original.span(), Message::new(original.label(), "the original"))
        .basis(BASIS)
        .help("どちらかを直してください", "correct one of the two"),
    );
}
