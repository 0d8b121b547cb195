//! Tables that carry their cells come back whole: pages for the web as they are built, with bare tags as a
//! program that reads pages writes them, and as the text that a spreadsheet saves (cells between tabs,
//! several for one column of the form, quotation marks around cells of several lines).

mod back;

use std::path::Path;

use piac::commons::Cache;
use piac::render;
use piac::render::html::{self, Options};

/// `<td colspan="2">` is `<td>`.
fn bare(page: &str) -> String {
    pieces(page).map(|(name, words)| format!("<{name}>{words}")).collect()
}

/// The names of the tags of a page with the words behind them.
fn pieces(page: &str) -> impl Iterator<Item = (String, &str)> {
    let body = page.split_once("<body").map_or(page, |p| p.1);
    body.split('<').skip(1).map(|piece| {
        let (tag, words) = piece.split_once('>').unwrap_or((piece, ""));
        let name: String = tag.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '/').collect();
        assert!(!name.is_empty(), "no tag: {tag}");
        (name, words)
    })
}

/// A paragraph is a row of one cell.
fn rows(page: &str) -> Vec<Vec<String>> {
    let mut out: Vec<Vec<String>> = Vec::new();
    let mut row: Option<Vec<String>> = None;
    let mut text = String::new();
    // The number of the last entry of an ordered list.
    let mut number = None;
    for (name, words) in pieces(page) {
        match name.as_str() {
            "tr" => row = Some(Vec::new()),
            "td" | "th" => row.as_mut().expect("a row").push(String::new()),
            "/tr" => out.extend(row.take()),
            "ol" => number = Some(0),
            "/ol" | "ul" => number = None,
            _ => {}
        }
        let block = ["p", "div", "li", "dt", "dd", "h1", "h2", "h3", "h4", "table"].contains(&name.trim_matches('/'));
        let into = match &mut row {
            Some(cells) => cells.last_mut(),
            None => Some(&mut text),
        };
        let Some(into) = into else { continue };
        if block && !into.is_empty() && !into.ends_with('\n') {
            into.push('\n');
        }
        if row.is_none() && block {
            out.extend(Some(vec![std::mem::take(&mut text)]).filter(|r| !r[0].trim().is_empty()));
        }
        let into = row.as_mut().and_then(|cells| cells.last_mut()).unwrap_or(&mut text);
        let numbered = words.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with('．');
        if let Some(number) = number.as_mut().filter(|_| name == "li" && !numbered) {
            *number += 1;
            into.push_str(&format!("{number}) "));
        }
        if !(name == "a" && words == "#") {
            into.push_str(
                words.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&").trim(),
            );
        }
    }
    out
}

/// A cell as a spreadsheet saves it.
fn saved(cell: &str) -> String {
    let cell = cell.trim();
    let marked = cell.contains(['\n', '"', ',']);
    if marked { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}

/// The page as the text of a spreadsheet in which every column of the form is two, brackets have cells of
/// their own, and printed lists and boxes stand two in a row.
fn spreadsheet(page: &str) -> String {
    let mut out: Vec<String> = Vec::new();
    for row in rows(page) {
        let Some((last, labels)) = row.split_last() else { continue };
        let head: String = labels.iter().map(|c| saved(c) + "\t\t").collect();
        let blank = "\t\t".repeat(labels.len());
        let lines: Vec<&str> = last.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
        let of_box = |l: &str| {
            l.starts_with('[').then(|| l.split_once(']')).flatten().map(|b| (b.0[1..].to_owned(), b.1.to_owned()))
        };
        if labels.len() < 4 && lines.get(1) == Some(&"＜選択肢＞") {
            let (chosen, _) = of_box(lines[0]).expect("brackets");
            out.push(format!("{head}[\t\t{chosen}\t\t]\t＜選択肢＞"));
            out.extend(lines[2..].chunks(2).map(|pair| format!("{blank}\t\t\t\t\t{}", pair.join("\t\t"))));
        } else if (1..4).contains(&labels.len()) && lines.iter().any(|l| of_box(l).is_some()) {
            let mut before = head.clone();
            for pair in lines.chunk_by(|a, b| of_box(a).is_some() && of_box(b).is_some()).flat_map(|run| run.chunks(2))
            {
                let cell = |l: &&str| {
                    of_box(l).map_or(saved(l), |(mark, words)| format!("[\t{}\t]\t{}\t", mark.trim(), words.trim()))
                };
                out.push(before + &pair.iter().map(cell).collect::<String>());
                before = blank.clone();
            }
        } else {
            out.push(head + &saved(last));
        }
    }
    out.join("\r\n")
}

#[test]
fn tables_give_back_every_item() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("assessments");
    let commons = Cache::default().below(&root);
    let mut right = 0;
    for path in piac::files::assessments_below(&root).expect("the examples") {
        let assessment = back::example(&path, &commons);
        let folder = path.parent().expect("a folder");
        let page = html::page(&render::pages(&assessment), &Options::new(folder)).expect("a page");
        for (kind, text) in [("bare", bare(&page)), ("spreadsheet", spreadsheet(&page)), ("page", page)] {
            let outcome = back::compare(&assessment, text.into_bytes());
            assert!(outcome.wrong.is_empty(), "{} {kind}: {}", path.display(), outcome.wrong.join("\n"));
            assert!(outcome.open.is_empty(), "{} {kind}: {}", path.display(), outcome.open.join("\n"));
            right += outcome.right;
        }
    }
    assert!(right > 6000, "{right}");
}

#[test]
fn a_cell_of_nothing_but_quotation_marks_ends() {
    let marks = format!("特定個人情報保護評価書（基礎項目評価書）\t\n①部署\t\"{}\"\n", "\"\"".repeat(300_000));
    let input = [piac::import::Input { name: "a.txt".into(), bytes: marks.into_bytes() }];
    assert!(piac::import::import(&input, None).is_err(), "hardly any label");
}
