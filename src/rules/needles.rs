//! Words looked for all at once: words and a text come in, every place where one of them stands goes out.

use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

/// Some words, by number.
#[derive(Debug)]
pub(super) struct Needles(AhoCorasick);

impl Needles {
    /// The words in the order of their numbers; an empty word stands nowhere.
    pub fn new<'w>(words: impl IntoIterator<Item = &'w str>) -> Self {
        // A document is too short to pay for the tables of a DFA. Building fails only for more patterns or
        // bytes than 32 bits can number.
        let kind = Some(AhoCorasickKind::ContiguousNFA);
        let built = AhoCorasick::builder().match_kind(MatchKind::Standard).kind(kind).build(words);
        Needles(built.expect("a few hundred short words"))
    }

    /// The number of each word that stands in a text, and its bytes, in the order of the text. Words may overlap.
    pub fn find(&self, text: &str) -> impl Iterator<Item = (usize, Range<usize>)> {
        let hits = self.0.find_overlapping_iter(text).filter(|hit| !hit.is_empty());
        let mut hits: Vec<_> = hits.map(|hit| (hit.pattern().as_usize(), hit.range())).collect();
        hits.sort_unstable_by_key(|(n, range)| (range.start, *n));
        hits.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_wherever_they_stand() {
        let needles = Needles::new(["健康保険法", "国民健康保険法", "", "法", "𠮷"]);
        let found: Vec<(usize, Range<usize>)> = needles.find("国民健康保険法と𠮷").collect();
        assert_eq!(found, [(1, 0..21), (0, 6..21), (3, 18..21), (4, 24..28)]);
        assert_eq!(needles.find("国民の健康。\u{10bb7}").count(), 0);
    }
}
