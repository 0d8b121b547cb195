//! The page tree as the templates for HTML want it: rows gathered to tables, headings in order,
//! figures as data.

use serde_json::{Value, json};

use crate::render::figure::Figure;
use crate::render::{Block, Column};
use crate::render::{Cell, Node, PageTree, Part, Piece, Records, Row, Shape, Target};
use crate::text::width;

/// The parts of a document.
pub(super) fn parts(tree: &PageTree, figures: &[Figure]) -> Vec<Value> {
    let mut out: Vec<Value> = tree.parts.iter().map(part).collect();
    for value in &mut out {
        finish(value, figures);
    }
    out
}

fn part(part: &Part) -> Value {
    // What serialises without a fault in PDF does so here; a fault would show as an empty part.
    let mut out = serde_json::to_value(part).unwrap_or_default();
    match part {
        Part::Cover(cover) => {
            for (field, value) in cover.fields.iter().zip(list(&mut out["fields"])) {
                value["short"] = is_short(&field.cell).into();
            }
        }
        Part::Contents { .. } => {}
        Part::Section { anchor, title, nodes, .. } => {
            out["small"] = matches!(nodes.as_slice(), [Node::Full { .. }]).into();
            out["nodes"] = self::nodes(nodes).into();
            out["target"] = target(anchor, title);
        }
        Part::Records { anchor, title, groups, .. } => {
            out["target"] = target(anchor, title);
            for (n, (group, value)) in groups.iter().zip(list(&mut out["groups"])).enumerate() {
                value["numbered"] = is_unnumbered(group).into();
                value["target"] = target(&format!("{anchor}-{}", n + 1), &format!("{title} {}", n + 1));
            }
        }
        Part::Wide { anchor, title, columns, rows, .. } => {
            out["target"] = target(anchor, title);
            out["columns"] = self::columns(columns).into();
            out["rows"] = rows
                .iter()
                .enumerate()
                .map(|(n, row)| {
                    let cells = columns.iter().zip(row).map(|(c, cell)| json!({"label": c.label, "cell": cell}));
                    let target = target(&format!("{anchor}-{}", n + 1), &format!("{title} {}行目", n + 1));
                    json!({"target": target, "cells": cells.collect::<Vec<_>>()})
                })
                .collect();
        }
    }
    out
}

fn list(value: &mut Value) -> &mut [Value] {
    value.as_array_mut().map(Vec::as_mut_slice).unwrap_or_default()
}

fn target(anchor: &str, name: &str) -> Value {
    json!(Target { anchor: anchor.to_owned(), name: name.to_owned() })
}

/// Whether an answer on the cover is a line or two, and stands in the middle.
fn is_short(cell: &Cell) -> bool {
    let line = |b: &Block| matches!(b, Block::Line { text, .. } if text.chars().count() < 30);
    cell.iter().all(|p| matches!(p, Piece::Text { blocks } if blocks.len() < 3 && blocks.iter().all(line)))
}

/// Items that bring numbers of their own are not numbered again.
fn is_unnumbered(group: &Records) -> bool {
    !group.items.iter().any(|i| i.starts_with(|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c)))
}

/// The link of a row to itself, in characters of its first column.
const SELF: u32 = 3;

/// Shares of the whole width in per cent.
fn columns(columns: &[Column]) -> Vec<Value> {
    let weight =
        |n: usize, c: &Column| c.chars.map_or(c.share * 3 / 2, |chars| chars.max(6)) + if n == 0 { SELF } else { 0 };
    let all: u32 = columns.iter().enumerate().map(|(n, c)| weight(n, c)).sum::<u32>().max(1);
    let shown = |(n, c): (usize, &Column)| json!({"label": c.label, "width": weight(n, c) * 100 / all});
    columns.iter().enumerate().map(shown).collect()
}

fn nodes(nodes: &[Node]) -> Vec<Value> {
    let mut out: Vec<Value> = Vec::new();
    let mut last_tag = 2;
    let mut rest = nodes;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match first {
            Node::Heading { target, level, text, boxes } => {
                // A level is never left out: リスク directly below a section is one step down, not two.
                last_tag = (level + 1).min(last_tag + 1);
                out.push(json!({
                    "kind": "heading", "target": target, "level": level, "tag": last_tag, "text": text, "boxes": boxes,
                }));
            }
            Node::Full { cell } => out.push(json!({"kind": "full", "cell": cell})),
            Node::Row(row) if row.shape == Shape::Member => {
                last_tag = 4.min(last_tag + 1);
                out.push(json!({
                    "kind": "member", "target": row.target, "tag": last_tag, "label": row.label, "cell": row.cell,
                }));
            }
            Node::Row(_) => {
                let plain = |n: &Node| matches!(n, Node::Row(row) if row.shape != Shape::Member);
                let more = after.iter().take_while(|n| plain(n)).count();
                let at = nodes.len() - after.len() - 1;
                out.push(json!({"kind": "rows", "rows": rows(&nodes[at..=at + more])}));
                rest = &after[more..];
            }
        }
    }
    out
}

/// The rows of a table; a label at the side goes over all rows of its group.
fn rows(nodes: &[Node]) -> Vec<Value> {
    let rows: Vec<&Row> = nodes.iter().filter_map(|n| if let Node::Row(row) = n { Some(row) } else { None }).collect();
    let mut out = Vec::with_capacity(rows.len());
    for (n, row) in rows.iter().enumerate() {
        let mut value = json!(row);
        if row.shape == Shape::Side {
            let begins = row.side.is_some() || n == 0 || rows[n - 1].shape != Shape::Side;
            let goes_on = |r: &&&Row| r.shape == Shape::Side && r.side.is_none();
            value["span"] = if begins { 1 + rows[n + 1..].iter().take_while(goes_on).count() } else { 0 }.into();
            value["side"] = row.side.clone().unwrap_or_default().into();
        } else {
            value["span"] = 0.into();
        }
        out.push(value);
    }
    out
}

/// Adds to the pieces what only HTML needs: widths of columns, and the figures.
fn finish(value: &mut Value, figures: &[Figure]) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(|v| finish(v, figures)),
        Value::Object(map) => {
            map.values_mut().for_each(|v| finish(v, figures));
            if let Some(options) = map.get("options").and_then(Value::as_array) {
                map.insert("width".into(), ems(options.iter().filter_map(Value::as_str)).into());
            } else if let (Some(boxes), true) = (map.get("boxes").and_then(Value::as_array), map.contains_key("name")) {
                let labels = boxes.iter().filter(|b| b["detail"].is_null()).filter_map(|b| b["label"].as_str());
                let width = ems(labels) + 3;
                map.insert("width".into(), width.into());
            } else if map.get("kind").is_some_and(|k| k == "figure") {
                let path = map.get("path").and_then(Value::as_str).unwrap_or_default();
                let page = map.get("page").and_then(Value::as_u64);
                let figure = figures.iter().find(|f| f.written == path && f.page.map(u64::from) == page);
                map.insert("src".into(), figure.map(Figure::data_uri).unwrap_or_default().into());
            }
        }
        _ => {}
    }
}

/// Full-width characters of the longest of these.
fn ems<'a>(labels: impl Iterator<Item = &'a str>) -> usize {
    labels.map(|l| width(l).div_ceil(2)).max().unwrap_or_default()
}
