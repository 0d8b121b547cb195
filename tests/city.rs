//! A whole repository: shared passages, the overview of deadlines, the plan and drifting passages.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

mod room;
mod skip;

use room::Room;

/// A 基礎項目評価書 with a number, a name and a 公表日.
fn basic(number: u32, name: &str, published: &str) -> String {
    format!(
        "様式: 基礎項目評価書\n様式版: 令和6年10月\n表紙:\n  評価書番号: {number}\n  評価書名: {name}\n  公表日: {published}\n"
    )
}

#[test]
fn a_passage_stands_in_every_document_that_refers_to_it() {
    let room = Room::city();
    let mut references = 0;
    for path in piac::files::assessments_below(&room.path("assessments")).expect("the examples") {
        references += fs::read_to_string(path).expect("an example").matches("共通記載: ").count();
    }
    assert!(references >= 30, "{references} references");
    assert_eq!(room.run(&["check", "--deny", "warning"]).status, 0);
    // One change of a passage is a change of every document, here of their findings.
    let passages = "assessments/共通記載/表紙と窓口.yaml";
    let text = room.get(passages).replace("宣言:\n  引数: [事務]", "宣言:\n  引数: [事務, 市]");
    room.put(passages, text.replace("｛事務｝に", "｛市｝の｛事務｝に"));
    let ran = room.run(&["check", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    let found = report["diagnostics"].as_array().expect("a list");
    assert_eq!(found.iter().filter(|d| d["rule"] == "passage-argument").count(), 7, "{}", ran.out);
    assert_eq!(ran.status, 1);
}

#[test]
fn a_broken_passage_file_is_named_once() {
    let room = Room::city();
    room.put("assessments/共通記載/壊れた.yaml", "a: [\n");
    let ran = room.run(&["check"]);
    assert_eq!(ran.status, 1);
    assert_eq!(ran.out.matches("assessments/共通記載/壊れた.yaml:").count(), 1, "{}", ran.out);
}

#[test]
fn the_overview_of_the_city_reads_well() {
    let room = Room::city();
    let ran = room.run(&["status", "--as-of", "令和9年4月1日"]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    insta::assert_snapshot!(ran.out);
    assert_eq!(room.run(&["status", "--as-of", "2027-04-01"]).out, ran.out);
}

#[test]
fn overdue_comes_first_and_what_is_broken_is_named() {
    let room = Room::new();
    room.put("a/基礎項目評価書.yaml", basic(1, "一の事務　基礎項目評価書", "令和8年3月1日"));
    room.put("b/基礎項目評価書.yaml", basic(2, "二の事務　基礎項目評価書", "令和5年3月1日"));
    room.put("c/基礎項目評価書.yaml", basic(3, "三の事務　基礎項目評価書【令和4年3月31日 終了】", "令和2年3月1日"));
    room.put("d/基礎項目評価書.yaml", "様式: [\n");
    room.put("e/基礎項目評価書.yaml", [0u8, 1, 2]);
    let args = ["status", ".", "--as-of", "2026-04-01", "--format", "json"];
    let ran = room.run(&args);
    assert_eq!(ran.status, 1);
    assert_eq!(room.run(&args).out, ran.out, "the same input gives the same bytes");
    let overview: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    let files: Vec<&str> =
        overview["assessments"].as_array().expect("a list").iter().filter_map(|e| e["file"].as_str()).collect();
    let folders: Vec<&str> = files.iter().map(|f| f.split('/').nth(1).expect("a folder")).collect();
    assert_eq!(folders, ["d", "e", "b", "a", "c"]);
    assert_eq!(overview["summary"]["broken"], 2);
    assert_eq!(overview["summary"]["overdue"], 1);
    let ended = &overview["assessments"][4]["deadlines"];
    assert_eq!(ended.as_array().expect("a list").len(), 1, "an affair that has ended is not reviewed");
    assert_eq!((&ended[0]["date"], &ended[0]["state"]), (&"2025-03-31".into(), &"done".into()));
    assert_eq!(overview["assessments"][2]["deadlines"][1]["date"], "2028-03-01");
    let schema: serde_json::Value =
        serde_json::from_str(include_str!("../schemas/generated/status.schema.json")).expect("the schema is JSON");
    assert!(jsonschema::validator_for(&schema).expect("a schema").is_valid(&overview));
    let ics = room.run(&["status", ".", "--as-of", "2026-04-01", "--format", "ics"]).out;
    assert_eq!(ics.matches("BEGIN:VEVENT\r\n").count(), 4);
    assert!(ics.split("\r\n").all(|line| line.len() <= 75));
}

#[test]
fn the_page_escapes_what_documents_say() {
    let room = Room::new();
    room.put("a.yaml", basic(1, "<script>alert(1)</script>", "令和8年3月1日"));
    room.put("b.yaml", basic(1, "別の\"評価書", "令和8年3月1日"));
    let ran = room.run(&["status", ".", "--as-of", "2026-04-01", "--format", "html"]);
    assert!(!ran.out.contains("<script") && ran.out.contains("&lt;script&gt;"), "{}", ran.out);
    assert!(ran.out.contains("評価書番号 1 の基礎項目評価書が二つあります"), "{}", ran.out);
    assert_eq!(ran.status, 1);
}

#[test]
fn the_plan_has_a_row_for_each_affair() {
    let room = Room::city();
    let ran = room.run(&["plan", "--format", "csv"]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    insta::assert_snapshot!(ran.out.replace("\r\n", "\n").trim_start_matches('\u{feff}'));
    assert!(ran.out.starts_with('\u{feff}') && ran.out.ends_with("\r\n"));
    let html = room.run(&["plan"]).out;
    assert_eq!(html.matches("<tr>").count(), 6, "two rows of headings, four affairs");
}

#[test]
fn the_plan_takes_what_no_assessment_says_from_its_own_file() {
    let room = Room::new();
    room.put("piac.toml", "");
    room.put("a.yaml", basic(7, "=HYPERLINK(\"x\")", "令和8年3月1日"));
    room.put("b.yaml", "様式: [\n");
    room.put(
        "計画管理書.yaml",
        "評価実施機関名: さくら野市長\n事務:\n  7: {備考: \"=1+1\", 事務の名称: 予防接種に関する事務, 欄外: x}\n  七: {備考: x}\n",
    );
    let ran = room.run(&["plan", ".", "--format", "csv", "-o", "out/plan.csv"]);
    assert_eq!(ran.status, 1);
    assert!(ran.err.contains("b.yaml は読めない") && ran.err.contains("「欄外」という欄はありません"), "{}", ran.err);
    let csv = room.get("out/plan.csv");
    let row = csv.lines().nth(1).expect("a row");
    assert!(row.starts_with("\"7\",\"予防接種に関する事務\"") && row.ends_with("\"'=1+1\""), "{row}");
    assert!(csv.split(['\n', ',']).all(|cell| !cell.starts_with("\"=")), "{csv}");
}

/// What every answer says, with shared passages in place.
fn said(path: &Path) -> Vec<(String, Option<String>)> {
    let checked = piac::check::check_file(path, &piac::check::Options::default()).expect("the file is read");
    let mut all = Vec::new();
    checked.assessment.expect("an assessment").walk(&mut |place, answer| {
        all.push((place.address(), answer.text().map(|t| t.into_owned())));
    });
    all
}

const SERVER: &str = "中間サーバーは、入館及び入室を有人で管理する専用のデータセンターに設置されている。";

#[test]
fn a_group_becomes_one_passage_and_every_answer_stays() {
    let room = Room::new();
    let usual = format!("＜中間サーバーにおける措置＞\n①{SERVER}\n②副本は暗号化して保存する。");
    let drifted = usual.replace("専用の", "").replace("暗号化して", "暗号化した上で");
    let indent = |text: &str, n: usize| text.replace('\n', &format!("\n{}", " ".repeat(n)));
    let form = "様式: 重点項目評価書\n様式版: 令和7年\n";
    room.put("piac.toml", "");
    // A literal block with other words around, and a whole answer in braces.
    room.put(
        "a.yaml",
        format!(
            "{form}表紙: {{評価書番号: 1, 宣言: {:?}}}\n特定個人情報ファイル:\n  - 保管・消去: # 名\n      保管場所: |\n        ＜紙＞\n        書庫\n        {}\n        ＜終わり＞\n        以上\n    備考: なし\n",
            usual,
            indent(&usual, 8)
        ),
    );
    // A member of a list, a titled block, and the drifted wording; a comment that must not be lost.
    room.put(
        "b.yaml",
        format!(
            "{form}表紙:\n  宣言:\n    - はじめ\n    - |\n      前\n      {}\n    # 注\n    - おわり\n  特記事項:\n    - 見出し: ＜中間サーバーにおける措置＞\n      本文: |\n        ①{SERVER}\n        ②副本は暗号化して保存する。\n    - 後\n特定個人情報ファイル:\n  - 備考: | # 消せない注\n      {}\n",
            indent(&drifted, 6),
            indent(&usual, 6)
        ),
    );
    let before: Vec<_> = ["a.yaml", "b.yaml"].iter().map(|name| said(&room.path(name))).collect();
    let listed = room.run(&["drift", ".", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&listed.out).expect("JSON");
    assert_eq!(report["summary"]["places"], 5, "{}", listed.out);
    let ran = room.run(&["drift", ".", "--extract", "中間サーバー"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert!(ran.err.contains("文章が変わります: 表紙") || ran.err.contains("宣言"), "{}", ran.err);
    assert!(ran.err.contains("b.yaml:") && ran.err.contains("書き換えられない"), "{}", ran.err);
    let (a, b) = (room.get("a.yaml"), room.get("b.yaml"));
    assert_eq!(a.matches("共通記載: 中間サーバー").count(), 2, "{a}");
    assert_eq!(b.matches("共通記載: 中間サーバー").count(), 2, "{b}");
    assert!(a.contains("# 名") && b.contains("# 注") && b.contains("# 消せない注"), "{b}");
    assert!(
        room.get("共通記載/中間サーバー.yaml").contains("見出し: ＜中間サーバーにおける措置＞")
            || room.get("共通記載/中間サーバー.yaml").contains("見出し: \"＜")
    );
    for (name, before) in ["a.yaml", "b.yaml"].iter().zip(before) {
        let wanted: Vec<_> =
            before.into_iter().map(|(at, text)| (at, text.map(|t| t.replace(&drifted, &usual)))).collect();
        assert_eq!(said(&room.path(name)), wanted, "{name}");
    }
    // What is shared cannot drift; the place that was left is like the passage word for word.
    let again = room.run(&["drift", ".", "--extract", "別の名"]);
    assert_eq!(again.status, 2, "{}", again.err);
}

#[test]
fn extraction_asks_which_group_and_keeps_what_is_there() {
    let room = Room::city();
    let files: Vec<PathBuf> = piac::files::assessments_below(&room.path("assessments")).expect("the examples");
    let before: Vec<String> = files.iter().map(|f| fs::read_to_string(f).expect("a file")).collect();
    for (args, says) in [
        (&["drift", "--extract", "x"][..], "--group"),
        (&["drift", "--extract", "../x", "--group", "1"], "キーにできません"),
        (&["drift", "--extract", "宣言", "--group", "1"], "すでにあり"),
        (&["drift", "--group", "999"], "999組目はありません"),
    ] {
        let ran = room.run(args);
        assert_eq!(ran.status, 2, "{args:?}: {}", ran.out);
        assert!(ran.err.contains(says), "{args:?}: {}", ran.err);
    }
    assert!(files.iter().zip(before).all(|(f, text)| fs::read_to_string(f).expect("a file") == text));
    // Every group of the examples can be taken out, and the documents still say what they said.
    let ran = room.run(&["drift", "--extract", "試し", "--group", "1"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert_eq!(room.run(&["check", "--deny", "error"]).status, 0);
}

/// The blocks of one kind in a page of the documentation.
fn blocks(page: &str, kind: &str) -> Vec<String> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(page)).expect("the page");
    let fence = format!("```{kind}\n");
    let parts = text.split(fence.as_str()).skip(1);
    let found: Vec<String> = parts.map(|p| p.split("```").next().unwrap_or_default().to_owned()).collect();
    assert!(!found.is_empty(), "{page} shows no {kind}");
    found
}

#[test]
fn the_page_on_piac_toml_shows_what_works() {
    let room = Room::new();
    let yaml = blocks("docs/piac-toml.md", "yaml");
    let [passages, reference, notes] = yaml.as_slice() else { panic!("three blocks of YAML") };
    room.put("piac.toml", &blocks("docs/piac-toml.md", "toml")[0]);
    room.put("共通記載/中間サーバー.yaml", passages);
    room.put("計画管理書.yaml", notes);
    let file = "特定個人情報ファイル:\n  - 保管・消去:\n";
    let indented: String = reference.lines().map(|l| format!("      {l}\n")).collect();
    room.put("評価書.yaml", format!("様式: 全項目評価書\n様式版: 令和7年\n表紙: {{評価書番号: 7}}\n{file}{indented}"));
    let ran = room.run(&["check", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}", ran.err));
    let rules: Vec<&str> =
        report["diagnostics"].as_array().expect("a list").iter().filter_map(|d| d["rule"].as_str()).collect();
    assert!(rules.contains(&"missing-answer"), "{rules:?}");
    assert!(!rules.iter().any(|r| r.contains("passage") || r.contains("key") || r.contains("yaml")), "{rules:?}");
    assert!(said(&room.path("評価書.yaml")).iter().any(|(_, text)| {
        text.as_deref().is_some_and(|t| t.contains("①中間サーバーは、地方公共団体情報システム機構が管理する"))
    }));
    let plan = room.run(&["plan", "--format", "csv"]);
    assert!(plan.out.contains("次の改修は令和9年度") && plan.err.is_empty(), "{}{}", plan.out, plan.err);
}

#[test]
fn words_are_written_as_the_repository_agreed() {
    let room = Room::new();
    room.put("piac.toml", "[wording]\n\"サーバ\" = \"サーバー\"\n");
    room.put("a.yaml", "様式: 重点項目評価書\n様式版: 令和7年\n表紙:\n  特記事項: |\n    中間サーバと中間サーバー\n");
    room.run(&["check", "--fix", "a.yaml"]);
    assert!(room.get("a.yaml").ends_with("中間サーバーと中間サーバー\n"), "{}", room.get("a.yaml"));
    room.put("piac.toml", "[wording]\n\"\" = \"x\"\n");
    assert_eq!(room.run(&["check", "a.yaml"]).status, 2);
    room.put("piac.toml", "[output]\nfolder = 1\n");
    assert_eq!(room.run(&["check", "a.yaml"]).status, 2);
}

/// The documents of a folder of built pages by path, with their bytes.
fn built(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("the built documents") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            all.extend(built(&path));
        } else if path.file_stem().is_some_and(|stem| stem != "index") {
            all.insert(path.clone(), fs::read(path).expect("a document"));
        }
    }
    all
}

#[test]
fn one_change_of_a_passage_changes_every_document_that_uses_it_and_no_other() {
    let room = Room::city();
    let format = if cfg!(feature = "pdf") { "pdf,html" } else { "html" };
    let build = |out: &str| {
        let ran = room.run(&["build", "--to", format, "-o", out]);
        assert_eq!(ran.status, 0, "{}{}", ran.out, ran.err);
        built(&room.path(out))
    };
    let before = build("公表");
    let file = "assessments/共通記載/中間サーバー.yaml";
    let text = room.get(file);
    let changed = text.replace("入館及び入室は厳重に管理されている。", "入館及び入室は有人で管理されている。");
    assert_ne!(text, changed);
    room.put(file, changed);
    let after = build("公表");
    assert_eq!(room.run(&["check", "--deny", "warning"]).status, 0, "one edit of one file leaves the city clean");
    let mut touched: Vec<String> = Vec::new();
    for (path, bytes) in &before {
        if after[path] != *bytes {
            touched.push(path.strip_prefix(room.path("公表")).expect("below").with_extension("").display().to_string());
        }
    }
    let mut uses: Vec<String> = Vec::new();
    let assessments = room.path("assessments");
    for path in piac::files::assessments_below(&assessments).expect("the examples") {
        if fs::read_to_string(&path).expect("an example").contains("共通記載: 中間サーバーの保管場所") {
            let name = path.strip_prefix(&assessments).expect("below").with_extension("").display().to_string();
            uses.extend(format.split(',').map(|_| name.clone()));
        }
    }
    touched.sort();
    uses.sort();
    assert_eq!(touched, uses);
    assert!(uses.len() >= 2 && uses.len() < before.len(), "{uses:?}");
}

#[test]
fn one_change_of_a_passage_drafts_the_rows_of_every_document_that_uses_it() {
    let room = Room::city();
    for args in [&["init", "-q", "-b", "main"][..], &["add", "-A"], &["commit", "-q", "-m", "公表"]] {
        let who = ["-c", "user.name=piac", "-c", "user.email=piac@example.com"];
        let done = Command::new("git").args(who).args(args).current_dir(room.path("")).status();
        assert!(done.expect("this test needs git").success());
    }
    let file = "assessments/共通記載/中間サーバー.yaml";
    room.put(file, room.get(file).replace("厳重に管理されている。", "有人で管理されている。"));
    let all = piac::files::assessments_below(&room.path("assessments")).expect("the examples");
    let texts = || -> Vec<String> { all.iter().map(|f| fs::read_to_string(f).expect("an example")).collect() };
    let before = texts();
    let args = ["diff", "main:assessments", "assessments", "--write", "--date", "令和8年12月1日"];
    assert_eq!(room.run(&args).status, 0);
    let after = texts();
    let row = "    変更後の記載: |\n      ＜中間サーバー・プラットフォームにおける措置＞\n      ①中間サーバーは、地方公共団体情報システム機構が管理するデータセンターに設置され、入館及び入室は有人で";
    let mut drafted = 0;
    for (old, new) in before.iter().zip(&after) {
        let uses = old.contains("共通記載: 中間サーバーの保管場所");
        assert_eq!(new != old, uses, "{new}");
        assert_eq!(new.matches("変更日: 令和8年12月1日").count(), usize::from(uses));
        assert_eq!(new.contains(row), uses);
        drafted += usize::from(uses);
    }
    assert!(drafted >= 3, "{drafted}");
    assert_eq!(room.run(&args).status, 0);
    assert!(texts() == after, "written once");
}

#[test]
fn one_broken_assessment_is_named_and_the_others_are_processed() {
    let room = Room::city();
    let broken = "assessments/書きかけ/基礎項目評価書.yaml";
    room.put(broken, "様式: 基礎項目評価書\n様式版: 令和6年10月\n表紙: {評価書番号: 31\n");
    // What each command says about the other assessments.
    for (args, others) in [
        (&["check"][..], "8 件の評価書を検査しました: エラー 1 件"),
        (&["status", "--as-of", "2026-11-22"], "住民基本台帳に関する事務 全項目評価書"),
        (&["plan", "--format", "csv"], "住民基本台帳に関する事務"),
        (&["drift"], "■ 1組目"),
        (&["fmt", "--check"], ""),
        (&["build", "--to", "html", "-o", "公表"], ""),
    ] {
        let ran = room.run(args);
        let all = format!("{}{}", ran.out, ran.err);
        assert_eq!(ran.status, 1, "{args:?}: {all}");
        assert!(all.contains(broken), "{args:?} does not name it: {all}");
        assert!(all.contains(others), "{args:?}: {all}");
    }
    assert_eq!(built(&room.path("公表")).len(), 7);
}

/// Published texts of two cities, imported: their passages on the same systems are found and told apart.
#[test]
fn passages_of_published_texts_are_grouped_with_their_differences() {
    let names = ["juten-hiratsuka-vaccination.txt", "zenkoumoku-sendai-adult-screening.txt"];
    let seeds: Vec<PathBuf> = names.iter().filter_map(|name| skip::seed(name)).collect();
    let [first, second] = seeds.as_slice() else { return };
    let room = Room::new();
    for (seed, out) in [(first, "一.yaml"), (second, "二.yaml")] {
        room.run(&["import", seed.to_str().expect("UTF-8"), "-o", out]);
    }
    let report: serde_json::Value =
        serde_json::from_str(&room.run(&["drift", ".", "--format", "json"]).out).expect("JSON");
    let groups = report["groups"].as_array().expect("groups");
    let text = |group: &serde_json::Value| group["wordings"][0]["text"].as_str().unwrap_or_default().to_owned();
    let files = |group: &serde_json::Value| -> BTreeSet<String> {
        let wordings = group["wordings"].as_array().expect("wordings").iter();
        let places = wordings.flat_map(|w| w["places"].as_array().expect("places").iter());
        places.map(|p| p["file"].as_str().expect("a file").to_owned()).collect()
    };
    let gateway = groups.iter().find(|g| text(g).contains("中間サーバー") && files(g).len() == 2);
    let record = groups.iter().find(|g| text(g).contains("ワクチン接種記録システム"));
    for group in [gateway.expect("on 中間サーバー, in both"), record.expect("on ワクチン接種記録システム")]
    {
        let wordings = group["wordings"].as_array().expect("wordings");
        assert!(wordings.len() >= 2);
        for other in &wordings[1..] {
            let changes = other["changes"].as_array().expect("changes");
            let same: usize = length(changes, "same");
            assert!(changes.iter().any(|c| c["kind"] != "same"), "differences are shown");
            assert!(same > length(changes, "added") + length(changes, "removed"), "{other}");
        }
    }
    let across = groups.iter().filter(|g| files(g).len() == 2).count();
    assert!(across >= 4, "{across} groups across both");
}

/// Characters of the changes of a kind.
fn length(changes: &[serde_json::Value], kind: &str) -> usize {
    let of_kind = changes.iter().filter(|c| c["kind"] == kind);
    of_kind.map(|c| c["text"].as_str().unwrap_or_default().chars().count()).sum()
}

#[test]
fn the_calendar_is_read_again_without_doubles() {
    let room = Room::city();
    // A second document of the same form and number has events of its own.
    let again = room.get("assessments/予防接種/基礎項目評価書.yaml");
    room.put("assessments/写し/基礎項目評価書.yaml", again);
    let ics = |day: &str| room.run(&["status", "--as-of", day, "--format", "ics"]).out;
    let uids = |ics: &str| -> Vec<String> {
        let unfolded = ics.replace("\r\n ", "");
        unfolded.split("\r\n").filter_map(|l| l.strip_prefix("UID:")).map(str::to_owned).collect()
    };
    let (today, later) = (ics("2026-11-22"), ics("2027-02-01"));
    let found = uids(&today);
    assert_eq!(found.iter().collect::<BTreeSet<_>>().len(), found.len(), "{found:?}");
    assert_eq!(found.len(), 16);
    assert_eq!(found, uids(&later), "an event keeps its name");
    assert!(today.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:"), "{today}");
    assert!(today.ends_with("END:VCALENDAR\r\n"));
    assert!(!today.replace("\r\n", "").contains(['\r', '\n']), "every line ends with CR and LF");
    for event in today.replace("\r\n ", "").split("BEGIN:VEVENT\r\n").skip(1) {
        for property in ["UID:", "DTSTAMP:", "DTSTART;VALUE=DATE:", "SUMMARY:"] {
            assert_eq!(event.matches(&format!("\r\n{property}")).count() + usize::from(event.starts_with(property)), 1);
        }
    }
}

#[cfg(feature = "pdf")]
#[test]
fn the_plan_is_a_pdf() {
    let room = Room::city();
    for name in ["一.pdf", "二.pdf"] {
        let ran = room.run(&["plan", "--to", "pdf", "-o", name]);
        assert_eq!(ran.status, 0, "{}", ran.err);
    }
    let bytes = fs::read(room.path("一.pdf")).expect("a PDF");
    assert!(bytes.starts_with(b"%PDF-"));
    assert!(bytes == fs::read(room.path("二.pdf")).expect("a PDF"), "the same input gives the same bytes");
    let Ok(text) = Command::new("pdftotext").args(["-layout"]).arg(room.path("一.pdf")).arg("-").output() else {
        return skip::skipped("pdftotext (poppler-utils) is not installed; the text of the plan is not checked");
    };
    let plain = |text: &str| -> String { text.chars().filter(|c| !c.is_whitespace()).collect() };
    let text = plain(&String::from_utf8_lossy(&text.stdout));
    for words in ["特定個人情報保護評価計画管理書", "（様式１）", "事務の名称", "令和13年7月1日", "再実施予定日"]
    {
        assert!(text.contains(words), "{words}: {text}");
    }
}
