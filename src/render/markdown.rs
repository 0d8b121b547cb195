//! An explicit `markdown` block to blocks of the page tree. Raw HTML is printed, never interpreted.
//!
//! Nesting is cut at [`MAX_DEPTH`]: deeper lists and quotations are printed at that depth, so no
//! input makes the layout recurse.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::{Block, Run};

/// How deep lists and quotations may nest before they are printed flat.
const MAX_DEPTH: usize = 5;

/// The blocks of a Markdown source.
pub fn blocks(source: &str) -> Vec<Block> {
    let mut reader = Reader { stack: vec![Frame::new(FrameKind::Body)], ..Reader::default() };
    for event in Parser::new_ext(source, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        reader.event(event);
    }
    reader.finish()
}

#[derive(Default)]
struct Reader {
    stack: Vec<Frame>,
    runs: Vec<Run>,
    strong: usize,
    /// Targets of the links around; printed behind their text.
    links: Vec<String>,
    /// Nested starts beyond the depth limit, which have no frame.
    skipped: usize,
    row: Vec<String>,
    rows: Vec<Vec<String>>,
}

struct Frame {
    kind: FrameKind,
    blocks: Vec<Block>,
}

#[derive(PartialEq)]
enum FrameKind {
    Body,
    Quote,
    List { start: Option<u64>, items: Vec<Vec<Block>> },
    Item,
}

impl Frame {
    fn new(kind: FrameKind) -> Self {
        Frame { kind, blocks: Vec::new() }
    }
}

impl Reader {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Code(text) | Event::InlineHtml(text) | Event::Html(text) => self.text(&text),
            Event::InlineMath(text) | Event::DisplayMath(text) | Event::FootnoteReference(text) => self.text(&text),
            // A single line break inside a paragraph would become a space between two kanji; it stays a break.
            Event::SoftBreak | Event::HardBreak => self.line_end(),
            Event::Rule => self.push(Block::Rule),
            Event::TaskListMarker(done) => self.text(if done { "[○] " } else { "[　] " }),
        }
    }

    /// Adds text that may hold line breaks of its own (code and HTML blocks).
    fn text(&mut self, text: &str) {
        let mut lines = text.split('\n').peekable();
        while let Some(line) = lines.next() {
            self.runs.push(Run { text: line.to_owned(), strong: self.strong > 0, line_end: false });
            if lines.peek().is_some() {
                self.line_end();
            }
        }
    }

    fn line_end(&mut self) {
        match self.runs.last_mut() {
            Some(run) if !run.line_end => run.line_end = true,
            _ => self.runs.push(Run { line_end: true, ..Run::default() }),
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Strong | Tag::Emphasis => self.strong += 1,
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => self.links.push(dest_url.into_string()),
            Tag::BlockQuote(_) => self.open(FrameKind::Quote),
            Tag::List(start) => {
                self.flush(false);
                self.open(FrameKind::List { start, items: Vec::new() });
            }
            Tag::Item => {
                self.flush(false);
                self.open(FrameKind::Item);
            }
            Tag::Table(_) => self.rows = Vec::new(),
            Tag::TableHead | Tag::TableRow => self.row = Vec::new(),
            Tag::Paragraph | Tag::Heading { .. } | Tag::CodeBlock(_) | Tag::HtmlBlock => self.flush(false),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Strong | TagEnd::Emphasis => self.strong = self.strong.saturating_sub(1),
            TagEnd::Link | TagEnd::Image => {
                if let Some(url) = self.links.pop() {
                    let text: String = self.runs.iter().map(|r| r.text.as_str()).collect();
                    if !text.ends_with(&url) {
                        self.text(&format!("（{url}）"));
                    }
                }
            }
            TagEnd::Heading(_) => self.flush(true),
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item => self.close(),
            TagEnd::TableCell => {
                let runs = std::mem::take(&mut self.runs);
                self.row.push(runs.into_iter().map(|r| r.text).collect());
            }
            TagEnd::TableHead | TagEnd::TableRow => self.rows.push(std::mem::take(&mut self.row)),
            TagEnd::Table => {
                let rows = std::mem::take(&mut self.rows);
                self.push(Block::Table { rows });
            }
            _ => self.flush(false),
        }
    }

    fn open(&mut self, kind: FrameKind) {
        // A list and its items count as one level each; a frame is opened only in pairs that will close.
        if self.skipped > 0 || self.stack.len() > 2 * MAX_DEPTH {
            self.flush(false);
            self.skipped += 1;
        } else {
            self.stack.push(Frame::new(kind));
        }
    }

    fn close(&mut self) {
        self.flush(false);
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        if self.stack.len() < 2 {
            return;
        }
        let Some(frame) = self.stack.pop() else { return };
        let Some(parent) = self.stack.last_mut() else { return };
        match (frame.kind, &mut parent.kind) {
            (FrameKind::Item, FrameKind::List { items, .. }) => items.push(frame.blocks),
            (FrameKind::List { start, items }, _) => parent.blocks.push(Block::List { start, items }),
            (FrameKind::Quote, _) => parent.blocks.push(Block::Inset { blocks: frame.blocks }),
            (FrameKind::Body | FrameKind::Item, _) => parent.blocks.extend(frame.blocks),
        }
    }

    fn push(&mut self, block: Block) {
        self.flush(false);
        if let Some(frame) = self.stack.last_mut() {
            frame.blocks.push(block);
        }
    }

    /// Ends the running text.
    fn flush(&mut self, heading: bool) {
        let mut spans = std::mem::take(&mut self.runs);
        if let Some(last) = spans.last_mut() {
            last.line_end = false;
        }
        while spans.last().is_some_and(|run| run.text.is_empty()) {
            spans.pop();
            if let Some(last) = spans.last_mut() {
                last.line_end = false;
            }
        }
        if !spans.is_empty()
            && let Some(frame) = self.stack.last_mut()
        {
            frame.blocks.push(Block::Rich { spans, heading });
        }
    }

    fn finish(mut self) -> Vec<Block> {
        self.flush(false);
        self.stack.into_iter().next().map(|frame| frame.blocks).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(blocks: &[Block]) -> String {
        let mut out = String::new();
        for block in blocks {
            match block {
                Block::Line { text, .. } => out.push_str(text),
                Block::Rich { spans, .. } => spans.iter().for_each(|r| out.push_str(&r.text)),
                Block::List { items, .. } => items.iter().for_each(|i| out.push_str(&words(i))),
                Block::Inset { blocks } => out.push_str(&words(blocks)),
                Block::Table { rows } => rows.iter().flatten().for_each(|c| out.push_str(c)),
                Block::Figure { caption, .. } => out.push_str(caption),
                Block::Rule => {}
            }
            out.push('|');
        }
        out
    }

    #[test]
    fn structure_is_kept() {
        let source =
            "# 見出し\n一行目\n二行目\n\n3. 甲\n   - 乙\n4. **丙**\n\n> 引用\n\n| あ | い |\n|---|---|\n| 1 | 2 |\n";
        let blocks = blocks(source);
        assert!(matches!(&blocks[0], Block::Rich { heading: true, .. }));
        assert!(matches!(&blocks[1], Block::Rich { spans, .. } if spans[0].line_end && spans.len() == 2));
        assert!(matches!(&blocks[2], Block::List { start: Some(3), items } if items.len() == 2));
        assert!(matches!(&blocks[4], Block::Table { rows } if rows.len() == 2 && rows[1] == ["1", "2"]));
    }

    #[test]
    fn html_is_text_and_links_show_where_they_lead() {
        let text = words(&blocks("<script>alert(1)</script>\n\n甲<b>乙</b> [市](https://example.jp) <https://a.jp>"));
        assert_eq!(text, "<script>alert(1)</script>|甲<b>乙</b> 市（https://example.jp） https://a.jp|");
    }

    #[test]
    fn deep_nesting_is_flat_and_complete() {
        let source = (0..300).map(|i| format!("{}- i{i}\n", " ".repeat(i * 2))).collect::<String>();
        let text = words(&blocks(&source));
        assert!((0..60).all(|i| text.contains(&format!("i{i}"))), "{text}");
        let quotes = format!("{}深い", ">".repeat(5000));
        assert!(words(&blocks(&quotes)).contains("深い"));
    }
}
