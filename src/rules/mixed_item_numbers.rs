//! mixed-item-numbers (RULES.md F): numbers of 第19条 that never stood beside each other, where no date
//! of the document tells which is right.

use super::cited::{self, Cited};
use super::prelude::*;
use crate::date::wareki;
use crate::law::{self, OBSERVED_FROM, Provision};

pub(super) const RULE: Rule = Rule {
    name: "mixed-item-numbers",
    group: RuleGroup::法令,
    severity: Severity::Error,
    summary: (
        "番号法第19条の号に、改正前と改正後の番号が混ざっています",
        "old and new numbers of items of 第19条 are mixed",
    ),
    page: include_str!("mixed_item_numbers.md"),
    outside: false,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    // With a date, outdated-item-number says which number is wrong.
    if cited::day(context).is_some_and(|day| day.on >= OBSERVED_FROM) {
        return;
    }
    let cites = cited::all(context);
    let mut told: Vec<(&Cited<'_, '_>, &'static Provision)> = Vec::new();
    for cited in &cites {
        let Some(("19", Some(item))) = cited.part() else { continue };
        let Some(topic) = cited.topic(&cited::ways(context, cited)) else { continue };
        let stands = |p: &&Provision| p.article == "19" && p.part == Some(item) && p.topic.id == topic.id;
        told.extend(law::provisions().iter().find(stands).map(|p| (cited, p)));
    }
    // The first whose time had ended before the time of another began.
    let clash = told.iter().find_map(|old| {
        let until = old.1.until?;
        told.iter().find(|new| new.1.from > until).map(|new| (old, new))
    });
    let Some((old, new)) = clash else { return };
    let span = |cited: &Cited<'_, '_>| cited.passage.span(&context.assessment.source, cited.cite.range.clone());
    let now = law::where_is(old.1.topic.id, law::READ_THROUGH).map_or(String::new(), Provision::name);
    out.push(
        out.span(
            &old.0.passage.at,
            span(old.0),
            format!(
                "「{}」（{}）は{}より前の番号ですが、「{}」（{}）はそれからの番号です",
                old.0.words(),
                old.1.topic.subject,
                wareki(new.1.from),
                new.0.words(),
                new.1.topic.subject
            ),
            format!("{} is a number from before {}, {} one from after it", old.0.words(), new.1.from, new.0.words()),
        )
        .related(span(new.0), Message::new("改正後の番号", "the newer number"))
        .basis("番号法（平成25年法律第27号）の各版")
        .help(format!("どちらかの版にそろえてください（今は{now}です）"), format!("use one version (now {now})")),
    );
}
