//! date-before-the-act: a day of the assessment on which there was no Act yet, as a wrong era gives it.

use jiff::civil::{self, date};

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "date-before-the-act",
    group: RuleGroup::手続,
    severity: Severity::Error,
    summary: ("番号法の公布より前の日付です", "a date before the Act was promulgated"),
    page: include_str!("date_before_the_act.md"),
    outside: false,
    check: Some(check),
};

/// The day on which 番号法 was promulgated.
const PROMULGATED: civil::Date = date(2013, 5, 31);

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    for at in context.answers() {
        let Some(found) = at.date().filter(|found| found.latest() < PROMULGATED) else { continue };
        let mut finding = out
            .at(
                at,
                format!("「{}」は、番号法が公布された平成25年5月31日より前です", at.said()),
                format!("{} is before the Act was promulgated (2013-05-31)", found.latest()),
            )
            .basis("番号法（平成25年法律第27号）")
            .help("元号（平成と令和）や年の書き誤りがないかを確かめてください", "check the era and the year");
        // The day on which the records began, numbers or not, may have been meant.
        if [items::FILE_SINCE, items::USE_SINCE].contains(&at.answer.item.id.as_str()) {
            finding.severity = Severity::Warning;
        }
        out.push(finding);
    }
}
