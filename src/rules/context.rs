//! What a rule is given: the document with what is known beside it, and a list for its findings.

use std::sync::{Arc, OnceLock};

use jiff::civil;

use crate::assessment::{Answer, Assessment};
use crate::date::Date;
use crate::diag::{Diagnostic, Message};
use crate::form::FormName;
use crate::law::cite::Citation;
use crate::source::Span;

use super::cited::{self, Folded};
use super::look::{self, At, Passage, Scope};
use super::replay::{self, Lost};
use super::rows::{self, Row};
use super::systems::{self, System};
use super::{Rule, items};

/// The two kinds of bodies, whose procedures differ (規則2条3号).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Deserialize, serde::Serialize, schemars::JsonSchema,
)]
pub enum BodyKind {
    /// 地方公共団体の機関及び地方独立行政法人.
    #[default]
    地方公共団体等,
    /// All others.
    行政機関等,
}

/// A document under check, with what is known beside it.
#[derive(Debug)]
pub struct Context<'a> {
    /// The document.
    pub assessment: &'a Assessment,
    /// The 基礎項目評価書 with the same 評価書番号, where the caller has it.
    pub peer: Option<&'a Assessment>,
    /// The kind of the body.
    pub body: BodyKind,
    /// The day on which deadlines are judged; without it they are not.
    pub as_of: Option<civil::Date>,
    seen: Seen<'a>,
}

/// What many rules look at: put together for the first of them, kept for the others.
#[derive(Debug, Default)]
struct Seen<'a> {
    answers: OnceLock<Vec<At<'a>>>,
    passages: OnceLock<(Vec<Passage<'a>>, usize)>,
    rows: OnceLock<Vec<Row<'a>>>,
    lost: OnceLock<Vec<Option<Lost>>>,
    folded: OnceLock<Vec<Folded>>,
    systems: OnceLock<Vec<System<'a>>>,
    citations: OnceLock<Vec<(usize, Citation, bool)>>,
    own_words: OnceLock<String>,
}

impl<'a> Context<'a> {
    /// The document alone.
    pub fn new(assessment: &'a Assessment) -> Self {
        Self { assessment, peer: None, body: BodyKind::default(), as_of: None, seen: Seen::default() }
    }

    /// Its form.
    pub fn form(&self) -> FormName {
        self.assessment.form.form
    }

    /// The whole document.
    pub fn scope(&self) -> Scope<'a> {
        Scope::root(self.assessment)
    }

    /// The answer to an item outside of lists.
    pub fn find(&self, id: &str) -> Option<At<'a>> {
        self.scope().find(id)
    }

    /// The 特定個人情報ファイル, of which each has its own Ⅱ and Ⅲ.
    pub fn files(&self) -> Vec<Scope<'a>> {
        self.scope().members(items::FILE)
    }

    /// The rows of the change table, oldest first.
    pub fn changes(&self) -> Vec<Scope<'a>> {
        self.scope().members(items::CHANGES)
    }

    /// Every answer in the order of the form, groups and lists before what is in them.
    pub fn answers(&self) -> &[At<'a>] {
        self.seen.answers.get_or_init(|| self.scope().answers())
    }

    /// Every piece of free text outside of the change table.
    pub fn passages(&self) -> &[Passage<'a>] {
        let (all, outside) = self.seen_passages();
        &all[..*outside]
    }

    /// Every piece of free text, those of the change table last.
    pub fn all_passages(&self) -> &[Passage<'a>] {
        &self.seen_passages().0
    }

    fn seen_passages(&self) -> &(Vec<Passage<'a>>, usize) {
        self.seen.passages.get_or_init(|| {
            let (changes, mut all): (Vec<_>, Vec<_>) =
                look::passages(self.answers()).into_iter().partition(Passage::in_changes);
            let outside = all.len();
            all.extend(changes);
            (all, outside)
        })
    }

    /// The texts of [`Context::passages`] in one width.
    pub(super) fn folded(&self) -> &[Folded] {
        self.seen.folded.get_or_init(|| self.passages().iter().map(|p| Folded::new(&p.text)).collect())
    }

    /// The systems of Ⅰ２ that have a name.
    pub(super) fn systems(&self) -> &[System<'a>] {
        self.seen.systems.get_or_init(|| systems::all(self))
    }

    /// The citations in [`Context::passages`]; see [`cited::all`].
    pub(super) fn citations(&self) -> &[(usize, Citation, bool)] {
        self.seen.citations.get_or_init(|| cited::read(self.passages()))
    }

    /// What the document says about its own affair; see [`cited::own_words`].
    pub(super) fn own_words(&self) -> &str {
        self.seen.own_words.get_or_init(|| cited::own_words(self.passages()))
    }

    /// The rows of the change table with what they mean.
    pub(super) fn rows(&self) -> &[Row<'a>] {
        self.seen.rows.get_or_init(|| rows::all(self))
    }

    /// For each row of the change table what of it is lost; see [`replay::all`].
    pub(super) fn lost(&self) -> &[Option<Lost>] {
        self.seen.lost.get_or_init(|| replay::all(self.rows()))
    }

    /// The day whose law the document must follow: 公表日, else the newest change.
    pub fn document_date(&self) -> Option<(Date, At<'a>)> {
        self.published().or_else(|| self.newest_change())
    }

    /// 公表日.
    pub fn published(&self) -> Option<(Date, At<'a>)> {
        let at = self.find(items::COVER_PUBLISHED)?;
        Some((at.date()?, at))
    }

    /// The newest 変更日 of the change table.
    pub fn newest_change(&self) -> Option<(Date, At<'a>)> {
        let dates = self.changes().into_iter().filter_map(|row| {
            let at = row.find(items::CHANGES_DATE)?;
            Some((at.date()?, at))
        });
        dates.max_by_key(|(date, _)| date.latest())
    }

    /// Whether it is a draft for public comment: 素案 or 案 in 評価書名.
    pub fn is_draft(&self) -> bool {
        let name = self.find(items::COVER_NAME).and_then(|at| at.words().map(|w| crate::text::normalize(&w)));
        name.is_some_and(|name| name.contains("素案") || name.contains("(案)") || name.contains("原案"))
    }
}

/// The findings of one rule.
#[derive(Debug)]
pub struct Findings<'a> {
    assessment: &'a Assessment,
    rule: &'static Rule,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Findings<'a> {
    pub(super) fn new(assessment: &'a Assessment, rule: &'static Rule) -> Self {
        Self { assessment, rule, diagnostics: Vec::new() }
    }

    pub(super) fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.diagnostics
    }

    /// A finding at an answer, of the rule's own weight; [`Findings::push`] adds it.
    pub fn at(&self, at: &At<'_>, ja: impl Into<String>, en: impl Into<String>) -> Diagnostic {
        self.span(at, at.span(), ja, en)
    }

    /// A finding at some bytes of an answer.
    pub fn span(&self, at: &At<'_>, span: Span, ja: impl Into<String>, en: impl Into<String>) -> Diagnostic {
        let message = Message::new(ja, en);
        Diagnostic::new(self.rule.name, self.rule.severity, &self.assessment.source, span, message)
            .item(at.item_place())
    }

    /// A finding at a passage inside an answer; `range` counts the bytes of [`At::words`].
    pub fn words(
        &self,
        at: &At<'_>,
        range: std::ops::Range<usize>,
        ja: impl Into<String>,
        en: impl Into<String>,
    ) -> Diagnostic {
        self.span(at, self.span_in(at.answer, range), ja, en)
    }

    /// The bytes of a passage inside an answer of this document.
    pub fn span_in(&self, answer: &Answer, range: std::ops::Range<usize>) -> Span {
        look::span_in(&self.assessment.source, answer, range)
    }

    /// Adds a finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }
}

/// Adds a place in another file to a finding.
pub fn related_in(mut diagnostic: Diagnostic, other: &Assessment, at: &At<'_>, message: Message) -> Diagnostic {
    let source = Arc::clone(&other.source);
    diagnostic.related.push(crate::diag::Related { source, span: at.span(), message });
    diagnostic
}
