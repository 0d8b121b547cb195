//! Which form a text is, and which edition: the text comes in, the form data that it is read by goes out.
//!
//! The title names the form. Of its editions the one whose words the text has is taken; the form mark
//! on the cover decides where words do not, and an edition that is not among the form files is read
//! as the one before it, or as the oldest, and said to be so.

use std::collections::HashSet;

use crate::date;
use crate::form::{self, FormDef, FormName, Item};
use crate::text;

use super::ImportError;
use super::furniture;
use super::lex::{Stream, brk};

/// Words of at least this many characters are hardly found in another edition by chance.
const LONG: usize = 8;
/// What such a word counts, and what the form mark counts: more than a few short words.
const WORD: usize = 4;
const MARK: usize = 3;

/// What a text is read by.
pub(super) struct Edition {
    pub form: &'static FormDef,
    /// The form mark as printed, where it is none of this edition.
    pub printed: Option<String>,
}

/// The form by its title, and of its editions the one that fits best.
pub(super) fn detect(stream: &Stream, given: Option<FormName>) -> Result<Edition, ImportError> {
    let text: String = stream.norm.iter().collect();
    let name = match given {
        Some(name) => name,
        None => by_title(&text).ok_or(ImportError::NoForm)?,
    };
    let mark = printed_mark(stream);
    let marked = mark.as_deref().and_then(|m| by_mark(name, m));
    let mut best: Option<(usize, usize, &'static FormDef)> = None;
    let words: Vec<(&'static FormDef, HashSet<String>)> = form::editions(name).map(|d| (d, words(d))).collect();
    // Editions come newest first, and of equal ones the first stays.
    for (def, own) in &words {
        let def = *def;
        let (mut hits, missed) = weigh(own.iter().filter(|w| tells(w, def, &words)), &text);
        if marked.is_some_and(|m| std::ptr::eq(m, def)) {
            hits += MARK;
        }
        if best.is_none_or(|(h, m, _)| hits > h || (hits == h && missed < m)) {
            best = Some((hits, missed, def));
        }
    }
    let form = best.map_or(form::newest(name), |b| b.2);
    let known = |m: &String| form::editions(name).any(|def| text::normalize(&def.mark) == *m);
    Ok(Edition { form, printed: mark.filter(|m| !known(m)) })
}

/// The words that an edition prints.
fn words(def: &FormDef) -> HashSet<String> {
    def.items().flat_map(printed_words).collect()
}

/// Whether to find a word says anything: one that is only a part of what another edition prints (the choice
/// `…リスクへの対策` of the label `…リスクへの対策は十分か`) is in the text of that edition, too.
fn tells(word: &str, def: &FormDef, all: &[(&'static FormDef, HashSet<String>)]) -> bool {
    let others = all.iter().filter(|(other, words)| !std::ptr::eq(*other, def) && !words.contains(word));
    others.flat_map(|(_, words)| words).all(|w| !w.contains(word))
}

/// The weight of the words that the text has, and of those that it has not.
fn weigh<'a>(words: impl Iterator<Item = &'a String>, text: &str) -> (usize, usize) {
    let weight = |w: &String| if w.chars().count() >= LONG { WORD } else { 1 };
    let (found, lost): (Vec<&String>, Vec<&String>) = words.partition(|w| text.contains(w.as_str()));
    (found.into_iter().map(weight).sum(), lost.into_iter().map(weight).sum())
}

fn printed_words(item: &Item) -> Vec<String> {
    let choices = item.choices().into_iter().flat_map(|set| set.labels());
    std::iter::once(item.label.as_str()).chain(choices).map(text::normalize).collect()
}

/// The first form mark of the text, without its brackets, and without the number of the page where that
/// was emitted in the middle of it.
fn printed_mark(stream: &Stream) -> Option<String> {
    let mark = furniture::printed_marks(stream).into_iter().next()?;
    let lines: Vec<String> =
        stream.pieces(mark.start + 1..mark.end - 1, brk::LINE).into_iter().map(|l| stream.string(l)).collect();
    let page = |i: usize| {
        let number = lines[i].chars().all(|c| c.is_ascii_digit());
        number && i > 0 && lines.get(i + 1).is_some_and(|next| next.starts_with("様式"))
    };
    Some((0..lines.len()).filter(|&i| !page(i)).map(|i| lines[i].as_str()).collect())
}

/// The edition in use when the mark was new: the newest one that is not newer, else the oldest.
fn by_mark(name: FormName, mark: &str) -> Option<&'static FormDef> {
    let month = |mark: &str| Some(date::find(mark).into_iter().next()?.date.ok()?.earliest());
    let printed = month(mark)?;
    let mut editions: Vec<_> = form::editions(name).filter_map(|def| Some((month(&def.mark)?, def))).collect();
    editions.sort_by_key(|e| e.0);
    let before = editions.partition_point(|e| e.0 <= printed);
    editions.get(before.saturating_sub(1)).map(|e| e.1)
}

fn by_title(text: &str) -> Option<FormName> {
    let first = |needle: &str| text.find(needle);
    let titled = FormName::ALL.into_iter().filter_map(|f| {
        let name = text::normalize(f.as_str());
        Some((first(&format!("保護評価書({name})"))?, f))
    });
    titled.min_by_key(|t| t.0).map(|t| t.1).or_else(|| {
        let named = FormName::ALL.into_iter().map(|f| (text.matches(f.as_str()).count(), f));
        named.filter(|n| n.0 > 0).max_by_key(|n| n.0).map(|n| n.1)
    })
}
