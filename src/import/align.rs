//! The alignment: which occurrence of a label is which slot of the form.
//!
//! The text follows the order of the form, so the occurrences are matched to the slots by the
//! heaviest chain that only goes forward, or back to the start of a loop. Labels that occur many
//! times get their meaning from their neighbours, and a lost heading shifts nothing. Where a second
//! chain is nearly as heavy, the place is doubtful and said to be so.

use super::anchors::Candidate;
use super::slots::{Role, Slots};

/// A matched occurrence.
#[derive(Clone, Copy, Debug)]
pub(super) struct Anchor {
    /// Index of the candidate.
    pub candidate: usize,
    /// The slot.
    pub slot: usize,
    /// Whether it might as well be another slot.
    pub doubtful: bool,
    /// The loop that begins anew here.
    pub begins: Option<usize>,
}

/// The most that leaving out slots can cost.
const MAX_SKIP: f32 = 2.0;
/// A new member of a list that begins with its heading, or somewhere in the middle.
const MEMBER: f32 = 0.2;
const HEADLESS: f32 = 2.0;
/// A new member of a list that fills whole parts of the form.
const PART: f32 = 4.0;
/// Chains that differ by less are equally good.
const MARGIN: f32 = 0.5;

struct Node {
    candidate: usize,
    slot: usize,
    weight: f32,
    /// Weight of the best chain up to and with it, and the node before it there.
    forward: f32,
    before: Option<usize>,
    /// Weight of the best chain after it.
    backward: f32,
}

/// The heaviest chain, in the order of the text.
pub(super) fn align(slots: &Slots, candidates: &[Candidate]) -> Vec<Anchor> {
    let costs = Costs::new(slots);
    let mut nodes: Vec<Node> = Vec::new();
    for (candidate, c) in candidates.iter().enumerate() {
        for &(slot, weight) in &c.slots {
            nodes.push(Node { candidate, slot, weight, forward: 0.0, before: None, backward: 0.0 });
        }
    }
    forward(&costs, candidates, &mut nodes);
    backward(&costs, candidates, &mut nodes);
    let Some(last) = (0..nodes.len()).max_by(|&a, &b| nodes[a].forward.total_cmp(&nodes[b].forward)) else {
        return Vec::new();
    };
    let best = nodes[last].forward;
    let mut chain = Vec::new();
    let mut at = Some(last);
    while let Some(i) = at {
        chain.push(i);
        at = nodes[i].before;
    }
    chain.reverse();
    let mut out = Vec::with_capacity(chain.len());
    for (k, &i) in chain.iter().enumerate() {
        let node = &nodes[i];
        let rivals = nodes[..i].iter().rev().take_while(|n| n.candidate == node.candidate);
        let rivals = rivals.chain(nodes[i + 1..].iter().take_while(|n| n.candidate == node.candidate));
        let doubtful = slots.slots[node.slot].role == Role::Answer
            && rivals
                .filter(|n| slots.slots[n.slot].role == Role::Answer)
                .any(|n| n.forward + n.backward >= best - MARGIN);
        let begins = k.checked_sub(1).and_then(|k| costs.step(nodes[chain[k]].slot, node.slot)?.1);
        out.push(Anchor { candidate: node.candidate, slot: node.slot, doubtful, begins });
    }
    out
}

/// Fills in the best chains up to each node.
fn forward(costs: &Costs, candidates: &[Candidate], nodes: &mut [Node]) {
    // The best node so far for each slot; a node joins when the text has passed its end.
    let mut best: Vec<Option<usize>> = vec![None; costs.len];
    let mut waiting: std::collections::BinaryHeap<std::cmp::Reverse<(usize, usize)>> = Default::default();
    for i in 0..nodes.len() {
        let start = candidates[nodes[i].candidate].range.start;
        while let Some(&std::cmp::Reverse((end, n))) = waiting.peek()
            && end <= start
        {
            waiting.pop();
            let slot = nodes[n].slot;
            if best[slot].is_none_or(|b| nodes[b].forward < nodes[n].forward) {
                best[slot] = Some(n);
            }
        }
        let (mut top, mut before) = (-costs.skip(0, nodes[i].slot), None);
        for n in best.iter().flatten() {
            if let Some((cost, _)) = costs.step(nodes[*n].slot, nodes[i].slot)
                && nodes[*n].forward - cost > top
            {
                top = nodes[*n].forward - cost;
                before = Some(*n);
            }
        }
        nodes[i].forward = top + nodes[i].weight;
        nodes[i].before = before;
        waiting.push(std::cmp::Reverse((candidates[nodes[i].candidate].range.end, i)));
    }
}

/// Fills in the best chains after each node.
fn backward(costs: &Costs, candidates: &[Candidate], nodes: &mut [Node]) {
    let mut best: Vec<Option<usize>> = vec![None; costs.len];
    let mut by_end: Vec<usize> = (0..nodes.len()).collect();
    by_end.sort_by_key(|&i| std::cmp::Reverse(candidates[nodes[i].candidate].range.end));
    let mut joined = nodes.len();
    for i in by_end {
        let end = candidates[nodes[i].candidate].range.end;
        // Nodes are in the order of their starts.
        while joined > 0 && candidates[nodes[joined - 1].candidate].range.start >= end {
            joined -= 1;
            let total = |n: usize| nodes[n].weight + nodes[n].backward;
            let slot = nodes[joined].slot;
            if best[slot].is_none_or(|b| total(b) < total(joined)) {
                best[slot] = Some(joined);
            }
        }
        let mut top = 0.0f32;
        for n in best.iter().flatten() {
            if let Some((cost, _)) = costs.step(nodes[i].slot, nodes[*n].slot) {
                top = top.max(nodes[*n].weight + nodes[*n].backward - cost);
            }
        }
        nodes[i].backward = top;
    }
}

/// What it costs to go from one slot to another.
struct Costs {
    len: usize,
    /// Sum of the costs of the slots before each.
    sums: Vec<f32>,
    /// Cost of going back, with the loop that begins anew.
    back: Vec<Option<(f32, usize)>>,
}

impl Costs {
    fn new(slots: &Slots) -> Costs {
        let len = slots.slots.len();
        let mut sums = vec![0.0];
        for slot in &slots.slots {
            sums.push(sums[sums.len() - 1] + slot.cost);
        }
        let mut back = vec![None; len * len];
        for (index, l) in slots.loops.iter().enumerate() {
            // A loop over the same list may follow: Ⅲ of one file, then Ⅱ of the next.
            let same = slots.loops.iter().filter(|o| std::ptr::eq(o.list, l.list)).map(|o| o.last).max();
            for from in l.first..=same.unwrap_or(l.last) {
                for to in l.first..=l.last.min(from) {
                    let entry = l.entries.contains(&to);
                    if !entry && (from > l.last || slots.slots[to].loops.last() != Some(&index)) {
                        continue;
                    }
                    let cost = match (l.list.part && l.first != l.last, entry) {
                        (true, _) => PART,
                        (false, true) => MEMBER,
                        (false, false) => HEADLESS,
                    };
                    // The innermost loop comes last and wins.
                    back[from * len + to] = Some((cost, index));
                }
            }
        }
        Costs { len, sums, back }
    }

    fn skip(&self, from: usize, to: usize) -> f32 {
        (self.sums[to] - self.sums[from.min(to)]).min(MAX_SKIP)
    }

    fn step(&self, from: usize, to: usize) -> Option<(f32, Option<usize>)> {
        if to > from {
            return Some((self.skip(from + 1, to), None));
        }
        self.back[from * self.len + to].map(|(cost, index)| (cost, Some(index)))
    }
}
