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
        let unexplained = |kind: &&main_items::Kind<'_>| match by_label(&words, &ticked) {
            Some(rest) => !kind.named(&plain) && !kind.spoken_of(&rest(kind)),
            None => !kind.spoken_of(&plain),
        };
        for kind in ticked.iter().filter(|k| !k.in_named_group(&plain)).filter(unexplained) {
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

/// Where nearly every box has a line of its own that begins with its label: the text without the lines of
/// the other boxes, in which a box that has none can still be explained.
fn by_label<'w>(
    words: &'w str,
    ticked: &'w [main_items::Kind<'_>],
) -> Option<impl Fn(&main_items::Kind<'_>) -> String + 'w> {
    let lines: Vec<String> = words.lines().map(text::normalize).collect();
    let heads = |line: &str, kind: &main_items::Kind<'_>| {
        let (head, _) = line.split_once(':').unwrap_or_default();
        kind.named(head)
    };
    let headed = ticked.iter().filter(|k| lines.iter().any(|line| heads(line, k))).count();
    (headed >= 3 && headed * 4 >= ticked.len() * 3).then_some(move |kind: &main_items::Kind<'_>| {
        let of_another = |line: &String| ticked.iter().any(|k| k.index != kind.index && heads(line, k));
        let open = lines.iter().filter(|line| !of_another(line)).map(String::as_str);
        open.collect::<Vec<_>>().join("\n")
    })
}
