//! Figure files: a path as written comes in, bytes go out, and nothing outside of the repository.
//!
//! A path is relative to the file of the assessment, has no `..`, is not absolute and leads, after
//! every link is followed, to a place inside the root.

use std::path::{Component, Path, PathBuf};

use thiserror::Error;

use crate::source;

use crate::assessment::{self, Assessment, BlockKind, Value};
use crate::diag::{Diagnostic, Message, Severity};
pub use pdf::PdfFault;

use super::{Block, PageTree, visit_blocks};

mod pdf;
mod svg;

/// The largest figure that is read, in bytes.
pub const MAX_BYTES: u64 = 20 * 1024 * 1024;
/// The most pixels of a figure; more would not fit in memory when it is decoded.
pub const MAX_PIXELS: u64 = 100_000_000;
/// The most figures of one document.
pub const MAX_FIGURES: usize = 500;
/// The kinds of figures, by the end of the file's name.
pub const EXTENSIONS: [&str; 6] = ["png", "jpg", "jpeg", "gif", "svg", "pdf"];

/// Why a figure cannot be printed. The first field is the path as written.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum FigureError {
    /// Absolute, with `..`, or through a link that leads out.
    #[error("図「{0}」は評価書のフォルダーの外を指しています")]
    Outside(String),
    /// There is no such file.
    #[error("図「{0}」がありません")]
    Missing(String),
    /// Not a kind of file that is printed.
    #[error("図「{0}」は使えない形式です（png、jpg、gif、svg、pdf のどれかにしてください）")]
    Kind(String),
    /// It is there but cannot be read.
    #[error("図「{0}」を読み込めません（大きすぎるか、読み取りが許されていません）")]
    Unreadable(String),
    /// Its content is not what its name says, or is cut off.
    #[error("図「{0}」は画像として読めません（壊れているか、名前の終わりと中身が違います）")]
    Broken(String),
    /// An SVG file that is more than a picture.
    #[error("図「{0}」は使えません: {1}")]
    Svg(String, &'static str),
    /// A page of a PDF that cannot be printed.
    #[error("図「{0}」は使えません: {1}")]
    Pdf(String, PdfFault),
    /// A page of what has none.
    #[error("図「{0}」にページはありません（「ページ」は PDF の図にだけ書けます）")]
    NoPages(String),
    /// It has more than [`MAX_PIXELS`].
    #[error("図「{0}」は画素が多すぎます（縦横を小さくしてください）")]
    TooManyPixels(String),
    /// The document has more than [`MAX_FIGURES`].
    #[error("図が多すぎます（「{0}」で{MAX_FIGURES}を超えました）")]
    TooMany(String),
    /// It has no words for those who cannot see it.
    #[error("図「{0}」に説明がありません")]
    NoCaption(String),
}

/// Reads the figure at `path` as written; `folder` is that of the assessment, inside `root`. The page of a
/// PDF, the first where none is written, becomes SVG.
pub fn read(path: &str, page: Option<u32>, folder: &Path, root: &Path) -> Result<Vec<u8>, FigureError> {
    let file = locate(path, folder, root)?;
    let bytes = source::read_limited(&file, MAX_BYTES).map_err(|_| FigureError::Unreadable(path.to_owned()))?;
    if extension(path) == Some("pdf") {
        return pdf::picture(bytes, page.unwrap_or(1)).map_err(|fault| FigureError::Pdf(path.to_owned(), fault));
    }
    if page.is_some() {
        return Err(FigureError::NoPages(path.to_owned()));
    }
    if extension(path) == Some("svg") {
        return match svg::fault(&bytes) {
            Some(fault) => Err(FigureError::Svg(path.to_owned(), fault)),
            None => Ok(bytes),
        };
    }
    let heads: &[&[u8]] = match extension(path) {
        Some("png") => &[b"\x89PNG\r\n\x1a\n"],
        Some("gif") => &[b"GIF8"],
        _ => &[b"\xff\xd8"],
    };
    match pixels(&bytes) {
        Some(n) if n > MAX_PIXELS => Err(FigureError::TooManyPixels(path.to_owned())),
        Some(1..) if heads.iter().any(|head| bytes.starts_with(head)) => Ok(bytes),
        _ => Err(FigureError::Broken(path.to_owned())),
    }
}

/// A finding for each figure of an assessment that cannot be printed; `place` is the folder of the
/// assessment and the root. Without it only what is written is looked at.
pub fn unusable(assessment: &Assessment, place: Option<(&Path, &Path)>) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    assessment.walk(&mut |at, answer| {
        let Some(Value::Text(text)) = answer.value() else { return };
        for_each_block(&text.blocks, &mut |block| {
            let BlockKind::Figure { path, page, caption } = &block.kind else { return };
            let fault = if caption.trim().is_empty() {
                Some(FigureError::NoCaption(path.to_owned()))
            } else {
                match place {
                    Some((folder, root)) => read(path, *page, folder, root).err(),
                    None => is_allowed(path).err(),
                }
            };
            let Some(fault) = fault else { return };
            let message = Message::new(fault.to_string(), format!("the figure {path} cannot be used"));
            // Another piac can print it.
            let unbuilt = matches!(fault, FigureError::Pdf(_, PdfFault::NotBuilt));
            let severity = if unbuilt { Severity::Warning } else { Severity::Error };
            let finding = Diagnostic::new("unusable-figure", severity, &assessment.source, block.span, message)
                .item(assessment::item_place(at));
            out.push(finding);
        });
    });
    out
}

fn for_each_block(blocks: &[assessment::Block], visit: &mut dyn FnMut(&assessment::Block)) {
    for block in blocks {
        visit(block);
        match &block.kind {
            BlockKind::Titled { body, .. } => for_each_block(body, visit),
            // A shared passage cannot hold a figure.
            BlockKind::Shared { .. }
            | BlockKind::Plain(_)
            | BlockKind::Markdown(_)
            | BlockKind::Table(_)
            | BlockKind::Figure { .. } => {}
        }
    }
}

/// A figure of a document.
#[derive(Clone, Debug)]
pub struct Figure {
    /// Path as written in the assessment.
    pub written: String,
    /// The page of a PDF, when it is written.
    pub page: Option<u32>,
    /// The end of a name for its bytes: `png`, and `svg` for a page of a PDF.
    pub extension: &'static str,
    /// The file.
    pub bytes: Vec<u8>,
}

impl Figure {
    /// The figure as an address that holds the whole file.
    pub fn data_uri(&self) -> String {
        let kind = match self.extension {
            "svg" => "svg+xml",
            "jpg" => "jpeg",
            other => other,
        };
        format!("data:image/{kind};base64,{}", base64(&self.bytes))
    }
}

/// The figures that a document names, each once; all of them can be printed.
pub fn collect(tree: &PageTree, folder: &Path, root: &Path) -> Result<Vec<Figure>, FigureError> {
    let mut figures: Vec<Figure> = Vec::new();
    let mut failed = None;
    visit_blocks(tree, &mut |block| {
        let Block::Figure { path, page, caption } = block else { return };
        if failed.is_some() {
            return;
        }
        let known = figures.iter().any(|f| &f.written == path && f.page == *page);
        let read = if caption.trim().is_empty() {
            Err(FigureError::NoCaption(path.to_owned()))
        } else if known {
            return;
        } else if figures.len() >= MAX_FIGURES {
            Err(FigureError::TooMany(path.to_owned()))
        } else {
            read(path, *page, folder, root)
        };
        match read {
            // `read` accepts only names with a known end.
            Ok(bytes) => figures.push(Figure {
                written: path.clone(),
                page: *page,
                extension: extension(path).map_or(EXTENSIONS[0], |e| if e == "pdf" { "svg" } else { e }),
                bytes,
            }),
            Err(error) => failed = Some(error),
        }
    });
    match failed {
        Some(error) => Err(error),
        None => Ok(figures),
    }
}

/// Bytes in the alphabet of RFC 4648, section 4.
pub(super) fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let at = |i: usize| u32::from(three.get(i).copied().unwrap_or_default());
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for n in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * n) & 63) as usize];
            out.push(if n <= three.len() { char::from(digit) } else { '=' });
        }
    }
    out
}

/// How many pixels the head of a PNG, GIF or JPEG file announces.
fn pixels(bytes: &[u8]) -> Option<u64> {
    let at = |i: usize| bytes.get(i).copied().map(u64::from);
    let be16 = |i: usize| Some(at(i)? << 8 | at(i + 1)?);
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        let be32 = |i: usize| Some(be16(i)? << 16 | be16(i + 2)?);
        return be32(16)?.checked_mul(be32(20)?);
    }
    if bytes.starts_with(b"GIF8") {
        return Some((at(6)? | at(7)? << 8) * (at(8)? | at(9)? << 8));
    }
    if !bytes.starts_with(b"\xff\xd8") {
        return None;
    }
    // JPEG: segments of a marker and a length, until the one that begins a frame.
    let mut segment = 2;
    loop {
        let marker = be16(segment)?;
        let frame = matches!(marker, 0xffc0..=0xffcf) && !matches!(marker, 0xffc4 | 0xffc8 | 0xffcc);
        if frame {
            return Some(be16(segment + 5)? * be16(segment + 7)?);
        }
        segment += 2 + usize::try_from(be16(segment + 2)?).ok()?;
    }
}

/// The end of a figure's name in lower case, when it is a kind that is printed.
pub fn extension(path: &str) -> Option<&'static str> {
    let (_, end) = path.rsplit_once('.')?;
    EXTENSIONS.into_iter().find(|e| end.eq_ignore_ascii_case(e))
}

/// Whether a path as written stays inside and ends like a figure.
fn is_allowed(path: &str) -> Result<(), FigureError> {
    let inside = |c: Component<'_>| matches!(c, Component::Normal(_) | Component::CurDir);
    // A backslash or a colon would mean something else on another system.
    if path.is_empty() || path.contains(['\\', ':', '\0']) || !Path::new(path).components().all(inside) {
        return Err(FigureError::Outside(path.to_owned()));
    }
    if extension(path).is_none() {
        return Err(FigureError::Kind(path.to_owned()));
    }
    Ok(())
}

fn locate(path: &str, folder: &Path, root: &Path) -> Result<PathBuf, FigureError> {
    is_allowed(path)?;
    let missing = |_| FigureError::Missing(path.to_owned());
    let root = root.canonicalize().map_err(missing)?;
    let file = folder.join(path).canonicalize().map_err(missing)?;
    if file.starts_with(&root) { Ok(file) } else { Err(FigureError::Outside(path.to_owned())) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn bytes_become_base64() {
        for (bytes, text) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }

    #[test]
    fn sizes_are_read_from_the_head() {
        assert_eq!(pixels(b"GIF89a\x10\0\x20\0"), Some(512));
        let jpeg = [&[0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xc0, 0, 17, 8, 0, 3, 0, 5][..], &[0; 9]].concat();
        assert_eq!(pixels(&jpeg), Some(15));
        assert_eq!(pixels(&jpeg[..14]), None);
        assert_eq!(pixels(b"<svg/>"), None);
    }

    #[test]
    fn only_files_inside_are_read() {
        let out = tempfile::tempdir().unwrap();
        fs::write(out.path().join("secret.png"), b"secret").unwrap();
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("a");
        fs::create_dir(&folder).unwrap();
        let png = [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(), &[0, 0, 0, 1, 0, 0, 0, 1]].concat();
        fs::write(folder.join("flow.PNG"), &png).unwrap();
        fs::write(folder.join("text.png"), b"text").unwrap();
        fs::write(folder.join("png.jpg"), &png).unwrap();
        fs::write(folder.join("script.svg"), b"<svg><script/></svg>").unwrap();
        fs::write(folder.join("flow.txt"), b"text").unwrap();
        fs::write(folder.join("flow.pdf"), b"text").unwrap();
        fs::create_dir(folder.join("dir.png")).unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(out.path().join("secret.png"), folder.join("link.png")).unwrap();
        let bomb = [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(), &[0, 1, 0, 0, 0, 1, 0, 0]].concat();
        fs::write(folder.join("bomb.png"), bomb).unwrap();
        let read = |p: &str| read(p, None, &folder, root.path());
        assert_eq!(read("flow.PNG"), Ok(png.clone()));
        assert_eq!(read("./flow.PNG"), Ok(png.clone()));
        assert!(matches!(read("script.svg"), Err(FigureError::Svg(..))));
        for (path, error) in [
            ("../a/flow.PNG", FigureError::Outside("../a/flow.PNG".into())),
            ("/etc/passwd.png", FigureError::Outside("/etc/passwd.png".into())),
            ("", FigureError::Outside(String::new())),
            ("none.png", FigureError::Missing("none.png".into())),
            ("bomb.png", FigureError::TooManyPixels("bomb.png".into())),
            ("text.png", FigureError::Broken("text.png".into())),
            ("png.jpg", FigureError::Broken("png.jpg".into())),
            ("flow.pdf", FigureError::Pdf("flow.pdf".into(), PdfFault::Damaged)),
            ("flow.txt", FigureError::Kind("flow.txt".into())),
            ("dir.png", FigureError::Unreadable("dir.png".into())),
            #[cfg(unix)]
            ("link.png", FigureError::Outside("link.png".into())),
        ] {
            assert_eq!(read(path), Err(error), "{path}");
        }
    }
}
