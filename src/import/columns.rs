//! A table in a text with layout: columns are only where words begin on their lines.
//!
//! The first line of a row says where its columns begin. A later chunk belongs to the column whose
//! beginning is near, and to no other; where that is not clear, or a chunk reaches into the column
//! behind it, the row is not read.

use std::ops::Range;

use super::lex::{PAGE, Stream};

/// How far, in characters, the beginning of a chunk may be from the beginning of its column.
const NEAR: usize = 5;

/// A piece of a line between wide spaces.
#[derive(Clone, Debug)]
pub(super) struct Chunk {
    /// Characters before it on its line.
    pub column: usize,
    /// Characters of it, with its spaces.
    pub len: usize,
    /// Normalised characters.
    pub range: Range<usize>,
}

/// The lines of an area, each as its chunks. Blank lines are left out.
pub(super) fn lines(stream: &Stream, area: Range<usize>) -> Vec<Vec<Chunk>> {
    let mut out: Vec<Vec<Chunk>> = Vec::new();
    let mut line: Vec<Chunk> = Vec::new();
    let units = stream.units_of(&area);
    let before = stream.units[..units.start].iter().rev();
    let mut column = before.take_while(|u| u.c != '\n' && u.c != PAGE).count();
    let (mut norm, mut spaces) = (area.start, usize::MAX);
    for i in units {
        match stream.units[i].c {
            '\n' | PAGE => {
                if !line.is_empty() {
                    out.push(std::mem::take(&mut line));
                }
                (column, spaces) = (0, usize::MAX);
                continue;
            }
            c if c.is_whitespace() => spaces = spaces.saturating_add(1),
            _ => {
                let from = norm;
                while norm < area.end && stream.unit[norm] as usize <= i {
                    norm += 1;
                }
                match line.last_mut() {
                    Some(last) if spaces < 2 => {
                        last.range.end = norm;
                        last.len = column + 1 - last.column;
                    }
                    _ => line.push(Chunk { column, len: 1, range: from..norm }),
                }
                spaces = 0;
            }
        }
        column += 1;
    }
    if !line.is_empty() {
        out.push(line);
    }
    out
}

/// The cells of a row of `count` columns, from its lines on each page; `None` where a chunk may be in
/// two columns.
pub(super) fn row(pages: &[Vec<Vec<Chunk>>], count: usize) -> Option<Vec<Vec<Range<usize>>>> {
    let mut cells: Vec<Vec<Range<usize>>> = vec![Vec::new(); count];
    each(pages, count, |column, _, chunk| cells[column].push(chunk.range.clone()))?;
    Some(cells)
}

/// The numbers of the lines on which each column of a row has words.
pub(super) fn places(pages: &[Vec<Vec<Chunk>>], count: usize) -> Option<Vec<Vec<usize>>> {
    let mut out: Vec<Vec<usize>> = vec![Vec::new(); count];
    each(pages, count, |column, line, _| out[column].push(line))?;
    Some(out)
}

fn each(pages: &[Vec<Vec<Chunk>>], count: usize, mut take: impl FnMut(usize, usize, &Chunk)) -> Option<()> {
    let first = pages.first()?.first().filter(|l| l.len() == count)?;
    let mut starts: Vec<usize> = first.iter().map(|c| c.column).collect();
    for (number, line) in pages.iter().flatten().enumerate() {
        let mut last = None;
        for chunk in line {
            let near = |k: &usize| starts[*k].abs_diff(chunk.column) <= NEAR;
            let mut fits = (0..count).filter(near);
            let (column, second) = (fits.next()?, fits.next());
            let long = starts.get(column + 1).is_some_and(|&next| chunk.column + chunk.len > next);
            if second.is_some() || last.is_some_and(|l| column <= l) || long {
                return None;
            }
            take(column, number, chunk);
            // Columns drift from line to line, as wide and narrow characters share one grid.
            starts[column] = chunk.column;
            last = Some(column);
        }
    }
    Some(())
}
