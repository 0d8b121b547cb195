//! `piac explain`: the page of a rule, or the list of all rules.

use crate::diag::{Lang, Severity};
use crate::rules;
use crate::text;

use super::{Failure, Run, Status};

#[derive(clap::Args)]
pub struct Args {
    /// 規則の名（省略すると一覧）
    rule: Option<String>,
}

pub fn run(run: &Run, args: &Args) -> Result<Status, Failure> {
    let Some(name) = &args.rule else {
        run.print(&list(run.lang))?;
        return Ok(Status::Fine);
    };
    let rule = rules::find(name).ok_or_else(|| {
        let near = rules::all()
            .map(|r| (r.name, strsim::normalized_damerau_levenshtein(r.name, name)))
            .filter(|r| r.1 > 0.5)
            .max_by(|a, b| a.1.total_cmp(&b.1));
        let failure = Failure::new(format!("「{name}」という規則はありません"), format!("there is no rule {name}"));
        match near {
            Some((near, _)) => failure.help(format!("「{near}」のことですか"), format!("did you mean {near}?")),
            None => failure.help("piac explain で一覧が出ます", "piac explain lists them all"),
        }
    })?;
    run.print(rule.page)?;
    Ok(Status::Fine)
}

/// All rules by chapter, one line each.
fn list(lang: Lang) -> String {
    let mut out = String::new();
    let mut chapter = None;
    let width = rules::all().map(|r| text::width(r.name)).max().unwrap_or(0);
    for rule in rules::all() {
        if chapter != Some(rule.group) {
            let gap = if chapter.is_some() { "\n" } else { "" };
            out.push_str(&format!("{gap}{}\n", rule.group.as_str()));
            chapter = Some(rule.group);
        }
        let level = match (rule.severity, lang) {
            (Severity::Error, Lang::Ja) => "エラー",
            (Severity::Warning, Lang::Ja) => "警告　",
            (Severity::Info, Lang::Ja) => "参考　",
            (Severity::Error, Lang::En) => "error  ",
            (Severity::Warning, Lang::En) => "warning",
            (Severity::Info, Lang::En) => "info   ",
        };
        out.push_str(&format!("  {:width$}  {level}  {}\n", rule.name, rule.summary().get(lang)));
    }
    out
}
