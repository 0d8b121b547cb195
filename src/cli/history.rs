//! `piac history`: the revisions that the change table tells, and the assessment as of then.

use std::path::PathBuf;

use crate::diff::as_of;
use crate::diff::label;
use crate::diff::replay::{self, Outcome};
use crate::diff::sheet::Sheet;
use crate::diff::table::{Row, Written, rows_of};
use crate::form::FormDef;

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
    /// 一覧を JSON で出す
    #[arg(long, conflicts_with = "at")]
    json: bool,
}

/// One revision that the table tells.
#[derive(serde::Serialize, schemars::JsonSchema)]
struct Told {
    /// 変更日 as written.
    date: String,
    /// Rows of the day.
    rows: usize,
    /// Rows about ※ items, as far as they could be found.
    important: usize,
    /// Rows that cannot be undone, with the reason.
    broken: Vec<Broken>,
}

/// A row that cannot be undone.
#[derive(serde::Serialize, schemars::JsonSchema)]
struct Broken {
    /// Number in the table, from 1.
    row: usize,
    /// 項目.
    item: String,
    /// Why.
    reason: String,
}

pub fn run(run: &Run, args: &Args) -> Result<Status, Failure> {
    let loaded = revision::load_file(&args.file)?;
    let rows = rows_of(&loaded.assessment);
    match &args.at {
        Some(at) => as_of(run, &loaded, &rows, at),
        None => list(run, &loaded, &rows, args.json),
    }
}

fn as_of(run: &Run, loaded: &Loaded, rows: &[Written], at: &str) -> Result<Status, Failure> {
    let date = day(at)?;
    let mut sheet = sheet(loaded);
    let later = |w: &Written| w.date.is_some_and(|d| d.earliest() > date);
    let outcomes = replay::undo(&mut sheet, rows, later);
    for outcome in &outcomes {
        if let Err(reason) = &outcome.result {
            let row = &rows[outcome.row].row;
            let message = reason.message();
            run.note(
                format!("変更箇所 {} 行目（{} {}）を戻せません: {}", outcome.row + 1, row.date, row.item, message.ja),
                format!("row {} ({} {}) cannot be undone: {}", outcome.row + 1, row.date, row.item, message.en),
            );
        }
    }
    let kept: Vec<Row> = rows.iter().filter(|w| !later(w)).map(|w| w.row.clone()).collect();
    let head = format!(
        "# {} の {at} の時点。変更箇所の行を新しい方から戻したもの。公表日など変更箇所に現れない項目は今のまま。\n",
        loaded.name
    );
    run.print(&format!("{head}{}", as_of::yaml(&sheet, &kept)))?;
    let broken = outcomes.iter().any(|o| o.result.is_err());
    Ok(if broken { Status::Findings } else { Status::Fine })
}

fn sheet(loaded: &Loaded) -> Sheet {
    let revision = loaded.revision();
    Sheet::of(revision.assessment, revision.around)
}

fn list(run: &Run, loaded: &Loaded, rows: &[Written], json: bool) -> Result<Status, Failure> {
    let mut sheet = sheet(loaded);
    let outcomes = replay::undo(&mut sheet, rows, |_| true);
    let mut days = replay::by_day(rows);
    days.reverse();
    let told: Vec<Told> = days.iter().map(|day| told(loaded.assessment.form, rows, day, &outcomes)).collect();
    if json {
        run.print(&to_json(&told)?)?;
        return Ok(Status::Fine);
    }
    let mut out = String::new();
    for day in &told {
        let date = if day.date.is_empty() { "（変更日なし）" } else { &day.date };
        let state = if day.broken.is_empty() {
            "戻せます".to_owned()
        } else {
            format!("{} 行を戻せません", day.broken.len())
        };
        out.push_str(&format!("{date}　{} 行（※ {}）　{state}\n", day.rows, day.important));
        for row in &day.broken {
            out.push_str(&format!("    {} 行目 {}: {}\n", row.row, row.item, row.reason));
        }
    }
    let broken: usize = told.iter().map(|d| d.broken.len()).sum();
    let all = rows.len();
    out.push_str(&format!("{} 版、{all} 行のうち {} 行を戻せます\n", told.len(), all - broken));
    run.print(&out)?;
    Ok(if broken > 0 { Status::Findings } else { Status::Fine })
}

fn told(form: &FormDef, rows: &[Written], day: &[usize], outcomes: &[Outcome]) -> Told {
    let outcome = |at: usize| outcomes.iter().find(|o| o.row == at).map(|o| &o.result);
    let star = |at: &&usize| matches!(outcome(**at), Some(Ok(address)) if label::is_star(form, address));
    let broken = day.iter().filter_map(|&at| match outcome(at) {
        Some(Err(reason)) => Some(Broken { row: at + 1, item: rows[at].row.item.clone(), reason: reason.message().ja }),
        _ => None,
    });
    Told {
        date: day.first().map(|&at| rows[at].row.date.clone()).unwrap_or_default(),
        rows: day.len(),
        important: day.iter().filter(star).count(),
        broken: broken.collect(),
    }
}
