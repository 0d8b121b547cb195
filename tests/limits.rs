//! Files that must not hurt: whatever stands in an assessment, the program ends soon, with a message and
//! without a panic, and holds little memory.

mod room;

use std::fmt::Write;
use std::time::{Duration, Instant};

use room::{Ran, Room};

/// Far more than any of these takes, far less than a hang.
const SOON: Duration = Duration::from_secs(20);

fn check(room: &Room, name: &str) -> Ran {
    let begun = Instant::now();
    let ran = room.run(&["check", name]);
    assert!(begun.elapsed() < SOON, "{name} took {:?}", begun.elapsed());
    ran
}

/// Checks a text; it must be refused with a finding or an error that says `says`.
fn refused(text: impl AsRef<[u8]>, says: &str) {
    let room = Room::new();
    room.put("評価書.yaml", text);
    let ran = check(&room, "評価書.yaml");
    assert!(matches!(ran.status, 1 | 2), "{}{}", ran.out, ran.err);
    let said = ran.out + &ran.err;
    assert!(said.contains(says), "{says} is not in: {}", said.chars().take(2000).collect::<String>());
    assert!(said.len() < 2_000_000, "{} bytes of messages", said.len());
}

const HEAD: &str = "様式: 全項目評価書\n様式版: 令和7年\n";

#[test]
fn deep_nesting_is_refused() {
    refused(format!("{HEAD}表紙: {}", "[".repeat(100_000)), "深");
    refused(format!("{HEAD}表紙: {}", "{a: ".repeat(100_000)), "深");
    let mut block = HEAD.to_owned();
    for depth in 0..3000 {
        writeln!(block, "{}a:", " ".repeat(depth)).expect("memory");
    }
    refused(block, "深");
}

#[test]
fn aliases_are_refused_before_they_grow() {
    let mut bomb = format!("{HEAD}a0: &a0 [x, x]\n");
    for n in 1..40 {
        writeln!(bomb, "a{n}: &a{n} [*a{}, *a{}]", n - 1, n - 1).expect("memory");
    }
    refused(bomb, "アンカー");
}

#[test]
fn a_million_keys_are_refused() {
    let mut many = HEAD.to_owned();
    for n in 0..1_000_000 {
        writeln!(many, "k{n}: 1").expect("memory");
    }
    refused(many, "多すぎます");
}

#[test]
fn a_huge_answer_is_read() {
    let room = Room::new();
    let long = "あ".repeat(4_000_000);
    room.put("評価書.yaml", format!("{HEAD}表紙:\n  特記事項: {long}\n"));
    let ran = check(&room, "評価書.yaml");
    assert_eq!(ran.status, 1, "{}", ran.err);
    assert!(ran.out.len() < 1_000_000, "the answer is quoted in full: {} bytes", ran.out.len());
}

#[test]
fn what_is_no_text_is_refused() {
    refused(format!("{HEAD}表紙: \0\n"), "文字のファイルではありません");
    refused([HEAD.as_bytes(), &[0xff, 0xc0, 0x80, 0xf5]].concat(), "文字のファイルではありません");
    refused(format!("{HEAD}表紙:\n  特記事項: \"\u{1b}[31m\u{7}\"\n"), "");
}

#[test]
fn escapes_of_the_terminal_do_not_reach_it() {
    let room = Room::new();
    room.put("評価書.yaml", format!("{HEAD}表紙:\n  \"\\e]0;x\\a\": \"\\e[31m\"\n  評価書番号: \"\\e[2J\"\n"));
    let ran = check(&room, "評価書.yaml");
    assert_eq!(ran.status, 1, "{}", ran.err);
    assert!(!ran.out.contains('\u{1b}') && !ran.out.contains('\u{7}'), "{:?}", ran.out);
}

#[test]
fn absurd_dates_and_counts_are_findings() {
    for (key, value) in [
        ("評価書番号", "99999999999999999999999999"),
        ("評価書番号", "-1"),
        ("評価書番号", "1e999"),
        ("公表日", "令和99999999999999999999年1月1日"),
        ("公表日", "9999999-99-99"),
        ("公表日", "平成元年13月32日"),
        ("公表日", "-0001-01-01"),
    ] {
        refused(format!("{HEAD}表紙:\n  {key}: {value}\n"), key);
    }
}

#[test]
fn names_of_files_do_not_lead_out() {
    let room = Room::new();
    let secret = "秘密の文章";
    room.put("外/秘密.yaml", format!("鍵:\n  本文: {secret}\n"));
    room.put("市/piac.toml", "body = \"さくら野市\"\n");
    let long = "あ".repeat(5000);
    for key in ["../外/秘密", "/etc/passwd", "..\\外\\秘密", "鍵\\n", "C:\\x", &long] {
        room.put("市/評価書.yaml", format!("{HEAD}表紙:\n  特記事項:\n    共通記載: \"{key}\"\n"));
        let ran = check(&room, "市/評価書.yaml");
        assert_eq!(ran.status, 1, "{key}: {}", ran.err);
        assert!(!ran.out.contains(secret), "{key} leads out");
    }
}

#[cfg(unix)]
#[test]
fn links_and_devices_are_not_followed() {
    let room = Room::new();
    room.put("外/評価書.yaml", format!("{HEAD}表紙:\n  評価書名: 外の評価書\n"));
    room.put("市/a評価書.yaml", "様式: 全項目評価書\n");
    let at = |name: &str| room.dir.path().join(name);
    std::os::unix::fs::symlink(at("外"), at("市/外")).expect("a link");
    std::os::unix::fs::symlink(at("市"), at("市/輪")).expect("a link");
    let ran = check(&room, "市");
    assert!(!ran.out.contains("外の評価書") && !ran.out.contains("輪"), "{}", ran.out);
    for device in ["/dev/zero", "/dev/stdin", "/proc/self/mem"] {
        let ran = check(&room, device);
        assert_eq!(ran.status, 2, "{device}: {}", ran.out);
    }
}

#[test]
fn a_strange_name_is_shown_on_one_line() {
    let room = Room::new();
    let name = "評\n価\u{1b}[31m書.yaml";
    room.put(name, "x");
    let ran = check(&room, name);
    let said = ran.out + &ran.err;
    assert!(!said.contains('\u{1b}'), "{said:?}");
    room.put(name, format!("{HEAD}表紙:\n  評価書番号: 1\n"));
    let ran = room.run(&["build", name, "-o", "公開", "--to", "html"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert!(ran.err.lines().any(|line| line.contains("価") && line.ends_with(".html")), "{}", ran.err);
}
