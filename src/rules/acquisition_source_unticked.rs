//! acquisition-source-unticked (R-X-07): a way of acquisition without the body it leads to.

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "acquisition-source-unticked",
    group: RuleGroup::整合,
    severity: Severity::Warning,
    summary: (
        "入手方法のつながる相手が、入手元で選ばれていません",
        "a way of acquisition is ticked, but none of the bodies it can lead to",
    ),
    page: include_str!("acquisition_source_unticked.md"),
    outside: false,
    check: Some(check),
};

/// The ways that lead to certain bodies only, with the boxes of 入手元 that can be meant.
const WAYS: [(&str, &str, &[&str]); 2] = [
    ("nws", "情報提供ネットワークシステム", &["government", "local", "business", "other"]),
    ("intranet", "庁内連携システム", &["same_body", "government", "local", "business", "other"]),
];

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    for file in context.files() {
        let (Some(from), Some(how)) = (file.find(items::USE_FROM), file.find(items::USE_HOW)) else { continue };
        if from.ticks().is_none_or(|ticks| ticks.is_empty()) {
            continue;
        }
        for (way, name, bodies) in WAYS {
            if how.ticked(way) != Some(true) || bodies.iter().any(|body| from.ticked(body) != Some(false)) {
                continue;
            }
            out.push(
                out.at(
                    &from,
                    format!("入手方法に「{name}」がありますが、その相手が入手元で選ばれていません"),
                    "the ways of acquisition lead to another body, but none is ticked here",
                )
                .related(how.span(), Message::new("入手方法", "the ways of acquisition"))
                .basis("様式（入手元、入手方法）")
                .help("入手元で選ぶか、入手方法を直してください", "tick the body or correct the way"),
            );
        }
    }
}
