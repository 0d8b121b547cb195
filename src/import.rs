//! Import: the text of a published assessment comes in, YAML and a report go out.
//!
//! 1. [`decode`] makes characters of bytes, [`pdf`] text of pages, [`lex`] a stream without markup.
//! 2. [`anchors`] finds the labels of the form ([`slots`]), [`align`] decides which slot each one is.
//! 3. [`walk`] gives each item its text, [`value`], [`boxes`], [`records`], [`changes`] and
//!    [`attachments`] read it.
//! 4. [`emit`] writes YAML, [`report`] says what was read, what is doubtful and what is left over,
//!    [`html`] puts it beside the source.
//!
//! Everything is driven by the form; no rule knows an item. An answer is right, or 要確認, or its
//! words are left over: a wrong answer is worse than none, and no character gets lost.

mod align;
mod anchors;
mod answers;
mod attachments;
mod blocks;
mod boxes;
mod centred;
mod changes;
mod columns;
mod decode;
mod edition;
mod emit;
mod flow;
mod free_table;
mod furniture;
mod headings;
pub mod html;
mod lex;
mod lost;
mod markup;
mod members;
mod order;
mod pages;
mod pdf;
mod records;
mod report;
mod rows;
mod sheet;
mod slots;
mod swapped;
mod value;
mod walk;
mod widths;

use std::collections::HashSet;

pub use pdf::PdfProblem;
pub use report::{Account, Entry, LeftOver, Report, Status};

use crate::diag::Message;
use crate::form::{FormDef, FormName};
use crate::source::MAX_BYTES;

use lex::{Mark, Stream};
use slots::{Role, Slots};

/// A file to import.
#[derive(Clone, Debug)]
pub struct Input {
    /// Its name, for messages.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What an import gives.
#[derive(Debug)]
pub struct Imported {
    /// The assessment.
    pub yaml: String,
    /// Its form.
    pub form: &'static FormDef,
    /// What was read, what is doubtful, what is left.
    pub report: Report,
    /// Name and text of each file, as it was imported.
    pub sources: Vec<(String, String)>,
}

/// Why a text cannot be imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImportError {
    /// There is no text at all.
    Empty,
    /// The files are larger than this many bytes together.
    TooLarge(u64),
    /// The file is no text.
    NotText(String),
    /// The PDF of that name cannot be read.
    Pdf(String, PdfProblem),
    /// The text names no form, and none was given.
    NoForm,
    /// Hardly any label of the form is in the text: the number of those found.
    NotAnAssessment(usize),
}

impl ImportError {
    /// What to tell a person.
    pub fn message(&self) -> Message {
        match self {
            ImportError::Empty => Message::new("取り込む文がありません", "there is no text to import"),
            ImportError::TooLarge(limit) => Message::new(
                format!("ファイルが大きすぎます（{} MB まで）", limit / 1024 / 1024),
                format!("the files are larger than {} MB", limit / 1024 / 1024),
            ),
            ImportError::NotText(name) => Message::new(
                format!(
                    "「{name}」は文字のファイルではありません（PDF と、UTF-8、UTF-16、Shift_JIS のテキストを読めます）"
                ),
                format!("{name} is neither a PDF nor a text in UTF-8, UTF-16 or Shift_JIS"),
            ),
            ImportError::Pdf(name, problem) => problem.message(name),
            ImportError::NoForm => Message::new(
                "どの様式の評価書かがわかりません。--form で様式を指定してください",
                "the text names no form; give one with --form",
            ),
            ImportError::NotAnAssessment(found) => Message::new(
                format!("特定個人情報保護評価書ではないようです（様式の項目名が{found}個しか見つかりません）"),
                format!("this does not look like an assessment: only {found} labels of the form were found"),
            ),
        }
    }
}

impl std::fmt::Display for ImportError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message().ja)
    }
}

impl std::error::Error for ImportError {}

/// The most bytes that are read of a PDF; scanned pages in it are large.
pub const MAX_PDF: u64 = 4 * MAX_BYTES;
/// With fewer labels than this a text is no assessment, nor a usable part of one.
const MIN_LABELS: usize = 8;
/// More occurrences of labels than any assessment has.
const MAX_CANDIDATES: usize = 60_000;

/// Imports the files as one published text, in their order.
pub fn import(inputs: &[Input], form: Option<FormName>) -> Result<Imported, ImportError> {
    for (limit, pdf) in [(MAX_PDF, true), (MAX_BYTES, false)] {
        let of_kind = inputs.iter().filter(|i| crate::pdf::is_pdf(&i.bytes) == pdf);
        if of_kind.map(|i| i.bytes.len() as u64).sum::<u64>() > limit {
            return Err(ImportError::TooLarge(limit));
        }
    }
    let texts: Vec<String> = inputs.iter().map(text_of).collect::<Result<_, _>>()?;
    let mut stream = Stream::new(&texts);
    if stream.norm.is_empty() {
        return Err(ImportError::Empty);
    }
    let edition::Edition { form, printed } = edition::detect(&stream, form)?;
    let slots = Slots::new(form);
    let table = attachments::table(form);
    let end = table.and_then(|t| changes::start(&stream, t)).unwrap_or(stream.norm.len());
    let mut candidates = anchors::find(&stream, &slots, end);
    for again in anchors::repeated(&stream, &mut candidates, end) {
        stream.mark(&again, Mark::Furniture);
    }
    if candidates.len() > MAX_CANDIDATES {
        return Err(ImportError::NotAnAssessment(0));
    }
    let anchors = align::align(&slots, &candidates);
    let labels: HashSet<usize> =
        anchors.iter().map(|a| a.slot).filter(|&s| slots.slots[s].role == Role::Answer).collect();
    if labels.len() < MIN_LABELS {
        return Err(ImportError::NotAnAssessment(labels.len()));
    }
    furniture::mark(&mut stream, &slots);
    let found = walk::collect(&mut stream, form, &slots, &candidates, &anchors, end);
    let answers = answers::read(&mut stream, form, found);
    let tail = attachments::list(form).map(|list| attachments::headings(&stream, list, end..stream.norm.len()));
    let tail = tail.unwrap_or_default();
    let area = end..tail.first().map_or(stream.norm.len(), |h| h.start);
    let all = stream.norm.len();
    let attachments = attachments::list(form).map(|list| attachments::read(&mut stream, list, &tail, all));
    let attachments = attachments.unwrap_or_default();
    let mut rows = table.map(|t| changes::read(&mut stream, form, t, area, &answers)).unwrap_or_default();
    if let Some(table) = table {
        swapped::doubts(form, table, &answers, &mut rows);
    }
    let names: Vec<String> = inputs.iter().map(|i| i.name.clone()).collect();
    let files = if names.len() > 1 { &names[..] } else { &[] };
    let (yaml, mut report) = finish(stream, form, &answers, &rows, &attachments, files);
    report.printed_mark = printed;
    Ok(Imported { yaml, form, report, sources: names.into_iter().zip(texts).collect() })
}

/// The text of a file as it is imported: of a PDF the text in reading order, cells between tabs.
pub fn text_of(input: &Input) -> Result<String, ImportError> {
    if crate::pdf::is_pdf(&input.bytes) {
        return pdf::text(&input.name, &input.bytes);
    }
    decode::decode(&input.bytes).ok_or_else(|| ImportError::NotText(input.name.clone()))
}

fn finish(
    mut stream: Stream,
    form: &'static FormDef,
    answers: &answers::Answers,
    rows: &[changes::Row],
    attachments: &[attachments::Attachment],
    files: &[String],
) -> (String, Report) {
    let mut row_origins = Vec::new();
    for row in rows {
        let ranges: Vec<_> = row.values().flat_map(|c| c.1.clone()).collect();
        row_origins.push(stream.origin(&ranges));
        for range in &ranges {
            stream.mark(range, Mark::Placed);
        }
    }
    let content = emit::Content { form, answers, rows, row_origins: &row_origins, attachments, files };
    let (mut yaml, items) = emit::yaml(&content);
    let left_over = left_over(&stream, files);
    for left in &left_over {
        let place = report::place(left.file.as_deref(), left.page, left.line);
        yaml.push_str(&format!("# 取り込み残り {place}: {}\n", left.text));
    }
    let (placed, furniture, open) = stream.count();
    let characters = Account { total: placed + furniture + open, placed, furniture, left_over: open };
    let (name, edition) = (form.form.to_string(), form.edition.clone());
    let report = Report { version: 1, form: name, edition, printed_mark: None, items, left_over, characters };
    (yaml, report)
}

/// What nobody has taken, line by line.
fn left_over(stream: &Stream, files: &[String]) -> Vec<LeftOver> {
    let mut out: Vec<LeftOver> = Vec::new();
    let mut gap = false;
    for (i, unit) in stream.units.iter().enumerate() {
        if stream.mark_of_unit(i) != Mark::Open {
            gap = true;
            continue;
        }
        let at = stream.origin_of_unit(i);
        let c = match unit.c {
            lex::BOX_ON => '☑',
            lex::BOX_LOST => '?',
            c => c,
        };
        match out.last_mut().filter(|l| l.line == at.first && l.index == at.text) {
            Some(last) => {
                if gap {
                    last.text.push(' ');
                }
                last.text.push(c);
            }
            None => out.push(LeftOver {
                index: at.text,
                file: files.get(at.text).cloned(),
                page: at.page,
                line: at.first,
                text: c.to_string(),
            }),
        }
        gap = false;
    }
    out
}
