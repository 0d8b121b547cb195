//! The 新旧対照表 as data: a comparison comes in, rows of 項目, 変更後 and 変更前 go out, with the changed
//! words marked. The layout is a template; nothing here knows of it.

use serde::Serialize;

use super::compare::{Cause, ChangeKind};
use super::report::{Report, ReportChange, ReportLine};
use super::words::{Mark, Run};

/// Unchanged lines shown around a change.
const CONTEXT: usize = 1;

/// Which side stands on the left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// 変更後 | 変更前, as offices write it.
    NewLeft,
    /// 変更前 | 変更後.
    OldLeft,
}

/// The table.
#[derive(Clone, Debug, Serialize)]
pub struct Table {
    /// Title of the document.
    pub title: String,
    /// 評価書名.
    pub name: String,
    /// The names of the revisions.
    pub revisions: String,
    /// What the revision means.
    pub headline: String,
    /// The headings of the two sides.
    pub heads: [&'static str; 2],
    /// One for each change.
    pub rows: Vec<Row>,
}

/// One change.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// Number and label as printed.
    pub label: String,
    /// Whether it is a change of a ※ item.
    pub important: bool,
    /// The lines of the two sides.
    pub sides: [Vec<Line>; 2],
}

/// The pieces of one line.
pub type Line = Vec<Piece>;

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// The words.
    pub text: String,
    /// Whether they changed.
    pub marked: bool,
}

/// The table of a comparison of an assessment called `name`: what the author changed, and answers that the form prints otherwise.
pub fn data(report: &Report, name: String, layout: Layout) -> Table {
    let told = |c: &&ReportChange| match c.cause {
        Cause::Author | Cause::Unknown => true,
        Cause::Form => c.kind == ChangeKind::Changed,
        Cause::Notation => false,
    };
    let (new, old) = ("変更後", "変更前");
    Table {
        title: "特定個人情報保護評価書　新旧対照表".to_owned(),
        name,
        revisions: format!("{} → {}", report.old, report.new),
        headline: report.headline.clone(),
        heads: if layout == Layout::NewLeft { [new, old] } else { [old, new] },
        rows: report.changes.iter().filter(told).map(|change| row(change, layout)).collect(),
    }
}

fn row(change: &ReportChange, layout: Layout) -> Row {
    let (mut old, mut new) = (Vec::new(), Vec::new());
    let mut skipping = false;
    for (at, line) in change.lines.iter().enumerate() {
        let near = &change.lines[at.saturating_sub(CONTEXT)..(at + CONTEXT + 1).min(change.lines.len())];
        if near.iter().all(ReportLine::is_same) {
            if !skipping {
                old.push(said("（略）"));
                new.push(said("（略）"));
            }
            skipping = true;
            continue;
        }
        skipping = false;
        old.extend(line.old.as_deref().map(pieces));
        new.extend(line.new.as_deref().map(pieces));
    }
    for (side, words) in [(&mut old, &change.old), (&mut new, &change.new)] {
        if words.is_none() {
            *side = vec![said("（記載なし）")];
        }
    }
    let sides = if layout == Layout::NewLeft { [new, old] } else { [old, new] };
    Row { label: change.label.clone(), important: change.important, sides }
}

fn said(words: &str) -> Line {
    vec![Piece { text: words.to_owned(), marked: false }]
}

fn pieces(runs: &[Run]) -> Line {
    runs.iter().map(|run| Piece { text: run.text.clone(), marked: run.mark != Mark::Same }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::words;

    fn change(old: &str, new: &str) -> ReportChange {
        let words = |s: &str| (!s.is_empty()).then(|| s.to_owned());
        ReportChange {
            address: "a".into(),
            label: "Ⅰ１ 甲".into(),
            kind: ChangeKind::Changed,
            cause: Cause::Author,
            important: true,
            renamed: false,
            formal: Vec::new(),
            old: words(old),
            new: words(new),
            lines: words::lines(old, new).into_iter().map(|l| ReportLine { old: l.old, new: l.new }).collect(),
        }
    }

    fn text(lines: &[Line]) -> Vec<String> {
        let piece = |p: &Piece| if p.marked { format!("_{}_", p.text) } else { p.text.clone() };
        lines.iter().map(|l| l.iter().map(piece).collect()).collect()
    }

    #[test]
    fn changed_words_are_marked_and_far_lines_left_out() {
        let old = "一行目\n二行目\n三行目\n端末は課に置く。\n五行目\n六行目\n七行目";
        let shown = row(&change(old, &old.replace("課に", "室に")), Layout::NewLeft);
        assert_eq!(text(&shown.sides[0]), ["（略）", "三行目", "端末は_室_に置く。", "五行目", "（略）"]);
        assert_eq!(text(&shown.sides[1])[2], "端末は_課_に置く。");
    }

    #[test]
    fn what_was_not_there_is_said() {
        let shown = row(&change("", "新しい記載。"), Layout::OldLeft);
        assert_eq!(text(&shown.sides[0]), ["（記載なし）"]);
        assert!(text(&shown.sides[1])[0].contains("新しい記載。"));
    }
}
