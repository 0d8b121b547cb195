//! The report on a change table for people.

use std::fmt::Write as _;

use crate::diag::{Lang, Message};

use super::{History, Outcome, Revision, RowTold};

fn say(lang: Lang, ja: impl Into<String>, en: impl Into<String>) -> String {
    Message::new(ja, en).get(lang).to_owned()
}

impl History {
    /// The report in words; with `all` it also names the rows that are reproduced exactly.
    pub fn human(&self, lang: Lang, all: bool) -> String {
        let mut out = String::new();
        // Writing to a String cannot fail.
        for revision in &self.revisions {
            let _ = writeln!(out, "{}", head(lang, revision));
            for row in revision.rows.iter().filter(|row| all || row.outcome != Outcome::Exact) {
                line(lang, row, &mut out);
            }
        }
        let (s, n) = (&self.summary, self.revisions.len());
        let share = (s.whole_reproduced * 1000).checked_div(s.whole).map_or(100.0, |n| n as f64 / 10.0);
        let all = say(
            lang,
            format!(
                "{n} 版、{} 行: そのまま再現 {}、同じ変更で字句が違う {}、再現できない {}",
                s.rows, s.exact, s.other_wording, s.not_reproduced
            ),
            format!(
                "{n} revisions, {} rows: exact {}, other wording {}, not reproduced {}",
                s.rows, s.exact, s.other_wording, s.not_reproduced
            ),
        );
        let whole = say(
            lang,
            format!("記載が欠けていない {} 行のうち {} 行（{share:.1}％）を再現", s.whole, s.whole_reproduced),
            format!("of {} rows whose text is whole {} ({share:.1}%) are reproduced", s.whole, s.whole_reproduced),
        );
        let _ = writeln!(out, "{all}\n{whole}");
        out
    }
}

fn head(lang: Lang, revision: &Revision) -> String {
    let count = |outcome| revision.rows.iter().filter(|r| r.outcome == outcome).count();
    let (exact, other, not) = (count(Outcome::Exact), count(Outcome::OtherWording), count(Outcome::NotReproduced));
    let (n, important) = (revision.rows.len(), revision.important);
    let date =
        if revision.date.is_empty() { say(lang, "（変更日なし）", "(no date)") } else { revision.date.clone() };
    say(
        lang,
        format!("{date}　{n} 行（※ {important}）　再現 {exact}・字句違い {other}・再現できない {not}"),
        format!("{date}  {n} rows ({important} important): exact {exact}, other wording {other}, not reproduced {not}"),
    )
}

fn line(lang: Lang, row: &RowTold, out: &mut String) {
    let outcome = match row.outcome {
        Outcome::Exact => say(lang, "再現", "exact"),
        Outcome::OtherWording => say(lang, "字句違い", "other wording"),
        Outcome::NotReproduced if row.whole => say(lang, "再現できない", "not reproduced"),
        Outcome::NotReproduced => say(lang, "記載が欠けていて再現できない", "not reproduced, text incomplete"),
    };
    let why = row.why().map(|m| format!(": {}", m.get(lang))).unwrap_or_default();
    let _ = writeln!(out, "  {:>3} {}\n      {outcome}{why}", row.row, row.item);
}
