//! A table under its header in a text with layout: which column each piece of each line is in.
//!
//! On one page a column begins at the same place on all lines, give or take a few characters, and that
//! place lies between two labels of the header. Where a cell is full, only one space parts it from the
//! next; how wide the column gets elsewhere tells that space. A line that may be read in two ways is
//! said to be unclear.

use std::ops::Range;

use crate::date;
use crate::form::{Item, Kind};

use super::columns::Chunk;
use super::lex::Stream;
use super::value;
use super::widths::{RAGGED, Seen};

/// How far, in characters, most beginnings of one column lie apart on a page.
const SPREAD: usize = 2;
/// How far a word may begin from its column where only a space is before it.
const NEAR: usize = 4;
/// How far left of its column a piece may begin.
const EARLY: usize = 8;
/// What one line that reaches over the beginning of a column says against it, in lines that begin there.
const CROSSED: usize = 3;

/// A page of the table.
#[derive(Debug)]
pub(super) struct Sheet {
    /// Where the labels of its header stand.
    pub labels: Option<Vec<Range<usize>>>,
    pub lines: Vec<Vec<Chunk>>,
}

/// A line with its pieces in their columns.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    /// What each column has.
    pub cells: Vec<Option<Chunk>>,
    /// Whether what each column has can be read in no other way.
    pub clear: Vec<bool>,
}

impl Edge {
    /// Whether a word behind a single space may begin the column.
    fn near(&self, word: &Chunk) -> bool {
        word.column + EARLY >= self.first && word.column <= self.last + 1
    }
}

impl Placed {
    /// Words may be in a column or in the next one.
    fn unclear(&mut self, column: usize) {
        self.clear.iter_mut().skip(column).take(2).for_each(|c| *c = false);
    }
}

/// Where one column begins on a page.
#[derive(Clone, Copy, Debug)]
struct Edge {
    first: usize,
    last: usize,
    /// Whether words begin there; else the column has none that begin a piece.
    seen: bool,
}

/// The table as its columns.
pub(super) struct Table<'a> {
    pub stream: &'a Stream,
    pub columns: &'a [&'static Item],
}

impl Table<'_> {
    /// The lines of all pages with their pieces in their columns, and how wide each column gets.
    pub fn place(&self, mut sheets: Vec<Sheet>) -> (Vec<Vec<Placed>>, Vec<Option<usize>>) {
        for line in sheets.iter_mut().flat_map(|s| &mut s.lines) {
            self.split_typed(line);
        }
        let edges: Vec<Option<Vec<Edge>>> = sheets.iter().map(|s| self.edges(s)).collect();
        let limits = self.limits(&sheets, &edges);
        let page = |(sheet, edges): (&Sheet, &Option<Vec<Edge>>)| match edges {
            Some(edges) => {
                let early = self.early_places(sheet, edges, &limits);
                sheet.lines.iter().map(|l| self.line(l, edges, &limits, &early)).collect()
            }
            None => sheet.lines.iter().map(|l| self.unplaced(l)).collect(),
        };
        let placed = sheets.iter().zip(&edges).map(page).collect();
        (placed, limits)
    }

    /// Whether a line fills its column and no sentence ends with it.
    pub fn ends_full(&self, line: &Chunk, limit: Option<usize>) -> bool {
        !self.ends(line) && limit.is_some_and(|l| line.width(self.stream) + RAGGED >= l)
    }

    /// Whether a sentence, a heading or the like ends with a line.
    fn ends(&self, line: &Chunk) -> bool {
        super::columns::ends(self.stream, &line.range)
    }

    /// The words of a piece.
    pub fn words(&self, chunk: &Chunk) -> String {
        value::words(self.stream, std::slice::from_ref(&chunk.range))
    }

    fn is_date(&self, chunk: &Chunk) -> bool {
        matches!(date::parse(&self.words(chunk)), Some(Ok(_)))
    }

    fn is_choice(&self, chunk: &Chunk) -> bool {
        let words = self.words(chunk);
        self.columns.iter().filter_map(|c| c.choices()).any(|set| set.find(&words).is_some())
    }

    /// Whether a piece is just what its column asks for, which is more than words.
    fn typed(&self, column: usize, chunk: &Chunk) -> bool {
        match self.columns[column].kind {
            Kind::Date => self.is_date(chunk),
            Kind::Choice(_) => self.is_choice(chunk),
            _ => false,
        }
    }

    /// A date at the beginning, and a choice among single spaces, are cells of their own.
    fn split_typed(&self, line: &mut Vec<Chunk>) {
        let Some(first) = line.first() else { return };
        let words = first.words(self.stream);
        if words.len() > 1 && self.is_date(&words[0]) && !self.is_date(first) {
            let rest = words[1].to(&words[words.len() - 1]);
            line.splice(0..1, [words[0].clone(), rest]);
        }
        if !self.is_date(&line[0]) || line.iter().any(|c| self.is_choice(c)) {
            return;
        }
        let mut found = Vec::new();
        for (i, chunk) in line.iter().enumerate().skip(1) {
            let words = chunk.words(self.stream);
            let here = words.iter().enumerate().filter(|(_, w)| words.len() > 1 && self.is_choice(w));
            found.extend(here.map(|(k, _)| (i, k, words.clone())));
        }
        // Several such words are words of a sentence.
        if let [(i, k, words)] = &found[..] {
            let before = (*k > 0).then(|| words[0].to(&words[k - 1]));
            let after = words.get(k + 1).map(|w| w.to(&words[words.len() - 1]));
            let pieces: Vec<Chunk> = before.into_iter().chain([words[*k].clone()]).chain(after).collect();
            line.splice(*i..i + 1, pieces);
        }
    }

    /// Where the columns of a page begin. Most lines that have a piece in every column must show it.
    fn edges(&self, sheet: &Sheet) -> Option<Vec<Edge>> {
        let edges = self.edges_below_labels(sheet)?;
        let full: Vec<&Vec<Chunk>> = sheet.lines.iter().filter(|l| self.is_full(l)).collect();
        let in_order = |l: &&&Vec<Chunk>| self.columns_of(l, &edges).into_iter().eq(0..self.columns.len());
        let agree = full.iter().filter(in_order).count();
        (agree * 2 >= full.len()).then_some(edges)
    }

    fn edges_below_labels(&self, sheet: &Sheet) -> Option<Vec<Edge>> {
        let Some(labels) = &sheet.labels else { return self.edges_of_full_lines(sheet) };
        let mut edges: Vec<Edge> = vec![Edge { first: 0, last: 0, seen: true }];
        for k in 1..self.columns.len() {
            let place = labels[k - 1].end + 1..labels[k].start;
            edges.push(match self.columns[k].kind {
                Kind::Choice(_) => self.edge_of_choices(sheet, place),
                _ => self.edge(sheet, place)?,
            });
        }
        Some(edges)
    }

    /// The column of a choice: full lines of the column before move some choices to the left.
    fn edge_of_choices(&self, sheet: &Sheet, place: Range<usize>) -> Edge {
        let pieces = sheet.lines.iter().flatten().filter(|c| (place.start..=place.end).contains(&c.column));
        let start = pieces.filter(|c| self.is_choice(c)).map(|c| c.column).max().unwrap_or(place.end);
        Edge { first: start, last: start, seen: true }
    }

    /// Where most pieces begin, from behind the label before it to its own label.
    fn edge(&self, sheet: &Sheet, place: Range<usize>) -> Option<Edge> {
        let mut starts: Vec<usize> = sheet.lines.iter().flatten().map(|c| c.column).collect();
        starts.retain(|c| (place.start..=place.end).contains(c));
        starts.sort_unstable();
        starts.dedup();
        if starts.is_empty() {
            // A column without a word on this page.
            return Some(Edge { first: place.end, last: place.end, seen: false });
        }
        let scored = starts.iter().map(|&start| {
            let begins = |c: &&Chunk| (start..=start + SPREAD).contains(&c.column);
            let (mut hits, mut last) = (0, start);
            let mut against = sheet.lines.iter().flatten().filter(|c| self.crosses(c, start)).count();
            for line in &sheet.lines {
                let here: Vec<&Chunk> = line.iter().filter(begins).collect();
                hits += here.len();
                // A column begins only once.
                against += usize::from(here.len() > 1);
                last = here.last().map_or(last, |c| last.max(c.column));
            }
            (hits.saturating_sub(CROSSED * against), Edge { first: start, last, seen: true })
        });
        // Of equal ones the leftmost.
        scored.rev().max_by_key(|s| s.0).filter(|s| s.0 > 0).map(|s| s.1)
    }

    /// Whether a piece reaches over a place, with no word that begins near it.
    fn crosses(&self, chunk: &Chunk, place: usize) -> bool {
        let near = |w: &Chunk| w.column + NEAR >= place && w.column <= place + NEAR;
        chunk.column + EARLY < place && chunk.end() > place && !chunk.words(self.stream).iter().skip(1).any(near)
    }

    /// Without a header, lines that have a piece in every column tell where the columns begin.
    fn edges_of_full_lines(&self, sheet: &Sheet) -> Option<Vec<Edge>> {
        let count = self.columns.len();
        let full: Vec<&Vec<Chunk>> = sheet.lines.iter().filter(|l| self.is_full(l)).collect();
        let mut edges = Vec::new();
        for k in 0..count {
            let starts = full.iter().map(|l| l[k].column);
            let (first, last) = (starts.clone().min()?, starts.max()?);
            if last > first + SPREAD {
                return None;
            }
            edges.push(Edge { first: if k == 0 { 0 } else { first }, last, seen: true });
        }
        Some(edges)
    }

    /// How wide the lines of each column get.
    fn limits(&self, sheets: &[Sheet], edges: &[Option<Vec<Edge>>]) -> Vec<Option<usize>> {
        let mut seen = vec![Seen::default(); self.columns.len()];
        for (sheet, edges) in sheets.iter().zip(edges) {
            let Some(edges) = edges else { continue };
            let lines = sheet.lines.iter();
            let columns: Vec<Vec<usize>> = lines.clone().map(|l| self.columns_of(l, edges)).collect();
            for (i, (line, own)) in lines.zip(&columns).enumerate() {
                let below = columns.get(i + 1).filter(|_| !self.is_date(&sheet.lines[i + 1][0]));
                for (chunk, &column) in line.iter().zip(own) {
                    let words = chunk.words(self.stream);
                    let alone = own.iter().filter(|&&c| c == column).count() == 1;
                    // Words of the next column may be in it.
                    let apart = |e: &Edge| e.seen && chunk.end() <= e.first && !words[1..].iter().any(|w| e.near(w));
                    let whole = own.contains(&(column + 1)) || words.len() == 1;
                    let whole = whole || edges.get(column + 1).is_some_and(apart);
                    if alone && whole {
                        let goes_on = below.is_some_and(|b| b.contains(&column)) && !self.ends(chunk);
                        seen[column].lines.push((chunk.width(self.stream), goes_on));
                    } else if let Some(next) = edges.get(column + 1).filter(|e| e.seen && chunk.end() > e.first) {
                        let places = (1..words.len()).filter(|&k| next.near(&words[k]));
                        seen[column].joints.push(places.map(|k| self.width_before(&words, k)).collect());
                    }
                }
            }
        }
        seen.iter().map(Seen::limit).collect()
    }

    /// How wide the first words of a piece are.
    fn width_before(&self, words: &[Chunk], count: usize) -> usize {
        words[0].to(&words[count - 1]).width(self.stream)
    }

    /// A line on a page whose columns are not known: sure is a line with a piece for every column, and a date.
    fn unplaced(&self, line: &[Chunk]) -> Placed {
        if self.is_full(line) {
            return Placed { cells: line.iter().cloned().map(Some).collect(), clear: vec![true; line.len()] };
        }
        let mut cells = vec![None; self.columns.len()];
        cells[0] = line.first().filter(|c| self.is_date(c)).cloned();
        let clear = vec![false; cells.len()];
        Placed { cells, clear }
    }

    /// Whether a line has a piece for every column, a date and a choice where they belong.
    fn is_full(&self, line: &[Chunk]) -> bool {
        let asks = |k: &usize| matches!(self.columns[*k].kind, Kind::Date | Kind::Choice(_));
        let count = self.columns.len();
        line.len() == count && (0..count).filter(asks).all(|k| self.typed(k, &line[k]))
    }

    fn line(&self, line: &[Chunk], edges: &[Edge], limits: &[Option<usize>], early: &[(usize, usize)]) -> Placed {
        let count = self.columns.len();
        let mut placed = Placed { cells: vec![None; count], clear: vec![true; count] };
        let mut own = self.columns_of(line, edges);
        for (i, chunk) in line.iter().enumerate() {
            let next = own[i] + 1;
            match self.early(line, &own, i, edges, limits) {
                Some(Early::Next) => own[i] = next,
                Some(Early::Unclear) if early.contains(&(next, chunk.column)) => own[i] = next,
                Some(Early::Unclear) => placed.unclear(own[i]),
                None => {}
            }
            self.put(&mut placed, chunk.clone(), own[i], edges, limits, &own);
        }
        placed
    }

    /// Whether a piece a little left of a column begins it, or goes on within the column before.
    fn early(
        &self,
        line: &[Chunk],
        own: &[usize],
        i: usize,
        edges: &[Edge],
        limits: &[Option<usize>],
    ) -> Option<Early> {
        let (chunk, column) = (&line[i], own[i]);
        // Nearer to the next column than to its own.
        let near = |next: &&Edge| {
            let left = next.first.saturating_sub(chunk.column);
            (1..=EARLY).contains(&left) && chunk.column.saturating_sub(edges[column].first) > left
        };
        edges.get(column + 1).filter(near)?;
        if own.contains(&(column + 1)) || self.typed(column, chunk) {
            return None;
        }
        let before = i.checked_sub(1).filter(|&b| own[b] == column).map(|b| line[b].width(self.stream));
        let before = before.unwrap_or(chunk.column.saturating_sub(edges[column].first));
        let room = |limit: usize| before + 2 + chunk.width(self.stream) <= limit + RAGGED;
        Some(if limits[column].is_none_or(room) { Early::Unclear } else { Early::Next })
    }

    /// The places, by their columns, where words of a page surely begin a column early: those for which
    /// the column before has no room, and those behind a full line of it.
    fn early_places(&self, sheet: &Sheet, edges: &[Edge], limits: &[Option<usize>]) -> Vec<(usize, usize)> {
        let mut out = Vec::new();
        for line in &sheet.lines {
            let own = self.columns_of(line, edges);
            for (i, chunk) in line.iter().enumerate() {
                let next = own[i] + 1;
                if let Some(Early::Next) = self.early(line, &own, i, edges, limits) {
                    out.push((next, chunk.column));
                } else if next < edges.len()
                    && let Cut::At(_, right) = self.split(chunk, own[i], edges, limits[own[i]], own.contains(&next))
                {
                    out.push((next, right.column));
                }
            }
        }
        out
    }

    /// The columns of the pieces of a line. A choice beside a date tells its column, wherever it stands.
    fn columns_of(&self, line: &[Chunk], edges: &[Edge]) -> Vec<usize> {
        let mut columns: Vec<usize> = line.iter().map(|c| column_of(edges, c)).collect();
        let of = |kind: fn(&Kind) -> bool| self.columns.iter().position(|c| kind(&c.kind));
        let choices: Vec<usize> = (0..line.len()).filter(|&i| self.is_choice(&line[i])).collect();
        if let (Some(column), [at], true) = (of(|k| matches!(k, Kind::Choice(_))), &choices[..], self.is_date(&line[0]))
        {
            columns[..*at].iter_mut().for_each(|c| *c = (*c).min(column - 1));
            columns[*at] = column;
            columns[*at + 1..].iter_mut().for_each(|c| *c = (*c).max(column + 1));
        }
        columns
    }

    /// Puts a piece into its column, and what it has of the next one into that.
    fn put(
        &self,
        placed: &mut Placed,
        chunk: Chunk,
        column: usize,
        edges: &[Edge],
        limits: &[Option<usize>],
        own: &[usize],
    ) {
        let mut piece = chunk.clone();
        if column + 1 < edges.len() {
            match self.split(&chunk, column, edges, limits[column], own.contains(&(column + 1))) {
                Cut::Whole => {}
                Cut::Unclear => placed.unclear(column),
                Cut::At(left, right) => {
                    piece = left;
                    self.put(placed, right, column + 1, edges, limits, own);
                }
            }
        }
        let cell = &mut placed.cells[column];
        *cell = Some(match cell.take() {
            // Wide spaces within a cell.
            Some(before) => before.to(&piece),
            None => piece,
        });
    }

    /// Whether a piece has the beginning of the next column in it.
    fn split(&self, chunk: &Chunk, column: usize, edges: &[Edge], limit: Option<usize>, taken: bool) -> Cut {
        let words = chunk.words(self.stream);
        if matches!(self.columns[column + 1].kind, Kind::Choice(_)) {
            // A choice would have been seen.
            let beyond = edges.get(column + 2).is_some_and(|e| chunk.end() > e.first);
            return if beyond { Cut::Unclear } else { Cut::Whole };
        }
        let next = &edges[column + 1];
        let crossing = chunk.end() > next.first;
        let near = |k: &usize| !next.seen || next.near(&words[*k]);
        let full = |k: &usize| limit.map_or(next.seen, |l| self.width_before(&words, *k).abs_diff(l) <= RAGGED);
        let wide = limit.is_none_or(|l| chunk.width(self.stream) > l + 1);
        // Words that have room in their column and are not full where the next may begin are of one cell,
        // when another piece is in the next.
        let one_cell = || limit.is_some() && !wide && !(1..words.len()).any(|k| near(&k) && full(&k));
        if words.len() == 1 || taken {
            return if crossing && !(taken && one_cell()) { Cut::Unclear } else { Cut::Whole };
        }
        // The longest line of a page is parted from the next column by one space, full or not.
        match (crossing, wide, limit) {
            (false, false, _) if next.seen => return Cut::Whole,
            (false, false, _) | (false, _, None) => return Cut::Unclear,
            _ => {}
        }
        let places: Vec<usize> = (1..words.len()).filter(|k| near(k) && full(k)).collect();
        // Where no line shows the next column, its words may begin behind any space.
        let only = next.seen || words.len() == 2;
        match places[..] {
            [k] if only => Cut::At(words[0].to(&words[k - 1]), words[k].to(&words[words.len() - 1])),
            _ => Cut::Unclear,
        }
    }
}

/// Where a piece belongs that begins a little left of a column.
enum Early {
    Next,
    Unclear,
}

/// What to do with a piece.
enum Cut {
    Whole,
    At(Chunk, Chunk),
    Unclear,
}

fn column_of(edges: &[Edge], chunk: &Chunk) -> usize {
    edges.iter().rposition(|e| e.first <= chunk.column).unwrap_or(0)
}
