//! Dates as Japanese offices write them: 令和8年4月1日, R8.4.1, 2026-04-01, 2026/4/1, 令和4年6月.
//!
//! A date is printed as written and compared as a date. Only its meaning is read here.

use std::ops::Range;

use jiff::civil;

/// A date that may leave out its day, or its month (a fiscal or calendar year).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Date {
    /// Year of the common era.
    pub year: i16,
    /// Month, unless only the year is given.
    pub month: Option<i8>,
    /// Day of the month, unless only year and month are given.
    pub day: Option<i8>,
    /// Whether the year was written in a Japanese era (和暦).
    pub era: bool,
}

/// Why something that looks like a date is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Impossible {
    /// The era has no such year: 平成40年. Holds the era and its last year.
    EraYear(&'static str, i16),
    /// There is no such month.
    Month(i16),
    /// The month has no such day. Holds the last day of the month.
    Day(i8),
}

/// A date, or something that looks like one, inside a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Bytes of the text.
    pub range: Range<usize>,
    /// The date.
    pub date: Result<Date, Impossible>,
}

impl Date {
    /// The first day it can mean.
    pub fn earliest(self) -> civil::Date {
        // Month and day were checked when the date was read.
        civil::Date::new(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1)).unwrap_or(civil::Date::MIN)
    }

    /// The last day it can mean.
    pub fn latest(self) -> civil::Date {
        let first = civil::Date::new(self.year, self.month.unwrap_or(12), 1).unwrap_or(civil::Date::MAX);
        match self.day {
            Some(_) => self.earliest(),
            None => first.last_of_month(),
        }
    }
}

/// Eras with their abbreviation, the year before their first year, and their last year (if ended).
const ERAS: [(&str, &str, i16, Option<i16>); 5] = [
    ("令和", "R", 2018, None),
    ("平成", "H", 1988, Some(31)),
    ("昭和", "S", 1925, Some(64)),
    ("大正", "T", 1911, Some(15)),
    ("明治", "M", 1867, Some(45)),
];

/// A day as offices write it: 令和3年9月1日. Days before 昭和 are given in the common era.
pub fn wareki(day: civil::Date) -> String {
    const BEGINS: [(&str, civil::Date, i16); 3] = [
        ("令和", civil::date(2019, 5, 1), 2018),
        ("平成", civil::date(1989, 1, 8), 1988),
        ("昭和", civil::date(1926, 12, 25), 1925),
    ];
    let (month, of_month) = (day.month(), day.day());
    match BEGINS.iter().find(|(_, from, _)| day >= *from) {
        Some((era, _, before)) if day.year() - before == 1 => format!("{era}元年{month}月{of_month}日"),
        Some((era, _, before)) => format!("{era}{}年{month}月{of_month}日", day.year() - before),
        None => format!("{}年{month}月{of_month}日", day.year()),
    }
}

/// All dates in a text, in order.
pub fn find(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        match Reader::new(text, at).date() {
            Some((end, date)) => {
                found.push(Found { range: at..end, date });
                at = end;
            }
            None => at += step(text, at),
        }
    }
    found
}

/// The bytes to go on by: a character, or a whole number, so that no date starts inside a number.
fn step(text: &str, at: usize) -> usize {
    let mut chars = text[at..].char_indices();
    let Some((_, first)) = chars.next() else { return 1 };
    if digit(first).is_none() && !first.is_ascii_alphabetic() {
        return first.len_utf8();
    }
    let same = |c: char| digit(c).is_some() || c.is_ascii_alphabetic();
    chars.find(|&(_, c)| !same(c)).map_or(text.len() - at, |(i, _)| i)
}

/// A text that is a date and nothing else but spaces and a remark such as （予定） or から.
pub fn parse(text: &str) -> Option<Result<Date, Impossible>> {
    let trimmed = text.trim();
    let start = text.len() - text.trim_start().len();
    let (end, date) = Reader::new(text, start).date()?;
    let rest = text[end..start + trimmed.len()].trim();
    let remark = rest.is_empty()
        || ["予定", "から", "以降", "頃", "より", "時点", "現在", "末", "上旬", "中旬", "下旬", "度"]
            .iter()
            .any(|r| rest.starts_with(r))
        || rest.starts_with(['（', '(', '～', '〜', '~', '、', '【']);
    remark.then_some(date)
}

fn digit(c: char) -> Option<i16> {
    match c {
        '0'..='9' => Some(c as i16 - '0' as i16),
        '０'..='９' => Some((c as u32 - '０' as u32) as i16),
        _ => None,
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, at: usize) -> Self {
        Self { text, at }
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn spaces(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches([' ', '　']).len();
    }

    fn eat(&mut self, words: &[&str]) -> bool {
        match words.iter().find(|w| self.rest().starts_with(**w)) {
            Some(word) => {
                self.at += word.len();
                true
            }
            None => false,
        }
    }

    /// A number of at most `most` digits that no further digit follows.
    fn number(&mut self, most: usize) -> Option<i16> {
        let digits: Vec<i16> = self.rest().chars().map_while(digit).take(most + 1).collect();
        if digits.is_empty() || digits.len() > most {
            return None;
        }
        self.at += self.rest().chars().take(digits.len()).map(char::len_utf8).sum::<usize>();
        Some(digits.into_iter().fold(0, |n, d| n * 10 + d))
    }

    /// Reads one date from here: the byte after it, and the date.
    fn date(mut self) -> Option<(usize, Result<Date, Impossible>)> {
        let era = ERAS.iter().find(|e| self.rest().starts_with(e.0));
        let short = ERAS.iter().find(|e| {
            let mut chars = self.rest().chars();
            let letter = |c: char| e.1.starts_with(c) || e.1.chars().any(|l| l as u32 + 0xfee0 == c as u32);
            chars.next().is_some_and(letter) && chars.next().is_some_and(|c| digit(c).is_some())
        });
        match (era, short) {
            (Some(era), _) => {
                self.at += era.0.len();
                self.spaces();
                let year = if self.eat(&["元"]) { 1 } else { self.number(2)? };
                match self.rest().trim_start().starts_with('年') {
                    true => self.japanese(era, year),
                    false => self.separated(era_year(era, year), true),
                }
            }
            (None, Some(era)) => {
                self.at += self.rest().chars().next().map_or(1, char::len_utf8);
                let year = self.number(2)?;
                if self.rest().trim_start().starts_with('年') {
                    return self.japanese(era, year);
                }
                self.separated(era_year(era, year), true)
            }
            (None, None) => {
                let year = self.number(4)?;
                if !(1868..=2199).contains(&year) {
                    return None;
                }
                self.spaces();
                if self.rest().starts_with('年') {
                    return self.units(Ok(year), false);
                }
                self.separated(Ok(year), false)
            }
        }
    }

    fn japanese(
        mut self,
        era: &(&'static str, &str, i16, Option<i16>),
        year: i16,
    ) -> Option<(usize, Result<Date, Impossible>)> {
        self.spaces();
        if !self.rest().starts_with('年') {
            return None;
        }
        self.units(era_year(era, year), true)
    }

    /// `年4月1日`, `年4月`, `年度`, `年`.
    fn units(mut self, year: Result<i16, Impossible>, era: bool) -> Option<(usize, Result<Date, Impossible>)> {
        self.eat(&["年度", "年"]);
        let end = self.at;
        self.spaces();
        let Some(month) = self.number(2) else { return Some((end, date(year, None, None, era))) };
        self.spaces();
        if !self.eat(&["月"]) {
            return Some((end, date(year, None, None, era)));
        }
        let end = self.at;
        self.spaces();
        let day = self.number(2);
        self.spaces();
        match day {
            Some(day) if self.eat(&["日"]) => Some((self.at, date(year, Some(month), Some(day), era))),
            _ => Some((end, date(year, Some(month), None, era))),
        }
    }

    /// `.4.1`, `-04-01`, `/4/1` and year and month alone.
    fn separated(mut self, year: Result<i16, Impossible>, era: bool) -> Option<(usize, Result<Date, Impossible>)> {
        let separator = self.rest().chars().next().filter(|c| matches!(c, '.' | '-' | '/' | '．' | '／'))?;
        self.at += separator.len_utf8();
        let month = self.number(2)?;
        let end = self.at;
        if self.rest().starts_with(separator) {
            self.at += separator.len_utf8();
            if let Some(day) = self.number(2) {
                return Some((self.at, date(year, Some(month), Some(day), era)));
            }
            return None;
        }
        // `2026.4` may be any number; `2026-04` and `2026/4` are year and month.
        (matches!(separator, '-' | '/' | '／') || era).then(|| (end, date(year, Some(month), None, era)))
    }
}

fn era_year(era: &(&'static str, &str, i16, Option<i16>), year: i16) -> Result<i16, Impossible> {
    match era.3 {
        Some(last) if year > last => Err(Impossible::EraYear(era.0, last)),
        _ if year == 0 => Err(Impossible::EraYear(era.0, era.3.unwrap_or(99))),
        _ => Ok(era.2 + year),
    }
}

fn date(year: Result<i16, Impossible>, month: Option<i16>, day: Option<i16>, era: bool) -> Result<Date, Impossible> {
    let year = year?;
    let month = match month {
        Some(m) if !(1..=12).contains(&m) => return Err(Impossible::Month(m)),
        m => m.map(|m| m as i8),
    };
    if let (Some(month), Some(day)) = (month, day) {
        let last = civil::Date::new(year, month, 1).map_or(31, |d| d.days_in_month());
        if day < 1 || day > i16::from(last) {
            return Err(Impossible::Day(last));
        }
    }
    Ok(Date { year, month, day: day.map(|d| d as i8), era })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn iso(text: &str) -> String {
        match parse(text) {
            None => "none".into(),
            Some(Err(e)) => format!("{e:?}"),
            Some(Ok(d)) => format!("{}..{}", d.earliest(), d.latest()),
        }
    }

    #[test]
    fn the_ways_to_write_a_date() {
        for text in [
            "令和8年4月1日",
            "令和８年４月１日",
            "令和 8 年 4 月 1 日",
            "R8.4.1",
            "Ｒ８．４．１",
            "令和8.4.1",
            "令和８／４／１",
            "2026-04-01",
            "2026/4/1",
            "2026年4月1日",
            "令和8年4月1日（予定）",
        ] {
            assert_eq!(iso(text), "2026-04-01..2026-04-01", "{text}");
        }
        assert_eq!(iso("令和元年5月"), "2019-05-01..2019-05-31");
        assert_eq!(iso("2024-02"), "2024-02-01..2024-02-29");
        assert_eq!(iso("平成31年4月30日"), "2019-04-30..2019-04-30");
    }

    #[test]
    fn impossible_dates_are_told_from_no_dates() {
        assert_eq!(iso("令和5年2月30日"), "Day(28)");
        assert_eq!(iso("平成40年4月1日"), "EraYear(\"平成\", 31)");
        assert_eq!(iso("令和5年13月"), "Month(13)");
        for text in ["なし", "未定", "2026", "03-1234-5678", "V1.2.3", "公表の日", "12345年1月"] {
            assert_eq!(iso(text), "none", "{text}");
        }
    }

    #[test]
    fn days_are_written_in_their_era() {
        assert_eq!(wareki(civil::date(2021, 9, 1)), "令和3年9月1日");
        assert_eq!(wareki(civil::date(2019, 5, 1)), "令和元年5月1日");
        assert_eq!(wareki(civil::date(2019, 4, 30)), "平成31年4月30日");
    }

    #[test]
    fn dates_are_found_in_text() {
        let text = "令和7年5月1日から令和7年5月30日まで（30日間）";
        let found = find(text);
        assert_eq!(found.len(), 2);
        assert_eq!(&text[found[1].range.clone()], "令和7年5月30日");
        assert!(find("TEL 0463-23-1111 個人番号1234").is_empty());
    }
}
