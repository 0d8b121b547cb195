//! A sheet as an assessment again: what `piac history --at` prints.
//!
//! Every answer is written as it is printed; structured text (tables, figures) becomes the lines that
//! stand for it. The edition is the one whose choices the answers use.

use std::fmt::Write as _;

use crate::assessment::{EDITION_KEY, FORM_KEY, UNREADABLE_KEY};
use crate::form::{self, FormDef, Item, Kind};
use crate::yaml::write;

use super::sheet::{Branch, Content, Leaf, Sheet, stated_number};
use super::table::Row;
use super::{items, ticks};

/// The YAML text of a sheet with the rows of its change table.
pub fn yaml(sheet: &Sheet, rows: &[Row]) -> String {
    let mut out = format!("{FORM_KEY}: {}\n{EDITION_KEY}: {}\n", sheet.form.form, edition(sheet).edition);
    branch(&sheet.root, 0, &mut out);
    if let (false, Some(item)) = (rows.is_empty(), sheet.form.find(items::CHANGES)) {
        let _ = write!(out, "{}:\n{}", write::key(&item.key), super::write::render(rows, 2));
    }
    out
}

/// The edition of the form that prints all choices of the sheet; that of the sheet when none does.
fn edition(sheet: &Sheet) -> &'static FormDef {
    let leaves = sheet.leaves();
    let prints = |def: &FormDef| {
        leaves.iter().all(|placed| match def.find(&placed.item.id).and_then(Item::choices) {
            None => placed.item.choices().is_none(),
            Some(set) => ticks::boxes_of(placed.item, &placed.leaf.text)
                .is_none_or(|all| all.iter().all(|(label, _)| set.labels().any(|l| l == *label))),
        })
    };
    if prints(sheet.form) {
        return sheet.form;
    }
    form::editions(sheet.form.form).find(|def| prints(def)).unwrap_or(sheet.form)
}

fn branch(branch: &Branch, indent: usize, out: &mut String) {
    for slot in &branch.slots {
        let key = write::key(&slot.item.key);
        let pad = " ".repeat(indent);
        match &slot.content {
            Content::Leaf(leaf) if leaf.text.is_empty() && !leaf.unknown => {}
            Content::Leaf(leaf) => {
                let _ = writeln!(out, "{pad}{key}:{}", answer(slot.item, leaf, indent + 2));
            }
            Content::Group(inner) if inner.is_blank() => {}
            Content::Group(inner) => {
                let _ = writeln!(out, "{pad}{key}:");
                self::branch(inner, indent + 2, out);
            }
            Content::List(members) if members.iter().all(|m| m.branch.is_blank()) => {}
            Content::List(members) => {
                let _ = writeln!(out, "{pad}{key}:");
                for member in members.iter().filter(|m| !m.branch.is_blank()) {
                    let mut inner = String::new();
                    self::branch(&member.branch, indent + 4, &mut inner);
                    // The dash takes the place of the spaces before the first key.
                    let _ = write!(out, "{pad}  - {}", inner.trim_start());
                }
            }
        }
    }
}

/// What follows the colon.
fn answer(item: &Item, leaf: &Leaf, indent: usize) -> String {
    let pad = " ".repeat(indent);
    if leaf.unknown {
        return format!(" {{{UNREADABLE_KEY}: {}}}", write::scalar(&leaf.text.replace('\n', " "), 0));
    }
    let list = |lines: Vec<String>| lines.iter().map(|l| format!("\n{pad}- {l}")).collect::<String>();
    match &item.kind {
        Kind::Boxes(_) => {
            let Some(boxes) = ticks::boxes_of(item, &leaf.text) else { return text(&leaf.text, indent) };
            let one = |(label, detail): &(&str, Option<String>)| match detail {
                None => write::scalar(label, indent + 2),
                Some(detail) => format!("{}: {}", write::key(label), write::scalar(detail, indent + 4)),
            };
            list(boxes.iter().map(one).collect())
        }
        Kind::Strings => list(leaf.text.split('\n').map(|l| write::scalar(l, indent + 2)).collect()),
        Kind::Count { .. } => match stated_number(&leaf.text) {
            Some(n) => format!(" {n}"),
            None => text(&leaf.text, indent),
        },
        _ => text(&leaf.text, indent),
    }
}

fn text(words: &str, indent: usize) -> String {
    let words = if words.contains('\n') { format!("{words}\n") } else { words.to_owned() };
    format!(" {}", write::scalar(&words, indent))
}
