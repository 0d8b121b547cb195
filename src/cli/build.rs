//! `piac build`: the published document.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::check::{Options, check_file};
use crate::config;
use crate::files;
use crate::output::{Summary, human};
use crate::render;

use super::{Failure, Run, Status, Target, cannot_write, targets};

#[derive(clap::Args)]
pub struct Args {
    /// 評価書のファイルかフォルダー（省略すると assessments）
    paths: Vec<PathBuf>,
    /// 書き出すフォルダー（省略すると piac.toml の output.folder、なければ out）
    #[arg(short, long, value_name = "フォルダー")]
    output: Option<PathBuf>,
    /// 形式
    #[arg(long, value_delimiter = ',', default_value = "pdf", value_name = "形式")]
    to: Vec<Kind>,
    /// PDF の規格（ua-1、a-2a など。コンマで区切る。省略すると piac.toml の output.pdf_standard、なければ ua-1）
    #[arg(long, value_delimiter = ',', value_name = "規格")]
    pdf_standard: Vec<String>,
    /// できた文書を開く
    #[arg(long)]
    open: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Kind {
    /// PDF
    Pdf,
}

impl Kind {
    fn extension(self) -> &'static str {
        match self {
            Kind::Pdf => "pdf",
        }
    }
}

/// What became of one file.
enum Built {
    /// Written, with the number of findings.
    Written(Vec<PathBuf>, Summary),
    /// Not an assessment; its findings as text.
    Not(String),
}

pub fn run(run: &Run, args: &Args) -> Result<Status, Failure> {
    let targets = targets(&args.paths)?;
    let (folder, names) = defaults(args, targets.first())?;
    let standards = standards(&names)?;
    let stems = stems(&targets);
    let options = Options::default();
    let built: Vec<Result<Built, Failure>> = targets
        .par_iter()
        .zip(&stems)
        .map(|(target, stem)| build(run, args, (&options, &standards), &target.path, &folder.join(stem)))
        .collect();
    let mut status = Status::Fine;
    let mut written = Vec::new();
    for (target, result) in targets.iter().zip(built) {
        match result {
            Ok(Built::Written(paths, summary)) => {
                note(run, &target.path, &paths, &summary);
                written.extend(paths);
            }
            Ok(Built::Not(findings)) => {
                run.print(&findings)?;
                status = if matches!(status, Status::Failed) { status } else { Status::Findings };
            }
            Err(failure) => {
                run.fail(&failure);
                status = Status::Failed;
            }
        }
    }
    if args.open {
        for path in &written {
            open(path)?;
        }
    }
    Ok(status)
}

/// The output folder and the PDF standards: of the command line, else of `piac.toml`, else the usual ones.
fn defaults(args: &Args, first: Option<&Target>) -> Result<(PathBuf, Vec<String>), Failure> {
    let found = first.map(|target| config::find(&target.path)).transpose()?.unwrap_or_default();
    let wanted = found.config.output;
    let below_root = |folder: PathBuf| found.root.unwrap_or_default().join(folder);
    let folder = args.output.clone().or_else(|| wanted.folder.map(below_root)).unwrap_or_else(|| "out".into());
    let given = [&args.pdf_standard, &wanted.pdf_standard].into_iter().find(|names| !names.is_empty()).cloned();
    Ok((folder, given.unwrap_or_else(|| vec!["ua-1".to_owned()])))
}

fn note(run: &Run, source: &Path, paths: &[PathBuf], summary: &Summary) {
    for path in paths {
        run.note(path.display(), path.display());
    }
    if summary.error > 0 {
        run.note(
            format!(
                "  注意: エラーが {} 件残っています（piac check {} で確かめてください）",
                summary.error,
                source.display()
            ),
            format!("  note: {} error(s) left, see piac check {}", summary.error, source.display()),
        );
    }
}

fn build(
    run: &Run,
    args: &Args,
    (options, standards): (&Options, &Standards),
    path: &Path,
    stem: &Path,
) -> Result<Built, Failure> {
    let checked = check_file(path, options)?;
    let Some(assessment) = &checked.assessment else {
        let shown = checked.diagnostics.iter().map(|d| human::diagnostic(d, run.style) + "\n");
        return Ok(Built::Not(shown.collect()));
    };
    let tree = render::pages(assessment);
    let mut written = Vec::new();
    for kind in &args.to {
        let bytes = match kind {
            Kind::Pdf => pdf(&tree, standards, path)?,
        };
        let mut name = stem.as_os_str().to_owned();
        name.push(".");
        name.push(kind.extension());
        let out = PathBuf::from(name);
        files::write(&out, &bytes).map_err(|e| cannot_write(&out, &e))?;
        written.push(out);
    }
    Ok(Built::Written(written, Summary::of(1, &checked.diagnostics)))
}

#[cfg(feature = "pdf")]
type Standards = Vec<render::pdf::Standard>;

#[cfg(feature = "pdf")]
fn standards(names: &[String]) -> Result<Standards, Failure> {
    use render::pdf::Standard;
    let find = |name: &String| {
        Standard::ALL.into_iter().find(|s| s.as_str() == name).ok_or_else(|| {
            let all: Vec<&str> = Standard::ALL.iter().map(|s| s.as_str()).collect();
            Failure::new(
                format!("「{name}」という PDF の規格は使えません（{}）", all.join("・")),
                format!("unknown PDF standard {name} ({})", all.join(", ")),
            )
        })
    };
    names.iter().map(find).collect()
}

#[cfg(feature = "pdf")]
fn pdf(tree: &render::PageTree, standards: &Standards, path: &Path) -> Result<Vec<u8>, Failure> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut options = render::pdf::Options::new(folder);
    options.standards = standards.clone();
    if let Some(root) = crate::config::find(path)?.root {
        options.root = root;
    }
    render::pdf::compile(tree, &options)
        .map_err(|e| Failure::new(format!("{}: {e}", path.display()), format!("{}: {e}", path.display())))
}

#[cfg(not(feature = "pdf"))]
type Standards = Vec<String>;

#[cfg(not(feature = "pdf"))]
fn standards(names: &[String]) -> Result<Standards, Failure> {
    Ok(names.to_vec())
}

#[cfg(not(feature = "pdf"))]
fn pdf(_: &render::PageTree, _: &Standards, path: &Path) -> Result<Vec<u8>, Failure> {
    Err(Failure::new(
        format!("{}: この piac は PDF の機能なしで作られています", path.display()),
        format!("{}: this piac was built without PDF", path.display()),
    ))
}

/// Where each document goes below the output folder, without extension: its path below the folder
/// that was named, with the folder's name in front where two would be the same.
fn stems(targets: &[Target]) -> Vec<PathBuf> {
    let mut used = HashSet::new();
    targets
        .iter()
        .map(|target| {
            let relative = target.path.strip_prefix(&target.base).unwrap_or(&target.path).with_extension("");
            if used.insert(relative.clone()) {
                return relative;
            }
            let parent = target.path.parent().and_then(Path::file_name).unwrap_or_default();
            let mut named = PathBuf::from(parent).join(&relative);
            let mut n = 2;
            while !used.insert(named.clone()) {
                named = PathBuf::from(parent).join(format!("{}-{n}", relative.display()));
                n += 1;
            }
            named
        })
        .collect()
}

/// Opens a document with the program that the system has for it.
fn open(path: &Path) -> Result<(), Failure> {
    let command = if cfg!(target_os = "windows") {
        ("cmd", vec!["/C", "start", ""])
    } else if cfg!(target_os = "macos") {
        ("open", vec![])
    } else {
        ("xdg-open", vec![])
    };
    std::process::Command::new(command.0).args(command.1).arg(path).spawn().map(drop).map_err(|_| {
        Failure::new(format!("{} を開けません", path.display()), format!("cannot open {}", path.display()))
    })
}
