//! described-change (R-TBL-09): a 変更後 that only tells what was done.

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "described-change",
    group: RuleGroup::変更箇所,
    severity: Severity::Info,
    summary: (
        "変更後の記載が変更の説明だけなので、本文と照らし合わせられません",
        "変更後 only tells what was done and cannot be compared with the text",
    ),
    page: include_str!("described_change.md"),
    outside: false,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    for row in context.rows() {
        let (Some(cell), Some(at)) = (&row.is, &row.after) else { continue };
        // Where the text itself says so, it is a quotation.
        let quoted = || row.answers.iter().any(|a| text::normalize(&a.said()).contains(&cell.plain));
        if !cell.only_describes() || quoted() {
            continue;
        }
        out.push(
            out.at(
                at,
                format!("「{}」の変更後の記載は変更の説明で、変わった後の記載ではありません", row.title()),
                "変更後 describes the change instead of quoting the result",
            )
            .basis("特定個人情報保護評価指針第６の２（変更箇所欄への記載）")
            .help(
                "変わった後の記載を書くと、本文と照らし合わせられます（図表の変更などはこのままで構いません）",
                "quote the new text where possible",
            ),
        );
    }
}
