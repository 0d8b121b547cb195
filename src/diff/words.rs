//! Changed words: two texts come in, runs that are the same, gone or new go out.
//!
//! Segments are runs of one script (kanji, hiragana, katakana, Latin letters and digits), which is
//! close to words in the language of these documents; punctuation stands alone. Short unchanged runs
//! between changes are drawn into them, because a reader takes in `課の→部の` better than its letters.

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// What happened to a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Mark {
    /// In both texts.
    Same,
    /// Only in the old text.
    Gone,
    /// Only in the new text.
    New,
}

/// A run of text.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Run {
    /// What happened to it.
    pub mark: Mark,
    /// The words.
    pub text: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Kanji,
    Hiragana,
    Katakana,
    Latin,
    Space,
    Other,
}

fn script(c: char) -> Script {
    match c {
        '一'..='鿿' | '々' | '〆' | '㐀'..='䶿' => Script::Kanji,
        'ぁ'..='ゖ' => Script::Hiragana,
        'ァ'..='ヺ' | 'ー' | 'ｦ'..='ﾟ' => Script::Katakana,
        c if c.is_ascii_alphanumeric() || matches!(c, '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ') => Script::Latin,
        c if c.is_whitespace() => Script::Space,
        _ => Script::Other,
    }
}

/// The segments of a text.
pub fn segments(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut last: Option<Script> = None;
    for (at, c) in text.char_indices() {
        let now = script(c);
        let joins = last == Some(now) && now != Script::Other;
        if at > start && !joins {
            out.push(&text[start..at]);
            start = at;
        }
        last = Some(now);
    }
    if start < text.len() {
        out.push(&text[start..]);
    }
    out
}

/// The runs that lead from one text to the other.
pub fn runs(old: &str, new: &str) -> Vec<Run> {
    let (a, b) = (segments(old), segments(new));
    let mut pieces: Vec<(String, String, bool)> = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &a, &b) {
        let (left, right) = (a[op.old_range()].concat(), b[op.new_range()].concat());
        let same = matches!(op, DiffOp::Equal { .. });
        match pieces.last_mut() {
            Some(last) if !same && !last.2 => {
                last.0.push_str(&left);
                last.1.push_str(&right);
            }
            _ => pieces.push((left, right, same)),
        }
    }
    let mut out = Vec::new();
    for (left, right, same) in absorb(pieces) {
        if same {
            push(&mut out, Mark::Same, left);
        } else {
            let (head, tail) = common_ends(&left, &right);
            push(&mut out, Mark::Same, left[..head].to_owned());
            push(&mut out, Mark::Gone, left[head..left.len() - tail].to_owned());
            push(&mut out, Mark::New, right[head..right.len() - tail].to_owned());
            push(&mut out, Mark::Same, left[left.len() - tail..].to_owned());
        }
    }
    out
}

/// Draws unchanged runs of one character between two changes into them.
fn absorb(pieces: Vec<(String, String, bool)>) -> Vec<(String, String, bool)> {
    let mut out: Vec<(String, String, bool)> = Vec::new();
    let count = pieces.len();
    for (at, (left, right, same)) in pieces.into_iter().enumerate() {
        let inner = at > 0 && at + 1 < count;
        let short = same && inner && left.chars().count() <= 1 && !left.contains(['\n', '。', '、']);
        match out.last_mut() {
            Some(last) if !last.2 && (short || !same) => {
                last.0.push_str(&left);
                last.1.push_str(&right);
            }
            _ => out.push((left, right, same)),
        }
    }
    out
}

/// Bytes that two changed runs share at both ends, but only whole digits groups and never inside one:
/// `39の項→139の項` is a change of the number.
fn common_ends(left: &str, right: &str) -> (usize, usize) {
    let word = |c: char| c.is_ascii_digit() || matches!(c, '０'..='９');
    let mut head = 0;
    for ((at, a), b) in left.char_indices().zip(right.chars()) {
        if a != b || word(a) {
            break;
        }
        head = at + a.len_utf8();
    }
    let mut tail = 0;
    for (a, b) in left[head..].chars().rev().zip(right[head..].chars().rev()) {
        if a != b || word(a) {
            break;
        }
        tail += a.len_utf8();
    }
    (head, tail)
}

fn push(out: &mut Vec<Run>, mark: Mark, text: String) {
    if text.is_empty() {
        return;
    }
    match out.last_mut() {
        Some(last) if last.mark == mark => last.text.push_str(&text),
        _ => out.push(Run { mark, text }),
    }
}

/// One line of a comparison; a side is absent where the line is only in the other text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The old line.
    pub old: Option<Vec<Run>>,
    /// The new line.
    pub new: Option<Vec<Run>>,
}

/// Two texts that are not compared inside.
pub fn whole(old: &str, new: &str) -> Vec<Line> {
    let side = |mark, text: &str| (!text.is_empty()).then(|| vec![Run { mark, text: text.to_owned() }]);
    vec![Line { old: side(Mark::Gone, old), new: side(Mark::New, new) }]
}

/// Two texts line by line, changed lines paired and their words marked.
pub fn lines(old: &str, new: &str) -> Vec<Line> {
    let split = |text: &'_ str| -> Vec<String> {
        if text.is_empty() { Vec::new() } else { text.split('\n').map(str::to_owned).collect() }
    };
    let (a, b) = (split(old), split(new));
    let mut out = Vec::new();
    let one = |mark, text: &String| vec![Run { mark, text: text.clone() }];
    for op in capture_diff_slices(Algorithm::Myers, &a, &b) {
        let (gone, added) = (&a[op.old_range()], &b[op.new_range()]);
        if matches!(op, DiffOp::Equal { .. }) {
            out.extend(gone.iter().map(|l| Line { old: Some(one(Mark::Same, l)), new: Some(one(Mark::Same, l)) }));
            continue;
        }
        for at in 0..gone.len().max(added.len()) {
            out.push(match (gone.get(at), added.get(at)) {
                (Some(l), Some(r)) => paired(l, r),
                (l, r) => Line { old: l.map(|l| one(Mark::Gone, l)), new: r.map(|r| one(Mark::New, r)) },
            });
        }
    }
    out
}

fn paired(old: &str, new: &str) -> Line {
    let runs = runs(old, new);
    let side = |skip: Mark| runs.iter().filter(|r| r.mark != skip).cloned().collect();
    Line { old: Some(side(Mark::New)), new: Some(side(Mark::Gone)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(old: &str, new: &str) -> String {
        runs(old, new)
            .iter()
            .map(|r| match r.mark {
                Mark::Same => r.text.clone(),
                Mark::Gone => format!("[-{}-]", r.text),
                Mark::New => format!("[+{}+]", r.text),
            })
            .collect()
    }

    #[test]
    fn changes_read_as_words() {
        assert_eq!(shown("健康づくり課が審査する。", "健康増進課が審査する。"), "健康[-づくり-][+増進+]課が審査する。");
        assert_eq!(shown("第2条の表の39の項", "第2条の表の139の項"), "第2条の表の[-39-][+139+]の項");
        assert_eq!(
            shown("紙により入手する。", "紙又は電子メールにより入手する。"),
            "紙[+又は電子メール+]により入手する。"
        );
        assert_eq!(shown("再委託しない", "再委託する"), "再委託[-しない-][+する+]");
    }

    #[test]
    fn lines_are_paired() {
        let found = lines("甲\n乙課\n丙", "甲\n乙部\n丙\n丁");
        assert_eq!(found.len(), 4);
        assert!(found[3].old.is_none() && found[1].old.is_some() && found[1].new.is_some());
    }
}
