//! Findings for people and machines: one list of [`Diagnostic`]s goes in, one text comes out.
//!
//! Every format is made from the same type, so none can say more or less than another.

use crate::diag::{Diagnostic, Severity};

pub mod github;
pub mod human;
pub mod json;
pub mod junit;
pub mod sarif;

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

    /// Whether there is a finding of that weight or more.
    pub fn reaches(&self, severity: Severity) -> bool {
        match severity {
            Severity::Error => self.error > 0,
            Severity::Warning => self.error + self.warning > 0,
            Severity::Info => self.error + self.warning + self.info > 0,
        }
    }
}
