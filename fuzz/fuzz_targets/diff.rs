//! Two revisions of an assessment: the rows are proved, or the place is named where they are not.
//! The input is two texts with a line `=====` between them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use piac::assessment;
use piac::diff::rows::{Options, differences, propose, redo};
use piac::diff::sheet::{Alone, Sheet};
use piac::source::Source;

fn sheet(text: &str) -> Option<Sheet> {
    Some(Sheet::of(&assessment::read(&Source::new("a.yaml", text)).assessment?, &Alone))
}

fuzz_target!(|text: &str| {
    let Some((old, new)) = text.split_once("\n=====\n") else { return };
    let (Some(old), Some(new)) = (sheet(old), sheet(new)) else { return };
    assert!(propose(&old, &old, &Options::default()).rows.is_empty(), "a difference from itself");
    if old.form.form != new.form.form {
        return;
    }
    let found = propose(&old, &new, &Options::default());
    let open = differences(&redo(&old, &found.rows), &new);
    assert!(open.iter().all(|address| found.unproved.contains(address)), "not shown and not told: {open:?}");
});
