//! Rows that go on over the end of a page: which cells what stands there belongs to.
//!
//! A cell that goes on has filled what its row had of the page: none with fewer lines than another does.

use std::ops::Range;

use super::super::columns;
use super::super::lex::brk;
use super::super::widths::RAGGED;
use super::deal::{AFTER, BEFORE, ITEM, MARGIN, Table};
use super::rows::{Row, Word};
use super::told::Known;

/// How many lines a cell may have less than another and go on all the same: a heading or a short paragraph
/// is not divided.
const LESS: usize = 3;
/// A cell whose last line is full and whose sentence has not ended goes on.
const MUST: f32 = 3.0;
/// More words on a page are not dealt.
const MAX_WORDS: usize = 400;

impl Table<'_> {
    /// The cells of each page. Cells for which there is another way are not sure.
    pub(super) fn go_on(&self, row: &Row, first: Vec<Range<usize>>, sure: &mut [bool]) -> Vec<Vec<Range<usize>>> {
        let mut pages = vec![first];
        for k in 1..row.pages.len() {
            let ways = self.ways(row, &pages);
            let Some(best) = ways.first().cloned() else {
                sure[1..].fill(false);
                pages.push(vec![0..0; self.columns.len() - 1]);
                continue;
            };
            let near = ways.iter().filter(|w| w.1 < best.1 + MARGIN);
            for (cells, _) in near {
                for column in 1..self.columns.len() {
                    sure[column] &= cells[column - 1] == best.0[column - 1];
                }
            }
            debug_assert_eq!(pages.len(), k);
            pages.push(best.0);
        }
        pages
    }

    /// The ways to deal the words of the next page, the cheapest first.
    fn ways(&self, row: &Row, pages: &[Vec<Range<usize>>]) -> Vec<(Vec<Range<usize>>, f32)> {
        let words = &row.pages[pages.len()];
        let before = &row.pages[pages.len() - 1];
        let last = &pages[pages.len() - 1];
        if words.len() > MAX_WORDS || words.iter().any(|w| self.is_choice(&w.range)) {
            return Vec::new();
        }
        let heights: Vec<usize> = last.iter().map(|c| self.lines(before, c).len()).collect();
        let most = heights.iter().copied().max().unwrap_or(0);
        let open: Vec<usize> = (1..self.columns.len())
            .filter(|&k| k != self.choice && heights[k - 1] > 0 && heights[k - 1] + LESS >= most)
            .collect();
        let level = if self.blocks { brk::PARA } else { brk::LINE };
        let cuts: Vec<usize> = (1..words.len()).filter(|&i| words[i].level >= level).collect();
        let mut out = Vec::new();
        self.extend(&open, &cuts, 0, words.len(), vec![0..0; self.columns.len() - 1], &mut |cells| {
            let cost: f32 = open.iter().map(|&k| self.cost(row, pages, &cells, k)).sum();
            out.push((cells, cost));
        });
        out.sort_by(|a, b| a.1.total_cmp(&b.1));
        out
    }

    /// Gives the words from `at` on to the columns `open`, in every way.
    fn extend(
        &self,
        open: &[usize],
        cuts: &[usize],
        at: usize,
        end: usize,
        cells: Vec<Range<usize>>,
        found: &mut impl FnMut(Vec<Range<usize>>),
    ) {
        if at == end {
            return found(cells);
        }
        let Some((&column, rest)) = open.split_first() else { return };
        self.extend(rest, cuts, at, end, cells.clone(), found);
        for &to in cuts.iter().filter(|c| **c > at).chain([&end]) {
            let mut more = cells.clone();
            more[column - 1] = at..to;
            self.extend(rest, cuts, to, end, more, found);
        }
    }

    /// What it costs that a cell goes on like that.
    fn cost(&self, row: &Row, pages: &[Vec<Range<usize>>], cells: &[Range<usize>], column: usize) -> f32 {
        let part = &cells[column - 1];
        let before = self.lines(&row.pages[pages.len() - 1], &pages[pages.len() - 1][column - 1]);
        let ended = before.last().is_none_or(|l| columns::ends(self.stream, l));
        let full = before.last().is_some_and(|l| self.limits[column].is_some_and(|w| self.width(l) + RAGGED >= w));
        if part.is_empty() {
            return if full && !ended { MUST } else { 0.0 };
        }
        let own = if ended {
            0.5
        } else if full {
            0.0
        } else {
            2.0
        };
        let all: Vec<Word> = pages
            .iter()
            .zip(&row.pages)
            .flat_map(|(cells, words)| words[cells[column - 1].clone()].to_vec())
            .chain(row.pages[pages.len()][part.clone()].to_vec())
            .collect();
        let told = match column {
            BEFORE | AFTER => {
                let item: Vec<Word> = row.pages[0][pages[0][ITEM - 1].clone()].to_vec();
                let (name, cell) = (self.text(&item), self.text(&all));
                let known = self.told.answered(&name, &cell);
                if known == Known::Whole || self.told.repeated(row.number, &name, &cell) {
                    3.0
                } else if known >= Known::Part {
                    1.5
                } else {
                    0.0
                }
            }
            _ => 0.0,
        };
        own + self.inside(&row.pages[pages.len()], part, column) - told
    }
}
