//! provide-risk-disagrees (R-X-10).

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "provide-risk-disagrees",
    group: RuleGroup::整合,
    severity: Severity::Error,
    summary: (
        "提供・移転の有無と、リスク対策の「提供・移転しない」が合いません",
        "the box for no provision contradicts the file",
    ),
    page: include_str!("provide_risk_disagrees.md"),
    outside: false,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    for file in context.files() {
        let (Some(has), Some(none)) = (file.find(items::PROVIDE_HAS), file.find(items::RISK_PROVIDE_NONE)) else {
            continue;
        };
        let Some(ticked) = none.ticked("none") else { continue };
        let Some(other_way) = other_way(&file, &has) else { continue };
        match (other_way, ticked) {
            (Some((at, words)), true) => out.push(
                finding(out, &none, format!("{words}がありますが、「提供・移転しない」が選ばれています"))
                    .related(at.span(), Message::new(words, "a provision or transfer")),
            ),
            (None, false) => {
                let words = "提供・移転が、ないか情報提供ネットワークシステムによるものだけですが、「提供・移転しない」が選ばれていません";
                let mut finding = finding(out, &none, words.to_owned());
                finding.severity = Severity::Warning;
                out.push(finding.related(has.span(), Message::new("提供・移転の有無", "the file")));
            }
            _ => {}
        }
    }
}

fn finding(out: &Findings<'_>, none: &At<'_>, ja: String) -> Diagnostic {
    out.at(none, ja, "this box contradicts what the file says about provision and transfer")
        .basis("様式（提供・移転（委託や情報提供ネットワークシステムを通じた提供を除く。））")
        .help(
            "この欄は、情報提供ネットワークシステムによらない提供と移転が一つもないときに選びます",
            "tick the box only if nothing is transferred, or provided by other ways than the network",
        )
}

/// A transfer, or a provision by another way than the network; the outer `None` is "not known".
fn other_way<'a>(file: &Scope<'a>, has: &At<'a>) -> Option<Option<(At<'a>, String)>> {
    has.ticks()?;
    if has.ticked("transfer") == Some(true) {
        return Some(Some((has.clone(), "移転".to_owned())));
    }
    let receivers = file.members(items::PROVIDE_TO);
    if has.ticked("provide") == Some(true) && receivers.is_empty() {
        return None;
    }
    for to in receivers {
        let how = to.find(items::PROVIDE_TO_HOW)?;
        let ticks = how.ticks().filter(|t| !t.is_empty())?;
        if ticks.len() > 1 || how.ticked("nws") == Some(false) {
            let name = to.group.name().unwrap_or_default().trim().to_owned();
            return Some(Some((how, format!("「{name}」への情報提供ネットワークシステムによらない提供"))));
        }
    }
    Some(None)
}
