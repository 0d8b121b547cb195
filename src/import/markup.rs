//! HTML tags, Markdown and tabs: what is notation in a text, and what it says about rows, cells,
//! lines and boxes.
//!
//! Only tags that HTML knows are tags: `<中間サーバーにおける措置>` is what an author wrote.

use std::ops::Range;

use super::lex::{BOX_LOST, BOX_ON, PAGE, SOFT, Stream};

/// The longest tag that is looked for, in characters.
const MAX_TAG: usize = 400;

/// Tags that only decorate.
const INLINE: &[&str] = &[
    "span", "b", "strong", "i", "em", "u", "a", "font", "sup", "sub", "label", "img", "small", "s", "del", "ins",
    "mark", "code", "rt", "rp", "ruby",
];
/// Tags that begin a new line.
const BLOCK: &[&str] = &[
    "p",
    "div",
    "ul",
    "ol",
    "li",
    "br",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "center",
    "figure",
    "figcaption",
    "section",
    "article",
    "header",
    "footer",
    "pre",
    "blockquote",
    "dl",
    "dt",
    "dd",
    "caption",
    "html",
    "body",
    "head",
    "meta",
    "form",
    "page",
    "main",
    "nav",
    "aside",
];
/// Tags whose contents are no text of the page.
const SILENT: [&str; 5] = ["style", "script", "title", "template", "svg"];
/// The words of a link to the place where it stands.
const ANCHORS: &[&str] = &["#", "¶", "§"];
/// Tags of tables without an effect of their own.
const TABLE: &[&str] = &["thead", "tbody", "tfoot", "col", "colgroup"];

/// Cells of a text with tabs that are in quotation marks because they have line breaks, marks or commas:
/// `"一行目⏎二行目"`. Two marks inside are one.
fn quoted_cells(chars: &[char]) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        let begins = i == 0 || matches!(chars[i - 1], '\t' | '\n');
        let end = if begins && chars[i] == '"' { quote_end(chars, i) } else { None };
        if let Some(end) = end.filter(|&e| chars[i + 1..e - 1].iter().any(|c| matches!(c, '\n' | '\t' | '"' | ','))) {
            out.push(i..end);
        }
        i = end.unwrap_or(i + 1);
    }
    out
}

/// Where the quoted cell ends that begins at `start`.
fn quote_end(chars: &[char], start: usize) -> Option<usize> {
    let mut i = start + 1;
    loop {
        i += chars.get(i..)?.iter().position(|&c| c == '"')?;
        match chars.get(i + 1) {
            Some('"') => i += 2,
            None | Some('\t' | '\n' | '\r') => return Some(i + 1),
            Some(_) => return None,
        }
    }
}

/// Reads one text into the stream.
pub(super) fn read(stream: &mut Stream, text: &str) {
    let chars: Vec<char> = text.chars().collect();
    let tags = if text.contains("</") { &chars[..] } else { &[] };
    let lower: Vec<char> = tags.iter().map(char::to_ascii_lowercase).collect();
    let closed = SILENT.map(|name| {
        let close: Vec<char> = format!("</{name}").chars().collect();
        lower.windows(close.len()).rposition(|w| w == close).unwrap_or(0)
    });
    let quoted = if text.contains('\t') { quoted_cells(&chars) } else { Vec::new() };
    let mut reader = Reader { stream, chars: &chars, tables: 0, cells: 0, quoted, closed, silent: None };
    let (mut start, mut number, mut blank) = (0, 1, true);
    while start < chars.len() {
        let end = chars[start..].iter().position(|&c| c == '\n').map_or(chars.len(), |i| start + i);
        reader.stream.begin_line(number);
        reader.line(start, end, blank);
        if end < chars.len() {
            reader.newline(end);
        }
        blank = chars[start..end].iter().all(|c| c.is_whitespace());
        start = end + 1;
        number += 1;
    }
}

struct Reader<'a> {
    stream: &'a mut Stream,
    chars: &'a [char],
    /// How many tables are open; a line break inside of one is only white space.
    tables: usize,
    /// How many cells the row has so far.
    cells: usize,
    /// Cells in quotation marks, as a spreadsheet writes those of several lines.
    quoted: Vec<Range<usize>>,
    /// Where each tag whose contents are no text is closed for the last time.
    closed: [usize; SILENT.len()],
    /// The one of them that is open.
    silent: Option<&'static str>,
}

impl Reader<'_> {
    fn newline(&mut self, at: usize) {
        let c = match () {
            _ if self.tables > 0 => ' ',
            _ if self.cell_at(at).is_some() => SOFT,
            _ => '\n',
        };
        self.stream.push(c, 1);
    }

    /// The quoted cell around a place.
    fn cell_at(&self, at: usize) -> Option<&Range<usize>> {
        let cell = self.quoted.get(self.quoted.partition_point(|q| q.end <= at))?;
        cell.contains(&at).then_some(cell)
    }

    /// One line; `after_blank` says whether the line before was blank.
    fn line(&mut self, start: usize, end: usize, after_blank: bool) {
        let start = self.pass(start, end);
        let line = &self.chars[start..end];
        if is_rule(line, after_blank) {
            self.stream.drop_chars(line.len());
            return;
        }
        let trimmed: String = line.iter().collect::<String>().trim().to_owned();
        let pipes = trimmed.starts_with('|') && trimmed.chars().filter(|&c| c == '|').count() >= 2;
        // The outer bars of a row are no cells.
        let outer = |c: &char| *c == '|';
        let (first, last) = match pipes {
            true => (line.iter().position(outer), line.iter().rposition(outer)),
            false => (None, None),
        };
        let last = last.filter(|_| trimmed.ends_with('|'));
        let mut i = start + self.markdown_prefix(line);
        while i < end {
            if pipes && [first, last].contains(&Some(i - start)) {
                self.stream.drop_chars(1);
                i += 1;
            } else {
                i += self.one(i, end, pipes);
            }
        }
    }

    /// Past what is no text; where the rest of the line begins.
    fn pass(&mut self, start: usize, end: usize) -> usize {
        let Some(name) = self.silent else { return start };
        let close: Vec<char> = format!("</{name}").chars().collect();
        let same = |w: &[char]| w.iter().zip(&close).all(|(a, b)| a.eq_ignore_ascii_case(b));
        let at = self.chars[start..end].windows(close.len()).position(same).map(|i| start + i);
        let past = at.map(|at| self.chars[at..end].iter().position(|&c| c == '>').map_or(end, |i| at + i + 1));
        self.silent = self.silent.filter(|_| at.is_none());
        let rest = past.unwrap_or(end);
        self.stream.drop_chars(rest - start);
        rest
    }

    /// `<a href="#i-1" title="…">#</a>`: how long it is.
    fn anchor(&self, window: &[char]) -> Option<usize> {
        let words = window.iter().position(|&c| c == '>')? + 1;
        let close = words + window[words..].windows(4).take(4).position(|w| w == ['<', '/', 'a', '>'])?;
        let text: String = window[words..close].iter().collect();
        ANCHORS.contains(&text.trim()).then_some(close + 4)
    }

    /// `## `, and `- ` before a line that has its own bullet.
    fn markdown_prefix(&mut self, line: &[char]) -> usize {
        let indent = line.iter().take_while(|c| c.is_whitespace() && **c != '\t' && **c != PAGE).count();
        let rest = &line[indent..];
        let hashes = rest.iter().take_while(|&&c| c == '#').count();
        let own = |c: Option<&char>| c.is_some_and(|c| "・●○■□◆◇※①②③④⑤⑥⑦⑧⑨⑩".contains(*c));
        let len = match rest {
            _ if (1..=6).contains(&hashes) && rest.get(hashes) == Some(&' ') => hashes + 1,
            ['-' | '*' | '+', ' ', tail @ ..] if own(tail.first()) => 2,
            ['>', ' ', ..] => 2,
            _ => return 0,
        };
        for &c in &line[..indent] {
            self.stream.push(c, 1);
        }
        self.stream.drop_chars(len);
        indent + len
    }

    /// One character, tag or entity; how many characters it took.
    fn one(&mut self, i: usize, end: usize, pipes: bool) -> usize {
        let c = self.chars[i];
        match c {
            '<' => {
                if let Some(len) = self.tag(i, end) {
                    return len;
                }
            }
            '&' => {
                if let Some((c, len)) = entity(&self.chars[i..end]) {
                    self.stream.push(c, len);
                    return len;
                }
            }
            '\\' if self.chars.get(i + 1) == Some(&'|') => {
                self.stream.drop_chars(1);
                self.stream.push('|', 1);
                return 2;
            }
            '"' => {
                if let Some(cell) = self.cell_at(i) {
                    // The first and the last of a cell are notation, and so is one of two inside.
                    let two = i != cell.start && i + 1 != cell.end;
                    self.stream.drop_chars(1);
                    if two {
                        self.stream.push('"', 1);
                    }
                    return 1 + usize::from(two);
                }
            }
            '|' if pipes => {
                self.stream.push('\t', 1);
                return 1;
            }
            '*' if self.chars.get(i + 1) == Some(&'*') => {
                self.stream.drop_chars(2);
                return 2;
            }
            '\r' | '\u{feff}' | '\u{200b}' | '\u{ad}' => {
                self.stream.drop_chars(1);
                return 1;
            }
            '\u{b}' => {
                self.stream.push(SOFT, 1);
                return 1;
            }
            // These stand for boxes in the stream.
            BOX_ON | BOX_LOST => {
                self.stream.push('\u{fffd}', 1);
                return 1;
            }
            _ => {}
        }
        self.stream.push(c, 1);
        1
    }

    /// A tag of HTML at `i`, on one line.
    fn tag(&mut self, i: usize, end: usize) -> Option<usize> {
        let chars = &self.chars[i..end];
        let window = &chars[..chars.len().min(MAX_TAG)];
        let doctype: String = window.iter().take(9).collect::<String>().to_ascii_lowercase();
        if doctype == "<!doctype" {
            let len = window.iter().position(|&c| c == '>')? + 1;
            self.stream.drop_chars(len);
            return Some(len);
        }
        if window.starts_with(&['<', '!', '-', '-']) {
            let len = window.windows(3).position(|w| w == ['-', '-', '>'])? + 3;
            self.stream.drop_chars(len);
            return Some(len);
        }
        let closing = window.get(1) == Some(&'/');
        let from = 1 + usize::from(closing);
        let name: String =
            window[from..].iter().take_while(|c| c.is_ascii_alphanumeric()).map(|c| c.to_ascii_lowercase()).collect();
        let known = ["table", "tr", "td", "th", "input"].contains(&name.as_str());
        let known = known || [INLINE, BLOCK, TABLE, &SILENT].iter().any(|set| set.contains(&name.as_str()));
        let next = window.get(from + name.len())?;
        if !known || !(next.is_whitespace() || matches!(next, '>' | '/')) {
            return None;
        }
        let len = window.iter().position(|&c| c == '>')? + 1;
        let opens = !closing && !window[..len].ends_with(&['/', '>']);
        if let Some(k) = SILENT.iter().position(|s| *s == name).filter(|&k| opens && self.closed[k] > i) {
            self.stream.drop_chars(len);
            self.silent = Some(SILENT[k]);
            return Some(self.pass(i + len, end) - i);
        }
        if let Some(len) = self.anchor(window).filter(|_| name == "a" && !closing) {
            self.stream.drop_chars(len);
            return Some(len);
        }
        self.effect(&name, closing, &window[..len]);
        Some(len)
    }

    fn effect(&mut self, name: &str, closing: bool, tag: &[char]) {
        let len = tag.len();
        match name {
            "table" => {
                self.tables = if closing { self.tables.saturating_sub(1) } else { self.tables + 1 };
                self.stream.push('\n', len);
            }
            "tr" if !closing => {
                self.cells = 0;
                self.stream.push('\n', len);
            }
            "td" | "th" if !closing => {
                self.cells += 1;
                if self.cells > 1 { self.stream.push('\t', len) } else { self.stream.drop_chars(len) }
            }
            "input" => {
                let text: String = tag.iter().collect::<String>().to_ascii_lowercase();
                let on = text.split([' ', '/', '>']).any(|a| a == "checked" || a.starts_with("checked="));
                let off = text.contains("checked=\"false\"");
                self.stream.push(if on && !off { BOX_ON } else { BOX_LOST }, len);
            }
            "img" => self.stream.drop_chars(len),
            name if BLOCK.contains(&name) => self.stream.push(SOFT, len),
            _ => self.stream.drop_chars(len),
        }
    }
}

/// A line of dashes that rules a table (`|---|---|`, or dashes under a line), not an answer `－`.
fn is_rule(line: &[char], after_blank: bool) -> bool {
    let text: String = line.iter().collect();
    if text.trim().starts_with("```") {
        return true;
    }
    let mut dashes = 0;
    let mut cells = 0;
    for cell in text.trim().split(['|', '\t']) {
        let cell = cell.trim();
        if !cell.chars().all(|c| matches!(c, '-' | ':')) {
            return false;
        }
        let n = cell.chars().filter(|&c| c == '-').count();
        if cell.len() > 3 || n > 0 {
            dashes += n;
            cells += 1;
        }
    }
    // `-` and `--` after a blank line are how people answer "none".
    dashes >= 3 || (cells >= 2 && dashes >= 2) || (dashes == 2 && !after_blank)
}

/// A character reference.
fn entity(chars: &[char]) -> Option<(char, usize)> {
    let end = chars.iter().take(9).position(|&c| c == ';')?;
    let name: String = chars[1..end].iter().collect();
    let c = match name.as_str() {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        _ => {
            let digits = name.strip_prefix('#')?;
            let code = match digits.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => digits.parse().ok()?,
            };
            char::from_u32(code).filter(|c| !c.is_control())?
        }
    };
    Some((c, end + 1))
}

#[cfg(test)]
mod tests {
    use super::super::lex::{Stream, brk};

    #[test]
    fn a_quoted_cell_has_lines_and_one_mark_for_two() {
        let stream = Stream::new(&["甲\t\"一\"\"二\"\"\n三\"\t\"四\"".to_owned()]);
        assert_eq!(stream.string(0..stream.norm.len()), "甲一\"二\"三\"四\"");
        let lines = stream.pieces(0..stream.norm.len(), brk::LINE);
        assert_eq!(lines.len(), 1, "a line break in a cell begins no row");
    }
}
