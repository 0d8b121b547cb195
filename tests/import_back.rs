//! The law of import: what is built and imported again is the same assessment, item by item.
#![cfg(feature = "pdf")]

mod back;
mod skip;

use std::fs;
use std::path::Path;
use std::process::Command;

use piac::assessment::{self, Assessment};
use piac::commons::Cache;
use piac::import::{Input, import};
use piac::render;
use piac::render::pdf::{self, Options};
use piac::render::templates::Templates;
use piac::source::Source;

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
    printed_with(&Templates::default())
}

/// The examples with their PDFs in a layout.
fn printed_with(templates: &Templates) -> Vec<(String, Assessment, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("assessments");
    let commons = Cache::default().below(&root);
    let paths = piac::files::assessments_below(&root).expect("the examples");
    let one = |path: &Path| {
        let assessment = back::example(path, &commons);
        let mut options = Options::new(path.parent().expect("a folder"));
        options.templates = templates.clone();
        let pdf = pdf::compile(&render::pages(&assessment), &options);
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

/// Published assessments, imported and printed as ours: real contents of real size. At the end of a line the
/// extractor drops a hyphen.
#[test]
fn published_assessments_come_back() {
    for name in ["juten-hiratsuka-vaccination.txt", "zenkoumoku-sendai-adult-screening.txt"] {
        let Some(path) = skip::seed(name) else { return };
        let bytes = fs::read(path).expect("a seed");
        let first = import(&[Input { name: name.into(), bytes }], None).expect("an assessment");
        let source = Source::new(name, first.yaml.as_str());
        let assessment = assessment::read(&source).assessment.expect("an assessment");
        let pdf = pdf::compile(&render::pages(&assessment), &Options::new(Path::new("."))).expect("a PDF");
        for mode in ["-layout", "-nopgbrk"] {
            let Some(text) = text_of(&pdf, mode) else { return };
            let outcome = back::compare(&assessment, text);
            let hyphen = |wrong: &&String| {
                let lines: Vec<String> = wrong.lines().skip(1).map(|l| l.replace('-', "")).collect();
                mode == "-nopgbrk" && lines.len() == 2 && lines[0] == lines[1]
            };
            let wrong: Vec<&String> = outcome.wrong.iter().filter(|w| !hyphen(w)).collect();
            assert!(wrong.is_empty(), "{name} {mode}: {wrong:#?}");
            assert!(outcome.right > 450, "{name} {mode}: {}", outcome.right);
        }
    }
}

/// Answers that a text does not tell, or that are not read from it: the mode, the document, what is in the
/// address, and why. An entry that nothing needs any more fails the test.
const UNTOLD: &[(&str, &str, &str, &str)] =
    &[("-raw", "", "/変更箇所", "no blank lines: where one cell ends and the next begins is not always told")];

#[test]
fn the_texts_of_an_extractor_give_back_nothing_else() {
    let mut used = vec![false; UNTOLD.len()];
    // The least part of the answers, in hundredths, that each mode gives back.
    for (mode, least) in [("-layout", 100), ("-raw", 98), ("-nopgbrk", 100)] {
        let (mut right, mut all) = (0, 0);
        let mut unknown: Vec<String> = Vec::new();
        for (name, assessment, pdf) in examples() {
            let Some(text) = text_of(&pdf, mode) else { return };
            let outcome = back::compare(&assessment, text);
            assert!(outcome.wrong.is_empty(), "{name} {mode}: {}", outcome.wrong.join("\n"));
            let mut told = |address: &&String| {
                let known = |u: &(&str, &str, &str, &str)| u.0 == mode && name.contains(u.1) && address.contains(u.2);
                let entry = UNTOLD.iter().position(known);
                entry.inspect(|entry| used[*entry] = true).is_none()
            };
            unknown.extend(outcome.open.iter().filter(&mut told).map(|address| format!("{name} {address}")));
            right += outcome.right;
            all += outcome.right + outcome.open.len();
        }
        assert!(unknown.is_empty(), "{mode}: {unknown:#?}");
        assert!(right * 100 >= all * least, "{mode}: {right} of {all}");
    }
    let stale: Vec<_> = UNTOLD.iter().zip(used).filter(|(_, used)| !used).map(|(entry, _)| entry).collect();
    assert!(stale.is_empty(), "told by now: {stale:#?}");
}

/// The layout with changes: a template, words of it, and what stands there instead.
fn layout(changes: &[(&str, &str, &str)]) -> Templates {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/pdf");
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::create_dir(folder.path().join("pdf")).expect("a folder");
    for name in ["form.typ", "main.typ", "text.typ"] {
        let mut text = fs::read_to_string(own.join(name)).expect("a template");
        for (_, from, to) in changes.iter().filter(|c| c.0 == name) {
            assert!(text.contains(from), "{name} has no {from}");
            text = text.replace(from, to);
        }
        fs::write(folder.path().join("pdf").join(name), text).expect("a template");
    }
    Templates::overridden_by(folder.path()).expect("templates")
}

/// The layout with other room in the rows (pt), beside the page (mm), and another size of type (pt): other
/// lines, other pages, labels and choices broken in other places.
fn with_room(row: &str, margin: &str, size: &str) -> Templates {
    layout(&[
        ("form.typ", "#let pad-y = 3.5pt", &format!("#let pad-y = {row}pt")),
        ("main.typ", "margin: (x: 15mm", &format!("margin: (x: {margin}mm")),
        ("main.typ", "  size: 9pt,", &format!("  size: {size}pt,")),
    ])
}

/// A document in another layout, as other municipalities print theirs: nothing is read wrong, and with its
/// columns nearly all of it is read.
fn in_another_layout(templates: &Templates) {
    let (mut right, mut all) = ([0, 0], 0);
    for (name, assessment, pdf) in printed_with(templates) {
        for (k, mode) in ["-layout", "-nopgbrk"].into_iter().enumerate() {
            let Some(text) = text_of(&pdf, mode) else { return };
            let outcome = back::compare(&assessment, text);
            assert!(outcome.wrong.is_empty(), "{name} {mode}: {}", outcome.wrong.join("\n"));
            right[k] += outcome.right;
            all += if k == 0 { outcome.right + outcome.open.len() } else { 0 };
        }
    }
    assert!(right[0] * 1000 >= all * 998, "-layout: {} of {all}", right[0]);
    assert!(right[1] * 100 >= all * 80, "without columns: {} of {all}", right[1]);
}

#[test]
fn small_type_on_a_narrow_page() {
    in_another_layout(&with_room("4", "20", "8"));
}

#[test]
fn large_type_with_room() {
    in_another_layout(&with_room("7", "20", "10"));
}

#[test]
fn large_type_on_a_broad_page() {
    in_another_layout(&with_room("5", "12", "10"));
}

#[test]
fn little_room_in_the_rows() {
    in_another_layout(&with_room("2.5", "20", "9"));
}

/// Where the words of a choice stand between its brackets, and how far from its list.
const BRACKETS: &str =
    "grid(columns: (auto, 1fr, auto), align: (top, top, bottom), [\\[], pad(left: 0.6em, chosen), [\\]]),";

#[test]
fn choices_in_the_middle_of_their_brackets() {
    let middle = "grid(columns: (auto, 1fr, auto), align: (left, center, right), [\\[], chosen, [\\]]),";
    in_another_layout(&layout(&[
        ("text.typ", BRACKETS, middle),
        ("text.typ", "columns: (auto,) * columns,\n        row", "columns: (1fr,) * columns,\n        row"),
        ("text.typ", "#let near = box(width: 0.28em)[ ]", "#let near = [　]"),
    ]));
}

#[test]
fn both_brackets_on_the_first_line() {
    let first = "grid(columns: (auto, 1fr, auto), [\\[], pad(left: 0.6em, chosen), [\\]]),";
    in_another_layout(&layout(&[("text.typ", BRACKETS, first)]));
}

#[test]
fn choices_right_beside_their_lists() {
    let close = "align(right, [\\[#h(0.8em)#chosen#h(0.8em)\\]]),";
    in_another_layout(&layout(&[("text.typ", BRACKETS, close), ("text.typ", "gutter: 3mm", "gutter: 2mm")]));
}

#[test]
fn rows_that_read_as_one_text() {
    in_another_layout(&layout(&[("form.typ", "#let hair = 0.001pt", "#let hair = 0pt")]));
}
