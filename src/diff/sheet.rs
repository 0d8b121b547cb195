//! The answers as they are printed: an [`Assessment`] comes in, a tree of texts goes out.
//!
//! Diff and replay both work on a [`Sheet`], because the change table speaks of what was printed and
//! nothing else. Members of lists are known by their name as it is at that moment, so undoing a
//! rename renames every address below it.

use std::fmt::Write as _;
use std::path::{Component, Path};

use crate::assessment::{Answer, Assessment, Block, BlockKind, Group, Place, State, Step, Text, Tick, Value, place};
use crate::form::{Detail, FormDef, Item, Kind};
use crate::source::{MAX_BYTES, Span, read_limited};
use crate::text;

use super::items;

/// What stands beside the file: the figures.
pub trait Around {
    /// The bytes of a figure, where it can be read.
    fn figure(&self, path: &str) -> Option<Vec<u8>>;
}

/// Nothing beside the file is known.
#[derive(Clone, Copy, Debug)]
pub struct Alone;

impl Around for Alone {
    fn figure(&self, _: &str) -> Option<Vec<u8>> {
        None
    }
}

/// The files in the folder of an assessment.
#[derive(Clone, Copy, Debug)]
pub struct Beside<'a>(pub &'a Path);

impl Around for Beside<'_> {
    fn figure(&self, path: &str) -> Option<Vec<u8>> {
        read_limited(&self.0.join(inside(path)?), MAX_BYTES).ok()
    }
}

/// A path that does not lead out of its folder.
pub fn inside(path: &str) -> Option<&Path> {
    let path = Path::new(path);
    path.components().all(|c| matches!(c, Component::Normal(_) | Component::CurDir)).then_some(path)
}

/// All answers of an assessment but its change table, as printed.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// Its form.
    pub form: &'static FormDef,
    /// The answers.
    pub root: Branch,
}

/// The children of a group or of one member of a list.
#[derive(Clone, Debug)]
pub struct Branch {
    /// In the order of the form, one for each child that has a key.
    pub slots: Vec<Slot>,
}

/// The place of one item.
#[derive(Clone, Debug)]
pub struct Slot {
    /// The item.
    pub item: &'static Item,
    /// What stands there.
    pub content: Content,
}

/// What stands at an item.
#[derive(Clone, Debug)]
pub enum Content {
    /// One answer.
    Leaf(Leaf),
    /// A group.
    Group(Branch),
    /// The members of a list.
    List(Vec<Member>),
}

/// A member of a list.
#[derive(Clone, Debug)]
pub struct Member {
    /// Its answers.
    pub branch: Branch,
    /// Names it had in newer revisions.
    pub former: Vec<String>,
}

/// One answer as printed.
#[derive(Clone, Debug, Default)]
pub struct Leaf {
    /// The words; empty when blank.
    pub text: String,
    /// Whether the answer could not be read, so that nothing can be said about it.
    pub unknown: bool,
    /// Its place in the file.
    pub span: Option<Span>,
}

/// A leaf with its place.
#[derive(Clone, Debug)]
pub struct Placed<'a> {
    /// Where it stands.
    pub place: Place<'static>,
    /// The item.
    pub item: &'static Item,
    /// The answer.
    pub leaf: &'a Leaf,
}

impl Sheet {
    /// The answers of an assessment.
    pub fn of(assessment: &Assessment, around: &dyn Around) -> Sheet {
        let builder = Builder { around };
        Sheet { form: assessment.form, root: builder.branch(&assessment.root, &[&assessment.root]) }
    }

    /// Every answer in the order of the form, blank ones included.
    pub fn leaves(&self) -> Vec<Placed<'_>> {
        let mut out = Vec::new();
        collect(&self.root, &mut Vec::new(), &mut out);
        out
    }

    /// What is printed, by address; blank answers are left out.
    pub fn by_address(&self) -> Vec<(String, String)> {
        let filled = |p: &Placed<'_>| !p.leaf.text.is_empty();
        self.leaves().iter().filter(|p| filled(p)).map(|p| (p.place.address(), p.leaf.text.clone())).collect()
    }

    /// Takes the words for none out of members that have lost their name: a table says なし of every
    /// answer of a member that was not there.
    pub fn clear_nameless(&mut self) {
        self.root.clear_nameless();
    }

    /// Removes members in which nothing is left.
    pub fn compact(&mut self) {
        self.root.compact();
    }
}

fn collect<'a>(branch: &'a Branch, steps: &mut Vec<Step<'static>>, out: &mut Vec<Placed<'a>>) {
    for slot in &branch.slots {
        steps.push(Step::Item(slot.item));
        match &slot.content {
            Content::Leaf(leaf) => {
                out.push(Placed { place: Place { steps: steps.clone() }, item: slot.item, leaf });
            }
            Content::Group(inner) => collect(inner, steps, out),
            Content::List(members) => {
                for (step, member) in steps_into(slot.item, members).into_iter().zip(members) {
                    steps.push(step);
                    collect(&member.branch, steps, out);
                    steps.pop();
                }
            }
        }
        steps.pop();
    }
}

/// The steps into the members of a list: by name where the name is unique, else by number.
pub fn steps_into(item: &Item, members: &[Member]) -> Vec<Step<'static>> {
    let names: Vec<Option<&str>> = members.iter().map(|m| m.name(item)).collect();
    let of = members.len();
    let unique = place::unique(names.iter().copied());
    let step = |(index, name): (usize, &Option<&str>)| {
        let name = name.filter(|name| unique(name)).map(|n| n.to_owned().into());
        Step::Member { index, of, name }
    };
    names.iter().enumerate().map(step).collect()
}

impl Branch {
    /// An empty branch for the children of an item.
    pub fn empty(item: &'static Item) -> Branch {
        let content = |child: &'static Item| match child.kind {
            Kind::Group => Content::Group(Branch::empty(child)),
            Kind::List { .. } => Content::List(Vec::new()),
            _ => Content::Leaf(Leaf::default()),
        };
        let slots = item.children.iter().filter(|c| shown(c)).map(|item| Slot { item, content: content(item) });
        Branch { slots: slots.collect() }
    }

    /// Whether nothing is printed in it.
    pub fn is_blank(&self) -> bool {
        self.slots.iter().all(|slot| match &slot.content {
            Content::Leaf(leaf) => leaf.text.is_empty() && !leaf.unknown,
            Content::Group(inner) => inner.is_blank(),
            Content::List(members) => members.iter().all(|m| m.branch.is_blank()),
        })
    }

    fn clear_nameless(&mut self) {
        for slot in &mut self.slots {
            match &mut slot.content {
                Content::Leaf(_) => {}
                Content::Group(inner) => inner.clear_nameless(),
                Content::List(members) => {
                    for member in members {
                        member.branch.clear_nameless();
                        let named = matches!(&slot.item.kind, Kind::List { name: Some(_), .. });
                        let none = |name: &str| text::is_explicit_none(name);
                        if named && member.name(slot.item).is_none_or(none) && member.branch.says_none() {
                            member.branch = Branch::empty(slot.item);
                        }
                    }
                }
            }
        }
    }

    /// Whether nothing but words for none is printed in it.
    fn says_none(&self) -> bool {
        self.slots.iter().all(|slot| match &slot.content {
            Content::Leaf(leaf) => !leaf.unknown && (leaf.text.is_empty() || text::is_explicit_none(&leaf.text)),
            Content::Group(inner) => inner.says_none(),
            Content::List(members) => members.iter().all(|m| m.branch.says_none()),
        })
    }

    fn compact(&mut self) {
        for slot in &mut self.slots {
            match &mut slot.content {
                Content::Leaf(_) => {}
                Content::Group(inner) => inner.compact(),
                Content::List(members) => {
                    members.iter_mut().for_each(|m| m.branch.compact());
                    members.retain(|m| !m.branch.is_blank());
                }
            }
        }
    }

    /// Every leaf and list in it, through groups but not into lists, by id.
    pub fn flat(&self) -> Vec<&Slot> {
        let mut out = Vec::new();
        for slot in &self.slots {
            match &slot.content {
                Content::Group(inner) => out.extend(inner.flat()),
                _ => out.push(slot),
            }
        }
        out
    }
}

impl Member {
    /// Its name, if the list names its members and this one has a name.
    pub fn name(&self, list: &Item) -> Option<&str> {
        let Kind::List { name: Some(id), .. } = &list.kind else { return None };
        let slot = self.branch.slots.iter().find(|s| s.item.id == *id)?;
        match &slot.content {
            Content::Leaf(leaf) if !leaf.text.trim().is_empty() => Some(&leaf.text),
            _ => None,
        }
    }
}

/// Whether an item takes part: it has a key, and it is not the change table itself.
fn shown(item: &Item) -> bool {
    item.has_key() && item.id != items::CHANGES
}

struct Builder<'a> {
    around: &'a dyn Around,
}

impl Builder<'_> {
    /// `around` are the groups on the way, the innermost last.
    fn branch(&self, group: &Group, around: &[&Group]) -> Branch {
        let answers = group.answers.iter().filter(|a| shown(a.item));
        Branch { slots: answers.map(|a| Slot { item: a.item, content: self.content(a, around) }).collect() }
    }

    fn content(&self, answer: &Answer, around: &[&Group]) -> Content {
        match (&answer.item.kind, answer.value()) {
            (_, Some(Value::Group(group))) => {
                let mut inner = around.to_vec();
                inner.push(group);
                Content::Group(self.branch(group, &inner))
            }
            (Kind::Group, _) => Content::Group(unknown_group(answer)),
            (_, Some(Value::List(members))) => {
                let member = |group: &Group| {
                    let mut inner = around.to_vec();
                    inner.push(group);
                    Member { branch: self.branch(group, &inner), former: Vec::new() }
                };
                Content::List(members.iter().filter(|m| !m.is_blank()).map(member).collect())
            }
            (Kind::List { .. }, _) => Content::List(Vec::new()),
            _ => Content::Leaf(self.leaf(answer, around)),
        }
    }

    fn leaf(&self, answer: &Answer, around: &[&Group]) -> Leaf {
        let span = Some(answer.key_span.unwrap_or(answer.span));
        let unknown = matches!(answer.state, State::Invalid | State::Unreadable(_));
        let text = match &answer.state {
            State::Filled(Value::Text(text)) => self.text(text),
            State::Filled(Value::Strings(list)) => list.iter().map(|(s, _)| s.as_str()).collect::<Vec<_>>().join("\n"),
            State::Filled(Value::Boxes(ticks)) => boxes(answer.item, ticks, around),
            State::Filled(Value::Count(n)) => format!("{n}件"),
            State::Blank => match &answer.item.kind {
                Kind::Count { of } => counted(of, around).map(|n| format!("{n}件")).unwrap_or_default(),
                _ => String::new(),
            },
            _ => answer.text().unwrap_or_default().into_owned(),
        };
        Leaf { text: text::without_blank_end(&text).to_owned(), unknown, span }
    }

    fn text(&self, text: &Text) -> String {
        let mut lines = Vec::new();
        self.lines(&text.blocks, &mut lines);
        lines.join("\n")
    }

    fn lines(&self, blocks: &[Block], lines: &mut Vec<String>) {
        for block in blocks {
            match &block.kind {
                BlockKind::Plain(text) | BlockKind::Markdown(text) => {
                    lines.push(text::without_blank_end(text).to_owned());
                }
                BlockKind::Titled { heading, body } => {
                    lines.push(super::blocks::as_heading(heading));
                    self.lines(body, lines);
                }
                BlockKind::Shared { blocks: Some(blocks), .. } => self.lines(blocks, lines),
                BlockKind::Shared { key, blocks: None, .. } => lines.push(format!("〔共通記載: {key}〕")),
                BlockKind::Table(rows) => lines.extend(rows.iter().map(|r| r.join("\t"))),
                BlockKind::Figure { path, page, caption } => lines.push(self.figure(path, *page, caption)),
            }
        }
    }

    /// A figure is its caption and a mark of its content, so that another picture is another text.
    fn figure(&self, path: &str, page: Option<u32>, caption: &str) -> String {
        let page = page.map(|n| format!(" {n}ページ")).unwrap_or_default();
        match self.around.figure(path) {
            Some(bytes) => format!("［図 {}{page}：{caption}］", content_mark(&bytes)),
            None => format!("［図：{caption}］"),
        }
    }
}

/// The leaves of a group that could not be read are unknown; of one that is blank they are blank.
fn unknown_group(answer: &Answer) -> Branch {
    let mut branch = Branch::empty(answer.item);
    if matches!(answer.state, State::Invalid | State::Unreadable(_)) {
        mark_unknown(&mut branch, answer.key_span);
    }
    branch
}

fn mark_unknown(branch: &mut Branch, span: Option<Span>) {
    for slot in &mut branch.slots {
        match &mut slot.content {
            Content::Leaf(leaf) => *leaf = Leaf { text: String::new(), unknown: true, span },
            Content::Group(inner) => mark_unknown(inner, span),
            Content::List(_) => {}
        }
    }
}

/// The first characters of a content hash (FNV-1a, 64 bits): enough to tell two pictures apart.
fn content_mark(bytes: &[u8]) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in bytes {
        hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    }
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write!(out, "{:08x}", (hash >> 32) ^ (hash & 0xffff_ffff));
    out
}

/// The length of a list as seen from the innermost group around.
fn counted(list: &str, around: &[&Group]) -> Option<usize> {
    let answer = around.iter().rev().find_map(|g| g.find(list))?;
    let n = answer.members().iter().filter(|m| !m.is_blank()).count();
    (n > 0).then_some(n)
}

fn boxes(item: &Item, ticks: &[Tick], around: &[&Group]) -> String {
    let Some(set) = item.choices() else { return String::new() };
    let one = |tick: &Tick| {
        let choice = &set.choices[tick.index];
        match (&choice.detail, &tick.detail) {
            (Detail::None, _) => choice.label.clone(),
            (Detail::Text, None) => choice.label.clone(),
            (Detail::Text, Some(detail)) => format!("{}（{detail}）", choice.label),
            (Detail::Count(list), stated) => {
                let stated = stated.as_deref().and_then(stated_number);
                match stated.or_else(|| counted(list, around)) {
                    Some(n) => format!("{}（{n}）件", choice.label),
                    None => choice.label.clone(),
                }
            }
        }
    };
    ticks.iter().map(one).collect::<Vec<_>>().join("\n")
}

/// The number in `2`, `2件`, `（2）件`.
pub fn stated_number(written: &str) -> Option<usize> {
    crate::text::normalize(written).trim_end_matches('件').trim_matches(['(', ')']).parse().ok()
}
