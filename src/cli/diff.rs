//! `piac diff`: two revisions compared, for people and for machines; the missing rows written.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::assessment::Assessment;
use crate::diag;
use crate::diff::report::{Report, Reports, report};
use crate::diff::rows::{Options, Showing};
use crate::diff::{html, human, items, markdown, write};
use crate::files;
use crate::rules::BodyKind;

use super::check::{day, to_json};
use super::pairs::{self, Pair, Pairs};
use super::revision::{self, Loaded};
use super::{Failure, Run, Status, cannot_write, write_back};

#[derive(clap::Args)]
pub struct Args {
    /// 前の版（ファイルかフォルダー。git の「版:パス」でもよい）
    old: String,
    /// 新しい版（ファイルかフォルダー。git の「版:パス」でもよい）
    new: String,
    /// 出力の形（省略すると --output の拡張子で決まり、それもなければ human）
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// 書き出すファイル（フォルダーどうしを比べるときはフォルダー）
    #[arg(short, long, value_name = "パス")]
    output: Option<PathBuf>,
    /// 足りない行を、新しい版の「変更箇所」に書き足す
    #[arg(long)]
    write: bool,
    /// 書き足す行の変更日（省略すると新しい版の公表日）
    #[arg(long, value_name = "日付")]
    date: Option<String>,
    /// 行に示す範囲（省略すると piac.toml の diff.rows）
    #[arg(long, value_enum)]
    rows: Option<Rows>,
    /// 新旧対照表（PDF）で、変更前を左に置く
    #[arg(long)]
    old_left: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// 端末で読む形
    Human,
    /// JSON
    Json,
    /// 変更箇所の行（YAML）
    Yaml,
    /// Markdown（プルリクエストのコメントなど）
    Md,
    /// 一つのファイルで読める HTML
    Html,
    /// 新旧対照表の PDF
    Pdf,
}

impl Format {
    fn extension(self) -> &'static str {
        match self {
            Format::Human => "txt",
            Format::Json => "json",
            Format::Yaml => "yaml",
            Format::Md => "md",
            Format::Html => "html",
            Format::Pdf => "pdf",
        }
    }

    fn of(path: &Path) -> Option<Format> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        Format::value_variants().iter().copied().find(|f| f.extension() == extension)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Rows {
    /// 変わったまとまりや行だけ
    Block,
    /// 項目の全文
    Full,
}

/// A pair with its comparison.
struct Compared {
    pair: Pair,
    report: Report,
}

pub fn run(run: &Run, args: &Args) -> Result<Status, Failure> {
    if let Some(date) = &args.date {
        day(date)?;
    }
    let format = args.format.or_else(|| Format::of(args.output.as_deref()?)).unwrap_or(Format::Human);
    let (compared, folder) = match pairs::read(run, &args.old, &args.new)? {
        Pairs::One(pair) => (vec![compare(args, *pair)?], false),
        Pairs::Folder(pairs) => {
            (pairs.into_iter().map(|pair| compare(args, pair)).collect::<Result<Vec<_>, _>>()?, true)
        }
    };
    match (&args.output, folder) {
        (Some(to), true) => {
            for one in compared.iter().filter(|one| differs(&one.report)) {
                let path = to.join(&one.pair.path).with_extension(format.extension());
                save_output(run, &path, &rendered(run, args, one, format)?)?;
            }
        }
        (Some(to), false) => {
            for one in &compared {
                save_output(run, to, &rendered(run, args, one, format)?)?;
            }
        }
        (None, true) => print_folder(run, args, &compared, format)?,
        (None, false) => {
            for one in &compared {
                print_bytes(run, rendered(run, args, one, format)?)?;
            }
        }
    }
    if args.write {
        return Ok(write_all(run, &compared));
    }
    Ok(Status::Fine)
}

fn compare(args: &Args, pair: Pair) -> Result<Compared, Failure> {
    let config = revision::config_for(&pair.new)?;
    let date = args.date.clone().unwrap_or_else(|| answer(&pair.new.assessment, items::COVER_PUBLISHED));
    let mut options: Options = config.diff.options(date);
    options.showing = match args.rows {
        None => options.showing,
        Some(Rows::Block) => Showing::Block,
        Some(Rows::Full) => Showing::Full,
    };
    let government = config.kind == BodyKind::行政機関等;
    let report = report(&pair.old.revision(), &pair.new.revision(), &options, government);
    Ok(Compared { pair, report })
}

/// Whether there is something to tell.
fn differs(report: &Report) -> bool {
    !report.changes.is_empty() || !report.rows.is_empty() || !report.broken_rows.is_empty()
}

fn rendered(run: &Run, args: &Args, one: &Compared, format: Format) -> Result<Vec<u8>, Failure> {
    let report = &one.report;
    let text = match format {
        Format::Human => human::text(report, run.style),
        Format::Json => to_json(report)?,
        Format::Yaml => write::render(&report.rows, 0),
        Format::Md => markdown::text(report),
        Format::Html => html::page(report)
            .map_err(|e| Failure::new(format!("HTML を作れません: {e}"), format!("cannot make HTML: {e}")))?,
        Format::Pdf => return pdf(args, one),
    };
    Ok(text.into_bytes())
}

#[cfg(feature = "pdf")]
fn pdf(args: &Args, one: &Compared) -> Result<Vec<u8>, Failure> {
    use crate::diff::side_by_side::{Layout, data};
    let layout = if args.old_left { Layout::OldLeft } else { Layout::NewLeft };
    let failed = |e: &dyn std::fmt::Display| {
        Failure::new(format!("新旧対照表を作れません: {e}"), format!("cannot make the PDF: {e}"))
    };
    let name = answer(&one.pair.new.assessment, items::COVER_NAME);
    let data = serde_json::to_value(data(&one.report, name, layout)).map_err(|e| failed(&e))?;
    crate::render::pdf::compile_page("changes.typ", data).map_err(|e| failed(&e))
}

#[cfg(not(feature = "pdf"))]
fn pdf(_: &Args, _: &Compared) -> Result<Vec<u8>, Failure> {
    Err(Failure::new("この piac は PDF の機能なしで作られています", "this piac was built without PDF"))
}

fn print_folder(run: &Run, args: &Args, compared: &[Compared], format: Format) -> Result<(), Failure> {
    let different: Vec<&Compared> = compared.iter().filter(|one| differs(&one.report)).collect();
    match format {
        Format::Html | Format::Pdf => {
            return Err(Failure::new(
                "フォルダーどうしを HTML や PDF で出すときは、-o で書き出すフォルダーを指定してください",
                "name a folder with -o for HTML or PDF of two folders",
            ));
        }
        Format::Json => {
            let reports = different.iter().map(|one| &one.report).collect();
            return run.print(&to_json(&Reports::new(reports))?);
        }
        Format::Human | Format::Yaml | Format::Md => {}
    }
    for one in &different {
        if format == Format::Yaml {
            run.print(&format!("# {}\n", one.pair.path.display()))?;
        }
        print_bytes(run, rendered(run, args, one, format)?)?;
        run.print("\n")?;
    }
    let (all, n) = (compared.len(), different.len());
    if format == Format::Human {
        run.note(format!("評価書 {all} 件のうち {n} 件に違いがあります"), format!("{n} of {all} assessments differ"));
    }
    Ok(())
}

fn print_bytes(run: &Run, bytes: Vec<u8>) -> Result<(), Failure> {
    match String::from_utf8(bytes) {
        Ok(text) => run.print(&text),
        Err(_) => {
            Err(Failure::new("PDF は画面に出せません。-o でファイルを指定してください", "name a file with -o for PDF"))
        }
    }
}

fn save_output(run: &Run, path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    files::write(path, bytes).map_err(|e| cannot_write(path, &e))?;
    run.wrote(path);
    Ok(())
}

/// An answer of the cover as written.
fn answer(assessment: &Assessment, id: &str) -> String {
    assessment.find(id).and_then(|a| a.text()).unwrap_or_default().into_owned()
}

/// Writes the rows of every assessment; one that cannot be written does not keep the others.
fn write_all(run: &Run, compared: &[Compared]) -> Status {
    let mut status = Status::Fine;
    for one in compared.iter().filter(|one| compared.len() == 1 || differs(&one.report)) {
        if let Err(failure) = write_rows(run, &one.pair.new, &one.report) {
            run.fail(&failure);
            status = Status::Failed;
        }
    }
    status
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
        run.note(
            format!("{}: 変更箇所に足りない行はありません", path.display()),
            format!("{}: no rows are missing", path.display()),
        );
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
