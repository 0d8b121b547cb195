//! Findings for a person at a terminal: fact, place, the lines of the source with carets at display
//! width, the way out and the clause.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::diag::{Diagnostic, Lang, Severity};
use crate::source::{Source, Span};
use crate::text;

use super::Summary;

/// How findings are shown.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Language of the messages.
    pub lang: Lang,
    /// Whether to use colours.
    pub color: bool,
    /// Columns of the terminal.
    pub width: usize,
}

/// One finding as text, ending with a line break.
pub fn diagnostic(diagnostic: &Diagnostic, style: Style) -> String {
    let lang = style.lang;
    let (level, name) = match (diagnostic.severity, lang) {
        (Severity::Error, Lang::Ja) => (Level::ERROR, "エラー"),
        (Severity::Error, Lang::En) => (Level::ERROR, "error"),
        (Severity::Warning, Lang::Ja) => (Level::WARNING, "警告"),
        (Severity::Warning, Lang::En) => (Level::WARNING, "warning"),
        (Severity::Info, Lang::Ja) => (Level::INFO, "参考"),
        (Severity::Info, Lang::En) => (Level::INFO, "info"),
    };
    let excerpt = Excerpt::of(&diagnostic.source, diagnostic.span, style.width);
    let mut group = level
        .with_name(name)
        .primary_title(diagnostic.message.get(lang))
        .id(diagnostic.rule)
        .element(excerpt.snippet(&diagnostic.source, AnnotationKind::Primary, None));
    let related: Vec<(Excerpt, &str, &Source)> = diagnostic
        .related
        .iter()
        .map(|r| (Excerpt::of(&r.source, r.span, style.width), r.message.get(lang), r.source.as_ref()))
        .collect();
    for (excerpt, message, source) in &related {
        group = group.element(excerpt.snippet(source, AnnotationKind::Context, Some(message)));
    }
    for (heading_ja, heading_en, words) in footers(diagnostic, lang) {
        let name = if lang == Lang::Ja { heading_ja } else { heading_en };
        group = group.element(Level::HELP.with_name(name).message(words));
    }
    let renderer = if style.color { Renderer::styled() } else { Renderer::plain() };
    let report: &[Group<'_>] = &[group];
    let mut out = renderer.term_width(style.width).render(report);
    out.push('\n');
    let places = std::iter::once((&excerpt, diagnostic.source.as_ref())).chain(related.iter().map(|r| (&r.0, r.2)));
    with_columns(&out, places)
}

/// Puts in the columns of the file where a line was cut: the renderer counts those of the part that is shown.
fn with_columns<'a>(rendered: &str, places: impl Iterator<Item = (&'a Excerpt, &'a Source)>) -> String {
    let mut out = String::with_capacity(rendered.len());
    let mut rest = rendered;
    for (excerpt, source) in places {
        let shown = excerpt.text[..excerpt.place.start].chars().count() + 1;
        let place = format!("{}:{}:", source.name(), excerpt.line);
        let Some((before, after)) = rest.split_once(&format!("{place}{shown}")) else { continue };
        out.push_str(&format!("{before}{place}{}", excerpt.column));
        rest = after;
    }
    out.push_str(rest);
    out
}

fn footers(diagnostic: &Diagnostic, lang: Lang) -> Vec<(&'static str, &'static str, String)> {
    let mut out = Vec::new();
    if let Some(help) = &diagnostic.help {
        out.push(("直し方", "help", help.get(lang).to_owned()));
    }
    if let Some(fix) = &diagnostic.fix {
        let words = match lang {
            Lang::Ja => format!("{}（piac check --fix で直せます）", fix.message.ja),
            Lang::En => format!("{} (piac check --fix)", fix.message.en),
        };
        out.push(("修正", "fix", words));
    }
    if let Some(basis) = diagnostic.basis {
        out.push(("根拠", "basis", basis.to_owned()));
    }
    out
}

/// The line of a place, cut to what fits, with the place in it. An answer can be a paragraph of
/// thousands of characters on one line; only the part around the place is of use.
struct Excerpt {
    line: usize,
    /// The column in the whole line.
    column: usize,
    text: String,
    place: std::ops::Range<usize>,
}

impl Excerpt {
    fn of(source: &Source, span: Span, width: usize) -> Self {
        let position = source.position(span.start);
        let line = source.line_span(position.line);
        let text = source.slice(line);
        let start = span.start.clamp(line.start, line.end) - line.start;
        let end = span.end.clamp(line.start + start, line.end) - line.start;
        let room = width.saturating_sub(12).max(20);
        let (from, to) = window(text, start, end, room);
        let lead = if from > 0 { "…" } else { "" };
        let tail = if to < text.len() { "…" } else { "" };
        let place = start - from + lead.len()..end.min(to) - from + lead.len();
        Excerpt {
            line: position.line,
            column: position.column,
            text: format!("{lead}{}{tail}", &text[from..to]),
            place,
        }
    }

    fn snippet<'a>(
        &'a self,
        source: &'a Source,
        kind: AnnotationKind,
        label: Option<&'a str>,
    ) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
        let mut annotation = kind.span(self.place.clone());
        if let Some(label) = label {
            annotation = annotation.label(label);
        }
        Snippet::source(self.text.as_str()).line_start(self.line).path(source.name()).annotation(annotation)
    }
}

/// The part of a line, in bytes, that shows `start..end` in about `room` columns.
fn window(text: &str, start: usize, end: usize, room: usize) -> (usize, usize) {
    if text::width(text) <= room {
        return (0, text.len());
    }
    let wanted = text::width(&text[start..end]).min(room * 2 / 3);
    let before = (room - wanted) / 2;
    let mut from = start;
    let mut used = 0;
    for (at, c) in text[..start].char_indices().rev() {
        used += text::width(c.encode_utf8(&mut [0; 4]));
        if used > before {
            break;
        }
        from = at;
    }
    // Little before the place is better spent behind it.
    let mut to = from;
    let mut used = 0;
    for (at, c) in text[from..].char_indices() {
        used += text::width(c.encode_utf8(&mut [0; 4]));
        if used > room {
            break;
        }
        to = from + at + c.len_utf8();
    }
    (from, to.max(start))
}

/// The last line: how many findings in how many files.
pub fn summary(summary: &Summary, lang: Lang) -> String {
    let Summary { files, error, warning, info } = *summary;
    match lang {
        Lang::Ja if error + warning + info == 0 => format!("{files} 件の評価書を検査しました。指摘はありません。\n"),
        Lang::Ja => {
            format!("{files} 件の評価書を検査しました: エラー {error} 件、警告 {warning} 件、参考 {info} 件\n")
        }
        Lang::En => format!("checked {files} assessment(s): {error} error(s), {warning} warning(s), {info} note(s)\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Message;

    #[test]
    fn a_place_in_a_line_that_is_cut_keeps_its_column() {
        let source =
            Source::new("評価書.yaml", format!("表紙:\n  宣言: {}誤り{}甲\n", "文".repeat(200), "字".repeat(200)));
        let place = |words: &str| {
            let at = source.text().find(words).unwrap();
            Span::new(at, at + words.len())
        };
        let found = Diagnostic::new("x", Severity::Error, &source, place("誤り"), Message::new("甲", "a"))
            .related(place("甲"), Message::new("乙", "b"));
        let told = diagnostic(&found, Style { lang: Lang::Ja, color: false, width: 80 });
        assert!(told.contains("評価書.yaml:2:207\n") && told.contains("評価書.yaml:2:409\n"), "{told}");
    }
}
