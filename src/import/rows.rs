//! Rows of a table of which only the lines are known, page by page, each with its pieces in columns.
//!
//! A row has one date. Where the dates stand at the top of their rows, a row is what stands from its
//! date to the next one; where all cells are centred, as many lines of each column stand above the date
//! as below it. Which of the two it is shows itself: on centred pages the lines of every column add up.
//! Where it might be both, only rows that are the same in both are read.

use std::ops::Range;

use super::columns::Chunk;
use super::sheet::Placed;

/// A row: the pieces of each cell, in order.
pub(super) type Cells = Vec<Vec<Chunk>>;

/// One row in this many may begin with an empty line where dates stand at the top.
const ODD: usize = 8;

/// The rows that can be read in one way only. `dates` has the lines of each date on each page; `full` says
/// whether a line of a column is one that must go on.
pub(super) fn read(
    pages: &[Vec<Placed>],
    dates: &[Vec<Range<usize>>],
    full: impl Fn(usize, &Chunk) -> bool,
) -> Vec<Cells> {
    let with_dates = pages.iter().zip(dates).filter(|(_, d)| !d.is_empty());
    let centred: Vec<Centred> = with_dates.map(|(page, dates)| centred(page, dates, &full)).collect();
    let refuted = centred.iter().filter(|c| matches!(c, Centred::No)).count();
    let shown = centred.iter().filter(|c| matches!(c, Centred::Rows(_))).count();
    let rows = centred.into_iter().flat_map(|c| if let Centred::Rows(rows) = c { rows } else { Vec::new() });
    match at_the_top(pages, dates) {
        Some(top) if refuted > 0 => top,
        Some(top) => {
            let centred: Vec<Cells> = rows.collect();
            top.into_iter().filter(|row| centred.contains(row)).collect()
        }
        // A row that goes on over the end of a page adds up on neither of them.
        None if shown > refuted => rows.collect(),
        None => Vec::new(),
    }
}

/// Every row from its date to the next one, also over the end of a page; `None` where a date is seen to
/// stand elsewhere.
fn at_the_top(pages: &[Vec<Placed>], dates: &[Vec<Range<usize>>]) -> Option<Vec<Cells>> {
    let mut rows: Vec<(Cells, bool)> = Vec::new();
    let mut odd = 0;
    for (page, dates) in pages.iter().zip(dates) {
        let first = dates.first().map_or(page.len(), |d| d.start);
        match rows.last_mut() {
            Some((row, clear)) => *clear &= add(row, &page[..first]),
            None if first > 0 => return None,
            None => {}
        }
        for (i, date) in dates.iter().enumerate() {
            let lines = &page[date.start..dates.get(i + 1).map_or(page.len(), |next| next.start)];
            let mut row: Cells = vec![Vec::new(); lines[0].cells.len()];
            let clear = add(&mut row, lines);
            let late = row.iter().zip(&lines[0].cells).any(|(all, first)| !all.is_empty() && first.is_none());
            odd += usize::from(late);
            rows.push((row, clear && !late));
        }
    }
    (odd * ODD <= rows.len()).then(|| rows.into_iter().filter(|r| r.1).map(|r| r.0).collect())
}

/// Adds lines to a row; says whether all of them are clear.
fn add(row: &mut Cells, lines: &[Placed]) -> bool {
    for line in lines {
        for (cell, piece) in row.iter_mut().zip(&line.cells) {
            cell.extend(piece.clone());
        }
    }
    lines.iter().all(|l| l.clear.iter().all(|c| *c))
}

/// Whether as much of every cell of a page stands above its date as below it.
enum Centred {
    Rows(Vec<Cells>),
    /// The lines do not add up, or a cell would end with a line that must go on.
    No,
    Unknown,
}

fn centred(page: &[Placed], dates: &[Range<usize>], full: &impl Fn(usize, &Chunk) -> bool) -> Centred {
    let count = page.first().map_or(0, |l| l.cells.len());
    let clear = |&column: &usize| page.iter().all(|l| l.clear[column]);
    let columns = (0..count).filter(clear).map(|column| centred_column(page, dates, column, full));
    match columns.collect::<Option<Vec<Cells>>>() {
        None => Centred::No,
        Some(columns) if columns.len() < count => Centred::Unknown,
        Some(columns) => {
            let row = |i: usize| columns.iter().map(|cells| cells[i].clone()).collect();
            Centred::Rows((0..dates.len()).map(row).collect())
        }
    }
}

/// The cells of one column, one for each date.
fn centred_column(
    page: &[Placed],
    dates: &[Range<usize>],
    column: usize,
    full: &impl Fn(usize, &Chunk) -> bool,
) -> Option<Cells> {
    let pieces = |lines: Range<usize>| page[lines].iter().filter_map(|l| l.cells[column].clone()).collect();
    let mut cells = Vec::new();
    let mut above: Vec<Chunk> = pieces(0..dates.first()?.start);
    for (i, date) in dates.iter().enumerate() {
        let last = i + 1 == dates.len();
        let mut below: Vec<Chunk> = pieces(date.end..dates.get(i + 1).map_or(page.len(), |next| next.start));
        if below.len() < above.len() || (last && below.len() > above.len()) {
            return None;
        }
        let next = below.split_off(above.len());
        let on: Vec<Chunk> = pieces(date.clone());
        let cell: Vec<Chunk> = [above, on, below].concat();
        if !next.is_empty() && cell.last().is_some_and(|c| full(column, c)) {
            return None;
        }
        above = next;
        cells.push(cell);
    }
    Some(cells)
}
