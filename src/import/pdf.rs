//! PDF: the bytes of a file come in, its text in reading order goes out, as the importer takes it:
//! a table's cells between tabs, its rows on lines, pages between form feeds.
//!
//! 1. [`bomb`] refuses what would blow up, [`content`] runs the pages and collects characters and
//!    ruled lines with their places; [`font`] knows what a code means and how wide it is.
//! 2. [`grid`] makes cells of the ruled lines, [`lines`] makes lines of the characters.
//! 3. [`page`] puts cells and lines into the order in which a person reads.
//!
//! Only `hayro-syntax` reads the file, with its content streams and character maps: no font program
//! and no image of a foreign file is ever decoded.

mod bomb;
mod content;
mod font;
mod grid;
mod lines;
mod page;

use std::sync::mpsc;
use std::time::Duration;

use hayro_syntax::{LoadPdfError, Pdf};

use super::ImportError;
use crate::diag::Message;

/// Why a PDF cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PdfProblem {
    /// The file is damaged, or no PDF at all.
    Damaged,
    /// It opens with a password only.
    Encrypted,
    /// Its pages are pictures.
    NoText,
    /// Its fonts do not say which characters they show.
    NoCharacters,
    /// It unfolds to more than any assessment has.
    TooLarge,
}

impl PdfProblem {
    /// What to tell a person about the file of that name.
    pub(super) fn message(self, name: &str) -> Message {
        match self {
            PdfProblem::Damaged => Message::new(
                format!("「{name}」は PDF として読めません（壊れているか、途中で切れています）"),
                format!("{name} cannot be read as PDF: it is damaged or cut short"),
            ),
            PdfProblem::Encrypted => Message::new(
                format!("「{name}」はパスワードで保護されているため読めません。保護を外した PDF を指定してください"),
                format!("{name} is protected by a password; give a PDF without protection"),
            ),
            PdfProblem::NoText => Message::new(
                format!(
                    "「{name}」には文字の情報がありません（紙を読み取った画像の PDF です）。OCR で文字にしてから取り込んでください"
                ),
                format!("{name} has no text layer (a scan); make text of it by OCR first"),
            ),
            PdfProblem::NoCharacters => Message::new(
                format!(
                    "「{name}」の書体には文字コードの情報がないため、文字として読めません。元の文書から PDF を作り直すか、OCR で文字にしてください"
                ),
                format!("the fonts of {name} do not say which characters they show; make the PDF anew or use OCR"),
            ),
            PdfProblem::TooLarge => Message::new(
                format!("「{name}」は中身が大きすぎるため読めません"),
                format!("{name} unfolds to more than can be read"),
            ),
        }
    }
}

/// A file that takes longer is no assessment. Ten times what a thousand pages need.
const MAX_TIME: Duration = Duration::from_secs(60);
/// Nested objects are read by recursion.
const STACK: usize = 64 * 1024 * 1024;
/// Of the characters at most one in this many may be unknown.
const UNKNOWN: usize = 5;

/// Whether the bytes are a PDF. Readers accept some bytes before its header.
pub(super) fn is_pdf(bytes: &[u8]) -> bool {
    bytes[..bytes.len().min(1024)].windows(5).any(|w| w == b"%PDF-")
}

/// The text of a PDF.
///
/// It is read on a thread of its own: a damaged file may make the parser panic, take very long or
/// need a deep stack, and none of that may reach the caller.
pub(super) fn text(name: &str, bytes: &[u8]) -> Result<String, ImportError> {
    let problem = |p: PdfProblem| ImportError::Pdf(name.to_owned(), p);
    if bomb::unfolds(bytes) {
        return Err(problem(PdfProblem::TooLarge));
    }
    let (sender, receiver) = mpsc::channel();
    let bytes = bytes.to_vec();
    let work = move || {
        // The receiver is gone when the time is up; then nobody wants the result.
        let _ = sender.send(read(bytes));
    };
    let spawned = std::thread::Builder::new().stack_size(STACK).spawn(work);
    spawned.map_err(|_| problem(PdfProblem::TooLarge))?;
    match receiver.recv_timeout(MAX_TIME) {
        Ok(result) => result.map_err(problem),
        Err(mpsc::RecvTimeoutError::Timeout) => Err(problem(PdfProblem::TooLarge)),
        Err(mpsc::RecvTimeoutError::Disconnected) => Err(problem(PdfProblem::Damaged)),
    }
}

fn read(bytes: Vec<u8>) -> Result<String, PdfProblem> {
    let pdf = Pdf::new(bytes).map_err(|e| match e {
        LoadPdfError::Decryption(_) => PdfProblem::Encrypted,
        LoadPdfError::Invalid => PdfProblem::Damaged,
    })?;
    let mut reader = content::Reader::new();
    let mut out = String::new();
    let (mut known, mut unknown, mut images) = (0, 0, false);
    for pdf_page in pdf.pages().iter() {
        // A page that cannot be unfolded must not be missing without a word.
        if pdf_page.raw().contains_key("Contents") && pdf_page.page_stream().is_none() {
            return Err(PdfProblem::Damaged);
        }
        let drawn = reader.page(pdf_page).ok_or(PdfProblem::TooLarge)?;
        images |= drawn.images;
        let lost = drawn.glyphs.iter().filter(|g| g.c == char::REPLACEMENT_CHARACTER).count();
        unknown += lost;
        known += drawn.glyphs.iter().filter(|g| !g.c.is_whitespace()).count() - lost;
        out.push_str(&page::text(drawn));
        out.push('\u{c}');
    }
    match () {
        _ if known + unknown == 0 && images => Err(PdfProblem::NoText),
        _ if unknown * UNKNOWN > known => Err(PdfProblem::NoCharacters),
        _ => Ok(out),
    }
}
