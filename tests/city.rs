//! A whole repository: shared passages, the overview of deadlines, the plan and drifting passages.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A folder of its own in which the program runs.
struct Room {
    dir: tempfile::TempDir,
}

struct Ran {
    status: i32,
    out: String,
    err: String,
}

impl Room {
    fn new() -> Self {
        Room { dir: tempfile::tempdir().expect("a temporary folder") }
    }

    /// A room with a copy of the example city.
    fn city() -> Self {
        let room = Room::new();
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("assessments"), &room.path("assessments"));
        room
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn put(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("below the room")).expect("a folder");
        fs::write(path, content).expect("a file");
    }

    fn get(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect("a file")
    }

    fn run(&self, args: &[&str]) -> Ran {
        let output = Command::new(env!("CARGO_BIN_EXE_piac"))
            .args(args)
            .current_dir(self.dir.path())
            .env("NO_COLOR", "1")
            .env("COLUMNS", "100")
            .output()
            .expect("the program runs");
        let ran = Ran {
            status: output.status.code().expect("an exit status, not a signal"),
            out: String::from_utf8(output.stdout).expect("UTF-8"),
            err: String::from_utf8(output.stderr).expect("UTF-8"),
        };
        assert!(!ran.err.contains("panicked"), "{}", ran.err);
        ran
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("the examples") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

/// A 基礎項目評価書 with a number, a name and a 公表日.
fn basic(number: u32, name: &str, published: &str) -> String {
    format!(
        "様式: 基礎項目評価書\n様式版: 令和6年10月\n表紙:\n  評価書番号: {number}\n  評価書名: {name}\n  公表日: {published}\n"
    )
}

#[test]
fn a_passage_stands_in_every_document_that_refers_to_it() {
    let room = Room::city();
    let mut references = 0;
    for path in piac::files::assessments_below(&room.path("assessments")).expect("the examples") {
        references += fs::read_to_string(path).expect("an example").matches("共通記載: ").count();
    }
    assert!(references >= 8, "{references} references");
    assert_eq!(room.run(&["check", "--deny", "warning"]).status, 0);
    // One change of a passage is a change of every document, here of their findings.
    let passages = "assessments/共通記載/表紙と窓口.yaml";
    let text = room.get(passages).replace("宣言:\n  引数: [事務]", "宣言:\n  引数: [事務, 市]");
    room.put(passages, text.replace("｛事務｝に", "｛市｝の｛事務｝に"));
    let ran = room.run(&["check", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    let found = report["diagnostics"].as_array().expect("a list");
    assert_eq!(found.iter().filter(|d| d["rule"] == "passage-argument").count(), 5, "{}", ran.out);
    assert_eq!(ran.status, 1);
}

#[test]
fn a_broken_passage_file_is_named_once() {
    let room = Room::city();
    room.put("assessments/共通記載/壊れた.yaml", "a: [\n");
    let ran = room.run(&["check"]);
    assert_eq!(ran.status, 1);
    assert_eq!(ran.out.matches("assessments/共通記載/壊れた.yaml:").count(), 1, "{}", ran.out);
}

#[test]
fn the_overview_of_the_city_reads_well() {
    let room = Room::city();
    let ran = room.run(&["status", "--as-of", "令和9年4月1日"]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    insta::assert_snapshot!(ran.out);
    assert_eq!(room.run(&["status", "--as-of", "2027-04-01"]).out, ran.out);
}

#[test]
fn overdue_comes_first_and_what_is_broken_is_named() {
    let room = Room::new();
    room.put("a/基礎項目評価書.yaml", basic(1, "一の事務　基礎項目評価書", "令和8年3月1日"));
    room.put("b/基礎項目評価書.yaml", basic(2, "二の事務　基礎項目評価書", "令和5年3月1日"));
    room.put("c/基礎項目評価書.yaml", basic(3, "三の事務　基礎項目評価書【令和4年3月31日 終了】", "令和2年3月1日"));
    room.put("d/基礎項目評価書.yaml", "様式: [\n");
    room.put("e/基礎項目評価書.yaml", [0u8, 1, 2]);
    let args = ["status", ".", "--as-of", "2026-04-01", "--format", "json"];
    let ran = room.run(&args);
    assert_eq!(ran.status, 1);
    assert_eq!(room.run(&args).out, ran.out, "the same input gives the same bytes");
    let overview: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    let files: Vec<&str> =
        overview["assessments"].as_array().expect("a list").iter().filter_map(|e| e["file"].as_str()).collect();
    let folders: Vec<&str> = files.iter().map(|f| f.split('/').nth(1).expect("a folder")).collect();
    assert_eq!(folders, ["d", "e", "b", "a", "c"]);
    assert_eq!(overview["summary"]["broken"], 2);
    assert_eq!(overview["summary"]["overdue"], 1);
    let ended = &overview["assessments"][4]["deadlines"];
    assert_eq!(ended.as_array().expect("a list").len(), 1, "an affair that has ended is not reviewed");
    assert_eq!((&ended[0]["date"], &ended[0]["state"]), (&"2025-03-31".into(), &"done".into()));
    assert_eq!(overview["assessments"][2]["deadlines"][1]["date"], "2028-03-01");
    let schema: serde_json::Value = serde_json::from_str(include_str!("../schemas/generated/status.schema.json"))
        .expect("the schema is JSON");
    assert!(jsonschema::validator_for(&schema).expect("a schema").is_valid(&overview));
    let ics = room.run(&["status", ".", "--as-of", "2026-04-01", "--format", "ics"]).out;
    assert_eq!(ics.matches("BEGIN:VEVENT\r\n").count(), 4);
    assert!(ics.split("\r\n").all(|line| line.len() <= 75));
}

#[test]
fn the_page_escapes_what_documents_say() {
    let room = Room::new();
    room.put("a.yaml", basic(1, "<script>alert(1)</script>", "令和8年3月1日"));
    room.put("b.yaml", basic(1, "別の\"評価書", "令和8年3月1日"));
    let ran = room.run(&["status", ".", "--as-of", "2026-04-01", "--format", "html"]);
    assert!(!ran.out.contains("<script") && ran.out.contains("&lt;script&gt;"), "{}", ran.out);
    assert!(ran.out.contains("評価書番号 1 の基礎項目評価書が二つあります"), "{}", ran.out);
    assert_eq!(ran.status, 1);
}
