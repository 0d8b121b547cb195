//! Diagnostics: what every check says, in one type for all output formats.
//!
//! A [`Diagnostic`] states a fact with its place, the clause it rests on and a way out. Messages
//! carry both languages ([`Message`]); the output picks one.

use std::io;
use std::sync::Arc;

use crate::source::{Format, Source, Span, Unreadable};

/// The language of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Lang {
    /// Japanese, the default.
    #[default]
    Ja,
    /// English.
    En,
}

/// A sentence in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Message {
    /// Japanese.
    pub ja: String,
    /// English.
    pub en: String,
}

impl Message {
    /// The same sentence in Japanese and English.
    pub fn new(ja: impl Into<String>, en: impl Into<String>) -> Self {
        Self { ja: ja.into(), en: en.into() }
    }

    /// The sentence in `lang`.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ja => &self.ja,
            Lang::En => &self.en,
        }
    }
}

impl Unreadable {
    /// Why the file cannot be read.
    pub fn reason(&self) -> Message {
        match self {
            Unreadable::Io(kind) => io_reason(*kind),
            Unreadable::NotAFile => Message::new("ファイルではありません", "not a file"),
            Unreadable::TooLarge { bytes, limit } => {
                let mb = |b: u64| b / (1024 * 1024);
                Message::new(
                    format!("大きすぎます（{} MB。上限は {} MB）", mb(*bytes), mb(*limit)),
                    format!("too large ({} MB, at most {} MB)", mb(*bytes), mb(*limit)),
                )
            }
            Unreadable::Format(Format::Office) => Message::new(
                "Excel か Word のファイルです（YAML の評価書ではありません）",
                "a file of Excel or Word, not an assessment in YAML",
            ),
            Unreadable::Format(Format::Pdf) => {
                Message::new("PDF です（YAML の評価書ではありません）", "a PDF, not an assessment in YAML")
            }
            Unreadable::Binary => Message::new("文字のファイルではありません", "not a text file"),
            Unreadable::Encoding(name) => Message::new(
                format!("文字コードが UTF-8 ではありません（{name} のようです）"),
                format!("not UTF-8 (it looks like {name})"),
            ),
        }
    }

    /// What can be done, where the reason tells.
    pub fn way_out(&self) -> Option<Message> {
        match self {
            Unreadable::Format(Format::Office) => Some(Message::new(
                "PDF に書き出せば、piac import で YAML の評価書にできます",
                "save it as PDF, which piac import turns into YAML",
            )),
            Unreadable::Format(Format::Pdf) => Some(Message::new(
                "piac import で YAML の評価書にしてから使います",
                "turn it into YAML with piac import",
            )),
            Unreadable::Encoding(_) => {
                Some(Message::new("エディターで「UTF-8」を選んで保存し直してください", "save it again as UTF-8"))
            }
            _ => None,
        }
    }
}

/// Why the operating system refused.
pub fn io_reason(kind: io::ErrorKind) -> Message {
    let ja = match kind {
        io::ErrorKind::NotFound => "見つかりません",
        io::ErrorKind::PermissionDenied => "権限がありません",
        io::ErrorKind::IsADirectory => "フォルダーです",
        io::ErrorKind::NotADirectory => "途中の名前がフォルダーではありません",
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "ディスクの空きがありません",
        io::ErrorKind::ReadOnlyFilesystem => "書き込みのできない場所です",
        io::ErrorKind::InvalidFilename => "名前が長すぎるか、使えない文字があります",
        io::ErrorKind::AlreadyExists => "すでにあります",
        _ => "入出力の誤りです",
    };
    Message::new(ja, kind.to_string())
}

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// A note; never fails a run by default.
    Info,
    /// Probably wrong, or right but unusual.
    Warning,
    /// Wrong.
    Error,
}

/// The item that a finding speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemPlace {
    /// Address in the file, as in 対象: `基本情報/事務/事務の名称`.
    pub address: String,
    /// Number and label as printed: `Ⅰ１① 事務の名称`.
    pub label: String,
}

/// A second place that belongs to a finding.
#[derive(Clone, Debug)]
pub struct Related {
    /// The file of the place.
    pub source: Arc<Source>,
    /// The place.
    pub span: Span,
    /// What stands there.
    pub message: Message,
}

/// One replacement of a span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; an empty span inserts.
    pub span: Span,
    /// The new text.
    pub text: String,
}

/// A repair that `--fix` applies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What the repair does.
    pub message: Message,
    /// The edits, all in the file of the finding.
    pub edits: Vec<Edit>,
}

/// One finding.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// Name of the rule, kebab-case, after the bad pattern.
    pub rule: &'static str,
    /// Its weight.
    pub severity: Severity,
    /// The fact.
    pub message: Message,
    /// The file.
    pub source: Arc<Source>,
    /// The place in the file.
    pub span: Span,
    /// The item of the form, where there is one.
    pub item: Option<ItemPlace>,
    /// Other places that belong to it.
    pub related: Vec<Related>,
    /// The clause it rests on.
    pub basis: Option<&'static str>,
    /// A way out.
    pub help: Option<Message>,
    /// A repair.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// A finding with nothing but its fact and place.
    pub fn new(rule: &'static str, severity: Severity, source: &Arc<Source>, span: Span, message: Message) -> Self {
        Self {
            rule,
            severity,
            message,
            source: Arc::clone(source),
            span,
            item: None,
            related: Vec::new(),
            basis: None,
            help: None,
            fix: None,
        }
    }

    /// Names the item.
    pub fn item(mut self, place: ItemPlace) -> Self {
        self.item = Some(place);
        self
    }

    /// Adds a way out.
    pub fn help(mut self, ja: impl Into<String>, en: impl Into<String>) -> Self {
        self.help = Some(Message::new(ja, en));
        self
    }

    /// Adds the clause it rests on.
    pub fn basis(mut self, clause: &'static str) -> Self {
        self.basis = Some(clause);
        self
    }

    /// Adds a second place in the same file.
    pub fn related(mut self, span: Span, message: Message) -> Self {
        self.related.push(Related { source: Arc::clone(&self.source), span, message });
        self
    }

    /// Adds a repair by one replacement.
    pub fn fix(self, message: Message, span: Span, text: impl Into<String>) -> Self {
        self.edits(message, vec![Edit { span, text: text.into() }])
    }

    /// Adds a repair by several replacements.
    pub fn edits(mut self, message: Message, edits: Vec<Edit>) -> Self {
        self.fix = Some(Fix { message, edits });
        self
    }
}

/// Puts findings in the order of their places; of equal places the order of the checks stays, which
/// is that of the form.
pub fn sort(diagnostics: &mut [Diagnostic]) {
    diagnostics.sort_by_key(|d| (d.span.start, d.span.end));
}

/// Applies edits to a text: the earlier of two that overlap wins, so one run of fixes is always well formed.
pub fn apply_edits(text: &str, edits: &[Edit]) -> String {
    let mut edits: Vec<&Edit> = edits.iter().collect();
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        if edit.span.start < at || edit.span.end > text.len() {
            continue;
        }
        out.push_str(&text[at..edit.span.start]);
        out.push_str(&edit.text);
        at = edit.span.end;
    }
    out.push_str(&text[at..]);
    out
}
