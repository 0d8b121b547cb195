//! nisc-not-applicable (R-X-15).

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "nisc-not-applicable",
    group: RuleGroup::選択,
    severity: Severity::Error,
    summary: (
        "政府機関ではない機関が、政府機関統一基準群の遵守を選んでいます",
        "a body that is no government agency claims to follow the government standards",
    ),
    page: include_str!("nisc_not_applicable.md"),
    outside: true,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    // Among 行政機関等 are bodies that are no government agency either: there both answers can be right.
    if context.body != BodyKind::地方公共団体等 {
        return;
    }
    for file in context.files() {
        let Some(at) = file.find(items::RISK_NISC) else { continue };
        if at.choice().is_none_or(|c| c == "not_government") {
            continue;
        }
        out.push(
            out.at(
                &at,
                format!("地方公共団体等は政府機関ではありませんが、「{}」が選ばれています", at.said()),
                "a local body is no government agency",
            )
            .basis("様式（NISC政府機関統一基準群）、記載要領")
            .help(
                "「政府機関ではない」を選んでください。行政機関等であれば piac.toml の kind を改めます",
                "choose 政府機関ではない, or set kind in piac.toml",
            ),
        );
    }
}
