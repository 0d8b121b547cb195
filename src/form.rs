//! The official forms as data: `schemas/forms/*.yaml` come in, [`FormDef`]s go out.
//!
//! A form is a tree of [`Item`]s with the numbers, labels, kinds, choices, ※ and conditions that are
//! printed. The resolver, the scaffold, the JSON Schema, the page layout, the diff and the importer
//! are loops over this tree; adding an edition or an item touches one file under `schemas/forms/`.
//! The files are part of the binary and a form is loaded when it is first asked for; reading YAML would take
//! longer than checking a document, so the binary holds them as JSON ([`prepare`], `schemas/prepared/`).

use std::collections::HashMap;
use std::fmt;
use std::sync::OnceLock;

mod file;
pub mod items;
mod load;

pub use file::{ChoicesFile, FormFile};
pub use load::{FormError, load, prepare};

use crate::text;

/// The three official forms of an assessment.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Deserialize, serde::Serialize, schemars::JsonSchema,
)]
pub enum FormName {
    /// 様式4.
    全項目評価書,
    /// 様式3.
    重点項目評価書,
    /// 様式2.
    基礎項目評価書,
}

impl FormName {
    /// All forms, the fullest first.
    pub const ALL: [FormName; 3] = [FormName::全項目評価書, FormName::重点項目評価書, FormName::基礎項目評価書];

    /// The name as printed and as written under 様式.
    pub fn as_str(self) -> &'static str {
        match self {
            FormName::全項目評価書 => "全項目評価書",
            FormName::重点項目評価書 => "重点項目評価書",
            FormName::基礎項目評価書 => "基礎項目評価書",
        }
    }

    /// The form of that exact name.
    pub fn from_name(name: &str) -> Option<FormName> {
        Self::ALL.into_iter().find(|f| f.as_str() == name)
    }

    /// Stem of file names that belong to the form, in ASCII.
    pub fn stem(self) -> &'static str {
        match self {
            FormName::全項目評価書 => "zenkoumoku",
            FormName::重点項目評価書 => "jutenkoumoku",
            FormName::基礎項目評価書 => "kisokoumoku",
        }
    }
}

impl fmt::Display for FormName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One edition of one form.
#[derive(Debug)]
pub struct FormDef {
    /// Stem of the form's files, in ASCII: `zenkoumoku-r7`.
    pub stem: String,
    /// Which form.
    pub form: FormName,
    /// Name of the edition, as written under 様式版.
    pub edition: String,
    /// Name of the official form: 様式４.
    pub official: String,
    /// The form mark printed on the cover, without its brackets.
    pub mark: String,
    /// The title printed on the cover.
    pub title: String,
    /// The top of the tree; its children are the top-level keys of an assessment.
    pub root: Item,
    /// Printed order: ids of items, and [`CONTENTS`] for the table of contents.
    pub parts: Vec<String>,
    index: HashMap<String, Vec<usize>>,
}

/// The entry of [`FormDef::parts`] that stands for the 項目一覧.
pub const CONTENTS: &str = "contents";

/// One item of a form.
#[derive(Debug)]
pub struct Item {
    /// Semantic id, the same in every form: `file.storage.period.term`.
    pub id: String,
    /// Key in the author's file; empty for items that are only printed.
    pub key: String,
    /// Number as printed: `１．`, `①`, or nothing.
    pub no: String,
    /// Number from the section on, without punctuation: `Ⅱ３④`.
    pub number: String,
    /// Label as printed, without number and ※.
    pub label: String,
    /// Labels of editions that are not among the form files, by which import knows the item.
    pub former: Vec<String>,
    /// Labels of the unnumbered groups around it, which tell equal labels apart: ユーザ認証の管理.
    pub context: String,
    /// Whether it is printed as a part of its own ([`FormDef::parts`]).
    pub part: bool,
    /// What an answer can be.
    pub kind: Kind,
    /// Whether ※ is printed on this label.
    pub star_printed: bool,
    /// Whether a change of this item is a 重要な変更 (※ here or above, and not taken out).
    pub star: bool,
    /// What is printed behind the ※.
    pub star_note: String,
    /// When an answer must be given.
    pub required: Required,
    /// When no answer may be given.
    pub empty_when: Option<Condition>,
    /// Least number of members of a list.
    pub min: usize,
    /// Printed as a sub-row of the item before it.
    pub under: bool,
    /// Printed in the row of the item before it.
    pub inline: bool,
    /// Whether it is printed at all.
    pub printed: bool,
    /// What to write here, for the author.
    pub hint: String,
    /// Items inside this one.
    pub children: Vec<Item>,
}

/// What an answer can be. Closed: every use matches exhaustively.
#[derive(Debug)]
pub enum Kind {
    /// A mapping of the children.
    Group,
    /// A list of mappings of the children.
    List {
        /// Id of the child that names a member.
        name: Option<String>,
        /// Printed name of one member, followed by its number: システム.
        instance: String,
        /// How it is printed.
        layout: Layout,
    },
    /// Free text, or a list of text blocks.
    Text,
    /// A list of short texts.
    Strings,
    /// A whole number.
    Number,
    /// A date or a year and month.
    Date,
    /// Free text in which dates stand.
    Period,
    /// One choice.
    Choice(&'static ChoiceSet),
    /// Any number of boxes.
    Boxes(&'static ChoiceSet),
    /// The number of members of a list, `（ ）件`.
    Count {
        /// Id of the list.
        of: String,
    },
    /// Printed text without an answer.
    Fixed(String),
    /// Printed from the answers to another item.
    Derived {
        /// Id of that item.
        of: String,
    },
    /// A printed heading without an answer.
    Heading,
}

/// How a list is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, serde::Deserialize, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Layout {
    /// Member after member, each with its heading.
    #[default]
    Blocks,
    /// A table with one column for each child.
    Table,
    /// Record items: a heading and running items.
    Records,
}

/// When an answer must be given.
#[derive(Debug, PartialEq, Eq)]
pub enum Required {
    /// Always (unless `empty_when` holds).
    Always,
    /// Never.
    Never,
    /// Only when the condition holds.
    When(Condition),
}

/// A condition on the answer to one other item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// Id of that item, a choice or boxes.
    pub item: String,
    /// Whether the answer must be (`true`) or must not be (`false`) one of `choices`.
    pub is: bool,
    /// Choice ids.
    pub choices: Vec<String>,
}

/// An ordered set of choices or boxes.
#[derive(Debug, PartialEq, Eq)]
pub struct ChoiceSet {
    /// Name of the set in `choices.yaml`.
    pub name: String,
    /// The members in printed order.
    pub choices: Vec<Choice>,
}

/// One choice or box.
#[derive(Debug, PartialEq, Eq)]
pub struct Choice {
    /// Id, the same in every edition.
    pub id: String,
    /// Printed text.
    pub label: String,
    /// What stands in its own parentheses.
    pub detail: Detail,
    /// Whether ticking it excludes the others.
    pub exclusive: bool,
    /// Printed group of boxes: 識別情報.
    pub group: String,
}

/// What a box has in its own parentheses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Detail {
    /// It has none.
    None,
    /// Free text.
    Text,
    /// The number of members of the list of this id, `（ ）件`.
    Count(String),
}

/// How a written choice was recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    /// Index of the choice.
    pub index: usize,
    /// Whether it was written exactly as printed.
    pub exact: bool,
}

impl ChoiceSet {
    /// Recognises a choice as printed, in another width, with its number in front, or by its number alone.
    pub fn find(&self, written: &str) -> Option<Match> {
        if let Some(index) = self.choices.iter().position(|c| c.label == written) {
            return Some(Match { index, exact: true });
        }
        let plain = text::normalize(written);
        let by_text = |t: &str| self.choices.iter().position(|c| text::normalize(&c.label) == t);
        if let Some(index) = by_text(&plain) {
            return Some(Match { index, exact: false });
        }
        let digits = plain.chars().take_while(char::is_ascii_digit).count();
        let (number, rest) = plain.split_at(digits);
        let number: usize = number.parse().ok()?;
        let rest = rest.trim_start_matches([')', '.', '、', ']', ':']);
        let index = number.checked_sub(1).filter(|&i| i < self.choices.len());
        match (rest, index) {
            ("", Some(index)) => Some(Match { index, exact: false }),
            // `2)十分である`: the text decides, and a number that contradicts it is no match.
            (rest, Some(index)) => by_text(rest).filter(|&i| i == index).map(|index| Match { index, exact: false }),
            _ => None,
        }
    }

    /// The index of a choice id.
    pub fn index_of(&self, id: &str) -> Option<usize> {
        self.choices.iter().position(|c| c.id == id)
    }

    /// The printed texts in order.
    pub fn labels(&self) -> impl Iterator<Item = &str> {
        self.choices.iter().map(|c| c.label.as_str())
    }
}

impl Item {
    /// Whether an author can answer it (or something inside it).
    pub fn has_key(&self) -> bool {
        !self.key.is_empty()
    }

    /// The label with what tells it apart from others of the same number: `ユーザ認証の管理 具体的な管理方法`.
    pub fn name(&self) -> String {
        if self.context.is_empty() || self.context == self.label {
            self.label.clone()
        } else {
            format!("{} {}", self.context, self.label)
        }
    }

    /// Number and name as a message names the item: `Ⅱ２① ファイルの種類`.
    pub fn title(&self) -> String {
        format!("{} {}", self.number, self.name()).trim_start().to_owned()
    }

    /// Printed name of one member of a list.
    pub fn instance(&self) -> &str {
        match &self.kind {
            Kind::List { instance, .. } => instance,
            _ => "",
        }
    }

    /// The label as printed: number, label, ※ and its note.
    pub fn printed_label(&self) -> String {
        let star = if self.star_printed { "　※" } else { "" };
        format!("{}{}{}{}", self.no, self.label, star, self.star_note)
    }

    /// The child with that key.
    pub fn child(&self, key: &str) -> Option<&Item> {
        self.children.iter().find(|c| c.has_key() && c.key == key)
    }

    /// The item and everything inside it, in printed order.
    pub fn walk(&self) -> Box<dyn Iterator<Item = &Item> + '_> {
        Box::new(std::iter::once(self).chain(self.children.iter().flat_map(Item::walk)))
    }

    /// The choices of a choice or boxes item.
    pub fn choices(&self) -> Option<&'static ChoiceSet> {
        match self.kind {
            Kind::Choice(set) | Kind::Boxes(set) => Some(set),
            _ => None,
        }
    }
}

impl FormDef {
    /// The item with that id.
    pub fn find(&self, id: &str) -> Option<&Item> {
        self.index.get(id).map(|path| path.iter().fold(&self.root, |item, &i| &item.children[i]))
    }

    /// The items from the top down to (and with) the one of that id, without the root.
    pub fn path_to(&self, id: &str) -> Vec<&Item> {
        let mut item = &self.root;
        let mut path = Vec::new();
        for &i in self.index.get(id).map(Vec::as_slice).unwrap_or_default() {
            item = &item.children[i];
            path.push(item);
        }
        path
    }

    /// Whether the item is printed as a part of its own.
    pub fn is_part(&self, id: &str) -> bool {
        self.parts.iter().any(|p| p == id)
    }

    /// All items in the order of the file, without the root.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.root.walk().skip(1)
    }

    /// Form and edition for people.
    pub fn describe(&self) -> String {
        format!("{}（{}）", self.form, self.edition)
    }
}

/// The form files of the binary: stem and text. The newest edition of each form comes first.
const FILES: &[(FormName, &str, &str)] = &[
    (FormName::全項目評価書, "zenkoumoku-r7", include_str!("../schemas/prepared/zenkoumoku-r7.json")),
    (FormName::全項目評価書, "zenkoumoku-h30", include_str!("../schemas/prepared/zenkoumoku-h30.json")),
    (FormName::重点項目評価書, "jutenkoumoku-r7", include_str!("../schemas/prepared/jutenkoumoku-r7.json")),
    (FormName::重点項目評価書, "jutenkoumoku-h30", include_str!("../schemas/prepared/jutenkoumoku-h30.json")),
    (FormName::基礎項目評価書, "kisokoumoku-r6", include_str!("../schemas/prepared/kisokoumoku-r6.json")),
    (FormName::基礎項目評価書, "kisokoumoku-h30", include_str!("../schemas/prepared/kisokoumoku-h30.json")),
];

const CHOICES: &str = include_str!("../schemas/prepared/choices.json");

/// The editions of a form, newest first. Each is loaded when first asked for.
pub fn editions(form: FormName) -> impl Iterator<Item = &'static FormDef> {
    FILES.iter().enumerate().filter(move |(_, f)| f.0 == form).map(|(i, _)| built_in(i))
}

/// Every edition of every form.
pub fn all() -> impl Iterator<Item = &'static FormDef> {
    (0..FILES.len()).map(built_in)
}

/// The edition of that name.
pub fn edition(form: FormName, name: &str) -> Option<&'static FormDef> {
    editions(form).find(|def| def.edition == name)
}

/// The edition in use.
pub fn newest(form: FormName) -> &'static FormDef {
    // FILES names every form, so there is always a first one.
    built_in(FILES.iter().position(|f| f.0 == form).unwrap_or(0))
}

fn built_in(index: usize) -> &'static FormDef {
    static LOADED: [OnceLock<&'static FormDef>; FILES.len()] = [const { OnceLock::new() }; FILES.len()];
    LOADED[index].get_or_init(|| {
        let (_, stem, text) = FILES[index];
        let base = |name: &str| FILES.iter().find(|f| f.1 == name).map(|f| f.2.to_owned());
        // The built-in files are loaded by a test, so a mistake in them never leaves the build.
        let def = load(stem, text, CHOICES, &base).unwrap_or_else(|e| panic!("built-in form: {e}"));
        Box::leak(Box::new(def))
    })
}

#[cfg(test)]
mod tests;
