//! The 項目 column of published tables: words such as `Ⅱ ファイルの概要 4. 委託事項2 ①委託内容` come in, the
//! address of the one answer they fit goes out.
//!
//! An answer fits when its own label stands in the words. Of several the one whose numbers, and the
//! labels above it, agree best is taken; a tie is broken by the text that must stand there, or told.

use crate::assessment::Step;
use crate::form::FormDef;
use crate::text;

use super::cell;
use super::replay::Break;
use super::sheet::{Placed, Sheet};

/// The address of the answer that `words` name; `shown` is what must stand there.
pub fn resolve(sheet: &Sheet, words: &str, shown: &str) -> Result<String, Break> {
    let words = text::normalize(words);
    let leaves = sheet.leaves();
    let mut best = 0;
    let mut fits: Vec<&Placed<'_>> = Vec::new();
    for placed in &leaves {
        match score(placed, &words) {
            0 => {}
            n if n > best => {
                best = n;
                fits = vec![placed];
            }
            n if n == best => fits.push(placed),
            _ => {}
        }
    }
    if fits.len() > 1 {
        let stands = |p: &&&Placed<'_>| cell::replace(p.item, &p.leaf.text, shown, "（記載なし）").is_ok();
        let holding: Vec<_> = fits.iter().filter(stands).copied().collect();
        if holding.len() == 1 && !cell::is_nothing(shown) {
            fits = holding;
        }
    }
    match fits.as_slice() {
        [] => Err(Break::UnknownItem),
        [one] => Ok(one.place.address()),
        several => Err(Break::SeveralItems(several.iter().take(4).map(|p| p.place.label()).collect())),
    }
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

/// How well an answer fits the words; 0 when its label does not stand there.
fn score(placed: &Placed<'_>, words: &str) -> usize {
    let own = text::normalize(&placed.item.label);
    if own.is_empty() {
        return 0;
    }
    let at_end = words.ends_with(&own);
    if !words.contains(&own) {
        return 0;
    }
    let mut score = 10 + own.chars().count() + if at_end { 40 } else { 0 };
    let mut from = 0;
    let steps = &placed.place.steps;
    for (at, step) in steps.iter().enumerate() {
        match step {
            Step::Item(item) => {
                let last = at + 1 == steps.len();
                for (sign, weight) in [(&item.label, 6), (&item.no, 4)] {
                    let sign = text::normalize(sign);
                    let sign = sign.trim_end_matches(['.', ':', ')']);
                    let place = words.get(from..).and_then(|rest| rest.find(sign));
                    if let (false, Some(place)) = (sign.is_empty() || (last && weight == 6), place) {
                        score += weight;
                        if weight == 6 {
                            from += place;
                        }
                    }
                }
            }
            Step::Member { index, of, name } => {
                let list = steps[..at].iter().rev().find_map(|s| match s {
                    Step::Item(item) => Some(*item),
                    Step::Member { .. } => None,
                });
                let instance = list.map(|l| text::normalize(l.instance())).unwrap_or_default();
                let numbered = format!("{instance}{}", index + 1);
                let named = name.as_ref().is_some_and(|n| words.contains(&text::normalize(n)));
                let next_digit = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
                let by_number = words.split(&numbered).skip(1).any(|rest| !next_digit(rest));
                if named || by_number {
                    score += 20;
                } else if *of > 1 && index > &0 {
                    score = score.saturating_sub(1);
                }
            }
        }
    }
    score
}
