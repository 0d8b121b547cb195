//! The passages of an assessment: blocks of text under a heading of their own, or whole answers.
//! The change table is passed over, where old wording is right, and so are shared passages.

use crate::assessment::{Assessment, Block, BlockKind, State, Step, Value};
use crate::commons::Commons;
use crate::form::items;
use crate::source::Source;
use crate::text;
use crate::yaml::{Node, NodeKind};

/// A passage with its place.
#[derive(Clone, Debug)]
pub struct Unit {
    /// The text, without its last line break.
    pub text: String,
    /// Number and label of the item; of a shared passage its key.
    pub label: String,
    /// The line where it begins, from 1.
    pub line: usize,
    /// Whether it is a shared passage.
    pub shared: bool,
    /// Where it is found again.
    pub place: Place,
}

/// The way back to a passage in its document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Where the answer's value begins, in bytes.
    pub answer: u32,
    /// Which block of the text.
    pub block: u32,
    /// First line of the block, from 0.
    pub first: u32,
    /// Last line.
    pub last: u32,
}

/// The passages of an assessment.
pub fn of(assessment: &Assessment) -> Vec<Unit> {
    let mut found = Vec::new();
    assessment.walk(&mut |place, answer| {
        let State::Filled(Value::Text(text)) = &answer.state else { return };
        if matches!(place.steps.first(), Some(Step::Item(item)) if item.id == items::CHANGES) {
            return;
        }
        for (number, block) in text.blocks.iter().enumerate() {
            let Some(words) = plain(block) else { continue };
            let start = Place { answer: answer.span.start as u32, block: number as u32, first: 0, last: 0 };
            let line = first_line(&assessment.source, block);
            let whole = !matches!(block.kind, BlockKind::Plain(_));
            for (first, lines) in if whole { vec![(0, words.split('\n').collect())] } else { split(&words) } {
                let last = (first + lines.len() - 1) as u32;
                found.push(Unit {
                    text: lines.join("\n"),
                    label: place.label(),
                    line: line + first,
                    shared: false,
                    place: Place { first: first as u32, last, ..start },
                });
            }
        }
    });
    found
}

/// The shared passages, as they stand in their files.
pub fn of_commons(commons: &Commons) -> Vec<(String, Unit)> {
    let mut found = Vec::new();
    for passage in commons.passages() {
        let Node { kind: NodeKind::Scalar { value, .. }, .. } = &passage.body else { continue };
        let body = value.trim_end_matches('\n');
        let text = match &passage.heading {
            Some(heading) => format!("{heading}\n{body}"),
            None => body.to_owned(),
        };
        let line = passage.source.position(passage.key_span.start).line;
        let unit = Unit { text, label: passage.key.clone(), line, shared: true, place: Place::default() };
        found.push((passage.source.name().to_owned(), unit));
    }
    found
}

/// The words of a block that can be a passage or hold passages.
pub fn plain(block: &Block) -> Option<String> {
    match &block.kind {
        BlockKind::Plain(words) => Some(words.trim_end_matches('\n').to_owned()),
        BlockKind::Titled { heading, body } => match body.as_slice() {
            [Block { kind: BlockKind::Plain(words), .. }] => {
                Some(format!("{heading}\n{}", words.trim_end_matches('\n')))
            }
            _ => None,
        },
        _ => None,
    }
}

/// The lines of each block under its heading, with the number of the first.
fn split(words: &str) -> Vec<(usize, Vec<&str>)> {
    let mut found: Vec<(usize, Vec<&str>)> = Vec::new();
    for (number, line) in words.split('\n').enumerate() {
        match found.last_mut() {
            Some((_, lines)) if !text::is_heading(line) => lines.push(line),
            _ => found.push((number, vec![line])),
        }
    }
    found
}

/// The line on which the words of a block begin.
fn first_line(source: &Source, block: &Block) -> usize {
    let line = source.position(block.span.start).line;
    if source.slice(block.span).starts_with(['|', '>']) { line + 1 } else { line }
}
