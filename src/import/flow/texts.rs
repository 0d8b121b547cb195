//! The lines of text, dealt to the labels in the cheapest way that only goes forward.
//!
//! A label stands before its words, but other labels may stand in between. What costs is an item
//! without its answer, words that stand apart from their label, and a break in the middle of a block.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::form::{FormDef, Item, Kind};
use crate::text;

use super::super::lex::{Mark, Stream};
use super::super::slots::Role;
use super::super::walk::Found;
use super::lines::{Line, Link, lines};
use super::needs::{Chosen, Need};
use super::tokens::Token;
use super::ways::Ways;

/// Ways that differ by less are equally good.
const MARGIN: f32 = 0.75;
/// How many labels around a place that is not sure are doubtful.
const AROUND: usize = 3;

/// A place that words can belong to.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub found: usize,
    pub item: &'static Item,
    pub role: Role,
    pub at: usize,
    /// What it costs to leave it without words.
    pub empty: f32,
    /// What it costs to give it words.
    pub filled: f32,
    /// Whether words can stand apart from it.
    pub far: bool,
    /// Whether it has a printed label.
    pub labelled: bool,
}

/// What is known before the lines are dealt.
pub(super) struct Texts<'a> {
    pub form: &'static FormDef,
    /// Items whose words are known.
    pub fixed: &'a [bool],
    pub tokens: &'a [Token],
    pub chosen: &'a Chosen,
    /// Places in the text around which nothing is sure.
    pub doubts: &'a [usize],
}

impl Texts<'_> {
    /// Gives each item of text its lines.
    pub fn assign(&self, stream: &mut Stream, found: &mut [Found]) {
        let needs: Vec<Need> = (0..found.len()).map(|i| self.chosen.need(self.form, found, i)).collect();
        super::choices::blanks(found, &needs);
        let count = found.len().min(self.fixed.len());
        let places: Vec<Place> = (0..count).filter_map(|i| place(found, i, needs[i], self.fixed[i])).collect();
        let lines = lines(stream, self.tokens, &places);
        if lines.is_empty() || places.is_empty() {
            return;
        }
        let ways = Ways::new(stream, &places, &lines);
        let mut doubtful = vec![false; places.len()];
        let mut before: Option<usize> = None;
        let mut stars = Vec::new();
        let printed: HashSet<String> = places.iter().filter_map(|p| fixed_words(p.item)).collect();
        let own: HashSet<usize> = lines.iter().map(|l| l.range.start).collect();
        let short = found.iter().enumerate().filter(|(_, f)| f.item.choices().is_some());
        let mut made: Vec<(usize, usize)> =
            short.flat_map(|(i, f)| f.ranges.iter().map(move |r| (i, r.start))).collect();
        made.sort_by_key(|m| m.1);
        let between = |range: Range<usize>| {
            let before = |at: usize| made.partition_point(|m| m.1 < at);
            &made[before(range.start)..before(range.end).max(before(range.start))]
        };
        for (l, p) in ways.chain().into_iter().enumerate() {
            let line = &lines[l];
            let f = &mut found[places[p].found];
            let mut range = line.range.clone();
            if line.starred && before != Some(p) && f.item.star_printed && !stream.norm[f.label.clone()].contains(&'※')
            {
                stars.push(range.start);
                range.start += 1;
            }
            match f.ranges.last_mut() {
                Some(last) if last.end == range.start => last.end = range.end,
                _ => f.ranges.push(range),
            }
            let goes_on = before == Some(p);
            // Rows below it were emitted before it: nothing tells how many rows changed places.
            let place = places[p];
            let overtaken = between(place.at..line.range.start).iter().map(|m| m.0).filter(|&item| item > place.found);
            let last = overtaken.max().filter(|_| !goes_on);
            if let Some(last) = last {
                let between = places[p..].iter().take_while(|q| q.found < last).count();
                doubtful[p..p + between].fill(true);
            }
            if ways.forced(l, p, goes_on) {
                // A block that fits nowhere: its words may be those of a label above.
                doubtful[p.saturating_sub(AROUND)..=p].fill(true);
                // Labels in between whose words stand apart from them may have changed places, too.
                let next = (line.behind + 1).clamp(p + 1, places.len());
                (p + 1..next).filter(|&q| !own.contains(&places[q].at)).for_each(|q| doubtful[q] = true);
            }
            // Behind a label that stands behind other words, in its turn: as likely that label's.
            let nearest = line.behind.saturating_sub(1);
            let since = l > 0 && lines[l - 1].behind > p && lines[l - 1].behind < line.behind;
            if !goes_on && since && p < nearest && places[nearest].role == Role::Answer && places[nearest].far {
                doubtful[p..=nearest].fill(true);
            }
            if line.below && !goes_on && p + 1 < line.behind {
                // The line right below a label, or below a heading and above the first label behind it.
                let under = line.behind - usize::from(places[line.behind - 1].role == Role::Answer);
                doubtful.iter_mut().skip(under).take(1).for_each(|d| *d = true);
            }
            // A date that must be there is not none, and printed words are no answer to another item.
            let fixed = matches!(place.item.kind, Kind::Fixed(_));
            let due = matches!(place.item.kind, Kind::Date | Kind::Number) && place.empty > 1.0;
            if (line.none && due) || (!fixed && printed.contains(&stream.string(line.range.clone()))) {
                doubtful[p.saturating_sub(1)..(p + 2).min(places.len())].fill(true);
            }
            // Behind the choice of a row below, words are those of a later row.
            let since = between(lines[l.max(1) - 1].range.start..line.range.start);
            if goes_on && since.iter().any(|m| m.0 > place.found) {
                doubtful[p..(p + 2).min(places.len())].fill(true);
            }
            // A heading has no words: they are the first half of the next text, whose label is in its middle.
            if place.role != Role::Answer && places.get(p + 1).is_some_and(|next| next.role == Role::Answer) {
                doubtful[p + 1] = true;
            }
            if p + 1 < line.behind && !goes_on {
                f.doubt.get_or_insert_with(super::apart);
            }
            for (other, total) in ways.others(l) {
                if other != p && total < ways.best + MARGIN {
                    doubtful[p] = true;
                    doubtful[other] = true;
                }
            }

            before = Some(p);
        }
        let chain = ways.chain();
        for run in clumps(stream, &places, &lines, &chain, between).into_iter().chain(shifts(&places, &lines, &chain)) {
            doubtful[run].fill(true);
        }
        for q in 0..places.len().saturating_sub(1) {
            // A new block, or a new sentence where cells that stand close together came out as one, may be the
            // answer to the next label, which has none, or one that is not sure.
            let next = &places[q + 1];
            let blank = found[next.found].ranges.is_empty() || doubtful[q + 1];
            let due = next.role == Role::Answer && next.empty > 0.0 && blank;
            let mine = || (1..lines.len()).filter(|&l| chain[l] == q && chain[l - 1] == q);
            let begins = |l: usize| match lines[l].link {
                Link::Line => prose(stream, &lines[l - 1], &lines[l]),
                Link::Block => next.empty > 1.0,
                Link::Cut | Link::Page => false,
            };
            if due && mine().any(begins) {
                doubtful[q..q + 2].fill(true);
            }
        }
        for run in found_twice(found, &places).into_iter().chain(passed_over(found, &places, &lines, &chain, between)) {
            doubtful[run].fill(true);
        }
        for star in stars {
            stream.mark(&(star..star + 1), Mark::Furniture);
        }
        for &at in self.doubts {
            // A label in another place with nothing behind it says nothing where nothing is due.
            let due = |p: &Place| p.empty > 0.0 || p.filled == 0.0 || !found[p.found].ranges.is_empty();
            if places.iter().any(|p| p.at == at && p.labelled && !due(p)) {
                continue;
            }
            let here = places.iter().rposition(|p| p.at <= at).map_or(0, |p| p + 1);
            doubtful[here.saturating_sub(2 * AROUND)..(here + 2 * AROUND).min(places.len())].fill(true);
        }
        for (place, doubtful) in places.iter().zip(doubtful) {
            found[place.found].doubtful |= doubtful && place.role == Role::Answer;
        }
    }
}

/// The words that are printed for an item in every document.
fn fixed_words(item: &Item) -> Option<String> {
    match &item.kind {
        Kind::Fixed(printed) => Some(text::normalize(printed)),
        _ => None,
    }
}

/// Labels whose words stand right before the choice of a row above them: they may be those of a row above that
/// choice which has none.
fn passed_over<'a>(
    found: &[Found],
    places: &[Place],
    lines: &[Line],
    chain: &[usize],
    between: impl Fn(Range<usize>) -> &'a [(usize, usize)],
) -> Vec<Range<usize>> {
    let blank = |q: &Place| q.role == Role::Answer && found[q.found].ranges.is_empty();
    let run = |l: usize| {
        let place = chain[l];
        let next = lines.get(l + 1).map_or(lines[l].range.end, |next| next.range.start);
        let made = between(lines[l].range.end..next).iter().map(|m| m.0);
        let row = made.filter(|&row| row < places[place].found).min()?;
        let above = &places[..places.partition_point(|q| q.found < row)];
        let from = above.iter().rposition(|q| q.role == Role::Answer)?;
        places[from..place].iter().any(blank).then_some(from..(place + 2).min(places.len()))
    };
    (0..lines.len()).filter_map(run).collect()
}

/// Labels from one that was found in two places to the other: one of the two is the label of an item like it,
/// and what stands between them may be that one's, or that of its neighbours.
fn found_twice(found: &[Found], places: &[Place]) -> Vec<Range<usize>> {
    let mut first: HashMap<(&str, &[usize]), usize> = HashMap::new();
    let mut out = Vec::new();
    for (q, place) in places.iter().enumerate().filter(|(_, p)| p.role == Role::Answer && p.labelled) {
        let at = *first.entry((&place.item.id, &found[place.found].members)).or_insert(q);
        if at < q {
            out.push(at.saturating_sub(1)..(q + 2).min(places.len()));
        }
    }
    out
}

/// Labels that stand together before their words, where the words might be divided in another way: lines that
/// no width broke may be of one cell or of two. A choice whose row is in the middle divides them, where its
/// words stand between theirs: `between` gives the choices with words there.
fn clumps<'a>(
    stream: &Stream,
    places: &[Place],
    lines: &[Line],
    chain: &[usize],
    between: impl Fn(Range<usize>) -> &'a [(usize, usize)],
) -> Vec<Range<usize>> {
    // The number of labels above the choice that divides the words before a line from these.
    let above = |l: usize| {
        let rows = places[chain[l - 1]].found + 1..places[chain[l]].found;
        let made = between(lines[l - 1].range.start..lines[l].range.start);
        let first = made.iter().map(|m| m.0).min().filter(|_| made.iter().all(|m| rows.contains(&m.0)))?;
        Some(places.partition_point(|p| p.found < first))
    };
    // The first heading of each block, once it has come.
    let mut headed: Vec<Option<usize>> = Vec::with_capacity(lines.len());
    for (l, line) in lines.iter().enumerate() {
        let above = headed.last().copied().flatten().filter(|_| line.link == Link::Line);
        headed.push(above.or_else(|| titled(stream, line).then_some(l)));
    }
    let mut out = Vec::new();
    let mut from = 0;
    for to in 1..=lines.len() {
        let divided = lines.get(to).and_then(|_| above(to));
        if divided.is_none() && lines.get(to).is_some_and(|l| l.behind == lines[from].behind) {
            continue;
        }
        let behind = lines[from].behind.min(divided.unwrap_or(usize::MAX));
        let first = chain[from..to].iter().copied().min().unwrap_or(behind);
        let inside = from + 1..to;
        let parted = inside.filter(|&l| lines[l].link == Link::Line && !lines[l - 1].unfinished);
        let words = |l: usize| lines[l].title && lines[l - 1].title;
        // A ※ is the beginning of a cell, a date or a printed sentence the whole of one.
        let strict = |l: usize| matches!(places[chain[l]].item.kind, Kind::Date | Kind::Number | Kind::Fixed(_));
        let clear = |l: usize| [l - 1, l].iter().any(|&k| strict(k)) || lines[l].starred;
        // A heading below a text without one may be the beginning of the next cell.
        let heading = |l: usize| chain[l] + 1 < behind && headed[l] == Some(l);
        let undivided = |l: usize| words(l) || chain[l] != chain[l - 1] || heading(l);
        if first + 1 < behind && parted.filter(|&l| !clear(l)).any(undivided) {
            out.push(first..behind);
        }
        from = to;
    }
    out
}

/// Whether a line begins a sentence, behind one that ended one; neither is an entry of a list.
fn prose(stream: &Stream, before: &Line, line: &Line) -> bool {
    let first = |l: &Line| stream.norm[l.range.start];
    let listed = |c: char| c.is_ascii_digit() || matches!(c, '・' | '<' | '(' | '※' | '○' | '●' | '【' | '-' | '*');
    stream.norm[before.range.end - 1] == '。' && !listed(first(before)) && !listed(first(line))
}

/// Whether a line is a heading inside of an answer: `＜紙の書類における措置＞`.
fn titled(stream: &Stream, line: &Line) -> bool {
    let words = &stream.norm[line.range.clone()];
    words.first() == Some(&'<') && words.last() == Some(&'>')
}

/// A label without words, and behind it labels each of which has the words of the next one: one without its
/// own has shifted the answers of all of them.
fn shifts(places: &[Place], lines: &[Line], chain: &[usize]) -> Vec<Range<usize>> {
    let begins = |l: &usize| *l == 0 || chain[l - 1] != chain[*l];
    let first: HashMap<usize, usize> = (0..lines.len()).filter(begins).map(|l| (chain[l], l)).collect();
    let mut out: Vec<Range<usize>> = Vec::new();
    for l in (0..lines.len()).filter(begins) {
        let (place, next) = (chain[l], lines[l].behind.saturating_sub(1));
        let taken = lines[l].right && place < next && places[next].role == Role::Answer;
        // Behind a group of labels their words stand together.
        let apart = first.get(&next).is_some_and(|&other| lines[other].behind > lines[l].behind);
        match out.last_mut() {
            Some(run) if taken && run.end == place + 1 => run.end = next + 1,
            _ if taken && apart => out.push(place..next + 1),
            _ => {}
        }
    }
    out
}

fn place(found: &[Found], i: usize, need: Need, fixed: bool) -> Option<Place> {
    let f = &found[i];
    let at = f.label.end;
    let place = |empty: f32, filled: f32, far: bool| {
        Some(Place { found: i, item: f.item, role: f.role, at, empty, filled, far, labelled: !f.label.is_empty() })
    };
    match (f.role, &f.item.kind) {
        (Role::Answer, Kind::Choice(_) | Kind::Boxes(_) | Kind::Count { .. }) => None,
        (Role::Answer, _) if fixed => place(0.0, 1.0, true),
        (Role::Answer, _) => match need {
            Need::Answer => place(4.0, 0.0, true),
            Need::Either => place(0.6, 0.0, true),
            Need::Unlikely => place(0.0, 1.0, true),
            Need::Blank => place(0.0, 4.0, true),
        },
        (Role::Instance, _) => None,
        (Role::Heading, _) => place(0.0, 2.0, false),
        (Role::Printed, _) => place(0.0, 1.0, false),
    }
}
