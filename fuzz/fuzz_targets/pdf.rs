//! Any bytes as a PDF: text or a refusal, in bounded time and memory.
#![no_main]

use libfuzzer_sys::fuzz_target;
use piac::import::{Input, text_of};

fuzz_target!(|bytes: &[u8]| {
    let mut file = b"%PDF-1.7\n".to_vec();
    file.extend_from_slice(bytes.strip_prefix(b"%PDF-1.7\n").unwrap_or(bytes));
    let _ = text_of(&Input { name: "fuzz.pdf".into(), bytes: file });
});
