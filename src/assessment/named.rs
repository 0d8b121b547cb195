//! Printed item names: what people write under 項目 comes in (`Ⅱ３④ 入手に係る妥当性`, `Ⅲ リスク対策(プロセス) 3. …
//! リスク２：… 具体的な管理方法`), the item of the form goes out.
//!
//! Numbers are constraints, words are evidence: the item whose own label ends the name, and whose
//! surrounding labels cover most of the rest, is meant. Equal evidence for several is an honest
//! [`Named::Many`].

mod words;

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Mutex, OnceLock, PoisonError};

use crate::form::{FormDef, Item, Kind};
use crate::text;

use words::{Numbers, Split, circled, half, risk, roman, split};

/// Which item a printed name means.
#[derive(Clone, Debug)]
pub enum Named {
    /// This one.
    One(&'static Item),
    /// Its number says this one, but the words beside the number are not its label.
    Misnamed(&'static Item),
    /// Any of these.
    Many(Vec<&'static Item>),
    /// Each of these (`Ⅰ７①部署、②所属長の役職名`); without any, the document or a part of it as a whole (`全般`).
    All(Vec<Printed>),
    /// None of the form.
    None,
}

impl Named {
    /// The item, unless it cannot be told.
    pub fn item(&self) -> Option<&'static Item> {
        match self {
            Named::One(item) | Named::Misnamed(item) => Some(item),
            Named::Many(_) | Named::All(_) | Named::None => None,
        }
    }
}

/// A printed name, read.
#[derive(Clone, Debug)]
pub struct Printed {
    /// The item.
    pub named: Named,
    /// Members named by number on the way, as printed name and number: システム, 4.
    pub members: Vec<(String, usize)>,
}

/// Shorter or older wordings and the label that each stands for.
const ALIASES: [(&str, &str); 11] = [
    ("リスク対策(プロセス)", "特定個人情報ファイルの取扱いプロセスにおけるリスク対策"),
    ("リスク対策(その他)", "その他のリスク対策"),
    ("特定個人情報ファイルの取扱いに対する問合せ", "特定個人情報ファイルの取扱いに関する問合せ"),
    ("具体的な対策の方法", "具体的な対策の内容"),
    ("システム名称", "システムの名称"),
    ("使用するシステムの機能", "システムの機能"),
    ("移転の有無", "提供・移転の有無"),
    ("プライバシー等の権利利益の保護の宣言", "個人のプライバシー等の権利利益の保護の宣言"),
    ("基礎項目評価書", "基礎項目評価"),
    ("ファイルの概要", "特定個人情報ファイルの概要"),
    ("所属長", "所属長の役職名"),
];

/// Reads a printed name against a form.
pub fn read(form: &'static FormDef, name: &str) -> Printed {
    // Tables name the same items again and again, in one document and in the next.
    let index = Index::of(form);
    let known = || index.known.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(printed) = known().get(name) {
        return printed.clone();
    }
    let printed = read_anew(form, index, name);
    let mut known = known();
    if known.len() < KEPT && name.len() < SHORT {
        known.insert(name.to_owned(), printed.clone());
    }
    printed
}

/// How many names are kept, and the bytes that a kept one has at most: no input fills the memory.
const KEPT: usize = 4096;
const SHORT: usize = 400;

fn read_anew(form: &'static FormDef, index: &Index, name: &str) -> Printed {
    let alone = one(form, index, split(name, &index.lists));
    let all = |parts| Printed { named: Named::All(parts), members: Vec::new() };
    if let Some(parts) = listed(form, index, name, &alone.named) {
        return all(parts);
    }
    let known = matches!(alone.named, Named::One(_) | Named::Many(_));
    let sweeping = SWEEPING.iter().any(|word| name.trim() == *word || !known && name.contains(word));
    if sweeping { all(Vec::new()) } else { alone }
}

/// Words for the document, or a part of it, as a whole.
const SWEEPING: [&str; 6] = ["全般", "全体", "全項目", "各項目", "全ページ", "全編"];

/// What stands between names in a list of them.
const BETWEEN: [&str; 11] = ["、", "，", ",", "／", "/", "；", "\n", "並びに", "ならびに", "及び", "および"];

/// A longer list is text that stands in the wrong column; to try all its parts would take forever.
const MOST_PIECES: usize = 40;

/// The names of a list, each an item of its own; none where the name is no such list.
///
/// Labels hold the same words (開示請求、問合せ): a part goes on as long as it names an item and no new
/// number begins. Parts without a number are a list only where the whole means nothing.
fn listed(form: &'static FormDef, index: &Index, name: &str, alone: &Named) -> Option<Vec<Printed>> {
    let pieces = pieces(name);
    if pieces.len() > MOST_PIECES {
        return None;
    }
    let mut parts: Vec<Printed> = Vec::new();
    let (mut before, mut at) = (None, 0);
    while at < pieces.len() && pieces.len() > 1 {
        let next = (at + 1..pieces.len()).find(|&k| begins(&name[pieces[k].clone()], index)).unwrap_or(pieces.len());
        let read = |end: usize| {
            let mut part = split(&name[pieces[at].start..pieces[end - 1].end], &index.lists);
            let told = part.numbers != Numbers::default() || part.at_member || matches!(alone, Named::None);
            part.numbers = part.numbers.after(before);
            let numbers = part.numbers;
            let printed = one(form, index, part);
            (told && matches!(printed.named, Named::One(_))).then_some((printed, numbers, end))
        };
        let (printed, numbers, end) = (at + 1..=next).rev().find_map(read)?;
        parts.push(printed);
        (before, at) = (Some(numbers), end);
    }
    let apart = |i: usize| parts[..i].iter().all(|other| !holds(other, &parts[i]) && !holds(&parts[i], other));
    (parts.len() > 1 && (0..parts.len()).all(apart)).then_some(parts)
}

/// Whether the second of two names is in the first (`Ⅱ3、④使用目的` is one name).
fn holds(outer: &Printed, inner: &Printed) -> bool {
    let (Some(a), Some(b)) = (outer.named.item(), inner.named.item()) else { return false };
    let below = b.id.strip_prefix(&a.id).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    below && outer.members.iter().all(|member| inner.members.contains(member))
}

/// The pieces of a name: what stands between [`BETWEEN`], and in it each further circled number
/// (`①部署②所属長の役職名`).
fn pieces(name: &str) -> Vec<Range<usize>> {
    let mut ends: Vec<(usize, &str)> = BETWEEN.iter().flat_map(|word| name.match_indices(word)).collect();
    ends.sort_unstable();
    let starts = std::iter::once(0).chain(ends.iter().map(|(at, word)| at + word.len()));
    let mut all = Vec::new();
    for (mut start, end) in starts.zip(ends.iter().map(|end| end.0).chain([name.len()])) {
        let circles = name[start..end].char_indices().filter(|(_, c)| circled(half(*c)).is_some());
        for at in circles.skip(1).map(|(at, _)| start + at).collect::<Vec<_>>() {
            // A number before it goes with it: `システム4 ②`.
            if !name[..at].trim_end().ends_with(|c: char| half(c).is_ascii_digit()) {
                all.push(start..at);
                start = at;
            }
        }
        all.push(start..end);
    }
    all.retain(|piece| !name[piece.clone()].trim().is_empty());
    all
}

/// Whether some words begin with a number of the form.
fn begins(words: &str, index: &Index) -> bool {
    let head: String = words.trim_start().chars().take(8).collect();
    let head = head.trim_start_matches(['(', '（']);
    let digit = head.chars().next().map(half).is_some_and(|c| c.is_ascii_digit());
    let first = digit || roman(head).is_some() || head.starts_with(|c| circled(half(c)).is_some());
    let Split { numbers, members, .. } = split(head, &index.lists);
    first && numbers != Numbers::default() || risk(head).is_some() || !members.is_empty()
}

/// Reads the name of one item.
fn one(form: &'static FormDef, index: &Index, name: Split) -> Printed {
    let Split { numbers, words, members, at_member } = name;
    let words = alias(&words);
    // `委託事項2` alone means the name of that member.
    if at_member && let Some((last, _)) = members.last() {
        let list = form.items().find(|item| item.instance() == last);
        let named = list.and_then(|list| match &list.kind {
            Kind::List { name: Some(id), .. } => form.find(id),
            _ => Some(list),
        });
        return Printed { named: named.map_or(Named::None, Named::One), members };
    }
    let candidates = |numbers| index.entries.iter().filter(|e| e.fits(numbers, &members)).collect::<Vec<_>>();
    let mut named = choose(&candidates(numbers), numbers, &words);
    if numbers.risk.is_some() && matches!(named, Named::None | Named::Misnamed(_)) {
        // The remark on the other risks of a section belongs to none of its risks.
        let all = Numbers { risk: None, ..numbers };
        if let Named::One(item) = choose(&candidates(all), all, &words) {
            named = Named::One(item);
        }
    }
    Printed { named, members }
}

/// What names are compared with, prepared once for a form.
struct Index {
    lists: Vec<&'static str>,
    entries: Vec<Entry>,
    /// Names that have been read.
    known: Mutex<HashMap<String, Printed>>,
}

/// An item as names speak of it.
struct Entry {
    item: &'static Item,
    numbers: Numbers,
    /// Its label as it may be written.
    labels: Vec<String>,
    /// The labels around it, the nearest first.
    around: Vec<String>,
    /// The lists it is in, by the printed name of a member.
    lists: Vec<&'static str>,
}

impl Index {
    fn of(form: &'static FormDef) -> &'static Index {
        static KNOWN: Mutex<Vec<(&'static FormDef, &'static Index)>> = Mutex::new(Vec::new());
        // A panic while the list was held leaves it as it was before or after one push.
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, index)) = known.iter().find(|(of, _)| std::ptr::eq(*of, form)) {
            return index;
        }
        let spoken = form.items().filter(|item| !item.id.starts_with("changes.") && !item.id.starts_with("facts"));
        let index = Box::leak(Box::new(Index {
            lists: form.items().map(Item::instance).filter(|i| !i.is_empty()).collect(),
            entries: spoken.map(|item| Entry::new(form, item)).collect(),
            known: Mutex::default(),
        }));
        known.push((form, index));
        index
    }
}

impl Entry {
    fn new(form: &'static FormDef, item: &'static Item) -> Self {
        let path = form.path_to(&item.id);
        let mut numbers = split(&item.number, &[]).numbers;
        if numbers.risk.is_none() && item.number.contains("リスク") {
            numbers.risk = Some(0);
        }
        let above = path.iter().rev().skip(1).map(|item| item.label.as_str());
        Entry {
            item,
            numbers,
            labels: variants(&item.label),
            around: std::iter::once(item.context.as_str()).chain(above).flat_map(variants).collect(),
            lists: path.iter().map(|item| item.instance()).filter(|i| !i.is_empty()).collect(),
        }
    }

    /// Whether the item can carry these numbers and members.
    fn fits(&self, given: Numbers, members: &[(String, usize)]) -> bool {
        let own = self.numbers;
        if given.attachment.is_some() {
            return given.attachment == own.attachment;
        }
        let same = |given: Option<u32>, own: Option<u32>| given.is_none() || given == own;
        let risk = given.risk.is_none()
            || given.risk == own.risk
            || (own.risk.is_some() && given.risk == Some(0))
            || (own.risk == Some(0) && given.risk == Some(1));
        same(given.roman, own.roman)
            && same(given.section, own.section)
            && same(given.circle, own.circle)
            && risk
            && members.iter().all(|(name, _)| self.lists.contains(&name.as_str()))
    }

    /// Whether the item itself carries these numbers, not one around it.
    fn carries(&self, numbers: Numbers) -> bool {
        !self.item.no.is_empty() && self.numbers == numbers
    }

    /// How much of the words the item explains; none if its own label does not end them.
    fn cover(&self, words: &str) -> Option<usize> {
        let label = self.labels.iter().find(|label| words.ends_with(label.as_str()))?;
        Some(label.chars().count() + self.explains(&words[..words.len() - label.len()]))
    }

    /// How much of some words the labels around the item explain.
    fn explains(&self, words: &str) -> usize {
        let mut rest = words.to_owned();
        let mut covered = 0;
        for label in &self.around {
            if let Some(at) = rest.find(label) {
                covered += label.chars().count();
                rest.replace_range(at..at + label.len(), "");
            }
        }
        covered
    }

    /// How much the end of some words looks like the item's label, from 0 to 1.
    fn likeness(&self, words: &str) -> f64 {
        let chars: Vec<char> = words.chars().collect();
        let compare = |label: &String| {
            let length = label.chars().count();
            let tails = (length.saturating_sub(2)..=length + 2).filter(|&n| n <= chars.len()).map(|n| {
                let tail: String = chars[chars.len() - n..].iter().collect();
                strsim::normalized_levenshtein(&tail, label)
            });
            // Words more than twice as long are less than half alike, whatever they say.
            let whole = chars.len() <= 2 * length;
            tails.fold(if whole { strsim::normalized_levenshtein(words, label) } else { 0.0 }, f64::max)
        };
        self.labels.iter().map(compare).fold(0.0, f64::max)
    }
}

/// The best of the candidates.
fn choose(candidates: &[&Entry], numbers: Numbers, words: &str) -> Named {
    let that =
        |keep: &dyn Fn(&Entry) -> bool| settle(candidates.iter().filter(|e| keep(e)).map(|e| e.item), Named::One);
    if words.is_empty() {
        // Numbers alone mean the item that carries the last of them.
        let numbered = numbers != Numbers::default();
        return that(&|entry| numbered && entry.carries(numbers));
    }
    let enough = if numbers.attachment.is_some() { words.chars().count() / 2 } else { 0 };
    let covers: Vec<(usize, &Entry)> = candidates.iter().filter_map(|e| Some((e.cover(words)?, *e))).collect();
    if let Some(best) = covers.iter().map(|c| c.0).max().filter(|&best| best > enough) {
        return settle(covers.iter().filter(|c| c.0 == best).map(|c| c.1.item), Named::One);
    }
    // An attachment is one item, whatever part of it is named.
    if numbers.attachment.is_some() {
        return that(&|entry| entry.item.part);
    }
    near(candidates, numbers, words)
}

/// Without an exact label: one that is written almost so, or the item that the numbers alone tell.
fn near(candidates: &[&Entry], numbers: Numbers, words: &str) -> Named {
    let scored: Vec<(f64, &Entry)> = candidates.iter().map(|entry| (entry.likeness(words), *entry)).collect();
    let best = scored.iter().map(|s| s.0).fold(0.0, f64::max);
    let numbered = numbers.section.is_some() || numbers.circle.is_some() || numbers.risk.is_some();
    if best >= if numbered { 0.75 } else { 0.85 } {
        let alike: Vec<&Entry> = scored.iter().filter(|s| s.0 >= best).map(|s| s.1).collect();
        let most = alike.iter().map(|entry| entry.explains(words)).max().unwrap_or(0);
        return settle(alike.into_iter().filter(|e| e.explains(words) == most).map(|e| e.item), Named::One);
    }
    let exact: Vec<&Entry> = candidates.iter().copied().filter(|entry| entry.carries(numbers)).collect();
    if numbers.roman.is_some() && numbered {
        settle(exact.into_iter().map(|entry| entry.item), Named::Misnamed)
    } else {
        Named::None
    }
}

/// One item, if all candidates are one behind the other (a list and its name, a group and its choice).
fn settle(items: impl Iterator<Item = &'static Item>, one: fn(&'static Item) -> Named) -> Named {
    let items: Vec<&'static Item> = items.collect();
    let around = |item: &&&'static Item| {
        items.iter().any(|other| other.id.strip_prefix(&item.id).is_some_and(|rest| rest.starts_with('.')))
    };
    match items.iter().filter(|item| !around(item)).copied().collect::<Vec<_>>()[..] {
        [] => Named::None,
        [item] => one(item),
        ref several => Named::Many(several.to_vec()),
    }
}

/// A label as it may be written: in full, and without the remark in brackets at its end.
fn variants(label: &str) -> Vec<String> {
    let full = plain(label);
    let mut all = Vec::new();
    for open in ['(', '【'] {
        if let Some(at) = full.find(open).filter(|&at| at > 0 && full.ends_with([')', '】'])) {
            all.push(full[..at].to_owned());
        }
    }
    if !full.is_empty() {
        all.insert(0, full);
    }
    all
}

fn plain(words: &str) -> String {
    // ユーザー and ユーザ are the same word.
    text::normalize(words).replace(['※', '_', 'ー'], "")
}

/// Words with an alias at their end, or anywhere for a section, replaced by the label it stands for.
fn alias(words: &str) -> String {
    let mut out = words.to_owned();
    for (written, label) in aliases() {
        let stands = out.starts_with(written) || out.ends_with(written);
        if let Some(at) = stands.then(|| out.rfind(written)).flatten().filter(|_| !out.contains(label)) {
            out.replace_range(at..at + written.len(), label);
        }
    }
    out
}

/// [`ALIASES`] as words are compared.
fn aliases() -> &'static [(String, String)] {
    static PLAIN: OnceLock<Vec<(String, String)>> = OnceLock::new();
    PLAIN.get_or_init(|| ALIASES.iter().map(|(written, label)| (plain(written), plain(label))).collect())
}

#[cfg(test)]
mod tests;
