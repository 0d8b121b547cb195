//! The deadlines as a calendar (RFC 5545): one event of a whole day for each deadline that is left.

use crate::diag::Lang;

use super::{Deadline, DeadlineKind, Entry, Overview, Urgency};

/// Octets of a line without its break (RFC 5545, 3.1).
const LINE: usize = 75;

/// The calendar. The same overview always gives the same bytes.
pub fn calendar(overview: &Overview, lang: Lang) -> String {
    let mut out = String::new();
    let name = match lang {
        Lang::Ja => "特定個人情報保護評価の期限",
        Lang::En => "Privacy impact assessment deadlines",
    };
    for (key, value) in
        [("BEGIN", "VCALENDAR"), ("VERSION", "2.0"), ("PRODID", "-//piac//status//JA"), ("CALSCALE", "GREGORIAN")]
    {
        line(key, value, &mut out);
    }
    line("X-WR-CALNAME", &escape(name), &mut out);
    for entry in &overview.assessments {
        for deadline in entry.deadlines.iter().filter(|d| d.state != Urgency::Done) {
            event(overview, entry, deadline, lang, &mut out);
        }
    }
    line("END", "VCALENDAR", &mut out);
    out
}

fn event(overview: &Overview, entry: &Entry, deadline: &Deadline, lang: Lang, out: &mut String) {
    let day = |iso: &str| iso.replace('-', "");
    let kind = match deadline.kind {
        DeadlineKind::Review => "review",
        DeadlineKind::Renewal => "renewal",
        DeadlineKind::Retention => "retention",
    };
    line("BEGIN", "VEVENT", out);
    // A calendar that is read again moves the event of the same name to its new day.
    line("UID", &escape(&format!("{kind}-{}@piac", uid(overview, entry))), out);
    line("DTSTAMP", &format!("{}T000000Z", day(&overview.as_of)), out);
    line("DTSTART;VALUE=DATE", &day(&deadline.date), out);
    line("SUMMARY", &escape(&format!("{}: {}", deadline.kind.words(lang), entry.name.replace('　', " "))), out);
    let why = match lang {
        Lang::Ja => format!("{}（{}）から数えた期限です。\n{}", deadline.since_what, deadline.since, entry.file),
        Lang::En => format!("counted from {} ({})\n{}", deadline.since, deadline.since_what, entry.file),
    };
    line("DESCRIPTION", &escape(&why), out);
    line("TRANSP", "TRANSPARENT", out);
    line("END", "VEVENT", out);
}

/// Form and number; the file where there is no number, or where two documents have the same.
fn uid(overview: &Overview, entry: &Entry) -> String {
    let alike = overview.assessments.iter().filter(|e| (e.number, &e.form) == (entry.number, &entry.form));
    match (entry.number, &entry.form) {
        (Some(number), Some(form)) if alike.count() == 1 => format!("{number}-{form}"),
        _ => entry.file.clone(),
    }
}

fn escape(value: &str) -> String {
    value.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace('\r', "").replace('\n', "\\n")
}

/// One line, folded between characters.
fn line(key: &str, value: &str, out: &mut String) {
    let mut length = 0;
    for c in format!("{key}:{value}").chars() {
        if length + c.len_utf8() > LINE {
            out.push_str("\r\n ");
            length = 1;
        }
        out.push(c);
        length += c.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_folded_between_characters() {
        let mut out = String::new();
        line("SUMMARY", &escape(&"評価、価;".repeat(20)), &mut out);
        assert!(out.split("\r\n").all(|l| l.len() <= LINE));
        let unfolded = out.replace("\r\n ", "");
        assert_eq!(unfolded, format!("SUMMARY:{}\r\n", "評価、価\\;".repeat(20)));
    }
}
