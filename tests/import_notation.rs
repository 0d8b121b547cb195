//! Import of documents as OCR and vision models write them: an answer is right, or 要確認, or its words
//! are listed as left over.

mod back;
mod notation;

use std::path::Path;

use piac::assessment::Assessment;
use piac::commons::Cache;
use piac::render;

use notation::{Notation, Span, Table};

const MARKDOWN: Notation = Notation {
    table: Table::Pipes,
    boxes: ("[○] ", "[　] "),
    between: "　",
    headings: true,
    line: "<br>",
    choice: ("[ ", " ]"),
    list: true,
    span: Span::Kept,
    pages: false,
};

/// The examples.
fn examples() -> Vec<(String, Assessment)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("assessments");
    let commons = Cache::default().below(&root);
    let paths = piac::files::assessments_below(&root).expect("the examples");
    let all: Vec<_> = paths.iter().map(|p| (p.display().to_string(), back::example(p, &commons))).collect();
    assert!(all.len() >= 5, "only {} examples", all.len());
    all
}

/// Each notation with the least part of the answers, in hundredths, that it must give back.
fn notations() -> Vec<(&'static str, Notation, usize)> {
    let html = Notation { table: Table::Html, ..MARKDOWN };
    vec![
        ("Markdown", MARKDOWN, 100),
        ("Markdown, ☑", Notation { boxes: ("☑", "☐"), between: "<br>", ..MARKDOWN }, 100),
        ("Markdown, task list", Notation { boxes: ("[x] ", "[ ] "), headings: false, ..MARKDOWN }, 100),
        ("Markdown, no list", Notation { list: false, span: Span::Lost, pages: true, ..MARKDOWN }, 100),
        ("Markdown, one line", Notation { line: " ", boxes: ("■", "□"), span: Span::Repeated, ..MARKDOWN }, 98),
        ("HTML", html, 100),
        ("HTML, lines", Notation { table: Table::HtmlLines, boxes: ("✓", "□"), pages: true, ..html }, 100),
        ("HTML, lost rowspan", Notation { span: Span::Lost, list: false, ..html }, 100),
        (
            "HTML, input",
            Notation { boxes: ("<input type=\"checkbox\" checked>", "<input type=\"checkbox\">"), ..html },
            98,
        ),
        ("HTML, repeated", Notation { span: Span::Repeated, boxes: ("● ", "○ "), ..html }, 94),
        ("HTML, lost marks", Notation { boxes: ("○", ""), choice: ("", ""), ..html }, 96),
    ]
}

#[test]
fn what_a_model_writes_is_read_or_asked_about() {
    let examples = examples();
    let mut failures = Vec::new();
    for (name, notation, least) in notations() {
        let (mut right, mut all) = (0, 0);
        for (path, assessment) in &examples {
            let text = notation::write(&render::pages(assessment), &notation);
            let outcome = back::compare(assessment, text.into_bytes());
            right += outcome.right;
            all += outcome.right + outcome.open.len() + outcome.wrong.len();
            if !outcome.wrong.is_empty() {
                failures.push(format!("{name} {path}:\n{}", outcome.wrong.join("\n")));
            }
        }
        eprintln!("{name}: {right} of {all} ({}%)", right * 100 / all);
        if right * 100 < all * least {
            failures.push(format!("{name}: {right} of {all}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
