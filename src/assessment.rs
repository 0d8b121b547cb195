//! An assessment: the answers of a file bound to the items of its form, each with its place.
//!
//! [`read`] takes a source through YAML and form to an [`Assessment`] plus everything that is wrong
//! with the structure, in one run ([`resolve`]). An answer has one of four states: filled,
//! explicitly none (なし, －), blank, or unreadable (要確認, left by an import); see [`State`].

use std::borrow::Cow;
use std::sync::Arc;

use crate::commons::Commons;
use crate::date;
use crate::diag::{Diagnostic, ItemPlace};
use crate::form::{Detail, FormDef, FormName, Item, Kind};
use crate::source::{Source, Span};
use crate::text;
use crate::yaml;

pub mod named;
pub mod place;
mod resolve;

pub use place::{Place, Step};
pub use resolve::check_commons;

/// The keys of the file that name its form; everything else comes from the form.
pub const FORM_KEY: &str = "様式";
/// See [`FORM_KEY`].
pub const EDITION_KEY: &str = "様式版";
/// The key that marks an answer an import could not read.
pub const UNREADABLE_KEY: &str = "要確認";

/// One assessment.
#[derive(Debug)]
pub struct Assessment {
    /// The file.
    pub source: Arc<Source>,
    /// Its form.
    pub form: &'static FormDef,
    /// All answers; the group of the form's root.
    pub root: Group,
    /// The comments of the file.
    pub comments: Vec<yaml::Comment>,
}

/// The answers to the children of a group, or of one member of a list.
#[derive(Debug)]
pub struct Group {
    /// The group or the list.
    pub item: &'static Item,
    /// The bytes of the mapping.
    pub span: Span,
    /// One answer for each child that has a key, in the order of the form.
    pub answers: Vec<Answer>,
}

/// The answer to one item.
#[derive(Debug)]
pub struct Answer {
    /// The item.
    pub item: &'static Item,
    /// The bytes of its key, where the file has it.
    pub key_span: Option<Span>,
    /// The bytes of its value; where there is none, those of the key or of the mapping's key.
    pub span: Span,
    /// What it says.
    pub state: State,
}

/// The states of an answer.
#[derive(Debug)]
pub enum State {
    /// Nothing was written.
    Blank,
    /// なし, －, ― …: printed as written.
    None(String),
    /// An import could not read it; holds what the published text had.
    Unreadable(String),
    /// Written, but wrong in a way that has been reported; stands for any value.
    Invalid,
    /// Answered.
    Filled(Value),
}

/// An answer's value, by the kind of its item.
#[derive(Debug)]
pub enum Value {
    /// A group.
    Group(Group),
    /// The members of a list.
    List(Vec<Group>),
    /// Free text; also a period.
    Text(Text),
    /// Short texts.
    Strings(Vec<(String, Span)>),
    /// A number as written.
    Number(u64, String),
    /// A date as written, and its meaning.
    Date(String, date::Date),
    /// Index of the choice.
    Choice(usize),
    /// The ticked boxes in the order of the form.
    Boxes(Vec<Tick>),
    /// A stated number of members.
    Count(u64),
}

/// A ticked box.
#[derive(Clone, Debug)]
pub struct Tick {
    /// Index of the box.
    pub index: usize,
    /// What was written in its （ ）.
    pub detail: Option<String>,
    /// Its bytes.
    pub span: Span,
}

/// Free text: blocks in order. A plain string is one plain block.
#[derive(Clone, Debug, Default)]
pub struct Text {
    /// The blocks.
    pub blocks: Vec<Block>,
}

/// A block of text with its place.
#[derive(Clone, Debug)]
pub struct Block {
    /// Its bytes.
    pub span: Span,
    /// Its content.
    pub kind: BlockKind,
}

/// What a block is.
#[derive(Clone, Debug)]
pub enum BlockKind {
    /// Printed exactly as written.
    Plain(String),
    /// `{見出し, 本文}`.
    Titled {
        /// The heading.
        heading: String,
        /// The text below it.
        body: Vec<Block>,
    },
    /// `{共通記載: key}`: a reference to a shared passage.
    Shared {
        /// The key of the passage.
        key: String,
        /// The day from which its wording holds.
        since: Option<date::Date>,
        /// Its text with heading and arguments; none while it is not known.
        blocks: Option<Vec<Block>>,
    },
    /// `{markdown: …}`.
    Markdown(String),
    /// `{表: [[…]]}`: rows of cells, the first row being the header.
    Table(Vec<Vec<String>>),
    /// `{図: path, 説明: …}`.
    Figure {
        /// Path as written, relative to the file.
        path: String,
        /// The page of a PDF, from 1, when it is written.
        page: Option<u32>,
        /// Alternative text.
        caption: String,
    },
}

impl Text {
    /// A text of one plain block.
    pub fn plain_block(text: impl Into<String>, span: Span) -> Self {
        Text { blocks: vec![Block { span, kind: BlockKind::Plain(text.into()) }] }
    }

    /// All words of the text in order, blocks on lines of their own.
    pub fn plain(&self) -> Cow<'_, str> {
        if let [Block { kind: BlockKind::Plain(text), .. }] = self.blocks.as_slice() {
            return Cow::Borrowed(text::without_blank_end(text));
        }
        let mut lines = Vec::new();
        collect_lines(&self.blocks, &mut lines);
        Cow::Owned(lines.join("\n"))
    }
}

fn collect_lines(blocks: &[Block], lines: &mut Vec<String>) {
    for block in blocks {
        match &block.kind {
            BlockKind::Plain(text) | BlockKind::Markdown(text) => lines.push(text::without_blank_end(text).to_owned()),
            BlockKind::Titled { heading, body } => {
                lines.push(heading.clone());
                collect_lines(body, lines);
            }
            BlockKind::Shared { blocks: Some(blocks), .. } => collect_lines(blocks, lines),
            BlockKind::Shared { key, blocks: None, .. } => lines.push(format!("〔共通記載: {key}〕")),
            BlockKind::Table(rows) => lines.extend(rows.iter().map(|r| r.join("\t"))),
            BlockKind::Figure { caption, .. } => lines.push(caption.clone()),
        }
    }
}

impl Answer {
    /// Whether nothing was written.
    pub fn is_blank(&self) -> bool {
        matches!(self.state, State::Blank)
    }

    /// The value, when it is answered.
    pub fn value(&self) -> Option<&Value> {
        match &self.state {
            State::Filled(value) => Some(value),
            _ => None,
        }
    }

    /// The answers inside a group.
    pub fn group(&self) -> Option<&Group> {
        match self.value() {
            Some(Value::Group(group)) => Some(group),
            _ => None,
        }
    }

    /// The members of a list.
    pub fn members(&self) -> &[Group] {
        match self.value() {
            Some(Value::List(members)) => members,
            _ => &[],
        }
    }

    /// Index of the choice.
    pub fn choice(&self) -> Option<usize> {
        match self.value() {
            Some(Value::Choice(index)) => Some(*index),
            _ => None,
        }
    }

    /// The answer as text: the written words, the choice's label, or the word for none.
    pub fn text(&self) -> Option<Cow<'_, str>> {
        match &self.state {
            State::Blank | State::Invalid => None,
            State::None(word) => Some(Cow::Borrowed(word)),
            State::Unreadable(words) => Some(Cow::Borrowed(words)),
            State::Filled(value) => match value {
                Value::Text(text) => Some(text.plain()),
                Value::Strings(list) => {
                    Some(Cow::Owned(list.iter().map(|(s, _)| s.as_str()).collect::<Vec<_>>().join("、")))
                }
                Value::Number(_, written) | Value::Date(written, _) => Some(Cow::Borrowed(written)),
                Value::Choice(index) => {
                    self.item.choices().map(|set| Cow::Borrowed(set.choices[*index].label.as_str()))
                }
                Value::Boxes(ticks) => Some(Cow::Owned(boxes_text(self.item, ticks))),
                Value::Count(n) => Some(Cow::Owned(n.to_string())),
                Value::Group(_) | Value::List(_) => None,
            },
        }
    }
}

fn boxes_text(item: &Item, ticks: &[Tick]) -> String {
    let Some(set) = item.choices() else { return String::new() };
    let one = |tick: &Tick| {
        let choice = &set.choices[tick.index];
        match (&choice.detail, &tick.detail) {
            (Detail::None, _) | (_, None) => choice.label.clone(),
            (_, Some(detail)) => format!("{}（{detail}）", choice.label),
        }
    };
    ticks.iter().map(one).collect::<Vec<_>>().join("、")
}

impl Group {
    /// The answer to the child of that id.
    pub fn get(&self, id: &str) -> Option<&Answer> {
        self.answers.iter().find(|a| a.item.id == id)
    }

    /// Finds an answer by id inside this group, through groups but not into lists.
    pub fn find(&self, id: &str) -> Option<&Answer> {
        for answer in &self.answers {
            if answer.item.id == id {
                return Some(answer);
            }
            let inside = id.strip_prefix(&answer.item.id).is_some_and(|rest| rest.starts_with('.'));
            if inside && let Some(group) = answer.group() {
                return group.find(id);
            }
        }
        None
    }

    /// The name of a member of a list, from the child that names it.
    pub fn name(&self) -> Option<Cow<'_, str>> {
        match &self.item.kind {
            Kind::List { name: Some(id), .. } => self.get(id)?.text().filter(|t| !t.trim().is_empty()),
            _ => None,
        }
    }

    /// Whether nothing at all was written in it.
    pub fn is_blank(&self) -> bool {
        self.answers.iter().all(|a| match &a.state {
            State::Blank => true,
            State::Filled(Value::Group(group)) => group.is_blank(),
            State::Filled(Value::List(members)) => members.iter().all(Group::is_blank),
            _ => false,
        })
    }
}

impl Assessment {
    /// Finds an answer by id outside of lists.
    pub fn find(&self, id: &str) -> Option<&Answer> {
        self.root.find(id)
    }

    /// The members of a top-level list: the files, the change rows.
    pub fn members(&self, id: &str) -> &[Group] {
        self.find(id).map(Answer::members).unwrap_or_default()
    }

    /// Every answer in the order of the form, with its place.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&Place<'a>, &'a Answer)) {
        place::walk(&self.root, &mut Place::default(), visit);
    }
}

/// What [`read`] gives: there may be an assessment beside the findings.
#[derive(Debug)]
pub struct Outcome {
    /// The assessment, unless the file is not YAML or names no form.
    pub assessment: Option<Assessment>,
    /// What is wrong with notation and structure, in the order of the file.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads a source as an assessment. References to shared passages are left open.
pub fn read(source: &Arc<Source>) -> Outcome {
    read_with(source, &Commons::none())
}

/// Reads a source as an assessment, with the text of the shared passages in place of the references.
pub fn read_with(source: &Arc<Source>, commons: &Commons) -> Outcome {
    resolve::read(source, commons)
}

/// The form that a source names, without resolving it; for choosing what to do with a file.
pub fn form_of(source: &Arc<Source>) -> Option<FormName> {
    let line = source.text().lines().find_map(|l| l.strip_prefix(FORM_KEY)?.trim_start().strip_prefix(':'))?;
    FormName::from_name(line.split('#').next().unwrap_or_default().trim().trim_matches(['"', '\'']))
}

/// The place of an item for a finding.
pub fn item_place(place: &Place<'_>) -> ItemPlace {
    ItemPlace { address: place.address(), label: place.label() }
}
