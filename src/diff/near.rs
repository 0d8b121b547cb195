//! Cells that say a little otherwise than the text: [`replace`] finds the one place that is meant and
//! takes the row's change over into it.
//!
//! Passages are placed by runs of characters that occur once in both, so a passage that stands twice is
//! refused. What row and text word differently stays as the text has it, unless the row shows the whole
//! answer; the first such words are told, because they are what the author has to look at.

use std::collections::HashMap;
use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::text;

use super::cell::Miss;

/// The text after an exchange, and how row and text differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nearly {
    /// The text after the exchange.
    pub text: String,
    /// The row's words where it first differs.
    pub row: String,
    /// The words of the text there.
    pub body: String,
    /// Whether the cell ends in the middle of a sentence that the text has to its end.
    pub cut: bool,
}

/// Length of the runs by which a passage is placed.
const RUN: usize = 6;

/// Part of a cell's characters that must stand in the text.
const ALIKE: f64 = 0.8;

/// A text as it is compared, each character with the bytes it came from.
struct Folded {
    chars: Vec<char>,
    from: Vec<Range<usize>>,
}

impl Folded {
    fn of(words: &str) -> Folded {
        let (mut chars, mut from) = (Vec::new(), Vec::new());
        for (at, c) in words.char_indices() {
            let bytes = at..at + c.len_utf8();
            // Most characters of these texts are their own form.
            if matches!(c, 'ぁ'..='ゖ' | 'ァ'..='ヺ' | '一'..='鿿' | 'ー') {
                chars.push(c);
                from.push(bytes);
                continue;
            }
            for one in text::normalize(c.encode_utf8(&mut [0; 4])).chars() {
                chars.push(one);
                from.push(bytes.clone());
            }
        }
        Folded { chars, from }
    }

    /// The bytes of some characters; of none, the place between their neighbours.
    fn bytes(&self, range: Range<usize>) -> Range<usize> {
        if range.is_empty() {
            let at = match range.start {
                0 => 0,
                n => self.from[n - 1].end,
            };
            return at..at;
        }
        self.from[range.start].start..self.from[range.end - 1].end
    }
}

/// Exchanges what `find` nearly shows for what `put` shows; an empty `put` means that nothing was there.
pub fn replace(current: &str, find: &str, put: &str) -> Result<Nearly, Miss> {
    let (text, row) = (Folded::of(current), Folded::of(find));
    let mut place = Place::find(&text, &row)?;
    let cut = may_be_cut(&row.chars, &Folded::of(put).chars) && place.continues(&text, current);
    if cut && !place.reach_end(current, &text) {
        return Err(Miss::Cut);
    }
    let (said, body) = place.first_difference(&text, &row);
    let whole = place.start <= 1 && place.end + 1 >= text.chars.len();
    let text = if whole {
        put.to_owned()
    } else if put.is_empty() {
        place.taken_out(current, &text, &row)?
    } else {
        place.merged(current, &text, &row, put)?
    };
    Ok(Nearly { text, row: said, body, cut })
}

/// Whether the cell that is there ends in the middle of a sentence of the text, which it did not mean to.
pub fn is_cut(current: &str, find: &str, put: &str) -> bool {
    let row = Folded::of(find);
    // Nearly every cell ends where a sentence does, or is the whole answer.
    if has_ended(&row.chars) || !may_be_cut(&row.chars, &Folded::of(put).chars) {
        return false;
    }
    let text = Folded::of(current);
    text.chars != row.chars && Place::find(&text, &row).is_ok_and(|place| place.continues(&text, current))
}

/// Cells that both end within a sentence quote a part of it; one that ends there alone, or adds to the
/// other, has lost its end. Equal cells have lost the change itself.
fn may_be_cut(row: &[char], other: &[char]) -> bool {
    const TAIL: usize = 3;
    let alike = row.iter().rev().take(TAIL).eq(other.iter().rev().take(TAIL));
    other.is_empty() || (!has_ended(row) && (row.starts_with(other) || (has_ended(other) && !alike)))
}

fn has_ended(chars: &[char]) -> bool {
    chars.last().is_none_or(|c| is_end(*c))
}

fn is_end(c: char) -> bool {
    matches!(c, '。' | ')' | '>' | ']' | '」' | '.' | '件')
}

/// Where the passage of a cell stands in a text.
struct Place {
    start: usize,
    end: usize,
    /// For each character of the cell the one of the text that it is.
    is: Vec<Option<usize>>,
    ops: Vec<DiffOp>,
}

impl Place {
    fn find(text: &Folded, row: &Folded) -> Result<Place, Miss> {
        let (first, last) = anchors(&text.chars, &row.chars)?;
        let start = first.1.saturating_sub(first.0 + RUN);
        let end = (last.1 + (row.chars.len() - last.0) + RUN).min(text.chars.len());
        let ops = capture_diff_slices(Algorithm::Myers, &row.chars, &text.chars[start..end]);
        let mut is = vec![None; row.chars.len()];
        for op in &ops {
            // A single character that happens to be the same says nothing.
            if let DiffOp::Equal { old_index, new_index, len } = *op
                && (len > 1 || row.chars.len() < 2 * RUN)
            {
                (0..len).for_each(|n| is[old_index + n] = Some(start + new_index + n));
            }
        }
        let alike = is.iter().flatten().count() as f64 / row.chars.len() as f64;
        let ends = is.iter().flatten().next().copied().zip(is.iter().flatten().next_back().copied());
        match ends {
            Some((first, last)) if alike >= ALIKE => Ok(Place { start: first, end: last + 1, is, ops }),
            _ => Err(Miss::NotFound),
        }
    }

    /// Whether the text goes on in the middle of a sentence where the cell ends.
    fn continues(&self, text: &Folded, current: &str) -> bool {
        let last = self.end - 1;
        let (Some(next), false) = (text.chars.get(self.end), is_end(text.chars[last])) else { return false };
        let gap = current[text.from[last].end..].starts_with(char::is_whitespace);
        !gap && !matches!(next, '。' | '、' | '・' | '※' | '<' | '(' | '○')
    }

    /// Takes in the rest of the sentence, where that is the rest of the answer.
    fn reach_end(&mut self, current: &str, text: &Folded) -> bool {
        let rest = &current[text.bytes(self.end..text.chars.len())];
        let rest = rest.trim_end();
        let sentence = rest.trim_end_matches(['。', ')', '）']);
        if self.start > 1 && sentence.contains(['\n', '。']) {
            return false;
        }
        self.end = text.chars.len();
        true
    }

    /// A few words of both where they first differ.
    fn first_difference(&self, text: &Folded, row: &Folded) -> (String, String) {
        const BEFORE: usize = 4;
        const SHOWN: usize = 16;
        let sign = |c: &char| !c.is_alphanumeric();
        // What the text has before and behind the passage is no difference.
        let inside = |op: &&DiffOp| {
            let old = op.old_range();
            !matches!(op, DiffOp::Equal { .. }) && !(old.is_empty() && (old.start == 0 || old.end == row.chars.len()))
        };
        let telling = |op: &&DiffOp| !row.chars[op.old_range()].iter().all(sign);
        let mut all = self.ops.iter().filter(inside);
        let first = all.clone().find(telling).or_else(|| all.next());
        let Some(at) = first.map(|op| op.old_range().start) else { return Default::default() };
        let last = (0..at).rev().find_map(|n| Some((n, self.is[n]?)));
        let (mut here, mut there) = last.map_or((0, self.start), |(here, there)| (here + 1, there + 1));
        while row.chars.get(here).is_some_and(|c| text.chars.get(there) == Some(c)) {
            (here, there) = (here + 1, there + 1);
        }
        let before = BEFORE.min(here).min(there);
        let quote = |chars: &[char], at: usize| chars.iter().skip(at - before).take(SHOWN).collect::<String>();
        (quote(&row.chars, here), quote(&text.chars, there))
    }

    /// The text without the passage, where not much else stands between its parts.
    fn taken_out(&self, current: &str, text: &Folded, row: &Folded) -> Result<String, Miss> {
        let here = self.end - self.start;
        if here > row.chars.len() + row.chars.len() / 4 + 2 * RUN {
            return Err(Miss::NotFound);
        }
        let bytes = text.bytes(self.start..self.end);
        Ok(super::cell::without(current, bytes))
    }

    /// The text with only the row's own change taken back.
    fn merged(&self, current: &str, text: &Folded, row: &Folded, put: &str) -> Result<String, Miss> {
        let other = Folded::of(put);
        let mut out = String::new();
        let mut done = 0;
        for op in joined(capture_diff_slices(Algorithm::Myers, &row.chars, &other.chars)) {
            let (mut old, mut new) = op;
            // A change beside words that the text does not have takes them with it.
            while old.start > 0 && new.start > 0 && self.is[old.start - 1].is_none() {
                (old.start, new.start) = (old.start - 1, new.start - 1);
            }
            while old.end < row.chars.len() && new.end < other.chars.len() && self.is[old.end].is_none() {
                (old.end, new.end) = (old.end + 1, new.end + 1);
            }
            let from = if old.start == 0 { Some(self.start) } else { self.is[old.start - 1].map(|n| n + 1) };
            let to = if old.end == row.chars.len() { Some(self.end) } else { self.is[old.end] };
            let (Some(from), Some(to)) = (from, to) else { return Err(Miss::NotFound) };
            if to < from || to - from > 2 * old.len() + 2 * RUN {
                return Err(Miss::NotFound);
            }
            let bytes = text.bytes(from..to);
            if bytes.start < done {
                return Err(Miss::NotFound);
            }
            out.push_str(&current[done..bytes.start]);
            out.push_str(&put[other.bytes(new)]);
            done = bytes.end;
        }
        out.push_str(&current[done..]);
        Ok(out)
    }
}

/// The changed parts of a comparison, with those joined that lie only a few characters apart.
fn joined(ops: Vec<DiffOp>) -> Vec<(Range<usize>, Range<usize>)> {
    let mut out: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    for op in ops.iter().filter(|op| !matches!(op, DiffOp::Equal { .. })) {
        let (old, new) = (op.old_range(), op.new_range());
        match out.last_mut() {
            Some(last) if old.start < last.0.end + 3 => {
                last.0.end = old.end;
                last.1.end = new.end;
            }
            _ => out.push((old, new)),
        }
    }
    out
}

type Anchor = (usize, usize);

/// The first and the last run that stands once in both, of those that follow in one order.
fn anchors(text: &[char], row: &[char]) -> Result<(Anchor, Anchor), Miss> {
    if row.len() < RUN {
        return Err(Miss::NotFound);
    }
    // Of each run of the row where it stands in the row and in the text.
    let mut here: HashMap<&[char], (Seen, Seen)> = HashMap::new();
    for (at, run) in row.windows(RUN).enumerate() {
        here.entry(run).or_default().0.add(at);
    }
    for (at, run) in text.windows(RUN).enumerate() {
        if let Some((_, there)) = here.get_mut(run) {
            there.add(at);
        }
    }
    let mut pairs: Vec<Anchor> = Vec::new();
    let mut repeated = 0;
    for places in here.values() {
        match places {
            (Seen::Once(mine), Seen::Once(theirs)) => pairs.push((*mine, *theirs)),
            (_, Seen::Often) => repeated += 1,
            _ => {}
        }
    }
    pairs.sort_unstable();
    let chain = increasing(&pairs);
    match (chain.first(), chain.last()) {
        (Some(first), Some(last)) => Ok((*first, *last)),
        _ if repeated * 2 > here.len() => Err(Miss::Ambiguous),
        _ => Err(Miss::NotFound),
    }
}

/// How often a run stands in a text, and where it stands once.
#[derive(Clone, Copy, Default)]
enum Seen {
    #[default]
    Nowhere,
    Once(usize),
    Often,
}

impl Seen {
    fn add(&mut self, at: usize) {
        *self = match self {
            Seen::Nowhere => Seen::Once(at),
            Seen::Once(_) | Seen::Often => Seen::Often,
        };
    }
}

/// The longest part of pairs, in order of the first, that is also in order of the second.
fn increasing(pairs: &[Anchor]) -> Vec<Anchor> {
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (at, pair) in pairs.iter().enumerate() {
        let length = ends.partition_point(|&end| pairs[end].1 < pair.1);
        before.push(length.checked_sub(1).map(|n| ends[n]));
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut out: Vec<Anchor> =
        std::iter::successors(ends.last().copied(), |&at| before[at]).map(|at| pairs[at]).collect();
    out.reverse();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nearly(current: &str, after: &str, before: &str) -> Result<Nearly, Miss> {
        replace(current, after, before)
    }

    #[test]
    fn the_change_of_the_row_is_taken_back_and_other_words_stay() {
        let text = "①端末は施錠する。\n②利用者は、職員の照会する場合のみ入手し、使用する。\n③記録を保存する。";
        let after = "②利用者は、職員の照会する場合のみ入力し、使用する。";
        let before = "②利用者は、職員の同意が得られた場合のみ入力し、使用する。";
        let done = nearly(text, after, before).unwrap();
        assert_eq!(done.text, text.replace("照会する", "同意が得られた"));
        assert!(done.row.contains("入力") && done.body.contains("入手"), "{done:?}");
    }

    #[test]
    fn an_addition_that_is_worded_otherwise_is_taken_out() {
        let text = "①端末は施錠して厳重に管理する。\n②バックアップは遠隔地に保管している。";
        let done = nearly(text, "②バックアップは遠隔地で保管している。", "").unwrap();
        assert_eq!(done.text, "①端末は施錠して厳重に管理する。");
        assert!(!done.cut);
    }

    #[test]
    fn a_cell_that_was_cut_reaches_to_the_end_of_the_answer_or_is_refused() {
        let text = "住民の情報は、暗号化した回線で送り、記録を残すことで漏えいを防ぐ。";
        let done =
            nearly(text, "住民の情報は、暗号化した回線で送り、記録を残すことで漏え", "住民の情報を送る。").unwrap();
        assert!(done.cut && done.text == "住民の情報を送る。", "{done:?}");
        let text = format!("前置きの長い文である。{text}\n次の段落は別の措置である。");
        assert_eq!(nearly(&text, "暗号化した回線で送り、記録を残すことで漏え", ""), Err(Miss::Cut));
    }

    #[test]
    fn what_stands_twice_or_hardly_is_refused() {
        let text = "甲システムの記録を保存している。\n甲システムの記録を保存している。";
        assert_eq!(nearly(text, "甲システムの記録を保存しておる。", ""), Err(Miss::Ambiguous));
        assert_eq!(nearly("全く別の文章がここにある。", "甲システムの記録を保存している。", ""), Err(Miss::NotFound));
    }
}
