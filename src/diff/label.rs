//! The 項目 column of published tables: words such as `Ⅱ ファイルの概要 4. 委託事項2 ①委託内容` come in, the
//! address of the one answer they fit goes out.
//!
//! An answer fits when its own label stands in the words, or nearly at their end. Of several the one
//! whose numbers, and the labels above it, agree best is taken; answers that fit about as well are
//! told apart by the text that must stand there, and a tie is told.

use crate::assessment::Step;
use crate::form::{FormDef, Kind};
use crate::text;

use super::cell;
use super::replay::Break;
use super::sheet::{Placed, Sheet};

/// A label that is written a little otherwise is still taken for it from this share of its characters on.
const NEARLY: f64 = 0.6;

/// The address of the answer that `words` name; `shown` is what must stand there.
pub fn resolve(sheet: &Sheet, words: &str, shown: &str) -> Result<String, Break> {
    let words = Words { plain: plain(words), shown };
    let leaves = sheet.leaves();
    let scored: Vec<(usize, &Placed<'_>)> = leaves.iter().map(|p| (words.score(p), p)).filter(|s| s.0 > 0).collect();
    let best = scored.iter().map(|s| s.0).max().unwrap_or(0);
    let near = scored.iter().filter(|s| s.0 + CLOSE >= best);
    // Of answers that fit about as well the one that holds the text is meant.
    let holding: Vec<&Placed<'_>> = near.filter(|s| words.stands_in(s.1)).map(|s| s.1).collect();
    let fits = match holding.as_slice() {
        [one] => vec![*one],
        _ => scored.iter().filter(|s| s.0 == best).map(|s| s.1).collect(),
    };
    match fits.as_slice() {
        [] => Err(Break::UnknownItem),
        [one] => Ok(one.place.address()),
        several => Err(Break::SeveralItems(several.iter().take(4).map(|p| p.place.label()).collect())),
    }
}

/// Answers whose scores differ by no more are told apart by the text that must stand there.
const CLOSE: usize = 30;

/// Normalised, but a circled number stays apart from the digits before it: `委託事項2①` is not `21`.
fn plain(words: &str) -> String {
    let mut out = String::new();
    for c in words.chars().filter(|c| *c != '※') {
        let number = match c {
            '①'..='⑳' => Some(c as u32 - '①' as u32 + 1),
            '➀'..='➉' => Some(c as u32 - '➀' as u32 + 1),
            _ => None,
        };
        match number {
            Some(n) => out.push_str(&format!("({n})")),
            None => out.push(c),
        }
    }
    text::normalize(&out)
}

/// Whether the item at an address carries ※.
pub fn is_star(form: &FormDef, address: &str) -> bool {
    let mut item = &form.root;
    for part in super::address::parse(address) {
        match item.child(&part.key) {
            Some(child) => item = child,
            None => return false,
        }
    }
    item.star
}

/// The words of a row, and what must stand at the answer that they name.
struct Words<'w> {
    plain: String,
    shown: &'w str,
}

impl Words<'_> {
    /// Whether the shown text, if there is enough of it, stands in an answer.
    fn stands_in(&self, placed: &Placed<'_>) -> bool {
        self.shown.chars().count() >= 2
            && !cell::is_nothing(self.shown)
            && !text::is_explicit_none(self.shown)
            && cell::replace(placed.item, &placed.leaf.text, self.shown, "（記載なし）").is_ok()
    }

    /// How well an answer fits; 0 when its label does not stand in the words.
    fn score(&self, placed: &Placed<'_>) -> usize {
        let own = plain(&placed.item.label);
        let counts = matches!(placed.item.kind, Kind::Count { .. }) && self.shown.trim_end().ends_with('件');
        let base = match self.label(&own) {
            // `委託の有無　1件→2件` speaks of the number that is printed in the same row.
            0 if counts && super::sheet::stated_number(self.shown).is_some() => 60,
            n => n,
        };
        if base == 0 { 0 } else { base + self.way(placed) }
    }

    /// How well a label fits: best at the end of the words, somewhere in them, or nearly at their end.
    fn label(&self, own: &str) -> usize {
        let length = own.chars().count();
        if own.is_empty() {
            0
        } else if self.plain.ends_with(own) {
            50 + length
        } else if self.plain.contains(own) {
            10 + length
        } else {
            let skip = self.plain.chars().count().saturating_sub(length);
            let tail: String = self.plain.chars().skip(skip).collect();
            let alike = strsim::normalized_damerau_levenshtein(&tail, own);
            if alike >= NEARLY && length >= 4 { 20 + length } else { 0 }
        }
    }

    /// What the labels, numbers and members above an answer add.
    fn way(&self, placed: &Placed<'_>) -> usize {
        let (mut score, mut from) = (0, 0);
        let steps = &placed.place.steps;
        for (at, step) in steps.iter().enumerate() {
            match step {
                Step::Item(item) => {
                    let label = plain(&item.label);
                    let found = self.plain.get(from..).and_then(|rest| rest.find(&label));
                    if let (true, Some(place)) = (at + 1 < steps.len() && !label.is_empty(), found) {
                        score += 6;
                        from += place;
                    }
                    let number = plain(&item.no);
                    let number = number.trim_end_matches(['.', ':']);
                    let found = self.plain.get(from..).is_some_and(|rest| rest.contains(number));
                    score += if found && !number.is_empty() { 4 } else { 0 };
                }
                Step::Member { index, name, .. } => {
                    let list = steps[..at].iter().rev().find_map(|s| match s {
                        Step::Item(item) => Some(*item),
                        Step::Member { .. } => None,
                    });
                    let numbered = format!("{}{}", list.map(|l| plain(l.instance())).unwrap_or_default(), index + 1);
                    let digit = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
                    let by_number = self.plain.split(&numbered).skip(1).any(|rest| !digit(rest));
                    let by_name = name.as_ref().is_some_and(|n| self.plain.contains(&plain(n)));
                    score += if by_number || by_name { 35 } else { 0 };
                }
            }
        }
        score
    }
}
