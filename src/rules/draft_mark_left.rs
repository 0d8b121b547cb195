//! draft-mark-left (R-CV-03): an assessment that is published still calls itself a draft.

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "draft-mark-left",
    group: RuleGroup::手続,
    severity: Severity::Warning,
    summary: (
        "手続が終わって公表日もあるのに、評価書名に「素案」が残っています",
        "a published assessment is called a draft",
    ),
    page: include_str!("draft_mark_left.md"),
    outside: false,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let (Some(name), Some((_, published))) = (context.find(items::COVER_NAME), context.published()) else { return };
    // What follows the draft: the review, or the opinions that were given on it.
    let later = [items::REVIEW_DATE, items::REVIEW_RESULT, items::HEARING_OPINIONS];
    let Some(done) = later.into_iter().filter_map(|id| context.find(id)).find(At::says_something) else { return };
    if !context.is_draft() {
        return;
    }
    out.push(
        out.at(
            &name,
            format!("「{}」とありますが、公表日と「{}」が書かれています", name.said().trim(), done.label()),
            format!("called a draft, but published, and {} is filled in", done.label()),
        )
        .related(published.span(), Message::new("公表日", "the day of publication"))
        .related(done.span(), Message::new("素案のあとの手続", "what follows the draft"))
        .basis("様式（評価書名）")
        .help("公表する評価書なら「（素案）」を消してください", "remove the mark from what is published"),
    );
}
