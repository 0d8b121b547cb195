//! broken-change-chain (R-TBL-03): a 変更後 that neither the next row of the item nor the text takes up.

use super::change_not_in_text::{short, weight};
use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "broken-change-chain",
    group: RuleGroup::変更箇所,
    severity: Severity::Error,
    summary: (
        "変更後の記載が、同じ項目の次の変更前の記載につながりません",
        "a 変更後 does not lead to the next 変更前 of the same item",
    ),
    page: include_str!("broken_change_chain.md"),
    outside: false,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let all = context.rows();
    for (row, lost) in all.iter().zip(context.lost()) {
        let Some(lost) = lost else { continue };
        let (Some(next), Some(at)) = (lost.next.map(|at| &all[at]), &row.after) else { continue };
        let near = if lost.near { "（ほぼ同じ文はありますが、字句が違います）" } else { "" };
        let mut finding = out
            .at(
                at,
                format!(
                    "「{}」の変更後の記載「{}」が、次の行（{}）の変更前にも本文にもありません{near}",
                    row.title(),
                    short(&lost.words),
                    next.day()
                ),
                format!("neither the next row of {} nor the text holds: {}", row.title(), short(&lost.words)),
            )
            .basis("特定個人情報保護評価指針第６の２（変更箇所欄への記載）")
            .help(
                "間の変更の行が抜けていないか、記載の写し間違いがないかを確かめてください",
                "look for a missing row or a slip of the pen",
            );
        if let Some(before) = &next.before {
            finding = finding.related(before.span(), Message::new("次の行の変更前", "the next 変更前"));
        }
        finding.severity = weight(row.by_address && next.by_address, lost.near);
        out.push(finding);
    }
}
