//! body-without-organ (R-CV-04).

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "body-without-organ",
    group: RuleGroup::整合,
    severity: Severity::Warning,
    summary: (
        "評価実施機関名が、機関（長、委員会など）ではなく団体の名です",
        "the assessing body is a municipality, not its organ",
    ),
    page: include_str!("body_without_organ.md"),
    outside: false,
    check: Some(check),
};

/// What the names of municipalities end with, and who stands for them.
const ENDS: [(&str, &str); 9] = [
    ("都", "知事"),
    ("道", "知事"),
    ("府", "知事"),
    ("県", "知事"),
    ("市", "長"),
    ("区", "長"),
    ("町", "長"),
    ("村", "長"),
    ("広域連合", "長"),
];

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let Some(at) = context.find(items::COVER_BODY) else { return };
    let Some(words) = at.words() else { return };
    let name = text::normalize(&words);
    let Some((_, organ)) = ENDS.iter().find(|(end, _)| name.ends_with(end)) else { return };
    let name = words.trim();
    out.push(
        out.at(
            &at,
            format!("「{name}」は団体の名です。評価を実施するのは、その機関（「{name}{organ}」など）です"),
            format!("{name} is a municipality; the assessment is carried out by an organ of it"),
        )
        .basis("記載要領（評価実施機関名の例：○○県知事、○○市長、○○市教育委員会）、規則第2条第3号")
        .help(
            format!("「{name}{organ}」、「{name}教育委員会」のように、機関の名を書いてください"),
            "name the organ: its head, its board of education",
        ),
    );
}
