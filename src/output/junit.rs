//! Findings as JUnit XML: a test case for each file, failed when it has errors.

use crate::diag::{Diagnostic, Lang, Severity};

/// The suite around its test cases.
pub fn suite(cases: &str, files: usize, failures: usize) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n\
         <testsuite name=\"piac\" tests=\"{files}\" failures=\"{failures}\">\n{cases}</testsuite>\n</testsuites>\n"
    )
}

/// The test case of a file.
pub fn case(file: &str, found: &[Diagnostic], lang: Lang) -> String {
    let lines: Vec<String> = found.iter().map(|d| line(d, lang)).collect();
    let body = escape(&lines.join("\n"));
    let errors = found.iter().filter(|d| d.severity == Severity::Error).count();
    let message = match lang {
        Lang::Ja => format!("エラー {errors} 件"),
        Lang::En => format!("{errors} error(s)"),
    };
    let inside = match (errors, found.is_empty()) {
        (0, true) => String::new(),
        (0, false) => format!("<system-out>{body}</system-out>\n"),
        _ => format!("<failure message=\"{}\">{body}</failure>\n", escape(&message)),
    };
    format!("<testcase classname=\"piac\" name=\"{}\">\n{inside}</testcase>\n", escape(file))
}

fn line(d: &Diagnostic, lang: Lang) -> String {
    let at = d.source.position(d.span.start);
    format!("{}:{} [{}] {}", at.line, at.column, d.rule, d.message.get(lang))
}

/// XML text; characters that XML cannot hold become a replacement character.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            c if c < ' ' || c == '\u{fffe}' || c == '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}
