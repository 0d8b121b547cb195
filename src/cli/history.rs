//! `piac history`: the revisions that the change table tells, and the assessment as of then.

use std::path::PathBuf;

use clap::ValueEnum;

use crate::diff::history::history;
use crate::diff::retell;
use crate::diff::sheet::Sheet;
use crate::diff::table::{Row, rows_of};
use crate::diff::{address, as_of};

use super::check::{day, to_json};
use super::revision::{self, Loaded};
use super::{Failure, Run, Status};

#[derive(clap::Args)]
pub struct Args {
    /// 評価書のファイル
    file: PathBuf,
    /// この日の時点の評価書を YAML で出す
    #[arg(long, value_name = "日付")]
    at: Option<String>,
    /// 出力の形
    #[arg(long, value_enum, default_value_t = Format::Human, conflicts_with = "at")]
    format: Format,
    /// 再現できた行も一つずつ出す
    #[arg(long, conflicts_with = "at")]
    all: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// 端末で読む形
    Human,
    /// JSON
    Json,
}

pub fn run(run: &Run, args: &Args) -> Result<Status, Failure> {
    let loaded = revision::load_file(&args.file)?;
    match &args.at {
        Some(at) => as_of(run, &loaded, at),
        None => list(run, &loaded, args),
    }
}

fn sheet(loaded: &Loaded) -> Sheet {
    let revision = loaded.revision();
    Sheet::of(revision.assessment, revision.around)
}

fn as_of(run: &Run, loaded: &Loaded, at: &str) -> Result<Status, Failure> {
    let date = day(at)?;
    let rows = rows_of(&loaded.assessment);
    let now = sheet(loaded);
    let days = retell::days(&now, &rows, Some(date));
    let undone: Vec<usize> = days.iter().flat_map(|day| &day.told).map(|told| told.row).collect();
    let mut then = days.last().map_or(now, |day| day.older.clone());
    let mut broken = false;
    for told in days.iter().flat_map(|day| &day.told) {
        let Err(reason) = &told.result else { continue };
        broken = true;
        if let Some(at) = &told.at
            && let Ok((_, leaf)) = address::locate(&mut then, &at.address, false)
        {
            // What stood there then is not known.
            leaf.unknown = true;
        }
        let (row, message) = (&rows[told.row].row, reason.message());
        run.note(
            format!("変更箇所 {} 行目（{} {}）を戻せません: {}", told.row + 1, row.date, row.item, message.ja),
            format!("row {} ({} {}) cannot be undone: {}", told.row + 1, row.date, row.item, message.en),
        );
    }
    let kept = rows.iter().enumerate().filter(|(at, _)| !undone.contains(at));
    let kept: Vec<Row> = kept.map(|(_, w)| w.row.clone()).collect();
    let head = format!(
        "# {} の {at} の時点。変更箇所の行を新しい方から戻したもの。公表日など変更箇所に現れない項目は今のまま。\n",
        loaded.name
    );
    run.print(&format!("{head}{}", as_of::yaml(&then, &kept)))?;
    Ok(if broken { Status::Findings } else { Status::Fine })
}

fn list(run: &Run, loaded: &Loaded, args: &Args) -> Result<Status, Failure> {
    let found = history(&loaded.name, &loaded.assessment, &sheet(loaded));
    run.print(&match args.format {
        Format::Json => to_json(&found)?,
        Format::Human => found.human(run.lang, args.all),
    })?;
    Ok(if found.summary.not_reproduced > 0 { Status::Findings } else { Status::Fine })
}
