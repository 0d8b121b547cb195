//! Record items (別添 記録項目): `1整理番号、2履歴番号…` in running text, lists and tables.
//!
//! The numbers tell items from headings: what counts on by one is an item, what does not is the
//! heading of the next group or is left over.

use std::ops::Range;

use super::lex::{Mark, Stream, brk};
use super::value::words;

/// Lines shorter than this, in columns, were not broken by the width of a page.
const MIN_WRAP: usize = 40;

/// Groups with their items, and the ranges that were used.
pub(super) struct RecordsRead {
    pub groups: Vec<(String, Vec<String>)>,
    pub used: Vec<Range<usize>>,
}

struct Piece {
    range: Range<usize>,
    text: String,
    /// Words before the first number, and the numbered entries.
    lead: String,
    entries: Vec<(usize, String)>,
}

/// Reads the groups out of the text below the heading.
pub(super) fn read(stream: &Stream, ranges: &[Range<usize>]) -> RecordsRead {
    let own_line = |b: u8| b == brk::WRAP || b >= brk::SOFT;
    let open = ranges.iter().flat_map(|r| stream.pieces_where(r.clone(), own_line));
    let open = open.filter(|r| r.clone().any(|i| stream.mark_of(i) != Mark::Furniture));
    let mut due = None;
    let pieces: Vec<Piece> = join_wrapped(stream, open.collect())
        .into_iter()
        .map(|(range, text)| {
            let (lead, entries) = numbered(&text, due);
            due = entries.last().map(|e| e.0 + 1).or(due);
            Piece { range, text, lead, entries }
        })
        .collect();
    let pieces = join_split_numbers(stream, pieces);
    let running = pieces.iter().any(|p| p.entries.len() >= 4);
    let mut reader = Reader { groups: Vec::new(), used: Vec::new(), heading: Vec::new(), last: 0, running };
    for (i, piece) in pieces.iter().enumerate() {
        let next = pieces.get(i + 1).and_then(|p| p.entries.first().filter(|_| p.lead.is_empty())).map(|e| e.0);
        reader.piece(piece, next);
    }
    RecordsRead { groups: reader.groups, used: reader.used }
}

/// Running text that the width of the page broke becomes one line again.
fn join_wrapped(stream: &Stream, lines: Vec<Range<usize>>) -> Vec<(Range<usize>, String)> {
    let mut out: Vec<(Range<usize>, String)> = Vec::new();
    let texts: Vec<String> = lines.iter().map(|l| words(stream, std::slice::from_ref(l)).replace('\n', " ")).collect();
    let widest = texts.iter().map(|t| crate::text::width(t)).max().unwrap_or(0);
    let mut full = false;
    for (i, (line, text)) in lines.into_iter().zip(&texts).enumerate() {
        // A line without items, right before a list that begins with 1, is its heading.
        let begins = |t: &String| numbered(t, None).1.first().is_some_and(|e| e.0 == 1);
        let heading = numbered(text, None).1.is_empty() && texts.get(i + 1).is_some_and(begins);
        let width = crate::text::width(text);
        let goes_on = match stream.brk[line.start] {
            brk::WRAP => true,
            brk::LINE => full,
            // Not even a page ends between a number and its name.
            _ => out.last().is_some_and(|(_, before)| ends_with_number(before)),
        };
        // A number that counts on begins an item: in a list the line before it was whole, however wide it is.
        let counts_on = i.checked_sub(1).and_then(|k| {
            let before = numbered(&texts[k], None).1;
            // Words before the number are the rest of a name.
            let (rest, items) = numbered(text, None);
            let next = items.first().filter(|_| rest.trim().is_empty())?.0;
            (before.last()?.0 + 1 == next).then_some(before.len())
        });
        match out.last_mut().filter(|_| goes_on && !heading && counts_on != Some(1)) {
            Some(last) => {
                last.0.end = line.end;
                if counts_on.is_some() && !last.1.ends_with(SEPARATORS) {
                    last.1.push('、');
                }
                last.1.push_str(text);
            }
            None => out.push((line, text.clone())),
        }
        // A line that nearly reaches the edge and does not end a list goes on.
        full = widest >= MIN_WRAP && width + 6 >= widest && width > 0;
    }
    out
}

/// `…、12．県進達日、13．`
fn ends_with_number(text: &str) -> bool {
    let dot = |c: char| matches!(c, '.' | '．');
    let digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    let rest = text.trim_end_matches(dot);
    rest.len() < text.len() && rest.ends_with(digit) && rest.trim_end_matches(digit).ends_with(SEPARATORS)
}

/// In a table a number may have a cell of its own.
fn join_split_numbers(stream: &Stream, pieces: Vec<Piece>) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::new();
    for piece in pieces {
        let digits =
            |p: &Piece| !p.text.is_empty() && p.text.chars().all(|c| c.is_ascii_digit() || ('０'..='９').contains(&c));
        match out.last_mut() {
            Some(last) if digits(last) && !digits(&piece) && stream.brk[piece.range.start] == brk::CELL => {
                let number = crate::text::normalize(&last.text).parse().unwrap_or(0);
                last.range.end = piece.range.end;
                last.entries = vec![(number, piece.text.clone())];
                last.text = format!("{} {}", last.text, piece.text);
                last.lead.clear();
            }
            _ => out.push(piece),
        }
    }
    out
}

struct Reader {
    groups: Vec<(String, Vec<String>)>,
    used: Vec<Range<usize>>,
    /// Headings that no item has followed yet.
    heading: Vec<(String, Range<usize>)>,
    /// The number of the last item.
    last: usize,
    /// Whether items stand in running text, so that a line with one number is a heading.
    running: bool,
}

impl Reader {
    fn piece(&mut self, piece: &Piece, next: Option<usize>) {
        let first = piece.entries.first().map(|e| e.0);
        let goes_on = first == Some(self.last + 1) && self.last > 0;
        let begins = first == Some(1);
        let body = match piece.entries.len() {
            0 => false,
            1 if self.running => goes_on && self.heading.is_empty() && next != Some(1),
            _ => goes_on || begins || piece.entries.len() >= 4,
        };
        if body && piece.lead.is_empty() {
            self.open(begins);
            self.items(piece);
        } else if body && goes_on && self.heading.is_empty() {
            // The line broke inside of a name.
            if let Some(name) = self.groups.last_mut().and_then(|g| g.1.last_mut()) {
                name.push_str(piece.lead.trim_end_matches(SEPARATORS).trim_end());
            }
            self.items(piece);
        } else if body && begins {
            self.heading.push((piece.lead.clone(), piece.range.clone()));
            self.open(true);
            self.items(piece);
        } else if let Some(names) = unnumbered(&piece.text).filter(|_| !self.running) {
            self.open(false);
            if let Some(group) = self.groups.last_mut() {
                group.1.extend(names);
            }
            self.used.push(piece.range.clone());
        } else if !piece.text.starts_with(['※', '（', '(', '＊']) || next == Some(1) || next == Some(self.last + 1)
        {
            self.heading.push((piece.text.clone(), piece.range.clone()));
        }
    }

    /// Begins a group, when there is a heading or the numbers begin anew.
    fn open(&mut self, begins: bool) {
        if self.heading.is_empty() && !self.groups.is_empty() && !begins {
            return;
        }
        let name = self.heading.iter().map(|h| h.0.as_str()).collect::<Vec<_>>().join("\u{3000}");
        self.used.extend(self.heading.drain(..).map(|h| h.1));
        self.groups.push((name, Vec::new()));
    }

    fn items(&mut self, piece: &Piece) {
        if let Some(group) = self.groups.last_mut() {
            group.1.extend(piece.entries.iter().map(|e| e.1.clone()));
        }
        self.last = piece.entries.last().map_or(self.last, |e| e.0);
        self.used.push(piece.range.clone());
    }
}

/// What ends an item in running text.
const SEPARATORS: [char; 6] = ['、', '，', ',', ';', '；', '。'];

/// The longest two names of items without a separator between them, in characters.
const MAX_NAMES: usize = 400;

/// The words before the first number, and the entries whose numbers count on by one; `due` is the
/// number that would go on from the line before.
fn numbered(text: &str, due: Option<usize>) -> (String, Vec<(usize, String)>) {
    let chars: Vec<char> = text.chars().collect();
    let mut starts: Vec<(usize, usize, usize)> = Vec::new();
    let mut depth = 0i32;
    for k in 0..chars.len() {
        let c = chars[k];
        match c {
            '(' | '（' => depth += 1,
            ')' | '）' => depth = (depth - 1).max(0),
            _ => {}
        }
        let free = k == 0 || matches!(chars[k - 1], '、' | '，' | ',' | ';' | '；' | ' ' | '\u{3000}' | '・' | '。');
        if !free || depth > 0 {
            continue;
        }
        let Some((name, number, unit)) = number_at(&chars, k) else { continue };
        let counts_on = starts.last().map(|s| s.2 + 1 == number);
        // `4年度` is the fourth item where the third came before, and four years elsewhere.
        if counts_on.unwrap_or(!unit || due == Some(number)) {
            starts.push((k, name, number));
        } else if let Some(&(_, from, last)) = starts.last().filter(|s| s.2 + 2 == number) {
            // One separator was lost: the number in between stands inside of the name before.
            let names = from + 1..k.min(from + MAX_NAMES);
            let inside =
                names.into_iter().find_map(|j| number_at(&chars, j).filter(|n| n.1 == last + 1).map(|n| (j, n.0)));
            if let Some((j, between)) = inside {
                starts.push((j, between, last + 1));
                starts.push((k, name, number));
            }
        }
    }
    let lead = chars[..starts.first().map_or(0, |s| s.0)].iter().collect();
    let end_of = |i: usize| starts.get(i + 1).map_or(chars.len(), |s| s.0);
    let entries = starts.iter().enumerate().map(|(i, s)| {
        let name: String = chars[s.1..end_of(i)].iter().collect();
        (s.2, name.trim().trim_end_matches(SEPARATORS).trim().to_owned())
    });
    (lead, entries.filter(|e| !e.1.is_empty()).collect())
}

/// A number at `k`, with or without `.`: where the name begins, the number, and whether it may be an amount.
fn number_at(chars: &[char], k: usize) -> Option<(usize, usize, bool)> {
    let circled = |c: char| ('①'..='⑳').contains(&c).then(|| c as usize - '①' as usize + 1);
    if let Some(number) = circled(chars[k]) {
        return Some((k + 1, number, false));
    }
    let digit = |c: &char| c.to_digit(10).or_else(|| ('０'..='９').contains(c).then(|| *c as u32 - '０' as u32));
    let digits: Vec<u32> = chars[k..].iter().map_while(digit).take(5).collect();
    if digits.is_empty() || digits.len() > 4 || (k > 0 && digit(&chars[k - 1]).is_some()) {
        return None;
    }
    let mut name = k + digits.len();
    while name < chars.len() && matches!(chars[name], '.' | '．' | ')' | '）' | ':' | '：' | ' ' | '\u{3000}') {
        name += 1;
    }
    let unit = matches!(chars.get(name), None | Some('年' | '月' | '日' | '回' | '項' | '件' | '歳' | '%' | '％'));
    let bare = name == k + digits.len();
    let number = digits.iter().fold(0, |n, d| n * 10 + *d as usize);
    (name < chars.len()).then_some((name, number, unit && bare))
}

/// Names without numbers: a bullet, or a row of short names.
fn unnumbered(text: &str) -> Option<Vec<String>> {
    if let Some(name) = text.strip_prefix(['・', '○', '●']) {
        return Some(name.split('、').map(|n| n.trim().to_owned()).filter(|n| !n.is_empty()).collect());
    }
    let names: Vec<&str> = text.split('、').map(str::trim).collect();
    let short = names.iter().all(|n| !n.is_empty() && n.chars().count() <= 30 && !n.ends_with('。'));
    (names.len() >= 3 && short).then(|| names.into_iter().map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(text: &str) -> Vec<(String, Vec<String>)> {
        let stream = Stream::new(&[text.to_owned()]);
        let all = 0..stream.norm.len();
        read(&stream, &[all]).groups
    }

    fn names(groups: &[(String, Vec<String>)]) -> Vec<(&str, usize, &str)> {
        groups.iter().map(|(n, i)| (n.as_str(), i.len(), i.last().map_or("", |s| s.as_str()))).collect()
    }

    #[test]
    fn running_text_lists_and_tables() {
        let running = "1 がん検診\n1整理番号、2履歴番号、3事業番\n号、4年度、5受診日\n2 胃がん検診\n1 整理番号、2 金額(5回目、6回目)、3 備考、4 所見";
        assert_eq!(names(&groups(running)), [("1 がん検診", 5, "受診日"), ("2 胃がん検診", 4, "所見")]);
        assert_eq!(groups(running)[0].1[2], "事業番号");
        let list = "＜甲ファイル＞\n1. 個人番号\n2. 氏名\n＜乙ファイル＞\n1. 宛名番号\n2. 住所\n3. 続柄";
        assert_eq!(names(&groups(list)), [("＜甲ファイル＞", 2, "氏名"), ("＜乙ファイル＞", 3, "続柄")]);
        let wide = "1．介護保険適用除外施設の入所年月日及び施設の名称\n2．介護保険適用除外施設の退所年月日及び施設の名称\n3．備考";
        assert_eq!(names(&groups(wide)), [("", 3, "備考")]);
        let page = "1．請求日、2．県進達日、3．\n\n厚生労働大臣の認定日、4．認定結果";
        assert_eq!(groups(page)[0].1, ["請求日", "県進達日", "厚生労働大臣の認定日", "認定結果"]);
        let table = "<table><tr><td>1</td><td>個人番号</td><td>2</td><td>氏名</td></tr><tr><td>3</td><td>住所</td></tr></table>";
        assert_eq!(names(&groups(table)), [("", 3, "住所")]);
    }
}
