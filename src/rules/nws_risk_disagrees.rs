//! nws-risk-disagrees (R-X-11).

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "nws-risk-disagrees",
    group: RuleGroup::整合,
    severity: Severity::Error,
    summary: (
        "「接続しない」の欄が、情報連携や入手・提供の方法と合いません",
        "the boxes for no connection contradict the exchange",
    ),
    page: include_str!("nws_risk_disagrees.md"),
    outside: false,
    check: Some(check),
};

const BASIS: &str = "様式（情報提供ネットワークシステムとの接続）";

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    if context.form() == FormName::基礎項目評価書 {
        let scope = context.scope();
        let (Some(has), Some(none)) = (scope.find(items::RELATED_NWS_HAS), scope.find(items::BASIC_NWS_NONE)) else {
            return;
        };
        return against_exchange(&has, &[none], out);
    }
    let nones: Vec<_> = context.files().iter().filter_map(|f| f.find(items::RISK_NWS_NONE)).collect();
    if let Some(has) = context.find(items::NWS_HAS) {
        against_exchange(&has, &nones, out);
    }
    for file in context.files() {
        by_file(&file, out);
    }
}

/// Both boxes against 実施の有無. One of several files may well be without any connection.
fn against_exchange(has: &At<'_>, nones: &[At<'_>], out: &mut Findings<'_>) {
    let ticks = |at: &At<'_>| Some((at.ticked("acquire")?, at.ticked("provide")?));
    let known: Vec<_> = nones.iter().filter_map(ticks).collect();
    let Some(at) = nones.first().filter(|_| known.len() == nones.len()) else { return };
    let message = match has.choice() {
        Some("do") if known.iter().all(|&(a, p)| a && p) => (
            "情報連携を「実施する」としていますが、入手も提供も「接続しない」になっています",
            "the exchange is carried out, yet both boxes say no connection",
        ),
        Some("dont") if known.iter().any(|&(a, p)| !a || !p) => (
            "情報連携を「実施しない」としていますが、「接続しない（入手）」と「接続しない（提供）」の両方が選ばれていません",
            "no exchange is carried out, yet not both boxes say so",
        ),
        _ => return,
    };
    out.push(
        out.at(at, message.0, message.1)
            .related(has.span(), Message::new(format!("「{}」はここ", has.said()), "the exchange"))
            .basis(BASIS)
            .help("どちらかを直してください", "correct one of the two"),
    );
}

/// The boxes of one file against its own ways of acquisition and provision.
fn by_file(file: &Scope<'_>, out: &mut Findings<'_>) {
    let Some(none) = file.find(items::RISK_NWS_NONE) else { return };
    let how = file.find(items::USE_HOW);
    let provided = file.members(items::PROVIDE_TO).into_iter().filter_map(|to| to.find(items::PROVIDE_TO_HOW));
    let ways =
        how.iter().cloned().map(|at| ("acquire", "入手方法", at)).chain(provided.map(|at| ("provide", "提供方法", at)));
    for (id, name, at) in ways {
        let (Some(box_tick), Some(tick)) = (none.tick(id), at.tick("nws")) else { continue };
        out.push(
            out.span(
                &none,
                box_tick.span,
                format!("{name}に情報提供ネットワークシステムがあるのに、ここでは「{}」です", none.said()),
                "the network is among the ways, yet this says no connection",
            )
            .related(tick.span, Message::new(format!("{name}はここ"), "the network is ticked here"))
            .basis(BASIS)
            .help("どちらかを直してください", "correct one of the two"),
        );
    }
    if let Some(how) = how
        && how.ticked("nws") == Some(false)
        && none.ticked("acquire") == Some(false)
    {
        let mut finding = out.at(
            &how,
            "入手方法に情報提供ネットワークシステムがありませんが、「接続しない（入手）」が選ばれていません",
            "the network is not among the ways of acquisition, yet 接続しない（入手） is not ticked",
        );
        finding.severity = Severity::Warning;
        out.push(
            finding
                .related(none.span(), Message::new("情報提供ネットワークシステムとの接続", "the connection"))
                .basis(BASIS)
                .help("入手方法か「接続しない（入手）」のどちらかを直してください", "correct one of the two"),
        );
    }
}
