//! `piac status`: the portfolio and its deadlines.

use std::path::PathBuf;

use clap::ValueEnum;

use crate::check::{Options, check_commons};
use crate::config;
use crate::diag::{Diagnostic, Lang};
use crate::output::human;
use crate::status::{self, Facts, html, ics};

use super::check::{day, to_json};
use super::{Failure, Run, Status, collect, named, today};

#[derive(clap::Args)]
pub struct Args {
    /// 評価書のファイルかフォルダー（省略すると assessments）
    paths: Vec<PathBuf>,
    /// 期限を数える基準日（例: 2026-04-01、令和8年4月1日）。省略すると今日（日本時間）
    #[arg(long, value_name = "日付")]
    as_of: Option<String>,
    /// 出力の形
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// 人が読む形
    Human,
    /// JSON
    Json,
    /// カレンダー（iCalendar）
    Ics,
    /// 一枚の HTML
    Html,
}

pub fn run(run: &Run, args: &Args) -> Result<Status, Failure> {
    let as_of = args.as_of.as_deref().map(day).transpose()?.unwrap_or_else(today);
    let paths = collect(&args.paths)?;
    // Deadlines are told by the overview itself, so the rules need not tell them again.
    let options = Options::default();
    let read = status::facts::read_all(&paths, &options);
    let named = named(&args.paths)?;
    let body = named.first().and_then(|p| config::find(p).ok()).and_then(|found| found.config.body);
    let overview = status::overview(&read, as_of, body, run.lang);
    let text = match args.format {
        Format::Human => {
            let facts: Vec<&Facts> = read.iter().filter_map(|(_, read)| read.as_ref().ok()).collect();
            let mut found: Vec<Diagnostic> = status::across(&facts);
            found.extend(check_commons(&options, &named));
            let mut out = status::human::overview(&overview, run.style);
            if !found.is_empty() {
                out.push_str(match run.lang {
                    Lang::Ja => "\n■ 評価書どうしの食い違い\n\n",
                    Lang::En => "\n■ between documents\n\n",
                });
            }
            for diagnostic in &found {
                out.push_str(&human::diagnostic(diagnostic, run.style));
                out.push('\n');
            }
            out
        }
        Format::Json => to_json(&overview)?,
        Format::Ics => ics::calendar(&overview, run.lang),
        Format::Html => html::page(&overview)
            .map_err(|e| Failure::new(format!("HTML にできません: {e}"), format!("cannot write HTML: {e}")))?,
    };
    run.print(&text)?;
    let summary = &overview.summary;
    Ok(if summary.broken + summary.error > 0 { Status::Findings } else { Status::Fine })
}
