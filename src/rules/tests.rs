//! Tests of the machinery around the rules; each rule is tested by its page (tests/rules_pages.rs).

use std::collections::HashSet;

use super::*;
use crate::assessment;
use crate::source::Source;

#[test]
fn names_are_unique_and_have_their_page() {
    let mut seen = HashSet::new();
    for rule in all() {
        assert!(seen.insert(rule.name), "{} twice", rule.name);
        assert!(rule.page.starts_with(&format!("# {}\n", rule.name)), "page of {}", rule.name);
        assert_eq!(rule.check.is_none(), rule.group == RuleGroup::構造, "{}", rule.name);
    }
    assert!(RULES.is_sorted_by_key(|r| r.group), "the registry is in the order of the groups");
}

const TEXT: &str = "様式: 重点項目評価書
様式版: 令和7年
表紙:
  評価書名: \"引用符の\\\"中\\\"の文\"
  宣言: |
    一行目
      二行目は第19条

    四行目
  特記事項:
    - 見出し: ＜甲＞
      本文: 乙の文
    - 丙の文
  評価実施機関名: '市長''印'
";

fn spans_of(id: &str, word: &str) -> String {
    let source = Source::new("t.yaml", TEXT);
    let assessment = assessment::read(&source).assessment.unwrap();
    let answer = assessment.find(id).unwrap();
    let text = answer.text().unwrap();
    let at = text.find(word).unwrap();
    source.slice(look::span_in(&source, answer, at..at + word.len())).to_owned()
}

#[test]
fn words_are_found_in_every_kind_of_scalar() {
    assert_eq!(spans_of(items::COVER_DECLARATION, "第19条"), "第19条");
    assert_eq!(spans_of(items::COVER_DECLARATION, "四行目"), "四行目");
    assert_eq!(spans_of(items::COVER_DECLARATION, "一行目\n  二"), "一行目\n      二");
    assert_eq!(spans_of(items::COVER_NAME, "中\"の"), "中\\\"の");
    assert_eq!(spans_of(items::COVER_BODY, "'印"), "''印");
    assert_eq!(spans_of("cover.notes", "乙の文"), "乙の文");
    assert_eq!(spans_of("cover.notes", "丙"), "丙");
}

/// The rules found in a text, allow-comments applied, with their lines.
fn findings(text: &str) -> Vec<(String, usize)> {
    let source = Source::new("t.yaml", text);
    let outcome = assessment::read(&source);
    let assessment = outcome.assessment.unwrap();
    let kept = apply_allows(&assessment, outcome.diagnostics);
    kept.iter().map(|d| (d.rule.to_owned(), source.position(d.span.start).line)).collect()
}

fn has(text: &str, rule: &str) -> bool {
    findings(text).iter().any(|(name, _)| name == rule)
}

#[test]
fn an_allow_silences_below_its_key_only() {
    let text = "様式: 基礎項目評価書\n様式版: 令和6年10月\n# piac: allow(not-a-date) 様式の例\n表紙:\n  公表日: 未定\nしきい値判断項目:\n  対象人数:\n    計数時点: 未定\n";
    let dates: Vec<_> = findings(text).into_iter().filter(|(r, _)| r == "not-a-date").collect();
    assert_eq!(dates, [("not-a-date".to_owned(), 8)]);
    assert!(!has(text, "unused-allow") && !has(text, "bad-allow"));
}

#[test]
fn an_allow_needs_a_known_rule_a_reason_and_a_use() {
    let with =
        |comment: &str| format!("様式: 基礎項目評価書\n様式版: 令和6年10月\n表紙:\n  {comment}\n  公表日: 未定\n");
    assert!(has(&with("# piac: allow(not-a-date)"), "bad-allow"));
    assert!(has(&with("# piac: allow(no-such-rule) 理由"), "bad-allow"));
    assert!(has(&with("# piac: ignore not-a-date"), "bad-allow"));
    assert!(has(&with("# piac: allow(impossible-date) 理由"), "unused-allow"));
    let fine = with("# piac: allow(not-a-date) 公表前のため");
    assert!(!has(&fine, "not-a-date") && !has(&fine, "bad-allow") && !has(&fine, "unused-allow"));
    assert!(!has(&with("# 担当に確認"), "bad-allow"));
}

#[test]
fn a_draft_may_leave_what_comes_later() {
    let text = "様式: 全項目評価書\n様式版: 令和7年\n表紙:\n  評価書名: 予防接種に関する事務　全項目評価書（素案）\n  公表日:\n  宣言:\n";
    let source = Source::new("t.yaml", text);
    let outcome = assessment::read(&source);
    let kept = apply_allows(&outcome.assessment.unwrap(), outcome.diagnostics);
    let severity = |key: &str| kept.iter().find(|d| source.slice(d.span) == key).map(|d| d.severity);
    assert_eq!(severity("公表日"), Some(Severity::Info));
    assert_eq!(severity("宣言"), Some(Severity::Error));
}
