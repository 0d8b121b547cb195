//! Source texts: bytes from a file come in, UTF-8 text with line and column lookup goes out.
//!
//! Everything after this module speaks of places as byte ranges ([`Span`]) into [`Source::text`].
//! They become lines and columns here and nowhere else: columns are counted in characters, so a
//! place right after kanji is what a person counts.

use std::fmt;
use std::fs;
use std::io::{self, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::text;

/// The largest source file that is read, in bytes. A published assessment is well under 1 MB.
pub const MAX_BYTES: u64 = 16 * 1024 * 1024;

/// A half-open byte range in a source text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The span from `start` up to `end`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The bytes as a range, for slicing.
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// The smallest span that holds both.
    pub fn to(self, other: Span) -> Span {
        Span::new(self.start.min(other.start), self.end.max(other.end))
    }
}

/// A place for people: both counted from 1, the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// A named text with an index of its lines.
pub struct Source {
    name: String,
    text: String,
    lines: Vec<usize>,
    byte_order_mark: bool,
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Source({}, {} bytes)", self.name, self.text.len())
    }
}

impl Source {
    /// A text that is already in memory; `name` is shown in messages.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Arc<Self> {
        let mut text: String = text.into();
        let byte_order_mark = text.starts_with('\u{feff}');
        if byte_order_mark {
            text.drain(..'\u{feff}'.len_utf8());
        }
        let mut lines = vec![0];
        lines.extend(text.match_indices('\n').map(|(at, _)| at + 1));
        Arc::new(Self { name: name.into(), text, lines, byte_order_mark })
    }

    /// Reads a file that must be UTF-8 text.
    pub fn read(path: &Path) -> Result<Arc<Self>, SourceError> {
        let bytes = read_limited(path, MAX_BYTES)?;
        let text = decode(bytes).map_err(|reason| SourceError { path: path.to_owned(), reason })?;
        Ok(Self::new(text::visible(&path.display().to_string(), true), text))
    }

    /// The name shown in messages, usually the path as given.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text, without a byte order mark.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the file began with a byte order mark, which writing back must keep.
    pub fn has_byte_order_mark(&self) -> bool {
        self.byte_order_mark
    }

    /// The text at a span.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// Line and column of a byte offset; an offset past the end is the end.
    pub fn position(&self, offset: usize) -> Position {
        let offset = offset.min(self.text.len());
        let line = self.lines.partition_point(|&start| start <= offset);
        let start = self.lines[line - 1];
        let column = self.text.get(start..offset).map_or(0, |s| s.chars().count()) + 1;
        Position { line, column }
    }

    /// Byte span of a line (from 1), without its line break.
    pub fn line_span(&self, line: usize) -> Span {
        let start = self.lines.get(line.saturating_sub(1)).copied().unwrap_or(self.text.len());
        let end = self.lines.get(line).copied().unwrap_or(self.text.len());
        let text = self.text[start..end].trim_end_matches(['\n', '\r']);
        Span::new(start, start + text.len())
    }

    /// The number of lines.
    pub fn line_count(&self) -> usize {
        self.lines.len()
    }
}

/// Whether a file is YAML by its name.
pub fn is_yaml(path: &Path) -> bool {
    path.extension().is_some_and(|e| e.eq_ignore_ascii_case("yaml") || e.eq_ignore_ascii_case("yml"))
}

/// Reads a file up to `limit` bytes; a larger one, a folder or a device is an error.
pub fn read_limited(path: &Path, limit: u64) -> Result<Vec<u8>, SourceError> {
    let fail = |reason| SourceError { path: path.to_owned(), reason };
    let metadata = fs::metadata(path).map_err(|e| fail(Unreadable::Io(e.kind())))?;
    if !metadata.is_file() {
        return Err(fail(Unreadable::NotAFile));
    }
    if metadata.len() > limit {
        return Err(fail(Unreadable::TooLarge { bytes: metadata.len(), limit }));
    }
    let mut bytes = Vec::with_capacity(metadata.len() as usize);
    let file = fs::File::open(path).map_err(|e| fail(Unreadable::Io(e.kind())))?;
    // The size was asked before; reading stops at the limit should the file grow meanwhile.
    file.take(limit + 1).read_to_end(&mut bytes).map_err(|e| fail(Unreadable::Io(e.kind())))?;
    if bytes.len() as u64 > limit {
        return Err(fail(Unreadable::TooLarge { bytes: bytes.len() as u64, limit }));
    }
    Ok(bytes)
}

/// UTF-8 text out of bytes, or what the bytes are instead.
fn decode(bytes: Vec<u8>) -> Result<String, Unreadable> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(Unreadable::Encoding("UTF-16"));
    }
    if let Some(what) = other_format(&bytes) {
        return Err(Unreadable::Format(what));
    }
    if bytes.contains(&0) {
        return Err(Unreadable::Binary);
    }
    String::from_utf8(bytes).map_err(|error| {
        let (_, _, failed) = encoding_rs::SHIFT_JIS.decode(error.as_bytes());
        if failed { Unreadable::Binary } else { Unreadable::Encoding("Shift_JIS") }
    })
}

/// The program whose file this is by its first bytes, where it is one in which assessments are kept.
pub fn other_format(bytes: &[u8]) -> Option<Format> {
    let office: [&[u8]; 2] = [b"PK\x03\x04", &[0xd0, 0xcf, 0x11, 0xe0]];
    if office.iter().any(|first| bytes.starts_with(first)) {
        return Some(Format::Office);
    }
    bytes.starts_with(b"%PDF-").then_some(Format::Pdf)
}

/// Files of other programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Excel or Word.
    Office,
    /// PDF.
    Pdf,
}

/// Why a file cannot be used as a source text.
#[derive(Debug)]
pub struct SourceError {
    /// The file.
    pub path: PathBuf,
    /// What is wrong with it.
    pub reason: Unreadable,
}

/// The reasons why a file is not a usable text.
#[derive(Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// The operating system refused.
    Io(io::ErrorKind),
    /// A folder or a device.
    NotAFile,
    /// Larger than the limit, in bytes.
    TooLarge {
        /// The size of the file.
        bytes: u64,
        /// The limit.
        limit: u64,
    },
    /// A file of this other kind.
    Format(Format),
    /// Not text.
    Binary,
    /// Text, but in this other encoding.
    Encoding(&'static str),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_after_kanji() {
        let source = Source::new("a", "評価書名: x\r\n事務: 予防接種\n");
        let at = source.text().find('x').unwrap();
        assert_eq!(source.position(at), Position { line: 1, column: 7 });
        let at = source.text().find("予防").unwrap();
        assert_eq!(source.position(at), Position { line: 2, column: 5 });
        assert_eq!(source.slice(source.line_span(1)), "評価書名: x");
        assert_eq!(source.position(10_000).line, 3);
    }

    #[test]
    fn other_encodings_are_named() {
        let (sjis, _, _) = encoding_rs::SHIFT_JIS.encode("様式: 全項目評価書");
        assert_eq!(decode(sjis.into_owned()), Err(Unreadable::Encoding("Shift_JIS")));
        assert_eq!(decode(vec![0xff, 0xfe, 0x30]), Err(Unreadable::Encoding("UTF-16")));
        assert_eq!(decode(vec![1, 0, 2]), Err(Unreadable::Binary));
        assert_eq!(decode(b"PK\x03\x04xl".to_vec()), Err(Unreadable::Format(Format::Office)));
        assert_eq!(decode(b"%PDF-1.7".to_vec()), Err(Unreadable::Format(Format::Pdf)));
        assert!(Source::new("b", "\u{feff}様式: x").has_byte_order_mark());
    }
}
