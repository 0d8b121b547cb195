//! YAML with places: a source text comes in, a tree of [`Node`]s goes out in which every key and
//! value knows its bytes, together with everything that is wrong with the notation.
//!
//! The parser is `granit-parser`; this module only builds the tree from its events. It allows what
//! an assessment needs (mappings, lists, scalars, comments) and refuses by name what would make
//! the text and its meaning differ: tags, anchors, aliases, duplicate keys, several documents.

use std::collections::HashMap;
use std::sync::Arc;

use granit_parser::{Event, Parser, ScalarStyle, options};

use crate::diag::{Diagnostic, Message, Severity};
use crate::source::{Source, Span};
use crate::text;

mod syntax;
pub mod write;

/// How deep mappings and lists may nest. The deepest form nests 9 levels.
const MAX_DEPTH: usize = 64;
/// How many keys and values one file may hold. A 70-page assessment has about 3,000.
const MAX_NODES: usize = 200_000;

/// A parsed file.
#[derive(Debug)]
pub struct Document {
    /// The top node.
    pub root: Node,
    /// All comments in the order of the file.
    pub comments: Vec<Comment>,
}

/// A comment with the `#`.
#[derive(Debug)]
pub struct Comment {
    /// The text after the `#`.
    pub text: String,
    /// From the `#` to the end of the line.
    pub span: Span,
}

/// A value with its place.
#[derive(Clone, Debug)]
pub struct Node {
    /// The bytes of the value; for a missing value an empty span behind its key.
    pub span: Span,
    /// The value.
    pub kind: NodeKind,
}

/// What a value can be.
#[derive(Clone, Debug)]
pub enum NodeKind {
    /// Nothing, `~` or `null`.
    Null,
    /// Any scalar, as text: the form decides what it means.
    Scalar {
        /// The value after YAML escapes and folding.
        value: String,
        /// Whether it was written without quotes, so that JSON would read a number from `7`.
        plain: bool,
    },
    /// A list.
    Seq(Vec<Node>),
    /// A mapping, in the order of the file, without duplicate keys.
    Map(Vec<Entry>),
    /// Something that has been reported already and stands for any value.
    Invalid,
}

/// A key with its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key's text.
    pub key: String,
    /// The bytes of the key.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

impl Node {
    /// The value of a key of a mapping.
    pub fn get(&self, key: &str) -> Option<&Node> {
        match &self.kind {
            NodeKind::Map(entries) => entries.iter().find(|e| e.key == key).map(|e| &e.value),
            _ => None,
        }
    }

    /// The text of a scalar.
    pub fn scalar(&self) -> Option<&str> {
        match &self.kind {
            NodeKind::Scalar { value, .. } => Some(value),
            _ => None,
        }
    }
}

/// The outcome of [`parse`]: there may be a usable tree beside the findings.
#[derive(Debug)]
pub struct Parsed {
    /// The tree, unless the file could not be read as YAML at all.
    pub document: Option<Document>,
    /// What is wrong with the notation.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads a source as one YAML document.
pub fn parse(source: &Arc<Source>) -> Parsed {
    Builder::new(source).run()
}

/// A collection that is still open.
enum Open {
    Seq { start: usize, items: Vec<Node> },
    Map { start: usize, entries: Vec<Entry>, seen: HashMap<String, usize>, key: Option<PendingKey> },
}

enum PendingKey {
    /// The key and where it stands.
    Key(String, Span),
    /// A key that was reported; its value is dropped.
    Dropped,
}

struct Builder<'a> {
    source: &'a Arc<Source>,
    diagnostics: Vec<Diagnostic>,
    comments: Vec<Comment>,
    stack: Vec<Open>,
    root: Option<Node>,
    nodes: usize,
    documents: usize,
}

impl<'a> Builder<'a> {
    fn new(source: &'a Arc<Source>) -> Self {
        Self {
            source,
            diagnostics: Vec::new(),
            comments: Vec::new(),
            stack: Vec::new(),
            root: None,
            nodes: 0,
            documents: 0,
        }
    }

    fn run(mut self) -> Parsed {
        let text = self.source.text();
        let options = options! {
            emit_anchor_events: true,
            emit_unresolved_aliases: true,
            max_buffered_comment_events: 100_000,
        };
        for next in Parser::new_from_str_with_options(text, options) {
            let (event, span) = match next {
                Ok(next) => next,
                Err(error) => {
                    let diagnostic = syntax::explain(self.source, &error);
                    // The scalar that ran on into the mistake was not meant to be folded.
                    let line = self.source.position(diagnostic.span.start).line;
                    let reached = |span: Span| self.source.position(span.end).line + 1 >= line;
                    self.diagnostics.retain(|d| d.rule != "folded-japanese" || !reached(d.span));
                    self.diagnostics.push(diagnostic);
                    return self.failed();
                }
            };
            let bytes = span.byte_range().unwrap_or(0..0);
            let bytes = Span::new(bytes.start.min(text.len()), bytes.end.min(text.len()));
            let tag = span.tag_span().and_then(|s| s.byte_range());
            if event.tag().is_some() {
                let place = tag.map_or(bytes, |r| Span::new(r.start, r.end));
                self.refuse(
                    "yaml-tag",
                    place,
                    "YAML のタグ（!…）は使えません",
                    "YAML tags are not allowed",
                    "「!」で始まる語を消すか、値の全体を引用符 \" \" で囲んでください",
                    "remove the tag, or quote the whole value",
                );
            }
            if self.event(event, bytes).is_err() {
                return self.failed();
            }
        }
        let root = self.root.take().unwrap_or(Node { span: Span::new(0, 0), kind: NodeKind::Null });
        Parsed { document: Some(Document { root, comments: self.comments }), diagnostics: self.diagnostics }
    }

    fn failed(self) -> Parsed {
        Parsed { document: None, diagnostics: self.diagnostics }
    }

    /// Takes one event; an error means that reading must stop (a finding has been added).
    fn event(&mut self, event: Event<'_>, span: Span) -> Result<(), ()> {
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    self.refuse(
                        "yaml-documents",
                        span,
                        "一つのファイルに YAML 文書が二つ以上あります",
                        "the file holds more than one YAML document",
                        "「---」で区切らず、評価書ごとにファイルを分けてください",
                        "put each assessment into a file of its own",
                    );
                    return Err(());
                }
            }
            Event::Comment(text, _) => {
                self.comments.push(Comment { text: text.into_owned(), span });
            }
            Event::Anchor(..) => self.refuse(
                "yaml-anchor",
                span,
                "YAML のアンカー（&…）は使えません",
                "YAML anchors are not allowed",
                "同じ文章を使い回すには共通記載を使います。文字としての「&」は引用符で囲んでください",
                "use a shared passage (共通記載), or quote a literal &",
            ),
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                self.refuse(
                    "yaml-anchor",
                    span,
                    "YAML のエイリアス（*…）は使えません",
                    "YAML aliases are not allowed",
                    "同じ文章を使い回すには共通記載を使います。文字としての「*」は引用符で囲んでください",
                    "use a shared passage (共通記載), or quote a literal *",
                );
                self.add(Node { span, kind: NodeKind::Invalid })?;
            }
            Event::Scalar(value, style, _, _) => {
                let node = self.scalar(value.into_owned(), style, span);
                self.add(node)?;
            }
            Event::SequenceStart(..) => {
                self.open(span, Open::Seq { start: span.start, items: Vec::new() })?;
            }
            Event::MappingStart(..) => {
                let open = Open::Map { start: span.start, entries: Vec::new(), seen: HashMap::new(), key: None };
                self.open(span, open)?;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(open) = self.stack.pop() else { return Ok(()) };
                let node = close(open, span, self.source.text());
                self.add(node)?;
            }
            // Stream and document ends carry nothing.
            _ => {}
        }
        Ok(())
    }

    fn open(&mut self, span: Span, open: Open) -> Result<(), ()> {
        if self.stack.len() >= MAX_DEPTH {
            self.refuse(
                "yaml-too-deep",
                span,
                "入れ子が深すぎます",
                "nesting is too deep",
                "様式の入れ子は 9 段までです。字下げを確かめてください",
                "the form nests 9 levels at most; check the indentation",
            );
            return Err(());
        }
        self.stack.push(open);
        Ok(())
    }

    fn scalar(&mut self, value: String, style: ScalarStyle, span: Span) -> Node {
        let plain = style == ScalarStyle::Plain;
        if plain && matches!(value.as_str(), "" | "~" | "null" | "Null" | "NULL") {
            return Node { span, kind: NodeKind::Null };
        }
        let span = match style {
            ScalarStyle::Literal | ScalarStyle::Folded => block_span(self.source.text(), span),
            _ => span,
        };
        if style != ScalarStyle::Literal {
            self.check_folding(&value, style, span);
        }
        Node { span, kind: NodeKind::Scalar { value, plain } }
    }

    /// Folding turns a line break into a space, which Japanese text must not gain.
    fn check_folding(&mut self, value: &str, style: ScalarStyle, span: Span) {
        let source_text = self.source.slice(span);
        if !source_text.contains('\n') {
            return;
        }
        let lines: Vec<&str> = source_text.lines().map(str::trim).collect();
        let gains_space = lines.windows(2).any(|pair| match (pair[0].chars().next_back(), pair[1].chars().next()) {
            (Some(a), Some(b)) => text::is_japanese(a) && text::is_japanese(b) && value.contains(&format!("{a} {b}")),
            _ => false,
        });
        if !gains_space {
            return;
        }
        let mut diagnostic = Diagnostic::new(
            "folded-japanese",
            Severity::Warning,
            self.source,
            span,
            Message::new(
                "この書き方では、行の継ぎ目に空白が入ります",
                "this notation puts a space where two lines meet",
            ),
        )
        .help(
            "「|」の次の行から本文を書けば、改行も文字もそのまま印刷されます",
            "write the text below a | so that it is printed exactly as written",
        );
        if style == ScalarStyle::Folded {
            // The same text as a literal block, its lines joined as the author saw them.
            let indent = source_text.lines().nth(1).map_or(0, |l| l.len() - l.trim_start_matches(' ').len());
            let block = write::literal(&join_folded(value), indent);
            diagnostic = diagnostic.fix(
                Message::new("「|」に変え、継ぎ目の空白を除く", "use | and drop the spaces at the seams"),
                span,
                block,
            );
        }
        self.diagnostics.push(diagnostic);
    }

    /// Puts a finished node where it belongs.
    fn add(&mut self, node: Node) -> Result<(), ()> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            self.refuse(
                "yaml-too-large",
                node.span,
                "項目が多すぎます（20 万を超えました）",
                "too many values (more than 200,000)",
                "ファイルが評価書であるか確かめてください",
                "check that the file is an assessment",
            );
            return Err(());
        }
        let duplicate = match self.stack.last_mut() {
            None => {
                self.root = Some(node);
                None
            }
            Some(Open::Seq { items, .. }) => {
                items.push(node);
                None
            }
            Some(Open::Map { entries, seen, key, .. }) => match key.take() {
                None => match node.kind {
                    NodeKind::Scalar { value, .. } => match find(&value, entries, seen) {
                        None => {
                            *key = Some(PendingKey::Key(value, node.span));
                            None
                        }
                        Some(first) => {
                            *key = Some(PendingKey::Dropped);
                            Some((value, node.span, entries[first].key_span))
                        }
                    },
                    _ => {
                        *key = Some(PendingKey::Dropped);
                        self.refuse(
                            "yaml-key",
                            node.span,
                            "項目名（キー）が文字ではありません",
                            "a key must be text",
                            "「項目名: 値」の形で書いてください",
                            "write key: value",
                        );
                        None
                    }
                },
                Some(PendingKey::Dropped) => None,
                Some(PendingKey::Key(text, key_span)) => {
                    entries.push(Entry { key: text, key_span, value: node });
                    None
                }
            },
        };
        if let Some((key, span, first)) = duplicate {
            let diagnostic = Diagnostic::new(
                "duplicate-key",
                Severity::Error,
                self.source,
                span,
                Message::new(format!("「{key}」が二度書かれています"), format!("the key {key} is written twice")),
            )
            .related(first, Message::new("初めの記載", "first written here"))
            .help("どちらかを消してください（初めの記載だけを読みました）", "remove one (only the first was read)");
            self.diagnostics.push(diagnostic);
        }
        Ok(())
    }

    fn refuse(&mut self, rule: &'static str, span: Span, ja: &str, en: &str, help_ja: &str, help_en: &str) {
        let diagnostic =
            Diagnostic::new(rule, Severity::Error, self.source, span, Message::new(ja, en)).help(help_ja, help_en);
        self.diagnostics.push(diagnostic);
    }
}

/// The index of a key; `seen` is where those of a large mapping are looked up.
fn find(key: &str, entries: &[Entry], seen: &mut HashMap<String, usize>) -> Option<usize> {
    const FEW: usize = 16;
    if entries.len() <= FEW {
        return entries.iter().position(|e| e.key == key);
    }
    for (index, entry) in entries.iter().enumerate().skip(seen.len()) {
        seen.insert(entry.key.clone(), index);
    }
    seen.get(key).copied()
}

/// The node of a finished collection; `end` is the place of its end event.
fn close(open: Open, end: Span, text: &str) -> Node {
    match open {
        Open::Seq { start, items } => {
            let last = items.last().map_or(start, |n| n.span.end);
            Node { span: collection_span(start, last, end, text), kind: NodeKind::Seq(items) }
        }
        Open::Map { start, entries, .. } => {
            let last = entries.last().map_or(start, |e| e.value.span.end.max(e.key_span.end));
            Node { span: collection_span(start, last, end, text), kind: NodeKind::Map(entries) }
        }
    }
}

/// A flow collection ends with its bracket, a block collection with its last value.
fn collection_span(start: usize, last: usize, end: Span, text: &str) -> Span {
    let flow = text.as_bytes().get(start).is_some_and(|b| matches!(b, b'[' | b'{'));
    Span::new(start, if flow { end.end.max(last) } else { last.max(start) })
}

/// A block scalar from its `|` or `>` to its last line. The parser gives the content alone, up to
/// where the next token begins.
fn block_span(text: &str, span: Span) -> Span {
    let content = text[span.range()].trim_end_matches([' ', '\n', '\r', '\t']);
    let end = span.start + content.len();
    let before = text[..span.start].trim_end();
    let line = before.rfind('\n').map_or(0, |at| at + 1);
    let header = before[line..].rfind(['|', '>']).filter(|&at| {
        let rest = before[line + at + 1..].trim_start_matches(['+', '-', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
        rest.is_empty() || rest.starts_with([' ', '\t'])
    });
    Span::new(header.map_or(span.start, |at| line + at), end)
}

/// Removes the spaces that folding put between two Japanese characters.
fn join_folded(value: &str) -> String {
    let chars: Vec<char> = value.chars().collect();
    let mut out = String::with_capacity(value.len());
    for (i, &c) in chars.iter().enumerate() {
        let seam = c == ' '
            && i > 0
            && chars.get(i + 1).is_some_and(|&next| text::is_japanese(next))
            && text::is_japanese(chars[i - 1]);
        if !seam {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests;
