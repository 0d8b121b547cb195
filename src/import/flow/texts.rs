//! The lines of text, dealt to the labels in the cheapest way that only goes forward.
//!
//! A label stands before its words, but other labels may stand in between. What costs is an item
//! without its answer, words that stand apart from their label, and a break in the middle of a block.

use crate::form::{FormDef, Item, Kind};

use super::super::lex::{Mark, Stream};
use super::super::slots::Role;
use super::super::walk::Found;
use super::lines::lines;
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
        let short = found.iter().enumerate().filter(|(_, f)| f.item.choices().is_some());
        let made: Vec<(usize, usize)> = short.flat_map(|(i, f)| f.ranges.iter().map(move |r| (i, r.start))).collect();
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
            let overtaken =
                |&(item, at): &(usize, usize)| item > place.found && (place.at..line.range.start).contains(&at);
            let last = made.iter().filter(|m| !goes_on && overtaken(m)).map(|m| m.0).max();
            if let Some(last) = last {
                let between = places[p..].iter().take_while(|q| q.found < last).count();
                doubtful[p..p + between].fill(true);
            }
            if ways.forced(l, p, goes_on) {
                // A block that fits nowhere: its words may be those of a label above.
                doubtful[p.saturating_sub(AROUND)..=p].fill(true);
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
