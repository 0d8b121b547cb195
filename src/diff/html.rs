//! A comparison as one HTML file that needs nothing else: no script, no network.

use serde::Serialize;
use tera::{Context, Tera};

use super::compare::Cause;
use super::human::kind;
use super::report::{Report, ReportChange};
use super::words::{Mark, Run};

const TEMPLATE: &str = include_str!("../../templates/report/diff.html");

/// A change as the template shows it.
#[derive(Serialize)]
struct Shown<'r> {
    number: usize,
    label: &'r str,
    address: &'r str,
    kind: &'static str,
    important: bool,
    formal: String,
    lines: Vec<Pair>,
}

#[derive(Serialize)]
struct Pair {
    same: bool,
    skipped: usize,
    old: Option<Vec<Piece>>,
    new: Option<Vec<Piece>>,
}

#[derive(Serialize)]
struct Piece {
    mark: &'static str,
    text: String,
}

/// The page.
pub fn page(report: &Report) -> Result<String, tera::Error> {
    let mut tera = Tera::default();
    tera.add_raw_template("diff.html", TEMPLATE)?;
    let of = |wanted: &[Cause]| -> Vec<Shown<'_>> {
        let all = report.changes.iter().enumerate().filter(|(_, c)| wanted.contains(&c.cause));
        all.map(|(at, change)| shown(at + 1, change)).collect()
    };
    let mut context = Context::new();
    context.insert("old", &report.old);
    context.insert("new", &report.new);
    context.insert("headline", &report.headline);
    context.insert("verdict", &report.verdict);
    context.insert("changes", &of(&[Cause::Author, Cause::Unknown]));
    context.insert("by_form", &of(&[Cause::Form]));
    context.insert("notation", &of(&[Cause::Notation]));
    context.insert("rows", &report.rows.len());
    context.insert("broken", &report.broken_rows);
    context.insert("unproved", &report.unproved);
    tera.render("diff.html", &context)
}

fn shown(number: usize, change: &ReportChange) -> Shown<'_> {
    let formal: Vec<String> = change.formal.iter().map(|f| format!("{f:?}")).collect();
    let (mut lines, mut skipped) = (Vec::new(), 0);
    for (at, line) in change.lines.iter().enumerate() {
        let around = &change.lines[at.saturating_sub(1)..(at + 2).min(change.lines.len())];
        if around.iter().all(super::report::ReportLine::is_same) {
            skipped += 1;
            continue;
        }
        let side = |runs: &Option<Vec<Run>>| runs.as_ref().map(|r| r.iter().map(piece).collect());
        lines.push(Pair { same: line.is_same(), skipped, old: side(&line.old), new: side(&line.new) });
        skipped = 0;
    }
    if skipped > 0 {
        lines.push(Pair { same: true, skipped, old: None, new: None });
    }
    Shown {
        number,
        label: &change.label,
        address: &change.address,
        kind: kind(change),
        important: change.important,
        formal: formal.join("、"),
        lines,
    }
}

fn piece(run: &Run) -> Piece {
    let mark = match run.mark {
        Mark::Same => "",
        Mark::Gone => "del",
        Mark::New => "ins",
    };
    Piece { mark, text: run.text.clone() }
}
