//! Japanese text: the one normalisation for comparing, display width for carets, numerals.
//!
//! What an author wrote is never changed; these functions only decide what counts as the same.

use unicode_normalization::UnicodeNormalization;
use unicode_width::UnicodeWidthChar;

/// The form in which two texts are compared: compatibility width (全角/半角, ①→1, Ⅰ→I), one kind of
/// dash, wave, quote and bracket, without any white space.
pub fn normalize(text: &str) -> String {
    folded(text, false)
}

/// [`normalize`] that keeps where lines and words end: white space becomes single spaces.
pub fn normalize_spaced(text: &str) -> String {
    folded(text, true).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// [`unify`], compatibility composition, and [`unify`] again for what that made; with or without white space.
fn folded(text: &str, spaces: bool) -> String {
    let mut out = String::with_capacity(text.len());
    // `copied` bytes are in `out`; what is its own form is copied in runs. `done` is where the last run that
    // went the long way ends.
    let (mut copied, mut at, mut done) = (0, 0, 0);
    loop {
        at += own_form(&text.as_bytes()[at..]);
        let Some(c) = text[at..].chars().next() else { break };
        match simple(c) {
            Simple::Itself => at += c.len_utf8(),
            Simple::As(other) => {
                out.push_str(&text[copied..at]);
                if spaces || !other.is_whitespace() {
                    out.push(other);
                }
                at += c.len_utf8();
                copied = at;
            }
            Simple::Not => {
                // Nearly all of a Japanese text is simple; only the runs between go the long way, with the
                // character before them, which may be the base of a mark.
                out.push_str(&text[copied..at]);
                let base = text[done..at].chars().next_back();
                if base.is_some_and(|c| spaces || !c.is_whitespace()) {
                    out.pop();
                }
                let start = at - base.map_or(0, char::len_utf8);
                let simple = |c: char| !matches!(simple(c), Simple::Not);
                at = text[at..].find(simple).map_or(text.len(), |length| at + length);
                let long = text[start..at].chars().flat_map(unify).nfkc().flat_map(unify);
                out.extend(long.filter(|c| spaces || !c.is_whitespace()));
                (copied, done) = (at, at);
            }
        }
    }
    out.push_str(&text[copied..]);
    out
}

/// How many bytes at the beginning are ASCII without white space, kanji, kana, 、 and 。, all of them their own form.
fn own_form(bytes: &[u8]) -> usize {
    let mut at = 0;
    loop {
        at += match bytes[at..] {
            [b'!'..=b'~', ..] => 1,
            [0xe5..=0xe9, ..] | [0xe4, 0xb8..=0xbf, ..] => 3,
            [0xe3, 0x80, 0x81..=0x82, ..] | [0xe3, 0x81, 0x81..=0xbf, ..] => 3,
            [0xe3, 0x82, 0x80..=0x96 | 0xa1..=0xbf, ..] | [0xe3, 0x83, 0x80..=0xbc, ..] => 3,
            _ => return at,
        };
    }
}

/// What a character becomes, apart from marks that follow it.
enum Simple {
    /// Itself.
    Itself,
    /// This one; white space, too, which may be left out.
    As(char),
    /// Something that depends on its neighbours, or more than one character.
    Not,
}

/// What a character becomes. Simple ones compose with nothing before them.
fn simple(c: char) -> Simple {
    match c {
        '\t'..='\r' | ' ' => Simple::As(c),
        '\0'..='\u{7f}' => Simple::Itself,
        '、'..='。' | '々'..='〇' | '「'..='】' | '〔' | '〕' | '※' | '○' | '●' => match unify(c) {
            Some(same) if same == c => Simple::Itself,
            Some(other) => Simple::As(other),
            None => Simple::Not,
        },
        'ぁ'..='ゖ' | 'ァ'..='ー' | '一'..='\u{9fff}' => Simple::Itself,
        '！'..='～' => Simple::As(char::from_u32(c as u32 - '！' as u32 + '!' as u32).unwrap_or(c)),
        '①'..='⑨' => Simple::As(char::from_u32(c as u32 - '①' as u32 + '1' as u32).unwrap_or(c)),
        '　' => Simple::As(' '),
        _ => match unify(c) {
            Some(other) if other.is_ascii() => Simple::As(other),
            _ => Simple::Not,
        },
    }
}

/// Variants that Unicode compatibility does not unite but readers do.
fn unify(c: char) -> Option<char> {
    Some(match c {
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '－' | '─' => '-',
        '～' | '〜' | '∼' => '~',
        '＜' | '〈' | '《' => '<',
        '＞' | '〉' | '》' => '>',
        '“' | '”' | '〝' | '〟' => '"',
        '’' | '‘' => '\'',
        '・' | '･' | '·' => '・',
        // ➀ is the same number in another face of the circle.
        '➀'..='➉' => char::from_u32('①' as u32 + (c as u32 - '➀' as u32)).unwrap_or(c),
        '\u{200b}' | '\u{feff}' | '\u{00ad}' => return None,
        c => c,
    })
}

/// Whether a line break before or after this character must not become a space.
pub fn is_japanese(c: char) -> bool {
    matches!(c as u32,
        0x2460..=0x24ff      // circled numbers
        | 0x3000..=0x30ff    // punctuation, kana
        | 0x3200..=0x33ff
        | 0x3400..=0x4dbf
        | 0x4e00..=0x9fff    // kanji
        | 0xf900..=0xfaff
        | 0xff00..=0xffef    // full-width forms
        | 0x20000..=0x3fffd)
}

/// Whether a line is the heading of a block: only `＜…＞`, `<…>` or `【…】`.
pub fn is_heading(line: &str) -> bool {
    let line = line.trim();
    let mut inside = line.chars();
    let (first, last) = (inside.next(), inside.next_back());
    let pair = matches!((first, last), (Some('＜'), Some('＞')) | (Some('<'), Some('>')) | (Some('【'), Some('】')));
    let inside = inside.as_str();
    pair && !inside.is_empty() && !inside.contains(['＜', '＞', '<', '>', '【', '】'])
}

/// The text without the blank lines at its end: they are no part of an answer. Spaces at the end of the last
/// line with words stay.
pub fn without_blank_end(text: &str) -> &str {
    let words = text.trim_end().len();
    text[words..].find('\n').map_or(text, |at| &text[..words + at])
}

/// The text with every control character made visible (`\u{1b}`), which a terminal would obey; of names also
/// line breaks.
pub fn visible(text: &str, one_line: bool) -> std::borrow::Cow<'_, str> {
    let shown = |c: char| !c.is_control() || (!one_line && matches!(c, '\n' | '\t'));
    if text.chars().all(shown) {
        return text.into();
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if shown(c) { out.push(c) } else { out.extend(c.escape_default()) }
    }
    out.into()
}

/// Columns on a terminal: full-width characters take two.
pub fn width(text: &str) -> usize {
    text.chars().map(|c| c.width().unwrap_or(0)).sum()
}

/// Whether a whole answer says "none": なし, -, －, ―, — and the like.
pub fn is_explicit_none(text: &str) -> bool {
    let text = text.trim();
    matches!(text, "なし" | "無し" | "無" | "該当なし" | "特になし")
        || (!text.is_empty()
            && text.chars().count() <= 3
            && text.chars().all(|c| matches!(c, '-' | '－' | '―' | '—' | '–' | '‐' | '−' | 'ー' | '─')))
}

/// Whether two names of bodies can mean one body: 静岡県川原市長 and 川原市長; an empty name can be any.
pub fn same_body(a: &str, b: &str) -> bool {
    let (a, b) = (normalize(a), normalize(b));
    let (a, b) = (a.strip_suffix('長').unwrap_or(&a), b.strip_suffix('長').unwrap_or(&b));
    a.ends_with(b) || b.ends_with(a)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_compare_equal() {
        assert_eq!(normalize("１，０００人未満"), normalize("1,000人未満"));
        assert_eq!(normalize("①　システム ２～５"), normalize("➀システム2〜5"));
        assert_eq!(normalize("＜選択肢＞"), normalize("<選択肢>"));
        assert_eq!(normalize("サーバー"), normalize("ｻｰﾊﾞｰ"));
        assert_ne!(normalize("サーバー"), normalize("サーバ"));
    }

    #[test]
    fn the_short_way_gives_what_the_long_way_gives() {
        let long = |text: &str| -> String { text.chars().flat_map(unify).nfkc().flat_map(unify).collect() };
        // Every character alone, between kanji, and before a mark that composes with it.
        for c in ('\0'..='\u{3ffff}').filter(|c| !c.is_control()) {
            for text in
                [format!("{c}"), format!("漢{c}字"), format!("か{c}\u{3099}は"), format!("か\u{3099}{c}A\u{301}")]
            {
                assert_eq!(folded(&text, true), long(&text), "{:?}", text);
                let bare: String = long(&text).chars().filter(|c| !c.is_whitespace()).collect();
                assert_eq!(folded(&text, false), bare, "{:?}", text);
            }
        }
    }

    #[test]
    fn explicit_none() {
        for none in ["なし", "-", "－", "―", "—", " ー "] {
            assert!(is_explicit_none(none), "{none}");
        }
        for some in ["", "なしとする", "----------", "1-2"] {
            assert!(!is_explicit_none(some), "{some}");
        }
    }

    #[test]
    fn a_body_may_be_named_with_its_prefecture() {
        assert!(same_body("岡山県　川原市長", "川原市長"));
        assert!(same_body("川原市", "川原市長"));
        assert!(same_body("", "川原市長"));
        assert!(!same_body("川原市長", "川原市教育委員会"));
    }

    #[test]
    fn full_width_takes_two_columns() {
        assert_eq!(width("評価A"), 5);
    }
}
