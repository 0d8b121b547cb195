//! PDF: the bytes of a file come in, its text in reading order goes out, as the importer takes it:
//! a table's cells between tabs, its rows on lines, pages between form feeds.
//!
//! 1. [`content`] runs the pages and collects characters and ruled lines with their places; [`font`]
//!    knows what a code means and how wide it is.
//! 2. [`grid`] makes cells of the ruled lines, [`lines`] makes lines of the characters.
//! 3. [`page`] puts cells and lines into the order in which a person reads.
//!
//! Only `hayro-syntax` reads the file, with its content streams and character maps: no font program
//! and no image of a foreign file is ever decoded.

mod content;
mod font;
mod grid;
mod lines;
mod page;

use std::time::Duration;

use super::ImportError;
use crate::diag::Message;
use crate::pdf::{self, Limits, Pdf, Problem};

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

impl From<Problem> for PdfProblem {
    fn from(problem: Problem) -> Self {
        match problem {
            Problem::Damaged => PdfProblem::Damaged,
            Problem::Encrypted => PdfProblem::Encrypted,
            Problem::TooLarge => PdfProblem::TooLarge,
        }
    }
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

/// Images are not unfolded, as long as nothing else says that they are content. The time is ten times
/// what a thousand pages need.
const LIMITS: Limits = Limits { streams: 200 * 1024 * 1024, images: 1000 * 1024 * 1024, time: Duration::from_secs(60) };
/// Of the characters at most one in this many may be unknown.
const UNKNOWN: usize = 5;

/// The text of a PDF.
pub(super) fn text(name: &str, bytes: &[u8]) -> Result<String, ImportError> {
    pdf::with(bytes.to_vec(), LIMITS, read).map_err(|p| ImportError::Pdf(name.to_owned(), p))
}

fn read(pdf: &Pdf) -> Result<String, PdfProblem> {
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
