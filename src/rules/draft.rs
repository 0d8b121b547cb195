//! Drafts for public comment (素案): what can only be filled in later is a note, not an error.

use crate::assessment::Assessment;
use crate::diag::{Diagnostic, Severity};

use super::{Context, items};

/// What comes after the draft: its publication and the steps that it is written for.
const LATER: [&str; 3] = [items::COVER_PUBLISHED, items::HEARING, items::REVIEW];

/// Lowers missing answers that a draft cannot have yet.
pub(super) fn relax(assessment: &Assessment, diagnostics: &mut [Diagnostic]) {
    if !Context::new(assessment).is_draft() {
        return;
    }
    let later: Vec<String> = LATER.iter().filter_map(|id| address(assessment, id)).collect();
    for diagnostic in diagnostics.iter_mut().filter(|d| d.rule == "missing-answer") {
        let Some(place) = &diagnostic.item else { continue };
        let inside =
            |l: &String| place.address.strip_prefix(l.as_str()).is_some_and(|r| r.is_empty() || r.starts_with('/'));
        if later.iter().any(inside) {
            diagnostic.severity = Severity::Info;
            *diagnostic = diagnostic.clone().help(
                "素案の間は空けておき、公表のときに記入します",
                "leave it until the draft becomes the published assessment",
            );
        }
    }
}

/// The keys on the way to an item outside of lists.
fn address(assessment: &Assessment, id: &str) -> Option<String> {
    let keys: Vec<&str> =
        assessment.form.path_to(id).into_iter().filter(|i| i.has_key()).map(|i| i.key.as_str()).collect();
    (!keys.is_empty()).then(|| keys.join("/"))
}
