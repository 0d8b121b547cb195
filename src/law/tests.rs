//! The examples that must hold, and the notation of the data files.

use jiff::civil::date;

use super::cite::{Around, Citation, Target, find};
use super::*;
use crate::source::Source;
use crate::yaml::NodeKind;

#[test]
fn the_files_are_yaml_and_are_read_as_yaml() {
    let files = [
        (include_str!("../../schemas/law/beppyo-1.yaml"), 123),
        (include_str!("../../schemas/law/beppyo-2.yaml"), 139),
        (include_str!("../../schemas/law/beppyo.yaml"), 240),
        (include_str!("../../schemas/law/meirei.yaml"), 190),
        (include_str!("../../schemas/law/successors.yaml"), 270),
        (include_str!("../../schemas/law/provisions.yaml"), 94),
        (include_str!("../../schemas/law/calendar.yaml"), 61),
    ];
    for (text, count) in files {
        let parsed = crate::yaml::parse(&Source::new("law.yaml", text));
        assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
        let NodeKind::Map(lists) = parsed.document.unwrap().root.kind else { panic!("a mapping of lists") };
        let mut seen = 0;
        for list in &lists {
            let NodeKind::Seq(nodes) = &list.value.kind else { panic!("a list") };
            let key: &'static str = Box::leak(list.key.clone().into_boxed_str());
            let fast: Vec<_> = read::lines(text, key).collect();
            assert_eq!(fast.len(), nodes.len(), "{key}");
            for (columns, node) in fast.iter().zip(nodes) {
                let slow: Vec<_> = node.scalar().unwrap().split(" | ").map(|c| if c == "-" { "" } else { c }).collect();
                assert_eq!(columns, &slow);
            }
            seen += nodes.len();
        }
        assert_eq!(seen, count);
    }
}

#[test]
fn every_row_is_well_formed() {
    for table in Table::ALL {
        for row in rows(table) {
            assert!(row.item.chars().all(|c| c.is_ascii_digit() || c == 'の'), "{row:?}");
            assert_eq!(row.holder.is_empty(), row.is_deleted(), "{row:?}");
            assert!(row.until.is_none_or(|until| until > row.from), "{row:?}");
        }
    }
    for s in successors() {
        assert!(last_row(s.table, s.from).is_some(), "{s:?}");
        assert_eq!(s.to.is_none(), matches!(s.confidence, Confidence::None | Confidence::Deleted), "{s:?}");
    }
    assert!(provisions().iter().all(|p| !p.topic.subject.is_empty()));
    assert!(calendar::terms().len() >= 10 && calendar::numbers().len() >= 20);
}

#[test]
fn examples_of_the_facts() {
    let topic = |item, on| article19(item, on).is().map(|p| p.topic.id);
    assert_eq!(topic(7, date(2021, 8, 31)), Some("nws"));
    assert_eq!(topic(8, date(2021, 9, 1)), Some("nws"));
    assert_eq!(topic(5, date(2021, 8, 31)), Some("entrust"));
    assert_eq!(topic(6, date(2021, 9, 1)), Some("entrust"));
    assert_eq!(article19(17, date(2021, 8, 31)), Lookup::Not::<&Provision>);
    assert!(matches!(article19(7, date(2017, 3, 31)), Lookup::Unknown));
    let on = date(2024, 5, 27);
    assert_eq!(successor(Table::First, "10", on), Some((Table::Annex, Some("14"), Confidence::Exact)));
    assert_eq!(successor(Table::First, "76", on).unwrap().1, Some("111"));
    assert_eq!(successor(Table::First, "93の2", on).unwrap().1, Some("126"));
    assert_eq!(successor(Table::Second, "102の2", on).unwrap().1, Some("139"));
    assert_eq!(successor(Table::Second, "16の2", on).unwrap().1, Some("25"));
    assert_eq!(row(Table::Annex, "14", on).is().unwrap().law, "予防接種法");
    assert_eq!(row(Table::Annex, "111", on).is().unwrap().law, "健康増進法");
    // Renumbered within 別表 on 2026-06-01.
    assert_eq!(row(Table::Annex, "14の2", date(2026, 5, 31)).is().unwrap().law, "母体保護法");
    assert_eq!(row(Table::Annex, "14の2", date(2026, 6, 1)).is().unwrap().law, "公認会計士法");
}

impl PartialEq for Provision {
    fn eq(&self, other: &Self) -> bool {
        self.article == other.article && self.part == other.part && self.from == other.from
    }
}

/// The targets of a text, and the words of each.
fn cites(text: &str) -> Vec<(String, String)> {
    cites_in(text, Around::default())
}

fn cites_in(text: &str, around: Around) -> Vec<(String, String)> {
    let one = |c: Citation| {
        let target = match c.target {
            Target::Article { article, paragraph, item } => {
                let part = |n: Option<u16>, unit| n.map_or(String::new(), |n| format!("-{n}{unit}"));
                format!("{article}{}{}", part(paragraph, "項"), part(item, "号"))
            }
            Target::Row(table, row) => format!("{table:?} {row}"),
            Target::Table(table) => format!("{table:?}"),
        };
        (target, text[c.range].to_owned())
    };
    find(text, around).into_iter().map(one).collect()
}

fn targets(text: &str) -> Vec<String> {
    cites(text).into_iter().map(|c| c.0).collect()
}

#[test]
fn written_forms_of_articles() {
    for text in [
        "番号法第１９条第８号",
        "番号法第十九条第八号",
        "番号法19条8号",
        "番号法（平成25年法律第27号）第19条第8号",
        "行政手続における特定の個人を識別するための番号の利用等に関する法律（平成25年法律第27号。以下「番号法」という。） 第19条第8号",
        "「番号法」第19条第8号",
        "番号利用法第 19 条第 8 号",
    ] {
        assert_eq!(targets(text), ["19-8号"], "{text}");
    }
    assert_eq!(targets("番号法第9条第1項及び第19条第7号、第8号"), ["9-1項", "19-7号", "19-8号"]);
    assert_eq!(targets("番号法第29条の4"), ["29の4"]);
    assert_eq!(targets("番号法第９条第１項、同法第１９条第８号"), ["9-1項", "19-8号"]);
    assert_eq!(cites("（番号法第19条第７号）")[0].1, "第19条第７号");
}

#[test]
fn written_forms_of_rows() {
    let second = |rows: &[&str]| -> Vec<String> {
        std::iter::once("19-7号".to_owned()).chain(rows.iter().map(|r| format!("Second {r}"))).collect()
    };
    let cases = [
        ("番号法第19条第7号 別表第2 第16の2項、第115の2項", vec!["16の2", "115の2"]),
        ("番号法第19条第7号　別表第２（第16の2項）", vec!["16の2"]),
        ("番号法第19条第7号 別表第2(第16の2、17、18、19項)", vec!["16の2", "17", "18", "19"]),
        ("番号法第19条第7号、別表第二の二の項及び百十五の二の項", vec!["2", "115の2"]),
        ("番号法第19条第7号別表第2の102の2", vec!["102の2"]),
        ("番号法第19条第7号（別表第2項番16の2、項番115の2）", vec!["16の2", "115の2"]),
        ("番号法第19条第7号 別表第2 第16の2、第 17項", vec!["16の2", "17"]),
    ];
    for (text, rows) in cases {
        assert_eq!(targets(text), second(&rows), "{text}");
    }
    assert_eq!(targets("番号法第9条第1項別表第一の10の項"), ["9-1項", "First 10"]);
    assert_eq!(targets("番号法別表第一10の項"), ["First 10"]);
    assert_eq!(targets("番号法第9条第1項 別表の111の項"), ["9-1項", "Annex 111"]);
    assert_eq!(targets("番号法別表第14項"), ["Annex 14"]);
    assert_eq!(targets("番号法別表14の項及び126の項"), ["Annex 14", "Annex 126"]);
    assert_eq!(targets("番号法別表第二の主務省令で定める事務及び情報を定める命令第12条の2"), ["Second"]);
    assert_eq!(targets("別表第2項番16の2"), ["Second 16の2"]);
}

#[test]
fn rows_of_the_order() {
    for text in [
        "番号法第19条第8号に基づく主務省令第2条の表139の項",
        "番号法第十九条第八号に基づく利用特定個人情報の提供に関する命令（令和6年デジタル庁・総務省令第9号）第２条の表の139の項",
        "番号法第19条第8号及び利用特定個人情報提供命令第2条の表第139項",
    ] {
        assert_eq!(targets(text), ["19-8号", "Order 139"], "{text}");
    }
    let list = "番号法第19条第8号に基づく主務省令第2条の表の2の項、3の項及び16の2の項。同表の25の項";
    assert_eq!(targets(list), ["19-8号", "Order 2", "Order 3", "Order 16の2", "Order 25"]);
}

#[test]
fn rows_under_headings() {
    for text in [
        "番号法第19条第8号に基づく主務省令第2条の表\n【情報照会】131、132の項\n【情報提供】2、3の項",
        "番号法第19条第8号に基づく主務省令第2条の表\n情報照会：第131、132項\n情報提供：第2項及び第3項",
        "番号法第19条第8号に基づく主務省令第2条の表（照会）131の項、132の項（提供）2の項、3の項",
    ] {
        assert_eq!(targets(text), ["19-8号", "Order 131", "Order 132", "Order 2", "Order 3"], "{text}");
    }
    let old = "番号法第19条第7号　別表第二\n（情報照会の根拠）\n27の項\n（対象者）3人の項目";
    assert_eq!(targets(old), ["19-7号", "Second", "Second 27"]);
    // 別表 is not of the exchange; a number without 項 is no row.
    assert_eq!(targets("番号法別表の24の項【情報照会】27の項"), ["Annex 24"]);
    assert_eq!(targets("番号法第19条第8号に基づく主務省令第2条の表【情報照会】年2回、3件"), ["19-8号"]);
}

#[test]
fn other_law_is_not_ours() {
    for text in [
        "個人情報保護法第19条第7号",
        "個人情報の保護に関する法律（平成15年法律第57号）第19条第8号",
        "さくら野市番号利用条例第19条第7号、別表第一の3の項",
        "旧番号法第19条第7号",
        "法第19条第7号",
        "第19条第7号",
        "別表第一のとおり",
        "別表の14の項",
        "番号法施行令第19条第7号",
        "規約第9条（市区町村の責任）",
        "番号法に基づき、個人情報保護法（以下「法」という。）を守る。同法第19条第7号",
        "番号法第11条、さくら野市条例第5条及び第19条第7号",
    ] {
        let found: Vec<_> = targets(text).into_iter().filter(|t| t != "11").collect();
        assert!(found.is_empty(), "{text}: {found:?}");
    }
    let plain = Around { plain_law: true, assume: false };
    assert_eq!(cites_in("法第19条第7号", plain)[0].0, "19-7号");
    assert_eq!(cites_in("住基法第19条第7号", plain), []);
    let assume = Around { plain_law: false, assume: true };
    assert_eq!(cites_in("別表第一の10の項", assume)[0].0, "First 10");
    assert_eq!(cite::defines_plain_law("番号法（平成25年法律第27号。以下「法」という。）"), Some(true));
    assert_eq!(cite::defines_plain_law("個人情報保護法（以下「法」という。）"), Some(false));
}

#[test]
fn remarks_between_citations() {
    let joined = ["（）", "()の", "（（注））及び", "（以下「注」という。）、", "（1）（1）"];
    for between in joined {
        assert!(cite::joined(between), "{between}");
    }
    for between in ["（", "（注", "（注）ほか", "）", "（））"] {
        assert!(!cite::joined(between), "{between}");
    }
}

#[test]
fn the_command() {
    let say = |query: &str, on| describe(query, on).unwrap().render(crate::diag::Lang::Ja);
    insta::assert_snapshot!(
        [
            say("番号法 19-8", date(2021, 8, 31)),
            say("番号法 19-7", date(2021, 8, 31)),
            say("番号法第十九条第八号", date(2026, 11, 22)),
            say("番号法 19-17", date(2021, 8, 31)),
            say("番号法 19-8", date(2016, 1, 1)),
            say("別表第一 10", date(2024, 5, 26)),
            say("別表第1の76の項", date(2025, 4, 1)),
            say("別表 111", date(2024, 5, 27)),
            say("命令 139", date(2025, 1, 10)),
            say("別表第二 16の2", date(2018, 1, 1)),
            say("別表 14の2", date(2026, 6, 14)),
        ]
        .join("\n")
    );
    assert!(describe("住民基本台帳法 12", date(2024, 1, 1)).is_err());
}
