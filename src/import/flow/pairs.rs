//! Two rows of things in the same order, some of which may be missing: which belongs to which, and
//! whether it might as well be another.

/// What a thing without a partner costs.
const GAP: f32 = 2.0;
/// What each thing in between costs, how many of them count, and what it costs to stand first.
const CROSSED: f32 = 0.15;
const MAX_CROSSED: usize = 6;
const BEFORE: f32 = 0.3;
/// Ways that differ by less are equally good.
const MARGIN: f32 = 0.75;

/// More than any assessment has.
const MAX_WAYS: usize = 4_000_000;

/// The partner of a thing.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Pair {
    pub with: Option<usize>,
    /// Whether no other way is nearly as good.
    pub sure: bool,
}

/// For each of `left` (its places) its partner of `right`, where the two fit.
pub(super) fn pair(left: &[usize], right: &[usize], fits: impl Fn(usize, usize) -> bool) -> Vec<Pair> {
    let (n, m) = (left.len(), right.len());
    if n * m > MAX_WAYS {
        return vec![Pair::default(); n];
    }
    let at = |i: usize, j: usize| i * (m + 1) + j;
    let cost = |i: usize, j: usize| {
        let behind = left.partition_point(|&p| p <= right[j]);
        let crossed = (i + 1).abs_diff(behind).min(MAX_CROSSED);
        CROSSED * crossed as f32 + if behind <= i { BEFORE } else { 0.0 }
    };
    let mut matched = vec![f32::INFINITY; n * (m + 1)];
    for i in 0..n {
        for j in (0..m).filter(|&j| fits(i, j)) {
            matched[at(i, j)] = cost(i, j);
        }
    }
    let mut forward = vec![0.0f32; (n + 1) * (m + 1)];
    for i in 0..=n {
        for j in 0..=m {
            let mut best = if i + j == 0 { 0.0 } else { f32::INFINITY };
            if i > 0 {
                best = best.min(forward[at(i - 1, j)] + GAP);
            }
            if j > 0 {
                best = best.min(forward[at(i, j - 1)] + GAP);
            }
            if i > 0 && j > 0 {
                best = best.min(forward[at(i - 1, j - 1)] + matched[at(i - 1, j - 1)]);
            }
            forward[at(i, j)] = best;
        }
    }
    let mut backward = vec![0.0f32; (n + 1) * (m + 1)];
    for i in (0..=n).rev() {
        for j in (0..=m).rev() {
            let mut best = if i + j == n + m { 0.0 } else { f32::INFINITY };
            if i < n {
                best = best.min(backward[at(i + 1, j)] + GAP);
            }
            if j < m {
                best = best.min(backward[at(i, j + 1)] + GAP);
            }
            if i < n && j < m {
                best = best.min(backward[at(i + 1, j + 1)] + matched[at(i, j)]);
            }
            backward[at(i, j)] = best;
        }
    }
    let through = |i: usize, j: usize| forward[at(i, j)] + matched[at(i, j)] + backward[at(i + 1, j + 1)];
    let without =
        |i: usize| (0..=m).map(|j| forward[at(i, j)] + GAP + backward[at(i + 1, j)]).fold(f32::INFINITY, f32::min);
    (0..n)
        .map(|i| {
            let mut ways: Vec<(Option<usize>, f32)> = (0..m).map(|j| (Some(j), through(i, j))).collect();
            ways.push((None, without(i)));
            ways.sort_by(|a, b| a.1.total_cmp(&b.1));
            let second = ways.get(1).map_or(f32::INFINITY, |w| w.1);
            Pair { with: ways[0].0, sure: second >= ways[0].1 + MARGIN }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_decides_and_a_missing_one_is_doubtful() {
        let all = |_, _| true;
        let with = |pairs: &[Pair]| pairs.iter().map(|p| p.with.filter(|_| p.sure)).collect::<Vec<_>>();
        // Both labels before both values.
        assert_eq!(with(&pair(&[0, 1, 50], &[10, 20, 60], all)), [Some(0), Some(1), Some(2)]);
        // One value less than labels: any of them may be the one without.
        assert_eq!(with(&pair(&[0, 1, 50], &[10, 60], all)), [None, None, None]);
    }
}
