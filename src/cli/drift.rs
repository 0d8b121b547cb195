//! `piac drift`: passages that have drifted apart, and one shared passage in their place.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use rayon::prelude::*;

use crate::assessment;
use crate::commons;
use crate::config;
use crate::drift::extract::{ExtractError, Extraction, extract};
use crate::drift::units::{self, Unit};
use crate::drift::{Corpus, Group, Report, html, human};
use crate::files;
use crate::source::{Source, SourceError};

use super::check::to_json;
use super::{Failure, Run, Status, cannot_write, changed, collect, named, unchanged, write_back};

/// Files that are read before their passages join the corpus, so that no more are in memory.
const BATCH: usize = 64;

#[derive(clap::Args)]
pub struct Args {
    /// 評価書のファイルかフォルダー（省略すると assessments）
    paths: Vec<PathBuf>,
    /// 出力の形
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// この組だけを扱う
    #[arg(long, value_name = "番号")]
    group: Option<usize>,
    /// 組を一つの共通記載にまとめ、評価書の文章をその参照に置き換える
    #[arg(long, value_name = "キー")]
    extract: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// 人が読む形
    Human,
    /// JSON
    Json,
    /// 一枚の HTML
    Html,
}

pub fn run(run: &Run, args: &Args) -> Result<Status, Failure> {
    let paths = collect(&args.paths)?;
    let (mut report, outcome) = read(run, &paths)?;
    if let Some(number) = args.group {
        report.groups.retain(|group| group.number == number);
        if report.groups.is_empty() {
            return Err(Failure::new(
                format!("{number}組目はありません（全部で {} 組）", report.summary.groups),
                format!("there is no group {number} of {}", report.summary.groups),
            ));
        }
    }
    if let Some(key) = &args.extract {
        take_out(run, args, &report, key.trim())?;
    } else {
        let html_error = |e| Failure::new(format!("HTML にできません: {e}"), format!("cannot write HTML: {e}"));
        run.print(&match args.format {
            Format::Human => human::report(&report, run.style),
            Format::Json => to_json(&report)?,
            Format::Html => html::page(&report).map_err(html_error)?,
        })?;
    }
    Ok(outcome)
}

/// Reads all files, a batch at a time. One that cannot be used is named, and the others are compared.
fn read(run: &Run, paths: &[PathBuf]) -> Result<(Report, Status), Failure> {
    let mut corpus = Corpus::default();
    let mut outcome = Status::Fine;
    for batch in paths.chunks(BATCH) {
        let read: Vec<Result<Option<Vec<Unit>>, SourceError>> = batch.par_iter().map(|path| units_of(path)).collect();
        for (path, units) in batch.iter().zip(read) {
            match units {
                Ok(Some(units)) => corpus.add(path.display().to_string(), units),
                Ok(None) => {
                    let path = path.display();
                    run.note(
                        format!("{path} は評価書として読めないので、比べていません（piac check で確かめてください）"),
                        format!("{path} is not an assessment and is not compared (see piac check)"),
                    );
                    if matches!(outcome, Status::Fine) {
                        outcome = Status::Findings;
                    }
                }
                Err(error) => {
                    outcome = Status::Failed;
                    run.fail(&error.into());
                }
            }
        }
    }
    let cache = commons::Cache::default();
    let mut folders: Vec<PathBuf> = paths.iter().filter_map(|p| p.parent()).map(Path::to_owned).collect();
    folders.dedup();
    for folder in folders {
        cache.below(&config::root_of(&folder));
    }
    for commons in cache.all() {
        for (file, unit) in units::of_commons(&commons) {
            corpus.add(file, vec![unit]);
        }
    }
    Ok((corpus.groups(paths.len()), outcome))
}

/// The passages of a file; none where it is no assessment.
fn units_of(path: &Path) -> Result<Option<Vec<Unit>>, SourceError> {
    let source = Source::read(path)?;
    // References stay as they are: what is shared cannot drift.
    Ok(assessment::read(&source).assessment.map(|a| units::of(&a)))
}

/// Rewrites the sources of one group.
fn take_out(run: &Run, args: &Args, report: &Report, key: &str) -> Result<(), Failure> {
    let [group] = report.groups.as_slice() else {
        return Err(Failure::new(
            format!("{} 組あるので、どの組をまとめるかを --group 番号 で選んでください", report.groups.len()),
            format!("there are {} groups: choose one with --group N", report.groups.len()),
        ));
    };
    if key.is_empty() || key.contains(['\n', '/', '\\', '\0']) || key.starts_with('.') {
        return Err(Failure::new(
            format!("「{key}」は共通記載のキーにできません"),
            format!("{key} cannot be the key of a shared passage"),
        ));
    }
    let extraction = extract(group, key).map_err(|error| match error {
        ExtractError::Source(error) => error.into(),
        ExtractError::Changed(path) => changed(&path),
    })?;
    if extraction.files.is_empty() {
        return Err(Failure::new("書き換えられる箇所がありません", "there is no place to rewrite"));
    }
    let file = passage_file(args, group, key, &extraction)?;
    for rewritten in &extraction.files {
        unchanged(&rewritten.path, &rewritten.source)?;
    }
    if let (Some(file), Some(passage)) = (&file, &extraction.passage) {
        files::write(file, passage.as_bytes()).map_err(|e| cannot_write(file, &e))?;
        run.note(format!("{} を作りました", file.display()), format!("wrote {}", file.display()));
    }
    for rewritten in &extraction.files {
        write_back(&rewritten.path, &rewritten.source, &rewritten.text)?;
    }
    tell(run, &extraction);
    Ok(())
}

/// The new file of the passage, which must not be there; none where the passage exists already.
fn passage_file(args: &Args, group: &Group, key: &str, extraction: &Extraction) -> Result<Option<PathBuf>, Failure> {
    if extraction.passage.is_none() {
        return Ok(None);
    }
    let first = extraction.files.first().map(|f| f.path.clone()).or_else(|| named(&args.paths).ok()?.first().cloned());
    let root = config::root_of(&first.unwrap_or_default());
    let all_below = |path: &Path| config::root_of(path) == root;
    if !extraction.files.iter().all(|f| all_below(&f.path)) {
        return Err(Failure::new(
            "この組の評価書は、共通記載フォルダーを共にしていません（piac.toml が別です）",
            "the files of this group do not share a folder of passages",
        ));
    }
    let known = commons::Cache::default().below(&root);
    let file = root.join(commons::FOLDER).join(format!("{key}.yaml"));
    if known.find(key).is_some() || file.exists() {
        return Err(Failure::new(
            format!("共通記載「{key}」はすでにあり、{}組目の文章ではありません", group.number),
            format!("the shared passage {key} exists and is not of group {}", group.number),
        )
        .help("別のキーを選んでください", "choose another key"));
    }
    Ok(Some(file))
}

fn tell(run: &Run, extraction: &Extraction) {
    for file in &extraction.files {
        run.note(
            format!("{}: {} か所を参照に置き換えました", file.path.display(), file.places),
            format!("{}: {} place(s) became references", file.path.display(), file.places),
        );
        for place in &file.changed {
            run.note(
                format!("  文章が変わります: {}（変更箇所の記入を確かめてください）", place.label),
                format!("  its wording changes: {}", place.label),
            );
        }
    }
    for place in &extraction.left {
        run.note(
            format!("{}:{} {} は書き換えられない書き方なので、そのままです", place.file, place.line, place.label),
            format!("{}:{} {} was left as it is", place.file, place.line, place.label),
        );
    }
}
