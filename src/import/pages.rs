//! What is printed on every page beside the form: page numbers, and the lines that stand around them.

use std::collections::HashMap;
use std::ops::Range;

use crate::form::Kind;
use crate::text;

use super::anchors::digits_at;
use super::lex::{Mark, PAGE, Stream, brk};
use super::slots::Slots;

/// How many page numbers in a row prove that lone numbers are page numbers.
const MIN_PAGES: usize = 4;
/// A line of this many characters is a page.
const PAGE_LINE: usize = 100;
/// How many lines apart the numbers of two rows of a table may be.
const ROW: usize = 12;
/// No page has so few lines; rows of a table have no more.
const ROW_LINES: usize = 5;
/// A running line is not longer; with a number in it, its words are not shorter.
const RUNNING: usize = 60;
const RUNNING_WORDS: usize = 10;
/// How many lines may stand before or behind a page number.
const BESIDE: usize = 3;

/// So many dots before a number at the end of a line lead to a page.
const LEADER: usize = 5;

/// Marks all of it.
pub(super) fn mark(stream: &mut Stream, slots: &Slots) {
    let lines = stream.pieces(0..stream.norm.len(), brk::LINE);
    contents(stream, &lines);
    let numbers = page_numbers(stream, slots, &lines);
    running_lines(stream, &lines, &numbers, &labels(slots));
    numbered_lines(stream, &lines);
    first_words(stream, &lines);
}

/// Lines of a table of contents: `別紙１ 提供先 . . . . . . 65`.
fn contents(stream: &mut Stream, lines: &[Range<usize>]) {
    for line in lines {
        let behind =
            |of: &dyn Fn(char) -> bool, end: usize| (line.start..end).rev().take_while(|&k| of(stream.norm[k])).count();
        let digits = behind(&|c| c.is_ascii_digit(), line.end);
        let dots = behind(&|c| matches!(c, '.' | '…' | '‥' | '・'), line.end - digits);
        if digits > 0 && dots >= LEADER {
            stream.mark(line, Mark::Furniture);
        }
    }
}

/// Page numbers, by the index of their lines: `- 3 -`, `3/45`, `3ページ`; a lone number or `(3)` where
/// numbers count on, or at the edge of a page.
fn page_numbers(stream: &mut Stream, slots: &Slots, lines: &[Range<usize>]) -> Vec<usize> {
    let (mut lone, mut bracketed, mut found) = (Vec::new(), Vec::new(), Vec::new());
    for (i, line) in lines.iter().enumerate().filter(|(_, l)| l.len() <= 12) {
        let text = stream.string(line.clone());
        let digits = text.chars().filter(char::is_ascii_digit).count();
        let dashed = text.starts_with('-') && text.ends_with('-') && digits + 2 == text.len() && digits > 0;
        let of = text.split_once('/').is_some_and(|(a, b)| a.parse::<u32>().is_ok() && b.parse::<u32>().is_ok());
        let named = text.strip_suffix("ページ").or(text.strip_suffix("頁")).is_some_and(|n| n.parse::<u32>().is_ok());
        if dashed || of || named {
            found.push(i);
        } else if let Ok(number) = text.parse::<u32>() {
            if behind_label(stream, slots, line.start) {
                continue;
            }
            if at_page_edge(stream, line.start, line.end) {
                found.push(i);
            }
            lone.push((i, number));
        } else if let Some(inner) = text.strip_prefix('(').and_then(|t| t.strip_suffix(')'))
            && let Ok(number) = inner.parse::<u32>()
            && stream.brk[line.start] >= brk::PARA
            && stream.brk.get(line.end).is_none_or(|&b| b >= brk::PARA)
        {
            bracketed.push((i, number));
        }
    }
    for run in [longest_run(&lone), longest_run(&bracketed)].into_iter().filter(|r| r.len() >= MIN_PAGES) {
        found.extend(run);
    }
    found.sort_unstable();
    found.dedup();
    for &i in &found {
        stream.mark(&lines[i], Mark::Furniture);
    }
    found
}

/// Whether the label of an item that is a number stands right before.
fn behind_label(stream: &Stream, slots: &Slots, at: usize) -> bool {
    let numbers = slots.slots.iter().filter(|s| matches!(s.item.kind, Kind::Number));
    let mut labels = numbers.flat_map(|s| &s.labels);
    labels.any(|l| at >= l.len() && stream.starts_with(at - l.len(), l))
}

/// The longest run that counts on by one. The numbers of the rows of a table count on as well, but stand close
/// to each other: of two equal numbers the one that is none of these is the number of a page.
fn longest_run(numbers: &[(usize, u32)]) -> Vec<usize> {
    let close = |a: usize, b: usize| numbers[a].1 < numbers[b].1 && numbers[b].0 - numbers[a].0 <= ROW;
    let in_table = |k: usize| k > 0 && k + 1 < numbers.len() && close(k - 1, k) && close(k, k + 1);
    let mut places: HashMap<u32, Vec<usize>> = HashMap::new();
    for (k, (_, number)) in numbers.iter().enumerate() {
        places.entry(*number).or_default().push(k);
    }
    let next = |at: usize| {
        let next = places.get(&numbers[at].1.checked_add(1)?)?;
        let behind = &next[next.partition_point(|&k| k <= at)..];
        behind.iter().find(|&&k| !in_table(k)).or(behind.first()).copied()
    };
    let mut run = Vec::new();
    for start in 0..numbers.len().min(50) {
        let chain: Vec<usize> = std::iter::successors(Some(start), |&at| next(at)).collect();
        if chain.len() > run.len() {
            run = chain;
        }
    }
    run.into_iter().map(|i| numbers[i].0).collect()
}

/// Lines that stand at the same place beside most of the page numbers: the name of the document and of
/// the office at the head or the foot of every page.
fn running_lines(stream: &mut Stream, lines: &[Range<usize>], numbers: &[usize], labels: &[String]) {
    for (step, limit) in [(-1isize, BESIDE), (1, BESIDE)] {
        for distance in 1..=limit as isize {
            let beside: Vec<&Range<usize>> = numbers
                .iter()
                .filter_map(|&i| lines.get(i.checked_add_signed(step * distance)?))
                .filter(|l| l.len() <= RUNNING)
                .collect();
            let mut count: HashMap<String, Vec<&Range<usize>>> = HashMap::new();
            for line in beside {
                count.entry(stream.string(line.clone())).or_default().push(line);
            }
            let Some((text, same)) = count.into_iter().max_by_key(|(text, l)| (l.len(), text.clone())) else { break };
            if same.len() < MIN_PAGES || same.len() * 2 < numbers.len() || labels.iter().any(|l| text.contains(l)) {
                break;
            }
            for line in same {
                stream.mark(line, Mark::Furniture);
            }
        }
    }
}

/// Printed words that a page may begin with for a reason of its own: titles of parts and of columns.
fn labels(slots: &Slots) -> Vec<String> {
    let columns = slots.slots.iter().filter(|s| matches!(s.item.kind, Kind::List { .. }));
    let columns = columns.flat_map(|s| s.item.children.iter().map(|c| text::normalize(&c.label)));
    let all = slots.slots.iter().flat_map(|s| s.labels.first()).map(|l| l.iter().collect());
    columns.chain(all).filter(|l: &String| l.chars().count() >= 4).collect()
}

/// The same words around a number that counts on, with space around it: `○○に関する事務 3 ○○市○○課`. Rows of a
/// table may count on as well, as ① or closer to each other.
fn numbered_lines(stream: &mut Stream, lines: &[Range<usize>]) {
    type Numbered = (usize, u32);
    let mut found: HashMap<(String, String), Vec<Numbered>> = HashMap::new();
    let plain = |at: usize| matches!(stream.units[stream.unit[at] as usize].c, '0'..='9' | '０'..='９');
    for (n, line) in lines.iter().enumerate().filter(|(_, l)| l.len() > RUNNING_WORDS && l.len() <= RUNNING) {
        for at in (line.start..line.end).filter(|&i| i == line.start || stream.brk[i] >= brk::SPACE) {
            let end = (at + digits_at(stream, at)).min(line.end);
            let apart = end > at && plain(at) && (end == line.end || stream.brk[end] >= brk::SPACE);
            let words = line.len() - (end - at) >= RUNNING_WORDS;
            if let Some(number) = stream.string(at..end).parse().ok().filter(|_| apart && words) {
                let key = (stream.string(line.start..at), stream.string(end..line.end));
                found.entry(key).or_default().push((n, number));
            }
        }
    }
    for same in found.into_values().filter(|s| s.len() >= MIN_PAGES) {
        if same.windows(2).all(|w| w[1].1 == w[0].1 + 1 && w[1].0 - w[0].0 > ROW_LINES) {
            same.iter().for_each(|(n, _)| stream.mark(&lines[*n], Mark::Furniture));
        }
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

fn at_page_edge(stream: &Stream, start: usize, end: usize) -> bool {
    let blank = |c: &char| c.is_whitespace() && *c != PAGE;
    let (first, last) = (stream.unit[start] as usize, stream.unit[end - 1] as usize);
    let before = stream.units[..first].iter().rev().map(|u| u.c).find(|c| !blank(c));
    let after = stream.units[last + 1..].iter().map(|u| u.c).find(|c| !blank(c));
    after == Some(PAGE) || (before == Some(PAGE) && first > 0)
}
