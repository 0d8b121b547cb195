//! A published text comes in; out goes a stream of characters without its markup, and the same
//! stream normalised for matching, in which every character knows how strongly it is set off from
//! the one before.
//!
//! Every character of the input has a [`Mark`]; markup and white space are furniture from here on,
//! and what nobody has placed in the end is left over. That is how nothing gets lost.

use std::ops::Range;

use crate::text;

/// Stands for a box that is ticked. Noncharacters never stand in a real text.
pub(super) const BOX_ON: char = '\u{fdd0}';
/// Stands for a box whose state the text does not carry.
pub(super) const BOX_LOST: char = '\u{fdd1}';
/// A line break made by a tag.
pub(super) const SOFT: char = '\u{b}';
/// A line break made by the edge of a cell, in the middle of a sentence.
pub(super) const WRAP: char = '\u{1c}';
/// The end of a page.
pub(super) const PAGE: char = '\u{c}';

/// With fewer ends of pages a text does not say where its pages end.
const MIN_PAGES: usize = 3;

/// How strongly a character is set off from the one before.
pub(super) mod brk {
    /// The next line in the same sentence.
    pub const WRAP: u8 = 1;
    /// White space.
    pub const SPACE: u8 = 2;
    /// Wide white space, as between the columns of a text with layout.
    pub const GAP: u8 = 3;
    /// A line break made by a tag.
    pub const SOFT: u8 = 4;
    /// The next cell of a row.
    pub const CELL: u8 = 5;
    /// The next line or row.
    pub const LINE: u8 = 6;
    /// A blank line or a new page.
    pub const PARA: u8 = 7;
}

/// What became of a character of the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// Nothing yet.
    Open,
    /// It belongs to the form or the notation, not to an answer.
    Furniture,
    /// It is in an answer.
    Placed,
}

/// A character of the stream with the characters of the input that it stands for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unit {
    pub c: char,
    at: u32,
    len: u32,
}

/// The stream.
#[derive(Debug, Default)]
pub(super) struct Stream {
    pub units: Vec<Unit>,
    /// Normalised characters without white space.
    pub norm: Vec<char>,
    /// The unit of each of them.
    pub unit: Vec<u32>,
    /// How each of them is set off.
    pub brk: Vec<u8>,
    /// Whether the text has no cells: only lines tell where a value ends.
    pub plain: bool,
    /// Whether its lines are those of the page from top to bottom, with columns between spaces.
    pub laid_out: bool,
    /// Whether ● marks a box somewhere beside ○: what ○ says is not sure then.
    pub circles: bool,
    marks: Vec<Mark>,
    /// First character of each line, and its number for people.
    lines: Vec<(u32, u32)>,
    /// First character of each text, and every end of a page.
    texts: Vec<u32>,
    pages: Vec<u32>,
}

/// How many spaces part columns, and one line in how many must have some.
const COLUMNS: &str = "   ";
const LAID_OUT: usize = 5;

fn laid_out(text: &str) -> bool {
    // An indented line is one of a column, too.
    let lines = text.lines().map(str::trim_end).filter(|l| !l.is_empty());
    let with_columns = lines.clone().filter(|l| l.contains(COLUMNS)).count();
    with_columns > 0 && with_columns * LAID_OUT >= lines.count()
}

/// Where something stands in the input, for people: numbers from 1, but of the text from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Origin {
    pub text: usize,
    /// Its page, where the text has several.
    pub page: Option<u32>,
    pub first: u32,
    pub last: u32,
}

impl Stream {
    /// The stream of several texts, one after the other.
    pub fn new(texts: &[String]) -> Stream {
        let mut stream = Stream::default();
        for text in texts {
            if !stream.units.is_empty() {
                let at = stream.marks.len() as u32;
                stream.units.push(Unit { c: PAGE, at, len: 0 });
            }
            stream.texts.push(stream.marks.len() as u32);
            super::markup::read(&mut stream, text);
        }
        stream.normalise();
        let cells = stream.units.iter().filter(|u| u.c == '\t').count();
        stream.plain = cells * 20 < stream.lines.len();
        stream.laid_out = stream.plain && texts.iter().all(|t| laid_out(t));
        stream
    }

    /// Takes `len` characters of the input that stand for `c` in the stream.
    pub(super) fn push(&mut self, c: char, len: usize) {
        let at = self.marks.len() as u32;
        self.units.push(Unit { c, at, len: len as u32 });
        if c == PAGE {
            self.pages.push(at);
        }
        let mark = if c.is_whitespace() || c.is_control() { Mark::Furniture } else { Mark::Open };
        self.marks.extend(std::iter::repeat_n(mark, len));
    }

    /// Takes `len` characters of the input that are only notation.
    pub(super) fn drop_chars(&mut self, len: usize) {
        self.marks.extend(std::iter::repeat_n(Mark::Furniture, len));
    }

    /// A line begins at the next character.
    pub(super) fn begin_line(&mut self, number: u32) {
        self.lines.push((self.marks.len() as u32, number));
    }

    fn normalise(&mut self) {
        let mut level = brk::PARA;
        let (mut spaces, mut breaks) = (0, 0);
        let mut i = 0;
        while i < self.units.len() {
            let c = self.units[i].c;
            let here = match c {
                '\n' => {
                    breaks += 1;
                    if breaks > 1 { brk::PARA } else { brk::LINE }
                }
                PAGE => brk::PARA,
                SOFT => brk::SOFT,
                WRAP => brk::WRAP,
                '\t' => brk::CELL,
                c if c.is_whitespace() => {
                    spaces += if c == ' ' { 1 } else { 2 };
                    if spaces >= 3 { brk::GAP } else { brk::SPACE }
                }
                _ => 0,
            };
            if here > 0 {
                level = level.max(here);
                i += 1;
                continue;
            }
            // A half-width kana and its voice mark are one character.
            let voiced = self.units.get(i + 1).is_some_and(|u| matches!(u.c, 'ﾞ' | 'ﾟ' | '\u{3099}' | '\u{309a}'));
            let before = self.norm.len();
            self.push_norm(i, voiced);
            if self.norm.len() > before {
                self.brk[before] = level;
                (level, spaces, breaks) = (0, 0, 0);
            }
            i += 1 + usize::from(voiced);
        }
    }

    fn push_norm(&mut self, i: usize, voiced: bool) {
        let c = self.units[i].c;
        let mut add = |c: char| {
            self.norm.push(match c {
                '〔' | '❲' | '〚' => '[',
                '〕' | '❳' | '〛' => ']',
                c => c,
            });
            self.unit.push(i as u32);
            self.brk.push(0);
        };
        match c {
            BOX_ON | BOX_LOST | 'ぁ'..='ん' | 'ァ'..='ヺ' | 'ー' | '\u{4e00}'..='\u{9fff}' | 'a'..='z' if !voiced => {
                add(c)
            }
            _ => {
                let mut cluster = String::from(c);
                if voiced {
                    cluster.push(self.units[i + 1].c);
                }
                text::normalize(&cluster).chars().for_each(add);
            }
        }
    }

    /// The units of a range of normalised characters.
    pub fn units_of(&self, range: &Range<usize>) -> Range<usize> {
        if range.is_empty() || range.end > self.norm.len() {
            return 0..0;
        }
        let end = self.unit[range.end - 1] as usize + 1;
        let voiced = self.units.get(end).is_some_and(|u| matches!(u.c, 'ﾞ' | 'ﾟ' | '\u{3099}' | '\u{309a}'));
        self.unit[range.start] as usize..end + usize::from(voiced)
    }

    /// Says what became of a range of normalised characters. Furniture stays furniture.
    pub fn mark(&mut self, range: &Range<usize>, mark: Mark) {
        for i in self.units_of(range) {
            let Unit { at, len, .. } = self.units[i];
            for m in &mut self.marks[at as usize..(at + len) as usize] {
                if *m == Mark::Open || (mark == Mark::Furniture && *m == Mark::Placed) {
                    *m = mark;
                }
            }
        }
    }

    /// What became of a normalised character.
    pub fn mark_of(&self, norm: usize) -> Mark {
        self.mark_of_unit(self.unit[norm] as usize)
    }

    /// What became of a unit.
    pub fn mark_of_unit(&self, unit: usize) -> Mark {
        let Unit { at, len, .. } = self.units[unit];
        if len == 0 { Mark::Furniture } else { self.marks[at as usize] }
    }

    /// Where ranges stand: all their lines in the text that the first of them is in.
    pub fn origin(&self, ranges: &[Range<usize>]) -> Option<Origin> {
        let units = |r: &Range<usize>| (self.unit[r.start] as usize, self.unit[r.end - 1] as usize);
        let mut ends: Vec<(usize, usize)> = ranges.iter().filter(|r| !r.is_empty()).map(units).collect();
        ends.sort_unstable();
        let first = self.origin_of_unit(ends.first()?.0);
        let same = ends.iter().map(|e| self.origin_of_unit(e.1)).filter(|o| o.text == first.text);
        Some(Origin { last: same.map(|o| o.last).max().unwrap_or(first.last), ..first })
    }

    /// Where a unit stands.
    pub fn origin_of_unit(&self, unit: usize) -> Origin {
        let at = self.units[unit].at;
        let text = self.texts.partition_point(|&start| start <= at).saturating_sub(1);
        let from = self.texts.get(text).copied().unwrap_or(0);
        let to = self.texts.get(text + 1).copied().unwrap_or(u32::MAX);
        let of_text = self.pages.partition_point(|&p| p < from)..self.pages.partition_point(|&p| p < to);
        let before = self.pages.partition_point(|&p| p < at);
        let page = (!of_text.is_empty()).then(|| (before - of_text.start) as u32 + 1);
        let line = self.line_of_unit(unit);
        Origin { text, page, first: line, last: line }
    }

    /// The line of a unit.
    fn line_of_unit(&self, unit: usize) -> u32 {
        let at = self.units[unit].at;
        let index = self.lines.partition_point(|&(start, _)| start <= at);
        self.lines.get(index.saturating_sub(1)).map_or(1, |&(_, number)| number)
    }

    /// How many characters of the input have each mark: placed, furniture, open.
    pub fn count(&self) -> (usize, usize, usize) {
        let of = |mark| self.marks.iter().filter(|&&m| m == mark).count();
        (of(Mark::Placed), of(Mark::Furniture), of(Mark::Open))
    }

    /// Whether the text says where its pages end.
    pub fn has_pages(&self) -> bool {
        self.pages.len() >= MIN_PAGES
    }

    /// Whether a new page begins right before a normalised character.
    pub fn begins_page(&self, norm: usize) -> bool {
        let before = self.units[..self.unit[norm] as usize].iter().rev().map(|u| u.c);
        before.take_while(|c| c.is_whitespace() || *c == PAGE).any(|c| c == PAGE)
    }

    /// How many characters stand before a normalised character on its line.
    pub fn column(&self, norm: usize) -> usize {
        let unit = self.unit.get(norm).map_or(self.units.len(), |&u| u as usize);
        self.units[..unit].iter().rev().take_while(|u| u.c != '\n' && u.c != PAGE).count()
    }

    /// Ends of the pieces of a range that are set off at least this strongly.
    pub fn pieces(&self, range: Range<usize>, level: u8) -> Vec<Range<usize>> {
        self.pieces_where(range, |b| b >= level)
    }

    /// Ends of the pieces of a range that are set off in such a way.
    pub fn pieces_where(&self, range: Range<usize>, set_off: impl Fn(u8) -> bool) -> Vec<Range<usize>> {
        let mut out = Vec::new();
        let mut start = range.start;
        for i in range.start + 1..=range.end {
            if i == range.end || set_off(self.brk[i]) {
                if start < i {
                    out.push(start..i);
                }
                start = i;
            }
        }
        out
    }

    /// Whether the normalised characters at `at` begin with `word`.
    pub fn starts_with(&self, at: usize, word: &[char]) -> bool {
        self.norm.get(at..at + word.len()).is_some_and(|s| s == word)
    }

    /// The normalised characters of a range as a string.
    pub fn string(&self, range: Range<usize>) -> String {
        self.norm[range].iter().collect()
    }
}
