//! Repairs and formatting: what they give is read as before, formatting changes no answer and is done after one run.
#![no_main]

use libfuzzer_sys::fuzz_target;
use piac::assessment;
use piac::check::{Options, check_source};
use piac::config::Config;
use piac::diag::{Edit, apply_edits};
use piac::format::format;
use piac::source::Source;

fn answers(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    if let Some(read) = assessment::read(&Source::new("a.yaml", text)).assessment {
        read.walk(&mut |place, answer| {
            found.extend(answer.text().map(|text| format!("{}: {text}", place.address())));
        });
    }
    found
}

fuzz_target!(|text: &str| {
    let source = Source::new("a.yaml", text);
    if let Some(once) = format(&source) {
        assert_eq!(format(&Source::new("a.yaml", once.as_str())).as_ref(), Some(&once), "formatting twice differs");
        assert_eq!(answers(text), answers(&once), "formatting changed an answer");
    }
    let found = check_source(&source, None, &Config::default(), &Options::default()).diagnostics;
    let edits: Vec<Edit> = found.iter().filter_map(|d| d.fix.as_ref()).flat_map(|f| f.edits.clone()).collect();
    let repaired = apply_edits(source.text(), &edits);
    let before = assessment::read(&source).assessment.is_some();
    let after = assessment::read(&Source::new("a.yaml", repaired.as_str())).assessment.is_some();
    assert!(after || !before, "a repair made the file unreadable");
});
