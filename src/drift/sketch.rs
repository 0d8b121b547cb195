//! Sketches of texts: from the runs of characters of a text to a few numbers that are mostly the same
//! for texts that are mostly the same (one-permutation min-hash), and the search among them.

use std::collections::HashMap;

use crate::text;

/// Length of a run of characters.
const RUN: usize = 4;
/// Numbers of a sketch; a power of two times [`ROWS`] would waste hashes, so bins are taken by remainder.
const BINS: usize = 63;
/// Numbers that must agree for two texts to be compared: with 21 chances of three numbers, texts that
/// share 60 % of their runs are missed once in 160 times, and texts that share 20 % meet in 15 of 100.
const ROWS: usize = 3;
/// The share of runs from which on two texts are the same passage.
const LIKE: f64 = 0.6;
/// The share of agreeing numbers from which on nothing need be compared: of texts that share less than
/// 60 % of their runs, one in a hundred agrees in so many of 63 numbers.
const SURE: f64 = 0.75;
/// The most groups that one text is compared with.
const MAX_COMPARED: usize = 4;
/// The most groups that are looked up for one part; very many share it only if it says little.
const MAX_MET: usize = 48;

/// The sketch of one text.
#[derive(Clone, Debug)]
pub struct Sketch {
    bins: [u32; BINS],
}

impl Sketch {
    /// The sketch of a text of at least `min` characters.
    pub fn of(text: &str, min: usize) -> Option<Sketch> {
        let hashes = runs(text);
        if hashes.len() + RUN <= min {
            return None;
        }
        let mut bins = [u32::MAX; BINS];
        for hash in hashes {
            let bin = (hash >> 32) as usize % BINS;
            bins[bin] = bins[bin].min(hash as u32);
        }
        // An empty bin takes the number of the next one that has any.
        let filled = bins;
        for at in 0..BINS {
            if filled[at] == u32::MAX {
                let next = (1..BINS).map(|step| (at + step) % BINS).find(|&next| filled[next] != u32::MAX);
                bins[at] = next.map_or(u32::MAX, |next| filled[next].rotate_left(7));
            }
        }
        Some(Sketch { bins })
    }

    /// The share of numbers that agree.
    fn agrees(&self, other: &Sketch) -> f64 {
        let same = self.bins.iter().zip(&other.bins).filter(|(a, b)| a == b).count();
        same as f64 / BINS as f64
    }
}

/// The hashes of all runs of characters of a text, in its compared form.
fn runs(text: &str) -> Vec<u64> {
    let chars: Vec<char> = text::normalize(text).chars().collect();
    chars.windows(RUN).map(|run| run.iter().fold(0, |hash, &c| mix(hash ^ u64::from(c as u32)))).collect()
}

/// A mixer of 64 bits (the finalizer of SplitMix64).
fn mix(x: u64) -> u64 {
    let x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// The share of runs that two texts have in common (Jaccard).
pub fn likeness(a: &str, b: &str) -> f64 {
    let sorted = |text: &str| {
        let mut hashes = runs(text);
        hashes.sort_unstable();
        hashes.dedup();
        hashes
    };
    let (a, b) = (sorted(a), sorted(b));
    let (mut i, mut j, mut common) = (0, 0, 0usize);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                common += 1;
                i += 1;
                j += 1;
            }
        }
    }
    let all = a.len() + b.len() - common;
    if all == 0 { 1.0 } else { common as f64 / all as f64 }
}

/// The sketches of the first texts of all groups, found by any of their parts.
#[derive(Debug, Default)]
pub struct Sketches {
    leaders: Vec<Sketch>,
    by_part: HashMap<(u8, u64), Vec<u32>>,
}

impl Sketches {
    /// Adds the first text of a new group; groups are numbered in the order of adding.
    pub fn add(&mut self, sketch: &Sketch, group: usize) {
        self.leaders.push(sketch.clone());
        for (band, part) in parts(sketch) {
            self.by_part.entry((band, part)).or_default().push(group as u32);
        }
    }

    /// The group that a text is most like, if it is like any; `likeness` compares with a group's first.
    pub fn like(&self, sketch: &Sketch, likeness: impl Fn(usize) -> f64) -> Option<usize> {
        let mut met: Vec<u32> = Vec::new();
        for key in parts(sketch) {
            // The newest groups of a part that very many share are enough.
            let groups = self.by_part.get(&key).map(Vec::as_slice).unwrap_or_default();
            met.extend(groups.iter().rev().take(MAX_MET));
        }
        met.sort_unstable();
        met.dedup();
        let mut candidates: Vec<(f64, usize)> = met
            .into_iter()
            .map(|group| (self.leaders[group as usize].agrees(sketch), group as usize))
            .filter(|(share, _)| *share >= LIKE / 2.0)
            .collect();
        candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        candidates.truncate(MAX_COMPARED);
        if let Some(&(share, group)) = candidates.first()
            && share >= SURE
        {
            return Some(group);
        }
        let compared = candidates.into_iter().map(|(_, group)| (likeness(group), group));
        let like = compared.filter(|(share, _)| *share >= LIKE);
        like.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1))).map(|(_, group)| group)
    }
}

fn parts(sketch: &Sketch) -> impl Iterator<Item = (u8, u64)> + '_ {
    let bands = sketch.bins.chunks_exact(ROWS).enumerate();
    bands.map(|(band, rows)| (band as u8, rows.iter().fold(0, |hash, &row| mix(hash ^ u64::from(row)))))
}
