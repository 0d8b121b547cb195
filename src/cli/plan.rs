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
    #[arg(long, alias = "to", value_enum, default_value_t = Format::Html)]
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
    /// PDF（A3 横）
    #[cfg(feature = "pdf")]
    Pdf,
}

pub fn run(run: &Run, args: &Args) -> Result<Status, Failure> {
    let paths = collect(&args.paths)?;
    let read = facts::read_all_unchecked(&paths, &Options::default());
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
    let bytes = match args.format {
        Format::Csv => csv::table(&plan).into_bytes(),
        Format::Html => html::page(&plan)
            .map_err(|e| Failure::new(format!("HTML にできません: {e}"), format!("cannot write HTML: {e}")))?
            .into_bytes(),
        #[cfg(feature = "pdf")]
        Format::Pdf => pdf(&plan, args.output.is_none())?,
    };
    match &args.output {
        None => run.write(&bytes)?,
        Some(path) => {
            files::write(path, &bytes).map_err(|e| cannot_write(path, &e))?;
            run.wrote(path);
        }
    }
    Ok(status)
}

/// The PDF, which is nothing to read on a terminal.
#[cfg(feature = "pdf")]
fn pdf(plan: &plan::Plan, to_stdout: bool) -> Result<Vec<u8>, Failure> {
    use std::io::IsTerminal;

    if to_stdout && std::io::stdout().is_terminal() {
        return Err(Failure::new("PDF を書き出すファイルが指定されていません", "a PDF needs a file to be written to")
            .help("例: piac plan --format pdf -o 計画管理書.pdf", "for example: piac plan --format pdf -o plan.pdf"));
    }
    crate::render::pdf::compile_page("plan.typ", plan::view(plan))
        .map_err(|e| Failure::new(format!("PDF にできません: {e}"), format!("cannot make a PDF: {e}")))
}
