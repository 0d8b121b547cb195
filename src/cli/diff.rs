//! `piac diff`: two revisions compared, as text, JSON, Markdown or HTML; the missing rows written.

use clap::ValueEnum;

use crate::assessment::Assessment;
use crate::diag;
use crate::diff::report::{Report, report};
use crate::diff::rows::{Options, Showing};
use crate::diff::{html, human, items, markdown, write};
use crate::rules::BodyKind;

use super::check::{day, to_json};
use super::revision::{self, Loaded};
use super::{Failure, Run, Status, write_back};

#[derive(clap::Args)]
pub struct Args {
    /// 前の版（ファイルか、git の「版:パス」）
    old: String,
    /// 新しい版（ファイルか、git の「版:パス」）
    new: String,
    /// 出力の形
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// 足りない行を、新しい版の「変更箇所」に書き足す
    #[arg(long)]
    write: bool,
    /// 書き足す行の変更日（省略すると新しい版の公表日）
    #[arg(long, value_name = "日付")]
    date: Option<String>,
    /// 行に示す範囲
    #[arg(long, value_enum, default_value_t = Rows::Block)]
    rows: Rows,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// 端末で読む形
    Human,
    /// JSON
    Json,
    /// Markdown（プルリクエストのコメントなど）
    Md,
    /// 一つのファイルで読める HTML
    Html,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Rows {
    /// 変わったまとまりや行だけ
    Block,
    /// 項目の全文
    Full,
}

pub fn run(run: &Run, args: &Args) -> Result<Status, Failure> {
    let (old, new) = (revision::load(&args.old)?, revision::load(&args.new)?);
    let config = revision::config_for(&new)?;
    let options = Options {
        showing: match args.rows {
            Rows::Block => Showing::Block,
            Rows::Full => Showing::Full,
        },
        date: match &args.date {
            Some(date) => {
                day(date)?;
                date.clone()
            }
            None => published(&new.assessment),
        },
        ..Options::default()
    };
    let found = report(&old.revision(), &new.revision(), &options, config.kind == BodyKind::行政機関等);
    let text = match args.format {
        Format::Human => human::text(&found, run.style),
        Format::Json => to_json(&found)?,
        Format::Md => markdown::text(&found),
        Format::Html => html::page(&found)
            .map_err(|e| Failure::new(format!("HTML を作れません: {e}"), format!("cannot make HTML: {e}")))?,
    };
    run.print(&text)?;
    if args.write {
        write_rows(run, &new, &found)?;
    }
    Ok(Status::Fine)
}

/// 公表日 as written.
fn published(assessment: &Assessment) -> String {
    assessment.find(items::COVER_PUBLISHED).and_then(|a| a.text()).unwrap_or_default().into_owned()
}

fn write_rows(run: &Run, new: &Loaded, found: &Report) -> Result<(), Failure> {
    let Some(path) = new.file() else {
        return Err(Failure::new(
            "git の版には書き足せません。新しい版をファイルで指定してください",
            "cannot write into a git revision; name a file as NEW",
        ));
    };
    for address in &found.unproved {
        run.note(
            format!("{address}: 変更を行で示し切れません（不明）。手で書いてください"),
            format!("{address}: the change cannot be shown by rows; write it by hand"),
        );
    }
    let edit = write::append(&new.assessment, &found.rows).map_err(|message| Failure { what: message, help: None })?;
    let Some(edit) = edit else {
        run.note("変更箇所に足りない行はありません", "no rows are missing");
        return Ok(());
    };
    let source = &new.assessment.source;
    write_back(path, source, &diag::apply_edits(source.text(), &[edit]))?;
    let n = found.rows.len();
    run.note(
        format!("{}: 変更箇所に {n} 行を書き足しました。提出時期を確かめ、説明を書いてください", path.display()),
        format!("{}: {n} row(s) appended", path.display()),
    );
    Ok(())
}
