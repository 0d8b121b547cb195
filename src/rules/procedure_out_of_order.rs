//! procedure-out-of-order (R-PR-03, 06).

use super::prelude::*;
use jiff::civil;

use super::hearing;
use crate::date::{self, Date};

pub(super) const RULE: Rule = Rule {
    name: "procedure-out-of-order",
    group: RuleGroup::手続,
    severity: Severity::Warning,
    summary: ("手続の日付の順序が逆です", "the dates of the procedure are in the wrong order"),
    page: include_str!("procedure_out_of_order.md"),
    outside: false,
    check: Some(check),
};

/// A step of the procedure: its name, the first and the last day it can mean, and its place.
struct Day<'a> {
    name: &'static str,
    english: &'static str,
    first: civil::Date,
    last: civil::Date,
    at: At<'a>,
}

impl<'a> Day<'a> {
    fn new(name: &'static str, english: &'static str, (date, at): (Date, At<'a>)) -> Self {
        Day { name, english, first: date.earliest(), last: date.latest(), at }
    }
}

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let basic = context.find(items::BASIC_DATE).and_then(|at| Some((at.date()?, at)));
    let basic = basic.map(|d| Day::new("基礎項目評価の実施日", "the basic assessment", d));
    let published = context.published().map(|d| Day::new("公表日", "the publication", d));
    let hearing = hearing(context);
    let review = review(context);
    let begins = hearing.as_ref().map(|h| &h.0);
    let ends = hearing.as_ref().map(|h| &h.1);
    let pairs = [
        (basic.as_ref(), begins),
        (ends, review.as_ref()),
        (review.as_ref(), published.as_ref()),
        (if review.is_none() { ends } else { None }, published.as_ref()),
        (if begins.is_none() { basic.as_ref() } else { None }, published.as_ref()),
    ];
    for (earlier, later) in pairs {
        let (Some(earlier), Some(later)) = (earlier, later) else { continue };
        if earlier.first <= later.last {
            continue;
        }
        out.push(
            out.at(
                &later.at,
                format!(
                    "{}（{}）が、{}（{}）より前です",
                    later.name,
                    later.at.said().trim(),
                    earlier.name,
                    date::wareki(earlier.first)
                ),
                format!("{} ({}) is before {} ({})", later.english, later.last, earlier.english, earlier.first),
            )
            .related(earlier.at.span(), Message::new(earlier.name, earlier.english))
            .basis("特定個人情報保護評価に関する規則5条、7条1項・4項から6項まで")
            .help("日付を確かめてください", "check the dates"),
        );
    }
}

fn hearing<'a>(context: &Context<'a>) -> Option<(Day<'a>, Day<'a>)> {
    let period = hearing::period(context)?;
    let first = period.days.iter().map(|d| d.0).min()?;
    let last = period.days.iter().map(|d| d.1).max()?;
    let day = |name, english, date| Day { name, english, first: date, last: date, at: period.at.clone() };
    Some((day("意見の聴取の開始", "the hearing", first), day("意見の聴取の終了", "the end of the hearing", last)))
}

/// The last day of the review: the answer may tell of several meetings.
fn review<'a>(context: &Context<'a>) -> Option<Day<'a>> {
    let at = context.find(items::REVIEW_DATE)?;
    let dates: Vec<Date> = date::find(&at.words()?).into_iter().filter_map(|f| f.date.ok()).collect();
    let date = dates.into_iter().max_by_key(|d| d.latest())?;
    Some(Day {
        name: "第三者点検の実施日", english: "the review", first: date.earliest(), last: date.latest(), at
    })
}
