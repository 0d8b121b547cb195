//! PDF: a page tree comes in, the bytes of a tagged PDF go out, through Typst as a library.
//!
//! The template under `templates/pdf/` is the only markup; the tree reaches it as JSON. Typst lives
//! in a sealed [`world`]: the template, the embedded fonts and the figures that the tree names.

use std::borrow::Cow;
use std::path::PathBuf;

use serde_json::Value;
use thiserror::Error;
use typst::diag::SourceDiagnostic;
use typst::foundations::Smart;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use super::figure::{self, FigureError};
use super::fonts::Fallback;
use super::templates::{TemplateError, Templates};
use super::{PageTree, printable_with};

mod world;

pub(super) use world::book_with;

use world::{Figure, MAIN, World};

/// The longest run of characters without a place to break a line; longer ones get places.
const MAX_RUN: usize = 24;
/// How far apart those places are.
const BREAK_EVERY: usize = 8;
/// What can be computed once is kept for this many further documents (`watch`).
const KEEP: usize = 5;

/// A standard that the PDF follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standard {
    /// PDF/UA-1, accessibility.
    Ua1,
    /// PDF/A-2a, archiving with structure.
    A2a,
    /// PDF/A-2b.
    A2b,
    /// PDF/A-2u.
    A2u,
    /// PDF/A-3a.
    A3a,
    /// PDF/A-3b.
    A3b,
}

impl Standard {
    /// All standards.
    pub const ALL: [Standard; 6] =
        [Standard::Ua1, Standard::A2a, Standard::A2b, Standard::A2u, Standard::A3a, Standard::A3b];

    /// The name on the command line: `ua-1`.
    pub fn as_str(self) -> &'static str {
        match self {
            Standard::Ua1 => "ua-1",
            Standard::A2a => "a-2a",
            Standard::A2b => "a-2b",
            Standard::A2u => "a-2u",
            Standard::A3a => "a-3a",
            Standard::A3b => "a-3b",
        }
    }

    fn typst(self) -> PdfStandard {
        match self {
            Standard::Ua1 => PdfStandard::Ua_1,
            Standard::A2a => PdfStandard::A_2a,
            Standard::A2b => PdfStandard::A_2b,
            Standard::A2u => PdfStandard::A_2u,
            Standard::A3a => PdfStandard::A_3a,
            Standard::A3b => PdfStandard::A_3b,
        }
    }
}

/// How to compile.
#[derive(Clone, Debug)]
pub struct Options {
    /// The standards to follow; PDF/UA-1 by default.
    pub standards: Vec<Standard>,
    /// The folder of the assessment, where the paths of figures start.
    pub folder: PathBuf,
    /// The folder that no figure may be outside of.
    pub root: PathBuf,
    /// The layout.
    pub templates: Templates,
    /// Fonts for what those of the binary do not have.
    pub fonts: Fallback,
}

impl Options {
    /// PDF/UA-1 with the figures inside `folder`.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        let folder = folder.into();
        Options {
            standards: vec![Standard::Ua1],
            root: folder.clone(),
            folder,
            templates: Templates::default(),
            fonts: Fallback::default(),
        }
    }
}

/// Why there is no PDF.
#[derive(Debug, Error)]
pub enum PdfError {
    /// A figure cannot be used.
    #[error(transparent)]
    Figure(#[from] FigureError),
    /// The layout is wrong.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// The standards exclude each other.
    #[error("PDFの規格を組み合わせられません: {0}")]
    Standards(String),
    /// PDF/A demands a date.
    #[error("PDF/Aには公表日（年月日）が必要です")]
    NoDate,
    /// Typst refused. A broken figure is the usual reason.
    #[error("PDFを作れません: {0}")]
    Typst(String),
}

/// Typesets the pages.
pub fn compile(tree: &PageTree, options: &Options) -> Result<Vec<u8>, PdfError> {
    if tree.date.is_none() && options.standards.iter().any(|s| *s != Standard::Ua1) {
        return Err(PdfError::NoDate);
    }
    let figures: Vec<Figure> = figure::collect(tree, &options.folder, &options.root)?
        .into_iter()
        .enumerate()
        .map(|(n, f)| {
            let name = format!("/figures/{n}.{}", f.extension);
            Figure { name, written: f.written, page: f.page, bytes: f.bytes }
        })
        .collect();
    let mut data = serde_json::to_value(tree).map_err(|e| PdfError::Typst(e.to_string()))?;
    prepare(&mut data, &figures, &options.fonts);
    // The name in the metadata is no text that breaks.
    data["title"] = printable_with(&tree.title, &options.fonts).into();
    data["fonts"] = options.fonts.families().into();
    let world = World::new(MAIN, &data, figures, &options.templates, &options.fonts);
    export(&world, &options.standards, &options.templates)
}

/// Typesets a page of its own: `layout` is a file of `templates/pdf/` that reads its words from `data`.
pub fn compile_page(layout: &str, mut data: Value) -> Result<Vec<u8>, PdfError> {
    let (templates, fonts) = (Templates::default(), Fallback::default());
    prepare(&mut data, &[], &fonts);
    let world = World::new(&format!("/{layout}"), &data, Vec::new(), &templates, &fonts);
    export(&world, &[Standard::Ua1], &templates)
}

fn export(world: &World, standards: &[Standard], templates: &Templates) -> Result<Vec<u8>, PdfError> {
    let standards: Vec<PdfStandard> = standards.iter().map(|s| s.typst()).collect();
    let standards = PdfStandards::new(&standards).map_err(|e| PdfError::Standards(e.message().to_string()))?;
    let compiled = typst::compile::<PagedDocument>(world);
    let document = compiled.output.map_err(|errors| refused(&errors, world, templates))?;
    let settings = PdfOptions {
        ident: Smart::Auto,
        creator: Smart::Custom(Some(concat!("piac ", env!("CARGO_PKG_VERSION")).into())),
        timestamp: None,
        page_ranges: None,
        standards,
        tagged: true,
        pretty: false,
    };
    let pdf = typst_pdf::pdf(&document, &settings).map_err(|errors| refused(&errors, world, templates))?;
    typst::comemo::evict(KEEP);
    Ok(pdf)
}

/// The faults of a layout file of the user with its place; else what Typst says.
fn refused(errors: &[SourceDiagnostic], world: &World, templates: &Templates) -> PdfError {
    for error in errors {
        let Some((name, line)) = world.place(error) else { continue };
        if templates.below("pdf/").any(|t| t.name == name && t.path.is_some()) {
            let what = error.message.to_string();
            return TemplateError { file: templates.shown(&name), line: Some(line), what }.into();
        }
    }
    let mut messages: Vec<&str> = errors.iter().map(|e| e.message.as_str()).collect();
    messages.dedup();
    messages.truncate(5);
    PdfError::Typst(messages.join(" / "))
}

/// Makes every string of the data printable, and turns the paths of figures into those in the world.
fn prepare(value: &mut Value, figures: &[Figure], fonts: &Fallback) {
    match value {
        Value::String(text) => {
            let new = printable_with(text, fonts);
            let changed = soften(&new).or(if let Cow::Owned(new) = new { Some(new) } else { None });
            if let Some(changed) = changed {
                *text = changed;
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|v| prepare(v, figures, fonts)),
        Value::Object(map) => {
            let figure = map.get("kind").is_some_and(|k| k == "figure");
            let page = map.get("page").and_then(Value::as_u64);
            for (key, value) in map.iter_mut() {
                match (figure && key == "path", value.as_str()) {
                    (true, Some(path)) => {
                        let name = figures.iter().find(|f| f.written == path && f.page.map(u64::from) == page);
                        let name = name.map(|f| f.name.clone());
                        *value = Value::String(name.unwrap_or_default());
                    }
                    _ => prepare(value, figures, fonts),
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// A text with places to break its long runs of characters, or nothing where it needs none. Tabs become spaces.
fn soften(text: &str) -> Option<String> {
    let breaks = |c: char| c.is_whitespace() || !c.is_ascii() || matches!(c, '-' | '/' | '?');
    let breaks_byte = |b: &u8| !b.is_ascii() || breaks(char::from(*b));
    let is_long = text.len() > MAX_RUN && text.as_bytes().split(breaks_byte).any(|run| run.len() > MAX_RUN);
    if !is_long && !text.contains('\t') {
        return None;
    }
    let mut out = String::with_capacity(text.len() + text.len() / BREAK_EVERY * 3);
    for part in text.split_inclusive(breaks) {
        let long = part.len() > MAX_RUN;
        for (n, c) in part.chars().enumerate() {
            if long && n > 0 && n % BREAK_EVERY == 0 {
                out.push('\u{200b}');
            }
            if c == '\t' { out.push_str("    ") } else { out.push(c) }
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_runs_can_break() {
        assert_eq!(soften("番号 https://www.city.example.jp/kurashi/kenko/index"), None);
        let long = "a".repeat(30);
        assert_eq!(soften(&long).unwrap().matches('\u{200b}').count(), 3);
        assert_eq!(soften("a\tb").unwrap(), "a    b");
        assert_eq!(soften(&"評価".repeat(100)), None);
    }
}
