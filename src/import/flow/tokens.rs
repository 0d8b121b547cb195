//! What the form prints around answers, found wherever it stands: printed choice lists, brackets, boxes,
//! the words of a choice. What remains is text, line by line.

use std::collections::HashMap;
use std::ops::Range;

use crate::form::{Detail, FormDef, Item, Kind};
use crate::text;

use super::super::attachments;
use super::super::boxes::{is_mark, spellings};
use super::super::lex::{Mark, Stream, brk};

/// What a token is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum What {
    /// `＜選択肢＞`.
    Title,
    /// An entry of a printed choice list with its number.
    Entry(usize),
    /// A bracket that begins, with the mark behind it.
    Open { marked: bool },
    /// A bracket that ends.
    Close,
    /// The beginning of a choice in brackets; the rest stands elsewhere.
    Part,
    /// Words that go on with the beginning of a choice.
    Rest,
    /// A choice, in brackets or not.
    Choice,
    /// A choice that was made.
    Made,
    /// A choice that nobody made.
    Stray,
    /// A box with its label; `own` says whether both brackets stand before it. Of one without any, the core
    /// begins with the token.
    Box { own: bool },
    /// A mark without brackets or label.
    Mark,
    /// `（ 5 ）件`.
    Count,
    /// A printed name of a group of boxes.
    Group,
    /// Other words.
    Text,
}

/// One of them.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub what: What,
    pub range: Range<usize>,
    /// The label of a box, the words of a choice or of an entry, the digits of a count.
    pub core: Range<usize>,
    /// How strongly it is set off from the token before: at least a paragraph where other words stand between.
    pub set_off: u8,
    /// Whether printed words (a label, a page number) stand between it and the token before.
    pub cut: bool,
}

/// What stands above a printed list.
const TITLE: [char; 5] = ['<', '選', '択', '肢', '>'];
/// How far, in tokens, the rest of a broken choice is looked for.
const MAX_REST: usize = 16;
/// The longest choice with what may stand in its middle, in characters.
const MAX_BROKEN: usize = 60;
/// Fewer characters are no beginning of an entry.
const MIN_BEGUN: usize = 6;
/// The longest text in the brackets of a box, in characters.
const MAX_DETAIL: usize = 400;

/// All words that a form prints with choices and boxes, by their first character.
struct Words {
    boxes: HashMap<char, Vec<(Vec<char>, bool)>>,
    choices: HashMap<char, Vec<Vec<char>>>,
    groups: Vec<Vec<char>>,
}

impl Words {
    fn new(form: &'static FormDef) -> Words {
        let mut words = Words { boxes: HashMap::new(), choices: HashMap::new(), groups: Vec::new() };
        let table = attachments::table(form);
        let of_table = |i: &Item| table.is_some_and(|t| t.walk().any(|c| std::ptr::eq(c, i)));
        for item in form.items().filter(|i| !of_table(i)) {
            match &item.kind {
                Kind::Boxes(set) => {
                    for (index, label) in spellings(set) {
                        let detail = set.choices[index].detail != Detail::None;
                        let list = words.boxes.entry(label[0]).or_default();
                        match list.iter_mut().find(|l| l.0 == label) {
                            Some(known) => known.1 |= detail,
                            None => list.push((label, detail)),
                        }
                    }
                    words.groups.extend(set.choices.iter().map(|c| text::normalize(&c.group).chars().collect()));
                }
                Kind::Choice(set) => {
                    for label in set.labels().map(|l| text::normalize(l).chars().collect::<Vec<_>>()) {
                        let Some(&first) = label.first() else { continue };
                        let list = words.choices.entry(first).or_default();
                        if !list.contains(&label) {
                            list.push(label);
                        }
                    }
                }
                _ => {}
            }
        }
        words.boxes.values_mut().for_each(|l| l.sort_by_key(|w| std::cmp::Reverse(w.0.len())));
        words.choices.values_mut().for_each(|l| l.sort_by_key(|w| std::cmp::Reverse(w.len())));
        words.groups.retain(|g| !g.is_empty());
        words.groups.sort();
        words.groups.dedup();
        words
    }
}

/// The tokens before `end`, without the characters that `taken` says are labels
/// and those that `silent` says are the rest of a label beside its words.
pub(super) fn scan(stream: &Stream, form: &'static FormDef, taken: &[bool], silent: &[bool], end: usize) -> Vec<Token> {
    let words = Words::new(form);
    let mut scan = Scan { stream, words: &words, taken, silent, end, tokens: Vec::new(), cut: true };
    let mut at = 0;
    while at < end {
        at = scan.next(at);
    }
    scan.rests();
    scan.groups();
    scan.lone_labels();
    scan.tokens
}

struct Scan<'a> {
    stream: &'a Stream,
    words: &'a Words,
    taken: &'a [bool],
    silent: &'a [bool],
    end: usize,
    tokens: Vec<Token>,
    cut: bool,
}

impl Scan<'_> {
    /// Words alone that go on with a choice, or an entry of a list, of which only the beginning stands on
    /// its line.
    fn rests(&mut self) {
        let mut begun: Vec<(usize, Vec<char>)> = Vec::new();
        for t in 0..self.tokens.len() {
            let token = &self.tokens[t];
            let core = token.core.clone();
            // The last part of a choice has the bracket behind it.
            let closed = usize::from(core.len() > 1 && self.stream.norm[core.end - 1] == ']');
            let words = self.stream.norm[core.start..core.end - closed].to_vec();
            match token.what {
                What::Part => begun.push((t, words)),
                What::Entry(_) if !self.is_whole(&words) => begun.push((t, words)),
                What::Text => {
                    begun.retain(|b| t - b.0 < MAX_REST);
                    let longer = begun.iter().enumerate().rev().find_map(|(k, b)| {
                        let longer = [&b.1[..], &words].concat();
                        let list = self.words.choices.get(&longer[0])?;
                        list.iter().any(|l| l.starts_with(&longer)).then_some((k, longer))
                    });
                    let Some((k, longer)) = longer else { continue };
                    let part = self.tokens[begun[k].0].what == What::Part;
                    self.tokens[t].what = if part { What::Rest } else { What::Title };
                    self.tokens[t].core.end -= closed;
                    begun[k].1 = longer;
                }
                _ => {}
            }
        }
    }

    fn is_whole(&self, words: &[char]) -> bool {
        words.first().and_then(|c| self.words.choices.get(c)).is_some_and(|l| l.iter().any(|l| l == words))
    }

    /// The name of a group of boxes stands beside boxes; elsewhere it is text.
    fn groups(&mut self) {
        let boxes: Vec<bool> =
            self.tokens.iter().map(|t| matches!(t.what, What::Box { .. } | What::Open { .. })).collect();
        for t in 0..self.tokens.len() {
            let beside = boxes[t.saturating_sub(1)..boxes.len().min(t + 2)].contains(&true);
            if self.tokens[t].what == What::Group && !beside {
                self.tokens[t].what = What::Text;
            }
        }
    }

    /// A line that is the label of a box, beside brackets that stand alone or beside such a line: brackets and
    /// labels came in columns of their own.
    fn lone_labels(&mut self) {
        let label = |token: &Token| {
            let (len, detail) = self.box_label(token.core.start).filter(|_| token.what == What::Text)?;
            let end = token.core.start + len;
            let whole = end == token.core.end || (detail && self.detail(end) == Some(token.core.end));
            whole.then_some(end)
        };
        let ends: Vec<Option<usize>> = self.tokens.iter().map(label).collect();
        let torn = |what: &What| matches!(what, What::Open { .. } | What::Close | What::Box { own: false });
        let forward = 0..ends.len();
        for t in forward.clone().chain(forward.rev()) {
            let Some(end) = ends[t] else { continue };
            let beside = self.tokens[t.saturating_sub(1)..ends.len().min(t + 2)].iter().any(|n| torn(&n.what));
            if beside && self.tokens[t].what == What::Text {
                self.tokens[t].what = What::Box { own: false };
                self.tokens[t].core.end = end;
            }
        }
    }

    fn c(&self, at: usize) -> Option<char> {
        (at < self.end && !self.taken[at]).then(|| self.stream.norm[at])
    }

    /// Whether nothing of the same line follows at `at`.
    fn line_ends(&self, at: usize) -> bool {
        at >= self.end || self.taken[at] || self.stream.brk[at] >= brk::LINE
    }

    fn word_ends(&self, at: usize) -> bool {
        self.line_ends(at) || self.stream.brk[at] >= brk::SPACE
    }

    fn is_at(&self, at: usize, word: &[char]) -> bool {
        let to = at + word.len();
        to <= self.end && self.stream.starts_with(at, word) && !self.taken[at..to].contains(&true)
    }

    fn push(&mut self, what: What, range: Range<usize>, core: Range<usize>) -> usize {
        let end = range.end;
        let set_off = if self.cut { brk::PARA } else { self.stream.brk[range.start] };
        self.tokens.push(Token { what, range, core, set_off, cut: std::mem::take(&mut self.cut) });
        end
    }

    /// The token at `at`; where the next one begins.
    fn next(&mut self, at: usize) -> usize {
        if self.silent[at] {
            return at + 1;
        }
        if self.taken[at] {
            self.cut = true;
            return at + 1;
        }
        if let Some(end) = self.printed(at) {
            return end;
        }
        if self.stream.mark_of(at) == Mark::Furniture {
            self.cut = true;
            return at + 1;
        }
        if let Some(end) = self.bracket(at).or_else(|| self.alone(at)) {
            return end;
        }
        let mut to = at + 1;
        while !self.line_ends(to) && self.stream.mark_of(to) != Mark::Furniture && !self.box_follows(to) {
            to += 1;
        }
        self.push(What::Text, at..to, at..to)
    }

    /// Whether the brackets of a box or of a choice begin behind a space.
    fn box_follows(&self, at: usize) -> bool {
        if self.stream.brk[at] < brk::SPACE || self.c(at) != Some('[') {
            return false;
        }
        let (inside, marked) = self.inside(at + 1);
        let closed = self.c(inside) == Some(']');
        self.line_ends(inside)
            || (closed && (self.box_label(inside + 1).is_some() || self.line_ends(inside + 1)))
            || (!marked && self.choice(inside).is_some())
    }

    /// Past the mark behind a bracket, and whether there is one.
    fn inside(&self, at: usize) -> (usize, bool) {
        let marked = self.c(at).is_some_and(is_mark) && self.stream.brk[at] < brk::LINE;
        (at + usize::from(marked), marked)
    }

    /// `＜選択肢＞` and the entries of the list.
    fn printed(&mut self, at: usize) -> Option<usize> {
        if self.is_at(at, &TITLE) {
            return Some(self.push(What::Title, at..at + TITLE.len(), at..at + TITLE.len()));
        }
        if !self.c(at)?.is_ascii_digit() || (at > 0 && !self.taken[at - 1] && self.stream.brk[at] < brk::SPACE) {
            return None;
        }
        let digit = |&i: &usize| self.c(i).is_some_and(|c| c.is_ascii_digit()) && (i == at || self.near(i));
        let digits = (at..at + 3).take_while(digit).count();
        let number: usize = self.stream.string(at..at + digits).parse().ok()?;
        let from = at + digits + 1;
        if self.c(from - 1) != Some(')') {
            return None;
        }
        let list = self.words.choices.get(&self.c(from)?)?;
        let label = list.iter().find(|l| self.is_at(from, l) && self.word_ends(from + l.len()));
        let end = match label {
            Some(label) => from + label.len(),
            // Only its beginning stands on this line.
            None => {
                let end = (from..self.end).find(|&i| i > from && self.line_ends(i))?;
                let begins = list.iter().any(|l| l.starts_with(&self.stream.norm[from..end]));
                (end - from >= MIN_BEGUN && begins).then_some(end)?
            }
        };
        Some(self.push(What::Entry(number), at..end, from..end))
    }

    /// What a bracket begins or ends.
    fn bracket(&mut self, at: usize) -> Option<usize> {
        match self.c(at)? {
            '[' => {
                let (inside, marked) = self.inside(at + 1);
                let closed = self.c(inside) == Some(']') && self.stream.brk[inside] < brk::LINE;
                let label = inside + usize::from(closed);
                if (closed || marked) && self.box_label(label).is_some() && self.near(label) {
                    return self.boxed(at, label, true);
                }
                if closed
                    && !marked
                    && self.near(label)
                    && let Some(end) = self.choice(label).filter(|&end| end > label)
                {
                    return Some(self.push(What::Choice, at..end, label..end));
                }
                if closed {
                    self.push(What::Open { marked }, at..inside, at..inside);
                    return Some(self.push(What::Close, inside..label, inside..label));
                }
                if self.line_ends(inside) {
                    return Some(self.push(What::Open { marked }, at..inside, at..inside));
                }
                let to = self.end.min(inside + MAX_BROKEN);
                let close = (inside..to).find(|&i| self.c(i) == Some(']'));
                let title = (inside..close.unwrap_or(inside)).find(|&i| self.is_at(i, &TITLE));
                if !marked
                    && let (Some(title), Some(close)) = (title, close)
                    && let Some(end) = self.around_title(at, inside..title, close)
                {
                    return Some(end);
                }
                let choice = self.choice(inside).filter(|_| !marked);
                if choice.is_none_or(|end| end == inside)
                    && let Some(end) = self.begun(inside).filter(|_| !marked)
                {
                    return Some(self.push(What::Part, at..end, inside..end));
                }
                let choice = choice?;
                let end = choice + usize::from(self.c(choice) == Some(']'));
                // The bracket behind it may be lost.
                if choice > inside || end > choice {
                    return Some(self.push(What::Choice, at..end, inside..choice));
                }
                let close = close?;
                let part = self.stream.norm[inside..close].to_vec();
                let begins = self.words.choices.get(&part[0])?.iter().any(|l| l.starts_with(&part));
                begins.then(|| self.push(What::Part, at..close + 1, inside..close))
            }
            ']' if self.stream.brk[at] >= brk::SPACE || (at > 0 && self.taken[at - 1]) => {
                if self.box_label(at + 1).is_some() && self.near(at + 1) {
                    return self.boxed(at, at + 1, false);
                }
                Some(self.push(What::Close, at..at + 1, at..at + 1))
            }
            _ => None,
        }
    }

    /// The end of a line that is the beginning of a choice, and of nothing shorter.
    fn begun(&self, at: usize) -> Option<usize> {
        let list = self.words.choices.get(&self.c(at)?)?;
        let end = (at + 1..self.end.min(at + MAX_BROKEN)).find(|&i| self.line_ends(i))?;
        let words = &self.stream.norm[at..end];
        let begins = |label: &Vec<char>| label.len() > words.len() && label.starts_with(words);
        (words.len() >= MIN_BEGUN && list.iter().any(begins) && !self.is_whole(words)).then_some(end)
    }

    /// `[ 特定個人情報ファイルの全 ＜選択肢＞`, and `体 ]` below: a choice broken by the width of its cell.
    fn around_title(&mut self, at: usize, first: Range<usize>, close: usize) -> Option<usize> {
        let rest = first.end + TITLE.len()..close;
        let words = [&self.stream.norm[first.clone()], &self.stream.norm[rest.clone()]].concat();
        let whole = self.words.choices.get(words.first()?)?.contains(&words) && !rest.is_empty();
        whole.then(|| {
            self.push(What::Part, at..first.end, first.clone());
            self.push(What::Title, first.end..rest.start, first.end..rest.start);
            self.push(What::Rest, rest.start..close + 1, rest)
        })
    }

    /// Whether a character stands on the line of the one before.
    fn near(&self, at: usize) -> bool {
        self.stream.brk[at] < brk::LINE
    }

    fn box_label(&self, at: usize) -> Option<(usize, bool)> {
        let list = self.words.boxes.get(&self.c(at)?)?;
        list.iter().find(|l| self.is_at(at, &l.0)).map(|l| (l.0.len(), l.1))
    }

    fn boxed(&mut self, at: usize, label: usize, own: bool) -> Option<usize> {
        let (len, detail) = self.box_label(label)?;
        let mut end = label + len;
        if detail && self.c(end) == Some('(') {
            end = self.detail(end)?;
        }
        Some(self.push(What::Box { own }, at..end, label..label + len))
    }

    /// Past the balanced （ ） at `at`, and past 件 behind it.
    fn detail(&self, at: usize) -> Option<usize> {
        let mut depth = 0;
        for i in at..self.end.min(at + MAX_DETAIL) {
            match self.c(i)? {
                '(' => depth += 1,
                ')' => depth -= 1,
                '[' => return None,
                _ => {}
            }
            if depth == 0 {
                return Some(i + 1 + usize::from(self.c(i + 1) == Some('件')));
            }
        }
        None
    }

    /// Past the choice that begins at `at` and ends with a bracket, a space, its line or its list; past the words up to
    /// the bracket where they are only its beginning.
    fn choice(&self, at: usize) -> Option<usize> {
        let list = self.words.choices.get(&self.c(at)?)?;
        let whole = |l: &&Vec<char>| {
            let end = at + l.len();
            self.is_at(at, l) && (self.word_ends(end) || self.c(end) == Some(']') || self.is_at(end, &TITLE))
        };
        if let Some(label) = list.iter().find(whole) {
            return Some(at + label.len());
        }
        list.iter()
            .any(|l| {
                let shared = l.iter().enumerate().take_while(|(k, c)| self.c(at + k) == Some(**c)).count();
                shared > 2 && self.c(at + shared) == Some(']')
            })
            .then_some(at)
    }

    /// Words that stand alone on their line or at the end of it.
    fn alone(&mut self, at: usize) -> Option<usize> {
        let begins = at == 0 || self.taken[at - 1] || self.stream.brk[at] >= brk::SPACE;
        if !begins {
            return None;
        }
        let first = self.c(at)?;
        if is_mark(first) && self.line_ends(at + 1) {
            return Some(self.push(What::Mark, at..at + 1, at..at + 1));
        }
        if is_mark(first) && self.box_label(at + 1).is_some() && self.near(at + 1) {
            return self.boxed(at, at + 1, true);
        }
        if first == '(' {
            let digits = (at + 1..at + 5).take_while(|&i| self.c(i).is_some_and(|c| c.is_ascii_digit())).count();
            let end = at + digits + 3;
            if self.c(end - 2) == Some(')') && self.c(end - 1) == Some('件') && self.line_ends(end) {
                return Some(self.push(What::Count, at..end, at + 1..at + 1 + digits));
            }
        }
        let bullet = usize::from(first == '・');
        let group =
            self.words.groups.iter().find(|g| self.is_at(at + bullet, g) && self.line_ends(at + bullet + g.len()));
        if let Some(group) = group {
            let end = at + bullet + group.len();
            return Some(self.push(What::Group, at..end, at..end));
        }
        let list = self.words.choices.get(&first)?;
        // The bracket before it may be lost.
        let bracket = |end: usize| usize::from(self.c(end) == Some(']') && self.near(end));
        let ends = |l: &&Vec<char>| {
            let end = at + l.len();
            self.is_at(at, l) && (bracket(end) > 0 || self.line_ends(end))
        };
        let core = at + list.iter().find(ends)?.len();
        let end = core + bracket(core);
        let whole = self.stream.brk[at] >= brk::LINE || self.taken[at.saturating_sub(1)];
        whole.then(|| self.push(What::Choice, at..end, at..core))
    }
}
