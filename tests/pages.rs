//! `piac build` as a body uses it: its own layout, its own fonts, its figures, and what is wrong with them.
#![cfg(feature = "pdf")]

mod room;

use std::fs;

use room::{Ran, Room};

fn document(rest: &str) -> String {
    format!("様式: 全項目評価書\n様式版: 令和7年\n表紙: {{評価書名: 事務}}\n{rest}")
}

fn build(room: &Room, more: &[&str]) -> Ran {
    room.run(&[&["build", "評価書.yaml", "-o", "out", "--to", "pdf,html"], more].concat())
}

#[test]
fn a_layout_of_the_body_takes_the_place_of_ours() {
    let room = Room::new();
    room.put("評価書.yaml", document(""));
    room.put("ひな形/html/style.css", "body { color: #123456 }");
    room.put("ひな形/pdf/form.typ", include_str!("../templates/pdf/form.typ").replace("black bar", "bar"));
    let ran = build(&room, &["--templates", "ひな形"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    let page = fs::read_to_string(room.dir.path().join("out/評価書.html")).expect("the page");
    assert!(page.contains("#123456") && !page.contains("--bar1"));
}

#[test]
fn a_wrong_layout_is_named_with_file_and_line() {
    let secret = tempfile::NamedTempFile::new().expect("a file");
    fs::write(secret.path(), "秘密").expect("a secret");
    let read = format!("\n#read(\"{}\")", secret.path().display());
    for (name, text, place) in [
        ("pdf/main.typ", "= a\n#let x = \n#panic(", "pdf/main.typ の 2 行目"),
        ("pdf/main.typ", "\n\n#nothing", "pdf/main.typ の 3 行目"),
        ("pdf/main.typ", read.as_str(), "pdf/main.typ の 2 行目"),
        ("pdf/main.typ", "#import \"../../x.typ\"", "pdf/main.typ の 1 行目"),
        ("pdf/main.typ", "#import \"@preview/tablex:0.0.1\": *", "pdf/main.typ の 1 行目"),
        ("html/document.html", "<p>\n{{ nothing }}", "html/document.html の 2 行目"),
        ("html/parts.html", "{% component a() %}", "html/parts.html"),
        ("html/document.html", "{% include \"../../x\" %}", "html/document.html"),
        ("html/x.txt", "", "html/x.txt"),
    ] {
        let room = Room::new();
        room.put("評価書.yaml", document(""));
        room.put(&format!("ひな形/{name}"), text);
        let ran = build(&room, &["--templates", "ひな形"]);
        assert_eq!(ran.status, 2, "{name}: {}", ran.err);
        assert!(ran.err.contains(place) && ran.err.contains("ひな形"), "{place}: {}", ran.err);
        assert!(!ran.err.contains("秘密"));
    }
    let room = Room::new();
    room.put("評価書.yaml", document(""));
    let ran = build(&room, &["--templates", "ない"]);
    assert!(ran.status == 2 && ran.err.contains("pdf/main.typ"), "{}", ran.err);
}

/// The smallest files of each kind.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\x3a\x7e\x9b\x55\0\0\0\x0aIDAT\x78\x9c\x63\x60\0\0\0\x02\0\x01\x48\xaf\xa4\x71\0\0\0\0IEND\xae\x42\x60\x82";
const GIF: &[u8] = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";
const SVG: &[u8] =
    b"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"20\"><rect width=\"9\" height=\"9\"/></svg>";

fn figures(names: &[&str]) -> String {
    let blocks: String = names.iter().map(|n| format!("    - {{図: {n}, 説明: 流れの図}}\n")).collect();
    document(&format!("事務の内容図:\n  図:\n{blocks}"))
}

/// A JPEG of one grey block: quantisation, Huffman tables with one code each, and the scan.
fn jpeg() -> Vec<u8> {
    let mut out = b"\xff\xd8\xff\xdb\0\x43\0".to_vec();
    out.extend([1; 64]);
    out.extend(b"\xff\xc0\0\x0b\x08\0\x08\0\x08\x01\x01\x11\0");
    for class in [0x00, 0x10] {
        out.extend(b"\xff\xc4\0\x14");
        out.push(class);
        out.push(1);
        out.extend([0; 15]);
        out.push(0);
    }
    out.extend(b"\xff\xda\0\x08\x01\x01\0\0\x3f\0\x3f\xff\xd9");
    out
}

#[test]
fn figures_of_every_kind_are_printed_and_shown() {
    let room = Room::new();
    room.put("a.png", PNG);
    room.put("b.gif", GIF);
    room.put("図/c.SVG", SVG);
    room.put("d.jpg", jpeg());
    room.put("評価書.yaml", figures(&["a.png", "b.gif", "図/c.SVG", "d.jpg"]));
    let ran = build(&room, &[]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    let page = fs::read_to_string(room.dir.path().join("out/評価書.html")).expect("the page");
    for kind in ["png", "gif", "svg+xml", "jpeg"] {
        assert!(page.contains(&format!("src=\"data:image/{kind};base64,")), "{kind}");
    }
    assert_eq!(page.matches("alt=\"流れの図\"").count(), 4);
}

#[test]
fn a_figure_that_cannot_be_used_is_a_finding_before_it_stops_the_build() {
    let huge = [&PNG[..16], &[0, 1, 0, 0, 0, 1, 0, 0][..], &PNG[24..]].concat();
    let svg = |inside: &str| format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{inside}</svg>").into_bytes();
    let cases: [(&str, Vec<u8>, &str); 8] = [
        ("huge.png", huge, "画素が多すぎます"),
        ("cut.jpg", b"\xff\xd8\xff\xe0".to_vec(), "画像として読めません"),
        ("script.svg", svg("<script>alert(1)</script>"), "スクリプト"),
        ("load.svg", svg("<image href='https://example.jp/a.png'/>"), "ほかのファイル"),
        ("loop.svg", svg("<g id='a'><use href='#a'/></g>"), "多すぎる"),
        ("dtd.svg", b"<!DOCTYPE svg [<!ENTITY a \"b\">]><svg/>".to_vec(), "DTD"),
        ("page.pdf", b"%PDF-1.4".to_vec(), "壊れている"),
        ("text.txt", b"x".to_vec(), "使えない形式"),
    ];
    for (name, bytes, words) in cases {
        let room = Room::new();
        room.put(name, bytes);
        room.put("評価書.yaml", figures(&[name]));
        let ran = room.run(&["check", "評価書.yaml"]);
        let plain: String = ran.out.split_whitespace().collect();
        assert!(plain.contains("unusable-figure") && plain.contains(words), "{name}: {}", ran.out);
        let ran = build(&room, &[]);
        assert!(ran.status == 2 && ran.err.contains(words), "{name}: {}", ran.err);
        assert!(!room.dir.path().join("out").exists(), "{name}: something was written");
    }
}

#[test]
fn a_figure_without_words_is_a_finding() {
    let room = Room::new();
    room.put("a.png", PNG);
    room.put("評価書.yaml", document("事務の内容図:\n  図:\n    - {図: a.png, 説明: ''}\n"));
    let ran = room.run(&["check", "評価書.yaml"]);
    assert!(ran.out.contains("unusable-figure") && ran.out.contains("説明がありません"), "{}", ran.out);
}

/// A font that has a face where ours have none: the file in the repository with one code point moved and
/// another name.
fn gaiji(code: u32) -> Vec<u8> {
    let mut font = fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/fonts/BIZUDMincho-Regular.ttf")).expect("a font");
    let be32 = |font: &[u8], at: usize| u32::from_be_bytes(font[at..at + 4].try_into().expect("four bytes"));
    let tables = usize::from(u16::from_be_bytes([font[4], font[5]]));
    let cmap = (0..tables).map(|n| 12 + 16 * n).find(|&at| &font[at..at + 4] == b"cmap").expect("a cmap");
    let cmap = be32(&font, cmap + 8) as usize;
    let maps = usize::from(u16::from_be_bytes([font[cmap + 2], font[cmap + 3]]));
    let map = (0..maps).map(|n| cmap + be32(&font, cmap + 4 + 8 * n + 4) as usize);
    let map = map.into_iter().find(|&at| font[at..at + 2] == [0, 12]).expect("a map of all of Unicode");
    let groups = be32(&font, map + 12) as usize;
    let group = (0..groups).map(|n| map + 16 + 12 * n).find(|&at| be32(&font, at) > code).expect("a group behind it");
    for at in [group, group + 4] {
        font[at..at + 4].copy_from_slice(&code.to_be_bytes());
    }
    let wide = |name: &str| name.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
    let (old, new) = (wide("UDMincho"), wide("UDGaijix"));
    let mut at = 0;
    while at + old.len() <= font.len() {
        if font[at..at + old.len()] == old[..] {
            font[at..at + old.len()].copy_from_slice(&new);
        }
        at += 1;
    }
    font
}

#[test]
fn a_font_of_the_body_prints_what_ours_cannot() {
    let room = Room::new();
    room.put("評価書.yaml", document("基本情報: {他の評価実施機関: 甲😀乙}\n"));
    let ran = room.run(&["check", "評価書.yaml"]);
    assert!(ran.out.contains("missing-glyph") && ran.out.contains("U+1F600"), "{}", ran.out);
    room.put("piac.toml", "[output]\nfonts = \"書体\"\n");
    let ran = room.run(&["check", "評価書.yaml"]);
    assert!(ran.status == 2 && ran.err.contains("書体"), "{}", ran.err);
    let font = room.put("書体/gaiji.ttf", gaiji(0x1f600));
    let ran = room.run(&["check", "評価書.yaml"]);
    assert!(!ran.out.contains("missing-glyph"), "{}", ran.out);
    let ran = build(&room, &[]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    let pdf = fs::read(room.dir.path().join("out/評価書.pdf")).expect("the PDF");
    let has = |words: &[u8]| pdf.windows(words.len()).any(|w| w == words);
    assert!(has(b"UDGaijix") || has(b"BIZUDMincho"), "the font is not in the PDF");
    fs::write(font, "not a font").expect("a broken font");
    let ran = build(&room, &[]);
    assert!(ran.status == 2 && ran.err.contains("gaiji.ttf"), "{}", ran.err);
}

#[test]
fn a_page_brings_the_shapes_of_its_own_characters() {
    let room = Room::new();
    let text = "基本情報: {他の評価実施機関: \"甲\\uE000乙\\uE001丙\"}\n";
    room.put("評価書.yaml", document(text).replace("評価書名: 事務", "評価書名: \"事\\uE000務\""));
    assert_eq!(build(&room, &[]).status, 0);
    let shown = || fs::read_to_string(room.dir.path().join("out/評価書.html")).expect("the page");
    let page = shown();
    assert!(page.contains("甲〓(U+E000)乙〓(U+E001)丙") && !page.contains("@font-face") && !page.contains("font-src"));
    room.put("piac.toml", "[output]\nfonts = \"書体\"\n");
    let font = gaiji(0xe000);
    room.put("書体/gaiji.ttf", &font);
    assert_eq!(build(&room, &[]).status, 0);
    let page = shown();
    assert!(page.contains("甲\u{e000}乙〓(U+E001)丙"), "the character does not stand in its answer");
    assert!(page.contains("<title>事〓(U+E000)務"), "a window has no font of the page");
    assert!(page.contains("unicode-range: U+E000; }") && page.contains("font-src data:"));
    let data = page.split("base64,").nth(1).and_then(|rest| rest.split(')').next()).expect("a font");
    assert!(data.len() < font.len() / 20, "{} characters of a font of {} bytes", data.len(), font.len());
}

#[test]
fn the_index_lists_every_document_of_the_run() {
    let room = Room::new();
    room.put("甲/全項目評価書.yaml", document("").replace("事務}", "甲の事務, 評価書番号: 3, 公表日: 令和8年4月1日}"));
    room.put("乙 %/index.yaml", document("").replace("事務}", "\"乙<b>\"}"));
    room.put("index.yaml", document(""));
    let ran = room.run(&["build", ".", "-o", "out", "--to", "html"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    let index = fs::read_to_string(room.dir.path().join("out/index.html")).expect("the index");
    for words in [
        "甲の事務",
        ">3<",
        "令和8年4月1日",
        "全項目評価書",
        "乙&lt;b&gt;",
        "href=\"甲/全項目評価書.html\"",
        "href=\"乙%20%25/index.html\"",
    ] {
        assert!(index.contains(words), "{words}");
    }
    assert!(!index.contains(".pdf\""));
    assert_eq!(index.matches("<th scope=\"row\">").count(), 3);
    let page = fs::read_to_string(room.dir.path().join("out/甲/全項目評価書.html")).expect("a page");
    assert!(page.contains("href=\"../index.html\""));
}
