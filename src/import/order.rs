//! A text without cells carries a value's place only by its order. Where the order shows that words
//! were emitted by their place on the page, the items around are doubtful: their words are kept as
//! 要確認, not as answers.

use std::collections::HashSet;
use std::ops::Range;

use crate::form::{Kind, Required};
use crate::text;

use super::lex::{Mark, Stream, brk};
use super::slots::Role;
use super::slots::Slots;
use super::walk::{Found, is_open, strictly};

/// How many signs prove that labels stand in the middle of their cells.
const CENTRED: usize = 3;
/// Words behind a short answer, in characters, that are such a sign.
const STRAY: usize = 8;
/// So many characters of a choice are its beginning and nothing else.
const BEGUN: usize = 4;

/// How many labels without words prove that blocks were emitted by their place on the page, and how
/// many items around such a label may be concerned.
const TORN: usize = 6;
pub(super) const AROUND: usize = 3;

/// The most characters on one line of a cell.
const WIDEST: usize = 100;

/// The longest row of a short label with an explicit none behind it, in characters.
const MAX_LABEL: usize = 30;

/// How far, in characters, words may begin left of their column.
const NEAR: usize = 3;

/// Marks the doubtful items.
pub(super) fn doubts(stream: &Stream, found: &mut [Found]) {
    let mut doubtful = vec![false; found.len()];
    clumps(stream, found, &mut doubtful);
    strays(stream, found, &mut doubtful);
    centred(stream, found, &mut doubtful);
    torn(stream, found, &mut doubtful);
    centred_names(stream, found, &mut doubtful);
    for (f, doubtful) in found.iter_mut().zip(doubtful) {
        f.doubtful |= doubtful;
    }
}

/// Where many labels stand without their words, blocks were emitted by their place on the page: around
/// each of those labels words of its neighbours may be missing or too many, and anywhere in the text an
/// answer of several blocks, or one that ends without a stop, need not be whole.
fn torn(stream: &Stream, found: &[Found], doubtful: &mut [bool]) {
    let answer = |i: usize| found[i].role == Role::Answer;
    let open_bracket = |f: &Found| {
        let lines = f.ranges.iter().flat_map(|r| stream.pieces(r.clone(), brk::LINE));
        f.role == Role::Answer && lines.into_iter().any(|l| l.len() == 1 && matches!(stream.norm[l.start], '[' | ']'))
    };
    let seeds: Vec<usize> =
        (0..found.len()).filter(|&i| answer(i) && (doubtful[i] || open_bracket(&found[i]))).collect();
    if seeds.len() < TORN {
        return;
    }
    let uncertain = |f: &Found| {
        let text = matches!(f.item.kind, Kind::Text | Kind::Period | Kind::Strings);
        let blocks: usize = f.ranges.iter().map(|r| stream.pieces(r.clone(), brk::PARA).len()).sum();
        let mut open = f.ranges.iter().flat_map(|r| r.clone()).filter(|&k| stream.mark_of(k) != Mark::Furniture);
        text && (blocks > 1 || open.next_back().is_some_and(|k| stream.norm[k] != '。'))
    };
    for (f, doubtful) in found.iter().zip(doubtful.iter_mut()) {
        *doubtful |= f.role == Role::Answer && uncertain(f);
    }
    let words = |f: &Found| matches!(f.item.kind, Kind::Text | Kind::Period | Kind::Date | Kind::Number);
    for seed in seeds {
        for i in seed.saturating_sub(AROUND)..found.len().min(seed + AROUND + 1) {
            doubtful[i] |= answer(i) && words(&found[i]) && !blank(stream, &found[i]);
        }
    }
}

/// Whether the answer's words stand below the row of its label.
pub(super) fn below(stream: &Stream, f: &Found) -> bool {
    rows(stream, f).first().is_some_and(|r| stream.brk[r.start] >= brk::LINE)
}

/// Whether words stand beside their labels in this text, more often than below them.
pub(super) fn mostly_beside(stream: &Stream, found: &[Found]) -> bool {
    let words = |f: &&Found| {
        let text = matches!(f.item.kind, Kind::Text | Kind::Period | Kind::Date | Kind::Number);
        f.role == Role::Answer && text && !blank(stream, f)
    };
    let (under, all) = found.iter().filter(words).fold((0, 0), |(b, n), f| (b + usize::from(below(stream, f)), n + 1));
    under * 2 < all
}

/// Words in another place than behind their label, in cells or not.
pub(super) fn misplaced(stream: &Stream, slots: &Slots, found: &mut [Found]) {
    let choices = choice_words(slots);
    value_first(stream, found, &choices);
    label_last(stream, found);
    answer_beside(stream, found);
    for f in found.iter_mut() {
        let text = f.role == Role::Answer && matches!(f.item.kind, Kind::Text | Kind::Period | Kind::Strings);
        f.doubtful |=
            text && (foreign_row(stream, f) || foreign_choice(stream, f, &choices) || foreign_none(stream, f));
    }
    for i in long_names(stream, found) {
        found[i - 1].doubtful = true;
        found[i].doubtful = true;
    }
    strange_lines(stream, found);
    // Record items that lost their lines lost the headings between them.
    let one_line = |f: &Found| f.ranges.iter().any(|r| r.len() > WIDEST && stream.brk[r.start] == brk::SPACE);
    for f in found.iter_mut().filter(|f| matches!(f.item.kind, Kind::List { .. })) {
        f.doubtful |= one_line(f);
    }
}

/// The words of all choices and boxes, normalised.
pub(super) fn choice_words(slots: &Slots) -> HashSet<String> {
    slots.slots.iter().filter_map(|s| s.item.choices()).flat_map(|set| set.labels()).map(text::normalize).collect()
}

/// A row that is an explicit none, or one below the first that ends with it: it is a whole answer, so
/// what stands beside belongs to another item.
fn foreign_none(stream: &Stream, f: &Found) -> bool {
    let rows = rows(stream, f);
    let none = |range: &Range<usize>| text::is_explicit_none(&stream.string(range.clone()));
    rows.len() > 1
        && rows.iter().enumerate().any(|(i, row)| {
            let last = stream.pieces(row.clone(), brk::SPACE).pop();
            none(row) || (i > 0 && row.len() <= MAX_LABEL && last.is_some_and(|p| none(&p)))
        })
}

/// A label that ends a row whose other words are those of an item above: they may be its own.
fn label_last(stream: &Stream, found: &mut [Found]) {
    for i in 1..found.len() {
        let (before, f) = (&found[i - 1], &found[i]);
        let at = f.label.start;
        let last = rows(stream, f).first().is_none_or(|r| stream.brk[r.start] >= brk::LINE);
        if f.role != Role::Answer || f.label.is_empty() || !last || stream.brk[at] >= brk::LINE {
            continue;
        }
        let row = (before.label.end..=at).rev().find(|&k| stream.brk[k] >= brk::LINE);
        if row.is_some_and(|row| is_open(stream, std::slice::from_ref(&(row..at)))) {
            // The words below a heading are those of an item in it.
            let above = before.label.clone();
            found.iter_mut().filter(|f| f.role == Role::Answer && f.label == above).for_each(|f| f.doubtful = true);
            found[i].doubtful = true;
        }
    }
}

/// A short answer whose words are none, beside a text with a row that is one.
fn answer_beside(stream: &Stream, found: &mut [Found]) {
    for i in 0..found.len() {
        let f = &found[i];
        let short = f.role == Role::Answer && matches!(f.item.kind, Kind::Number | Kind::Date);
        if !short || rows(stream, f).iter().any(|r| strictly(stream, f.item, r)) {
            continue;
        }
        for k in [i.checked_sub(1), Some(i + 1).filter(|&k| k < found.len())].into_iter().flatten() {
            let rows = rows(stream, &found[k]);
            let text = found[k].role == Role::Answer && matches!(found[k].item.kind, Kind::Text);
            if text && rows.iter().any(|r| strictly(stream, found[i].item, r)) {
                found[k].doubtful = true;
            }
        }
    }
}

/// A line that is nothing but a date or a number, in a text near a label that lacks just that.
fn strange_lines(stream: &Stream, found: &mut [Found]) {
    let lacks = |f: &Found| f.role == Role::Answer && matches!(f.item.kind, Kind::Date | Kind::Number);
    let lacking: Vec<usize> = (0..found.len()).filter(|&i| lacks(&found[i]) && blank(stream, &found[i])).collect();
    for i in lacking {
        let item = found[i].item;
        let strange = |f: &Found| {
            let text = f.role == Role::Answer && matches!(f.item.kind, Kind::Text);
            text && rows(stream, f).iter().any(|row| strictly(stream, item, row))
        };
        let near = i.saturating_sub(2 * AROUND)..found.len().min(i + 2 * AROUND);
        let strange: Vec<usize> = near.filter(|&k| strange(&found[k])).collect();
        found[i].doubtful |= !strange.is_empty();
        strange.into_iter().for_each(|k| found[k].doubtful = true);
    }
}

/// What words tell, in a text that was read by the order of its lines: names with the beginning of the text
/// below them, dates and numbers in texts, members without a name.
pub(super) fn displaced(stream: &Stream, slots: &Slots, found: &mut [Found]) {
    let mut doubtful = vec![false; found.len()];
    centred_names(stream, found, &mut doubtful);
    for i in long_names(stream, found) {
        doubtful[i - 1..=i].fill(true);
    }
    for (f, doubtful) in found.iter_mut().zip(doubtful) {
        f.doubtful |= doubtful;
    }
    label_last(stream, found);
    strange_lines(stream, found);
    let choices = choice_words(slots);
    for f in found.iter_mut().filter(|f| f.role == Role::Answer && matches!(f.item.kind, Kind::Text)) {
        f.doubtful |= foreign_none(stream, f) || foreign_choice(stream, f, &choices);
    }
    nameless(slots, found);
    // An answer that must be there may be among the doubtful ones beside it.
    let due = |f: &Found| f.role == Role::Answer && f.item.required == Required::Always && blank(stream, f);
    let around = |i: usize| i.saturating_sub(AROUND)..found.len().min(i + AROUND + 1);
    let lost: Vec<usize> =
        (0..found.len()).filter(|&i| due(&found[i]) && found[around(i)].iter().any(|f| f.doubtful)).collect();
    lost.into_iter().for_each(|i| found[i].doubtful = true);
}

/// A member of a list whose name is missing may be a part of the member before.
fn nameless(slots: &Slots, found: &mut [Found]) {
    for list in slots.loops.iter().map(|l| l.list) {
        let Kind::List { name: Some(name), .. } = &list.kind else { continue };
        let depth = slots.slots.iter().find(|s| s.item.id == *name).map_or(0, |s| s.loops.len());
        let named: HashSet<Vec<usize>> =
            found.iter().filter(|f| f.item.id == *name).map(|f| f.members.clone()).collect();
        let inside = format!("{}.", list.id);
        for f in found.iter_mut().filter(|f| f.role == Role::Answer && f.item.id.starts_with(&inside)) {
            f.doubtful |= !named.is_empty() && f.members.get(..depth).is_some_and(|m| !named.contains(m));
        }
    }
}

/// The rows of an item's text that have words.
pub(super) fn rows(stream: &Stream, f: &Found) -> Vec<Range<usize>> {
    let lines = f.ranges.iter().flat_map(|r| stream.pieces(r.clone(), brk::LINE));
    lines.filter(|l| is_open(stream, std::slice::from_ref(l))).collect()
}

/// A label without words behind a text that has rows too many: its words may stand before it, and so may
/// those of the labels in between. In cells a line break is a new row; in plain text only a label that
/// must have words says anything.
fn value_first(stream: &Stream, found: &mut [Found], choices: &HashSet<String>) {
    let beside = mostly_beside(stream, found);
    for i in 1..found.len() {
        // An explicit none below a label is hardly its answer where the next label has none of its own.
        let none = |r: &Range<usize>| text::is_explicit_none(&stream.string(r.clone()));
        let lone = |f: &Found| f.role == Role::Answer && below(stream, f) && rows(stream, f).iter().all(none);
        if beside && found[i].role == Role::Answer && blank(stream, &found[i]) && lone(&found[i - 1]) {
            found[i - 1].doubtful = true;
            found[i].doubtful = true;
        }
        let f = &found[i];
        let due = !stream.plain || f.item.required != Required::Never;
        if f.role != Role::Answer || !due || !lacks(stream, f, choices) {
            continue;
        }
        let below = |f: &Found| f.role == Role::Answer && rows(stream, f).len() == 1 && below(stream, f);
        let chain = (0..i).rev().take_while(|&k| below(&found[k])).last().unwrap_or(i);
        let Some(start) = chain.checked_sub(1) else { continue };
        let too_many = match found[start].role {
            Role::Answer => {
                // Boxes have many rows.
                let mut rows = rows(stream, &found[start]);
                // A printed list has rows of its own.
                let entry = |r: Range<usize>| {
                    r.len() > 2 && stream.norm[r.start].is_ascii_digit() && stream.norm[r.start + 1] == ')'
                };
                if matches!(found[start].item.kind, Kind::Choice(_)) {
                    rows.retain(|r| !stream.pieces(r.clone(), brk::CELL).into_iter().all(entry));
                }
                if matches!(found[start].item.kind, Kind::Boxes(_)) {
                    rows.retain(|r| !stream.norm[r.clone()].iter().any(|&c| super::boxes::is_mark(c) || c == '['));
                    !rows.is_empty()
                } else {
                    !matches!(found[start].item.kind, Kind::List { .. }) && rows.len() > 1
                }
            }
            _ => !rows(stream, &found[start]).is_empty(),
        };
        // Over other labels only a missing answer says so much, and so it does where words stand beside labels.
        let missing = found[i].item.required == Required::Always;
        if (too_many && (chain == i || missing)) || (beside && missing && chain < i) {
            found[start..=i].iter_mut().filter(|f| f.role == Role::Answer).for_each(|f| f.doubtful = true);
        }
    }
}

/// A row of several cells below the row of the label: its first cell may be a label that was damaged. In
/// plain text with columns, the same of a line that begins left of the words.
fn foreign_row(stream: &Stream, f: &Found) -> bool {
    let rows = rows(stream, f);
    if !stream.plain {
        let below = |r: &&Range<usize>| stream.brk[r.start] >= brk::LINE;
        // No label begins like this.
        let label = |r: &&Range<usize>| !matches!(stream.norm[r.start], '(' | '<' | '[' | '・' | '○' | '●' | '※' | '-');
        let cells = |r: &Range<usize>| stream.pieces(r.clone(), brk::CELL).len() > 1;
        return rows.iter().filter(below).filter(label).any(cells);
    }
    let Some(first) = rows.first() else { return false };
    if stream.brk[first.start] >= brk::LINE {
        return stream.pieces(first.clone(), brk::GAP).len() > 1;
    }
    // The rest of a label that goes on below its first line is known.
    let open = |r: &Range<usize>| {
        let known = r.clone().take_while(|&k| stream.mark_of(k) == Mark::Furniture).count();
        r.start + known..r.end
    };
    stream.brk[first.start] == brk::GAP
        && rows[1..].iter().map(open).any(|r| {
            let left = stream.column(r.start) + NEAR < stream.column(first.start);
            left && stream.pieces(r.clone(), brk::GAP).len() > 1
        })
}

/// A line that is nothing but brackets, a box, or a choice of the form behind them.
fn foreign_choice(stream: &Stream, f: &Found, choices: &HashSet<String>) -> bool {
    let lines = f.ranges.iter().flat_map(|r| stream.pieces(r.clone(), brk::SOFT));
    lines.into_iter().any(|line| in_brackets(&stream.string(line), choices))
}

/// Whether a line is nothing but brackets, marks and choices of the form, with its list or without.
fn in_brackets(line: &str, choices: &HashSet<String>) -> bool {
    let sign = |c| matches!(c, '[' | ']') || super::boxes::is_mark(c);
    let bracket = line.chars().take_while(|&c| sign(c)).any(|c| matches!(c, '[' | ']'));
    let mut words = line.split(sign).filter(|w| !w.is_empty()).peekable();
    let printed = |w: &str| choices.contains(w.split_once("<選択肢>").map_or(w, |(chosen, _)| chosen));
    words.peek().is_none() || (bracket && words.all(|w| w.starts_with("<選択肢>") || printed(w)))
}

/// Whether an item has nothing that might be its answer: no words, or only choices and boxes of others.
pub(super) fn lacks(stream: &Stream, f: &Found, choices: &HashSet<String>) -> bool {
    if blank(stream, f) {
        return true;
    }
    if matches!(f.item.kind, Kind::Date | Kind::Number) {
        let fits = |r: &Range<usize>| text::is_explicit_none(&stream.string(r.clone())) || strictly(stream, f.item, r);
        return !rows(stream, f).iter().any(fits);
    }
    let own: Vec<String> = f.item.choices().into_iter().flat_map(|set| set.labels()).map(text::normalize).collect();
    let rows: Vec<String> = rows(stream, f).into_iter().map(|r| stream.string(r)).collect();
    let words = rows.iter().any(|row| choices.iter().any(|c| row.contains(c.as_str())));
    let others = |row: &String| choices.contains(row) || in_brackets(row, choices);
    let kind = matches!(f.item.kind, Kind::Choice(_) | Kind::Text | Kind::Period);
    kind && words && rows.iter().all(|row| others(row) && !own.iter().any(|l| row.contains(l.as_str())))
}

pub(super) fn blank(stream: &Stream, f: &Found) -> bool {
    !is_open(stream, &f.ranges)
}

/// Whether the words of an answer begin on the line of its label and go on below that place, or need no
/// more lines: they are its own, and none of the labels above it.
fn beside(stream: &Stream, f: &Found) -> bool {
    let rows = rows(stream, f);
    let Some(first) = rows.first().filter(|r| r.start > 0 && stream.brk[r.start] < brk::LINE) else { return false };
    let below = |r: &Range<usize>| stream.column(r.start) + NEAR >= stream.column(first.start);
    matches!(f.item.kind, Kind::Choice(_) | Kind::Boxes(_)) || rows[1..].iter().all(below)
}

/// Labels one after the other with all their values behind the last one.
fn clumps(stream: &Stream, found: &[Found], doubtful: &mut [bool]) {
    let mut i = 0;
    while i < found.len() {
        let mut j = i;
        while j + 1 < found.len() && found[j].role == Role::Answer && blank(stream, &found[j]) {
            j += 1;
        }
        let due = found[i..j].iter().any(|f| f.item.required == Required::Always);
        let blocks: usize = found[j].ranges.iter().map(|r| stream.pieces(r.clone(), brk::PARA).len()).sum();
        let torn = due || (blocks > 1 && found[j].role == Role::Answer);
        let apart = || found[i..=j].iter().all(|f| stream.brk[f.label.start] >= brk::LINE);
        let own = stream.laid_out && (beside(stream, &found[j]) || apart());
        if j > i && torn && !own {
            doubtful[i..=j].fill(true);
        }
        i = j.max(i) + 1;
    }
}

/// A lone bracket, or a choice of an item beside, among the lines of a text.
fn strays(stream: &Stream, found: &[Found], doubtful: &mut [bool]) {
    let long = |f: &Found| f.role == Role::Answer && matches!(f.item.kind, Kind::Text);
    for i in 0..found.len() {
        let short = matches!(found[i].item.kind, Kind::Choice(_) | Kind::Date | Kind::Number);
        if found[i].role == Role::Answer && short && strayed(stream, &found[i]) >= STRAY {
            // The words belong to a text beside it, and nothing tells to which.
            let before = (0..i).rev().take(3).take_while(|&k| long(&found[k]));
            let after = (i + 1..found.len()).take(1).filter(|&k| long(&found[k]));
            before.chain(after).for_each(|k| doubtful[k] = true);
        }
        if found[i].role != Role::Answer || !matches!(found[i].item.kind, Kind::Text | Kind::Period | Kind::Date) {
            continue;
        }
        let beside = found[i.saturating_sub(2)..found.len().min(i + 3)].iter().filter_map(|f| f.item.choices());
        let labels: Vec<String> = beside.flat_map(|set| set.labels()).map(crate::text::normalize).collect();
        // What stands on the line of its label is no stray.
        let lines = found[i].ranges.iter().flat_map(|r| stream.pieces(r.clone(), brk::LINE));
        let own = |r: &Range<usize>| (brk::SPACE..brk::LINE).contains(&stream.brk[r.start]);
        let lines: Vec<Range<usize>> =
            lines.filter(|r| !stream.laid_out || !own(r) || stream.norm[r.start] == '[').collect();
        let stray = |line: Range<usize>| {
            let open = line.clone().filter(|&k| stream.mark_of(k) != Mark::Furniture);
            let text: String = open.map(|k| stream.norm[k]).collect();
            let boxes = text.starts_with('[') && labels.iter().any(|l| text.contains(l.as_str()));
            let words = text.trim_start_matches(super::boxes::is_mark);
            let choice = words.chars().count() > 2 && labels.iter().any(|l| l == words);
            text.starts_with(']') || text == "[" || boxes || choice
        };
        if lines.into_iter().any(stray) {
            doubtful[i] = true;
        }
    }
}

/// Words of the next item behind a short answer or a heading: labels stand in the middle of their
/// cells, and the first half of a text stands above its label.
fn centred(stream: &Stream, found: &[Found], doubtful: &mut [bool]) {
    let mut signs = 0;
    for (pair, doubtful) in found.windows(2).zip(doubtful.iter()) {
        let (a, b) = (&pair[0], &pair[1]);
        // What a clump of labels left over says nothing about cells.
        if *doubtful {
            continue;
        }
        let short = a.role == Role::Answer && matches!(a.item.kind, Kind::Choice(_) | Kind::Date | Kind::Number);
        if (short || a.role == Role::Heading) && is_long(b) && strayed(stream, a) >= STRAY {
            signs += 1;
        }
    }
    if signs >= CENTRED {
        halves(stream, found, doubtful);
    }
}

/// A name with the first half of the text below it proves the same at once.
fn centred_names(stream: &Stream, found: &[Found], doubtful: &mut [bool]) {
    if !long_names(stream, found).is_empty() {
        halves(stream, found, doubtful);
    }
}

/// The texts whose first half stands in the name before.
fn long_names(stream: &Stream, found: &[Found]) -> Vec<usize> {
    (1..found.len()).filter(|&i| is_long(&found[i]) && named_too_long(stream, &found[i - 1])).collect()
}

fn is_long(f: &Found) -> bool {
    f.role == Role::Answer && matches!(f.item.kind, Kind::Text | Kind::Period)
}

/// Texts of several lines beside each other, each of which may have lines of the other.
fn halves(stream: &Stream, found: &[Found], doubtful: &mut [bool]) {
    let several = |f: &Found| {
        let lines = f.ranges.iter().flat_map(|r| stream.pieces(r.clone(), brk::LINE));
        let sizes = lines.map(|l| l.filter(|&k| stream.mark_of(k) != Mark::Furniture).count()).filter(|&n| n > 0);
        // No cell is as wide as WIDEST: the line breaks are lost.
        sizes.map(|n| n.div_ceil(WIDEST)).sum::<usize>() > 1
    };
    // Where nothing stands behind a label, its cell is empty.
    let filled = |f: &Found| is_long(f) && !blank(stream, f);
    let ends_later = |f: &Found| if is_long(f) { several(f) } else { strayed(stream, f) >= STRAY };
    for i in (0..found.len()).filter(|&i| filled(&found[i])) {
        let above = i.checked_sub(1).is_some_and(|k| ends_later(&found[k]));
        let below = several(&found[i]) && found.get(i + 1).is_some_and(filled);
        doubtful[i] |= above || below;
    }
}

/// Whether a name holds whole sentences, which are the first half of the text below it, or a line before a
/// wider one, which no cell has broken. What stands in brackets or behind ※ may explain the name.
fn named_too_long(stream: &Stream, f: &Found) -> bool {
    if f.role != Role::Answer || !matches!(f.item.kind, Kind::Text) || !f.item.label.ends_with(['名', '称']) {
        return false;
    }
    let mut depth = 0;
    let mut open = f.ranges.iter().flat_map(|r| r.clone()).filter(|&k| stream.mark_of(k) != Mark::Furniture);
    let sentence = open.by_ref().map(|k| stream.norm[k]).take_while(|&c| c != '※').any(|c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        c == '。' && depth == 0
    });
    let rows = rows(stream, f);
    let explains = |r: &Range<usize>| matches!(stream.norm[r.start], '※' | '(' | '<' | '[' | '【');
    let wider = rows.get(1).is_some_and(|second| second.len() > rows[0].len() + 2 && !explains(second));
    sentence || (stream.plain && wider)
}

/// How many characters stand behind a short answer, or a heading, that are none of its own.
fn strayed(stream: &Stream, f: &Found) -> usize {
    let labels: Vec<String> =
        f.item.choices().into_iter().flat_map(|set| set.labels()).map(crate::text::normalize).collect();
    let own = |c: char| matches!(c, '[' | ']' | '※') || super::boxes::is_mark(c);
    let count_of = |c: char| c.is_ascii_digit() || matches!(c, '(' | ')' | '件');
    let lines = f.ranges.iter().flat_map(|r| stream.pieces(r.clone(), brk::LINE));
    let mut first = matches!(f.item.kind, Kind::Date | Kind::Number);
    let mut count = 0;
    for line in lines {
        let open = line.filter(|&k| stream.mark_of(k) != Mark::Furniture);
        let text: String = open.map(|k| stream.norm[k]).collect();
        let words = text.trim_matches(own);
        // A choice, or the first part of one that its brackets have broken.
        let choice =
            |l: &String| words.starts_with(l.as_str()) || (words.chars().count() >= BEGUN && l.starts_with(words));
        if words.chars().all(count_of) || std::mem::take(&mut first) || labels.iter().any(choice) {
            continue;
        }
        count += words.chars().count();
    }
    count
}
