//! A page of a PDF as a figure: the bytes of the file and the number of the page come in, the page as
//! SVG goes out, which then is a figure like any other.
//!
//! Letters become outlines, so a font that is not in the file is a fault and never another font. What the
//! page would draw is counted before anything is drawn ([`meter`]): a short file can draw without end.

use std::time::Duration;

use thiserror::Error;

use crate::pdf::{self, Limits, Problem};

#[cfg(feature = "pdf")]
mod images;
#[cfg(feature = "pdf")]
mod meter;

/// Why a page of a PDF cannot be printed.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum PdfFault {
    /// The file is damaged, or no PDF at all.
    #[error("PDF として読めません（壊れているか、途中で切れています）")]
    Damaged,
    /// It is protected, with or without a password to open it.
    #[error("パスワードなどで保護されています（保護を外した PDF にしてください）")]
    Encrypted,
    /// It unfolds or draws too much.
    #[error("中身が大きすぎるか、複雑すぎます（要るページだけの PDF か、画像にしてください）")]
    TooLarge,
    /// The page is not there; the number of pages.
    #[error("そのページはありません（{0} ページまであります）")]
    NoPage(usize),
    /// A font is not in the file.
    #[error("書体が埋め込まれていません（書体を埋め込んだ PDF か、画像にしてください）")]
    Font,
    /// An image is damaged or of a kind that is not read.
    #[error("中の画像を読めません（FAX・JBIG2・JPEG 2000 の画像は使えません。ページ全体を PNG などにしてください）")]
    Image,
    /// This program draws no PDF.
    #[error("この piac は PDF の機能なしで作られています（pdftocairo -svg などで SVG にすると使えます）")]
    NotBuilt,
}

impl From<Problem> for PdfFault {
    fn from(problem: Problem) -> Self {
        match problem {
            Problem::Damaged => PdfFault::Damaged,
            Problem::Encrypted => PdfFault::Encrypted,
            Problem::TooLarge => PdfFault::TooLarge,
        }
    }
}

/// A page with its fonts unfolds to a few megabytes, and is drawn in less than a second.
const LIMITS: Limits = Limits { streams: 64 * 1024 * 1024, images: 128 * 1024 * 1024, time: Duration::from_secs(20) };

/// The page with that number, from 1, as SVG.
pub(super) fn picture(bytes: Vec<u8>, number: u32) -> Result<Vec<u8>, PdfFault> {
    if !pdf::is_pdf(&bytes) {
        return Err(PdfFault::Damaged);
    }
    // What opens without a password can be protected all the same; its streams cannot be measured.
    if bytes.windows(8).any(|w| w == b"/Encrypt") {
        return Err(PdfFault::Encrypted);
    }
    pdf::with(bytes, LIMITS, move |pdf| {
        let pages = pdf.pages();
        let page = usize::try_from(number).ok().and_then(|n| pages.get(n.checked_sub(1)?));
        let page = page.ok_or(PdfFault::NoPage(pages.len()))?;
        // A page that cannot be unfolded would be an empty figure.
        if page.raw().contains_key("Contents") && page.page_stream().is_none() {
            return Err(PdfFault::Damaged);
        }
        draw(pdf, page)
    })
}

#[cfg(not(feature = "pdf"))]
fn draw(_: &pdf::Pdf, _: &pdf::Page<'_>) -> Result<Vec<u8>, PdfFault> {
    Err(PdfFault::NotBuilt)
}

#[cfg(feature = "pdf")]
fn draw<'a>(file: &'a pdf::Pdf, page: &'a pdf::Page<'a>) -> Result<Vec<u8>, PdfFault> {
    use std::sync::{Arc, Mutex, PoisonError};

    use hayro_svg::hayro_interpret::font::FontQuery;
    use hayro_svg::hayro_interpret::{InterpreterSettings, InterpreterWarning};
    use hayro_svg::{RenderCache, SvgRenderSettings};

    images::check(file, page, LIMITS.images)?;
    let fault = Arc::new(Mutex::new(None));
    let report = {
        let fault = Arc::clone(&fault);
        move |new| {
            fault.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(new);
        }
    };
    let no_font = report.clone();
    let settings = InterpreterSettings {
        font_resolver: Arc::new(move |query| match query {
            FontQuery::Standard(font) => Some(font.get_font_data()),
            FontQuery::Fallback(_) => {
                no_font(PdfFault::Font);
                None
            }
        }),
        warning_sink: Arc::new(move |warning| {
            report(match warning {
                InterpreterWarning::UnsupportedFont => PdfFault::Font,
                InterpreterWarning::ImageDecodeFailure => PdfFault::Image,
            });
        }),
        ..InterpreterSettings::default()
    };
    meter::measure(page, &settings)?;
    let svg = hayro_svg::convert(page, &RenderCache::new(), &settings, &SvgRenderSettings::default());
    match *fault.lock().unwrap_or_else(PoisonError::into_inner) {
        Some(fault) => Err(fault),
        None if svg.len() as u64 > super::MAX_BYTES || super::svg::fault(svg.as_bytes()).is_some() => {
            Err(PdfFault::TooLarge)
        }
        None => Ok(svg.into_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_pdf_the_message_says_so_and_with_it_there_is_a_picture() {
        let file = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>\
                     endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n";
        let made = picture(file.to_vec(), 1);
        if cfg!(feature = "pdf") {
            assert!(made.is_ok_and(|svg| svg.starts_with(b"<svg")));
        } else {
            assert_eq!(made, Err(PdfFault::NotBuilt));
        }
        assert_eq!(picture(file.to_vec(), 2), Err(PdfFault::NoPage(1)));
    }
}
