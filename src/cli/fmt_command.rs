//! `piac fmt`: the notation of a file, never its meaning.

use std::path::PathBuf;

use crate::files;
use crate::format;
use crate::source::Source;

use super::{Failure, Run, Status, cannot_write, collect, unchanged};

#[derive(clap::Args)]
pub struct Args {
    /// 評価書のファイルかフォルダー（省略すると assessments）
    paths: Vec<PathBuf>,
    /// 書き換えず、整っていないファイルがあれば終了状態を 1 にする
    #[arg(long)]
    check: bool,
}

pub fn run(run: &Run, args: &Args) -> Result<Status, Failure> {
    let mut status = Status::Fine;
    for path in collect(&args.paths)? {
        let source = Source::read(&path)?;
        let Some(formatted) = format::format(&source) else {
            run.note(
                format!(
                    "{}: YAML として正しく読めないので整えられません（piac check で確かめてください）",
                    path.display()
                ),
                format!("{}: not formatted, see piac check", path.display()),
            );
            status = Status::Findings;
            continue;
        };
        if formatted == source.text() && !source.has_byte_order_mark() {
            continue;
        }
        if args.check {
            run.print(&format!("{}\n", path.display()))?;
            status = Status::Findings;
        } else {
            unchanged(&path, &source)?;
            files::write(&path, formatted.as_bytes()).map_err(|e| cannot_write(&path, &e))?;
            run.note(format!("{} を整えました", path.display()), format!("formatted {}", path.display()));
        }
    }
    Ok(status)
}
