//! change-not-in-text (R-TBL-03): the newest 変更後 of an item does not stand in the item.

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "change-not-in-text",
    group: RuleGroup::変更箇所,
    severity: Severity::Error,
    summary: (
        "最も新しい変更後の記載が、本文のその項目にありません",
        "the newest 変更後 does not stand in the text of its item",
    ),
    page: include_str!("change_not_in_text.md"),
    outside: false,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    for (row, lost) in context.rows().iter().zip(context.lost()) {
        let Some(lost) = lost.as_ref().filter(|lost| lost.next.is_none()) else { continue };
        let Some(at) = &row.after else { continue };
        let near = if lost.near { "（ほぼ同じ文はありますが、字句が違います）" } else { "" };
        let now = lost.now.as_ref().map_or(near.to_owned(), |now| format!("（本文は「{now}」）"));
        let mut finding = out
            .at(
                at,
                format!("「{}」の変更後の記載「{}」が本文にありません{now}", row.title(), short(&lost.words)),
                format!("the text of {} does not hold: {}", row.title(), short(&lost.words)),
            )
            .basis("特定個人情報保護評価指針第６の２（変更箇所欄への記載）")
            .help(
                "本文か変更後の記載を直すか、その後の変更の行を加えてください",
                "correct one of them, or add the row of the later change",
            );
        for answer in row.answers.iter().take(2) {
            finding = finding.related(answer.span(), Message::new("本文の項目", "the item"));
        }
        // A name may have been read wrongly; an address cannot.
        finding.severity = weight(row.by_address, lost.near);
        out.push(finding);
    }
}

/// How much a lost text weighs: less where the item was read from a name, and where almost the same stands.
pub(super) fn weight(by_address: bool, near: bool) -> Severity {
    match (by_address, near) {
        (true, false) => Severity::Error,
        (true, true) | (false, false) => Severity::Warning,
        (false, true) => Severity::Info,
    }
}

/// The beginning of long words.
pub(super) fn short(words: &str) -> String {
    let mut out: String = words.chars().take(40).collect();
    if words.chars().count() > 40 {
        out.push('…');
    }
    out
}
