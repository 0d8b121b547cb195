//! The table of changes: six columns, continued over pages, its header repeated.
//!
//! A row begins with a date. A row that begins with an empty cell goes on with the row before. What
//! does not fit into the columns is left over, never guessed.

use std::collections::HashMap;
use std::ops::Range;

use crate::date;
use crate::form::{Item, Kind};
use crate::text;

use super::columns::Chunk;
use super::lex::{Mark, Stream, brk};
use super::value::{self, Read, Value};

/// A row: an answer for each column, by the column's id.
pub(super) type Row = HashMap<&'static str, (Read, Vec<Range<usize>>)>;

/// Where the header of the table stands: its first occurrence that no other part follows. No sentence has
/// all of its words, so that it may stand anywhere in a text that lost its line breaks.
pub(super) fn start(stream: &Stream, list: &Item) -> Option<usize> {
    let header = header(list);
    (0..stream.norm.len()).find(|&i| stream.starts_with(i, &header) && stream.brk[i] >= brk::SPACE)
}

fn columns(list: &Item) -> Vec<&Item> {
    list.children.iter().filter(|c| c.printed).collect()
}

fn header(list: &Item) -> Vec<char> {
    columns(list).iter().flat_map(|c| text::normalize(&c.label).chars().collect::<Vec<_>>()).collect()
}

/// One row of the text: its cells.
type Cells = Vec<Range<usize>>;

/// Reads the rows from `start` to `end`.
pub(super) fn read(stream: &mut Stream, list: &'static Item, area: Range<usize>) -> Vec<Row> {
    let columns = columns(list);
    let header = header(list);
    if stream.plain {
        let rows = laid_out(stream, &columns, &header, area);
        return rows.into_iter().map(|row| answers(stream, &columns, row)).collect();
    }
    let mut rows: Vec<Vec<Vec<Range<usize>>>> = Vec::new();
    let mut open = false;
    for line in lines(stream, area) {
        let chars = line.iter().flat_map(|c| c.clone()).map(|i| stream.norm[i]);
        if chars.take(header.len() + 1).eq(header.iter().copied()) {
            for cell in &line {
                stream.mark(cell, Mark::Furniture);
            }
            continue;
        }
        // The number of a page stands between the halves of a row.
        if line.iter().flat_map(|c| c.clone()).all(|i| stream.mark_of(i) == Mark::Furniture) {
            continue;
        }
        let cell = |i: usize| line.get(i).map(|r| value::words(stream, std::slice::from_ref(r))).unwrap_or_default();
        let dated = matches!(date::parse(&cell(0)), Some(Ok(_)));
        let fits = (columns.len() - 1..=columns.len()).contains(&line.len()) && timing(&columns, &cell(4));
        if dated && fits {
            rows.push(
                (0..columns.len())
                    .map(|i| line.get(i).cloned().filter(|r| !r.is_empty()).into_iter().collect())
                    .collect(),
            );
            open = true;
        } else if open && line.len() == columns.len() && cell(0).is_empty() && !timing(&columns, &cell(4)) {
            let Some(row) = rows.last_mut() else { continue };
            for (cell, more) in row.iter_mut().zip(&line) {
                cell.extend((!more.is_empty()).then(|| more.clone()));
            }
        } else {
            // A fragment; a later piece would go on with it, not with the row before.
            open = false;
        }
    }
    rows.into_iter().map(|row| answers(stream, &columns, row)).collect()
}

fn answers(stream: &Stream, columns: &[&'static Item], row: Vec<Vec<Range<usize>>>) -> Row {
    columns.iter().zip(row).map(|(c, ranges)| answer(stream, c, ranges)).collect()
}

/// The lines of a row, page by page.
type Group = Vec<Vec<Vec<Chunk>>>;

/// Rows of a text with layout: each begins with a date. What stands on the next page before the first
/// date goes on with a row, if dates stand at the top of their rows in this text.
fn laid_out(
    stream: &mut Stream,
    columns: &[&Item],
    header: &[char],
    area: Range<usize>,
) -> Vec<Vec<Vec<Range<usize>>>> {
    let text = |chunk: &Chunk, stream: &Stream| value::words(stream, std::slice::from_ref(&chunk.range));
    let mut groups: Vec<Group> = Vec::new();
    let mut broken = true;
    for line in super::columns::lines(stream, area) {
        let chars: Vec<char> = line.iter().flat_map(|c| c.range.clone()).map(|i| stream.norm[i]).collect();
        let furniture = line.iter().all(|c| c.range.clone().all(|i| stream.mark_of(i) == Mark::Furniture));
        if chars == header {
            line.iter().for_each(|c| stream.mark(&c.range, Mark::Furniture));
            broken = true;
        } else if furniture {
            broken = true;
        } else if matches!(date::parse(&text(&line[0], stream)), Some(Ok(_))) {
            groups.push(vec![vec![line]]);
            broken = false;
        } else if let Some(group) = groups.last_mut() {
            if std::mem::take(&mut broken) {
                group.push(Vec::new());
            }
            if let Some(page) = group.last_mut() {
                page.push(line);
            }
        }
    }
    let top = dates_at_the_top(&groups, columns.len());
    let whole = groups.iter().filter(|g| g.len() == 1 || top).filter_map(|g| super::columns::row(g, columns.len()));
    whole.filter(|row| timing(columns, &value::words(stream, &row[4]))).collect()
}

/// How many rows of several lines must show it.
const MIN_ROWS: usize = 3;

/// Whether every column of every row goes on line by line from the line with the date: where the date
/// stands in the middle of its row, the beginning of one row would look like the end of the one before.
fn dates_at_the_top(groups: &[Group], count: usize) -> bool {
    let whole: Vec<&Group> = groups.iter().filter(|g| g.len() == 1 && g[0].len() > 1).collect();
    let mut seen = 0;
    for group in whole {
        let Some(cells) = super::columns::places(group, count) else { continue };
        if cells.iter().any(|lines| lines.iter().enumerate().any(|(i, &line)| i != line)) {
            return false;
        }
        seen += 1;
    }
    seen >= MIN_ROWS
}

fn timing(columns: &[&Item], text: &str) -> bool {
    columns[4].choices().is_some_and(|set| set.find(text).is_some())
}

fn answer(
    stream: &Stream,
    column: &'static Item,
    ranges: Vec<Range<usize>>,
) -> (&'static str, (Read, Vec<Range<usize>>)) {
    let text = value::words(stream, &ranges);
    let read = match &column.kind {
        Kind::Choice(set) => match set.find(&text) {
            Some(found) => Read::sure(Value::Choice(found.index)),
            None => Read::sure(Value::Unreadable(text)),
        },
        Kind::Date => value::date_or_number(stream, &ranges, false),
        _ => value::free_text(stream, &ranges),
    };
    let read = if value::has_unknown(stream, &ranges) { value::unknown(stream, &ranges) } else { read };
    (&column.id, (read, ranges))
}

/// The rows of the text with their cells; a cell may be empty.
fn lines(stream: &Stream, area: Range<usize>) -> Vec<Cells> {
    let mut out = Vec::new();
    let mut cells: Cells = Vec::new();
    let units = stream.units_of(&area);
    // Normalised characters are in the order of their units.
    let mut norm = area.start;
    let mut from = norm;
    for unit in units.clone() {
        while norm < area.end && (stream.unit[norm] as usize) < unit {
            norm += 1;
        }
        match stream.units[unit].c {
            '\t' => {
                cells.push(from..norm);
                from = norm;
            }
            '\n' | super::lex::PAGE => {
                cells.push(from..norm);
                from = norm;
                flush(&mut out, &mut cells);
            }
            _ => {}
        }
    }
    cells.push(from..area.end);
    flush(&mut out, &mut cells);
    out
}

fn flush(out: &mut Vec<Cells>, cells: &mut Cells) {
    let row = std::mem::take(cells);
    if row.iter().any(|c| !c.is_empty()) {
        out.push(row);
    }
}
