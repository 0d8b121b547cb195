//! Taking a group of passages out into one shared passage: its places in the sources come in, the new
//! texts of the files go out. Only the spans of the places change.
//!
//! Nothing is written here, and nothing is given out that has not been read again: every answer of the
//! new text must say what it said before, with the usual wording in the places of the group.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::assessment::{self, Answer, Assessment, Block, BlockKind, State, Value};
use crate::diag::{Edit, apply_edits};
use crate::source::{Source, SourceError, Span};
use crate::text;
use crate::yaml::write;

use super::units::{self, Place};
use super::{Group, Stands};

/// What a group becomes.
#[derive(Debug)]
pub struct Extraction {
    /// The shared passage as YAML, to be added to a file of passages; none where it is there already.
    pub passage: Option<String>,
    /// The files with their new texts.
    pub files: Vec<Rewritten>,
    /// Places that could not be rewritten, with nothing changed there.
    pub left: Vec<Stands>,
}

/// A file with its new text.
#[derive(Debug)]
pub struct Rewritten {
    /// The file.
    pub path: PathBuf,
    /// As it was read.
    pub source: Arc<Source>,
    /// The new text.
    pub text: String,
    /// How many places became references.
    pub places: usize,
    /// The places whose wording changes by it.
    pub changed: Vec<Stands>,
}

/// Why nothing can be taken out.
#[derive(Debug)]
pub enum ExtractError {
    /// A file cannot be read any more.
    Source(SourceError),
    /// A file is not what it was when the group was found.
    Changed(PathBuf),
}

/// Puts a reference to `key` in every place of a group.
pub fn extract(group: &Group, key: &str) -> Result<Extraction, ExtractError> {
    let usual = &group.wordings[0];
    let known = usual.places.iter().any(|place| place.shared && place.label == key);
    let mut by_file: BTreeMap<&str, Vec<(Place, &Stands, bool)>> = BTreeMap::new();
    for (i, wording) in group.wordings.iter().enumerate() {
        for stands in &wording.places {
            if let Some(place) = stands.place {
                by_file.entry(&stands.file).or_default().push((place, stands, i > 0));
            }
        }
    }
    let mut extraction =
        Extraction { passage: (!known).then(|| passage(key, &usual.text)), files: Vec::new(), left: Vec::new() };
    for (file, mut places) in by_file {
        places.sort_by_key(|(place, ..)| *place);
        let path = Path::new(file);
        let source = Source::read(path).map_err(ExtractError::Source)?;
        let outcome = assessment::read(&source);
        let old = outcome.assessment.ok_or_else(|| ExtractError::Changed(path.to_owned()))?;
        let mut text = source.text().to_owned();
        let mut done: Vec<(Place, &Stands, bool)> = Vec::new();
        // Place by place, each on the text as read, so that one that cannot be rewritten leaves the others.
        let mut edits: Vec<Edit> = Vec::new();
        for of_block in places.chunk_by(|a, b| (a.0.answer, a.0.block) == (b.0.answer, b.0.block)) {
            let spots: Vec<Place> = of_block.iter().map(|(place, ..)| *place).collect();
            let mut tried = edits.clone();
            tried.extend(rewrite(&source, &old, &spots, key));
            let attempt = apply_edits(source.text(), &tried);
            let mut replaced: Vec<Place> = done.iter().map(|(place, ..)| *place).collect();
            replaced.extend(&spots);
            if tried.len() > edits.len() && says_the_same(&old, &attempt, &replaced, key, &usual.text) {
                (edits, text) = (tried, attempt);
                done.extend(of_block.iter().copied());
            } else {
                extraction.left.extend(of_block.iter().map(|(_, stands, _)| (*stands).clone()));
            }
        }
        if !done.is_empty() {
            let changed = done.iter().filter(|(.., other)| *other).map(|(_, stands, _)| (*stands).clone()).collect();
            extraction.files.push(Rewritten { path: path.to_owned(), source, text, places: done.len(), changed });
        }
    }
    Ok(extraction)
}

/// The shared passage as YAML; a heading of its own line becomes its 見出し.
fn passage(key: &str, text: &str) -> String {
    let (heading, body) = match text.split_once('\n') {
        Some((first, rest)) if text::is_heading(first) && !rest.trim().is_empty() => (Some(first), rest),
        _ => (None, text),
    };
    let heading = heading.map(|h| format!("  見出し: {}\n", write::inline(h))).unwrap_or_default();
    format!("{}:\n{heading}  本文: {}\n", write::key(key), write::scalar(&format!("{body}\n"), 4).trim_end())
}

/// The edit of one block that puts references in the place of some of its lines.
fn rewrite(source: &Source, assessment: &Assessment, spots: &[Place], key: &str) -> Option<Edit> {
    let spot = spots.first()?;
    let answer = find(assessment, spot.answer)?;
    let State::Filled(Value::Text(text)) = &answer.state else { return None };
    let block = text.blocks.get(spot.block as usize)?;
    let words = units::plain(block)?;
    let whole = spots.len() == 1 && spot.first == 0 && spot.last as usize + 1 == words.split('\n').count();
    let slice = source.slice(block.span);
    // A comment behind the `|` would be lost.
    if slice.lines().next().is_some_and(|first| first.starts_with(['|', '>']) && first.contains('#')) {
        return None;
    }
    let reference = format!("共通記載: {}", write::inline(key));
    if !matches!(block.kind, BlockKind::Plain(_)) {
        let text = if slice.starts_with('{') { format!("{{{reference}}}") } else { reference };
        return whole.then_some(Edit { span: block.span, text });
    }
    let pieces = pieces(&words, spots);
    match marker(source, block) {
        Some(column) => Some(Edit { span: block.span, text: items(&pieces, &reference, column) }),
        None if whole => Some(Edit { span: block.span, text: format!("{{{reference}}}") }),
        None => in_answer(source, answer, block, &pieces, &reference),
    }
}

/// A part of a text: words that stay, or none for the reference.
type Piece = Option<String>;

fn pieces(words: &str, spots: &[Place]) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::new();
    for (number, line) in words.split('\n').enumerate() {
        let number = number as u32;
        if let Some(spot) = spots.iter().find(|s| (s.first..=s.last).contains(&number)) {
            if spot.first == number {
                out.push(None);
            }
            continue;
        }
        match out.last_mut() {
            Some(Some(text)) => {
                text.push('\n');
                text.push_str(line);
            }
            _ => out.push(Some(line.to_owned())),
        }
    }
    out
}

/// The column of the `- ` before a block that is a member of a block list.
fn marker(source: &Source, block: &Block) -> Option<usize> {
    let line = source.line_span(source.position(block.span.start).line);
    let before = source.slice(Span::new(line.start, block.span.start));
    let trimmed = before.trim_end_matches(' ');
    (trimmed.ends_with('-') && trimmed.len() < before.len() && trimmed.trim_matches([' ', '-']).is_empty())
        .then(|| trimmed.len() - 1)
}

/// The pieces as members of a block list; the first stands behind a `- ` that is there.
fn items(pieces: &[Piece], reference: &str, column: usize) -> String {
    let one = |piece: &Piece| match piece {
        None => reference.to_owned(),
        Some(text) => write::literal(&format!("{text}\n"), column + 2),
    };
    pieces.iter().map(one).collect::<Vec<_>>().join(&format!("\n{}- ", " ".repeat(column)))
}

/// A value of its own becomes a list: below its key, or in brackets where the key stands in braces.
fn in_answer(source: &Source, answer: &Answer, block: &Block, pieces: &[Piece], reference: &str) -> Option<Edit> {
    let key = answer.key_span?;
    let line = source.line_span(source.position(key.start).line);
    let before = source.slice(Span::new(line.start, key.start));
    let between = source.slice(Span::new(key.end, block.span.start));
    let own_line = before.trim_matches([' ', '-']).is_empty() && between.trim_end_matches(' ') == ":";
    if own_line {
        let column = before.len() + 2;
        let span = Span::new(key.end + 1, block.span.end);
        let text = format!("\n{}- {}", " ".repeat(column), items(pieces, reference, column));
        return Some(Edit { span, text });
    }
    let one = |piece: &Piece| match piece {
        None => format!("{{{reference}}}"),
        Some(text) => write::inline(text),
    };
    let text = format!("[{}]", pieces.iter().map(one).collect::<Vec<_>>().join(", "));
    Some(Edit { span: block.span, text })
}

/// The answer whose value begins at a byte.
fn find(assessment: &Assessment, start: u32) -> Option<&Answer> {
    let mut found = None;
    assessment.walk(&mut |_, answer| {
        let text = matches!(answer.state, State::Filled(Value::Text(_)));
        if text && answer.span.start == start as usize {
            found = Some(answer);
        }
    });
    found
}

/// Whether the new text says everything that the old one says, with the usual wording in the places.
fn says_the_same(old: &Assessment, new: &str, places: &[Place], key: &str, usual: &str) -> bool {
    let source = Source::new(old.source.name(), new);
    let outcome = assessment::read(&source);
    let Some(new) = outcome.assessment else { return false };
    let mut wanted = Vec::new();
    old.walk(&mut |place, answer| {
        let spots: Vec<Place> = places.iter().filter(|p| p.answer as usize == answer.span.start).copied().collect();
        let said = match &answer.state {
            State::Filled(Value::Text(text)) if !spots.is_empty() => Some(expected(&text.blocks, &spots, usual)),
            _ => answer.text().map(|t| t.into_owned()),
        };
        wanted.push((place.address(), said));
    });
    let mut got = Vec::new();
    let mark = format!("〔共通記載: {key}〕");
    new.walk(&mut |place, answer| {
        got.push((place.address(), answer.text().map(|t| t.into_owned())));
    });
    // A reference that was there before stays a reference on both sides.
    let filled = |list: Vec<(String, Option<String>)>| -> Vec<(String, Option<String>)> {
        list.into_iter().map(|(address, said)| (address, said.map(|s| s.replace(&mark, usual)))).collect()
    };
    filled(wanted) == filled(got)
}

fn expected(blocks: &[Block], spots: &[Place], usual: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for (number, block) in blocks.iter().enumerate() {
        let of_block: Vec<Place> = spots.iter().filter(|s| s.block as usize == number).copied().collect();
        match units::plain(block).filter(|_| !of_block.is_empty()) {
            Some(words) => {
                lines.extend(pieces(&words, &of_block).into_iter().map(|p| p.unwrap_or_else(|| usual.to_owned())));
            }
            None => lines.push(assessment::Text { blocks: vec![block.clone()] }.plain().into_owned()),
        }
    }
    lines.join("\n")
}
