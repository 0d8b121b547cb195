//! `piac check --what-if`: which evaluation would be due with other facts, and what follows.

use std::path::PathBuf;

use crate::assessment;
use crate::check::{Options, what_if};
use crate::output::Format;
use crate::output::what_if::{Report, human, judged};
use crate::rules::what_if::{Assumed, KEYS, NotAnAssumption};
use crate::source::Source;

use super::check::to_json;
use super::{Failure, Run, Status};

pub fn run(
    run: &Run,
    paths: &[PathBuf],
    written: &[String],
    format: Format,
    options: &Options,
) -> Result<Status, Failure> {
    if !matches!(format, Format::Human | Format::Json) {
        return Err(Failure::new("--what-if の答えは human か json で出せます", "--what-if answers as human or json")
            .help("--format json を指定してください", "use --format json"));
    }
    let mut assumed = Assumed::default();
    for one in written {
        assumed.add(one).map_err(|e| failure(one, &e))?;
    }
    let mut answers = Vec::new();
    let mut unreadable = false;
    for path in paths {
        let form = Source::read(path).ok().and_then(|source| assessment::form_of(&source));
        match (what_if(path, options, &assumed), form) {
            (Ok(Some(answer)), Some(form)) => {
                answers.push(judged(path.display().to_string(), form, &answer, run.lang));
            }
            (Ok(_), _) => {
                unreadable = true;
                let path = path.display();
                run.fail(&Failure::new(
                    format!("{path} は評価書として読めません"),
                    format!("{path} cannot be read as an assessment"),
                ));
            }
            (Err(error), _) => {
                unreadable = true;
                run.fail(&error.into());
            }
        }
    }
    match format {
        Format::Json => run.print(&to_json(&Report { version: 1, what_if: answers })?)?,
        _ => run.print(&answers.iter().map(|a| human(a, run.lang)).collect::<Vec<_>>().join("\n"))?,
    }
    Ok(if unreadable { Status::Failed } else { Status::Fine })
}

fn failure(written: &str, error: &NotAnAssumption) -> Failure {
    let keys: Vec<&str> = KEYS.iter().map(|(key, _)| *key).collect();
    match error {
        NotAnAssumption::NoValue => Failure::new(
            format!("--what-if の「{written}」に値がありません"),
            format!("--what-if {written} has no value"),
        )
        .help("対象人数=300000 のように書いてください", "write it like 対象人数=300000"),
        NotAnAssumption::UnknownKey(key) => Failure::new(
            format!("「{key}」という事実はしきい値判断にありません"),
            format!("{key} is no fact of the threshold judgement"),
        )
        .help(format!("{} のどれかです", keys.join("、")), format!("one of {}", keys.join(", "))),
        NotAnAssumption::WrongValue(wanted) => Failure::new(
            format!("--what-if の「{written}」の値は使えません"),
            format!("the value of --what-if {written} cannot be used"),
        )
        .help(format!("{wanted}を書いてください"), format!("write {wanted}")),
    }
}
