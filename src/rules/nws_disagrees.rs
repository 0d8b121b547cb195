//! nws-disagrees (R-X-03, 07, 11).

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "nws-disagrees",
    group: RuleGroup::整合,
    severity: Severity::Warning,
    summary: (
        "情報連携の実施の有無と、システムや入手・提供の記載が合いません",
        "the exchange is told differently in different items",
    ),
    page: include_str!("nws_disagrees.md"),
    outside: false,
    check: Some(check),
};

const BASIS: &str = "番号法19条8号・9号、様式の記載の整合";

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let Some(has) = context.find(items::NWS_HAS) else { return };
    match has.choice() {
        Some("do") => carried_out(context, &has, out),
        Some("dont") => not_carried_out(context, &has, out),
        _ => {}
    }
}

/// 実施する: some system must be connected.
fn carried_out(context: &Context<'_>, has: &At<'_>, out: &mut Findings<'_>) {
    let systems: Vec<_> =
        context.scope().members(items::SYSTEMS).into_iter().filter_map(|s| s.find(items::SYSTEM_CONNECTIONS)).collect();
    if systems.is_empty() || systems.iter().any(|at| at.ticked("nws") != Some(false)) {
        return;
    }
    let mut finding = out.at(
        has,
        "情報連携を「実施する」としていますが、情報提供ネットワークシステムに接続するシステムがありません",
        "the exchange is carried out, but no system is connected to the network",
    );
    if let Some(first) = systems.first() {
        finding = finding.related(first.span(), Message::new("接続先にありません", "not among the connections"));
    }
    out.push(finding.basis(BASIS).help(
        "中間サーバーなど、情報提供ネットワークシステムに接続するシステムを加えるか、接続の欄を直してください",
        "add the system, or tick its connection",
    ));
}

/// 実施しない: nothing may be connected, acquired or provided through the network.
fn not_carried_out(context: &Context<'_>, has: &At<'_>, out: &mut Findings<'_>) {
    let systems = context.scope().members(items::SYSTEMS).into_iter().filter_map(|s| s.find(items::SYSTEM_CONNECTIONS));
    let mut places: Vec<At<'_>> = systems.collect();
    for file in context.files() {
        places.extend(file.find(items::USE_HOW));
        places.extend(file.members(items::PROVIDE_TO).into_iter().filter_map(|to| to.find(items::PROVIDE_TO_HOW)));
    }
    for at in places {
        let Some(tick) = at.tick("nws") else { continue };
        out.push(
            out.span(
                &at,
                tick.span,
                format!("情報連携は「{}」ですが、ここでは情報提供ネットワークシステムが選ばれています", has.said()),
                "no exchange is carried out, yet the network is ticked here",
            )
            .related(has.span(), Message::new(format!("「{}」はここ", has.said()), "no exchange"))
            .basis(BASIS)
            .help("どちらかを直してください", "correct one of the two"),
        );
    }
}
