//! pasted-explanation (R-TBL-10): one explanation that fits ※ items only, on all rows of a day.

use super::claims::{self, Claim};
use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "pasted-explanation",
    group: RuleGroup::変更箇所,
    severity: Severity::Warning,
    summary: (
        "※の項目にしか当てはまらない説明が、ほかの項目の行にもそのまま書かれています",
        "an explanation for ※ items stands on rows of other items too",
    ),
    page: include_str!("pasted_explanation.md"),
    outside: false,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let rows = context.rows();
    for group in claims::shared(rows).into_iter().filter(claims::Shared::is_pasted) {
        let first = group.plain[0];
        let Some(at) = first.note.as_ref().or(first.item.as_ref()) else { continue };
        let claimed = match group.claim {
            Claim::Important => "重要な変更に該当する",
            Claim::Emergency => "規則9条2項の適用対象である",
        };
        let names: Vec<String> = group.plain.iter().take(5).map(|row| format!("「{}」", row.title())).collect();
        let more = if group.plain.len() > 5 { format!("など{}行", group.plain.len()) } else { String::new() };
        let mut finding = out
            .at(
                at,
                format!(
                    "{}の{}行に同じ趣旨の説明（{claimed}）がありますが、※のない項目もあります: {}{more}",
                    first.day(),
                    group.plain.len() + group.starred.len(),
                    names.join("")
                ),
                format!(
                    "the same claim stands on {} rows, some of items without ※",
                    group.plain.len() + group.starred.len()
                ),
            )
            .basis("特定個人情報保護評価に関する規則9条2項・11条、指針別表")
            .help(
                "※のない項目の行は、その項目に合う説明にしてください",
                "explain the rows of items without ※ on their own",
            );
        for row in group.plain.iter().skip(1) {
            finding = finding.related(row.span(), Message::new("※のない項目", "an item without ※"));
        }
        out.push(finding);
    }
}
