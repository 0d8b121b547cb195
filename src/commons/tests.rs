//! Shared passages: reading the files, references, arguments, what is wrong with them.

use std::fs;

use super::*;
use crate::assessment::{self, Outcome};
use crate::source::Source;

/// A folder with passages, and what an assessment with the given 宣言 becomes beside it.
fn room(files: &[(&str, &str)]) -> (tempfile::TempDir, Cache) {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    (dir, Cache::default())
}

fn read(commons: &Commons, declaration: &str) -> Outcome {
    let text = format!("様式: 重点項目評価書\n様式版: 令和7年\n表紙:\n  宣言: {declaration}\n");
    assessment::read_with(&Source::new("t.yaml", text), commons)
}

fn words(outcome: &Outcome) -> String {
    let answer = outcome.assessment.as_ref().unwrap().find("cover.declaration").unwrap();
    answer.text().unwrap_or_default().into_owned()
}

fn about(found: &[crate::diag::Diagnostic]) -> Vec<&str> {
    found.iter().filter(|d| d.rule.contains("passage")).map(|d| d.rule).collect()
}

#[test]
fn a_reference_becomes_its_text_with_the_arguments() {
    let (dir, cache) = room(&[(
        "共通記載/a.yaml",
        "サーバー:\n  見出し: ＜｛名称｝における措置＞\n  引数: [名称]\n  本文: |\n    ①｛名称｝に保管する。\n    ②記録する。\n外:\n  引数: [x]\n  本文:\n    - 前\n    - 共通記載: サーバー\n      引数: {名称: ｛x｝の部屋}\n",
    )]);
    let commons = cache.below(dir.path());
    assert!(assessment::check_commons(&commons).is_empty());
    let outcome = read(&commons, "[はじめ, {共通記載: サーバー, 引数: {名称: 中間｛x｝}}, おわり]");
    assert!(about(&outcome.diagnostics).is_empty(), "{:?}", outcome.diagnostics);
    // A value is not filled in a second time.
    assert_eq!(words(&outcome), "はじめ\n＜中間｛x｝における措置＞\n①中間｛x｝に保管する。\n②記録する。\nおわり");
    assert_eq!(about(&commons.unused()), ["unused-passage"]);
    let outcome = read(&commons, "{共通記載: 外, 引数: {x: 奥}}");
    assert_eq!(words(&outcome), "前\n＜奥の部屋における措置＞\n①奥の部屋に保管する。\n②記録する。");
    assert!(commons.unused().is_empty());
    // Without passages a reference stays open and nothing is said about it.
    let outcome = assessment::read(&outcome.assessment.unwrap().source);
    assert!(about(&outcome.diagnostics).is_empty());
    assert_eq!(words(&outcome), "〔共通記載: 外〕");
}

#[test]
fn a_wrong_reference_is_named_with_its_place() {
    let (dir, cache) = room(&[("共通記載/a.yaml", "中間サーバー:\n  引数: [名称]\n  本文: ｛名称｝\n")]);
    let commons = cache.below(dir.path());
    let outcome = read(&commons, "{共通記載: 中間サーバ}");
    let d = outcome.diagnostics.iter().find(|d| d.rule == "unknown-passage").unwrap();
    assert_eq!(d.source.slice(d.span), "中間サーバ");
    assert!(d.help.as_ref().unwrap().ja.contains("「中間サーバー」のことですか"));
    assert_eq!(about(&read(&commons, "{共通記載: 中間サーバー}").diagnostics), ["passage-argument"]);
    let outcome = read(&commons, "{共通記載: 中間サーバー, 引数: {名称: a, 名: b}}");
    assert_eq!(about(&outcome.diagnostics), ["passage-argument"]);
    let nowhere = cache.below(&dir.path().join("none"));
    assert_eq!(about(&read(&nowhere, "{共通記載: x}").diagnostics), ["unknown-passage"]);
}

#[test]
fn circles_and_growth_end() {
    let mut bomb = String::from("b0:\n  本文: ああああああああああ\n");
    for i in 1..8 {
        let line = format!("    - 共通記載: b{}\n", i - 1);
        bomb.push_str(&format!("b{i}:\n  本文:\n{}", line.repeat(60)));
    }
    let (dir, cache) = room(&[
        ("共通記載/a.yaml", "a:\n  本文: {共通記載: b}\nb:\n  本文: [x, {共通記載: a}]\nc:\n  本文: {共通記載: c}\n"),
        ("bomb/共通記載/b.yaml", &bomb),
    ]);
    let commons = cache.below(dir.path());
    assert_eq!(about(&assessment::check_commons(&commons)), ["passage-cycle"; 3]);
    let outcome = read(&commons, "{共通記載: a}");
    let d = outcome.diagnostics.iter().find(|d| d.rule == "passage-cycle").unwrap();
    assert!(d.message.ja.contains("「a」→「b」→「a」"), "{}", d.message.ja);
    let commons = cache.below(&dir.path().join("bomb"));
    assert_eq!(about(&read(&commons, "{共通記載: b7}").diagnostics), ["passage-cycle"]);
    assert!(about(&read(&commons, "{共通記載: b2}").diagnostics).is_empty());
}

#[test]
fn a_bad_file_does_not_hide_the_others() {
    let (dir, cache) = room(&[
        ("共通記載/a.yaml", "a: [\n"),
        ("共通記載/b.yaml", "良い:\n  本文: 文\n空:\n  見出し: x\n図入り:\n  本文: {図: a.png, 説明: b}\n"),
        ("共通記載/c.yaml", "良い:\n  本文: 別の文\n  適用開始: いつか\n  作者: x\n"),
        ("共通記載/d.yaml", "｛:\n  本文: ｛甲｝｛乙\n  引数: 丙\n"),
        ("外.yaml", "秘密:\n  本文: x\n"),
    ]);
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("x.yaml"), "秘密:\n  本文: x\n").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(outside.path().join("x.yaml"), dir.path().join("共通記載/e.yaml")).unwrap();
    fs::write(dir.path().join("共通記載/f.yaml"), [0u8, 1, 2]).unwrap();
    let commons = cache.below(dir.path());
    assert_eq!(words(&read(&commons, "{共通記載: 良い}")), "文");
    assert_eq!(about(&read(&commons, "{共通記載: 図入り}").diagnostics), ["bad-passage"]);
    #[cfg(unix)]
    assert_eq!(about(&read(&commons, "{共通記載: 秘密}").diagnostics), ["unknown-passage"]);
    let found = assessment::check_commons(&commons);
    let by_file = |name: &str| -> Vec<&str> {
        found.iter().filter(|d| d.source.name().ends_with(name)).map(|d| d.rule).collect()
    };
    assert_eq!(by_file("a.yaml"), ["yaml-syntax"]);
    assert_eq!(by_file("b.yaml"), ["bad-passage"; 2]);
    assert_eq!(by_file("c.yaml"), ["duplicate-passage", "bad-passage", "bad-passage"]);
    assert_eq!(by_file("d.yaml"), ["passage-argument"; 2]);
    #[cfg(unix)]
    assert_eq!(by_file("e.yaml"), ["bad-passage"]);
    assert_eq!(by_file("f.yaml"), ["bad-passage"]);
}

#[test]
fn braces_without_their_half_are_words() {
    assert_eq!(parts("｛a｝b｛c"), [Part::Parameter("a"), Part::Words("b｛"), Part::Words("c")]);
    assert_eq!(fill("｛a｝｛b｝｛｛a｝", &[("a".into(), "｛b｝".into())]), "｛b｝｛b｝｛｛b｝");
}
