//! The 新旧対照表: what reaches the paper.
#![cfg(feature = "pdf")]

mod repository;
mod skip;

use std::fs;
use std::process::Command;

use piac::text::normalize;
use serde_json::Value;

use repository::{FULL, Repository};

#[test]
fn the_table_holds_every_change_in_order_and_is_the_same_each_time() {
    let repository = Repository::new();
    let base = format!("HEAD:{FULL}");
    let json = repository.piac(&["diff", &base, FULL, "--format", "json"]);
    let report: Value = serde_json::from_slice(&json.stdout).expect("JSON");
    for (name, side) in [("a.pdf", None), ("b.pdf", None), ("old-left.pdf", Some("--old-left"))] {
        let mut args = vec!["diff", &base, FULL, "-o", name];
        args.extend(side);
        let out = repository.piac(&args);
        assert_eq!(out.status.code(), Some(0), "{out:?}");
    }
    let bytes = |name: &str| fs::read(repository.path().join(name)).expect("a PDF");
    assert!(bytes("a.pdf").starts_with(b"%PDF") && bytes("a.pdf") == bytes("b.pdf"));
    assert_ne!(bytes("a.pdf"), bytes("old-left.pdf"));

    let run = Command::new("pdftotext").args(["-enc", "UTF-8", "a.pdf", "-"]).current_dir(repository.path()).output();
    let Ok(out) = run else { return skip::skipped("pdftotext (poppler-utils) is not installed") };
    let text = normalize(&String::from_utf8(out.stdout).expect("UTF-8"));
    assert!(text.contains(&normalize("予防接種に関する事務")) && text.contains("新旧対照表"));
    assert!(text.matches("項目変更後変更前").count() > 3, "the head is repeated");
    let changes = report["changes"].as_array().expect("changes");
    let told: Vec<&Value> = changes.iter().filter(|c| c["cause"] == "author").collect();
    assert!(told.len() > 10);
    for change in told {
        for line in change["lines"].as_array().expect("lines") {
            let runs = line["new"].as_array().into_iter().flatten().filter(|run| run["mark"] == "new");
            for run in runs {
                // A cell breaks lines and pages where it likes; a few characters never part.
                let words = normalize(run["text"].as_str().expect("text"));
                let head: String = words.chars().take(4).collect();
                assert!(text.contains(&head), "{} lacks {words}", change["label"]);
            }
        }
    }
}
