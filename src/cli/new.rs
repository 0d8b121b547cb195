//! `piac new`: a scaffold with every item of the form.

use std::path::PathBuf;

use crate::{files, form, scaffold};

use super::schema::form_named;
use super::{Failure, Run, Status, cannot_write};

#[derive(clap::Args)]
pub struct Args {
    /// 評価書を置くフォルダー（なければ作る）
    dir: PathBuf,
    /// 様式（全項目評価書・重点項目評価書・基礎項目評価書）
    #[arg(long)]
    form: String,
    /// 事務の名称
    #[arg(long)]
    name: Option<String>,
}

pub fn run(run: &Run, args: &Args) -> Result<Status, Failure> {
    let form = form_named(&args.form)?;
    let path = args.dir.join(format!("{form}.yaml"));
    if path.exists() {
        return Err(Failure::new(
            format!("{} はすでにあります。上書きはしません", path.display()),
            format!("{} exists and is not overwritten", path.display()),
        )
        .help("別のフォルダーを指定してください", "name another folder"));
    }
    let text = scaffold::scaffold(form::newest(form), args.name.as_deref());
    files::write(&path, text.as_bytes()).map_err(|e| cannot_write(&path, &e))?;
    run.note(
        format!("{} を作りました。記入したら piac check {} で検査できます", path.display(), path.display()),
        format!("wrote {}; check it with piac check {}", path.display(), path.display()),
    );
    Ok(Status::Fine)
}
