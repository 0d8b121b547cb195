//! A table in a text with layout: columns are only where words begin on their lines.
//!
//! The first line of a row says where its columns begin. A later chunk belongs to the column whose
//! beginning is near, and to no other; where that is not clear the row is not read.

use std::ops::Range;

use super::lex::{PAGE, Stream};

/// How far, in characters, the beginning of a chunk may be from the beginning of its column.
const NEAR: usize = 5;

/// A piece of a line between wide spaces.
#[derive(Clone, Debug)]
pub(super) struct Chunk {
    /// Characters before it on its line.
    pub column: usize,
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
                    Some(last) if spaces < 2 => last.range.end = norm,
                    _ => line.push(Chunk { column, range: from..norm }),
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

/// The cells of a row of `count` columns, from its lines; `None` where a chunk may be in two columns.
pub(super) fn row(lines: &[Vec<Chunk>], count: usize) -> Option<Vec<Vec<Range<usize>>>> {
    let first = lines.first().filter(|l| l.len() == count)?;
    let mut starts: Vec<usize> = first.iter().map(|c| c.column).collect();
    let mut cells: Vec<Vec<Range<usize>>> = first.iter().map(|c| vec![c.range.clone()]).collect();
    for line in &lines[1..] {
        let mut last = None;
        for chunk in line {
            let near = |k: &usize| starts[*k].abs_diff(chunk.column) <= NEAR;
            let mut fits = (0..count).filter(near);
            let (column, second) = (fits.next()?, fits.next());
            if second.is_some() || last.is_some_and(|l| column <= l) {
                return None;
            }
            cells[column].push(chunk.range.clone());
            // Columns drift from line to line, as wide and narrow characters share one grid.
            starts[column] = chunk.column;
            last = Some(column);
        }
    }
    Some(cells)
}
