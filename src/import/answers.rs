//! The answers by item and member, and what became of the characters they were read from.

use std::collections::HashMap;
use std::ops::Range;

use crate::form::{FormDef, Item, Kind, Layout};
use crate::text;

use super::lex::{Mark, Origin, Stream, brk};
use super::value::{self, Read, Value};
use super::walk::{Found, Members};
use super::{boxes, records};

/// An answer with where it was read.
#[derive(Debug)]
pub(super) struct Answer {
    pub read: Read,
    /// Where it was read.
    pub origin: Option<Origin>,
}

/// All answers.
#[derive(Debug, Default)]
pub(super) struct Answers {
    map: HashMap<(&'static str, Members), Answer>,
}

impl Answers {
    /// The answer to an item of a member.
    pub fn get(&self, item: &'static Item, members: &[usize]) -> Option<&Answer> {
        self.map.get(&(item.id.as_str(), members.to_vec()))
    }

    /// The answers of each item as texts, of whatever member.
    pub fn by_item(&self, shown: impl Fn(&str, &Value) -> String) -> HashMap<&'static str, Vec<String>> {
        let mut out: HashMap<&str, Vec<String>> = HashMap::new();
        for (key, answer) in &self.map {
            out.entry(key.0).or_default().push(shown(key.0, &answer.read.value));
        }
        out
    }

    /// Adds an answer; the first one stays.
    pub fn put(&mut self, id: &'static str, members: Members, answer: Answer) {
        self.map.entry((id, members)).or_insert(answer);
    }

    /// How many members a list has, by the answers inside of it.
    pub fn members_of(&self, list: &Item, outer: &[usize]) -> usize {
        let prefix = format!("{}.", list.id);
        let inside = self.map.keys().filter(|k| k.0.starts_with(&prefix) && k.1.starts_with(outer));
        inside.filter_map(|k| k.1.get(outer.len())).max().map_or(0, |m| m + 1)
    }
}

/// Record items of several files below one heading: the name of each file stands on a line before its items.
/// For each such list what stays with it, and the lists of the other files.
fn records_by_file(
    stream: &mut Stream,
    form: &'static FormDef,
    found: &[Found],
) -> Vec<(usize, Vec<Range<usize>>, Vec<Found>)> {
    let mut out = Vec::new();
    let lists =
        found.iter().enumerate().filter(|(_, f)| matches!(f.item.kind, Kind::List { layout: Layout::Records, .. }));
    for (at, list) in lists {
        let file = form.path_to(&list.item.id).into_iter().rev().find(|i| i.part && i.id != list.item.id);
        let Some(Kind::List { name: Some(name), .. }) = file.map(|i| &i.kind) else { continue };
        let names: Vec<(&Found, String)> = found
            .iter()
            .filter(|f| f.item.id == *name)
            .map(|f| (f, f.ranges.iter().map(|r| bare_name(&stream.string(r.clone()))).collect()))
            .collect();
        let mut parts: Vec<(Members, Vec<Range<usize>>)> = vec![(list.members.clone(), Vec::new())];
        let mut printed = Vec::new();
        for line in list.ranges.iter().flat_map(|r| stream.pieces(r.clone(), brk::SOFT)) {
            let title = bare_name(&stream.string(line.clone()));
            if let Some((file, _)) = names.iter().find(|n| n.1 == title) {
                parts.push((file.members.clone(), Vec::new()));
                printed.push(line);
                continue;
            }
            let Some((_, ranges)) = parts.last_mut() else { continue };
            match ranges.last_mut().filter(|r| r.end == line.start) {
                Some(last) => last.end = line.end,
                None => ranges.push(line),
            }
        }
        let others = parts.iter().filter(|p| p.0 != list.members).count();
        let taken = |m: &Members| found.iter().any(|f| std::ptr::eq(f.item, list.item) && f.members == *m);
        if others == 0 || parts.iter().any(|p| p.0 != list.members && taken(&p.0)) {
            continue;
        }
        printed.iter().for_each(|line| stream.mark(line, Mark::Furniture));
        let (own, more): (Vec<_>, Vec<_>) = parts.into_iter().partition(|p| p.0 == list.members);
        let more = more.into_iter().map(|(members, ranges)| Found { members, ranges, ..list.clone() });
        out.push((at, own.into_iter().flat_map(|p| p.1).collect(), more.collect()));
    }
    out
}

/// The name of a file without its number: `(2)本人確認情報ファイル`.
fn bare_name(name: &str) -> String {
    name.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '(' | ')' | '.' | '<' | '【'))
        .trim_end_matches(['>', '】'])
        .to_owned()
}

/// Reads the text of every item.
pub(super) fn read(stream: &mut Stream, form: &'static FormDef, found: Vec<Found>) -> Answers {
    let mut merged: Vec<Found> = Vec::new();
    let mut index: HashMap<(&str, Members), usize> = HashMap::new();
    for f in found {
        match index.get(&(f.item.id.as_str(), f.members.clone())) {
            Some(&at) => {
                // Without cells, words behind the same label in two places are hardly one answer.
                let open = |f: &Found| super::walk::is_open(stream, &f.ranges);
                merged[at].doubtful |= f.doubtful || (stream.plain && open(&f) && open(&merged[at]));
                merged[at].ranges.extend(f.ranges);
                merged[at].doubt = merged[at].doubt.take().or(f.doubt);
            }
            None => {
                index.insert((f.item.id.as_str(), f.members.clone()), merged.len());
                merged.push(f);
            }
        }
    }
    let parts = records_by_file(stream, form, &merged);
    for (at, ranges, more) in parts.into_iter().rev() {
        merged[at].ranges = ranges;
        merged.extend(more);
    }
    let of_boxes = merged.iter().filter(|f| matches!(f.item.kind, Kind::Boxes(_)));
    let boxes: Vec<_> = of_boxes.flat_map(|f| f.ranges.iter().cloned()).collect();
    stream.circles = boxes::both_circles(stream, &boxes);
    let mut answers = Answers::default();
    for f in merged {
        one(stream, form, &mut answers, f);
    }
    answers
}

fn one(stream: &mut Stream, form: &'static FormDef, answers: &mut Answers, f: Found) {
    let ranges: Vec<Range<usize>> = f.ranges.iter().filter(|r| !r.is_empty()).cloned().collect();
    let label = f.label.start..f.label.end.max(f.label.start + 1).min(stream.norm.len());
    let origin = stream.origin(&ranges).or_else(|| stream.origin(&[label]));
    let everything = ranges.clone();
    let (mut read, used) = match &f.item.kind {
        _ if f.settled && ranges.is_empty() => (Read::sure(Value::Blank), everything),
        Kind::Choice(set) => {
            let mut got = value::choice(stream, &ranges, set);
            for range in &got.furniture {
                stream.mark(range, Mark::Furniture);
            }
            if matches!(got.read.value, Value::Choice(_)) {
                count_beside(stream, form, answers, &f, &ranges, &got.used);
            }
            if matches!(got.read.value, Value::Unreadable(_)) {
                got.used = everything;
            }
            (got.read, got.used)
        }
        Kind::Boxes(set) => {
            let got = boxes::read(stream, &ranges, set);
            for range in &got.furniture {
                stream.mark(range, Mark::Furniture);
            }
            (got.read, got.used)
        }
        Kind::Date => (value::date_or_number(stream, &ranges, false), everything),
        Kind::Number => (value::date_or_number(stream, &ranges, true), everything),
        Kind::List { .. } => {
            headings_of_member(stream, form, answers, &f, &ranges);
            let got = records::read(stream, &ranges);
            (Read::sure(Value::Records(got.groups)), got.used)
        }
        Kind::Fixed(printed) => {
            let text = value::words(stream, &ranges);
            if text::normalize(&text) == text::normalize(printed) {
                for range in &ranges {
                    stream.mark(range, Mark::Furniture);
                }
            }
            return;
        }
        _ => (value::free_text(stream, &ranges), everything),
    };
    for range in &used {
        stream.mark(range, Mark::Placed);
    }
    if !matches!(read.value, Value::Blank | Value::Unreadable(_)) && value::has_unknown(stream, &ranges) {
        read = value::unknown(stream, &ranges);
    }
    if f.doubtful && !matches!(read.value, Value::Unreadable(_)) {
        for range in &ranges {
            stream.mark(range, Mark::Placed);
        }
        read = Read::unsure(
            Value::Unreadable(value::words(stream, &ranges)),
            "文の並びが様式と違うため、どの項目の記載か決められません",
            "the order of the text does not tell which item this belongs to",
        );
    }
    read.doubt = read.doubt.or(f.doubt).filter(|_| read.value != Value::Blank);
    answers.put(&f.item.id, f.members, Answer { read, origin });
}

/// `＜甲ファイル＞` above the record items of that file: the name of the member is printed, not answered.
fn headings_of_member(
    stream: &mut Stream,
    form: &'static FormDef,
    answers: &Answers,
    f: &Found,
    ranges: &[Range<usize>],
) {
    let lists = form.path_to(&f.item.id).into_iter().filter(|i| matches!(i.kind, Kind::List { .. }));
    for (depth, list) in lists.enumerate().filter(|(_, l)| l.id != f.item.id) {
        let Kind::List { name: Some(id), .. } = &list.kind else { continue };
        let Some(item) = form.find(id) else { continue };
        let Some(members) = f.members.get(..=depth) else { continue };
        let value = answers.get(item, members).map(|a| &a.read.value);
        let Some(Value::Text(name) | Value::Unreadable(name)) = value else { continue };
        let name = text::normalize(name);
        let lines: Vec<_> = ranges.iter().flat_map(|r| stream.pieces(r.clone(), brk::SOFT)).collect();
        for line in lines {
            let text = stream.string(line.clone());
            let inner = text.strip_prefix('<').and_then(|t| t.strip_suffix('>')).unwrap_or(&text);
            if inner == name {
                stream.mark(&line, Mark::Furniture);
            }
        }
    }
}

/// `（ 2 ）件` beside a choice is the answer to the count in the same row.
fn count_beside(
    stream: &mut Stream,
    form: &'static FormDef,
    answers: &mut Answers,
    f: &Found,
    ranges: &[Range<usize>],
    used: &[Range<usize>],
) {
    let path = form.path_to(&f.item.id);
    let Some(group) = path.len().checked_sub(2).map(|i| path[i]) else { return };
    let Some(count) = group.children.iter().find(|c| matches!(c.kind, Kind::Count { .. })) else { return };
    let at: Vec<usize> = ranges
        .iter()
        .flat_map(|r| r.clone())
        .filter(|&i| stream.mark_of(i) != Mark::Furniture && !used.iter().any(|u| u.contains(&i)))
        .collect();
    let text: String = at.iter().map(|&i| stream.norm[i]).collect();
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let plain = text.chars().all(|c| c.is_ascii_digit() || matches!(c, '(' | ')' | '件'));
    if plain && !digits.is_empty() {
        let places: Vec<Range<usize>> = at.iter().map(|&i| i..i + 1).collect();
        let origin = stream.origin(&places);
        for place in &places {
            stream.mark(place, Mark::Placed);
        }
        answers.put(&count.id, f.members.clone(), Answer { read: Read::sure(Value::Text(digits)), origin });
    } else if plain {
        for i in at {
            stream.mark(&(i..i + 1), Mark::Furniture);
        }
    }
}
