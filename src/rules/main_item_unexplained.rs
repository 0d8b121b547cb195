//! main-item-unexplained (R-X-05).

use super::main_items;
use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "main-item-unexplained",
    group: RuleGroup::整合,
    severity: Severity::Warning,
    summary: ("主な記録項目の一つが、その妥当性で説明されていません", "a ticked record item has no reason"),
    page: include_str!("main_item_unexplained.md"),
    outside: false,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    for file in context.files() {
        let (Some(at), Some(reason)) = (file.find(items::FILE_MAIN_ITEMS), file.find(items::FILE_ITEMS_REASON)) else {
            continue;
        };
        let (Some(ticks), Some(words)) = (at.ticks(), reason.words()) else { continue };
        let plain = text::normalize(&words);
        let ticked: Vec<_> =
            main_items::kinds(&at).into_iter().filter(|k| ticks.iter().any(|t| t.index == k.index)).collect();
        // Only a text that goes through the boxes one by one can leave one out.
        let named = ticked.iter().filter(|k| k.named(&plain)).count();
        if named < 2 || named * 2 < ticked.len() {
            continue;
        }
        for kind in ticked.iter().filter(|k| !k.spoken_of(&plain)) {
            let span = ticks.iter().find(|t| t.index == kind.index).map_or(at.span(), |t| t.span);
            out.push(
                out.span(
                    &at,
                    span,
                    format!("「{}」が、その妥当性で説明されていません", kind.choice.label),
                    "the reason below explains the other items, but not this one",
                )
                .related(reason.span(), Message::new("その妥当性", "the reason"))
                .basis("様式（主な記録項目、その妥当性）、記載要領")
                .help("なぜ記録するのかを書き足すか、選択を外してください", "explain it or untick it"),
            );
        }
    }
}
