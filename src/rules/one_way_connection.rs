//! one-way-connection (R-X-03).

use super::prelude::*;
use super::systems::System;

pub(super) const RULE: Rule = Rule {
    name: "one-way-connection",
    group: RuleGroup::整合,
    severity: Severity::Warning,
    summary: ("システムの接続が片方にしか書かれていません", "a connection is told by one of the two systems only"),
    page: include_str!("one_way_connection.md"),
    outside: false,
    check: Some(check),
};

/// Words that stand for many systems at once.
const GENERAL: [&str; 7] = ["業務システム", "各業務", "各システム", "既存システム", "庁内システム", "基幹", "他の"];

/// Parts of the name of a system that may be what 宛名システム等 or 庁内連携システム means, and those boxes.
const SHARED: [&str; 4] = ["基盤", "連携", "統合", "番号"];
const SHARED_BOXES: [&str; 2] = ["atena", "intranet"];

/// The box that stands for a system, by a part of its name.
const BOXES: [(&str, &str); 9] = [
    ("宛名", "atena"),
    ("庁内連携", "intranet"),
    ("庁内データ連携", "intranet"),
    ("住民基本台帳ネットワーク", "juki_net"),
    ("住基ネット", "juki_net"),
    ("住民基本台帳システム", "juki"),
    ("住民記録", "juki"),
    ("税", "tax"),
    ("情報提供ネットワーク", "nws"),
];

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let all = context.systems();
    for system in all {
        let Some(at) = &system.connections else { continue };
        let Some(tick) = at.tick("other") else { continue };
        for named in system.others() {
            let Some(other) = all.iter().find(|s| s.plain != system.plain && s.is_called(&named)) else { continue };
            let Some(back) = &other.connections else { continue };
            if back.ticks().is_none_or(|t| t.is_empty()) || tells(other, system) || unnamed(all, other, system) {
                continue;
            }
            out.push(
                out.at(
                    back,
                    format!(
                        "「{}」は「{}」に接続するとしていますが、ここには「{}」への接続がありません",
                        system.name.said().trim(),
                        other.name.said().trim(),
                        system.name.said().trim()
                    ),
                    "the other system says that the two are connected, but this one does not",
                )
                .related(
                    tick.span,
                    Message::new(format!("「{}」の接続先", system.name.said().trim()), "the other system"),
                )
                .basis("様式（他のシステムとの接続）")
                .help("接続があれば両方に、なければ両方から除いてください", "tell it on both sides or on neither"),
            );
        }
    }
}

/// Whether a ticked box of a system, which none of the systems has in its name, may mean another one.
fn unnamed(all: &[System<'_>], system: &System<'_>, other: &System<'_>) -> bool {
    let shared = SHARED.iter().any(|part| other.plain.contains(part));
    let free = |id: &&str| {
        let ticked = system.connections.as_ref().is_some_and(|at| at.ticked(id) == Some(true));
        let named = |s: &System<'_>| BOXES.iter().any(|(part, of)| of == id && s.plain.contains(part));
        ticked && !all.iter().any(named)
    };
    shared && SHARED_BOXES.iter().any(free)
}

/// Whether a system tells of a connection to another: by name, by a part of the name, by a box, or
/// by a word for many systems.
fn tells(system: &System<'_>, other: &System<'_>) -> bool {
    let others = system.others();
    let near = |o: &String| other.names().iter().any(|n| n.contains(o.as_str()) || o.contains(n.as_str()));
    let general = |o: &String| GENERAL.iter().any(|g| o.contains(g));
    let boxed = |at: &At<'_>| BOXES.iter().any(|(part, id)| other.plain.contains(part) && at.ticked(id) == Some(true));
    others.iter().any(|o| near(o) || general(o)) || system.connections.as_ref().is_some_and(boxed)
}
