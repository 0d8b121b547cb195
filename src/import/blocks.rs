//! The table of changes in a text without layout: the cells of a row stand below each other, between
//! blank lines, from the date on.
//!
//! Cells in, rows out, where the blocks are as many as the cells. Two cells whose full lines were printed
//! close together make one block with lines that are too wide; a cell that ends with a full line may go on
//! in the next block. Such rows are not read, except at the end of a page, where as many cells must go on
//! as blocks follow; nor are those on a page with a block too many, which may have strayed from any cell.

use std::collections::HashSet;
use std::ops::Range;

use crate::date;
use crate::form::{Item, Kind};

use super::columns::{self, Chunk};
use super::lex::{Mark, Stream, brk};
use super::value;
use super::widths::{RAGGED, Seen};

/// The lines of a block or a cell.
type Lines = Vec<Range<usize>>;

/// A row as it stands in the text: its date, the number of its page, and its blocks there and on those
/// that follow.
#[derive(Debug)]
struct Row {
    date: Lines,
    page: usize,
    pages: Vec<Vec<Lines>>,
}

/// A column without a known width: the most words on a line of a name, and of other cells.
const WORDS_OF_NAME: usize = 2;

/// The rows with the ranges of their cells. Repeated headers are furniture.
pub(super) fn read(stream: &mut Stream, columns: &[&Item], header: &[char], area: Range<usize>) -> Vec<Vec<Lines>> {
    let Some(choice) = columns.iter().position(|c| matches!(c.kind, Kind::Choice(_))) else { return Vec::new() };
    let rows = rows(stream, header, area);
    let table = Table { stream, columns, choice };
    let first: Vec<Option<Vec<Lines>>> = rows.iter().map(|r| table.cells(r)).collect();
    let mut seen = vec![Seen::default(); columns.len()];
    for (k, cell) in first.iter().flatten().flat_map(|cells| cells.iter().enumerate()) {
        for (i, line) in cell.iter().enumerate() {
            let goes_on = i + 1 < cell.len() && !table.ends(line);
            seen[k].lines.push((table.width(line), goes_on));
        }
    }
    let limits: Vec<Option<usize>> = seen.iter().map(|s| s.limit().or_else(|| s.supported())).collect();
    let last = |i: usize| rows.get(i + 1).is_none_or(|next| next.page != rows[i].page);
    let stray = |i: &usize| table.too_many(&rows[*i], last(*i) && first[*i].is_none());
    let strays: HashSet<usize> = (0..rows.len()).filter(stray).map(|i| rows[i].page).collect();
    let mut out = Vec::new();
    for (row, cells) in rows.iter().zip(first) {
        if (row.page..row.page + row.pages.len()).any(|page| strays.contains(&page)) {
            continue;
        }
        out.extend(cells.and_then(|cells| table.whole(row, cells, &limits)));
    }
    out
}

/// The rows from date to date.
fn rows(stream: &mut Stream, header: &[char], area: Range<usize>) -> Vec<Row> {
    let blocks = stream.pieces(area, brk::PARA);
    let mut rows: Vec<Row> = Vec::new();
    let (mut page, mut new_page) = (0, false);
    let mut i = 0;
    while let Some(block) = blocks.get(i).cloned() {
        let count = header_at(stream, header, &blocks[i..]);
        for label in &blocks[i..i + count] {
            stream.mark(label, Mark::Furniture);
        }
        i += count.max(1);
        if count > 0 || block.clone().all(|k| stream.mark_of(k) == Mark::Furniture) {
            page += usize::from(!new_page);
            new_page = true;
            continue;
        }
        let open = |k: &usize| stream.mark_of(*k) != Mark::Furniture;
        let (from, to) = (block.clone().find(open), block.clone().rev().find(open));
        let (from, to) = (from.unwrap_or(block.start), to.map_or(block.end, |k| k + 1));
        let (date, rest) = dated(stream, from..to);
        let lines = stream.pieces(rest, brk::LINE);
        if let Some(date) = date {
            rows.push(Row { date: vec![date], page, pages: vec![Vec::new()] });
        } else if let Some(row) = rows.last_mut().filter(|_| std::mem::take(&mut new_page)) {
            row.pages.push(Vec::new());
        }
        new_page = false;
        if let Some(blocks) = rows.last_mut().and_then(|r| r.pages.last_mut()).filter(|_| !lines.is_empty()) {
            blocks.push(lines);
        }
    }
    rows
}

/// How many blocks are the labels of the header.
fn header_at(stream: &Stream, header: &[char], blocks: &[Range<usize>]) -> usize {
    let mut rest = header;
    for (i, block) in blocks.iter().enumerate() {
        let Some(more) = rest.strip_prefix(&stream.norm[block.clone()]) else { return 0 };
        rest = more;
        if rest.is_empty() {
            return i + 1;
        }
    }
    0
}

/// The date that begins a block, and what is behind it.
fn dated(stream: &Stream, block: Range<usize>) -> (Option<Range<usize>>, Range<usize>) {
    let is_date = |range: &Range<usize>| {
        let text = value::words(stream, std::slice::from_ref(range)).replace('\n', "");
        matches!(date::parse(&text), Some(Ok(_)))
    };
    if is_date(&block) {
        return (Some(block.clone()), block.end..block.end);
    }
    match stream.pieces(block.clone(), brk::SPACE).first().filter(|w| is_date(w)) {
        Some(word) => (Some(word.clone()), word.end..block.end),
        None => (None, block),
    }
}

struct Table<'a> {
    stream: &'a Stream,
    columns: &'a [&'a Item],
    /// The column of the choice.
    choice: usize,
}

impl Table<'_> {
    /// The cells on the first page of a row, when its blocks are as many.
    fn cells(&self, row: &Row) -> Option<Vec<Lines>> {
        let blocks = row.pages.first()?;
        let place = |(b, lines): (usize, &Lines)| -> Vec<(usize, usize, Range<usize>)> {
            let words = lines.iter().enumerate().flat_map(|(l, line)| {
                let words = self.stream.pieces(line.clone(), brk::SPACE);
                [words.first().cloned(), words.last().filter(|_| words.len() > 1).cloned()].map(|w| Some((b, l, w?)))
            });
            words.flatten().filter(|(_, _, w)| self.is_choice(w)).collect()
        };
        let places: Vec<(usize, usize, Range<usize>)> = blocks.iter().enumerate().flat_map(place).collect();
        let [(block, line, word)] = &places[..] else { return None };
        let mut before: Vec<Lines> = blocks[..*block].to_vec();
        let mut behind: Vec<Lines> = blocks[block + 1..].to_vec();
        let own = &blocks[*block];
        let others = without(own, word);
        match () {
            _ if others.is_empty() => {}
            // The words behind a choice that begins a block explain it.
            _ if *line == 0 && own[0].start == word.start && before.len() + 1 == self.choice => {
                behind.insert(0, others);
            }
            _ if *line > 0 || own[0].start < word.start => before.push(others),
            _ => return None,
        }
        let explained = self.columns.len() - self.choice - 1;
        if before.len() + 1 != self.choice || behind.len() > explained {
            return None;
        }
        behind.resize(explained, Vec::new());
        let cells = [vec![row.date.clone()], before, vec![vec![word.clone()]], behind].concat();
        (cells.len() == self.columns.len()).then_some(cells)
    }

    /// Whether a row has more blocks than cells, or may have: one of them may be a part of any cell of the
    /// page. Such blocks stand behind the last row, which is `unsure` where its cells are not known.
    fn too_many(&self, row: &Row, unsure: bool) -> bool {
        let Some(blocks) = row.pages.first() else { return false };
        let alone = blocks.iter().position(|b| matches!(&b[..], [line] if self.is_choice(line)));
        let behind = alone.map(|at| blocks.len() - 1 - at);
        let all = blocks.len() + 1 + usize::from(alone.is_none());
        let over = behind.is_some_and(|b| b + self.choice + 1 > self.columns.len()) || all > self.columns.len();
        over || (unsure && alone.is_none())
    }

    /// The cells with what goes on over the ends of pages; nothing where a line is too wide for its column
    /// or a cell must go on and does not.
    fn whole(&self, row: &Row, mut cells: Vec<Lines>, limits: &[Option<usize>]) -> Option<Vec<Lines>> {
        let must = |cells: &[Lines]| -> Vec<usize> {
            let last = |k: &usize| cells[*k].last().is_some_and(|l| self.goes_on(l, limits[*k]));
            (1..cells.len()).filter(|&k| k != self.choice).filter(last).collect()
        };
        for page in &row.pages[1..] {
            let open = must(&cells);
            let choices = page.iter().flatten().any(|l| self.is_choice(l));
            if open.len() != page.len() || choices {
                return None;
            }
            for (k, lines) in open.into_iter().zip(page) {
                cells[k].extend(lines.iter().cloned());
            }
        }
        let fits = |(k, cell): (usize, &Lines)| k == 0 || cell.iter().all(|l| self.fits(l, k, limits[k]));
        (must(&cells).is_empty() && cells.iter().enumerate().all(fits)).then_some(cells)
    }

    /// Whether a line has words of one column only.
    fn fits(&self, line: &Range<usize>, column: usize, limit: Option<usize>) -> bool {
        match limit {
            Some(limit) => self.width(line) <= limit + 1,
            None => self.stream.pieces(line.clone(), brk::SPACE).len() <= if column == 1 { WORDS_OF_NAME } else { 1 },
        }
    }

    fn goes_on(&self, line: &Range<usize>, limit: Option<usize>) -> bool {
        !self.ends(line) && limit.is_some_and(|l| self.width(line) + RAGGED >= l)
    }

    fn ends(&self, line: &Range<usize>) -> bool {
        columns::ends(self.stream, line)
    }

    fn width(&self, line: &Range<usize>) -> usize {
        Chunk { column: 0, len: 0, range: line.clone() }.width(self.stream)
    }

    fn is_choice(&self, range: &Range<usize>) -> bool {
        let text = value::words(self.stream, std::slice::from_ref(range));
        self.columns[self.choice].choices().is_some_and(|set| set.find(&text).is_some())
    }
}

/// Lines without a word at the beginning or the end of one of them.
fn without(lines: &Lines, word: &Range<usize>) -> Lines {
    let cut = |line: &Range<usize>| match () {
        _ if line.contains(&word.start) && line.start == word.start => word.end..line.end,
        _ if line.contains(&word.start) => line.start..word.start,
        _ => line.clone(),
    };
    lines.iter().map(cut).filter(|l| !l.is_empty()).collect()
}
