//! `piac schema`: the generated JSON Schemas, for editors without internet.

use crate::form::{self, FormName};
use crate::schema;

use super::{Failure, Run, Status};

#[derive(clap::Args)]
pub struct Args {
    /// 様式の名（全項目評価書・重点項目評価書・基礎項目評価書）
    form: String,
    /// 様式版（省略すると最新）
    #[arg(long)]
    edition: Option<String>,
}

pub fn run(run: &Run, args: &Args) -> Result<Status, Failure> {
    let form = form_named(&args.form)?;
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
