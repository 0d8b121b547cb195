//! Words behind the heading of a group: they belong to an item in it that has no label in the text.
//!
//! An item whose label stands in the text without words of its own may have them there, too: then they are
//! no answer but a doubt.

use std::collections::HashSet;

use crate::diag::Message;
use crate::form::{Item, Kind};
use crate::text;

use super::boxes;
use super::lex::{Mark, Stream, brk};
use super::order;
use super::slots::{Role, Slots};
use super::value::{self, Value};
use super::walk::{Found, Members, is_open};

/// Items by their ids and members.
type Items = HashSet<(&'static str, Members)>;

/// Gives the words to the items.
pub(super) fn read(stream: &mut Stream, slots: &Slots, found: &mut Vec<Found>) {
    let found_items = Labelled::new(stream, slots, found);
    let mut more = Vec::new();
    for f in found.iter_mut() {
        if f.role != Role::Answer && is_open(stream, &f.ranges) {
            more.extend(found_items.unlabelled(stream, f));
        }
    }
    found.extend(more);
}

/// The answers that have a label.
struct Labelled {
    all: Items,
    /// Those without words of their own: what stands before them may be theirs.
    without: Items,
    /// Those with words only below them, where other words stand beside their labels.
    above: Items,
}

impl Labelled {
    fn new(stream: &Stream, slots: &Slots, found: &[Found]) -> Labelled {
        let choices = order::choice_words(slots);
        let beside = order::mostly_beside(stream, found);
        let without = |f: &&Found| if f.settled { f.doubtful } else { order::lacks(stream, f, &choices) };
        let above = |f: &&Found| beside && matches!(f.item.kind, Kind::Text) && order::below(stream, f);
        let answers = || found.iter().filter(|f| f.role == Role::Answer);
        let key = |f: &Found| (f.item.id.as_str(), f.members.clone());
        Labelled {
            all: answers().map(key).collect(),
            without: answers().filter(without).map(key).collect(),
            above: answers().filter(above).map(key).collect(),
        }
    }

    /// The item that the words of a heading belong to.
    fn unlabelled(&self, stream: &mut Stream, f: &mut Found) -> Option<Found> {
        let members = f.members.clone();
        let is_in = |items: &Items, c: &'static Item| items.contains(&(c.id.as_str(), members.clone()));
        let free: Vec<&'static Item> = f.item.children.iter().filter(|c| c.has_key() && !is_in(&self.all, c)).collect();
        let child = free.iter().copied().find(|c| fits(stream, f, c, free.len() == 1))?;
        let named = label_here(stream, f, child);
        let doubt = (matches!(child.kind, Kind::Text) && labelled(child) && !named).then(|| {
            Message::new("項目名がなく、見出しのすぐ下にあります", "without its label, right below the heading")
        });
        // The first of several cells may be the label, damaged.
        let level = if stream.plain { brk::GAP } else { brk::CELL };
        let pieces: usize = f.ranges.iter().map(|r| stream.pieces(r.clone(), level).len()).sum();
        let alike = |c: &&'static Item| std::mem::discriminant(&c.kind) == std::mem::discriminant(&child.kind);
        let own = named || !labelled(child);
        let theirs = |c: &'static Item| is_in(&self.without, c) || (!own && is_in(&self.above, c));
        // Right below the heading only the first item needs no label of its own.
        let mut before = f.item.children.iter().take_while(|c| !std::ptr::eq(*c, child));
        let first = !before.any(|c| is_in(&self.all, c));
        let unsure = doubt.is_some() && (stream.plain || pieces > 1 || !first);
        let doubtful = unsure || f.item.children.iter().filter(alike).any(theirs);
        Some(Found {
            item: child,
            members: members.clone(),
            label: f.label.clone(),
            ranges: std::mem::take(&mut f.ranges),
            doubt,
            doubtful,
            settled: false,
            role: Role::Answer,
        })
    }
}

/// A label of one character (図) is too short to be found.
fn labelled(item: &Item) -> bool {
    item.label.chars().count() > 1
}

/// Whether the words of a heading are an answer to an item in it, which may be the `only` one without a label.
fn fits(stream: &Stream, f: &Found, item: &Item, only: bool) -> bool {
    match &item.kind {
        Kind::Boxes(set) => !matches!(boxes::read(stream, &f.ranges, set).read.value, Value::Unreadable(_)),
        Kind::Choice(set) => {
            let read = value::choice(stream, &f.ranges, set);
            matches!(read.read.value, Value::Choice(_)) || !read.furniture.is_empty()
        }
        Kind::Text => only || !labelled(item),
        _ => false,
    }
}

/// Takes the label of an item from the words right behind its heading, where it stands there: one of one
/// character, or one on the line of the heading, is found nowhere but here.
fn label_here(stream: &mut Stream, f: &mut Found, item: &Item) -> bool {
    let Some(range) = f.ranges.first_mut() else { return false };
    let label: Vec<char> = text::normalize(&item.label).chars().collect();
    let end = range.start + label.len();
    if !stream.starts_with(range.start, &label) || stream.brk.get(end).is_none_or(|&b| b == 0) {
        return false;
    }
    let end = end + usize::from(stream.norm.get(end) == Some(&'※'));
    stream.mark(&(range.start..end), Mark::Furniture);
    range.start = end.min(range.end);
    true
}
