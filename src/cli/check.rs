//! `piac check`: structure, rules, repairs.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ValueEnum;
use rayon::prelude::*;

use crate::check::{CheckError, Checked, Options, check_commons, check_file, check_source};
use crate::config;
use crate::date;
use crate::diag::{self, Diagnostic, Edit, Severity};
use crate::files;
use crate::output::{Summary, github, human, json, junit, sarif};
use crate::source::Source;

use super::{Failure, Run, Status, cannot_write, collect, named};

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
    /// 期限を見る基準日（例: 2026-04-01、令和8年4月1日）。省略すると期限は見ない
    #[arg(long, value_name = "日付")]
    as_of: Option<String>,
    /// この重さ以上の指摘があれば終了状態を 1 にする
    #[arg(long, value_enum, default_value_t = Deny::Error)]
    deny: Deny,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// 人が読む形
    Human,
    /// JSON
    Json,
    /// SARIF 2.1.0（コード解析の共通形式）
    Sarif,
    /// GitHub の注釈
    Github,
    /// JUnit XML
    Junit,
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
    if args.fix {
        for path in &paths {
            if let Ok(source) = Source::read(path) {
                fix(run, path, &source, &options)?;
            }
        }
    }
    // Only the findings are kept: a prefecture's documents need not be in memory at once.
    let checked: Vec<Result<Vec<Diagnostic>, CheckError>> =
        paths.par_iter().map(|path| check_file(path, &options).map(|c| c.diagnostics)).collect();
    let mut diagnostics = Vec::new();
    let mut unreadable = false;
    let mut names = Vec::new();
    for (path, file) in paths.iter().zip(checked) {
        match file {
            Ok(found) => {
                names.push(path.display().to_string());
                diagnostics.extend(found);
            }
            Err(error) => {
                unreadable = true;
                run.fail(&error.into());
            }
        }
    }
    diagnostics.extend(check_commons(&options, &named(&args.paths)?));
    let summary = Summary::of(names.len(), &diagnostics);
    report(run, args.format, &diagnostics, summary, &names)?;
    Ok(match (unreadable, summary.reaches(args.deny.into())) {
        (true, _) => Status::Failed,
        (false, true) => Status::Findings,
        (false, false) => Status::Fine,
    })
}

/// Prints the findings in the wanted format.
pub fn report(
    run: &Run,
    format: Format,
    found: &[Diagnostic],
    summary: Summary,
    names: &[String],
) -> Result<(), Failure> {
    let text = match format {
        Format::Human => {
            let mut out = String::new();
            for diagnostic in found {
                out.push_str(&human::diagnostic(diagnostic, run.style));
                out.push('\n');
            }
            if !names.is_empty() {
                out.push_str(&human::summary(&summary, run.lang));
            }
            out
        }
        Format::Json => to_json(&json::report(found, summary, run.lang))?,
        Format::Sarif => to_json(&sarif::log(found, run.lang))?,
        Format::Github => github::annotations(found, run.lang),
        Format::Junit => junit::suite(found, names, run.lang),
    };
    run.print(&text)
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
