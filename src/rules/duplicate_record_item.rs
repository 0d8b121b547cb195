//! duplicate-record-item (R-X-04).

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "duplicate-record-item",
    group: RuleGroup::整合,
    severity: Severity::Info,
    summary: ("同じ記録項目が一つの一覧に二度あります", "a record item is listed twice in one list"),
    page: include_str!("duplicate_record_item.md"),
    outside: false,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    for group in context.files().iter().flat_map(|f| f.members(items::RECORDS)) {
        let Some(at) = group.find(items::RECORDS_ITEMS) else { continue };
        let Some(Value::Strings(names)) = at.answer.value() else { continue };
        for (i, (name, span)) in names.iter().enumerate() {
            let plain = text::normalize(name);
            let Some((_, first)) = names[..i].iter().find(|(n, _)| text::normalize(n) == plain) else { continue };
            // Spare fields are told apart by number only, if at all.
            if plain.contains("予備") || plain.is_empty() {
                continue;
            }
            out.push(
                out.span(
                    &at,
                    *span,
                    format!("「{name}」が、この一覧に二度あります"),
                    format!("{name} is listed twice"),
                )
                .related(*first, Message::new("初めの記載", "first listed here"))
                .basis("様式（特定個人情報ファイル記録項目）")
                .help("重複であれば一つにしてください", "remove one if it is the same item"),
            );
        }
    }
}
