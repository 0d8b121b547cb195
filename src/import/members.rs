//! Matched labels come in, the member of each list that they belong to goes out. What the text prints
//! about members decides: a name of its own, the number behind a heading.

use std::collections::{HashMap, HashSet};

use crate::form::{Item, Kind};

use super::align::Anchor;
use super::anchors::digits_at;
use super::lex::Stream;
use super::slots::{Role, Slots};
use super::walk::{Found, Members};

/// Which member of each loop the walk is in.
pub(super) struct Counter<'a> {
    slots: &'a Slots,
    now: Vec<usize>,
    entered: HashSet<usize>,
    last: Option<usize>,
}

impl<'a> Counter<'a> {
    pub fn new(slots: &'a Slots) -> Self {
        Self { slots, now: vec![0; slots.loops.len()], entered: HashSet::new(), last: None }
    }

    pub fn enter(&mut self, anchor: &Anchor) -> Members {
        let loops = &self.slots.slots[anchor.slot].loops;
        for &l in loops {
            let range = self.slots.loops[l].first..=self.slots.loops[l].last;
            let inside = self.last.is_some_and(|s| range.contains(&s));
            let again = anchor.begins == Some(l) || (!inside && self.entered.contains(&l));
            if again {
                self.now[l] += 1;
                // Lists inside of a new member begin anew.
                for (i, inner) in self.slots.loops.iter().enumerate() {
                    if i != l && range.contains(&inner.first) && range.contains(&inner.last) {
                        self.now[i] = 0;
                        self.entered.remove(&i);
                    }
                }
            }
            self.entered.insert(l);
        }
        self.last = Some(anchor.slot);
        loops.iter().map(|&l| self.now[l]).collect()
    }
}

/// A heading that is printed again on the next page is no new member: a new one has its own name.
pub(super) fn one_per_name(slots: &Slots, found: &mut [Found]) {
    let names: HashMap<&str, &Item> = slots
        .loops
        .iter()
        .filter_map(|l| match &l.list.kind {
            Kind::List { name: Some(name), .. } if l.list.part => {
                Some((name.as_str(), l.list.children.iter().find(|c| c.id == *name)?))
            }
            _ => None,
        })
        .collect();
    let mut named: Vec<usize> =
        found.iter().filter(|f| names.contains_key(f.item.id.as_str())).map(|f| f.members[0]).collect();
    named.sort_unstable();
    named.dedup();
    for l in slots.loops.iter().filter(|l| l.list.part) {
        let ids: HashSet<&str> = slots.slots[l.first..=l.last].iter().map(|s| s.item.id.as_str()).collect();
        let within = |f: &Found| !f.members.is_empty() && ids.contains(f.item.id.as_str());
        // Each part of the form counts for itself: Ⅲ has as many titles as there are names, or none to count.
        let titles = found.iter().filter(|f| within(f) && f.item.part);
        let mut titled: Vec<usize> = titles.map(|f| f.members[0]).collect();
        titled.sort_unstable();
        titled.dedup();
        let begun = if titled.len() == named.len() { &titled } else { &named };
        for f in found.iter_mut().filter(|f| within(f)) {
            f.members[0] = begun.partition_point(|&n| n <= f.members[0]).saturating_sub(1);
        }
    }
}

fn inside(list: &Item, item: &Item) -> bool {
    std::ptr::eq(list, item) || list.walk().any(|i| std::ptr::eq(i, item))
}

/// `委託事項1`, `委託事項2`: labels that were emitted behind later ones of their member look like a member
/// of their own between the two, but the numbers leave no room for one.
pub(super) fn by_number(stream: &Stream, slots: &Slots, found: &mut [Found]) {
    for (index, l) in slots.loops.iter().enumerate() {
        let Kind::List { name: Some(name), .. } = &l.list.kind else { continue };
        let depth = slots.slots[l.first..=l.last].iter().find_map(|s| s.loops.iter().position(|&i| i == index));
        let Some(depth) = depth.filter(|_| !l.list.part) else { continue };
        let head = |f: &&Found| {
            let heading = f.role == Role::Instance && std::ptr::eq(f.item, l.list);
            (heading || f.item.id == *name) && f.members.len() > depth
        };
        let mut heads: HashMap<Members, Vec<(usize, usize)>> = HashMap::new();
        for f in found.iter().filter(head) {
            if let Some(number) = printed_number(stream, f) {
                heads.entry(f.members[..depth].to_vec()).or_default().push((f.members[depth], number));
            }
        }
        for f in found.iter_mut().filter(|f| f.members.len() > depth && inside(l.list, f.item)) {
            let Some(heads) = heads.get(&f.members[..depth]) else { continue };
            f.members[depth] -= surplus(heads, f.members[depth]);
        }
    }
}

/// How many members up to this one have no room between the numbers of those before and behind them.
fn surplus(heads: &[(usize, usize)], member: usize) -> usize {
    let between = |pair: &[(usize, usize)]| {
        let ((a, first), (b, second)) = (pair[0], pair[1]);
        let follows = first + 1 == second && a < b;
        if follows && a < member { (b - 1).min(member) - a } else { 0 }
    };
    heads.windows(2).map(between).sum()
}

/// The number at the end of a heading or right behind it.
fn printed_number(stream: &Stream, f: &Found) -> Option<usize> {
    let digits = f.label.clone().rev().take_while(|&k| stream.norm[k].is_ascii_digit()).count();
    let range = match digits {
        0 => f.label.end..f.label.end + digits_at(stream, f.label.end),
        _ => f.label.end - digits..f.label.end,
    };
    stream.string(range).parse().ok()
}
