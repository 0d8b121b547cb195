//! A page of a PDF as a figure: it is drawn in PDF and HTML, and what cannot be drawn is a finding in
//! bounded time.
#![cfg(feature = "pdf")]

mod room;
mod sheet;

use std::fs;

use room::{Ran, Room};
use sheet::{one_page, raw, stream, zeros};

fn document(figure: &str) -> String {
    format!(
        "様式: 全項目評価書\n様式版: 令和7年\n表紙: {{評価書名: 事務}}\n事務の内容図:\n  図:\n    - {{{figure}, 説明: 流れの図}}\n"
    )
}

/// A file with a black square on its first page and the letters of a standard font on its second.
fn two_pages() -> Vec<u8> {
    let page = |content: u32| {
        format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 120 60]/Contents {content} 0 R/Resources<</Font<</F 7 0 R>>>>>>"
        )
    };
    raw(&[
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>".to_vec(),
        page(5).into_bytes(),
        page(6).into_bytes(),
        stream("", b"10 10 40 40 re f"),
        stream("", b"BT /F 20 Tf 10 20 Td (Flow) Tj ET"),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_vec(),
    ])
}

fn build(room: &Room) -> Ran {
    room.run(&["build", "評価書.yaml", "-o", "out", "--to", "pdf,html"])
}

/// What the only figure of the page is.
fn shown(room: &Room) -> String {
    let page = fs::read_to_string(room.dir.path().join("out/評価書.html")).expect("the page");
    let (_, data) = page.split_once("src=\"data:image/svg+xml;base64,").expect("a figure");
    data.split('"').next().unwrap_or_default().to_owned()
}

#[test]
fn a_page_is_printed_and_shown() {
    let room = Room::new();
    room.put("図/流れ.PDF", two_pages());
    let mut seen = Vec::new();
    for figure in ["図: 図/流れ.PDF", "図: 図/流れ.PDF, ページ: 1", "ページ: 2, 図: 図/流れ.PDF"] {
        room.put("評価書.yaml", document(figure));
        let ran = build(&room);
        assert_eq!(ran.status, 0, "{figure}: {}", ran.err);
        let pdf = fs::read(room.dir.path().join("out/評価書.pdf")).expect("the PDF");
        seen.push((shown(&room), pdf));
    }
    assert!(seen[0] == seen[1], "the first page is the one that is not named");
    assert!(seen[0].0 != seen[2].0 && seen[0].1 != seen[2].1, "both pages are the same");
    // Two pages of one file stand side by side.
    room.put("評価書.yaml", document("図: 図/流れ.PDF") + "    - {図: 図/流れ.PDF, ページ: 2, 説明: 字}\n");
    assert_eq!(build(&room).status, 0);
    let page = fs::read_to_string(room.dir.path().join("out/評価書.html")).expect("the page");
    assert!(page.contains(&seen[0].0) && page.contains(&seen[2].0));
}

/// The text without its white space, which lines are broken at.
fn plain(text: &str) -> String {
    text.split_whitespace().collect()
}

/// The finding of `check` on a figure.
fn assert_found(name: &str, figure: &str, bytes: Vec<u8>, words: &str) -> Room {
    let room = Room::new();
    room.put("a.pdf", bytes);
    room.put("評価書.yaml", document(figure));
    let ran = room.run(&["check", "評価書.yaml"]);
    let found = plain(&ran.out);
    assert!(found.contains("unusable-figure") && found.contains(words), "{name}: {}", ran.out);
    room
}

fn image(dict: &str, data: &[u8]) -> Vec<u8> {
    stream(&format!("/Type/XObject/Subtype/Image/ColorSpace/DeviceGray/BitsPerComponent 8{dict}"), data)
}

#[test]
fn what_cannot_be_drawn_says_why() {
    let japanese = sheet::file(&["BT /F 9 Tf 40 780 Td <7279> Tj ET".to_owned()], 800.0);
    let drawn = |dict: &str| one_page(stream("", b"/X Do"), vec![image(dict, b"0123456789abcdef")]);
    let protected = include_bytes!("import/protected.pdf").to_vec();
    for (name, figure, bytes, words) in [
        ("no PDF", "図: a.pdf", b"text".to_vec(), "壊れている"),
        ("cut", "図: a.pdf", two_pages()[..80].to_vec(), "壊れている"),
        ("protected", "図: a.pdf", protected, "保護されています"),
        ("no such page", "図: a.pdf, ページ: 3", two_pages(), "2ページまであります"),
        ("no font", "図: a.pdf", japanese, "書体が埋め込まれていません"),
        ("scanner", "図: a.pdf", drawn("/Width 4/Height 4/Filter/JBIG2Decode"), "画像を読めません"),
        ("broken image", "図: a.pdf", drawn("/Width 4/Height 4/Filter/DCTDecode"), "画像を読めません"),
    ] {
        let room = assert_found(name, figure, bytes, words);
        let ran = build(&room);
        assert!(ran.status == 2 && plain(&ran.err).contains(words), "{name}: {}", ran.err);
        assert!(!room.dir.path().join("out").exists(), "{name}: something was written");
    }
}

#[test]
fn only_a_pdf_has_pages() {
    let room = Room::new();
    room.put("a.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"4\" height=\"2\"/>");
    for (figure, words) in [
        ("図: a.svg, ページ: 1", "「ページ」はPDFの図にだけ書けます"),
        ("図: a.pdf, ページ: 0", "ページの番号"),
        ("図: a.pdf, ページ: 初め", "ページの番号"),
    ] {
        room.put("評価書.yaml", document(figure));
        let ran = room.run(&["check", "評価書.yaml"]);
        assert!(plain(&ran.out).contains(words), "{figure}: {}", ran.out);
    }
}

#[test]
fn what_grows_without_end_is_refused() {
    let form = |more: &str, content: &[u8]| stream(&format!("/Type/XObject/Subtype/Form/BBox[0 0 1 1]{more}"), content);
    let inside = |n: usize| format!("/Resources<</XObject<</X {n} 0 R>>>>");
    let page = |content: &[u8], more: Vec<Vec<u8>>| one_page(stream("", content), more);
    let mut forms: Vec<Vec<u8>> = (6..16).map(|n| form(&inside(n), "/X Do ".repeat(20).as_bytes())).collect();
    forms.push(form("", b"0 0 m 9 0 l S"));
    let own = form(&inside(5), b"/X Do /X Do");
    let flat = |megabytes, dict: &str| image(&format!("/Filter/FlateDecode{dict}"), &zeros(megabytes));
    let inline = [b"BI /W 4 /H 4 /BPC 8 /CS /G /F /Fl ID ".as_slice(), &zeros(200), b" EI"].concat();
    let lzw = stream("/Filter/LZWDecode", &[0; 100_000]);
    let resources = "/Resources<</Shading<</S<</ShadingType 2/ColorSpace/DeviceGray/Coords[0 0 1 1]/Extend[true true]\
                     /Function<</FunctionType 2/Domain[0 1]/N 1>>>>>>>>";
    let wide = raw(&[
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 99999 99999]/Contents 4 0 R{resources}>>").into_bytes(),
        stream("", b"0 0 99999 99999 re W n /S sh"),
    ]);
    for (name, bytes) in [
        ("forms that draw forms", page(b"/X Do", forms)),
        ("a form that draws itself", page(b"/X Do", vec![own])),
        ("contents", one_page(stream("/Filter/FlateDecode", &zeros(80)), Vec::new())),
        ("an image", page(b"/X Do", vec![flat(1, "/Width 60000/Height 60000")])),
        ("the data of an image", page(b"/X Do", vec![flat(200, "/Width 4/Height 4")])),
        ("an image many times", page("/X Do ".repeat(100).as_bytes(), vec![flat(1, "/Width 1000/Height 1000")])),
        ("an image inside of contents", page(&inline, Vec::new())),
        ("an older compression", one_page(lzw, Vec::new())),
        ("many paths", page("0 0 m 9 0 l S ".repeat(500_000).as_bytes(), Vec::new())),
        ("a broad page", wide),
    ] {
        assert_found(name, "図: a.pdf", bytes, "大きすぎるか、複雑すぎます");
    }
}
