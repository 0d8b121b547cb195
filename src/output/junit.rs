//! Findings as JUnit XML: a test case for each file, failed when it has errors.

use crate::diag::{Diagnostic, Lang, Severity};

/// The suite of one run.
pub fn suite(diagnostics: &[Diagnostic], files: &[String], lang: Lang) -> String {
    let failures = files.iter().filter(|f| errors(diagnostics, f) > 0).count();
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n<testsuite name=\"piac\" tests=\"{}\" failures=\"{failures}\">\n",
        files.len()
    );
    for file in files {
        out.push_str(&format!("<testcase classname=\"piac\" name=\"{}\">\n", escape(file)));
        let lines: Vec<String> =
            diagnostics.iter().filter(|d| d.source.name() == file).map(|d| line(d, lang)).collect();
        let errors = errors(diagnostics, file);
        if errors > 0 {
            let message = match lang {
                Lang::Ja => format!("エラー {errors} 件"),
                Lang::En => format!("{errors} error(s)"),
            };
            let body = escape(&lines.join("\n"));
            out.push_str(&format!("<failure message=\"{}\">{body}</failure>\n", escape(&message)));
        } else if !lines.is_empty() {
            out.push_str(&format!("<system-out>{}</system-out>\n", escape(&lines.join("\n"))));
        }
        out.push_str("</testcase>\n");
    }
    out.push_str("</testsuite>\n</testsuites>\n");
    out
}

fn errors(diagnostics: &[Diagnostic], file: &str) -> usize {
    diagnostics.iter().filter(|d| d.source.name() == file && d.severity == Severity::Error).count()
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
