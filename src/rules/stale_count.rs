//! stale-count: the counts of the threshold were taken more than a year before the publication.

use jiff::ToSpan;

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "stale-count",
    group: RuleGroup::手続,
    severity: Severity::Info,
    summary: ("計数の時点が公表日の1年より前です", "the counts are older than a year at the publication"),
    page: include_str!("stale_count.md"),
    outside: false,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let Some((published, published_at)) = context.published() else { return };
    for id in [items::THRESHOLD_TARGET_AS_OF, items::THRESHOLD_STAFF_AS_OF] {
        let Some(at) = context.find(id) else { continue };
        let Some(counted) = at.date() else { continue };
        // A day beyond the calendar is as good as none.
        let Ok(due) = counted.latest().checked_add(1.year()) else { continue };
        if published.earliest() <= due {
            continue;
        }
        out.push(
            out.at(
                &at,
                format!("計数の時点（{}）が、公表日（{}）の1年より前です", at.said(), published_at.said()),
                format!("counted on {}, published on {}", at.said(), published_at.said()),
            )
            .related(published_at.span(), Message::new("公表日", "the publication"))
            .basis("特定個人情報保護評価に関する規則14条1項（少なくとも1年ごとの見直し）")
            .help("今の人数でしきい値判断の結果が変わらないかを確かめてください", "count again"),
        );
    }
}
