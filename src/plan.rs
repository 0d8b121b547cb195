//! 様式１ 計画管理書: the facts of all assessments come in, one row for each affair goes out.
//!
//! Which columns there are is data (`schemas/forms/keikaku.yaml`). What no assessment says (提出予定日,
//! 備考) is taken from [`NOTES_FILE`] at the root of the repository, by 評価書番号.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use unicode_width::UnicodeWidthStr;

use crate::date::wareki;
use crate::diag::{Diagnostic, Message, Severity};
use crate::form::FormName;
use crate::source::{Source, SourceError, Unreadable};
use crate::status::{DeadlineKind, Facts};
use crate::yaml::{self, Node, NodeKind};

pub mod csv;
pub mod html;

/// Name of the file of what no assessment says.
pub const NOTES_FILE: &str = "計画管理書.yaml";
/// The key of [`NOTES_FILE`] that holds the values of each affair.
const AFFAIRS_KEY: &str = "事務";
const COLUMNS: &str = include_str!("../schemas/forms/keikaku.yaml");

/// The file of the columns.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ColumnsFile {
    /// Name of the official form: 様式１.
    pub official: String,
    /// Its title.
    pub title: String,
    /// The columns from left to right.
    pub columns: Vec<Column>,
}

/// One column.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Its heading.
    pub label: String,
    /// The heading above it and its neighbours.
    #[serde(default)]
    pub group: Option<String>,
    /// What the assessments say in it; without it, only [`NOTES_FILE`] fills it.
    #[serde(default)]
    pub from: Option<Origin>,
}

/// What a column takes from the assessments of an affair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// 評価書番号.
    Number,
    /// 事務の名称.
    Affair,
    /// 特定個人情報ファイル名.
    Files,
    /// 担当部署.
    Section,
    /// 連絡先.
    Contact,
    /// 対象人数.
    Target,
    /// 取扱者数.
    Staff,
    /// 重大事故.
    Accident,
    /// しきい値判断結果.
    Result,
    /// The assessments that there are.
    Forms,
    /// 保有開始日.
    Since,
    /// 公表日.
    Published,
    /// The newest 変更日.
    LastChange,
    /// The day before which the affair is to be assessed anew.
    Renewal,
    /// The end of the affair.
    Ended,
}

/// The plan.
#[derive(Debug)]
pub struct Plan {
    /// 評価実施機関名.
    pub body: String,
    /// The headings with their groups.
    pub columns: &'static [Column],
    /// One row for each affair, by number.
    pub rows: Vec<Vec<String>>,
}

/// The columns of the form.
pub fn columns() -> &'static ColumnsFile {
    static FILE: OnceLock<ColumnsFile> = OnceLock::new();
    FILE.get_or_init(|| match serde_saphyr::from_str(COLUMNS) {
        Ok(file) => file,
        // The file is part of the binary and read by a test, so a mistake in it never leaves the build.
        Err(error) => panic!("schemas/forms/keikaku.yaml: {error}"),
    })
}

/// What no assessment says: by 評価書番号, the value of each column.
#[derive(Debug, Default)]
pub struct Notes {
    body: Option<String>,
    by_number: BTreeMap<u64, BTreeMap<String, String>>,
}

/// Reads [`NOTES_FILE`] below a root; without the file there are no notes.
pub fn notes(root: &Path) -> Result<(Notes, Vec<Diagnostic>), SourceError> {
    let source = match Source::read(&root.join(NOTES_FILE)) {
        Ok(source) => source,
        Err(error) if matches!(error.reason, Unreadable::Io(std::io::ErrorKind::NotFound)) => {
            return Ok(Default::default());
        }
        Err(error) => return Err(error),
    };
    let parsed = yaml::parse(&source);
    let mut diagnostics = parsed.diagnostics;
    let mut notes = Notes::default();
    if let Some(document) = parsed.document {
        notes.body = document.root.get("評価実施機関名").and_then(Node::scalar).map(str::to_owned);
        if let Some(NodeKind::Map(affairs)) = document.root.get(AFFAIRS_KEY).map(|n| &n.kind) {
            for affair in affairs {
                note(&source, affair, &mut notes, &mut diagnostics);
            }
        }
    }
    Ok((notes, diagnostics))
}

fn note(source: &Arc<Source>, affair: &yaml::Entry, notes: &mut Notes, diagnostics: &mut Vec<Diagnostic>) {
    let mut wrong = |rule, span, ja: String, en: String| {
        diagnostics.push(Diagnostic::new(rule, Severity::Error, source, span, Message::new(ja, en)));
    };
    let (Ok(number), NodeKind::Map(values)) = (affair.key.trim().parse(), &affair.value.kind) else {
        wrong(
            "wrong-kind",
            affair.key_span,
            format!("「{}」の所には、評価書番号とその欄の値を書きます", affair.key),
            format!("{} is not a number with the values of its columns", affair.key),
        );
        return;
    };
    for value in values {
        match value.value.scalar() {
            Some(words) if columns().columns.iter().any(|c| c.label == value.key) => {
                let of = notes.by_number.entry(number).or_default();
                of.insert(value.key.clone(), words.trim().to_owned());
            }
            _ => wrong(
                "unknown-key",
                value.key_span,
                format!("計画管理書に「{}」という欄はありません", value.key),
                format!("the plan has no column {}", value.key),
            ),
        }
    }
}

/// The plan of a repository: one row for each 評価書番号; documents without a number have rows of their own.
pub fn plan(documents: &[&Facts], notes: &Notes) -> Plan {
    let mut by_number: BTreeMap<u64, Vec<&Facts>> = BTreeMap::new();
    let mut unnumbered = Vec::new();
    for facts in documents {
        match &facts.number {
            Some(number) => by_number.entry(number.value).or_default().push(facts),
            None => unnumbered.push(vec![*facts]),
        }
    }
    let columns = &columns().columns;
    let none = BTreeMap::new();
    let row = |number: Option<u64>, affair: &[&Facts]| -> Vec<String> {
        let noted = number.and_then(|n| notes.by_number.get(&n)).unwrap_or(&none);
        let cell = |column: &Column| match (noted.get(&column.label), column.from) {
            (Some(words), _) => words.clone(),
            (None, Some(origin)) => from_documents(origin, number, affair),
            (None, None) => String::new(),
        };
        columns.iter().map(cell).collect()
    };
    let mut rows: Vec<Vec<String>> = by_number.iter().map(|(number, affair)| row(Some(*number), affair)).collect();
    rows.extend(unnumbered.iter().map(|affair| row(None, affair)));
    let body = documents.iter().map(|f| f.body.clone()).find(|body| !body.is_empty());
    Plan { body: notes.body.clone().or(body).unwrap_or_default(), columns, rows }
}

/// What the documents of one affair say. The facts of the judgement are those of the 基礎項目評価書,
/// the others those of the fullest document.
fn from_documents(origin: Origin, number: Option<u64>, affair: &[&Facts]) -> String {
    let mut fullest: Vec<&Facts> = affair.to_vec();
    fullest.sort_by_key(|f| f.form.form);
    let basic: Vec<&Facts> = fullest.iter().rev().copied().collect();
    let words = |facts: &[&Facts], pick: fn(&Facts) -> String| {
        facts.iter().map(|f| pick(f)).find(|words| !words.is_empty()).unwrap_or_default()
    };
    let newest = |pick: fn(&Facts) -> Option<&crate::status::facts::Dated>| {
        let dates = fullest.iter().filter_map(|f| pick(f));
        dates.max_by_key(|d| d.date.latest()).map(|d| d.written.clone()).unwrap_or_default()
    };
    match origin {
        Origin::Number => number.map(|n| n.to_string()).unwrap_or_default(),
        Origin::Affair => words(&fullest, |f| f.affair.clone()),
        Origin::Files => words(&fullest, |f| f.files.join("、")),
        Origin::Section => words(&fullest, |f| f.section.clone()),
        Origin::Contact => words(&fullest, |f| f.contact.clone()),
        Origin::Target => words(&basic, |f| f.target.clone().unwrap_or_default()),
        Origin::Staff => words(&basic, |f| f.staff.clone().unwrap_or_default()),
        Origin::Accident => words(&basic, |f| f.accident.clone().unwrap_or_default()),
        Origin::Result => words(&basic, |f| f.demand.as_ref().map(|d| d.label.to_owned()).unwrap_or_default()),
        Origin::Forms => {
            let forms = FormName::ALL.iter().rev().filter(|form| fullest.iter().any(|f| f.form.form == **form));
            forms.map(|form| form.as_str().trim_end_matches('書')).collect::<Vec<_>>().join("、")
        }
        Origin::Since => words(&fullest, |f| f.since.join("、")),
        Origin::Published => newest(|f| f.published.as_ref()),
        Origin::LastChange => newest(|f| f.last_change.as_ref()),
        Origin::Renewal => renewal(&fullest),
        Origin::Ended => newest(|f| f.ended.as_ref()),
    }
}

/// The earliest day before which a document of the affair is to be assessed anew.
fn renewal(affair: &[&Facts]) -> String {
    let deadlines = affair.iter().flat_map(|f| crate::status::deadlines(f, jiff::civil::Date::MIN));
    let renewals = deadlines.filter(|d| d.kind == DeadlineKind::Renewal).filter_map(|d| d.date.parse().ok());
    renewals.min().map(wareki).unwrap_or_default()
}

/// The plan as a page shows it: two rows of headings (`upper` with how many columns and rows each
/// takes, `lower` those below a group), the rows, and how wide each column is beside the others.
pub fn view(plan: &Plan) -> serde_json::Value {
    let mut upper = Vec::new();
    let mut lower = Vec::new();
    for run in plan.columns.chunk_by(|a, b| a.group.is_some() && a.group == b.group) {
        match &run[0].group {
            Some(group) => {
                upper.push(json!({ "label": group, "columns": run.len(), "rows": 1 }));
                lower.extend(run.iter().map(|c| c.label.as_str()));
            }
            None => upper.extend(run.iter().map(|c| json!({ "label": c.label, "columns": 1, "rows": 2 }))),
        }
    }
    let file = columns();
    json!({
        "official": file.official,
        "title": file.title,
        "body": plan.body,
        "upper": upper,
        "lower": lower,
        "rows": plan.rows,
        "widths": widths(plan),
    })
}

/// The longest cell that stands on one line, in full-width characters: a date.
const ONE_LINE: f64 = 8.0;
/// Room beside the words of a cell.
const MARGIN: f64 = 2.2;
/// The longest heading that stands on one line; a longer one takes two.
const SHORT_HEADING: f64 = 4.0;
/// How much wider a column gets with the root of what does not stand on one line.
const GROWTH: f64 = 0.6;

/// Widths in percent: dates and short words stand on one line, longer texts take more lines.
fn widths(plan: &Plan) -> Vec<f64> {
    let length = |text: &str| UnicodeWidthStr::width(text) as f64 / 2.0;
    let of = |(at, column): (usize, &Column)| {
        let cells = plan.rows.iter().filter_map(|row| row.get(at)).map(|cell| length(cell));
        let heading = length(&column.label);
        let heading = (heading / 2.0).ceil().max(heading.min(SHORT_HEADING));
        let longest = cells.fold(heading, f64::max);
        longest.min(ONE_LINE) + MARGIN + GROWTH * (longest - ONE_LINE).max(0.0).sqrt()
    };
    let widths: Vec<f64> = plan.columns.iter().enumerate().map(of).collect();
    let all: f64 = widths.iter().sum();
    widths.into_iter().map(|width| (width / all * 10_000.0).round() / 100.0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_are_read() {
        assert!(columns().columns.len() > 10);
        assert_eq!(columns().columns[0].from, Some(Origin::Number));
    }
}
