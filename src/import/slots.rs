//! The form as a row of slots: everything that is printed, in printed order, with its label as it
//! is matched. Repeated parts are loops over a range of slots.

use crate::form::{CONTENTS, FormDef, Item, Kind, Layout};
use crate::text;

/// What stands at a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Printed words without an answer: title, mark, 項目一覧.
    Printed,
    /// The heading of a group, a part or a list.
    Heading,
    /// The heading of one member of a list, with its number: システム1.
    Instance,
    /// A label with an answer.
    Answer,
}

/// One slot.
#[derive(Debug)]
pub(super) struct Slot {
    /// The item; the form's root for printed words.
    pub item: &'static Item,
    pub role: Role,
    /// Whether the label is followed by the number of the member.
    pub numbered: bool,
    /// Whether the item has no printed label, only boxes, whose labels stand in `labels`.
    pub boxes: bool,
    /// Normalised label, the printed one first, then shorter ways to write it.
    pub labels: Vec<Vec<char>>,
    /// Normalised number without punctuation: `1`, `リスク1`, `別添1`.
    pub no: String,
    /// The loops around it, the outermost first.
    pub loops: Vec<usize>,
    /// What it costs not to find it.
    pub cost: f32,
}

/// A range of slots that repeats.
#[derive(Debug)]
pub(super) struct Loop {
    /// The list whose members it fills.
    pub list: &'static Item,
    pub first: usize,
    pub last: usize,
    /// Slots that begin a member.
    pub entries: Vec<usize>,
}

/// The slots of a form.
#[derive(Debug)]
pub(super) struct Slots {
    pub slots: Vec<Slot>,
    pub loops: Vec<Loop>,
}

impl Slots {
    /// The slots of an edition.
    pub fn new(form: &'static FormDef) -> Slots {
        let mut out = Slots { slots: Vec::new(), loops: Vec::new() };
        out.printed(form, &form.title, "", 0.0);
        out.printed(form, &form.mark, "", 0.0);
        // What stands behind the table of changes has no labels of its own.
        let attachments = super::attachments::list(form).map_or(std::ptr::null(), std::ptr::from_ref);
        for part in &form.parts {
            if part == CONTENTS {
                out.contents(form);
            } else if let Some(item) = form.find(part).filter(|i| !std::ptr::eq(*i, attachments)) {
                out.part(form, item);
            }
        }
        out
    }

    fn printed(&mut self, form: &'static FormDef, label: &str, no: &str, cost: f32) {
        let labels = vec![text::normalize(label).chars().collect()];
        let no = bare_number(no);
        self.slots.push(Slot {
            item: &form.root,
            role: Role::Printed,
            numbered: false,
            boxes: false,
            labels,
            no,
            loops: Vec::new(),
            cost,
        });
    }

    fn contents(&mut self, form: &'static FormDef) {
        self.printed(form, "項目一覧", "", 0.0);
        let after = form.parts.iter().skip_while(|p| *p != CONTENTS).skip(1);
        for item in after.filter_map(|p| form.find(p)) {
            self.printed(form, &item.label, &item.no, 0.0);
        }
    }

    fn part(&mut self, form: &'static FormDef, item: &'static Item) {
        // A part that is inside a list is a loop of its own over that list: Ⅲ beside Ⅱ.
        let list = form.path_to(&item.id).into_iter().find(|i| matches!(i.kind, Kind::List { .. }) && i.id != item.id);
        match list {
            Some(list) if form.is_part(&list.id) => {
                let index = self.open(list);
                self.item(form, item, &mut vec![index]);
                self.close(index);
            }
            _ => self.item(form, item, &mut Vec::new()),
        }
    }

    fn open(&mut self, list: &'static Item) -> usize {
        let first = self.slots.len();
        self.loops.push(Loop { list, first, last: first, entries: Vec::new() });
        self.loops.len() - 1
    }

    fn close(&mut self, index: usize) {
        let last = self.slots.len().saturating_sub(1);
        let first = self.loops[index].first;
        self.loops[index].last = last;
        if self.loops[index].entries.is_empty() {
            // A member begins with its heading, or with the item that names it.
            let names = (first..=last).take(3).filter(|&i| self.slots[i].role == Role::Heading || i <= first + 1);
            self.loops[index].entries = names.take(2).collect();
        }
    }

    fn item(&mut self, form: &'static FormDef, item: &'static Item, loops: &mut Vec<usize>) {
        if !item.printed {
            return;
        }
        match &item.kind {
            Kind::Group => {
                self.push(item, Role::Heading, loops);
                self.children(form, item, loops);
            }
            Kind::List { layout: Layout::Blocks, .. } if item.part => {
                let index = self.open(item);
                loops.push(index);
                self.push(item, Role::Heading, loops);
                self.children(form, item, loops);
                loops.pop();
                self.close(index);
            }
            Kind::List { layout: Layout::Blocks, name, instance } => {
                let child = name.as_ref().and_then(|id| item.children.iter().find(|c| c.id == *id));
                let named = child.is_some_and(|c| c.label == *instance);
                if item.label != *instance {
                    self.push(item, Role::Heading, loops);
                }
                let index = self.open(item);
                loops.push(index);
                self.loops[index].entries.push(self.slots.len());
                if !named {
                    self.push(item, Role::Instance, loops);
                    self.loops[index].entries.push(self.slots.len());
                    let label = text::normalize(instance).chars().collect();
                    if let Some(slot) = self.slots.last_mut() {
                        slot.labels = vec![label];
                        slot.no.clear();
                    }
                }
                self.children(form, item, loops);
                if let (true, Some(child)) = (named, child)
                    && let Some(slot) = self.slots.iter_mut().rev().find(|s| std::ptr::eq(s.item, child))
                {
                    slot.numbered = true;
                }
                loops.pop();
                self.close(index);
            }
            Kind::List { layout: Layout::Records, .. } => self.push(item, Role::Answer, loops),
            Kind::List { layout: Layout::Table, .. } => self.push(item, Role::Heading, loops),
            Kind::Heading => self.push(item, Role::Heading, loops),
            // `（ ）件` has no label of its own.
            Kind::Count { .. } => {}
            // 該当なし is not printed: only its boxes are.
            Kind::Boxes(set) if text::is_explicit_none(&item.label) => {
                self.push(item, Role::Answer, loops);
                if let Some(slot) = self.slots.last_mut() {
                    slot.boxes = true;
                    slot.labels = set.labels().map(|l| text::normalize(l).chars().collect()).collect();
                }
            }
            _ if text::is_explicit_none(&item.label) => {}
            _ => self.push(item, Role::Answer, loops),
        }
    }

    fn children(&mut self, form: &'static FormDef, item: &'static Item, loops: &mut Vec<usize>) {
        for child in item.children.iter().filter(|c| !form.is_part(&c.id)) {
            self.item(form, child, loops);
        }
    }

    fn push(&mut self, item: &'static Item, role: Role, loops: &[usize]) {
        let cost = match role {
            Role::Answer => 0.3,
            Role::Heading => 0.1,
            _ => 0.0,
        };
        self.slots.push(Slot {
            item,
            role,
            numbered: role == Role::Instance,
            boxes: false,
            labels: std::iter::once(&item.label).chain(&item.former).flat_map(|l| spellings(l)).collect(),
            no: bare_number(&item.no),
            loops: loops.to_vec(),
            cost,
        });
    }
}

/// The printed label, what remains without its closing remark in brackets, and without its
/// punctuation, which some extractors lose.
fn spellings(label: &str) -> Vec<Vec<char>> {
    let full = text::normalize(label);
    let mut out: Vec<Vec<char>> = vec![full.chars().collect()];
    if full.contains(['、', '・']) {
        out.push(full.chars().filter(|c| !matches!(c, '、' | '・')).collect());
    }
    for (open, close) in [('(', ')'), ('【', '】')] {
        if full.ends_with(close)
            && let Some(at) = full.rfind(open)
            && full[..at].chars().count() >= 4
        {
            out.push(full[..at].chars().collect());
        }
    }
    out
}

/// A printed number without its punctuation: `１．` is `1`, `リスク１：` is `リスク1`.
pub(super) fn bare_number(no: &str) -> String {
    text::normalize(no).chars().filter(|c| !matches!(c, '.' | ':' | '(' | ')' | '、' | ',' | '[' | ']')).collect()
}
