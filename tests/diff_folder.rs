//! `piac diff` over all assessments of a repository, its machine-readable outputs, and what `piac.toml`
//! says about rows.

mod repository;

use std::path::Path;

use serde_json::Value;

use repository::{FOCUSED, FULL, Repository};

const PASSAGES: &str = "assessments/共通記載/中間サーバー.yaml";

/// The assessments whose text holds some words of a shared passage, by their paths.
fn holding(repository: &Repository, words: &str) -> Vec<String> {
    let found = repository.piac(&["diff", "HEAD:assessments", "assessments", "--format", "json"]);
    assert_eq!(found.status.code(), Some(0), "{}", String::from_utf8_lossy(&found.stderr));
    let json: Value = serde_json::from_slice(&found.stdout).unwrap();
    let says = |r: &&Value| {
        let rows = r["rows"].as_array().unwrap();
        rows.iter().any(|row| row["変更後の記載"].as_str().unwrap().contains(words))
    };
    let all = json["reports"].as_array().unwrap().iter().filter(says);
    all.map(|r| r["new"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn one_changed_passage_drafts_rows_in_every_assessment_that_uses_it() {
    let repository = Repository::new();
    let passage = repository.read(PASSAGES);
    assert!(passage.contains("データセンター"));
    repository.write(PASSAGES, &passage.replace("データセンター", "国内のデータセンター"));
    let users = holding(&repository, "国内のデータセンター");
    assert!(users.len() >= 2, "{users:?}");
    let before: Vec<String> = users.iter().map(|file| repository.read(file)).collect();
    let write = ["diff", "HEAD:assessments", "assessments", "--write", "--date", "令和8年9月1日"];
    let out = repository.piac(&write);
    assert_eq!(out.status.code(), Some(0), "{out:?}");
    let after: Vec<String> = users.iter().map(|file| repository.read(file)).collect();
    for ((file, before), after) in users.iter().zip(&before).zip(&after) {
        let added = after.matches("変更日: 令和8年9月1日").count();
        assert!(added > 0 && after.len() > before.len(), "{file}");
        // Only whole lines were added, in one place.
        let lines: Vec<&str> = before.lines().collect();
        let now: Vec<&str> = after.lines().collect();
        let same = lines.iter().zip(&now).take_while(|(a, b)| a == b).count();
        assert_eq!(lines[same..], now[same + now.len() - lines.len()..], "{file}");
        // The gate finds every change told, and asks only for what the author has to say.
        let (found, _) = repository.gate(file);
        let open =
            ["row-without-reason", "publication-not-moved", "procedure-not-renewed", "change-dates-out-of-order"];
        assert!(found.iter().all(|f| open.contains(&f.0.as_str())), "{file}: {found:?}");
    }
    // Again: nothing to add.
    repository.piac(&write);
    assert_eq!(users.iter().map(|file| repository.read(file)).collect::<Vec<_>>(), after);
}

#[test]
fn one_broken_assessment_does_not_keep_the_others() {
    let repository = Repository::new();
    repository.write(FULL, "様式: [");
    let out = repository.piac(&["diff", "HEAD:assessments", "assessments"]);
    let (text, told) = (String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    assert!(text.contains(FOCUSED) && told.contains("全項目評価書.yaml"), "{text}{told}");
    let mixed = repository.piac(&["diff", "HEAD:assessments", FOCUSED]);
    assert_eq!(mixed.status.code(), Some(2));
    let printed = repository.piac(&["diff", "HEAD:assessments", "assessments", "--format", "html"]);
    assert_eq!(printed.status.code(), Some(2));
    let written = repository.piac(&["diff", "HEAD:assessments", "assessments", "--format", "html", "-o", "out"]);
    assert_eq!(written.status.code(), Some(0), "{written:?}");
    assert!(repository.read("out/国民健康保険/重点項目評価書.html").starts_with("<!DOCTYPE html>"));
}

#[test]
fn rows_as_yaml_are_those_that_are_written() {
    let repository = Repository::new();
    let today = repository.read(FOCUSED);
    let edited = today.replacen("委託先名: 株式会社さくら野情報サービス", "委託先名: 株式会社新さくら野", 1);
    repository.write(FOCUSED, &edited);
    let base = format!("HEAD:{FOCUSED}");
    let out = repository.piac(&["diff", &base, FOCUSED, "--format", "yaml"]);
    let rows = String::from_utf8(out.stdout).unwrap();
    assert!(rows.starts_with("- 変更日: "), "{rows}");
    repository.piac(&["diff", &base, FOCUSED, "--write"]);
    let written = repository.read(FOCUSED);
    for line in rows.lines() {
        assert!(written.contains(line.trim_start_matches(['-', ' '])), "{line}");
    }
}

#[test]
fn the_repository_says_how_rows_are_written() {
    let repository = Repository::new();
    let today = repository.read(FOCUSED);
    let edited = today.replacen("    法令による特別の手続:", "    # 下に記載\n    法令による特別の手続:", 1).replacen(
        "        - 専用線\n",
        "        - 電子メール\n        - 専用線\n",
        1,
    );
    assert_ne!(today, edited);
    let blank = "    個人情報ファイル簿への不記載等: 該当なし\n";
    let edited = match edited.contains("個人情報ファイル簿への不記載等:") {
        true => edited,
        false => edited.replacen("  問合せ:\n", &format!("{blank}  問合せ:\n"), 1),
    };
    repository.write(FOCUSED, &edited);
    let toml = repository.read("assessments/piac.toml");
    repository.write("assessments/piac.toml", &format!("{toml}\n[diff]\nrows = \"full\"\nabsent = \"なし\"\n"));
    let base = format!("HEAD:{FOCUSED}");
    let out = repository.piac(&["diff", &base, FOCUSED, "--write", "--format", "json"]);
    let report: Value = serde_json::from_slice(&out.stdout).unwrap();
    assert!(report["unproved"].as_array().unwrap().is_empty(), "{report}");
    let rows = report["rows"].as_array().unwrap();
    assert!(!rows.is_empty());
    // All boxes are shown, not only the one that changed.
    let boxes = rows.iter().find(|r| r["項目"].as_str().unwrap().contains("入手方法")).expect("the boxes");
    assert!(boxes["変更後の記載"].as_str().unwrap().lines().count() > 3, "{boxes}");
    let (found, _) = repository.gate(FOCUSED);
    assert!(found.iter().all(|f| f.0 == "row-without-reason"), "{found:?}");
    let written = repository.read(FOCUSED);
    repository.piac(&["diff", &base, FOCUSED, "--write"]);
    assert_eq!(repository.read(FOCUSED), written);
    repository.write("assessments/piac.toml", &format!("{toml}\n[diff]\nabsent = \"変更\"\n"));
    let out = repository.piac(&["diff", &base, FOCUSED]);
    assert_eq!(out.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&out.stderr).contains("[diff] の absent"), "{out:?}");
}

#[test]
fn everything_is_said_in_english_too() {
    let repository = Repository::new();
    let base = format!("HEAD:{FOCUSED}");
    let said = |args: &[&str]| {
        let out = repository.piac(&[&["--lang", "en"], args].concat());
        format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr))
    };
    let diff = said(&["diff", &base, FOCUSED]);
    for words in ["Probably an important change", "basis: 規則", "[changed] Ⅱ４ 委託事項6", "lacks 0 row(s)"] {
        assert!(diff.contains(words), "{words}: {diff}");
    }
    let history = said(&["history", FOCUSED]);
    assert!(history.contains("exact 17, other wording 0, not reproduced 0"), "{history}");
    repository.write(FOCUSED, &repository.read(FOCUSED).replacen("        - 専用線\n", "", 1));
    let gate = said(&["gate", "--base", "HEAD", FOCUSED]);
    assert!(gate.contains("the change table has no row for it"), "{gate}");
}

fn schema(name: &str) -> jsonschema::Validator {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/generated").join(name);
    let text = std::fs::read_to_string(path).expect("a generated schema");
    jsonschema::draft202012::new(&serde_json::from_str(&text).expect("JSON")).expect("a schema")
}

/// Every way to damage a document at its top and in the first object of its first list.
fn damaged(value: &Value) -> Vec<Value> {
    let mut out = Vec::new();
    let Value::Object(map) = value else { return out };
    for key in map.keys() {
        let mut without = value.clone();
        without.as_object_mut().unwrap().shift_remove(key);
        out.push(without);
        let mut wrong = value.clone();
        wrong[key] = serde_json::json!({"not": ["this"]});
        out.push(wrong);
    }
    let mut more = value.clone();
    more["何か"] = Value::from(1);
    out.push(more);
    out
}

#[test]
fn the_json_follows_its_schemas_and_nothing_else_does() {
    let repository = Repository::new();
    let base = format!("HEAD:{FULL}");
    for (name, args, inner) in [
        ("diff.schema.json", vec!["diff", &base, FULL, "--format", "json"], Some("changes")),
        (
            "diff-folder.schema.json",
            vec!["diff", "HEAD:assessments", "assessments", "--format", "json"],
            Some("reports"),
        ),
        ("history.schema.json", vec!["history", FULL, "--format", "json"], Some("revisions")),
    ] {
        let schema = schema(name);
        let out = repository.piac(&args);
        let json: Value = serde_json::from_slice(&out.stdout).unwrap_or_else(|e| panic!("{name}: {e}: {out:?}"));
        assert!(schema.is_valid(&json), "{name}: {}", schema.iter_errors(&json).next().expect("an error"));
        let mut tried = 0;
        for bad in damaged(&json) {
            assert!(!schema.is_valid(&bad), "{name} accepts {}", bad.to_string().chars().take(300).collect::<String>());
            tried += 1;
        }
        let key = inner.expect("a list");
        for (at, one) in json[key].as_array().expect("a list").iter().enumerate().take(1) {
            for bad in damaged(one) {
                let mut whole = json.clone();
                whole[key][at] = bad;
                // What may be absent may be taken away.
                let optional = whole[key][at].as_object().unwrap().len() < one.as_object().unwrap().len();
                if !optional {
                    assert!(!schema.is_valid(&whole), "{name}/{key}: {}", whole[key][at]);
                }
                tried += 1;
            }
        }
        assert!(tried > 8, "{name}");
    }
}

#[test]
fn a_copy_put_elsewhere_does_not_differ_by_its_shared_passages() {
    let repository = Repository::new();
    let text = repository.read(FOCUSED);
    assert!(text.contains("共通記載"), "the example uses shared passages");
    repository.write("改訂案.yaml", &text);
    for old in [FOCUSED.to_owned(), format!("HEAD:{FOCUSED}")] {
        for pair in [[old.as_str(), "改訂案.yaml"], ["改訂案.yaml", old.as_str()]] {
            let found = repository.piac(&["diff", pair[0], pair[1], "--format", "json"]);
            let json: Value = serde_json::from_slice(&found.stdout).unwrap();
            assert!(!json["changes"].to_string().contains("〔共通記載"), "{pair:?}");
            // The committed revision is an older one.
            assert_eq!(json["changes"] == serde_json::json!([]), old == FOCUSED, "{pair:?}");
        }
    }
}
