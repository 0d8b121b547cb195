//! From matched labels to the text of each item: whose member it is, where its words begin and end,
//! and the few places where words stand elsewhere than behind their label.

use std::collections::HashSet;
use std::ops::Range;

use crate::diag::Message;
use crate::form::{FormDef, Item, Kind};

use super::align::Anchor;
use super::anchors::{Candidate, digits_at};
use super::lex::{Mark, Stream, brk};
use super::slots::{Role, Slots};
use super::value;

/// Which members of the lists around an item, the outermost first.
pub(super) type Members = Vec<usize>;

/// The text of an item.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub item: &'static Item,
    pub members: Members,
    /// Its label; empty where it has none.
    pub label: Range<usize>,
    pub ranges: Vec<Range<usize>>,
    pub doubt: Option<Message>,
    /// Whether the label might as well be another one's: the words are kept, but not as an answer.
    pub doubtful: bool,
    /// Whether all its words are known, so that no words are no answer.
    pub settled: bool,
    pub role: Role,
}

/// Weight from which an unmatched label ends the text before it.
const CUT: f32 = 3.4;

/// Weight from which it stands alone on its line or in its cell.
const ALONE: f32 = 2.0;

/// The text of every matched item, in the order of the text.
pub(super) fn collect(
    stream: &mut Stream,
    form: &'static FormDef,
    slots: &Slots,
    candidates: &[Candidate],
    anchors: &[Anchor],
    end: usize,
) -> Vec<Found> {
    let mut out = Vec::with_capacity(anchors.len());
    let mut members = super::members::Counter::new(slots);
    for (k, anchor) in anchors.iter().enumerate() {
        let slot = &slots.slots[anchor.slot];
        let candidate = &candidates[anchor.candidate];
        let next = anchors.get(k + 1).map_or(end, |a| candidates[a.candidate].range.start);
        let label = if slot.boxes { candidate.range.start..candidate.range.start } else { candidate.range.clone() };
        let mut region = label.end..next.max(label.end);
        if slot.item.inline {
            region = strip_brackets(stream, region);
        }
        let cut =
            cut(stream, candidates, &region).filter(|_| !matches!(slot.item.kind, Kind::List { .. }) && !slot.boxes);
        let mut doubt = candidate
            .damaged
            .then(|| Message::new("項目名が様式どおりに印刷されていません", "the label is not written as in the form"));
        if let Some(cut) = cut {
            region.end = cut;
            doubt = Some(Message::new(
                "すぐ後に、様式のこの場所にはない項目名があります",
                "a label that does not belong here follows",
            ));
        }
        let members = members.enter(anchor);
        let lines = stream.pieces(region.clone(), brk::LINE).len();
        let next = anchors.get(k + 1).map(|a| a.slot);
        let lost = lines > 1 && super::lost::must_follow(slots, anchor.slot, next);
        out.push(Found {
            item: slot.item,
            members,
            label,
            ranges: if region.is_empty() { Vec::new() } else { vec![region] },
            doubt,
            doubtful: anchor.doubtful || lost,
            settled: false,
            role: slot.role,
        });
    }
    for (found, anchor) in out.iter().zip(anchors) {
        stream.mark(&found.label, Mark::Furniture);
        for rest in &candidates[anchor.candidate].rest {
            stream.mark(rest, Mark::Furniture);
        }
        leaders(stream, found);
        star_below(stream, found);
    }
    printed_twice(stream, slots, candidates, anchors, &mut out);
    super::members::one_per_name(slots, &mut out);
    super::members::by_number(stream, slots, &mut out);
    let rows = columns(stream, &mut out);
    if super::flow::applies(stream, end) {
        super::flow::arrange(
            stream,
            &super::flow::Labels { form, slots, candidates, anchors, in_row: &rows, end },
            &mut out,
        );
        super::headings::read(stream, slots, &mut out);
        swallowed(stream, slots, candidates, &mut out);
        super::order::displaced(stream, slots, &mut out);
        super::lost::gaps(stream, slots, candidates, anchors, &mut out);
        out.retain(|f| f.role == Role::Answer);
        return out;
    }
    let rests = anchors.iter().map(|a| &candidates[a.candidate].rest[..]).collect();
    let centred = stream.laid_out.then(|| {
        super::centred::rows(stream, &super::centred::Labels { slots, candidates, rests, in_row: &rows, end }, &mut out)
    });
    label_in_the_middle(stream, slots, &mut out);
    out_of_order(stream, &mut out);
    super::headings::read(stream, slots, &mut out);
    super::lost::doubts(stream, slots, anchors, &mut out);
    super::lost::damaged_labels(stream, slots, candidates, anchors, &mut out);
    super::order::misplaced(stream, slots, &mut out);
    swallowed(stream, slots, candidates, &mut out);
    if stream.plain {
        super::order::doubts(stream, &mut out);
    }
    for (k, _) in centred.into_iter().flatten().enumerate().filter(|c| c.1) {
        out[k].doubtful = anchors.get(k).is_some_and(|a| a.doubtful);
    }
    out.retain(|f| f.role == Role::Answer);
    out
}

/// `９．従業者に対する教育・啓発`, and the same words again beside the answer: the first is a heading.
fn printed_twice(
    stream: &mut Stream,
    slots: &Slots,
    candidates: &[Candidate],
    anchors: &[Anchor],
    found: &mut Vec<Found>,
) {
    let mut more = Vec::new();
    for (f, anchor) in found.iter_mut().zip(anchors) {
        let [region] = &f.ranges[..] else { continue };
        if f.role != Role::Answer || slots.slots[anchor.slot].no.is_empty() {
            continue;
        }
        let from = candidates.partition_point(|c| c.range.start < region.start);
        let inside = candidates[from..].iter().take_while(|c| c.range.start < region.end);
        let again = |c: &&Candidate| {
            let same = stream.starts_with(c.range.start, &slots.slots[anchor.slot].labels[0]);
            same && c.slots.iter().any(|s| s.0 == anchor.slot) && stream.brk[c.range.start] >= brk::LINE
        };
        let Some(again) = inside.filter(|c| !c.damaged && c.rest.is_empty()).find(again) else { continue };
        let parts = [region.start..again.range.start, again.range.end..region.end];
        more.push(Found { label: f.label.clone(), ranges: Vec::new(), role: Role::Heading, ..f.clone() });
        stream.mark(&again.range, Mark::Furniture);
        f.label = again.range.clone();
        f.ranges = parts.into_iter().filter(|r| !r.is_empty()).collect();
    }
    found.extend(more);
}

/// A label that stands alone in the text of another item, and whose own item was not found, has its words
/// there too: the text was not emitted in the order of the form.
fn swallowed(stream: &Stream, slots: &Slots, candidates: &[Candidate], found: &mut [Found]) {
    let have: HashSet<&str> = found.iter().map(|f| f.item.id.as_str()).collect();
    let lost = |&(s, weight): &(usize, f32)| {
        let slot = &slots.slots[s];
        let lost = slot.role == Role::Answer && !slot.boxes && !have.contains(slot.item.id.as_str());
        // The title, which comes first, is no answer either.
        (lost || s == 0) && weight >= ALONE
    };
    let alone = |c: &&Candidate| {
        let after = stream.brk.get(c.range.end).is_none_or(|&b| b >= brk::SPACE);
        after && !c.damaged && c.range.len() >= 3 && c.slots.iter().any(lost)
    };
    let mut places: Vec<usize> = candidates.iter().filter(alone).map(|c| c.range.start).collect();
    places.sort_unstable();
    let within = |r: &Range<usize>| places.get(places.partition_point(|&p| p < r.start)).is_some_and(|&p| p < r.end);
    for f in found.iter_mut().filter(|f| f.role == Role::Answer) {
        f.doubtful |= f.ranges.iter().any(within);
    }
}

/// `手数料額、納付方法： ）`: the brackets around an inline item are printed.
fn strip_brackets(stream: &mut Stream, mut region: Range<usize>) -> Range<usize> {
    if stream.norm.get(region.start) == Some(&':') && !region.is_empty() {
        stream.mark(&(region.start..region.start + 1), Mark::Furniture);
        region.start += 1;
    }
    if !region.is_empty() && stream.norm[region.end - 1] == ')' {
        stream.mark(&(region.end - 1..region.end), Mark::Furniture);
        region.end -= 1;
    }
    region
}

/// The ※ of a label that goes on below its first line, left of the words.
fn star_below(stream: &mut Stream, found: &Found) {
    if !stream.laid_out || !found.item.star {
        return;
    }
    let lines: Vec<_> = found.ranges.iter().flat_map(|r| stream.pieces(r.clone(), brk::LINE)).collect();
    let Some((first, below)) = lines.split_first() else { return };
    let at_label = |k: usize| stream.column(k) < stream.column(first.start);
    let star = |line: &Range<usize>| {
        let at = line.clone().find(|&k| stream.mark_of(k) != Mark::Furniture)?;
        let alone = stream.brk.get(at + 1).is_none_or(|&b| b >= brk::GAP);
        (stream.norm[at] == '※' && alone && at_label(at)).then_some(at)
    };
    for at in below.iter().filter_map(star).collect::<Vec<_>>() {
        stream.mark(&(at..at + 1), Mark::Furniture);
    }
}

/// `. . . . . 12` behind the lines of the table of contents; `(2)` behind the title of a part of each file.
fn leaders(stream: &mut Stream, found: &Found) {
    if found.role == Role::Answer {
        let at = found.label.end;
        let end = at + 2 + digits_at(stream, at + 1);
        let number = found.item.part && end > at + 2 && stream.starts_with(at, &['(']);
        if number && stream.starts_with(end - 1, &[')']) && stream.brk.get(end).is_none_or(|&b| b >= brk::LINE) {
            stream.mark(&(at..end), Mark::Furniture);
        }
        return;
    }
    for range in &found.ranges {
        let leader = |c: char| c.is_ascii_digit() || matches!(c, '.' | '・' | '…' | '-' | 'I' | 'V' | 'X' | '(' | ')');
        for line in stream.pieces(range.clone(), brk::SOFT) {
            let words = &stream.norm[line.clone()];
            // A lone － is an answer.
            if words.iter().all(|&c| leader(c)) && words != ['-'] {
                stream.mark(&line, Mark::Furniture);
            }
        }
    }
}

/// Where an unmatched label begins that looks exactly like a printed one.
fn cut(stream: &Stream, candidates: &[Candidate], region: &Range<usize>) -> Option<usize> {
    let from = candidates.partition_point(|c| c.range.start < region.start);
    candidates[from..]
        .iter()
        .take_while(|c| c.range.start < region.end)
        .find(|c| !c.damaged && stream.brk[c.range.start] >= brk::CELL && c.slots.iter().any(|s| s.1 >= CUT))
        .map(|c| c.range.start)
}

pub(super) fn is_open(stream: &Stream, ranges: &[Range<usize>]) -> bool {
    ranges.iter().flat_map(|r| r.clone()).any(|i| stream.mark_of(i) != Mark::Furniture)
}

/// Labels side by side over a row of values: 評価書番号 | 評価書名. Which items have such a row.
fn columns(stream: &Stream, found: &mut [Found]) -> Vec<bool> {
    let mut in_row = vec![false; found.len()];
    let mut i = 0;
    while i < found.len() {
        let mut j = i;
        let bare = |f: &Found| f.role == Role::Answer && !is_open(stream, &f.ranges);
        while j + 1 < found.len()
            && bare(&found[j])
            && found[j + 1].role == Role::Answer
            && (brk::SPACE..=brk::CELL).contains(&stream.brk[found[j + 1].label.start])
        {
            j += 1;
        }
        // On the line of the labels, only what a number or a date must be tells the values apart.
        let told = matches!(found[i].item.kind, Kind::Number | Kind::Date);
        let apart = |r: &Range<usize>| stream.brk[r.start] >= brk::LINE || (told && stream.brk[r.start] == brk::SPACE);
        if j > i
            && let Some(region) = found[j].ranges.first().cloned().filter(apart)
        {
            let open = |r: &Range<usize>| is_open(stream, std::slice::from_ref(r));
            let Some(row) = stream.pieces(region.clone(), brk::LINE).into_iter().find(open) else {
                i = j + 1;
                continue;
            };
            if let Some(cells) = row_cells(stream, &found[i..=j], &row) {
                let one = |f: &Found, cell: &Range<usize>| match f.item.kind {
                    Kind::Number | Kind::Date | Kind::Choice(_) => strictly(stream, f.item, cell),
                    _ => true,
                };
                let fit = found[i..=j].iter().zip(&cells).all(|(f, cell)| one(f, cell));
                for (f, cell) in found[i..=j].iter_mut().zip(cells) {
                    f.ranges = vec![cell];
                    f.doubtful |= !fit;
                }
                in_row[i..=j].fill(true);
                if row.end < region.end {
                    found[j].ranges.push(row.end..region.end);
                }
            } else {
                found[i..=j].iter_mut().for_each(|f| f.doubtful = true);
            }
        }
        i = j + 1;
    }
    in_row
}

/// The cells of a row of values, one for each label: by its gaps, or, where only spaces are left,
/// by what the first labels ask for.
fn row_cells(stream: &Stream, labels: &[Found], row: &Range<usize>) -> Option<Vec<Range<usize>>> {
    let cells = stream.pieces(row.clone(), brk::GAP);
    if cells.len() == labels.len() {
        return Some(cells);
    }
    let mut words = stream.pieces(row.clone(), brk::SPACE);
    let first = labels.len() - 1;
    let fit = words.len() > first && labels[..first].iter().zip(&words).all(|(f, w)| strictly(stream, f.item, w));
    fit.then(|| {
        words.truncate(first);
        let from = words.last().map_or(row.start, |w| w.end);
        words.push(from..row.end);
        words
    })
}

/// A row with an empty label cell between a name and the label of the next text belongs to that
/// label, which stands in the middle of its cell: a name has one row.
fn label_in_the_middle(stream: &Stream, slots: &Slots, found: &mut [Found]) {
    let name_of = |l: &super::slots::Loop| match &l.list.kind {
        Kind::List { name, .. } => name.clone(),
        _ => None,
    };
    let names: HashSet<String> = slots.loops.iter().filter_map(name_of).collect();
    for i in 1..found.len() {
        let (head, tail) = found.split_at_mut(i);
        let (name, next) = (&mut head[i - 1], &mut tail[0]);
        let text = |f: &Found| f.role == Role::Answer && matches!(f.item.kind, Kind::Text) && f.members == next.members;
        if !text(name) || !matches!(next.item.kind, Kind::Text) || next.role != Role::Answer || next.members.is_empty()
        {
            continue;
        }
        // Only the item that names a member of a list is sure to be one row.
        let Some(region) = name.ranges.last().cloned().filter(|_| names.contains(&name.item.id)) else { continue };
        let at = (region.start + 1..region.end).find(|&k| stream.brk[k] == brk::LINE && in_later_cell(stream, k));
        let Some(at) = at else { continue };
        name.ranges.pop();
        name.ranges.push(region.start..at);
        next.ranges.insert(0, at..region.end);
        next.doubt = Some(Message::new(
            "項目名のない行を、すぐ下の項目に含めました",
            "a row without a label was taken into the item below it",
        ));
    }
}

/// Whether cells before it in its row are empty.
fn in_later_cell(stream: &Stream, norm: usize) -> bool {
    let unit = stream.unit[norm] as usize;
    let before = stream.units[..unit].iter().rev();
    before.take_while(|u| u.c != '\n').any(|u| u.c == '\t')
}

/// A value that stands before its label, or behind the next label, as when a page was read by place.
fn out_of_order(stream: &Stream, found: &mut [Found]) {
    let reason = || Message::new("値が項目名と離れた場所にあります", "the value does not stand beside its label");
    for i in 0..found.len() {
        let fits = |range: &Range<usize>| strictly(stream, found[i].item, range);
        if found[i].role != Role::Answer || is_open(stream, &found[i].ranges) {
            continue;
        }
        let lines = |f: &Found| -> Option<Vec<Range<usize>>> {
            let text = f.role == Role::Answer && matches!(f.item.kind, Kind::Text);
            let region = f.ranges.first().filter(|_| text && f.ranges.len() == 1)?;
            Some(stream.pieces(region.clone(), brk::LINE)).filter(|l| l.len() > 1)
        };
        let after = found.get(i + 1).and_then(lines).map(|l| l[0].clone()).filter(|l| fits(l));
        let before =
            i.checked_sub(1).and_then(|b| lines(&found[b])).and_then(|l| l.last().cloned()).filter(|l| fits(l));
        if let Some(line) = after {
            found[i + 1].ranges[0].start = line.end;
            found[i].ranges = vec![line];
        } else if let Some(line) = before {
            found[i - 1].ranges[0].end = line.start;
            found[i].ranges = vec![line];
        } else {
            continue;
        }
        found[i].doubt = Some(reason());
    }
}

/// Whether a line is an answer of that kind and nothing else.
pub(super) fn strictly(stream: &Stream, item: &Item, line: &Range<usize>) -> bool {
    let one = std::slice::from_ref(line);
    let filled = |read: value::Read| matches!(read.value, value::Value::Text(t) if !crate::text::is_explicit_none(&t));
    match &item.kind {
        Kind::Number => filled(value::date_or_number(stream, one, true)),
        Kind::Date => filled(value::date_or_number(stream, one, false)),
        Kind::Choice(set) => {
            let text = stream.string(line.clone());
            let inner = text.strip_prefix('[').and_then(|t| t.strip_suffix(']'));
            inner.and_then(|t| set.find(t)).is_some()
        }
        _ => false,
    }
}
