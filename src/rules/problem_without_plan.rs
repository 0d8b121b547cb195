//! problem-without-plan (R-X-13).

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "problem-without-plan",
    group: RuleGroup::整合,
    severity: Severity::Warning,
    summary: (
        "課題が残されているのに、課題や今後の対応が書かれていません",
        "a remaining problem is stated without a plan",
    ),
    page: include_str!("problem_without_plan.md"),
    outside: false,
    check: Some(check),
};

/// Words by which a text tells of a problem or of what will be done.
const WORDS: [&str; 14] = [
    "課題",
    "今後",
    "予定",
    "検討",
    "改善",
    "計画",
    "見直",
    "導入す",
    "整備す",
    "強化",
    "進める",
    "努める",
    "までに",
    "対応す",
];

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let risk = |at: &&At<'_>| ["file.risk.", "other_risk."].iter().any(|part| at.answer.item.id.starts_with(part));
    let all: Vec<&At<'_>> = context.answers().iter().filter(risk).collect();
    for at in &all {
        let short = matches!(at.choice(), Some("problem") | Some("not"))
            && at.answer.item.choices().is_some_and(|s| s.choices.len() >= 3);
        if !short {
            continue;
        }
        let section = section(&at.answer.item.id);
        let same_file = |other: &&&At<'_>| address_head(other) == address_head(at);
        let explained = all
            .iter()
            .filter(same_file)
            .filter(|other| other.answer.item.id.starts_with(section))
            .filter_map(|other| other.words())
            .any(|words| WORDS.iter().any(|w| words.contains(w)));
        if explained {
            continue;
        }
        out.push(
            out.at(
                at,
                format!("「{}」とありますが、この節に課題や今後の対応が書かれていません", at.said()),
                "a problem is stated, but this section says nothing about it",
            )
            .basis("記載要領（リスクへの対策は十分か）")
            .help("残る課題と、いつまでにどう対応するかを書いてください", "state the problem and the plan"),
        );
    }
}

/// The section around an item: `file.risk.use` of `file.risk.use.copy.enough`.
fn section(id: &str) -> &str {
    id.match_indices('.').nth(2).or_else(|| id.match_indices('.').nth(1)).map_or(id, |(at, _)| &id[..at])
}

/// The file that an answer belongs to.
fn address_head(at: &At<'_>) -> String {
    at.item_place().address.split('/').next().unwrap_or_default().to_owned()
}
