//! The answers of `check --what-if`, for people and as JSON; the schema is generated from the types here.

use schemars::JsonSchema;
use serde::Serialize;

use crate::diag::Lang;
use crate::form::FormName;
use crate::rules::threshold::Demand;
use crate::rules::what_if::Answer;

/// The whole report.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Report {
    /// Version of this format: 1.
    pub version: u32,
    /// One answer for each assessment.
    pub what_if: Vec<Judged>,
}

/// The answer for one assessment.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Judged {
    /// The file, as it was named on the command line.
    pub file: String,
    /// Its form.
    pub form: FormName,
    /// The facts that were judged.
    pub facts: Vec<FactUsed>,
    /// What the facts of the file demand; several where they do not decide.
    pub now: Vec<String>,
    /// What the assumed facts would demand; several where they do not decide (判定不能).
    pub then: Vec<String>,
    /// The heaviest form that would be due; absent where that is not decided or nothing is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<FormName>,
    /// Whether the form of this file would be enough; absent where that is not decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enough: Option<bool>,
    /// What しきい値判断結果 would have to say in this file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub choice: Option<String>,
    /// What follows.
    pub steps: Vec<Step>,
}

/// A fact of the judgement.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FactUsed {
    /// 対象人数, 取扱者数 or 重大事故.
    pub name: String,
    /// In words.
    pub value: String,
    /// Whether it was assumed; otherwise it is that of the file.
    pub assumed: bool,
}

/// Something to do.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Step {
    /// What.
    pub text: String,
    /// The clause it rests on.
    pub basis: String,
}

/// The answer for a file, in a language.
pub fn judged(file: String, form: FormName, answer: &Answer, lang: Lang) -> Judged {
    let demands = |all: &[Demand]| -> Vec<String> {
        all.iter().map(|d| if lang == Lang::Ja { d.words().0 } else { d.words().1 }.to_owned()).collect()
    };
    let facts = answer.facts.iter().map(|(name, value, assumed)| FactUsed {
        name: (*name).to_owned(),
        value: value.clone(),
        assumed: *assumed,
    });
    let steps =
        answer.steps.iter().map(|(text, basis)| Step { text: text.get(lang).to_owned(), basis: (*basis).to_owned() });
    Judged {
        file,
        form,
        facts: facts.collect(),
        now: demands(&answer.now),
        then: demands(&answer.then),
        due: answer.due,
        enough: answer.enough,
        choice: answer.choice.map(str::to_owned),
        steps: steps.collect(),
    }
}

/// An answer as text.
pub fn human(judged: &Judged, lang: Lang) -> String {
    let ja = lang == Lang::Ja;
    let say = |j: &str, e: &str| if ja { j.to_owned() } else { e.to_owned() };
    let list = |all: &[String]| match all {
        [] => say("決められません（対象人数が分かりません）", "unknown (no head count)"),
        [one] => one.clone(),
        many => format!("{}: {}", say("判定不能", "undecided"), many.join(&say(" か ", " or "))),
    };
    let mut out = format!("{}（{}）\n", judged.file, judged.form);
    let facts = judged.facts.iter().map(|f| {
        let mark = if f.assumed { say("（仮定）", " (assumed)") } else { String::new() };
        format!("{} {}{mark}", f.name, f.value)
    });
    out.push_str(&format!("  {}: {}\n", say("事実", "facts"), facts.collect::<Vec<_>>().join("、")));
    out.push_str(&format!("  {}: {}\n", say("今", "now"), list(&judged.now)));
    out.push_str(&format!("  {}: {}\n", say("仮定では", "then"), list(&judged.then)));
    if let Some(enough) = judged.enough {
        let words = match (enough, judged.due) {
            (true, Some(due)) if due == judged.form => say("この様式です", "this form"),
            (true, Some(_)) => say("この様式で足ります", "this form is enough"),
            (true, None) => say("評価の義務はありません", "nothing is due"),
            (false, Some(due)) => say(&format!("この様式では足りず、{due}が要ります"), &format!("{due} is needed")),
            (false, None) => String::new(),
        };
        out.push_str(&format!("  {}: {words}\n", say("評価書", "form")));
    }
    if let Some(choice) = &judged.choice {
        out.push_str(&format!("  {}: {choice}\n", say("この評価書のしきい値判断結果", "the result in this file")));
    }
    for (i, step) in judged.steps.iter().enumerate() {
        out.push_str(&format!("  {}. {}\n     {}: {}\n", i + 1, step.text, say("根拠", "basis"), step.basis));
    }
    out
}
