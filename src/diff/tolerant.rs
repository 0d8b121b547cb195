//! Cells of published tables against the text: exactly where they can be, else with the tolerance that
//! a reader has.
//!
//! Published cells leave out with 以下略, begin with a label, number the items of a list, write a box by
//! what stands in its brackets, or word a sentence a little otherwise ([`near`]). Each way must
//! fit in one place only; [`Fit::how`] says which it was.

use crate::date;
use crate::form::{Detail, Item, Kind};
use crate::text;

use super::cell::{self, ELISION, Miss};
use super::near;

/// The text after an exchange.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fit {
    /// The words.
    pub text: String,
    /// How the cell fitted.
    pub how: How,
}

/// How a cell fits the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum How {
    /// Apart from width, white space and wraps it says what the text says.
    Exactly,
    /// It says it in other words: those of the row and those of the text where they first differ.
    Nearly(String, String),
    /// As [`How::Nearly`], and it ends in the middle of a sentence.
    Cut(String, String),
    /// Another row of the same day already told the same.
    Again,
}

/// The answer after an exchange in which the cell says what the text says, apart from what only a
/// table has.
pub fn exactly(item: &Item, current: &str, find: &str, put: &str) -> Result<String, Miss> {
    // A choice cannot say なし: it was blank.
    let text = matches!(item.kind, Kind::Text | Kind::Period | Kind::Strings);
    let put = if !text && text::is_explicit_none(put) { "" } else { put };
    let first = match cell::replace(item, current, find, put) {
        Err(Miss::NotFound) if cell::is_nothing(find) && cell::is_nothing(put) => return Err(Miss::Undescribed),
        Err(miss @ (Miss::NotFound | Miss::Ambiguous)) => miss,
        Ok(_) if cuts(item, current, find, put) => return Err(Miss::Cut),
        done => return done,
    };
    let (find, put) = (tidy(item, find), tidy(item, put));
    let by_kind = match &item.kind {
        Kind::Boxes(_) => detail(item, current, &find, &put),
        Kind::Date => same_day(current, &find).then(|| put.clone()),
        _ => None,
    };
    by_kind.map_or_else(|| cell::replace(item, current, &find, &put).map_err(|_| first), Ok)
}

/// Whether what stands there is shown only to the middle of a sentence.
fn cuts(item: &Item, current: &str, find: &str, put: &str) -> bool {
    const SHORT: usize = 20;
    let put = if cell::is_nothing(put) || text::is_explicit_none(put) { "" } else { put };
    matches!(item.kind, Kind::Text) && find.chars().count() > SHORT && near::is_cut(current, find, put)
}

/// The answer after what `find` shows, if need be in other words, was exchanged for what `put` shows.
pub fn replace(item: &Item, current: &str, find: &str, put: &str) -> Result<Fit, Miss> {
    let first = match exactly(item, current, find, put) {
        Ok(text) => return Ok(Fit { text, how: How::Exactly }),
        Err(miss) => miss,
    };
    match &item.kind {
        Kind::Text | Kind::Period | Kind::Strings if first != Miss::Undescribed => {
            let (find, put) = (tidy(item, find), tidy(item, put));
            let put = if cell::is_nothing(&put) || text::is_explicit_none(&put) { "" } else { &put };
            let nearly = near::replace(current, &find, put).map_err(|miss| match (first, miss) {
                (Miss::Ambiguous, _) => Miss::Ambiguous,
                (_, miss) => miss,
            })?;
            let how = match nearly.cut {
                true => How::Cut(nearly.row, nearly.body),
                false => How::Nearly(nearly.row, nearly.body),
            };
            Ok(Fit { text: nearly.text, how })
        }
        _ => Err(first),
    }
}

/// A cell without what only the table has: labels in front, numbers of list items, 以下略.
fn tidy(item: &Item, words: &str) -> String {
    let mut words = words.trim().to_owned();
    for mark in ["以下略", "（以下略）", "(以下略)", "（略）", "(略)", "…", "・・・", "～"] {
        if let Some(rest) = words.strip_suffix(mark) {
            words = rest.trim_end().to_owned();
        }
    }
    if words.contains('略') {
        for mark in ["（中略）", "(中略)", "（略）", "(略)"] {
            words = words.replace(mark, &format!("\n{ELISION}\n"));
        }
    }
    let words = unlabelled(item, &words);
    if matches!(item.kind, Kind::Strings) { list_items(&words).join("\n") } else { words }
}

/// A cell without the label of its item in front: `委託先名：株式会社甲`, or the label on a line of its own.
fn unlabelled(item: &Item, words: &str) -> String {
    let number = |c: char| c.is_numeric() || matches!(c, '.' | '．' | ' ' | '　');
    let bare = words.trim_start_matches(number);
    let Some(rest) = bare.strip_prefix(item.label.as_str()).filter(|_| !item.label.is_empty()) else {
        return words.to_owned();
    };
    match rest.strip_prefix([':', '：', '\n']) {
        Some(rest) if !rest.trim().is_empty() => rest.trim_start().to_owned(),
        _ => words.to_owned(),
    }
}

/// The items of a list written as `1. 甲、2. 乙` or `甲、乙`; commas inside brackets do not part them.
fn list_items(words: &str) -> Vec<String> {
    let (mut out, mut depth) = (vec![String::new()], 0usize);
    for c in words.chars() {
        match c {
            '（' | '(' => depth += 1,
            '）' | ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        match out.last_mut() {
            Some(last) if depth > 0 || !matches!(c, '、' | '，' | ',' | '\n') => last.push(c),
            _ => out.push(String::new()),
        }
    }
    let unnumbered = |item: &String| {
        let item = item.trim();
        let digits = item.chars().take_while(|c| c.is_numeric()).map(char::len_utf8).sum::<usize>();
        match item[digits..].strip_prefix(['.', '．']) {
            Some(rest) if digits > 0 => rest.trim().to_owned(),
            _ => item.to_owned(),
        }
    };
    out.iter().map(unnumbered).filter(|item| !item.is_empty()).collect()
}

/// A box that a cell writes by what stands in its brackets: `[○]健康管理システム` for その他（健康管理システム）.
fn detail(item: &Item, current: &str, find: &str, put: &str) -> Option<String> {
    let marks = |c: char| c.is_whitespace() || "[]［］○◯〇O●".contains(c);
    let wanted = text::normalize(find.trim_matches(marks));
    if wanted.is_empty() {
        return None;
    }
    let labels: Vec<&str> =
        item.choices()?.choices.iter().filter(|c| c.detail == Detail::Text).map(|c| c.label.as_str()).collect();
    let is = |line: &&str| {
        labels.iter().any(|label| text::normalize(line) == text::normalize(&format!("{label}（{wanted}）")))
    };
    let mut found = current.lines().filter(is);
    let (line, None) = (found.next()?, found.next()) else { return None };
    let label = labels.iter().find(|label| line.starts_with(**label))?;
    let nothing = cell::is_nothing(put) || text::is_explicit_none(put);
    let other = if nothing { String::new() } else { format!("{label}（{}）", put.trim_matches(marks)) };
    let lines = current.lines().map(|own| if own == line { other.as_str() } else { own });
    Some(lines.filter(|l| !l.is_empty()).collect::<Vec<_>>().join("\n"))
}

fn same_day(current: &str, find: &str) -> bool {
    let read = |words: &str| date::parse(words.trim()).and_then(Result::ok);
    match (read(current), read(find)) {
        (Some(a), Some(b)) => a.earliest() == b.earliest() && a.latest() == b.latest(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::{self, FormName};

    fn undo(id: &str, current: &str, before: &str, after: &str) -> Result<Fit, Miss> {
        replace(form::newest(FormName::全項目評価書).find(id).unwrap(), current, after, before)
    }

    fn exactly(text: &str) -> Result<Fit, Miss> {
        Ok(Fit { text: text.into(), how: How::Exactly })
    }

    #[test]
    fn cells_as_published_tables_write_them() {
        let text = "下記の資料による。\n・個人情報等の調査票\n・業務内容シート";
        assert_eq!(
            undo("file.use.purpose", text, "・個人情報の調査票 以下略", "・個人情報等の調査票 以下略"),
            exactly(&text.replace("情報等の", "情報の"))
        );
        assert_eq!(undo("file.use.purpose", "使う。", "見る。", "使用目的：使う。"), exactly("見る。"));
        assert_eq!(
            undo("file.records.items", "番号\n接種回（1回目/2回目）", "2. 接種回（1回目）", "2. 接種回(1回目/2回目)"),
            exactly("番号\n接種回（1回目）")
        );
        assert_eq!(
            undo("file.records.items", "番号\n氏名（姓、名）", "なし", "1. 番号、2. 氏名(姓、名)"),
            exactly("なし")
        );
        assert_eq!(
            undo("basic.systems.connections", "税務システム\nその他（健康管理）", "なし", "[○健康管理"),
            exactly("税務システム")
        );
        assert_eq!(undo("procedure.basic.date", "令和3年2月1日", "2016/11/1", "2021/2/1"), exactly("2016/11/1"));
        assert_eq!(undo("file.use.purpose", "使う。", "（記載なし）", "（追加）"), Err(Miss::Undescribed));
        assert_eq!(
            undo("file.risk.storage.leak.backup", "十分に行っている", "なし", "[十分に行っている]"),
            exactly("")
        );
    }
}
