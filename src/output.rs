//! Findings for people and machines: the [`Diagnostic`]s of one file after another go in, text comes out.
//!
//! Every format is made from the same type, so none can say more or less than another. The findings of
//! a file become a [`Piece`] at once, so that its text need not be kept until the last file is done.

use serde_json::Value;

use crate::diag::{Diagnostic, Severity};

pub mod github;
pub mod human;
pub mod json;
pub mod junit;
pub mod sarif;
pub mod what_if;

/// How many findings there are, by weight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Summary {
    /// Files that were checked.
    pub files: usize,
    /// Errors.
    pub error: usize,
    /// Warnings.
    pub warning: usize,
    /// Notes.
    pub info: usize,
}

impl Summary {
    /// Counts the findings of `files` files.
    pub fn of(files: usize, diagnostics: &[Diagnostic]) -> Self {
        let count = |severity| diagnostics.iter().filter(|d| d.severity == severity).count();
        Summary { files, error: count(Severity::Error), warning: count(Severity::Warning), info: count(Severity::Info) }
    }

    /// Both together.
    pub fn and(self, other: Summary) -> Self {
        Summary {
            files: self.files + other.files,
            error: self.error + other.error,
            warning: self.warning + other.warning,
            info: self.info + other.info,
        }
    }

    /// Whether there is a finding of that weight or more.
    pub fn reaches(&self, severity: Severity) -> bool {
        match severity {
            Severity::Error => self.error > 0,
            Severity::Warning => self.error + self.warning > 0,
            Severity::Info => self.error + self.warning + self.info > 0,
        }
    }
}

/// How findings are written; the words are those of the command line's help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// 人が読む形
    Human,
    /// JSON
    Json,
    /// SARIF 2.1.0（コード解析の共通形式）
    Sarif,
    /// GitHub の注釈
    Github,
    /// JUnit XML
    Junit,
}

/// How a report is written.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// The format.
    pub format: Format,
    /// The language, and the look of [`Format::Human`].
    pub style: human::Style,
}

/// What is left of the findings of a file once they are written.
#[derive(Debug)]
pub struct Piece {
    summary: Summary,
    written: Written,
}

#[derive(Debug)]
enum Written {
    /// Text that can be printed at once.
    Text(String),
    Json(Vec<json::Finding>),
    Sarif(Vec<(&'static str, Value)>),
}

impl Piece {
    /// Writes the findings of a file; without a name they belong to none of the files checked.
    pub fn of(shape: Shape, file: Option<&str>, found: &[Diagnostic]) -> Self {
        let summary = Summary::of(file.iter().len(), found);
        let written = match shape.format {
            Format::Human => {
                Written::Text(found.iter().map(|d| human::diagnostic(d, shape.style) + "\n").collect::<String>())
            }
            Format::Github => Written::Text(github::annotations(found, shape.style.lang)),
            Format::Junit => {
                Written::Text(file.map_or(String::new(), |file| junit::case(file, found, shape.style.lang)))
            }
            Format::Json => Written::Json(found.iter().map(|d| json::finding(d, shape.style.lang)).collect()),
            Format::Sarif => {
                Written::Sarif(found.iter().map(|d| (d.rule, sarif::result(d, shape.style.lang))).collect())
            }
        };
        Piece { summary, written }
    }
}

/// A report that grows file by file.
#[derive(Debug)]
pub struct Report {
    shape: Shape,
    summary: Summary,
    failed: usize,
    cases: String,
    findings: Vec<json::Finding>,
    results: Vec<(&'static str, Value)>,
}

impl Report {
    /// An empty report.
    pub fn new(shape: Shape) -> Self {
        let (cases, findings, results) = (String::new(), Vec::new(), Vec::new());
        Report { shape, summary: Summary::default(), failed: 0, cases, findings, results }
    }

    /// Adds the findings of the next file; what comes out can be printed now.
    pub fn add(&mut self, piece: Piece) -> String {
        self.summary = self.summary.and(piece.summary);
        match piece.written {
            Written::Text(text) if self.shape.format == Format::Junit => {
                self.failed += usize::from(piece.summary.files > 0 && piece.summary.error > 0);
                self.cases.push_str(&text);
            }
            Written::Text(text) => return text,
            Written::Json(mut found) => self.findings.append(&mut found),
            Written::Sarif(mut found) => self.results.append(&mut found),
        }
        String::new()
    }

    /// Ends the report: the counts, and what is still to be printed.
    pub fn finish(self) -> serde_json::Result<(Summary, String)> {
        let line = |value: String| value + "\n";
        let text = match self.shape.format {
            Format::Human if self.summary.files > 0 => human::summary(&self.summary, self.shape.style.lang),
            Format::Human | Format::Github => String::new(),
            Format::Junit => junit::suite(&self.cases, self.summary.files, self.failed),
            Format::Json => {
                let report = json::Report { version: 1, diagnostics: self.findings, summary: self.summary };
                line(serde_json::to_string_pretty(&report)?)
            }
            Format::Sarif => line(serde_json::to_string_pretty(&sarif::log(self.results, self.shape.style.lang))?),
        };
        Ok((self.summary, text))
    }
}
