//! peer-disagrees: the same affair told differently in the 基礎項目評価書.

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "peer-disagrees",
    group: RuleGroup::しきい値,
    severity: Severity::Warning,
    summary: (
        "同じ評価書番号の基礎項目評価書と記載が違います",
        "the basic assessment of the same number says something else",
    ),
    page: include_str!("peer_disagrees.md"),
    outside: true,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let Some(peer) = context.peer.filter(|_| context.form() != FormName::基礎項目評価書) else { return };
    let basic = Scope::root(peer);
    let result =
        if context.form() == FormName::全項目評価書 { items::RESULT_FULL } else { items::RESULT_FOCUSED };
    let pairs = [
        (items::AFFAIR_NAME, items::RELATED_AFFAIR_NAME),
        (items::NWS_HAS, items::RELATED_NWS_HAS),
        (items::SECTION_NAME, items::RELATED_SECTION_NAME),
        (items::SECTION_HEAD, items::RELATED_SECTION_HEAD),
        (result, items::THRESHOLD_RESULT),
    ];
    for (own, other) in pairs {
        let (Some(own), Some(other)) = (context.find(own), basic.find(other)) else { continue };
        let (Some(a), Some(b)) = (meaning(&own), meaning(&other)) else { continue };
        if a != b {
            report(peer, &own, &other, out);
        }
    }
    file_names(context, peer, &basic, out);
}

/// What is compared: the id of a choice, or the normalised words.
fn meaning(at: &At<'_>) -> Option<String> {
    at.choice().map(str::to_owned).or_else(|| Some(text::normalize(&at.words()?)))
}

fn report(peer: &Assessment, own: &At<'_>, other: &At<'_>, out: &mut Findings<'_>) {
    let finding = out
        .at(
            own,
            format!("「{}」は、基礎項目評価書では「{}」です", own.said().trim(), other.said().trim()),
            format!("the basic assessment has {} here", other.said().trim()),
        )
        .basis("特定個人情報保護評価に関する規則3条、5条（計画管理書と各評価書は同じ事務についてのもの）")
        .help("どちらが現在のものかを確かめ、古い方を直してください", "correct the outdated one");
    let message = Message::new("基礎項目評価書の記載", "in the basic assessment");
    out.push(related_in(finding, peer, other, message));
}

/// The files named in both must be the same.
fn file_names(context: &Context<'_>, peer: &Assessment, basic: &Scope<'_>, out: &mut Findings<'_>) {
    let Some(list) = basic.find(items::RELATED_FILE_NAMES) else { return };
    let Some(Value::Strings(names)) = list.answer.value() else { return };
    let strip = |name: &str| {
        let name = text::normalize(name);
        name.trim_start_matches(|c: char| c.is_ascii_digit() || "().・".contains(c)).to_owned()
    };
    let there: Vec<String> = names.iter().map(|(name, _)| strip(name)).collect();
    for file in context.files() {
        let Some(at) = file.find(items::FILE_NAME) else { continue };
        let Some(name) = at.words() else { continue };
        let name = strip(&name);
        // One string may list several names.
        if !there.iter().any(|t| t.contains(&name)) {
            report(peer, &at, &list, out);
        }
    }
}
