//! The data files: their text comes in, rows go out.
//!
//! A file is YAML whose lists hold plain strings, one line each, with ` | ` between the columns. Only
//! such lines are read, by splitting; a test proves that a YAML parser sees the same.

use jiff::civil::Date;

use super::{Confidence, OBSERVED_FROM, Provision, Row, Successor, Table, Topic};

/// The lines of one list of a file, split into columns; `-` stands for an empty one.
pub(super) fn lines(text: &'static str, list: &str) -> impl Iterator<Item = Vec<&'static str>> {
    let inside = text.lines().skip_while(move |line| line.strip_suffix(':') != Some(list)).skip(1);
    let inside = inside.take_while(|line| !line.ends_with(':') || line.starts_with('-'));
    inside.filter_map(|line| line.strip_prefix("- ")).map(columns)
}

fn columns(line: &'static str) -> Vec<&'static str> {
    line.split(" | ").map(|c| if c == "-" { "" } else { c }).collect()
}

/// The parts of a column that holds several values.
pub(super) fn several(column: &'static str) -> Vec<&'static str> {
    column.split(" / ").filter(|c| !c.is_empty()).collect()
}

/// A date of the data, which a test has read.
pub(super) fn day(column: &str) -> Option<Date> {
    column.parse().ok()
}

fn from(column: &str) -> Date {
    day(column).unwrap_or(OBSERVED_FROM)
}

fn at<'a>(columns: &[&'a str], index: usize) -> &'a str {
    columns.get(index).copied().unwrap_or_default()
}

pub(super) fn rows(text: &'static str) -> Vec<Row> {
    let row = |c: Vec<&'static str>| Row {
        item: at(&c, 0),
        from: from(at(&c, 1)),
        until: day(at(&c, 2)),
        holder: at(&c, 3),
        law: at(&c, 4),
        task: at(&c, 5),
        others: several(at(&c, 6)),
        providers: several(at(&c, 7)),
    };
    lines(text, "rows").map(row).collect()
}

pub(super) fn successors(text: &'static str) -> Vec<Successor> {
    let successor = |c: Vec<&'static str>| {
        let table = match at(&c, 0) {
            "別表第一" => Table::First,
            "別表第二" => Table::Second,
            "別表" => Table::Annex,
            _ => Table::Order,
        };
        let confidence = match at(&c, 4) {
            "exact" => Confidence::Exact,
            "unique" => Confidence::Unique,
            "deleted" => Confidence::Deleted,
            _ => Confidence::None,
        };
        let to = Some(at(&c, 3)).filter(|to| !to.is_empty());
        Successor { table, on: from(at(&c, 1)), from: at(&c, 2), to, confidence }
    };
    lines(text, "rows").map(successor).collect()
}

pub(super) fn topics(text: &'static str) -> Vec<Topic> {
    lines(text, "topics").map(|c| Topic { id: at(&c, 0), subject: at(&c, 1), words: several(at(&c, 2)) }).collect()
}

pub(super) fn provisions(text: &'static str, topics: &'static [Topic]) -> Vec<Provision> {
    let provision = |c: Vec<&'static str>| {
        Some(Provision {
            article: at(&c, 0),
            part: at(&c, 1).parse().ok(),
            from: from(at(&c, 2)),
            until: day(at(&c, 3)),
            topic: topics.iter().find(|topic| topic.id == at(&c, 4))?,
        })
    };
    lines(text, "provisions").filter_map(provision).collect()
}
