//! Where labels of the form may stand in the text: every occurrence with the slots it may mean and
//! how much it looks like a printed label rather than a word of a sentence.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::text;

use super::lex::{BOX_LOST, BOX_ON, Stream, brk};
use super::slots::{Role, Slots, bare_number};

/// An occurrence of a label.
#[derive(Debug)]
pub(super) struct Candidate {
    /// Normalised characters, with the number before and the ※ behind.
    pub range: Range<usize>,
    /// The slots it may mean with their weights.
    pub slots: Vec<(usize, f32)>,
    /// Number of the member, for the heading of one.
    pub member: Option<usize>,
    /// Whether the label is not written as printed.
    pub damaged: bool,
    /// Where the label goes on in later lines, when words of its row stand between.
    pub rest: Vec<Range<usize>>,
}

/// How alike a damaged label must be to the printed one.
const LIKE: f64 = 0.8;
/// How far, in characters and lines, the rest of a broken label is looked for.
const MAX_WRAP: usize = 400;
const MAX_LABEL_LINES: usize = 6;
/// A line of this many characters with this many labels is no row of a table.
const FLOW: usize = 150;
const FLOWING_LABELS: usize = 3;
/// The longest label that wraps over lines, in characters.
const MAX_LABEL: usize = 90;

/// All occurrences of labels in the text before `end`.
pub(super) fn find(stream: &Stream, slots: &Slots, end: usize) -> Vec<Candidate> {
    let mut labels = Labels::new(slots);
    labels.flowing = flowing(stream, slots, &labels, end);
    let mut out = Vec::new();
    let mut exact_at = HashSet::new();
    for at in 0..end {
        for (label, len) in labels.at(stream, at) {
            if let Some(candidate) = labels.candidate(stream, slots, label, at..at + len, 1.0) {
                if stream.brk.get(candidate.range.end).is_none_or(|&b| b > 0) {
                    exact_at.insert(candidate.range.start);
                }
                out.push(candidate);
            }
        }
    }
    let begins = if stream.laid_out { brk::GAP } else { brk::SOFT };
    for at in (0..end).filter(|&i| stream.brk[i] >= begins) {
        let exact = exact_at.contains(&at);
        // The first line of a long label may be a short one.
        if exact && !stream.laid_out {
            continue;
        }
        let wrapped = labels.wrapped(stream, slots, at, end);
        if wrapped.is_empty() && !exact && stream.brk[at] >= brk::SOFT {
            out.extend(labels.damaged(stream, slots, at, end));
        }
        out.extend(wrapped);
    }
    out.sort_by_key(|c| (c.range.start, std::cmp::Reverse(c.range.end)));
    out
}

/// Takes out the label of a group that stands again at the beginning of each of its rows, as where a cell
/// over several rows was written out: the first is the label, the others are printed words.
pub(super) fn repeated(stream: &Stream, candidates: &mut Vec<Candidate>, end: usize) -> Vec<Range<usize>> {
    let starts: HashSet<usize> = candidates.iter().map(|c| c.range.start).collect();
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut above: &[char] = &[];
    for row in stream.pieces(0..end, brk::LINE) {
        let cells = stream.pieces(row, brk::CELL);
        // Group, label, value.
        let [group, label, _, ..] = &cells[..] else {
            above = &[];
            continue;
        };
        let words = &stream.norm[group.clone()];
        if words == above && starts.contains(&group.start) && starts.contains(&label.start) {
            out.push(group.clone());
        }
        above = words;
    }
    candidates.retain(|c| {
        let at = out.partition_point(|r| r.end <= c.range.start);
        out.get(at).is_none_or(|r| !r.contains(&c.range.start))
    });
    out
}

/// The distinct labels with the slots that carry each.
struct Labels<'a> {
    labels: Vec<(&'a [char], Vec<usize>)>,
    by_start: HashMap<[char; 2], Vec<usize>>,
    /// Lines in which cells are parted by nothing but spaces.
    flowing: Vec<Range<usize>>,
}

impl<'a> Labels<'a> {
    fn new(slots: &'a Slots) -> Self {
        let mut index: HashMap<&[char], usize> = HashMap::new();
        let mut labels: Vec<(&[char], Vec<usize>)> = Vec::new();
        for (i, slot) in slots.slots.iter().enumerate() {
            for label in slot.labels.iter().filter(|l| l.len() >= 2) {
                let at = *index.entry(label).or_insert_with(|| {
                    labels.push((label, Vec::new()));
                    labels.len() - 1
                });
                labels[at].1.push(i);
            }
        }
        let mut by_start: HashMap<[char; 2], Vec<usize>> = HashMap::new();
        for (i, (label, _)) in labels.iter().enumerate() {
            by_start.entry([label[0], label[1]]).or_default().push(i);
        }
        Self { labels, by_start, flowing: Vec::new() }
    }

    fn at(&self, stream: &Stream, at: usize) -> Vec<(usize, usize)> {
        let Some(&[a, b]) = stream.norm.get(at..at + 2).and_then(|s| s.first_chunk::<2>()) else { return Vec::new() };
        let Some(labels) = self.by_start.get(&[a, b]) else { return Vec::new() };
        let here = labels.iter().filter(|&&l| stream.starts_with(at, self.labels[l].0));
        here.map(|&l| (l, self.labels[l].0.len())).collect()
    }

    fn candidate(
        &self,
        stream: &Stream,
        slots: &Slots,
        label: usize,
        core: Range<usize>,
        likeness: f32,
    ) -> Option<Candidate> {
        let (mut start, mut prefix) = number_before(stream, core.start);
        let numbers = |s: &usize| slots.slots[*s].no == prefix;
        // `評価書番号 11 評価書名`: a number set off from a label that has none, or another, is an answer.
        if stream.brk[core.start] == brk::SPACE && !self.labels[label].1.iter().any(numbers) {
            (start, prefix) = (core.start, String::new());
        }
        let mut before = stream.brk[start];
        if before >= brk::SPACE && self.flows(start) {
            before = before.max(brk::GAP);
        }
        let shape = Shape { before, prefix, core: core.clone() };
        let mut candidate = Candidate {
            range: start..core.end,
            slots: Vec::new(),
            member: None,
            damaged: likeness < 1.0,
            rest: Vec::new(),
        };
        for &s in &self.labels[label].1 {
            let slot = &slots.slots[s];
            let mut end = core.end;
            if slot.boxes {
                let Some(mark) = box_before(stream, core.start) else { continue };
                candidate.range.start = mark;
                candidate.slots.push((s, 2.0));
                continue;
            }
            if slot.numbered {
                let Some((after, number)) = member_number(stream, end) else { continue };
                end = after;
                candidate.member = Some(number);
            }
            if stream.norm[start..core.start].contains(&'(')
                && !stream.norm[start..core.start].contains(&')')
                && stream.norm.get(end) == Some(&')')
            {
                end += 1;
            }
            if start < core.start && stream.norm[start] == '[' && stream.norm.get(end) == Some(&']') {
                end += 1;
            }
            end = star(stream, end, &slot.item.star_note);
            if let Some(weight) = shape.weight(stream, slots, s, end) {
                candidate.range.end = candidate.range.end.max(end);
                let full = slot.labels[0].len() == core.len() || likeness < 1.0;
                candidate.slots.push((s, weight * likeness - if full { 0.0 } else { 0.5 }));
            }
        }
        (!candidate.slots.is_empty()).then_some(candidate)
    }

    fn flows(&self, at: usize) -> bool {
        let next = self.flowing.partition_point(|l| l.end <= at);
        self.flowing.get(next).is_some_and(|l| l.contains(&at))
    }

    /// A label that the width of its column broke, with words of its row in between.
    fn wrapped(&self, stream: &Stream, slots: &Slots, at: usize, end: usize) -> Vec<Candidate> {
        let core = past_number(stream, at..end);
        let Some(stop) = (core + 1..=end.min(core + MAX_LABEL)).find(|&i| i == end || stream.brk[i] > 0) else {
            return Vec::new();
        };
        let part = &stream.norm[core..stop];
        // In columns words of the column before may stand on the same line.
        let mut lines = 0;
        let here = |&i: &usize| {
            lines += usize::from(stream.brk[i] >= brk::LINE);
            lines <= MAX_LABEL_LINES
        };
        let behind = (stop..end.min(stop + MAX_WRAP)).take_while(here);
        let gaps: Vec<usize> = behind.filter(|&i| stream.brk[i] >= brk::GAP).collect();
        let next: Vec<usize> = gaps.iter().copied().filter(|&i| stream.brk[i] >= brk::LINE).collect();
        let mut out = Vec::new();
        for (l, (label, _)) in self.labels.iter().enumerate() {
            if part.len() < 2 || label.len() <= part.len() || !label.starts_with(part) {
                continue;
            }
            let rest = rest_of(stream, &label[part.len()..], &next, end);
            let in_columns = || stream.laid_out.then(|| rest_of(stream, &label[part.len()..], &gaps, end)).flatten();
            let Some(rest) = rest.or_else(in_columns) else { continue };
            let Some(mut candidate) = self.candidate(stream, slots, l, core..stop, 0.95) else { continue };
            candidate.damaged = false;
            candidate.rest = rest;
            if let (Some(last), Some(&(slot, _))) = (candidate.rest.last_mut(), candidate.slots.first()) {
                last.end = star(stream, last.end, &slots.slots[slot].item.star_note);
            }
            out.push(candidate);
        }
        out
    }

    /// A line or cell that is nearly a label.
    fn damaged(&self, stream: &Stream, slots: &Slots, at: usize, end: usize) -> Vec<Candidate> {
        let core = past_number(stream, at..end);
        let mut out = Vec::new();
        let stops = (core + 1..=end.min(core + MAX_LABEL)).filter(|&i| {
            i == end || stream.brk[i] >= brk::GAP || matches!(stream.norm[i], '※' | '[' | BOX_ON | BOX_LOST)
        });
        for stop in stops.take(2).filter(|&s| s >= core + 5) {
            let text: String = stream.string(core..stop);
            // `その他の措置の内容 －`: a label and its answer.
            let answered = |(_, len): (usize, usize)| {
                let rest = core + len..stop;
                !rest.is_empty() && stream.brk[rest.start] > 0 && text::is_explicit_none(&stream.string(rest))
            };
            // `－`, and a label below it.
            let none = |words: Range<usize>| text::is_explicit_none(&stream.string(words));
            if self.at(stream, core).into_iter().any(answered)
                || stream.pieces(core..stop, brk::LINE).into_iter().any(none)
            {
                continue;
            }
            let mut best: Vec<(usize, f64)> = Vec::new();
            for (l, (label, _)) in self.labels.iter().enumerate() {
                let (a, b) = (label.len(), stop - core);
                if label.len() < 6 || a.abs_diff(b) * 4 > a.max(b) || !shares(label, &stream.norm[core..stop]) {
                    continue;
                }
                let like = strsim::normalized_levenshtein(&label.iter().collect::<String>(), &text);
                if like >= LIKE && best.first().is_none_or(|b| like >= b.1) {
                    best.retain(|b| b.1 >= like);
                    best.push((l, like));
                }
            }
            let found = best.iter().filter(|b| b.1 < 1.0);
            out.extend(found.filter_map(|&(l, like)| self.candidate(stream, slots, l, core..stop, like as f32 * 0.9)));
            if !out.is_empty() {
                break;
            }
        }
        out
    }
}

/// Long lines with several labels: a page, or a whole text, that lost its line breaks.
fn flowing(stream: &Stream, slots: &Slots, labels: &Labels, end: usize) -> Vec<Range<usize>> {
    let mut out = stream.pieces(0..end, brk::LINE);
    out.retain(|line| {
        let labels = line.clone().filter(|&at| {
            let (start, number) = number_before(stream, at);
            let of_slot = |l: usize| labels.labels[l].1.iter().any(|&s| slots.slots[s].no == number);
            let alone = |len: usize| len >= 3 && stream.brk.get(at + len).is_none_or(|&b| b >= brk::SPACE);
            let like = |&(l, len): &(usize, usize)| of_slot(l) && (!number.is_empty() || alone(len));
            stream.brk[start] >= brk::SPACE && labels.at(stream, at).iter().any(like)
        });
        line.len() >= FLOW && labels.take(FLOWING_LABELS).count() == FLOWING_LABELS
    });
    out
}

/// The pieces at the beginnings of lines that make up the rest of a label.
fn rest_of(stream: &Stream, mut label: &[char], lines: &[usize], end: usize) -> Option<Vec<Range<usize>>> {
    let mut out = Vec::new();
    for &from in lines {
        let to = (from + 1..=end).find(|&i| i == end || stream.brk[i] > 0)?;
        if let Some(rest) = label.strip_prefix(&stream.norm[from..to]) {
            out.push(from..to);
            label = rest;
        }
        if label.is_empty() {
            return Some(out);
        }
    }
    None
}

/// Whether two texts share most of their characters; cheaper than their distance.
fn shares(a: &[char], b: &[char]) -> bool {
    let common = a.iter().filter(|c| b.contains(c)).count();
    common * 10 >= a.len() * 7
}

fn is_number_char(c: char) -> bool {
    c.is_ascii_digit()
        || matches!(c, 'I' | 'V' | 'X' | 'リ' | 'ス' | 'ク' | '別' | '添' | '(' | ')' | '.' | ':' | '、' | '・' | '■')
}

/// Past the printed number at the beginning of a range.
pub(super) fn past_number(stream: &Stream, range: Range<usize>) -> usize {
    let at = range.start;
    let number = |&i: &usize| (i == at || stream.brk[i] <= brk::SPACE) && is_number_char(stream.norm[i]);
    at + (at..range.end.min(at + 8)).take_while(number).count()
}

/// The printed number right before a label: where it begins, and the number without punctuation.
fn number_before(stream: &Stream, core: usize) -> (usize, String) {
    let mut start = core;
    while start > 0 && core - start < 8 && stream.brk[start] <= brk::GAP && is_number_char(stream.norm[start - 1]) {
        // `第8 4.` is the end of an answer and a number.
        let whole = stream.norm[start..core].iter().any(|c| matches!(c, '0'..='9' | 'I' | 'V' | 'X'));
        if whole && stream.brk[start] >= brk::SPACE && matches!(stream.norm[start - 1], '0'..='9' | ')' | '.' | '、') {
            break;
        }
        start -= 1;
    }
    if start == core {
        // The number of a section may have a line of its own.
        let roman = |i: usize| matches!(stream.norm[i], 'I' | 'V' | 'X');
        let line = (core.saturating_sub(4)..core).rev().take_while(|&i| roman(i)).last();
        if let Some(line) = line.filter(|&i| stream.brk[i] >= brk::LINE) {
            return (line, stream.string(line..core));
        }
    }
    let text = stream.string(start..core);
    let digits = text.chars().filter(char::is_ascii_digit).count();
    if text.is_empty() || digits > 3 || (stream.brk[start] == 0 && start > 0) {
        return (core, String::new());
    }
    (start, bare_number(text.trim_start_matches(['・', '■'])))
}

/// Where the box begins that stands right before a box label.
fn box_before(stream: &Stream, label: usize) -> Option<usize> {
    let mut i = label.checked_sub(1)?;
    if stream.norm[i] == ']' {
        i = (i.saturating_sub(3)..i).rev().find(|&k| stream.norm[k] == '[')?;
        return Some(i);
    }
    super::boxes::is_mark(stream.norm[i]).then(|| i - usize::from(i > 0 && stream.norm[i - 1] == '['))
}

/// How many digits stand at `at`, on one line.
pub(super) fn digits_at(stream: &Stream, at: usize) -> usize {
    let more = |&i: &usize| stream.norm[i].is_ascii_digit() && (i == at || stream.brk[i] < brk::SPACE);
    (at..stream.norm.len().min(at + 4)).take_while(more).count()
}

/// The number behind the heading of a member; a range (システム2～5) is none.
fn member_number(stream: &Stream, at: usize) -> Option<(usize, usize)> {
    let mut i = at;
    let open = stream.norm.get(i) == Some(&'(');
    i += usize::from(open);
    let digits = digits_at(stream, i);
    let number: usize = stream.string(i..i + digits).parse().ok()?;
    i += digits;
    if open {
        i += usize::from(stream.norm.get(i) == Some(&')'));
    }
    let range = matches!(stream.norm.get(i), Some('~' | '-' | 'か')) && stream.brk[i] <= brk::GAP;
    (digits <= 2 && number > 0 && !range).then_some((i, number))
}

/// Past ※ and the remark that is printed behind it.
fn star(stream: &Stream, at: usize, note: &str) -> usize {
    let lone = stream.brk.get(at + 1).is_none_or(|&b| b >= brk::LINE);
    // In columns a ※ behind a gap that has words right behind it begins a remark in the next column.
    let remark = stream.laid_out && stream.brk.get(at) >= Some(&brk::GAP) && stream.brk.get(at + 1) == Some(&0);
    if stream.norm.get(at) != Some(&'※') || remark || (stream.brk[at] >= brk::PARA && !lone) {
        return at;
    }
    let note: Vec<char> = crate::text::normalize(note).chars().collect();
    let mut end = at + 1;
    if !note.is_empty() && stream.norm.get(end) == Some(&'(') {
        // The remark is printed text, however it was damaged.
        let close = stream.norm[end..].iter().take(note.len() + 4).position(|&c| c == ')');
        end += close.map_or(0, |i| i + 1);
    }
    end
}

/// An occurrence before it is weighed.
struct Shape {
    before: u8,
    prefix: String,
    core: Range<usize>,
}

impl Shape {
    /// How much it looks like the label of that slot.
    fn weight(&self, stream: &Stream, slots: &Slots, slot: usize, end: usize) -> Option<f32> {
        let slot = &slots.slots[slot];
        let len = self.core.len();
        let number = !slot.no.is_empty() && self.prefix == slot.no;
        let after = stream.brk.get(end).copied().unwrap_or(brk::PARA);
        let next = stream.norm.get(end).copied().unwrap_or(' ');
        let value = after >= brk::SPACE || matches!(next, '[' | '<' | ':' | '(' | '□' | '☐' | '☑' | BOX_ON | BOX_LOST);
        let base = match (self.before, after) {
            (brk::GAP.., brk::GAP..) => 3.0,
            (brk::GAP.., _) if value => 2.0,
            (brk::GAP.., _) if number && len >= 2 => 1.0,
            (brk::GAP.., _) if slot.numbered => 1.0,
            (brk::GAP.., _) if len >= 10 => 0.5,
            (brk::SPACE, brk::GAP..) if number || len >= 6 => 1.2,
            (brk::SPACE, brk::GAP..) if len >= 4 => 0.8,
            (brk::SPACE, _) if value && (number || len >= 10) => 0.7,
            (0, _) if slot.item.inline && stream.norm[self.core.start - 1] == '(' => 1.0,
            _ => return None,
        };
        let numbered = match (slot.no.is_empty(), self.prefix.is_empty()) {
            (false, false) if number => 1.0,
            (false, false) => -0.8,
            (false, true) => -0.2,
            (true, false) => -0.6,
            (true, true) => 0.0,
        };
        // A short word alone on a line is often an answer.
        let short = if len <= 3 && !number && self.before < brk::CELL { -1.0 } else { 0.0 };
        let printed = if slot.role == Role::Printed { -0.5 } else { 0.0 };
        let weight = base + numbered + short + printed + (len.min(20) as f32) * 0.03;
        (weight > 0.0).then_some(weight)
    }
}
