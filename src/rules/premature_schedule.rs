//! premature-schedule: 別表 or the table of the 命令 in a document published before they were made.

use super::cited;
use super::prelude::*;
use crate::date::wareki;
use crate::law::TABLES_REPLACED;
use crate::law::cite::Target;

pub(super) const RULE: Rule = Rule {
    name: "premature-schedule",
    group: RuleGroup::法令,
    severity: Severity::Warning,
    summary: (
        "公表日にはまだなかった別表・命令の表が引かれています",
        "a table is cited that did not exist on the day of publication",
    ),
    page: include_str!("premature_schedule.md"),
    outside: false,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let Some((date, at)) = context.published().filter(|(date, _)| date.latest() < TABLES_REPLACED) else { return };
    for cited in cited::all(context) {
        let Target::Row(table, _) = &cited.cite.target else { continue };
        if table.in_force(date.latest()) {
            continue;
        }
        let span = cited.passage.span(&context.assessment.source, cited.cite.range.clone());
        let name = table.name();
        out.push(
            out.span(
                &cited.passage.at,
                span,
                format!("番号法の{name}は{}からですが、公表日は「{}」です", wareki(TABLES_REPLACED), at.said()),
                format!("{name} began on {TABLES_REPLACED}, after the day of publication"),
            )
            .related(at.span(), Message::new("公表日", "the day of publication"))
            .basis("番号法の令和6年5月27日施行の改正（令和5年法律第48号）")
            .help("公表日か、引いた項を確かめてください", "check the date and the citation"),
        );
    }
}
