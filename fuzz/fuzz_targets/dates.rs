//! Dates in any text: their places are in the text, and what is written as 和暦 is read as the same day.
#![no_main]

use libfuzzer_sys::fuzz_target;
use piac::date;

fuzz_target!(|text: &str| {
    for found in date::find(text) {
        assert!(text.get(found.range.clone()).is_some());
        if let Ok(date) = found.date {
            assert!(date.earliest() <= date.latest());
            let written = date::wareki(date.earliest());
            if let Some(Ok(again)) = date::parse(&written) {
                assert_eq!(again.earliest(), date.earliest(), "{written}");
            }
        }
    }
    let _ = date::parse(text);
});
