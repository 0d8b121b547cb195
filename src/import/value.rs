//! Answers out of the text between two labels: free text, numbers and dates, choices.

use std::ops::Range;

use crate::date;
use crate::diag::Message;
use crate::form::ChoiceSet;
use crate::text;

use super::lex::{BOX_LOST, BOX_ON, Mark, PAGE, SOFT, Stream, WRAP, brk};

/// What was read for an item.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    /// The place is there and empty.
    Blank,
    /// Words, also dates and numbers as written.
    Text(String),
    /// Index of the choice.
    Choice(usize),
    /// Indices of the ticked boxes with what stands in their （ ）.
    Ticks(Vec<(usize, Option<String>)>),
    /// Record items: names of groups and their items.
    Records(Vec<(String, Vec<String>)>),
    /// The text does not carry the answer; what it has instead.
    Unreadable(String),
}

/// A value with the reason to look at it again, if there is one.
#[derive(Clone, Debug)]
pub(super) struct Read {
    pub value: Value,
    pub doubt: Option<Message>,
}

impl Read {
    pub fn sure(value: Value) -> Read {
        Read { value, doubt: None }
    }

    pub fn unsure(value: Value, ja: &str, en: &str) -> Read {
        Read { value, doubt: Some(Message::new(ja, en)) }
    }
}

/// Lines shorter than this, in columns, were not broken by the width of a cell.
const MIN_WRAP: usize = 40;

struct Line {
    text: String,
    /// Whether the line break before it was made by a tag or by a blank line.
    own: bool,
}

/// The words of ranges as they were written, without notation and furniture.
pub(super) fn words(stream: &Stream, ranges: &[Range<usize>]) -> String {
    let mut lines: Vec<Line> = Vec::new();
    for (k, range) in ranges.iter().enumerate() {
        // A label in the middle of its cell parts lines that go on.
        let apart = stream.brk.get(range.start).is_none_or(|&b| b != brk::LINE);
        let mut line = Line { text: String::new(), own: k == 0 || apart };
        let (mut spaces, mut breaks, mut cell, mut wrapped) = (0, 0, false, false);
        for i in stream.units_of(range) {
            let c = stream.units[i].c;
            match c {
                '\n' | SOFT | PAGE => {
                    let own = c == SOFT || breaks > 0;
                    if !line.text.is_empty() {
                        lines.push(std::mem::replace(&mut line, Line { text: String::new(), own }));
                    }
                    line.own |= own;
                    breaks += 1;
                    (spaces, cell) = (0, false);
                }
                '\t' => cell = true,
                WRAP => wrapped = true,
                c if c.is_whitespace() => spaces += if c == '\u{3000}' { 2 } else { 1 },
                _ if stream.mark_of_unit(i) == Mark::Furniture && !matches!(c, BOX_ON | BOX_LOST) => {}
                c => {
                    if !line.text.is_empty() && (spaces > 0 || cell) {
                        line.text.push(if cell || spaces > 1 { '\u{3000}' } else { ' ' });
                    } else if wrapped && !text::is_japanese(c) && !line.text.ends_with(text::is_japanese) {
                        line.text.push(' ');
                    }
                    push_char(&mut line.text, c);
                    (spaces, breaks, cell, wrapped) = (0, 0, false, false);
                }
            }
        }
        if !line.text.is_empty() {
            lines.push(line);
        }
    }
    join(lines)
}

fn push_char(line: &mut String, c: char) {
    let bracket = line.ends_with(['[', '［', '〔']);
    match (c, bracket) {
        (BOX_ON, true) => line.push('○'),
        (BOX_ON, false) => line.push_str("[○]"),
        (BOX_LOST, true) => line.push('?'),
        (BOX_LOST, false) => line.push_str("[?]"),
        (c, _) => line.push(c),
    }
}

/// Joins lines that the width of a cell broke: only within a sentence, and only where the line is full.
fn join(lines: Vec<Line>) -> String {
    let widest = lines.iter().map(|l| text::width(&l.text)).max().unwrap_or(0);
    let mut out = String::new();
    let mut full = false;
    for line in lines {
        let first = line.text.chars().next().unwrap_or(' ');
        let heading = "・●○■□◆◇※＜<【〔（(①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮―-－".contains(first) || first.is_ascii_digit();
        let numbered = heading || ('０'..='９').contains(&first);
        if !out.is_empty() {
            let ended = out.ends_with(['。', '．', '：', ':', '」', '＞', '>', '】', '）', ')']);
            if !full || line.own || ended || numbered {
                out.push('\n');
            } else if !out.chars().next_back().is_some_and(text::is_japanese) && !text::is_japanese(first) {
                out.push(' ');
            }
        }
        full = widest >= MIN_WRAP && text::width(&line.text) + 4 >= widest;
        out.push_str(&line.text);
    }
    out
}

/// Free text; a box in it whose state is lost makes it unreadable.
pub(super) fn free_text(stream: &Stream, ranges: &[Range<usize>]) -> Read {
    let text = words(stream, ranges);
    let lost = ranges.iter().flat_map(|r| r.clone()).any(|i| stream.norm[i] == BOX_LOST);
    match (text.is_empty(), lost) {
        (true, _) => Read::sure(Value::Blank),
        (false, true) => Read::unsure(
            Value::Unreadable(text),
            "欄に印が付いているかどうかが、取り込んだ文に残っていません",
            "the text does not carry whether the boxes are ticked",
        ),
        (false, false) => Read::sure(Value::Text(text)),
    }
}

/// Whether a character is in it that the text does not tell, as of a font without a character map.
pub(super) fn has_unknown(stream: &Stream, ranges: &[Range<usize>]) -> bool {
    ranges.iter().flat_map(|r| r.clone()).any(|i| stream.norm[i] == char::REPLACEMENT_CHARACTER)
}

/// The answer that has such a character.
pub(super) fn unknown(stream: &Stream, ranges: &[Range<usize>]) -> Read {
    Read::unsure(
        Value::Unreadable(words(stream, ranges)),
        "読めない文字（\u{fffd}）があります",
        "a character could not be read",
    )
}

/// A date, or a number when `number` is set: as written, when the text is one.
pub(super) fn date_or_number(stream: &Stream, ranges: &[Range<usize>], number: bool) -> Read {
    let text = words(stream, ranges);
    let plain = text.replace('\n', "");
    let fits = |t: &str| match number {
        true => text::normalize(t).replace(',', "").parse::<u64>().is_ok(),
        false => matches!(date::parse(t), Some(Ok(_))),
    };
    match () {
        _ if text.is_empty() => Read::sure(Value::Blank),
        _ if text::is_explicit_none(&plain) || fits(&plain) => Read::sure(Value::Text(plain)),
        _ => Read::unsure(
            Value::Unreadable(text),
            if number { "数字として読めません" } else { "日付として読めません" },
            if number { "not a number" } else { "not a date" },
        ),
    }
}

/// What reading a choice made of the characters: the value, and the printed list of choices.
pub(super) struct ChoiceRead {
    pub read: Read,
    /// The printed list and the brackets.
    pub furniture: Vec<Range<usize>>,
    /// The words that were taken for the answer.
    pub used: Vec<Range<usize>>,
}

/// What a page for the web has between the brackets where nothing is chosen.
const NONE_CHOSEN: &str = "選択なし";

/// The choice between the brackets. The printed list of choices is furniture, whatever its order.
pub(super) fn choice(stream: &Stream, ranges: &[Range<usize>], set: &ChoiceSet) -> ChoiceRead {
    let labels: Vec<Vec<char>> = set.labels().map(|l| text::normalize(l).chars().collect()).collect();
    let at: Vec<usize> =
        ranges.iter().flat_map(|r| r.clone()).filter(|&i| stream.mark_of(i) != Mark::Furniture).collect();
    let (mut list, listed) = printed_list(stream, &at, &labels);
    if stream.plain {
        list_column(stream, ranges, &at, &mut list);
    }
    let rest: Vec<usize> = at.iter().enumerate().filter(|(k, _)| !list[*k]).map(|(_, &i)| i).collect();
    let mut furniture: Vec<Range<usize>> =
        at.iter().enumerate().filter(|(k, _)| list[*k]).map(|(_, &i)| i..i + 1).collect();
    let is_bracket = |i: usize| matches!(stream.norm[i], '[' | ']' | '※') || super::boxes::is_mark(stream.norm[i]);
    furniture.extend(rest.iter().filter(|&&i| is_bracket(i)).map(|&i| i..i + 1));
    let inside = bracketed(stream, &rest);
    let plain: Vec<usize> = rest.iter().copied().filter(|&i| !is_bracket(i)).collect();
    // Brackets on two lines may have lost what stood between them.
    let empty = |w: &[usize]| stream.norm[w[0]] == '[' && stream.norm[w[1]] == ']' && stream.brk[w[1]] < brk::LINE;
    let bracket = rest.windows(2).any(empty);
    let text_of = |at: &[usize]| at.iter().map(|&i| stream.norm[i]).collect::<String>();
    // Beside the brackets only a count may stand, and in a text with cells what another row left.
    let beside: Vec<usize> = plain.iter().copied().filter(|i| !inside.contains(i)).collect();
    let count = text_of(&beside).chars().all(|c| c.is_ascii_digit() || matches!(c, '(' | ')' | '件'));
    let other = labels.iter().any(|l| l.len() > 2 && text_of(&beside).contains(&l.iter().collect::<String>()));
    let brackets = |c: char| rest.iter().filter(|&&i| stream.norm[i] == c).count();
    let mixed =
        !inside.is_empty() && (other || (stream.plain && !count)) || (stream.plain && brackets('[') != brackets(']'));
    // Two pairs of brackets are two answers.
    let several = brackets('[').max(brackets(']')) > 1;
    let mixed = mixed || several;
    let bracketed_at_all = rest.iter().any(|&i| matches!(stream.norm[i], '[' | ']'));
    // Words that are exactly a choice, and nothing beside them, need no brackets around them all.
    let whole = labels.iter().any(|l| l.iter().copied().eq(text_of(&plain).chars()));
    for words in [&plain, &inside, &plain].into_iter().skip(usize::from(!whole)) {
        if words.is_empty() || (mixed && !whole) || several {
            continue;
        }
        if let Some((index, exact)) = recognise(set, &labels, &text_of(words)) {
            // Words of two choices are those of none.
            if !exact && two_of(&labels, &text_of(words)) {
                continue;
            }
            // Without brackets, a choice that the printed list lacks may be the rest of that list.
            if !bracketed_at_all && !listed.is_empty() && !listed.contains(&index) {
                continue;
            }
            let used = words.iter().map(|&i| i..i + 1).collect();
            let read = match exact {
                true => Read::sure(Value::Choice(index)),
                false => Read::unsure(
                    Value::Choice(index),
                    "選択肢と書き方が違うため、最も近いものを選びました",
                    "not written like a choice; the nearest one was taken",
                ),
            };
            return ChoiceRead { read, furniture, used };
        }
    }
    let none = inside == plain && text_of(&plain) == NONE_CHOSEN;
    if ((plain.is_empty() && bracket) || none) && !mixed {
        furniture.extend(plain.iter().map(|&i| i..i + 1));
        return ChoiceRead { read: Read::sure(Value::Blank), furniture, used: Vec::new() };
    }
    let raw = words(stream, ranges);
    let read = Read::unsure(
        Value::Unreadable(raw),
        "どの選択肢が選ばれているかが、取り込んだ文に残っていません",
        "the text does not carry which choice was made",
    );
    ChoiceRead { read, furniture, used: plain.iter().map(|&i| i..i + 1).collect() }
}

/// In a text with layout the printed list has a column of its own: what begins under its title, or
/// further right, belongs to it.
fn list_column(stream: &Stream, ranges: &[Range<usize>], at: &[usize], list: &mut [bool]) {
    let title: Vec<char> = "<選択肢>".chars().collect();
    let lines = ranges.iter().flat_map(|r| super::columns::lines(stream, r.clone()));
    let lines: Vec<_> = lines.map(|l| l.chunks).collect();
    // Only one space may be before it.
    let place = |line: &Vec<super::columns::Chunk>| {
        let mut words = line.iter().flat_map(|c| c.words(stream));
        words.find(|w| stream.starts_with(w.range.start, &title)).map(|w| w.column)
    };
    let Some((first, column)) = lines.iter().map(place).enumerate().find_map(|(i, c)| Some((i, c?))) else { return };
    if column == 0 {
        return;
    }
    for chunk in lines[first + 1..].iter().flatten().filter(|c| c.column + 2 >= column) {
        for (k, _) in at.iter().enumerate().filter(|(_, i)| chunk.range.contains(i)) {
            list[k] = true;
        }
    }
}

/// Marks what belongs to the printed list: `<選択肢>`, and each `n)` with its choice, damaged or not; and
/// which choices it has.
fn printed_list(stream: &Stream, at: &[usize], labels: &[Vec<char>]) -> (Vec<bool>, Vec<usize>) {
    let mut listed = Vec::new();
    let chars: Vec<char> = at.iter().map(|&i| stream.norm[i]).collect();
    let mut list = vec![false; chars.len()];
    let title: Vec<char> = "<選択肢>".chars().collect();
    let bare = &title[1..4];
    for k in 0..chars.len() {
        for word in [&title[..], bare] {
            if chars[k..].starts_with(word) {
                list[k..k + word.len()].fill(true);
                // A list of HTML has its numbers outside of the text: it is one where no choice is missing.
                let all = labels.concat();
                let entries = k + word.len();
                if chars[entries..].starts_with(&all) {
                    list[entries..entries + all.len()].fill(true);
                    listed = (0..labels.len()).collect();
                }
            }
        }
    }
    let number_at = |k: usize| -> Option<(usize, usize)> {
        let digits = chars[k..].iter().take(3).take_while(|c| c.is_ascii_digit()).count();
        let number: usize = chars[k..k + digits].iter().collect::<String>().parse().ok()?;
        // `(2) 件` is a count; `(2) 委託しない` may be an entry.
        let inside = k > 0 && chars[k - 1].is_ascii_digit();
        let counted = k > 0 && chars[k - 1] == '(' && chars.get(k + digits + 1) == Some(&'件');
        (chars.get(k + digits) == Some(&')') && !inside && !counted && (1..=labels.len()).contains(&number))
            .then_some((k + digits + 1, number))
    };
    let mut k = 0;
    while k < chars.len() {
        let Some((start, number)) = number_at(k) else {
            k += 1;
            continue;
        };
        let label = &labels[number - 1];
        let end = if chars[start..].starts_with(label) {
            start + label.len()
        } else {
            let stop = (start..chars.len())
                .find(|&e| {
                    e > start
                        && (number_at(e).is_some()
                            || matches!(chars[e], '[' | ']' | '<')
                            || stream.brk[at[e]] >= brk::SPACE)
                })
                .unwrap_or(chars.len());
            let text: String = chars[start..stop].iter().collect();
            let like = strsim::normalized_levenshtein(&label.iter().collect::<String>(), &text);
            // A list entry that lost its end, or whose words were changed.
            if like >= 0.5 || text.is_empty() { stop } else { start }
        };
        list[k..end].fill(true);
        listed.push(number - 1);
        k = end.max(k + 1);
    }
    (list, listed)
}

/// What stands between the first brackets that are not empty.
fn bracketed(stream: &Stream, at: &[usize]) -> Vec<usize> {
    let mut open = None;
    for (k, &i) in at.iter().enumerate() {
        match stream.norm[i] {
            '[' => open = Some(k + 1),
            ']' => {
                if let Some(from) = open.take() {
                    let inside: Vec<usize> =
                        at[from..k].iter().copied().filter(|&i| !super::boxes::is_mark(stream.norm[i])).collect();
                    if !inside.is_empty() {
                        return inside;
                    }
                }
            }
            _ => {}
        }
    }
    Vec::new()
}

/// Whether a text has the words of two choices, none of them within the other.
fn two_of(labels: &[Vec<char>], written: &str) -> bool {
    let within: Vec<String> =
        labels.iter().map(|l| l.iter().collect()).filter(|l: &String| written.contains(l.as_str())).collect();
    within.iter().any(|a| within.iter().any(|b| !a.contains(b.as_str()) && !b.contains(a.as_str())))
}

/// Whether a text is more than half of a choice, from its beginning.
fn begins(label: &[char], written: &str) -> bool {
    let words: Vec<char> = written.chars().collect();
    label.starts_with(&words) && words.len() * 2 > label.len()
}

/// The choice that a text means, and whether it is written like it.
pub(super) fn recognise(set: &ChoiceSet, labels: &[Vec<char>], written: &str) -> Option<(usize, bool)> {
    if let Some(index) = labels.iter().position(|l| l.iter().copied().eq(written.chars())) {
        return Some((index, true));
    }
    if let Some(found) = set.find(written) {
        return Some((found.index, true));
    }
    // The beginning of one: another that is as near has other words.
    let begun: Vec<usize> = (0..labels.len()).filter(|&i| begins(&labels[i], written)).collect();
    if let [index] = begun[..] {
        return Some((index, false));
    }
    let no = |t: &str| t.contains("ない") || t.contains("なし");
    let mut near: Vec<(usize, f64)> = labels
        .iter()
        .map(|l| l.iter().collect::<String>())
        .enumerate()
        .filter(|(_, l)| no(l) == no(written))
        .map(|(i, l)| (i, strsim::normalized_levenshtein(&l, written)))
        .collect();
    near.sort_by(|a, b| b.1.total_cmp(&a.1));
    // Numbers tell choices apart by one character: only words may be damaged.
    let digits = |t: &str| t.chars().filter(char::is_ascii_digit).collect::<String>();
    let &(index, like) = near.first()?;
    let second = near.get(1).map_or(0.0, |n| n.1);
    let label: String = labels[index].iter().collect();
    (like >= 0.6 && like - second >= 0.15 && digits(&label) == digits(written)).then_some((index, false))
}
