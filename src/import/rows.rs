//! Rows of a table of which only the lines are known, page by page, each with its pieces in columns.
//!
//! A row has one date. Where the dates stand at the top of their rows, a row is what stands from its
//! date to the next one; where all cells are centred, as many lines of each column stand above the date
//! as below it. Which of the two it is shows itself: on centred pages the lines of every column add up.
//! Where it might be both, only rows that are the same in both are read.

use std::ops::Range;

use super::columns::Chunk;
use super::sheet::Placed;

/// The pieces of each cell of a row, in order.
pub(super) type Cells = Vec<Vec<Chunk>>;

/// A row.
pub(super) struct Row {
    pub cells: Cells,
    /// Which of them are sure.
    pub sure: Vec<bool>,
}

impl Row {
    fn sure(cells: Cells) -> Row {
        Row { sure: vec![true; cells.len()], cells }
    }
}

/// Where lines of some columns may be read in two ways, so many others show that cells are centred.
const SHOWN: usize = 2;

/// One row in this many may begin with an empty line where dates stand at the top.
const ODD: usize = 8;

/// The rows that can be read in one way only. `dates` has the lines of each date on each page; `full` says
/// whether a line of a column is one that must go on, `typed` which columns tell their words.
pub(super) fn read(
    pages: &[Vec<Placed>],
    dates: &[Vec<Range<usize>>],
    typed: &[bool],
    full: impl Fn(usize, &Chunk) -> bool,
) -> Vec<Row> {
    let with_dates = pages.iter().zip(dates).filter(|(_, d)| !d.is_empty());
    let centred: Vec<Centred> =
        with_dates.map(|(page, dates)| centred(&doubts_spread(page, typed), dates, &full)).collect();
    let refuted = centred.iter().filter(|c| matches!(c, Centred::No)).count();
    let shown = centred.iter().filter(|c| matches!(c, Centred::Rows(_))).count();
    let rows = centred.into_iter().flat_map(|c| if let Centred::Rows(rows) = c { rows } else { Vec::new() });
    match at_the_top(pages, dates) {
        Some(top) if refuted > 0 => top.into_iter().map(Row::sure).collect(),
        Some(top) => {
            let whole = rows.filter(|row| row.sure.iter().all(|s| *s));
            let centred: Vec<Cells> = whole.map(|row| row.cells).collect();
            top.into_iter().filter(|row| centred.contains(row)).map(Row::sure).collect()
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
    Rows(Vec<Row>),
    /// The lines do not add up, or a cell would end with a line that must go on.
    No,
    Unknown,
}

/// Where words of a line may be in another column, those right of it may be, too, up to one that tells its
/// words by what they are.
fn doubts_spread(page: &[Placed], typed: &[bool]) -> Vec<Placed> {
    let mut page = page.to_vec();
    for line in &mut page {
        let mut open = false;
        for (clear, typed) in line.clear.iter_mut().zip(typed) {
            open = (open || !*clear) && !typed;
            *clear &= !open;
        }
    }
    page
}

fn centred(page: &[Placed], dates: &[Range<usize>], full: &impl Fn(usize, &Chunk) -> bool) -> Centred {
    let count = page.first().map_or(0, |l| l.cells.len());
    let clear: Vec<bool> = (0..count).map(|column| page.iter().all(|l| l.clear[column])).collect();
    let columns: Vec<Option<Cells>> = (0..count).map(|column| centred_column(page, dates, column, full)).collect();
    let adds = |k: &usize| columns[*k].is_some();
    if !(0..count).filter(|k| clear[*k]).all(|k| adds(&k)) {
        return Centred::No;
    }
    // Cells of one line stand in the middle and at the top.
    let high = |k: &usize| columns[*k].iter().flatten().any(|cell| cell.len() > 1);
    let shown = (0..count).filter(high).count();
    if clear.contains(&false) && (shown < SHOWN || !(0..count).any(|k| clear[k] && high(&k))) {
        return Centred::Unknown;
    }
    let row = |i: usize| {
        let cell = |column: &Option<Cells>| column.as_ref().map(|cells| cells[i].clone());
        let cells: Vec<Option<Vec<Chunk>>> = columns.iter().map(cell).collect();
        let told = |k: usize| cells[k].as_ref().is_some_and(|cell| apart(page, k, &dates[i], cell));
        let sure: Vec<bool> = (0..count).map(|k| clear[k] || told(k)).collect();
        Row { cells: cells.into_iter().map(Option::unwrap_or_default).collect(), sure }
    };
    Centred::Rows((0..dates.len()).map(row).collect())
}

/// Whether a cell stands above all lines of its column that may be read in two ways, or below them: as its
/// column adds up, it follows from either end of the page.
fn apart(page: &[Placed], column: usize, date: &Range<usize>, cell: &[Chunk]) -> bool {
    let unclear = |l: &Placed| !l.clear[column];
    let (Some(first), Some(last)) = (page.iter().position(unclear), page.iter().rposition(unclear)) else {
        return true;
    };
    let holds = |l: &Placed, piece: &Chunk| l.cells[column].as_ref().is_some_and(|c| c.range == piece.range);
    let line = |piece: &Chunk| page.iter().position(|l| holds(l, piece));
    let top = cell.first().and_then(line).unwrap_or(date.start).min(date.start);
    let end = cell.last().and_then(line).map_or(date.end, |l| l + 1).max(date.end);
    end <= first || top > last
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
