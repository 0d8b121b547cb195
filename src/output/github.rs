//! Findings as workflow commands, which GitHub shows as annotations beside the lines.

use crate::diag::{Diagnostic, Lang, Severity};

/// One command a line.
pub fn annotations(diagnostics: &[Diagnostic], lang: Lang) -> String {
    let mut out = String::new();
    for d in diagnostics {
        let level = match d.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        let (start, end) = (d.source.position(d.span.start), d.source.position(d.span.end));
        let mut message = d.message.get(lang).to_owned();
        if let Some(help) = &d.help {
            message.push('\n');
            message.push_str(help.get(lang));
        }
        // A column range is only allowed on one line.
        let columns = if start.line == end.line {
            format!(",col={},endColumn={}", start.column, end.column)
        } else {
            String::new()
        };
        out.push_str(&format!(
            "::{level} file={},line={},endLine={}{columns},title={}::{}\n",
            property(d.source.name()),
            start.line,
            end.line,
            property(d.rule),
            data(&message),
        ));
    }
    out
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Message;
    use crate::source::{Source, Span};

    #[test]
    fn text_cannot_end_a_command() {
        let source = Source::new("a,b.yaml", "様式: x\n");
        let d = Diagnostic::new("x", Severity::Warning, &source, Span::new(0, 6), Message::new("一\n::error::二", "m"));
        assert_eq!(
            annotations(&[d], Lang::Ja),
            "::warning file=a%2Cb.yaml,line=1,endLine=1,col=1,endColumn=3,title=x::一%0A::error::二\n"
        );
    }
}
