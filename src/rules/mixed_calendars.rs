//! mixed-calendars (R-TBL-01, R-X-28): dates partly in Japanese eras, partly in the common era.

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "mixed-calendars",
    group: RuleGroup::変更箇所,
    severity: Severity::Info,
    summary: ("日付の欄に和暦と西暦が混ざっています", "the dates use two calendars"),
    page: include_str!("mixed_calendars.md"),
    outside: false,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let rows = context.rows();
    let dated: Vec<_> = rows.iter().filter_map(|row| Some((row.date?, row.scope.find(items::CHANGES_DATE)?))).collect();
    judge("変更日", "行", &dated, out);
    let dates = context.answers().iter().filter_map(|at| Some((at.date()?, at)));
    let body = dates.filter(|(_, at)| !at.answer.item.id.starts_with(items::CHANGES));
    let body: Vec<_> = body.map(|(date, at)| (date, at.clone())).collect();
    judge("日付の欄", "か所", &body, out);
}

fn judge(what: &str, unit: &str, dated: &[(crate::date::Date, At<'_>)], out: &mut Findings<'_>) {
    let (era, common): (Vec<_>, Vec<_>) = dated.iter().partition(|(date, _)| date.era);
    let (few, many, name) = if era.len() >= common.len() { (common, era, "和暦") } else { (era, common, "西暦") };
    let (Some((_, at)), Some((_, other))) = (few.first(), many.first()) else { return };
    let (eras, commons) = (count(&few, &many, true), count(&few, &many, false));
    let mut finding = out
        .at(
            at,
            format!("{what}に和暦と西暦が混ざっています（和暦{eras}{unit}、西暦{commons}{unit}）"),
            "the dates use two calendars",
        )
        .related(other.span(), Message::new(format!("{name}の日付"), "the other calendar"))
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
