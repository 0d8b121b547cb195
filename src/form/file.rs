//! The notation of `schemas/forms/*.yaml`, as serde reads it. Its JSON Schema is generated from here.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{FormName, Layout};

/// A form file: a whole form, or an edition that `extends` another one.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FormFile {
    /// Name of the form.
    pub form: FormName,
    /// Name of the edition, as authors write it under 様式版.
    pub edition: String,
    /// First day of use, for information.
    #[serde(default)]
    pub since: Option<String>,
    /// Name of the official form, e.g. 様式４.
    #[serde(default)]
    pub official: Option<String>,
    /// The form mark on the cover.
    pub mark: String,
    /// The title on the cover.
    #[serde(default)]
    pub title: Option<String>,
    /// Stem of the file that this edition changes.
    #[serde(default)]
    pub extends: Option<String>,
    /// Ids that this edition does not have.
    #[serde(default)]
    pub remove: Vec<String>,
    /// Fields that differ, by id.
    #[serde(default)]
    pub change: BTreeMap<String, ItemChange>,
    /// Printed order.
    #[serde(default)]
    pub parts: Vec<String>,
    /// The tree.
    #[serde(default)]
    pub items: Vec<ItemFile>,
}

/// One item.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ItemFile {
    /// Semantic id.
    pub id: String,
    /// Key in the author's file; the label when absent.
    #[serde(default)]
    pub key: Option<String>,
    /// Printed number.
    #[serde(default)]
    pub no: String,
    /// Printed label.
    pub label: String,
    /// What editions that have no file of their own printed instead.
    #[serde(default)]
    pub former: Vec<String>,
    /// Kind of answer.
    pub kind: KindName,
    /// Choice set of a choice or boxes item.
    #[serde(default)]
    pub choices: Option<String>,
    /// Id that a count counts or a derived item prints.
    #[serde(default)]
    pub of: Option<String>,
    /// Text of a fixed item.
    #[serde(default)]
    pub text: Option<String>,
    /// Printed name of one member of a list.
    #[serde(default)]
    pub instance: Option<String>,
    /// Id of the child that names a member of a list.
    #[serde(default)]
    pub name: Option<String>,
    /// Layout of a list.
    #[serde(default)]
    pub layout: Layout,
    /// Least number of members of a list.
    #[serde(default)]
    pub min: usize,
    /// ※ here and below; `false` takes an item out.
    #[serde(default)]
    pub star: Option<bool>,
    /// Printed behind the ※.
    #[serde(default)]
    pub star_note: String,
    /// Whether an answer must be given.
    #[serde(default)]
    pub required: Option<bool>,
    /// When an answer must be given.
    #[serde(default)]
    pub required_when: Option<ConditionFile>,
    /// When no answer may be given.
    #[serde(default)]
    pub empty_when: Option<ConditionFile>,
    /// Sub-row of the item before.
    #[serde(default)]
    pub under: bool,
    /// Same row as the item before.
    #[serde(default)]
    pub inline: bool,
    /// Whether it is printed.
    #[serde(default = "yes")]
    pub printed: bool,
    /// What to write here.
    #[serde(default)]
    pub hint: String,
    /// Items inside.
    #[serde(default)]
    pub items: Vec<ItemFile>,
}

fn yes() -> bool {
    true
}

/// The fields of an item that an edition can change.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ItemChange {
    /// See [`ItemFile::key`].
    pub key: Option<String>,
    /// See [`ItemFile::no`].
    pub no: Option<String>,
    /// See [`ItemFile::label`].
    pub label: Option<String>,
    /// See [`ItemFile::choices`].
    pub choices: Option<String>,
    /// See [`ItemFile::text`].
    pub text: Option<String>,
    /// See [`ItemFile::star_note`].
    pub star_note: Option<String>,
    /// See [`ItemFile::required`].
    pub required: Option<bool>,
    /// See [`ItemFile::hint`].
    pub hint: Option<String>,
}

/// Names of the kinds of answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum KindName {
    /// A mapping.
    Group,
    /// A list of mappings.
    List,
    /// Free text.
    Text,
    /// A list of short texts.
    Strings,
    /// A whole number.
    Number,
    /// A date.
    Date,
    /// Text with dates.
    Period,
    /// One choice.
    Choice,
    /// Boxes.
    Boxes,
    /// （ ）件.
    Count,
    /// Printed text.
    Fixed,
    /// Printed from another item.
    Derived,
    /// A printed heading.
    Heading,
}

/// A condition on one other item: exactly one of `is` and `not`.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConditionFile {
    /// The other item.
    pub item: String,
    /// Choice ids, one of which must be the answer.
    #[serde(default)]
    pub is: Vec<String>,
    /// Choice ids, none of which may be the answer.
    #[serde(default)]
    pub not: Vec<String>,
}

/// `choices.yaml`: the choice sets by name, each an ordered mapping of choice id to choice.
pub type ChoicesFile = IndexMap<String, IndexMap<String, ChoiceFile>>;

/// One choice: its printed text alone, or with what belongs to it.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum ChoiceFile {
    /// Only the printed text.
    Label(String),
    /// The printed text and more.
    Full(ChoiceFull),
}

/// A choice with more than its text.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChoiceFull {
    /// Printed text.
    pub label: String,
    /// Whether the box has its own （ ）.
    #[serde(default)]
    pub text: bool,
    /// Id of the list whose length stands in its （ ）件.
    #[serde(default)]
    pub count: Option<String>,
    /// Whether it excludes the others.
    #[serde(default)]
    pub exclusive: bool,
    /// Printed group.
    #[serde(default)]
    pub group: String,
}
