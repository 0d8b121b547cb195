//! nws-past-the-relay (R-X-03): a system is said to reach the network beside the 中間サーバー that does.

use super::prelude::*;
use super::systems::System;

pub(super) const RULE: Rule = Rule {
    name: "nws-past-the-relay",
    group: RuleGroup::整合,
    severity: Severity::Info,
    summary: (
        "中間サーバーのほかのシステムにも、情報提供ネットワークシステムとの接続があります",
        "a system other than 中間サーバー is said to be connected to the information provision network",
    ),
    page: include_str!("nws_past_the_relay.md"),
    outside: false,
    check: Some(check),
};

fn is_relay(system: &System<'_>) -> bool {
    system.plain.contains("中間サーバ") || system.plain.contains("情報提供ネットワーク")
}

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let systems = context.systems();
    let reaches = |system: &System<'_>| system.connections.as_ref().is_some_and(|at| at.ticked("nws") == Some(true));
    let Some(relay) = systems.iter().find(|system| is_relay(system) && reaches(system)) else { return };
    for system in systems.iter().filter(|system| !is_relay(system)) {
        let Some(at) = &system.connections else { continue };
        let Some(tick) = at.tick("nws") else { continue };
        out.push(
            out.span(
                at,
                tick.span,
                format!(
                    "「{}」も情報提供ネットワークシステムに接続するとされています（「{}」を通すのが通例です）",
                    system.name.said().trim(),
                    relay.name.said().trim()
                ),
                "this system is said to reach the network past the relay",
            )
            .related(relay.name.span(), Message::new("中間サーバーはここ", "the relay"))
            .basis("様式（他のシステムとの接続）")
            .help("直接の接続先だけにチェックを付けてください", "tick direct connections only"),
        );
    }
}
