//! All ways to deal the lines of a text to the labels, and what each costs.

use std::ops::Range;

use crate::form::Kind;
use crate::text;

use super::super::lex::Stream;
use super::super::slots::Role;
use super::lines::{Line, Link};
use super::texts::Place;

/// How many labels may stand between words and their label.
const WINDOW: usize = 12;
/// A step that costs as much is doubtful.
const FORCED: f32 = 1.0;

/// The costs of all ways.
pub(super) struct Ways<'a> {
    stream: &'a Stream,
    places: &'a [Place],
    lines: &'a [Line],
    /// Sums of the costs of empty places before each.
    sums: Vec<f32>,
    /// What it costs that each line begins, or goes on with, the words of each place near it.
    begin: Vec<Vec<f32>>,
    go_on: Vec<Vec<f32>>,
    forward: Vec<Vec<f32>>,
    backward: Vec<Vec<f32>>,
    pub best: f32,
}

impl<'a> Ways<'a> {
    pub fn new(stream: &'a Stream, places: &'a [Place], lines: &'a [Line]) -> Self {
        let mut sums = vec![0.0];
        for place in places {
            sums.push(sums[sums.len() - 1] + place.empty);
        }
        let mut ways = Ways {
            stream,
            places,
            lines,
            sums,
            begin: Vec::new(),
            go_on: Vec::new(),
            forward: Vec::new(),
            backward: Vec::new(),
            best: 0.0,
        };
        let near = |l: usize| ways.range(l);
        let begin = (0..lines.len()).map(|l| near(l).map(|p| ways.begins(l, p)).collect()).collect();
        let go_on = (0..lines.len()).map(|l| near(l).map(|p| if l > 0 { ways.goes_on(l, p) } else { 0.0 }).collect());
        let go_on = go_on.collect();
        (ways.begin, ways.go_on) = (begin, go_on);
        ways.fill();
        ways
    }

    /// The places that a line can belong to.
    fn range(&self, line: usize) -> Range<usize> {
        let behind = self.lines[line].behind;
        behind.saturating_sub(WINDOW)..behind.max(1)
    }

    fn empty(&self, from: usize, to: usize) -> f32 {
        self.sums[to] - self.sums[from]
    }

    /// Whether a line is where it is only because it has no better place.
    pub fn forced(&self, line: usize, place: usize, goes_on: bool) -> bool {
        let l = &self.lines[line];
        let before = line.checked_sub(1).map(|k| &self.lines[k]);
        match goes_on {
            // Right behind its label a text may have several blocks, but of one style.
            true if place + 1 == l.behind => {
                let odd = l.link != Link::Line && before.is_some_and(|b| b.sentence) && !l.sentence && !l.unfinished;
                odd || self.goes_on(line, place) >= 2.0
            }
            true => self.goes_on(line, place) >= FORCED,
            false => {
                let inside = l.link == Link::Line && before.is_some_and(|b| b.unfinished && !l.none);
                let anothers = l.below && place + 1 < l.behind;
                inside || anothers || self.filled(line, place) >= FORCED || self.mismatch(line, place) >= FORCED
            }
        }
    }

    /// What it costs that the words of a place begin with a line.
    pub fn begins(&self, line: usize, place: usize) -> f32 {
        let (l, p) = (&self.lines[line], &self.places[place]);
        let crossed = l.behind.saturating_sub(place + 1);
        // A label stands before its words.
        if (crossed > 0 && !p.far) || p.at > l.range.start {
            return f32::INFINITY;
        }
        let here = match (l.beside, l.below) {
            _ if crossed == 0 => 0.0,
            (true, _) => 5.0,
            (_, true) => 1.6,
            _ => 0.0,
        };
        let strict = matches!(p.item.kind, Kind::Date | Kind::Number);
        let inside = match l.link {
            _ if line == 0 => 0.0,
            _ if l.none || l.starred || strict || self.lines[line - 1].none => 0.3,
            Link::Line if self.lines[line - 1].unfinished => 4.0,
            // A name behind a sentence is another answer.
            Link::Line if l.title && !self.lines[line - 1].title => 0.7,
            Link::Line => 1.5,
            Link::Page if self.lines[line - 1].unfinished && self.lines[line - 1].behind == l.behind => 3.0,
            _ => 0.0,
        };
        0.4 * crossed.min(4) as f32 + here + inside + self.filled(line, place) + self.mismatch(line, place)
    }

    /// What it costs that a line goes on with the words of the line before.
    pub fn goes_on(&self, line: usize, place: usize) -> f32 {
        let (l, p) = (&self.lines[line], &self.places[place]);
        let item = p.item;
        if matches!(item.kind, Kind::Date | Kind::Number) {
            return 5.0;
        }
        if l.none || self.lines[line - 1].none {
            return 4.0;
        }
        let crossed = l.behind - self.lines[line - 1].behind.min(l.behind);
        let apart = match crossed > 0 {
            true if l.beside => 5.0,
            true if l.below => 2.4,
            true => 1.2,
            false => 0.0,
        };
        let loose = matches!(item.kind, Kind::List { .. }) || !p.far;
        let unfinished = self.lines[line - 1].unfinished;
        let starred = if l.starred { 1.5 } else { 0.0 };
        apart
            + starred
            + match l.link {
                Link::Line => 0.0,
                _ if loose => 0.0,
                Link::Page if unfinished => 0.0,
                Link::Page => 0.3,
                Link::Block => 1.0,
                Link::Cut if unfinished => 0.3,
                Link::Cut => 1.0,
            }
    }

    /// What it costs to give a place words that it most likely has not; `－` says as much.
    fn filled(&self, line: usize, place: usize) -> f32 {
        let p = &self.places[place];
        if p.role == Role::Answer && self.lines[line].none { p.filled * 0.2 } else { p.filled }
    }

    /// What it costs that a line does not look like an answer of that kind.
    fn mismatch(&self, line: usize, place: usize) -> f32 {
        let (l, Place { item, role, .. }) = (&self.lines[line], self.places[place]);
        let wrong = |fits: bool| if fits { 0.0 } else { 5.0 };
        match &item.kind {
            _ if role != Role::Answer => 0.0,
            Kind::Date => wrong(l.date),
            Kind::Number => wrong(l.number),
            Kind::Period => 0.0,
            Kind::Fixed(printed) => wrong(text::normalize(printed) == self.stream.string(l.range.clone())),
            _ if l.date && !l.none => 1.0,
            _ => 0.0,
        }
    }

    fn step(&self, line: usize, from: usize, to: usize) -> f32 {
        let near = to - self.range(line).start;
        match from == to {
            true => self.go_on[line][near],
            false => self.empty(from + 1, to) + self.begin[line][near],
        }
    }

    fn fill(&mut self) {
        let n = self.lines.len();
        let mut forward: Vec<Vec<f32>> = Vec::with_capacity(n);
        for l in 0..n {
            let row = self.range(l).map(|p| match l {
                0 => self.empty(0, p) + self.begins(0, p),
                _ => {
                    let from = self.range(l - 1);
                    let ways = from.clone().filter(|&q| q <= p);
                    ways.map(|q| forward[l - 1][q - from.start] + self.step(l, q, p)).fold(f32::INFINITY, f32::min)
                }
            });
            let row: Vec<f32> = row.collect();
            forward.push(row);
        }
        let mut backward: Vec<Vec<f32>> = vec![Vec::new(); n];
        for l in (0..n).rev() {
            let row = self.range(l).map(|p| match l + 1 == n {
                true => self.empty(p + 1, self.places.len()),
                false => {
                    let to = self.range(l + 1);
                    let ways = to.clone().filter(|&q| q >= p);
                    ways.map(|q| backward[l + 1][q - to.start] + self.step(l + 1, p, q)).fold(f32::INFINITY, f32::min)
                }
            });
            backward[l] = row.collect();
        }
        self.best =
            (0..forward[n - 1].len()).map(|k| forward[n - 1][k] + backward[n - 1][k]).fold(f32::INFINITY, f32::min);
        self.forward = forward;
        self.backward = backward;
    }

    /// Every place of a line with the cost of the best way that gives it the line.
    pub fn others(&self, line: usize) -> impl Iterator<Item = (usize, f32)> + '_ {
        let range = self.range(line);
        range.clone().map(move |p| (p, self.forward[line][p - range.start] + self.backward[line][p - range.start]))
    }

    /// The cheapest way: the place of each line.
    pub fn chain(&self) -> Vec<usize> {
        let mut out: Vec<usize> = Vec::with_capacity(self.lines.len());
        for l in 0..self.lines.len() {
            let range = self.range(l);
            let cost = |p: usize| {
                let rest = self.backward[l][p - range.start];
                rest + match out.last() {
                    Some(&before) if before > p => f32::INFINITY,
                    Some(&before) => self.step(l, before, p),
                    None => self.empty(0, p) + self.begins(0, p),
                }
            };
            let best = range.clone().min_by(|&a, &b| cost(a).total_cmp(&cost(b)));
            out.push(best.unwrap_or(range.start));
        }
        out
    }
}
