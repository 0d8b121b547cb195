//! Which boxes are ticked: every box label belongs to one item, and brackets that were torn from their
//! labels come in the same order as these.

use std::collections::HashMap;
use std::ops::Range;

use crate::form::{ChoiceSet, Kind};

use super::super::boxes;
use super::super::lex::{Mark, Stream, brk};
use super::super::value::Value;
use super::super::walk::Found;
use super::needs::Chosen;
use super::pairs;
use super::tokens::{Token, What};

/// How far, in tokens, a mark that stands alone makes torn boxes doubtful.
const NEAR_MARK: usize = 24;

/// A box in the text.
struct Printed {
    token: usize,
    /// What stands before its label: its brackets, or the bracket that was torn from it.
    before: Option<[Range<usize>; 2]>,
}

/// Gives each item of boxes its boxes, in the order of the form.
pub(super) fn assign(stream: &mut Stream, found: &mut [Found], tokens: &mut [Token], chosen: &mut Chosen) {
    let printed = printed(tokens);
    let items = super::answers_of(found, |kind| match kind {
        Kind::Boxes(set) => Some(set),
        _ => None,
    });
    let starts: Vec<usize> = (0..stream.norm.len()).filter(|&k| stream.brk[k] >= brk::LINE).collect();
    let lines: Vec<usize> =
        printed.iter().map(|p| starts.partition_point(|&s| s <= tokens[p.token].core.start)).collect();
    let mut fixed = whole(stream, found, tokens, &printed, &items);
    let mut dealt = deal(stream, found, tokens, &printed, &items, &fixed);
    let owners = dealt.owners(printed.len());
    for on_line in lines.chunk_by(|a, b| a == b).scan(0, |at, same| {
        let from = std::mem::replace(at, *at + same.len());
        Some(from..*at)
    }) {
        let mut of: Vec<usize> = owners[on_line.clone()].iter().flatten().copied().collect();
        of.dedup();
        if of.len() > 1 && fixed[on_line.clone()].iter().all(Option::is_none) {
            // Boxes on one line are of one item: the one whose label stands above it, if it is one of these.
            let at = tokens[printed[on_line.start].token].core.start;
            let above = of.into_iter().filter(|&k| found[items[k].0].label.start < at).max();
            fixed[on_line].fill(above);
        }
    }
    if fixed.iter().any(Option::is_some) {
        dealt = deal(stream, found, tokens, &printed, &items, &fixed);
    }
    let Dealt { boxes, sure } = dealt;
    for (k, &(item, set)) in items.iter().enumerate() {
        let mine: Option<Vec<&Printed>> = boxes[k].iter().map(|b| b.map(|b| &printed[b])).collect();
        let f = &mut found[item];
        f.doubtful |= !sure[k];
        let whole = mine.as_ref().filter(|m| m.iter().all(|p| p.before.is_some()));
        let Some(mine) = whole else {
            f.doubtful = true;
            let tokens = boxes[k].iter().flatten().map(|&b| tokens[printed[b].token].range.clone());
            f.ranges.extend(tokens);
            continue;
        };
        for p in mine {
            f.ranges.extend(p.before.iter().flatten().cloned());
            let token = &tokens[p.token];
            f.ranges.push(token.core.start..token.range.end);
        }
        if let (Value::Ticks(ticks), false) = (boxes::read(stream, &f.ranges, set).read.value, f.doubtful) {
            chosen.set(item, ticks.iter().map(|t| set.choices[t.0].id.as_str()).collect());
        } else if !f.doubtful {
            chosen.set(item, Vec::new());
        }
    }
    for token in tokens.iter().filter(|t| t.what == What::Group) {
        stream.mark(&token.range, Mark::Furniture);
    }
}

/// The item of each printed box that stands, with all others of its set and nothing else, between the label of
/// the item and the next label. They are the item's own where each item above with the same boxes has its own so.
fn whole(
    stream: &Stream,
    found: &[Found],
    tokens: &[Token],
    printed: &[Printed],
    items: &[(usize, &'static ChoiceSet)],
) -> Vec<Option<usize>> {
    let mut fixed = vec![None; printed.len()];
    let mut starts: Vec<usize> = found.iter().map(|f| f.label.start).collect();
    starts.sort_unstable();
    let mut torn: Vec<&ChoiceSet> = Vec::new();
    for (k, &(item, set)) in items.iter().enumerate() {
        let label = &found[item].label;
        let next = starts.get(starts.partition_point(|&s| s <= label.start)).copied().unwrap_or(usize::MAX);
        let here = printed.partition_point(|p| tokens[p.token].core.start < label.end)
            ..printed.partition_point(|p| tokens[p.token].core.start < next);
        let mut labels: Vec<Vec<char>> =
            printed[here.clone()].iter().map(|p| super::chars(stream, &tokens[p.token].core)).collect();
        labels.sort();
        let spelt = boxes::spellings(set);
        let of = |label: &Vec<char>| spelt.iter().find(|s| s.1 == *label).map(|s| s.0);
        let mut indices: Vec<usize> = labels.iter().filter_map(of).collect();
        indices.sort_unstable();
        let all = labels.len() == set.choices.len() && indices.into_iter().eq(0..set.choices.len());
        let alike = |other: &&ChoiceSet| other.labels().eq(set.labels());
        if all && !torn.iter().any(alike) {
            fixed[here].fill(Some(k));
        } else if !all {
            torn.push(set);
        }
    }
    fixed
}

/// Which printed box belongs to which item.
struct Dealt {
    /// For each item its boxes, in the order of its set.
    boxes: Vec<Vec<Option<usize>>>,
    sure: Vec<bool>,
}

impl Dealt {
    /// The item that each printed box was given to.
    fn owners(&self, printed: usize) -> Vec<Option<usize>> {
        let mut owners = vec![None; printed];
        for (k, boxes) in self.boxes.iter().enumerate() {
            boxes.iter().flatten().for_each(|&p| owners[p] = Some(k));
        }
        owners
    }
}

/// Pairs each label of a box with the items that have it, in their order; `fixed` are boxes of a known item.
fn deal(
    stream: &Stream,
    found: &[Found],
    tokens: &[Token],
    printed: &[Printed],
    items: &[(usize, &'static ChoiceSet)],
    fixed: &[Option<usize>],
) -> Dealt {
    let mut boxes: Vec<Vec<Option<usize>>> = items.iter().map(|(_, set)| vec![None; set.choices.len()]).collect();
    let mut sure = vec![true; items.len()];
    let mut labels: Vec<Vec<char>> = printed.iter().map(|p| super::chars(stream, &tokens[p.token].core)).collect();
    labels.sort();
    labels.dedup();
    for label in labels {
        let with: Vec<(usize, usize)> = items
            .iter()
            .enumerate()
            .filter_map(|(k, (_, set))| Some((k, boxes::spellings(set).iter().find(|s| s.1 == label)?.0)))
            .collect();
        let of_label = |p: &&Printed| super::chars(stream, &tokens[p.token].core) == label;
        let all: Vec<usize> = printed.iter().enumerate().filter(|(_, p)| of_label(p)).map(|(i, _)| i).collect();
        // What is fixed keeps no order with the others.
        let owned: HashMap<usize, usize> = all.iter().rev().filter_map(|&p| Some((fixed[p]?, p))).collect();
        let own = |k: usize| owned.get(&k).copied();
        let (known, open): (Vec<_>, Vec<_>) = with.iter().partition(|&&(k, _)| own(k).is_some());
        let free: Vec<usize> = all.iter().copied().filter(|&p| fixed[p].is_none()).collect();
        let left: Vec<usize> = open.iter().map(|&(k, _)| found[items[k].0].label.start).collect();
        let right: Vec<usize> = free.iter().map(|&p| tokens[printed[p].token].core.start).collect();
        for (k, index) in known {
            sure[k] &= boxes[k][index].is_none();
            boxes[k][index] = own(k);
        }
        for ((k, index), pair) in open.into_iter().zip(pairs::pair(&left, &right, |_, _| true)) {
            sure[k] &= pair.sure && boxes[k][index].is_none();
            boxes[k][index] = pair.with.map(|j| free[j]);
        }
    }
    Dealt { boxes, sure }
}

/// Whether a label has no bracket before it.
fn lone(token: &Token) -> bool {
    token.range.start == token.core.start
}

/// The boxes with their brackets.
fn printed(tokens: &[Token]) -> Vec<Printed> {
    let mut out = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut t = 0;
    while t < tokens.len() {
        match tokens[t].what {
            What::Open { .. } => open.push(t),
            What::Close => {
                // Both brackets stand there: no label has the second one. The bracket of a choice has no mark.
                let whole = open.iter().position(|&o| o + 1 == t);
                let blank = || open.iter().position(|&o| tokens[o].what == What::Open { marked: false });
                whole.or_else(blank).map(|o| open.remove(o));
            }
            What::Box { own: true } => {
                let Token { range, core, .. } = &tokens[t];
                out.push(Printed { token: t, before: Some([range.start..core.start, core.start..core.start]) });
            }
            What::Box { own: false } if lone(&tokens[t]) => out.push(Printed { token: t, before: None }),
            What::Box { own: false } => {
                let run = tokens[t..].iter().take_while(|t| t.what == What::Box { own: false } && !lone(t)).count();
                let brackets = torn(tokens, &mut open, t, run);
                for k in t..t + run {
                    let close = tokens[k].range.start..tokens[k].core.start;
                    let before = brackets.as_ref().map(|b| [tokens[b[k - t]].range.clone(), close]);
                    out.push(Printed { token: k, before });
                }
                t += run - 1;
            }
            _ => {}
        }
        t += 1;
    }
    out
}

/// The brackets that belong to `run` torn boxes from token `t` on.
fn torn(tokens: &[Token], open: &mut Vec<usize>, t: usize, run: usize) -> Option<Vec<usize>> {
    let around = t.saturating_sub(NEAR_MARK)..tokens.len().min(t + run + NEAR_MARK);
    if tokens[around].iter().any(|t| t.what == What::Mark) || open.len() < run {
        return None;
    }
    let marked = |o: &usize| tokens[*o].what == What::Open { marked: true };
    // Where no bracket has a mark, it does not matter which is whose.
    let from = match open.iter().any(marked) {
        false => 0,
        true => {
            // A column of brackets beside a column of as many labels.
            let last = open.len() - 1;
            let mut from = last;
            while from > 0 && open[from - 1] + 1 == open[from] {
                from -= 1;
            }
            if last + 1 - from != run {
                return None;
            }
            from
        }
    };
    Some(open.drain(from..from + run).collect())
}
