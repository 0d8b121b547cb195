//! A printed name taken apart: its numbers, the members it counts, and its words.

use super::plain;

/// Numbers in a printed name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Numbers {
    pub roman: Option<u32>,
    pub section: Option<u32>,
    pub circle: Option<u32>,
    /// リスク１; 0 for リスク without a number.
    pub risk: Option<u32>,
    pub attachment: Option<u32>,
}

impl Numbers {
    /// These numbers in a list after a name with others: what stands before the first of them goes on.
    pub fn after(self, before: Option<Numbers>) -> Numbers {
        match (before, self) {
            (None, _) | (_, Numbers { roman: Some(_), .. } | Numbers { attachment: Some(_), .. }) => self,
            (Some(before), Numbers { section: Some(_), .. }) => Numbers { roman: before.roman, ..self },
            (Some(before), _) => {
                Numbers { roman: before.roman, section: before.section, risk: self.risk.or(before.risk), ..self }
            }
        }
    }
}

/// The parts of a printed name.
pub(super) struct Split {
    pub numbers: Numbers,
    /// Its words without spaces and numbers.
    pub words: String,
    pub members: Vec<(String, usize)>,
    /// Whether it ends with a member's number.
    pub at_member: bool,
}

pub(super) fn split(name: &str, lists: &[&str]) -> Split {
    let (mut numbers, mut words, mut members) = (Numbers::default(), String::new(), Vec::new());
    let mut at_member = false;
    let halved: String = name.chars().map(half).collect();
    let mut rest = halved.as_str();
    let mut before = None;
    // Whether a number here can be one of the form's: nothing but space or another number before it.
    let mut boundary = true;
    while let Some(first) = rest.chars().next() {
        let read = if let Some((n, length)) = roman(rest).filter(|_| boundary && words.is_empty()) {
            numbers.roman = numbers.roman.or(Some(n));
            length
        } else if let Some(n) = circled(first) {
            numbers.circle = Some(n);
            (boundary, at_member) = (true, false);
            1
        } else if let Some((n, length)) = after(rest, "別添") {
            numbers.attachment = Some(n);
            boundary = true;
            length
        } else if let Some((n, length)) = risk(rest) {
            numbers.risk = Some(n);
            boundary = true;
            length
        } else if let Some((list, n, length)) = member(rest, lists) {
            words.push_str(&list);
            members.push((list, n as usize));
            (boundary, at_member) = (true, true);
            length
        } else if let Some((n, length)) = section(rest).filter(|s| boundary || before == Some(')') && s.1 > 1) {
            // `3. … 2. …`: the second is that of a risk whose word was left out.
            match numbers.section {
                None => numbers.section = Some(n),
                Some(_) => numbers.risk = Some(n),
            }
            length
        } else {
            boundary = first.is_whitespace() || ".・_、".contains(first);
            if !boundary || first == '・' {
                words.push(first);
                at_member = false;
            }
            1
        };
        let mut chars = rest.chars();
        before = chars.by_ref().take(read).last();
        rest = chars.as_str();
    }
    let words = plain(words.trim_matches(['・', '.', ':', '_']));
    // `(別添2-2)` and `(2)` leave their brackets behind.
    let words = words.replace("()", "").trim_start_matches([')', '-']).to_owned();
    let words = words.trim_start_matches(|c: char| c == '(' && !words.contains(')')).to_owned();
    Split { numbers, words, members, at_member }
}

pub(super) fn half(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(c as u32 - '！' as u32 + '!' as u32).unwrap_or(c),
        '➀'..='➉' => char::from_u32(c as u32 - '➀' as u32 + '①' as u32).unwrap_or(c),
        '　' => ' ',
        c => c,
    }
}

pub(super) fn circled(c: char) -> Option<u32> {
    ('①'..='⑳').contains(&c).then(|| c as u32 - '①' as u32 + 1)
}

fn digits(text: &str) -> Option<(u32, usize)> {
    let length = text.chars().take_while(char::is_ascii_digit).count();
    text[..length].parse().ok().map(|n| (n, length))
}

/// Ⅲ, or III in Latin letters with no further letter.
pub(super) fn roman(rest: &str) -> Option<(u32, usize)> {
    let first = rest.chars().next()?;
    if ('Ⅰ'..='Ⅹ').contains(&first) {
        return Some((first as u32 - 'Ⅰ' as u32 + 1, 1));
    }
    let letters: String = rest.chars().take_while(char::is_ascii_alphabetic).collect();
    let n = ["I", "II", "III", "IV", "V", "VI"].iter().position(|r| *r == letters)?;
    Some((n as u32 + 1, letters.len()))
}

/// A word with its number: 別添1, 別添1-2. The length is in characters.
fn after(rest: &str, word: &str) -> Option<(u32, usize)> {
    let tail = rest.strip_prefix(word)?;
    let (n, mut length) = digits(tail)?;
    if let Some((_, more)) = tail[length..].strip_prefix('-').and_then(digits) {
        length += 1 + more;
    }
    let close = usize::from(tail[length..].starts_with(')'));
    Some((n, word.chars().count() + length + close))
}

/// リスク1:, リスク 1：, リスク:. The word alone is a part of labels.
pub(super) fn risk(rest: &str) -> Option<(u32, usize)> {
    let tail = rest.strip_prefix("リスク")?;
    let spaces = tail.len() - tail.trim_start_matches(' ').len();
    let (n, length) = digits(&tail[spaces..]).unwrap_or((0, 0));
    let colon = usize::from(tail[spaces + length..].starts_with(':'));
    (length > 0 || colon > 0).then_some((n, 3 + spaces + length + colon))
}

/// システム4, 委託事項 2, 提供先1.
fn member(rest: &str, lists: &[&str]) -> Option<(String, u32, usize)> {
    lists.iter().find_map(|list| {
        let tail = rest.strip_prefix(list)?;
        let spaces = tail.len() - tail.trim_start_matches(' ').len();
        let (n, length) = digits(&tail[spaces..])?;
        (n > 0).then(|| ((*list).to_owned(), n, list.chars().count() + spaces + length))
    })
}

/// The number of a section: `3.`, `3 `, `3①`, `3特定…`, but not a number of the label itself (4情報, 3年以内).
fn section(rest: &str) -> Option<(u32, usize)> {
    let (n, length) = digits(rest).filter(|(n, _)| (1..=20).contains(n))?;
    let tail = &rest[length..];
    let counted =
        ["情報", "年", "人", "件", "月", "日", "歳", "代", "回", "名", "つ", "か", "割", "次", "%", "-", "/", ")"];
    if counted.iter().any(|unit| tail.starts_with(unit)) {
        return None;
    }
    Some((n, length + usize::from(tail.starts_with('.'))))
}
