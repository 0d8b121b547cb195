//! Allow-comments: `# piac: allow(rule) 理由` above a key silences a rule for that key and all below it.
//!
//! Where the key ends is read from the indentation, so the comment also works above a member of a
//! list and where the resolver found no answer. The reason is mandatory; a comment that silences
//! nothing is reported, so that a repaired place does not keep its excuse.

use crate::assessment::Assessment;
use crate::diag::{self, Diagnostic, Message, Severity};
use crate::source::{Source, Span};
use crate::yaml::Comment;

/// One rule silenced below one key.
struct Allow {
    rule: &'static super::Rule,
    comment: Span,
    below: Span,
    used: bool,
}

/// Removes what allow-comments silence and adds what is wrong with the comments. `diagnostics` are
/// all findings about the document: the resolver's and the rules'. In a draft, what can only be
/// filled in later is lowered to a note.
pub fn apply_allows(assessment: &Assessment, mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    super::draft::relax(assessment, &mut diagnostics);
    let source = &assessment.source;
    let mut out = Vec::new();
    let mut allows = Vec::new();
    for comment in &assessment.comments {
        match read(source, comment) {
            Ok(found) => allows.extend(found),
            Err(message) => {
                out.push(Diagnostic::new("bad-allow", Severity::Warning, source, comment.span, message).help(
                    "「# piac: allow(規則の名前) 理由」の形で、対象の項目のすぐ上の行に書いてください",
                    "write # piac: allow(rule) reason on the line above the key",
                ))
            }
        }
    }
    for diagnostic in diagnostics {
        debug_assert!(super::find(diagnostic.rule).is_some(), "the rule {} has no page", diagnostic.rule);
        let hit = |allow: &&mut Allow| {
            allow.rule.name == diagnostic.rule
                && diagnostic.source.name() == source.name()
                && allow.below.start <= diagnostic.span.start
                && diagnostic.span.start <= allow.below.end
        };
        match allows.iter_mut().find(hit) {
            Some(allow) => allow.used = true,
            None => out.push(diagnostic),
        }
    }
    for allow in allows.iter().filter(|a| !a.used && !a.rule.outside) {
        let name = allow.rule.name;
        let message = Message::new(
            format!("ここには「{name}」の指摘がないので、この allow は要りません"),
            format!("there is no {name} here, so this allow is not needed"),
        );
        out.push(
            Diagnostic::new("unused-allow", Severity::Warning, source, allow.comment, message)
                .help("このコメントを消してください", "remove the comment"),
        );
    }
    diag::sort(&mut out);
    out
}

/// The allows of one comment; none if it is about something else.
fn read(source: &Source, comment: &Comment) -> Result<Vec<Allow>, Message> {
    let text = comment.text.trim();
    let Some(body) = text.strip_prefix("piac:").or_else(|| text.strip_prefix("piac：")) else { return Ok(Vec::new()) };
    let wrong = |ja: &str, en: &str| Err(Message::new(ja, en));
    let inside = body.trim().strip_prefix("allow").map(str::trim_start);
    let inside = inside.and_then(|b| b.strip_prefix(['(', '（'])).and_then(|b| b.split_once([')', '）']));
    let Some((names, reason)) = inside else {
        return wrong(
            "「piac:」のあとが allow(規則の名前) の形ではありません",
            "what follows piac: is not allow(rule)",
        );
    };
    if reason.trim().is_empty() {
        return wrong("allow の理由が書かれていません", "the allow has no reason");
    }
    let Some(below) = below(source, comment.span) else {
        return wrong("この allow の下に項目がありません", "there is no key below this allow");
    };
    let mut allows = Vec::new();
    for name in names.split([',', '、', '，']).map(str::trim) {
        let Some(rule) = super::find(name) else {
            let near = super::all()
                .map(|r| r.name)
                .max_by(|a, b| strsim::jaro_winkler(name, a).total_cmp(&strsim::jaro_winkler(name, b)));
            let near = near.unwrap_or_default();
            return Err(Message::new(
                format!("「{name}」という規則はありません（「{near}」のことですか）"),
                format!("there is no rule {name} (did you mean {near}?)"),
            ));
        };
        allows.push(Allow { rule, comment: comment.span, below, used: false });
    }
    Ok(allows)
}

/// The lines that an allow governs: the next line that is neither blank nor a comment, and the
/// deeper lines below it.
fn below(source: &Source, comment: Span) -> Option<Span> {
    let first = source.position(comment.start).line;
    let line = |n: usize| source.slice(source.line_span(n));
    if !line(first).trim_start().starts_with('#') {
        return None;
    }
    let blank = |n: usize| line(n).trim().is_empty() || line(n).trim_start().starts_with('#');
    let key = (first + 1..=source.line_count()).find(|&n| !blank(n))?;
    let indent = |n: usize| line(n).len() - line(n).trim_start_matches(' ').len();
    let member = |n: usize| line(n).trim_start().starts_with("- ");
    // A list may stand at the indentation of its own key.
    let deeper =
        |n: usize| blank(n) || indent(n) > indent(key) || indent(n) == indent(key) && member(n) && !member(key);
    let last = (key + 1..=source.line_count()).take_while(|&n| deeper(n)).filter(|&n| !blank(n)).last().unwrap_or(key);
    Some(Span::new(source.line_span(key).start, source.line_span(last).end))
}
