//! HTML: a page tree comes in, one page that needs nothing else goes out, through tera.
//!
//! The layout is in `templates/html/`; text reaches it as data and is escaped where it is placed,
//! with what no browser shows (control characters, marks of direction) made visible. Figures are part
//! of the page as images, which a browser never lets run or load anything.

use std::io::{self, Write};
use std::path::PathBuf;

use serde::Serialize;
use tera::{Context, Tera};
use thiserror::Error;

use crate::assessment::Assessment;
use crate::form::items;

use super::PageTree;
use super::figure::{self, FigureError};
use super::glyphs::substitute;
use super::templates::{TemplateError, Templates};

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
    /// Where the PDF is, seen from the page.
    pub pdf: Option<String>,
    /// Where the index is, seen from the page.
    pub index: Option<String>,
}

impl Options {
    /// The usual layout, with the figures inside `folder`.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        let folder = folder.into();
        Options { root: folder.clone(), folder, templates: Templates::default(), pdf: None, index: None }
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
    let mut context = Context::new();
    context.insert("title", &tree.title);
    context.insert("parts", &view::parts(tree, &figures));
    context.insert("pdf", &options.pdf);
    context.insert("index", &options.index);
    Ok(render("html/document.html", &context, &options.templates)?)
}

/// The page that lists the assessments of a run.
pub fn index(title: &str, entries: &[Entry], templates: &Templates) -> Result<String, TemplateError> {
    let mut context = Context::new();
    context.insert("title", title);
    context.insert("entries", entries);
    render("html/index.html", &context, templates)
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

fn render(name: &str, context: &Context, templates: &Templates) -> Result<String, TemplateError> {
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
    let direction =
        matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let private = matches!(c as u32, 0xe000..=0xf8ff | 0xf0000.. | 0xfdd0..=0xfdef) || (c as u32) & 0xfffe == 0xfffe;
    direction || private || (c.is_control() && !matches!(c, '\t' | '\n' | '\r'))
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
