//! The body of a section: one walk over its items, each with its answer, to headings and rows.
//!
//! The layout follows from what the form says of an item: numbered or not, below another, in the row
//! of another, a group, a repeated group. No item is named.

use crate::assessment::{Answer, Group};
use crate::form::{Choice, ChoiceSet, Detail, Item, Kind, Required};

use super::anchor::target;
use super::build::Context;
use super::cell::{aside, cell, leftover, marks};
use super::{Cell, Node, Row, Shape};

/// A label longer than this stands above its answer, not beside it (in characters).
const LONG_LABEL: usize = 36;

/// The walk through one section.
pub(super) struct Walk<'a> {
    /// Where it is.
    pub cx: Context<'a>,
    /// What it has printed.
    pub nodes: Vec<Node>,
}

impl<'a> Walk<'a> {
    /// The children of a group; `level` 1 is directly below the section's bar.
    pub fn children(&mut self, item: &Item, group: Option<&'a Group>, level: u8) {
        let mut headed = false;
        for child in &item.children {
            self.item(child, item, group, level, headed);
            headed |= level > 1 && matches!(child.kind, Kind::Group) && is_headed(child, level);
        }
    }

    /// One item inside `parent`; `headed` says that a group before it has a bar of its own, so that
    /// a row would seem to belong to that group.
    pub fn item(&mut self, item: &Item, parent: &Item, group: Option<&'a Group>, level: u8, headed: bool) {
        if !item.printed || item.part {
            return;
        }
        match &item.kind {
            Kind::Heading => self.heading(level + 1, item, item.printed_label(), None, group),
            Kind::Group => self.group(item, group, level),
            Kind::List { .. } => self.list(item, group, level),
            _ if in_heading(item, parent) && level > 1 && !self.nodes.is_empty() => {}
            _ => self.leaf(item, parent, group, level, headed),
        }
    }

    fn leaf(&mut self, item: &Item, parent: &Item, group: Option<&'a Group>, level: u8, headed: bool) {
        let cell = cell(&self.cx, item, group);
        if item.inline {
            self.append(item, cell);
            return;
        }
        let label = item.printed_label();
        let own_bar = level == 1 && !item.under;
        if own_bar && item.no.is_empty() && item.label == parent.label {
            self.nodes.push(Node::Full { cell });
        } else if own_bar || (!item.under && item.no.is_empty() && self.stands_above(item, headed)) {
            self.heading(level + 1, item, label, None, group);
            self.nodes.push(Node::Full { cell });
        } else {
            let after_row = matches!(self.nodes.last(), Some(Node::Row(_)));
            let shape = if item.under && after_row { Shape::Under } else { Shape::Wide };
            self.nodes.push(Node::Row(Row { target: target(&self.cx, item), shape, side: None, label, cell }));
        }
    }

    /// Whether an unnumbered item has its label above the answer, over the whole width.
    fn stands_above(&self, item: &Item, headed: bool) -> bool {
        matches!(item.kind, Kind::Text) && (headed || item.label.chars().count() > LONG_LABEL)
    }

    fn group(&mut self, item: &Item, group: Option<&'a Group>, level: u8) {
        let answer = group.and_then(|g| g.get(&item.id));
        let inner = answer.and_then(Answer::group);
        self.cx.around.extend(inner);
        if is_headed(item, level) {
            let in_bar = item.children.first().filter(|first| in_heading(first, item));
            self.heading(level + 1, item, item.printed_label(), in_bar, inner);
            self.children(item, inner, level + 1);
        } else {
            self.rows(item, inner);
        }
        self.unplaced(answer);
        if inner.is_some() {
            self.cx.around.pop();
        }
    }

    /// A group whose label stands at the left of its rows, or is the label of its first row.
    fn rows(&mut self, item: &Item, group: Option<&'a Group>) {
        let mut side = Some(item.printed_label());
        for child in item.children.iter().filter(|c| c.printed) {
            if matches!(child.kind, Kind::Group | Kind::List { .. } | Kind::Heading) {
                self.item(child, item, group, 2, false);
                continue;
            }
            let cell = cell(&self.cx, child, group);
            let label = child.printed_label();
            if child.inline {
                self.append(child, cell);
            } else if child.label == item.label && side.is_some() {
                self.nodes.push(Node::Row(Row {
                    target: target(&self.cx, child),
                    shape: Shape::Wide,
                    side: None,
                    label: side.take().unwrap_or(label),
                    cell,
                }));
            } else if child.under {
                self.nodes.push(Node::Row(Row {
                    target: target(&self.cx, child),
                    shape: Shape::Under,
                    side: None,
                    label,
                    cell,
                }));
            } else {
                self.nodes.push(Node::Row(Row {
                    target: target(&self.cx, child),
                    shape: Shape::Side,
                    side: side.take(),
                    label,
                    cell,
                }));
            }
        }
    }

    fn list(&mut self, item: &Item, group: Option<&'a Group>, level: u8) {
        let answer = group.and_then(|g| g.get(&item.id));
        if level == 1 {
            self.heading(2, item, item.printed_label(), None, group);
        }
        let members = answer.map(Answer::members).unwrap_or_default();
        for (n, member) in members.iter().enumerate() {
            self.cx.around.push(member);
            self.member(item, Some(member), n + 1);
            self.cx.around.pop();
        }
        if members.is_empty() {
            self.unplaced(answer);
            if item.required != Required::Never {
                self.member(item, None, 1);
            }
        }
    }

    fn member(&mut self, list: &Item, member: Option<&'a Group>, n: usize) {
        let Kind::List { name, instance, .. } = &list.kind else { return };
        let title = format!("{instance}{n}");
        // A name with the printed name of the member as its label shares the row: 委託事項1 | 運用・保守.
        let named =
            list.children.iter().find(|c| Some(&c.id) == name.as_ref() && c.no.is_empty() && &c.label == instance);
        match named {
            Some(child) => {
                let cell = cell(&self.cx, child, member);
                self.nodes.push(Node::Row(Row {
                    target: target(&self.cx, list),
                    shape: Shape::Member,
                    side: None,
                    label: title,
                    cell,
                }));
            }
            None => self.heading(3, list, title, None, member),
        }
        for child in list.children.iter().filter(|c| named.is_none_or(|n| n.id != c.id)) {
            self.item(child, list, member, 3, false);
        }
    }

    fn heading(&mut self, level: u8, of: &Item, text: String, in_bar: Option<&Item>, group: Option<&'a Group>) {
        let mut boxes = Vec::new();
        let mut rest = Cell::new();
        if let (Some(item), Some(set)) = (in_bar, in_bar.and_then(Item::choices)) {
            let answer = group.and_then(|g| g.get(&item.id));
            boxes = marks(&self.cx, set, answer);
            if let Some(answer) = answer {
                rest = leftover(&self.cx, answer);
            }
        }
        self.nodes.push(Node::Heading { target: target(&self.cx, of), level: level.min(3), text, boxes });
        if !rest.is_empty() {
            self.nodes.push(Node::Full { cell: rest });
        }
    }

    /// Puts an answer behind the one before it, in the same row.
    fn append(&mut self, item: &Item, more: Cell) {
        let more = if matches!(item.kind, Kind::Count { .. }) { more } else { aside(&item.printed_label(), more) };
        match self.nodes.last_mut() {
            Some(Node::Row(Row { cell, .. }) | Node::Full { cell }) => cell.extend(more),
            _ => self.nodes.push(Node::Full { cell: more }),
        }
    }

    /// What was written where a group or a list should be, so that it is not lost.
    pub fn unplaced(&mut self, answer: Option<&Answer>) {
        let cell = answer.map(|a| leftover(&self.cx, a)).unwrap_or_default();
        if !cell.is_empty() {
            self.nodes.push(Node::Full { cell });
        }
    }
}

/// Whether a group has a bar of its own: directly below the section, or with a name for a number (リスク１：).
fn is_headed(item: &Item, level: u8) -> bool {
    let circled = item.no.chars().next().is_none_or(|c| matches!(c, '①'..='⓿'));
    level == 1 || !circled
}

/// Whether boxes stand in the bar of their group: they come first, may stay blank and are nothing but boxes.
fn in_heading(item: &Item, parent: &Item) -> bool {
    let first = parent.children.first().is_some_and(|first| first.id == item.id);
    let plain = |set: &ChoiceSet| set.choices.iter().all(|c: &Choice| c.detail == Detail::None);
    let boxes = matches!(item.kind, Kind::Boxes(set) if plain(set));
    first && boxes && item.no.is_empty() && item.required == Required::Never
}
