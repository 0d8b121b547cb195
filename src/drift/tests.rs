//! Passages that have drifted apart: grouping, wording, extraction.

use super::*;

fn corpus(files: &[(&str, &[&str])]) -> Report {
    let mut corpus = Corpus::default();
    for (file, texts) in files {
        let unit = |(i, text): (usize, &&str)| Unit {
            text: (*text).to_owned(),
            label: format!("項目{i}"),
            line: i + 1,
            shared: file.starts_with("共通"),
            place: Place { answer: i as u32, ..Place::default() },
        };
        corpus.add((*file).to_owned(), texts.iter().enumerate().map(unit).collect());
    }
    corpus.groups(files.len())
}

const A: &str = "①中間サーバーは、入館及び入室を有人で管理する専用のデータセンターに設置されている。";
const B: &str = "①中間サーバは、入館及び入室を有人で管理する専用のデータセンターに設置している。";
const OTHER: &str = "予防接種の対象者に予診票を送付し、接種を受けていない者に対して勧奨を行うものとする。";

#[test]
fn what_drifted_is_one_group_and_the_rest_is_silent() {
    let report = corpus(&[("a", &[A, OTHER]), ("b", &[A, OTHER]), ("c", &[B])]);
    assert_eq!(report.groups.len(), 1);
    let group = &report.groups[0];
    assert_eq!(group.wordings.iter().map(|w| w.places.len()).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(group.wordings[0].text, A);
    let marked: Vec<(ChangeKind, &str)> = group.wordings[1]
        .changes
        .iter()
        .filter(|c| c.kind != ChangeKind::Same)
        .map(|c| (c.kind, c.text.as_str()))
        .collect();
    assert_eq!(
        marked,
        [
            (ChangeKind::Removed, "サーバー"),
            (ChangeKind::Added, "サーバ"),
            (ChangeKind::Removed, "され"),
            (ChangeKind::Added, "し")
        ]
    );
}

#[test]
fn a_shared_passage_is_the_usual_wording() {
    let report = corpus(&[("a", &[A]), ("b", &[A]), ("共通", &[B])]);
    assert_eq!(report.groups[0].wordings[0].text, B);
}

#[test]
fn a_paragraph_is_found_inside_blocks_that_are_unlike() {
    let first = format!("＜甲＞\n{OTHER}\n{A}\n一つめの評価書にだけある長い文章であり、ほかのどこにも似たものはない。");
    let second = format!(
        "＜乙＞\n{B}\nこちらは二つめの評価書にだけある別の内容の文章で、それなりの長さを持つ。\n三つめの段落もこの評価書にしかない独自の長い説明として書かれている。"
    );
    let report = corpus(&[("a", &[&first]), ("b", &[&second])]);
    assert_eq!(report.groups.len(), 1);
    let lines: Vec<usize> = report.groups[0].wordings.iter().map(|w| w.places[0].line).collect();
    assert_eq!(lines, [3, 2]);
}

#[test]
fn short_texts_and_numbers_come_last_or_not_at_all() {
    let row = |n: u32| format!("番号法第19条第8号及び利用特定個人情報提供命令第2条の表の{n}の項（予防接種法）");
    let report = corpus(&[("a", &[&row(25), "十分である", A]), ("b", &[&row(26), "十分でない", B])]);
    assert_eq!(report.groups.len(), 2);
    assert_eq!(report.groups[0].wordings[0].text, A);
}

proptest::proptest! {
    #[test]
    fn changes_give_both_texts_back(a in "[あ-お、0-9A-Cア-ウー\n]{0,20}", b in "[あ-お、0-9A-Cア-ウー\n]{0,20}") {
        let changes = changes(&a, &b);
        let side = |out: ChangeKind| -> String {
            changes.iter().filter(|c| c.kind != out).map(|c| c.text.as_str()).collect()
        };
        proptest::prop_assert_eq!(side(ChangeKind::Added), a);
        proptest::prop_assert_eq!(side(ChangeKind::Removed), b);
    }
}
