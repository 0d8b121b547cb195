//! A revision of an example through diff, `--write` and the gate; and every slip that must turn the gate
//! red, at its place.

mod repository;

use repository::{FOCUSED, Repository};

/// 説明 of every row that has none, as an author would write it.
fn with_reasons(text: &str) -> String {
    text.lines()
        .map(|line| match line.trim_end() {
            "    提出時期に係る説明:" => format!("{line} 形式的な変更であり、重要な変更に該当しない。\n"),
            _ => format!("{line}\n"),
        })
        .collect()
}

/// A new contract behind the last one.
const CONTRACT: &str = "        - 委託事項: 健診の案内の発送に関する業務
          委託内容: 案内の印刷及び発送を行う。
          委託先における取扱者数: 10人未満
          委託先名: 株式会社さくら野印刷
          再委託:
            再委託の有無: 再委託しない
";

/// The example with some changes and the rows that piac wrote for them.
fn revised(repository: &Repository) -> String {
    let today = repository.read(FOCUSED);
    let last = today.find("委託事項: 納入通知書等の印刷").unwrap();
    let at = last + today[last..].find("\n    提供・移転:").unwrap() + 1;
    let edited = format!("{}{CONTRACT}{}", &today[..at], &today[at..])
        .replacen("公表日: 令和8年7月1日", "公表日: 令和8年9月1日", 1)
        .replacen("委託先名: 株式会社さくら野情報サービス", "委託先名: 株式会社新さくら野", 1);
    repository.write(FOCUSED, &edited);
    let base = format!("HEAD:{FOCUSED}");
    let out = repository.piac(&["diff", &base, FOCUSED, "--write"]);
    assert_eq!(out.status.code(), Some(0), "{out:?}");
    let revised = with_reasons(&repository.read(FOCUSED));
    assert!(revised.matches("変更日: 令和8年9月1日").count() >= 7);
    revised
}

/// The findings of the gate for a text.
fn gate(repository: &Repository, text: &str) -> Vec<(String, usize)> {
    repository.write(FOCUSED, text);
    let (found, status) = repository.gate(FOCUSED);
    assert_eq!(status, Some(i32::from(!found.is_empty())), "{found:?}");
    found
}

/// The line, from 1, of the first line that holds some words behind others.
fn line(text: &str, behind: &str, words: &str) -> usize {
    let at = text.find(behind).unwrap_or_else(|| panic!("no {behind}"));
    at_line(text, at + text[at..].find(words).unwrap_or_else(|| panic!("no {words}")))
}

fn at_line(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

/// A text without the row whose 対象 ends so.
fn without_row(text: &str, target: &str) -> String {
    let table = text.find("変更日: 令和8年9月1日").unwrap();
    let at = table + text[table..].find(target).unwrap_or_else(|| panic!("no row about {target}"));
    let start = text[..at].rfind("  - 変更日").unwrap();
    let end = text[at..].find("\n  - 変更日").or_else(|| text[at..].find("\n別紙:"));
    format!("{}{}", &text[..start], end.map_or("", |end| &text[at + end + 1..]))
}

#[test]
fn a_revision_goes_through_diff_and_write_to_a_green_gate_and_slips_turn_it_red() {
    let repository = Repository::new();
    let revised = revised(&repository);
    assert_eq!(gate(&repository, &revised), Vec::new());

    // A row less: at the answer whose change it told.
    let found = gate(&repository, &without_row(&revised, "運用及び保守に関する業務]/委託先名"));
    let place = line(&revised, "委託事項: 国民健康保険システムの運用", "委託先名:");
    assert_eq!(found, [("change-without-row".to_owned(), place)]);

    // The number of contracts is forgotten.
    let found = gate(&repository, &without_row(&revised, "/委託/件数"));
    let place = line(&revised, "    委託:\n", "委託:");
    assert!(found.contains(&("change-without-row".to_owned(), place)), "{place} {found:?}");

    // 事後 for a ※ item without a ground.
    let row = "委託事項[健診の案内の発送に関する業務]/再委託/再委託の有無";
    let at = revised.find(row).unwrap();
    let slip = revised[at..].replacen("提出時期: 事前", "提出時期: 事後", 1).replacen(
        "形式的な変更であり、重要な変更に該当しない。",
        "再委託はしない。",
        1,
    );
    let slip = format!("{}{slip}", &revised[..at]);
    let found = gate(&repository, &slip);
    assert!(found.contains(&("important-change-after".to_owned(), line(&slip, row, "提出時期:"))), "{found:?}");

    // A row about what did not change.
    let extra = "  - 変更日: 令和8年9月1日\n    項目: Ⅰ１① 事務の名称\n    対象: 基本情報/事務/事務の名称\n    変更前の記載: 国保の事務\n    変更後の記載: AFFAIR\n    提出時期: 事後\n    提出時期に係る説明: 名称の変更であり、重要な変更に該当しない。\n";
    let name = revised.lines().find_map(|l| l.trim().strip_prefix("事務の名称: ")).unwrap();
    let table = revised.find("\n別紙:").map_or(revised.len(), |at| at + 1);
    let more = format!("{}{}{}", &revised[..table], extra.replace("AFFAIR", name), &revised[table..]);
    let found = gate(&repository, &more);
    assert!(found.contains(&("row-without-change".to_owned(), at_line(&more, table))), "{found:?}");

    // A row whose 変更前 is not what the base says.
    let wrong =
        revised.replacen("変更前の記載: 株式会社さくら野情報サービス", "変更前の記載: 株式会社さくら野システム", 1);
    assert_ne!(wrong, revised);
    let found = gate(&repository, &wrong);
    let place = line(&wrong, "変更前の記載: 株式会社さくら野システム", "変更前の記載");
    assert!(found.contains(&("row-disagrees-with-base".to_owned(), place)), "{found:?}");

    // An answer that cannot be read: whether it changed is 不明.
    let unread =
        revised.replacen("委託先名: 株式会社はるかぜ医療事務", "委託先名: {要確認: 株式会社は■かぜ医療事務}", 1);
    assert_ne!(unread, revised);
    let found = gate(&repository, &unread);
    let place = line(&unread, "{要確認: 株式会社は■かぜ", "要確認");
    assert!(found.contains(&("change-unknown".to_owned(), place)), "{found:?}");
}

#[test]
fn one_row_without_an_address_may_tell_of_several_items() {
    let repository = Repository::new();
    let (old, new) = ("市民生活部保険年金課", "市民生活部国保年金課");
    let today = repository.read(FOCUSED).replacen("公表日: 令和8年7月1日", "公表日: 令和8年9月1日", 1);
    let edited = today.replacen(&format!("  部署: {old}"), &format!("  部署: {new}"), 1);
    let edited = edited.replacen(&format!("事務担当部署: {old}"), &format!("事務担当部署: {new}"), 1);
    let row = format!(
        "  - 変更日: 令和8年9月1日\n    項目: Ⅰ６①部署、Ⅱ２⑥事務担当部署\n    変更前の記載: {old}\n    変更後の記載: {new}\n    \
         提出時期: 事後\n    提出時期に係る説明: 組織の改編に伴う名称の変更であり、重要な変更に該当しない。\n"
    );
    let table = edited.find("\n別紙:").map_or(edited.len(), |at| at + 1);
    let told = format!("{}{row}{}", &edited[..table], &edited[table..]);
    // The office has its old name elsewhere, of which other rules speak.
    let of_rows = |text: &str| -> Vec<(String, usize)> {
        repository.write(FOCUSED, text);
        let (found, _) = repository.gate(FOCUSED);
        found.into_iter().filter(|f| f.0.contains("row") || f.0.contains("change")).collect()
    };
    assert_eq!(of_rows(&told), Vec::new());
    // A row of one of them leaves the other.
    let found = of_rows(&told.replacen("、Ⅱ２⑥事務担当部署", "", 1));
    let place = line(&told, "事務担当部署", "事務担当部署");
    assert!(found.contains(&("change-without-row".to_owned(), place)), "{found:?}");
}
