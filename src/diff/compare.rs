//! What changed between two sheets: answers by item, members by name, then similarity.
//!
//! What the form changed (4情報→5情報, items that only one form has) and what is only notation (width,
//! white space, wraps) is told apart from what the author changed.

use std::collections::HashMap;

use crate::assessment::{Place, Step};
use crate::form::{FormDef, Item, Kind};
use crate::source::Span;
use crate::text;

use super::blocks;
use super::members::{self, Nameless};
use super::sheet::{Branch, Content, Leaf, Member, Sheet, Slot, steps_into};
use super::{items, ticks};

/// What happened to an answer or a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    /// It was blank, or its member was not there.
    Added,
    /// It is blank, or its member is gone.
    Removed,
    /// It says something else.
    Changed,
    /// It says the same in another order.
    Moved,
}

/// Where a change comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Cause {
    /// The author.
    Author,
    /// Width, white space or line wraps only.
    Notation,
    /// Another edition or another form.
    Form,
    /// One side could not be read, so it is not known whether something changed.
    Unknown,
}

/// One change.
#[derive(Clone, Debug)]
pub struct Change {
    /// Where: in the new revision; for what was removed, where it would stand there.
    pub place: Place<'static>,
    /// The item; for what was removed, that of the old form.
    pub item: &'static Item,
    /// The item in the old form, where it has one.
    pub old_item: Option<&'static Item>,
    /// What happened.
    pub kind: ChangeKind,
    /// Where it comes from.
    pub cause: Cause,
    /// The old words.
    pub old: String,
    /// The new words.
    pub new: String,
    /// Whether the change gave a member of a list another name.
    pub renamed: bool,
    /// Its place in the new file.
    pub span: Option<Span>,
}

impl Change {
    /// Whether the item carries ※.
    pub fn star(&self) -> bool {
        self.item.star
    }

    /// Whether the change table must tell it: something that is printed, and that has its place there.
    pub fn wants_row(&self) -> bool {
        let said = matches!(self.cause, Cause::Author | Cause::Form) && !self.between_forms();
        said && !matches!(self.place.steps.last(), Some(Step::Member { .. })) && in_table(&self.place)
    }

    /// Whether only one of the two forms has the item.
    fn between_forms(&self) -> bool {
        self.cause == Cause::Form && self.kind != ChangeKind::Changed
    }
}

/// Whether the change table speaks of an answer: it is printed, and it is not what changes with every
/// revision by itself (評価書番号, 承認日, 公表日).
pub fn in_table(place: &Place<'_>) -> bool {
    place.steps.iter().all(|step| match step {
        Step::Item(item) => {
            let cover = [items::COVER_NUMBER, items::COVER_APPROVAL, items::COVER_PUBLISHED];
            item.printed && !cover.contains(&item.id.as_str())
        }
        Step::Member { .. } => true,
    })
}

/// All changes in the order of the new form.
pub fn compare(old: &Sheet, new: &Sheet, nameless: Nameless) -> Vec<Change> {
    let mut pass = Pass { old: old.form, new: new.form, nameless, steps: Vec::new(), out: Vec::new() };
    pass.branches(&old.root, &new.root, None);
    pass.out
}

struct Pass {
    old: &'static FormDef,
    new: &'static FormDef,
    nameless: Nameless,
    steps: Vec<Step<'static>>,
    out: Vec<Change>,
}

/// A leaf or list with the groups on the way to it.
type Flat<'a> = (Vec<Step<'static>>, &'a Slot);

fn flat<'a>(branch: &'a Branch, way: &mut Vec<Step<'static>>, out: &mut Vec<Flat<'a>>) {
    for slot in &branch.slots {
        way.push(Step::Item(slot.item));
        match &slot.content {
            Content::Group(inner) => flat(inner, way, out),
            Content::Leaf(_) | Content::List(_) => out.push((way.clone(), slot)),
        }
        way.pop();
    }
}

fn flat_of(branch: &Branch) -> Vec<Flat<'_>> {
    let mut out = Vec::new();
    flat(branch, &mut Vec::new(), &mut out);
    out
}

impl Pass {
    /// `naming` is the id of the child that names the member these are the answers of.
    fn branches(&mut self, old: &Branch, new: &Branch, naming: Option<&str>) {
        let (olds, news) = (flat_of(old), flat_of(new));
        let by_id: HashMap<&str, &Flat<'_>> = olds.iter().map(|f| (f.1.item.id.as_str(), f)).collect();
        for (way, slot) in &news {
            let before = by_id.get(slot.item.id.as_str()).map(|f| f.1);
            self.at(way, |pass| pass.slots(before, Some(slot), naming));
        }
        for (way, slot) in &olds {
            if !news.iter().any(|(_, n)| n.item.id == slot.item.id) {
                self.at(way, |pass| pass.slots(Some(slot), None, naming));
            }
        }
    }

    fn at(&mut self, way: &[Step<'static>], visit: impl FnOnce(&mut Self)) {
        let depth = self.steps.len();
        self.steps.extend(way.iter().cloned());
        visit(self);
        self.steps.truncate(depth);
    }

    fn slots(&mut self, old: Option<&Slot>, new: Option<&Slot>, naming: Option<&str>) {
        match (old.map(|s| &s.content), new.map(|s| &s.content)) {
            (Some(Content::List(a)), Some(Content::List(b))) => self.lists_of(new, a, b),
            (Some(Content::List(a)), None) => self.lists_of(old, a, &[]),
            (None, Some(Content::List(b))) => self.lists_of(new, &[], b),
            (a, b) => {
                let blank = Leaf::default();
                let leaf = |c: Option<&'_ Content>| match c {
                    Some(Content::Leaf(leaf)) => leaf.clone(),
                    _ => blank.clone(),
                };
                self.leaves(old.map(|s| s.item), new.map(|s| s.item), &leaf(a), &leaf(b), naming);
            }
        }
    }

    fn lists_of(&mut self, slot: Option<&Slot>, old: &[Member], new: &[Member]) {
        if let Some(slot) = slot {
            self.lists(slot.item, old, new);
        }
    }

    fn lists(&mut self, item: &'static Item, old: &[Member], new: &[Member]) {
        let naming = match &item.kind {
            Kind::List { name, .. } => name.as_deref(),
            _ => None,
        };
        let pairs = members::pair(item, old, new, self.nameless);
        let (old_steps, new_steps) = (steps_into(item, old), steps_into(item, new));
        let empty = Branch::empty(item);
        for &(o, n) in &pairs {
            let step = match (o, n) {
                (_, Some(n)) => new_steps[n].clone(),
                (Some(o), None) => old_steps[o].clone(),
                (None, None) => continue,
            };
            let before = o.map_or(&empty, |o| &old[o].branch);
            let after = n.map_or(&empty, |n| &new[n].branch);
            self.at(&[step], |pass| pass.branches(before, after, naming));
        }
        for (o, n) in members::moved(&pairs) {
            let span = first_span(&new[n].branch);
            let shown = |i: usize| format!("{}{}", item.instance(), i + 1);
            let (old, new) = (shown(o), shown(n));
            self.at(&[new_steps[n].clone()], |pass| {
                let change = Change {
                    place: Place { steps: pass.steps.clone() },
                    item,
                    old_item: Some(item),
                    kind: ChangeKind::Moved,
                    cause: Cause::Author,
                    old,
                    new,
                    renamed: false,
                    span,
                };
                pass.out.push(change);
            });
        }
    }

    fn leaves(
        &mut self,
        old_item: Option<&'static Item>,
        new_item: Option<&'static Item>,
        old: &Leaf,
        new: &Leaf,
        naming: Option<&str>,
    ) {
        let Some(item) = new_item.or(old_item) else { return };
        if old.text == new.text && !old.unknown && !new.unknown {
            return;
        }
        let kind = match (old.text.is_empty(), new.text.is_empty()) {
            (true, false) => ChangeKind::Added,
            (false, true) => ChangeKind::Removed,
            _ if blocks_moved(item, &old.text, &new.text) => ChangeKind::Moved,
            _ => ChangeKind::Changed,
        };
        let cause = self.cause(old_item.unwrap_or(item), item, old, new);
        let renamed = naming == Some(item.id.as_str()) && kind == ChangeKind::Changed;
        self.out.push(Change {
            place: Place { steps: self.steps.clone() },
            item,
            old_item,
            kind,
            cause,
            old: old.text.clone(),
            new: new.text.clone(),
            renamed,
            span: new.span,
        });
    }

    fn cause(&self, old_item: &'static Item, item: &'static Item, old: &Leaf, new: &Leaf) -> Cause {
        if old.unknown || new.unknown {
            return Cause::Unknown;
        }
        let one_form = self.old.find(&item.id).is_none() || self.new.find(&item.id).is_none();
        if one_form || (item.choices().is_some() && ticks::same_answer(old_item, &old.text, item, &new.text)) {
            return Cause::Form;
        }
        if text::normalize(&old.text) == text::normalize(&new.text) { Cause::Notation } else { Cause::Author }
    }
}

fn first_span(branch: &Branch) -> Option<Span> {
    branch.flat().iter().find_map(|slot| match &slot.content {
        Content::Leaf(leaf) => leaf.span,
        _ => None,
    })
}

/// Whether two texts have the same blocks in another order.
fn blocks_moved(item: &Item, old: &str, new: &str) -> bool {
    if !matches!(item.kind, Kind::Text) {
        return false;
    }
    let sorted = |text: &str| {
        let mut all: Vec<String> = blocks::sections(text).iter().map(|s| text::normalize(&s.text())).collect();
        all.sort();
        all
    };
    let (a, b) = (sorted(old), sorted(new));
    a.len() > 1 && a == b && text::normalize(old) != text::normalize(new)
}
