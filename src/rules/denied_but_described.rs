//! denied-but-described (R-X-16): a measure that is not taken, with the way in which it is taken.

use super::prelude::*;
use crate::form::Required;

pub(super) const RULE: Rule = Rule {
    name: "denied-but-described",
    group: RuleGroup::選択,
    severity: Severity::Warning,
    summary: (
        "行っていないことを選んでいるのに、その具体的な内容が書かれています",
        "a measure is said not to be taken, yet it is described",
    ),
    page: include_str!("denied_but_described.md"),
    outside: false,
    check: Some(check),
};

/// Words of a sentence that says why there is nothing, or what is to come.
const DENIALS: [&str; 7] = ["ない", "なし", "せず", "該当", "予定", "今後", "検討"];

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let answers = context.answers();
    for (i, at) in answers.iter().enumerate() {
        let item = at.answer.item;
        let Required::When(condition) = &item.required else { continue };
        let measure = item.id.starts_with("file.risk.") || item.id.starts_with("other_risk.");
        // What became of an incident has a rule of its own.
        if !measure || !condition.is || condition.item == items::RISK_ACCIDENT || !at.says_something() {
            continue;
        }
        let Some(words) = at.words().filter(|w| !DENIALS.iter().any(|d| w.contains(d))) else { continue };
        let beside = |other: &&At<'_>| other.answer.item.id == condition.item && group(other) == group(at);
        let Some(choice) = answers[..i].iter().rev().find(beside) else { continue };
        if words.trim().is_empty() || choice.choice().is_none_or(|c| condition.choices.iter().any(|id| id == c)) {
            continue;
        }
        out.push(
            out.at(
                at,
                format!("「{}」を選んでいますが、「{}」が書かれています", choice.said(), item.label),
                "the choice says that this is not done, yet it is described",
            )
            .related(choice.span(), Message::new("選択はここ", "the choice"))
            .basis("様式（選択と具体的な内容）")
            .help("選択を直すか、記載を消してください", "correct the choice or remove the text"),
        );
    }
}

/// The address of the group around an answer.
fn group(at: &At<'_>) -> String {
    let address = at.item_place().address;
    address.rsplit_once('/').map_or(String::new(), |(group, _)| group.to_owned())
}
