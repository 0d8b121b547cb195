//! Boxes and choices in cells: `[○] 紙　[　] 電子メール`, a bare list of ticked boxes, `[十分である]`.
//!
//! Labels of every edition are known, so that a row about 4情報 can be undone in a document whose form
//! prints 5情報.

use crate::form::{self, Choice, Detail, Item};
use crate::text;

use super::cell::Miss;

/// A box as a cell shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Tick {
    /// The id of the box, the same in every edition.
    id: &'static str,
    label: &'static str,
    /// Place in the order of the form.
    order: usize,
    ticked: bool,
    /// What stands in its （ ）.
    detail: Option<String>,
    counted: bool,
}

/// Boxes or choices, each with its place in the order of its edition.
type Known = Vec<(usize, &'static Choice)>;

/// The boxes or choices of an item in its own edition.
fn own(item: &Item) -> Known {
    item.choices().into_iter().flat_map(|set| set.choices.iter().enumerate()).collect()
}

/// The boxes or choices of an item in every edition, its own first.
fn known(item: &Item) -> Known {
    let mut out = own(item);
    for set in form::all().filter_map(|f| f.find(&item.id)?.choices()) {
        for (order, choice) in set.choices.iter().enumerate() {
            if !out.iter().any(|(_, c)| c.label == choice.label) {
                out.push((order, choice));
            }
        }
    }
    out
}

/// The boxes that a text shows; nothing when a part of it is no box. The other editions are asked only for what
/// its own does not print.
fn read(item: &Item, words: &str) -> Option<Vec<Tick>> {
    parse(&own(item), words).or_else(|| parse(&known(item), words))
}

/// The printed label of a choice that a cell shows, in whatever edition.
pub fn choice_label(item: &Item, words: &str) -> Option<String> {
    let bare = words.trim().trim_start_matches(['[', '［']).trim_end_matches([']', '］']).trim();
    let plain = text::normalize(bare);
    let set = item.choices()?;
    // The other editions are asked only for what this one does not print.
    let own = set.choices.iter().find(|c| text::normalize(&c.label) == plain);
    let any = own.or_else(|| known(item).into_iter().map(|(_, c)| c).find(|c| text::normalize(&c.label) == plain));
    if let Some(choice) = any {
        return Some(choice.label.clone());
    }
    set.find(bare).map(|found| set.choices[found.index].label.clone())
}

/// The id of the choice with a printed label, in whatever edition.
pub fn choice_id(item: &Item, label: &str) -> Option<&'static str> {
    known(item).into_iter().find(|(_, c)| c.label == label).map(|(_, c)| c.id.as_str())
}

/// Exchanges the boxes that `find` shows for those that `put` shows; nothing when a cell shows
/// something else than boxes.
pub fn replace(item: &Item, current: &str, find: &str, put: &str) -> Option<Result<String, Miss>> {
    let mut stand = read(item, current)?;
    let find = read(item, find)?;
    let put = read(item, put)?;
    for wanted in &find {
        let there = stand.iter().find(|t| t.id == wanted.id);
        let holds = match there {
            Some(there) => wanted.ticked && there.label == wanted.label && same_detail(there, wanted),
            None => !wanted.ticked,
        };
        if !holds {
            return Some(Err(Miss::NotFound));
        }
    }
    stand.retain(|t| !find.iter().chain(&put).any(|gone| gone.id == t.id));
    stand.extend(put.into_iter().filter(|t| t.ticked));
    stand.sort_by_key(|t| t.order);
    Some(Ok(stand.iter().map(print).collect::<Vec<_>>().join("\n")))
}

fn same_detail(a: &Tick, b: &Tick) -> bool {
    let plain = |t: &Tick| t.detail.as_deref().map(text::normalize).unwrap_or_default();
    plain(a) == plain(b)
}

fn print(tick: &Tick) -> String {
    match (&tick.detail, tick.counted) {
        (None, _) => tick.label.to_owned(),
        (Some(detail), false) => format!("{}（{detail}）", tick.label),
        (Some(detail), true) => format!("{}（{detail}）件", tick.label),
    }
}

/// Whether two answers tick the same boxes or choose the same, printed by other labels.
pub fn same_answer(old_item: &Item, old: &str, new_item: &Item, new: &str) -> bool {
    let read = |item: &Item, words: &str| -> Option<Vec<(&'static str, Option<String>)>> {
        Some(self::read(item, words)?.into_iter().map(|t| (t.id, t.detail)).collect())
    };
    match (read(old_item, old), read(new_item, new)) {
        (Some(a), Some(b)) => a == b,
        _ => false,
    }
}

/// The ticked boxes of a text with what stands in their （ ）; nothing when a part of it is no box.
pub fn boxes_of(item: &Item, words: &str) -> Option<Vec<(&'static str, Option<String>)>> {
    Some(read(item, words)?.into_iter().filter(|t| t.ticked).map(|t| (t.label, t.detail)).collect())
}

/// The two cells of a row about boxes: all of them, or only those that changed.
pub fn cells(old_item: &Item, old: &str, new_item: &Item, new: &str, all: bool) -> Option<(String, String)> {
    let (before, after) = (read(old_item, old)?, read(new_item, new)?);
    if before.iter().chain(&after).any(|t| t.detail.as_deref().is_some_and(|d| d.contains("[○]"))) {
        return None;
    }
    let show = |item: &Item, mine: &[Tick], other: &[Tick]| {
        let mut out = Vec::new();
        for choice in &item.choices()?.choices {
            let (here, there) = (find(mine, &choice.id), find(other, &choice.id));
            if !all && here == there {
                continue;
            }
            out.push(match here {
                Some(tick) => format!("[○] {}", print(tick)),
                None => format!("[　] {}", choice.label),
            });
        }
        Some(out.join("\n"))
    };
    Some((show(old_item, &before, &after)?, show(new_item, &after, &before)?))
}

fn find<'t>(ticks: &'t [Tick], id: &str) -> Option<&'t Tick> {
    ticks.iter().find(|t| t.id == id)
}

/// The boxes of `known` that a text shows; nothing when a part of it is no box.
fn parse(known: &[(usize, &'static Choice)], words: &str) -> Option<Vec<Tick>> {
    let mut out: Vec<Tick> = Vec::new();
    let mut rest = skip(words);
    while !rest.is_empty() {
        let (ticked, after_mark) = mark(rest);
        rest = after_mark.trim_start();
        let ((order, choice), after) = label(known, rest)?;
        let (detail, after) = match choice.detail {
            Detail::None => (None, after),
            Detail::Text | Detail::Count(_) => detail(after),
        };
        let counted = matches!(choice.detail, Detail::Count(_));
        let after = if counted { after.trim_start().strip_prefix('件').unwrap_or(after) } else { after };
        out.push(Tick { id: &choice.id, label: &choice.label, order: *order, ticked, detail, counted });
        rest = skip(after);
    }
    Some(out)
}

fn skip(words: &str) -> &str {
    words.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '、' | '，' | ',' | '・'))
}

/// `[○]`, `[　]`, `○`, `☑`, `□`, or no mark, which means ticked.
fn mark(words: &str) -> (bool, &str) {
    const ON: &[char] = &['○', '◯', '〇', '●', '☑', '✓', '✔', 'レ', '■'];
    if let Some(inner) = words.strip_prefix(['[', '［'])
        && let Some(end) = inner.find([']', '］'])
        && inner[..end].chars().count() <= 3
    {
        let close = inner[end..].chars().next().map_or(1, char::len_utf8);
        return (inner[..end].contains(ON) || inner[..end].trim() == "O", &inner[end + close..]);
    }
    match words.chars().next() {
        Some(c) if ON.contains(&c) => (true, &words[c.len_utf8()..]),
        Some(c @ ('□' | '☐')) => (false, &words[c.len_utf8()..]),
        _ => (true, words),
    }
}

/// The longest label that the words begin with, and what follows it.
fn label<'k, 'w>(
    known: &'k [(usize, &'static Choice)],
    words: &'w str,
) -> Option<(&'k (usize, &'static Choice), &'w str)> {
    let exact = known.iter().filter(|(_, c)| words.starts_with(&c.label)).max_by_key(|(_, c)| c.label.len());
    if let Some(found) = exact {
        return Some((found, &words[found.1.label.len()..]));
    }
    let loose = |choice: &Choice| {
        let wanted = text::normalize(&choice.label);
        let mut plain = String::new();
        for (at, c) in words.char_indices() {
            plain.push_str(&text::normalize(c.encode_utf8(&mut [0; 4])));
            if !wanted.starts_with(&plain) {
                return None;
            }
            if plain == wanted {
                return Some(at + c.len_utf8());
            }
        }
        None
    };
    let found = known.iter().filter_map(|k| Some((k, loose(k.1)?)));
    found.max_by_key(|&(_, end)| end).map(|(k, end)| (k, &words[end..]))
}

/// What stands in the parentheses that follow, and what follows them.
fn detail(words: &str) -> (Option<String>, &str) {
    let inner = words.trim_start_matches([' ', '　']);
    let Some(body) = inner.strip_prefix(['（', '(']) else { return (None, words) };
    let mut depth = 1;
    for (at, c) in body.char_indices() {
        match c {
            '（' | '(' => depth += 1,
            '）' | ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return (Some(body[..at].to_owned()), &body[at + c.len_utf8()..]);
        }
    }
    (None, words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::FormName;

    fn item(id: &str) -> &'static Item {
        form::newest(FormName::全項目評価書).find(id).unwrap()
    }

    #[test]
    fn boxes_are_exchanged_by_what_each_cell_shows() {
        let how = item("file.use.how");
        let now = "紙\nその他（甲、乙）";
        assert_eq!(replace(how, now, "その他（甲、乙）", "その他（甲）"), Some(Ok("紙\nその他（甲）".into())));
        assert_eq!(replace(how, now, "[○] 紙", "[　] 紙"), Some(Ok("その他（甲、乙）".into())));
        assert_eq!(replace(how, now, "[ ]紙", "[○]紙"), Some(Err(Miss::NotFound)));
        assert_eq!(replace(how, now, "よく分からない", "紙"), None);
        let main = item("file.basic.main_items");
        let five = "個人番号\n5情報（氏名、氏名の振り仮名、性別、生年月日、住所）";
        assert_eq!(
            replace(
                main,
                five,
                "５情報（氏名、氏名の振り仮名、性別、生年月日、住所）",
                "4情報（氏名、性別、生年月日、住所）"
            ),
            Some(Ok("個人番号\n4情報（氏名、性別、生年月日、住所）".into()))
        );
    }

    #[test]
    fn no_label_of_another_edition_goes_on_where_an_own_one_ends() {
        let mut seen = 0;
        for item in form::all().flat_map(|form| form.items()) {
            let own = own(item);
            let others = known(item).into_iter().filter(|(_, c)| own.iter().all(|(_, o)| o.label != c.label));
            for (_, other) in others {
                let other = text::normalize(&other.label);
                let goes_on = own.iter().find(|(_, own)| other.starts_with(&text::normalize(&own.label)));
                assert!(goes_on.is_none(), "{}: {other}, {goes_on:?}", item.id);
                seen += 1;
            }
        }
        assert!(seen > 0, "all editions print the same");
    }

    #[test]
    fn only_changed_boxes_are_shown() {
        let how = item("file.use.how");
        let (before, after) = cells(how, "紙", how, "紙\n電子メール", false).unwrap();
        assert_eq!((before.as_str(), after.as_str()), ("[　] 電子メール", "[○] 電子メール"));
    }
}
