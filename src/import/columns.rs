//! Lines of a text with layout: only where words stand on their lines tells their columns.

use std::ops::Range;

use unicode_width::UnicodeWidthChar;

use super::lex::{PAGE, Stream, brk};

/// A piece of a line between wide spaces.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Chunk {
    /// Characters before it on its line.
    pub column: usize,
    /// Characters of it, with its spaces.
    pub len: usize,
    /// Normalised characters.
    pub range: Range<usize>,
}

impl Chunk {
    /// The column right behind it.
    pub fn end(&self) -> usize {
        self.column + self.len
    }

    /// How wide it is printed: a wide character counts two, as do signs like ① and Ⅲ in Japanese fonts.
    pub fn width(&self, stream: &Stream) -> usize {
        let units = stream.units_of(&self.range);
        stream.units[units].iter().map(|u| u.c.width_cjk().unwrap_or(0)).sum()
    }

    /// Its words, between single spaces.
    pub fn words(&self, stream: &Stream) -> Vec<Chunk> {
        let unit = |norm: usize| stream.unit[norm] as usize;
        let first = unit(self.range.start);
        let word = |range: Range<usize>| Chunk {
            column: self.column + unit(range.start) - first,
            len: unit(range.end - 1) + 1 - unit(range.start),
            range,
        };
        stream.pieces(self.range.clone(), brk::SPACE).into_iter().map(word).collect()
    }

    /// Both, with what stands between them on their line.
    pub fn to(&self, last: &Chunk) -> Chunk {
        Chunk { column: self.column, len: last.end() - self.column, range: self.range.start..last.range.end }
    }
}

/// A line with words on it.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub chunks: Vec<Chunk>,
    /// Whether a new page begins with it.
    pub new_page: bool,
}

/// The lines of an area. Blank lines are left out.
pub(super) fn lines(stream: &Stream, area: Range<usize>) -> Vec<Line> {
    let mut out: Vec<Line> = Vec::new();
    let mut chunks: Vec<Chunk> = Vec::new();
    let mut new_page = false;
    let units = stream.units_of(&area);
    let before = stream.units[..units.start].iter().rev();
    let mut column = before.take_while(|u| u.c != '\n' && u.c != PAGE).count();
    let (mut norm, mut spaces) = (area.start, usize::MAX);
    for i in units {
        match stream.units[i].c {
            c @ ('\n' | PAGE) => {
                if !chunks.is_empty() {
                    out.push(Line { chunks: std::mem::take(&mut chunks), new_page: std::mem::take(&mut new_page) });
                }
                new_page |= c == PAGE;
                (column, spaces) = (0, usize::MAX);
                continue;
            }
            c if c.is_whitespace() => spaces = spaces.saturating_add(1),
            _ => {
                let from = norm;
                while norm < area.end && stream.unit[norm] as usize <= i {
                    norm += 1;
                }
                match chunks.last_mut() {
                    Some(last) if spaces < 2 => {
                        last.range.end = norm;
                        last.len = column + 1 - last.column;
                    }
                    _ => chunks.push(Chunk { column, len: 1, range: from..norm }),
                }
                spaces = 0;
            }
        }
        column += 1;
    }
    if !chunks.is_empty() {
        out.push(Line { chunks, new_page });
    }
    out
}

/// Whether a sentence, a heading or the like ends with a line.
pub(super) fn ends(stream: &Stream, line: &Range<usize>) -> bool {
    matches!(stream.norm[line.end - 1], '。' | ')' | '>' | ':')
}
