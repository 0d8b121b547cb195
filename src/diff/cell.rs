//! The cells of the change table against the text they speak of: [`replace`] exchanges what one cell
//! shows for what the other shows.
//!
//! A cell may show a whole answer, some lines of it, several passages with `（略）` between them, or
//! say that there was nothing. A passage that stands in more than one place is refused, never guessed.

use crate::form::{Item, Kind};
use crate::text;

use super::ticks;

/// Why a cell cannot be applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Miss {
    /// What it shows does not stand there.
    NotFound,
    /// What it shows stands in more than one place.
    Ambiguous,
    /// It tells about the change instead of showing it.
    Undescribed,
    /// It ends in the middle of a sentence, so it is not known how far it reached.
    Cut,
}

/// The line that stands for passages left out.
pub const ELISION: &str = "（略）";

/// What a cell says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cell<'a> {
    /// There was nothing.
    Nothing,
    /// It tells about the change.
    Told,
    /// The words.
    Words(&'a str),
}

/// Words for "nothing stood here", normalised and without brackets.
const NOTHING: &[&str] = &[
    "",
    "記載なし",
    "記載無し",
    "記載なし。",
    "右記を追加",
    "右記のとおり追加",
    "左記を削除",
    "左記のとおり削除",
    "新規",
    "新規追加",
    "新規記載",
    "追加",
    "削除",
    "項目なし",
    "なし(新規追加)",
];

/// Words that tell that something was left out of the table, normalised and without brackets.
const TOLD: &[&str] = &["記載省略", "省略", "別添のとおり", "別紙のとおり", "図のとおり", "変更", "修正"];

/// No such words are longer than this, in bytes, however they are written.
const MOST: usize = 120;

impl<'a> Cell<'a> {
    fn read(text: &'a str) -> Cell<'a> {
        if text.trim().len() > MOST {
            return Cell::Words(text.trim_end_matches('\n'));
        }
        let plain = text::normalize(text);
        let bare = plain.trim_matches(['(', ')', '[', ']', '「', '」', '【', '】', '<', '>']);
        if NOTHING.contains(&bare) {
            Cell::Nothing
        } else if TOLD.contains(&bare) {
            Cell::Told
        } else {
            Cell::Words(text.trim_end_matches('\n'))
        }
    }
}

/// Whether a cell says that there was nothing.
pub fn is_nothing(cell: &str) -> bool {
    Cell::read(cell) == Cell::Nothing
}

/// Whether a cell tells about a change instead of showing it.
pub fn is_told(cell: &str) -> bool {
    Cell::read(cell) == Cell::Told
}

/// The answer after what `find` shows was exchanged for what `put` shows.
pub fn replace(item: &Item, current: &str, find: &str, put: &str) -> Result<String, Miss> {
    let (find, put) = (Cell::read(find), Cell::read(put));
    if find == Cell::Told || put == Cell::Told {
        return Err(Miss::Undescribed);
    }
    let by_kind = match item.kind {
        Kind::Boxes(_) => ticks::replace(item, current, words(find), words(put)),
        Kind::Choice(_) => choice(item, current, find, put),
        Kind::Count { .. } => count(current, find, put),
        _ => None,
    };
    by_kind.unwrap_or_else(|| words_replace(current, find, put))
}

fn words(cell: Cell<'_>) -> &str {
    match cell {
        Cell::Words(words) => words,
        Cell::Nothing | Cell::Told => "",
    }
}

fn words_replace(current: &str, find: Cell<'_>, put: Cell<'_>) -> Result<String, Miss> {
    let put_words = words(put);
    let Cell::Words(find) = find else { return append(current, put) };
    let same = |a: &str, b: &str| a == b || text::normalize(a) == text::normalize(b);
    if same(current, find) {
        return Ok(put_words.to_owned());
    }
    if text::is_explicit_none(find) {
        // なし in the other cell of an addition: what stood there stays.
        return append(current, put);
    }
    let put_words = if text::is_explicit_none(put_words) { "" } else { put_words };
    passages(current, find, put_words)
}

/// What comes back where nothing is shown stands at the end, unless it never left.
fn append(current: &str, put: Cell<'_>) -> Result<String, Miss> {
    match put {
        Cell::Words(words) if current.is_empty() => Ok(words.to_owned()),
        Cell::Words(words) => {
            if words.contains(ELISION) || line_matches(&lines(current), &lines(words)).next().is_some() {
                return Err(Miss::NotFound);
            }
            Ok(format!("{current}\n{words}"))
        }
        Cell::Nothing | Cell::Told => Err(Miss::NotFound),
    }
}

fn lines(text: &str) -> Vec<&str> {
    text.split('\n').collect()
}

/// Exchanges each passage of `find` for the passage of `put` in the same place between elisions.
fn passages(current: &str, find: &str, put: &str) -> Result<String, Miss> {
    let finds = split_elisions(find);
    let puts = split_elisions(put);
    let (finds, puts) = if finds.len() > 1 && finds.len() == puts.len() {
        (finds, puts)
    } else {
        (vec![find.to_owned()], vec![put.to_owned()])
    };
    let mut exchanges = Vec::new();
    for (find, put) in finds.iter().zip(&puts) {
        exchanges.push((locate(current, find)?, put.as_str()));
    }
    if exchanges.windows(2).any(|w| w[0].0.end > w[1].0.start) {
        return Err(Miss::NotFound);
    }
    let mut out = String::new();
    let mut at = 0;
    for (place, put) in exchanges {
        let (start, end) = if put.is_empty() { with_line_break(current, place) } else { (place.start, place.end) };
        out.push_str(current.get(at..start.max(at)).unwrap_or_default());
        out.push_str(put);
        at = end;
    }
    out.push_str(&current[at..]);
    Ok(out)
}

fn split_elisions(cell: &str) -> Vec<String> {
    let mut parts = vec![Vec::new()];
    for line in cell.split('\n') {
        if line.len() <= MOST
            && matches!(text::normalize(line).as_str(), "(略)" | "(中略)" | "(前略)" | "(後略)" | "...")
        {
            parts.push(Vec::new());
        } else if let Some(last) = parts.last_mut() {
            last.push(line);
        }
    }
    parts.into_iter().filter(|p| !p.is_empty()).map(|p| p.join("\n")).collect()
}

/// A text without some bytes, and without the line break that held them where they were whole lines.
pub fn without(current: &str, place: std::ops::Range<usize>) -> String {
    let (start, end) = with_line_break(current, place);
    format!("{}{}", &current[..start], &current[end..])
}

/// Removing whole lines also removes the line break that held them.
fn with_line_break(current: &str, place: std::ops::Range<usize>) -> (usize, usize) {
    let begins = place.start == 0 || current[..place.start].ends_with('\n');
    if begins && current[place.end..].starts_with('\n') {
        (place.start, place.end + 1)
    } else if begins && place.end == current.len() && place.start > 0 {
        (place.start - 1, place.end)
    } else {
        (place.start, place.end)
    }
}

/// The one place where a passage stands: as lines, else as lines but for width and spaces, else
/// inside a line or across its wraps.
fn locate(current: &str, find: &str) -> Result<std::ops::Range<usize>, Miss> {
    let all = lines(current);
    let wanted = lines(find);
    for found in [line_matches(&all, &wanted).collect::<Vec<_>>(), loose_matches(&all, &wanted)] {
        match found.as_slice() {
            [] => {}
            [at] => {
                let start: usize = all[..*at].iter().map(|l| l.len() + 1).sum();
                let length: usize = all[*at..at + wanted.len()].iter().map(|l| l.len() + 1).sum();
                return Ok(start..start + length - 1);
            }
            _ => return Err(Miss::Ambiguous),
        }
    }
    inside(current, find)
}

fn line_matches<'a>(all: &'a [&'a str], wanted: &'a [&'a str]) -> impl Iterator<Item = usize> + 'a {
    let last = (all.len() + 1).saturating_sub(wanted.len());
    (0..last).filter(move |&at| all[at..at + wanted.len()] == *wanted)
}

fn loose_matches(all: &[&str], wanted: &[&str]) -> Vec<usize> {
    let plain = |lines: &[&str]| lines.iter().map(|l| text::normalize(l)).collect::<Vec<_>>();
    let (all, wanted) = (plain(all), plain(wanted));
    let last = (all.len() + 1).saturating_sub(wanted.len());
    (0..last).filter(|&at| all[at..at + wanted.len()] == wanted[..]).collect()
}

/// A passage apart from width, white space and line wraps.
fn inside(current: &str, find: &str) -> Result<std::ops::Range<usize>, Miss> {
    let wanted = text::normalize(find);
    if wanted.is_empty() {
        return Err(Miss::NotFound);
    }
    // `owner` tells, for each byte of the normalised text, which characters it came from.
    let mut plain = String::new();
    let mut owner: Vec<(usize, usize)> = Vec::new();
    for (at, c) in current.char_indices() {
        let one = text::normalize(c.encode_utf8(&mut [0; 4]));
        owner.extend(std::iter::repeat_n((at, at + c.len_utf8()), one.len()));
        plain.push_str(&one);
    }
    let mut found = plain.match_indices(&wanted).map(|(at, _)| at);
    let first = found.next().ok_or(Miss::NotFound)?;
    if found.next().is_some() {
        return Err(Miss::Ambiguous);
    }
    Ok(owner[first].0..owner[first + wanted.len() - 1].1)
}

/// Where a passage that begins like the text parts from it: a few characters of both.
pub fn parting(current: &str, find: &str) -> Option<(String, String)> {
    const ALIKE: usize = 12;
    const QUOTED: usize = 12;
    let (text, wanted) = (text::normalize(current), text::normalize(find));
    let head: String = wanted.chars().take(ALIKE).collect();
    if head.chars().count() < ALIKE {
        return None;
    }
    let rest = &text[text.find(&head)?..];
    let same = rest.chars().zip(wanted.chars()).take_while(|(a, b)| a == b).count();
    let from = same.saturating_sub(4);
    let quote = |words: &str| words.chars().skip(from).take(QUOTED).collect::<String>();
    Some((quote(&wanted), quote(rest)))
}

/// One choice for another; nothing when a cell is no choice.
fn choice(item: &Item, current: &str, find: Cell<'_>, put: Cell<'_>) -> Option<Result<String, Miss>> {
    let known = |words: &str| ticks::choice_label(item, words);
    let find = match find {
        Cell::Nothing | Cell::Told => String::new(),
        Cell::Words(words) => known(words)?,
    };
    let put = match put {
        Cell::Nothing | Cell::Told => String::new(),
        Cell::Words(words) => known(words)?,
    };
    Some(if current == find { Ok(put) } else { Err(Miss::NotFound) })
}

/// `4件` for `5件`.
fn count(current: &str, find: Cell<'_>, put: Cell<'_>) -> Option<Result<String, Miss>> {
    let number = |cell: Cell<'_>| match cell {
        Cell::Nothing | Cell::Told => Some(0),
        Cell::Words(words) => super::sheet::stated_number(words),
    };
    let (find, put) = (number(find)?, number(put)?);
    let stands = if current.is_empty() { 0 } else { super::sheet::stated_number(current)? };
    let put = if put == 0 { String::new() } else { format!("{put}件") };
    Some(if stands == find { Ok(put) } else { Err(Miss::NotFound) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn undo(current: &str, before: &str, after: &str) -> Result<String, Miss> {
        words_replace(current, Cell::read(after), Cell::read(before))
    }

    #[test]
    fn whole_answers_lines_and_additions() {
        assert_eq!(undo("甲\n乙", "甲", "甲\n乙").as_deref(), Ok("甲"));
        assert_eq!(undo("甲\n乙\n丙", "（右記を追加）", "乙").as_deref(), Ok("甲\n丙"));
        assert_eq!(undo("甲\n乙", "(記載なし)", "甲 乙").as_deref(), Ok(""));
        assert_eq!(undo("甲", "乙", "（削除）").as_deref(), Ok("甲\n乙"));
        assert_eq!(undo("乙", "なし", "乙").as_deref(), Ok("なし"));
        assert_eq!(undo("甲\n乙", "なし", "乙").as_deref(), Ok("甲"));
    }

    #[test]
    fn passages_are_found_apart_from_width_and_wraps() {
        assert_eq!(undo("前 第１９条\n第７号 後", "第19条第6号", "第19条第7号").as_deref(), Ok("前 第19条第6号 後"));
        assert_eq!(undo("a\nB\nc\nD\ne", "b\n（略）\nd", "B\n（略）\nD").as_deref(), Ok("a\nb\nc\nd\ne"));
    }

    #[test]
    fn what_is_not_sure_is_refused() {
        assert_eq!(undo("甲\n乙\n甲", "丙", "甲"), Err(Miss::Ambiguous));
        assert_eq!(undo("甲", "丙", "丁"), Err(Miss::NotFound));
        assert_eq!(undo("甲\n乙", "乙", "（削除）"), Err(Miss::NotFound));
    }
}
