//! Citations in any text: their places are in the text and in order; a question about the law never panics.
#![no_main]

use libfuzzer_sys::fuzz_target;
use piac::law::cite::{Around, find};
use piac::law::describe;

fuzz_target!(|text: &str| {
    for around in [Around::default(), Around { plain_law: true, assume: true }] {
        let mut last = 0;
        for cite in find(text, around) {
            assert!(text.get(cite.range.clone()).is_some() && text.get(cite.list.clone()).is_some());
            assert!(cite.list.start <= cite.range.start && cite.range.end <= cite.list.end);
            assert!(last <= cite.range.start, "out of order");
            last = cite.range.start;
        }
    }
    if text.len() < 200 {
        let _ = describe(text, jiff::civil::date(2024, 5, 27));
    }
});
