//! A table of any shape in a text with layout comes in, its rows go out, each as one line.
//!
//! Nothing is known of its columns but what the lines show: on one page a column begins at the same place
//! on all lines. A line without a first cell goes on with the row above, and only in cells whose words
//! were broken by their width. Where one line does not fit, nothing is read.

use std::ops::Range;

use super::columns::{Chunk, lines};
use super::lex::{Mark, Stream, brk};
use super::value;
use super::widths::RAGGED;

/// How many lines with all columns show where these are.
const MIN_FULL: usize = 3;
/// How far, in characters, words begin from the place of their column.
const NEAR: usize = 1;
/// How far apart two beginnings of one column are on a page.
const SPREAD: usize = 2;

/// The text of an area with each row of its table on one line; nothing where it has no table, or none
/// that can be read for sure.
pub(super) fn text(stream: &Stream, area: &Range<usize>) -> Option<String> {
    let printed = |chunk: &Chunk| chunk.range.clone().all(|i| stream.mark_of(i) == Mark::Furniture);
    let mut pages: Vec<Vec<Vec<Chunk>>> = vec![Vec::new()];
    for line in lines(stream, area.clone()) {
        if line.new_page && pages.last().is_some_and(|p| !p.is_empty()) {
            pages.push(Vec::new());
        }
        if !line.chunks.iter().all(printed) {
            pages.last_mut()?.push(line.chunks);
        }
    }
    let before = pages[0].iter().take_while(|line| line.len() == 1).count();
    let above: Vec<Range<usize>> = pages[0].drain(..before).map(|line| line[0].range.clone()).collect();
    pages.retain(|p| !p.is_empty());
    let count = pages.iter().flatten().map(Vec::len).max()?;
    if count < 2 || pages.iter().flatten().filter(|l| l.len() == count).count() < MIN_FULL {
        return None;
    }
    let placed: Vec<Vec<(usize, Chunk)>> = pages
        .into_iter()
        .map(|page| {
            let columns = columns(stream, &page, count)?;
            page.iter().map(|line| place(stream, line, &columns)).collect::<Option<Vec<_>>>()
        })
        .collect::<Option<Vec<_>>>()?
        .into_iter()
        .flatten()
        .collect();
    let rows = rows(stream, &placed, count)?;
    let mut out = Vec::new();
    if let (Some(first), Some(last)) = (above.first(), above.last()) {
        out.push(value::words(stream, std::slice::from_ref(&(first.start..last.end))));
    }
    let cell = |ranges: &Vec<Range<usize>>| value::words(stream, ranges).replace('\n', "");
    out.extend(rows.iter().map(|row| row.iter().map(cell).collect::<Vec<_>>().join("\u{3000}")));
    Some(out.join("\n"))
}

/// The same for a text without layout in which each cell is a block of its own, cells in the order of their
/// rows. A row begins with its number, larger than the one above; all rows have as many cells. The header is
/// marked where it is printed again.
pub(super) fn text_in_blocks(stream: &mut Stream, area: &Range<usize>) -> Option<String> {
    let cells = cells(stream, area);
    let number = |cell: &Range<usize>| stream.string(cell.clone()).parse::<u32>().ok();
    let first = cells.iter().position(|cell| number(cell).is_some())?;
    let above: Vec<Range<usize>> = cells[..first].iter().flat_map(|c| stream.pieces(c.clone(), brk::LINE)).collect();
    let names: Vec<String> = above.iter().map(|line| stream.string(line.clone())).collect();
    let mut rows: Vec<Vec<Range<usize>>> = Vec::new();
    let mut again: Vec<Range<usize>> = Vec::new();
    let mut last = None;
    for cell in &cells[first..] {
        match (number(cell), rows.last_mut()) {
            (Some(number), _) if last.is_none_or(|last| last < number) => {
                rows.push(vec![cell.clone()]);
                last = Some(number);
            }
            (None, _) if names.contains(&stream.string(cell.clone())) => again.push(cell.clone()),
            (None, Some(row)) if !side_by_side(stream, cell) => row.push(cell.clone()),
            _ => return None,
        }
    }
    let count = rows.first().map(Vec::len).filter(|&n| n > 1)?;
    if rows.len() < MIN_FULL || rows.iter().any(|row| row.len() != count) {
        return None;
    }
    for cell in &again {
        stream.mark(cell, Mark::Furniture);
    }
    let header = above.len().checked_sub(count).filter(|&h| again.iter().any(|c| stream.string(c.clone()) == names[h]));
    let (above, header) = above.split_at(header.unwrap_or(above.len()));
    let mut out = Vec::new();
    if let (Some(first), Some(last)) = (above.first(), above.last()) {
        out.push(value::words(stream, std::slice::from_ref(&(first.start..last.end))));
    }
    let cell = |range: &Range<usize>| value::words(stream, std::slice::from_ref(range)).replace('\n', "");
    let header = (!header.is_empty()).then(|| header.to_vec());
    out.extend(header.iter().chain(&rows).map(|row| row.iter().map(cell).collect::<Vec<_>>().join("\u{3000}")));
    Some(out.join("\n"))
}

/// Whether words stand beside each other on a line of a block: they may be of two cells.
fn side_by_side(stream: &Stream, block: &Range<usize>) -> bool {
    stream.pieces(block.clone(), brk::LINE).into_iter().any(|line| stream.pieces(line, brk::SPACE).len() > 1)
}

/// The blocks of an area; a number at the beginning of one is a cell of its own.
fn cells(stream: &Stream, area: &Range<usize>) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    for block in stream.pieces(area.clone(), brk::PARA) {
        if block.clone().all(|i| stream.mark_of(i) == Mark::Furniture) {
            continue;
        }
        let words = stream.pieces(block.clone(), brk::SPACE);
        let number = |range: &Range<usize>| stream.norm[range.clone()].iter().all(char::is_ascii_digit);
        match words.get(1) {
            Some(next) if number(&words[0]) => out.extend([words[0].clone(), next.start..block.end]),
            _ => out.push(block),
        }
    }
    out
}

/// Where each of the columns begins on a page, the first and the last place: where most words do.
fn columns(stream: &Stream, page: &[Vec<Chunk>], count: usize) -> Option<Vec<(usize, usize)>> {
    let words = page.iter().flatten().flat_map(|chunk| chunk.words(stream));
    let mut begins: Vec<usize> = words.map(|word| word.column).collect();
    begins.sort_unstable();
    let mut places: Vec<&[usize]> = begins.chunk_by(|a, b| b - a <= SPREAD).collect();
    places.sort_by_key(|place| std::cmp::Reverse(place.len()));
    places.truncate(count);
    places.sort_unstable();
    let columns: Vec<(usize, usize)> = places.iter().map(|place| (place[0], place[place.len() - 1])).collect();
    let narrow = columns.iter().all(|c| c.1 - c.0 <= 2 * SPREAD);
    (columns.len() == count && narrow).then_some(columns)
}

/// The pieces of a line with their columns. One that reaches over the next column is two cells with a
/// single space in between.
fn place(stream: &Stream, line: &[Chunk], columns: &[(usize, usize)]) -> Option<Vec<(usize, Chunk)>> {
    let column_at = |place: usize| columns.iter().position(|c| c.0 <= place + NEAR && place <= c.1 + NEAR);
    let mut out: Vec<(usize, Chunk)> = Vec::new();
    for chunk in line {
        for (k, word) in chunk.words(stream).into_iter().enumerate() {
            match (column_at(word.column), out.last_mut()) {
                (Some(column), last) if last.as_ref().is_none_or(|l| l.0 < column) => out.push((column, word)),
                (_, Some((_, last))) if k > 0 => *last = last.to(&word),
                _ => return None,
            }
        }
    }
    // Words may not reach under the next column.
    let under = |(column, chunk): &(usize, Chunk)| {
        columns.get(column + 1).is_some_and(|next| chunk.end() > next.1 && !out.iter().any(|o| o.0 == column + 1))
    };
    (!out.iter().any(under)).then_some(out)
}

/// The rows, each cell with the ranges of its lines.
fn rows(stream: &Stream, lines: &[Vec<(usize, Chunk)>], count: usize) -> Option<Vec<Vec<Vec<Range<usize>>>>> {
    let width = |chunk: &Chunk| chunk.width(stream);
    let mut widest = vec![0; count];
    for (column, chunk) in lines.iter().flatten() {
        widest[*column] = widest[*column].max(width(chunk));
    }
    let mut rows: Vec<Vec<Vec<Range<usize>>>> = Vec::new();
    let mut above: Vec<Option<&Chunk>> = vec![None; count];
    for line in lines {
        let mut now: Vec<Option<&Chunk>> = vec![None; count];
        line.iter().for_each(|(column, chunk)| now[*column] = Some(chunk));
        if now[0].is_some() {
            // A first cell alone may be the rest of one.
            if line.len() < 2 {
                return None;
            }
            rows.push(vec![Vec::new(); count]);
        }
        let row = rows.last_mut()?;
        for (column, chunk) in line {
            let full = above[*column].is_some_and(|a| width(a) + RAGGED >= widest[*column]);
            if now[0].is_none() && !full {
                return None;
            }
            row[*column].push(chunk.range.clone());
        }
        above = now;
    }
    Some(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        let stream = Stream::new(&[text.to_owned()]);
        let all = 0..stream.norm.len();
        super::text(&stream, &all)
    }

    const TABLE: &str = "次のとおりである。
項    情報照会者          事務
1    厚生労働大臣         保険医の登録
2    全国健康保険協会       保険給付の支給又は保険料の徴
                    収
11 都道府県知事又は保健所を   養育里親の登録
     置く市の長
";

    #[test]
    fn a_cell_goes_on_below_where_it_was_full() {
        let rows = "次のとおりである。
項　情報照会者　事務
1　厚生労働大臣　保険医の登録
2　全国健康保険協会　保険給付の支給又は保険料の徴収
11　都道府県知事又は保健所を置く市の長　養育里親の登録";
        assert_eq!(read(TABLE).as_deref(), Some(rows));
    }

    #[test]
    fn a_row_without_a_first_cell_is_not_read_as_the_rest_of_one() {
        let merged = TABLE.replace("                    収", "                    費用の徴収の事務");
        assert!(read(&merged.replace("の支給又は保険料の徴", "")).is_none());
        // A piece that stands below no column.
        assert!(read(&TABLE.replace("     置く市の長", "         置く市の長")).is_none());
        assert!(read("次のとおりである。\n以上").is_none());
    }

    fn read_blocks(text: &str) -> Option<String> {
        let mut stream = Stream::new(&[text.to_owned()]);
        let all = 0..stream.norm.len();
        text_in_blocks(&mut stream, &all)
    }

    const BLOCKS: &str = "次のとおりである。\n項\n\n情報照会者\n\n事務\n\n1\n\n厚生労働大臣\n\n保険医の登録

2\n\n全国健康保険協会\n\n保険給付の支給又は保険料の\n徴収\n\n情報照会者\n\n項\n\n事務

106 都道府県知事又は保健所を\n置く市の長\n\n養育里親の登録\n";

    #[test]
    fn a_number_begins_a_row_of_blocks() {
        let rows = "次のとおりである。
項　情報照会者　事務
1　厚生労働大臣　保険医の登録
2　全国健康保険協会　保険給付の支給又は保険料の徴収
106　都道府県知事又は保健所を置く市の長　養育里親の登録";
        assert_eq!(read_blocks(BLOCKS).as_deref(), Some(rows));
    }

    #[test]
    fn blocks_of_which_one_is_missing_are_no_table() {
        assert!(read_blocks(&BLOCKS.replace("全国健康保険協会\n\n", "")).is_none());
        // Two cells beside each other, a number that does not count on.
        assert!(read_blocks(&BLOCKS.replace("保険医の登録", "保険医 登録")).is_none());
        assert!(read_blocks(&BLOCKS.replace("2\n\n全国", "1\n\n全国")).is_none());
    }
}
