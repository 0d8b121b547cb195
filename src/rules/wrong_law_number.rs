//! wrong-law-number (RULES.md F): the number behind a law's title is that of another law.

use std::sync::OnceLock;

use super::cited::is_title_part;
use super::needles::Needles;
use super::prelude::*;
use crate::law::calendar;
use crate::law::cite;

pub(super) const RULE: Rule = Rule {
    name: "wrong-law-number",
    group: RuleGroup::法令,
    severity: Severity::Error,
    summary: ("法律の題名と法律番号が合いません", "the number of a law does not belong to its title"),
    page: include_str!("wrong_law_number.md"),
    outside: false,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    for passage in context.passages() {
        let text = &passage.text;
        for (n, hit) in titles().find(text) {
            let law = &calendar::numbers()[n];
            if text[..hit.start].chars().next_back().is_some_and(is_title_part) {
                continue;
            }
            let Some(note) = cite::note(text, hit.end) else { continue };
            let Some((written, length)) = number(note) else { continue };
            if written == law.number {
                continue;
            }
            let start = hit.end + text[hit.end..].find(note).unwrap_or(0);
            let span = passage.span(&context.assessment.source, start..start + length);
            out.push(
                out.span(
                    &passage.at,
                    span,
                    format!("{}は{}ですが、{written}と書かれています", law.title, law.number),
                    format!("{} is {}, not {written}", law.title, law.number),
                )
                .basis("法令データ（一部は一般的知識による。要確認）")
                .help(format!("「{}」に直してください", law.number), format!("write {}", law.number)),
            );
        }
    }
}

/// All titles in one search, in the order of the law data.
fn titles() -> &'static Needles {
    static TITLES: OnceLock<Needles> = OnceLock::new();
    TITLES.get_or_init(|| Needles::new(calendar::numbers().iter().map(|law| law.title)))
}

/// A law's number at the beginning of a remark, in arithmetic figures, and its bytes.
fn number(note: &str) -> Option<(String, usize)> {
    let era = ["令和", "平成", "昭和", "大正", "明治"].into_iter().find(|era| note.starts_with(era))?;
    let mut at = era.len();
    let year = match note[at..].strip_prefix('元') {
        Some(_) => {
            at += '元'.len_utf8();
            1
        }
        None => {
            let (year, end) = cite::number(note, at)?;
            at = end;
            year
        }
    };
    let at = at + note[at..].strip_prefix('年').map(|_| '年'.len_utf8())?;
    let at = past_the_day(note, at).unwrap_or(at);
    let (number, end) = cite::number(note, at + note[at..].strip_prefix("法律第").map(|_| "法律第".len())?)?;
    let end = end + note[end..].strip_prefix('号').map(|_| '号'.len_utf8())?;
    Some((format!("{era}{year}年法律第{number}号"), end))
}

/// Past the month and the day, which some write: 昭和25年5月4日法律第144号.
fn past_the_day(note: &str, at: usize) -> Option<usize> {
    let mut at = at;
    for unit in ['月', '日'] {
        let end = cite::number(note, at)?.1;
        at = end + note[end..].strip_prefix(unit).map(|_| unit.len_utf8())?;
    }
    Some(at)
}
