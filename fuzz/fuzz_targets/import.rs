//! Any bytes as a published text: every character is accounted for, and what comes out is an assessment.
#![no_main]

use libfuzzer_sys::fuzz_target;
use piac::assessment;
use piac::form::FormName;
use piac::import::{Input, import};
use piac::source::Source;

fuzz_target!(|bytes: &[u8]| {
    if bytes.starts_with(b"%PDF") {
        return;
    }
    for form in [None, Some(FormName::基礎項目評価書)] {
        let input = Input { name: "fuzz.txt".into(), bytes: bytes.to_vec() };
        let Ok(found) = import(&[input], form) else { continue };
        let account = found.report.characters;
        assert_eq!(account.total, account.placed + account.furniture + account.left_over);
        let outcome = assessment::read(&Source::new("fuzz.yaml", found.yaml));
        assert!(outcome.assessment.is_some(), "the YAML that import wrote cannot be read");
    }
});
