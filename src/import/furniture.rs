//! Printed words that are no answers and no labels: form marks, `システム2～5`, choice lists.

use std::ops::Range;

use super::anchors::digits_at;
use super::lex::{Mark, Stream, brk};
use super::slots::{Role, Slots};

/// Marks all of it.
pub(super) fn mark(stream: &mut Stream, slots: &Slots) {
    super::pages::mark(stream, slots);
    form_marks(stream);
    member_ranges(stream, slots);
    if stream.plain {
        list_entries(stream, slots);
        lone_stars(stream);
    }
}

/// `[平成30年5月 様式4]`, whichever edition, in one piece or not.
pub(super) fn printed_marks(stream: &Stream) -> Vec<Range<usize>> {
    let title: Vec<char> = "様式".chars().collect();
    let mut found = Vec::new();
    for open in (0..stream.norm.len()).filter(|&i| stream.norm[i] == '[') {
        let window = &stream.norm[open..stream.norm.len().min(open + 22)];
        let Some(close) = window.iter().position(|&c| c == ']') else { continue };
        let inside = &window[1..close.max(1)];
        if inside.contains(&'年') && inside.windows(2).any(|w| w == title) {
            found.push(open..open + close + 1);
        }
    }
    found
}

fn form_marks(stream: &mut Stream) {
    for range in printed_marks(stream) {
        stream.mark(&range, Mark::Furniture);
    }
}

/// Lines that are nothing but entries of printed choice lists: in a text read by place they stray
/// into the answers below.
fn list_entries(stream: &mut Stream, slots: &Slots) {
    let mut entries: Vec<Vec<char>> = vec!["<選択肢>".chars().collect()];
    for set in slots.slots.iter().filter_map(|s| s.item.choices()) {
        for (i, label) in set.labels().enumerate() {
            entries.push(format!("{}){}", i + 1, crate::text::normalize(label)).chars().collect());
        }
    }
    let title = entries[0].clone();
    for at in 0..stream.norm.len() {
        if stream.starts_with(at, &title) {
            stream.mark(&(at..at + title.len()), Mark::Furniture);
        }
    }
    entries.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
    entries.dedup();
    for line in stream.pieces(0..stream.norm.len(), brk::GAP) {
        let mut at = line.start + usize::from(stream.norm[line.start] == ']');
        if !stream.norm.get(at).is_some_and(|c| c.is_ascii_digit() || *c == '<') {
            continue;
        }
        let from = at;
        while at < line.end
            && let Some(entry) = entries.iter().find(|e| stream.starts_with(at, e))
        {
            at += entry.len();
        }
        if at == line.end && at > from {
            stream.mark(&(from..at), Mark::Furniture);
        }
    }
}

/// ※ alone on a line: it strayed from its label.
fn lone_stars(stream: &mut Stream) {
    for line in stream.pieces(0..stream.norm.len(), brk::LINE) {
        if stream.norm[line.clone()].iter().all(|&c| c == '※') {
            stream.mark(&line, Mark::Furniture);
        }
    }
}

/// Headings of ranges of members that a form prints to be filled in.
fn member_ranges(stream: &mut Stream, slots: &Slots) {
    let labels: Vec<Vec<char>> =
        slots.slots.iter().filter(|s| s.numbered || s.role == Role::Instance).map(|s| s.labels[0].clone()).collect();
    let mut found = Vec::new();
    for at in (0..stream.norm.len()).filter(|&i| stream.brk[i] >= brk::SPACE) {
        for label in labels.iter().filter(|l| stream.starts_with(at, l)) {
            let from = at + label.len();
            let to = from + digits_at(stream, from);
            let range = to > from && matches!(stream.norm.get(to), Some('~' | '-'));
            let end = to + 1 + digits_at(stream, to + 1);
            if range && end > to + 1 && stream.brk.get(end).is_none_or(|&b| b >= brk::SPACE) {
                found.push(at..end);
            }
        }
    }
    for range in found {
        stream.mark(&range, Mark::Furniture);
    }
}
