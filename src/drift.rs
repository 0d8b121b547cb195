//! Passages that have drifted apart: the texts of many assessments come in, groups of nearly the same
//! wording go out, with the usual wording, what differs, and where each stands.
//!
//! No pair of texts is compared that need not be: equal texts are one, each text has a sketch of its
//! runs of characters ([`sketch`]), and only texts that share a part of their sketch are compared, each
//! with the first of its group. The work grows with the corpus, not with its square.

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::Serialize;

pub mod extract;
pub mod html;
pub mod human;
mod sketch;
pub mod units;

use crate::text;

use sketch::{Sketch, Sketches};
use units::{Place, Unit};

/// The least length of a passage, in characters as they are compared; shorter ones are mere labels.
const MIN_CHARS: usize = 30;

/// Everything that was found; also its JSON form.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Report {
    /// Version of this format: 1.
    pub version: u32,
    /// The groups, the most frequent first; those that differ in numbers alone last.
    pub groups: Vec<Group>,
    /// How many there are.
    pub summary: Summary,
}

/// Passages of nearly the same wording.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Group {
    /// Its number, by which `--group` names it.
    pub number: usize,
    /// The wordings, the usual one first.
    pub wordings: Vec<Wording>,
}

/// One wording with every place where it stands.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Wording {
    /// The text.
    pub text: String,
    /// What differs from the usual wording, line by line; empty for the usual one.
    pub changes: Vec<Change>,
    /// Where it stands.
    pub places: Vec<Stands>,
}

/// A piece of a wording, told from the usual one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Change {
    /// Whether it stands in both.
    pub kind: ChangeKind,
    /// The words.
    pub text: String,
}

/// Where a piece of two wordings stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    /// In both.
    Same,
    /// In the usual wording only.
    Removed,
    /// In this wording only.
    Added,
}

/// A place for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Stands {
    /// The file as it was named.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// Number and label of the item; of a shared passage its key.
    pub label: String,
    /// Whether it is a shared passage.
    pub shared: bool,
    #[serde(skip)]
    place: Option<Place>,
}

/// How many there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Summary {
    /// Files that were read.
    pub files: usize,
    /// Passages that were compared.
    pub passages: usize,
    /// Groups that were found.
    pub groups: usize,
    /// Places in these groups.
    pub places: usize,
}

/// A corpus to which files are added one after the other.
#[derive(Debug, Default)]
pub struct Corpus {
    files: Vec<String>,
    labels: Labels,
    /// Each distinct wording with its places.
    texts: Vec<(String, Vec<Spot>)>,
    index: HashMap<String, usize>,
    passages: usize,
}

/// A place in few bytes.
#[derive(Clone, Copy, Debug)]
struct Spot {
    file: u32,
    label: u32,
    line: u32,
    shared: bool,
    place: Place,
}

#[derive(Debug, Default)]
struct Labels {
    all: Vec<String>,
    index: HashMap<String, u32>,
}

impl Labels {
    fn number(&mut self, label: String) -> u32 {
        if let Some(&number) = self.index.get(&label) {
            return number;
        }
        let number = self.all.len() as u32;
        self.all.push(label.clone());
        self.index.insert(label, number);
        number
    }
}

impl Corpus {
    /// Adds the passages of a file.
    pub fn add(&mut self, file: String, units: Vec<Unit>) {
        let number = self.files.len() as u32;
        self.files.push(file);
        for unit in units {
            self.passages += 1;
            let spot = Spot {
                file: number,
                label: self.labels.number(unit.label),
                line: unit.line as u32,
                shared: unit.shared,
                place: unit.place,
            };
            match self.index.get(&unit.text) {
                Some(&at) => self.texts[at].1.push(spot),
                None => {
                    self.index.insert(unit.text.clone(), self.texts.len());
                    self.texts.push((unit.text, vec![spot]));
                }
            }
        }
    }

    /// The groups of passages that have drifted apart: whole blocks first, then single paragraphs of
    /// the blocks that have no like. `files` is the number of files that were read.
    pub fn groups(mut self, files: usize) -> Report {
        // What is looked for has been found; the index is as large as the corpus.
        self.index = HashMap::new();
        let blocks = cluster(&self.texts);
        let mut alone = Vec::new();
        let mut found = Vec::new();
        for members in blocks {
            let places: usize = members.iter().map(|&at| self.texts[at].1.len()).sum();
            if members.len() > 1 {
                found.push(members.iter().map(|&at| self.texts[at].clone()).collect::<Vec<_>>());
            } else if places == 1 {
                alone.extend(members);
            }
        }
        let paragraphs = paragraphs(&self.texts, &alone);
        for members in cluster(&paragraphs).into_iter().filter(|members| members.len() > 1) {
            found.push(members.iter().map(|&at| paragraphs[at].clone()).collect());
        }
        self.report(found, files)
    }

    fn report(&self, found: Vec<Vec<(String, Vec<Spot>)>>, files: usize) -> Report {
        let mut groups: Vec<Group> = found.into_iter().map(|wordings| self.group(wordings)).collect();
        let size = |group: &Group| group.wordings.iter().map(|w| w.places.len()).sum::<usize>();
        let first = |group: &Group| group.wordings[0].places[0].clone();
        // What differs in numbers alone is most often meant to, so it comes last.
        groups.sort_by_cached_key(|group| {
            let Stands { file, line, .. } = first(group);
            (differs_in_numbers_only(group), std::cmp::Reverse(size(group)), file, line)
        });
        groups.iter_mut().enumerate().for_each(|(i, group)| group.number = i + 1);
        let summary =
            Summary { files, passages: self.passages, groups: groups.len(), places: groups.iter().map(size).sum() };
        Report { version: 1, groups, summary }
    }

    /// The usual wording is that of the shared passage, else the most frequent, else the first.
    fn group(&self, mut texts: Vec<(String, Vec<Spot>)>) -> Group {
        let rank = |(_, spots): &(String, Vec<Spot>)| {
            let first = spots.iter().map(|s| (s.file, s.line)).min();
            (!spots.iter().any(|s| s.shared), std::cmp::Reverse(spots.len()), first)
        };
        texts.sort_by_key(rank);
        let usual = texts[0].0.clone();
        let wordings = texts.into_iter().enumerate().map(|(i, (text, mut spots))| {
            spots.sort_by_key(|s| (s.file, s.line));
            let changes = if i == 0 { Vec::new() } else { changes(&usual, &text) };
            Wording { changes, places: spots.iter().map(|s| self.stands(s)).collect(), text }
        });
        Group { number: 0, wordings: wordings.collect() }
    }

    fn stands(&self, spot: &Spot) -> Stands {
        Stands {
            file: self.files[spot.file as usize].clone(),
            line: spot.line as usize,
            label: self.labels.all[spot.label as usize].clone(),
            shared: spot.shared,
            place: (!spot.shared).then_some(spot.place),
        }
    }
}

/// Groups the texts by likeness; each group holds positions, in the order of the texts.
fn cluster(texts: &[(String, Vec<Spot>)]) -> Vec<Vec<usize>> {
    use rayon::prelude::*;
    let sketches: Vec<Option<Sketch>> = texts.par_iter().map(|(text, _)| Sketch::of(text, MIN_CHARS)).collect();
    let mut leaders = Sketches::default();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (at, sketch) in sketches.iter().enumerate() {
        let Some(sketch) = sketch else { continue };
        let like = leaders.like(sketch, |leader| sketch::likeness(&texts[groups[leader][0]].0, &texts[at].0));
        match like {
            Some(group) => groups[group].push(at),
            None => {
                leaders.add(sketch, groups.len());
                groups.push(vec![at]);
            }
        }
    }
    groups
}

/// The paragraphs of texts that stand alone, as texts of their own.
fn paragraphs(texts: &[(String, Vec<Spot>)], alone: &[usize]) -> Vec<(String, Vec<Spot>)> {
    let mut found: Vec<(String, Vec<Spot>)> = Vec::new();
    let mut index: HashMap<&str, usize> = HashMap::new();
    for &at in alone {
        let (text, spots) = &texts[at];
        if !text.contains('\n') {
            // A single paragraph has been compared as a block; it may still be like one inside a block.
            push_paragraph(text, spots, 0, &mut found, &mut index);
            continue;
        }
        for (i, line) in text.split('\n').enumerate() {
            push_paragraph(line, spots, i, &mut found, &mut index);
        }
    }
    found
}

fn push_paragraph<'t>(
    line: &'t str,
    spots: &[Spot],
    at: usize,
    found: &mut Vec<(String, Vec<Spot>)>,
    index: &mut HashMap<&'t str, usize>,
) {
    if line.len() < MIN_CHARS {
        return;
    }
    let spots = spots.iter().map(|spot| Spot {
        line: spot.line + at as u32,
        place: Place { first: spot.place.first + at as u32, last: spot.place.first + at as u32, ..spot.place },
        ..*spot
    });
    match index.get(line) {
        Some(&known) => found[known].1.extend(spots),
        None => {
            index.insert(line, found.len());
            found.push((line.to_owned(), spots.collect()));
        }
    }
}

/// What differs from the usual wording. Characters that are equal by chance between two changes
/// belong to the change, so that it reads as words.
pub fn changes(usual: &str, text: &str) -> Vec<Change> {
    use similar::{ChangeTag, TextDiff};
    /// Fewer equal characters than this between two changes are no words.
    const CHANCE: usize = 3;
    let (old, new) = (words(usual), words(text));
    let diff = TextDiff::from_slices(&old, &new);
    let mut runs: Vec<Change> = Vec::new();
    for change in diff.iter_all_changes() {
        let kind = match change.tag() {
            ChangeTag::Equal => ChangeKind::Same,
            ChangeTag::Delete => ChangeKind::Removed,
            ChangeTag::Insert => ChangeKind::Added,
        };
        match runs.last_mut() {
            Some(run) if run.kind == kind => run.text.push_str(change.value()),
            _ => runs.push(Change { kind, text: change.value().to_owned() }),
        }
    }
    let mut out: Vec<Change> = Vec::new();
    let (mut removed, mut added) = (String::new(), String::new());
    let last = runs.len().saturating_sub(1);
    for (i, run) in runs.iter().enumerate() {
        match run.kind {
            ChangeKind::Removed => removed.push_str(&run.text),
            ChangeKind::Added => added.push_str(&run.text),
            ChangeKind::Same => {
                let chance = run.text.chars().count() < CHANCE && !run.text.contains('\n') && i > 0 && i < last;
                if chance {
                    removed.push_str(&run.text);
                    added.push_str(&run.text);
                } else {
                    flush(&mut removed, &mut added, &mut out);
                    out.push(run.clone());
                }
            }
        }
    }
    flush(&mut removed, &mut added, &mut out);
    out
}

/// The pieces that are compared: numbers, Latin words and katakana words as a whole, else characters.
fn words(text: &str) -> Vec<&str> {
    let class = |c: char| match c {
        c if c.is_numeric() => 1,
        c if c.is_ascii_alphabetic() => 2,
        'ァ'..='ヺ' | 'ー' => 3,
        _ => 0,
    };
    let mut out = Vec::new();
    let mut start = 0;
    let mut before = 0;
    for (at, c) in text.char_indices() {
        let now = class(c);
        if at > start && (now == 0 || now != before) {
            out.push(&text[start..at]);
            start = at;
        }
        before = now;
    }
    if start < text.len() {
        out.push(&text[start..]);
    }
    out
}

/// Whether the wordings of a group differ in numbers alone, as citations of different rows do.
fn differs_in_numbers_only(group: &Group) -> bool {
    let plain = |text: &str| text::normalize(text).chars().filter(|c| !c.is_ascii_digit()).collect::<String>();
    let usual = plain(&group.wordings[0].text);
    group.wordings.iter().all(|wording| plain(&wording.text) == usual)
}

fn flush(removed: &mut String, added: &mut String, out: &mut Vec<Change>) {
    for (kind, text) in [(ChangeKind::Removed, removed), (ChangeKind::Added, added)] {
        if !text.is_empty() {
            out.push(Change { kind, text: std::mem::take(text) });
        }
    }
}

#[cfg(test)]
mod tests;
