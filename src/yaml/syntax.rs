//! YAML syntax errors in words for a person who does not know YAML.
//!
//! The parser's own message is English and speaks of tokens. Here the line itself is looked at for
//! the handful of slips that Japanese authors make, and only then the kind of error decides.

use std::sync::Arc;

use granit_parser::{ErrorKind, ScanError};

use crate::diag::{Diagnostic, Message, Severity};
use crate::source::{Source, Span};
use crate::text;

/// The finding for a syntax error.
pub fn explain(source: &Arc<Source>, error: &ScanError) -> Diagnostic {
    let at = error.marker().byte_offset().unwrap_or(0).min(source.text().len());
    let (span, slip) = slip_near(source, at);
    let (ja, en) = what(error.kind());
    let message =
        Message::new(format!("YAML として読めません: {ja}"), format!("not valid YAML: {en} ({})", error.info()));
    let diagnostic = Diagnostic::new("yaml-syntax", Severity::Error, source, span, message);
    let indented = || indentation(source, source.position(span.start).line);
    match slip.map(|(ja, en)| Message::new(ja, en)).or_else(indented) {
        Some(help) => diagnostic.help(help.ja, help.en),
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
    if let Some(text) = value.strip_prefix(['|', '>'])
        && !text.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-')).trim_start().is_empty()
        && !text.trim_start().starts_with('#')
    {
        return Some((
            "「|」で改行し、次の行から、項目名より深い字下げで本文を書いてください",
            "begin the text on the line below the |",
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
    let colon = body.find(':').filter(|_| !body.contains(": ") && !body.trim_end().ends_with(':'));
    let key = colon.map(|at| &body[..at]).filter(|key| !key.contains([' ', '　', '"', '#']));
    if key.and_then(|key| key.chars().next_back()).is_some_and(text::is_japanese) {
        return Some(("「:」のあとに半角の空白を入れてください", "put a space after the colon"));
    }
    None
}

/// What the indentation of a line tells beside the lines above it.
fn indentation(source: &Source, line: usize) -> Option<Message> {
    let text = |line: usize| source.slice(source.line_span(line));
    let width = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let key = |line: &'_ str| -> Option<String> {
        let body = line.trim_start();
        let key = body.strip_prefix("- ").unwrap_or(body).split_once(':')?.0;
        (!body.starts_with('#') && !key.is_empty()).then(|| key.to_owned())
    };
    let here = text(line);
    let Some(own) = key(here) else {
        let says = !here.trim().is_empty() && !here.trim_start().starts_with(['#', '-']);
        return says.then(|| {
            Message::new(
                "本文を次の行から書くときは、項目名のあとに「|」を書いて改行し、どの行も項目名より深く字下げしてください",
                "to begin a text on the next line, write | behind the key and indent every line deeper than the key",
            )
        });
    };
    let above = (1..line).rev().map(text).find(|text| !text.trim().is_empty())?;
    if let (Some(first), false) = (key(above), above.trim_end().ends_with(':'))
        && width(here) > width(above)
    {
        return Some(Message::new(
            format!(
                "前の行より字下げが深いので、「{first}」の値の続きとして読まれました。「{own}」を前の行と同じ字下げ（半角の空白 {} 字）にそろえてください",
                width(above)
            ),
            format!("indented deeper than the line above, so that it continues {first}: use {} spaces", width(above)),
        ));
    }
    // The nearest key above that is not deeper is the one beside which this line wants to stand.
    let beside = (1..line).rev().map(text).find(|text| key(text).is_some() && width(text) <= width(here))?;
    let dash = |text: &str| text.trim_start().starts_with("- ");
    if dash(here) && !dash(beside) {
        return Some(Message::new(
            "「- 」は繰り返しの項目だけに付けます。そうでなければ「- 」を消し、上の項目と同じ字下げにそろえてください",
            "a dash begins a member of a list; remove it elsewhere, and indent as above",
        ));
    }
    (width(beside) < width(here)).then(|| {
        let name = key(beside).unwrap_or_default();
        Message::new(
            format!(
                "この行の字下げは {} 字ですが、上の「{name}」は {} 字です。どちらの段の項目かを確かめ、字下げをそろえてください",
                width(here),
                width(beside)
            ),
            format!("indented by {} spaces, but {name} above by {}", width(here), width(beside)),
        )
    })
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
        SimpleKeyExpected | InvalidSimpleKey => {
            ("項目名のあとに「: 」（半角のコロンと空白）がありません", "a key has no colon")
        }
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
