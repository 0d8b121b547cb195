//! Which member of a list is which: by name, then by similarity, never by index.

use std::collections::HashMap;

use crate::form::Item;
use crate::text;

use super::sheet::{Content, Member};

/// Two members are the same one when this share of their words agrees.
const SIMILAR: f64 = 0.5;

/// How members without a name of their own are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nameless {
    /// By what they say.
    BySimilarity,
    /// By their number, as the rows of the change table must: `記録項目[#2]`.
    ByNumber,
}

/// Pairs of indexes (old, new), in the order of the new list with removed members behind.
pub fn pair(item: &Item, old: &[Member], new: &[Member], nameless: Nameless) -> Vec<(Option<usize>, Option<usize>)> {
    let mut match_of: Vec<Option<usize>> = vec![None; new.len()];
    let mut used = vec![false; old.len()];
    let (old_names, new_names) = (names(item, old), names(item, new));
    let mut take = |n: usize, o: usize, used: &mut Vec<bool>| {
        match_of[n] = Some(o);
        used[o] = true;
    };
    let mut open: Vec<usize> = Vec::new();
    for (n, name) in new_names.iter().enumerate() {
        let by_name = name.as_ref().and_then(|name| {
            let same = |o: &usize| !used[*o] && old_names[*o].as_ref() == Some(name);
            let candidates = || (0..old.len()).filter(same);
            // Of several with one name the one that says the same comes first.
            let mut all = candidates();
            match (all.next(), all.next()) {
                (one, None) => one,
                (one, Some(_)) => {
                    let full = words(&new[n]);
                    candidates().find(|o| words(&old[*o]) == full).or(one)
                }
            }
        });
        match by_name {
            Some(o) => take(n, o, &mut used),
            None => open.push(n),
        }
    }
    if nameless == Nameless::ByNumber {
        let alone = |names: &[Option<String>], at: usize| {
            names[at].is_none() || names.iter().filter(|x| **x == names[at]).count() > 1
        };
        open.retain(|&n| {
            let pairs = n < old.len() && !used[n] && alone(&new_names, n) && alone(&old_names, n);
            if pairs {
                take(n, n, &mut used);
            }
            !pairs
        });
    }
    for (n, o) in most_similar(old, new, &open, &used) {
        take(n, o, &mut used);
    }
    let mut out: Vec<_> = match_of.iter().enumerate().map(|(n, o)| (*o, Some(n))).collect();
    out.extend((0..old.len()).filter(|o| !used[*o]).map(|o| (Some(o), None)));
    out
}

fn names(item: &Item, members: &[Member]) -> Vec<Option<String>> {
    members.iter().map(|m| m.name(item).map(text::normalize)).collect()
}

/// Pairs of the members that are left, the most similar first.
fn most_similar(old: &[Member], new: &[Member], open: &[usize], used: &[bool]) -> Vec<(usize, usize)> {
    let free: Vec<usize> = (0..old.len()).filter(|o| !used[*o]).collect();
    if open.is_empty() || free.is_empty() {
        return Vec::new();
    }
    let grams = |m: &Member| bigrams(&words(m));
    let old_grams: Vec<_> = free.iter().map(|&o| grams(&old[o])).collect();
    let mut scored = Vec::new();
    for &n in open {
        let mine = grams(&new[n]);
        for (at, &o) in free.iter().enumerate() {
            scored.push((dice(&mine, &old_grams[at]), n, o));
        }
    }
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let mut out: Vec<(usize, usize)> = Vec::new();
    for (score, n, o) in scored {
        if score >= SIMILAR && out.iter().all(|p| p.0 != n && p.1 != o) {
            out.push((n, o));
        }
    }
    out
}

/// All words of a member, normalised.
fn words(member: &Member) -> String {
    let mut out = String::new();
    for slot in member.branch.flat() {
        match &slot.content {
            Content::Leaf(leaf) => out.push_str(&text::normalize(&leaf.text)),
            Content::List(members) => members.iter().for_each(|m| out.push_str(&words(m))),
            Content::Group(_) => {}
        }
        out.push('\n');
    }
    out
}

fn bigrams(words: &str) -> HashMap<(char, char), usize> {
    let mut out = HashMap::new();
    for pair in words.chars().zip(words.chars().skip(1)) {
        *out.entry(pair).or_insert(0) += 1;
    }
    out
}

/// The share of pairs of characters that two texts have in common, from 0 to 1.
fn dice(a: &HashMap<(char, char), usize>, b: &HashMap<(char, char), usize>) -> f64 {
    let total: usize = a.values().chain(b.values()).sum();
    if total == 0 {
        return 0.0;
    }
    let common: usize = a.iter().map(|(k, n)| n.min(b.get(k).unwrap_or(&0))).sum();
    2.0 * common as f64 / total as f64
}

/// The pairs whose members changed their order: those outside the longest run that kept it.
pub fn moved(pairs: &[(Option<usize>, Option<usize>)]) -> Vec<(usize, usize)> {
    let both: Vec<(usize, usize)> = pairs.iter().filter_map(|&(o, n)| Some((o?, n?))).collect();
    let mut best: Vec<(usize, Option<usize>)> = Vec::with_capacity(both.len());
    for (at, (o, _)) in both.iter().enumerate() {
        let before = (0..at).filter(|&b| both[b].0 < *o).max_by_key(|&b| best[b].0);
        best.push((before.map_or(1, |b| best[b].0 + 1), before));
    }
    let mut keep = vec![false; both.len()];
    let mut at = (0..both.len()).max_by_key(|&i| best[i].0);
    while let Some(i) = at {
        keep[i] = true;
        at = best[i].1;
    }
    both.iter().zip(keep).filter(|(_, k)| !k).map(|(p, _)| *p).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_left_its_order_has_moved() {
        let pairs = [(Some(1), Some(0)), (None, Some(1)), (Some(2), Some(2)), (Some(0), Some(3)), (Some(3), None)];
        assert_eq!(moved(&pairs), [(0, 3)]);
    }
}
