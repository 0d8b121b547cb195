//! `piac plan`: 様式１ 計画管理書 from the repository.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::check::Options;
use crate::config;
use crate::diag::Severity;
use crate::files;
use crate::output::human;
use crate::plan::{self, csv, html};
use crate::status::{Facts, facts};

use super::{Failure, Run, Status, cannot_write, collect};

#[derive(clap::Args)]
pub struct Args {
    /// 評価書のファイルかフォルダー（省略すると assessments）
    paths: Vec<PathBuf>,
    /// 出力の形
    #[arg(long, value_enum, default_value_t = Format::Html)]
    format: Format,
    /// 書き出すファイル（省略すると標準出力）
    #[arg(short, long, value_name = "ファイル")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// 一枚の HTML（横長の用紙に印刷できる）
    Html,
    /// 表計算で開ける CSV
    Csv,
}

pub fn run(run: &Run, args: &Args) -> Result<Status, Failure> {
    let paths = collect(&args.paths)?;
    let read = facts::read_all(&paths, &Options::default());
    let mut status = Status::Fine;
    for (file, trouble) in read.iter().filter_map(|(file, read)| Some((file, read.as_ref().err()?))) {
        status = Status::Findings;
        run.note(
            format!("{file} は読めないので、計画管理書に入っていません: {}", trouble.message.ja),
            format!("{file} is not in the plan: {}", trouble.message.en),
        );
    }
    let root = config::root_of(paths.first().map_or(Path::new("."), PathBuf::as_path));
    let (notes, found) = plan::notes(&root)?;
    for diagnostic in &found {
        run.note(human::diagnostic(diagnostic, run.style), human::diagnostic(diagnostic, run.style));
        if diagnostic.severity == Severity::Error {
            status = Status::Findings;
        }
    }
    let known: Vec<&Facts> = read.iter().filter_map(|(_, read)| read.as_ref().ok()).collect();
    let plan = plan::plan(&known, &notes);
    let text = match args.format {
        Format::Csv => csv::table(&plan),
        Format::Html => html::page(&plan)
            .map_err(|e| Failure::new(format!("HTML にできません: {e}"), format!("cannot write HTML: {e}")))?,
    };
    match &args.output {
        None => run.print(&text)?,
        Some(path) => {
            files::write(path, text.as_bytes()).map_err(|e| cannot_write(path, &e))?;
            run.note(path.display(), path.display());
        }
    }
    Ok(status)
}
