//! duplicate-change-row (R-TBL-05): the same row twice.

use std::collections::HashMap;

use super::prelude::*;
use super::rows::Cell;

pub(super) const RULE: Rule = Rule {
    name: "duplicate-change-row",
    group: RuleGroup::変更箇所,
    severity: Severity::Warning,
    summary: ("変更箇所に同じ行が2度あります", "a row of the change table stands there twice"),
    page: include_str!("duplicate_change_row.md"),
    outside: false,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let rows = context.rows();
    let mut seen = HashMap::with_capacity(rows.len());
    for row in rows {
        let (Some(at), Some(date)) = (&row.item, row.date) else { continue };
        let target = row.scope.find(items::CHANGES_TARGET).map(|t| t.said()).unwrap_or_default();
        let (was, is) = (Cell::plain_of(&row.was), Cell::plain_of(&row.is));
        if is.is_empty() {
            continue;
        }
        let key = (date.earliest(), text::normalize(&at.said()), text::normalize(&target), was, is);
        let Some(first) = seen.insert(key, at.span()) else { continue };
        out.push(
            out.at(
                at,
                format!("「{}」（{}）の行が2度あります", row.title(), row.day()),
                format!("the row {} of {} stands there twice", row.title(), row.day()),
            )
            .related(first, Message::new("同じ内容の行", "the same row"))
            .basis("特定個人情報保護評価指針第６の２（変更箇所欄への記載）")
            .help(
                "どちらかの行を消すか、別の項目のことなら項目名を書き分けてください",
                "remove one, or tell the items apart",
            ),
        );
    }
}
