//! `piac import`: published text to YAML, with a report of what must be looked at.

use std::path::PathBuf;

use clap::ValueEnum;

use crate::files;
use crate::import::{self, ImportError, Input};
use crate::source::{Format, SourceError, Unreadable, is_yaml, other_format, read_limited};

use super::check::to_json;
use super::schema::form_named;
use super::{Failure, Run, Status, cannot_write};

#[derive(clap::Args)]
pub struct Args {
    /// 公表済みの評価書の PDF か文章（複数に分かれていれば順に並べる）
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// 書き出す YAML（省略すると標準出力）
    #[arg(short, long, value_name = "ファイル")]
    output: Option<PathBuf>,
    /// 様式（省略すると文章から判断する）
    #[arg(long)]
    form: Option<String>,
    /// 取り込みの報告の形
    #[arg(long, value_enum, default_value_t = ReportFormat::Human)]
    report: ReportFormat,
    /// すでにあるファイルに上書きする
    #[arg(long)]
    force: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ReportFormat {
    /// 人が読む形
    Human,
    /// JSON（標準出力に出す）
    Json,
    /// 元の文と並べて確かめる HTML（標準出力に出す）
    Html,
}

pub fn run(run: &Run, args: &Args) -> Result<Status, Failure> {
    let form = args.form.as_deref().map(form_named).transpose()?;
    if let Some(path) = args.output.as_ref().filter(|p| p.exists() && !args.force) {
        return Err(Failure::new(format!("{} はすでにあります", path.display()), format!("{} exists", path.display()))
            .help("上書きするなら --force を付けてください", "overwrite it with --force"));
    }
    let mut inputs = Vec::new();
    for path in &args.files {
        if is_yaml(path) {
            let what = format!("{} は YAML です。取り込むのは公表済みの評価書の PDF か文章です", path.display());
            return Err(Failure::new(what, format!("{} is YAML already", path.display()))
                .help("YAML の評価書はそのまま piac check や piac build で使えます", "check or build it as it is"));
        }
        let bytes = read_limited(path, import::MAX_PDF)?;
        if other_format(&bytes) == Some(Format::Office) {
            let reason = Unreadable::Format(Format::Office);
            return Err(SourceError { path: path.clone(), reason }.into());
        }
        inputs.push(Input { name: path.display().to_string(), bytes });
    }
    let imported = import::import(&inputs, form).map_err(Failure::from)?;
    match (&args.output, args.report) {
        (Some(path), _) => files::write(path, imported.yaml.as_bytes()).map_err(|e| cannot_write(path, &e))?,
        (None, ReportFormat::Human) => run.print(&imported.yaml)?,
        (None, ReportFormat::Json | ReportFormat::Html) => {
            return Err(Failure::new(
                "--report json と --report html には -o で書き出すファイルが要ります",
                "--report json and --report html need an output file (-o)",
            ));
        }
    }
    match args.report {
        ReportFormat::Human => {
            let report = imported.report.human(run.lang);
            run.note(&report, &report);
        }
        ReportFormat::Json => run.print(&to_json(&imported.report)?)?,
        ReportFormat::Html => {
            let page = import::html::page(&imported);
            let failed = |e| Failure::new(format!("HTML にできません: {e}"), format!("cannot write HTML: {e}"));
            run.print(&page.map_err(failed)?)?;
        }
    }
    Ok(Status::Fine)
}

impl From<ImportError> for Failure {
    fn from(error: ImportError) -> Self {
        let message = error.message();
        Failure::new(message.ja, message.en)
    }
}
