//! Formatting: the notation of an assessment becomes uniform, its meaning stays (a property test).
//!
//! Keys take the order of the form, with the comments above them; line ends become LF; spaces at
//! line ends go, except inside text. Everything else stays as the author wrote it.

use std::sync::Arc;

use crate::assessment::{self, EDITION_KEY, FORM_KEY};
use crate::form::{Item, Kind};
use crate::source::{Source, Span};
use crate::yaml::{self, Entry, Node, NodeKind};

/// The formatted text; nothing where the file is not YAML, says a key twice, or names no form.
pub fn format(source: &Arc<Source>) -> Option<String> {
    let clean = Source::new(source.name(), clean_lines(source)?);
    let parsed = yaml::parse(&clean);
    // Of a key that is written twice the first counts, which another order would change.
    if parsed.diagnostics.iter().any(|d| d.rule == "duplicate-key") {
        return None;
    }
    let document = parsed.document?;
    let form = assessment::read(&clean).assessment?.form;
    let text = clean.text();
    let mut out =
        mapping(text, &document.root, &form.root, 0..text.len(), Lead::Stays).unwrap_or_else(|| text.to_owned());
    // Only line breaks: a space at the end of the last answer is the author's.
    out.truncate(out.trim_end_matches('\n').len());
    out.push('\n');
    // A notation that nobody thought of keeps its file as it is, rather than losing its answers.
    let written = yaml::parse(&Source::new(source.name(), out.as_str())).document?;
    same(&written.root, &document.root).then_some(out)
}

/// Whether two values say the same, in any order of the keys.
fn same(a: &Node, b: &Node) -> bool {
    match (&a.kind, &b.kind) {
        (NodeKind::Scalar { value: a, plain: x }, NodeKind::Scalar { value: b, plain: y }) => a == b && x == y,
        (NodeKind::Seq(a), NodeKind::Seq(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (NodeKind::Map(a), NodeKind::Map(b)) => {
            let mut keys: [Vec<&Entry>; 2] = [a.iter().collect(), b.iter().collect()];
            keys.iter_mut().for_each(|keys| keys.sort_by_key(|e| &e.key));
            let [a, b] = keys;
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.key == b.key && same(&a.value, &b.value))
        }
        (NodeKind::Null, NodeKind::Null) | (NodeKind::Invalid, NodeKind::Invalid) => true,
        _ => false,
    }
}

/// LF line ends; no spaces at the ends of lines outside of scalars.
fn clean_lines(source: &Arc<Source>) -> Option<String> {
    // A CR alone is a line break of YAML too.
    let text = source.text().replace("\r\n", "\n").replace('\r', "\n");
    let unix = Source::new(source.name(), text);
    let document = yaml::parse(&unix).document?;
    let mut scalars = Vec::new();
    scalar_spans(&document.root, &mut scalars);
    let mut out = String::with_capacity(unix.text().len());
    let mut at = 0;
    for line in unix.text().split_inclusive('\n') {
        let body = line.trim_end_matches('\n');
        let trimmed = body.trim_end_matches([' ', '\t']);
        let cut = at + trimmed.len();
        let next = scalars.partition_point(|s: &Span| s.end < cut);
        // The last line of a block ends with the file where that has no last line break.
        let block = |s: &Span| unix.text()[s.start..].starts_with(['|', '>']);
        let inside = scalars.get(next).is_some_and(|s| s.start < cut && (cut < s.end || block(s)));
        out.push_str(if inside { body } else { trimmed });
        out.push_str(&line[body.len()..]);
        at += line.len();
    }
    Some(out)
}

fn scalar_spans(node: &Node, out: &mut Vec<Span>) {
    match &node.kind {
        NodeKind::Scalar { .. } => out.push(node.span),
        NodeKind::Seq(nodes) => nodes.iter().for_each(|n| scalar_spans(n, out)),
        NodeKind::Map(entries) => entries.iter().for_each(|e| scalar_spans(&e.value, out)),
        NodeKind::Null | NodeKind::Invalid => {}
    }
}

/// One entry of a block mapping with the comment lines above it, up to the next entry.
struct Chunk<'a> {
    order: usize,
    /// Comment lines above the key, with their line breaks.
    above: &'a str,
    /// From the key on.
    body: String,
}

/// What stands between the beginning of a region and its first key.
#[derive(Clone, Copy, PartialEq)]
enum Lead {
    /// It belongs to the whole: the head of the file, a dash.
    Stays,
    /// Comments that belong to the first key.
    MovesWithKey,
}

/// The text of a block mapping in `region`, its keys in the order of the form; nothing where the
/// mapping must stay as it is.
fn mapping(text: &str, node: &Node, item: &Item, region: std::ops::Range<usize>, lead: Lead) -> Option<String> {
    let NodeKind::Map(entries) = &node.kind else { return None };
    let first = entries.first()?;
    if text[node.span.start..].starts_with('{') {
        return None;
    }
    let starts: Vec<usize> = entries.iter().map(|e| line_start(text, e.key_span.start)).collect();
    // Two keys on one line, or a key behind a dash: only a first key may stand behind something.
    if starts.windows(2).any(|w| w[0] == w[1]) {
        return None;
    }
    // `? key`, which may go over several lines, an anchor or a tag cannot move.
    let before = |i: usize| text[starts[i]..entries[i].key_span.start].trim();
    if !before(0).trim_matches(['-', ' ']).is_empty() || (1..entries.len()).any(|i| !before(i).is_empty()) {
        return None;
    }
    let dash = !before(0).is_empty();
    let begins: Vec<usize> = (0..entries.len())
        .map(
            |i| if i == 0 { first.key_span.start } else { comments_above(text, starts[i], entry_end(&entries[i - 1])) },
        )
        .collect();
    let mut chunks: Vec<Chunk<'_>> = Vec::with_capacity(entries.len());
    for (i, entry) in entries.iter().enumerate() {
        let end = begins.get(i + 1).copied().unwrap_or(region.end);
        let body = entry_text(text, entry, item, end);
        let above = match (i, lead) {
            (0, Lead::Stays) => "",
            (0, Lead::MovesWithKey) => &text[region.start..starts[0]],
            _ => &text[begins[i]..starts[i]],
        };
        chunks.push(Chunk { order: order_of(item, &entry.key), above, body });
    }
    let sorted = chunks.windows(2).all(|w| w[0].order <= w[1].order);
    // A comment cannot move between a dash and its key.
    let movable = !dash || chunks.iter().all(|c| c.above.is_empty());
    if !sorted && movable {
        chunks.sort_by_key(|c| c.order);
    }
    let indent = " ".repeat(column(text, first.key_span.start));
    let mut out = match lead {
        Lead::Stays => text[region.start.min(first.key_span.start)..first.key_span.start].to_owned(),
        Lead::MovesWithKey => String::new(),
    };
    for (i, chunk) in chunks.iter().enumerate() {
        if !out.is_empty() && i > 0 && !out.ends_with('\n') {
            out.push('\n');
        }
        // After a head that stays, the first key follows where it stood, its comments in between.
        let follows = i == 0 && lead == Lead::Stays;
        out.push_str(if follows { chunk.above.trim_start_matches(' ') } else { chunk.above });
        if !follows || !chunk.above.is_empty() {
            out.push_str(&indent);
        }
        out.push_str(&chunk.body);
    }
    Some(out)
}

/// An entry up to `end`, its value formatted.
fn entry_text(text: &str, entry: &Entry, item: &Item, end: usize) -> String {
    let whole = || text[entry.key_span.start..end].to_owned();
    let Some(child) = item.child(&entry.key) else { return whole() };
    match (&child.kind, &entry.value.kind) {
        (Kind::Group, NodeKind::Map(inner)) if !inner.is_empty() => {
            let start = comments_above(text, line_start(text, entry.value.span.start), entry.key_span.end);
            match mapping(text, &entry.value, child, start..end, Lead::MovesWithKey) {
                Some(value) => format!("{}{value}", &text[entry.key_span.start..start]),
                None => whole(),
            }
        }
        (Kind::List { .. }, NodeKind::Seq(members)) if !text[entry.value.span.start..].starts_with('[') => {
            let mut out = String::new();
            let mut at = entry.key_span.start;
            for (i, member) in members.iter().enumerate() {
                // A member ends where the line of the next dash begins, comments above it included.
                let member_end = members
                    .get(i + 1)
                    .map_or(end, |next| comments_above(text, line_start(text, next.span.start), member.span.end));
                if member_end < member.span.end || member.span.start < at {
                    return whole();
                }
                if let Some(value) = mapping(text, member, child, member.span.start..member_end, Lead::Stays) {
                    out.push_str(&text[at..member.span.start]);
                    out.push_str(&value);
                    at = member_end;
                }
            }
            out.push_str(&text[at..end]);
            out
        }
        _ => whole(),
    }
}

/// Position of a key in the form; the form's own keys come first, unknown keys keep the end.
fn order_of(item: &Item, key: &str) -> usize {
    if item.id.is_empty() && key == FORM_KEY {
        return 0;
    }
    if item.id.is_empty() && key == EDITION_KEY {
        return 1;
    }
    item.children.iter().position(|c| c.key == key).map_or(usize::MAX, |i| i + 2)
}

fn entry_end(entry: &Entry) -> usize {
    entry.value.span.end.max(entry.key_span.end)
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |i| i + 1)
}

fn column(text: &str, at: usize) -> usize {
    text[line_start(text, at)..at].chars().count()
}

/// Where the comment and blank lines directly above a line begin, not before `floor`.
fn comments_above(text: &str, line: usize, floor: usize) -> usize {
    let mut at = line;
    while at > 0 {
        let previous = line_start(text, at - 1);
        let body = text[previous..at].trim();
        if previous < floor || !(body.is_empty() || body.starts_with('#')) {
            break;
        }
        at = previous;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn formatted(text: &str) -> String {
        format(&Source::new("t", text)).unwrap()
    }

    const HEAD: &str = "様式: 全項目評価書\n様式版: 令和7年\n";

    #[test]
    fn blank_lines_at_the_end_are_no_part_of_the_last_answer() {
        let words = |text: &str| {
            let read = assessment::read(&Source::new("a.yaml", text)).assessment.unwrap();
            read.find("cover.declaration").and_then(|a| a.text()).map(|t| t.into_owned())
        };
        for end in ["", "\n", "      ", "\n      \n", "\n    \n\n  "] {
            let text = format!("様式: 全項目評価書\n表紙:\n  宣言: |\n    あ\n{end}");
            let once = format(&Source::new("a.yaml", text.as_str())).unwrap();
            assert_eq!(words(&text).as_deref(), Some("あ"), "{text:?}");
            assert_eq!(words(&once), words(&text), "{once:?}");
        }
    }

    #[test]
    fn a_space_at_the_end_of_the_file_belongs_to_the_last_answer() {
        for text in
            ["様式: 全項目評価書\n表紙:\n  宣言: |-\n    - ", "様式: 全項目評価書\n表紙:\n  宣言: |-\n    あ\u{3000}"]
        {
            let once = format(&Source::new("a.yaml", text)).unwrap();
            assert_eq!(once, format!("{text}\n"));
            assert_eq!(format(&Source::new("a.yaml", once.clone())), Some(once));
        }
    }

    #[test]
    fn keys_take_the_order_of_the_form_with_their_comments() {
        let text = "様式版: 令和7年\n# 先頭\n様式: 全項目評価書\n基本情報:\n  # 注\n  システム:\n    - システムの機能: |\n        行1  \n        行2\n      システムの名称: 甲   \n  事務: {事務の名称: 乙}\n表紙:\n  評価書番号: 7\n";
        assert_eq!(
            formatted(text),
            "# 先頭\n様式: 全項目評価書\n様式版: 令和7年\n表紙:\n  評価書番号: 7\n基本情報:\n  事務: {事務の名称: 乙}\n  # 注\n  システム:\n    - システムの名称: 甲\n      システムの機能: |\n        行1  \n        行2\n"
        );
    }

    #[test]
    fn a_key_written_twice_is_not_formatted() {
        let text = format!("表紙:\n  評価書名: 甲\n{HEAD}表紙:\n  評価書名: 乙\n");
        assert_eq!(format(&Source::new("a.yaml", text)), None);
    }

    #[test]
    fn keys_of_several_lines_stay_where_they_are() {
        let text = format!(
            "{HEAD}基本情報:\n  ? 事務の\n    内容\n  : 甲\n  事務:\n    事務の名称: 乙\n表紙:\n  評価書番号: 1 \n"
        );
        let once = formatted(&text);
        assert!(
            once.ends_with(
                "表紙:\n  評価書番号: 1\n基本情報:\n  ? 事務の\n    内容\n  : 甲\n  事務:\n    事務の名称: 乙\n"
            ),
            "{once}"
        );
        assert_eq!(formatted(&once), once);
    }

    #[test]
    fn formatting_twice_changes_nothing_more() {
        for text in [
            format!("{HEAD}表紙:\r\n  評価書名: x \r\n  評価書番号: 1\r\n"),
            format!("{HEAD}表紙:\r  評価書名: |\r    x\r"),
            format!("{HEAD}\n\n# 終わり\n"),
            format!(
                "{HEAD}特定個人情報ファイル:\n- 委託:\n    件数: 1\n    委託の有無: 委託する\n  特定個人情報ファイル名: 甲\n# 次\n- 特定個人情報ファイル名: 乙\n"
            ),
        ] {
            let once = formatted(&text);
            assert_eq!(formatted(&once), once, "{text}");
        }
    }
}
