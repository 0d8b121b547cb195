//! The words of the table from date to date: what stands in a row on each of its pages.

use std::ops::Range;

use crate::date;

use super::super::lex::{Mark, Stream, brk};
use super::super::value;

/// Words between two spaces of a line.
#[derive(Clone, Debug)]
pub(super) struct Word {
    pub range: Range<usize>,
    /// How it is set off from the word before.
    pub level: u8,
}

/// A row: its date, the number of the page it begins on, and its words there and on those that follow.
#[derive(Debug)]
pub(super) struct Row {
    /// Its place in the table.
    pub number: usize,
    pub date: Vec<Range<usize>>,
    pub page: usize,
    pub pages: Vec<Vec<Word>>,
    /// Whether the lines of the choice may be those of several cells.
    pub mixed: bool,
}

/// A label of so many characters is no word of a cell.
const CLEAR: usize = 4;
/// No line begins with one of these: what does was torn from the line before.
const NEVER_FIRST: &str = "、。,.:)]」』】〉》>";

/// What tells words of the table apart.
pub(super) struct Signs<'a> {
    /// The words of the header, by column.
    pub labels: &'a [Vec<char>],
    /// Whether words are a choice of the column of the choice.
    pub is_choice: &'a dyn Fn(&Stream, &Range<usize>) -> bool,
    /// Whether words name an item of the form.
    pub is_name: &'a dyn Fn(&str) -> bool,
}

/// How far a name goes, in words.
const MAX_NAME: usize = 8;

/// The rows of a table.
pub(super) struct Rows {
    pub rows: Vec<Row>,
    /// How many choices stand before the first date.
    pub early: usize,
}

/// The rows of an area. Repeated headers are furniture.
pub(super) fn rows(stream: &mut Stream, signs: &Signs<'_>, area: Range<usize>) -> Rows {
    let labels = signs.labels;
    let lines = stream.pieces(area, brk::LINE);
    let header: Vec<char> = labels.concat();
    let mut rows: Vec<Row> = Vec::new();
    let (mut page, mut new_page, mut chosen, mut early) = (0, false, true, 0);
    let mut i = 0;
    while let Some(line) = lines.get(i).cloned() {
        let whole = header_at(stream, &header, &lines[i..]);
        let count = if whole > 0 { whole } else { labels_at(stream, labels, &lines[i..]) };
        let torn = whole == 0 && count > 0 && stream.norm[line.clone()] != labels[0][..];
        for label in &lines[i..i + count] {
            stream.mark(label, Mark::Furniture);
        }
        i += count.max(1);
        let words = words(stream, line);
        if torn {
            continue;
        }
        if count > 0 || words.is_empty() {
            page += usize::from(!new_page);
            new_page = true;
            continue;
        }
        let (date, used) = dated(stream, &words, lines.get(i));
        // A row without a choice ends where a date stands before the name of an item.
        let named = || signs.names(stream, &words[used.min(words.len())..], &lines[i..]);
        let (date, used) = if chosen || (used > 0 && named()) { (date, used) } else { (None, 0) };
        if let Some(date) = date {
            rows.push(Row { number: rows.len(), date, page, pages: vec![Vec::new()], mixed: false });
            (chosen, new_page) = (false, false);
            // The second line of a broken date.
            if used > words.len() {
                i += 1;
                continue;
            }
        } else if let Some(row) = rows.last_mut().filter(|_| std::mem::take(&mut new_page)) {
            row.pages.push(Vec::new());
        }
        let rest = &words[used.min(words.len())..];
        let choices = rest.iter().filter(|w| (signs.is_choice)(stream, &w.range)).count();
        chosen |= choices > 0;
        match rows.last_mut().and_then(|r| r.pages.last_mut()) {
            Some(words) => words.extend(rest.iter().cloned()),
            None => early += choices,
        }
    }
    for row in &mut rows {
        row.mixed = row.pages.iter_mut().any(|words| lift(words, |w| (signs.is_choice)(stream, &w.range)));
    }
    Rows { rows, early }
}

/// A choice that ends a line stands beside the first lines of the cell before: it is moved behind these.
/// Whether other words stand on both sides of it, or it stands below other lines of its block.
fn lift(words: &mut Vec<Word>, is_choice: impl Fn(&Word) -> bool) -> bool {
    let Some(at) = words.iter().position(is_choice) else { return false };
    let starts = words[at].level >= brk::LINE;
    let ends = words.get(at + 1).is_none_or(|w| w.level >= brk::LINE);
    let block_starts = words[..=at].iter().rposition(|w| w.level >= brk::PARA).unwrap_or(0);
    let block_ends = (at + 1..words.len()).find(|&i| words[i].level >= brk::PARA).unwrap_or(words.len());
    if words[block_starts].level < brk::PARA {
        return false;
    }
    if !starts && ends && block_ends > at + 1 {
        let choice = words.remove(at);
        words.insert(block_ends - 1, choice);
    }
    !starts && !ends || starts && block_starts < at
}

impl Signs<'_> {
    /// Whether words, or those with which the next lines begin, are the name of an item.
    fn names(&self, stream: &Stream, rest: &[Word], lines: &[Range<usize>]) -> bool {
        let below = lines.iter().take(2).flat_map(|l| stream.pieces(l.clone(), brk::SPACE));
        let words = rest.iter().map(|w| w.range.clone()).chain(below).take(MAX_NAME);
        let mut name: Vec<Range<usize>> = Vec::new();
        words.into_iter().any(|word| {
            name.push(word);
            (self.is_name)(&value::words(stream, &name))
        })
    }
}

/// How many lines are labels of the header, in whatever order: the labels of one header may stand in
/// several places of its page, but set off from the cells.
fn labels_at(stream: &Stream, labels: &[Vec<char>], lines: &[Range<usize>]) -> usize {
    let is_label = |l: &&Range<usize>| labels.iter().any(|label| stream.norm[(*l).clone()] == label[..]);
    let run: Vec<&Range<usize>> = lines.iter().take_while(is_label).collect();
    let apart = run.first().is_some_and(|l| stream.brk[l.start] >= brk::PARA);
    let clear = run.len() > 1 || run.iter().any(|l| l.len() >= CLEAR);
    if apart && clear { run.len() } else { 0 }
}

/// The words of a line that are no furniture.
fn words(stream: &Stream, line: Range<usize>) -> Vec<Word> {
    let open = |k: &usize| stream.mark_of(*k) != Mark::Furniture;
    let mut out: Vec<Word> = Vec::new();
    for word in stream.pieces(line, brk::SPACE) {
        let (from, to) = (word.clone().find(open), word.clone().rev().find(open));
        let (Some(from), Some(to)) = (from, to) else { continue };
        let torn = out.is_empty() && NEVER_FIRST.contains(stream.norm[from]) && stream.brk[from] == brk::LINE;
        let level = if torn { 0 } else { stream.brk[word.start] };
        out.push(Word { range: from..to + 1, level });
    }
    out
}

/// How many lines are the labels of the header.
fn header_at(stream: &Stream, header: &[char], lines: &[Range<usize>]) -> usize {
    let mut rest = header;
    for (i, line) in lines.iter().enumerate() {
        let Some(more) = rest.strip_prefix(&stream.norm[line.clone()]) else { return 0 };
        rest = more;
        if rest.is_empty() {
            return i + 1;
        }
    }
    0
}

/// The date that begins a line, broken over two lines or not, and how many words it has.
fn dated(stream: &Stream, words: &[Word], next: Option<&Range<usize>>) -> (Option<Vec<Range<usize>>>, usize) {
    let text = |range: &Range<usize>| value::words(stream, std::slice::from_ref(range));
    let first = &words[0].range;
    if is_date(&text(first)) {
        return (Some(vec![first.clone()]), 1);
    }
    let broken = next.filter(|n| words.len() == 1 && is_date(&format!("{}{}", text(first), text(n))));
    match broken {
        Some(next) => (Some(vec![first.clone(), next.clone()]), 2),
        None => (None, 0),
    }
}

/// Whether words are a date, with or without a remark in parentheses: words that go on behind a date are
/// a sentence.
pub(super) fn is_date(text: &str) -> bool {
    let Some([found]) = date::find(text).first_chunk().cloned() else { return false };
    let rest = text[found.range.end..].trim();
    found.range.start == 0 && found.date.is_ok() && (rest.is_empty() || rest.starts_with(['（', '(', '【']))
}
