//! 実施日・期間 of a hearing: the dates in its text, its length, and the days it claims.

use std::ops::Range;

use jiff::civil;

use super::look::At;
use super::{Context, items};
use crate::{date, text};

/// A hearing's period as written.
#[derive(Clone, Debug)]
pub struct Period<'a> {
    /// The answer.
    pub at: At<'a>,
    /// First and last day, each with the bytes of its text.
    pub days: Vec<(civil::Date, civil::Date, Range<usize>)>,
    /// The claimed number of days, with the bytes of its text.
    pub claimed: Option<(i64, Range<usize>)>,
}

/// Reads the period of the hearing. A day without its year takes that of the date before it; a period
/// whose days are not all known has no [`Period::days`].
pub fn period<'a>(context: &Context<'a>) -> Option<Period<'a>> {
    let at = context.find(items::HEARING_PERIOD)?;
    let words = at.words()?.into_owned();
    let mut found = Vec::new();
    for hit in date::find(&words) {
        let date = hit.date.ok()?;
        date.day?;
        found.push((date.earliest(), hit.range));
    }
    fill_years(&words, &mut found);
    let pairs = found.chunks_exact(2).map(|pair| (pair[0].0, pair[1].0, pair[0].1.start..pair[1].1.end));
    let days = if found.len() % 2 == 0 { pairs.collect() } else { Vec::new() };
    Some(Period { at, days, claimed: claimed(&words) })
}

/// Adds the days that are written without a year: 令和8年4月20日から5月19日まで.
fn fill_years(words: &str, found: &mut Vec<(civil::Date, Range<usize>)>) {
    let mut added = Vec::new();
    for (i, (date, range)) in found.iter().enumerate() {
        let next = found.get(i + 1).map_or(words.len(), |n| n.1.start);
        if let Some((month, day, inner)) = month_and_day(words, range.end..next) {
            let year = if month < date.month() { date.year() + 1 } else { date.year() };
            if let Ok(date) = civil::Date::new(year, month, day) {
                added.push((date, inner));
            }
        }
    }
    found.extend(added);
    found.sort_by_key(|(_, range)| range.start);
}

fn month_and_day(words: &str, within: Range<usize>) -> Option<(i8, i8, Range<usize>)> {
    let slice = &words[within.clone()];
    let month_at = slice.find('月')?;
    let digits = |s: &str| {
        s.chars()
            .rev()
            .take_while(|c| c.is_ascii_digit() || ('０'..='９').contains(c))
            .map(char::len_utf8)
            .sum::<usize>()
    };
    let start = month_at - digits(&slice[..month_at]);
    let month = text::normalize(&slice[start..month_at]).parse().ok()?;
    let rest = &slice[month_at + '月'.len_utf8()..];
    let day_at = rest.find('日')?;
    let day = text::normalize(&rest[..day_at]).parse().ok()?;
    let end = month_at + '月'.len_utf8() + day_at + '日'.len_utf8();
    Some((month, day, within.start + start..within.start + end))
}

/// `30日間` with its bytes.
fn claimed(words: &str) -> Option<(i64, Range<usize>)> {
    let end = words.find("日間")?;
    let before = &words[..end];
    let digit = |c: &char| c.is_ascii_digit() || ('０'..='９').contains(c);
    let width: usize = before.chars().rev().take_while(digit).map(char::len_utf8).sum();
    let number = text::normalize(&before[end - width..]).parse().ok()?;
    Some((number, end - width..end + "日間".len()))
}

impl Period<'_> {
    /// The number of days of one period, first and last included.
    pub fn length(first: civil::Date, last: civil::Date) -> i64 {
        (last - first).get_days() as i64 + 1
    }

    /// The only period; several, or a text that is not understood, give none.
    pub fn single(&self) -> Option<(civil::Date, civil::Date, Range<usize>)> {
        match self.days.as_slice() {
            [one] => Some(one.clone()),
            _ => None,
        }
    }
}
