//! entrust-risk-disagrees (R-X-09).

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "entrust-risk-disagrees",
    group: RuleGroup::整合,
    severity: Severity::Error,
    summary: (
        "委託の有無と、リスク対策の「委託しない」が合いません",
        "the box for no outsourcing contradicts the file",
    ),
    page: include_str!("entrust_risk_disagrees.md"),
    outside: false,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    for file in context.files() {
        let (Some(has), Some(none)) = (file.find(items::ENTRUST_HAS), file.find(items::RISK_ENTRUST_NONE)) else {
            continue;
        };
        let Some(ticked) = none.ticked("none") else { continue };
        let entrusts = match has.choice() {
            Some("do") => true,
            Some("dont") => false,
            _ => continue,
        };
        if entrusts != ticked {
            continue;
        }
        let state = if ticked { "選ばれています" } else { "選ばれていません" };
        out.push(
            out.at(
                &none,
                format!("委託の有無は「{}」ですが、リスク対策の「委託しない」が{state}", has.said()),
                format!("the file says {}, which contradicts this box", has.said()),
            )
            .related(has.span(), Message::new("委託の有無", "the file"))
            .basis("様式（特定個人情報ファイルの取扱いの委託）")
            .help("どちらかを直してください", "correct one of the two"),
        );
    }
}
