//! What reaches the paper: every word of every answer in order, whatever the words are.
#![cfg(feature = "pdf")]

mod skip;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use piac::assessment::{self, Assessment, State, Value};
use piac::form;
use piac::render::pdf::{self, Options, PdfError, Standard};
use piac::render::{self, Block, Cell, Node, PageTree, Part, Piece, figure::FigureError};
use piac::source::Source;
use piac::text::normalize;

fn read(name: &str, text: &str) -> Assessment {
    assessment::read(&Source::new(name, text)).assessment.expect("an assessment")
}

fn compile(tree: &PageTree) -> Vec<u8> {
    pdf::compile(tree, &Options::new(".")).expect("a PDF")
}

/// The text of a PDF in the order in which it is drawn, without page numbers; nothing where the tool is missing.
fn text_of(pdf: &[u8]) -> Option<String> {
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    fs::write(file.path(), pdf).expect("writing it");
    let run = Command::new("pdftotext").args(["-raw", "-enc", "UTF-8"]).arg(file.path()).arg("-").output();
    let Ok(out) = run else {
        skip::skipped("pdftotext (poppler-utils) is not installed; the text of PDFs is not checked");
        return None;
    };
    assert!(out.status.success(), "pdftotext failed");
    let text = String::from_utf8(out.stdout).expect("UTF-8");
    let mut all = String::new();
    for (n, page) in text.split('\u{c}').enumerate() {
        let number = (n + 1).to_string();
        let body = page.trim_end().strip_suffix(&number).unwrap_or(page);
        all.push_str(body);
    }
    Some(normalize(&all))
}

/// Every string of a cell in printed order.
fn words(cell: &Cell, out: &mut Vec<String>) {
    for piece in cell {
        match piece {
            Piece::Text { blocks } => blocks.iter().for_each(|b| block_words(b, out)),
            Piece::Aside { label, blocks } => {
                out.push(label.clone());
                blocks.iter().for_each(|b| block_words(b, out));
            }
            Piece::Unresolved { mark, blocks } => {
                out.push(format!("【{mark}】"));
                blocks.iter().for_each(|b| block_words(b, out));
            }
            Piece::Choice { chosen, options } => {
                out.extend(chosen.map(|i| options[i].clone()));
                out.push("＜選択肢＞".into());
                out.extend(options.iter().cloned());
            }
            Piece::Boxes { groups } => {
                for group in groups {
                    out.push(group.name.clone());
                    for mark in &group.boxes {
                        out.push(format!("[{}]{}", if mark.ticked { "○" } else { "" }, mark.label));
                        out.extend(mark.detail.clone());
                    }
                }
            }
            Piece::Count { number } => out.push(format!("（{number}）件")),
        }
    }
}

fn block_words(block: &Block, out: &mut Vec<String>) {
    match block {
        Block::Line { text, .. } => out.push(text.clone()),
        Block::Rich { spans, .. } => out.extend(spans.iter().map(|s| s.text.clone())),
        Block::List { items, .. } => items.iter().flatten().for_each(|b| block_words(b, out)),
        Block::Inset { blocks } => blocks.iter().for_each(|b| block_words(b, out)),
        Block::Table { rows } => out.extend(rows.iter().flatten().cloned()),
        Block::Figure { caption, .. } => out.push(caption.clone()),
        Block::Rule => {}
    }
}

/// The strings of a part in printed order; those of a wide table one list for each row.
fn part_words(part: &Part) -> Vec<Vec<String>> {
    let mut out = Vec::new();
    match part {
        Part::Cover(cover) => {
            out.push(cover.title.clone());
            let mut fields = cover.fields.iter().peekable();
            while let Some(field) = fields.next() {
                out.push(field.label.clone());
                if field.beside_next {
                    out.extend(fields.peek().map(|next| next.label.clone()));
                    words(&field.cell, &mut out);
                    let next = fields.next().expect("a field beside it");
                    words(&next.cell, &mut out);
                } else {
                    words(&field.cell, &mut out);
                }
            }
            out.push(cover.mark.clone());
        }
        Part::Contents { title, entries } => {
            out.push(title.clone());
            out.extend(entries.iter().map(|e| e.title.clone()));
        }
        Part::Section { title, note, nodes, .. } => {
            out.push(format!("{title}{note}"));
            for node in nodes {
                match node {
                    Node::Heading { text, boxes, .. } => {
                        out.push(text.clone());
                        out.extend(boxes.iter().map(|b| format!("[{}]{}", if b.ticked { "○" } else { "" }, b.label)));
                    }
                    Node::Full { cell } => words(cell, &mut out),
                    Node::Row(row) => {
                        out.extend(row.side.clone());
                        out.push(row.label.clone());
                        words(&row.cell, &mut out);
                    }
                }
            }
        }
        Part::Records { title, owner, groups, .. } => {
            out.push(title.clone());
            out.extend(owner.clone());
            for group in groups {
                words(&group.name, &mut out);
                out.extend(group.items.iter().cloned());
                words(&group.other, &mut out);
            }
        }
        Part::Wide { title, columns, rows, .. } => {
            let mut lists = vec![vec![title.clone()]];
            lists[0].extend(columns.iter().map(|c| c.label.clone()));
            for row in rows {
                let mut list = Vec::new();
                row.iter().for_each(|cell| words(cell, &mut list));
                lists.push(list);
            }
            return lists;
        }
    }
    vec![out]
}

/// Where a text ends that begins at or after `from`; in a wide table a page may end inside it, and
/// other cells then stand between its pieces.
fn find(text: &str, from: usize, wanted: &str, may_break: bool) -> Option<usize> {
    let direct = |wanted: &str| text[from..].find(wanted).map(|at| from + at + wanted.len());
    if !may_break || direct(wanted).is_some() {
        return direct(wanted);
    }
    // What holds for a beginning holds for every shorter one, so the longest is found by halving.
    let cuts: Vec<usize> = wanted.char_indices().map(|(i, _)| i).skip(1).collect();
    let most = cuts.partition_point(|&cut| direct(&wanted[..cut]).is_some());
    if most < 8 {
        return None;
    }
    let cut = cuts[most - 1];
    find(text, direct(&wanted[..cut])?, &wanted[cut..], true)
}

/// Every string of the tree is in the text of its PDF, in order.
fn assert_complete(name: &str, tree: &PageTree, pdf: &[u8]) {
    let Some(text) = text_of(pdf) else { return };
    let mut at = 0;
    let mut seen = 0;
    for part in &tree.parts {
        let wide = matches!(part, Part::Wide { .. });
        for list in part_words(part) {
            let from = at;
            for (n, string) in list.into_iter().enumerate() {
                let wanted = normalize(&render::printable(&string));
                if wanted.is_empty() {
                    continue;
                }
                // The cells of a row stand beside each other, so a row is one place.
                let start = if wide { from } else { at };
                let found = find(&text, start, &wanted, wide);
                let end = found.unwrap_or_else(|| {
                    let near: String = text[start..].chars().take(200).collect();
                    panic!("{name}: 「{string}」 is not in the PDF after …{near}…")
                });
                if n == 0 || !wide {
                    at = end;
                }
                seen += 1;
            }
        }
    }
    assert!(seen > 50, "{name}: only {seen} strings");
}

/// Every answer is in the page tree.
fn assert_placed(name: &str, assessment: &Assessment, tree: &PageTree) {
    let mut all = String::new();
    for part in &tree.parts {
        if let Part::Section { title, .. } = part {
            all.push_str(title);
        }
        part_words(part).into_iter().flatten().for_each(|s| all.push_str(&s));
    }
    let all = normalize(&all);
    let mut seen = 0;
    assessment.walk(&mut |place, answer| {
        let hidden = place.steps.iter().any(|s| matches!(s, assessment::Step::Item(item) if !item.printed));
        let boxes = matches!(answer.value(), Some(Value::Boxes(_)));
        if hidden || boxes {
            return;
        }
        let text = match (&answer.state, answer.value()) {
            (_, Some(Value::Text(text))) if text.blocks.len() > 1 => return,
            (State::Filled(_), Some(Value::Strings(list))) => list.iter().map(|(s, _)| s.as_str()).collect(),
            _ => answer.text().unwrap_or_default().into_owned(),
        };
        for line in text.lines() {
            assert!(all.contains(&normalize(line)), "{name}: {} is not printed: {line}", place.address());
            seen += 1;
        }
    });
    assert!(seen > 5, "{name}: only {seen} answers");
}

fn examples() -> Vec<PathBuf> {
    fn below(dir: &Path, out: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                below(&path, out);
            } else if path.extension().is_some_and(|e| e == "yaml") {
                out.push(path);
            }
        }
    }
    let mut out = Vec::new();
    below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("assessments"), &mut out);
    out.sort();
    out
}

#[test]
fn every_answer_of_the_examples_is_printed_in_order() {
    let mut seen = 0;
    for path in examples() {
        let source = Source::read(&path).expect("an example");
        let Some(assessment) = assessment::read(&source).assessment else { continue };
        let tree = render::pages(&assessment);
        let name = path.display().to_string();
        assert_placed(&name, &assessment, &tree);
        let pdf = pdf::compile(&tree, &Options::new(path.parent().expect("a folder"))).expect("a PDF");
        assert_complete(&name, &tree, &pdf);
        seen += 1;
    }
    assert!(seen >= 7, "only {seen} examples");
}

#[test]
fn every_edition_prints_as_a_blank_form() {
    for def in form::all() {
        let text = format!("様式: {}\n様式版: {}\n", def.form, def.edition);
        let tree = render::pages(&read("blank.yaml", &text));
        assert_complete(&def.describe(), &tree, &compile(&tree));
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let text = "様式: 基礎項目評価書\n様式版: 令和6年10月\n表紙: {評価書名: 事務　評価書, 公表日: 令和8年4月1日}\n";
    let first = compile(&render::pages(&read("a.yaml", text)));
    let second = compile(&render::pages(&read("elsewhere/b.yaml", text)));
    assert!(first == second);
    assert!(first.starts_with(b"%PDF-"));
}

/// A character that counts as printable never stops a PDF, in any of the faces.
#[test]
fn every_covered_character_is_printed() {
    let all: String = ('\u{20}'..=char::MAX).filter(|&c| render::has_glyph(c) && !c.is_whitespace()).collect();
    assert!(all.chars().count() > 8_000);
    let quoted = serde_json::to_string(&all).expect("a string");
    let text = format!(
        "様式: 全項目評価書\n様式版: 令和7年\n表紙: {{宣言: {quoted}}}\n基本情報: {{事務: {{事務の名称: {quoted}}}}}\n\
         特定個人情報ファイル: [{{委託: {{委託事項: [{{委託事項: {quoted}}}]}}}}]\n"
    );
    let tree = render::pages(&read("all.yaml", &text));
    assert!(compile(&tree).starts_with(b"%PDF-"));
}

/// Markup of Typst, HTML and Markdown, characters without a shape, very long lines and very many rows.
fn hostile() -> String {
    let mut out = String::from("様式: 全項目評価書\n様式版: 令和7年\n表紙:\n");
    out.push_str("  評価書名: \"#let x = 1 $a$ *b* \\\\ <script>alert(1)</script> `c` @ref //d\"\n");
    out.push_str(
        "  宣言: |\n    #set page(width: 1pt)\n    \\#panic(\"x\") $1/0$ _a_ /* c */ = 見出し\n    - + ~ -- ...\n",
    );
    out.push_str("  特記事項: \"甲\\u0007乙\\u202E丙😀ﾊﾝｶｸ\\t終\"\n");
    out.push_str(&format!(
        "基本情報: {{事務: {{事務の名称: {}, 事務の内容: {}}}}}\n",
        "漢字".repeat(50_000),
        "a".repeat(100_000)
    ));
    out.push_str("特定個人情報ファイル:\n  - 特定個人情報ファイル名: 甲ファイル\n    委託: なし\n");
    out.push_str("    基本情報: {ファイルの種類: {要確認: システム？}, 記録される項目: 9項目}\n");
    out.push_str("    提供・移転: {要確認: 提供は1件か}\n    記録項目:\n");
    for group in 0..10 {
        let items: Vec<String> = (0..500).map(|i| format!("項目{group}の{i}")).collect();
        out.push_str(&format!("      - 名称: 群{group}\n        項目: [{}]\n", items.join(", ")));
    }
    out.push_str("  - 特定個人情報ファイル名: 乙ファイル\n変更箇所:\n");
    for i in 0..1000 {
        let long = if i % 100 == 7 { 700 } else { i % 40 };
        out.push_str(&format!(
            "  - {{変更日: 令和8年4月1日, 項目: 項目の{i}, 変更前の記載: 前{i}{}, ",
            "まえ".repeat(long)
        ));
        out.push_str(&format!("変更後の記載: 後{i}{}, 提出時期: 事前}}\n", "あと".repeat(i % 23)));
    }
    out
}

#[test]
fn hostile_content_is_printed_as_it_is() {
    let assessment = read("hostile.yaml", &hostile());
    let tree = render::pages(&assessment);
    let pdf = compile(&tree);
    assert_complete("hostile", &tree, &pdf);
    let found = render::missing_glyphs(&assessment);
    assert_eq!(found.len(), 3, "{found:#?}");
    let text = tree.parts.iter().flat_map(part_words).flatten().collect::<String>();
    for mark in ["【要確認】システム？", "【記載誤り】9項目", "【要確認】提供は1件か"] {
        assert!(text.contains(mark), "{mark}");
    }
}

#[test]
fn blocks_of_every_kind_are_printed() {
    let folder = tempfile::tempdir().expect("a folder");
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"400\" height=\"9000\"><rect width=\"9\" height=\"9\"/></svg>";
    fs::write(folder.path().join("流れ図.svg"), svg).expect("a figure");
    let text = "様式: 全項目評価書\n様式版: 令和7年\n事務の内容図:\n  図:\n    - 図: 流れ図.svg\n      説明: 事務の流れ\n    \
                - 表: [[番号, 内容], [①, 申請を受け付ける]]\n    - 見出し: 措置\n      本文:\n        - 本文の一行目\n        \
                - markdown: |\n            1. 甲<b>乙</b>\n               - 丙\n\n            > 引用\n    - 共通記載: 中間サーバー\n";
    let tree = render::pages(&read("a.yaml", text));
    let options = Options::new(folder.path());
    assert_complete("blocks", &tree, &pdf::compile(&tree, &options).expect("a PDF"));

    fs::write(folder.path().join("流れ図.svg"), "not an image").expect("a broken figure");
    assert!(matches!(pdf::compile(&tree, &options), Err(PdfError::Typst(_))));
    fs::remove_file(folder.path().join("流れ図.svg")).expect("removing it");
    let missing = pdf::compile(&tree, &options);
    assert!(matches!(missing, Err(PdfError::Figure(FigureError::Missing(path))) if path == "流れ図.svg"));
}

#[test]
fn standards_are_followed_or_refused() {
    let dated = "様式: 基礎項目評価書\n様式版: 令和6年10月\n表紙: {評価書名: 評価書, 公表日: 令和8年4月1日}\n";
    let tree = render::pages(&read("a.yaml", dated));
    for standard in Standard::ALL {
        let options = Options { standards: vec![standard], ..Options::new(".") };
        let pdf = pdf::compile(&tree, &options).unwrap_or_else(|e| panic!("{}: {e}", standard.as_str()));
        assert!(pdf.starts_with(b"%PDF-"));
    }
    let both = Options { standards: vec![Standard::Ua1, Standard::A2a], ..Options::new(".") };
    assert!(pdf::compile(&tree, &both).is_ok());
    let two = Options { standards: vec![Standard::A2a, Standard::A3b], ..Options::new(".") };
    assert!(matches!(pdf::compile(&tree, &two), Err(PdfError::Standards(_))));
    let undated = render::pages(&read("a.yaml", "様式: 基礎項目評価書\n様式版: 令和6年10月\n"));
    assert!(matches!(pdf::compile(&undated, &both), Err(PdfError::NoDate)));
    assert!(pdf::compile(&undated, &Options::new(".")).is_ok());
}
