//! Check boxes: which are ticked, and what stands in their （ ）.
//!
//! The printed row is `[ ○ ] label` again and again. Where marks and labels do not alternate, or a
//! mark shows no state, the whole item stays unread: not ticked is an answer too.

use std::ops::Range;

use crate::form::{ChoiceSet, Detail};
use crate::text;

use super::lex::{BOX_LOST, BOX_ON, Mark, Stream};
use super::value::{Read, Value, words};

/// Whether the character can be the state of a box.
pub(super) fn is_mark(c: char) -> bool {
    matches!(c, BOX_ON | BOX_LOST) || is_on(c) || is_off(c)
}

fn is_on(c: char) -> bool {
    matches!(c, '○' | '◯' | '〇' | '●' | '◉' | '⦿' | '◎' | '✓' | '✔' | '☑' | '☒' | '■' | '✅')
}

fn is_off(c: char) -> bool {
    matches!(c, '□' | '☐' | '×' | '✕' | '✗')
}

/// Whether both ● and ○ stand among the boxes of a text: then ○ may be an empty one.
pub(super) fn both_circles(stream: &Stream, ranges: &[Range<usize>]) -> bool {
    let has = |set: [char; 3]| ranges.iter().flat_map(|r| &stream.norm[r.clone()]).any(|c| set.contains(c));
    has(HOLLOW) && has(['●', '◉', '⦿'])
}

/// ○ and the characters that look like it.
const HOLLOW: [char; 3] = ['○', '◯', '〇'];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    On,
    Off,
    Cross,
    Lost,
}

/// What was read, the furniture, and the words that were used.
pub(super) struct BoxesRead {
    pub read: Read,
    pub furniture: Vec<Range<usize>>,
    pub used: Vec<Range<usize>>,
}

/// A box that was found.
struct Found {
    index: usize,
    state: Option<State>,
    detail: Option<Range<usize>>,
}

/// Reads the boxes of an item.
pub(super) fn read(stream: &Stream, ranges: &[Range<usize>], set: &ChoiceSet) -> BoxesRead {
    let at: Vec<usize> =
        ranges.iter().flat_map(|r| r.clone()).filter(|&i| stream.mark_of(i) != Mark::Furniture).collect();
    let says = at.iter().any(|&i| stream.norm[i] == BOX_ON);
    let labels = spellings(set);
    let mut scan = Scan { stream, at: &at, labels, says, found: Vec::new(), loose: 0, furniture: Vec::new() };
    scan.run(set);
    let details: Vec<(usize, Option<String>)> = scan
        .found
        .iter()
        .map(|f| (f.index, f.detail.clone().map(|d| scan.text(d)).filter(|d| !d.is_empty())))
        .collect();
    let lost = verdict(set, &scan, &details);
    let used = |range: &Range<usize>| at[range.clone()].iter().map(|&i| i..i + 1).collect::<Vec<_>>();
    if let Some((ja, en)) = lost {
        let used = at.iter().map(|&i| i..i + 1).collect();
        return BoxesRead {
            read: Read::unsure(Value::Unreadable(words(stream, ranges)), ja, en),
            furniture: Vec::new(),
            used,
        };
    }
    let mut ticks: Vec<(usize, Option<String>)> = Vec::new();
    let mut placed = Vec::new();
    for (found, (index, detail)) in scan.found.iter().zip(details) {
        placed.extend(found.detail.iter().flat_map(used));
        if matches!(found.state, Some(State::On)) {
            ticks.push((index, detail));
        }
    }
    ticks.sort_by_key(|t| t.0);
    let furniture = scan.furniture.iter().flat_map(used).collect();
    let value = if ticks.is_empty() { Value::Blank } else { Value::Ticks(ticks) };
    BoxesRead { read: Read::sure(value), furniture, used: placed }
}

/// Why the boxes cannot be read, if so.
fn verdict(set: &ChoiceSet, scan: &Scan, details: &[(usize, Option<String>)]) -> Option<(&'static str, &'static str)> {
    let states: Vec<State> = scan.found.iter().filter_map(|f| f.state).collect();
    let no_state = (
        "欄に印が付いているかどうかが、取り込んだ文に残っていません",
        "the text does not carry whether the boxes are ticked",
    );
    if scan.found.is_empty() || states.contains(&State::Lost) {
        return Some(no_state);
    }
    if scan.loose > 0 || states.len() < scan.found.len() {
        return Some(("印と欄の名前の対応がわかりません", "marks and labels of the boxes do not alternate"));
    }
    if states.contains(&State::Cross) && !states.contains(&State::On) {
        return Some(("×が「選ばない」の意味かどうかがわかりません", "what × means is not clear"));
    }
    let mut seen = vec![0; set.choices.len()];
    scan.found.iter().for_each(|f| seen[f.index] += 1);
    if seen.iter().any(|&n| n > 1) {
        return Some(("同じ欄が二度あります", "a box occurs twice"));
    }
    if seen.contains(&0) {
        return Some(("欄の一部が取り込んだ文に見当たりません", "some of the boxes are not in the text"));
    }
    let silent = |(f, d): (&Found, &(usize, Option<String>))| f.state != Some(State::On) && d.1.is_some();
    if scan.found.iter().zip(details).any(silent) {
        return Some(("印のない欄の（　）に記載があります", "a box that is not ticked has text of its own"));
    }
    None
}

/// The spellings of each box: as printed, without its stop, without its remark in brackets.
pub(super) fn spellings(set: &ChoiceSet) -> Vec<(usize, Vec<char>)> {
    let mut out: Vec<(usize, Vec<char>)> = Vec::new();
    let mut add = |index: usize, label: &str| {
        let label: Vec<char> = label.chars().collect();
        let new = if label.len() > 1 { !out.iter().any(|o| o.1 == label) } else { !out.iter().any(|o| o.0 == index) };
        if new {
            out.push((index, label));
        }
    };
    for (index, label) in set.labels().enumerate() {
        add(index, &text::normalize(label));
    }
    for (index, label) in set.labels().enumerate() {
        let label = text::normalize(label);
        add(index, &label.replace('。', ""));
        if let Some(at) = label.rfind('(') {
            add(index, &label[..at]);
        }
        if let Some(stem) = label.strip_suffix('等') {
            add(index, stem);
        }
    }
    // The longest first: 個人番号対応符号 before 個人番号.
    out.sort_by_key(|o| std::cmp::Reverse(o.1.len()));
    out
}

/// The printed names of groups of boxes. One may begin like a box: 連絡先等情報 and 連絡先.
struct Groups(Vec<Vec<char>>);

impl Groups {
    fn new(set: &ChoiceSet) -> Groups {
        let mut names: Vec<Vec<char>> =
            set.choices.iter().map(|c| text::normalize(&c.group).chars().collect()).collect();
        names.retain(|n| !n.is_empty());
        names.dedup();
        Groups(names)
    }

    /// Length of the name at `k`, or 0.
    fn at(&self, scan: &Scan<'_>, k: usize) -> usize {
        self.0.iter().filter(|n| scan.is_at(k, n)).map(Vec::len).max().unwrap_or(0)
    }
}

struct Scan<'a> {
    stream: &'a Stream,
    at: &'a [usize],
    labels: Vec<(usize, Vec<char>)>,
    /// Whether `checked` stands on one box of the item: then a box without it is empty.
    says: bool,
    found: Vec<Found>,
    /// Marks that no label follows.
    loose: usize,
    furniture: Vec<Range<usize>>,
}

impl Scan<'_> {
    fn c(&self, k: usize) -> Option<char> {
        self.at.get(k).map(|&i| self.stream.norm[i])
    }

    fn text(&self, range: Range<usize>) -> String {
        if range.is_empty() {
            return String::new();
        }
        let range = self.at[range.start]..self.at[range.end - 1] + 1;
        words(self.stream, std::slice::from_ref(&range)).replace('\n', "")
    }

    fn run(&mut self, set: &ChoiceSet) {
        let groups = Groups::new(set);
        let mut pending: Option<State> = None;
        let mut k = 0;
        while let Some(c) = self.c(k) {
            if c == '[' || is_mark(c) {
                let (end, state) = self.mark(k);
                self.loose += usize::from(pending.is_some());
                pending = Some(state);
                self.furniture.push(k..end);
                k = end;
            } else if let Some((index, len)) = self.label(k).filter(|l| l.1 > groups.at(self, k)) {
                self.furniture.push(k..k + len);
                k += len;
                let mut found = Found { index, state: pending.take(), detail: None };
                if set.choices[index].detail != Detail::None {
                    k = self.detail(k, &mut found, &set.choices[index].detail);
                }
                self.found.push(found);
            } else {
                let len = groups.at(self, k);
                if len > 0 || matches!(c, '・' | '等' | '、') {
                    self.furniture.push(k..k + len.max(1));
                }
                k += len.max(1);
            }
        }
        self.loose += usize::from(pending.is_some());
    }

    fn is_at(&self, k: usize, word: &[char]) -> bool {
        word.iter().enumerate().all(|(j, &c)| self.c(k + j) == Some(c))
    }

    /// `[ ]`, `[○]`, `[ ○` without its end, or a mark alone.
    fn mark(&self, k: usize) -> (usize, State) {
        let state = |c: char| match c {
            BOX_LOST if self.says => State::Off,
            BOX_LOST => State::Lost,
            '×' | '✕' | '✗' => State::Cross,
            c if self.stream.circles && HOLLOW.contains(&c) => State::Lost,
            c if is_off(c) => State::Off,
            _ => State::On,
        };
        if self.c(k) != Some('[') {
            return (k + 1, self.c(k).map_or(State::Lost, state));
        }
        // What fills the brackets is their state, also where it is no mark that is known.
        let filled = self.c(k + 1).filter(|&c| c != ']' && self.c(k + 2) == Some(']'));
        let ticks = |c: char| matches!(c, 'O' | '0' | 'o' | 'レ' | 'V' | 'v' | 'x' | 'X');
        let inside = self.c(k + 1).filter(|&c| is_mark(c) || ticks(c)).or(filled);
        let end = k + 1 + usize::from(inside.is_some());
        let closed = self.c(end) == Some(']');
        let state = |c: char| if is_mark(c) || ticks(c) { state(c) } else { State::Lost };
        (end + usize::from(closed), inside.map_or(State::Off, state))
    }

    fn label(&self, k: usize) -> Option<(usize, usize)> {
        self.labels.iter().find(|(_, l)| self.is_at(k, l)).map(|(i, l)| (*i, l.len()))
    }

    /// The balanced （ ） behind a label.
    fn detail(&mut self, k: usize, found: &mut Found, kind: &Detail) -> usize {
        if self.c(k) != Some('(') {
            return k;
        }
        let mut depth = 0;
        let mut end = k;
        while let Some(c) = self.c(end) {
            depth += match c {
                '(' => 1,
                ')' => -1,
                _ => 0,
            };
            end += 1;
            if depth == 0 {
                break;
            }
        }
        let close = if depth == 0 { end - 1 } else { end };
        found.detail = Some(k + 1..close);
        self.furniture.push(k..k + 1);
        self.furniture.push(close..end);
        if matches!(kind, Detail::Count(_)) && self.c(end) == Some('件') {
            self.furniture.push(end..end + 1);
            end += 1;
        }
        end
    }
}
