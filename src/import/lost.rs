//! Labels of the form that were not found: their words may stand in the answers beside them. Such an
//! answer of several rows is doubtful, and so is one in which a piece is what the lost label asks for,
//! or, where words stand beside their labels, one whose only row is below its label.

use std::collections::HashSet;

use crate::form::{Kind, Layout, Required};
use crate::text;

use super::align::Anchor;
use super::lex::{Stream, brk};
use super::order::{below, mostly_beside, rows};
use super::slots::{Role, Slot, Slots};
use super::walk::{Found, Members, strictly};

/// Marks the doubtful answers; the items stand in the order of the anchors, then those below headings.
pub(super) fn doubts(stream: &Stream, slots: &Slots, anchors: &[Anchor], found: &mut [Found]) {
    let beside = mostly_beside(stream, found);
    let mut shifted = Vec::new();
    // What was read below the heading of its group has no label to lose.
    let read: HashSet<(&str, Members)> =
        found[anchors.len()..].iter().map(|f| (f.item.id.as_str(), f.members.clone())).collect();
    for (k, f) in found.iter_mut().enumerate().take(anchors.len()) {
        if f.role != Role::Answer || !matches!(f.item.kind, Kind::Text | Kind::Strings | Kind::Period) {
            continue;
        }
        let slot = anchors[k].slot;
        let mut after = after(slots, slot, anchors.get(k + 1).map(|a| a.slot));
        let mut before = k.checked_sub(1).map(|b| before(slots, anchors[b].slot, slot)).unwrap_or_default();
        for lost in [&mut after, &mut before] {
            lost.retain(|s| !read.contains(&(s.item.id.as_str(), f.members.clone())));
        }
        let words: Vec<_> = f.ranges.iter().flat_map(|r| stream.pieces(r.clone(), brk::SPACE)).collect();
        let fits = |s: &&Slot| words.len() > 1 && words.iter().any(|w| strictly(stream, s.item, w));
        let rows = rows(stream, f);
        let none = rows.len() == 1 && text::is_explicit_none(&stream.string(rows[0].clone()));
        let lost = !after.is_empty() || before.iter().any(|s| s.item.required == Required::Always);
        let several = lost && rows.len() > 1;
        let under = !after.is_empty() && (beside || none) && below(stream, f);
        f.doubtful |= several || under || before.iter().chain(&after).any(fits);
        if several || under {
            shifted.push(k);
        }
    }
    // The words of such an answer may stand above its label, and so on for those before it.
    for k in shifted {
        for f in found[..k].iter_mut().rev().take_while(|f| f.role == Role::Answer) {
            let under = beside && below(stream, f);
            f.doubtful |= under || rows(stream, f).len() > 1;
            if !under {
                break;
            }
        }
    }
}

/// Whether the label of a text that must follow was not found: its words may stand in the text before.
pub(super) fn must_follow(slots: &Slots, slot: usize, next: Option<usize>) -> bool {
    let this = &slots.slots[slot];
    let text = this.role == Role::Answer && matches!(this.item.kind, Kind::Text | Kind::Strings);
    let Some(next) = next.filter(|&n| text && n > slot) else { return false };
    slots.slots[slot + 1..next].iter().any(|s| {
        let words = matches!(s.item.kind, Kind::Text | Kind::Strings | Kind::Date | Kind::Number | Kind::Period);
        let due = s.item.required == Required::Always && words;
        s.role == Role::Answer && due && this.loops.starts_with(&s.loops)
    })
}

/// Whether the words of a slot would stand in the text around it.
fn has_words(slot: &Slot) -> bool {
    let words = matches!(
        slot.item.kind,
        Kind::Text | Kind::Strings | Kind::Date | Kind::Number | Kind::Period | Kind::Choice(_)
    );
    let table = matches!(slot.item.kind, Kind::List { layout: Layout::Table, .. });
    let label = slot.labels.iter().any(|l| l.len() > 1) && !slot.item.inline;
    table || (words && label && slot.role == Role::Answer)
}

/// The labels that should stand between an item and the next one that was found.
fn after(slots: &Slots, slot: usize, next: Option<usize>) -> Vec<&Slot> {
    let this = &slots.slots[slot];
    let end = match next {
        Some(next) if next > slot => next,
        // The member ends where its loop does.
        Some(_) => this.loops.last().map_or(slot + 1, |&l| slots.loops[l].last + 1),
        None => slots.slots.len(),
    };
    slots.slots[slot + 1..end.max(slot + 1)]
        .iter()
        .filter(|s| has_words(s) && this.loops.starts_with(&s.loops))
        .collect()
}

/// The labels that should stand between the item before and an item.
fn before(slots: &Slots, previous: usize, slot: usize) -> Vec<&Slot> {
    let this = &slots.slots[slot];
    let between = slots.slots.get(previous + 1..slot).unwrap_or_default();
    between.iter().filter(|s| has_words(s) && s.loops == this.loops).collect()
}
