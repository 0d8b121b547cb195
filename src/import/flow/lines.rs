//! The lines of text of a flow, with what tells whether a line goes on with the one before.

use std::collections::HashSet;
use std::ops::Range;

use crate::text;

use super::super::lex::{Mark, Stream, brk};
use super::super::value::{self, Value};
use super::texts::Place;
use super::tokens::{Token, What};

/// Lines narrower than this, in columns, were not broken by the width of a cell.
const MIN_WRAP: usize = 40;
/// The longest date, in characters.
const MAX_DATE: usize = 20;

/// A line of text.
pub(super) struct Line {
    pub range: Range<usize>,
    /// Whether it stands right behind a label.
    pub right: bool,
    /// Whether it stands on the line of a label, right behind it.
    pub beside: bool,
    /// Whether it stands on the line right below a label.
    pub below: bool,
    /// How many items of text stand before it.
    pub behind: usize,
    /// How it goes on from the line before.
    pub link: Link,
    /// Whether its sentence goes on in the next line.
    pub unfinished: bool,
    pub none: bool,
    pub date: bool,
    pub number: bool,
    /// Whether a line of its block ends a sentence, or begins a paragraph.
    pub sentence: bool,
    /// Whether neither it nor what follows in its block is a sentence: a name, a number, a word.
    pub title: bool,
    /// Whether it begins with a ※ that may be the one of its label.
    pub starred: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Link {
    /// The next line of the same block.
    Line,
    /// Another block.
    Block,
    /// A label, or other words of the form, in between.
    Cut,
    /// On the next page.
    Page,
}

/// The lines of text, and the words that were taken for something else but belong to nothing.
pub(super) fn lines(stream: &Stream, tokens: &[Token], places: &[Place]) -> Vec<Line> {
    let mut out: Vec<Line> = Vec::new();
    let mut widths = Vec::new();
    let mut other = false;
    // The last place, in the order of the form, of those whose labels end before a point of the text.
    let mut ends: Vec<(usize, usize)> = places.iter().enumerate().map(|(i, p)| (p.at, i + 1)).collect();
    ends.sort_unstable();
    for k in 1..ends.len() {
        ends[k].1 = ends[k].1.max(ends[k - 1].1);
    }
    let labels: HashSet<usize> = places.iter().filter(|p| p.labelled).map(|p| p.at).collect();
    for token in tokens {
        if !matches!(token.what, What::Text | What::Choice) {
            other = true;
            continue;
        }
        let range = token.range.clone();
        // ※ that was torn from its label, the bracket of an empty one, and the number of a section that was torn from its heading.
        let roman = |&c: &char| matches!(c, 'I' | 'V' | 'X');
        let leader = |&c: &char| matches!(c, '.' | '…' | '・') || c.is_ascii_digit();
        let words = &stream.norm[range.clone()];
        let contents = words.len() > 20 && words.iter().rev().take(12).all(leader);
        if words == ['※'] || (words == [')'] && token.cut) || (words.len() <= 4 && words.iter().all(roman)) || contents
        {
            continue;
        }
        let labels_before = ends.partition_point(|e| e.0 <= range.start);
        let Some(behind) = labels_before.checked_sub(1).map(|k| ends[k].1) else { continue };
        let end = out.last().map_or(0, |l| l.range.end);
        let link = match () {
            _ if page_between(stream, end..range.start) => Link::Page,
            _ if token.cut || other => Link::Cut,
            _ if token.set_off >= brk::PARA => Link::Block,
            _ => Link::Line,
        };
        other = false;
        let text = value::words(stream, std::slice::from_ref(&range));
        let ended = text.ends_with(['。', '．', '：', ':', '」', '＞', '>', '】', '）', ')']);
        let unfinished = !ended && text::width(&text) >= MIN_WRAP;
        let none = text::is_explicit_none(&text);
        let sentence = text.ends_with('。') || text.starts_with(['・', '＜', '<', '○', '●', '※']);
        let second = stream.brk.get(range.start + 1).is_some_and(|&b| b >= brk::SPACE);
        let starred = stream.norm[range.start] == '※' && second && range.len() > 1;
        let label = labels.contains(&range.start);
        let beside = label && stream.brk[range.start] < brk::LINE;
        let below = label && stream.brk[range.start] == brk::LINE;
        let fits = |number| {
            let read = value::date_or_number(stream, std::slice::from_ref(&range), number);
            !matches!(read.value, Value::Unreadable(_))
        };
        let short = text.chars().count() <= MAX_DATE;
        let (date, number) = (short && fits(false), short && fits(true));
        widths.push(text::width(&text));
        out.push(Line {
            range,
            behind,
            right: label,
            beside,
            below,
            link,
            unfinished,
            none,
            date,
            number,
            sentence,
            title: false,
            starred,
        });
    }
    let blocks: Vec<usize> = (0..out.len()).filter(|&l| l == 0 || out[l].link != Link::Line).collect();
    for (k, &from) in blocks.iter().enumerate() {
        let to = blocks.get(k + 1).copied().unwrap_or(out.len());
        for l in (from..to).rev() {
            out[l].title = !out[l].sentence && (l + 1 == to || out[l + 1].title);
        }
        let sentence = out[from..to].iter().any(|l| l.sentence);
        out[from..to].iter_mut().for_each(|l| l.sentence = sentence);
    }
    let mut sorted = widths.clone();
    sorted.sort_unstable();
    let wide = sorted.get(sorted.len() * 9 / 10).copied().unwrap_or(0);
    for (line, width) in out.iter_mut().zip(widths) {
        line.unfinished &= width * 10 >= wide * 7;
    }
    out
}

/// Whether a page ends in a range: a page number, or its mark.
fn page_between(stream: &Stream, range: Range<usize>) -> bool {
    if range.end >= stream.norm.len() {
        return false;
    }
    if stream.has_pages() {
        return (range.start..=range.end).any(|i| i > 0 && stream.brk[i] >= brk::PARA && stream.begins_page(i));
    }
    let number = |l: &Range<usize>| {
        l.len() <= 12
            && stream.mark_of(l.start) == Mark::Furniture
            && l.clone().any(|i| stream.norm[i].is_ascii_digit())
            && l.clone().all(|i| {
                stream.norm[i].is_ascii_digit() || matches!(stream.norm[i], '-' | '/' | 'ペ' | 'ー' | 'ジ' | '頁')
            })
    };
    stream.pieces(range.clone(), brk::LINE).iter().any(number)
}
