//! use-before-hold (R-X-08).

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "use-before-hold",
    group: RuleGroup::整合,
    severity: Severity::Error,
    summary: ("使用開始日が保有開始日より前です", "the file is used before it is held"),
    page: include_str!("use_before_hold.md"),
    outside: false,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    for file in context.files() {
        let (Some(hold), Some(at)) = (file.find(items::FILE_SINCE), file.find(items::USE_SINCE)) else { continue };
        let (Some(from), Some(used)) = (hold.date(), at.date()) else { continue };
        if from.earliest() <= used.latest() {
            continue;
        }
        out.push(
            out.at(
                &at,
                format!("使用開始日（{}）が、保有開始日（{}）より前です", at.said(), hold.said()),
                format!("used from {}, but held only from {}", at.said(), hold.said()),
            )
            .related(hold.span(), Message::new("保有開始日", "held from"))
            .basis("様式（保有開始日、使用開始日）")
            .help("どちらかの日付を直してください", "correct one of the dates"),
        );
    }
}
