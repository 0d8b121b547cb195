//! Words that a repository has agreed to write in one way (`[wording]` of `piac.toml`).

use std::collections::BTreeMap;
use std::ops::Range;

use crate::diag::{Diagnostic, Message, Severity};
use crate::rules::Context;

/// The places outside of the change table where the other way is written.
pub(super) fn check(context: &Context<'_>, wording: &BTreeMap<String, String>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if wording.is_empty() {
        return found;
    }
    let source = &context.assessment.source;
    for passage in context.passages() {
        for (word, agreed) in wording {
            for range in occurrences(&passage.text, word, agreed) {
                let span = passage.span(source, range);
                let message = Message::new(
                    format!("「{word}」は「{agreed}」と書くことになっています"),
                    format!("{word} is to be written {agreed} here"),
                );
                let mut d = Diagnostic::new("unwanted-word", Severity::Warning, source, span, message)
                    .item(passage.at.item_place())
                    .help("piac.toml の [wording] で決めた書き方に合わせてください", "see [wording] in piac.toml");
                // Inside quotes and escapes, or in a shared passage, the source has other bytes.
                if source.slice(span) == word {
                    let repair = Message::new(format!("「{agreed}」に直す"), format!("replace by {agreed}"));
                    d = d.fix(repair, span, agreed.as_str());
                }
                found.push(d);
            }
        }
    }
    found
}

/// Where a word stands, but not as a part of the agreed one: サーバ inside サーバー.
fn occurrences(text: &str, word: &str, agreed: &str) -> Vec<Range<usize>> {
    let inside: Vec<usize> = agreed.match_indices(word).map(|(at, _)| at).collect();
    let is_agreed = |at: usize| {
        inside
            .iter()
            .any(|offset| at.checked_sub(*offset).and_then(|s| text.get(s..)).is_some_and(|t| t.starts_with(agreed)))
    };
    text.match_indices(word).map(|(at, _)| at).filter(|&at| !is_agreed(at)).map(|at| at..at + word.len()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_agreed_word_is_not_reported_for_its_part() {
        let at = |text, word, agreed| occurrences(text, word, agreed).iter().map(|r| r.start).collect::<Vec<_>>();
        assert_eq!(at("中間サーバーとサーバ", "サーバ", "サーバー"), [21]);
        assert_eq!(at("本市と市", "市", "本市"), [9]);
        assert!(occurrences("市", "町", "町村").is_empty());
    }
}
