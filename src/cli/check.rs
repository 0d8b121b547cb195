//! `piac check`: structure, rules, repairs.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ValueEnum;
use rayon::prelude::*;

use crate::assessment::{self, Assessment};
use crate::diag::{self, Diagnostic, Edit, Severity};
use crate::files;
use crate::output::{Summary, human, json};
use crate::source::Source;

use super::{Failure, Run, Status, cannot_write, collect};

/// Repairs may make room for further repairs; more rounds than this would be a fault of a rule.
const MAX_FIX_ROUNDS: usize = 5;

#[derive(clap::Args)]
pub struct Args {
    /// 評価書のファイルかフォルダー（省略すると assessments）
    paths: Vec<PathBuf>,
    /// 出力の形
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// 安全に直せるものを直して書き戻す
    #[arg(long)]
    fix: bool,
    /// この重さ以上の指摘があれば終了状態を 1 にする
    #[arg(long, value_enum, default_value_t = Deny::Error)]
    deny: Deny,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// 人が読む形
    Human,
    /// JSON
    Json,
}

#[derive(Clone, Copy, ValueEnum)]
enum Deny {
    /// エラー
    Error,
    /// 警告以上
    Warning,
    /// 参考以上
    Info,
}

impl From<Deny> for Severity {
    fn from(deny: Deny) -> Severity {
        match deny {
            Deny::Error => Severity::Error,
            Deny::Warning => Severity::Warning,
            Deny::Info => Severity::Info,
        }
    }
}

/// A file that was checked, or could not be read.
type Checked = Result<(Option<Assessment>, Vec<Diagnostic>), Failure>;

pub fn run(run: &Run, args: &Args) -> Result<Status, Failure> {
    let paths = collect(&args.paths)?;
    if args.fix {
        for path in &paths {
            if let Ok(source) = Source::read(path) {
                fix(run, path, &source)?;
            }
        }
    }
    let checked: Vec<Checked> = paths.par_iter().map(|path| check(path)).collect();
    let mut diagnostics = Vec::new();
    let mut unreadable = false;
    let mut count = 0;
    for file in checked {
        match file {
            Ok((_, found)) => {
                count += 1;
                diagnostics.extend(found);
            }
            Err(failure) => {
                unreadable = true;
                run.fail(&failure);
            }
        }
    }
    let summary = Summary::of(count, &diagnostics);
    match args.format {
        Format::Human => {
            let mut out = String::new();
            for diagnostic in &diagnostics {
                out.push_str(&human::diagnostic(diagnostic, run.style));
                out.push('\n');
            }
            if count > 0 {
                out.push_str(&human::summary(&summary, run.lang));
            }
            run.print(&out)?;
        }
        Format::Json => {
            let report = json::report(&diagnostics, summary, run.lang);
            run.print(&to_json(&report)?)?;
        }
    }
    Ok(match (unreadable, summary.reaches(args.deny.into())) {
        (true, _) => Status::Failed,
        (false, true) => Status::Findings,
        (false, false) => Status::Fine,
    })
}

/// A value as indented JSON with a last line break.
pub fn to_json(value: &impl serde::Serialize) -> Result<String, Failure> {
    let text = serde_json::to_string_pretty(value)
        .map_err(|e| Failure::new(format!("JSON にできません: {e}"), format!("cannot write JSON: {e}")))?;
    Ok(text + "\n")
}

fn check(path: &Path) -> Checked {
    let source = Source::read(path)?;
    Ok(check_source(&source))
}

/// Structure and rules of one source.
pub fn check_source(source: &Arc<Source>) -> (Option<Assessment>, Vec<Diagnostic>) {
    let outcome = assessment::read(source);
    let mut diagnostics = outcome.diagnostics;
    diag::sort(&mut diagnostics);
    (outcome.assessment, diagnostics)
}

/// Applies the repairs of a file until there are none, and writes it back if it changed.
fn fix(run: &Run, path: &Path, source: &Arc<Source>) -> Result<(), Failure> {
    let mut current = Arc::clone(source);
    let mut repaired = 0;
    for _ in 0..MAX_FIX_ROUNDS {
        let (_, diagnostics) = check_source(&current);
        let edits: Vec<Edit> =
            diagnostics.iter().filter_map(|d| d.fix.as_ref()).flat_map(|f| f.edits.clone()).collect();
        if edits.is_empty() {
            break;
        }
        let text = diag::apply_edits(current.text(), &edits);
        if text == current.text() {
            break;
        }
        repaired += edits.len();
        current = Source::new(source.name(), text);
    }
    if repaired == 0 {
        return Ok(());
    }
    let mut bytes = if source.has_byte_order_mark() { "\u{feff}".to_owned() } else { String::new() };
    bytes.push_str(current.text());
    // The file may have been saved in an editor since it was read.
    if Source::read(path)?.text() != source.text() {
        return Err(Failure::new(
            format!("{} は読んだあとに変更されています。何も書きませんでした", path.display()),
            format!("{} changed since it was read; nothing was written", path.display()),
        ));
    }
    files::write(path, bytes.as_bytes()).map_err(|e| cannot_write(path, &e))?;
    run.note(
        format!("{}: {repaired} か所を直しました", path.display()),
        format!("{}: {repaired} place(s) repaired", path.display()),
    );
    Ok(())
}
