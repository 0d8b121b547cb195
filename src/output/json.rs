//! Findings as JSON; the schema of this text is generated from the types here.

use schemars::JsonSchema;
use serde::Serialize;

use crate::diag::{Diagnostic, Lang, Severity};
use crate::source::{Source, Span};

use super::Summary;

/// The whole report.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Report {
    /// Version of this format: 1.
    pub version: u32,
    /// The findings, file by file, in the order of the text.
    pub diagnostics: Vec<Finding>,
    /// How many there are.
    pub summary: Summary,
}

/// One finding.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Finding {
    /// Name of the rule.
    pub rule: String,
    /// `error`, `warning` or `info`.
    pub severity: Level,
    /// The fact.
    pub message: String,
    /// The file, as it was named on the command line.
    pub file: String,
    /// The place.
    pub span: Place,
    /// The item of the form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<ItemName>,
    /// Other places that belong to the finding.
    pub related: Vec<RelatedPlace>,
    /// The clause it rests on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basis: Option<String>,
    /// A way out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// A repair that `--fix` applies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<Repair>,
}

/// Weight of a finding.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Wrong.
    Error,
    /// Probably wrong.
    Warning,
    /// A note.
    Info,
}

/// A place: lines and columns from 1, columns in characters, the end exclusive.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Place {
    /// First line.
    pub line: usize,
    /// First column.
    pub column: usize,
    /// Line of the end.
    pub end_line: usize,
    /// Column behind the end.
    pub end_column: usize,
}

/// The item that a finding speaks of.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ItemName {
    /// Address in the file, as under 対象.
    pub address: String,
    /// Number and label as printed.
    pub label: String,
}

/// A second place.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RelatedPlace {
    /// The file.
    pub file: String,
    /// The place.
    pub span: Place,
    /// What stands there.
    pub message: String,
}

/// A repair.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Repair {
    /// What it does.
    pub message: String,
    /// The replacements.
    pub edits: Vec<Replacement>,
}

/// One replacement.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Replacement {
    /// What is replaced.
    pub span: Place,
    /// The new text.
    pub text: String,
}

/// One finding.
pub fn finding(d: &Diagnostic, lang: Lang) -> Finding {
    Finding {
        rule: d.rule.to_owned(),
        severity: match d.severity {
            Severity::Error => Level::Error,
            Severity::Warning => Level::Warning,
            Severity::Info => Level::Info,
        },
        message: d.message.get(lang).to_owned(),
        file: d.source.name().to_owned(),
        span: place(&d.source, d.span),
        item: d.item.as_ref().map(|i| ItemName { address: i.address.clone(), label: i.label.clone() }),
        related: d
            .related
            .iter()
            .map(|r| RelatedPlace {
                file: r.source.name().to_owned(),
                span: place(&r.source, r.span),
                message: r.message.get(lang).to_owned(),
            })
            .collect(),
        basis: d.basis.map(str::to_owned),
        help: d.help.as_ref().map(|h| h.get(lang).to_owned()),
        fix: d.fix.as_ref().map(|f| Repair {
            message: f.message.get(lang).to_owned(),
            edits: f
                .edits
                .iter()
                .map(|e| Replacement { span: place(&d.source, e.span), text: e.text.clone() })
                .collect(),
        }),
    }
}

fn place(source: &Source, span: Span) -> Place {
    let start = source.position(span.start);
    let end = source.position(span.end);
    Place { line: start.line, column: start.column, end_line: end.line, end_column: end.column }
}
