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
use piac::render::templates::Templates;

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

/// Answers that a text does not tell, or that are not read from it: the mode, the document, what is in the
/// address, and why. An entry that nothing needs any more fails the test.
const UNTOLD: &[(&str, &str, &str, &str)] = &[
    ("-nopgbrk", "全項目", "/保管・消去/保管期間/その妥当性", "one block with the next answer, no sign where it ends"),
    ("-nopgbrk", "全項目", "/保管・消去/消去方法", "one block with the answer before"),
    ("-nopgbrk", "住民基本台帳/全項目", "/リスク対策/使用/", "answers stand in another order than their labels"),
    ("-nopgbrk", "児童扶養手当/基礎項目", "/判断の根拠", "stands behind the boxes and choices of later rows"),
    ("-nopgbrk", "項目評価書", "/入手・使用/変更の妥当性", "one block with the next answer, behind its labels"),
    ("-nopgbrk", "国民健康保険/重点項目", "/入手・使用/使用目的", "before a label whose answer stands elsewhere"),
    ("-nopgbrk", "項目評価書", "/使用の主体/使用部署", "one block with the － of the answer before"),
    (
        "-nopgbrk",
        "項目評価書",
        "/リスク対策/委託/",
        "one block with the － of another answer, behind choices of later rows",
    ),
    ("-raw", "", "/変更箇所", "no blank lines: where one cell ends and the next begins is not always told"),
    ("-nopgbrk", "住民基本台帳/全項目", "/別紙[1]/本文", "a table without its columns"),
];

#[test]
fn the_texts_of_an_extractor_give_back_nothing_else() {
    let mut used = vec![false; UNTOLD.len()];
    // The least part of the answers, in hundredths, that each mode gives back.
    for (mode, least) in [("-layout", 100), ("-raw", 98), ("-nopgbrk", 98)] {
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

/// The layout with other room in the rows (pt), beside the page (mm), and another size of type (pt): other
/// lines, other pages, labels and choices broken in other places.
fn layout(row: &str, margin: &str, size: &str) -> Templates {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/pdf");
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::create_dir(folder.path().join("pdf")).expect("a folder");
    let change = |name: &str, pairs: &[(&str, String)]| {
        let mut text = fs::read_to_string(own.join(name)).expect("a template");
        for (from, to) in pairs {
            assert!(text.contains(from), "{name} has no {from}");
            text = text.replace(from, to);
        }
        fs::write(folder.path().join("pdf").join(name), text).expect("a template");
    };
    change("form.typ", &[("#let pad-y = 3.5pt", format!("#let pad-y = {row}pt"))]);
    change(
        "main.typ",
        &[("margin: (x: 15mm", format!("margin: (x: {margin}mm")), ("  size: 9pt,", format!("  size: {size}pt,"))],
    );
    Templates::overridden_by(folder.path()).expect("templates")
}

/// A document in another layout, as other municipalities print theirs: nothing is read wrong, and with its
/// columns nearly all of it is read.
fn in_another_layout(row: &str, margin: &str, size: &str) {
    let (mut right, mut all) = ([0, 0], 0);
    for (name, assessment, pdf) in printed_with(&layout(row, margin, size)) {
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
    in_another_layout("4", "20", "8");
}

#[test]
fn large_type_with_room() {
    in_another_layout("7", "20", "10");
}

#[test]
fn large_type_on_a_broad_page() {
    in_another_layout("5", "12", "10");
}

#[test]
fn little_room_in_the_rows() {
    in_another_layout("2.5", "20", "9");
}
