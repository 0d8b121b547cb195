//! The resolver: binds a YAML tree to the items of its form and reports, in one run, everything
//! that is wrong with the structure.
//!
//! Two passes: the first reads every value by the kind of its item, the second asks, where all
//! answers are known, what is missing, what must be empty, and whether stated counts are right.

use std::borrow::Cow;
use std::sync::Arc;

use crate::commons::Commons;
use crate::date;
use crate::diag::{self, Diagnostic, ItemPlace, Message, Severity};
use crate::form::{self, Detail, FormDef, FormName, Item, Kind};
use crate::source::{Source, Span};
use crate::text;
use crate::yaml::{self, Entry, Node, NodeKind};

use super::{
    Answer, Assessment, Block, BlockKind, EDITION_KEY, FORM_KEY, Group, Outcome, Place, State, Step, Text, Tick,
    UNREADABLE_KEY, Value, item_place,
};

mod complete;
mod shared;
mod value;

pub use shared::check_commons;

use shared::Expansion;

/// For how many unknown keys the meant one is looked for; more of them is no list of slips.
const MAX_GUESSES: usize = 200;

/// See [`super::read_with`].
pub fn read(source: &Arc<Source>, commons: &Commons) -> Outcome {
    let parsed = yaml::parse(source);
    let mut resolver = Resolver::new(source, commons, Expansion::default());
    resolver.diagnostics = parsed.diagnostics;
    let assessment = parsed.document.and_then(|document| {
        let form = resolver.form(&document.root)?;
        let at = first_key(&document.root);
        let root = resolver.group(&form.root, &document.root, at);
        Some(Assessment { source: Arc::clone(source), form, root, comments: document.comments })
    });
    let mut diagnostics = resolver.diagnostics;
    if let Some(assessment) = &assessment {
        complete::check(assessment, &mut diagnostics);
    }
    diag::sort(&mut diagnostics);
    Outcome { assessment, diagnostics }
}

struct Resolver<'a> {
    source: &'a Arc<Source>,
    diagnostics: Vec<Diagnostic>,
    /// The way to where the resolver is.
    place: Place<'static>,
    /// How deep text blocks are nested.
    blocks: usize,
    /// How many unknown keys there were.
    unknown_keys: usize,
    commons: &'a Commons,
    expansion: Expansion,
}

impl<'a> Resolver<'a> {
    fn new(source: &'a Arc<Source>, commons: &'a Commons, expansion: Expansion) -> Self {
        Resolver {
            source,
            diagnostics: Vec::new(),
            place: Place::default(),
            blocks: 0,
            unknown_keys: 0,
            commons,
            expansion,
        }
    }
}

impl Resolver<'_> {
    fn report(&mut self, rule: &'static str, severity: Severity, span: Span, message: Message) -> &mut Diagnostic {
        let mut diagnostic = Diagnostic::new(rule, severity, self.source, span, message);
        if self.place.item().is_some() {
            diagnostic.item = Some(item_place(&self.place));
        }
        self.diagnostics.push(diagnostic);
        // Pushed in the line above.
        let last = self.diagnostics.len() - 1;
        &mut self.diagnostics[last]
    }

    fn error(
        &mut self,
        rule: &'static str,
        span: Span,
        ja: impl Into<String>,
        en: impl Into<String>,
    ) -> &mut Diagnostic {
        self.report(rule, Severity::Error, span, Message::new(ja, en))
    }

    /// The form and edition that the file names.
    fn form(&mut self, root: &Node) -> Option<&'static FormDef> {
        let NodeKind::Map(entries) = &root.kind else {
            let d = self.error(
                "not-an-assessment",
                Span::new(root.span.start, root.span.start),
                "評価書ではありません（「様式: …」で始まる項目がありません）",
                "not an assessment: it has no 様式",
            );
            d.help = Some(match wide_colon(root) {
                true => Message::new(WIDE_COLON.0, WIDE_COLON.1),
                false => Message::new(
                    "piac new でひな形を作るか、piac import で公表済みの評価書を取り込んでください",
                    "start with piac new, or import a published assessment with piac import",
                ),
            });
            return None;
        };
        let names: Vec<&str> = FormName::ALL.iter().map(|f| f.as_str()).collect();
        let form = match entries.iter().find(|e| text::normalize(&e.key) == FORM_KEY) {
            None => {
                let at = entries.first().map_or(root.span, |e| e.key_span);
                let d = self.error("unknown-form", at, "「様式」がありません", "the key 様式 is missing");
                d.help = Some(Message::new(
                    format!("初めの行に「様式: {}」などと書いてください", names[0]),
                    format!("begin with 様式: {}", names[0]),
                ));
                return None;
            }
            Some(entry) => {
                let written = entry.value.scalar().unwrap_or_default();
                match FormName::ALL.into_iter().find(|f| text::normalize(f.as_str()) == text::normalize(written)) {
                    Some(form) => {
                        self.name_notation(entry, written, form.as_str());
                        form
                    }
                    None => {
                        let near = nearest(written, names.iter().copied());
                        let span = value_span(entry);
                        let d = self.error(
                            "unknown-form",
                            span,
                            format!("「{written}」という様式はありません"),
                            format!("there is no form {written}"),
                        );
                        d.help = Some(did_you_mean(near, &names));
                        near.and_then(FormName::from_name)?
                    }
                }
            }
        };
        Some(self.edition(form, entries))
    }

    fn edition(&mut self, form: FormName, entries: &[Entry]) -> &'static FormDef {
        let names: Vec<&str> = form::editions(form).map(|e| e.edition.as_str()).collect();
        let Some(entry) = entries.iter().find(|e| text::normalize(&e.key) == EDITION_KEY) else {
            let at = entries.iter().find(|e| text::normalize(&e.key) == FORM_KEY).map_or(Span::default(), value_span);
            let d = self.error("unknown-edition", at, "「様式版」がありません", "the key 様式版 is missing");
            d.help = Some(Message::new(
                format!("「様式版: {}」などと書いてください（{}）", names[0], names.join("・")),
                format!("write one of {}", names.join(", ")),
            ));
            return form::newest(form);
        };
        let written = entry.value.scalar().unwrap_or_default();
        if let Some(def) = form::editions(form).find(|d| text::normalize(&d.edition) == text::normalize(written)) {
            self.name_notation(entry, written, &def.edition);
            return def;
        }
        let near = nearest(written, names.iter().copied());
        let span = value_span(entry);
        let d = self.error(
            "unknown-edition",
            span,
            format!("{form}に「{written}」という様式版はありません"),
            format!("{form} has no edition {written}"),
        );
        d.help = Some(did_you_mean(near, &names));
        near.and_then(|name| form::edition(form, name)).unwrap_or_else(|| form::newest(form))
    }

    /// The answers to the children of `item` in a mapping; what is absent is reported at `at`.
    fn group(&mut self, item: &'static Item, node: &Node, at: Span) -> Group {
        let entries: &[Entry] = match &node.kind {
            NodeKind::Map(entries) => entries,
            _ => &[],
        };
        let mut used = vec![false; entries.len()];
        let mut answers = Vec::with_capacity(item.children.len());
        for child in item.children.iter().filter(|c| c.has_key()) {
            let exact = entries.iter().position(|e| e.key == child.key);
            let found = exact.or_else(|| {
                let key = text::normalize(&child.key);
                entries
                    .iter()
                    .enumerate()
                    .position(|(i, e)| !used[i] && item.child(&e.key).is_none() && text::normalize(&e.key) == key)
            });
            self.place.steps.push(Step::Item(child));
            let answer = match found {
                None => Answer { item: child, key_span: None, span: at, state: State::Blank },
                Some(index) => {
                    used[index] = true;
                    let entry = &entries[index];
                    self.key_notation(entry, &child.key);
                    self.answer(child, entry)
                }
            };
            self.place.steps.pop();
            answers.push(answer);
        }
        for (entry, _) in entries.iter().zip(&used).filter(|(_, used)| !**used) {
            match text::normalize(&entry.key).as_str() {
                header @ (FORM_KEY | EDITION_KEY) if item.id.is_empty() => self.key_notation(entry, header),
                _ => self.unknown_key(item, entry, &mut answers),
            }
        }
        Group { item, span: node.span, answers }
    }

    /// Reports a key that differs from the form's in width or signs.
    fn key_notation(&mut self, entry: &Entry, key: &str) {
        if entry.key != key {
            self.notation(
                "key-notation",
                entry.key_span,
                format!("項目名「{}」は様式の「{key}」と字の幅や記号が違います", entry.key),
                format!("the key {} is printed as {key}", entry.key),
                yaml::write::key(key),
            );
        }
    }

    /// Reports the name of a form or an edition that differs in width or signs.
    fn name_notation(&mut self, entry: &Entry, written: &str, name: &str) {
        if written != name {
            self.notation(
                "choice-notation",
                value_span(entry),
                format!("「{written}」は「{name}」と字の幅や記号が違います"),
                format!("{written} is printed as {name}"),
                yaml::write::scalar(name, 0),
            );
        }
    }

    /// A warning about notation with its repair.
    fn notation(&mut self, rule: &'static str, span: Span, ja: String, en: String, text: String) {
        let message = Message::new(format!("「{text}」に直す"), format!("replace by {text}"));
        let diagnostic = self.report(rule, Severity::Warning, span, Message::new(ja, en));
        diagnostic.fix = Some(diag::Fix { message, edits: vec![diag::Edit { span, text }] });
    }

    fn unknown_key(&mut self, item: &'static Item, entry: &Entry, answers: &mut [Answer]) {
        let missing = answers.iter().filter(|a| a.key_span.is_none()).map(|a| a.item.key.as_str());
        self.unknown_keys += 1;
        let near = if self.unknown_keys <= MAX_GUESSES { nearest(&entry.key, missing) } else { None };
        if let Some(answer) = answers.iter_mut().find(|a| Some(a.item.key.as_str()) == near && a.is_blank()) {
            // One slip is one finding: what the key meant is not missing as well.
            answer.state = State::Invalid;
        }
        let inside = if item.id.is_empty() { "評価書".to_owned() } else { format!("「{}」", item.title()) };
        let all: Vec<&str> = item.children.iter().filter(|c| c.has_key()).map(|c| c.key.as_str()).collect();
        let help = match near {
            _ if entry.key.starts_with('　') => Message::new(
                "項目名の前の空白が全角です。字下げは半角の空白で書いてください",
                "indent with half-width spaces",
            ),
            Some(near) => Message::new(format!("「{near}」のことですか"), format!("did you mean {near}?")),
            None => Message::new(
                format!("ここに書ける項目: {}", all.join("、")),
                format!("keys allowed here: {}", all.join(", ")),
            ),
        };
        let d = self.error(
            "unknown-key",
            entry.key_span,
            format!("{inside}に「{}」という項目はありません", entry.key),
            format!("there is no key {} here", entry.key),
        );
        d.help = Some(help);
    }

    /// The answer to one item.
    fn answer(&mut self, item: &'static Item, entry: &Entry) -> Answer {
        let span = value_span(entry);
        let state = self.state(item, &entry.value, span, entry.key_span);
        Answer { item, key_span: Some(entry.key_span), span, state }
    }

    fn state(&mut self, item: &'static Item, node: &Node, span: Span, key_span: Span) -> State {
        match &node.kind {
            NodeKind::Invalid => return State::Invalid,
            NodeKind::Null => return State::Blank,
            NodeKind::Map(entries) if entries.len() == 1 && entries[0].key == UNREADABLE_KEY => {
                let words = entries[0].value.scalar().unwrap_or_default().to_owned();
                let d = self.error(
                    "unreadable-answer",
                    entries[0].key_span,
                    "取り込みで読み取れなかった項目です。原本を見て確かめてください",
                    "the import could not read this answer; look at the original",
                );
                d.help = Some(Message::new(
                    "確かめたら「要確認:」を消し、値を直接書いてください",
                    "then remove 要確認 and write the answer",
                ));
                return State::Unreadable(words);
            }
            NodeKind::Scalar { value, .. } if value.trim().is_empty() => return State::Blank,
            NodeKind::Seq(nodes)
                if nodes.is_empty()
                    && matches!(item.kind, Kind::Text | Kind::Period | Kind::Strings | Kind::Boxes(_)) =>
            {
                return State::Blank;
            }
            NodeKind::Scalar { value, .. }
                if text::is_explicit_none(value) && !matches!(item.kind, Kind::Choice(_)) =>
            {
                return State::None(value.trim_end_matches('\n').to_owned());
            }
            _ => {}
        }
        match &item.kind {
            Kind::Group => match &node.kind {
                NodeKind::Map(_) => State::Filled(Value::Group(self.group(item, node, key_span))),
                _ => {
                    let state =
                        self.wrong_kind(span, "項目の集まり（「項目名: 値」を字下げして並べたもの）", "a mapping");
                    if wide_colon(node) {
                        self.help(WIDE_COLON.0, WIDE_COLON.1);
                    }
                    state
                }
            },
            Kind::List { .. } => self.list(item, node, span),
            _ => self.value(item, node, span),
        }
    }

    fn list(&mut self, item: &'static Item, node: &Node, span: Span) -> State {
        let NodeKind::Seq(nodes) = &node.kind else {
            let instance = item.instance();
            let d = self.error(
                "not-a-list",
                span,
                format!("「{}」は繰り返しの項目ですが、「- 」で始まる一覧になっていません", item.key),
                format!("{} repeats and must be a list", item.key),
            );
            d.help = Some(Message::new(
                format!("{instance}ごとに、先頭に「- 」を付けて書いてください"),
                "begin each member with a dash",
            ));
            return State::Invalid;
        };
        let of = nodes.len();
        let mut members = Vec::with_capacity(of);
        let names = member_names(item, nodes);
        for (index, member) in nodes.iter().enumerate() {
            let name = names[index].filter(|name| names.iter().filter(|n| *n == &Some(*name)).count() == 1);
            let name = name.map(|name| Cow::Owned(name.trim_end_matches('\n').to_owned()));
            self.place.steps.push(Step::Member { index, of, name });
            match &member.kind {
                NodeKind::Map(_) | NodeKind::Null => members.push(self.group(item, member, first_key(member))),
                NodeKind::Invalid => {}
                NodeKind::Scalar { .. } | NodeKind::Seq(_) => {
                    self.wrong_kind(member.span, "項目の集まり（「項目名: 値」を並べたもの）", "a mapping");
                }
            }
            self.place.steps.pop();
        }
        State::Filled(Value::List(members))
    }

    /// Adds a way out to the finding reported last.
    fn help(&mut self, ja: &str, en: &str) {
        if let Some(last) = self.diagnostics.last_mut() {
            last.help = Some(Message::new(ja, en));
        }
    }

    fn wrong_kind(&mut self, span: Span, ja: &str, en: &str) -> State {
        let key = self.place.item().map(|i| i.key.clone()).unwrap_or_default();
        self.error("wrong-kind", span, format!("「{key}」には{ja}を書きます"), format!("{key} must be {en}"));
        State::Invalid
    }
}

/// What to say where a mapping was written with full-width colons.
const WIDE_COLON: (&str, &str) = (
    "項目名のあとが全角の「：」です。半角の「:」と空白にしてください",
    "use a half-width colon and a space after the key",
);

/// Whether a scalar is a mapping written with full-width colons: 様式：基礎項目評価書.
fn wide_colon(node: &Node) -> bool {
    let key = node.scalar().and_then(|words| words.split_once('：')).map(|(key, _)| key.trim());
    key.is_some_and(|key| !key.is_empty() && key.chars().count() < 40 && !key.contains([' ', '。']))
}

/// The names of the members of a list, as [`super::place::member_steps`] will read them.
fn member_names<'n>(list: &Item, nodes: &'n [Node]) -> Vec<Option<&'n str>> {
    let key = match &list.kind {
        Kind::List { name: Some(id), .. } => list.children.iter().find(|c| &c.id == id).map(|c| c.key.as_str()),
        _ => None,
    };
    let name = |node: &'n Node| node.get(key?)?.scalar().filter(|name| !name.trim().is_empty());
    nodes.iter().map(name).collect()
}

/// The first key of a mapping, as the place of what is absent from it.
fn first_key(node: &Node) -> Span {
    match &node.kind {
        NodeKind::Map(entries) => entries.first().map_or(node.span, |e| e.key_span),
        _ => node.span,
    }
}

/// The bytes of a value, or of its key where there is none.
fn value_span(entry: &Entry) -> Span {
    match entry.value.kind {
        NodeKind::Null => entry.key_span,
        _ => entry.value.span,
    }
}

/// The candidate that a mistyped name most likely meant.
fn nearest<'n>(written: &str, candidates: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let written = text::normalize(written);
    candidates
        .map(|name| {
            let plain = text::normalize(name);
            let part = written.chars().count() >= 2 && (plain.contains(&written) || written.contains(&plain));
            let score = strsim::normalized_damerau_levenshtein(&written, &plain);
            (name, if part { score.max(0.6) } else { score })
        })
        .filter(|&(_, score)| score >= 0.5)
        .max_by(|a, b| a.1.total_cmp(&b.1))
        .map(|(name, _)| name)
}

fn did_you_mean(near: Option<&str>, all: &[&str]) -> Message {
    match near {
        Some(near) => Message::new(
            format!("「{near}」のことですか（{}のどれかを書きます）", all.join("・")),
            format!("did you mean {near}? (one of {})", all.join(", ")),
        ),
        None => Message::new(format!("{}のどれかを書きます", all.join("・")), format!("one of {}", all.join(", "))),
    }
}
