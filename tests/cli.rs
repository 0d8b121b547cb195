//! The program as people meet it: exit status, streams and messages for good and bad input.

mod room;
mod skip;

use std::fs;
use std::path::{Path, PathBuf};

use room::Room;

fn examples() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("assessments");
    let found = piac::files::assessments_below(&root).expect("the examples");
    assert!(found.len() >= 7, "the examples are missing");
    found
}

#[test]
fn the_examples_check_clean() {
    let room = Room::new();
    for path in examples() {
        let ran = room.run(&["check", "--deny", "warning", path.to_str().expect("UTF-8")]);
        assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{}", ran.out);
    }
}

#[test]
fn what_cannot_be_read_is_named_and_ends_with_status_2() {
    let room = Room::new();
    room.put("binary.yaml", [0u8, 1, 2, 255]);
    let (sjis, _, _) = encoding_rs::SHIFT_JIS.encode("様式: 全項目評価書\n");
    room.put("sjis.yaml", &sjis);
    room.put("utf16.yaml", [0xff, 0xfe, 0x18, 0x69]);
    room.put("huge.yaml", vec![b'a'; 50 * 1024 * 1024]);
    room.put("評価書.xlsx", b"PK\x03\x04xl");
    room.put("公表.pdf", b"%PDF-1.7");
    room.put("重点項目評価書.yaml", "様式: 重点項目評価書\n");
    fs::create_dir(room.dir.path().join("empty")).expect("a folder");
    for (args, says) in [
        (&["check", "評価書.xlsx"][..], "Excel か Word のファイル"),
        (&["build", "評価書.xlsx"], "piac import"),
        (&["import", "評価書.xlsx"], "PDF に書き出せば"),
        (&["check", "公表.pdf"], "piac import"),
        (&["import", "重点項目評価書.yaml"], "YAML です"),
        (&["check", "重点項目評価所.yaml"], "「重点項目評価書.yaml」のことですか"),
        (&["check", "ない/重点項目評価書.yaml"], "フォルダー「ない」がありません"),
        (&["chek"], "「check」のことですか"),
        (&["diff", "重点項目評価書.yaml"], "「新しい版」が指定されていません"),
        (&["gate", "--base", "HEAD", "重点項目評価書.yaml"], "git で管理しているフォルダー"),
        (&["check", "binary.yaml"], "文字のファイルではありません"),
        (&["check", "sjis.yaml"], "Shift_JIS"),
        (&["check", "utf16.yaml"], "UTF-16"),
        (&["check", "huge.yaml"], "大きすぎます"),
        (&["check", "none.yaml"], "見つかりません"),
        (&["check", "empty"], "評価書"),
        (&["check"], "指定されていません"),
        (&["check", "--format", "xml", "a.yaml"], "xml"),
    ] {
        let ran = room.run(args);
        assert_eq!(ran.status, 2, "{args:?}: {}{}", ran.out, ran.err);
        assert!(ran.err.contains(says), "{args:?}: {}", ran.err);
    }
}

#[test]
fn a_finding_ends_with_status_1_and_stands_at_its_place() {
    let room = Room::new();
    for (text, rule, line) in [
        ("", "not-an-assessment", 1),
        ("ただの文章です。\n", "not-an-assessment", 1),
        ("様式：重点項目評価書\n様式版：令和7年\n", "not-an-assessment", 1),
        ("様式: 全項目\n", "unknown-form", 1),
        ("\u{feff}様式: 重点項目評価書\r\n様式版: 令和７年\r\n表紙:\r\n  特記事項: -\r\n", "yaml-syntax", 4),
        ("a: [1, 2\nb: 3\n", "yaml-syntax", 1),
    ] {
        room.put("a.yaml", text);
        let ran = room.run(&["check", "--format", "json", "a.yaml"]);
        assert_eq!(ran.status, 1, "{text:?}: {}{}", ran.out, ran.err);
        let report: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
        let found = report["diagnostics"]
            .as_array()
            .expect("a list")
            .iter()
            .any(|d| (d["rule"].as_str(), d["span"]["line"].as_u64()) == (Some(rule), Some(line)));
        assert!(found, "{text:?}: {}", ran.out);
    }
}

#[test]
fn a_file_that_cannot_be_written_leaves_nothing_behind() {
    let room = Room::new();
    room.put("taken", "x");
    room.put("published.txt", include_str!("import/small.txt"));
    for args in [
        &["new", "taken/x", "--form", "全項目評価書"][..],
        &["import", "published.txt", "-o", "taken/x.yaml"],
        &["import", "published.txt", "-o", "."],
    ] {
        let ran = room.run(args);
        assert_eq!(ran.status, 2, "{args:?}: {}{}", ran.out, ran.err);
        assert!(ran.err.starts_with("実行できません: "), "{args:?}: {}", ran.err);
    }
    assert_eq!(room.names(), ["published.txt", "taken"]);
}

#[test]
fn the_untouched_scaffold_names_every_unfilled_item() {
    let room = Room::new();
    for form in ["全項目評価書", "重点項目評価書", "基礎項目評価書"] {
        assert_eq!(room.run(&["new", form, "--form", form]).status, 0);
        let ran = room.run(&["check", "--format", "json", form]);
        assert_eq!(ran.status, 1);
        let report: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
        let found = report["diagnostics"].as_array().expect("a list");
        assert!(found.len() >= 20, "{form}: {}", found.len());
        for d in found {
            assert!(d["message"].as_str().is_some_and(|m| m.contains("未記入")), "{form}: {d}");
            let label = d["item"]["label"].as_str().expect("a label");
            assert!(d["message"].as_str().expect("a message").contains(label), "{form}: {d}");
        }
        let has = |label: &str| found.iter().any(|d| d["item"]["label"] == label);
        assert_eq!(has("Ⅱ２① ファイルの種類"), form != "基礎項目評価書");
        assert!(room.run(&["new", form, "--form", form]).status == 2, "an existing file is kept");
    }
}

/// What is printed as JSON follows the schema that is published for it.
#[test]
fn the_json_output_follows_its_schema() {
    let schema = include_str!("../schemas/generated/check.schema.json");
    let schema: serde_json::Value = serde_json::from_str(schema).expect("a schema");
    let validator = jsonschema::validator_for(&schema).expect("a valid schema");
    let room = Room::new();
    let mistakes = include_str!("resolver/mistakes.yaml");
    room.put("評価書.yaml", mistakes);
    let ran = room.run(&["check", "--format", "json", "評価書.yaml"]);
    let report: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    assert!(report["diagnostics"].as_array().is_some_and(|d| d.len() >= 12));
    let errors: Vec<String> = validator.iter_errors(&report).map(|e| e.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    let mut broken = report.clone();
    broken["diagnostics"][0]["severity"] = "fatal".into();
    assert!(!validator.is_valid(&broken));
}

#[test]
fn one_broken_file_does_not_hide_the_others() {
    let room = Room::new();
    room.put("a/全項目評価書.yaml", "様式: [\n");
    room.put("b/全項目評価書.yaml", [0u8]);
    room.put("c/全項目評価書.yaml", "様式: 全項目評価書\n様式版: 令和7年\n");
    let ran = room.run(&["check", "."]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("b/全項目評価書.yaml"), "{}", ran.err);
    assert!(ran.out.contains("a/全項目評価書.yaml") && ran.out.contains("c/全項目評価書.yaml"), "{}", ran.out);
}

#[test]
fn the_human_output_reads_well() {
    let room = Room::new();
    room.put(
        "評価書.yaml",
        "様式: 重点項目評価書\n様式版: 令和7年\n表紙:\n  評価書番号: 七\n  評価書名称: 予防接種\n基本情報:\n  事務: {事務の名称: 予防接種に関する事務, 対象人数: １万人以上１０万人未満}\n",
    );
    let ran = room.run(&["check", "評価書.yaml"]);
    insta::assert_snapshot!(ran.out);
    let english = room.run(&["check", "--lang", "en", "評価書.yaml"]);
    assert!(english.out.contains("error[unknown-key]"), "{}", english.out);
}

#[test]
fn fix_repairs_only_what_it_names_and_only_once() {
    let room = Room::new();
    let before = "様式: 重点項目評価書\n様式版: 令和7年 # 版\n基本情報:\n  事務:\n    対象人数:   ３）　１万人以上１０万人未満   # 人数\n";
    let path = room.put("評価書.yaml", before);
    let ran = room.run(&["check", "--fix", "評価書.yaml"]);
    assert!(ran.err.contains("1 か所"), "{}", ran.err);
    let after = fs::read_to_string(&path).expect("the file");
    assert_eq!(after, before.replace("３）　１万人以上１０万人未満", "1万人以上10万人未満"));
    let again = room.run(&["check", "--fix", "評価書.yaml"]);
    assert_eq!(again.err, "");
    assert_eq!(fs::read_to_string(&path).expect("the file"), after);
    assert_eq!(room.names(), ["評価書.yaml"]);
}

#[test]
fn formatting_keeps_every_answer() {
    let room = Room::new();
    for (i, path) in examples().iter().enumerate() {
        let text = fs::read_to_string(path).expect("an example");
        let copy = room.put(&format!("{i}.yaml"), text.replace('\n', "\r\n"));
        let name = format!("{i}.yaml");
        assert_eq!(room.run(&["fmt", "--check", &name]).status, 1);
        assert_eq!(room.run(&["fmt", &name]).status, 0);
        assert_eq!(room.run(&["fmt", "--check", &name]).status, 0);
        let answers = |text: String| {
            let source = piac::source::Source::new("x", text);
            let assessment = piac::assessment::read(&source).assessment.expect("an assessment");
            let mut all = Vec::new();
            assessment.walk(&mut |place, answer| all.push((place.address(), answer.text().map(|t| t.into_owned()))));
            all
        };
        assert_eq!(answers(fs::read_to_string(copy).expect("the copy")), answers(text));
    }
}

/// A published text becomes YAML, has real faults, and becomes a PDF all the same.
#[test]
fn published_texts_go_through_import_check_and_build() {
    for name in ["juten-hiratsuka-vaccination.txt", "zenkoumoku-sendai-adult-screening.txt"] {
        let Some(seed) = skip::seed(name) else { continue };
        let room = Room::new();
        let ran = room.run(&["import", seed.to_str().expect("UTF-8"), "-o", "a.yaml"]);
        assert_eq!(ran.status, 0, "{}", ran.err);
        let ran = room.run(&["check", "a.yaml"]);
        assert_eq!(ran.status, 1, "{}{}", ran.out, ran.err);
        assert!(ran.out.contains("エラー[") && !ran.out.contains("yaml-"), "{}", ran.out);
        if cfg!(feature = "pdf") {
            let ran = room.run(&["build", "a.yaml", "-o", "out"]);
            assert_eq!(ran.status, 0, "{}{}", ran.out, ran.err);
            let pdf = fs::read(room.dir.path().join("out/a.pdf")).expect("a PDF");
            assert!(pdf.starts_with(b"%PDF-") && pdf.len() > 100_000);
        }
    }
}

/// `--what-if` answers from the file's own facts with the changed ones; what it cannot use, it says.
#[test]
fn what_if_the_facts_were_others() {
    let room = Room::new();
    for name in ["重点項目評価書.yaml", "基礎項目評価書.yaml"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assessments/国民健康保険");
        room.put(&format!("a/{name}"), fs::read_to_string(folder.join(name)).expect("an example"));
    }
    let focused = "a/重点項目評価書.yaml";
    let ran = room.run(&["check", "a", "--what-if", "対象人数=30万", "--what-if", "事故=発生あり"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    insta::assert_snapshot!(ran.out);
    let ran = room.run(&["check", focused, "--what-if", "対象人数=300000", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    let schema = piac::schema::generated().into_iter().find(|(name, _)| name == "what-if.schema.json");
    let validator = jsonschema::draft202012::new(&schema.expect("its schema").1).expect("a schema");
    assert!(validator.is_valid(&report), "{report}");
    assert_eq!(
        (&report["what_if"][0]["due"], &report["what_if"][0]["enough"]),
        (&"全項目評価書".into(), &false.into())
    );
    for (what, said) in
        [("人口=3", "対象人数、取扱者数、重大事故"), ("対象人数", "対象人数=300000"), ("事故=3", "発生あり")]
    {
        let ran = room.run(&["check", focused, "--what-if", what]);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{what}");
        assert!(ran.err.contains(said), "{}", ran.err);
    }
    assert_eq!(room.run(&["check", focused, "--what-if", "対象人数=1", "--format", "sarif"]).status, 2);
}
