//! The forms as data: every edition loads, and what the notation of a form refuses.

use std::collections::{BTreeSet, HashMap};

use super::*;

fn of(form: FormName, edition_name: &str) -> &'static FormDef {
    edition(form, edition_name).unwrap_or_else(|| panic!("{form} {edition_name}"))
}

#[test]
fn every_built_in_form_loads() {
    let names: Vec<String> = all().map(|def| def.describe()).collect();
    assert_eq!(
        names,
        [
            "全項目評価書（令和7年）",
            "全項目評価書（平成30年5月）",
            "重点項目評価書（令和7年）",
            "重点項目評価書（平成30年5月）",
            "基礎項目評価書（令和6年10月）",
            "基礎項目評価書（平成30年5月）",
        ]
    );
}

/// The same id means the same kind and the same choices, whatever the form and edition.
#[test]
fn an_id_means_the_same_everywhere() {
    let mut seen: HashMap<&str, (String, Vec<&str>, String)> = HashMap::new();
    for def in all() {
        for item in def.items() {
            let kind = match &item.kind {
                Kind::Choice(_) => "choice".to_owned(),
                Kind::Boxes(_) => "boxes".to_owned(),
                Kind::List { layout, .. } => format!("list {layout:?}"),
                Kind::Fixed(_) => "fixed".to_owned(),
                other => format!("{other:?}"),
            };
            let choices: Vec<&str> =
                item.choices().map(|s| s.choices.iter().map(|c| c.id.as_str()).collect()).unwrap_or_default();
            let entry = (kind, choices, def.describe());
            let first = seen.entry(item.id.as_str()).or_insert_with(|| entry.clone());
            assert_eq!((&first.0, &first.1), (&entry.0, &entry.1), "{} in {} and {}", item.id, first.2, entry.2);
        }
    }
}

/// What an author must know stands in the form: a hint for every answer.
#[test]
fn every_answer_has_a_hint() {
    for def in all() {
        for item in def.items() {
            if item.has_key() && !matches!(item.kind, Kind::Group) {
                assert!(!item.hint.is_empty(), "{} in {}", item.id, def.describe());
            }
        }
    }
}

/// The items with a printed ※ (RULES.md R-CHG-02), by number and label.
fn stars(def: &FormDef) -> Vec<String> {
    def.items().filter(|i| i.star_printed).map(|i| format!("{}{}", i.title(), i.star_note)).collect()
}

#[test]
fn stars_are_those_of_the_guideline() {
    assert_eq!(
        stars(of(FormName::全項目評価書, "平成30年5月")),
        [
            "Ⅰ１② 事務の内容",
            "Ⅰ５ 個人番号の利用",
            "Ⅰ６ 情報提供ネットワークシステムによる情報連携",
            "（別添１） 事務の内容",
            "Ⅱ２① ファイルの種類",
            "Ⅱ２③ 対象となる本人の範囲",
            "Ⅱ２④ 主な記録項目",
            "Ⅱ３① 入手元",
            "Ⅱ３⑥ 使用目的",
            "Ⅱ３⑦ 使用部署",
            "Ⅱ３⑧ 使用方法",
            "Ⅱ３⑧ 情報の突合",
            "Ⅱ３⑧ 情報の統計分析",
            "Ⅱ３⑧ 権利利益に影響を与え得る決定",
            "Ⅱ４ 委託の有無",
            "Ⅱ４② 対象となる本人の範囲",
            "Ⅱ４⑦ 再委託の有無",
            "Ⅱ６① 保管場所",
            "Ⅲ 特定個人情報ファイルの取扱いプロセスにおけるリスク対策（７．リスク１⑨を除く。）",
            "Ⅳ その他のリスク対策",
        ]
    );
    assert_eq!(
        stars(of(FormName::重点項目評価書, "令和7年")),
        [
            "Ⅰ４ 個人番号の利用",
            "Ⅰ５ 情報提供ネットワークシステムによる情報連携",
            "Ⅱ２① ファイルの種類",
            "Ⅱ２③ 対象となる本人の範囲",
            "Ⅱ２④ 主な記録項目",
            "Ⅱ３① 入手元",
            "Ⅱ３③ 使用目的",
            "Ⅱ４ 委託の有無",
            "Ⅱ４④ 再委託の有無",
            "Ⅱ６ 保管場所",
            "Ⅲ リスク対策（７．②を除く。）",
        ]
    );
    assert!(stars(of(FormName::基礎項目評価書, "令和6年10月")).is_empty());
}

/// ※ on a section holds inside it, except where it is taken out.
#[test]
fn a_star_holds_below() {
    let def = of(FormName::全項目評価書, "令和7年");
    let star = |id: &str| def.find(id).unwrap_or_else(|| panic!("{id}")).star;
    assert!(star("basic.nws.has"));
    assert!(star("file.risk.use.unauthorized.auth.choice"));
    assert!(star("other_risk.training.choice"));
    assert!(!star("file.risk.storage.leak.accident.choice"));
    assert!(!star("file.risk.storage.leak.accident.content"));
    assert!(!star("file.basic.scope_need"));
    assert!(!star("file.entrust.count"));
}

/// The number of answers of each top-level key, so that no item disappears unnoticed.
#[test]
fn sections_have_their_items() {
    let count = |form, name| -> Vec<(&'static str, usize)> {
        of(form, name)
            .root
            .children
            .iter()
            .map(|s| (s.key.as_str(), s.walk().filter(|i| i.has_key() && !matches!(i.kind, Kind::Group)).count()))
            .collect()
    };
    insta::assert_debug_snapshot!([
        count(FormName::全項目評価書, "令和7年"),
        count(FormName::重点項目評価書, "令和7年"),
        count(FormName::基礎項目評価書, "令和6年10月"),
        count(FormName::基礎項目評価書, "平成30年5月"),
    ]);
}

#[test]
fn editions_differ_where_the_form_does() {
    let label = |name| {
        of(FormName::全項目評価書, name).find("file.basic.main_items").unwrap().choices().unwrap().choices[3]
            .label
            .clone()
    };
    assert_eq!(label("平成30年5月"), "4情報（氏名、性別、生年月日、住所）");
    assert_eq!(label("令和7年"), "5情報（氏名、氏名の振り仮名、性別、生年月日、住所）");
    let audit = |name| of(FormName::基礎項目評価書, name).items().find(|i| i.label == "監査").unwrap().number.clone();
    assert_eq!((audit("令和6年10月"), audit("平成30年5月")), ("Ⅳ９".to_owned(), "Ⅳ８".to_owned()));
}

#[test]
fn a_choice_is_found_however_it_is_written() {
    let set = newest(FormName::全項目評価書).find("basic.affair.target").unwrap().choices().unwrap();
    let found = |written: &str| set.find(written).map(|m| (m.index, m.exact));
    assert_eq!(found("1,000人以上1万人未満"), Some((1, true)));
    assert_eq!(found("１，０００人以上１万人未満"), Some((1, false)));
    assert_eq!(found("2) 1,000人以上1万人未満"), Some((1, false)));
    assert_eq!(found("5"), Some((4, false)));
    assert_eq!(found("1) 1,000人以上1万人未満"), None);
    assert_eq!(found("6"), None);
    assert_eq!(found("たくさん"), None);
}

#[test]
fn a_bad_form_file_is_refused_with_its_place() {
    let choices = "nws3: {do: 実施する, dont: 実施しない}\n";
    let head = "form: 全項目評価書\nedition: 試\nmark: 試\nparts: []\nitems:\n";
    let refused = |items: &str| load("bad", &format!("{head}{items}"), choices, &|_| None).unwrap_err().to_string();
    assert!(refused("  - {id: a, label: 甲, kind: txt}\n").contains("bad"), "unknown kind");
    assert!(refused("  - {id: a, label: 甲, kind: text, colour: red}\n").contains("colour"));
    let twice = refused("  - {id: a, label: 甲, kind: text}\n  - {id: a, label: 乙, kind: text}\n");
    assert!(twice.contains("a: id が二つあります"), "{twice}");
    assert!(refused("  - {id: a, label: 甲, kind: choice, choices: none}\n").contains("none"));
    assert!(refused("  - {id: a, label: 甲, kind: text, required_when: {item: b, is: [do]}}\n").contains("条件の b"));
    assert!(refused("  - {id: a, label: 甲, kind: group}\n").contains("items"));
    assert!(
        refused("  - {id: a, label: 甲, kind: group, items: [{id: b.c, label: 乙, kind: text}]}\n").contains("b.c")
    );
    let extends = load("bad", "form: 全項目評価書\nedition: 試\nmark: 試\nextends: nowhere\n", choices, &|_| None);
    assert!(extends.unwrap_err().to_string().contains("nowhere"));
}

/// Numbers say where an item is on paper, so no two answers outside of a risk's details share number and label.
#[test]
fn parts_cover_every_printed_answer() {
    for def in all() {
        let reached: BTreeSet<&str> = def
            .parts
            .iter()
            .filter(|p| *p != CONTENTS)
            .filter_map(|p| def.find(p))
            .flat_map(Item::walk)
            .map(|i| i.id.as_str())
            .collect();
        for item in def.items().filter(|i| i.has_key()) {
            let hidden = def.path_to(&item.id).iter().any(|i| !i.printed);
            assert!(
                hidden || reached.contains(item.id.as_str()),
                "{} in {} is printed nowhere",
                item.id,
                def.describe()
            );
        }
    }
}
