//! A printed document as OCR and vision models write it down: Markdown or HTML with tables, in the
//! notations that they use for headings, line breaks, boxes and joined cells.

use piac::render::{Block, Cell, Cover, Mark, Node, PageTree, Part, Piece, Records, Row, Shape};

/// How tables are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// `| a | b |`
    Pipes,
    /// `<table><tr><td>`, one tag after the other.
    Html,
    /// The same with each cell on a line of its own.
    HtmlLines,
}

/// What becomes of the cell of a group that reaches over several rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// `rowspan`, or an empty cell where there is none.
    Kept,
    /// The rows below have a cell less.
    Lost,
    /// Its words stand in each row.
    Repeated,
}

/// A notation.
#[derive(Clone, Copy, Debug)]
pub struct Notation {
    pub table: Table,
    /// How a ticked box is written, and one that is not.
    pub boxes: (&'static str, &'static str),
    /// What stands between the boxes of an item.
    pub between: &'static str,
    /// Whether headings begin with `#` (in HTML: are tags).
    pub headings: bool,
    /// A line break in a cell.
    pub line: &'static str,
    /// The brackets around a choice; a model may leave out the printed list.
    pub choice: (&'static str, &'static str),
    pub list: bool,
    pub span: Span,
    /// Whether a page ends behind each part, with its number.
    pub pages: bool,
}

/// Writes a document.
pub fn write(tree: &PageTree, notation: &Notation) -> String {
    let mut out = Writer { notation: *notation, out: String::new(), rows: Vec::new() };
    for (i, part) in tree.parts.iter().enumerate() {
        out.part(part);
        out.end_table();
        if notation.pages {
            out.out.push_str(&format!("\n- {} -\n\u{c}\n", i + 1));
        }
    }
    out.out
}

struct Writer {
    notation: Notation,
    out: String,
    /// The rows of the table that is being written.
    rows: Vec<Vec<String>>,
}

impl Writer {
    fn part(&mut self, part: &Part) {
        match part {
            Part::Cover(cover) => self.cover(cover),
            Part::Contents { title, entries } => {
                self.heading(1, title);
                for entry in entries {
                    self.line(&entry.title);
                }
            }
            Part::Section { title, note, nodes, .. } => {
                self.heading(1, &format!("{title}{note}"));
                nodes.iter().for_each(|node| self.node(node));
            }
            Part::Records { title, note, owner, groups, .. } => {
                self.heading(1, &format!("{title}{note}"));
                if let Some(owner) = owner {
                    self.line(&format!("＜{owner}＞"));
                }
                groups.iter().for_each(|group| self.records(group));
            }
            Part::Wide { title, note, columns, rows, .. } => {
                self.heading(1, &format!("{title}{note}"));
                self.rows.push(columns.iter().map(|c| c.label.clone()).collect());
                for row in rows {
                    let cells = row.iter().map(|cell| self.cell(cell)).collect();
                    self.rows.push(cells);
                }
            }
        }
    }

    fn cover(&mut self, cover: &Cover) {
        self.heading(1, &cover.title);
        let mut fields = cover.fields.iter().peekable();
        while let Some(field) = fields.next() {
            let cell = self.cell(&field.cell);
            match fields.next_if(|_| field.beside_next) {
                Some(next) => {
                    let other = self.cell(&next.cell);
                    self.rows.push(vec![field.label.clone(), next.label.clone()]);
                    self.rows.push(vec![cell, other]);
                    self.end_table();
                }
                None => self.rows.push(vec![field.label.clone(), cell]),
            }
        }
        self.end_table();
        self.line(&format!("［{}］", cover.mark));
    }

    fn node(&mut self, node: &Node) {
        match node {
            Node::Heading { level, text, boxes, .. } => {
                let boxes: Vec<String> = boxes.iter().map(|b| self.mark(b)).collect();
                let text = match boxes.is_empty() {
                    true => text.clone(),
                    false => format!("{text}　{}", boxes.join(self.notation.between)),
                };
                self.heading(*level as usize, &text);
            }
            Node::Full { cell } => {
                self.end_table();
                let saved = std::mem::replace(&mut self.notation.line, "\n");
                let words = self.cell(cell);
                self.notation.line = saved;
                self.line(&words);
            }
            Node::Row(row) => self.row(row),
        }
    }

    fn row(&mut self, row: &Row) {
        let mut cells = Vec::new();
        let before = self.rows.last().filter(|r| r.len() == 3).map(|r| r[0].clone());
        match (&row.side, row.shape) {
            (Some(side), _) => cells.push(side.clone()),
            (None, Shape::Side) => match self.notation.span {
                Span::Kept => cells.push(String::new()),
                Span::Lost => {}
                Span::Repeated => cells.push(before.unwrap_or_default()),
            },
            _ => {}
        }
        cells.push(row.label.clone());
        cells.push(self.cell(&row.cell));
        self.rows.push(cells);
    }

    fn records(&mut self, group: &Records) {
        let name = self.cell(&group.name);
        if !name.is_empty() {
            self.heading(3, &name);
        }
        for (i, item) in group.items.iter().enumerate() {
            self.line(&format!("{}. {item}", i + 1));
        }
        let other = self.cell(&group.other);
        if !other.is_empty() {
            self.line(&other);
        }
    }

    fn heading(&mut self, level: usize, text: &str) {
        self.end_table();
        let text = match (self.notation.headings, self.notation.table) {
            (false, _) => text.to_owned(),
            (true, Table::Pipes) => format!("\n{} {text}\n", "#".repeat(level)),
            (true, _) => format!("<h{level}>{text}</h{level}>"),
        };
        self.line(&text);
    }

    fn line(&mut self, text: &str) {
        self.end_table();
        match self.notation.table {
            Table::Pipes => self.out.push_str(text),
            _ if text.starts_with("<h") => self.out.push_str(text),
            _ => self.out.push_str(&format!("<p>{}</p>", text.replace('\n', "<br>"))),
        }
        self.out.push('\n');
    }

    fn end_table(&mut self) {
        let rows = std::mem::take(&mut self.rows);
        if rows.is_empty() {
            return;
        }
        let (row, cell, end) = match self.notation.table {
            Table::Pipes => return self.pipes(&rows),
            Table::Html => ("<tr>", "<td>", "</td>"),
            Table::HtmlLines => ("<tr>\n", "    <td>", "</td>\n"),
        };
        self.out.push_str("<table>\n");
        for cells in rows {
            self.out.push_str(row);
            for words in cells {
                self.out.push_str(&format!("{cell}{words}{end}"));
            }
            self.out.push_str("</tr>\n");
        }
        self.out.push_str("</table>\n");
    }

    fn pipes(&mut self, rows: &[Vec<String>]) {
        let most = rows.iter().map(Vec::len).max().unwrap_or(0);
        for (i, cells) in rows.iter().enumerate() {
            self.out.push_str(&format!("| {} |\n", cells.join(" | ")));
            if i == 0 {
                self.out.push_str(&format!("|{}\n", "---|".repeat(most)));
            }
        }
        self.out.push('\n');
    }

    fn cell(&self, cell: &Cell) -> String {
        let pieces: Vec<String> = cell.iter().map(|piece| self.piece(piece)).filter(|p| !p.is_empty()).collect();
        pieces.join(self.notation.line)
    }

    fn piece(&self, piece: &Piece) -> String {
        let (line, between) = (self.notation.line, self.notation.between);
        match piece {
            Piece::Text { blocks } => self.blocks(blocks),
            Piece::Choice { chosen, options } => {
                let (open, close) = self.notation.choice;
                let made = chosen.map_or("　　", |i| options[i].as_str());
                let mut out = format!("{open}{made}{close}");
                if self.notation.list {
                    out.push_str(&format!("{line}＜選択肢＞"));
                    for (i, option) in options.iter().enumerate() {
                        out.push_str(&format!("{line}{}) {option}", i + 1));
                    }
                }
                out
            }
            Piece::Boxes { groups } => {
                let group = |g: &piac::render::BoxGroup| {
                    let boxes: Vec<String> = g.boxes.iter().map(|b| self.mark(b)).collect();
                    let name = if g.name.is_empty() { String::new() } else { format!("・{}{line}", g.name) };
                    format!("{name}{}", boxes.join(between))
                };
                groups.iter().map(group).collect::<Vec<_>>().join(line)
            }
            Piece::Count { number } => format!("（ {number} ）件"),
            Piece::Aside { label, blocks } => format!("（{label}： {}）", self.blocks(blocks)),
            Piece::Unresolved { mark, blocks } => format!("【{mark}】{}", self.blocks(blocks)),
        }
    }

    fn mark(&self, mark: &Mark) -> String {
        let (on, off) = self.notation.boxes;
        let detail = mark.detail.as_ref().map(|d| format!("（ {d} ）{}", mark.unit)).unwrap_or_default();
        format!("{}{}{detail}", if mark.ticked { on } else { off }, mark.label)
    }

    fn blocks(&self, blocks: &[Block]) -> String {
        let block = |b: &Block| match b {
            Block::Line { text, .. } => text.replace('|', "\\|").replace('<', "&lt;"),
            Block::Rich { spans, .. } => spans.iter().map(|s| s.text.replace('<', "&lt;")).collect(),
            Block::List { items, .. } => {
                items.iter().map(|i| format!("・{}", self.blocks(i))).collect::<Vec<_>>().join(self.notation.line)
            }
            Block::Inset { blocks } => self.blocks(blocks),
            Block::Table { rows } => rows.iter().map(|r| r.join("　")).collect::<Vec<_>>().join(self.notation.line),
            Block::Figure { caption, .. } => caption.clone(),
            Block::Rule => String::new(),
        };
        blocks.iter().map(block).collect::<Vec<_>>().join(self.notation.line)
    }
}
