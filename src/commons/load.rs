//! Reading a folder of shared passages. A file that cannot be used is a finding, and the others are
//! read all the same.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use indexmap::IndexMap;

use crate::date::{self, Date};
use crate::diag::{Diagnostic, Message, Severity};
use crate::source::{Source, Span, Unreadable, is_yaml};
use crate::yaml::{self, Entry, Node, NodeKind};

use super::{Commons, Passage};

/// The most files that one folder can hold.
const MAX_FILES: usize = 10_000;

/// The passages of a folder; a folder that does not exist holds none.
pub(super) fn load(folder: &Path) -> Commons {
    let mut reader = Reader { passages: IndexMap::new(), diagnostics: Vec::new() };
    match files(folder) {
        Ok(files) => files.iter().for_each(|file| reader.file(folder, file)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => reader.unreadable(folder, &Unreadable::Io(error.kind())),
    }
    let Reader { passages, diagnostics } = reader;
    Commons { folder: Some(folder.to_owned()), passages, diagnostics }
}

/// The YAML files of the folder itself, in a fixed order.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let hidden = path.file_name().is_some_and(|n| n.to_string_lossy().starts_with('.'));
        if is_yaml(&path) && !hidden && found.len() < MAX_FILES {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

struct Reader {
    passages: IndexMap<String, Passage>,
    diagnostics: Vec<Diagnostic>,
}

impl Reader {
    fn file(&mut self, folder: &Path, path: &Path) {
        // A link could lead out of the repository, and with it text from anywhere into a published document.
        if leads_out(folder, path) {
            let source = Source::new(shown(path), "");
            self.report(
                "bad-passage",
                &source,
                Span::default(),
                "リンクの先がリポジトリの外にあるので読みません",
                "not read: it is a link that leads out of the repository",
            );
            return;
        }
        let source = match Source::read(path) {
            Ok(read) => Source::new(shown(path), read.text()),
            Err(error) => return self.unreadable(path, &error.reason),
        };
        let parsed = yaml::parse(&source);
        self.diagnostics.extend(parsed.diagnostics);
        let Some(document) = parsed.document else { return };
        match document.root.kind {
            NodeKind::Map(entries) => entries.into_iter().for_each(|entry| self.passage(&source, entry)),
            NodeKind::Null => {}
            _ => {
                self.report(
                    "bad-passage",
                    &source,
                    document.root.span,
                    "共通記載のファイルには「キー: {見出し, 本文}」を並べて書きます",
                    "a file of shared passages is a mapping of keys to passages",
                );
            }
        }
    }

    fn passage(&mut self, source: &Arc<Source>, entry: Entry) {
        let key = entry.key;
        let NodeKind::Map(fields) = &entry.value.kind else {
            if !matches!(entry.value.kind, NodeKind::Invalid) {
                self.report(
                    "bad-passage",
                    source,
                    entry.key_span,
                    format!("共通記載「{key}」に「本文:」がありません"),
                    format!("the shared passage {key} has no 本文"),
                );
            }
            return;
        };
        let mut passage = Passage {
            key: key.clone(),
            key_span: entry.key_span,
            source: Arc::clone(source),
            heading: None,
            body: Node { span: entry.key_span, kind: NodeKind::Null },
            since: None,
            parameters: Vec::new(),
            used: AtomicBool::new(false),
        };
        for field in fields {
            self.field(&mut passage, field);
        }
        if matches!(passage.body.kind, NodeKind::Null) {
            self.report(
                "bad-passage",
                source,
                entry.key_span,
                format!("共通記載「{key}」に「本文:」がありません"),
                format!("the shared passage {key} has no 本文"),
            );
        }
        if let Some(first) = self.passages.get(&key) {
            let message = Message::new(
                format!("共通記載「{key}」が二度書かれています"),
                format!("the shared passage {key} is written twice"),
            );
            let mut d = Diagnostic::new("duplicate-passage", Severity::Error, source, entry.key_span, message);
            d.related.push(crate::diag::Related {
                source: Arc::clone(&first.source),
                span: first.key_span,
                message: Message::new("初めの記載", "the first one"),
            });
            self.diagnostics.push(d);
            return;
        }
        self.passages.insert(key, passage);
    }

    fn field(&mut self, passage: &mut Passage, field: &Entry) {
        let source = Arc::clone(&passage.source);
        let value = &field.value;
        match field.key.as_str() {
            "本文" => passage.body = value.clone(),
            "見出し" => match value.scalar() {
                Some(heading) => passage.heading = Some(heading.trim_end_matches('\n').to_owned()),
                None => self.report("bad-passage", &source, value.span, "見出しには文字を書きます", "見出し is text"),
            },
            "適用開始" => passage.since = self.since(&source, value),
            "引数" => passage.parameters = self.parameters(&source, value),
            other => {
                self.report(
                    "bad-passage",
                    &source,
                    field.key_span,
                    format!("共通記載に「{other}」という項目はありません（見出し・本文・適用開始・引数のどれかです）"),
                    format!("a shared passage has no key {other} (only 見出し, 本文, 適用開始, 引数)"),
                );
            }
        }
    }

    fn since(&mut self, source: &Arc<Source>, value: &Node) -> Option<Date> {
        match value.scalar().and_then(date::parse) {
            Some(Ok(date)) => return Some(date),
            None if matches!(value.kind, NodeKind::Null) => {}
            _ => self.report(
                "bad-passage",
                source,
                value.span,
                "適用開始を日付として読めません（令和8年4月1日、2026-04-01 などと書きます）",
                "適用開始 is not a date",
            ),
        }
        None
    }

    fn parameters(&mut self, source: &Arc<Source>, value: &Node) -> Vec<(String, Span)> {
        let names: Option<Vec<(String, Span)>> = match &value.kind {
            NodeKind::Seq(nodes) => nodes.iter().map(|n| Some((n.scalar()?.trim().to_owned(), n.span))).collect(),
            NodeKind::Null => Some(Vec::new()),
            NodeKind::Scalar { value: name, .. } => Some(vec![(name.trim().to_owned(), value.span)]),
            _ => None,
        };
        names.unwrap_or_else(|| {
            self.report("bad-passage", source, value.span, "引数には名前の一覧を書きます", "引数 is a list of names");
            Vec::new()
        })
    }

    fn unreadable(&mut self, path: &Path, reason: &Unreadable) {
        let source = Source::new(shown(path), "");
        let Message { ja, en } = reason.reason();
        self.report(
            "bad-passage",
            &source,
            Span::default(),
            format!("共通記載のファイルを使えません: {ja}"),
            format!("the file of shared passages cannot be used: {en}"),
        );
    }

    fn report(
        &mut self,
        rule: &'static str,
        source: &Arc<Source>,
        span: Span,
        ja: impl Into<String>,
        en: impl Into<String>,
    ) {
        self.diagnostics.push(Diagnostic::new(rule, Severity::Error, source, span, Message::new(ja, en)));
    }
}

/// Whether a file of the folder, or the folder itself, lies outside of the folder's own parent.
fn leads_out(folder: &Path, path: &Path) -> bool {
    let root = folder.parent().unwrap_or(folder);
    match (root.canonicalize(), path.canonicalize()) {
        (Ok(root), Ok(path)) => !path.starts_with(root),
        // What cannot be found is reported by the reader.
        _ => false,
    }
}

/// A path as messages show it: from the working folder where it lies below.
fn shown(path: &Path) -> String {
    let here = std::env::current_dir().ok();
    let short = here.and_then(|here| path.strip_prefix(here).ok().map(Path::to_owned));
    short.as_deref().unwrap_or(path).display().to_string()
}
