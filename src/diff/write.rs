//! Proposed rows into the file: one edit that appends them to 変更箇所, all other bytes untouched.

use std::fmt::Write as _;

use crate::assessment::{Assessment, State, Value};
use crate::diag::{Edit, Message};
use crate::source::{Source, Span};
use crate::yaml::write;

use super::items;
use super::replay;
use super::rows::{self, Options, Proposed};
use super::sheet::Sheet;
use super::table::{Row, Written};

/// The rows that the table of `new` still lacks: those that lead from the old sheet to the new one
/// with the new rows of its own table undone. Gives also the rows of its table that do not fit.
pub fn missing(old: &Sheet, new: &Sheet, own: &[Written], options: &Options) -> (Proposed, Vec<replay::Outcome>) {
    let mut told = new.clone();
    let outcomes = replay::undo(&mut told, own, |_| true);
    let rows: Vec<Row> = own.iter().map(|w| w.row.clone()).collect();
    replay::blank_as_base(&mut told, old, &rows);
    let broken: Vec<replay::Outcome> = outcomes.into_iter().filter(|o| o.result.is_err()).collect();
    let mut proposed = rows::propose(old, &told, options);
    // A row that is there but does not fit is for the author to mend, not to be written once more.
    let targets: Vec<&str> = broken.iter().map(|o| own[o.row].row.target.as_str()).collect();
    proposed.rows.retain(|row| !targets.contains(&row.target.as_str()));
    (proposed, broken)
}

/// The edit that appends rows to the table of an assessment.
pub fn append(assessment: &Assessment, rows: &[Row]) -> Result<Option<Edit>, Message> {
    if rows.is_empty() {
        return Ok(None);
    }
    let source = &assessment.source;
    let text = source.text();
    let Some(answer) = assessment.find(items::CHANGES) else { return Err(no_table()) };
    let key = &answer.item.key;
    match (&answer.state, answer.key_span) {
        (State::Filled(Value::List(members)), Some(key_span)) => match members.last() {
            Some(_) if is_flow(source, answer.span) => Err(flow_list(key)),
            Some(last) => {
                let dash = dash_column(source, last.span);
                let at = line_end(text, last.span.end);
                Ok(Some(insertion(text, at, &render(rows, dash))))
            }
            None => {
                let written = format!("{key}:\n{}", render(rows, 2));
                Ok(Some(Edit { span: key_span.to(answer.span), text: written.trim_end_matches('\n').to_owned() }))
            }
        },
        (State::Blank | State::None(_), Some(key_span)) => {
            let written = format!("{key}:\n{}", render(rows, 2));
            let span = if answer.span == key_span { key_with_colon(text, key_span) } else { key_span.to(answer.span) };
            Ok(Some(Edit { span, text: written.trim_end_matches('\n').to_owned() }))
        }
        (State::Blank, None) => {
            let written = format!("\n{key}:\n{}", render(rows, 2));
            Ok(Some(insertion(text, text.len(), &written)))
        }
        _ => Err(no_table()),
    }
}

fn no_table() -> Message {
    Message::new(
        "変更箇所を読み取れないため、行を書き足せません。piac check で確かめてください",
        "the change table cannot be read; see piac check",
    )
}

fn flow_list(key: &str) -> Message {
    Message::new(
        format!("「{key}」が [ ] の形で書かれているため、行を書き足せません。「- 」の並びに直してください"),
        format!("{key} is a flow list; rewrite it with dashes"),
    )
}

fn is_flow(source: &Source, span: Span) -> bool {
    source.slice(span).starts_with('[')
}

/// The column, from 0, of the dash in front of a member.
fn dash_column(source: &Source, member: Span) -> usize {
    let line = source.position(member.start).line;
    let text = source.slice(source.line_span(line));
    text.find('-').filter(|at| text[..*at].trim().is_empty()).unwrap_or(0)
}

/// The byte after the line break of the last line that a span has words in.
fn line_end(text: &str, end: usize) -> usize {
    let last = text[..end].trim_end().len();
    text[last..].find('\n').map_or(text.len(), |at| last + at + 1)
}

fn key_with_colon(text: &str, key: Span) -> Span {
    let rest = &text[key.end..];
    let colon = rest.find(':').map_or(0, |at| at + 1);
    Span::new(key.start, key.end + colon)
}

fn insertion(text: &str, at: usize, written: &str) -> Edit {
    let lead = if at > 0 && !text[..at].ends_with('\n') { "\n" } else { "" };
    Edit { span: Span::new(at, at), text: format!("{lead}{written}") }
}

/// Rows as YAML, their dashes at a column.
pub fn render(rows: &[Row], dash: usize) -> String {
    let mut out = String::new();
    for row in rows {
        let columns = [
            ("変更日", &row.date),
            ("項目", &row.item),
            ("対象", &row.target),
            ("変更前の記載", &row.before),
            ("変更後の記載", &row.after),
            ("提出時期", &row.timing),
            ("提出時期に係る説明", &row.note),
        ];
        for (at, (key, value)) in columns.iter().enumerate() {
            if at + 1 == columns.len() {
                for candidate in &row.candidates {
                    let _ = writeln!(out, "{:1$}# 説明の候補: {candidate}", "", dash + 2);
                }
            }
            let lead = if at == 0 { format!("{:dash$}- ", "") } else { format!("{:1$}", "", dash + 2) };
            // Writing to a String cannot fail.
            let _ = write!(out, "{lead}{key}:");
            if !value.is_empty() {
                // A last line break makes the usual `|` of these files, and is never printed.
                let value = if value.contains('\n') { format!("{value}\n") } else { (*value).clone() };
                let _ = write!(out, " {}", write::scalar(&value, dash + 4));
            }
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assessment;
    use crate::diag::apply_edits;
    use crate::diff::table::rows_of;

    fn row(after: &str) -> Row {
        Row {
            date: "令和8年7月1日".into(),
            item: "Ⅰ１ 事務".into(),
            target: "関連情報/事務/事務の概要".into(),
            before: "（記載なし）".into(),
            after: after.into(),
            timing: "事後".into(),
            note: String::new(),
            candidates: vec!["なし".into()],
        }
    }

    fn appended(text: &str, after: &str) -> (String, Vec<Row>) {
        let source = Source::new("a", text);
        let edit = append(&assessment::read(&source).assessment.unwrap(), &[row(after)]).unwrap().unwrap();
        let text = apply_edits(source.text(), &[edit]);
        let again = assessment::read(&Source::new("b", text.clone())).assessment.unwrap();
        (text, rows_of(&again).into_iter().map(|w| w.row).collect())
    }

    #[test]
    fn rows_are_appended_whatever_the_table_looks_like() {
        let head = "様式: 基礎項目評価書\n様式版: 令和6年10月\n";
        let one = "変更箇所:\n- 変更日: R8.1.1\n  項目: x\n  変更後の記載: |\n    甲\n    乙\n";
        for (table, before) in [
            ("", 0),
            ("変更箇所:\n", 0),
            ("変更箇所: []\n別紙: []\n", 0),
            ("変更箇所:   # まだない\n別紙: []\n", 0),
            (one, 1),
            (&format!("{one}\n# 別紙の前\n別紙: []\n"), 1),
            (one.trim_end(), 1),
        ] {
            for after in ["一行", "甲\n乙", "- 甲: 乙", "  字下げ\n乙"] {
                let (text, rows) = appended(&format!("{head}{table}"), after);
                assert_eq!(rows.len(), before + 1, "{text}");
                assert_eq!(rows[before].after, after, "{text}");
                assert!(
                    text.starts_with(head) && text.contains(table.lines().last().unwrap_or("").trim_end_matches(" []"))
                );
            }
        }
    }
}
