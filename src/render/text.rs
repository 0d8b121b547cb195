//! Free text to blocks: lines stay lines, and what looks like a list item hangs.

use crate::assessment::{self, BlockKind};
use crate::text::is_heading;

use super::{Block, markdown};

/// The widest prefix that hangs, in half-width columns; a longer one is text.
const MAX_HANG: usize = 12;

/// The printed blocks of a text.
pub fn blocks(text: &assessment::Text) -> Vec<Block> {
    let mut out = Vec::new();
    for block in &text.blocks {
        push(block, &mut out);
    }
    out
}

fn push(block: &assessment::Block, out: &mut Vec<Block>) {
    match &block.kind {
        BlockKind::Plain(text) => out.extend(lines(text)),
        BlockKind::Titled { heading, body } => {
            out.extend(heading.lines().map(|line| Block::Line { text: line.to_owned(), hang: 0, heading: true }));
            for block in body {
                push(block, out);
            }
        }
        BlockKind::Shared { blocks: Some(blocks), .. } => blocks.iter().for_each(|block| push(block, out)),
        BlockKind::Shared { key, blocks: None, .. } => {
            out.push(Block::Line { text: format!("〔共通記載: {key}〕"), hang: 0, heading: false });
        }
        BlockKind::Markdown(source) => out.extend(markdown::blocks(source)),
        BlockKind::Table(rows) => out.push(Block::Table { rows: rows.clone() }),
        BlockKind::Figure { path, page, caption } => {
            out.push(Block::Figure { path: path.clone(), page: *page, caption: caption.clone() });
        }
    }
}

/// The lines of a plain text; the line break that ends a YAML block is not one of the text.
pub fn lines(text: &str) -> impl Iterator<Item = Block> {
    text.trim_end_matches(['\n', '\r']).split('\n').map(|line| {
        let line = line.trim_end_matches('\r');
        Block::Line { text: line.to_owned(), hang: hang(line), heading: is_heading(line) }
    })
}

/// How far the continuation of a line is indented: past its leading space and its bullet or number.
pub fn hang(line: &str) -> usize {
    let rest = line.trim_start_matches([' ', '　']);
    let bullet = bullet_len(rest);
    let after = &rest[bullet..];
    if after.is_empty() {
        return 0;
    }
    let space = if bullet == 0 { 0 } else { after.len() - after.trim_start_matches([' ', '　']).len() };
    let prefix = &line[..line.len() - rest.len() + bullet + space];
    let columns = prefix.chars().map(columns).sum();
    if columns > MAX_HANG { 0 } else { columns }
}

/// Bytes of the bullet or number that a line begins with.
fn bullet_len(line: &str) -> usize {
    let mut chars = line.char_indices();
    let Some((_, first)) = chars.next() else { return 0 };
    let next = chars.next().map(|(_, c)| c);
    match first {
        '・' | '･' | '●' | '○' | '◎' | '◆' | '◇' | '■' | '□' | '▪' | '•' | '※' | '→' | '⇒' => {
            first.len_utf8()
        }
        '①'..='⓿' | '❶'..='➓' | '㉑'..='㉟' | '㊱'..='㊿' => first.len_utf8(),
        '-' | '－' | '*' if matches!(next, Some(' ' | '　')) => first.len_utf8(),
        '（' | '(' => bracketed(line, first),
        _ => numbered(line),
    }
}

/// `（１）`, `(ア)`: one to three characters in parentheses.
fn bracketed(line: &str, open: char) -> usize {
    let close = if open == '（' { '）' } else { ')' };
    let Some(end) = line.find(close) else { return 0 };
    let inside = &line[open.len_utf8()..end];
    let mark = |c: char| c.is_numeric() || c.is_ascii_alphabetic() || matches!(c, 'ア'..='ン' | 'あ'..='ん');
    let fits = matches!(inside.chars().count(), 1..=3) && inside.chars().all(mark);
    if fits { end + close.len_utf8() } else { 0 }
}

/// `1.`, `１．`, `(1)` without its first bracket, `ア．`, `1 `: a short number and what ends it.
fn numbered(line: &str) -> usize {
    let digit = |c: char| c.is_ascii_digit() || matches!(c, '０'..='９');
    let digits: usize = line.chars().take_while(|&c| digit(c)).map(char::len_utf8).sum();
    let number = match digits {
        0 => line.chars().next().filter(|c| matches!(c, 'ア'..='ン' | 'a'..='z' | 'A'..='Z')).map_or(0, char::len_utf8),
        n if line[..n].chars().count() <= 2 => n,
        _ => 0,
    };
    let mut after = line[number..].chars();
    match (number, after.next(), after.next()) {
        (0, _, _) => 0,
        // A digit behind the point makes it a decimal fraction or a section number.
        (_, Some(end @ ('.' | '．' | ')' | '）')), next) if !next.is_some_and(digit) => number + end.len_utf8(),
        _ => 0,
    }
}

/// Half-width columns of a character in the embedded fonts.
fn columns(c: char) -> usize {
    if c.is_ascii() || matches!(c, '｡'..='ﾟ') { 1 } else { 2 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_hang() {
        for (line, columns) in [
            ("・接種記録", 2),
            ("　・接種記録", 4),
            ("①対象者", 2),
            ("（１）対象者", 6),
            ("(1) 対象者", 4),
            ("1.対象者", 2),
            ("１０．対象者", 6),
            ("ア．対象者", 4),
            ("※注", 2),
            ("　字下げ", 2),
            ("1.5倍", 0),
            ("対象者", 0),
            ("（予防接種）", 0),
            ("・", 0),
            ("2026年", 0),
            ("－", 0),
        ] {
            assert_eq!(hang(line), columns, "{line}");
        }
    }

    #[test]
    fn lines_are_kept_and_headings_seen() {
        let blocks: Vec<Block> = lines("＜中間サーバーにおける措置＞\n①権限\n\n本文\n").collect();
        assert_eq!(blocks.len(), 4);
        assert!(matches!(&blocks[0], Block::Line { heading: true, .. }));
        assert!(matches!(&blocks[2], Block::Line { text, heading: false, .. } if text.is_empty()));
        assert!(!is_heading("＜甲＞及び＜乙＞"));
        assert!(!is_heading("＜＞"));
    }
}
