//! The words that are written in several ways: `schemas/lexicon.yaml`.

use std::sync::OnceLock;

const FILE: &str = include_str!("../../schemas/lexicon.yaml");

/// The ways to write each word, the standard one first.
pub(super) fn words() -> &'static [Vec<&'static str>] {
    static ALL: OnceLock<Vec<Vec<&'static str>>> = OnceLock::new();
    ALL.get_or_init(|| FILE.lines().filter_map(|l| l.strip_prefix("- ")).map(|l| l.split(" | ").collect()).collect())
}
