//! 外字 on a page: the characters of a text come in that only the fonts of the body have, and those
//! fonts, cut down to these characters, go out, so that a page shows them everywhere.
//!
//! `subsetter`, which the PDF is made with, leaves out what a browser needs; `write-fonts` adds it.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::render::fonts::Fallback;

/// A font on the page.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Face {
    /// Its characters, as a style names them: `U+E000, U+E001`.
    range: String,
    /// An address that holds the whole font.
    src: String,
    /// Its characters.
    #[serde(skip)]
    pub chars: BTreeSet<char>,
}

/// The fonts of the body, each with those of the characters that it is the first to have.
#[cfg(feature = "pdf")]
pub(super) fn faces(mut chars: BTreeSet<char>, fonts: &Fallback) -> Vec<Face> {
    let mut out = Vec::new();
    for font in fonts.loaded().map(|l| l.fonts.as_slice()).unwrap_or_default() {
        let has = |c: &char| font.info().coverage.contains(*c as u32);
        let own: BTreeSet<char> = chars.iter().copied().filter(has).collect();
        // A font that cannot be cut stays out, and its characters are shown as missing.
        let Some(bytes) = cut(font, &own).filter(|_| !own.is_empty()) else { continue };
        chars.retain(|c| !own.contains(c));
        let range = own.iter().map(|c| format!("U+{:04X}", *c as u32)).collect::<Vec<_>>().join(", ");
        let src = format!("data:font/ttf;base64,{}", crate::render::figure::base64(&bytes));
        out.push(Face { range, src, chars: own });
    }
    out
}

/// Without PDF no font is read.
#[cfg(not(feature = "pdf"))]
pub(super) fn faces(_: BTreeSet<char>, _: &Fallback) -> Vec<Face> {
    Vec::new()
}

/// A font with these characters and nothing else.
#[cfg(feature = "pdf")]
fn cut(font: &typst::text::Font, chars: &BTreeSet<char>) -> Option<Vec<u8>> {
    use write_fonts::FontBuilder;
    use write_fonts::read::{FontRef, TableProvider};
    use write_fonts::tables::{cmap::Cmap, post::Post};
    use write_fonts::types::{GlyphId, Tag, Version16Dot16};

    let whole = FontRef::from_index(font.data(), font.index()).ok()?;
    let of = whole.cmap().ok()?;
    let mut glyphs = subsetter::GlyphRemapper::new();
    let mut map = Vec::with_capacity(chars.len());
    for &c in chars {
        let glyph = u16::try_from(of.map_codepoint(c)?.to_u32()).ok()?;
        map.push((c, GlyphId::new(glyphs.remap(glyph).into())));
    }
    let drawn = subsetter::subset(font.data(), font.index(), &glyphs).ok()?;
    let drawn = FontRef::new(&drawn).ok()?;
    let mut builder = FontBuilder::new();
    builder.add_table(&Cmap::from_mappings(map).ok()?).ok()?;
    // Without the names of glyphs, which are those of the whole font.
    builder.add_table(&Post { version: Version16Dot16::VERSION_3_0, ..Post::default() }).ok()?;
    for tag in [Tag::new(b"OS/2"), Tag::new(b"name")] {
        builder.add_raw(tag, whole.data_for_tag(tag)?.as_bytes());
    }
    builder.copy_missing_tables(drawn);
    Some(builder.build())
}
