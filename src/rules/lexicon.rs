//! The words that are written in several ways: `schemas/lexicon.yaml`.

use std::sync::OnceLock;

use super::needles::Needles;

const FILE: &str = include_str!("../../schemas/lexicon.yaml");

/// The ways to write each word, the standard one first.
pub(super) fn words() -> &'static [Vec<&'static str>] {
    static ALL: OnceLock<Vec<Vec<&'static str>>> = OnceLock::new();
    ALL.get_or_init(|| FILE.lines().filter_map(|l| l.strip_prefix("- ")).map(|l| l.split(" | ").collect()).collect())
}

/// All ways of all words in one search, each with the number of its word and its own letters.
pub(super) fn ways() -> (&'static Needles, &'static [(usize, &'static str)]) {
    static ALL: OnceLock<(Needles, Vec<(usize, &'static str)>)> = OnceLock::new();
    let (needles, ways) = ALL.get_or_init(|| {
        let numbered = words().iter().enumerate();
        let ways: Vec<(usize, &'static str)> =
            numbered.flat_map(|(n, ways)| ways.iter().map(move |w| (n, *w))).collect();
        (Needles::new(ways.iter().map(|(_, way)| *way)), ways)
    });
    (needles, ways)
}
