//! A text without cells and without columns comes in, as of an extractor that emits blocks by their place
//! on the page: labels stand in groups before their answers, brackets apart from their words, the right
//! half of a row of boxes at the end of the page. Out goes for each item what belongs to it.
//!
//! Each kind of thing keeps its own order, whatever stands between: the printed lists are paired with the
//! items of choice, each box label with the items that have it, and the lines of text are dealt to the
//! labels in the cheapest way that only goes forward. Where another way is nearly as cheap, or the way
//! itself is forced, the items are doubtful.

mod boxes;
mod choices;
mod lines;
mod needs;
mod pairs;
mod strayed;
mod texts;
mod tokens;
mod ways;

use std::collections::HashSet;
use std::ops::Range;

use crate::diag::Message;
use crate::form::{ChoiceSet, FormDef, Item, Kind};
use crate::text;

use super::align::Anchor;
use super::anchors::Candidate;
use super::lex::{Mark, Stream, brk};
use super::slots::{Role, Slots};
use super::walk::{Found, Members};
use tokens::{Token, What};

/// In a text with layout at least this part of the lines, in hundredths, has columns.
const MIN_COLUMNS: usize = 5;

/// Lines of more characters, on the average, are pages that lost their line breaks.
const MAX_LINE: usize = 150;

/// Whether a text has neither cells nor columns, but lines.
pub(super) fn applies(stream: &Stream, end: usize) -> bool {
    let lines = (0..end).filter(|&i| stream.brk[i] >= brk::LINE).count();
    let columns = (0..end).filter(|&i| stream.brk[i] == brk::GAP).count();
    stream.plain && !stream.laid_out && columns * 100 < lines * MIN_COLUMNS && end < lines * MAX_LINE
}

/// The labels of a text as they were matched.
pub(super) struct Labels<'a> {
    pub form: &'static FormDef,
    pub slots: &'a Slots,
    pub candidates: &'a [Candidate],
    pub anchors: &'a [Anchor],
    /// Whose words stand in a row of their own, below a row of labels.
    pub in_row: &'a [bool],
    /// Where the part with labels ends.
    pub end: usize,
}

/// The answers that are chosen from a set, as `set` takes it from their kind.
fn answers_of(
    found: &[Found],
    set: fn(&'static Kind) -> Option<&'static ChoiceSet>,
) -> Vec<(usize, &'static ChoiceSet)> {
    let answers = found.iter().enumerate().filter(|(_, f)| f.role == Role::Answer);
    answers.filter_map(|(i, f)| Some((i, set(&f.item.kind)?))).collect()
}

/// Gives each item its words.
pub(super) fn arrange(stream: &mut Stream, labels: &Labels<'_>, found: &mut Vec<Found>) {
    let mut taken = vec![false; labels.end];
    let strayed = strayed::find(stream, labels, found);
    let mut fixed = labels.in_row.to_vec();
    for (after, f) in strayed.found.into_iter().rev() {
        found.insert(after + 1, f);
        fixed.insert(after + 1, false);
    }
    let fixed = with_unlabelled(stream, found, &fixed);
    for (f, fixed) in found.iter_mut().zip(&fixed) {
        taken[f.label.clone()].fill(true);
        match fixed {
            true => f.ranges.truncate(1),
            false => f.ranges.clear(),
        }
        f.ranges.iter().for_each(|r| taken[r.clone()].fill(true));
    }
    // `手数料額、納付方法： ）`: the colon is printed.
    let colons = found.iter().filter(|f| f.item.inline).map(|f| f.label.end);
    let colons: Vec<usize> = colons.filter(|&i| i < labels.end && stream.norm[i] == ':').collect();
    for i in colons {
        taken[i] = true;
        stream.mark(&(i..i + 1), Mark::Furniture);
    }
    strayed.unknown.iter().for_each(|r| taken[r.clone()].fill(true));
    let mut silent = vec![false; labels.end];
    for rest in labels.anchors.iter().flat_map(|a| &labels.candidates[a.candidate].rest) {
        silent[rest.start..rest.end.min(labels.end)].fill(true);
    }
    let mut tokens = tokens::scan(stream, labels.form, &taken, &silent, labels.end);
    let mut chosen = needs::Chosen::new(found.len());
    boxes::assign(stream, found, &mut tokens, &mut chosen);
    choices::assign(stream, labels.form, found, &mut tokens, &mut chosen);
    counts(stream, labels.form, found, &tokens);
    texts::Texts { form: labels.form, fixed: &fixed, tokens: &tokens, chosen: &chosen, doubts: &strayed.doubts }
        .assign(stream, found);
    let placed: HashSet<usize> = found.iter().flat_map(|f| f.ranges.iter().map(|r| r.start)).collect();
    for token in &tokens {
        let notation = matches!(token.what, What::Title | What::Entry(_) | What::Open { .. } | What::Close);
        if notation && !placed.contains(&token.range.start) {
            stream.mark(&token.range, Mark::Furniture);
        }
    }
}

/// Adds the items of a matched group whose label is not printed, printed like the group's, or one character
/// long: they stand right behind its heading.
fn with_unlabelled(stream: &Stream, found: &mut Vec<Found>, fixed: &[bool]) -> Vec<bool> {
    let have: HashSet<(&str, Members)> = found.iter().map(|f| (f.item.id.as_str(), f.members.clone())).collect();
    let mut all = Vec::with_capacity(found.len());
    let mut all_fixed = Vec::with_capacity(found.len());
    for (f, &fixed) in found.drain(..).zip(fixed) {
        let heading = f.role == Role::Heading;
        let beside = f.item.children.iter().find(|c| c.has_key() && label_behind(stream, &f, c).is_some());
        let bare = |c: &&Item| {
            let label = text::is_explicit_none(&c.label) || c.label == f.item.label || c.label.chars().count() < 2;
            let label = label || beside.is_some_and(|b| std::ptr::eq(b, *c)) || only_boxes(c);
            let leaf = matches!(c.kind, Kind::Choice(_) | Kind::Boxes(_) | Kind::Text);
            c.has_key() && c.printed && leaf && label && !have.contains(&(c.id.as_str(), f.members.clone()))
        };
        let more: Vec<Found> =
            f.item.children.iter().filter(|_| heading).filter(bare).map(|c| behind_heading(stream, &f, c)).collect();
        all.push(f);
        all_fixed.push(fixed);
        all_fixed.extend(more.iter().map(|_| false));
        all.extend(more);
    }
    *found = all;
    all_fixed
}

/// Whether the label of an item is printed only as the beginning of its boxes.
fn only_boxes(item: &Item) -> bool {
    let Kind::Boxes(set) = &item.kind else { return false };
    set.labels().any(|l| l.len() > item.label.len() && l.starts_with(&item.label))
}

fn behind_heading(stream: &Stream, heading: &Found, item: &'static Item) -> Found {
    let mut f = behind(heading, item);
    if let Some(end) = label_behind(stream, heading, item) {
        f.label.end = end;
    }
    f
}

/// The end of an item's label right behind its heading: one of one character (図), or one on the same
/// line, is found nowhere but there.
fn label_behind(stream: &Stream, heading: &Found, item: &Item) -> Option<usize> {
    let label: Vec<char> = text::normalize(&item.label).chars().collect();
    let start = heading.label.end;
    let end = start + label.len();
    let here = label.len() < 2 || stream.brk.get(start).is_some_and(|&b| b < brk::LINE);
    let fits = here && stream.starts_with(start, &label) && stream.brk.get(end).is_none_or(|&b| b > 0);
    fits.then(|| end + usize::from(stream.norm.get(end) == Some(&'※') && stream.brk[end] < brk::LINE))
}

fn behind(heading: &Found, item: &'static Item) -> Found {
    Found {
        item,
        members: heading.members.clone(),
        label: heading.label.end..heading.label.end,
        ranges: Vec::new(),
        doubt: None,
        doubtful: false,
        settled: false,
        role: Role::Answer,
    }
}

/// `（ 5 ）件` behind a choice is the answer to the count beside it.
fn counts(stream: &mut Stream, form: &'static FormDef, found: &mut Vec<Found>, tokens: &[Token]) {
    for token in tokens.iter().filter(|t| t.what == What::Count) {
        stream.mark(&(token.range.start..token.core.start), Mark::Furniture);
        stream.mark(&(token.core.end..token.range.end), Mark::Furniture);
        let before = found.iter().rev().find(|f| f.label.start < token.range.start && f.item.choices().is_some());
        let Some(before) = before else { continue };
        let path = form.path_to(&before.item.id);
        let Some(group) = path.len().checked_sub(2).map(|i| path[i]) else { continue };
        let Some(count) = group.children.iter().find(|c| matches!(c.kind, Kind::Count { .. })) else { continue };
        let mut f = behind(before, count);
        f.settled = true;
        f.ranges.extend((!token.core.is_empty()).then(|| token.core.clone()));
        found.push(f);
    }
}

/// What to say of an answer that stands apart from its label.
fn apart() -> Message {
    Message::new("値が項目名と離れた場所にあります", "the value does not stand beside its label")
}

fn chars(stream: &Stream, range: &Range<usize>) -> Vec<char> {
    stream.norm[range.clone()].to_vec()
}
