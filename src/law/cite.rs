//! Citations of 番号法 in text: a text comes in, the provisions and rows it cites go out, with their bytes.
//!
//! Written forms differ (第１９条第８号, 十九条八号, 別表第2（第16の2、17項）, 第2条の表の139の項); all become one
//! [`Target`]. A citation belongs to the law that is named right before it, or to the one of the
//! citation it is joined to by 、 or 及び. Where that is not 番号法, or cannot be told, nothing is
//! given: silence is the default.

use std::ops::Range;

use super::Table;

mod reader;
mod sides;

use reader::Reader;
pub use sides::{Side, side};

/// Full title of the law.
pub const FULL_NAME: &str = "行政手続における特定の個人を識別するための番号の利用等に関する法律";
const NAMES: [&str; 4] = [FULL_NAME, "番号法", "番号利用法", "マイナンバー法"];
/// Before a name of the law: an earlier version is meant.
const PAST: [&str; 5] = ["旧", "改正前の", "廃止前の", "改正前", "旧の"];
/// Ends of the names of other law.
const OTHER: [&str; 9] = ["法", "法律", "条例", "規則", "令", "要綱", "規程", "要領", "指針"];

/// What a citation points at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// An article, with its item (号) or, where it has none, its paragraph (項).
    Article {
        /// `19`, `29の2`.
        article: String,
        /// Number of the 項.
        paragraph: Option<u16>,
        /// Number of the 号.
        item: Option<u16>,
    },
    /// A row of a table: `16の2`.
    Row(Table, String),
    /// 別表第一 or 別表第二 without a row, as in the name of a 命令.
    Table(Table),
}

/// One citation of 番号法.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// The bytes of the number with its unit: `第8号`, `139の項`; for the first of a list with the article or
    /// table before it.
    pub range: Range<usize>,
    /// From the article or table to the end of the list that the citation is in.
    pub list: Range<usize>,
    /// What it points at.
    pub target: Target,
}

/// What the surroundings of a text tell.
#[derive(Clone, Copy, Debug, Default)]
pub struct Around {
    /// Whether 法 alone was defined as 番号法.
    pub plain_law: bool,
    /// Whether the item asks for a basis in 番号法, so that a bare 別表第一 is its table.
    pub assume: bool,
}

/// Whether a text defines 法 alone as 番号法 (`以下「法」という。`).
pub fn defines_plain_law(text: &str) -> Option<bool> {
    if !text.contains("以下") {
        return None;
    }
    let at = ["以下「法」", "以下、「法」", "以下『法』"].iter().find_map(|words| text.find(words))?;
    let before = text[..at].rfind(['（', '(']).map_or(&text[..at], |open| &text[..open]);
    Some(ends_with_name(before.trim_end()).is_some())
}

/// The remark in （ ） right after a citation or its list.
pub fn note(text: &str, at: usize) -> Option<&str> {
    let rest = text[at..].trim_start();
    let inner = rest.strip_prefix(['（', '('])?;
    let mut depth = 1;
    for (i, c) in inner.char_indices() {
        match c {
            '（' | '(' => depth += 1,
            '）' | ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(&inner[..i]);
        }
    }
    None
}

/// Whether the text between two citations only joins them: 、, 及び, に基づく, a remark in （ ） …
pub fn joined(between: &str) -> bool {
    reader::joins(between)
}

/// A number in any digits at a place of a text, and the byte after it.
pub fn number(text: &str, at: usize) -> Option<(u32, usize)> {
    let mut reader = Reader::new(text, at);
    Some((reader.number()?, reader.at))
}

/// All citations of 番号法 in a text, in order.
pub fn find(text: &str, around: Around) -> Vec<Citation> {
    let mut finder = Finder { text, around, last: None, table: None, exchange: None, article: None, found: Vec::new() };
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let end = finder.read(at, c);
        at = end.unwrap_or(at + c.len_utf8());
    }
    finder.found
}

/// Whose law a citation is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Law {
    Ours,
    Other,
}

struct Finder<'t> {
    text: &'t str,
    around: Around,
    /// Where the citation before ended, and whose it was.
    last: Option<(usize, Law)>,
    /// The table cited last, for 同表.
    table: Option<Table>,
    /// The table of the exchange cited last, for lists under the headings 照会 and 提供.
    exchange: Option<Table>,
    /// The article cited last, for 同条.
    article: Option<String>,
    found: Vec<Citation>,
}

impl Finder<'_> {
    /// Reads a citation that begins here; the byte after it.
    fn read(&mut self, at: usize, first: char) -> Option<usize> {
        match first {
            '別' => self.table(at),
            '同' if self.text[at..].starts_with("同表") => {
                let table = self.table?;
                self.rows(table, at, at + "同表".len(), Law::Ours)
            }
            '同' if self.text[at..].starts_with("同条") => {
                let article = self.article.clone()?;
                let law = self.last.map(|l| l.1)?;
                self.parts(at, at + "同条".len(), article, law)
            }
            '第' => self.order(at).or_else(|| self.article(at)).or_else(|| self.headed(at)),
            c if reader::digit(c).is_some() && !self.inside_number(at) => {
                self.order(at).or_else(|| self.article(at)).or_else(|| self.headed(at))
            }
            _ => None,
        }
    }

    fn inside_number(&self, at: usize) -> bool {
        self.text[..at].chars().next_back().is_some_and(|c| reader::digit(c).is_some() || c == '第' || c == 'の')
    }

    /// `第19条第7号及び第8号`, `9条1項`.
    fn article(&mut self, at: usize) -> Option<usize> {
        let mut r = Reader::new(self.text, at);
        r.ordinal();
        let number = r.number()?;
        r.spaces();
        if !r.eat("条") {
            return None;
        }
        let mut article = number.to_string();
        let before = r.at;
        if r.eat("の")
            && let Some(branch) = r.number()
            && !r.peek(&["号", "項"])
        {
            article.push_str(&format!("の{branch}"));
        } else {
            r.at = before;
        }
        let law = self.law(at).or((self.around.assume && article == "19").then_some(Law::Ours));
        let end = self.parts(at, r.at, article.clone(), law.unwrap_or(Law::Other))?;
        // A bare 第5条 says nothing about what follows it.
        if law.is_some() {
            self.article = Some(article);
        } else {
            self.last = None;
        }
        Some(end)
    }

    /// The paragraph and the list of items, or the list of paragraphs, behind an article.
    fn parts(&mut self, start: usize, at: usize, article: String, law: Law) -> Option<usize> {
        let mut r = Reader::new(self.text, at);
        let paragraphs = r.list("項");
        let items = if paragraphs.len() <= 1 { r.list("号") } else { Vec::new() };
        let end = items.last().or(paragraphs.last()).map_or(at, |p| p.1.end);
        self.last = Some((end, law));
        if law == Law::Ours {
            let paragraph = paragraphs.first().map(|p| p.0);
            let target = |paragraph, item| Target::Article { article: article.clone(), paragraph, item };
            let mut targets: Vec<(Target, Range<usize>)> = match (&items[..], &paragraphs[..]) {
                ([], []) => vec![(target(None, None), start..end)],
                ([], list) => list.iter().map(|(n, range)| (target(Some(*n), None), range.clone())).collect(),
                (list, _) => list.iter().map(|(n, range)| (target(paragraph, Some(*n)), range.clone())).collect(),
            };
            targets[0].1.start = start;
            self.push(targets, start..end);
        }
        Some(end)
    }

    /// `別表第二の17の項`, `別表の14の項`.
    fn table(&mut self, at: usize) -> Option<usize> {
        let mut r = Reader::new(self.text, at);
        if !r.eat("別表") {
            return None;
        }
        r.spaces();
        let (law, rows_at) = (self.law(at), r.at);
        let numbered = r.eat("第");
        let number = r.number();
        let old = match number {
            Some(1) => Table::First,
            _ => Table::Second,
        };
        let bare = r.peek(&["の項"]) || (r.peek(&["項"]) && !r.peek(&["項番"]));
        match number {
            Some(1 | 2) if numbered && !bare => {
                let by_number = Reader::new(self.text, r.at).list_prefix();
                let law = law.or((self.around.assume || by_number).then_some(Law::Ours));
                self.rows(old, at, r.at, law.unwrap_or(Law::Other))
            }
            // 別表第二の項 and 別表2の2の項 can mean either table.
            Some(1 | 2) if bare == numbered && r.peek(&["の"]) => None,
            _ => {
                let law = law.or(self.around.assume.then_some(Law::Ours));
                self.rows(Table::Annex, at, rows_at, law.unwrap_or(Law::Other))
            }
        }
    }

    /// `第2条の表の139の項` behind the name of the 命令.
    fn order(&mut self, at: usize) -> Option<usize> {
        let mut r = Reader::new(self.text, at);
        r.ordinal();
        let number = r.number()?;
        r.spaces();
        if number != 2 || !(r.eat("条の表") || r.eat("条表")) {
            return None;
        }
        let before = strip_notes(&self.text[..at]);
        let named = ["命令", "省令", "同令"].iter().any(|end| before.ends_with(end));
        let window: String = before.chars().rev().take(90).collect::<Vec<_>>().into_iter().rev().collect();
        let ours = ["利用特定個人情報", "号に基づく", "主務省令"].iter().any(|word| window.contains(word));
        let law = if named && (ours || self.table == Some(Table::Order)) { Law::Ours } else { Law::Other };
        self.rows(Table::Order, at, r.at, law)
    }

    /// `【情報照会】131、132の項`: rows of the table cited before, right behind a heading that tells the side.
    fn headed(&mut self, at: usize) -> Option<usize> {
        let table = self.exchange?;
        let before = self.text[..at].trim_end_matches(|c: char| c.is_whitespace() || c == '・');
        let behind = before.ends_with(['】', '）', ')', '＞', '>', '］', ']', '：', ':', '」']);
        let (rows, end) = Reader::new(self.text, at).rows(false);
        if !behind || rows.is_empty() || side(self.text, at).is_none() {
            return None;
        }
        self.last = Some((end, Law::Ours));
        self.push(rows.into_iter().map(|(row, range)| (Target::Row(table, row), range)).collect(), at..end);
        Some(end)
    }

    /// The rows behind the name of a table.
    fn rows(&mut self, table: Table, start: usize, at: usize, law: Law) -> Option<usize> {
        let (rows, end) = Reader::new(self.text, at).rows(matches!(table, Table::First | Table::Second));
        self.last = Some((end, law));
        if law == Law::Ours {
            self.table = Some(table);
            if matches!(table, Table::Second | Table::Order) {
                self.exchange = Some(table);
            }
            let named = matches!(table, Table::First | Table::Second).then(|| (Target::Table(table), start..at));
            let mut targets: Vec<_> = rows.into_iter().map(|(row, range)| (Target::Row(table, row), range)).collect();
            match targets.first_mut() {
                Some(first) => first.1.start = start,
                None => targets.extend(named),
            }
            self.push(targets, start..end);
        }
        Some(end)
    }

    fn push(&mut self, targets: Vec<(Target, Range<usize>)>, list: Range<usize>) {
        let one = |(target, range)| Citation { range, list: list.clone(), target };
        self.found.extend(targets.into_iter().map(one));
    }

    /// Whose law is cited at a place; none where that cannot be told.
    fn law(&self, at: usize) -> Option<Law> {
        let before = strip_notes(&self.text[..at]);
        let before = before.strip_suffix('の').unwrap_or(before);
        if let Some(law) = self.named(before) {
            return Some(law);
        }
        let (end, law) = self.last?;
        (end <= at && reader::joins(&self.text[end..at])).then_some(law)
    }

    /// The law named at the end of a text.
    fn named(&self, text: &str) -> Option<Law> {
        if let Some(name) = ends_with_name(text) {
            let before = &text[..text.len() - name.len()];
            return Some(if PAST.iter().any(|p| before.ends_with(p)) { Law::Other } else { Law::Ours });
        }
        if let Some(before) = text.strip_suffix("同法") {
            return self.named_last(before);
        }
        if let Some(before) = text.strip_suffix("法")
            && !before.chars().next_back().is_some_and(|c| matches!(c, '一'..='鿿' | 'ァ'..='ヺ' | 'ー' | '々'))
        {
            return self.around.plain_law.then_some(Law::Ours).or(Some(Law::Other));
        }
        OTHER.iter().any(|end| text.ends_with(end)).then_some(Law::Other)
    }

    /// The law named last in a text, for 同法.
    fn named_last(&self, text: &str) -> Option<Law> {
        let after = ["律", "（", "(", "第", "に基づ", "の規定", "及び", "又は", "、", "」"];
        let mut ends = text.match_indices('法').map(|(i, m)| i + m.len());
        let end = ends.rfind(|&end| after.iter().any(|word| text[end..].starts_with(word)))?;
        let end = if text[end..].starts_with('律') { end + '律'.len_utf8() } else { end };
        Some(if ends_with_name(&text[..end]).is_some() { Law::Ours } else { Law::Other })
    }
}

/// The name of 番号法 at the end of a text.
fn ends_with_name(text: &str) -> Option<&'static str> {
    NAMES.into_iter().find(|name| text.ends_with(name))
}

/// A text without the spaces, （ ） and closing quotes at its end.
fn strip_notes(text: &str) -> &str {
    let mut text = text;
    loop {
        let trimmed = text.trim_end().trim_end_matches(['」', '』']);
        let Some(inner) = trimmed.strip_suffix(['）', ')']) else { return trimmed };
        let mut depth = 1;
        let open = inner.char_indices().rev().find(|&(_, c)| {
            match c {
                '）' | ')' => depth += 1,
                '（' | '(' => depth -= 1,
                _ => {}
            }
            depth == 0
        });
        match open {
            Some((at, _)) => text = &inner[..at],
            None => return trimmed,
        }
    }
}
