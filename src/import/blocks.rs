//! The table of changes in a text without layout: the cells of a row stand below each other, with blank
//! lines between them or without, from the date on.
//!
//! Lines in, rows out. [`rows`] goes from date to date, [`deal`] finds all ways to deal the words of a row
//! to its cells, [`told`] is what the document itself says about them, [`pages`] gives what stands on the
//! next page to the cells that go on there. The widths of the columns are learned from the rows that are
//! sure. Where a second way is nearly as good, the cells in question are 要確認.

mod deal;
mod pages;
mod rows;
mod told;

use std::ops::Range;

use crate::form::{FormDef, Item, Kind};
use crate::text;

use super::answers::Answers;
use super::columns;
use super::lex::{Stream, brk};
use super::widths::RAGGED;
use deal::{AFTER, BEFORE, ITEM, MARGIN, Table};
use rows::{Row, Signs, Word};
use told::{Known, Told};

/// The ranges of a cell, and whether it is sure.
pub(super) type Cell = (Vec<Range<usize>>, bool);

/// How often the widths of the columns and the rows that are sure are found from each other.
const ROUNDS: usize = 4;

/// So many lines show the width of a column.
const LINES: i32 = 2;

/// The longest number of an item, in characters: `III(1)4`.
const MAX_NUMBER: usize = 8;

/// Narrower lines, in columns, were hardly broken by their cell.
const MIN_FULL: usize = 24;

/// Lines of fewer characters may stand twice in a cell.
const MIN_TWICE: usize = 6;

/// What was found of a row.
#[derive(Clone, Debug, PartialEq)]
struct Solved {
    /// The words of each column behind the date, on each page.
    pages: Vec<Vec<Range<usize>>>,
    /// Which columns are sure.
    sure: Vec<bool>,
    /// Whether a blank line is inside of a cell.
    torn: bool,
}

/// The rows with their cells. Repeated headers are furniture.
pub(super) fn read(
    stream: &mut Stream,
    form: &'static FormDef,
    columns: &[&'static Item],
    area: Range<usize>,
    answers: &Answers,
) -> Vec<Vec<Cell>> {
    let Some(choice) = columns.iter().position(|c| matches!(c.kind, Kind::Choice(_))) else { return Vec::new() };
    // The columns of the table of changes, as every form has them.
    if choice != AFTER + 1 || columns.len() != choice + 2 {
        return Vec::new();
    }
    let labels: Vec<Vec<char>> = columns.iter().map(|c| text::normalize(&c.label).chars().collect()).collect();
    let told = Told::new(form, answers);
    let signs = Signs {
        labels: &labels,
        is_choice: &|stream, range| deal::is_choice(stream, columns[choice], range),
        is_name: &|words| told.name(words) <= 0.0,
    };
    let wrapped = wrapped(stream, area.clone());
    let rows::Rows { rows, early } = rows::rows(stream, &signs, area);
    let blank = rows.iter().filter(|r| r.pages[0].first().is_some_and(|w| w.level >= brk::PARA)).count();
    let blocks = blank * 2 > rows.len();
    let mut table = Table { stream, columns, choice, blocks, limits: vec![None; columns.len()], told };
    if !blocks && wrapped {
        return Vec::new();
    }
    let mut solved: Vec<Option<Solved>> = Vec::new();
    for _ in 0..ROUNDS {
        let found: Vec<Option<Solved>> = rows.iter().map(|row| table.solve(row)).collect();
        table.learn(&rows, &found);
        if std::mem::replace(&mut solved, found) == solved {
            break;
        }
    }
    table.doubt_pages(&rows, &mut solved);
    table.doubt_last(&rows, &mut solved);
    table.doubt_order(&rows, early, &mut solved);
    rows.iter().zip(&solved).filter_map(|(row, solved)| Some(table.cells(row, solved.as_ref()?))).collect()
}

impl Table<'_> {
    /// The cells of a row.
    fn solve(&self, row: &Row) -> Option<Solved> {
        let words = &row.pages[0];
        // Two choices are those of two rows.
        if row.pages.iter().flatten().filter(|w| self.is_choice(&w.range)).count() != 1 {
            return None;
        }
        let deals = self.deals(row.number, words);
        let best = deals.first()?;
        // A date among other words may begin a row.
        let date = |w: &Word| w.level >= brk::LINE && rows::is_date(&self.text(std::slice::from_ref(w)));
        if best.cells[..AFTER].iter().any(|c| c.len() > 1 && words[c.clone()].iter().any(date)) {
            return None;
        }
        let near = || deals.iter().filter(|d| d.cost < best.cost + MARGIN);
        let ends = |column: usize| near().all(|d| d.cells[column - 1] == best.cells[column - 1]);
        let mut sure: Vec<bool> = (0..self.columns.len()).map(|k| k == 0 || ends(k)).collect();
        match self.blocks {
            true => self.doubt_blocks(row, &best.cells, &mut sure),
            false => self.doubt_lines(row, &best.cells, &mut sure),
        }
        let [name, before, after] = [ITEM, BEFORE, AFTER].map(|k| self.text(&words[best.cells[k - 1].clone()]));
        if best.cells[..AFTER].iter().any(|c| c.is_empty()) {
            // Two cells may be one block, and one cell two.
            sure[ITEM] &= self.told.name(&name) <= 0.0;
            for (column, cell) in [(BEFORE, &before), (AFTER, &after)] {
                sure[column] &= self.told.answered(&name, cell) >= Known::Lines;
            }
        }
        // In a row whose cells stand in another order the last one may be any.
        let reason = self.text(&words[best.cells[self.choice].clone()]);
        let whole = sure[ITEM] && !best.cells[..AFTER].iter().any(|c| c.is_empty());
        sure[self.choice + 1] &= !row.mixed && (whole || super::swapped::reads_like_a_reason(&reason));
        let torn =
            self.blocks && best.cells.iter().any(|c| words[c.clone()].iter().skip(1).any(|w| w.level >= brk::PARA));
        let pages = self.go_on(row, best.cells.clone(), &mut sure);
        Some(Solved { pages, sure, torn })
    }

    /// Cells that have no blank line between them are not sure.
    fn doubt_blocks(&self, row: &Row, cells: &[Range<usize>], sure: &mut [bool]) {
        let words = &row.pages[0];
        for column in ITEM..=AFTER {
            let next = words.get(cells[column - 1].end);
            if next.is_some_and(|w| w.level < brk::PARA && (row.mixed || !self.is_choice(&w.range))) {
                sure[column..(column + 2).min(self.choice)].fill(false);
            }
        }
    }

    /// Without blank lines only a name tells where the cell of the item begins and ends; and where no width
    /// is known, only the document tells the last line of one cell from the first of the next.
    fn doubt_lines(&self, row: &Row, cells: &[Range<usize>], sure: &mut [bool]) {
        let words = &row.pages[0];
        let [name, before, after] = [ITEM, BEFORE, AFTER].map(|k| self.text(&words[cells[k - 1].clone()]));
        if self.told.name(&name) > 0.0 || self.begins_later(&words[cells[ITEM - 1].clone()]) {
            sure[ITEM..=AFTER].fill(false);
        }
        let both = self.lines(words, &(cells[BEFORE - 1].start..cells[AFTER - 1].end));
        let lines = both.len();
        let silent = lines > 1 && self.limits[BEFORE].is_none();
        // A width that is a letter off cuts a sentence: no cell begins with the rest of a word.
        let cut = lines > 1 && !before.ends_with('。') && after.starts_with(|c| matches!(c, 'ぁ'..='ん'));
        // A full line in the middle of a sentence goes on, in the same cell as likely as not. Where no width is
        // known, one that is as wide as any other of both cells may be full.
        let widest = both.iter().map(|l| self.width(l)).max().filter(|&w| w >= MIN_FULL);
        let limit = self.limits[BEFORE].or(widest);
        let full = |l: &Range<usize>| limit.is_some_and(|limit| self.width(l) + RAGGED >= limit);
        let last = self.lines(words, &cells[BEFORE - 1]).pop();
        let goes_on = last.is_some_and(|l| full(&l) && !columns::ends(self.stream, &l));
        // What stands twice in one cell may stand once in each.
        let lines = |column: usize| self.lines(words, &cells[column - 1]).into_iter().map(|l| self.stream.string(l));
        let repeats = |cell: &str, column: usize| twice(cell.split('。')) || twice(lines(column));
        let twice = repeats(&before, BEFORE) || repeats(&after, AFTER);
        if silent && self.evidence(row.number, &name, &before, &after) <= 0.0
            || (cut || twice || goes_on) && self.told.answered(&name, &after) < Known::Whole
        {
            sure[BEFORE..=AFTER].fill(false);
        }
    }

    /// Whether the first words of a name may be none of it: they are no number, and the others name an item,
    /// too.
    fn begins_later(&self, name: &[Word]) -> bool {
        let Some(first) = name.first() else { return false };
        let number = first.range.len() <= MAX_NUMBER
            && self.stream.norm[first.range.clone()].iter().any(char::is_ascii_alphanumeric);
        !number && (1..name.len()).any(|k| self.told.name(&self.text(&name[k..])) <= 0.0)
    }

    /// Behind the last row of a page other words may stand: the explanation of such a row ends with its
    /// first sentence, or it is not sure. Where one of its texts has not ended, the rest of each may stand on the
    /// next page, behind the next date.
    fn doubt_last(&self, rows: &[Row], solved: &mut [Option<Solved>]) {
        let column = self.choice + 1;
        for (i, (row, found)) in rows.iter().zip(solved).enumerate() {
            let last = row.pages.len() == 1 && rows.get(i + 1).is_none_or(|next| next.page != row.page);
            let Some(found) = found.as_mut().filter(|_| last) else { continue };
            let goes_on = |column: usize| {
                let lines = self.lines(&row.pages[0], &found.pages[0][column - 1]);
                let full = |l: &Range<usize>| self.limits[column].is_some_and(|w| self.width(l) + RAGGED >= w);
                lines.last().is_some_and(|l| full(l) && !columns::ends(self.stream, l))
            };
            if i + 1 < rows.len() && (goes_on(BEFORE) || goes_on(AFTER)) {
                found.sure[BEFORE] = false;
                found.sure[AFTER] = false;
            }
            let lines = self.lines(&row.pages[0], &found.pages[0][column - 1]);
            let ends = |l: &Range<usize>| match self.limits[column] {
                Some(limit) => self.stream.norm[l.end - 1] == '。' && self.width(l) + RAGGED < limit,
                None => true,
            };
            found.sure[column] &= !lines.iter().rev().skip(1).any(ends);
        }
    }

    /// Words that stand before their date end up in the row before: behind a row with two choices, up to one
    /// without any, each row has the words of the next one, and so from the first row on where `early` choices
    /// stand before it. Where a row lacks a cell, it may be what stands below the row before.
    fn doubt_order(&self, rows: &[Row], early: usize, solved: &mut [Option<Solved>]) {
        let mut from = (early > 0).then_some(0);
        for (i, row) in rows.iter().enumerate() {
            match row.pages.iter().flatten().filter(|w| self.is_choice(&w.range)).count() {
                0 => from.take().into_iter().for_each(|from| solved[from..=i].fill(None)),
                1 => {}
                _ => from = from.or(Some(i)),
            }
        }
        if from == Some(0) && early > 0 {
            solved.fill(None);
        }
        let column = self.choice + 1;
        let lacks = |s: &Option<Solved>| s.as_ref().is_none_or(|s| s.pages[0].iter().any(|c| c.is_empty()));
        let lacking: Vec<bool> = solved.iter().skip(1).map(lacks).collect();
        for ((row, found), _) in rows.iter().zip(solved).zip(lacking).filter(|r| r.1) {
            let Some(found) = found else { continue };
            let cells = row.pages.iter().zip(&found.pages);
            let lines: Vec<_> = cells.flat_map(|(words, cells)| self.lines(words, &cells[column - 1])).collect();
            let full = |l: &Range<usize>| self.limits[column].is_some_and(|w| self.width(l) + RAGGED >= w);
            let goes_on = |l: &Range<usize>| full(l) && !columns::ends(self.stream, l);
            found.sure[column] &= lines.iter().rev().skip(1).all(goes_on);
        }
    }

    /// Learns from the rows that are sure.
    fn learn(&mut self, rows: &[Row], solved: &[Option<Solved>]) {
        self.told.forget();
        let mut seen: Vec<Vec<(usize, bool)>> = vec![Vec::new(); self.columns.len()];
        for (row, found) in rows.iter().zip(solved) {
            let Some(found) = found.as_ref().filter(|f| f.sure.iter().all(|s| *s)) else { continue };
            for (words, cells) in row.pages.iter().zip(&found.pages) {
                for (k, cell) in cells.iter().enumerate() {
                    let lines = self.lines(words, cell);
                    for (i, line) in lines.iter().enumerate() {
                        let goes_on = i + 1 < lines.len() && !columns::ends(self.stream, line);
                        seen[k + 1].push((self.width(line), goes_on));
                    }
                }
            }
            let [item, before, after] = [ITEM, BEFORE, AFTER].map(|k| self.cell_text(row, found, k));
            self.told.learn(row.number, &item, &before);
            self.told.learn(row.number, &item, &after);
        }
        self.limits = seen.iter().map(|lines| limit(lines)).collect();
    }

    fn cell_text(&self, row: &Row, found: &Solved, column: usize) -> String {
        let parts = row.pages.iter().zip(&found.pages);
        let words: Vec<Word> = parts.flat_map(|(words, cells)| words[cells[column - 1].clone()].to_vec()).collect();
        self.text(&words)
    }

    /// A block too many on a page may be a part of any of its cells, and so may lines on the next page where no
    /// blank lines part them: only what the document says is sure.
    fn doubt_pages(&self, rows: &[Row], solved: &mut [Option<Solved>]) {
        let pages = |row: &Row| row.page..row.page + row.pages.len();
        let torn: Vec<Range<usize>> = rows
            .iter()
            .zip(solved.iter())
            .filter(|(_, s)| s.as_ref().is_none_or(|s| s.torn))
            .map(|(row, _)| pages(row))
            .collect();
        for (row, found) in rows.iter().zip(solved) {
            let Some(found) = found else { continue };
            let own = pages(row);
            let apart = match self.blocks {
                true => !torn.iter().any(|t| t.start < own.end && own.start < t.end),
                false => row.pages.len() == 1,
            };
            if apart {
                continue;
            }
            let item = self.cell_text(row, found, ITEM);
            for column in [BEFORE, AFTER] {
                let cell = self.cell_text(row, found, column);
                let known =
                    self.told.answered(&item, &cell) >= Known::Lines || self.told.repeated(row.number, &item, &cell);
                found.sure[column] &= known && !found.torn;
            }
            found.sure[self.choice + 1] &= !self.blocks;
        }
    }

    fn cells(&self, row: &Row, found: &Solved) -> Vec<Cell> {
        let mut out = vec![(row.date.clone(), true)];
        for column in 1..self.columns.len() {
            let parts = row.pages.iter().zip(&found.pages);
            let lines = parts.flat_map(|(words, cells)| self.lines(words, &cells[column - 1])).collect();
            out.push((lines, found.sure[column]));
        }
        out
    }
}

/// Whether two of the texts are the same; short ones do not count.
fn twice(texts: impl Iterator<Item = impl AsRef<str>>) -> bool {
    let mut seen: Vec<String> =
        texts.map(|t| text::normalize(t.as_ref())).filter(|t| t.chars().count() >= MIN_TWICE).collect();
    seen.sort_unstable();
    seen.windows(2).any(|w| w[0] == w[1])
}

/// Whether the lines of an area were broken after so many characters: many are as long as the longest.
fn wrapped(stream: &Stream, area: Range<usize>) -> bool {
    let lines = stream.pieces(area, brk::LINE);
    let lengths: Vec<usize> = lines.iter().map(|l| stream.units_of(l).len()).collect();
    let longest = lengths.iter().copied().max().unwrap_or(0);
    let full = lengths.iter().filter(|l| **l + 1 >= longest).count();
    full > 2 && full * 4 > lengths.len()
}

/// The width of a column by the widths of its lines, and whether words of the same cell stand below: most
/// lines that go on are about as wide, and hardly any is wider.
fn limit(lines: &[(usize, bool)]) -> Option<usize> {
    let fits = |limit: usize| {
        let of = |(width, goes_on): &(usize, bool)| match () {
            _ if *width > limit => -3,
            _ if !goes_on => 0,
            _ if *width + RAGGED >= limit => 1,
            _ => -1,
        };
        lines.iter().map(of).sum::<i32>()
    };
    let best = lines.iter().map(|l| l.0).max_by_key(|&w| (fits(w), w))?;
    (fits(best) >= LINES).then_some(best)
}
