//! row-of-another-law (RULES.md F): a row of a table and the law named for it do not belong together.

use super::cited::{self, Cited, Day};
use super::prelude::*;
use crate::law::cite::{self, Side, Target};
use crate::law::{self, Row, Table};

pub(super) const RULE: Rule = Rule {
    name: "row-of-another-law",
    group: RuleGroup::法令,
    severity: Severity::Error,
    summary: ("引かれている項は、書かれている法律の項ではありません", "the cited row is one of another law"),
    page: include_str!("row_of_another_law.md"),
    outside: false,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let Some(day) = cited::day(context) else { return };
    let cites = cited::all(context);
    for list in cites.chunk_by(|a, b| std::ptr::eq(a.passage, b.passage) && a.cite.list == b.cite.list) {
        noted(context, list, &day, out);
    }
    affair(context, &cites, &day, out);
    asked(context, &cites, &day, out);
    transferred(context, &cites, &day, out);
}

/// The row that a citation meant, in the version of its day (or the last one of a table that is gone).
fn row_of(cited: &Cited<'_, '_>, day: &Day<'_>) -> Option<(Table, &'static Row)> {
    let Target::Row(table, item) = &cited.cite.target else { return None };
    let row = match table.in_force(day.on) {
        true => law::row(*table, item, day.on).is(),
        false => law::last_row(*table, item),
    };
    row.filter(|row| !row.is_deleted()).map(|row| (*table, row))
}

/// The law in the （ ） right behind the rows.
fn noted(context: &Context<'_>, list: &[Cited<'_, '_>], day: &Day<'_>, out: &mut Findings<'_>) {
    let last = &list[list.len() - 1];
    let Some(note) = cite::note(&last.passage.text, last.cite.list.end) else { return };
    let rows: Vec<(Table, &Row)> = list.iter().filter_map(|cited| row_of(cited, day)).collect();
    let Some((table, row)) = rows.last().copied().filter(|_| rows.len() == list.len()) else { return };
    let named = cited::laws_in(table, note);
    if named.is_empty() || rows.iter().any(|(_, row)| named.iter().any(|law| row.is_of(law))) {
        return;
    }
    let others: Vec<String> = rows_of(table, named[0], day).iter().map(|r| table.item(r.item)).collect();
    let span = last.passage.span(&context.assessment.source, last.cite.range.clone());
    out.push(
        out.span(
            &last.passage.at,
            span,
            format!("{}は{}の項です。（ ）には{}とあります", table.item(row.item), row.law, named[0]),
            format!("{} is a row of {}, but the remark names {}", table.item(row.item), row.law, named[0]),
        )
        .basis("番号法の別表、第19条第8号に基づく命令第2条の表")
        .help(format!("{}の項は{}です", named[0], others.join("、")), format!("{}: {}", named[0], others.join(", "))),
    );
}

fn rows_of(table: Table, law: &str, day: &Day<'_>) -> Vec<&'static Row> {
    let at = if table.in_force(day.on) { day.on } else { law::TABLES_REPLACED.yesterday().unwrap_or(day.on) };
    let known = |row: &&Row| law::row(table, row.item, at).is().is_some_and(|r| std::ptr::eq(r, *row));
    law::rows(table).iter().filter(known).filter(|row| row.is_of(law)).collect()
}

/// The laws that the affair names have rows in the table, and none of them is cited for the use of numbers.
fn affair(context: &Context<'_>, cites: &[Cited<'_, '_>], day: &Day<'_>, out: &mut Findings<'_>) {
    let affair = affair_words(context);
    let of_use = |cited: &&Cited<'_, '_>| cited::is_use_basis(&cited.passage.at.answer.item.id);
    let rows: Vec<(&Cited<'_, '_>, Table, &Row)> = cites
        .iter()
        .filter(of_use)
        .filter_map(|cited| row_of(cited, day).map(|(table, row)| (cited, table, row)))
        .filter(|(_, table, _)| matches!(table, Table::First | Table::Annex))
        .collect();
    let Some((cited, table, row)) = rows.first().copied() else { return };
    let named = cited::laws_in(table, &affair);
    let fits = |row: &Row| named.iter().any(|law| row.is_of(law)) || resembles(&affair, row);
    if named.is_empty() || rows.iter().any(|(_, _, row)| fits(row)) {
        return;
    }
    let right: Vec<String> = named
        .iter()
        .flat_map(|law| rows_of(table, law, day).into_iter().map(move |r| (law, r)))
        .map(|(law, r)| format!("{law}は{}", table.item(r.item)))
        .collect();
    let span = cited.passage.span(&context.assessment.source, cited.cite.range.clone());
    let mut finding = out
        .span(
            &cited.passage.at,
            span,
            format!("{}は{}の項です。事務の内容にある法律は{}です", table.item(row.item), row.law, named.join("、")),
            format!("{} is a row of {}; the affair names {}", table.item(row.item), row.law, named.join(", ")),
        )
        .basis("番号法第9条第1項、別表")
        .help(right.join("、"), right.join(", "));
    finding.severity = Severity::Warning;
    out.push(finding);
}

/// What the affair is and does.
pub(super) fn affair_words(context: &Context<'_>) -> String {
    let ids = [items::AFFAIR_NAME, items::AFFAIR_CONTENT, items::RELATED_AFFAIR_NAME, items::RELATED_AFFAIR_SUMMARY];
    ids.iter().filter_map(|id| context.find(id)?.words()).collect::<Vec<_>>().join("\n")
}

/// Whether a document speaks of the law of a row anywhere, or its affair does in other words.
pub(super) fn is_spoken_of(context: &Context<'_>, affair: &str, row: &Row) -> bool {
    let mut laws = std::iter::once(&row.law).chain(&row.others);
    laws.any(|law| cited::speaks_of(context.own_words(), law)) || resembles(affair, row)
}

/// A row cited for asking, of a law that neither the cited use of numbers nor any other item speaks of.
fn asked(context: &Context<'_>, cites: &[Cited<'_, '_>], day: &Day<'_>, out: &mut Findings<'_>) {
    let of_use = |cited: &&Cited<'_, '_>| cited::is_use_basis(&cited.passage.at.answer.item.id);
    let uses: Vec<&Row> = cites.iter().filter(of_use).filter_map(|cited| Some(row_of(cited, day)?.1)).collect();
    let laws: Vec<&str> = uses.iter().flat_map(|row| std::iter::once(row.law).chain(row.others.clone())).collect();
    let asking = cites.iter().filter(|cited| {
        let words = &cited.passage.text;
        cited::is_nws_basis(&cited.passage.at.answer.item.id)
            && cite::side(words, cited.cite.list.start) == Some(Side::Asks)
    });
    let foreign = |row: &Row| !std::iter::once(&row.law).chain(&row.others).any(|law| laws.contains(law));
    let asked: Vec<(&Cited<'_, '_>, Table, &Row)> = asking
        .filter_map(|cited| row_of(cited, day).map(|(table, row)| (cited, table, row)))
        .filter(|(_, _, row)| foreign(row))
        .collect();
    if asked.is_empty() {
        return;
    }
    let affair = affair_words(context);
    let spoken = |row: &Row| is_spoken_of(context, &affair, row);
    // A use that is cited wrongly tells nothing of the affair; affair() has asked for the right one.
    let mut titles: Vec<&str> = uses.iter().filter(|row| spoken(row)).map(|row| row.law).collect();
    titles.dedup();
    let Some(own) = titles.first() else { return };
    for (cited, table, row) in asked.into_iter().filter(|(_, _, row)| !spoken(row)) {
        let others: Vec<String> = rows_of(table, own, day).iter().map(|r| table.item(r.item)).collect();
        let span = cited.passage.span(&context.assessment.source, cited.cite.range.clone());
        let mut finding = out
            .span(
                &cited.passage.at,
                span,
                format!(
                    "照会の根拠の{}は{}の項ですが、個人番号の利用の根拠は{}の項です",
                    table.item(row.item),
                    row.law,
                    titles.join("、")
                ),
                format!("{} is a row of {}; numbers are used for {own}", table.item(row.item), row.law),
            )
            .basis("番号法第19条第8号、同号に基づく命令第2条の表");
        if !others.is_empty() {
            let (ja, en) = (format!("{own}の項は{}です", others.join("、")), others.join(", "));
            finding = finding.help(ja, format!("{own}: {en}"));
        }
        finding.severity = Severity::Warning;
        out.push(finding);
    }
}

/// A row cited for a 移転, where what it is used for is the affair of another row's law.
fn transferred(context: &Context<'_>, cites: &[Cited<'_, '_>], day: &Day<'_>, out: &mut Findings<'_>) {
    for to in context.files().iter().flat_map(|file| file.members(items::TRANSFER)) {
        let (Some(basis), Some(usage)) = (to.find(items::TRANSFER_BASIS), to.find(items::TRANSFER_USAGE)) else {
            continue;
        };
        let about = [items::TRANSFER_NAME, items::TRANSFER_USAGE].into_iter();
        let about: Vec<String> = about.filter_map(|id| Some(text::normalize(&to.find(id)?.words()?))).collect();
        let about = about.join("\n");
        let own = cites.iter().filter(|cited| cited.passage.at.span() == basis.span());
        let rows: Vec<(&Cited<'_, '_>, Table, &Row)> =
            own.filter_map(|cited| row_of(cited, day).map(|(table, row)| (cited, table, row))).collect();
        let Some((cited, table, row)) = rows.first().copied() else { continue };
        // Who receives 生活保護 is a criterion of many affairs.
        let mut named = affairs_in(table, &about);
        named.retain(|law| *law != "生活保護法");
        let fits = |row: &Row| named.iter().any(|law| row.is_of(law)) || resembles(&about, row);
        let Some(law) = named.first().filter(|_| !rows.iter().any(|(_, _, row)| fits(row))) else { continue };
        let right: Vec<String> = rows_of(table, law, day).iter().map(|r| table.item(r.item)).collect();
        let span = cited.passage.span(&context.assessment.source, cited.cite.range.clone());
        let mut finding = out
            .span(
                &cited.passage.at,
                span,
                format!(
                    "{}は{}の項ですが、移転先の用途には「{}」とあります",
                    table.item(row.item),
                    row.law,
                    cited::stem(law)
                ),
                format!("{} is a row of {}, but it is used for {law}", table.item(row.item), row.law),
            )
            .related(usage.span(), Message::new("移転先における用途", "what it is used for"))
            .basis("番号法第9条第1項、別表")
            .help(format!("{law}の項は{}です", right.join("、")), format!("{law}: {}", right.join(", ")));
        finding.severity = Severity::Warning;
        out.push(finding);
    }
}

/// The laws of a table whose affairs a text names, not as a part of a longer name.
fn affairs_in(table: Table, words: &str) -> Vec<&'static str> {
    let whole = |at: usize| !words[..at].chars().next_back().is_some_and(cited::is_title_part);
    let named = |law: &&'static str| {
        let stem = cited::stem(law);
        stem.chars().count() >= 4 && words.match_indices(stem).any(|(at, _)| whole(at))
    };
    let mut found: Vec<&'static str> = law::rows(table).iter().map(|row| row.law).filter(named).collect();
    found.dedup();
    found
}

/// Whether a text speaks of a law in other words: most pairs of characters of its title or of its task occur in it.
fn resembles(text: &str, row: &Row) -> bool {
    let share = |words: &str| {
        let chars: Vec<char> = words.chars().collect();
        let pairs: Vec<String> = chars.windows(2).map(|pair| pair.iter().collect()).collect();
        let hits = pairs.iter().filter(|pair| text.contains(pair.as_str())).count();
        !pairs.is_empty() && hits * 10 >= pairs.len() * 6
    };
    let title = row.law.trim_end_matches('法').trim_end_matches("に関する法律");
    share(title) || (row.task.chars().count() > 3 && share(row.task))
}
