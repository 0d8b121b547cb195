//! Import of PDF files: printed by a spreadsheet, and files that must not hurt.

mod back;
mod sheet;

use std::collections::HashMap;

use piac::form::FormName;
use piac::import::{ImportError, Imported, Input, PdfProblem, import, text_of};
use piac::text::normalize;

use sheet::{Print, Ruled};

const SMALL: &str = include_str!("import/small.txt");
const PRINT: Print = Print { ruled: Ruled::Strokes, seed: 1, letters: false, size: 9.0, height: 840.0, again: &[] };

fn input(bytes: Vec<u8>) -> [Input; 1] {
    [Input { name: "a.pdf".into(), bytes }]
}

fn expected() -> HashMap<&'static str, &'static str> {
    let lines = include_str!("import/small-answers.txt").lines().filter(|l| !l.starts_with('#'));
    lines.filter_map(|l| l.split_once('\t')).collect()
}

fn read(text: &str, print: Print) -> Imported {
    import(&input(sheet::pdf(text, print)), Some(FormName::基礎項目評価書)).expect("an assessment")
}

/// What is not as expected.
fn wrong(imported: &Imported, unread_is_wrong: bool) -> Vec<String> {
    // Width is lost where letters stand alone, also in names that are part of an address.
    let got: HashMap<String, String> =
        back::by_address(imported).into_iter().map(|(a, v)| (normalize(&a), v)).collect();
    let mut out = Vec::new();
    for (address, value) in expected() {
        let is = got.get(&normalize(address)).map(String::as_str);
        let open = matches!(is, None | Some("要確認" | "（空欄）"));
        let right = is.is_some_and(|is| normalize(is) == normalize(value));
        if !right && (unread_is_wrong || !open) {
            out.push(format!("{address}: {is:?} is not {value}"));
        }
    }
    out
}

#[test]
fn what_a_spreadsheet_prints_is_read_whole() {
    for ruled in [Ruled::Strokes, Ruled::ThinBoxes, Ruled::Dashes] {
        for (seed, letters, size, height) in
            [(1, false, 9.0, 840.0), (2, true, 9.0, 840.0), (3, false, 6.5, 500.0), (4, true, 11.0, 400.0)]
        {
            let print = Print { ruled, seed, letters, size, height, again: &[] };
            let imported = read(SMALL, print);
            let wrong = wrong(&imported, true);
            assert!(
                wrong.is_empty(),
                "{print:?}\n{}\n{}",
                wrong.join("\n"),
                text_of(&input(sheet::pdf(SMALL, print))[0]).unwrap_or_default()
            );
            let c = imported.report.characters;
            assert_eq!(c.total, c.placed + c.furniture + c.left_over);
        }
    }
}

/// Bold letters that are drawn two or three times, and letters with an outline of four.
#[test]
fn letters_that_are_drawn_again_are_read_once() {
    const OUTLINE: [(f64, f64); 4] = [(0.8, 0.8), (-0.8, 0.8), (0.8, -0.8), (-0.8, -0.8)];
    // What stands there twice is kept.
    let text = format!("{SMALL}11　22　評評価価書書\tll11\t〃〃\n");
    for again in [&[(0.0, 0.0)][..], &[(0.3, 0.0)], &[(-0.3, 0.3)], &[(0.2, 0.0), (0.4, 0.0)], &OUTLINE] {
        for (seed, letters, size, ruled) in [
            (1, false, 9.0, Ruled::Strokes),
            (2, true, 6.5, Ruled::Dashes),
            (3, true, 9.0, Ruled::Nothing),
            (4, false, 6.5, Ruled::Nothing),
        ] {
            let print = Print { ruled, seed, letters, size, ..PRINT };
            let text_of = |print| text_of(&input(sheet::pdf(&text, print))[0]).expect("a text");
            let (once, again) = (text_of(print), text_of(Print { again, ..print }));
            assert!(once.contains("評評価価書書") && once.contains("ll11"), "{print:?}\n{once}");
            assert_eq!(once, again, "{print:?}");
        }
    }
}

#[test]
fn without_ruled_lines_nothing_is_read_wrongly() {
    let mut right = 0;
    for seed in 0..12 {
        let size = 6.0 + f64::from(seed % 6);
        let print = Print { ruled: Ruled::Nothing, seed, letters: seed % 2 == 0, size, height: 500.0, again: &[] };
        let imported = read(SMALL, print);
        let wrong = wrong(&imported, false);
        assert!(wrong.is_empty(), "{print:?}\n{}\n{}", wrong.join("\n"), imported.sources[0].1);
        let got = back::by_address(&imported);
        right +=
            expected().iter().filter(|(a, v)| got.get(**a).is_some_and(|is| normalize(is) == normalize(v))).count();
    }
    assert!(right > 150, "{right}");
}

#[test]
fn a_place_has_its_page() {
    let imported = read(SMALL, Print { height: 400.0, ..PRINT });
    let page = |label: &str| {
        let entry = imported.report.items.iter().find(|e| e.label.contains(label)).expect("an item");
        entry.page.expect("a page")
    };
    assert_eq!(page("評価書番号"), 1);
    assert!(page("いつ時点の計数か") > 2);
    let html = piac::import::html::page(&imported).expect("a page");
    assert!(html.contains("p.2 L") && html.contains("児童手当法に基づき"));
    assert!(!html.contains("<script") && !html.contains("http"));
}

fn problem(bytes: Vec<u8>) -> PdfProblem {
    match import(&input(bytes), None).map(|_| ()) {
        Err(ImportError::Pdf(name, problem)) if name == "a.pdf" => problem,
        other => panic!("{other:?}"),
    }
}

#[test]
fn damaged_files_are_refused() {
    let whole = sheet::pdf(SMALL, PRINT);
    assert_eq!(problem(whole[..20].to_vec()), PdfProblem::Damaged);
    assert_eq!(problem(b"%PDF-1.7\nnothing".to_vec()), PdfProblem::Damaged);
    let cyclic =
        ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[2 0 R]/Count 1>>"].map(|o| o.as_bytes().to_vec());
    assert!(import(&input(sheet::raw(&cyclic)), None).is_err());
    assert_eq!(
        problem(sheet::one_page(sheet::stream("/Filter/DCTDecode", b"no image"), Vec::new())),
        PdfProblem::Damaged
    );
    let mut state = 9;
    for _ in 0..40 {
        let mut bytes = whole.clone();
        for _ in 0..sheet::dice(&mut state, 200) {
            let at = sheet::dice(&mut state, 60_000) as usize % bytes.len();
            bytes[at] = sheet::dice(&mut state, 256) as u8;
        }
        bytes.truncate(bytes.len() - sheet::dice(&mut state, 2_000) as usize);
        // Either is fine; a panic or a hang is not.
        let _ = import(&input(bytes), Some(FormName::基礎項目評価書));
    }
}

#[test]
fn a_scan_asks_for_ocr() {
    let image =
        sheet::stream("/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8", b"\0");
    assert_eq!(
        problem(sheet::one_page(sheet::stream("", b"600 0 0 800 0 0 cm /X Do"), vec![image])),
        PdfProblem::NoText
    );
    assert!(ImportError::Pdf("a".into(), PdfProblem::NoText).message().ja.contains("OCR"));
}

#[test]
fn a_protected_file_says_so() {
    assert_eq!(problem(include_bytes!("import/protected.pdf").to_vec()), PdfProblem::Encrypted);
}

#[test]
fn bombs_are_refused_in_bounded_time() {
    let start = std::time::Instant::now();
    let bomb = sheet::zeros(220);
    assert!(bomb.len() < 4_000_000);
    assert_eq!(problem(sheet::one_page(sheet::stream("/Filter/FlateDecode", &bomb), Vec::new())), PdfProblem::TooLarge);
    // Forms that draw forms, twenty times each.
    let mut forms: Vec<Vec<u8>> = (6..16)
        .map(|next| {
            let dict = format!("/Type/XObject/Subtype/Form/BBox[0 0 1 1]/Resources<</XObject<</X {next} 0 R>>>>");
            sheet::stream(&dict, "/X Do ".repeat(20).as_bytes())
        })
        .collect();
    forms.push(sheet::stream("/Type/XObject/Subtype/Form/BBox[0 0 1 1]", b"0 0 m 9 0 l S"));
    assert_eq!(problem(sheet::one_page(sheet::stream("", b"/X Do"), forms)), PdfProblem::TooLarge);
    // A form that draws itself.
    let own =
        sheet::stream("/Type/XObject/Subtype/Form/BBox[0 0 1 1]/Resources<</XObject<</X 5 0 R>>>>", b"/X Do /X Do");
    assert!(import(&input(sheet::one_page(sheet::stream("", b"/X Do"), vec![own])), None).is_err());
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}

#[test]
fn a_character_that_the_font_does_not_tell_is_never_an_answer() {
    // Code ffff has no character.
    let page = "BT /F 9 Tf 40 780 Td <7279> Tj ET".to_owned();
    assert_eq!(text_of(&input(sheet::file(&[page], 800.0))[0]).as_deref(), Ok("特\n\u{c}"));
    let unknown = "BT /F 9 Tf 40 780 Td <ffff7279ffff> Tj ET".to_owned();
    assert_eq!(problem(sheet::file(&[unknown], 800.0)), PdfProblem::NoCharacters);
    let text = SMALL.replace("子育て支援課長", "子育て\u{fffd}援課長");
    let imported = import(&[Input { name: "t".into(), bytes: text.into_bytes() }], None).expect("an assessment");
    let got = back::by_address(&imported);
    assert_eq!(got.get("関連情報/担当部署/所属長の役職名").map(String::as_str), Some("要確認"));
}
