//! Labels that stand out of the order of the form, and labels that are missing: what stands around them
//! need not belong to the labels beside it.

use std::ops::Range;

use crate::form::Kind;

use super::super::anchors::Candidate;
use super::super::lex::{Mark, Stream, brk};
use super::super::slots::Role;
use super::super::walk::Found;
use super::Labels;

/// How far, in matched labels, a label may stand from its place.
const NEAR: usize = 12;
/// A word that looks as much like a label is one.
const WEIGHT: f32 = 2.2;

/// What was found.
#[derive(Default)]
pub(super) struct Strayed {
    /// Items with the matched label that they follow in the form.
    pub found: Vec<(usize, Found)>,
    /// Labels of which nothing tells whose they are.
    pub unknown: Vec<Range<usize>>,
    /// Places in the text around which nothing is sure.
    pub doubts: Vec<usize>,
}

/// Looks for them.
pub(super) fn find(stream: &mut Stream, labels: &Labels<'_>, found: &[Found]) -> Strayed {
    let mut out = Strayed::default();
    let mut last = 0;
    let mut candidates: Vec<&Candidate> = labels.candidates.iter().collect();
    candidates.sort_by_key(|c| (c.range.start, c.damaged));
    for candidate in candidates {
        let range = candidate.range.clone();
        let next = labels.anchors.partition_point(|a| labels.candidates[a.candidate].range.start < range.start);
        let overlaps = |a: usize| {
            let of = labels.anchors.get(a).map(|a| &labels.candidates[a.candidate].range);
            of.is_some_and(|r| r.start < range.end && range.start < r.end)
        };
        let ends = stream.brk.get(range.end).is_none_or(|&b| b >= brk::LINE) || stream.norm[range.end] == ':';
        let alone = stream.brk[range.start] >= brk::LINE && ends;
        let looks = candidate.slots.iter().any(|s| s.1 >= WEIGHT && labels.slots.slots[s.0].role == Role::Answer);
        let printed = stream.mark_of(range.start) == Mark::Furniture;
        if overlaps(next) || (next > 0 && overlaps(next - 1)) || !alone || !looks || printed || range.start < last {
            continue;
        }
        last = range.end;
        let at = candidate.slots.iter().filter_map(|s| Some((place(labels, found, next, s.0)?, s.0)));
        let places: Vec<(usize, usize)> = if candidate.damaged { Vec::new() } else { at.collect() };
        let [(after, slot)] = places[..] else {
            out.doubts.push(range.start);
            if !candidate.damaged {
                out.unknown.push(range);
            }
            continue;
        };
        let item = labels.slots.slots[slot].item;
        if !matches!(item.kind, Kind::Date | Kind::Number | Kind::Fixed(_)) {
            out.doubts.push(range.end);
        }
        stream.mark(&range, Mark::Furniture);
        let mut f = super::behind(&found[after], item);
        f.label = range;
        f.members.truncate(labels.slots.slots[slot].loops.len());
        out.found.push((after, f));
    }
    out.found.sort_by_key(|f| f.0);
    out
}

/// The matched label near the `next` one behind which a slot is missing.
fn place(labels: &Labels<'_>, found: &[Found], next: usize, slot: usize) -> Option<usize> {
    let slots = &labels.slots.slots;
    let id = &slots[slot].item.id;
    let near = next.saturating_sub(NEAR)..(next + NEAR).min(labels.anchors.len());
    let mut fits = near.filter(|&k| {
        let this = labels.anchors[k].slot;
        let then = labels.anchors.get(k + 1).map_or(slots.len(), |a| a.slot);
        let inside = this < slot && slot < then && slots[this].loops == slots[slot].loops;
        inside && !found.iter().any(|f| f.item.id == *id && f.members == found[k].members)
    });
    let first = fits.next();
    first.filter(|_| fits.next().is_none())
}
