//! counted-after-publication (R-CV-06).

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "counted-after-publication",
    group: RuleGroup::手続,
    severity: Severity::Warning,
    summary: ("計数の時点が公表日より後です", "the counts were taken after the publication"),
    page: include_str!("counted_after_publication.md"),
    outside: false,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let Some((published, published_at)) = context.published() else { return };
    for id in [items::THRESHOLD_TARGET_AS_OF, items::THRESHOLD_STAFF_AS_OF] {
        let Some(at) = context.find(id) else { continue };
        let Some(date) = at.date() else { continue };
        if date.earliest() <= published.latest() {
            continue;
        }
        out.push(
            out.at(
                &at,
                format!("計数の時点（{}）が、公表日（{}）より後です", at.said(), published_at.said()),
                format!("counted on {}, published on {}", at.said(), published_at.said()),
            )
            .related(published_at.span(), Message::new("公表日", "the publication"))
            .basis("記載要領（しきい値判断項目、いつ時点の計数か）")
            .help("どちらかの日付を直してください", "correct one of the dates"),
        );
    }
}
