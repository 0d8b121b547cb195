//! change-dates-out-of-order (R-TBL-01): 変更日 that go back, or lie after 公表日.

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "change-dates-out-of-order",
    group: RuleGroup::変更箇所,
    severity: Severity::Warning,
    summary: ("変更日が古い順に並んでいないか、公表日より後です", "dates of change go back, or lie after 公表日"),
    page: include_str!("change_dates_out_of_order.md"),
    outside: false,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let rows = context.rows();
    let dated: Vec<_> = rows.iter().filter_map(|row| Some((row.date?, row.scope.find(items::CHANGES_DATE)?))).collect();
    // A table that lists the newest first is said once.
    let newest_first = dated.len() > 2 && dated.windows(2).all(|w| w[1].0.earliest() <= w[0].0.latest());
    for pair in dated.windows(2) {
        let ((old, before), (new, at)) = (&pair[0], &pair[1]);
        if new.latest() >= old.earliest() {
            continue;
        }
        out.push(
            out.at(
                at,
                format!("変更日「{}」が、前の行の「{}」より前です", at.said(), before.said()),
                format!("{} comes after {}", at.said(), before.said()),
            )
            .related(before.span(), Message::new("前の行", "the row before"))
            .basis("特定個人情報保護評価書の変更箇所欄（古い順に追記する）")
            .help("日付が正しければ、行を古い順に並べてください", "if the dates are right, put the rows in order"),
        );
        if newest_first {
            break;
        }
    }
    let Some((published, cover)) = context.published() else { return };
    for (date, at) in dated.iter().filter(|(date, _)| date.earliest() > published.latest()) {
        let _ = date;
        let mut finding = out
            .at(
                at,
                format!("変更日「{}」が公表日「{}」より後です", at.said(), cover.said()),
                format!("{} is after the publication on {}", at.said(), cover.said()),
            )
            .related(cover.span(), Message::new("公表日", "the day of publication"))
            .basis("特定個人情報保護評価書の変更箇所欄")
            .help("公表日か変更日を直してください", "correct one of the dates");
        finding.severity = Severity::Error;
        out.push(finding);
    }
}
