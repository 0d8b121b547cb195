//! What is printed and where, as a plain outline of the page tree: one line for each heading and row.

use std::fmt::Write;

use piac::assessment;
use piac::render::{self, Block, Cell, Mark, Node, PageTree, Part, Piece, Shape};
use piac::source::Source;

fn tree(text: &str) -> PageTree {
    render::pages(&assessment::read(&Source::new("a.yaml", text)).assessment.expect("an assessment"))
}

fn mark(mark: &Mark) -> String {
    let detail = mark.detail.as_ref().map(|d| format!("（{d}）{}", mark.unit)).unwrap_or_default();
    format!("[{}]{}{detail}", if mark.ticked { "○" } else { "　" }, mark.label)
}

fn lines(blocks: &[Block]) -> String {
    let one = |block: &Block| match block {
        Block::Line { text, heading: true, .. } => format!("**{text}**"),
        Block::Line { text, .. } => text.clone(),
        other => format!("{other:?}"),
    };
    blocks.iter().map(one).collect::<Vec<_>>().join(" / ")
}

fn shown(cell: &Cell) -> String {
    let one = |piece: &Piece| match piece {
        Piece::Text { blocks } => lines(blocks),
        Piece::Choice { chosen, options } => {
            format!("[ {} ] of {}", chosen.map_or("", |i| options[i].as_str()), options.len())
        }
        Piece::Boxes { groups } => {
            let group = |g: &render::BoxGroup| g.boxes.iter().map(mark).collect::<Vec<_>>().join(" ");
            groups.iter().map(|g| format!("{}{}", g.name, group(g))).collect::<Vec<_>>().join(" | ")
        }
        Piece::Count { number } => format!("（{number}）件"),
        Piece::Aside { label, blocks } => format!("（{label}：{}）", lines(blocks)),
        Piece::Unresolved { mark, blocks } => format!("【{mark}】{}", lines(blocks)),
    };
    cell.iter().map(one).collect::<Vec<_>>().join(" + ")
}

fn outline(tree: &PageTree) -> String {
    let mut out = format!("{} {:?}\n", tree.title, tree.date);
    for part in &tree.parts {
        outline_part(part, &mut out).expect("writing to a string");
    }
    out
}

fn outline_part(part: &Part, out: &mut String) -> std::fmt::Result {
    match part {
        Part::Cover(cover) => {
            writeln!(out, "\n# {} [{}]", cover.title, cover.mark)?;
            for field in &cover.fields {
                writeln!(
                    out,
                    "{}{}: {}",
                    if field.beside_next { "(beside) " } else { "" },
                    field.label,
                    shown(&field.cell)
                )?;
            }
        }
        Part::Contents { title, entries } => {
            writeln!(out, "\n# {title}")?;
            entries.iter().try_for_each(|e| writeln!(out, "{} -> {}", e.title, e.anchor))?;
        }
        Part::Section { anchor, title, note, nodes } => {
            writeln!(out, "\n# {title}{note} ({anchor})")?;
            nodes.iter().try_for_each(|node| outline_node(node, out))?;
        }
        Part::Records { anchor, title, note, owner, groups } => {
            writeln!(out, "\n# {title}{note} ({anchor}) {}", owner.as_deref().unwrap_or_default())?;
            for group in groups {
                writeln!(out, "{}: {}{}", shown(&group.name), group.items.join("、"), shown(&group.other))?;
            }
        }
        Part::Wide { anchor, title, note, columns, rows } => {
            writeln!(out, "\n# {title}{note} ({anchor})")?;
            let columns: Vec<&str> = columns.iter().map(|c| c.label.as_str()).collect();
            writeln!(out, "| {} |", columns.join(" | "))?;
            for row in rows {
                writeln!(out, "| {} |", row.iter().map(shown).collect::<Vec<_>>().join(" | "))?;
            }
        }
    }
    Ok(())
}

fn outline_node(node: &Node, out: &mut String) -> std::fmt::Result {
    match node {
        Node::Heading { target, level, text, boxes } => {
            let boxes: String = boxes.iter().map(|b| format!("　{}", mark(b))).collect();
            writeln!(out, "{} {text}{boxes} ({})", "#".repeat(usize::from(*level)), target.anchor)
        }
        Node::Full { cell } => writeln!(out, "= {}", shown(cell)),
        Node::Row(row) => {
            let indent = match row.shape {
                Shape::Wide => String::new(),
                Shape::Member => "* ".into(),
                Shape::Under => "    ".into(),
                Shape::Side => format!("{:　<4}| ", row.side.as_deref().unwrap_or_default()),
            };
            writeln!(out, "{indent}{} ({}): {}", row.label, row.target.anchor, shown(&row.cell))
        }
    }
}

#[test]
fn the_full_form_as_a_blank() {
    insta::assert_snapshot!(outline(&tree("様式: 全項目評価書\n様式版: 令和7年\n")));
}

#[test]
fn the_basic_form_as_a_blank() {
    insta::assert_snapshot!(outline(&tree("様式: 基礎項目評価書\n様式版: 令和6年10月\n")));
}

#[test]
fn files_members_and_states() {
    let text = "\
様式: 重点項目評価書
様式版: 令和7年
表紙: {評価書番号: 3, 評価書名: 予防接種に関する事務　重点項目評価書, 公表日: 令和8年4月1日}
特定個人情報ファイル:
  - 特定個人情報ファイル名: 甲ファイル
    基本情報:
      主な記録項目: [個人番号, その他: 口座]
      記録される項目: {要確認: 10項目？}
    委託:
      委託の有無: 委託する
      委託事項:
        - 委託事項: 保守
          委託内容: |
            ＜運用＞
            ・監視
          再委託: {再委託の有無: 再委託する, 再委託の許諾方法: 書面}
        - 委託事項: 印刷
    提供・移転: {提供・移転の有無: [提供を行っている], 提供先: [{提供先: 県}, {提供先: 国}]}
    記録項目: [{名称: 宛名, 項目: [番号, 氏名]}, {項目: [備考]}]
    リスク対策: {委託: {該当なし: [委託しない]}, 接続: なし}
  - 特定個人情報ファイル名: 乙ファイル
    備考: －
変更箇所:
  - {変更日: 令和8年4月1日, 項目: Ⅱ２① ファイルの種類, 対象: 甲, 変更前の記載: 前, 変更後の記載: 後, 提出時期: 事後}
別紙:
  - {題名: 再発防止策, 本文: 本文です。}
  - {題名: 一覧, 本文: なし}
  - {題名: （別紙３）表, 本文: 甲}
";
    insta::assert_snapshot!(outline(&tree(text)));
}
