//! `piac gate`: what continuous integration asks about every assessment that changed since a base.

use std::path::{Path, PathBuf};

use crate::check::{Options, check_file};
use crate::config;
use crate::diag::{self, Diagnostic};
use crate::diff::gate;
use crate::output::{Format, Piece, Report, Shape};
use crate::rules::BodyKind;

use super::check::{Deny, day, finish};
use super::revision::{self, Tree};
use super::{Failure, Run, Status, collect};

#[derive(clap::Args)]
pub struct Args {
    /// 評価書のファイルかフォルダー（省略すると assessments）
    paths: Vec<PathBuf>,
    /// 比べる元の版（git のコミット、ブランチ、タグ）
    #[arg(long, value_name = "版")]
    base: String,
    /// 出力の形
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// 期限を見る基準日（省略すると期限は見ない）
    #[arg(long, value_name = "日付")]
    as_of: Option<String>,
    /// この重さ以上の指摘があれば終了状態を 1 にする
    #[arg(long, value_enum, default_value_t = Deny::Error)]
    deny: Deny,
}

pub fn run(run: &Run, args: &Args) -> Result<Status, Failure> {
    let options = Options { as_of: args.as_of.as_deref().map(day).transpose()?, ..Options::default() };
    let shape = Shape { format: args.format, style: run.style };
    let mut report = Report::new(shape);
    let (mut changed, mut unreadable) = (0, false);
    for path in collect(&args.paths)? {
        match assessment(&path, &args.base, &options) {
            Ok(None) => {}
            Ok(Some(diagnostics)) => {
                changed += 1;
                run.print(&report.add(Piece::of(shape, Some(&path.display().to_string()), &diagnostics)))?;
            }
            Err(failure) => {
                unreadable = true;
                run.fail(&failure);
            }
        }
    }
    if changed == 0 && !unreadable && args.format == Format::Human {
        run.note(
            format!("{} から変わった評価書はありません", args.base),
            format!("no assessment changed since {}", args.base),
        );
    }
    let summary = finish(run, report)?;
    Ok(match (unreadable, summary.reaches(args.deny.into())) {
        (true, _) => Status::Failed,
        (false, true) => Status::Findings,
        (false, false) => Status::Fine,
    })
}

/// The findings about one assessment; nothing when it is that of the base.
fn assessment(path: &Path, base: &str, options: &Options) -> Result<Option<Vec<Diagnostic>>, Failure> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let tree = Tree::open(folder, base)?;
    let outside = || {
        Failure::new(
            format!("{} は git のリポジトリーの中にありません", path.display()),
            format!("{} is not inside the git repository", path.display()),
        )
    };
    let inner = revision::from_top(&tree, path).ok_or_else(outside)?;
    let checked = check_file(path, options)?;
    let mut diagnostics = checked.diagnostics;
    let Some(old) = tree.load(&inner)? else {
        // A new assessment has no base to compare with; it must be clean all the same.
        return Ok(Some(diagnostics));
    };
    if checked.assessment.is_none() {
        return Ok(Some(diagnostics));
    }
    let new = revision::load_file(path)?;
    let government = config::find(path)?.config.kind == BodyKind::行政機関等;
    let found = gate::findings(&old.revision(), &new.revision(), government);
    // 共通記載 may have changed where the file itself did not.
    if found.is_empty() && old.assessment.source.text() == new.assessment.source.text() {
        return Ok(None);
    }
    diagnostics.extend(found);
    diag::sort(&mut diagnostics);
    Ok(Some(diagnostics))
}
