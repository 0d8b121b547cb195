//! The report as one HTML page for a person who verifies: the words of the source beside what was
//! read from them, in the order of the form. It needs nothing else: no script, no network.

use serde::Serialize;
use tera::{Context, Tera};

use super::report::{Entry, LeftOver, Report, Status, place};
use super::{Imported, lex};
use crate::diag::Lang;

const TEMPLATE: &str = include_str!("../../templates/report/import.html");
/// Longer passages of the source are folded, in lines.
const LONG: u32 = 12;

/// A part of the form.
#[derive(Serialize)]
struct Part<'r> {
    name: &'r str,
    doubts: usize,
    passages: Vec<Passage<'r>>,
}

/// A passage of the source with all that was read from it.
#[derive(Serialize)]
struct Passage<'r> {
    number: usize,
    place: String,
    lines: Vec<Line>,
    long: bool,
    doubt: bool,
    items: Vec<Item<'r>>,
}

#[derive(Serialize)]
struct Line {
    number: u32,
    text: String,
}

#[derive(Serialize)]
struct Item<'r> {
    label: &'r str,
    address: &'r str,
    value: &'r str,
    state: &'static str,
    class: &'static str,
    reason: &'r str,
}

#[derive(Serialize)]
struct Left<'r> {
    place: String,
    text: &'r str,
}

/// The page. An error is a fault of the template.
pub fn page(imported: &Imported) -> Result<String, tera::Error> {
    let mut tera = Tera::default();
    tera.add_raw_template("import.html", TEMPLATE)?;
    let report = &imported.report;
    let names: Vec<&str> = imported.sources.iter().map(|s| s.0.as_str()).collect();
    let mut context = Context::new();
    context.insert("names", &names.join("、"));
    context.insert("form", &report.form);
    context.insert("edition", &report.edition);
    context.insert("placed", &report.count(Status::Placed));
    context.insert("unsure", &report.count(Status::Unsure));
    context.insert("missing", &report.count(Status::Missing));
    context.insert("characters", &report.characters);
    context.insert("parts", &parts(imported));
    context.insert("left", &report.left_over.iter().map(left).collect::<Vec<_>>());
    context.insert("doubts", &doubts(report));
    tera.render("import.html", &context)
}

fn left(left: &LeftOver) -> Left<'_> {
    Left { place: place(left.file.as_deref(), left.page, left.line), text: &left.text }
}

/// Number and label of each passage that a person must look at.
fn doubts(report: &Report) -> Vec<(usize, &str)> {
    let open = report.items.iter().enumerate().filter(|(_, e)| e.status != Status::Placed);
    open.map(|(at, e)| (first_of_passage(&report.items, at), e.label.as_str())).collect()
}

fn same_passage(a: &Entry, b: &Entry) -> bool {
    a.lines.is_some() && a.lines == b.lines && a.text == b.text && part_of(a) == part_of(b)
}

fn first_of_passage(items: &[Entry], at: usize) -> usize {
    (0..=at).rev().take_while(|&i| i == at || same_passage(&items[i], &items[at])).last().unwrap_or(at)
}

fn part_of(entry: &Entry) -> &str {
    entry.address.split(['/', '[']).next().unwrap_or_default()
}

fn parts(imported: &Imported) -> Vec<Part<'_>> {
    let texts: Vec<Vec<&str>> = imported.sources.iter().map(|s| s.1.split('\n').collect()).collect();
    let mut out: Vec<Part<'_>> = Vec::new();
    let mut number = 0;
    for passage in imported.report.items.chunk_by(same_passage) {
        let name = part_of(&passage[0]);
        if out.last().is_none_or(|p| p.name != name) {
            out.push(Part { name, doubts: 0, passages: Vec::new() });
        }
        if let Some(part) = out.last_mut() {
            part.doubts += passage.iter().filter(|e| e.status != Status::Placed).count();
            part.passages.push(shown(number, passage, &texts));
        }
        number += passage.len();
    }
    out
}

fn shown<'r>(number: usize, entries: &'r [Entry], texts: &[Vec<&str>]) -> Passage<'r> {
    let first = &entries[0];
    let lines = first.lines.unwrap_or((1, 0));
    let text = texts.get(first.text).map(Vec::as_slice).unwrap_or_default();
    let line = |number: u32| text.get(number as usize - 1).map(|t| Line { number, text: readable(t) });
    let words = (lines.0..=lines.1).filter_map(line).filter(|l| !l.text.is_empty()).collect();
    Passage {
        number,
        place: first.lines.map(|l| range(first, l)).unwrap_or_default(),
        lines: words,
        long: lines.1.saturating_sub(lines.0) > LONG,
        doubt: entries.iter().any(|e| e.status != Status::Placed),
        items: entries.iter().map(item).collect(),
    }
}

fn range(entry: &Entry, (from, to): (u32, u32)) -> String {
    let start = place(entry.file.as_deref(), entry.page, from);
    if from == to { start } else { format!("{start}～L{to}") }
}

/// A line of the source without the characters that only the program sees.
fn readable(line: &str) -> String {
    let plain = line.replace(lex::WRAP, "").replace(lex::SOFT, "\n").replace('\t', " ｜ ").replace(lex::PAGE, "");
    plain.trim().to_owned()
}

fn item(entry: &Entry) -> Item<'_> {
    let (state, class) = match entry.status {
        Status::Placed if entry.full.is_empty() => ("空欄", "blank"),
        Status::Placed => ("読み取り", "placed"),
        Status::Unsure => ("要確認", "unsure"),
        Status::Missing => ("見当たらない", "missing"),
    };
    Item {
        label: &entry.label,
        address: &entry.address,
        value: &entry.full,
        state,
        class,
        reason: entry.reason.as_ref().map_or("", |m| m.get(Lang::Ja)),
    }
}
