//! Notation as people write it: what is read, where it stands, and what is refused.

use super::*;

fn parsed(text: &str) -> (Arc<Source>, Parsed) {
    let source = Source::new("t.yaml", text);
    let parsed = parse(&source);
    (source, parsed)
}

fn rules(text: &str) -> Vec<&'static str> {
    parsed(text).1.diagnostics.iter().map(|d| d.rule).collect()
}

#[test]
fn every_key_and_value_has_its_bytes() {
    let (source, parsed) =
        parsed("表紙:\n  評価書名: 予防接種  # 名\n  宣言: |\n    一行\n    二行\n\n  版: [甲, 乙]\n");
    let document = parsed.document.unwrap();
    let cover = document.root.get("表紙").unwrap();
    let NodeKind::Map(entries) = &cover.kind else { panic!() };
    assert_eq!(source.slice(entries[0].key_span), "評価書名");
    assert_eq!(source.slice(entries[0].value.span), "予防接種");
    assert_eq!(source.position(entries[0].value.span.start).column, 9);
    assert_eq!(entries[1].value.scalar(), Some("一行\n二行\n"));
    assert!(source.slice(entries[1].value.span).ends_with("二行"));
    assert_eq!(source.slice(entries[2].value.span), "[甲, 乙]");
    assert_eq!(document.comments[0].text, " 名");
}

#[test]
fn what_would_change_meaning_is_refused() {
    assert_eq!(rules("a: !x b\n"), ["yaml-tag"]);
    assert_eq!(rules("a: &x b\nc: *x\n"), ["yaml-anchor", "yaml-anchor"]);
    assert_eq!(rules("a: 1\nb: 2\na: 3\n"), ["duplicate-key"]);
    assert_eq!(rules("a: 1\n---\nb: 2\n"), ["yaml-documents"]);
    assert_eq!(rules("? [a]\n: 1\n"), ["yaml-key"]);
    assert_eq!(rules(&format!("a: {}{}", "[".repeat(100), "]".repeat(100))), ["yaml-too-deep"]);
}

#[test]
fn folding_between_kanji_is_reported_and_repaired() {
    let text = "a: >\n  予防接種の\n  対象者\nb: x\n";
    let (source, parsed) = parsed(text);
    assert_eq!(parsed.diagnostics[0].rule, "folded-japanese");
    let fix = parsed.diagnostics[0].fix.as_ref().unwrap();
    let fixed = crate::diag::apply_edits(source.text(), &fix.edits);
    assert_eq!(fixed, "a: |\n  予防接種の対象者\nb: x\n");
    assert!(rules("a: >\n  one\n  two\n").is_empty());
    assert_eq!(rules("a: 予防接種の\n  対象者\n"), ["folded-japanese"]);
}

#[test]
fn a_syntax_error_names_its_place() {
    let (source, parsed) = parsed("表紙:\n  特記事項: -\n");
    assert!(parsed.document.is_none());
    let d = &parsed.diagnostics[0];
    assert_eq!(d.rule, "yaml-syntax");
    assert_eq!(source.position(d.span.start).line, 2);
    assert!(d.help.as_ref().unwrap().ja.contains("引用符"));
}

#[test]
fn slips_of_people_who_do_not_know_yaml_are_told_with_a_way_out() {
    let cases = [
        ("表紙:\n  公表日: 令和8年\n    番号: 1\n", "「番号」を前の行と同じ字下げ（半角の空白 2 字）に"),
        ("表紙:\n  番号: 7\n- 公表日: 令和8年\n", "「- 」は繰り返しの項目だけに"),
        (
            "表紙:\n  番号: 7\n特記:\n    - 甲\n  公表日: 令和8年\n",
            "この行の字下げは 2 字ですが、上の「特記」は 0 字です",
        ),
        ("表紙:\n  特記事項:なし\n  番号: 1\n", "「:」のあとに半角の空白を"),
        ("表紙:\n  宣言: |本文です\n", "「|」で改行し、次の行から"),
        ("表紙:\n  宣言: |\n本文です\n", "本文を次の行から書くときは"),
        ("表紙:\n  公表日: 令和8年\n  番号：7\n", "全角の「：」"),
        ("表紙:\n\t番号: 7\n", "タブは使えません"),
        ("表紙:\n  特記事項: \"なし\n", "値の終わりにも引用符を"),
    ];
    for (text, told) in cases {
        let (_, parsed) = parsed(text);
        let [only] = &parsed.diagnostics[..] else { panic!("{text}: {:?}", parsed.diagnostics) };
        let help = &only.help.as_ref().unwrap().ja;
        assert_eq!(only.rule, "yaml-syntax", "{text}");
        assert!(help.contains(told), "{text}: {help}");
    }
}
