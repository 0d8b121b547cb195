//! connection-to-itself (R-X-03).

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "connection-to-itself",
    group: RuleGroup::整合,
    severity: Severity::Warning,
    summary: ("システムの接続先に、そのシステム自身があります", "a system is listed among its own connections"),
    page: include_str!("connection_to_itself.md"),
    outside: false,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    for system in context.systems() {
        let Some(at) = &system.connections else { continue };
        let Some(tick) = at.tick("other") else { continue };
        if !system.others().iter().any(|o| system.names().contains(o)) {
            continue;
        }
        out.push(
            out.span(
                at,
                tick.span,
                format!("「{}」の接続先に、そのシステム自身が書かれています", system.name.said().trim()),
                "the system is listed among its own connections",
            )
            .related(system.name.span(), Message::new("システムの名称", "the system"))
            .basis("様式（他のシステムとの接続）")
            .help("接続先のシステムの名称に直してください", "name the other system"),
        );
    }
}
