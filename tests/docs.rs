//! Documents that are made from the program: stale ones fail; `PIAC_UPDATE=1` writes them anew.

use std::fs;
use std::path::Path;

use piac::diag::Severity;
use piac::rules;

/// All rules by chapter with a link to each page.
fn rules_md() -> String {
    let mut out = String::from(
        "# 規則の一覧\n\n`piac explain 規則の名` で同じ説明が読めます。この一覧は規則の登録から作られます。\n",
    );
    let mut chapter = None;
    for rule in rules::all() {
        if chapter != Some(rule.group) {
            out.push_str(&format!("\n## {}\n\n| 規則 | 重さ | 見つけるもの |\n|---|---|---|\n", rule.group.as_str()));
            chapter = Some(rule.group);
        }
        let folder = if rule.check.is_none() { "structure/" } else { "" };
        let weight = match rule.severity {
            Severity::Error => "エラー",
            Severity::Warning => "警告",
            Severity::Info => "参考",
        };
        let file = rule.name.replace('-', "_");
        out.push_str(&format!(
            "| [{}](../src/rules/{folder}{file}.md) | {weight} | {} |\n",
            rule.name,
            rule.summary().ja
        ));
    }
    out
}

#[test]
fn the_list_of_rules_is_fresh() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = root.join("docs/rules.md");
    let text = rules_md();
    if std::env::var_os("PIAC_UPDATE").is_some() {
        fs::write(&path, &text).expect("docs/rules.md");
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == text, "docs/rules.md is stale; run the tests with PIAC_UPDATE=1");
    for link in text.split("](").skip(1).filter_map(|l| l.split(')').next()) {
        assert!(path.parent().expect("docs").join(link).is_file(), "{link}");
    }
}
