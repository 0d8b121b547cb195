//! Printed words that are no answers and no labels: page numbers, `システム2～5`.

use super::anchors::digits_at;
use super::lex::{Mark, PAGE, Stream, brk};
use super::slots::{Role, Slots};

/// How many page numbers in a row prove that lone numbers are page numbers.
const MIN_PAGES: usize = 4;

/// Marks all of it.
pub(super) fn mark(stream: &mut Stream, slots: &Slots) {
    page_numbers(stream);
    member_ranges(stream, slots);
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

/// Headings of ranges of members that a form prints to be filled in.
fn member_ranges(stream: &mut Stream, slots: &Slots) {
    let labels: Vec<Vec<char>> =
        slots.slots.iter().filter(|s| s.numbered || s.role == Role::Instance).map(|s| s.labels[0].clone()).collect();
    let mut found = Vec::new();
    for at in (0..stream.norm.len()).filter(|&i| stream.brk[i] >= brk::SOFT) {
        for label in labels.iter().filter(|l| stream.starts_with(at, l)) {
            let from = at + label.len();
            let to = from + digits_at(stream, from);
            let range = to > from && matches!(stream.norm.get(to), Some('~' | '-'));
            let end = to + 1 + digits_at(stream, to + 1);
            if range && end > to + 1 && stream.brk.get(end).is_none_or(|&b| b >= brk::GAP) {
                found.push(at..end);
            }
        }
    }
    for range in found {
        stream.mark(&range, Mark::Furniture);
    }
}
