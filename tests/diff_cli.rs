//! `piac diff`, `history` and `gate` as they are run: in a repository that holds a previous revision
//! of the examples, which `history --at` itself tells.

mod repository;

use std::path::Path;
use std::process::Command;

use piac::assessment;
use piac::diff::as_of;
use piac::diff::compare::compare;
use piac::diff::members::Nameless;
use piac::diff::sheet::{Alone, Sheet};
use piac::diff::table::rows_of;
use piac::source::Source;

use repository::{FOCUSED, FULL, Repository};

#[test]
fn the_gate_is_green_for_the_examples_and_red_for_every_slip() {
    let repository = Repository::new();
    for file in [FOCUSED, FULL] {
        assert_eq!(repository.gate(file), (Vec::new(), Some(0)), "{file}");
    }
    let today = repository.read(FULL);
    let rules = |text: &str| {
        repository.write(FULL, text);
        let (found, status) = repository.gate(FULL);
        assert_eq!(status, Some(1), "{found:?}");
        found
    };

    // One row less: the change that it told has no row, at the answer.
    let start = today.find("  - 変更日: 令和8年3月27日\n    項目: Ⅱ４ 件数").unwrap();
    let end = start + today[start + 4..].find("\n  - 変更日").unwrap() + 5;
    let found = rules(&format!("{}{}", &today[..start], &today[end..]));
    let missing: Vec<_> = found.iter().filter(|f| f.0 == "change-without-row").collect();
    assert_eq!(missing.len(), 1, "{found:?}");

    // 事後 for a ※ item, with a note that states no ground: at 提出時期 of that row.
    let at = today.find("接種記録の登録]/再委託/再委託の有無").unwrap();
    let tail = today[at..].replacen("提出時期: 事前", "提出時期: 事後", 1);
    let found = rules(&format!("{}{tail}", &today[..at]));
    let timing = today[..at].lines().count() + tail.lines().position(|l| l.contains("提出時期: 事後")).unwrap();
    assert!(found.iter().any(|f| f.0 == "important-change-after"), "{found:?}");
    assert!(found.iter().any(|f| f.1 == timing), "line {timing}: {found:?}");

    // A row about something that did not change.
    let extra = "  - 変更日: 令和8年3月27日\n    項目: Ⅰ１① 事務の名称\n    対象: 基本情報/事務/事務の名称\n    変更前の記載: 予防接種\n    変更後の記載: ワクチン\n    提出時期: 事後\n    提出時期に係る説明: 形式的な変更である。\n";
    let table_end = today.find("\n別紙:").map_or(today.len(), |at| at + 1);
    let found = rules(&format!("{}{extra}{}", &today[..table_end], &today[table_end..]));
    assert!(found.iter().any(|f| f.0 == "row-does-not-fit"), "{found:?}");

    // The procedure is that of the last round; 公表日 stands still; a published row was rewritten.
    let found = rules(&today.replacen("    実施日・期間: 令和7年12月1日", "    実施日・期間: 令和3年12月1日", 1));
    assert!(!found.is_empty());
    let found = rules(&today.replacen("公表日: 令和8年3月27日", "公表日: 令和7年6月30日", 1));
    assert!(found.iter().any(|f| f.0 == "publication-not-moved"), "{found:?}");
    let found = rules(&today.replacen("変更日: 令和6年6月28日", "変更日: 令和6年6月27日", 1));
    assert!(found.iter().any(|f| f.0 == "row-removed"), "{found:?}");
}

#[test]
fn rows_are_written_once_and_the_rest_of_the_file_stays() {
    let repository = Repository::new();
    let today = repository.read(FOCUSED);
    let edited = today.replacen("        - 専用線\n", "        - 電子メール\n        - 専用線\n", 1).replacen(
        "委託先名: 株式会社さくら野情報サービス",
        "委託先名: 株式会社新さくら野",
        1,
    );
    assert_ne!(today, edited);
    repository.write(FOCUSED, &edited);
    let base = format!("HEAD:{FOCUSED}");
    let out = repository.piac(&["diff", &base, FOCUSED, "--write", "--format", "json"]);
    assert_eq!(out.status.code(), Some(0), "{}", String::from_utf8_lossy(&out.stderr));
    let report: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    let rows: Vec<&str> = report["rows"].as_array().unwrap().iter().map(|r| r["項目"].as_str().unwrap()).collect();
    assert_eq!(rows, ["Ⅱ３② 入手方法", "Ⅱ４ 委託事項1 ③ 委託先名"]);
    assert!(report["unproved"].as_array().unwrap().is_empty());
    let written = repository.read(FOCUSED);
    let added: Vec<&str> = {
        let old: Vec<&str> = edited.lines().collect();
        let new: Vec<&str> = written.lines().collect();
        let first = old.iter().zip(&new).position(|(a, b)| a != b).unwrap_or(old.len());
        let count = new.len() - old.len();
        assert_eq!(old[first..], new[first + count..], "only lines were added, in one place");
        new[first..first + count].to_vec()
    };
    insta::assert_snapshot!(added.join("\n"));
    // Again: nothing to add.
    repository.piac(&["diff", &base, FOCUSED, "--write"]);
    assert_eq!(repository.read(FOCUSED), written);
    // 説明 is the author's: the gate asks for it, and for nothing else.
    let (found, _) = repository.gate(FOCUSED);
    assert!(found.iter().all(|f| f.0 == "row-without-reason"), "{found:?}");
    assert_eq!(found.len(), 2);
}

#[test]
fn the_comparison_reads_well() {
    let repository = Repository::new();
    let base = format!("HEAD:{FOCUSED}");
    let human = repository.piac(&["diff", &base, FOCUSED]);
    insta::assert_snapshot!("human", String::from_utf8(human.stdout).unwrap());
    let markdown = repository.piac(&["diff", &base, FOCUSED, "--format", "md"]);
    insta::assert_snapshot!("markdown", String::from_utf8(markdown.stdout).unwrap());
    let history = repository.piac(&["history", FOCUSED]);
    insta::assert_snapshot!("history", String::from_utf8(history.stdout).unwrap());
}

#[test]
fn html_holds_the_words_and_no_markup_of_theirs() {
    let repository = Repository::new();
    let today = repository.read(FOCUSED);
    repository.write(
        FOCUSED,
        &today.replacen("委託先名: 株式会社さくら野情報サービス", "委託先名: <script>alert(1)</script>&株式会社", 1),
    );
    let out = repository.piac(&["diff", &format!("HEAD:{FOCUSED}"), FOCUSED, "--format", "html"]);
    let html = String::from_utf8(out.stdout).unwrap();
    assert!(html.starts_with("<!DOCTYPE html>") && html.contains("委託先名"));
    assert!(!html.contains("<script") && html.contains("alert(1)"));
    assert!(!html.contains("http://") && !html.contains("https://"));
}

#[test]
fn what_cannot_be_compared_is_told() {
    let repository = Repository::new();
    for (args, words) in [
        (["diff", "HEAD:ない.yaml", FOCUSED], "git にありません"),
        (["diff", "nobody:x.yaml", FOCUSED], "という版が git にありません"),
        (["diff", "ない.yaml", FOCUSED], "見つかりません"),
    ] {
        let out = repository.piac(&args);
        assert_eq!(out.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&out.stderr).contains(words), "{out:?}");
    }
}

#[test]
fn a_sheet_written_out_reads_back_the_same() {
    for name in [FOCUSED, FULL, "assessments/児童扶養手当/基礎項目評価書.yaml"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        let read = |source| assessment::read(&source).assessment.expect("an assessment");
        let first = read(Source::read(&path).unwrap());
        let rows: Vec<_> = rows_of(&first).into_iter().map(|w| w.row).collect();
        let sheet = Sheet::of(&first, &Alone);
        let second = read(Source::new("again", as_of::yaml(&sheet, &rows)));
        assert_eq!(Sheet::of(&second, &Alone).by_address(), sheet.by_address(), "{name}");
        assert!(compare(&sheet, &Sheet::of(&second, &Alone), Nameless::BySimilarity).is_empty());
        let again: Vec<_> = rows_of(&second).into_iter().map(|w| w.row).collect();
        assert_eq!(again, rows);
    }
}

#[cfg(unix)]
#[test]
fn the_pre_commit_hook_lets_good_work_pass_and_stops_the_rest() {
    let repository = Repository::new();
    let hook = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/ci/pre-commit");
    let folder = Path::new(env!("CARGO_BIN_EXE_piac")).parent().unwrap();
    let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap_or_default());
    let run = || Command::new("sh").arg(&hook).current_dir(repository.path()).env("PATH", &path).output().unwrap();
    assert_eq!(run().status.code(), Some(0));
    let today = repository.read(FOCUSED);
    repository.write(FOCUSED, &today.replacen("        - 専用線\n", "", 1));
    let out = run();
    assert_eq!(out.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&out.stdout).contains("change-without-row"), "{out:?}");
}

#[test]
fn the_ci_files_are_yaml_and_call_what_there_is() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/ci");
    for (name, words) in [("github-actions.yml", "piac gate --base"), ("gitlab-ci.yml", "piac gate --base")] {
        let source = Source::read(&folder.join(name)).unwrap();
        assert!(piac::yaml::parse(&source).document.is_some(), "{name}");
        assert!(source.text().contains(words), "{name}");
    }
}
