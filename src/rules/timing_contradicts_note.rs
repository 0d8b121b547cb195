//! timing-contradicts-note (R-CHG-07): 事前 or 事後, and an explanation that says the other.

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "timing-contradicts-note",
    group: RuleGroup::変更箇所,
    severity: Severity::Warning,
    summary: ("提出時期と、その説明の時期が食い違っています", "the explanation speaks of the other time of submission"),
    page: include_str!("timing_contradicts_note.md"),
    outside: false,
    check: Some(check),
};

/// Words that only a submission before the change can have.
const BEFORE: [&str; 14] = [
    "提出時期は事前",
    "事前とする",
    "事前に提出",
    "改修前のため",
    "開始前のため",
    "実施前のため",
    "変更前のため",
    "取り扱う前のため",
    "取扱う前のため",
    "前に提出する",
    "前に提出・公表",
    "前に評価を再実施",
    "以降となることから",
    "実施する予定",
];
/// Words that only a submission after the change can have.
const AFTER: [&str; 9] = [
    "提出時期は事後",
    "事後とする",
    "事後に提出",
    "事後の提出とする",
    "変更後に提出",
    "変更した後に提出",
    "緊急時の事後評価",
    "変更後のため",
    "実施済みのため",
];

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    for row in context.rows() {
        let (Some(afterwards), Some(at)) = (row.afterwards, row.scope.find(items::CHANGES_TIMING)) else { continue };
        let words = row.note_words();
        let other = if afterwards { &BEFORE[..] } else { &AFTER[..] };
        let Some(said) = other.iter().find(|said| words.contains(*said)) else { continue };
        let mut finding = out
            .at(
                &at,
                format!("「{}」の提出時期は「{}」ですが、説明に「{said}」とあります", row.title(), at.said()),
                format!("the row says {}, its explanation {said}", at.said()),
            )
            .basis("特定個人情報保護評価書の記載要領（提出時期）")
            .help(
                "提出時期か説明を直してください（事前＝変更の前に提出、事後＝変更の後に提出）",
                "correct one of the two",
            );
        if let Some(note) = &row.note {
            finding = finding.related(note.span(), Message::new("提出時期に係る説明", "the explanation"));
        }
        out.push(finding);
    }
}
