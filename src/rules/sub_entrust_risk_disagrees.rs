//! sub-entrust-risk-disagrees (R-X-12).

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "sub-entrust-risk-disagrees",
    group: RuleGroup::整合,
    severity: Severity::Error,
    summary: (
        "再委託の有無と、リスク対策の「再委託していない」が合いません",
        "the sub-outsourcing of the file contradicts the risk section",
    ),
    page: include_str!("sub_entrust_risk_disagrees.md"),
    outside: false,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    for file in context.files() {
        let Some(risk) = file.find(items::RISK_ENTRUST_SUB) else { continue };
        let Some(choice) = risk.choice() else { continue };
        let contracts = file.members(items::ENTRUST_TO);
        let subs: Vec<_> = contracts.iter().map(|c| c.find(items::ENTRUST_SUB_HAS)).collect();
        let does = subs.iter().flatten().find(|at| at.choice() == Some("do"));
        let none_does = !subs.is_empty() && subs.iter().all(|at| at.as_ref().and_then(At::choice) == Some("dont"));
        let (ja, place) = match (choice, does) {
            ("none", Some(at)) => ("再委託する委託事項がありますが、ここでは「再委託していない」です", at.clone()),
            ("very" | "enough" | "not", None) if none_does => {
                let Some(Some(at)) = subs.first().cloned() else { continue };
                ("どの委託事項も再委託しないのに、ここでは再委託先について答えています", at)
            }
            _ => continue,
        };
        out.push(
            out.at(&risk, ja, "this contradicts the 再委託の有無 of the contracts")
                .related(place.span(), Message::new(format!("「{}」はここ", place.said()), "the contract"))
                .basis("様式（再委託先による特定個人情報ファイルの適切な取扱い）、番号法10条・11条")
                .help("どちらかを直してください", "correct one of the two"),
        );
    }
}
