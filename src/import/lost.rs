//! Labels of the form that were not found: their words may stand in the answers beside them. Such an
//! answer of several rows is doubtful, and so is one in which a piece is what the lost label asks for,
//! or, where words stand beside their labels, one whose only row is below its label.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::date;
use crate::form::{Kind, Layout, Required};
use crate::text;

use super::align::Anchor;
use super::anchors::{Candidate, digits_at, past_number};
use super::lex::{Stream, brk};
use super::order::{AROUND, below, blank as blank_of, mostly_beside, rows};
use super::slots::{Role, Slot, Slots};
use super::walk::{Found, Members, strictly};

/// Shorter labels are too much like other words.
const MIN_LABEL: usize = 3;

/// Marks the doubtful answers; the items stand in the order of the anchors, then those below headings.
pub(super) fn doubts(stream: &Stream, slots: &Slots, anchors: &[Anchor], found: &mut [Found]) {
    let beside = mostly_beside(stream, found);
    let mut shifted = Vec::new();
    // What was read below the heading of its group has no label to lose.
    let read: HashSet<(&str, Members)> =
        found[anchors.len()..].iter().map(|f| (f.item.id.as_str(), f.members.clone())).collect();
    for (k, f) in found.iter_mut().enumerate().take(anchors.len()) {
        if f.role != Role::Answer || !matches!(f.item.kind, Kind::Text | Kind::Strings | Kind::Period) {
            continue;
        }
        let slot = anchors[k].slot;
        let mut after = after(slots, slot, anchors.get(k + 1).map(|a| a.slot));
        let mut before = before(slots, k.checked_sub(1).map(|b| anchors[b].slot), slot);
        for lost in [&mut after, &mut before] {
            lost.retain(|s| !read.contains(&(s.item.id.as_str(), f.members.clone())));
        }
        let words: Vec<_> = f.ranges.iter().flat_map(|r| stream.pieces(r.clone(), brk::SPACE)).collect();
        let fits = |s: &&Slot| words.len() > 1 && words.iter().any(|w| strictly(stream, s.item, w));
        let rows = rows(stream, f);
        let none = rows.len() == 1 && text::is_explicit_none(&stream.string(rows[0].clone()));
        let lost = !after.is_empty() || before.iter().any(|s| s.item.required == Required::Always);
        let several = lost && rows.len() > 1;
        let under = !after.is_empty() && (beside || none) && below(stream, f);
        f.doubtful |= several || under || before.iter().chain(&after).any(fits);
        if several || under {
            shifted.push(k);
        }
    }
    // The words of such an answer may stand above its label, and so on for those before it.
    for k in shifted {
        for f in found[..k].iter_mut().rev().take_while(|f| f.role == Role::Answer) {
            let under = beside && below(stream, f);
            f.doubtful |= under || rows(stream, f).len() > 1;
            if !under {
                break;
            }
        }
    }
}

/// In a text that was read by the order of its lines: where a label that must be there is missing, or has no
/// answer though it must have one, words were lost or have moved, and the texts around may have got those
/// of their neighbours.
pub(super) fn gaps(stream: &Stream, slots: &Slots, candidates: &[Candidate], anchors: &[Anchor], found: &mut [Found]) {
    let mut others = strange_words(stream, slots, candidates, anchors, found);
    others.extend(damaged_labels(stream, slots, candidates, anchors, found));
    let mut texts: Vec<usize> = (0..found.len()).filter(|&i| is_text(&found[i])).collect();
    texts.sort_by_key(|&i| found[i].label.start);
    let blank = |i: usize| blank_of(stream, &found[i]) || others.contains(&found[i].label.start);
    // A part of the form that is not to be filled in has several blanks.
    let due = |three: &&[usize]| {
        let [before, this, behind] = three[..] else { return false };
        found[this].item.required == Required::Always && blank(this) && !blank(before) && !blank(behind)
    };
    // Its words may be known to be in a doubtful answer; a none at the edge of a page looks like its number.
    let known = |three: &&[usize]| {
        let from = found[three[1]].label.end;
        let none = (from.saturating_sub(1)..=from).any(|k| stream.norm.get(k) == Some(&'-') && !page_number(stream, k));
        (none && blank_of(stream, &found[three[1]])) || found[three[0]].doubtful
    };
    let empty = texts.windows(3).filter(due).filter(|t| !known(t)).map(|three| found[three[1]].label.start);
    let have: HashSet<&str> = found.iter().map(|f| f.item.id.as_str()).collect();
    let missing = anchors.windows(2).filter_map(|pair| {
        let lost = after(slots, pair[0].slot, Some(pair[1].slot));
        let lost = lost.iter().any(|s| s.item.required == Required::Always && !have.contains(s.item.id.as_str()));
        lost.then(|| candidates[pair[1].candidate].range.start)
    });
    let gaps: Vec<(usize, bool)> = empty.map(|at| (at, true)).chain(missing.map(|at| (at, false))).collect();
    // Behind the label of an answer without words, words that are another one's may be its own.
    let blanks: Vec<usize> = texts.iter().filter(|&&i| blank(i)).map(|&i| found[i].label.start).collect();
    let over = |f: &Found| {
        let first = f.ranges.first().map_or(0, |r| r.start);
        blanks.get(blanks.partition_point(|&b| b < f.label.end)).is_some_and(|&b| b < first)
    };
    let filled: Vec<usize> = texts.iter().copied().filter(|&i| !blank(i)).collect();
    let mut doubtful: Vec<usize> = filled.iter().copied().filter(|&i| over(&found[i])).collect();
    for (gap, both_sides) in gaps {
        let at = filled.partition_point(|&i| found[i].label.start < gap);
        // Words too many are in the first answer of several rows; those between have each other's.
        let several = |i: &usize| rows(stream, &found[*i]).len() > 1;
        doubtful.extend(until(filled[..at].iter().rev(), several));
        if both_sides {
            doubtful.extend(until(filled[at..].iter(), several));
        }
    }
    doubtful.into_iter().for_each(|i| found[i].doubtful = true);
}

/// Whether a dash begins the number of a page between two of them.
fn page_number(stream: &Stream, at: usize) -> bool {
    let digits = digits_at(stream, at + 1);
    digits > 0 && stream.norm.get(at + 1 + digits) == Some(&'-') && stream.brk[at + 1 + digits] < brk::LINE
}

/// In such a text, answers with words of their neighbours or of labels in them: a row that is a choice of the
/// item beside, an explicit none where the next label was not found. Which of them have no other words.
fn strange_words(
    stream: &Stream,
    slots: &Slots,
    candidates: &[Candidate],
    anchors: &[Anchor],
    found: &mut [Found],
) -> HashSet<usize> {
    // Labels that were not found between an item and the next one.
    let mut behind: HashMap<usize, Vec<&Slot>> = HashMap::new();
    let mut before: HashMap<usize, Vec<&Slot>> = HashMap::new();
    let start = |a: &Anchor| candidates[a.candidate].range.start;
    if let Some(first) = anchors.first() {
        before.insert(start(first), slots.slots[..first.slot].iter().filter(|s| has_words(s)).collect());
    }
    for pair in anchors.windows(2) {
        let lost = after(slots, pair[0].slot, Some(pair[1].slot));
        behind.insert(start(&pair[0]), lost.clone());
        before.insert(start(&pair[1]), lost);
    }
    let labels: HashSet<&Range<usize>> = candidates.iter().filter(|c| !c.damaged).map(|c| &c.range).collect();
    let mut order: Vec<usize> = (0..found.len()).filter(|&i| found[i].role == Role::Answer).collect();
    order.sort_by_key(|&i| found[i].label.start);
    // A name may be the same words as a box.
    let choices = |i: usize, alone: bool| {
        let set = found[i].item.choices().filter(|_| !alone || matches!(found[i].item.kind, Kind::Choice(_)));
        set.into_iter().flat_map(|set| set.labels()).map(text::normalize)
    };
    let strange = |at: usize| {
        let f = &found[order[at]];
        let places = rows(stream, f);
        let rows: Vec<String> = places.iter().map(|r| stream.string(r.clone())).collect();
        let marked = |c| matches!(c, '[' | ']') || super::boxes::is_mark(c);
        let unmarked: Vec<&str> = rows.iter().map(|row| row.trim_matches(marked)).collect();
        let beside = order[at.saturating_sub(1)..order.len().min(at + 2)].iter();
        let choice = beside.flat_map(|&i| choices(i, rows.len() == 1)).any(|c| unmarked.contains(&c.as_str()));
        let none =
            behind.get(&f.label.start).is_some_and(|l| !l.is_empty()) && rows.iter().all(|r| text::is_explicit_none(r));
        let words: Vec<_> = f.ranges.iter().flat_map(|r| stream.pieces(r.clone(), brk::SPACE)).collect();
        let asks = |s: &&Slot| words.len() > 1 && words.iter().any(|w| strictly(stream, s.item, w));
        let lost = [&behind, &before].into_iter().filter_map(|of| of.get(&f.label.start)).flatten();
        let asked = lost.into_iter().any(asks);
        // Labels that stand alone, and rows of a table whose header was lost.
        let date = |r: &Range<usize>| stream.pieces(r.clone(), brk::SPACE).first().is_some_and(|w| is_date(stream, w));
        let foreign = places.iter().skip(1).any(|r| date(r) || labels.contains(r));
        is_text(f) && (choice || none || asked || foreign)
    };
    let strange: Vec<usize> = (0..order.len()).filter(|&at| strange(at)).collect();
    let mut none = HashSet::new();
    for at in strange {
        let f = &mut found[order[at]];
        f.doubtful = true;
        if rows(stream, f).len() == 1 {
            none.insert(f.label.start);
        }
    }
    none
}

/// Marks the texts in which a row begins with a word that is, but for one character, a label that should stand
/// there and was not found: what follows it is another answer. A text with a part of its own label in front is
/// no better. Those that have no other words have none.
pub(super) fn damaged_labels(
    stream: &Stream,
    slots: &Slots,
    candidates: &[Candidate],
    anchors: &[Anchor],
    found: &mut [Found],
) -> HashSet<usize> {
    let mut none = HashSet::new();
    let start = |a: &Anchor| candidates[a.candidate].range.start;
    let places: HashMap<usize, usize> = anchors.iter().enumerate().map(|(k, a)| (start(a), k)).collect();
    let lost = |from: Option<usize>, to: Option<usize>| {
        let range = from.map_or(0, |k| anchors[k].slot + 1)..to.map_or(slots.slots.len(), |k| anchors[k].slot);
        let slots = slots.slots.get(range).unwrap_or_default().iter();
        slots.filter(|s| s.role != Role::Printed).flat_map(|s| &s.labels).filter(|l| l.len() >= MIN_LABEL)
    };
    for f in found.iter_mut().filter(|f| is_text(f)) {
        let Some(&k) = places.get(&f.label.start) else { continue };
        let behind = lost(Some(k), Some(k + 1).filter(|&k| k < anchors.len()));
        let labels: Vec<&[char]> = lost(k.checked_sub(1), Some(k)).chain(behind).map(|l| &l[..]).collect();
        let like = |row: &Range<usize>| {
            let from = past_number(stream, row.clone());
            let to = (from + 1..row.end).find(|&i| stream.brk[i] >= brk::SPACE).unwrap_or(row.end);
            labels.iter().any(|label| one_apart(label, &stream.norm[from..to]))
        };
        let rows = rows(stream, f);
        if !rows.is_empty() && rows.iter().all(like) {
            none.insert(f.label.start);
        }
        f.doubtful |= rows.iter().any(like) || begins_with_its_label(stream, f);
    }
    none
}

/// Whether a word is a label but for one character that is missing, changed or too many.
fn one_apart(label: &[char], word: &[char]) -> bool {
    let same = label.iter().zip(word).take_while(|(a, b)| a == b).count();
    let (label, word) = (&label[same..], &word[same..]);
    match (label.split_first(), word.split_first()) {
        (Some((_, rest)), Some((_, other))) => rest == word || label == other || rest == other,
        (Some((_, rest)), None) | (None, Some((_, rest))) => rest.is_empty(),
        (None, None) => false,
    }
}

/// Whether the first of several words is a part of the item's own label, but for one character.
fn begins_with_its_label(stream: &Stream, f: &Found) -> bool {
    let words: Vec<_> = f.ranges.iter().flat_map(|r| stream.pieces(r.clone(), brk::SPACE)).collect();
    let Some(first) = words.first().filter(|w| words.len() > 1 && w.len() > 2) else { return false };
    let label: Vec<char> = text::normalize(&f.item.label).chars().collect();
    let mut at = 0;
    let found = stream.norm[first.clone()].iter().filter(|&c| {
        let place = label[at..].iter().position(|l| l == c);
        at += place.map_or(0, |p| p + 1);
        place.is_some()
    });
    found.count() + 1 >= first.len()
}

fn is_date(stream: &Stream, range: &Range<usize>) -> bool {
    matches!(date::parse(&stream.string(range.clone())), Some(Ok(_)))
}

fn is_text(f: &Found) -> bool {
    f.role == Role::Answer && matches!(f.item.kind, Kind::Text | Kind::Strings | Kind::Period)
}

/// The nearest answers up to the first that is the last one, and with it.
fn until<'a>(answers: impl Iterator<Item = &'a usize>, last: impl Fn(&usize) -> bool) -> Vec<usize> {
    let mut out = Vec::new();
    for i in answers.take(AROUND) {
        out.push(*i);
        if last(i) {
            break;
        }
    }
    out
}

/// Whether the label of a text that must follow was not found: its words may stand in the text before.
pub(super) fn must_follow(slots: &Slots, slot: usize, next: Option<usize>) -> bool {
    let this = &slots.slots[slot];
    let text = this.role == Role::Answer && matches!(this.item.kind, Kind::Text | Kind::Strings);
    let Some(next) = next.filter(|&n| text && n > slot) else { return false };
    slots.slots[slot + 1..next].iter().any(|s| {
        let words = matches!(s.item.kind, Kind::Text | Kind::Strings | Kind::Date | Kind::Number | Kind::Period);
        let due = s.item.required == Required::Always && words;
        s.role == Role::Answer && due && this.loops.starts_with(&s.loops)
    })
}

/// Whether the words of a slot would stand in the text around it.
fn has_words(slot: &Slot) -> bool {
    let words = matches!(
        slot.item.kind,
        Kind::Text | Kind::Strings | Kind::Date | Kind::Number | Kind::Period | Kind::Choice(_)
    );
    let table = matches!(slot.item.kind, Kind::List { layout: Layout::Table, .. });
    let label = slot.labels.iter().any(|l| l.len() > 1) && !slot.item.inline;
    table || (words && label && slot.role == Role::Answer)
}

/// The labels that should stand between an item and the next one that was found.
fn after(slots: &Slots, slot: usize, next: Option<usize>) -> Vec<&Slot> {
    let this = &slots.slots[slot];
    let end = match next {
        Some(next) if next > slot => next,
        // The member ends where its loop does.
        Some(_) => this.loops.last().map_or(slot + 1, |&l| slots.loops[l].last + 1),
        None => slots.slots.len(),
    };
    slots.slots[slot + 1..end.max(slot + 1)]
        .iter()
        .filter(|s| has_words(s) && this.loops.starts_with(&s.loops))
        .collect()
}

/// The labels that should stand between the item before and an item.
fn before(slots: &Slots, previous: Option<usize>, slot: usize) -> Vec<&Slot> {
    let this = &slots.slots[slot];
    let between = slots.slots.get(previous.map_or(0, |p| p + 1)..slot).unwrap_or_default();
    between.iter().filter(|s| has_words(s) && s.loops == this.loops).collect()
}
