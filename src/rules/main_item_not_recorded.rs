//! main-item-not-recorded (R-X-05).

use super::main_items;
use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "main-item-not-recorded",
    group: RuleGroup::整合,
    severity: Severity::Warning,
    summary: ("主な記録項目の一つが、記録項目に見当たりません", "a ticked item has no entry in the record list"),
    page: include_str!("main_item_not_recorded.md"),
    outside: false,
    check: Some(check),
};

/// Boxes whose entries are recognised whatever the lists are called.
const PLAIN: [&str; 3] = ["mynumber", "basic_info", "contact"];

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    for file in context.files() {
        let Some(at) = file.find(items::FILE_MAIN_ITEMS) else { continue };
        let (Some(ticks), Some((names, entries))) = (at.ticks(), records(&file)) else { continue };
        let all = format!("{names}{entries}");
        if ["別紙", "別添", "参照"].iter().any(|w| all.contains(w)) {
            continue;
        }
        let kinds = main_items::kinds(&at);
        // Lists named like the boxes show the other kinds too.
        let structured = kinds.iter().filter(|k| k.named(&names)).count() >= 3;
        for kind in &kinds {
            let Some(tick) = ticks.iter().find(|t| t.index == kind.index) else { continue };
            let known = structured || PLAIN.contains(&kind.choice.id.as_str());
            if !known || kind.spoken_of(&all) || kind.choice.id == "contact" && others(&all) {
                continue;
            }
            let Some(list) = file.find(items::RECORDS) else { continue };
            out.push(
                out.span(
                    &at,
                    tick.span,
                    format!("「{}」に当たる項目が、記録項目に見当たりません", kind.choice.label),
                    "no entry of the record list seems to belong to this item",
                )
                .related(list.key_span(), Message::new("記録項目", "the record list"))
                .basis("様式（主な記録項目、全ての記録項目）")
                .help("記録項目に書き足すか、選択を外してください", "add the entries or untick it"),
            );
        }
    }
}

/// Other words for a way to reach a person.
fn others(all: &str) -> bool {
    ["携帯", "FAX", "ファクス", "ファックス", "送付先", "TEL"].iter().any(|w| all.contains(w))
}

/// The names of the lists and their entries, normalised; none when one of them is not known.
fn records(file: &Scope<'_>) -> Option<(String, String)> {
    let (mut names, mut entries) = (String::new(), String::new());
    let groups = file.members(items::RECORDS);
    for group in &groups {
        names.push_str(&text::normalize(&group.find(items::RECORDS_NAME)?.said()));
        names.push('/');
        let list = group.find(items::RECORDS_ITEMS)?;
        entries.push_str(&text::normalize(&list.words()?));
        entries.push('/');
    }
    (!groups.is_empty()).then_some((names, entries))
}
