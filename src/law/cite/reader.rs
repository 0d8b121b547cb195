//! The numbers and lists inside citations: 十九, １９, 16の2, `第7号及び第8号`, `第16の2、17、18項`.

use std::ops::Range;

/// The value of a digit of any kind; 十, 百 and 千 count as their own.
pub(super) fn digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => Some(c as u32 - '0' as u32),
        '０'..='９' => Some(c as u32 - '０' as u32),
        '十' => Some(10),
        '百' => Some(100),
        '千' => Some(1000),
        '〇' => Some(0),
        '一' => Some(1),
        '二' => Some(2),
        '三' => Some(3),
        '四' => Some(4),
        '五' => Some(5),
        '六' => Some(6),
        '七' => Some(7),
        '八' => Some(8),
        '九' => Some(9),
        _ => None,
    }
}

fn is_kanji(c: char) -> bool {
    !c.is_ascii() && !('０'..='９').contains(&c)
}

const JOINTS: [&str; 9] = ["及び", "および", "並びに", "ならびに", "又は", "または", "若しくは", "から", "、"];
const WORDS: [&str; 10] =
    ["に基づき", "に基づく", "に規定する", "により", "で定める", "に掲げる", "関係", "まで", "同", "各号"];
const MARKS: &[char] = &['、', '，', ',', '・', '･', '/', '／', '～', '〜', ';', '；', ':', '：', 'の', '」', '「'];

/// Whether the text between two citations only joins them.
pub(super) fn joins(between: &str) -> bool {
    let mut rest = between;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || MARKS.contains(&c));
        if rest.is_empty() {
            return true;
        }
        if let Some(after) = JOINTS.iter().chain(&WORDS).find_map(|word| rest.strip_prefix(word)) {
            rest = after;
        } else if let Some(note) = super::note(rest, 0) {
            // Past the remark and the two brackets around it; the remark may be empty.
            let mut after = rest.chars();
            after.by_ref().take(note.chars().count() + 2).for_each(drop);
            rest = after.as_str();
        } else {
            return false;
        }
    }
}

/// A place in a text from which parts of a citation are read.
#[derive(Clone, Copy)]
pub(super) struct Reader<'t> {
    text: &'t str,
    pub(super) at: usize,
}

impl<'t> Reader<'t> {
    pub(super) fn new(text: &'t str, at: usize) -> Self {
        Self { text, at }
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    pub(super) fn spaces(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    pub(super) fn peek(&self, words: &[&str]) -> bool {
        let rest = self.rest().trim_start();
        words.iter().any(|word| rest.starts_with(word))
    }

    pub(super) fn eat(&mut self, word: &str) -> bool {
        let found = self.rest().starts_with(word);
        if found {
            self.at += word.len();
        }
        found
    }

    /// Reads 第 and the spaces behind it.
    pub(super) fn ordinal(&mut self) -> bool {
        let found = self.eat("第");
        if found {
            self.spaces();
        }
        found
    }

    /// A number written in one kind of digits.
    pub(super) fn number(&mut self) -> Option<u32> {
        let first = self.rest().chars().next().filter(|&c| digit(c).is_some())?;
        let run: Vec<u32> =
            self.rest().chars().take_while(|&c| is_kanji(c) == is_kanji(first)).map_while(digit).collect();
        if run.len() > 6 {
            return None;
        }
        self.at += self.rest().chars().take(run.len()).map(char::len_utf8).sum::<usize>();
        if run.iter().all(|&d| d < 10) {
            return Some(run.iter().fold(0, |n, d| n * 10 + d));
        }
        let (mut total, mut part) = (0, None);
        for d in run {
            match d {
                10.. => total += part.take().unwrap_or(1) * d,
                d => part = Some(d),
            }
        }
        Some(total + part.unwrap_or(0))
    }

    /// A number with branches: 16の2.
    fn branched(&mut self) -> Option<String> {
        let mut text = self.number()?.to_string();
        loop {
            let before = self.at;
            self.spaces();
            match self.eat("の").then(|| self.number()).flatten() {
                Some(branch) => text.push_str(&format!("の{branch}")),
                None => {
                    self.at = before;
                    return Some(text);
                }
            }
        }
    }

    /// Whether rows named by 項番 follow.
    pub(super) fn list_prefix(mut self) -> bool {
        self.spaces();
        self.eat("の");
        self.rest().starts_with("項番")
    }

    fn joint(&mut self) -> bool {
        self.spaces();
        let Some(length) = JOINTS
            .iter()
            .find(|word| self.rest().starts_with(**word))
            .map(|word| word.len())
            .or_else(|| self.rest().chars().next().filter(|c| "、，,・～〜~".contains(*c)).map(char::len_utf8))
        else {
            return false;
        };
        self.at += length;
        self.spaces();
        true
    }

    /// `第7号及び第8号`, `第7、8号`: numbers of one unit. Reads nothing where the unit does not come.
    pub(super) fn list(&mut self, unit: &str) -> Vec<(u16, Range<usize>)> {
        let mut list: Vec<(u16, Range<usize>, bool)> = Vec::new();
        let mut r = *self;
        loop {
            r.spaces();
            let start = r.at;
            let ordinal = r.ordinal();
            let Some(number) = r.number().and_then(|n| u16::try_from(n).ok()) else { break };
            r.spaces();
            let closed = r.eat(unit);
            if !closed && (r.peek(&["条", "項", "号"]) || (!ordinal && list.is_empty())) {
                break;
            }
            list.push((number, start..r.at, closed));
            if !r.joint() {
                break;
            }
        }
        let kept = list.iter().rposition(|l| l.2).map_or(0, |last| last + 1);
        list.truncate(kept);
        if let Some(last) = list.last() {
            self.at = last.1.end;
        }
        list.into_iter().map(|(number, range, _)| (number, range)).collect()
    }

    /// The rows behind the name of a table, and the byte after the last. Without 項 only `別表第二の102の2` is
    /// one, and only in the old tables (`of_old`), whose number makes the meaning plain.
    pub(super) fn rows(mut self, of_old: bool) -> (Vec<(String, Range<usize>)>, usize) {
        let end = self.at;
        self.spaces();
        let bracket = self.eat("（") || self.eat("(");
        let linked = !bracket && self.eat("の");
        let mut list: Vec<(String, Range<usize>, bool)> = Vec::new();
        loop {
            self.spaces();
            let start = self.at;
            let by_number = self.eat("項番");
            self.spaces();
            self.ordinal();
            let Some(row) = self.branched() else { break };
            let close = self.at;
            self.spaces();
            let unit = by_number || self.eat("の項") || (!self.peek(&["項目", "項番"]) && self.eat("項"));
            if !unit && self.peek(&["条", "号", "年", "月", "日", "件", "歳", "個", "種", "つ", "回", "項目"])
            {
                break;
            }
            let to = if unit && !by_number { self.at } else { close };
            list.push((row, start..to, unit));
            let again = self.joint() || self.rest().starts_with(['第', '項']);
            if !again {
                break;
            }
        }
        let kept = match list.iter().rposition(|l| l.2) {
            Some(last) => last + 1,
            None => usize::from(linked && of_old && !list.is_empty()),
        };
        list.truncate(kept);
        let end = list.last().map_or(end, |l| l.1.end);
        (list.into_iter().map(|(row, range, _)| (row, range)).collect(), end)
    }
}
