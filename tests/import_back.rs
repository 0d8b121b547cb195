//! The law of import: what is built and imported again is the same assessment, item by item.
#![cfg(feature = "pdf")]

mod back;
mod skip;

use std::fs;
use std::path::Path;
use std::process::Command;

use piac::assessment::Assessment;
use piac::commons::Cache;
use piac::render;
use piac::render::pdf::{self, Options};

/// The text of a PDF as `pdftotext` gives it; nothing where the tool is missing.
fn text_of(pdf: &[u8], mode: &str) -> Option<Vec<u8>> {
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    fs::write(file.path(), pdf).expect("writing it");
    match Command::new("pdftotext").args([mode, "-enc", "UTF-8"]).arg(file.path()).arg("-").output() {
        Ok(out) => Some(out.stdout),
        Err(_) => {
            skip::skipped("pdftotext (poppler-utils) is not installed; its texts are not imported");
            None
        }
    }
}

/// The examples with their PDFs.
fn examples() -> Vec<(String, Assessment, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("assessments");
    let commons = Cache::default().below(&root);
    let paths = piac::files::assessments_below(&root).expect("the examples");
    let one = |path: &Path| {
        let assessment = back::example(path, &commons);
        let pdf = pdf::compile(&render::pages(&assessment), &Options::new(path.parent().expect("a folder")));
        (path.display().to_string(), assessment, pdf.expect("a PDF"))
    };
    let all: Vec<_> = paths.iter().map(|p| one(p)).collect();
    assert!(all.len() >= 5, "only {} examples", all.len());
    all
}

#[test]
fn a_pdf_gives_back_every_item() {
    for (name, assessment, pdf) in examples() {
        let outcome = back::compare(&assessment, pdf);
        assert!(outcome.wrong.is_empty(), "{name}: {}", outcome.wrong.join("\n"));
        assert!(outcome.open.is_empty(), "{name}: {}", outcome.open.join("\n"));
        assert!(outcome.right > 60, "{name}: {}", outcome.right);
    }
}

#[test]
fn the_texts_of_an_extractor_give_back_nothing_else() {
    // The least part of the answers, in hundredths, that each mode gives back.
    for (mode, least) in [("-layout", 99), ("-raw", 50), ("-nopgbrk", 50)] {
        let (mut right, mut all) = (0, 0);
        for (name, assessment, pdf) in examples() {
            let Some(text) = text_of(&pdf, mode) else { return };
            let outcome = back::compare(&assessment, text);
            assert!(outcome.wrong.is_empty(), "{name} {mode}: {}", outcome.wrong.join("\n"));
            right += outcome.right;
            all += outcome.right + outcome.open.len();
        }
        assert!(right * 100 >= all * least, "{mode}: {right} of {all}");
    }
}
