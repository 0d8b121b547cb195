//! References to shared passages (共通記載) are replaced by their text here, with the arguments in
//! place of the parameters, so that everything later sees one compiled text.
//!
//! The blocks of a passage get the place of the reference: findings about the text stand in the
//! assessment. What is wrong with the passage itself is found once, by [`check_commons`].

use crate::commons::{self, Commons, Part, Passage};

use super::*;

/// How deep passages may refer to passages.
const MAX_DEPTH: usize = 8;
/// The most that references may bring into one assessment, in bytes.
const MAX_EXPANDED: usize = 4 * 1024 * 1024;

/// Why a passage could not be put in its place.
#[derive(Clone, Debug)]
pub(super) enum Trouble {
    /// It comes back to itself.
    Cycle(Vec<String>),
    TooDeep,
    TooLarge,
    /// Its own text is wrong.
    Bad,
}

/// The arguments of the passage that is being read, and the way to it.
#[derive(Debug, Default)]
pub(super) struct Expansion {
    arguments: Vec<(String, String)>,
    /// Keys of the passages around this text, the outermost first; empty in an assessment itself.
    pub(super) inside: Vec<String>,
    /// Bytes brought in so far.
    bytes: usize,
    trouble: Option<Trouble>,
}

/// What is wrong with shared passages: the files, the texts, references among them, parameters.
pub fn check_commons(commons: &Commons) -> Vec<Diagnostic> {
    let mut found = commons.diagnostics().to_vec();
    for passage in commons.passages() {
        let inside = vec![passage.key.clone()];
        let mut resolver = Resolver::new(&passage.source, commons, Expansion { inside, ..Expansion::default() });
        resolver.body(Some(passage.body.clone()));
        resolver.parameters(passage);
        found.append(&mut resolver.diagnostics);
    }
    found.sort_by(|a, b| (a.source.name(), a.span.start).cmp(&(b.source.name(), b.span.start)));
    found
}

impl<'a> Resolver<'a> {
    /// Words of the text with the arguments of the passage around it.
    pub(super) fn fill(&self, words: &str) -> String {
        commons::fill(words, &self.expansion.arguments)
    }

    /// `{共通記載: key, 引数: {name: value}}`.
    pub(super) fn shared(&mut self, key: String, node: &Node) -> Option<BlockKind> {
        let key = key.trim().to_owned();
        let mut arguments = Vec::new();
        if let Some(given) = node.get("引数") {
            let NodeKind::Map(entries) = &given.kind else {
                self.wrong_kind(given.span, "「名前: 値」の集まり（引数）", "names with their values");
                return None;
            };
            for entry in entries {
                let Some(value) = entry.value.scalar() else {
                    self.wrong_kind(value_span(entry), "文字（引数の値）", "text");
                    return None;
                };
                arguments.push((entry.key.trim().to_owned(), self.fill(value.trim_end_matches('\n'))));
            }
        }
        let at = node.get("共通記載").map_or(node.span, |n| n.span);
        let found = if self.commons.is_loaded() { self.passage(&key, at) } else { None };
        let Some(passage) = found else { return Some(BlockKind::Shared { key, since: None, blocks: None }) };
        self.match_arguments(passage, at, &arguments);
        let blocks = self.expand(passage, at, node.span, arguments);
        Some(BlockKind::Shared { key, since: passage.since, blocks })
    }

    fn passage(&mut self, key: &str, at: Span) -> Option<&'a Passage> {
        let commons: &'a Commons = self.commons;
        let found = commons.find(key);
        if found.is_none() {
            let near = nearest(key, commons.passages().map(|p| p.key.as_str())).map(str::to_owned);
            let folder = commons.folder().map(|f| f.display().to_string()).unwrap_or_default();
            let d = self.error(
                "unknown-passage",
                at,
                format!("「{key}」という共通記載はありません"),
                format!("there is no shared passage {key}"),
            );
            d.help = Some(match near {
                Some(near) => Message::new(format!("「{near}」のことですか"), format!("did you mean {near}?")),
                None => Message::new(
                    format!("{folder} の YAML に「{key}: {{本文: …}}」を書いてください"),
                    format!("write {key} in a YAML file of {folder}"),
                ),
            });
        }
        found
    }

    fn match_arguments(&mut self, passage: &Passage, at: Span, arguments: &[(String, String)]) {
        let names: Vec<&str> = passage.parameters.iter().map(|(n, _)| n.as_str()).collect();
        let missing: Vec<&str> = names.iter().copied().filter(|n| !arguments.iter().any(|(a, _)| a == n)).collect();
        let unknown: Vec<&str> = arguments.iter().map(|(a, _)| a.as_str()).filter(|a| !names.contains(a)).collect();
        let key = &passage.key;
        for (list, ja, en) in [
            (missing, "に要る引数が書かれていません", "lacks an argument"),
            (unknown, "にない引数が書かれています", "has no such parameter"),
        ] {
            if list.is_empty() {
                continue;
            }
            let mut d = Diagnostic::new(
                "passage-argument",
                Severity::Error,
                self.source,
                at,
                Message::new(
                    format!("共通記載「{key}」{ja}: {}", list.join("、")),
                    format!("the reference to {key} {en}: {}", list.join(", ")),
                ),
            );
            if self.place.item().is_some() {
                d.item = Some(item_place(&self.place));
            }
            let all = if names.is_empty() { "（なし）".to_owned() } else { names.join("、") };
            d.related.push(diag::Related {
                source: Arc::clone(&passage.source),
                span: passage.key_span,
                message: Message::new(format!("この共通記載の引数: {all}"), format!("its parameters: {all}")),
            });
            self.diagnostics.push(d);
        }
    }

    fn expand(
        &mut self,
        passage: &Passage,
        at: Span,
        reference: Span,
        arguments: Vec<(String, String)>,
    ) -> Option<Vec<Block>> {
        passage.mark_used();
        if self.expansion.trouble.is_some() {
            // This text is given up already.
            return None;
        }
        let trouble = match self.try_expand(passage, arguments) {
            Ok(mut blocks) => {
                relocate(&mut blocks, reference);
                return Some(blocks);
            }
            Err(trouble) => trouble,
        };
        let key = &passage.key;
        let (rule, ja, en) = match &trouble {
            Trouble::Cycle(way) => {
                let way = way.join("」→「");
                ("passage-cycle", format!("共通記載の参照が一周しています（「{way}」）"), "comes back to itself")
            }
            Trouble::TooDeep => {
                ("passage-cycle", format!("共通記載「{key}」の中の参照が深すぎます"), "nests too deeply")
            }
            Trouble::TooLarge => {
                ("passage-cycle", format!("共通記載「{key}」を入れると文章が大きすぎます"), "grows too large")
            }
            Trouble::Bad => {
                ("bad-passage", format!("共通記載「{key}」の文章に誤りがあるので入れられません"), "is wrong in itself")
            }
        };
        let d = self.error(rule, at, ja, format!("the shared passage {key} {en}"));
        d.related.push(diag::Related {
            source: Arc::clone(&passage.source),
            span: passage.key_span,
            message: Message::new("この共通記載", "this passage"),
        });
        if !self.expansion.inside.is_empty() {
            self.expansion.trouble = Some(trouble);
        }
        None
    }

    fn try_expand(&mut self, passage: &Passage, arguments: Vec<(String, String)>) -> Result<Vec<Block>, Trouble> {
        let mut inside = self.expansion.inside.clone();
        let again = inside.iter().position(|key| *key == passage.key);
        inside.push(passage.key.clone());
        if let Some(first) = again {
            return Err(Trouble::Cycle(inside.split_off(first)));
        }
        if inside.len() > MAX_DEPTH {
            return Err(Trouble::TooDeep);
        }
        let bytes = self.expansion.bytes + passage.body.span.end.saturating_sub(passage.body.span.start);
        if bytes > MAX_EXPANDED {
            return Err(Trouble::TooLarge);
        }
        let mut inner =
            Resolver::new(&passage.source, self.commons, Expansion { arguments, inside, bytes, trouble: None });
        let body = inner.body(Some(passage.body.clone()));
        self.expansion.bytes = inner.expansion.bytes;
        let wrong = inner.diagnostics.iter().any(|d| d.severity == Severity::Error && d.rule != "passage-argument");
        match (inner.expansion.trouble.take(), body) {
            (Some(trouble), _) => Err(trouble),
            (None, Some(body)) if !wrong => Ok(match &passage.heading {
                None => body,
                Some(heading) => {
                    let heading = inner.fill(heading);
                    vec![Block { span: passage.key_span, kind: BlockKind::Titled { heading, body } }]
                }
            }),
            _ => Err(Trouble::Bad),
        }
    }

    /// Parameters that are named but not used, and used but not named.
    fn parameters(&mut self, passage: &Passage) {
        let mut used = Vec::new();
        let mut scalars = Vec::new();
        collect_scalars(&passage.body, &mut scalars);
        if let Some(heading) = &passage.heading {
            scalars.push((heading, passage.key_span));
        }
        for (text, span) in scalars {
            for part in commons::parts(text) {
                let Part::Parameter(name) = part else { continue };
                if !passage.parameters.iter().any(|(n, _)| n == name) && !used.contains(&name) {
                    let d = self.error(
                        "passage-argument",
                        span,
                        format!("｛{name}｝が使われていますが、引数に「{name}」がありません"),
                        format!("｛{name}｝ is used, but 引数 does not name it"),
                    );
                    d.help = Some(Message::new(format!("「引数: [{name}]」を書き足してください"), "name it in 引数"));
                }
                used.push(name);
            }
        }
        for (name, span) in passage.parameters.iter().filter(|(name, _)| !used.contains(&name.as_str())) {
            self.error(
                "passage-argument",
                *span,
                format!("引数「{name}」が文章で使われていません（使う所に｛{name}｝と書きます）"),
                format!("the parameter {name} is not used (write ｛{name}｝ in the text)"),
            )
            .severity = Severity::Warning;
        }
    }
}

fn collect_scalars<'n>(node: &'n Node, found: &mut Vec<(&'n str, Span)>) {
    match &node.kind {
        NodeKind::Scalar { value, .. } => found.push((value, node.span)),
        NodeKind::Seq(nodes) => nodes.iter().for_each(|node| collect_scalars(node, found)),
        NodeKind::Map(entries) => entries.iter().for_each(|entry| collect_scalars(&entry.value, found)),
        NodeKind::Null | NodeKind::Invalid => {}
    }
}

/// Gives blocks from another file the place where they stand in this one.
fn relocate(blocks: &mut [Block], span: Span) {
    for block in blocks {
        block.span = span;
        match &mut block.kind {
            BlockKind::Titled { body, .. } => relocate(body, span),
            BlockKind::Shared { blocks: Some(blocks), .. } => relocate(blocks, span),
            _ => {}
        }
    }
}
