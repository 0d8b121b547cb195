//! The sealed world of Typst: the template, the data, the embedded fonts and the named figures.
//!
//! Nothing is read from disk or network here; every other path is denied.

use std::sync::{Mutex, OnceLock, PoisonError};

use serde_json::Value;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, WorldExt};

use crate::render::fonts::Fallback;
use crate::render::templates::Templates;

/// The layout of an assessment.
pub(super) const MAIN: &str = "/main.typ";
const DATA: &str = "/data.json";
/// The fonts, in the order in which they are tried.
const FONTS: [&[u8]; 3] = [
    include_bytes!("../../../fonts/BIZUDGothic-Regular.ttf"),
    include_bytes!("../../../fonts/BIZUDGothic-Bold.ttf"),
    include_bytes!("../../../fonts/BIZUDMincho-Regular.ttf"),
];

/// A figure with its name in the world.
pub(super) struct Figure {
    /// Path as written in the assessment.
    pub written: String,
    /// Page as written.
    pub page: Option<u32>,
    /// Path in the world.
    pub name: String,
    /// The file.
    pub bytes: Vec<u8>,
}

/// What Typst can see.
pub(super) struct World {
    main: FileId,
    sources: Vec<Source>,
    files: Vec<(FileId, Bytes)>,
    fallback: Fallback,
}

/// What is the same for every document.
struct Fixed {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
}

fn fixed() -> &'static Fixed {
    static FIXED: OnceLock<Fixed> = OnceLock::new();
    FIXED.get_or_init(|| {
        let fonts: Vec<Font> = FONTS.into_iter().flat_map(|data| Font::iter(Bytes::new(data))).collect();
        let book = FontBook::from_fonts(&fonts);
        // Header cells of rows (`pdf.header-cell`), which a table of labels and answers is made of.
        let features = std::iter::once(Feature::A11yExtras).collect();
        Fixed {
            library: LazyHash::new(Library::builder().with_features(features).build()),
            book: LazyHash::new(book),
            fonts,
        }
    })
}

/// The book of the fonts of the binary and of others behind them.
pub(crate) fn book_with(more: &[Font]) -> LazyHash<FontBook> {
    LazyHash::new(FontBook::from_fonts(fixed().fonts.iter().chain(more)))
}

impl World {
    /// A world that begins at the layout `main`, with that data and those figures.
    pub fn new(main: &str, data: &Value, figures: Vec<Figure>, templates: &Templates, fallback: &Fallback) -> Self {
        let sources = templates.below("pdf/").map(|t| source(path_of(&t.name), &t.text)).collect();
        let mut files = vec![(id(DATA), Bytes::from_string(data.to_string()))];
        files.extend(figures.into_iter().map(|f| (id(&f.name), Bytes::new(f.bytes))));
        World { main: id(main), sources, files, fallback: fallback.clone() }
    }

    /// The template and the line, from 1, that a fault is in.
    pub fn place(&self, error: &SourceDiagnostic) -> Option<(String, usize)> {
        let id = error.span.id()?;
        let range = self.range(error.span)?;
        let source = self.sources.iter().find(|s| s.id() == id)?;
        let line = source.lines().byte_to_line(range.start)? + 1;
        Some((format!("pdf{}", id.vpath().get_with_slash()), line))
    }
}

/// A template, parsed once for all documents of a run.
fn source(path: &str, text: &str) -> Source {
    static PARSED: Mutex<Vec<Source>> = Mutex::new(Vec::new());
    let id = id(path);
    // A panic elsewhere leaves the list whole.
    let mut parsed = PARSED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = parsed.iter().find(|s| s.id() == id && s.text() == text) {
        return known.clone();
    }
    parsed.retain(|s| s.id() != id);
    let source = Source::new(id, text.to_owned());
    parsed.push(source.clone());
    source
}

/// Where a template is in the world: `pdf/main.typ` is `/main.typ`.
fn path_of(name: &str) -> &str {
    name.strip_prefix("pdf").unwrap_or(name)
}

/// The id of a path in the world.
fn id(path: &str) -> FileId {
    // The paths are constants or numbered names of ours, all of them well formed.
    let path = VirtualPath::new(path).unwrap_or_else(|_| unreachable!("path in the world: {path}"));
    RootedPath::new(VirtualRoot::Project, path).intern()
}

impl typst::World for World {
    fn library(&self) -> &LazyHash<Library> {
        &fixed().library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fallback.loaded().map_or(&fixed().book, |l| &l.book)
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.sources.iter().find(|s| s.id() == id).cloned().ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.iter().find(|(file, _)| *file == id).map(|(_, bytes)| bytes.clone()).ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        let own = &fixed().fonts;
        let more = || self.fallback.loaded().and_then(|l| l.fonts.get(index - own.len()));
        own.get(index).or_else(more).cloned()
    }

    /// There is no today: the same input gives the same bytes.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write;

    /// `fonts/coverage.txt` is what the fonts have; rewritten with `PIAC_UPDATE=1`.
    #[test]
    fn coverage_is_that_of_the_fonts() {
        // The bold face must have what the regular one has, or a heading would fall back.
        let all: std::collections::BTreeSet<u32> =
            fixed().fonts[0].info().coverage.iter().filter(|&c| fixed().fonts[1].info().coverage.contains(c)).collect();
        let mut ranges: Vec<(u32, u32)> = Vec::new();
        for code in all {
            match ranges.last_mut() {
                Some((_, last)) if *last + 1 == code => *last = code,
                _ => ranges.push((code, code)),
            }
        }
        let mut text = String::new();
        for (first, last) in ranges {
            writeln!(text, "{first:04X}-{last:04X}").unwrap();
        }
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/fonts/coverage.txt");
        if std::env::var_os("PIAC_UPDATE").is_some() {
            std::fs::write(path, &text).unwrap();
        }
        assert_eq!(std::fs::read_to_string(path).unwrap(), text, "fonts/coverage.txt is stale");
    }

    #[test]
    fn nothing_else_can_be_read() {
        use typst::World as _;
        let world = World::new(MAIN, &Value::Null, Vec::new(), &Templates::default(), &Fallback::default());
        for path in ["/etc/passwd", "/data.yaml", "/../data.json"] {
            let Ok(path) = VirtualPath::new(path) else { continue };
            let file = RootedPath::new(VirtualRoot::Project, path).intern();
            assert!(world.file(file).is_err() && world.source(file).is_err());
        }
        assert!(world.today(None).is_none());
    }
}
