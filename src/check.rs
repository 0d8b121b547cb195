//! Checking a file: structure, rules, allow-comments and the levels of the repository, in this order.
//!
//! A 全項目 or 重点項目評価書 is checked beside the 基礎項目評価書 with the same 評価書番号 in its folder, so
//! that no more than two documents are in memory for each file at work.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil;

use crate::assessment::{self, Assessment, Block, BlockKind, State, Value, item_place};
use crate::commons::{self, Commons};
use crate::config::{self, Config, ConfigError, RuleLevel};
use crate::diag::{self, Diagnostic, Message, Severity};
use crate::form::FormName;
use crate::render::{self, fonts::Fallback};
use crate::rules::what_if::{self, Answer, Assumed};
use crate::rules::{self, Context, items};
use crate::source::{Source, SourceError, is_yaml};
use crate::text;

mod table;
mod wording;

/// What holds for a whole run.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The day on which deadlines are judged; without it they are not.
    pub as_of: Option<civil::Date>,
    /// The shared passages that have been read.
    pub commons: commons::Cache,
    /// The 基礎項目評価書 that have been found.
    pub peers: Peers,
    /// The fonts of the folders that a `piac.toml` named.
    pub fonts: Fonts,
}

/// The fonts of each folder that a run has come to; a folder is read once.
#[derive(Clone, Debug, Default)]
pub struct Fonts(Arc<Mutex<HashMap<PathBuf, Fallback>>>);

impl Fonts {
    /// The fonts that the configuration of `root` names. An error is the file that cannot be read.
    pub fn of(&self, config: &Config, root: &Path) -> Result<Fallback, PathBuf> {
        let Some(folder) = config.output.fonts.as_ref().map(|fonts| root.join(fonts)) else {
            return Ok(Fallback::default());
        };
        let mut folders = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = folders.get(&folder) {
            return Ok(known.clone());
        }
        let read = Fallback::read(&folder)?;
        folders.insert(folder, read.clone());
        Ok(read)
    }
}

/// 評価書番号, 評価実施機関名 and path of the 基礎項目評価書 of one folder.
type Numbered = Arc<Vec<(u64, String, PathBuf)>>;

/// The 基礎項目評価書 of each folder that a run has come to; a folder is read once.
#[derive(Clone, Debug, Default)]
pub struct Peers(Arc<Mutex<HashMap<PathBuf, Numbered>>>);

impl Peers {
    fn of(&self, folder: &Path) -> Numbered {
        // A poisoned lock only means that another file's check ended early; the map is whole.
        let mut folders = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = folders.get(folder) {
            return Arc::clone(known);
        }
        let found = Arc::new(basic_assessments(folder));
        folders.insert(folder.to_owned(), Arc::clone(&found));
        found
    }
}

fn basic_assessments(folder: &Path) -> Vec<(u64, String, PathBuf)> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.filter_map(|e| Some(e.ok()?.path())).filter(|p| is_yaml(p));
    paths
        .filter_map(|path| {
            let source = Source::read(&path).ok()?;
            if assessment::form_of(&source) != Some(FormName::基礎項目評価書) {
                return None;
            }
            let assessment = assessment::read(&source).assessment?;
            Some((number_of(&assessment)?, body_of(&assessment), path))
        })
        .collect()
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
pub fn check_file(path: &Path, options: &Options) -> Result<Checked, CheckError> {
    let source = Source::read(path).map_err(CheckError::Source)?;
    let found = config::find(path).map_err(CheckError::Config)?;
    Ok(check_source(&source, Some(path), &found.config, options))
}

/// Reads a file with its shared passages, and finds only what is wrong with its structure.
pub fn read_file(path: &Path, options: &Options) -> Result<Checked, CheckError> {
    let source = Source::read(path).map_err(CheckError::Source)?;
    let outcome = read(&source, Some(&options.commons.below(&config::root_of(path))));
    Ok(Checked { assessment: outcome.assessment, diagnostics: outcome.diagnostics })
}

/// Checks a source; `path` is where to look for shared passages and the 基礎項目評価書 beside it.
pub fn check_source(source: &Arc<Source>, path: Option<&Path>, config: &Config, options: &Options) -> Checked {
    let commons = path.map(|path| options.commons.below(&config::root_of(path)));
    let commons = commons.as_deref();
    let outcome = read(source, commons);
    let mut diagnostics = outcome.diagnostics;
    if let Some(assessment) = &outcome.assessment {
        let peer = path.and_then(|path| peer_of(assessment, path, &options.peers, commons));
        let mut context = Context::new(assessment);
        context.peer = peer.as_ref();
        context.body = config.kind;
        context.as_of = options.as_of;
        // The change table is replayed beside the rules.
        let (found, replayed) = rayon::join(|| rules::check(&context), || table::replay(assessment, path));
        diagnostics.extend(found);
        diagnostics.extend(early_passages(&context));
        let root = path.map(config::root_of).unwrap_or_default();
        // What is wrong with a font stops a build; here its characters count as missing.
        let fonts = options.fonts.of(config, &root).unwrap_or_default();
        diagnostics.extend(render::missing_glyphs(assessment, &fonts));
        let folder = path.map(|path| path.parent().unwrap_or(Path::new("")));
        diagnostics.extend(render::figure::unusable(assessment, folder.map(|folder| (folder, root.as_path()))));
        diagnostics.extend(wording::check(&context, &config.wording));
        diagnostics.extend(table::check(assessment, &replayed, &diagnostics));
        diagnostics = rules::apply_allows(assessment, diagnostics);
    }
    diagnostics.retain_mut(|d| at_level(d, config));
    diag::sort(&mut diagnostics);
    Checked { assessment: outcome.assessment, diagnostics }
}

/// Judges what a file's しきい値判断 would be with other facts; none where the file is no assessment.
pub fn what_if(path: &Path, options: &Options, assumed: &Assumed) -> Result<Option<Answer>, CheckError> {
    let source = Source::read(path).map_err(CheckError::Source)?;
    let found = config::find(path).map_err(CheckError::Config)?;
    let commons = options.commons.below(&config::root_of(path));
    let Some(assessment) = read(&source, Some(&commons)).assessment else { return Ok(None) };
    let peer = peer_of(&assessment, path, &options.peers, Some(&commons));
    let mut context = Context::new(&assessment);
    context.peer = peer.as_ref();
    context.body = found.config.kind;
    Ok(Some(what_if::answer(&context, assumed)))
}

fn read(source: &Arc<Source>, commons: Option<&Commons>) -> assessment::Outcome {
    commons.map_or_else(|| assessment::read(source), |commons| assessment::read_with(source, commons))
}

/// What is wrong with the shared passages that were read in a run; `paths` are what was to be checked.
/// Unused passages are known only where every assessment that could use them was read.
pub fn check_commons(options: &Options, paths: &[PathBuf]) -> Vec<Diagnostic> {
    let folders: Vec<PathBuf> = paths.iter().filter(|p| p.is_dir()).filter_map(|p| p.canonicalize().ok()).collect();
    let mut found = Vec::new();
    for commons in options.commons.all() {
        let Some(root) = commons.folder().and_then(Path::parent) else { continue };
        found.extend(assessment::check_commons(&commons));
        if folders.iter().any(|folder| root.starts_with(folder)) {
            found.extend(commons.unused());
        }
        if let Ok(config) = config::find(root) {
            found.retain_mut(|d| at_level(d, &config.config));
        }
    }
    found
}

/// Shared passages whose wording holds only from a day after 公表日.
fn early_passages(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let Some((published, at)) = context.published() else { return found };
    let assessment = context.assessment;
    assessment.walk(&mut |place, answer| {
        let State::Filled(Value::Text(text)) = &answer.state else { return };
        for Block { span, kind } in &text.blocks {
            let BlockKind::Shared { key, since: Some(since), .. } = kind else { continue };
            if since.earliest() <= published.latest() {
                continue;
            }
            let message = Message::new(
                format!("公表日（{}）には、共通記載「{key}」の適用がまだ始まっていません", at.said()),
                format!("the wording of {key} does not hold yet on the day of publication"),
            );
            let mut d = Diagnostic::new("early-passage", Severity::Warning, &assessment.source, *span, message)
                .item(item_place(place))
                .related(at.span(), Message::new("公表日はここ", "the day of publication"));
            d.help = Some(Message::new(
                "公表日を改めるか、共通記載の「適用開始」を確かめてください",
                "correct the day of publication or 適用開始 of the passage",
            ));
            found.push(d);
        }
    });
    found
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

/// The 基礎項目評価書 of the same 評価書番号 and the same body in the same folder.
fn peer_of(assessment: &Assessment, path: &Path, peers: &Peers, commons: Option<&Commons>) -> Option<Assessment> {
    if assessment.form.form == FormName::基礎項目評価書 {
        return None;
    }
    let number = number_of(assessment)?;
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let found = peers.of(folder);
    let body = body_of(assessment);
    let mut same = found.iter().filter(|(n, b, peer)| *n == number && text::same_body(b, &body) && peer != path);
    // Two of the same number: which one is meant cannot be known.
    let (Some((_, _, peer)), None) = (same.next(), same.next()) else { return None };
    read(&Source::read(peer).ok()?, commons).assessment
}

fn body_of(assessment: &Assessment) -> String {
    assessment.find(items::COVER_BODY).and_then(|answer| answer.text()).unwrap_or_default().into_owned()
}

fn number_of(assessment: &Assessment) -> Option<u64> {
    match assessment.find(items::COVER_NUMBER)?.value()? {
        Value::Number(number, _) => Some(*number),
        _ => None,
    }
}
