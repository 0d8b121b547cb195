//! Import of texts as other extractors leave them: without line breaks, with labels in the middle of their
//! cells, with the words of labels in another order than the form, and of older editions.

mod back;

use std::collections::HashMap;

use piac::import::{Imported, Input, import};
use piac::text::normalize;

const SMALL: &str = include_str!("import/small.txt");

fn run(text: &str) -> Imported {
    let imported = import(&[Input { name: "t".into(), bytes: text.as_bytes().to_vec() }], None).expect("an assessment");
    let account = imported.report.characters;
    assert_eq!(account.total, text.chars().count());
    assert_eq!(account.total, account.placed + account.furniture + account.left_over);
    imported
}

fn answers(text: &str) -> HashMap<String, String> {
    back::by_address(&run(text))
}

/// How many answers are right; none is wrong.
fn right(text: &str) -> usize {
    let got = answers(text);
    let mut right = 0;
    let expected = include_str!("import/small-answers.txt").lines().filter(|l| !l.starts_with('#'));
    for (address, value) in expected.filter_map(|l| l.split_once('\t')) {
        let Some(is) = got.get(address).filter(|v| *v != "要確認") else { continue };
        assert_eq!(normalize(is), normalize(value), "{address}");
        right += 1;
    }
    right
}

#[test]
fn a_text_in_one_line() {
    assert!(right(&SMALL.replace(['\n', '\t'], " ")) >= 25);
}

#[test]
fn a_page_in_each_line_with_its_number_in_front() {
    let pages =
        SMALL.replace('\t', " ").lines().collect::<Vec<_>>().chunks(12).map(|c| c.join(" ")).collect::<Vec<_>>();
    let numbered: Vec<String> = pages.iter().enumerate().map(|(i, p)| format!("{} {p}\n", i + 1)).collect();
    assert!(numbered.len() > 3);
    assert!(right(&numbered.join("\n")) >= 20);
}

/// A form of an edition before the oldest one that is known.
const OLD: &str = "特定個人情報保護評価書(基礎項目評価書)
評価書番号
7
評価書名
みなと市 保育料に関する事務 基礎項目評価書
個人のプライバシー等の権利利益の保護の宣言
みなと市は、保育料に関する事務における権利利益の保護に取り組むことを宣言する。
特記事項
評価実施機関名
みなと市長
公表日
平成27年3月1日
[平成26年4月 様式2]
Ⅰ 関連情報
1.特定個人情報ファイルを取り扱う事務
①事務の名称
保育料に関する事務
②事務の概要
保育料を決定する。
③システムの名称
保育料システム
2.特定個人情報ファイル名
保育料ファイル
3.個人番号の利用
法令上の根拠
番号法第9条第1項
5.評価実施機関における担当部署
①部署
保育課
②所属長
保育課長
6.他の評価実施機関
なし
";

#[test]
fn an_older_edition_is_named_and_read_as_the_next() {
    let imported = run(OLD);
    assert_eq!(imported.form.edition, "平成30年5月");
    assert_eq!(imported.report.printed_mark.as_deref(), Some("平成26年4月様式2"));
    assert!(imported.report.human(piac::diag::Lang::Ja).contains("平成26年4月"));
    let got = back::by_address(&imported);
    assert_eq!(got["関連情報/担当部署/部署"], "保育課");
    assert_eq!(got["関連情報/担当部署/所属長の役職名"], "保育課長");
    assert_eq!(run(SMALL).report.printed_mark, None);
}

#[test]
fn the_mark_decides_between_editions_with_the_same_words() {
    assert_eq!(run(&OLD.replace("平成26年4月", "平成30年5月")).form.edition, "平成30年5月");
    assert_eq!(run(&OLD.replace("平成26年4月", "令和6年10月")).form.edition, "令和6年10月");
    assert_eq!(run(&OLD.replace("平成26年4月", "令和6年10月")).report.printed_mark, None);
}

/// Labels of the risks, which newer choices of the form are the beginnings of.
#[test]
fn words_inside_of_other_labels_are_no_sign_of_an_edition() {
    let risks = "Ⅳ リスク対策
2.特定個人情報の入手(情報提供ネットワークシステムを通じた入手を除く。)
目的外の入手が行われるリスクへの対策は十分か
[ 十分である ]
3.特定個人情報の使用
目的を超えた紐付け、事務に必要のない情報との紐付けが行われるリスクへの対策は十分か
[ 十分である ]
7.特定個人情報の保管・消去
特定個人情報の漏えい・滅失・毀損リスクへの対策は十分か
[ 十分である ]
9.従業者に対する教育・啓発
[ 十分に行っている ]
";
    let edition = |mark: &str| run(&format!("{}{risks}", OLD.replace("平成26年4月", mark))).form.edition.clone();
    assert_eq!(edition("平成30年5月"), "平成30年5月");
    assert_eq!(edition("令和6年10月"), "令和6年10月");
    let manual = risks.replace(
        "9.従業者",
        "8.人手を介在させる作業\n人為的ミスが発生するリスクへの対策は十分か\n[ 十分である ]\n10.従業者",
    );
    assert_eq!(run(&format!("{OLD}{manual}")).form.edition, "令和6年10月");
}

#[test]
fn a_name_with_the_first_half_of_the_text_below() {
    let text = OLD.replace("②事務の概要", "市は、児童福祉法に基づき、次の事務を行う。\n②事務の概要");
    let got = answers(&text);
    assert_eq!(got["関連情報/事務/事務の名称"], "要確認");
    assert_eq!(got["関連情報/事務/事務の概要"], "要確認");
    assert_eq!(got["表紙/評価実施機関名"], "みなと市長");
    // What explains a name belongs to it.
    let note = OLD.replace("②事務の概要", "※本評価書では、市が行うものをいう。\n②事務の概要");
    assert_ne!(answers(&note)["関連情報/事務/事務の名称"], "要確認");
}

#[test]
fn labels_in_another_order_than_the_form() {
    let cover = "[平成30年5月 様式2]\n個人のプライバシー等の権利利益の保護の宣言\n評価書名\nみなと市 保育料に関する事務\n\
                 評価書番号\n7\nみなと市は、権利利益の保護に取り組むことを宣言する。\n評価実施機関名\n\
                 特定個人情報保護評価書(基礎項目評価書)\n公表日\nみなと市長\n特記事項\n";
    let at = OLD.find("Ⅰ 関連情報").expect("the first part");
    let got = answers(&format!("{cover}{}", &OLD[at..]));
    for address in ["表紙/宣言", "表紙/評価実施機関名"] {
        assert_eq!(got[address], "要確認");
    }
    assert_eq!(got["関連情報/担当部署/部署"], "保育課");
}

#[test]
fn a_date_that_strayed_from_its_label() {
    let text =
        OLD.replace("特記事項\n", "特記事項\n-\n平成27年3月1日\n").replace("公表日\n平成27年3月1日\n", "公表日\n");
    let got = answers(&text);
    assert_eq!(got["表紙/特記事項"], "要確認");
    assert_eq!(got["関連情報/事務/事務の名称"], "保育料に関する事務");
}

#[test]
fn lines_at_the_foot_of_every_page() {
    let foot = |page: usize, text: &str| match page % 2 {
        0 => format!("保育料の事務\n{}\nみなと市保育課\n{text}", page / 2),
        _ => text.to_owned(),
    };
    let lines =
        OLD.lines().enumerate().map(|(i, l)| foot(if i % 6 == 5 { (i / 6 + 1) * 2 } else { 1 }, &format!("{l}\n")));
    let text: String = lines.collect();
    assert!(text.matches("みなと市保育課").count() >= 5);
    let got = answers(&text);
    let wanted = answers(OLD);
    for (address, value) in &got {
        assert!(value == "要確認" || value == &wanted[address], "{address}: {value}");
    }
    assert_eq!(got["関連情報/事務/事務の名称"], "保育料に関する事務");
    let in_a_line = text.replace("保育料の事務\n", "みなと市の保育料の決定に関する事務 ");
    let in_a_line = in_a_line.replace("\nみなと市保育課", " みなと市保育課");
    let got = answers(&in_a_line);
    for (address, value) in &got {
        assert!(value == "要確認" || value == &wanted[address], "{address}: {value}");
    }
}

/// Items of rows below each other count on: they are no pages.
#[test]
fn rows_that_count_on_are_no_page_numbers() {
    let row = |no: char| format!("保育料の決定に関する情報を提供する根拠の見直し {no}\n事前\n形式的な変更\n");
    let text = format!("{OLD}変更箇所\n{}", ['①', '②', '③', '④', '⑤'].map(row).concat());
    let furniture = |text: &str| run(text).report.characters.furniture;
    let words = |text: &str| text.matches("保育料の決定に関する情報").count();
    assert_eq!(words(&text), 5);
    // As many printed words as with rows that do not count on.
    assert_eq!(furniture(&text), furniture(&text.replace(['②', '③', '④', '⑤'], "①")));
}

#[test]
fn a_row_of_labels_before_its_values_leaves_no_blank() {
    let text = OLD.replace(
        "評価書番号\n7\n評価書名\nみなと市 保育料に関する事務 基礎項目評価書\n",
        "評価書番号\n評価書名\nみなと市 保育料に関する事務\n7\n",
    );
    let got = answers(&text);
    for address in ["表紙/評価書番号", "表紙/評価書名"] {
        assert!(matches!(got[address].as_str(), "要確認" | "7" | "みなと市 保育料に関する事務"), "{}", got[address]);
    }
}

/// What an answer is, if the text is said to tell it.
fn told(text: &str, address: &str) -> Option<String> {
    answers(text).remove(address).filter(|v| v != "要確認" && v != "（空欄）")
}

/// Rows close to each other come as one block: it is not the answer of the first label.
#[test]
fn a_block_with_the_words_of_two_cells() {
    let text = OLD.replace(
        "①部署\n保育課\n②所属長\n保育課長\n6.他の評価実施機関\nなし\n",
        "①部署\n②所属長\n6.他の評価実施機関\n\n保育課\n保育課長\n\nみなと市教育委員会\n",
    );
    for (address, right) in [
        ("関連情報/担当部署/部署", "保育課"),
        ("関連情報/担当部署/所属長の役職名", "保育課長"),
        ("関連情報/他の評価実施機関", "みなと市教育委員会"),
    ] {
        assert!(told(&text, address).is_none_or(|is| is == right), "{address}: {:?}", told(&text, address));
    }
}

/// A label in the middle of its cell, right below the heading of its group.
#[test]
fn the_first_half_of_a_text_right_below_a_heading() {
    let text = OLD.replace(
        "法令上の根拠\n番号法第9条第1項\n",
        "番号法第9条第1項\n法令上の根拠\n番号法別表第一の主務省令で定める事務を定める命令\n",
    );
    let is = told(&text, "関連情報/個人番号の利用/法令上の根拠");
    assert!(is.as_ref().is_none_or(|t| t.contains("第9条")), "{is:?}");
}

/// The printed lists begin above what was chosen, in the middle of each cell.
#[test]
fn a_choice_in_the_middle_of_its_list() {
    let list =
        |made: &str| format!("<選択肢>\n1) 特に力を入れている\n[ {made} ]\n2) 十分である\n3) 課題が残されている\n");
    let (first, second) = (list("特に力を入れている"), list("課題が残されている"));
    let text = format!(
        "{OLD}Ⅳ リスク対策
2.特定個人情報の入手(情報提供ネットワークシステムを通じた入手を除く。)
目的外の入手が行われるリスクへの対策は十分か
{first}3.特定個人情報の使用
目的を超えた紐付け、事務に必要のない情報との紐付けが行われるリスクへの対策は十分か
{second}"
    );
    let got = answers(&text);
    let enough = |address: &str| got[&format!("リスク対策/{address}リスクへの対策は十分か")].clone();
    assert_eq!(enough("入手/目的外の入手が行われる"), "特に力を入れている");
    assert_eq!(enough("使用/目的を超えた紐付け、事務に必要のない情報との紐付けが行われる"), "課題が残されている");
}

#[test]
fn a_choice_without_brackets_and_without_a_list() {
    let text = format!("{OLD}Ⅲ しきい値判断結果\nしきい値判断結果\n基礎項目評価の実施が義務付けられる\n");
    assert_eq!(told(&text, "しきい値判断結果/結果").as_deref(), Some("基礎項目評価の実施が義務付けられる"));
}

/// Each choice stands behind its label, and their lists further below.
#[test]
fn choices_beside_their_labels_and_lists_elsewhere() {
    let text = format!(
        "{OLD}Ⅳ リスク対策
2.特定個人情報の入手(情報提供ネットワークシステムを通じた入手を除く。)
目的外の入手が行われるリスクへの対策は十分か

[ 特に力を入れている

3.特定個人情報の使用
目的を超えた紐付け、事務に必要のない情報との紐付けが行われるリスクへの対策は十分か

[ 課題が残され
ている ]

] ＜選択肢＞
1) 特に力を入れている
2) 十分である
3) 課題が残されている

＜選択肢＞
1) 特に力を入れている
2) 十分である
3) 課題が残されている
"
    );
    let got = answers(&text);
    let enough = |address: &str| got[&format!("リスク対策/{address}リスクへの対策は十分か")].clone();
    assert_eq!(enough("入手/目的外の入手が行われる"), "特に力を入れている");
    assert_eq!(enough("使用/目的を超えた紐付け、事務に必要のない情報との紐付けが行われる"), "課題が残されている");
    // Behind both labels, nothing tells which came first.
    let text = text.replace("\n[ 特に力を入れている\n", "").replace("ている ]\n", "ている ]\n\n[ 特に力を入れている\n");
    for address in ["入手/目的外の入手が行われる", "使用/目的を超えた紐付け、事務に必要のない情報との紐付けが行われる"]
    {
        assert_eq!(told(&text, &format!("リスク対策/{address}リスクへの対策は十分か")), None);
    }
}

/// Two files, each with its Ⅱ, and one list of the record items of both.
const TWO_FILES: &str = "特定個人情報保護評価書（重点項目評価書）
評価書番号
3
評価書名
児童手当に関する事務　重点項目評価書
評価実施機関名
みなと市長
公表日
令和5年3月1日
[平成30年５月 様式３]
Ⅰ 基本情報
１．特定個人情報ファイルを取り扱う事務
①事務の名称 児童手当に関する事務
②事務の内容 児童手当を支給する。
６．評価実施機関における担当部署
①部署 子ども課
②所属長の役職名 子ども課長
Ⅱ 特定個人情報ファイルの概要
１．特定個人情報ファイル名
（1）児童手当ファイル
２．基本情報
③対象となる本人の範囲 ※ 受給者
その必要性 資格の確認のため。
⑤保有開始日 平成28年1月1日
⑥事務担当部署 子ども課
Ⅱ 特定個人情報ファイルの概要
１．特定個人情報ファイル名
（2）申請者ファイル
２．基本情報
③対象となる本人の範囲 ※ 申請者
その必要性 申請の審査のため。
⑤保有開始日 平成29年1月1日
⑥事務担当部署 子ども課
（別添１）特定個人情報ファイル記録項目
（1）児童手当ファイル
1 宛名番号、2 氏名、3 住所、4 個人番号、5 支給額
（2）申請者ファイル
1 受付番号、2 受付日、3 個人番号、4 氏名
Ⅲ リスク対策 ※（７．②を除く。）
１．特定個人情報ファイル名
（1）児童手当ファイル
";

#[test]
fn record_items_of_two_files_below_one_heading() {
    let got = answers(TWO_FILES);
    let items = |file: &str| {
        let of_file = |at: &str| at.contains(file) && at.contains("記録項目");
        let mut all: Vec<&String> = got.iter().filter(|g| of_file(g.0)).map(|g| g.1).collect();
        all.sort();
        all.iter().map(|s| normalize(s)).collect::<Vec<_>>().join("、")
    };
    assert!(
        items("児童手当ファイル").contains("支給額") && !items("児童手当ファイル").contains("受付番号"),
        "{}",
        items("児童手当ファイル")
    );
    assert!(
        items("申請者ファイル").contains("受付番号") && !items("申請者ファイル").contains("支給額"),
        "{}",
        items("申請者ファイル")
    );
}
