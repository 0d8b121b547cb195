//! What stands on a page comes in; its text in the order in which a person reads goes out.
//!
//! A table is cut into bands that no cell crosses, a band into columns, a column into bands again:
//! so a label in the middle of a tall cell comes right before the rows beside it. What is outside of
//! all tables stands between them, line by line.

use super::content::{Drawn, Glyph};
use super::grid::{self, Area, Table};
use super::lines::{self, Line};
use crate::import::lex::{SOFT, WRAP};

/// How far cells may reach into each other, in points.
const SLACK: f64 = 2.0;
/// A line that ends this near to the edge of its cell, in character heights, was broken by it.
const EDGE: f64 = 2.1;
/// The narrowest space between a label and the text beside it, in character heights.
const GUTTER: f64 = 0.8;
/// How much, in character heights, a label in the middle of its cell stands below the first line.
const LOWER: f64 = 0.4;

/// A piece of the page in its vertical place.
struct Piece {
    y: f64,
    text: String,
}

/// The text of a page, its lines ended.
pub(super) fn text(drawn: Drawn) -> String {
    let tables = grid::tables(drawn.rules);
    let mut inside: Vec<Vec<Vec<Glyph>>> = tables.iter().map(|t| vec![Vec::new(); t.cells.len()]).collect();
    let mut outside = Vec::new();
    for glyph in lines::once(drawn.glyphs) {
        let (x, y) = ((glyph.x0 + glyph.x1) / 2.0, (glyph.y0 + glyph.y1) / 2.0);
        // The smallest table comes last.
        let place = tables.iter().enumerate().rev().find_map(|(i, t)| Some((i, t.cell_at(x, y)?)));
        match place {
            Some((table, cell)) => inside[table][cell].push(glyph),
            None => outside.push(glyph),
        }
    }
    let mut pieces: Vec<Piece> =
        lines::lines(outside).into_iter().map(|l| Piece { y: (l.y0 + l.y1) / 2.0, text: l.text }).collect();
    let mut nested: Vec<Vec<(usize, Piece)>> = tables.iter().map(|_| Vec::new()).collect();
    for i in (0..tables.len()).rev() {
        let table = &tables[i];
        let inner = std::mem::take(&mut nested[i]);
        let piece = Piece { y: table.area.y0, text: table_text(table, std::mem::take(&mut inside[i]), inner) };
        let (x, y) = ((table.area.x0 + table.area.x1) / 2.0, (table.area.y0 + table.area.y1) / 2.0);
        let around = tables[..i].iter().enumerate().rev().find_map(|(k, t)| Some((k, t.cell_at(x, y)?)));
        match around {
            Some((outer, cell)) => nested[outer].push((cell, piece)),
            None => pieces.push(piece),
        }
    }
    pieces.sort_by(|a, b| a.y.total_cmp(&b.y));
    let mut out = String::new();
    for piece in pieces.iter().filter(|p| !p.text.is_empty()) {
        out.push_str(&piece.text);
        out.push('\n');
    }
    out
}

fn table_text(table: &Table, glyphs: Vec<Vec<Glyph>>, nested: Vec<(usize, Piece)>) -> String {
    let mut inner: Vec<Vec<Piece>> = glyphs.iter().map(|_| Vec::new()).collect();
    for (cell, piece) in nested {
        inner[cell].push(piece);
    }
    let cells: Vec<(Area, String)> = table
        .cells
        .iter()
        .zip(glyphs)
        .zip(inner)
        .map(|((area, glyphs), inner)| (*area, cell_text(area, glyphs, inner)))
        .collect();
    let mut out = String::new();
    bands(&cells.iter().collect::<Vec<_>>(), &mut out);
    out.trim_end_matches('\n').to_owned()
}

type Cell = (Area, String);

/// Where the cells can be cut without crossing one: groups in order.
fn cut<'a>(cells: &[&'a Cell], from: fn(&Area) -> f64, to: fn(&Area) -> f64) -> Vec<Vec<&'a Cell>> {
    let mut sorted: Vec<&Cell> = cells.to_vec();
    sorted.sort_by(|a, b| from(&a.0).total_cmp(&from(&b.0)));
    let mut out: Vec<Vec<&Cell>> = Vec::new();
    let mut end = f64::MIN;
    for cell in sorted {
        match out.last_mut() {
            Some(group) if from(&cell.0) < end - SLACK => group.push(cell),
            _ => out.push(vec![cell]),
        }
        end = end.max(to(&cell.0));
    }
    out
}

/// Bands from top to bottom, each on its lines.
fn bands(cells: &[&Cell], out: &mut String) {
    let bands = cut(cells, |a| a.y0, |a| a.y1);
    let alone = bands.len() == 1;
    for band in bands {
        columns(&band, alone, out);
        if !out.is_empty() && !out.ends_with('\n') {
            out.push('\n');
        }
    }
}

/// The columns of a band from left to right, between tabs.
fn columns(cells: &[&Cell], alone: bool, out: &mut String) {
    if cells.iter().all(|c| c.1.is_empty()) {
        return;
    }
    let columns = cut(cells, |a| a.x0, |a| a.x1);
    if columns.len() == 1 && alone {
        // Cells that turn around each other: line by line.
        let mut sorted = cells.to_vec();
        sorted.sort_by(|a, b| a.0.y0.total_cmp(&b.0.y0).then(a.0.x0.total_cmp(&b.0.x0)));
        let texts: Vec<&str> = sorted.iter().map(|c| c.1.as_str()).collect();
        out.push_str(&texts.join("\t"));
        return;
    }
    // Rows beside a tall cell stay together, however many columns they have.
    let mut groups: Vec<Vec<&Cell>> = Vec::new();
    let mut open = false;
    for column in columns {
        let tall = column.len() == 1;
        match groups.last_mut().filter(|_| open && !tall) {
            Some(group) => group.extend(column),
            None => groups.push(column),
        }
        open = !tall;
    }
    if let ([_], false) = (&groups[..], cells.len() == 1) {
        // No cell is as tall as the band: column by column.
        groups = cut(cells, |a| a.x0, |a| a.x1);
    }
    let start = out.len();
    for (i, group) in groups.iter().enumerate() {
        if i > 0 {
            if out.len() > start && out.ends_with('\n') {
                out.pop();
            }
            out.push('\t');
        }
        match group[..] {
            [cell] => out.push_str(&cell.1),
            _ => bands(group, out),
        }
    }
}

fn cell_text(area: &Area, mut glyphs: Vec<Glyph>, inner: Vec<Piece>) -> String {
    if let Some(x) = gutter(&mut glyphs) {
        let (label, beside): (Vec<Glyph>, Vec<Glyph>) = glyphs.iter().partition(|g| g.x1 <= x);
        let left = cell_text(&Area { x1: x, ..*area }, label, Vec::new());
        return format!("{left}\t{}", cell_text(&Area { x0: x, ..*area }, beside, inner));
    }
    let lines = lines::lines(glyphs);
    let mut pieces: Vec<(Piece, Option<Line>)> = Vec::new();
    for line in lines {
        pieces.push((Piece { y: (line.y0 + line.y1) / 2.0, text: line.text.clone() }, Some(line)));
    }
    for piece in inner.into_iter().filter(|p| !p.text.is_empty()) {
        let text = piece.text.replace('\n', &SOFT.to_string()).replace('\t', "    ");
        pieces.push((Piece { y: piece.y, text }, None));
    }
    pieces.sort_by(|a, b| a.0.y.total_cmp(&b.0.y));
    let mut out = String::new();
    let mut last: Option<Line> = None;
    for (piece, line) in pieces {
        if !out.is_empty() {
            let first = piece.text.chars().next().unwrap_or(' ');
            let goes_on = match (&last, &line) {
                (Some(a), Some(b)) => area.x1 - a.x1 < EDGE * a.size && goes_on(&out, first, a, b),
                _ => false,
            };
            out.push(if goes_on { WRAP } else { SOFT });
        }
        out.push_str(&piece.text);
        last = line;
    }
    out
}

/// Whether a line, after one that reaches the edge, goes on with its sentence.
fn goes_on(before: &str, first: char, a: &Line, b: &Line) -> bool {
    let ended = before.ends_with(['。', '：', ':', '＞', '>', '】', '］', ']']);
    let begins = "・●○■□◆◇◎※＜<【［[①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳―☑☐".contains(first);
    // A line that begins further left than the one before ends an indented passage.
    let same = b.x0 > a.x0 - b.size || a.text.starts_with(['\u{3000}', ' ']);
    let prose = |line: &Line| !["   ", ". . .", "....", "・・・", "……"].iter().any(|w| line.text.contains(w));
    !ended && !begins && same && prose(a) && prose(b)
}

/// Where a label ends that stands in the middle beside taller text, without a line between them: a
/// space through the whole cell, with fewer lines on its left that begin lower.
fn gutter(glyphs: &mut [Glyph]) -> Option<f64> {
    let mut sorted: Vec<Glyph> = glyphs.iter().filter(|g| !g.c.is_whitespace()).copied().collect();
    sorted.sort_by(|a, b| a.x0.total_cmp(&b.x0));
    let mut end = sorted.first()?.x1;
    for i in 1..sorted.len() {
        let size = sorted[i].y1 - sorted[i].y0;
        if sorted[i].x0 - end >= GUTTER * size {
            let x = (sorted[i].x0 + end) / 2.0;
            let [mut left, mut right] = [sorted[..i].to_vec(), sorted[i..].to_vec()];
            let [left, right] = [lines::rows(&mut left), lines::rows(&mut right)];
            let top = |rows: &[Vec<Glyph>]| rows[0].iter().map(|g| g.y0).fold(f64::MAX, f64::min);
            if left.len() < right.len() && top(&left) > top(&right) + LOWER * size {
                return Some(x);
            }
        }
        end = end.max(sorted[i].x1);
    }
    None
}
