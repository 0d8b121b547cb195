//! `piac check`: structure, rules, repairs.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ValueEnum;
use rayon::prelude::*;

use crate::check::{CheckError, Checked, Options, check_commons, check_file, check_source};
use crate::config;
use crate::date;
use crate::diag::{self, Edit, Severity};
use crate::output::{Format, Piece, Report, Shape, Summary};
use crate::source::Source;

use super::{Failure, Run, Status, collect, named, what_if, write_back};

/// Repairs may make room for further repairs; more rounds than this would be a fault of a rule.
const MAX_FIX_ROUNDS: usize = 5;

/// How many files are checked before their findings are printed.
const FILES_AT_ONCE: usize = 256;

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
    /// 期限を見る基準日（例: 2026-04-01、令和8年4月1日）。省略すると期限は見ない
    #[arg(long, value_name = "日付")]
    as_of: Option<String>,
    /// しきい値判断の事実を仮に変えて、必要になる評価書と手続を答える（対象人数=300000、取扱者数=500、事故=発生あり。何度でも）
    #[arg(long, value_name = "事実=値", conflicts_with_all = ["fix", "deny"])]
    what_if: Vec<String>,
    /// この重さ以上の指摘があれば終了状態を 1 にする
    #[arg(long, value_enum, default_value_t = Deny::Error)]
    deny: Deny,
}

#[derive(Clone, Copy, ValueEnum)]
pub enum Deny {
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

pub fn run(run: &Run, args: &Args) -> Result<Status, Failure> {
    let options = Options { as_of: args.as_of.as_deref().map(day).transpose()?, ..Options::default() };
    let paths = collect(&args.paths)?;
    if !args.what_if.is_empty() {
        return what_if::run(run, &paths, &args.what_if, args.format, &options);
    }
    if args.fix {
        for path in &paths {
            if let Ok(source) = Source::read(path) {
                fix(run, path, &source, &options)?;
            }
        }
    }
    let shape = Shape { format: args.format, style: run.style };
    let mut report = Report::new(shape);
    let mut unreadable = false;
    // A prefecture's documents need not be in memory at once: some files together, and only what is
    // written of them is kept.
    for some in paths.chunks(FILES_AT_ONCE) {
        let checked: Vec<Result<Piece, CheckError>> = some
            .par_iter()
            .map(|path| {
                let found = check_file(path, &options)?.diagnostics;
                Ok(Piece::of(shape, Some(&path.display().to_string()), &found))
            })
            .collect();
        for file in checked {
            match file {
                Ok(piece) => run.print(&report.add(piece))?,
                Err(error) => {
                    unreadable = true;
                    run.fail(&error.into());
                }
            }
        }
    }
    let shared = check_commons(&options, &named(&args.paths)?);
    run.print(&report.add(Piece::of(shape, None, &shared)))?;
    let summary = finish(run, report)?;
    Ok(match (unreadable, summary.reaches(args.deny.into())) {
        (true, _) => Status::Failed,
        (false, true) => Status::Findings,
        (false, false) => Status::Fine,
    })
}

/// Ends a report and prints what is left of it.
pub fn finish(run: &Run, report: Report) -> Result<Summary, Failure> {
    let (summary, text) = report
        .finish()
        .map_err(|e| Failure::new(format!("JSON にできません: {e}"), format!("cannot write JSON: {e}")))?;
    run.print(&text)?;
    Ok(summary)
}

/// A day given on the command line.
pub fn day(written: &str) -> Result<jiff::civil::Date, Failure> {
    match date::parse(written) {
        Some(Ok(date)) if date.day.is_some() => Ok(date.earliest()),
        _ => Err(Failure::new(format!("「{written}」は日付として読めません"), format!("{written} is not a date"))
            .help("2026-04-01 や 令和8年4月1日 のように書いてください", "write it like 2026-04-01")),
    }
}

/// A value as indented JSON with a last line break.
pub fn to_json(value: &impl serde::Serialize) -> Result<String, Failure> {
    let text = serde_json::to_string_pretty(value)
        .map_err(|e| Failure::new(format!("JSON にできません: {e}"), format!("cannot write JSON: {e}")))?;
    Ok(text + "\n")
}

/// Applies the repairs of a file until there are none, and writes it back if it changed.
fn fix(run: &Run, path: &Path, source: &Arc<Source>, options: &Options) -> Result<(), Failure> {
    let found = config::find(path)?;
    let mut current = Arc::clone(source);
    let mut repaired = 0;
    for _ in 0..MAX_FIX_ROUNDS {
        let Checked { diagnostics, .. } = check_source(&current, Some(path), &found.config, options);
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
    write_back(path, source, current.text())?;
    run.note(
        format!("{}: {repaired} か所を直しました", path.display()),
        format!("{}: {repaired} place(s) repaired", path.display()),
    );
    Ok(())
}
