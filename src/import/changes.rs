//! The table of changes: six columns, continued over pages, its header repeated.
//!
//! A row has a date. In cells, a row that begins with an empty cell goes on with the row before; in a
//! text with layout [`super::sheet`] finds the columns and [`super::rows`] the rows, without [`super::blocks`]
//! both. What does not fit into the columns is left over, never guessed.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::date;
use crate::form::{FormDef, Item, Kind};
use crate::text;

use super::answers::Answers;
use super::blocks::Cell;
use super::columns::{Chunk, Line};
use super::lex::{Mark, Stream, brk};
use super::rows;
use super::sheet::{Placed, Sheet, Table};
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
pub(super) fn read(
    stream: &mut Stream,
    form: &'static FormDef,
    list: &'static Item,
    area: Range<usize>,
    said: &Answers,
) -> Vec<Row> {
    let columns = columns(list);
    let header = header(list);
    if stream.plain {
        if stream.laid_out {
            let rows = laid_out(stream, &columns, &header, area);
            return rows.into_iter().map(|row| dealt(stream, &columns, row)).collect();
        }
        let rows = super::blocks::read(stream, form, &columns, area, said);
        return rows.into_iter().map(|row| dealt(stream, &columns, row)).collect();
    }
    let mut rows: Vec<Vec<Vec<Range<usize>>>> = Vec::new();
    // Rows that words follow which fit into no row: their last cell may be broken.
    let mut broken = HashSet::new();
    let mut open = false;
    let mut places: Vec<usize> = (0..columns.len()).collect();
    for line in lines(stream, area) {
        let chars = line.iter().flat_map(|c| c.clone()).map(|i| stream.norm[i]);
        if chars.take(header.len() + 1).eq(header.iter().copied()) {
            for cell in &line {
                stream.mark(cell, Mark::Furniture);
            }
            let labels: Vec<usize> = (0..line.len()).filter(|&i| !line[i].is_empty()).collect();
            if labels.len() == columns.len() {
                places = labels;
            }
            continue;
        }
        let line = below(line, &places);
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
            if std::mem::take(&mut open) {
                broken.insert(rows.len() - 1);
            }
        }
    }
    let mut rows: Vec<Row> = rows.into_iter().map(|row| answers(stream, &columns, row)).collect();
    for row in broken {
        torn(&columns, &mut rows[row]);
    }
    rows
}

/// The cells of a row below those of its header, which stand at `places`: in a spreadsheet a column of the
/// table is several of its own. The row as it is where two cells stand below one.
fn below(line: Cells, places: &[usize]) -> Cells {
    let column_of = |i: usize| places.partition_point(|&p| p <= i).checked_sub(1);
    let mut out: Cells = vec![0..0; places.len()];
    for (i, cell) in line.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
        match column_of(i) {
            Some(column) if out[column].is_empty() => out[column] = cell.clone(),
            _ => return line,
        }
    }
    let sparse = places.iter().enumerate().any(|(i, &p)| i != p);
    if sparse { out } else { line }
}

/// The last cell of a row may go on in the words below it.
fn torn(columns: &[&'static Item], row: &mut Row) {
    let last = columns.last().and_then(|c| row.get_mut(c.id.as_str()));
    if let Some((read, _)) = last {
        let words = match &read.value {
            Value::Text(words) | Value::Unreadable(words) => words.clone(),
            _ => String::new(),
        };
        *read = Read::unsure(
            Value::Unreadable(words),
            "行のすぐ下に、どの欄のものか決められない文があります",
            "words below the row may belong to it",
        );
    }
}

fn answers(stream: &Stream, columns: &[&'static Item], row: Vec<Vec<Range<usize>>>) -> Row {
    columns.iter().zip(row).map(|(c, ranges)| answer(stream, c, ranges)).collect()
}

/// Stands in a cell whose words, if it has any, are in the cells beside it.
const BESIDE: &str = "隣の欄の文と分けられません";

/// A row of which not every cell is sure.
fn dealt(stream: &Stream, columns: &[&'static Item], row: Vec<Cell>) -> Row {
    let one = |(column, (ranges, sure)): (&&'static Item, Cell)| {
        let (id, (mut read, ranges)) = answer(stream, column, ranges);
        if !sure {
            let words = value::words(stream, &ranges);
            let words = if words.is_empty() { BESIDE.to_owned() } else { words };
            read = Read::unsure(
                Value::Unreadable(words),
                "文の並びからは、どの欄のどこまでの記載か決められません",
                "the order of the text does not tell where this cell begins and ends",
            );
        }
        (id, (read, ranges))
    };
    columns.iter().zip(row).map(one).collect()
}

/// Rows of a text with layout.
fn laid_out(stream: &mut Stream, columns: &[&'static Item], header: &[char], area: Range<usize>) -> Vec<Vec<Cell>> {
    let sheets = sheets(stream, columns, header, area);
    let table = Table { stream, columns };
    let (pages, limits) = table.place(sheets);
    let dates: Vec<Vec<Range<usize>>> = pages.iter().map(|page| dates(&table, page)).collect();
    let full = |column: usize, chunk: &Chunk| table.ends_full(chunk, limits[column]);
    let cell = |(cell, sure): (Vec<Chunk>, bool)| (cell.into_iter().map(|c| c.range).collect(), sure);
    let typed: Vec<bool> = columns.iter().map(|c| matches!(c.kind, Kind::Date | Kind::Choice(_))).collect();
    let rows = rows::read(&pages, &dates, &typed, full).into_iter();
    let rows = rows.map(|row| row.cells.into_iter().zip(row.sure).map(cell).collect::<Vec<Cell>>());
    // Where a row says nothing of a change, its cells are in other columns than they seem.
    let says = |row: &[Cell]| row[1..4].iter().any(|(cell, sure)| !cell.is_empty() || !sure);
    let timed = |(cell, sure): &Cell| *sure && timing(columns, &value::words(stream, cell));
    rows.filter(|row| row[0].1 && says(row) && timed(&row[4])).collect()
}

/// The pages of the table. Headers and the numbers of pages are furniture.
fn sheets(stream: &mut Stream, columns: &[&Item], header: &[char], area: Range<usize>) -> Vec<Sheet> {
    let mut sheets: Vec<Sheet> = Vec::new();
    let mut lines = super::columns::lines(stream, area).into_iter().peekable();
    let mut new_page = false;
    while let Some(line) = lines.next() {
        new_page |= line.new_page;
        let chars = |line: &Line| -> Vec<char> {
            line.chunks.iter().flat_map(|c| c.range.clone()).map(|i| stream.norm[i]).collect()
        };
        let mut start = chars(&line);
        let mut labels = vec![line];
        while start.len() < header.len() && header.starts_with(&start) {
            let Some(next) = lines.next_if(|l| header[start.len()..].starts_with(&chars(l))) else { break };
            start.extend(chars(&next));
            labels.push(next);
        }
        if start == header {
            sheets.push(Sheet { labels: Some(label_places(stream, columns, &labels[0])), lines: Vec::new() });
            labels.iter().flat_map(|l| &l.chunks).for_each(|c| stream.mark(&c.range, Mark::Furniture));
            new_page = false;
            continue;
        }
        for line in labels {
            if line.chunks.iter().flat_map(|c| c.range.clone()).all(|i| stream.mark_of(i) == Mark::Furniture) {
                continue;
            }
            match sheets.last_mut().filter(|_| !std::mem::take(&mut new_page)) {
                Some(sheet) => sheet.lines.push(line.chunks),
                None => sheets.push(Sheet { labels: None, lines: vec![line.chunks] }),
            }
        }
    }
    sheets
}

/// Where each label stands on the first line of the header.
fn label_places(stream: &Stream, columns: &[&Item], line: &Line) -> Vec<Range<usize>> {
    let mut places: Vec<usize> = Vec::new();
    for chunk in &line.chunks {
        let first = stream.unit[chunk.range.start] as usize;
        places.extend(chunk.range.clone().map(|i| chunk.column + stream.unit[i] as usize - first));
    }
    let mut at = 0;
    let end = places.last().copied().unwrap_or(0);
    let one = |c: &&Item| {
        let len = text::normalize(&c.label).chars().count();
        let of = places.get(at..).unwrap_or_default();
        at += len;
        let start = of.first().copied().unwrap_or(end);
        start..of.get(len - 1).copied().unwrap_or(end).max(start) + 1
    };
    columns.iter().map(one).collect()
}

/// The lines of each date: a narrow column breaks it.
fn dates(table: &Table, page: &[Placed]) -> Vec<Range<usize>> {
    let is_date = |text: &str| matches!(date::parse(text), Some(Ok(_)));
    let words: Vec<(usize, String)> =
        page.iter().enumerate().filter_map(|(i, l)| Some((i, table.words(l.cells[0].as_ref()?)))).collect();
    let mut out = Vec::new();
    let mut k = 0;
    while let Some((line, text)) = words.get(k) {
        let more = words.get(k + 1).filter(|(next, more)| *next <= line + 2 && !is_date(more));
        k += 1;
        if let Some((next, _)) = more.filter(|(_, more)| is_date(&format!("{text}{more}"))) {
            out.push(*line..next + 1);
            k += 1;
        } else if is_date(text) {
            out.push(*line..line + 1);
        }
    }
    out
}

/// Whether words are a choice of the column; a number alone is one of another cell.
fn timing(columns: &[&Item], text: &str) -> bool {
    let words = text.chars().any(|c| c.is_alphabetic() && text::is_japanese(c));
    words && columns[4].choices().is_some_and(|set| set.find(text).is_some())
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
