//! Which choice was made: each printed list belongs to one item, and what was chosen stands before it,
//! or apart from its brackets right before or behind.

use std::collections::HashSet;
use std::ops::Range;

use crate::form::{ChoiceSet, FormDef, Kind};
use crate::text;

use super::super::lex::{Mark, Stream, brk};
use super::super::walk::Found;
use super::needs::{Chosen, Need};
use super::pairs;
use super::tokens::{Token, What};

/// How many choices before and behind one may have changed places with it.
const BESIDE: usize = 2;

/// A printed list with the choices made beside it.
struct Group {
    /// Where it stands.
    at: usize,
    /// Its entries: number and words.
    entries: Vec<(usize, Vec<char>)>,
    /// Index of the tokens of each choice beside it.
    made: Vec<Vec<usize>>,
    /// Whether what was chosen may be that of the list before.
    unsure: bool,
}

impl Group {
    fn fits(&self, set: &ChoiceSet) -> bool {
        let labels: Vec<Vec<char>> = set.labels().map(|l| text::normalize(l).chars().collect()).collect();
        self.entries
            .iter()
            .all(|(n, words)| n.checked_sub(1).and_then(|n| labels.get(n)).is_some_and(|l| l.starts_with(words)))
    }
}

/// Gives each item of choice the words of its choice.
pub(super) fn assign(
    stream: &mut Stream,
    form: &'static FormDef,
    found: &mut [Found],
    tokens: &mut [Token],
    chosen: &mut Chosen,
) {
    let items = super::answers_of(found, |kind| match kind {
        Kind::Choice(set) => Some(set),
        _ => None,
    });
    let blank: Vec<bool> = items.iter().map(|&(i, _)| chosen.need(form, found, i) == Need::Blank).collect();
    let beside = beside(stream, found, &items, &blank, tokens);
    let mut groups = groups(stream, tokens);
    let taken: HashSet<usize> = beside.iter().flatten().copied().collect();
    for group in &mut groups {
        group.made.retain(|made| !taken.contains(&made[0]));
    }
    let left: Vec<usize> = items.iter().map(|&(i, _)| found[i].label.start).collect();
    let right: Vec<usize> = groups.iter().map(|g| g.at).collect();
    let pairs = pairs::pair(&left, &right, |i, j| groups[j].fits(items[i].1));
    for ((&(item, set), pair), beside) in items.iter().zip(pairs.iter().copied()).zip(beside) {
        let f = &mut found[item];
        if let Some(t) = beside {
            let Token { range, core, .. } = tokens[t].clone();
            (f.settled, f.doubtful) = (true, false);
            f.ranges = vec![core.clone()];
            brackets(stream, &range, &core);
            tokens[t].what = What::Made;
            let words = stream.string(core);
            chosen.set(
                item,
                set.choices.iter().filter(|c| text::normalize(&c.label) == words).map(|c| c.id.as_str()).collect(),
            );
            continue;
        }
        f.doubtful = true;
        let Some(group) = pair.with.map(|j| &groups[j]) else {
            let next = tokens.partition_point(|t| t.range.start < f.label.end);
            if let Some(token) = tokens.get_mut(next).filter(|t| bare(stream, t, f, set)) {
                (f.settled, f.doubtful) = (true, false);
                f.ranges = vec![token.core.clone()];
                brackets(stream, &token.range, &token.core);
                token.what = What::Made;
            }
            continue;
        };
        let labels: Vec<Vec<char>> = set.labels().map(|l| text::normalize(l).chars().collect()).collect();
        let index = |made: &Vec<usize>| {
            let words: Vec<char> = made.iter().flat_map(|&t| super::chars(stream, &tokens[t].core)).collect();
            labels.iter().position(|l| *l == words)
        };
        // Words of another set are no choice of this item.
        let made: Vec<(usize, &Vec<usize>)> = group.made.iter().filter_map(|m| Some((index(m)?, m))).collect();
        f.settled = true;
        match made[..] {
            [] => {}
            [(index, tokens_of)] => {
                f.ranges = tokens_of.iter().map(|&t| tokens[t].core.clone()).collect();
                if pair.sure {
                    chosen.set(item, vec![&set.choices[index].id]);
                }
                for &t in tokens_of {
                    let Token { range, core, .. } = tokens[t].clone();
                    brackets(stream, &range, &core);
                    tokens[t].what = What::Made;
                }
            }
            _ => continue,
        }
        let early = f.ranges.first().is_some_and(|r| r.start < f.label.start);
        f.doubtful = !pair.sure || (group.unsure && early);
    }
    for i in apart(found, &items, stream) {
        found[i].doubtful = true;
        chosen.forget(i);
    }
    // A choice that an open item may have made is no text.
    let open: Vec<&ChoiceSet> = items.iter().filter(|i| found[i.0].doubtful).map(|i| i.1).collect();
    for token in tokens.iter_mut().filter(|t| t.what == What::Choice) {
        let words = stream.string(token.core.clone());
        if open.iter().any(|set| set.labels().any(|l| text::normalize(l) == words)) {
            token.what = What::Stray;
        }
    }
}

/// The token of the choice right behind the label of each item, wherever its list stands. It is the item's own
/// where each item above that can make the choice has one before this label.
fn beside(
    stream: &Stream,
    found: &[Found],
    items: &[(usize, &ChoiceSet)],
    blank: &[bool],
    tokens: &[Token],
) -> Vec<Option<usize>> {
    let behind = |i: usize| tokens.partition_point(|t| t.range.start < found[i].label.end);
    let mut due: Vec<(&ChoiceSet, isize)> = Vec::new();
    let mut out = Vec::with_capacity(items.len());
    for (k, &(i, set)) in items.iter().enumerate() {
        let first = behind(i);
        let next = items.get(k + 1).map_or(tokens.len(), |(j, _)| behind(*j)).max(first);
        let at = match due.iter().position(|(other, _)| alike(other, set)) {
            Some(at) => at,
            None => {
                due.push((set, 0));
                due.len() - 1
            }
        };
        let labels: Vec<String> = set.labels().map(text::normalize).collect();
        let made = |t: usize| tokens[t].what == What::Choice && labels.contains(&stream.string(tokens[t].core.clone()));
        let adjoins = |t: &usize| tokens[*t].range.start == found[i].label.end && made(*t);
        let own = Some(first).filter(|&t| t < next && due[at].1 == 0).filter(adjoins);
        out.push(own);
        let here = (first..next).filter(|&t| made(t)).count();
        due[at].1 += isize::from(!blank[k]) - here as isize;
    }
    out
}

fn alike(one: &ChoiceSet, other: &ChoiceSet) -> bool {
    one.labels().eq(other.labels())
}

/// Items of one set whose labels stand together before their choices: nothing tells in which order these were
/// emitted. It does not matter where all chose the same.
fn apart(found: &[Found], items: &[(usize, &ChoiceSet)], stream: &Stream) -> Vec<usize> {
    let words = |i: usize| found[i].ranges.iter().map(|r| stream.string(r.clone())).collect::<String>();
    let mut out = Vec::new();
    for (k, &(i, set)) in items.iter().enumerate() {
        let Some(own) = found[i].ranges.first() else { continue };
        let next = items[k + 1..].iter().take_while(|(j, _)| found[*j].label.start < own.start);
        let others: Vec<usize> = next.filter(|(_, s)| alike(s, set)).map(|(j, _)| *j).collect();
        if others.iter().any(|&j| words(j) != words(i)) {
            out.push(i);
            out.extend(others);
        }
    }
    out
}

/// Whether what stands right behind a label is a choice of its set, without brackets and without a list.
fn bare(stream: &Stream, token: &Token, f: &Found, set: &ChoiceSet) -> bool {
    let right = token.range.start == f.label.end && !f.label.is_empty();
    let words = stream.string(token.core.clone());
    right && matches!(token.what, What::Choice) && set.labels().any(|l| text::normalize(l) == words)
}

/// Whether what no choice was found for may be blank. A choice where none can be belongs to another item
/// of the same kind beside it.
pub(super) fn blanks(found: &mut [Found], needs: &[Need]) {
    let made = |f: &Found| !f.ranges.is_empty();
    let settled = |f: &Found| matches!(f.item.kind, Kind::Choice(_)) && f.settled;
    let of_choice: Vec<usize> = (0..needs.len()).filter(|&i| settled(&found[i])).collect();
    for &i in &of_choice {
        found[i].doubtful |= !made(&found[i]) && needs[i] == Need::Answer;
    }
    for (k, &i) in of_choice.iter().enumerate() {
        if needs[i] != Need::Blank || !made(&found[i]) {
            continue;
        }
        let labels = |f: &Found| f.item.choices().map(|set| set.labels().collect::<Vec<_>>());
        let same: Vec<usize> = of_choice[k.saturating_sub(BESIDE)..of_choice.len().min(k + BESIDE + 1)]
            .iter()
            .copied()
            .filter(|&other| other == i || (!made(&found[other]) && labels(&found[other]) == labels(&found[i])))
            .collect();
        same.into_iter().for_each(|other| found[other].doubtful = true);
    }
}

fn brackets(stream: &mut Stream, range: &Range<usize>, core: &Range<usize>) {
    stream.mark(&(range.start..core.start), Mark::Furniture);
    stream.mark(&(core.end..range.end), Mark::Furniture);
}

/// The printed lists in their order.
fn groups(stream: &Stream, tokens: &[Token]) -> Vec<Group> {
    let mut out: Vec<Group> = Vec::new();
    let mut waiting: Vec<Vec<usize>> = Vec::new();
    let mut listing = false;
    for (t, token) in tokens.iter().enumerate() {
        let mut still = false;
        match token.what {
            What::Entry(number) => {
                let words = super::chars(stream, &token.core);
                if number == 1 {
                    out.push(Group {
                        at: token.range.start,
                        entries: vec![(1, words)],
                        made: std::mem::take(&mut waiting),
                        unsure: false,
                    });
                    still = true;
                } else if let Some(group) = out.last_mut()
                    && listing
                    && token.set_off < brk::PARA
                    && group.entries.last().is_some_and(|e| e.0 < number)
                {
                    // Behind a blank line may stand what is left of another list.
                    group.entries.push((number, words));
                    still = true;
                }
            }
            // In the middle of its cell, beside the middle of its list.
            What::Choice if goes_on(&tokens[t + 1..], out.last()) => {
                out.last_mut().into_iter().for_each(|g| g.made.push(vec![t]));
            }
            What::Choice => waiting.push(vec![t]),
            What::Part => waiting.push(vec![t]),
            What::Rest => {
                let broken = |m: &&mut Vec<usize>| tokens[m[0]].what == What::Part;
                let last = out.last_mut().map(|g| &mut g.made);
                let made = last.into_iter().chain([&mut waiting]).flat_map(|l| l.iter_mut()).filter(broken).last();
                made.into_iter().for_each(|m| m.push(t));
            }
            _ => {}
        }
        listing = still;
    }
    balance(stream, tokens, &mut out);
    if let Some(last) = out.last_mut().filter(|g| g.made.is_empty() && waiting.len() == 1) {
        last.made = waiting;
    }
    out
}

/// Whether the entries of a list without a choice go on right behind a place.
fn goes_on(tokens: &[Token], group: Option<&Group>) -> bool {
    let Some(last) = group.filter(|g| g.made.is_empty()).and_then(|g| g.entries.last()) else { return false };
    let next = tokens.iter().find(|t| !matches!(t.what, What::Open { .. } | What::Close));
    next.is_some_and(|t| t.set_off < brk::PARA && matches!(t.what, What::Entry(n) if n > last.0))
}

/// A choice behind its own list stands before the next list; one whose list comes later stands before
/// another, which does not name it.
fn balance(stream: &Stream, tokens: &[Token], groups: &mut [Group]) {
    let listed = |g: &Group, made: &[usize]| {
        let words: Vec<char> = made.iter().flat_map(|&t| super::chars(stream, &tokens[t].core)).collect();
        g.entries.iter().any(|e| e.1 == words)
    };
    for i in 1..groups.len() {
        let [before, this] = [&groups[i - 1], &groups[i]];
        let either = |made: &Vec<usize>| listed(before, made) && listed(this, made);
        groups[i].unsure = before.made.is_empty() && this.made.len() == 1 && this.made.iter().all(either);
    }
    for i in 0..groups.len() {
        if i > 0 && groups[i - 1].made.is_empty() && groups[i].made.len() > 1 {
            let first = groups[i].made.remove(0);
            groups[i - 1].made.push(first);
        }
        let Some(next) = groups.get(i + 1).filter(|n| n.made.is_empty() && groups[i].made.len() > 1) else { continue };
        let moves = |made: &Vec<usize>| !listed(&groups[i], made) && listed(next, made);
        if let Some(at) = groups[i].made.iter().position(moves) {
            let made = groups[i].made.remove(at);
            let begins = tokens[made[0]].range.start;
            groups[i + 1].made.push(made);
            if at == 0 {
                // What was chosen stands in the order of the items, its list need not.
                groups[i + 1].at = begins;
                groups.swap(i, i + 1);
            }
        }
    }
}
