//! Looking at an assessment: an item's id goes in, its answer with place and source bytes comes out.
//!
//! [`Scope`] is a group or a member of a list with the way to it; [`At`] an answer with the way to
//! it. Readers of values (`choice`, `ticked`, `words` …) answer `None` where the value is not known,
//! so that a rule written with `?` is silent there.

use std::borrow::Cow;
use std::ops::Range;

use crate::assessment::place::member_steps;
use crate::assessment::{Answer, Assessment, Block, BlockKind, Group, Place, State, Step, Tick, Value, item_place};
use crate::date::Date;
use crate::diag::ItemPlace;
use crate::source::{Source, Span};

use super::items;

/// A group of answers with the way to it.
#[derive(Clone, Debug)]
pub struct Scope<'a> {
    /// The answers.
    pub group: &'a Group,
    /// The way to them.
    pub place: Place<'a>,
}

/// An answer with the way to it.
#[derive(Clone, Debug)]
pub struct At<'a> {
    /// The answer.
    pub answer: &'a Answer,
    /// The way to it.
    pub place: Place<'a>,
}

impl<'a> Scope<'a> {
    /// The whole document.
    pub fn root(assessment: &'a Assessment) -> Self {
        Scope { group: &assessment.root, place: Place::default() }
    }

    /// The answer to an item inside, through groups but not into lists.
    pub fn find(&self, id: &str) -> Option<At<'a>> {
        const DEEPER: usize = 4;
        let mut steps = Vec::with_capacity(self.place.steps.len() + DEEPER);
        steps.extend_from_slice(&self.place.steps);
        let mut group = self.group;
        loop {
            let leads = |answer: &&Answer| match id.strip_prefix(&answer.item.id) {
                Some("") => true,
                Some(rest) => rest.starts_with('.') && answer.group().is_some(),
                None => false,
            };
            let answer = group.answers.iter().find(leads)?;
            steps.push(Step::Item(answer.item));
            if answer.item.id == id {
                return Some(At { answer, place: Place { steps } });
            }
            group = answer.group()?;
        }
    }

    /// One of its own answers with the way to it.
    pub fn at(&self, answer: &'a Answer) -> At<'a> {
        let mut place = self.place.clone();
        place.steps.push(Step::Item(answer.item));
        At { answer, place }
    }

    /// The answer to an item inside; where a whole group around it is absent, that group.
    pub fn find_or_above(&self, id: &str) -> Option<At<'a>> {
        let above = || id.rsplit_once('.').and_then(|(above, _)| self.find_or_above(above));
        self.find(id).or_else(above)
    }

    /// The members of a list inside, without those in which nothing was written.
    pub fn members(&self, id: &str) -> Vec<Scope<'a>> {
        let Some(list) = self.find(id) else { return Vec::new() };
        let members = list.answer.members();
        let scopes = members.iter().zip(member_steps(members)).map(|(group, step)| {
            let mut place = list.place.clone();
            place.steps.push(step);
            Scope { group, place }
        });
        scopes.filter(|scope| !scope.group.is_blank()).collect()
    }

    /// The answers below, in the order of the form.
    pub fn answers(&self) -> Vec<At<'a>> {
        let mut found = Vec::new();
        collect(self.group, &mut self.place.clone(), &mut found);
        found
    }

    /// The item and member names, for a message about the whole group.
    pub fn item_place(&self) -> ItemPlace {
        item_place(&self.place)
    }

    /// The bytes of the group.
    pub fn span(&self) -> Span {
        self.group.span
    }
}

fn collect<'a>(group: &'a Group, place: &mut Place<'a>, found: &mut Vec<At<'a>>) {
    for answer in &group.answers {
        place.steps.push(Step::Item(answer.item));
        found.push(At { answer, place: place.clone() });
        match &answer.state {
            State::Filled(Value::Group(inner)) => collect(inner, place, found),
            State::Filled(Value::List(members)) => {
                for (member, step) in members.iter().zip(member_steps(members)) {
                    place.steps.push(step);
                    collect(member, place, found);
                    place.steps.pop();
                }
            }
            _ => {}
        }
        place.steps.pop();
    }
}

impl<'a> At<'a> {
    /// The bytes of the value; those of its key where there is no value; where there is no key
    /// either, the beginning of what it should stand in.
    pub fn span(&self) -> Span {
        match (&self.answer.state, self.answer.key_span) {
            (State::Blank, None) => Span::new(self.answer.span.start, self.answer.span.start),
            _ => self.answer.span,
        }
    }

    /// The bytes of the key, where the file has it.
    pub fn key_span(&self) -> Span {
        self.answer.key_span.unwrap_or(self.span())
    }

    /// Number and label as printed: `Ⅱ３④ 入手に係る妥当性`.
    pub fn label(&self) -> String {
        self.place.label()
    }

    /// Address and label.
    pub fn item_place(&self) -> ItemPlace {
        item_place(&self.place)
    }

    /// Whether nothing was written, or explicitly none.
    pub fn says_nothing(&self) -> bool {
        match &self.answer.state {
            State::Blank | State::None(_) => true,
            State::Filled(Value::Boxes(ticks)) => ticks.is_empty(),
            State::Filled(Value::Text(text)) => text.plain().trim().is_empty(),
            State::Filled(Value::Group(group)) => group.is_blank(),
            State::Filled(Value::List(members)) => members.iter().all(Group::is_blank),
            _ => false,
        }
    }

    /// Whether it is answered with something other than none.
    pub fn says_something(&self) -> bool {
        matches!(self.answer.state, State::Filled(_)) && !self.says_nothing()
    }

    /// The id of the choice.
    pub fn choice(&self) -> Option<&'static str> {
        let set = self.answer.item.choices()?;
        Some(set.choices[self.answer.choice()?].id.as_str())
    }

    /// The printed text of the choice.
    pub fn choice_label(&self) -> Option<&'static str> {
        let set = self.answer.item.choices()?;
        Some(set.choices[self.answer.choice()?].label.as_str())
    }

    /// The ticked boxes. A blank answer has none ticked, which is an answer only where boxes are
    /// optional (該当なし); elsewhere it is not known.
    pub fn ticks(&self) -> Option<&'a [Tick]> {
        match &self.answer.state {
            State::Filled(Value::Boxes(ticks)) => Some(ticks),
            State::Blank | State::None(_) if self.answer.item.required == crate::form::Required::Never => Some(&[]),
            _ => None,
        }
    }

    /// The tick of a box.
    pub fn tick(&self, id: &str) -> Option<&'a Tick> {
        let set = self.answer.item.choices()?;
        self.ticks()?.iter().find(|tick| set.choices[tick.index].id == id)
    }

    /// Whether a box is ticked.
    pub fn ticked(&self, id: &str) -> Option<bool> {
        self.ticks().map(|_| self.tick(id).is_some())
    }

    /// The words of a free text, or of a list of names.
    pub fn words(&self) -> Option<Cow<'a, str>> {
        match &self.answer.state {
            State::Filled(Value::Text(_) | Value::Strings(_)) => self.answer.text(),
            _ => None,
        }
    }

    /// The date.
    pub fn date(&self) -> Option<Date> {
        match &self.answer.state {
            State::Filled(Value::Date(_, date)) => Some(*date),
            _ => None,
        }
    }

    /// The number.
    pub fn number(&self) -> Option<u64> {
        match &self.answer.state {
            State::Filled(Value::Number(n, _)) => Some(*n),
            _ => None,
        }
    }

    /// The answer as it is written, for quoting.
    pub fn said(&self) -> String {
        self.answer.text().unwrap_or_default().into_owned()
    }
}

/// A piece of free text: a whole answer, a name in a list, or what stands in a box's （ ）.
#[derive(Clone, Debug)]
pub struct Passage<'a> {
    /// The answer.
    pub at: At<'a>,
    /// The text.
    pub text: Cow<'a, str>,
    piece: Option<Span>,
}

impl Passage<'_> {
    /// Whether it stands in the change table, where old wording is right.
    pub fn in_changes(&self) -> bool {
        matches!(self.at.place.steps.first(), Some(Step::Item(item)) if item.id == items::CHANGES)
    }

    /// The source bytes of a range of the text.
    pub fn span(&self, source: &Source, range: Range<usize>) -> Span {
        match self.piece {
            None => span_in(source, self.at.answer, range),
            Some(span) => in_scalar(source, span, &self.text, range),
        }
    }
}

/// Every piece of free text in some answers.
pub fn passages<'a>(answers: &[At<'a>]) -> Vec<Passage<'a>> {
    let mut found = Vec::new();
    for at in answers {
        match &at.answer.state {
            State::Filled(Value::Text(text)) => {
                found.push(Passage { text: text.plain(), at: at.clone(), piece: None });
            }
            State::Filled(Value::Strings(list)) => found.extend(list.iter().map(|(text, span)| Passage {
                at: at.clone(),
                text: Cow::Borrowed(text),
                piece: Some(*span),
            })),
            State::Filled(Value::Boxes(ticks)) => found.extend(ticks.iter().filter_map(|tick| {
                let text = Cow::Borrowed(tick.detail.as_deref()?);
                Some(Passage { at: at.clone(), text, piece: Some(tick.span) })
            })),
            _ => {}
        }
    }
    found
}

/// The source bytes of a range of an answer's text ([`Answer::text`]): exact inside plain, quoted and
/// block scalars, the whole block where the text has been put together from parts.
pub fn span_in(source: &Source, answer: &Answer, range: Range<usize>) -> Span {
    let State::Filled(value) = &answer.state else { return answer.span };
    match value {
        Value::Text(text) => in_blocks(source, &text.blocks, range).unwrap_or(answer.span),
        Value::Strings(list) => {
            // `Answer::text` joins the names with 、.
            let mut at = 0;
            for (name, span) in list {
                if range.start < at + name.len() {
                    let end = range.end.min(at + name.len());
                    return in_scalar(source, *span, name, range.start.saturating_sub(at)..end - at);
                }
                at += name.len() + '、'.len_utf8();
            }
            answer.span
        }
        _ => answer.span,
    }
}

/// Follows how `Text::plain` joins blocks: each without its last line breaks, on lines of its own.
fn in_blocks(source: &Source, blocks: &[Block], range: Range<usize>) -> Option<Span> {
    let mut at = 0;
    let mut found: Option<Span> = None;
    for block in blocks {
        let one = crate::assessment::Text { blocks: vec![block.clone()] };
        let plain = one.plain();
        let end = at + plain.len();
        if range.start < end && range.end > at {
            let inner = range.start.saturating_sub(at)..range.end.min(end) - at;
            let span = match &block.kind {
                BlockKind::Plain(_) => in_scalar(source, block.span, &plain, inner),
                _ => verbatim(source, block.span, &plain[inner]).unwrap_or(block.span),
            };
            found = Some(found.map_or(span, |f| f.to(span)));
        }
        at = end + 1;
    }
    found
}

/// The only occurrence of some words in a span.
fn verbatim(source: &Source, span: Span, words: &str) -> Option<Span> {
    let slice = source.slice(span);
    let mut hits = slice.match_indices(words);
    let (at, _) = hits.next()?;
    hits.next().is_none().then(|| Span::new(span.start + at, span.start + at + words.len()))
}

/// The source bytes of a range of a scalar's value. Value and source are walked side by side: the
/// source has more indentation, quotes and escapes, and nothing else. Where they do not agree the
/// whole scalar is given.
fn in_scalar(source: &Source, span: Span, value: &str, range: Range<usize>) -> Span {
    let slice = source.slice(span);
    if slice.starts_with(['[', '{']) || !slice.contains(['\n', '"', '\'', '|', '>']) && slice != value {
        return verbatim(source, span, &value[range]).unwrap_or(span);
    }
    match align(slice, value, &range) {
        Some((start, end)) => Span::new(span.start + start, span.start + end),
        None => verbatim(source, span, &value[range]).unwrap_or(span),
    }
}

/// Start and end of a range of `value` in `slice`.
fn align(slice: &str, value: &str, range: &Range<usize>) -> Option<(usize, usize)> {
    let quote = slice.chars().next().filter(|c| matches!(c, '"' | '\''));
    let mut at = match slice.chars().next()? {
        '|' | '>' => slice.find('\n')? + 1,
        '"' | '\'' => 1,
        _ => 0,
    };
    let mut start = None;
    let mut end = at;
    for (i, c) in value.char_indices() {
        if i >= range.end {
            break;
        }
        loop {
            let rest = &slice[at..];
            let s = rest.chars().next()?;
            let (read, width) = match (quote, s) {
                (Some('"'), '\\') => escape(rest)?,
                (Some('\''), '\'') => ('\'', 2),
                _ => (s, s.len_utf8()),
            };
            if read == c {
                if i >= range.start && start.is_none() {
                    start = Some(at);
                }
                at += width;
                end = at;
                break;
            }
            if s.is_whitespace() {
                at += width;
            } else if c.is_whitespace() {
                break;
            } else {
                return None;
            }
        }
    }
    Some((start?, end))
}

/// The character and length of a double-quoted escape.
fn escape(rest: &str) -> Option<(char, usize)> {
    let code = rest[1..].chars().next()?;
    let hex = |digits: usize| {
        let number = u32::from_str_radix(rest.get(2..2 + digits)?, 16).ok()?;
        Some((char::from_u32(number)?, 2 + digits))
    };
    match code {
        'n' => Some(('\n', 2)),
        't' => Some(('\t', 2)),
        'r' => Some(('\r', 2)),
        'x' => hex(2),
        'u' => hex(4),
        'U' => hex(8),
        c => Some((c, 1 + c.len_utf8())),
    }
}
