//! purpose-of-another-affair (R-X-17): 使用目的 and 対象となる本人の範囲 that were copied from the assessment of another office.

use super::prelude::*;
use crate::law::{self, Table};

pub(super) const RULE: Rule = Rule {
    name: "purpose-of-another-affair",
    group: RuleGroup::整合,
    severity: Severity::Warning,
    summary: (
        "使用目的、対象となる本人の範囲、ファイル名が、ほかの事務のものです",
        "the purpose, the persons or the file are those of another affair",
    ),
    page: include_str!("purpose_of_another_affair.md"),
    outside: false,
    check: Some(check),
};

/// Names of affairs are at least this long, in characters; so are words that two texts share not by chance.
const LEAST: usize = 4;

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    texts(context, out);
    file_names(context, out);
}

/// Files called after an affair of which no other word of the document speaks.
fn file_names(context: &Context<'_>, out: &mut Findings<'_>) {
    let affair = context.find(items::AFFAIR_NAME).or_else(|| context.find(items::RELATED_AFFAIR_NAME));
    let Some(affair) = affair else { return };
    let Some(name) = affair.words() else { return };
    let files = [items::FILE_NAME, items::RELATED_FILE_NAMES];
    for passage in context.passages().iter().filter(|p| files.contains(&p.at.answer.item.id.as_str())) {
        let title = text::normalize(&passage.text);
        let Some(other) = affairs().filter(|affair| title.contains(affair)).max_by_key(|affair| affair.len()) else {
            continue;
        };
        let spoken = context.passages().iter().any(|p| text::normalize(&p.text).replace(&title, "").contains(other));
        if spoken || shares(&name, &title) {
            continue;
        }
        out.push(
            out.span(
                &passage.at,
                passage.span(&context.assessment.source, 0..passage.text.len()),
                format!("ファイル名に「{other}」とありますが、事務の名称は「{}」です", name.trim()),
                format!("the file is called after {other}, the affair is {}", name.trim()),
            )
            .related(affair.span(), Message::new("事務の名称", "the affair"))
            .basis("番号法第9条第1項（個人番号を利用できるのは、その事務の処理に必要な限度）")
            .help("この事務のファイルの名を書いてください", "write the name of a file of this affair"),
        );
    }
}

/// Answers that speak of another affair.
fn texts(context: &Context<'_>, out: &mut Findings<'_>) {
    let about = [items::COVER_NAME, items::AFFAIR_NAME, items::AFFAIR_CONTENT, items::MYNUMBER_BASIS];
    let mut own: String = about.iter().filter_map(|id| context.find(id)?.words()).collect::<Vec<_>>().join("\n");
    let Some(affair) = context.find(items::AFFAIR_NAME) else { return };
    let Some(name) = affair.words() else { return };
    for file in context.files() {
        let Some(title) = file.find(items::FILE_NAME).and_then(|at| at.words()) else { continue };
        own.push_str(&title);
        for id in [items::USE_PURPOSE, items::FILE_SCOPE, items::FILE_SCOPE_NEED] {
            let Some(at) = file.find(id) else { continue };
            let Some(words) = at.words() else { continue };
            let (own, words) = (text::normalize(&own), text::normalize(&words));
            let (here, foreign): (Vec<&str>, Vec<&str>) =
                affairs().filter(|affair| words.contains(affair)).partition(|affair| own.contains(affair));
            let Some(other) = foreign.into_iter().max_by_key(|a| a.len()).filter(|_| here.is_empty()) else { continue };
            // Whose data it is may be told by a criterion; then other items speak of it, too.
            let known = id != items::USE_PURPOSE && spoken_of(context, other, &words);
            if known || shares(&name, &words) || shares(&title, &words) {
                continue;
            }
            let label = at.answer.item.name();
            out.push(
                out.at(
                    &at,
                    format!("{label}に「{other}」とありますが、事務の名称は「{}」です", name.trim()),
                    format!("{label} speaks of {other}, the affair is {}", name.trim()),
                )
                .related(affair.span(), Message::new("事務の名称", "the affair"))
                .basis("番号法第9条第1項（個人番号を利用できるのは、その事務の処理に必要な限度）")
                .help("この事務について書いてください", "write about this affair"),
            );
        }
    }
}

/// Whether other items than those that are copied together speak of an affair, or share words with a text
/// that does; what is provided is for others.
fn spoken_of(context: &Context<'_>, affair: &str, words: &str) -> bool {
    let copied = [items::FILE_SCOPE, items::FILE_SCOPE_NEED];
    let others = context.passages().iter().filter(|p| {
        let id = p.at.answer.item.id.as_str();
        !copied.contains(&id) && !id.starts_with("file.provide.")
    });
    let others: String = others.map(|p| text::normalize(&p.text)).collect::<Vec<_>>().join("\n");
    // Terms of the own affair, as 納税義務者: words in kanji that any assessment has are none.
    let any = [affair, "特定個人情報", "個人番号", "個人情報", "情報連携", "本人確認"];
    let own = any.iter().fold(words.to_owned(), |words, any| words.replace(any, "\n"));
    let chars: Vec<char> = own.chars().collect();
    let terms = chars.windows(LEAST).filter(|w| w.iter().all(|c| ('一'..='鿿').contains(c)));
    others.contains(affair) || terms.map(|w| w.iter().collect::<String>()).any(|term| others.contains(&term))
}

/// What the laws of 別表 are about: 児童手当 of 児童手当法.
fn affairs() -> impl Iterator<Item = &'static str> {
    let laws = law::rows(Table::Annex).iter().map(|row| row.law);
    let about = laws.filter_map(|law| law.strip_suffix('法').or_else(|| law.strip_suffix("に関する法律")));
    about.filter(|a| a.chars().count() >= LEAST)
}

/// Whether a purpose has words of a name, but for those that every affair has.
fn shares(name: &str, purpose: &str) -> bool {
    const COMMON: [&str; 12] = [
        "に関する事務",
        "に係る事務",
        "関係事務",
        "情報ファイル",
        "関係情報",
        "賦課徴収",
        "の支給",
        "の実施",
        "の管理",
        "ファイル",
        "事務",
        "業務",
    ];
    let plain = COMMON.iter().fold(text::normalize(name), |name, word| name.replace(word, "\n"));
    plain.split('\n').any(|part| {
        let chars: Vec<char> = part.chars().collect();
        let width = LEAST.min(chars.len()).max(2);
        chars.windows(width).any(|w| purpose.contains(&w.iter().collect::<String>()))
    })
}
