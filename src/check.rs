//! Checking a file: structure, rules, allow-comments and the levels of the repository, in this order.
//!
//! A 全項目 or 重点項目評価書 is checked beside the 基礎項目評価書 with the same 評価書番号 in its folder, so
//! that no more than two documents are in memory for each file at work.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil;

use crate::assessment::{self, Assessment, Value};
use crate::config::{self, Config, ConfigError, RuleLevel};
use crate::diag::{self, Diagnostic, Severity};
use crate::files;
use crate::form::FormName;
use crate::rules::{self, Context, items};
use crate::source::{Source, SourceError};

/// What holds for a whole run.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// The day on which deadlines are judged; without it they are not.
    pub as_of: Option<civil::Date>,
}

/// A file that was checked.
#[derive(Debug)]
pub struct Checked {
    /// The assessment, unless the file is not YAML or names no form.
    pub assessment: Option<Assessment>,
    /// The findings in the order of the file.
    pub diagnostics: Vec<Diagnostic>,
}

/// Why a file could not be checked.
#[derive(Debug)]
pub enum CheckError {
    /// The file cannot be read.
    Source(SourceError),
    /// Its `piac.toml` cannot be used.
    Config(ConfigError),
}

/// Checks a file with the `piac.toml` that holds for it.
pub fn check_file(path: &Path, options: Options) -> Result<Checked, CheckError> {
    let source = Source::read(path).map_err(CheckError::Source)?;
    let found = config::find(path).map_err(CheckError::Config)?;
    Ok(check_source(&source, Some(path), &found.config, options))
}

/// Checks a source; `path` is where to look for the 基礎項目評価書 beside it.
pub fn check_source(source: &Arc<Source>, path: Option<&Path>, config: &Config, options: Options) -> Checked {
    let outcome = assessment::read(source);
    let mut diagnostics = outcome.diagnostics;
    if let Some(assessment) = &outcome.assessment {
        let peer = path.and_then(|path| peer_of(assessment, path));
        let context = Context { assessment, peer: peer.as_ref(), body: config.kind, as_of: options.as_of };
        diagnostics.extend(rules::check(&context));
        diagnostics = rules::apply_allows(assessment, diagnostics);
    }
    diagnostics.retain_mut(|d| at_level(d, config));
    diag::sort(&mut diagnostics);
    Checked { assessment: outcome.assessment, diagnostics }
}

/// Gives a finding the level that the repository wants; `false` where it wants none.
fn at_level(diagnostic: &mut Diagnostic, config: &Config) -> bool {
    match config.rules.get(diagnostic.rule) {
        None => true,
        Some(RuleLevel::Off) => false,
        Some(level) => {
            diagnostic.severity = match level {
                RuleLevel::Error => Severity::Error,
                RuleLevel::Warning => Severity::Warning,
                RuleLevel::Info | RuleLevel::Off => Severity::Info,
            };
            true
        }
    }
}

/// The 基礎項目評価書 of the same 評価書番号 in the same folder.
fn peer_of(assessment: &Assessment, path: &Path) -> Option<Assessment> {
    if assessment.form.form == FormName::基礎項目評価書 {
        return None;
    }
    let number = number_of(assessment)?;
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let siblings: Vec<PathBuf> = std::fs::read_dir(folder).ok()?.filter_map(|e| Some(e.ok()?.path())).collect();
    let mut found = siblings.into_iter().filter(|p| p != path && files::is_yaml(p)).filter_map(|p| {
        let source = Source::read(&p).ok()?;
        if assessment::form_of(&source) != Some(FormName::基礎項目評価書) {
            return None;
        }
        assessment::read(&source).assessment.filter(|peer| number_of(peer) == Some(number))
    });
    let first = found.next()?;
    // Two of the same number: which one is meant cannot be known.
    found.next().is_none().then_some(first)
}

fn number_of(assessment: &Assessment) -> Option<u64> {
    match assessment.find(items::COVER_NUMBER)?.value()? {
        Value::Number(number, _) => Some(*number),
        _ => None,
    }
}
