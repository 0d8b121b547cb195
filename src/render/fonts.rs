//! Fonts of the body itself (外字), tried after those of the binary: `[output] fonts` in `piac.toml`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::source;

/// The largest font file, in bytes.
const MAX_BYTES: u64 = 64 * 1024 * 1024;
/// The ends of font files.
const EXTENSIONS: [&str; 4] = ["ttf", "otf", "ttc", "otc"];

/// The fonts of a folder.
#[derive(Clone, Debug, Default)]
pub struct Fallback(Option<Arc<Loaded>>);

#[cfg(feature = "pdf")]
#[derive(Debug)]
pub(super) struct Loaded {
    /// The fonts in the order of their files.
    pub fonts: Vec<typst::text::Font>,
    /// The fonts of the binary and these.
    pub book: typst::utils::LazyHash<typst::text::FontBook>,
}

#[cfg(not(feature = "pdf"))]
#[derive(Debug)]
pub(super) struct Loaded;

impl Fallback {
    /// Reads the fonts directly in a folder; an error names the file.
    pub fn read(folder: &Path) -> Result<Self, PathBuf> {
        let entries = std::fs::read_dir(folder).map_err(|_| folder.to_owned())?;
        let is_font = |path: &PathBuf| {
            let end = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
            EXTENSIONS.iter().any(|e| end.eq_ignore_ascii_case(e))
        };
        let mut paths: Vec<PathBuf> = entries.filter_map(|e| Some(e.ok()?.path())).filter(is_font).collect();
        paths.sort();
        let mut files = Vec::new();
        for path in paths {
            let bytes = source::read_limited(&path, MAX_BYTES).map_err(|_| path.clone())?;
            files.push((path, bytes));
        }
        if files.is_empty() {
            return Err(folder.to_owned());
        }
        load(files).map(|loaded| Fallback(Some(Arc::new(loaded))))
    }
}

#[cfg(feature = "pdf")]
fn load(files: Vec<(PathBuf, Vec<u8>)>) -> Result<Loaded, PathBuf> {
    use typst::foundations::Bytes;
    use typst::text::Font;
    let mut fonts = Vec::new();
    for (path, bytes) in files {
        let before = fonts.len();
        fonts.extend(Font::iter(Bytes::new(bytes)));
        if fonts.len() == before {
            return Err(path);
        }
    }
    let book = super::pdf::book_with(&fonts);
    Ok(Loaded { fonts, book })
}

#[cfg(not(feature = "pdf"))]
fn load(_: Vec<(PathBuf, Vec<u8>)>) -> Result<Loaded, PathBuf> {
    Ok(Loaded)
}

#[cfg(feature = "pdf")]
impl Fallback {
    pub(super) fn loaded(&self) -> Option<&Loaded> {
        self.0.as_deref()
    }

    /// Whether one of the fonts has a shape for a character.
    pub fn has(&self, c: char) -> bool {
        self.loaded().is_some_and(|l| l.fonts.iter().any(|f| f.info().coverage.contains(c as u32)))
    }

    /// The names of the fonts, each once.
    pub fn families(&self) -> Vec<String> {
        let fonts = self.loaded().map(|l| l.fonts.as_slice()).unwrap_or_default();
        let mut names: Vec<String> = fonts.iter().map(|f| f.info().family.clone()).collect();
        names.dedup();
        names
    }
}

#[cfg(not(feature = "pdf"))]
impl Fallback {
    /// Without PDF no font is read; what a font of the body may have is not reported.
    pub fn has(&self, _: char) -> bool {
        self.0.is_some()
    }
}
