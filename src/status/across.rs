//! What is wrong between documents, which no check of one document can see.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diag::{Diagnostic, Message, Related, Severity};
use crate::form::FormName;
use crate::source::Span;
use crate::text;

use super::facts::{Facts, NameKind, Named};

/// Legal forms of companies and associations, which are written before or behind the name or left out.
const LEGAL_FORMS: [&str; 12] = [
    "株式会社",
    "有限会社",
    "合同会社",
    "一般社団法人",
    "公益社団法人",
    "一般財団法人",
    "公益財団法人",
    "社会福祉法人",
    "医療法人社団",
    "医療法人",
    "(株)",
    "(有)",
];

/// All findings, in the order of the documents.
pub fn across(documents: &[&Facts]) -> Vec<Diagnostic> {
    let mut found = duplicate_numbers(documents);
    found.extend(missing_basics(documents));
    found.extend(name_variants(documents));
    found
}

/// Two documents of one form and one body with the same 評価書番号: each body numbers its own.
fn duplicate_numbers(documents: &[&Facts]) -> Vec<Diagnostic> {
    let mut by_number: BTreeMap<(FormName, u64), Vec<&Facts>> = BTreeMap::new();
    for facts in documents {
        if let Some(number) = &facts.number {
            by_number.entry((facts.form.form, number.value)).or_default().push(facts);
        }
    }
    let mut found = Vec::new();
    for ((form, number), same) in by_number {
        for (i, other) in same.iter().enumerate() {
            let first = same[..i].iter().find(|first| text::same_body(&first.body, &other.body));
            let (Some(first), Some(place)) = (first, &other.number) else { continue };
            let message = Message::new(
                format!("評価書番号 {number} の{form}が二つあります（「{}」と「{}」）", first.name, other.name),
                format!("two documents of one form have the number {number}"),
            );
            let mut d = Diagnostic::new("duplicate-number", Severity::Error, &other.source, place.span, message)
                .item(place.item.clone())
                .help("計画管理書の番号を確かめ、どちらかを直してください", "correct one of them");
            if let Some(place) = &first.number {
                relate(&mut d, first, place.span, "同じ番号の評価書", "the other document");
            }
            found.push(d);
        }
    }
    found
}

/// A 全項目 or 重点項目評価書 without the 基礎項目評価書 of its number, or with one that says otherwise.
fn missing_basics(documents: &[&Facts]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let basics: Vec<&&Facts> = documents.iter().filter(|f| f.form.form == FormName::基礎項目評価書).collect();
    for facts in documents.iter().filter(|f| f.form.form != FormName::基礎項目評価書) {
        // An affair that has ended keeps its last documents only.
        let (Some(number), None) = (&facts.number, &facts.ended) else { continue };
        let same = |b: &&&&Facts| {
            b.number.as_ref().is_some_and(|n| n.value == number.value) && text::same_body(&b.body, &facts.body)
        };
        let Some(basic) = basics.iter().find(same) else {
            let message = Message::new(
                format!("評価書番号 {} の基礎項目評価書がありません（「{}」）", number.value, facts.name),
                format!("there is no basic assessment with the number {}", number.value),
            );
            let d = Diagnostic::new("missing-basic-assessment", Severity::Error, &facts.source, number.span, message)
                .item(number.item.clone())
                .basis("特定個人情報保護評価に関する規則5条、6条、7条（基礎項目評価は必ず実施する）")
                .help("基礎項目評価書を加えるか、番号を合わせてください", "add it, or correct the number");
            found.push(d);
            continue;
        };
        let (Some(own), Some(other)) = (&facts.demand, &basic.demand) else { continue };
        if own.demand != other.demand {
            let message = Message::new(
                format!("しきい値判断結果が、基礎項目評価書では「{}」です", other.label),
                format!("the basic assessment demands {}", other.demand.words().1),
            );
            let mut d = Diagnostic::new("peer-disagrees", Severity::Warning, &facts.source, own.span, message)
                .item(own.item.clone())
                .help("どちらが現在のものかを確かめ、古い方を直してください", "correct the outdated one");
            relate(&mut d, basic, other.span, "基礎項目評価書の記載", "in the basic assessment");
            found.push(d);
        }
    }
    found
}

/// The same contractor, system or office written in two ways.
fn name_variants(documents: &[&Facts]) -> Vec<Diagnostic> {
    type Uses<'a> = BTreeMap<String, Vec<(&'a Facts, &'a Named)>>;
    let mut by_key: BTreeMap<(NameKind, String), Uses<'_>> = BTreeMap::new();
    for facts in documents {
        for named in &facts.names {
            let key = key(named.kind, &named.name.value);
            if key.is_empty() {
                continue;
            }
            let uses = by_key.entry((named.kind, key)).or_default();
            uses.entry(named.name.value.clone()).or_default().push((facts, named));
        }
    }
    let mut found = Vec::new();
    for ((kind, _), uses) in by_key.into_iter().filter(|(_, uses)| uses.len() > 1) {
        // Of equally frequent ways the fuller one counts as the usual.
        let usual = uses.iter().max_by_key(|(name, u)| (u.len(), name.chars().count())).map(|(name, _)| name.clone());
        let Some(usual) = usual else { continue };
        let usual_uses = &uses[&usual];
        for (name, uses) in uses.iter().filter(|(name, _)| **name != usual) {
            let (facts, named) = uses[0];
            let what = match kind {
                NameKind::Contractor => ("委託先名", "contractor"),
                NameKind::System => ("システム名", "system"),
                NameKind::Section => ("部署名", "office"),
            };
            let message = Message::new(
                format!(
                    "{}「{name}」（{} か所）は、ほかでは「{usual}」（{} か所）と書かれています",
                    what.0,
                    uses.len(),
                    usual_uses.len()
                ),
                format!("the {} {name} is written {usual} elsewhere", what.1),
            );
            let mut d = Diagnostic::new("name-variant", Severity::Warning, &facts.source, named.name.span, message)
                .item(named.name.item.clone())
                .help("同じものなら、書き方をそろえてください", "write both alike if they are the same");
            let (other, place) = usual_uses[0];
            relate(&mut d, other, place.name.span, &format!("「{usual}」の例"), "the usual way");
            found.push(d);
        }
    }
    found
}

/// What two ways of writing the same name have in common.
fn key(kind: NameKind, name: &str) -> String {
    let mut plain = text::normalize(name);
    match kind {
        NameKind::Contractor => LEGAL_FORMS.iter().for_each(|form| plain = plain.replace(form, "")),
        // An office is known by its last unit: 健康福祉部健康増進課.
        NameKind::Section => {
            let unit = ["部", "局"].iter().filter_map(|end| plain.rfind(end).map(|at| at + end.len())).max();
            if let Some(at) = unit.filter(|&at| at < plain.len()) {
                plain.replace_range(..at, "");
            }
        }
        NameKind::System => {}
    }
    plain.retain(|c| !matches!(c, 'ー' | '・' | '-' | '･'));
    plain
}

fn relate(diagnostic: &mut Diagnostic, other: &Facts, span: Span, ja: &str, en: &str) {
    let message = Message::new(ja, en);
    diagnostic.related.push(Related { source: Arc::clone(&other.source), span, message });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_counts_as_the_same_name() {
        let same = |kind, a, b| key(kind, a) == key(kind, b);
        assert!(same(NameKind::Contractor, "株式会社さくら", "㈱さくら"));
        assert!(same(NameKind::Contractor, "さくら 株式会社", "株式会社さくら"));
        assert!(!same(NameKind::Contractor, "株式会社さくら", "株式会社うめ"));
        assert!(same(NameKind::System, "中間サーバー", "中間サーバ"));
        assert!(!same(NameKind::System, "中間サーバー", "中間サーバー・ソフトウェア"));
        assert!(same(NameKind::Section, "健康福祉部健康増進課", "健康増進課"));
        assert!(!same(NameKind::Section, "総務部総務課", "総務部税務課"));
        assert_eq!(key(NameKind::Section, "総務部"), "総務部");
    }
}
