//! The words that are written in several ways: `schemas/lexicon.yaml`.

use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

const FILE: &str = include_str!("../../schemas/lexicon.yaml");

/// The ways to write each word, the standard one first.
pub(super) fn words() -> &'static [Vec<&'static str>] {
    static ALL: OnceLock<Vec<Vec<&'static str>>> = OnceLock::new();
    ALL.get_or_init(|| FILE.lines().filter_map(|l| l.strip_prefix("- ")).map(|l| l.split(" | ").collect()).collect())
}

/// All ways of all words in one search, each with the number of its word and its own letters.
pub(super) fn ways() -> (&'static AhoCorasick, &'static [(usize, &'static str)]) {
    static ALL: OnceLock<(AhoCorasick, Vec<(usize, &'static str)>)> = OnceLock::new();
    let (searcher, ways) = ALL.get_or_init(|| {
        let numbered = words().iter().enumerate();
        let ways: Vec<(usize, &'static str)> =
            numbered.flat_map(|(n, ways)| ways.iter().map(move |w| (n, *w))).collect();
        let letters: Vec<&str> = ways.iter().map(|(_, way)| *way).collect();
        (searcher(&letters), ways)
    });
    (searcher, ways)
}

/// A search for many words at once.
pub(super) fn searcher(words: &[&str]) -> AhoCorasick {
    // A document is too short to pay for the tables of a DFA. Building fails only for more patterns or bytes
    // than 32 bits can number.
    let kind = Some(AhoCorasickKind::ContiguousNFA);
    AhoCorasick::builder().match_kind(MatchKind::Standard).kind(kind).build(words).expect("a few hundred short words")
}
