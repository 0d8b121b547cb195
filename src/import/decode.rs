//! Bytes of a published text come in, characters go out: UTF-8, UTF-16 and Shift_JIS (CP932).

use crate::text::is_japanese;

/// The text of a file, or `None` when the bytes are no text.
pub(super) fn decode(bytes: &[u8]) -> Option<String> {
    let text = if let Some(rest) = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]) {
        std::str::from_utf8(rest).ok()?.to_owned()
    } else if bytes.starts_with(&[0xff, 0xfe]) {
        strict(encoding_rs::UTF_16LE, &bytes[2..])?
    } else if bytes.starts_with(&[0xfe, 0xff]) {
        strict(encoding_rs::UTF_16BE, &bytes[2..])?
    } else if let Ok(text) = std::str::from_utf8(bytes) {
        text.to_owned()
    } else {
        // Shift_JIS text holds no zero bytes.
        bare_utf16(bytes).or_else(|| strict(encoding_rs::SHIFT_JIS, bytes))?
    };
    let odd = text.chars().filter(|&c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}' | '\u{b}')).count();
    // A stray control character is damage; many of them are not a text.
    (odd * 200 <= text.chars().count()).then_some(text)
}

fn strict(encoding: &'static encoding_rs::Encoding, bytes: &[u8]) -> Option<String> {
    let (text, failed) = encoding.decode_without_bom_handling(bytes);
    (!failed).then(|| text.into_owned())
}

/// UTF-16 without a mark: read the right way round, most of it is Japanese or ASCII.
fn bare_utf16(bytes: &[u8]) -> Option<String> {
    if !bytes.len().is_multiple_of(2) || !bytes.contains(&0) {
        return None;
    }
    let usual = |text: &String| text.chars().filter(|&c| c.is_ascii() || is_japanese(c)).count();
    [encoding_rs::UTF_16LE, encoding_rs::UTF_16BE]
        .into_iter()
        .filter_map(|encoding| strict(encoding, bytes))
        .max_by_key(usual)
        .filter(|text| usual(text) * 2 > text.chars().count())
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn the_encodings_of_published_texts() {
        let text = "特定個人情報保護評価書\n①部署　髙﨑";
        let (sjis, _, lost) = encoding_rs::SHIFT_JIS.encode(text);
        assert!(!lost);
        let utf16 = |big: bool| -> Vec<u8> {
            text.encode_utf16().flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
        };
        assert_eq!(decode(text.as_bytes()).as_deref(), Some(text));
        assert_eq!(decode(&sjis).as_deref(), Some(text));
        for (mark, big) in [([0xff, 0xfe], false), ([0xfe, 0xff], true)] {
            let bytes: Vec<u8> = mark.into_iter().chain(utf16(big)).collect();
            assert_eq!(decode(&bytes).as_deref(), Some(text));
            assert_eq!(decode(&utf16(big)).as_deref(), Some(text));
        }
    }

    #[test]
    fn random_bytes_are_no_text() {
        let mut state = 7u32;
        let bytes: Vec<u8> = (0..4000)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 24) as u8
            })
            .collect();
        assert_eq!(decode(&bytes), None);
    }
}
