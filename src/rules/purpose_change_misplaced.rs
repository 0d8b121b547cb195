//! purpose-change-misplaced (R-X-18).

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "purpose-change-misplaced",
    group: RuleGroup::整合,
    severity: Severity::Warning,
    summary: (
        "変更の妥当性に、使用目的の変更ではないことが書かれています",
        "変更の妥当性 does not speak of a change of purpose",
    ),
    page: include_str!("purpose_change_misplaced.md"),
    outside: false,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    for file in context.files() {
        let Some(at) = file.find(items::USE_PURPOSE_CHANGE) else { continue };
        let Some(words) = at.words() else { continue };
        let plain = text::normalize(&words);
        let same = |id| file.find(id).filter(|other| other.words().is_some_and(|w| text::normalize(&w) == plain));
        let twin =
            same(items::USE_DECISION).or_else(|| same(items::USE_PURPOSE)).or_else(|| same(items::USE_STATISTICS));
        let mut finding = match &twin {
            Some(twin) => out
                .at(&at, format!("「{}」と同じ文章です", twin.answer.item.name()), "the same text as another item")
                .related(twin.span(), Message::new("同じ文章", "the same text")),
            None if plain.contains("変更") || plain.contains("追加") || plain.contains("該当") => continue,
            None => out.at(&at, "使用目的の変更について書かれていません", "this does not speak of a change of purpose"),
        };
        finding = finding.basis("様式（使用目的、変更の妥当性）、個人情報の保護に関する法律61条3項");
        out.push(finding.help(
            "使用目的を変更していなければ「－」とし、変更した場合はその妥当性を書いてください",
            "write － unless the purpose was changed",
        ));
    }
}
