//! What a person is told about the structure of a file: everything in one run, each at its place.

use std::sync::Arc;

use piac::assessment::{self, Answer, Outcome, State};
use piac::diag::{self, Diagnostic};
use piac::source::Source;

fn read(text: &str) -> (Arc<Source>, Outcome) {
    let source = Source::new("評価書.yaml", text);
    let outcome = assessment::read(&source);
    (source, outcome)
}

/// Rule, line and column of a finding.
fn at(source: &Source, d: &Diagnostic) -> (String, usize, usize) {
    let position = source.position(d.span.start);
    (d.rule.to_owned(), position.line, position.column)
}

const MISTAKES: &str = include_str!("resolver/mistakes.yaml");

/// The findings that the comments of the document announce.
fn announced(text: &str) -> Vec<(String, usize, usize)> {
    let mark = |(i, line): (usize, &str)| {
        let (before, mark) = line.split_once("# ✗ ")?;
        let (rule, words) = mark.split_once(": ")?;
        let at = before.find(words).unwrap_or_else(|| panic!("line {}: {words}", i + 1));
        Some((rule.to_owned(), i + 1, before[..at].chars().count() + 1))
    };
    text.lines().enumerate().filter_map(mark).collect()
}

#[test]
fn all_mistakes_are_found_in_one_run_each_at_its_place() {
    let (source, outcome) = read(MISTAKES);
    let found: Vec<_> = outcome.diagnostics.iter().map(|d| at(&source, d)).collect();
    let announced = announced(MISTAKES);
    assert!(announced.len() >= 20);
    assert_eq!(found, announced);
    insta::assert_snapshot!(listing(&source, &outcome.diagnostics));
}

fn listing(source: &Source, diagnostics: &[Diagnostic]) -> String {
    let mut out = String::new();
    for d in diagnostics {
        let (rule, line, column) = at(source, d);
        out.push_str(&format!("{line}:{column} {rule}\n  {}\n", d.message.ja));
        if let Some(item) = &d.item {
            out.push_str(&format!("  項目: {} ({})\n", item.label, item.address));
        }
        for related in &d.related {
            let place = source.position(related.span.start);
            out.push_str(&format!("  {}:{} {}\n", place.line, place.column, related.message.ja));
        }
        if let Some(help) = &d.help {
            out.push_str(&format!("  直し方: {}\n", help.ja));
        }
        if let Some(fix) = &d.fix {
            out.push_str(&format!("  自動修正: {}\n", fix.message.ja));
        }
    }
    out
}

#[test]
fn messages_are_japanese_and_english() {
    let (_, outcome) = read(MISTAKES);
    for d in &outcome.diagnostics {
        let words = d.message.ja.split(|c: char| !c.is_ascii_alphabetic()).filter(|w| !w.is_empty());
        for word in words {
            // `markdown` is a key of a text block.
            assert!(["YAML", "piac", "markdown"].contains(&word), "{}", d.message.ja);
        }
        assert!(d.message.en.chars().any(|c| c.is_ascii_alphabetic()), "{}", d.message.en);
        assert_eq!(d.help.is_none(), d.help.as_ref().is_none_or(|h| h.ja.is_empty() || h.en.is_empty()));
    }
}

#[test]
fn a_fix_makes_its_finding_go_away_and_no_other() {
    let (_, outcome) = read(MISTAKES);
    let rules = |diagnostics: &[Diagnostic]| diagnostics.iter().map(|d| d.rule).collect::<Vec<_>>();
    let all = rules(&outcome.diagnostics);
    let mut fixes = 0;
    for (i, d) in outcome.diagnostics.iter().enumerate() {
        let Some(fix) = &d.fix else { continue };
        let fixed = diag::apply_edits(MISTAKES, &fix.edits);
        let mut rest = all.clone();
        rest.remove(i);
        assert_eq!(rules(&read(&fixed).1.diagnostics), rest, "{}", d.message.ja);
        fixes += 1;
    }
    assert_eq!(fixes, 3);
    // All at once, and nothing is left to do the second time.
    let edits: Vec<_> =
        outcome.diagnostics.iter().filter_map(|d| d.fix.as_ref()).flat_map(|f| f.edits.clone()).collect();
    let fixed = diag::apply_edits(MISTAKES, &edits);
    let (_, again) = read(&fixed);
    assert_eq!(again.diagnostics.len(), all.len() - fixes);
    assert!(again.diagnostics.iter().all(|d| d.fix.is_none()));
}

/// The names of form and edition are forgiven their width, with a repair.
#[test]
fn the_form_is_known_by_its_name() {
    let first = |text: &str| {
        let (source, outcome) = read(text);
        let d = outcome.diagnostics.iter().find(|d| d.rule != "missing-answer").unwrap();
        let fixed = d.fix.as_ref().map(|f| diag::apply_edits(source.text(), &f.edits));
        (at(&source, d), outcome.assessment.map(|a| a.form.describe()), fixed)
    };
    let full = Some("全項目評価書（令和7年）".to_owned());
    let at = |rule: &str, line, column| (rule.to_owned(), line, column);
    assert_eq!(
        first("様式: 全項目評価書\n様式版: 令和７年\n"),
        (at("choice-notation", 2, 6), full.clone(), Some("様式: 全項目評価書\n様式版: 令和7年\n".to_owned()))
    );
    assert_eq!(first("様式: 全項目\n様式版: 令和7年\n"), (at("unknown-form", 1, 5), full.clone(), None));
    assert_eq!(first("様式: 全項目評価書\n").0.0, "unknown-edition");
    assert_eq!(first("様式: 議事録\n"), (at("unknown-form", 1, 5), None, None));
    assert_eq!(first("表紙: {}\n"), (at("unknown-form", 1, 1), None, None));
    assert_eq!(first("- 一\n"), (at("not-an-assessment", 1, 1), None, None));
    assert_eq!(first(""), (at("not-an-assessment", 1, 1), None, None));
}

/// The state of the answer at an address.
fn state(text: &str, address: &str) -> String {
    let text = format!("様式: 全項目評価書\n様式版: 令和7年\n{text}");
    let (_, outcome) = read(&text);
    let mut found = None;
    let describe = |answer: &Answer| match &answer.state {
        State::Blank => "blank".to_owned(),
        State::None(word) => format!("none {word}"),
        State::Unreadable(words) => format!("unreadable {words}"),
        State::Invalid => "invalid".to_owned(),
        State::Filled(_) => format!("filled {}", answer.text().unwrap_or_default()),
    };
    outcome.assessment.unwrap().walk(&mut |place, answer| {
        if place.address() == address {
            found = Some(describe(answer));
        }
    });
    found.unwrap_or_else(|| panic!("{address}"))
}

#[test]
fn an_answer_is_filled_none_blank_or_unreadable() {
    let notes = |value: &str| state(&format!("表紙:\n  特記事項:{value}\n"), "表紙/特記事項");
    assert_eq!(notes(" 二要素で認証する。"), "filled 二要素で認証する。");
    assert_eq!(notes(" |\n    一行\n    二行\n"), "filled 一行\n二行");
    assert_eq!(
        notes("\n    - {見出し: 題, 本文: [文, {markdown: 強調}]}\n    - {共通記載: 鍵}"),
        "filled 題\n文\n強調\n〔共通記載: 鍵〕"
    );
    for word in ["なし", "－", "\"-\"", "該当なし"] {
        assert_eq!(notes(&format!(" {word}")), format!("none {}", word.trim_matches('"')));
    }
    for blank in ["", " ~", " \"\"", " \"　\"", " []"] {
        assert_eq!(notes(blank), "blank", "{blank}");
    }
    assert_eq!(notes(" {要確認: □□を行う}"), "unreadable □□を行う");
    assert_eq!(notes(" {}"), "invalid");
    assert_eq!(state("", "表紙"), "blank");
    assert_eq!(state("表紙: なし\n", "表紙"), "none なし");
    // A choice has no word for none unless it is one of its choices.
    assert_eq!(state("基本情報: {事務: {対象人数: なし}}\n", "基本情報/事務/対象人数"), "invalid");
    assert_eq!(
        state("基本情報: {情報連携: {実施の有無: １)実施する}}\n", "基本情報/情報連携/実施の有無"),
        "filled 実施する"
    );
}

/// The labels of the texts of a document by address.
fn labels(text: &str) -> Vec<(String, String)> {
    let (_, outcome) = read(text);
    let mut out = Vec::new();
    outcome.assessment.unwrap().walk(&mut |place, answer| {
        if answer.text().is_some() {
            out.push((place.address(), place.label()));
        }
    });
    out
}

const FILE: &str = "  - 特定個人情報ファイル名: NAME
    入手・使用: {入手に係る妥当性: 理由}
    委託:
      委託事項:
        - {委託事項: 保守, 委託内容: 一}
        - {委託事項: 印刷/封入, 委託内容: 二, 再委託: {再委託事項: 三}}
    保管・消去: {保管期間: {期間: 5年}}
    記録項目: [{名称: 住民, 項目: [氏名]}]
    リスク対策:
      使用: {リスク２: {ユーザ認証の管理: {具体的な管理方法: 四}}}
";

#[test]
fn labels_are_those_of_the_printed_form() {
    let head = "様式: 全項目評価書\n様式版: 令和7年\n基本情報:\n  事務: {事務の名称: 接種}\n  システム:\n    - {システムの名称: 台帳, システムの機能: 記録}\n特定個人情報ファイル:\n";
    let one = format!("{head}{}", FILE.replace("NAME", "接種ファイル"));
    let list = |text: &str| labels(text).iter().map(|(a, l)| format!("{l}\n    {a}\n")).collect::<String>();
    insta::assert_snapshot!("labels_one_file", list(&one));
    // With several files, the sections that repeat say which one is meant; equal names give way to numbers.
    let three = format!("{one}{}{}", FILE.replace("NAME", "甲"), FILE.replace("NAME", "甲"));
    let labels = labels(&three);
    for (address, label) in [
        ("特定個人情報ファイル[接種ファイル]/入手・使用/入手に係る妥当性", "Ⅱ(1)３④ 入手に係る妥当性"),
        ("特定個人情報ファイル[#2]/入手・使用/入手に係る妥当性", "Ⅱ(2)３④ 入手に係る妥当性"),
        ("特定個人情報ファイル[#3]/委託/委託事項[印刷/封入]/委託内容", "Ⅱ(3)４ 委託事項2 ① 委託内容"),
        (
            "特定個人情報ファイル[#3]/リスク対策/使用/リスク２/ユーザ認証の管理/具体的な管理方法",
            "Ⅲ(3)３リスク２ ユーザ認証の管理 具体的な管理方法",
        ),
    ] {
        let found = labels.iter().find(|(a, _)| a == address);
        assert_eq!(found.map(|(_, l)| l.as_str()), Some(label), "{address} in {labels:#?}");
    }
}

/// What need not be ticked is not ticked while nothing is written, whether its group is there or not.
#[test]
fn boxes_left_out_are_not_ticked() {
    let missing = |priority: &str| {
        let (_, outcome) =
            read(&format!("様式: 基礎項目評価書\n様式版: 令和6年10月\nリスク対策:\n  監査: なし\n{priority}"));
        let found = outcome.diagnostics.iter().filter(|d| d.message.ja.contains("Ⅳ１１"));
        found.map(|d| d.rule).collect::<Vec<_>>()
    };
    assert_eq!(missing(""), ["missing-answer"]);
    let name = "最も優先度が高いと考えられる対策";
    assert_eq!(missing(&format!("  {name}: {{}}\n")).len(), 3);
    assert_eq!(missing(&format!("  {name}: {{全項目評価又は重点項目評価: []}}\n")).len(), 3);
    assert_eq!(missing(&format!("  {name}: {{全項目評価又は重点項目評価: なし}}\n")).len(), 3);
    assert!(
        missing(&format!("  {name}: {{全項目評価又は重点項目評価: 全項目評価又は重点項目評価を実施する}}\n"))
            .is_empty()
    );
}

/// A list of boxes in which nothing is ticked is no answer, and nothing that must be empty.
#[test]
fn an_empty_list_is_blank() {
    let rules = |has: &str| {
        let text = format!(
            "様式: 全項目評価書\n様式版: 令和7年\n特定個人情報ファイル: [{{特定個人情報ファイル名: 甲, 提供・移転: {{提供・移転の有無: {has}, 提供先: [{{提供先: 乙}}]}}}}]\n"
        );
        let (_, outcome) = read(&text);
        let about = |d: &&Diagnostic| d.item.as_ref().is_some_and(|i| i.address.contains("/提供・移転/"));
        outcome.diagnostics.iter().filter(about).map(|d| (d.rule, d.item.clone().unwrap().label)).collect::<Vec<_>>()
    };
    assert_eq!(rules("[]")[0], ("missing-answer", "Ⅱ５ 提供・移転の有無".to_owned()));
    assert_eq!(rules("行っていない"), [("answer-must-be-empty", "Ⅱ５ 提供先".to_owned())]);
    assert!(rules("提供を行っている").iter().all(|(rule, _)| *rule == "missing-answer"));
}
