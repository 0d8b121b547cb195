//! Import of published texts: what both seeds say, item by item, and what must never happen.
//!
//! The expectations under `tests/import/` were written by reading the published texts: an address,
//! a tab, and the answer (its beginning and end around `…` where it is long), `要確認` where the text
//! does not carry it, `（空欄）` where the place is empty.

mod back;
mod skip;

use std::collections::HashMap;

use piac::assessment::{self, Value};
use piac::form::FormName;
use piac::import::{ImportError, Imported, Input, Status, import};
use piac::source::Source;
use piac::text::normalize;

use back::by_address as answers;

const HIRATSUKA: &str = "juten-hiratsuka-vaccination.txt";
const SENDAI: &str = "zenkoumoku-sendai-adult-screening.txt";

/// A published text that is not part of the project.
fn seed(name: &str) -> Option<String> {
    skip::seed(name).map(|path| std::fs::read_to_string(path).expect("a text"))
}

fn run(text: &str) -> Imported {
    let input = Input { name: "t.txt".into(), bytes: text.as_bytes().to_vec() };
    let imported = import(&[input], None).expect("an assessment");
    let account = imported.report.characters;
    assert_eq!(account.total, text.chars().count(), "every character is counted");
    assert_eq!(account.total, account.placed + account.furniture + account.left_over);
    imported
}

/// Compares with the list under `tests/import/`.
fn check(expected: &str, got: &HashMap<String, String>) -> usize {
    let mut wrong = Vec::new();
    let lines: Vec<&str> = expected.lines().filter(|l| !l.starts_with('#') && !l.is_empty()).collect();
    for line in &lines {
        let (address, value) = line.split_once('\t').unwrap_or_else(|| panic!("no tab: {line}"));
        let is = got.get(address).map(|v| normalize(v));
        let fits = is.as_ref().is_some_and(|is| match value.split_once('…') {
            Some((begin, end)) => is.starts_with(&normalize(begin)) && is.ends_with(&normalize(end)),
            None => *is == normalize(value),
        });
        if !fits {
            wrong.push(format!("{address}\n  expected {value}\n  got      {is:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    lines.len()
}

/// The members of a list by their common prefix in the addresses.
fn rows(got: &HashMap<String, String>, column: &str) -> Vec<String> {
    (1..).map_while(|n| got.get(&format!("変更箇所[#{n}]/{column}")).cloned()).collect()
}

#[test]
fn hiratsuka_item_by_item() {
    let Some(text) = seed(HIRATSUKA) else { return };
    let imported = run(&text);
    assert_eq!(imported.form.form, FormName::重点項目評価書);
    assert_eq!(imported.form.edition, "平成30年5月");
    let got = answers(&imported);
    assert!(check(include_str!("import/hiratsuka.txt"), &got) >= 80);
    let dates = rows(&got, "変更日");
    assert_eq!(dates.len(), 70);
    assert_eq!(dates.iter().filter(|d| *d == "2017/1/4").count(), 21);
    assert_eq!(dates.iter().filter(|d| *d == "令和3年11月15日").count(), 16);
    assert_eq!(dates[69], "令和4年8月1日");
    assert!(rows(&got, "提出時期").iter().all(|t| t == "事前" || t == "事後"));
    let items = |name: &str| -> usize {
        got.iter()
            .filter(|(a, _)| a.contains("/記録項目[") && a.ends_with(name))
            .map(|(_, v)| v.split('、').count())
            .sum()
    };
    // Three of the 83 names have commas in their brackets: 2 + 2 more.
    assert_eq!(items("/項目"), 83 + 4);
    enough(&imported);
}

#[test]
fn sendai_item_by_item() {
    let Some(text) = seed(SENDAI) else { return };
    let imported = run(&text);
    assert_eq!(imported.form.form, FormName::全項目評価書);
    assert_eq!(imported.form.edition, "令和7年");
    let got = answers(&imported);
    assert!(check(include_str!("import/sendai.txt"), &got) >= 80);
    let dates = rows(&got, "変更日");
    assert_eq!(dates.len(), 65);
    assert_eq!(dates.iter().filter(|d| *d == "令和5年7月6日").count(), 4);
    assert_eq!(dates.iter().filter(|d| *d == "令和7年1月10日").count(), 5);
    assert_eq!(dates.iter().filter(|d| *d == "令和7年11月6日").count(), 6);
    assert_eq!(dates.iter().filter(|d| *d == "令和7年12月12日").count(), 50);
    let source = Source::new("imported.yaml", imported.yaml.as_str());
    let assessment = assessment::read(&source).assessment.expect("an assessment");
    let file = &assessment.members("file")[0];
    let records = file.get("file.records").expect("record items").members();
    let count = |group: &piac::assessment::Group| match group.get("file.records.items").and_then(|a| a.value()) {
        Some(Value::Strings(items)) => items.len(),
        _ => 0,
    };
    assert_eq!(records.len(), 15);
    assert_eq!(records.iter().map(count).sum::<usize>(), 601);
    enough(&imported);
}

/// At least 97% of what is not furniture is in an answer.
fn enough(imported: &Imported) {
    let c = imported.report.characters;
    assert!(c.placed * 100 >= (c.placed + c.left_over) * 97, "{c:?}");
    let listed: usize =
        imported.report.left_over.iter().map(|l| l.text.chars().filter(|c| !c.is_whitespace()).count()).sum();
    assert!(listed >= c.left_over, "every left-over character is listed");
}

/// A small published text of the 基礎項目評価書, in cells.
const SMALL: &str = include_str!("import/small.txt");

#[test]
fn a_small_text_in_every_notation() {
    let expected = include_str!("import/small-answers.txt");
    let markdown: String = SMALL
        .lines()
        .map(|l| if l.contains('\t') { format!("| {} |\n", l.replace('\t', " | ")) } else { format!("{l}\n") })
        .collect();
    let html: String = SMALL
        .lines()
        .map(|l| match l.contains('\t') {
            true => format!("<table><tr><td>{}</td></tr></table>\n", l.replace('\t', "</td><td>")),
            false => format!("<p>{l}</p>\n"),
        })
        .collect();
    let lines = SMALL.replace('\t', "\n\n");
    let columns = SMALL.replace('\t', "        ");
    let narrow = SMALL
        .replace('（', "(")
        .replace('）', ")")
        .replace('Ⅰ', "I")
        .replace('Ⅳ', "IV")
        .replace("＜選択肢＞", "<選択肢>");
    for (name, text) in
        [("cells", SMALL.to_owned()), ("markdown", markdown), ("html", html), ("columns", columns), ("narrow", narrow)]
    {
        eprintln!("{name}");
        check(expected, &answers(&run(&text)));
    }
    let got = answers(&run(&lines));
    for line in expected.lines().filter(|l| !l.starts_with('#')) {
        let (address, value) = line.split_once('\t').expect("a tab");
        let is = got.get(address).map_or("要確認", |v| v.as_str());
        assert!(is == "要確認" || normalize(is) == normalize(value), "{address}: {is} is not {value}");
    }
}

/// The text with lost brackets, page breaks, wrapped lines, lost lines, and cells that became lines.
fn damaged(text: &str, mut state: u32) -> String {
    let mut dice = |n: u32| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 16) % n
    };
    let (brackets, pages, wraps, losses, cells) =
        (dice(3) == 0, dice(2) == 0, dice(2) == 0, dice(3) == 0, dice(3) == 0);
    let mut out = String::new();
    let mut page = 1;
    for line in text.lines() {
        if losses && dice(25) == 0 {
            continue;
        }
        for (i, c) in line.chars().enumerate() {
            match c {
                '［' | '］' if brackets && dice(4) == 0 => continue,
                '\t' if cells => out.push('\n'),
                c => out.push(c),
            }
            if wraps && i % 37 == 36 {
                out.push('\n');
            }
        }
        out.push('\n');
        if pages && dice(12) == 0 {
            out.push_str(&format!("\n- {page} -\n\u{c}"));
            page += 1;
        }
    }
    out
}

#[test]
fn a_damaged_text_is_never_read_wrongly() {
    let expected: HashMap<&str, &str> = include_str!("import/small-answers.txt")
        .lines()
        .filter(|l| !l.starts_with('#'))
        .filter_map(|l| l.split_once('\t'))
        .collect();
    let mut right = 0;
    for seed in 0..150 {
        let text = damaged(SMALL, seed * 7919 + 1);
        let input = Input { name: "t".into(), bytes: text.clone().into_bytes() };
        let Ok(imported) = import(&[input], Some(FormName::基礎項目評価書)) else { continue };
        let got = answers(&imported);
        for (address, value) in &expected {
            let Some(is) = got.get(*address).filter(|v| *v != "要確認") else { continue };
            // A lost line may leave a place empty; then the text says so.
            let fits = normalize(is) == normalize(value) || is == "（空欄）";
            assert!(fits, "{seed} {address}: {is} is not {value}\n{text}");
            right += 1;
        }
    }
    assert!(right > 1_500, "{right}");
}

#[test]
fn other_encodings_give_the_same() {
    let want = run(SMALL).yaml;
    let (sjis, _, lost) = encoding_rs::SHIFT_JIS.encode(SMALL);
    assert!(!lost);
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(SMALL.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    for bytes in [sjis.into_owned(), utf16, [b"\xef\xbb\xbf", SMALL.as_bytes()].concat()] {
        let got = import(&[Input { name: "t".into(), bytes }], None).expect("an assessment");
        assert_eq!(got.yaml, want);
    }
}

#[test]
fn what_is_no_assessment_is_refused() {
    let one =
        |bytes: Vec<u8>, form| import(&[Input { name: "x".into(), bytes }], form).map(|_| ()).expect_err("refused");
    let mut state = 1u32;
    let random: Vec<u8> = (0..100_000)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        })
        .collect();
    assert_eq!(one(random, None), ImportError::NotText("x".into()));
    let novel = "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。\n".repeat(2000);
    assert_eq!(one(novel.clone().into_bytes(), None), ImportError::NoForm);
    assert_eq!(one(novel.into_bytes(), Some(FormName::全項目評価書)), ImportError::NotAnAssessment(0));
    let table = "<table><tr><td>1</td><td>2</td></tr></table>\n".repeat(100);
    assert!(matches!(one(table.into_bytes(), Some(FormName::基礎項目評価書)), ImportError::NotAnAssessment(_)));
    assert_eq!(one(Vec::new(), None), ImportError::Empty);
    assert!(matches!(one(vec![b'a'; 100 * 1024 * 1024], None), ImportError::TooLarge(_)));
}

#[test]
fn the_time_grows_with_the_text_only() {
    let mut text = SMALL.replace("事務の概要\t", "事務の概要\t<p>健康診査の結果を管理する。</p>");
    let filler =
        "・特定個人情報の取扱いについて、リスクに対する措置の内容を定め、具体的な方法により点検する。\n".repeat(8_000);
    text = text.replace("<p>健康診査の結果を管理する。</p>", &filler);
    assert!(text.len() > 1_000_000);
    let start = std::time::Instant::now();
    run(&text);
    // The development profile is many times slower than a release; 1 MB must still take seconds, not minutes.
    assert!(start.elapsed().as_secs() < 120, "{:?}", start.elapsed());
}

#[test]
fn doubtful_items_have_a_reason() {
    let imported = run(SMALL);
    for entry in &imported.report.items {
        assert_eq!(entry.status == Status::Placed, entry.reason.is_none(), "{entry:?}");
    }
    assert!(imported.report.human(piac::diag::Lang::En).contains("characters ="));
}

/// Whoever opens only the file sees each doubt above its answer, and formatting keeps it there.
#[test]
fn a_doubtful_answer_has_a_comment_above_it() {
    let damaged = SMALL
        .replace("所属長の役職名", "所属長の役職口名")
        .replace("［　実施する　］", "［　実施すろ　］")
        .replace("判断の根拠", "判断 の根処");
    let imported = run(&damaged);
    let reasons: Vec<&str> = imported.yaml.lines().filter_map(|l| l.trim().strip_prefix("# 要確認 L")).collect();
    assert_eq!(reasons.len(), imported.report.remarks());
    assert!(reasons.len() >= 2, "{reasons:?}\n{}", imported.yaml);
    for lang in [piac::diag::Lang::Ja, piac::diag::Lang::En] {
        assert!(imported.report.human(lang).trim_end().contains("# 要確認"));
    }
    let source = Source::new("a.yaml", imported.yaml.as_str());
    let formatted = piac::format::format(&source).expect("an assessment");
    assert_eq!(formatted, imported.yaml);
    // Also above the first key of a member of a list, here of the seeds.
    for name in [HIRATSUKA, SENDAI] {
        let Some(text) = seed(name) else { continue };
        let imported = run(&text);
        let count = imported.yaml.lines().filter(|l| l.trim().starts_with("# 要確認 ")).count();
        assert_eq!(count, imported.report.remarks());
        let formatted = piac::format::format(&Source::new("a.yaml", imported.yaml.as_str())).expect("an assessment");
        assert_eq!(formatted, imported.yaml);
    }
}

/// The JSON of the report follows the schema that is published for it.
#[test]
fn the_report_follows_its_schema() {
    let schema = include_str!("../schemas/generated/import.schema.json");
    let schema: serde_json::Value = serde_json::from_str(schema).expect("JSON");
    let validator = jsonschema::draft202012::new(&schema).expect("a schema");
    let two = [("a", SMALL.replace("所属長の役職名", "所属長の役職口名")), ("b", "\n別紙２　残り\u{c}\n文".into())];
    let inputs = two.map(|(name, text)| Input { name: name.into(), bytes: text.into_bytes() });
    for imported in [run(SMALL), import(&inputs, None).expect("an assessment")] {
        let mut json = serde_json::to_value(&imported.report).expect("JSON");
        let refused: Vec<String> =
            validator.iter_errors(&json).map(|e| format!("{}: {e:.200}", e.instance_path())).collect();
        assert!(refused.is_empty(), "{refused:?}");
        json["items"][0]["status"] = "read".into();
        assert!(!validator.is_valid(&json), "any status is accepted");
    }
}
