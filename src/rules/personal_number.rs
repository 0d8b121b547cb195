//! personal-number (DESIGN.md, section 7): a 個人番号 in a document that will be published.

use super::prelude::*;
use crate::source::Span;

pub(super) const RULE: Rule = Rule {
    name: "personal-number",
    group: RuleGroup::公表,
    severity: Severity::Error,
    summary: ("個人番号（検査用数字の合う12桁）が書かれています", "a 個人番号 with a valid check digit is in the file"),
    page: include_str!("personal_number.md"),
    outside: false,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let source = &context.assessment.source;
    let answers = context.answers();
    for range in numbers(source.text()) {
        let span = Span::new(range.start, range.end);
        // The innermost answer that holds it; a number in a comment has none.
        let holds = |at: &&At<'_>| at.span().start <= span.start && span.end <= at.span().end;
        let at = answers.iter().filter(holds).min_by_key(|at| at.span().end - at.span().start);
        let mut finding = Diagnostic::new(
            RULE.name,
            RULE.severity,
            source,
            span,
            Message::new(
                "検査用数字の合う12桁の番号があります。個人番号ではありませんか",
                "twelve digits with the check digit of a 個人番号",
            ),
        )
        .basis("番号法第19条（特定個人情報の提供の制限）")
        .help(
            "個人番号であれば直ちに消し、記入例なら検査用数字の合わない番号にしてください",
            "remove it, or use a number without a valid check digit",
        );
        finding.item = at.map(At::item_place);
        out.push(finding);
    }
}

/// Runs of twelve digits, plain or in groups of four, with a valid check digit.
fn numbers(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    // Most of a text is kanji and kana, none of which begins with the first byte of a digit.
    while let Some(next) = bytes[at..].iter().position(|b| b.is_ascii_digit() || *b == 0xef) {
        let next = at + next;
        at = next + 1;
        if !begins_with_digit(&bytes[next..]) {
            continue;
        }
        let (groups, length) = run(&text[next..]);
        at = next + length;
        if !matches!(groups, [12, 0, 0, 0] | [4, 4, 4, 0]) {
            continue;
        }
        let beside = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || "./_-%".contains(c));
        let alone =
            !beside(text[..next].chars().next_back()) && !beside(text[at..].chars().next().filter(|c| *c != '.'));
        if alone && is_valid(&text[next..at].chars().filter_map(value).collect::<Vec<_>>()) {
            found.push(next..at);
        }
    }
    found
}

/// Whether the first character of some bytes is a digit, ０ to ９ included.
fn begins_with_digit(bytes: &[u8]) -> bool {
    matches!(bytes, [b'0'..=b'9', ..] | [0xef, 0xbc, 0x90..=0x99, ..])
}

/// How many digits stand together at the beginning of a text, and its bytes. One separator stands between
/// groups: 1234-5678-9012. What comes after the third group is counted in the last place.
fn run(text: &str) -> ([usize; 4], usize) {
    let (mut groups, mut group, mut length) = ([0; 4], 0, 0);
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match value(c) {
            Some(_) => groups[group] += 1,
            None if "- 　－".contains(c) && begins_with_digit(chars.as_str().as_bytes()) => {
                group = (group + 1).min(groups.len() - 1);
            }
            None => break,
        }
        length += c.len_utf8();
    }
    (groups, length)
}

fn value(c: char) -> Option<u32> {
    match c {
        '0'..='9' => Some(c as u32 - '0' as u32),
        '０'..='９' => Some(c as u32 - '０' as u32),
        _ => None,
    }
}

/// The check digit of a 個人番号 (行政手続における特定の個人を識別するための番号の利用等に関する法律の規定による通知カード及び個人番号カード並びに…省令5条).
fn is_valid(digits: &[u32]) -> bool {
    let Some((check, body)) = digits.split_last() else { return false };
    let sum: u32 = body.iter().rev().zip(1..).map(|(d, n)| d * if n <= 6 { n + 1 } else { n - 5 }).sum();
    let right = match sum % 11 {
        0 | 1 => 0,
        rest => 11 - rest,
    };
    digits.len() == 12 && *check == right && digits.iter().any(|d| *d != digits[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits() {
        assert_eq!(numbers("番号は123456789018です").len(), 1);
        assert_eq!(numbers("１２３４－５６７８－９０１８").len(), 1);
        for other in [
            "123456789012",
            "1234567890180",
            "x123456789018",
            "https://a.jp/123456789018",
            "12-3456789018",
            "000000000000",
        ] {
            assert!(numbers(other).is_empty(), "{other}");
        }
    }
}
