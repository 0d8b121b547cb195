//! Import of text with layout in which every label stands in the middle of its cell, as spreadsheets print
//! them, whatever the number of lines in the cells.

mod back;

use std::collections::HashMap;

use piac::import::{Input, import};
use piac::text::normalize;

/// Where the words of a row begin, in characters.
const COLUMN: usize = 20;

/// A part of the form.
enum Part<'a> {
    /// A line from the left edge.
    Line(&'a str),
    /// A label with the lines of its cell.
    Row(&'a str, &'a [&'a str]),
}

use Part::{Line, Row};

const FORM: &[Part<'_>] = &[
    Line("          特定個人情報保護評価書（基礎項目評価書）"),
    Line("評価書番号      評価書名"),
    Line("7          介護保険に関する事務　基礎項目評価書"),
    Line("                個人のプライバシー等の権利利益の保護の宣言"),
    Line(
        "かわ市は、介護保険に関する事務における特定個人情報ファイルの取扱いが権利利益に影響を及ぼしかねないことを認識し、",
    ),
    Line("リスクを軽減させる措置を講じていることを宣言する。"),
    Line("                   評価実施機関名"),
    Line("                    かわ市長"),
    Line("                     公表日"),
    Line("                  令和5年4月25日"),
    Line("                         [平成30年５月 様式２]"),
    Line("Ⅰ関連情報"),
    Line("１．特定個人情報ファイルを取り扱う事務"),
    Row("①事務の名称", &["介護保険に関する事務"]),
    Row("②事務の概要", &["介護保険法に基づき、次の事務を行う。", "・資格の管理", "・要介護認定", "・保険料の賦課"]),
    Row("③システムの名称", &["介護保険システム", "統合宛名システム", "中間サーバー"]),
    Line("２．特定個人情報ファイル名"),
    Line("介護保険情報ファイル"),
    Line("３．個人番号の利用"),
    Row(
        "法令上の根拠",
        &["番号法第9条第1項、別表第一の68の項", "番号法別表第一の主務省令で定める事務を定める命令第50条"],
    ),
    Line("４．情報提供ネットワークシステムによる情報連携"),
    Row(
        "①実施の有無",
        &[
            "                   <選択肢>",
            "[   実施する   ]     1) 実施する   2) 実施しない",
            "                   3) 未定",
        ],
    ),
    Row(
        "②法令上の根拠",
        &["番号法第19条第8号（照会）", "別表第二の93、94の項", "番号法第19条第8号（提供）", "別表第二の1、2の項"],
    ),
    Line("５．評価実施機関における担当部署"),
    Row("①部署", &["福祉部", "介護保険課"]),
    Row("②所属長の役職名", &["介護保険課長"]),
    Line("６．他の評価実施機関"),
    Line("かわ県知事"),
    Line("７．特定個人情報の開示・訂正・利用停止請求"),
    Row("請求先", &["総務部総務課"]),
    Line("８．特定個人情報ファイルの取扱いに関する問合せ"),
    Row("連絡先", &["福祉部介護保険課"]),
];

/// The lines of the parts, a label at `place` of all the lines of its cell; `lost` lines are left out.
fn print(parts: &[Part<'_>], place: impl Fn(usize) -> f64, lost: &[&str]) -> String {
    let mut out = String::new();
    for part in parts {
        let (label, lines) = match part {
            Line(line) => {
                out.push_str(&format!("{line}\n"));
                continue;
            }
            Row(label, lines) => (label, lines),
        };
        let at = place(lines.len());
        for (i, line) in lines.iter().enumerate() {
            // Between two lines a label stands on a line of its own.
            if at == i as f64 - 0.5 {
                out.push_str(&format!("{label}\n"));
            }
            let label = if at == i as f64 { label } else { "" };
            if !lost.contains(line) {
                out.push_str(&format!("{label}{}{line}\n", " ".repeat(COLUMN - label.chars().count())));
            }
        }
    }
    out
}

fn answers(text: &str) -> HashMap<String, String> {
    let imported = import(&[Input { name: "t".into(), bytes: text.as_bytes().to_vec() }], None).expect("an assessment");
    let account = imported.report.characters;
    assert_eq!(account.total, account.placed + account.furniture + account.left_over);
    back::by_address(&imported)
}

/// Every answer with the lines that are printed for it.
fn expected() -> Vec<(&'static str, String)> {
    let groups = ["事務", "個人番号の利用", "情報連携", "担当部署"];
    let mut out = vec![
        ("表紙/評価実施機関名", "かわ市長".to_owned()),
        ("関連情報/特定個人情報ファイル名", "介護保険情報ファイル".to_owned()),
        ("関連情報/他の評価実施機関", "かわ県知事".to_owned()),
    ];
    let mut group = groups.iter().copied();
    let mut now = "";
    for part in FORM {
        match part {
            Line(line) if line.starts_with(['１', '３', '４', '５']) => now = group.next().expect("a group"),
            Row(label @ ("請求先" | "連絡先"), lines) => {
                out.push((format!("関連情報/{label}").leak(), lines.concat()))
            }
            Row("①実施の有無", _) => out.push(("関連情報/情報連携/実施の有無", "実施する".to_owned())),
            Row(label, lines) => {
                let name = label.trim_start_matches(['①', '②', '③']);
                out.push((format!("関連情報/{now}/{name}").leak(), lines.concat()));
            }
            Line(_) => {}
        }
    }
    out
}

/// The answers that are open; none is wrong.
fn open(text: &str) -> Vec<&'static str> {
    let got = answers(text);
    let mut open = Vec::new();
    for (address, want) in expected() {
        match got.get(address).map(String::as_str) {
            Some("要確認") | None => open.push(address),
            Some(is) => assert_eq!(normalize(is), normalize(&want), "{address}: {is:?} {want:?}\n{text}"),
        }
    }
    open
}

#[test]
fn a_label_in_the_middle_of_its_cell() {
    assert_eq!(open(&print(FORM, |n| (n as f64 - 1.0) / 2.0, &[])), Vec::<&str>::new());
}

#[test]
fn a_label_at_the_top_of_its_cell() {
    assert_eq!(open(&print(FORM, |_| 0.0, &[])), Vec::<&str>::new());
}

/// A line that the text has lost leaves the rows of its table open.
#[test]
fn rows_that_do_not_add_up_are_not_divided() {
    let middle = |n: usize| (n as f64 - 1.0) / 2.0;
    let table = ["関連情報/事務/事務の名称", "関連情報/事務/事務の概要", "関連情報/事務/システムの名称"];
    let text = print(FORM, middle, &["統合宛名システム"]);
    let got = answers(&text);
    for address in &table[1..] {
        assert_eq!(got.get(*address).map(String::as_str), Some("要確認"), "{address}\n{text}");
    }
    let elsewhere = expected().into_iter().filter(|e| !table.contains(&e.0));
    for (address, want) in elsewhere {
        assert_eq!(got.get(address).map(|t| normalize(t)), Some(normalize(&want)), "{address}");
    }
}
