//! All ways to deal the words of a row to its cells, and what each costs.
//!
//! The cells stand in the order of their columns. What tells where one ends is how the words are set off
//! (blank lines where there are some, or else a space behind a cell of one line and a new line behind a
//! longer one), how wide its column is, which words name an item of the form, and what the document says.

use std::ops::Range;

use crate::form::{Item, Kind};
use crate::text;

use super::super::columns::{self, Chunk};
use super::super::lex::{Stream, brk};
use super::super::value;
use super::super::widths::RAGGED;
use super::rows::Word;
use super::told::{EMPTY, Known, NUMBERED, Told};

/// Columns of the table, as they are printed.
pub(super) const ITEM: usize = 1;
pub(super) const BEFORE: usize = 2;
pub(super) const AFTER: usize = 3;
/// A way that costs so much less than another is sure.
pub(super) const MARGIN: f32 = 1.5;
/// How far a name goes, in words.
const MAX_NAME: usize = 16;
/// What it costs that two cells have no blank line between them where others have.
const MERGED: f32 = 3.5;
/// Cells that are so much alike, from 0 to 1, are before and after.
const ALIKE: f64 = 0.5;
const MAX_ALIKE: usize = 80;
/// What it costs that a longer name means an item, too.
const SHORTER: f32 = 2.0;
/// How much narrower a line may be that is indented.
const INDENT: usize = 2;

/// What begins a line of its own.
const BULLETS: &str = "・●○■□◆◇※＜<【（(①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮";
/// More words are not dealt.
const MAX_WORDS: usize = 600;

/// A way: where the cells end, and its cost.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Deal {
    /// The words of each column behind the date.
    pub cells: Vec<Range<usize>>,
    pub cost: f32,
}

/// What is known of the table.
pub(super) struct Table<'a> {
    pub stream: &'a Stream,
    pub columns: &'a [&'static Item],
    /// The column of the choice.
    pub choice: usize,
    /// Whether cells stand between blank lines.
    pub blocks: bool,
    /// The widths of the columns.
    pub limits: Vec<Option<usize>>,
    pub told: Told,
}

impl Table<'_> {
    /// The ways, the cheapest first.
    pub fn deals(&self, row: usize, words: &[Word]) -> Vec<Deal> {
        let mut out = Vec::new();
        if words.len() > MAX_WORDS {
            return out;
        }
        let choices = (0..words.len()).filter(|&k| self.is_choice(&words[k].range));
        for choice in choices {
            let reason = choice + 1..words.len();
            let fixed = self.inside(words, &reason, self.choice + 1);
            let names = self.names(words, choice);
            let best = names.iter().copied().fold(f32::INFINITY, f32::min);
            for (item, name) in names.into_iter().enumerate().filter(|n| n.1 < best + 2.0 * MARGIN) {
                for before in item..=choice {
                    let cells = vec![0..item, item..before, before..choice, choice..choice + 1, reason.clone()];
                    let cost = fixed + name + self.pair(row, words, &cells);
                    out.push(Deal { cells, cost });
                }
            }
        }
        out.sort_by(|a, b| a.cost.total_cmp(&b.cost));
        out
    }

    /// What it costs that the cells stand beside each other.
    fn pair(&self, row: usize, words: &[Word], cells: &[Range<usize>]) -> f32 {
        let [item, before, after] = [ITEM, BEFORE, AFTER].map(|k| &cells[k - 1]);
        let filled: Vec<&Range<usize>> =
            [item, before, after, &cells[3]].into_iter().filter(|c| !c.is_empty()).collect();
        let joints: f32 = filled.windows(2).map(|w| self.joint(words, w[0], w[1])).sum();
        let empty = [before, after].into_iter().filter(|c| c.is_empty()).count() as f32
            * if self.blocks { EMPTY } else { EMPTY / 3.0 };
        let inside = self.inside(words, before, BEFORE) + self.inside(words, after, AFTER);
        let [name, old, new] = [item, before, after].map(|c| self.text(&words[c.clone()]));
        // Who changes a list writes a list.
        let first = |c: &Range<usize>| words[c.clone()].first().is_some_and(|w| self.is_bullet(w.range.start));
        let unlike = if !is_remark(&old) && !is_remark(&new) && first(before) != first(after) { 0.7 } else { 0.0 };
        joints + empty + inside + unlike - self.evidence(row, &name, &old, &new)
    }

    /// What speaks for two cells beside a name.
    pub fn evidence(&self, row: usize, name: &str, old: &str, new: &str) -> f32 {
        let answered = match self.told.answered(name, new) {
            Known::Whole => 3.0,
            Known::Lines => 1.0,
            Known::Part => 0.5,
            Known::No => 0.0,
        };
        let repeated = [old, new].into_iter().filter(|c| self.told.repeated(row, name, c)).count() as f32 * 3.0;
        let marked = if is_remark(old) || is_remark(new) { 2.0 } else { 0.0 };
        let short = old.chars().count().max(new.chars().count()) <= MAX_ALIKE;
        let alike = short && strsim::normalized_levenshtein(old, new) >= ALIKE;
        answered + repeated + marked + if alike { 1.0 } else { 0.0 }
    }

    /// What it costs that so many words are the name of the item: the longest name is meant.
    fn names(&self, words: &[Word], choice: usize) -> Vec<f32> {
        let cost = |item: usize| self.inside(words, &(0..item), ITEM) + self.told.name(&self.text(&words[..item]));
        let mut costs: Vec<f32> = (0..=choice.min(MAX_NAME)).map(cost).collect();
        let best = costs.iter().copied().fold(f32::INFINITY, f32::min);
        if best < NUMBERED
            && let Some(longest) = costs.iter().rposition(|c| *c <= best)
        {
            costs[..longest].iter_mut().for_each(|c| *c += SHORTER);
        }
        costs
    }

    /// What it costs that one cell ends and the next begins.
    fn joint(&self, words: &[Word], left: &Range<usize>, right: &Range<usize>) -> f32 {
        let level = words[right.start].level;
        if self.blocks {
            let sure = right.len() == 1 && self.is_choice(&words[right.start].range);
            return if level >= brk::PARA || sure { 0.0 } else { MERGED };
        }
        let one_line = words[left.start + 1..left.end].iter().all(|w| w.level < brk::LINE);
        match (level < brk::LINE, one_line) {
            (true, true) | (false, false) => 0.0,
            (true, false) => 3.0,
            (false, true) => 1.5,
        }
    }

    /// What it costs that words stand in one cell of a column.
    pub fn inside(&self, words: &[Word], cell: &Range<usize>, column: usize) -> f32 {
        let lines = self.lines(words, cell);
        let limit = self.limits[column];
        let wide = lines.iter().filter(|l| limit.is_some_and(|w| self.width(l) > w + 1)).count() as f32 * 4.0;
        let gaps = words[cell.clone()].iter().skip(1);
        let blank = gaps.clone().filter(|w| w.level >= brk::PARA).count() as f32;
        if self.blocks {
            return wide + 4.0 * blank;
        }
        let spaces = gaps.filter(|w| w.level > 0 && w.level < brk::LINE).count() as f32;
        let breaks: f32 = lines.windows(2).map(|w| self.line_break(&w[0], &w[1], limit)).sum();
        let spaces = if column == ITEM { 0.0 } else { 0.5 * spaces };
        wide + blank + spaces + if column == ITEM { 0.0 } else { breaks }
    }

    /// What it costs that a line of a cell ends where it does.
    fn line_break(&self, line: &Range<usize>, next: &Range<usize>, limit: Option<usize>) -> f32 {
        let own = columns::ends(self.stream, line) || self.is_bullet(next.start);
        match limit {
            Some(limit) if self.width(line) + RAGGED + INDENT >= limit => 0.0,
            _ if own => 0.4,
            // It may be a heading.
            _ if self.is_bullet(line.start) => 0.8,
            Some(_) => 2.5,
            None => 0.3,
        }
    }

    /// Whether a character is one that begins a line of its own.
    fn is_bullet(&self, norm: usize) -> bool {
        BULLETS.contains(self.stream.units[self.stream.unit[norm] as usize].c)
    }

    /// The lines of some words.
    pub fn lines(&self, words: &[Word], cell: &Range<usize>) -> Vec<Range<usize>> {
        let mut out: Vec<Range<usize>> = Vec::new();
        for word in &words[cell.clone()] {
            match out.last_mut() {
                Some(last) if word.level < brk::LINE => last.end = word.range.end,
                _ => out.push(word.range.clone()),
            }
        }
        out
    }

    pub fn text(&self, words: &[Word]) -> String {
        let ranges: Vec<Range<usize>> = words.iter().map(|w| w.range.clone()).collect();
        value::words(self.stream, &ranges)
    }

    pub fn width(&self, line: &Range<usize>) -> usize {
        Chunk { column: 0, len: 0, range: line.clone() }.width(self.stream)
    }

    pub fn is_choice(&self, range: &Range<usize>) -> bool {
        is_choice(self.stream, self.columns[self.choice], range)
    }
}

/// Whether words are a choice of a column.
pub(super) fn is_choice(stream: &Stream, column: &Item, range: &Range<usize>) -> bool {
    let text = value::words(stream, std::slice::from_ref(range));
    // A number alone is one of an item.
    let words = text.chars().any(|c| c.is_alphabetic() && text::is_japanese(c));
    words && matches!(&column.kind, Kind::Choice(set) if set.find(&text).is_some())
}

/// `（右記を追加）`, `（記載なし）`, `－`: a cell that says what became of the other one.
fn is_remark(cell: &str) -> bool {
    let words = text::normalize(cell);
    let inside = words.strip_prefix('(').and_then(|w| w.strip_suffix(')'));
    let said = |w: &str| ["追加", "なし", "削除", "新規", "追記"].iter().any(|end| w.ends_with(end));
    inside.is_some_and(|w| w.chars().count() <= 12 && said(w)) || text::is_explicit_none(cell)
}
