//! What an import says about itself: each item with its source lines, what is left over, and the
//! account of every character.

use schemars::JsonSchema;
use serde::Serialize;

use crate::diag::{Lang, Message};

/// How an item was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Read (also: read as blank).
    Placed,
    /// Read with a doubt, or left as 要確認.
    Unsure,
    /// Its label is not in the text.
    Missing,
}

/// One item.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Entry {
    /// Address in the written file, members by number.
    pub address: String,
    /// Number and label as printed.
    pub label: String,
    /// The beginning of the value.
    pub value: String,
    /// The whole value.
    #[serde(skip)]
    pub full: String,
    /// Number of the file it was read from, from 0.
    #[serde(skip)]
    pub text: usize,
    /// Name of that file, where there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The page, where the text has several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// First and last line of the text it was read from.
    pub lines: Option<(u32, u32)>,
    /// How it was read.
    pub status: Status,
    /// Whether the answer is in the file all the same, with the reason as a comment above it.
    #[serde(skip)]
    pub remark: bool,
    /// Why a person should look at it.
    #[serde(serialize_with = "japanese", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub reason: Option<Message>,
}

fn japanese<S: serde::Serializer>(reason: &Option<Message>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(reason.as_ref().map_or("", |m| m.get(Lang::Ja)))
}

/// Text that belongs to no answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LeftOver {
    /// Number of its file, from 0.
    #[serde(skip)]
    pub index: usize,
    /// Name of its file, where there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Its page, where the text has several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// Its line.
    pub line: u32,
    /// The text.
    pub text: String,
}

/// Every character of the input, in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Account {
    /// All characters.
    pub total: usize,
    /// In answers.
    pub placed: usize,
    /// Labels, choice lists, markup, white space.
    pub furniture: usize,
    /// Listed as left over.
    pub left_over: usize,
}

/// The report of one import.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Report {
    /// Version of this notation.
    pub version: u32,
    /// The form.
    pub form: String,
    /// Its edition.
    pub edition: String,
    /// The form mark on the cover, where it is the mark of another edition than the one it was read as.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub printed_mark: Option<String>,
    /// Items in the order of the form.
    pub items: Vec<Entry>,
    /// 取り込み残り.
    pub left_over: Vec<LeftOver>,
    /// The account.
    pub characters: Account,
}

impl Report {
    /// How many items have that status.
    pub fn count(&self, status: Status) -> usize {
        self.items.iter().filter(|e| e.status == status).count()
    }

    /// How many answers are in the file with a comment `# 要確認` above them: read with a doubt, but read.
    pub fn remarks(&self) -> usize {
        self.items.iter().filter(|e| e.remark).count()
    }

    /// The report for a terminal: what was read, what to confirm, what is left.
    pub fn human(&self, lang: Lang) -> String {
        let (placed, unsure, missing) =
            (self.count(Status::Placed), self.count(Status::Unsure), self.count(Status::Missing));
        let c = &self.characters;
        let head = Message::new(
            format!(
                "{}（{}）: 読み取り {placed} 項目、要確認 {unsure} 項目、見当たらない項目 {missing}、取り込み残り {} か所",
                self.form,
                self.edition,
                self.left_over.len()
            ),
            format!(
                "{} ({}): {placed} items read, {unsure} to confirm, {missing} not found, {} passages left over",
                self.form,
                self.edition,
                self.left_over.len()
            ),
        );
        let account = Message::new(
            format!(
                "文字数 {} ＝ 記載 {} ＋ 様式の文字など {} ＋ 残り {}",
                c.total, c.placed, c.furniture, c.left_over
            ),
            format!(
                "{} characters = {} in answers + {} of the form + {} left over",
                c.total, c.placed, c.furniture, c.left_over
            ),
        );
        let mut out = format!("{}\n{}\n", head.get(lang), account.get(lang));
        if let Some(mark) = &self.printed_mark {
            let other = Message::new(
                format!(
                    "表紙の様式は「{mark}」です。この版には対応していないため、{}の版として読みました",
                    self.edition
                ),
                format!("the cover says {mark}, an edition that is not known; it was read as {}", self.edition),
            );
            out.push_str(&format!("{}\n", other.get(lang)));
        }
        for entry in self.items.iter().filter(|e| e.status != Status::Placed) {
            let reason = entry.reason.as_ref().map_or("", |m| m.get(lang));
            let line = entry.lines.map_or(String::new(), |(a, _)| place(entry.file.as_deref(), entry.page, a) + " ");
            out.push_str(&format!("  {line}{}: {reason}\n", entry.label));
        }
        if !self.left_over.is_empty() {
            let title = Message::new("取り込み残り:", "left over:");
            out.push_str(&format!("{}\n", title.get(lang)));
        }
        for left in &self.left_over {
            out.push_str(&format!("  {}: {}\n", place(left.file.as_deref(), left.page, left.line), left.text));
        }
        let remarks = self.remarks();
        if remarks > 0 {
            let note = Message::new(
                format!("要確認のうち {remarks} 項目は読み取った値を書き、その上に「# 要確認」と理由を添えました"),
                format!("of those to confirm, {remarks} have their value in the file, under a comment # 要確認"),
            );
            out.push_str(&format!("{}\n", note.get(lang)));
        }
        out
    }
}

/// `a.txt p.3 L120`: file where there are several, page where there are several, line.
pub(super) fn place(file: Option<&str>, page: Option<u32>, line: u32) -> String {
    let file = file.map(|f| format!("{f} ")).unwrap_or_default();
    let page = page.map(|p| format!("p.{p} ")).unwrap_or_default();
    format!("{file}{page}L{line}")
}
