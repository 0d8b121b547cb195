//! HTML: a page tree comes in, one page that needs nothing else goes out, through tera.
//!
//! The layout is in `templates/html/`; text reaches it as data and is escaped where it is placed,
//! with what no browser shows (control characters, marks of direction) made visible. Figures are part
//! of the page as images, which a browser never lets run or load anything.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::PathBuf;

use serde::Serialize;
use serde_json::Value;
use tera::{Context, Tera};
use thiserror::Error;

use crate::assessment::Assessment;
use crate::form::items;

use super::PageTree;
use super::figure::{self, FigureError};
use super::fonts::Fallback;
use super::glyphs::{has_glyph, substitute};
use super::templates::{TemplateError, Templates};

mod gaiji;
mod view;

/// How to make a page.
#[derive(Clone, Debug)]
pub struct Options {
    /// The folder of the assessment, where the paths of figures start.
    pub folder: PathBuf,
    /// The folder that no figure may be outside of.
    pub root: PathBuf,
    /// The layout.
    pub templates: Templates,
    /// Fonts of the body for its own characters (外字).
    pub fonts: Fallback,
    /// Where the PDF is, seen from the page.
    pub pdf: Option<String>,
    /// Where the index is, seen from the page.
    pub index: Option<String>,
}

impl Options {
    /// The usual layout, with the figures inside `folder`.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        let folder = folder.into();
        Options {
            root: folder.clone(),
            folder,
            templates: Templates::default(),
            fonts: Fallback::default(),
            pdf: None,
            index: None,
        }
    }
}

/// Why there is no page.
#[derive(Debug, Error)]
pub enum HtmlError {
    /// A figure cannot be used.
    #[error(transparent)]
    Figure(#[from] FigureError),
    /// The layout is wrong.
    #[error(transparent)]
    Template(#[from] TemplateError),
}

/// A line of the index.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Entry {
    /// 評価書番号 as written.
    pub number: String,
    /// 評価書名, or the title of the form.
    pub name: String,
    /// The form.
    pub form: String,
    /// 評価実施機関名.
    pub body: String,
    /// 公表日 as written.
    pub published: String,
    /// The documents.
    pub links: Vec<Link>,
}

/// A document of the index.
#[derive(Clone, Debug, Serialize)]
pub struct Link {
    /// Where it is, seen from the index.
    pub href: String,
    /// What it is: HTML, PDF.
    pub kind: &'static str,
}

/// The page of an assessment.
pub fn page(tree: &PageTree, options: &Options) -> Result<String, HtmlError> {
    let figures = figure::collect(tree, &options.folder, &options.root)?;
    let mut parts = view::parts(tree, &figures);
    let mut own = BTreeSet::new();
    parts.iter().for_each(|part| own_characters(part, &options.fonts, &mut own));
    let faces = gaiji::faces(own, &options.fonts);
    let shown: BTreeSet<char> = faces.iter().flat_map(|face| face.chars.iter().copied()).collect();
    if !shown.is_empty() {
        parts.iter_mut().for_each(|part| substitute_others(part, &shown));
    }
    let mut context = Context::new();
    // The name of a window is shown without the fonts of the page.
    context.insert("title", &visible(&tree.title));
    context.insert("parts", &parts);
    context.insert("faces", &faces);
    context.insert("pdf", &options.pdf);
    context.insert("index", &options.index);
    let escape = if faces.is_empty() { escape } else { escape_but_own };
    Ok(render("html/document.html", &context, &options.templates, escape)?)
}

/// The page that lists the assessments of a run.
pub fn index(title: &str, entries: &[Entry], templates: &Templates) -> Result<String, TemplateError> {
    let mut context = Context::new();
    context.insert("title", title);
    context.insert("entries", entries);
    render("html/index.html", &context, templates, escape)
}

/// What the index says of an assessment, without its documents.
pub fn entry(assessment: &Assessment, tree: &PageTree) -> Entry {
    let text = |id: &str| {
        let words = assessment.find(id).and_then(|a| a.text()).unwrap_or_default();
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    Entry {
        number: text(items::COVER_NUMBER),
        name: tree.title.clone(),
        form: assessment.form.form.to_string(),
        body: text(items::COVER_BODY),
        published: text(items::COVER_PUBLISHED),
        links: Vec::new(),
    }
}

/// The characters that only the fonts of the body have, in every string of a value.
fn own_characters(value: &Value, fonts: &Fallback, own: &mut BTreeSet<char>) {
    match value {
        Value::String(text) => {
            let is_own = |c: &char| !c.is_ascii() && !has_glyph(*c) && !is_invisible(*c) && fonts.has(*c);
            own.extend(text.chars().filter(is_own));
        }
        Value::Array(list) => list.iter().for_each(|v| own_characters(v, fonts, own)),
        Value::Object(map) => map.values().for_each(|v| own_characters(v, fonts, own)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Makes what has no shape visible, but for the characters that the page brings a font for.
fn substitute_others(value: &mut Value, shown: &BTreeSet<char>) {
    match value {
        Value::String(text) if text.chars().any(|c| is_private(c) && !shown.contains(&c)) => {
            let keep = |c: char| if is_private(c) && !shown.contains(&c) { substitute(c) } else { c.to_string() };
            *text = text.chars().map(keep).collect();
        }
        Value::Array(list) => list.iter_mut().for_each(|v| substitute_others(v, shown)),
        Value::Object(map) => map.values_mut().for_each(|v| substitute_others(v, shown)),
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn render(
    name: &str,
    context: &Context,
    templates: &Templates,
    escape: tera::EscapeFn,
) -> Result<String, TemplateError> {
    let explain = |error: tera::Error| explain(&error, name, templates);
    let mut tera = Tera::new();
    tera.set_escape_fn(escape);
    let files = templates.below("html/").map(|t| (t.name.as_str(), t.text.as_str()));
    tera.add_raw_templates(files).map_err(explain)?;
    tera.render(name, context).map_err(explain)
}

/// The place of a fault in a layout file.
fn explain(error: &tera::Error, name: &str, templates: &Templates) -> TemplateError {
    match error.kind() {
        tera::ErrorKind::SyntaxError(report) | tera::ErrorKind::RenderingError(report) => TemplateError {
            file: templates.shown(report.filename()),
            line: Some(report.span().start_line),
            what: report.message().to_owned(),
        },
        // The report of several faults at once is text with places in it.
        other => TemplateError { file: templates.shown(name), line: None, what: other.to_string() },
    }
}

/// Escapes text for HTML, and shows what a browser would not.
fn escape(text: &str, out: &mut dyn Write) -> io::Result<()> {
    escape_hiding(text, out, is_hidden)
}

/// [`escape`] for a page with characters of its own.
fn escape_but_own(text: &str, out: &mut dyn Write) -> io::Result<()> {
    escape_hiding(text, out, is_invisible)
}

fn escape_hiding(text: &str, out: &mut dyn Write, is_hidden: fn(char) -> bool) -> io::Result<()> {
    let mut done = 0;
    for (at, c) in text.char_indices() {
        let shown = match c {
            '&' => "&amp;".to_owned(),
            '<' => "&lt;".to_owned(),
            '>' => "&gt;".to_owned(),
            '"' => "&quot;".to_owned(),
            '\'' => "&#39;".to_owned(),
            '\u{feff}' => String::new(),
            c if is_hidden(c) => substitute(c),
            _ => continue,
        };
        out.write_all(&text.as_bytes()[done..at])?;
        out.write_all(shown.as_bytes())?;
        done = at + c.len_utf8();
    }
    out.write_all(&text.as_bytes()[done..])
}

/// A text as it can be seen in a browser: with 〓 and the code point for what has no shape there.
pub fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().filter(|&c| c != '\u{feff}') {
        if is_hidden(c) { out.push_str(&substitute(c)) } else { out.push(c) }
    }
    out
}

/// Whether a character has no shape of its own in a browser, or turns around what stands beside it.
fn is_hidden(c: char) -> bool {
    is_invisible(c) || is_private(c)
}

/// Whether a character has a shape in a font of the body only.
fn is_private(c: char) -> bool {
    matches!(c as u32, 0xe000..=0xf8ff | 0xf0000..=0xffffd | 0x100000..=0x10fffd)
}

/// Whether a character has no shape in any font: it controls, turns direction around, or is none.
fn is_invisible(c: char) -> bool {
    let direction =
        matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let none = matches!(c as u32, 0xfdd0..=0xfdef) || (c as u32) & 0xfffe == 0xfffe;
    direction || none || (c.is_control() && !matches!(c, '\t' | '\n' | '\r'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_escapes_the_escaping() {
        let mut out = Vec::new();
        escape("<b a=\"'\">&甲\u{7}乙\u{202e}😀\u{e000}\n\u{feff}終", &mut out).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "&lt;b a=&quot;&#39;&quot;&gt;&amp;甲〓(U+0007)乙〓(U+202E)😀〓(U+E000)\n終"
        );
    }

    #[test]
    fn a_fault_in_a_layout_file_is_named_with_its_line() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("html")).unwrap();
        for (text, line) in [("a\n{{ wrong", 2), ("{{ nothing.here }}", 1), ("a\n\n{% include \"../x\" %}", 3)] {
            std::fs::write(dir.path().join("html/index.html"), text).unwrap();
            let templates = Templates::overridden_by(dir.path()).unwrap();
            let error = index("一覧", &[], &templates).unwrap_err();
            assert!(error.file.ends_with("html/index.html"), "{error}");
            assert!(error.line == Some(line) || error.what.contains(&format!(":{line}:")), "{error}");
        }
    }
}
