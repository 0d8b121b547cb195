//! Words looked for all at once: words and a text come in, every place where one of them stands goes out.
//!
//! Words are known by their first letters, and hardly any letter of a text is one of these: a bit for each
//! tells so. A document is too short to pay for building an automaton.

use std::ops::Range;

/// Some words, by number.
#[derive(Debug)]
pub(super) struct Needles {
    words: Vec<Box<str>>,
    first: FirstLetters,
}

impl Needles {
    /// The words in the order of their numbers.
    pub fn new<'w>(words: impl IntoIterator<Item = &'w str>) -> Self {
        let words: Vec<Box<str>> = words.into_iter().map(Box::from).collect();
        let first = FirstLetters::new(words.iter().map(|word| word.chars().next()));
        Needles { words, first }
    }

    /// The number of each word that stands in a text, and its bytes, in the order of the text. Words may overlap.
    pub fn find<'f>(&'f self, text: &'f str) -> impl Iterator<Item = (usize, Range<usize>)> + 'f {
        let with = move |(at, c)| self.first.of(c).map(move |n| (n, at..at + self.words[n].len()));
        let hits = text.char_indices().filter(|(_, c)| self.first.may_be(*c)).flat_map(with);
        hits.filter(|(n, range)| text[range.start..].starts_with(&*self.words[*n]))
    }
}

/// The numbers of some words by their first letters.
#[derive(Debug)]
pub(super) struct FirstLetters {
    /// A bit for each letter; letters of higher planes share those of the basic one.
    bits: Vec<u64>,
    /// In order.
    letters: Vec<(char, usize)>,
}

impl FirstLetters {
    /// From the first letter of each word; none for an empty word, which stands nowhere.
    pub fn new(first: impl Iterator<Item = Option<char>>) -> Self {
        let mut letters: Vec<(char, usize)> = first.enumerate().filter_map(|(n, c)| Some((c?, n))).collect();
        letters.sort_unstable();
        let mut bits = vec![0; 1 << 10];
        for (c, _) in &letters {
            bits[place(*c)] |= bit(*c);
        }
        FirstLetters { bits, letters }
    }

    /// Whether a word may begin with this letter; `false` is certain.
    pub fn may_be(&self, c: char) -> bool {
        self.bits[place(c)] & bit(c) != 0
    }

    /// The words that begin with a letter, in order.
    pub fn of(&self, c: char) -> impl Iterator<Item = usize> + '_ {
        let from = self.letters.partition_point(|(own, _)| *own < c);
        self.letters[from..].iter().take_while(move |(own, _)| *own == c).map(|(_, n)| *n)
    }
}

fn place(c: char) -> usize {
    (c as usize & 0xffff) >> 6
}

fn bit(c: char) -> u64 {
    1 << (c as u32 & 63)
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
