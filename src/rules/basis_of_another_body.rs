//! basis-of-another-body: a provision or a row that the law gives to other bodies, as the basis of a local one.

use super::cited::{self, Cited, Day};
use super::prelude::*;
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
    let mut told: Vec<(usize, usize)> = Vec::new();
    for cited in cited::all(context) {
        let Some((ja, en, help)) = koseki(&cited, &day).or_else(|| row(&cited, &day)) else { continue };
        let span = cited.passage.span(&context.assessment.source, cited.cite.range.clone());
        if told.contains(&(span.start, span.end)) {
            continue;
        }
        told.push((span.start, span.end));
        out.push(
            out.span(&cited.passage.at, span, ja, en)
                .related(body.span(), Message::new("評価実施機関名", "the body"))
                .basis("番号法第9条、別表、第19条第8号に基づく命令第2条の表")
                .help(help, "look the provision up (piac law)"),
        );
    }
}

/// 第9条第3項: since 2022-01-11 the provision on what 法務大臣 makes of the family registers.
fn koseki(cited: &Cited<'_, '_>, day: &Day<'_>) -> Option<(String, String, String)> {
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

/// A row whose holder (or, where it is cited for providing, whose providers) cannot be a local body.
fn row(cited: &Cited<'_, '_>, day: &Day<'_>) -> Option<(String, String, String)> {
    let Target::Row(table, item) = &cited.cite.target else { return None };
    let row = law::row(*table, item, day.on).is().filter(|row| !row.is_deleted())?;
    let id = cited.passage.at.answer.item.id.as_str();
    let of_exchange = matches!(table, Table::Second | Table::Order);
    let (what, who) = match (of_exchange, cited::is_nws_basis(id)) {
        (false, _) if cited::is_use_basis(id) => (table.holder(), row.holder.to_owned()),
        (true, true) => match side(&cited.passage.text, cited.cite.list.start)? {
            Side::Asks => (table.holder(), row.holder.to_owned()),
            Side::Provides => ("情報提供者", providers(row)?),
        },
        (true, false) if id == items::PROVIDE_TO_BASIS => ("情報提供者", providers(row)?),
        _ => return None,
    };
    if LOCAL.iter().any(|word| who.contains(word)) {
        return None;
    }
    Some((
        format!("{}の{what}は{who}です", table.item(item)),
        format!("this row is for {who}"),
        format!("この項は{}の事務です。項の番号を確かめてください（piac law）", row.law),
    ))
}

/// The providers of a row, where the data has them.
fn providers(row: &Row) -> Option<String> {
    (!row.providers.is_empty()).then(|| row.providers.join("、"))
}
