//! Which characters the embedded fonts can print, and what is printed for the others.
//!
//! The answer is data (`fonts/coverage.txt`, ranges of code points), so that a check needs no font
//! reader; a test derives it from the fonts. A character without a glyph is printed as 〓 (the
//! printers' mark for a missing type) with its code point, and is a finding.

use std::borrow::Cow;
use std::sync::OnceLock;

use crate::assessment::{self, Assessment};
use crate::diag::{Diagnostic, Message, Severity};
use crate::source::Span;

use super::fonts::Fallback;

const COVERAGE: &str = include_str!("../../fonts/coverage.txt");
/// How many findings one answer gets; the rest of its characters are counted in the last one.
const MAX_PER_ANSWER: usize = 5;

/// One bit for each code point that is printed as itself.
fn coverage() -> &'static [u64] {
    static BITS: OnceLock<Vec<u64>> = OnceLock::new();
    BITS.get_or_init(|| {
        let hex = |s: &str| u32::from_str_radix(s, 16).ok();
        let ranges = COVERAGE.lines().filter_map(|l| l.split_once('-').and_then(|(a, b)| Some(hex(a)?..=hex(b)?)));
        let mut bits = vec![0; (char::MAX as usize >> 6) + 1];
        for c in ranges.flatten().filter_map(char::from_u32).filter(|&c| !is_hidden(c)).chain(shapeless()) {
            bits[c as usize >> 6] |= 1 << (c as u32 & 63);
        }
        bits
    })
}

/// Whether a character is printed as itself; white space and selectors of variants need no glyph.
pub fn has_glyph(c: char) -> bool {
    covers(coverage(), c)
}

fn covers(coverage: &[u64], c: char) -> bool {
    let code = c as usize;
    coverage[code >> 6] & (1 << (code & 63)) != 0
}

/// White space and selectors of variants.
fn shapeless() -> impl Iterator<Item = char> {
    let single = ['\t', '\n', '\r', '\u{200b}', '\u{feff}', '\u{00ad}'];
    single.into_iter().chain('\u{fe00}'..='\u{fe0f}').chain('\u{e0100}'..='\u{e01ef}')
}

/// [`printable`] with the fonts of the body itself.
pub fn printable_with<'t>(text: &'t str, fonts: &Fallback) -> Cow<'t, str> {
    let kept = |c: char| (has_glyph(c) || is_drawn(c, fonts)) && c != '\u{feff}';
    if text.chars().all(kept) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars().filter(|&c| c != '\u{feff}') {
        if kept(c) { out.push(c) } else { out.push_str(&substitute(c)) }
    }
    Cow::Owned(out)
}

/// Whether a font of the body has a shape for a character that may have one.
fn is_drawn(c: char, fonts: &Fallback) -> bool {
    !is_hidden(c) && fonts.has(c)
}

/// Control characters, and marks of direction, which have no shape but reorder what stands around them.
fn is_hidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The text with every character that has no glyph replaced by 〓 and its code point, and without byte
/// order marks, which PDF forbids.
pub fn printable(text: &str) -> Cow<'_, str> {
    printable_with(text, &Fallback::default())
}

/// What is printed for a character that has no shape.
pub(super) fn substitute(c: char) -> String {
    format!("〓(U+{:04X})", c as u32)
}

/// A finding for each character of an answer that neither the fonts of the binary nor those of the body print.
pub fn missing_glyphs(assessment: &Assessment, fonts: &Fallback) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    assessment.walk(&mut |place, answer| {
        let leaf = answer.group().is_none() && !matches!(answer.value(), Some(assessment::Value::List(_)));
        if !leaf || answer.is_blank() || answer.item.children.iter().any(|c| c.has_key()) {
            return;
        }
        for (c, span, more) in missing_in(assessment, answer, fonts) {
            let rest = if more > 0 {
                format!("（この項目にはほかに{more}か所あります）")
            } else {
                String::new()
            };
            let shown = if c.is_control() { String::new() } else { format!("「{c}」") };
            let message = Message::new(
                format!("{shown}（U+{:04X}）は印刷用の書体にない文字です{rest}", c as u32),
                format!("the fonts have no glyph for U+{:04X}", c as u32),
            );
            let finding = Diagnostic::new("missing-glyph", Severity::Warning, &assessment.source, span, message)
                .item(assessment::item_place(place))
                .help(
                    format!(
                        "このまま印刷すると「{}」になります。常用の字体か、かなに置き換えてください",
                        substitute(c)
                    ),
                    "replace it by another character",
                );
            out.push(finding);
        }
    });
    out
}

/// Each missing character of an answer once, at its first place in the file, with the number left out.
fn missing_in(assessment: &Assessment, answer: &assessment::Answer, fonts: &Fallback) -> Vec<(char, Span, usize)> {
    let source = assessment.source.slice(answer.span);
    let words = answer.text().unwrap_or(Cow::Borrowed(source));
    let mut found: Vec<(char, Span)> = Vec::new();
    let mut more = 0;
    let coverage = coverage();
    for c in words.chars().filter(|&c| !covers(coverage, c) && !is_drawn(c, fonts)) {
        match found.iter().any(|&(f, _)| f == c) {
            true => {}
            false if found.len() == MAX_PER_ANSWER => more += 1,
            false => {
                // A character that is written as an escape stands in the answer but not in the file.
                let at = source.find(c).map(|at| answer.span.start + at);
                found.push((c, at.map_or(answer.span, |at| Span::new(at, at + c.len_utf8()))));
            }
        }
    }
    let last = found.len().saturating_sub(1);
    found.into_iter().enumerate().map(|(i, (c, span))| (c, span, if i == last { more } else { 0 })).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;

    #[test]
    fn common_text_has_glyphs_and_odd_text_not() {
        for c in "評価書①Ⅱ㈱髙﨑～〜―—−‐・※○□■…abcＡ１ｱ①⑳〓 \u{3000}".chars() {
            assert!(has_glyph(c), "{c} U+{:04X}", c as u32);
        }
        for c in "\u{7}\u{202e}😀ع\u{10ffff}\u{e000}".chars() {
            assert!(!has_glyph(c), "U+{:04X}", c as u32);
        }
        assert_eq!(printable("甲😀乙"), "甲〓(U+1F600)乙");
        assert_eq!(printable("甲乙"), "甲乙");
        assert_eq!(printable("甲\u{feff}乙"), "甲乙");
    }

    #[test]
    fn findings_stand_at_the_character() {
        let text =
            "様式: 基礎項目評価書\n様式版: 令和6年10月\n表紙:\n  評価書名: 事務😀の評価😀\n  特記事項: \"甲\\u0007\"\n";
        let source = Source::new("a.yaml", text);
        let outcome = crate::assessment::read(&source);
        let findings = missing_glyphs(&outcome.assessment.unwrap(), &Fallback::default());
        assert_eq!(findings.len(), 2, "{findings:#?}");
        assert_eq!(source.slice(findings[0].span), "😀");
        assert_eq!(findings[0].item.as_ref().unwrap().address, "表紙/評価書名");
        assert!(findings[1].message.ja.contains("U+0007"));
    }
}
