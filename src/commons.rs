//! Shared passages (共通記載): the YAML files of one folder come in, passages by key go out.
//!
//! The folder is `共通記載` beside the nearest `piac.toml`, or beside the assessment where there is
//! none. A passage keeps its body as a YAML tree: the resolver reads it with the same code as the
//! text of an assessment and fills in the parameters, `｛name｝` in the passage. A folder is read once
//! in a run ([`Cache`]) and shared between the files that are checked in parallel.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use indexmap::IndexMap;

use crate::date::Date;
use crate::diag::{Diagnostic, Message, Severity};
use crate::source::{Source, Span};
use crate::yaml::Node;

mod load;

/// Name of the folder of shared passages.
pub const FOLDER: &str = "共通記載";
/// The sign before the name of a parameter in a passage.
const OPEN: char = '｛';
/// The sign behind it.
const CLOSE: char = '｝';

/// The passages of one folder.
#[derive(Debug, Default)]
pub struct Commons {
    /// Where the passages were looked for; none where nobody looked, so that references stay open.
    folder: Option<PathBuf>,
    passages: IndexMap<String, Passage>,
    /// What is wrong with the files.
    diagnostics: Vec<Diagnostic>,
}

/// One passage.
#[derive(Debug)]
pub struct Passage {
    /// Its key, by which texts refer to it.
    pub key: String,
    /// The bytes of the key.
    pub key_span: Span,
    /// The file.
    pub source: Arc<Source>,
    /// The heading above the text, printed as written.
    pub heading: Option<String>,
    /// The text, as in an assessment: a string or a list of blocks.
    pub body: Node,
    /// The day from which the wording holds.
    pub since: Option<Date>,
    /// Names of the parameters with their bytes.
    pub parameters: Vec<(String, Span)>,
    used: AtomicBool,
}

impl Passage {
    /// Notes that a text refers to the passage.
    pub fn mark_used(&self) {
        self.used.store(true, Ordering::Relaxed);
    }
}

impl Commons {
    /// No passages, and references are left open without a word: for reading one text alone.
    pub fn none() -> Self {
        Commons::default()
    }

    /// Whether passages were looked for.
    pub fn is_loaded(&self) -> bool {
        self.folder.is_some()
    }

    /// The folder of the passages.
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// The passage of that key.
    pub fn find(&self, key: &str) -> Option<&Passage> {
        self.passages.get(key)
    }

    /// All passages in the order of the files.
    pub fn passages(&self) -> impl Iterator<Item = &Passage> {
        self.passages.values()
    }

    /// What is wrong with the files; what is wrong inside the texts is found by
    /// [`crate::assessment::check_commons`].
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// The passages to which nothing referred since they were read: true of a repository only after
    /// all of its assessments have been read.
    pub fn unused(&self) -> Vec<Diagnostic> {
        let unused = self.passages.values().filter(|p| !p.used.load(Ordering::Relaxed));
        let finding = |p: &Passage| {
            let message = Message::new(
                format!("共通記載「{}」は、どの評価書からも参照されていません", p.key),
                format!("no assessment refers to the shared passage {}", p.key),
            );
            Diagnostic::new("unused-passage", Severity::Warning, &p.source, p.key_span, message)
                .help("要らなければ消してください", "remove it if it is not needed")
        };
        unused.map(finding).collect()
    }
}

/// The folders that have been read in a run. A copy shares its content.
#[derive(Clone, Debug, Default)]
pub struct Cache {
    by_folder: Arc<Mutex<HashMap<PathBuf, Arc<Commons>>>>,
}

impl Cache {
    /// The passages of the folder `共通記載` below `root`.
    pub fn below(&self, root: &Path) -> Arc<Commons> {
        let folder = root.join(FOLDER);
        let mut read = self.by_folder.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(read.entry(folder).or_insert_with_key(|folder| Arc::new(load::load(folder))))
    }

    /// Every folder read so far, in a fixed order.
    pub fn all(&self) -> Vec<Arc<Commons>> {
        let read = self.by_folder.lock().unwrap_or_else(PoisonError::into_inner);
        let mut all: Vec<_> = read.iter().map(|(folder, commons)| (folder.clone(), Arc::clone(commons))).collect();
        all.sort_by(|a, b| a.0.cmp(&b.0));
        all.into_iter().map(|(_, commons)| commons).collect()
    }
}

/// The parts of a passage's text: words as they are, and names of parameters.
#[derive(Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// Words.
    Words(&'a str),
    /// `｛name｝`.
    Parameter(&'a str),
}

/// Splits a text at its `｛name｝`. A brace without its other half is a word.
pub fn parts(text: &str) -> Vec<Part<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find(OPEN) {
        let behind = open + OPEN.len_utf8();
        let name = rest[behind..].find([CLOSE, OPEN, '\n']).filter(|&at| rest[behind + at..].starts_with(CLOSE));
        let Some(length) = name else {
            let (words, tail) = rest.split_at(behind);
            found.push(Part::Words(words));
            rest = tail;
            continue;
        };
        if open > 0 {
            found.push(Part::Words(&rest[..open]));
        }
        found.push(Part::Parameter(rest[behind..behind + length].trim()));
        rest = &rest[behind + length + CLOSE.len_utf8()..];
    }
    if !rest.is_empty() {
        found.push(Part::Words(rest));
    }
    found
}

/// A text with the arguments in place of their parameters; an unknown parameter stays as written.
pub fn fill(text: &str, arguments: &[(String, String)]) -> String {
    if arguments.is_empty() || !text.contains(OPEN) {
        return text.to_owned();
    }
    let fill = |part| match part {
        Part::Words(words) => words.to_owned(),
        Part::Parameter(name) => match arguments.iter().find(|(n, _)| n == name) {
            Some((_, value)) => value.clone(),
            None => format!("{OPEN}{name}{CLOSE}"),
        },
    };
    parts(text).into_iter().map(fill).collect()
}

#[cfg(test)]
mod tests;
