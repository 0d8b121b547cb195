//! Rendering: an assessment comes in, a page tree goes out, and from it PDF and HTML.
//!
//! 1. [`pages`] turns form and answers into a [`PageTree`]: what is printed, in printed order,
//!    with the layout of the official form but without any notion of Typst or HTML.
//! 2. [`missing_glyphs`] says which characters the embedded fonts cannot print.
//! 3. `pdf::compile` draws the tree with the template under `templates/pdf/`, [`html::page`] with those
//!    under `templates/html/`; a folder of the user can take their place ([`templates`]).
//!
//! The tree is built by loops over the form only; no item is named, so an edition never touches
//! this module. Text travels as data the whole way and is never read as markup.

use serde::Serialize;

mod anchor;
mod build;
mod cell;
pub mod figure;
pub mod fonts;
mod glyphs;
pub mod html;
mod markdown;
#[cfg(feature = "pdf")]
pub mod pdf;
mod shares;
pub mod templates;
mod text;
mod walk;

pub use anchor::Target;
pub use build::pages;
pub use glyphs::{has_glyph, missing_glyphs, printable, printable_with};

/// A printed document.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PageTree {
    /// The name of the document: 評価書名.
    pub title: String,
    /// The official form: 様式４.
    pub official: String,
    /// The date of publication (year, month, day) when the cover has one.
    pub date: Option<(i16, i8, i8)>,
    /// The parts in printed order.
    pub parts: Vec<Part>,
}

/// A part of the document; each begins on a page of its own.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Part {
    /// The cover.
    Cover(Cover),
    /// The 項目一覧.
    Contents {
        /// Its title.
        title: String,
        /// One entry for each part behind it.
        entries: Vec<Entry>,
    },
    /// A numbered section.
    Section {
        /// Target of links, unique in the document.
        anchor: String,
        /// What the black bar says.
        title: String,
        /// What follows it there and is left out in the 項目一覧: ※ and its note.
        note: String,
        /// What stands below it.
        nodes: Vec<Node>,
    },
    /// 記録項目.
    Records {
        /// Target of links.
        anchor: String,
        /// What the black bar says.
        title: String,
        /// What follows it there and is left out in the 項目一覧: ※ and its note.
        note: String,
        /// The member of the list that it belongs to, when there are several: the file's name.
        owner: Option<String>,
        /// The groups of record items.
        groups: Vec<Records>,
    },
    /// A table over whole landscape pages: 変更箇所.
    Wide {
        /// Target of links.
        anchor: String,
        /// What the black bar says.
        title: String,
        /// What follows it there and is left out in the 項目一覧: ※ and its note.
        note: String,
        /// The columns.
        columns: Vec<Column>,
        /// The rows; each has a cell for each column.
        rows: Vec<Vec<Cell>>,
    },
}

/// The cover.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Cover {
    /// The title of the form.
    pub title: String,
    /// The form mark, without its brackets.
    pub mark: String,
    /// The items of the frame in order.
    pub fields: Vec<Field>,
}

/// One item of the cover.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Field {
    /// Where it can be linked to.
    pub target: Target,
    /// Its printed label.
    pub label: String,
    /// Whether it stands at the left of the item after it, in one row.
    pub beside_next: bool,
    /// The answer.
    pub cell: Cell,
}

/// A line of the 項目一覧.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entry {
    /// The part's title.
    pub title: String,
    /// The part's anchor.
    pub anchor: String,
}

/// What stands below a section's bar.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Node {
    /// A bar over the whole width.
    Heading {
        /// Where it can be linked to.
        target: Target,
        /// 2: a numbered grey bar (１．…); 3: a lighter bar inside it (リスク１：…, システム1).
        level: u8,
        /// What it says.
        text: String,
        /// Boxes that take out what follows (`[　] 委託しない`); empty for most.
        boxes: Vec<Mark>,
    },
    /// An answer over the whole width.
    Full {
        /// The answer.
        cell: Cell,
    },
    /// Label and answer beside each other.
    Row(Row),
}

/// A row of label and answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// Where it can be linked to.
    pub target: Target,
    /// Where its label stands.
    pub shape: Shape,
    /// Label of the group, in its first row only: ⑦使用の主体.
    pub side: Option<String>,
    /// The printed label.
    pub label: String,
    /// The answer.
    pub cell: Cell,
}

/// Where a row's label stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    /// Over the whole label column.
    Wide,
    /// Like `Wide`, and printed strongly: it names a member of a list (委託事項1).
    Member,
    /// Indented below the row before it.
    Under,
    /// At the right of the label of its group.
    Side,
}

/// The answer in a row: pieces one after the other.
pub type Cell = Vec<Piece>;

/// A piece of an answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Piece {
    /// Blocks of text.
    Text {
        /// The blocks.
        blocks: Vec<Block>,
    },
    /// `[ 十分である ]` beside the list of choices.
    Choice {
        /// Index of the choice that was made.
        chosen: Option<usize>,
        /// All choices in order.
        options: Vec<String>,
    },
    /// Boxes with their marks.
    Boxes {
        /// Groups of boxes.
        groups: Vec<BoxGroup>,
    },
    /// `（ 2 ）件`; nothing in it where the list is blank.
    Count {
        /// The number.
        number: String,
    },
    /// Text in parentheses behind the piece before it: `（手数料額、納付方法： …）`.
    Aside {
        /// Its label.
        label: String,
        /// The text.
        blocks: Vec<Block>,
    },
    /// What could not be read or resolved, to be printed with a visible mark.
    Unresolved {
        /// The mark: 要確認.
        mark: String,
        /// What was written.
        blocks: Vec<Block>,
    },
}

/// Boxes below a common heading.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BoxGroup {
    /// The heading, empty for most: 識別情報.
    pub name: String,
    /// The boxes.
    pub boxes: Vec<Mark>,
}

/// One box.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Mark {
    /// Its printed text.
    pub label: String,
    /// Whether ○ is in it.
    pub ticked: bool,
    /// What is in its （ ）, for a box that has one.
    pub detail: Option<String>,
    /// What is printed behind its （ ）: 件.
    pub unit: String,
}

/// Record items below a common name.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Records {
    /// The name, if there is one.
    pub name: Cell,
    /// The items; a piece that is not a list of items stands alone.
    pub items: Vec<String>,
    /// What stands there instead of items: なし, or what could not be read.
    pub other: Cell,
}

/// A column of a wide table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Column {
    /// Its heading.
    pub label: String,
    /// Its width in full-width characters, or nothing for a share of what is left.
    pub chars: Option<u32>,
    /// Its share of what is left.
    pub share: u32,
}

/// A block of text.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Block {
    /// One line as written.
    Line {
        /// The line.
        text: String,
        /// How far the line's continuation is indented, in half-width columns.
        hang: usize,
        /// Whether it heads the lines below it: ＜…＞.
        heading: bool,
    },
    /// Running text with emphasis, out of Markdown.
    Rich {
        /// The text.
        spans: Vec<Run>,
        /// Whether it is a heading.
        heading: bool,
    },
    /// A list out of Markdown.
    List {
        /// The number of the first item, for a numbered list.
        start: Option<u64>,
        /// The items.
        items: Vec<Vec<Block>>,
    },
    /// Blocks that are set off: a quotation, or the body below a heading.
    Inset {
        /// The blocks.
        blocks: Vec<Block>,
    },
    /// A table; the first row is its header.
    Table {
        /// The rows, all of the same length.
        rows: Vec<Vec<String>>,
    },
    /// A figure.
    Figure {
        /// Path as written, relative to the file of the assessment.
        path: String,
        /// The page of a PDF, from 1, when it is written.
        page: Option<u32>,
        /// Its caption and alternative text.
        caption: String,
    },
    /// A horizontal rule.
    Rule,
}

/// Text of one style.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Run {
    /// The text.
    pub text: String,
    /// Whether it is emphasised.
    pub strong: bool,
    /// Whether a line ends behind it.
    pub line_end: bool,
}

/// Visits every block of text in the tree, those inside lists and insets too.
pub fn visit_blocks(tree: &PageTree, visit: &mut dyn FnMut(&Block)) {
    for part in &tree.parts {
        match part {
            Part::Cover(cover) => cover.fields.iter().for_each(|f| visit_cell(&f.cell, visit)),
            Part::Contents { .. } => {}
            Part::Section { nodes, .. } => nodes.iter().for_each(|node| match node {
                Node::Heading { .. } => {}
                Node::Full { cell } | Node::Row(Row { cell, .. }) => visit_cell(cell, visit),
            }),
            Part::Records { groups, .. } => groups.iter().for_each(|g| {
                visit_cell(&g.name, visit);
                visit_cell(&g.other, visit);
            }),
            Part::Wide { rows, .. } => rows.iter().flatten().for_each(|cell| visit_cell(cell, visit)),
        }
    }
}

fn visit_cell(cell: &Cell, visit: &mut dyn FnMut(&Block)) {
    for piece in cell {
        match piece {
            Piece::Text { blocks } | Piece::Aside { blocks, .. } | Piece::Unresolved { blocks, .. } => {
                blocks.iter().for_each(|b| visit_block(b, visit));
            }
            Piece::Choice { .. } | Piece::Boxes { .. } | Piece::Count { .. } => {}
        }
    }
}

fn visit_block(block: &Block, visit: &mut dyn FnMut(&Block)) {
    visit(block);
    match block {
        Block::List { items, .. } => items.iter().flatten().for_each(|b| visit_block(b, visit)),
        Block::Inset { blocks } => blocks.iter().for_each(|b| visit_block(b, visit)),
        Block::Line { .. } | Block::Rich { .. } | Block::Table { .. } | Block::Figure { .. } | Block::Rule => {}
    }
}
