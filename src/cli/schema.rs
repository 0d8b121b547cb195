//! `piac schema`: the generated JSON Schemas, for editors without internet.

use std::path::{Path, PathBuf};

use crate::form::{self, FormName};
use crate::schema;

use super::{Failure, Run, Status};

#[derive(clap::Args)]
pub struct Args {
    /// 様式の名（全項目評価書・重点項目評価書・基礎項目評価書）
    #[arg(required_unless_present = "output")]
    form: Option<String>,
    /// 様式版（省略すると最新）
    #[arg(long)]
    edition: Option<String>,
    /// すべての JSON Schema を書き出すフォルダー（エディターの設定に使う）
    #[arg(short, long, value_name = "フォルダー", conflicts_with_all = ["form", "edition"])]
    output: Option<PathBuf>,
}

pub fn run(run: &Run, args: &Args) -> Result<Status, Failure> {
    if let Some(folder) = &args.output {
        return write_all(run, folder);
    }
    let form = form_named(args.form.as_deref().unwrap_or_default())?;
    let def = match &args.edition {
        None => form::newest(form),
        Some(name) => form::edition(form, name).ok_or_else(|| {
            let all: Vec<&str> = form::editions(form).map(|e| e.edition.as_str()).collect();
            Failure::new(
                format!("{form}に「{name}」という様式版はありません（{}）", all.join("・")),
                format!("{form} has no edition {name} ({})", all.join(", ")),
            )
        })?,
    };
    run.print(&schema::to_text(&schema::of_form(def)))?;
    Ok(Status::Fine)
}

/// Every schema as a file of the folder, which is made where it is not there.
fn write_all(run: &Run, folder: &Path) -> Result<Status, Failure> {
    let all = schema::generated();
    for (name, value) in &all {
        let path = folder.join(name);
        crate::files::write(&path, schema::to_text(value).as_bytes()).map_err(|e| super::cannot_write(&path, &e))?;
    }
    let (folder, count) = (folder.display(), all.len());
    run.note(
        format!("{folder} に {count} 個の JSON Schema を書き出しました"),
        format!("{count} JSON Schemas are in {folder}"),
    );
    Ok(Status::Fine)
}

/// The form of a name given on the command line, which may be short: 全項目.
pub fn form_named(name: &str) -> Result<FormName, Failure> {
    let plain = crate::text::normalize(name);
    FormName::ALL.into_iter().find(|f| plain.len() >= 6 && f.as_str().starts_with(&plain)).ok_or_else(|| {
        let all: Vec<&str> = FormName::ALL.iter().map(|f| f.as_str()).collect();
        Failure::new(
            format!("「{name}」という様式はありません（{}）", all.join("・")),
            format!("there is no form {name} ({})", all.join(", ")),
        )
    })
}
