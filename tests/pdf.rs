//! What reaches the paper: every word of every answer in order, whatever the words are.
#![cfg(feature = "pdf")]

mod printed;
mod skip;

use std::fs;
use std::process::Command;

use piac::form;
use piac::render::pdf::{self, Options, PdfError, Standard};
use piac::render::{self, PageTree, figure::FigureError};
use piac::text::normalize;

use printed::{Medium, Printed, assert_placed, part_words, read};

fn compile(tree: &PageTree) -> Vec<u8> {
    pdf::compile(tree, &Options::new(".")).expect("a PDF")
}

/// The text of a PDF in the order in which it is drawn, without page numbers; nothing where the tool is missing.
fn text_of(pdf: &[u8]) -> Option<Printed> {
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    fs::write(file.path(), pdf).expect("writing it");
    let run = Command::new("pdftotext").args(["-raw", "-enc", "UTF-8"]).arg(file.path()).arg("-").output();
    let Ok(out) = run else {
        skip::skipped("pdftotext (poppler-utils) is not installed; the text of PDFs is not checked");
        return None;
    };
    assert!(out.status.success(), "pdftotext failed");
    let text = String::from_utf8(out.stdout).expect("UTF-8");
    let body = |(n, page): (usize, &'_ str)| {
        let number = (n + 1).to_string();
        page.trim_end().strip_suffix(&number).unwrap_or(page).to_owned()
    };
    let pages: Vec<String> = text.split('\u{c}').enumerate().map(body).collect();
    Some(Printed::new(pages.iter().map(String::as_str)))
}

fn shown(text: &str) -> String {
    render::printable(text).into_owned()
}

/// Every string of the tree is in the text of its PDF, in order.
fn assert_complete(name: &str, tree: &PageTree, pdf: &[u8]) {
    let Some(text) = text_of(pdf) else { return };
    printed::assert_complete(name, tree, &text, Medium::Pdf, shown);
}

#[test]
fn every_answer_of_the_examples_is_printed_in_order() {
    for (path, assessment) in printed::examples() {
        let tree = render::pages(&assessment);
        let name = path.display().to_string();
        let pdf = pdf::compile(&tree, &Options::new(path.parent().expect("a folder"))).expect("a PDF");
        assert_complete(&name, &tree, &pdf);
        assert_answers(&name, &assessment, &tree);
    }
}

#[test]
fn every_answer_of_the_published_texts_is_printed_in_order() {
    for (name, assessment) in printed::seeds() {
        let tree = render::pages(&assessment);
        assert_complete(&name, &tree, &compile(&tree));
        let lines = assert_answers(&name, &assessment, &tree);
        assert!(lines > 500, "{name}: only {lines} lines");
    }
}

/// Every answer is in the page tree, whose strings the PDF has in order.
fn assert_answers(name: &str, assessment: &piac::assessment::Assessment, tree: &PageTree) -> usize {
    let titles = tree.parts.iter().flat_map(|p| part_words(p, Medium::Pdf)).flatten();
    let all: String = titles.map(|s| normalize(&shown(&s))).collect();
    assert_placed(name, assessment, &all, shown)
}

#[test]
fn every_edition_prints_as_a_blank_form() {
    for def in form::all() {
        let text = format!("様式: {}\n様式版: {}\n", def.form, def.edition);
        let tree = render::pages(&read("blank.yaml", &text));
        assert_complete(&def.describe(), &tree, &compile(&tree));
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let text = "様式: 基礎項目評価書\n様式版: 令和6年10月\n表紙: {評価書名: 事務　評価書, 公表日: 令和8年4月1日}\n";
    let first = compile(&render::pages(&read("a.yaml", text)));
    let second = compile(&render::pages(&read("elsewhere/b.yaml", text)));
    assert!(first == second);
    assert!(first.starts_with(b"%PDF-"));
}

/// A character that counts as printable never stops a PDF, in any of the faces.
#[test]
fn every_covered_character_is_printed() {
    let all: String = ('\u{20}'..=char::MAX).filter(|&c| render::has_glyph(c) && !c.is_whitespace()).collect();
    assert!(all.chars().count() > 8_000);
    let quoted = serde_json::to_string(&all).expect("a string");
    let text = format!(
        "様式: 全項目評価書\n様式版: 令和7年\n表紙: {{宣言: {quoted}}}\n基本情報: {{事務: {{事務の名称: {quoted}}}}}\n\
         特定個人情報ファイル: [{{委託: {{委託事項: [{{委託事項: {quoted}}}]}}}}]\n"
    );
    let tree = render::pages(&read("all.yaml", &text));
    assert!(compile(&tree).starts_with(b"%PDF-"));
}

#[test]
fn hostile_content_is_printed_as_it_is() {
    let assessment = read("hostile.yaml", &printed::hostile());
    let tree = render::pages(&assessment);
    let pdf = compile(&tree);
    assert_complete("hostile", &tree, &pdf);
    let found = render::missing_glyphs(&assessment, &render::fonts::Fallback::default());
    assert_eq!(found.len(), 3, "{found:#?}");
    let text = tree.parts.iter().flat_map(|p| part_words(p, Medium::Pdf)).flatten().collect::<String>();
    for mark in ["【要確認】システム？", "【記載誤り】9項目", "【要確認】提供は1件か"] {
        assert!(text.contains(mark), "{mark}");
    }
}

#[test]
fn blocks_of_every_kind_are_printed() {
    let folder = tempfile::tempdir().expect("a folder");
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"400\" height=\"9000\"><rect width=\"9\" height=\"9\"/></svg>";
    fs::write(folder.path().join("流れ図.svg"), svg).expect("a figure");
    let text = "様式: 全項目評価書\n様式版: 令和7年\n事務の内容図:\n  図:\n    - 図: 流れ図.svg\n      説明: 事務の流れ\n    \
                - 表: [[番号, 内容], [①, 申請を受け付ける]]\n    - 見出し: 措置\n      本文:\n        - 本文の一行目\n        \
                - markdown: |\n            1. 甲<b>乙</b>\n               - 丙\n\n            > 引用\n    - 共通記載: 中間サーバー\n";
    let tree = render::pages(&read("a.yaml", text));
    let options = Options::new(folder.path());
    assert_complete("blocks", &tree, &pdf::compile(&tree, &options).expect("a PDF"));

    fs::write(folder.path().join("流れ図.svg"), "not an image").expect("a broken figure");
    assert!(matches!(pdf::compile(&tree, &options), Err(PdfError::Figure(FigureError::Svg(..)))));
    fs::remove_file(folder.path().join("流れ図.svg")).expect("removing it");
    let missing = pdf::compile(&tree, &options);
    assert!(matches!(missing, Err(PdfError::Figure(FigureError::Missing(path))) if path == "流れ図.svg"));
}

#[test]
fn standards_are_followed_or_refused() {
    let dated = "様式: 基礎項目評価書\n様式版: 令和6年10月\n表紙: {評価書名: 評価書, 公表日: 令和8年4月1日}\n";
    let tree = render::pages(&read("a.yaml", dated));
    for standard in Standard::ALL {
        let options = Options { standards: vec![standard], ..Options::new(".") };
        let pdf = pdf::compile(&tree, &options).unwrap_or_else(|e| panic!("{}: {e}", standard.as_str()));
        assert!(pdf.starts_with(b"%PDF-"));
    }
    let both = Options { standards: vec![Standard::Ua1, Standard::A2a], ..Options::new(".") };
    assert!(pdf::compile(&tree, &both).is_ok());
    let two = Options { standards: vec![Standard::A2a, Standard::A3b], ..Options::new(".") };
    assert!(matches!(pdf::compile(&tree, &two), Err(PdfError::Standards(_))));
    let undated = render::pages(&read("a.yaml", "様式: 基礎項目評価書\n様式版: 令和6年10月\n"));
    assert!(matches!(pdf::compile(&undated, &both), Err(PdfError::NoDate)));
    assert!(pdf::compile(&undated, &Options::new(".")).is_ok());
}
