//! The answers as YAML, in the order of the form, with a line of the report for each.

use crate::assessment::{EDITION_KEY, FORM_KEY, Place, Step, UNREADABLE_KEY};
use crate::diag::Message;
use crate::form::{FormDef, Item, Kind, Layout, Required};
use crate::yaml::write;

use super::answers::{Answer, Answers};
use super::attachments::Attachment;
use super::changes::Row;
use super::lex::Origin;
use super::report::{self, Entry, Status};
use super::value::{Read, Value};

/// What is written where an answer was not found.
const NOT_FOUND: &str = "取り込んだ文に見当たりません";
/// The longest excerpt in the report, in characters.
const EXCERPT: usize = 60;

/// Everything that is to be written.
pub(super) struct Content<'a> {
    pub form: &'static FormDef,
    pub answers: &'a Answers,
    pub rows: &'a [Row],
    /// Where each row stands.
    pub row_origins: &'a [Option<Origin>],
    /// Title and body of each 別紙, and where it stands.
    pub attachments: &'a [Attachment],
    /// Names of the files, where there are several.
    pub files: &'a [String],
}

/// The YAML without the left-over comments, and the report's entries.
pub(super) fn yaml(content: &Content) -> (String, Vec<Entry>) {
    let form = content.form;
    let mut writer = Writer { content, out: String::new(), entries: Vec::new(), place: Place::default() };
    writer.line(0, &format!("{FORM_KEY}: {}", form.form));
    writer.line(0, &format!("{EDITION_KEY}: {}", write::scalar(&form.edition, 2)));
    writer.children(&form.root, &mut Vec::new(), 0);
    (writer.out, writer.entries)
}

struct Writer<'a> {
    content: &'a Content<'a>,
    out: String,
    entries: Vec<Entry>,
    place: Place<'static>,
}

impl Writer<'_> {
    fn line(&mut self, indent: usize, text: &str) {
        self.out.extend(std::iter::repeat_n(' ', indent));
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn children(&mut self, item: &'static Item, members: &mut Vec<usize>, indent: usize) {
        for child in item.children.iter().filter(|c| c.has_key() && c.printed) {
            self.place.steps.push(Step::Item(child));
            self.item(child, members, indent);
            self.place.steps.pop();
        }
    }

    fn item(&mut self, item: &'static Item, members: &mut Vec<usize>, indent: usize) {
        let key = write::key(&item.key);
        match &item.kind {
            Kind::Group if !self.anything(item, members) => {
                if needed(item) {
                    self.missing(item, &key, indent);
                }
            }
            Kind::Group => {
                self.line(indent, &format!("{key}:"));
                let before = self.out.len();
                self.children(item, members, indent + 2);
                debug_assert!(self.out.len() >= before);
            }
            Kind::List { layout: Layout::Table, .. } => self.rows(item, &key, indent),
            Kind::List { layout: Layout::Records, .. } => self.leaf(item, &key, members, indent),
            Kind::List { .. } if self.is_attachments(item) => self.attachments(item, &key, indent),
            Kind::List { .. } => self.list(item, &key, members, indent),
            Kind::Fixed(_) | Kind::Derived { .. } | Kind::Heading => {}
            _ => self.leaf(item, &key, members, indent),
        }
    }

    fn is_attachments(&self, item: &Item) -> bool {
        super::attachments::list(self.content.form).is_some_and(|list| std::ptr::eq(list, item))
    }

    /// Whether something was found inside an item.
    fn anything(&self, item: &'static Item, members: &mut Vec<usize>) -> bool {
        item.children.iter().filter(|c| c.has_key() && c.printed).any(|c| match &c.kind {
            Kind::Group => self.anything(c, members),
            Kind::List { layout: Layout::Blocks, .. } => self.content.answers.members_of(c, members) > 0,
            _ => self.content.answers.get(c, members).is_some(),
        })
    }

    /// Whether a member of a list, or a group, has an answer that is not blank.
    fn filled(&self, item: &'static Item, members: &mut Vec<usize>) -> bool {
        item.children.iter().filter(|c| c.has_key() && c.printed).any(|c| match &c.kind {
            Kind::Group => self.filled(c, members),
            Kind::List { layout: Layout::Blocks, .. } => (0..self.content.answers.members_of(c, members)).any(|m| {
                members.push(m);
                let filled = self.filled(c, members);
                members.pop();
                filled
            }),
            _ => self.content.answers.get(c, members).is_some_and(|a| a.read.value != Value::Blank),
        })
    }

    fn list(&mut self, item: &'static Item, key: &str, members: &mut Vec<usize>, indent: usize) {
        let count = self.content.answers.members_of(item, members);
        let mut present = Vec::new();
        for m in 0..count {
            members.push(m);
            if self.filled(item, members) {
                present.push(m);
            }
            members.pop();
        }
        if present.is_empty() {
            if item.min > 0 && item.required == Required::Always {
                self.missing(item, key, indent);
            }
            return;
        }
        self.line(indent, &format!("{key}:"));
        for (index, &m) in present.iter().enumerate() {
            members.push(m);
            self.place.steps.push(Step::Member { index, of: present.len(), name: None });
            let start = self.out.len();
            self.children(item, members, indent + 4);
            dash(&mut self.out, start, indent + 2);
            self.place.steps.pop();
            members.pop();
        }
    }

    fn leaf(&mut self, item: &'static Item, key: &str, members: &[usize], indent: usize) {
        match self.content.answers.get(item, members) {
            Some(answer) => {
                let text = body(item, &answer.read.value, indent);
                self.remark(indent, &answer.read, answer.origin);
                self.line(indent, &format!("{key}:{text}"));
                self.entry(item, answer);
            }
            None if item.required != Required::Never && !item.inline => self.missing(item, key, indent),
            None => {}
        }
    }

    fn missing(&mut self, item: &'static Item, key: &str, indent: usize) {
        self.line(indent, &format!("{key}:"));
        self.line(indent + 2, &format!("{UNREADABLE_KEY}: {NOT_FOUND}"));
        let reason = Message::new("項目名が取り込んだ文に見当たりません", "its label is not in the text");
        self.push(item, String::new(), None, Status::Missing, Some(reason));
    }

    /// A comment above an answer that was read with a doubt: whoever opens only the file must see it.
    fn remark(&mut self, indent: usize, read: &Read, origin: Option<Origin>) {
        let Some(doubt) = read.doubt.as_ref().filter(|_| !matches!(read.value, Value::Unreadable(_))) else { return };
        let file = origin.and_then(|o| self.content.files.get(o.text)).map(String::as_str);
        let place = origin.map(|o| format!(" {}", report::place(file, o.page, o.first))).unwrap_or_default();
        self.line(indent, &format!("# {UNREADABLE_KEY}{place}: {}", doubt.ja));
    }

    fn entry(&mut self, item: &'static Item, answer: &Answer) {
        let status = if answer.read.doubt.is_some() || matches!(answer.read.value, Value::Unreadable(_)) {
            Status::Unsure
        } else {
            Status::Placed
        };
        let full = shown(item, &answer.read.value);
        self.push(item, full, answer.origin, status, answer.read.doubt.clone());
        if let (Some(entry), Status::Unsure) = (self.entries.last_mut(), status) {
            entry.remark = !matches!(answer.read.value, Value::Unreadable(_));
        }
    }

    fn push(&mut self, item: &Item, full: String, origin: Option<Origin>, status: Status, reason: Option<Message>) {
        let label = self.place.label();
        let label = if label.is_empty() { item.title() } else { label };
        let value = excerpt(&full.replace('\n', " "));
        let file = origin.and_then(|o| self.content.files.get(o.text)).cloned();
        self.entries.push(Entry {
            address: self.place.address(),
            label,
            value,
            full,
            text: origin.map_or(0, |o| o.text),
            file,
            page: origin.and_then(|o| o.page),
            lines: origin.map(|o| (o.first, o.last)),
            status,
            remark: false,
            reason,
        });
    }

    fn rows(&mut self, item: &'static Item, key: &str, indent: usize) {
        let content = self.content;
        if content.rows.is_empty() {
            return;
        }
        self.line(indent, &format!("{key}:"));
        let of = content.rows.len();
        for (index, (row, origin)) in content.rows.iter().zip(content.row_origins).enumerate() {
            self.place.steps.push(Step::Member { index, of, name: None });
            let start = self.out.len();
            for column in item.children.iter().filter(|c| c.printed) {
                let Some((read, _)) = row.get(column.id.as_str()) else { continue };
                self.place.steps.push(Step::Item(column));
                if read.value != Value::Blank {
                    let text = body(column, &read.value, indent + 4);
                    self.remark(indent + 4, read, *origin);
                    self.line(indent + 4, &format!("{}:{text}", write::key(&column.key)));
                }
                let read = Read { value: read.value.clone(), doubt: read.doubt.clone() };
                self.entry(column, &Answer { read, origin: *origin });
                self.place.steps.pop();
            }
            dash(&mut self.out, start, indent + 2);
            self.place.steps.pop();
        }
    }

    fn attachments(&mut self, item: &'static Item, key: &str, indent: usize) {
        let content = self.content;
        if content.attachments.is_empty() {
            return;
        }
        self.line(indent, &format!("{key}:"));
        let of = content.attachments.len();
        for (index, attachment) in content.attachments.iter().enumerate() {
            self.place.steps.push(Step::Member { index, of, name: None });
            let start = self.out.len();
            let parts = [(&attachment.title, None), (&attachment.body, attachment.doubt.clone())];
            for (child, (words, doubt)) in item.children.iter().zip(parts) {
                self.place.steps.push(Step::Item(child));
                let (value, status) = match doubt {
                    Some(_) => (Value::Unreadable(words.clone()), Status::Unsure),
                    None => (Value::Text(words.clone()), Status::Placed),
                };
                let text = body(child, &value, indent + 4);
                self.line(indent + 4, &format!("{}:{text}", write::key(&child.key)));
                self.push(child, words.clone(), attachment.origin, status, doubt);
                self.place.steps.pop();
            }
            dash(&mut self.out, start, indent + 2);
            self.place.steps.pop();
        }
    }
}

/// Turns the first line from `start` into the first line of a list member; comments stay above it.
fn dash(out: &mut String, mut start: usize, indent: usize) {
    while out[start..].trim_start_matches(' ').starts_with('#') {
        start += out[start..].find('\n').map_or(out.len() - start, |end| end + 1);
    }
    if out.len() > start + indent {
        out.replace_range(start + indent..start + indent + 1, "-");
    }
}

/// Whether an answer must be given somewhere inside.
fn needed(item: &Item) -> bool {
    item.children.iter().filter(|c| c.has_key() && c.printed).any(|c| match c.kind {
        Kind::Group => needed(c),
        Kind::List { .. } => false,
        _ => c.required == Required::Always,
    })
}

/// The value behind `key:`.
fn body(item: &Item, value: &Value, indent: usize) -> String {
    let inner = indent + 2;
    match value {
        Value::Blank => String::new(),
        Value::Text(text) if matches!(item.kind, Kind::Strings) => {
            text.lines().map(|l| format!("\n{:inner$}- {}", "", write::scalar(l, inner + 2))).collect()
        }
        Value::Text(text) => format!(" {}", write::scalar(text, inner)),
        Value::Choice(index) => {
            let label = item.choices().and_then(|set| set.choices.get(*index)).map_or("", |c| c.label.as_str());
            format!(" {}", write::scalar(label, inner))
        }
        Value::Ticks(ticks) => ticks.iter().map(|(i, detail)| tick(item, *i, detail.as_deref(), inner)).collect(),
        Value::Records(groups) => records(item, groups, inner),
        Value::Unreadable(text) => {
            format!("\n{:inner$}{UNREADABLE_KEY}: {}", "", write::scalar(text, inner + 2))
        }
    }
}

fn tick(item: &Item, index: usize, detail: Option<&str>, indent: usize) -> String {
    let label = item.choices().and_then(|set| set.choices.get(index)).map_or("", |c| c.label.as_str());
    match detail {
        Some(detail) => format!("\n{:indent$}- {}: {}", "", write::key(label), write::scalar(detail, indent + 4)),
        None => format!("\n{:indent$}- {}", "", write::scalar(label, indent + 2)),
    }
}

fn records(item: &Item, groups: &[(String, Vec<String>)], indent: usize) -> String {
    let [name_key, items_key] = [0, 1].map(|i| item.children.get(i).map_or("", |c| c.key.as_str()));
    let mut out = String::new();
    for (name, items) in groups {
        out.push_str(&format!("\n{:indent$}- {}:", "", write::key(name_key)));
        if !name.is_empty() {
            out.push_str(&format!(" {}", write::scalar(name, indent + 4)));
        }
        out.push_str(&format!("\n{:indent$}  {}:", "", write::key(items_key)));
        for name in items {
            out.push_str(&format!("\n{:indent$}    - {}", "", write::scalar(name, indent + 6)));
        }
    }
    out
}

/// The value for people.
pub(super) fn shown(item: &Item, value: &Value) -> String {
    let choice = |i: usize| item.choices().and_then(|s| s.choices.get(i)).map_or("", |c| c.label.as_str());
    match value {
        Value::Blank => String::new(),
        Value::Text(text) | Value::Unreadable(text) => text.clone(),
        Value::Choice(index) => choice(*index).to_owned(),
        Value::Ticks(ticks) => {
            let tick = |(i, detail): &(usize, Option<String>)| match detail {
                Some(detail) => format!("{}（{detail}）", choice(*i)),
                None => choice(*i).to_owned(),
            };
            ticks.iter().map(tick).collect::<Vec<_>>().join("、")
        }
        Value::Records(groups) => {
            let group = |g: &(String, Vec<String>)| format!("{}（{}項目）\n{}", g.0, g.1.len(), g.1.join("、"));
            groups.iter().map(group).collect::<Vec<_>>().join("\n")
        }
    }
}

fn excerpt(full: &str) -> String {
    match full.char_indices().nth(EXCERPT) {
        Some((at, _)) => format!("{}…", &full[..at]),
        None => full.to_owned(),
    }
}
