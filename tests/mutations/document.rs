//! An example with its findings, and what can be changed in its text.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use piac::assessment::{self, Answer, Assessment, State, Value};
use piac::check::Options;
use piac::commons::Commons;
use piac::config;
use piac::diag::{Edit, apply_edits};
use piac::form::FormName;
use piac::rules::{self, Context};
use piac::source::{Source, Span};

/// One broken document.
pub struct Mutant {
    /// What was done, with the item: the same for all samples of a kind.
    pub kind: String,
    /// Id of the violated rule in the list of rules.
    pub violates: &'static str,
    /// The rules of the program that may find it.
    pub expected: &'static [&'static str],
    /// The damage.
    pub edits: Vec<Edit>,
}

impl Mutant {
    pub fn describe(&self, document: &Document) -> String {
        let one = |edit: &Edit| {
            let line = document.source.position(edit.span.start).line;
            let old: String = document.source.slice(edit.span).chars().take(40).collect();
            let new: String = edit.text.chars().take(40).collect();
            format!("line {line} {old:?} -> {new:?}")
        };
        self.edits.iter().map(one).collect::<Vec<_>>().join(", ")
    }
}

/// An example that checks clean.
pub struct Document {
    pub name: &'static str,
    pub source: Arc<Source>,
    pub assessment: Assessment,
    commons: Arc<Commons>,
    peer: Option<Assessment>,
    said: Mutex<HashMap<&'static str, Arc<Vec<String>>>>,
}

impl Document {
    pub fn read(name: &'static str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("assessments").join(name);
        let commons = Options::default().commons.below(&config::root_of(&path));
        let read = |path: PathBuf| {
            let source = Source::read(&path).expect("the example is there");
            let read = assessment::read_with(&source, &commons);
            assert!(read.diagnostics.is_empty(), "{}", read.diagnostics[0].message.ja);
            (source, read.assessment.expect("an assessment"))
        };
        let (source, assessment) = read(path.clone());
        let peer = (assessment.form.form != FormName::基礎項目評価書)
            .then(|| read(path.with_file_name("基礎項目評価書.yaml")).1);
        Document { name, source, assessment, commons, peer, said: Mutex::default() }
    }

    /// Every answer of an item in the document, with its label.
    pub fn answers(&self, id: &str) -> Vec<&Answer> {
        let mut found = Vec::new();
        self.assessment.walk(&mut |_, answer| {
            if answer.item.id == id {
                found.push(answer);
            }
        });
        found
    }

    /// Whether the rules say something about the damaged text that they do not say about the document.
    pub fn catches(&self, mutant: &Mutant) -> bool {
        let text = apply_edits(self.source.text(), &mutant.edits);
        assert_ne!(text, self.source.text(), "{}: nothing was changed", mutant.kind);
        let read = assessment::read_with(&Source::new(self.source.name(), text), &self.commons);
        // A damage that is no longer YAML would be found by anything.
        let broken = read.diagnostics.iter().find(|d| d.rule == "yaml-syntax");
        assert!(broken.is_none(), "{} is no YAML: {}", mutant.kind, mutant.describe(self));
        // The examples have no findings of the form.
        if read.diagnostics.iter().any(|d| mutant.expected.contains(&d.rule)) {
            return true;
        }
        let Some(assessment) = read.assessment else { return false };
        mutant.expected.iter().any(|name| {
            let (before, after) = (self.said(name), said(name, &assessment, self.peer.as_ref()));
            after.iter().any(|m| after.iter().filter(|o| *o == m).count() > before.iter().filter(|o| *o == m).count())
        })
    }

    /// What a rule says about the untouched document.
    fn said(&self, name: &'static str) -> Arc<Vec<String>> {
        let mut known = self.said.lock().expect("no check has panicked");
        let compute = || Arc::new(said(name, &self.assessment, self.peer.as_ref()));
        Arc::clone(known.entry(name).or_insert_with(compute))
    }

    /// The edit that writes another value, on one line.
    pub fn write(&self, answer: &Answer, value: &str) -> Edit {
        self.replace(answer.span, value)
    }

    /// The edit that replaces the bytes of a value; a block keeps its last line break.
    pub fn replace(&self, span: Span, value: &str) -> Edit {
        let end = if self.source.slice(span).ends_with('\n') { "\n" } else { "" };
        Edit { span, text: format!("{value}{end}") }
    }

    /// The edit that leaves the key without a value.
    pub fn empty(&self, answer: &Answer) -> Edit {
        match answer.value() {
            Some(Value::List(_) | Value::Boxes(_) | Value::Strings(_)) => self.replace(answer.span, "[]"),
            _ => self.replace(answer.span, "''"),
        }
    }

    /// The edit that replaces the first occurrence of some words in an answer.
    pub fn reword(&self, answer: &Answer, old: &str, new: &str) -> Option<Edit> {
        let at = answer.span.start + self.source.slice(answer.span).find(old)?;
        Some(Edit { span: Span::new(at, at + old.len()), text: new.to_owned() })
    }

    /// The bytes of an answer with its key and its line break, to leave it out or to repeat it.
    pub fn lines(&self, span: Span) -> Span {
        let text = self.source.text();
        let start = text[..span.start].rfind('\n').map_or(0, |i| i + 1);
        let end = if text[..span.end].ends_with('\n') {
            span.end
        } else {
            text[span.end..].find('\n').map_or(text.len(), |i| span.end + i + 1)
        };
        Span::new(start, end)
    }

    /// Whether an answer is filled.
    pub fn is_filled(answer: &Answer) -> bool {
        matches!(answer.state, State::Filled(_))
    }

    /// A text of the file as a quoted scalar.
    pub fn quoted(words: &str) -> String {
        format!("\"{}\"", words.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
    }
}

/// The messages of a rule about a document.
fn said(name: &str, assessment: &Assessment, peer: Option<&Assessment>) -> Vec<String> {
    let rule = rules::find(name).unwrap_or_else(|| panic!("there is no rule {name}"));
    let mut context = Context::new(assessment);
    context.peer = peer;
    rules::check_rule(rule, &context).into_iter().map(|d| d.message.ja).collect()
}
