//! Printed words that are no answers and no labels: page numbers, `システム2～5`.

use std::ops::Range;

use super::anchors::digits_at;
use super::lex::{Mark, PAGE, Stream, brk};
use super::slots::{Role, Slots};

/// How many page numbers in a row prove that lone numbers are page numbers.
const MIN_PAGES: usize = 4;

/// A line of this many characters is a page.
const PAGE_LINE: usize = 100;

/// Marks all of it.
pub(super) fn mark(stream: &mut Stream, slots: &Slots) {
    page_numbers(stream);
    form_marks(stream);
    member_ranges(stream, slots);
    if stream.plain {
        list_entries(stream, slots);
        lone_stars(stream);
    }
}

/// `1 …`, `2 …`: pages that lost their line breaks, each with its number in front.
fn first_words(stream: &mut Stream, lines: &[Range<usize>]) {
    let pages: Vec<&Range<usize>> = lines.iter().filter(|l| l.len() >= PAGE_LINE).collect();
    let number = |line: &Range<usize>| {
        let end = line.start + digits_at(stream, line.start);
        let whole = stream.brk.get(end).is_some_and(|&b| b >= brk::SPACE);
        stream.string(line.start..end).parse::<usize>().ok().filter(|_| whole).map(|n| (line.start..end, n))
    };
    let numbers: Vec<(Range<usize>, usize)> = pages.iter().filter_map(|l| number(l)).collect();
    if numbers.len() >= MIN_PAGES - 1 && numbers.iter().enumerate().all(|(i, n)| n.1 == numbers[0].1 + i) {
        for (range, _) in numbers {
            stream.mark(&range, Mark::Furniture);
        }
    }
}

/// `- 3 -`, `3/45`, `3ページ`; a lone number where numbers count on, or at the edge of a page.
fn page_numbers(stream: &mut Stream) {
    let lines = stream.pieces(0..stream.norm.len(), brk::LINE);
    let mut lone = Vec::new();
    for line in lines.iter().filter(|l| l.len() <= 12) {
        let text = stream.string((*line).clone());
        let digits = text.chars().filter(char::is_ascii_digit).count();
        let dashed = text.starts_with('-') && text.ends_with('-') && digits + 2 == text.len() && digits > 0;
        let of = text.split_once('/').is_some_and(|(a, b)| a.parse::<u32>().is_ok() && b.parse::<u32>().is_ok());
        let named = text.strip_suffix("ページ").or(text.strip_suffix("頁")).is_some_and(|n| n.parse::<u32>().is_ok());
        if dashed || of || named {
            stream.mark(line, Mark::Furniture);
        } else if let Ok(number) = text.parse::<u32>() {
            lone.push((line.clone(), number));
        }
    }
    for (line, _) in &lone {
        if at_page_edge(stream, line.start, line.end) {
            stream.mark(line, Mark::Furniture);
        }
    }
    first_words(stream, &lines);
    // The longest run that counts on by one.
    let mut run = Vec::new();
    for start in 0..lone.len() {
        let mut chain = vec![start];
        for next in start + 1..lone.len() {
            if lone[next].1 == lone[chain[chain.len() - 1]].1 + 1 {
                chain.push(next);
            }
        }
        if chain.len() > run.len() {
            run = chain;
        }
        if start > 50 {
            break;
        }
    }
    if run.len() >= MIN_PAGES {
        for i in run {
            stream.mark(&lone[i].0, Mark::Furniture);
        }
    }
}

fn at_page_edge(stream: &Stream, start: usize, end: usize) -> bool {
    let blank = |c: &char| c.is_whitespace() && *c != PAGE;
    let (first, last) = (stream.unit[start] as usize, stream.unit[end - 1] as usize);
    let before = stream.units[..first].iter().rev().map(|u| u.c).find(|c| !blank(c));
    let after = stream.units[last + 1..].iter().map(|u| u.c).find(|c| !blank(c));
    after == Some(PAGE) || (before == Some(PAGE) && first > 0)
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
