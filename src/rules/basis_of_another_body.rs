//! basis-of-another-body: a provision or a row that the law gives to other bodies, as the basis of a local one.

use std::ops::Range;

use super::cited::{self, Cited, Day};
use super::prelude::*;
use super::row_of_another_law::{affair_words, is_spoken_of};
use crate::law::cite::{Side, Target, side};
use crate::law::{self, Row, Table};

pub(super) const RULE: Rule = Rule {
    name: "basis-of-another-body",
    group: RuleGroup::法令,
    severity: Severity::Warning,
    summary: ("引かれている条項は、この機関の根拠になりません", "the cited provision is for other bodies"),
    page: include_str!("basis_of_another_body.md"),
    outside: true,
    check: Some(check),
};

/// Words in the holder of a row that may mean a local body; 保険者 and 支給者 are municipalities, too.
const LOCAL: [&str; 9] = ["市", "町", "村", "知事", "都道府県", "地方公共団体", "保険者", "支給者", "行政機関の長"];

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let Some(day) = cited::day(context).filter(|_| context.body == BodyKind::地方公共団体等) else { return };
    let Some(body) = context.find(items::COVER_BODY) else { return };
    // The head of a municipality or a prefecture; a union or a corporation may be named in a row by itself.
    let of_area = |words: &str| ["市長", "町長", "村長", "区長", "知事"].iter().any(|end| words.ends_with(end));
    if !body.words().is_some_and(|words| of_area(&text::normalize(&words))) {
        return;
    }
    let cites = cited::all(context);
    let uses = cites.iter().filter(|cited| cited::is_use_basis(&cited.passage.at.answer.item.id));
    // Where no row is one of such a body, row-of-another-law asks for the right one.
    let some_use = uses.filter_map(|cited| Some(use_row(cited, &day)?.1)).any(|row| is_local(row.holder));
    let affair = affair_words(context);
    let of_affair = |row: &Row| is_spoken_of(context, &affair, row);
    let mut found: Vec<(Range<usize>, Diagnostic)> = Vec::new();
    for cited in &cites {
        let used = || {
            let (table, row) = use_row(cited, &day).filter(|(_, row)| !is_local(row.holder))?;
            // What a law gives to a minister alone may be done by municipalities for him (法定受託事務): 国民年金.
            let own = law::rows(table).iter().find(|other| is_local(other.holder) && other.is_of(row.law));
            let slipped = if of_affair(row) { own.is_some() } else { some_use };
            let own = own.filter(|_| of_affair(row)).map(|own| table.item(own.item));
            slipped.then(|| told(table, row, table.holder(), row.holder, own))
        };
        let Some((ja, en, help)) = koseki(cited, &day).or_else(used).or_else(|| provided(cited, &day)) else {
            continue;
        };
        let span = cited.passage.span(&context.assessment.source, cited.cite.range.clone());
        // One list is one finding: numbers that have slipped have slipped together.
        let list = cited.passage.span(&context.assessment.source, cited.cite.list.clone()).range();
        if let Some((_, first)) = found.iter_mut().find(|(known, _)| *known == list) {
            let also = Message::new(format!("「{}」も同じです", cited.words()), "so is this");
            *first = first.clone().related(span, also);
            continue;
        }
        let finding = out
            .span(&cited.passage.at, span, ja, en)
            .related(body.span(), Message::new("評価実施機関名", "the body"))
            .basis("番号法第9条、別表、第19条第8号に基づく命令第2条の表")
            .help(help, "look the provision up (piac law)");
        found.push((list, finding));
    }
    found.into_iter().for_each(|(_, finding)| out.push(finding));
}

/// Message in both languages, and a way out.
type Told = (String, String, String);

fn told(table: Table, row: &Row, what: &str, who: &str, own: Option<String>) -> Told {
    let help = match own {
        Some(own) => format!("{}で地方公共団体の機関が利用するのは{own}などです", row.law),
        None => format!("この項は{}の事務です。項の番号を確かめてください（piac law）", row.law),
    };
    (format!("{}の{what}は{who}です", table.item(row.item)), format!("this row is for {who}"), help)
}

/// 第9条第3項: since 2022-01-11 the provision on what 法務大臣 makes of the family registers.
fn koseki(cited: &Cited<'_, '_>, day: &Day<'_>) -> Option<Told> {
    let Target::Article { article, paragraph: Some(paragraph), .. } = &cited.cite.target else { return None };
    let id = cited.passage.at.answer.item.id.as_str();
    if article != "9" || !(cited::is_use_basis(id) || id == items::TRANSFER_BASIS) {
        return None;
    }
    let provision = law::provision("9", Some(*paragraph), day.on).is()?;
    if provision.topic.id != "moj_koseki" || cited.passage.text.contains("戸籍関係情報") {
        return None;
    }
    Some((
        format!("番号法{}は{}の規定です", provision.name(), provision.topic.subject),
        "this provision is about what the Minister of Justice provides".to_owned(),
        "法律の事務は第9条第1項と別表の項、条例の事務は第9条第2項、個人番号関係事務は第9条第4項です".to_owned(),
    ))
}

/// A row of the day.
fn row_of(cited: &Cited<'_, '_>, day: &Day<'_>) -> Option<(Table, &'static Row)> {
    let Target::Row(table, item) = &cited.cite.target else { return None };
    let row = law::row(*table, item, day.on).is().filter(|row| !row.is_deleted())?;
    Some((*table, row))
}

/// A row that is cited for the use of numbers.
fn use_row(cited: &Cited<'_, '_>, day: &Day<'_>) -> Option<(Table, &'static Row)> {
    let of_use = cited::is_use_basis(&cited.passage.at.answer.item.id);
    row_of(cited, day).filter(|(table, _)| of_use && matches!(table, Table::First | Table::Annex))
}

/// A row that is cited for providing, and has only other providers.
fn provided(cited: &Cited<'_, '_>, day: &Day<'_>) -> Option<Told> {
    let id = cited.passage.at.answer.item.id.as_str();
    let provides = id == items::PROVIDE_TO_BASIS
        || cited::is_nws_basis(id) && side(&cited.passage.text, cited.cite.list.start) == Some(Side::Provides);
    let (table, row) = row_of(cited, day).filter(|(table, _)| matches!(table, Table::Second | Table::Order))?;
    let foreign = !row.providers.is_empty() && !row.providers.iter().any(|who| is_local(who));
    (provides && foreign).then(|| told(table, row, "情報提供者", &row.providers.join("、"), None))
}

/// Whether a holder or a provider may be a local body.
fn is_local(who: &str) -> bool {
    LOCAL.iter().any(|word| who.contains(word))
}
