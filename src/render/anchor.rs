//! The name of a place in the document that a link or a public comment can point to: `ii-3-4` for Ⅱ３④.
//!
//! It is made of the printed numbers and, where an item has none, of the end of its id, so that it
//! stays the same when answers change: Ⅱ３④ is `ii-3-4`, the second file's `ii.2-3-4`, システム2 ① is
//! `i-2-2-1`, 委託事項1 ① is `ii-4-to1-1`, リスク２ of Ⅲ３ is `iii-3-r2`.

use serde::Serialize;
use unicode_normalization::UnicodeNormalization;

use crate::assessment::Answer;
use crate::form::{Item, Kind};

use super::build::Context;

/// A place that can be linked to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Target {
    /// Its name in addresses, unique in the document.
    pub anchor: String,
    /// Its name for people: `Ⅱ３④ 入手に係る妥当性`.
    pub name: String,
}

/// The place of an item where the walk is.
pub(super) fn target(cx: &Context<'_>, item: &Item) -> Target {
    Target { anchor: anchor(cx, item), name: item.title() }
}

fn anchor(cx: &Context<'_>, item: &Item) -> String {
    let path = cx.form().path_to(&item.id);
    let at = path.iter().rposition(|i| i.part).unwrap_or(0);
    let Some(part) = path.get(at) else { return String::new() };
    let mut out = ascii(&part.number);
    if out.is_empty() {
        out = segment(part);
    }
    for list in &path[..=at] {
        if let Some(n @ 2..) = member(cx, list) {
            out.push_str(&format!(".{n}"));
        }
    }
    for pair in path[at..].windows(2) {
        let (above, item) = (pair[0], pair[1]);
        let number = ascii(item.number.strip_prefix(above.number.as_str()).unwrap_or_default());
        if !number.is_empty() {
            out.push('-');
            out.push_str(&number);
        }
        if item.no.is_empty() {
            out.push('-');
            out.push_str(&segment(item));
        }
        if let Some(n) = member(cx, item) {
            let gap = if item.no.is_empty() { "" } else { "-" };
            out.push_str(&format!("{gap}{n}"));
        }
    }
    out
}

/// The number, from 1, of the member of a list that the walk is in.
fn member(cx: &Context<'_>, list: &Item) -> Option<usize> {
    if !matches!(list.kind, Kind::List { .. }) {
        return None;
    }
    let at = cx.around.iter().position(|group| group.item.id == list.id)?;
    let members = cx.around[..at].iter().rev().find_map(|group| group.find(&list.id)).map(Answer::members)?;
    members.iter().position(|m| std::ptr::eq(m, cx.around[at])).map(|n| n + 1)
}

/// The last piece of an item's id.
fn segment(item: &Item) -> String {
    item.id.rsplit('.').next().unwrap_or_default().replace('_', "-")
}

/// A printed number in ASCII: `Ⅱ` → `ii`, `④` → `4`, `（別添１）` → `betten-1`, `リスク２` → `r2`.
fn ascii(number: &str) -> String {
    let plain: String = number.nfkc().collect();
    let plain = plain.replace("リスク", "r").replace("別添", "betten-");
    plain.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').map(|c| c.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_numbers_become_ascii() {
        for (number, wanted) in [
            ("Ⅱ", "ii"),
            ("④", "4"),
            ("⑫", "12"),
            ("（別添１）", "betten-1"),
            ("リスク２", "r2"),
            ("３", "3"),
            ("", ""),
        ] {
            assert_eq!(ascii(number), wanted);
        }
    }
}
