//! mixed-calendars (R-TBL-01): 変更日 partly in Japanese eras, partly in the common era.

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "mixed-calendars",
    group: RuleGroup::変更箇所,
    severity: Severity::Info,
    summary: ("変更日に和暦と西暦が混ざっています", "dates of change use two calendars"),
    page: include_str!("mixed_calendars.md"),
    outside: false,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let rows = context.rows();
    let dated: Vec<_> = rows.iter().filter_map(|row| Some((row.date?, row.scope.find(items::CHANGES_DATE)?))).collect();
    let (era, common): (Vec<_>, Vec<_>) = dated.iter().partition(|(date, _)| date.era);
    let (few, many, name) = if era.len() >= common.len() { (common, era, "和暦") } else { (era, common, "西暦") };
    let (Some((_, at)), Some((_, other))) = (few.first(), many.first()) else { return };
    let mut finding = out
        .at(
            at,
            format!(
                "変更日に和暦と西暦が混ざっています（和暦{}行、西暦{}行）",
                count(&few, &many, true),
                count(&few, &many, false)
            ),
            "the dates of change use two calendars",
        )
        .related(other.span(), Message::new(format!("{name}の行"), "the other calendar"))
        .basis("表記の統一")
        .help(format!("多いほうの{name}にそろえてください"), "use one calendar");
    for (_, more) in few.iter().skip(1).take(5) {
        finding = finding.related(more.span(), Message::new("ここも", "here too"));
    }
    out.push(finding);
}

fn count(few: &[&(crate::date::Date, At<'_>)], many: &[&(crate::date::Date, At<'_>)], era: bool) -> usize {
    few.iter().chain(many).filter(|(date, _)| date.era == era).count()
}
