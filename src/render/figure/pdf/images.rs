//! The images of a PDF come in; out goes whether each of them can be decoded within bounds.
//!
//! An image says its size, but only some compressions keep to it: those of scanners (FAX, JBIG2, JPEG
//! 2000) bring sizes of their own and are refused. So that images inside of contents are seen too, all
//! that may be contents of the file is read.

use hayro_svg::hayro_interpret::hayro_syntax::Filter;
use hayro_svg::hayro_interpret::hayro_syntax::content::TypedIter;
use hayro_svg::hayro_interpret::hayro_syntax::content::ops::TypedInstruction;
use hayro_svg::hayro_interpret::hayro_syntax::object::{Name, Object, Stream};

use super::PdfFault;
use crate::pdf::{Page, Pdf, inflated};

/// The most pixels of an image: a page of A3 at 300 dots per inch is 17 millions.
pub(super) const MAX_PIXELS: u64 = 30_000_000;

/// Looks at all images of a file; those inside of contents may unfold to `max` bytes together.
pub(super) fn check(file: &Pdf, page: &Page<'_>, max: u64) -> Result<(), PdfFault> {
    let mut left = max;
    // The parts of a page's contents are read as one.
    inside(page.page_stream().unwrap_or_default(), &mut left)?;
    for object in file.objects() {
        let Object::Stream(stream) = object else { continue };
        let dict = stream.dict();
        let name = |key: &str| dict.get::<Name<'_>>(key).map(|n| n.as_str().to_owned());
        if name("Subtype").as_deref() == Some("Image") {
            size(&stream)?;
            kind(&stream)?;
        } else if !is_program(&stream) {
            // What cannot be unfolded draws nothing.
            inside(&stream.decoded().unwrap_or_default(), &mut left)?;
        }
    }
    Ok(())
}

/// Whether a stream is a font, a table of the file or a description: no contents.
fn is_program(stream: &Stream<'_>) -> bool {
    let dict = stream.dict();
    let kind = |key: &str, kinds: &[&str]| dict.get::<Name<'_>>(key).is_some_and(|n| kinds.contains(&n.as_str()));
    ["Length1", "Length2", "Length3"].iter().any(|key| dict.contains_key(*key))
        || kind("Subtype", &["Type1C", "CIDFontType0C", "OpenType", "XML"])
        || kind("Type", &["XRef", "ObjStm", "Metadata", "CMap", "EmbeddedFile"])
}

/// The images inside of contents.
fn inside(contents: &[u8], left: &mut u64) -> Result<(), PdfFault> {
    let mut instructions = TypedIter::new(contents);
    while let Some(instruction) = instructions.next() {
        let TypedInstruction::InlineImage(image) = instruction else { continue };
        let stream = image.0;
        size(stream)?;
        kind(stream)?;
        let filters = stream.filters();
        let unfolded = match filters.as_slice() {
            [] | [Filter::DctDecode] => 0,
            [Filter::FlateDecode] => inflated(&stream.raw_data(), *left),
            _ => return Err(PdfFault::Image),
        };
        *left = left.checked_sub(unfolded).ok_or(PdfFault::TooLarge)?;
    }
    Ok(())
}

fn size(stream: &Stream<'_>) -> Result<(), PdfFault> {
    let side = |keys: [&str; 2]| keys.into_iter().find_map(|key| stream.dict().get::<u32>(key)).map_or(0, u64::from);
    if side(["W", "Width"]).saturating_mul(side(["H", "Height"])) > MAX_PIXELS {
        return Err(PdfFault::TooLarge);
    }
    Ok(())
}

fn kind(stream: &Stream<'_>) -> Result<(), PdfFault> {
    let refused = |f: &Filter| matches!(f, Filter::CcittFaxDecode | Filter::Jbig2Decode | Filter::JpxDecode);
    if stream.filters().iter().any(refused) { Err(PdfFault::Image) } else { Ok(()) }
}
