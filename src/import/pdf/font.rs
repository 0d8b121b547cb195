//! A font's dictionary comes in; out goes, for each code of a shown string, its character and width.
//!
//! A code without a known character gives U+FFFD: nothing is left out, and nothing is guessed.

use std::collections::HashMap;

use hayro_cmap::{BfString, CMap, CMapName, CidFamily, WritingMode, load_embedded};
use hayro_syntax::object::{Array, Dict, Name, Object, Stream, String as PdfString};

/// Width of a character whose font does not say it, in thousandths of the size.
const DEFAULT_WIDTH: f64 = 1000.0;
const SIMPLE_WIDTH: f64 = 500.0;
/// The most widths that one range may set.
const MAX_CIDS: u32 = 0x1_0000;

/// A font.
pub(super) struct Font {
    /// Whether text runs downwards.
    pub vertical: bool,
    to_unicode: Option<CMap>,
    kind: Kind,
}

enum Kind {
    /// Codes of one byte.
    Simple { widths: Vec<f64>, first: usize, missing: f64, table: Vec<char> },
    /// Codes of several bytes that stand for CIDs; `ucs2` knows the characters of a known collection.
    Composite { encoding: Box<CMap>, widths: HashMap<u32, f64>, default: f64, ucs2: Option<Box<CMap>> },
}

/// What a code shows.
pub(super) struct Shown {
    pub text: String,
    /// In thousandths of the size.
    pub width: f64,
    /// Whether it is the one-byte space, which word spacing widens.
    pub space: bool,
}

impl Font {
    /// The font of a dictionary.
    pub fn new(dict: &Dict<'_>) -> Option<Font> {
        let to_unicode = to_unicode(dict);
        if dict.get::<Name<'_>>("Subtype").is_some_and(|n| &*n == b"Type0") {
            return Font::composite(dict, to_unicode);
        }
        let widths: Vec<f64> =
            dict.get::<Array<'_>>("Widths").map(|a| a.iter::<f32>().map(f64::from).collect()).unwrap_or_default();
        // A Type 3 font measures in its own units.
        let unit = dict.get::<[f32; 6]>("FontMatrix").map_or(1.0, |m| f64::from(m[0]) * 1000.0);
        let missing = dict.get::<Dict<'_>>("FontDescriptor").and_then(|d| d.get::<f32>("MissingWidth"));
        let missing = missing.map_or(SIMPLE_WIDTH, f64::from);
        Some(Font {
            vertical: false,
            to_unicode,
            kind: Kind::Simple {
                widths: widths.iter().map(|w| w * unit).collect(),
                first: dict.get::<u32>("FirstChar").unwrap_or(0) as usize,
                missing,
                table: table(dict),
            },
        })
    }

    fn composite(dict: &Dict<'_>, to_unicode: Option<CMap>) -> Option<Font> {
        let encoding = encoding(&dict.get::<Object<'_>>("Encoding")?)?;
        let descendant = dict.get::<Array<'_>>("DescendantFonts")?.iter::<Dict<'_>>().next()?;
        let family = |info: Dict<'_>| -> Option<CidFamily> {
            let registry = info.get::<PdfString<'_>>("Registry")?;
            let ordering = info.get::<PdfString<'_>>("Ordering")?;
            Some(CidFamily::from_registry_ordering(registry.as_bytes(), ordering.as_bytes()))
        };
        let named = encoding.metadata().character_collection.as_ref().map(|c| c.family.clone());
        let family = named
            .filter(|f| *f != CidFamily::AdobeIdentity)
            .or_else(|| family(descendant.get::<Dict<'_>>("CIDSystemInfo")?));
        let ucs2 = family.and_then(|f| f.ucs2_cmap()).and_then(load_embedded);
        let ucs2 = ucs2.and_then(|data| CMap::parse(data, load_embedded)).map(Box::new);
        Some(Font {
            vertical: encoding.metadata().writing_mode == Some(WritingMode::Vertical),
            to_unicode,
            kind: Kind::Composite {
                encoding: Box::new(encoding),
                widths: descendant.get::<Array<'_>>("W").map(|a| cid_widths(&a)).unwrap_or_default(),
                default: descendant.get::<f32>("DW").map_or(DEFAULT_WIDTH, f64::from),
                ucs2,
            },
        })
    }

    /// The codes of a shown string, one after the other.
    pub fn show(&self, bytes: &[u8], mut each: impl FnMut(Shown)) {
        let mut at = 0;
        while at < bytes.len() {
            let (code, len) = self.code(&bytes[at..]);
            at += len;
            each(Shown { text: self.text(code), width: self.width(code), space: len == 1 && code == 32 });
        }
    }

    fn code(&self, bytes: &[u8]) -> (u32, usize) {
        let Kind::Composite { encoding, .. } = &self.kind else { return (u32::from(bytes[0]), 1) };
        let mut code = 0;
        for (n, &byte) in bytes.iter().take(4).enumerate() {
            code = code << 8 | u32::from(byte);
            if encoding.lookup_cid_code(code, n as u8 + 1).is_some() {
                return (code, n + 1);
            }
        }
        // A code outside of every range is still as long as its neighbours.
        let wide = encoding.metadata().name.as_deref().is_some_and(|name| {
            name.starts_with(b"Identity")
                || [&b"UCS2"[..], b"UTF16"].iter().any(|w| name.windows(w.len()).any(|n| n == *w))
        });
        (u32::MAX, if wide { bytes.len().min(2) } else { 1 })
    }

    fn cid(&self, code: u32) -> u32 {
        let Kind::Composite { encoding, .. } = &self.kind else { return code };
        (1..=4).find_map(|len| encoding.lookup_cid_code(code, len)).unwrap_or(0)
    }

    fn text(&self, code: u32) -> String {
        let known = |found: BfString| match found {
            BfString::Char(c) => String::from(c),
            BfString::String(s) => s,
        };
        let mapped = self.to_unicode.as_ref().and_then(|map| map.lookup_bf_string(code)).map(known);
        let text = mapped.filter(|t| !t.is_empty() && t != "\0").or_else(|| match &self.kind {
            Kind::Simple { table, .. } => table.get(code as usize).map(|&c| String::from(c)),
            Kind::Composite { ucs2, .. } => ucs2.as_ref()?.lookup_bf_string(self.cid(code)).map(known),
        });
        text.unwrap_or_else(|| String::from(char::REPLACEMENT_CHARACTER))
    }

    fn width(&self, code: u32) -> f64 {
        match &self.kind {
            Kind::Simple { widths, first, missing, .. } => {
                (code as usize).checked_sub(*first).and_then(|i| widths.get(i)).copied().unwrap_or(*missing)
            }
            Kind::Composite { widths, default, .. } => widths.get(&self.cid(code)).copied().unwrap_or(*default),
        }
    }
}

fn to_unicode(dict: &Dict<'_>) -> Option<CMap> {
    let stream = dict.get::<Stream<'_>>("ToUnicode");
    match stream.and_then(|s| s.decoded().ok()) {
        Some(data) => CMap::parse(&data, load_embedded),
        None => {
            let name = dict.get::<Name<'_>>("ToUnicode")?;
            CMap::parse(load_embedded(CMapName::from_bytes(&name))?, load_embedded)
        }
    }
}

fn encoding(object: &Object<'_>) -> Option<CMap> {
    match object {
        Object::Name(name) => match CMapName::from_bytes(name) {
            CMapName::IdentityH => Some(CMap::identity_h()),
            CMapName::IdentityV => Some(CMap::identity_v()),
            name => CMap::parse(load_embedded(name)?, load_embedded),
        },
        Object::Stream(stream) => CMap::parse(&stream.decoded().ok()?, load_embedded),
        _ => None,
    }
}

/// `[first [w w …] first last w …]`.
fn cid_widths(array: &Array<'_>) -> HashMap<u32, f64> {
    let mut out = HashMap::new();
    let mut iter = array.flex_iter();
    loop {
        if let Some((first, widths)) = iter.next::<(u32, Array<'_>)>() {
            out.extend((first..).zip(widths.iter::<f32>().map(f64::from)));
        } else if let Some((first, last, width)) = iter.next::<(u32, u32, f32)>() {
            if last.saturating_sub(first) <= MAX_CIDS {
                out.extend((first..=last).map(|cid| (cid, f64::from(width))));
            }
        } else {
            return out;
        }
    }
}

/// The characters of a font of one-byte codes. Names of single glyphs beyond ASCII stay unknown.
fn table(dict: &Dict<'_>) -> Vec<char> {
    let object = dict.get::<Object<'_>>("Encoding");
    let mut named = Vec::new();
    let base = match object {
        Some(Object::Name(name)) => Some(name.as_str().to_owned()),
        Some(Object::Dict(encoding)) => {
            named = encoding.get::<Array<'_>>("Differences").map(|a| differences(&a)).unwrap_or_default();
            encoding.get::<Name<'_>>("BaseEncoding").map(|n| n.as_str().to_owned())
        }
        _ => None,
    };
    let symbols =
        dict.get::<Name<'_>>("BaseFont").is_some_and(|n| n.as_str().contains("Symbol") || n.as_str().contains("ding"));
    let high = match base.as_deref() {
        Some("MacRomanEncoding") => encoding_rs::MACINTOSH,
        _ => encoding_rs::WINDOWS_1252,
    };
    let character = |code: usize| {
        let byte = [code as u8];
        match code {
            _ if symbols => char::REPLACEMENT_CHARACTER,
            0x20..=0x7e => char::from(code as u8),
            0x80.. => high.decode_without_bom_handling(&byte).0.chars().next().unwrap_or(char::REPLACEMENT_CHARACTER),
            _ => char::REPLACEMENT_CHARACTER,
        }
    };
    let mut table: Vec<char> = (0..256).map(character).collect();
    for (code, c) in named {
        table[usize::from(code)] = c;
    }
    table
}

/// `[code /name /name …]`: `uni3042`, a single letter, and the names of digits and ASCII marks.
fn differences(array: &Array<'_>) -> Vec<(u8, char)> {
    let mut out = Vec::new();
    let mut code = 0u8;
    for object in array.iter::<Object<'_>>() {
        match object {
            Object::Number(n) => code = n.as_i64().clamp(0, 255) as u8,
            Object::Name(name) => {
                out.push((code, glyph(name.as_str())));
                code = code.saturating_add(1);
            }
            _ => {}
        }
    }
    out
}

fn glyph(name: &str) -> char {
    const NAMES: [&str; 33] = [
        "space",
        "exclam",
        "quotedbl",
        "numbersign",
        "dollar",
        "percent",
        "ampersand",
        "quotesingle",
        "parenleft",
        "parenright",
        "asterisk",
        "plus",
        "comma",
        "hyphen",
        "period",
        "slash",
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "colon",
        "semicolon",
        "less",
        "equal",
        "greater",
        "question",
        "at",
    ];
    const BRACKETS: [(&str, char); 10] = [
        ("bracketleft", '['),
        ("backslash", '\\'),
        ("bracketright", ']'),
        ("asciicircum", '^'),
        ("underscore", '_'),
        ("grave", '`'),
        ("braceleft", '{'),
        ("bar", '|'),
        ("braceright", '}'),
        ("asciitilde", '~'),
    ];
    let mut chars = name.chars();
    let single = chars.next().filter(|_| chars.next().is_none());
    let ascii = NAMES.iter().position(|n| *n == name).and_then(|i| char::from_u32(0x20 + i as u32));
    let bracket = || BRACKETS.iter().find(|b| b.0 == name).map(|b| b.1);
    let hex = || {
        let digits = name.strip_prefix("uni").or(name.strip_prefix('u'))?;
        u32::from_str_radix(digits.get(..4.min(digits.len()))?, 16).ok().and_then(char::from_u32)
    };
    single.or(ascii).or_else(bracket).or_else(hex).unwrap_or(char::REPLACEMENT_CHARACTER)
}
