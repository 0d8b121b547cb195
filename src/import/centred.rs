//! Rows of a text with layout whose labels stand in the middle of their cells, as a spreadsheet prints
//! them: the first half of a value stands above its label. Labels and lines come in, the words of each row
//! go out.
//!
//! As many lines of a row stand above the middle of its label as below it. So from the first line of a
//! table every row follows from the one before, and its last row must end with the table: where it does
//! not, nothing is said about that table. Where rows cannot be told, the labels keep what stands behind
//! them, and their doubts.

use std::collections::HashSet;
use std::ops::Range;

use super::anchors::Candidate;
use super::columns::{self, Line};
use super::lex::{Mark, Stream, brk};
use super::slots::{Role, Slots};
use super::walk::Found;
use crate::form::{Item, Kind};

/// How far, in characters, words may begin left of their column.
const NEAR: usize = 3;
/// How many lines a label may stand above the heading of its group.
const HIGH: usize = 6;
/// How many tables must begin with words above their first label.
const WITNESSES: usize = 2;

/// The matched labels.
pub(super) struct Labels<'a> {
    pub slots: &'a Slots,
    pub candidates: &'a [Candidate],
    /// Where the words of the label of each item stand that are not right behind its beginning.
    pub rests: Vec<&'a [Range<usize>]>,
    /// Whose words stand in a row of their own, below a row of labels.
    pub in_row: &'a [bool],
    /// Where the part with labels ends.
    pub end: usize,
}

/// What a line has.
#[derive(Debug)]
struct Parts {
    /// Items whose labels are on it, with their columns.
    labels: Vec<(usize, usize)>,
    /// The other words.
    words: Vec<Words>,
    new_page: bool,
}

#[derive(Clone, Debug)]
struct Words {
    column: usize,
    range: Range<usize>,
    /// Whether they are printed in every document.
    printed: bool,
    /// Whether they begin with a bracket, so that they are no piece of a label.
    bracket: bool,
}

/// A row: its item, and its lines.
type Row = (usize, Range<usize>);

/// Gives each item of a row whose extent is sure its words; says which items these are.
pub(super) fn rows(stream: &mut Stream, labels: &Labels<'_>, found: &mut Vec<Found>) -> Vec<bool> {
    let known = found.len();
    found.extend(above_their_heading(stream, labels, found));
    let mut sure = vec![false; found.len()];
    let (lines, printed) = parts(stream, labels, found);
    let tables = tables(labels, found, &lines);
    let told: Vec<Vec<Row>> = tables.iter().map(Table::solve).collect();
    let high = |rows: &[Row]| rows.iter().any(|r| r.1.len() > 1);
    let above = |t: &Table, rows: &[Row]| {
        let label = |item: usize| t.rows.iter().find(|r| r.item == item).map_or(0, |r| r.lines.start);
        rows.iter().any(|r| label(r.0) > r.1.start + usize::from(r.1.start > t.lines.start))
    };
    let whole = |t: &Table, rows: &[Row]| rows.len() == t.rows.len();
    let all = || tables.iter().zip(&told);
    let witnesses = all().filter(|(t, rows)| whole(t, rows) && above(t, rows)).count();
    let solved = all().filter(|(t, rows)| whole(t, rows) && high(rows)).count();
    let refuted = all().filter(|(t, rows)| !whole(t, rows)).count();
    if witnesses < WITNESSES || solved <= refuted {
        found.truncate(known);
        return Vec::new();
    }
    for printed in found[known..].iter().map(|f| &f.label).chain(&printed) {
        stream.mark(printed, Mark::Furniture);
    }
    for k in 0..known {
        if !is_row(&found[k]) || labels.in_row.get(k).is_some_and(|&r| r) {
            continue;
        }
        sure[k] = below(stream, &found[k]);
        found[k].doubtful |= !sure[k];
    }
    for (table, rows) in tables.iter().zip(told) {
        let untold = table.rows.iter().filter(|r| rows.iter().all(|told| told.0 != r.item));
        untold.for_each(|r| found[r.item].doubtful = true);
        for (item, extent) in rows {
            let words = lines[extent].iter().flat_map(|l| &l.words);
            let words = words.filter(|w| !left(w, table.column)).map(|w| w.range.clone());
            found[item].ranges = words.fold(Vec::new(), |mut all: Vec<Range<usize>>, range| {
                match all.last_mut().filter(|last| last.end == range.start) {
                    Some(last) => last.end = range.end,
                    None => all.push(range),
                }
                all
            });
            found[item].doubt = None;
            found[item].doubtful = false;
            sure[item] = true;
        }
    }
    sure
}

/// Labels that stand above the heading of their group, which is in the middle of a cell over all its rows.
fn above_their_heading(stream: &Stream, labels: &Labels<'_>, found: &[Found]) -> Vec<Found> {
    let mut out: Vec<Found> = Vec::new();
    for heading in found.iter().filter(|f| f.role == Role::Heading) {
        let first = |c: &Candidate| {
            let child = |s: &(usize, f32)| {
                let slot = &labels.slots.slots[s.0];
                let child = heading.item.children.first().filter(|c| std::ptr::eq(*c, slot.item));
                child.filter(|_| slot.role == Role::Answer && !slot.boxes)
            };
            c.slots.iter().find_map(child)
        };
        let before = labels.candidates.partition_point(|c| c.range.start < heading.label.start);
        let near = labels.candidates[..before].iter().rev().take_while(|c| lines_between(stream, c, heading) <= HIGH);
        let mut all = near.filter(|c| !c.damaged && c.rest.is_empty()).filter_map(|c| Some((c, first(c)?)));
        let Some((candidate, item)) = all.next() else { continue };
        let have = |f: &Found| std::ptr::eq(f.item, item) && f.members == heading.members;
        if found.iter().chain(&out).any(|f| have(f) || f.label.contains(&candidate.range.start)) {
            continue;
        }
        out.push(Found {
            item,
            members: heading.members.clone(),
            label: candidate.range.clone(),
            ranges: Vec::new(),
            doubt: None,
            doubtful: true,
            settled: false,
            role: Role::Answer,
        });
    }
    out
}

/// Whether an item has the whole width for itself: its label alone on a line, and below it words from the
/// left edge, or one line.
fn below(stream: &Stream, f: &Found) -> bool {
    let [region] = &f.ranges[..] else { return f.ranges.is_empty() };
    let edge = stream.column(f.label.start);
    let mut lines = stream.pieces(region.clone(), brk::LINE);
    lines.retain(|l| l.clone().any(|k| stream.mark_of(k) != Mark::Furniture));
    let first = lines.first().map_or(0, |l| stream.column(l.start));
    let left = |line: &Range<usize>| {
        stream.brk[line.start] >= brk::LINE && stream.column(line.start) <= edge.min(first) + NEAR
    };
    let next = stream.brk.get(region.end).is_none_or(|&b| b >= brk::LINE);
    let one = edge > NEAR && lines.len() == 1 && stream.brk[region.start] >= brk::LINE;
    stream.brk[f.label.start] >= brk::LINE && next && (one || lines.iter().all(left))
}

/// How many lines a label stands above a heading.
fn lines_between(stream: &Stream, label: &Candidate, heading: &Found) -> usize {
    (label.range.start + 1..=heading.label.start).filter(|&k| stream.brk[k] >= brk::LINE).count()
}

/// Whether words begin where labels stand.
fn left(words: &Words, column: usize) -> bool {
    words.column + NEAR < column && !words.bracket
}

/// Whether an item's words stand beside its label.
fn is_row(f: &Found) -> bool {
    // A choice whose label is that of its group has none of its own.
    let unlabelled = || f.item.children.iter().any(|c| matches!(c.kind, Kind::Choice(_)) && c.label == f.item.label);
    match f.role {
        Role::Answer => !f.label.is_empty() && !f.item.inline,
        Role::Heading => unlabelled(),
        _ => false,
    }
}

/// The lines with their labels apart from their other words; and the words of the form that were taken out.
fn parts(stream: &Stream, labels: &Labels<'_>, found: &[Found]) -> (Vec<Parts>, Vec<Range<usize>>) {
    const NONE: usize = usize::MAX;
    let mut owner = vec![NONE; labels.end];
    for (k, f) in found.iter().enumerate() {
        for range in std::iter::once(&f.label).chain(labels.rests.get(k).into_iter().copied().flatten()) {
            owner[range.start.min(labels.end)..range.end.min(labels.end)].fill(k);
        }
    }
    let lines = columns::lines(stream, 0..labels.end);
    let last = |i: usize| lines.get(i + 1).is_none_or(|l| l.new_page);
    let printed = |line: &Line| {
        let mut all = line.chunks.iter().flat_map(|c| c.range.clone());
        all.all(|k| owner[k] == NONE && stream.mark_of(k) == Mark::Furniture)
    };
    // Numbers of pages are no lines of a table.
    let in_table = |(i, line): &(usize, &Line)| !((line.new_page || last(*i)) && printed(line));
    let mut turned = false;
    let mut out = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        turned |= line.new_page;
        if !in_table(&(i, line)) {
            continue;
        }
        let mut parts = Parts { labels: Vec::new(), words: Vec::new(), new_page: std::mem::take(&mut turned) };
        for chunk in &line.chunks {
            let first = stream.unit[chunk.range.start] as usize;
            let column = |k: usize| chunk.column + stream.unit[k] as usize - first;
            for run in runs(&owner, chunk.range.clone()) {
                match owner[run.start] {
                    NONE => {
                        let printed = run.clone().all(|k| stream.mark_of(k) == Mark::Furniture);
                        let bracket = matches!(stream.norm[run.start], '[' | '<');
                        parts.words.push(Words { column: column(run.start), range: run, printed, bracket });
                    }
                    k => parts.labels.push((k, column(run.start))),
                }
            }
        }
        out.push(parts);
    }
    let mut printed = upright(stream, labels.slots, &mut out);
    // The ※ of a label stands on a line of its own where the label fills its line.
    for words in out.iter_mut().map(|l| &mut l.words) {
        let star = |w: &mut Words| stream.norm[w.range.clone()] == ['※'];
        printed.extend(words.extract_if(.., star).map(|w| w.range));
    }
    (out, printed)
}

/// Takes out the words of headings that are printed from top to bottom, one character on each line.
fn upright(stream: &Stream, slots: &Slots, lines: &mut [Parts]) -> Vec<Range<usize>> {
    let alone = |l: &Parts| l.words.first().filter(|w| w.range.len() == 1 && w.column <= NEAR).map(|w| w.range.start);
    let letters: Vec<(usize, usize)> = lines.iter().enumerate().filter_map(|(i, l)| Some((i, alone(l)?))).collect();
    let headings = slots.slots.iter().filter(|s| s.role == Role::Heading && s.no.is_empty()).map(|s| &s.labels[0]);
    let mut out = Vec::new();
    for label in headings.collect::<HashSet<_>>() {
        let spells = |w: &&[(usize, usize)]| w.iter().map(|l| stream.norm[l.1]).eq(label.iter().copied());
        let near = |w: &&[(usize, usize)]| w.windows(2).all(|p| p[1].0 - p[0].0 <= HIGH);
        for (line, _) in letters.windows(label.len().max(1)).filter(|w| spells(w) && near(w)).flatten() {
            out.push(lines[*line].words.remove(0).range);
        }
    }
    out
}

/// The parts of a range that have one owner each.
fn runs(owner: &[usize], range: Range<usize>) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    for k in range {
        match out.last_mut() {
            Some(last) if owner[last.start] == owner[k] => last.end = k + 1,
            _ => out.push(k..k + 1),
        }
    }
    out
}

/// The lines between two headings, with the labels of their rows.
#[derive(Debug)]
struct Table {
    lines: Range<usize>,
    /// Items with the lines of their labels.
    rows: Vec<LabelAt>,
    /// Where the words begin.
    column: usize,
    /// Whether words stand in it of which nothing is known.
    broken: bool,
}

#[derive(Clone, Debug)]
struct LabelAt {
    item: usize,
    lines: Range<usize>,
}

impl Table {
    /// The rows that can be told: all of them where they fill the table, else those from either end up to two
    /// rows that are no higher than their labels, which no mistake before them would meet.
    fn solve(&self) -> Vec<Row> {
        let down = chain(&self.rows, self.lines.clone());
        if !self.broken && down.len() == self.rows.len() && down.last().is_some_and(|r| r.1.end == self.lines.end) {
            return down;
        }
        let mirror = |r: &Range<usize>| self.lines.end - r.end..self.lines.end - r.start;
        let turned =
            self.rows.iter().rev().map(|r| LabelAt { lines: mirror(&r.lines), ..r.clone() }).collect::<Vec<_>>();
        let up = chain(&turned, 0..self.lines.len());
        let mut out = self.confirmed(down);
        let up = up.into_iter().map(|(item, lines)| (item, mirror(&lines))).collect();
        out.extend(self.confirmed(up));
        out
    }

    /// The rows of a chain from one end of the table that later rows confirm.
    fn confirmed(&self, rows: Vec<Row>) -> Vec<Row> {
        let low = |row: &Row| {
            let label = self.rows.iter().find(|r| r.item == row.0);
            row.1.len() == 1 && label.is_some_and(|l| l.lines == row.1)
        };
        let last = rows.windows(2).rposition(|w| w.iter().all(low));
        rows.into_iter().take(last.map_or(0, |i| i + 2)).collect()
    }
}

/// The rows that follow from the first line of a table, as far as they agree with their labels.
fn chain(labels: &[LabelAt], lines: Range<usize>) -> Vec<Row> {
    let mut out = Vec::new();
    let mut start = lines.start;
    for (i, row) in labels.iter().enumerate() {
        let Some(above) = row.lines.start.checked_sub(start) else { break };
        let end = row.lines.end + above;
        if end > labels.get(i + 1).map_or(lines.end, |r| r.lines.start) {
            break;
        }
        out.push((row.item, start..end));
        start = end;
    }
    out
}

/// The lines between headings and ends of pages.
fn tables(labels: &Labels<'_>, found: &[Found], lines: &[Parts]) -> Vec<Table> {
    let in_row = |item: usize| labels.in_row.get(item).is_some_and(|&r| r);
    let heading = |i: usize, l: (usize, usize)| !is_row(&found[l.0]) && !beside_rows(found, lines, i, l);
    let parting = |i: usize| lines[i].labels.iter().any(|&l| in_row(l.0) || heading(i, l));
    let mut out = Vec::new();
    let mut start = 0;
    for i in 0..=lines.len() {
        let new_page = lines.get(i).is_some_and(|l| l.new_page);
        if i < lines.len() && !parting(i) && !new_page {
            continue;
        }
        out.extend(between(found, lines, start..i));
        start = if new_page && !parting(i) { i } else { i + 1 };
    }
    out
}

/// Whether a heading stands left of the labels of several rows, in a cell over all of them.
fn beside_rows(found: &[Found], lines: &[Parts], line: usize, heading: (usize, usize)) -> bool {
    let (group, end) = (&found[heading.0], heading.1 + found[heading.0].label.len());
    let child = |item: &Item| group.item.children.iter().any(|c| std::ptr::eq(c, item));
    let right = |l: &(usize, usize)| l.1 >= end && is_row(&found[l.0]) && child(found[l.0].item);
    (line.saturating_sub(1)..lines.len().min(line + 2)).any(|i| lines[i].labels.iter().any(right))
}

/// The tables in lines without a heading. A line of words from the left edge is no part of one, nor is the
/// label above it; where such words are a piece of a label that is not known, nothing can be said.
fn between(found: &[Found], lines: &[Parts], range: Range<usize>) -> Vec<Table> {
    let label = |i: usize| lines[i].labels.iter().find(|l| is_row(&found[l.0]));
    let behind = |i: usize| lines[i].words.iter().map(|w| w.column).find(|&w| label(i).is_some_and(|l| w > l.1));
    // Where every label stands on a line of its own, the words above and below it are right of it.
    let edge = range.clone().filter_map(&label).map(|l| l.1).max().unwrap_or(0);
    let right = |i: usize| lines[i].words.iter().map(|w| w.column).find(|&w| w > edge + NEAR);
    let Some(column) = range.clone().filter_map(behind).min().or_else(|| range.clone().filter_map(right).min()) else {
        return Vec::new();
    };
    let apart = |i: usize| lines[i].words.iter().any(|w| left(w, column));
    let bare = |i: usize| label(i).is_some() && lines[i].words.is_empty();
    // A label over the whole width has its words below.
    let centre = |i: usize| label(i).is_some_and(|l| l.1 >= column);
    // `委託事項2～5`
    let printed = |i: usize| lines[i].labels.is_empty() && lines[i].words.iter().all(|w| w.printed);
    let mut out = Vec::new();
    let (mut start, mut broken) = (range.start, false);
    for i in range.start..=range.end {
        if i < range.end && !apart(i) && !centre(i) {
            continue;
        }
        let below_label = i < range.end && i > start && bare(i - 1) && !printed(i);
        if i < range.end && !centre(i) && (label(i).is_some() || !(below_label || i == start || printed(i))) {
            broken = true;
            continue;
        }
        let end = if below_label { i - 1 } else { i };
        let rows = labels_at(found, lines, start..end);
        if !rows.is_empty() {
            out.push(Table { lines: start..end, rows, column, broken });
        }
        (start, broken) = (i + 1, false);
    }
    out
}

/// The labels of rows in lines, with the lines that each takes.
fn labels_at(found: &[Found], lines: &[Parts], range: Range<usize>) -> Vec<LabelAt> {
    let mut rows: Vec<LabelAt> = Vec::new();
    for k in range {
        for &(item, _) in lines[k].labels.iter().filter(|l| is_row(&found[l.0])) {
            match rows.iter_mut().find(|r| r.item == item) {
                Some(row) => row.lines.end = k + 1,
                None => rows.push(LabelAt { item, lines: k..k + 1 }),
            }
        }
    }
    rows
}
