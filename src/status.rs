//! The overview of a repository: what is known of each assessment ([`facts`]) comes in, an
//! [`Overview`] with its deadlines goes out, the most urgent first.
//!
//! Deadlines are those of 規則14条1項 (a review every year), of 規則15条 with the 指針 (assessing anew
//! before five years have passed) and of the instructions (three more years of publication after the
//! affair has ended). They are counted from the dates in the documents, and each deadline says from which.

use jiff::civil;
use schemars::JsonSchema;
use serde::Serialize;

use crate::diag::{Diagnostic, Lang, Severity};
use crate::rules::threshold::Demand;

mod across;
pub mod facts;
pub mod html;
pub mod human;
pub mod ics;

pub use across::across;
pub use facts::{Facts, Read, Trouble};

/// A deadline that is nearer than this many days is soon.
pub const SOON: i64 = 90;
/// How long an assessment stays published after its affair has ended (記載要領).
const RETENTION_YEARS: i64 = 3;

/// The overview; also its JSON form.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Overview {
    /// Version of this format: 1.
    pub version: u32,
    /// The day on which it is told, ISO 8601.
    pub as_of: String,
    /// The body of `piac.toml`.
    pub body: Option<String>,
    /// The assessments, overdue ones first, then by the next deadline.
    pub assessments: Vec<Entry>,
    /// What is wrong between documents.
    pub findings: Vec<crate::output::json::Finding>,
    /// How many there are.
    pub summary: Summary,
}

/// One assessment.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Entry {
    /// The file as it was named.
    pub file: String,
    /// Why nothing is known of it; then everything below is empty.
    pub problem: Option<String>,
    /// 様式.
    pub form: Option<String>,
    /// 様式版.
    pub edition: Option<String>,
    /// 評価書番号.
    pub number: Option<u64>,
    /// 評価書名.
    pub name: String,
    /// 担当部署.
    pub section: String,
    /// しきい値判断結果 as the document says it.
    pub threshold: Option<String>,
    /// What it demands.
    #[serde(skip)]
    pub demand: Option<Demand>,
    /// 公表日.
    pub published: Option<Day>,
    /// The newest 変更日.
    pub last_change: Option<Day>,
    /// The end of the affair, from 評価書名【… 終了】.
    pub ended: Option<Day>,
    /// What falls due, the earliest first.
    pub deadlines: Vec<Deadline>,
    /// Findings of `piac check`.
    pub open: Open,
}

/// A date as the document writes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Day {
    /// As written.
    pub written: String,
    /// ISO 8601; of a month its last day.
    pub date: String,
}

/// Something that falls due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Deadline {
    /// What.
    pub kind: DeadlineKind,
    /// The day, ISO 8601.
    pub date: String,
    /// Days from the day of the overview; negative when it has passed.
    pub days: i64,
    /// How urgent it is.
    pub state: Urgency,
    /// The day from which it is counted, ISO 8601.
    pub since: String,
    /// What that day is: 公表日, 変更日, 実施日, 終了日.
    pub since_what: String,
}

/// The kinds of deadlines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum DeadlineKind {
    /// The yearly review (規則14条1項).
    Review,
    /// Assessing anew before five years have passed (規則15条, 指針).
    Renewal,
    /// The end of the three years of publication after the affair has ended.
    Retention,
}

impl DeadlineKind {
    /// In words.
    pub fn words(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (DeadlineKind::Review, Lang::Ja) => "年次見直し",
            (DeadlineKind::Renewal, Lang::Ja) => "5年経過前の再実施",
            (DeadlineKind::Retention, Lang::Ja) => "公表の継続",
            (DeadlineKind::Review, Lang::En) => "yearly review",
            (DeadlineKind::Renewal, Lang::En) => "five-year renewal",
            (DeadlineKind::Retention, Lang::En) => "publication kept until",
        }
    }
}

/// How urgent a deadline is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Urgency {
    /// The day has passed.
    Overdue,
    /// Within [`SOON`] days.
    Soon,
    /// Later.
    Later,
    /// Nothing to do any more: the publication may end.
    Done,
}

/// Findings that are open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Open {
    /// Errors.
    pub error: usize,
    /// Warnings.
    pub warning: usize,
    /// Notes.
    pub info: usize,
}

/// How many there are of each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Summary {
    /// All assessments.
    pub assessments: usize,
    /// Those that could not be read.
    pub broken: usize,
    /// Those with a deadline that has passed.
    pub overdue: usize,
    /// Those with a deadline within 90 days.
    pub soon: usize,
    /// Open errors, those between documents among them.
    pub error: usize,
    /// Open warnings.
    pub warning: usize,
}

/// Makes the overview of what was read, as of a day.
pub fn overview(read: &[(String, Read)], as_of: civil::Date, body: Option<String>, lang: Lang) -> Overview {
    let mut assessments: Vec<Entry> = read.iter().map(|(file, read)| entry(file, read, as_of, lang)).collect();
    assessments.sort_by(|a, b| order(a).cmp(&order(b)));
    let facts: Vec<&Facts> = read.iter().filter_map(|(_, read)| read.as_ref().ok()).collect();
    let across = across(&facts);
    let mut summary = Summary { assessments: assessments.len(), ..Summary::default() };
    for entry in &assessments {
        summary.broken += usize::from(entry.problem.is_some());
        summary.overdue += usize::from(entry.is(Urgency::Overdue));
        summary.soon += usize::from(entry.is(Urgency::Soon) && !entry.is(Urgency::Overdue));
        summary.error += entry.open.error;
        summary.warning += entry.open.warning;
    }
    summary.error += count(&across, Severity::Error);
    summary.warning += count(&across, Severity::Warning);
    let findings = across.iter().map(|d| crate::output::json::finding(d, lang)).collect();
    Overview { version: 1, as_of: as_of.to_string(), body, assessments, findings, summary }
}

fn count(found: &[Diagnostic], severity: Severity) -> usize {
    found.iter().filter(|d| d.severity == severity).count()
}

/// What cannot be read comes first, then the earliest deadline.
fn order(entry: &Entry) -> (bool, &str, Option<u64>, &str) {
    let next = entry.deadlines.iter().find(|d| d.state != Urgency::Done).map_or("9999", |d| d.date.as_str());
    (entry.problem.is_none(), next, entry.number, entry.file.as_str())
}

impl Entry {
    /// Whether one of its deadlines is as urgent as that.
    pub fn is(&self, urgency: Urgency) -> bool {
        self.deadlines.iter().any(|d| d.state == urgency)
    }
}

fn entry(file: &str, read: &Read, as_of: civil::Date, lang: Lang) -> Entry {
    let facts = match read {
        Ok(facts) => facts,
        Err(trouble) => {
            return Entry {
                file: file.to_owned(),
                problem: Some(trouble.message.get(lang).to_owned()),
                form: None,
                edition: None,
                number: None,
                name: String::new(),
                section: String::new(),
                threshold: None,
                demand: None,
                published: None,
                last_change: None,
                ended: None,
                deadlines: Vec::new(),
                open: trouble.open,
            };
        }
    };
    Entry {
        file: file.to_owned(),
        problem: None,
        form: Some(facts.form.form.to_string()),
        edition: Some(facts.form.edition.clone()),
        number: facts.number.as_ref().map(|n| n.value),
        name: facts.name.clone(),
        section: facts.section.clone(),
        threshold: facts.demand.as_ref().map(|d| d.label.to_owned()),
        demand: facts.demand.as_ref().map(|d| d.demand),
        published: facts.published.as_ref().map(facts::Dated::day),
        last_change: facts.last_change.as_ref().map(facts::Dated::day),
        ended: facts.ended.as_ref().map(facts::Dated::day),
        deadlines: deadlines(facts, as_of),
        open: facts.open,
    }
}

/// What falls due for an assessment. An affair that has ended is neither reviewed nor assessed anew.
pub fn deadlines(facts: &Facts, as_of: civil::Date) -> Vec<Deadline> {
    let mut found = Vec::new();
    let mut add = |kind, since: &facts::Dated, years, what: &str| {
        let from = since.date.latest();
        let date = from.checked_add(jiff::Span::new().years(years)).unwrap_or(civil::Date::MAX);
        let days = (date - as_of).get_days().into();
        let state = match days {
            _ if kind == DeadlineKind::Retention && days < 0 => Urgency::Done,
            ..0 => Urgency::Overdue,
            0..=SOON => Urgency::Soon,
            _ => Urgency::Later,
        };
        let (date, since) = (date.to_string(), from.to_string());
        found.push(Deadline { kind, date, days, state, since, since_what: what.to_owned() });
    };
    if let Some(ended) = &facts.ended {
        add(DeadlineKind::Retention, ended, RETENTION_YEARS, "終了日");
        return found;
    }
    let latest = |a: &facts::Dated, b: &facts::Dated| a.date.latest() >= b.date.latest();
    match (&facts.published, &facts.last_change) {
        (Some(published), Some(change)) if !latest(published, change) => add(DeadlineKind::Review, change, 1, "変更日"),
        (Some(published), _) => add(DeadlineKind::Review, published, 1, "公表日"),
        (None, Some(change)) => add(DeadlineKind::Review, change, 1, "変更日"),
        (None, None) => {}
    }
    // A mere correction renews 公表日, but not the day on which the affair was assessed.
    match (&facts.evaluated, &facts.published) {
        (Some(evaluated), _) => add(DeadlineKind::Renewal, evaluated, 5, "実施日"),
        (None, Some(published)) => add(DeadlineKind::Renewal, published, 5, "公表日"),
        (None, None) => {}
    }
    found.sort_by(|a, b| (&a.date, a.kind).cmp(&(&b.date, b.kind)));
    found
}
