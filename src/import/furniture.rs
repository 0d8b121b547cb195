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
    let mut broken: Vec<Broken> = Vec::new();
    for (n, line) in stream.pieces(0..stream.norm.len(), brk::GAP).into_iter().enumerate() {
        broken.retain(|b| n - b.seen <= GO_ON);
        // Behind the brackets, or the end of what a narrow cell has broken: `体 ] 1) …`.
        let at = line.clone().rev().find(|&k| stream.norm[k] == ']').map_or(line.start, |k| k + 1);
        let parsed = parse_entries(stream, at..line.end, &entries);
        for (range, left) in parsed.into_iter().flatten() {
            if left.is_empty() {
                stream.mark(&range, Mark::Furniture);
            } else {
                broken.push(Broken { column: stream.column(range.start), seen: n, ranges: vec![range], left });
            }
        }
        go_on(stream, &line, &mut broken, n);
    }
}

/// How many cells behind its beginning the rest of an entry may stand.
const GO_ON: usize = 6;
/// The fewest characters of an entry at the end of a line, its number not counted.
const MIN_BEGUN: usize = 3;
/// How far from the column of its beginning the rest of an entry may stand.
const BESIDE: usize = 24;
/// How far it may stand left of it.
const LEFT: usize = 6;

/// An entry that a narrow cell has broken: what was seen of it, and what is left.
struct Broken {
    column: usize,
    /// The number of the cell that its last part stood in.
    seen: usize,
    ranges: Vec<Range<usize>>,
    left: Vec<char>,
}

/// The entries that a cell is made of, each with what a line break has cut off it; nothing where it
/// has other words.
fn parse_entries(stream: &Stream, cell: Range<usize>, entries: &[Vec<char>]) -> Option<Vec<(Range<usize>, Vec<char>)>> {
    let mut found = Vec::new();
    let mut at = cell.start;
    while at < cell.end {
        if !stream.norm[at].is_ascii_digit() && stream.norm[at] != '<' {
            return None;
        }
        // In a text with layout, words of the line below may be those of another column.
        let here = |e: &&Vec<char>| !stream.laid_out || at + e.len() <= cell.end;
        let whole = entries.iter().find(|e| here(e) && stream.starts_with(at, e)).map(|e| (e.len(), Vec::new()));
        let (length, left) = whole.or_else(|| begun(stream, at..cell.end, entries))?;
        found.push((at..at + length, left));
        at += length;
    }
    Some(found)
}

/// The length of the first part of an entry that ends with the cell or before the next number, and
/// what is left of it.
fn begun(stream: &Stream, cell: Range<usize>, entries: &[Vec<char>]) -> Option<(usize, Vec<char>)> {
    let number = |k: usize| stream.norm[k].is_ascii_digit() && stream.norm.get(k + 1) == Some(&')');
    let end = (cell.start + 2..cell.end).find(|&k| number(k)).unwrap_or(cell.end);
    let words = &stream.norm[cell.start..end];
    let entry = entries.iter().find(|e| words.len() >= MIN_BEGUN + 2 && e.starts_with(words))?;
    Some((words.len(), entry[words.len()..].to_vec()))
}

/// A cell that is the rest, or a further part, of entries above it: whole, they are furniture.
fn go_on(stream: &mut Stream, cell: &Range<usize>, broken: &mut Vec<Broken>, n: usize) {
    // Before the bracket that ends a choice stands the choice, which may end like an entry.
    let bracket = |at: usize| stream.norm.get(at) == Some(&']') && stream.brk[at] < brk::LINE;
    if bracket(cell.end) {
        return;
    }
    let mut at = cell.start;
    let mut parts: Vec<(usize, Range<usize>)> = Vec::new();
    for (k, entry) in broken.iter().enumerate().filter(|(_, b)| b.seen < n) {
        // An entry goes on below its beginning, or further right; left of it stands what was chosen.
        let column = stream.column(at.min(cell.end - 1));
        let apart = column + LEFT < entry.column || column > entry.column + BESIDE;
        if at == cell.end || (stream.laid_out && parts.is_empty() && apart) {
            continue;
        }
        let words = &stream.norm[at..cell.end];
        if words.starts_with(&entry.left) {
            parts.push((k, at..at + entry.left.len()));
            at += entry.left.len();
        } else if entry.left.starts_with(words) {
            parts.push((k, at..cell.end));
            at = cell.end;
        }
    }
    if at < cell.end {
        return;
    }
    for (k, range) in parts {
        let entry = &mut broken[k];
        entry.left.drain(..range.len());
        entry.seen = n;
        entry.ranges.push(range);
    }
    for entry in broken.extract_if(.., |b| b.left.is_empty()) {
        entry.ranges.iter().for_each(|r| stream.mark(r, Mark::Furniture));
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
