//! none-where-required (R-X-02, 12, 14, 16, 21, 22).

use super::prelude::*;
use crate::assessment::State;
use crate::form::Required;

pub(super) const RULE: Rule = Rule {
    name: "none-where-required",
    group: RuleGroup::選択,
    severity: Severity::Error,
    summary: ("選択によれば記載が必要な項目が「なし」「－」です", "an answer that a choice demands says none"),
    page: include_str!("none_where_required.md"),
    outside: false,
    check: Some(check),
};

/// Answers that may truthfully say none although their choice is made: there may be no other risk,
/// and a contractor may give nothing to others.
const MAY_BE_NONE: [&str; 3] = ["other_risks", "to_others", "between"];

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    walk(&context.scope(), &mut vec![context.scope()], out);
}

/// Visits the groups below; `around` are the groups about the current one, the innermost last.
fn walk<'a>(scope: &Scope<'a>, around: &mut Vec<Scope<'a>>, out: &mut Findings<'_>) {
    for answer in &scope.group.answers {
        match &answer.state {
            State::Filled(Value::Group(group)) => {
                let inner = Scope { group, place: scope.at(answer).place };
                around.push(inner.clone());
                walk(&inner, around, out);
                around.pop();
            }
            State::Filled(Value::List(_)) => {
                for member in scope.members(&answer.item.id) {
                    around.push(member.clone());
                    walk(&member, around, out);
                    around.pop();
                }
            }
            State::None(_) => judge(&scope.at(answer), around, out),
            _ => {}
        }
    }
}

fn judge(at: &At<'_>, around: &[Scope<'_>], out: &mut Findings<'_>) {
    let Required::When(condition) = &at.answer.item.required else { return };
    let last = at.answer.item.id.rsplit('.').next().unwrap_or_default();
    if MAY_BE_NONE.contains(&last) {
        return;
    }
    let Some(cause) = around.iter().rev().find_map(|scope| scope.find(&condition.item)) else { return };
    let named = |id: &str| condition.choices.iter().any(|c| c == id);
    let holds = match cause.choice() {
        Some(id) => named(id) == condition.is,
        None => condition.is && condition.choices.iter().any(|c| cause.ticked(c) == Some(true)),
    };
    if !holds {
        return;
    }
    out.push(
        out.at(
            at,
            format!(
                "「{}」が「{}」なのに、「{}」が「{}」です",
                cause.answer.item.name(),
                cause.said(),
                at.label(),
                at.said()
            ),
            format!("{} is {}, so this needs an answer", cause.answer.item.name(), cause.said()),
        )
        .related(cause.span(), Message::new(format!("「{}」はここ", cause.said()), "the choice"))
        .basis("様式及び記載要領（選択した場合に記載する項目）")
        .help("内容を書くか、選択を直してください", "write the answer or correct the choice"),
    );
}
