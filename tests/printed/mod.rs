//! What the tests of PDF and HTML share: the strings of a page tree in printed order, documents to
//! print, and the proof that a printed text has them all.
#![allow(dead_code)] // Each test binary uses what it needs.

use std::fs;
use std::path::{Path, PathBuf};

use piac::assessment::{self, Assessment, BlockKind, State, Value};
use piac::check::{self, Options};
use piac::import::{self, Input};
use piac::render::{Block, Cell, Node, PageTree, Part, Piece};
use piac::source::Source;
use piac::text::normalize;

use crate::skip;

/// Where a text comes from, which decides what stands beside what.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Medium {
    Pdf,
    Html,
}

pub fn read(name: &str, text: &str) -> Assessment {
    assessment::read(&Source::new(name, text)).assessment.expect("an assessment")
}

/// The examples with their shared passages resolved: path and assessment.
pub fn examples() -> Vec<(PathBuf, Assessment)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assessments");
    let paths = piac::files::assessments_below(&folder).expect("the examples");
    let read = |path: PathBuf| {
        let checked = check::check_file(&path, &Options::default()).expect("a readable example");
        (path, checked.assessment.expect("an assessment"))
    };
    let all: Vec<_> = paths.into_iter().map(read).collect();
    assert!(all.len() >= 7, "only {} examples", all.len());
    all
}

/// The published texts as imported.
pub fn seeds() -> Vec<(String, Assessment)> {
    let mut out = Vec::new();
    for name in ["zenkoumoku-sendai-adult-screening.txt", "juten-hiratsuka-vaccination.txt"] {
        let Some(path) = skip::seed(name) else { continue };
        let input = Input { name: name.to_owned(), bytes: fs::read(&path).expect("a published text") };
        let yaml = import::import(&[input], None).expect("an import").yaml;
        out.push((name.to_owned(), read(name, &yaml)));
    }
    out
}

/// Every string of a cell in printed order.
pub fn words(cell: &Cell, out: &mut Vec<String>) {
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
pub fn part_words(part: &Part, medium: Medium) -> Vec<Vec<String>> {
    let mut out = Vec::new();
    match part {
        Part::Cover(cover) => {
            out.push(cover.title.clone());
            let mut fields = cover.fields.iter().peekable();
            while let Some(field) = fields.next() {
                out.push(field.label.clone());
                if field.beside_next && medium == Medium::Pdf {
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

/// A printed text, and where its pages begin; a page of HTML is one.
pub struct Printed {
    text: String,
    pages: Vec<usize>,
}

impl Printed {
    /// The pages one after the other, without white space.
    pub fn new<'a>(pages: impl Iterator<Item = &'a str>) -> Self {
        let mut printed = Printed { text: String::new(), pages: Vec::new() };
        for page in pages {
            printed.pages.push(printed.text.len());
            printed.text.push_str(&normalize(page));
        }
        printed
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where a string ends that begins at or after `from`.
    fn find(&self, from: usize, wanted: &str) -> Option<usize> {
        self.text[from..].find(wanted).map(|at| from + at + wanted.len())
    }

    /// The same for a cell of a wide table: where a page ends inside it, other cells stand between its pieces.
    fn find_cell(&self, from: usize, wanted: &str) -> Option<usize> {
        self.find(from, wanted).or_else(|| (0..self.pages.len()).find_map(|page| self.over_pages(page, from, wanted)))
    }

    /// A string that begins on a page and goes on, at the latest, on the one after it.
    fn over_pages(&self, page: usize, from: usize, wanted: &str) -> Option<usize> {
        let end = self.pages.get(page + 1).copied().unwrap_or(self.text.len());
        let begin = (*self.pages.get(page)?).max(from);
        let part = self.text.get(begin..end)?;
        if let Some(at) = part.find(wanted) {
            return Some(begin + at + wanted.len());
        }
        // What holds for a beginning holds for every shorter one, so the longest is found by halving.
        let cuts: Vec<usize> = wanted.char_indices().map(|(i, _)| i).skip(1).collect();
        let most = cuts.partition_point(|&cut| part.contains(&wanted[..cut]));
        let tries = cuts[..most].iter().rev().take(40);
        tries.into_iter().find_map(|&cut| self.over_pages(page + 1, end, &wanted[cut..]))
    }
}

/// Every string of the tree is in the text, in order; `shown` is what is printed for a string.
pub fn assert_complete(name: &str, tree: &PageTree, printed: &Printed, medium: Medium, shown: fn(&str) -> String) {
    let mut at = 0;
    let mut seen = 0;
    for part in &tree.parts {
        // In a PDF the cells of a row stand beside each other, so a row is one place.
        let wide = matches!(part, Part::Wide { .. }) && medium == Medium::Pdf;
        for list in part_words(part, medium) {
            let from = at;
            for (n, string) in list.into_iter().enumerate() {
                let wanted = normalize(&shown(&string));
                if wanted.is_empty() {
                    continue;
                }
                let start = if wide { from } else { at };
                let found = if wide { printed.find_cell(start, &wanted) } else { printed.find(start, &wanted) };
                let end = found.unwrap_or_else(|| {
                    let near: String = printed.text[start..].chars().take(200).collect();
                    panic!("{name}: 「{string}」 is not in the text after …{near}…")
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

/// Every line of every answer that is printed is in the text, wherever; with [`assert_complete`], which
/// has the order, nothing is lost on the way from the file. Returns how many lines.
pub fn assert_placed(name: &str, assessment: &Assessment, text: &str, shown: fn(&str) -> String) -> usize {
    let mut seen = 0;
    assessment.walk(&mut |place, answer| {
        if place.steps.iter().any(|s| matches!(s, assessment::Step::Item(item) if !item.printed)) {
            return;
        }
        for line in lines_of(answer) {
            let wanted = normalize(&shown(&line));
            assert!(text.contains(&wanted), "{name}: {} is not printed: {line}", place.address());
            seen += 1;
        }
    });
    assert!(seen > 5, "{name}: only {seen} answers");
    seen
}

/// The lines that an answer must print.
fn lines_of(answer: &assessment::Answer) -> Vec<String> {
    match (&answer.state, answer.value()) {
        (_, Some(Value::Text(text))) => {
            let mut out = Vec::new();
            text.blocks.iter().for_each(|b| block_lines(&b.kind, &mut out));
            out
        }
        (_, Some(Value::Strings(list))) => list.iter().map(|(s, _)| s.clone()).collect(),
        (_, Some(Value::Boxes(ticks))) => {
            let set = answer.item.choices().expect("boxes have choices");
            let label = |t: &assessment::Tick| format!("[○]{}", set.choices[t.index].label);
            ticks.iter().flat_map(|t| [label(t), t.detail.clone().unwrap_or_default()]).collect()
        }
        (State::Blank | State::Invalid, _) | (_, Some(Value::Group(_) | Value::List(_))) => Vec::new(),
        _ => answer.text().unwrap_or_default().lines().map(str::to_owned).collect(),
    }
}

fn block_lines(kind: &BlockKind, out: &mut Vec<String>) {
    match kind {
        BlockKind::Plain(text) => out.extend(text.lines().map(str::to_owned)),
        BlockKind::Titled { heading, body } => {
            out.push(heading.clone());
            body.iter().for_each(|b| block_lines(&b.kind, out));
        }
        BlockKind::Shared { blocks, .. } => {
            let blocks = blocks.as_deref().unwrap_or_default();
            blocks.iter().for_each(|b| block_lines(&b.kind, out));
        }
        BlockKind::Table(rows) => out.extend(rows.iter().flatten().cloned()),
        BlockKind::Figure { caption, .. } => out.push(caption.clone()),
        // What of it is markup is not printed; the page tree has its words.
        BlockKind::Markdown(_) => {}
    }
}

/// Markup of Typst, HTML and Markdown, characters without a shape, very long lines and very many rows.
pub fn hostile() -> String {
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
