//! outdated-item-number (RULES.md F): an item or article of 番号法 under the number of another day.

use super::cited::{self, Cited};
use super::prelude::*;
use crate::date::wareki;
use crate::law;

pub(super) const RULE: Rule = Rule {
    name: "outdated-item-number",
    group: RuleGroup::法令,
    severity: Severity::Error,
    summary: (
        "番号法の号（項・条）の番号が、評価書の日付の条文と合いません",
        "a number of 番号法 is not the one of the document's date",
    ),
    page: include_str!("outdated_item_number.md"),
    outside: false,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let Some(day) = cited::day(context) else { return };
    for cited in cited::all(context) {
        if let Some(finding) = judge(context, &cited, &day, out) {
            out.push(finding);
        }
    }
}

fn judge(context: &Context<'_>, cited: &Cited<'_, '_>, day: &cited::Day<'_>, out: &Findings<'_>) -> Option<Diagnostic> {
    let (article, part) = cited.part()?;
    let topic = cited.topic(&cited::ways(context, cited))?;
    let says = law::provision(article, part, day.on);
    let right = law::where_is(topic.id, day.on)?;
    if right.article == article && right.part == part || matches!(says, law::Lookup::Unknown) {
        return None;
    }
    // The other number: right on an earlier day (outdated), or only later (too early for a published text).
    let other = law::provisions().iter().find(|p| p.topic.id == topic.id && p.article == article && p.part == part)?;
    if other.from > day.on && !day.published {
        return None;
    }
    let since = if other.from > day.on {
        format!("「{}」がこの番号になるのは{}からで、それまでは", topic.subject, wareki(other.from))
    } else {
        format!("「{}」は{}から", topic.subject, wareki(right.from))
    };
    let now = match says {
        law::Lookup::Is(p) => format!("（{}の時点でこの番号は「{}」です）", wareki(day.on), p.topic.subject),
        _ => String::new(),
    };
    let span = cited.passage.span(&context.assessment.source, cited.cite.range.clone());
    Some(
        out.span(
            &cited.passage.at,
            span,
            format!("番号法の「{}」: {since}{}です{now}", cited.words(), right.name()),
            format!("{}: on {} this subject is {} ({})", cited.words(), day.on, right.name(), topic.subject),
        )
        .related(day.at.span(), Message::new("この日付の条文で判断", "judged by the law of this day"))
        .basis("番号法（平成25年法律第27号）の各版")
        .help(format!("「{}」に直してください", right.name()), format!("write {}", right.name())),
    )
}
