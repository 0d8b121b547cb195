//! YAML syntax errors in words for a person who does not know YAML.
//!
//! The parser's own message is English and speaks of tokens. Here the line itself is looked at for
//! the handful of slips that Japanese authors make, and only then the kind of error decides.

use std::sync::Arc;

use granit_parser::{ErrorKind, ScanError};

use crate::diag::{Diagnostic, Message, Severity};
use crate::source::{Source, Span};

/// The finding for a syntax error.
pub fn explain(source: &Arc<Source>, error: &ScanError) -> Diagnostic {
    let at = error.marker().byte_offset().unwrap_or(0).min(source.text().len());
    let (span, slip) = slip_near(source, at);
    let (ja, en) = what(error.kind());
    let message =
        Message::new(format!("YAML として読めません: {ja}"), format!("not valid YAML: {en} ({})", error.info()));
    let diagnostic = Diagnostic::new("yaml-syntax", Severity::Error, source, span, message);
    match slip {
        Some((ja, en)) => diagnostic.help(ja, en),
        None => diagnostic.help(
            "この行と前の行の字下げ（半角の空白）、「:」のあとの空白、引用符の閉じ忘れを確かめてください",
            "check the indentation, the space after the colon, and closing quotes here and on the line above",
        ),
    }
}

type Slip = (&'static str, &'static str);

/// The parser notices some slips only on the next line, so the line above is looked at too.
fn slip_near(source: &Source, at: usize) -> (Span, Option<Slip>) {
    let line = source.position(at).line;
    for candidate in [line, line.saturating_sub(1)] {
        if candidate == 0 {
            continue;
        }
        let span = source.line_span(candidate);
        let text = source.slice(span);
        if let Some(slip) = slip_in(text) {
            let start = span.start + (text.len() - text.trim_start().len());
            return (Span::new(start, span.end), Some(slip));
        }
    }
    let end = source.line_span(line).end;
    (Span::new(at, end.max(at)), None)
}

/// A slip that can be told from the line alone.
fn slip_in(line: &str) -> Option<Slip> {
    let body = line.trim_start_matches(' ');
    let value = body.split_once(':').map(|(_, v)| v.trim()).unwrap_or_default();
    if matches!(value, "-" | "?" | ":") {
        return Some((
            "値が「-」だけのときは、引用符で囲んで \"-\" と書いてください",
            "a value that is only - must be quoted: \"-\"",
        ));
    }
    if line.starts_with('\t') || body.starts_with('\t') {
        return Some(("字下げにタブは使えません。半角の空白にしてください", "indent with spaces, not tabs"));
    }
    if body.starts_with('　') {
        return Some(("字下げが全角の空白です。半角の空白にしてください", "indent with half-width spaces"));
    }
    if !body.contains(':') && body.contains('：') && !body.starts_with(['-', '#', '|', '>']) {
        return Some((
            "項目名のあとが全角の「：」です。半角の「:」と空白にしてください",
            "use a half-width colon and a space after the key",
        ));
    }
    if value.len() > 1 && value.starts_with(['"', '\'']) && !value.ends_with(['"', '\'']) {
        return Some(("値の終わりにも引用符を付けてください", "close the quote at the end of the value"));
    }
    if value.starts_with(['[', '{', '*', '&', '!', '%', '@', '`', '"', '\'']) || value.contains(": ") {
        return Some((
            "記号で始まる値や「: 」を含む値は、全体を引用符 \" \" で囲むか、「|」の次の行に書いてください",
            "quote a value that begins with a sign or contains a colon, or write it below a |",
        ));
    }
    None
}

/// The kind of error in a few words.
fn what(kind: &ErrorKind) -> (&'static str, &'static str) {
    use ErrorKind::*;
    match kind {
        UnclosedQuotedScalar
        | DocumentIndicatorInQuotedScalar
        | InvalidTrailingDoubleQuotedScalar
        | InvalidTrailingSingleQuotedScalar
        | InvalidQuotedScalarIndent => ("引用符が閉じていません", "a quote is not closed"),
        UnclosedFlowCollection { .. }
        | MismatchedFlowCollectionEnd { .. }
        | MisplacedFlowCollectionEnd
        | UnexpectedEofFlowSequence
        | UnexpectedEofFlowMapping
        | ExpectedFlowMappingSeparator
        | ExpectedFlowSequenceSeparator => ("括弧 [ ] { } の対応が取れません", "brackets do not match"),
        InvalidIndentation
        | ExpectedBlockMappingKey
        | ExpectedBlockSequenceEntry
        | InvalidBlockScalarIndent
        | InvalidFlowScalarIndent => ("字下げがそろっていません", "the indentation does not line up"),
        TabNotAllowed | TabInBlockIndentation | TabInIndentation | TabAtBlockScalarStart | TabInPlainScalar => {
            ("タブがあります", "there is a tab")
        }
        SimpleKeyExpected | InvalidSimpleKey => ("項目名のあとに「:」がありません", "a key has no colon"),
        MappingValueNotAllowed | MappingKeyNotAllowed | InvalidColonPlacement | InvalidMappingValueWhitespace => {
            ("「:」の位置が正しくありません", "a colon is out of place")
        }
        BlockSequenceEntryNotAllowed | InvalidBlockEntryWhitespace | BlockEntryInFlowCollection => {
            ("「-」の位置が正しくありません", "a dash is out of place")
        }
        RecursionLimitExceeded => ("入れ子が深すぎます", "nesting is too deep"),
        UnexpectedCharacter { .. } => ("使えない文字で始まる値があります", "a value begins with a reserved character"),
        InvalidBlockScalarHeader => ("「|」と同じ行に本文があります", "text stands on the line of the |"),
        _ => ("書き方に誤りがあります", "there is a mistake in the notation"),
    }
}
