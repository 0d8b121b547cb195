//! The rows of the change table as rules see them: date, item, texts, and the answers they speak of.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use crate::assessment::named::{self, Named, Printed};
use crate::assessment::{State, Step, Value};
use crate::date::Date;
use crate::form::{Item, Kind};
use crate::source::Span;
use crate::text;

use super::claims::{self, Claim};
use super::{At, Context, Scope, items};

/// One row.
#[derive(Debug)]
pub(super) struct Row<'a> {
    /// Its place in the table, from 0.
    pub index: usize,
    pub scope: Scope<'a>,
    pub date: Option<Date>,
    /// The 項目 as written.
    pub item: Option<At<'a>>,
    pub before: Option<At<'a>>,
    pub after: Option<At<'a>>,
    /// Whether it was submitted after the change; none if not answered.
    pub afterwards: Option<bool>,
    pub note: Option<At<'a>>,
    /// What the 項目 means.
    pub named: Named,
    /// The item: of 対象 where given, else of 項目.
    pub means: Option<&'static Item>,
    /// The answers that the row can speak of, and whether 対象 told it.
    pub answers: Vec<At<'a>>,
    pub by_address: bool,
    /// The 対象 leads nowhere.
    pub lost: bool,
    /// The words of [`Row::before`] and [`Row::after`].
    pub was: Option<Cell>,
    pub is: Option<Cell>,
    note_words: String,
    /// What the explanation claims.
    pub claim: Option<Claim>,
    members: Vec<(String, usize)>,
    adds_member: bool,
}

/// The words of a 変更前 or 変更後, and as they are compared.
#[derive(Debug)]
pub(super) struct Cell {
    pub words: String,
    pub plain: String,
    squashed: OnceLock<String>,
}

/// All rows with what they mean.
pub(super) fn all<'a>(context: &Context<'a>) -> Vec<Row<'a>> {
    if context.changes().is_empty() {
        return Vec::new();
    }
    let scopes = context.changes();
    let told = |row: &Scope<'_>| row.find(items::CHANGES_TARGET).is_some_and(|at| at.says_something());
    let places = Places::of(context, scopes.iter().any(told));
    let naming = context.assessment.form.items().filter_map(|list| match &list.kind {
        Kind::List { name, .. } => name.as_deref(),
        _ => None,
    });
    let naming: HashSet<&str> = naming.collect();
    let mut rows: Vec<Row<'a>> =
        scopes.into_iter().enumerate().map(|(index, scope)| row(context, index, scope, &places)).collect();
    for row in &mut rows {
        row.adds_member = row.means.is_some_and(|item| naming.contains(item.id.as_str())) && row.fills_a_blank();
    }
    rows
}

/// The answers outside of the change table, by what rows call them.
struct Places<'c, 'a> {
    answers: Vec<&'c At<'a>>,
    /// Of each answer its address, and the same with members by number where rows call it so.
    addresses: Vec<String>,
    numbered: OnceCell<Vec<String>>,
    by_item: HashMap<&'static str, Vec<usize>>,
}

impl<'c, 'a> Places<'c, 'a> {
    fn of(context: &'c Context<'a>, addressed: bool) -> Self {
        let all = context.answers().iter();
        let answers: Vec<&At<'a>> = all.filter(|at| !at.answer.item.id.starts_with(items::CHANGES)).collect();
        let addresses = match addressed {
            true => answers.iter().map(|at| text::normalize(&at.place.address())).collect(),
            false => Vec::new(),
        };
        let mut by_item: HashMap<&'static str, Vec<usize>> = HashMap::new();
        for (i, at) in answers.iter().enumerate() {
            by_item.entry(&at.answer.item.id).or_default().push(i);
        }
        Places { answers, addresses, numbered: OnceCell::new(), by_item }
    }

    fn numbered(&self) -> &[String] {
        self.numbered.get_or_init(|| self.answers.iter().map(|at| numbered(at)).collect())
    }
}

fn row<'a>(context: &Context<'a>, index: usize, scope: Scope<'a>, places: &Places<'_, 'a>) -> Row<'a> {
    let item = scope.find(items::CHANGES_ITEM);
    let words = item.as_ref().and_then(|at| at.words()).unwrap_or_default();
    let printed = named::read(context.assessment.form, &words);
    let target = scope.find(items::CHANGES_TARGET).and_then(|at| at.words()).map(|t| text::normalize(&t));
    let found = target.as_deref().map(|target| by_address(target, places));
    let named = printed.named.item();
    let lost = matches!(found, Some(None));
    let (means, hits, by_address) = match found {
        Some(Some((item, hits))) => (Some(item), hits, true),
        _ => (named, by_name(&printed, places), false),
    };
    let (before, after) = (scope.find(items::CHANGES_BEFORE), scope.find(items::CHANGES_AFTER));
    let note = scope.find(items::CHANGES_NOTE);
    let note_words = note.as_ref().and_then(At::words).map(|w| text::normalize(&w)).unwrap_or_default();
    Row {
        index,
        date: scope.find(items::CHANGES_DATE).and_then(|at| at.date()),
        was: before.as_ref().and_then(Cell::of),
        is: after.as_ref().and_then(Cell::of),
        before,
        after,
        afterwards: scope.find(items::CHANGES_TIMING).and_then(|at| at.choice()).map(|id| id == "after"),
        claim: claims::claim_of(&note_words),
        note_words,
        note,
        item,
        scope,
        named: printed.named,
        means,
        answers: hits,
        by_address,
        lost,
        members: printed.members,
        adds_member: false,
    }
}

/// An answer's address with members by number.
fn numbered(at: &At<'_>) -> String {
    let mut numbered = at.place.clone();
    for step in &mut numbered.steps {
        if let Step::Member { name, .. } = step {
            *name = None;
        }
    }
    text::normalize(&numbered.address())
}

/// The answer at an address; for a member of a list, or a group, its item and no answer.
fn by_address<'a>(target: &str, places: &Places<'_, 'a>) -> Option<(&'static Item, Vec<At<'a>>)> {
    let Places { answers, addresses, .. } = places;
    let exactly = |address: &String| address == target;
    let found = addresses.iter().position(exactly).or_else(|| places.numbered().iter().position(exactly));
    if let Some(i) = found {
        return Some((answers[i].answer.item, vec![At::clone(answers[i])]));
    }
    let below = |address: &str| address.strip_prefix(target).is_some_and(|rest| rest.starts_with('/'));
    let i = addresses.iter().zip(places.numbered()).position(|(named, numbered)| below(named) || below(numbered))?;
    let mut items = answers[i].place.steps.iter().rev().filter_map(|step| match step {
        Step::Item(item) => Some(*item),
        Step::Member { .. } => None,
    });
    items.nth(1).map(|item| (item, Vec::new()))
}

fn by_name<'a>(printed: &Printed, places: &Places<'_, 'a>) -> Vec<At<'a>> {
    match &printed.named {
        Named::All(parts) => parts.iter().flat_map(|part| by_name(part, places)).collect(),
        named => named.item().map(|item| by_item(item, &printed.members, places)).unwrap_or_default(),
    }
}

fn by_item<'a>(item: &'static Item, members: &[(String, usize)], places: &Places<'_, 'a>) -> Vec<At<'a>> {
    let fits = |at: &&At<'a>| {
        let mut list = None;
        at.place.steps.iter().all(|step| match step {
            Step::Item(item) => {
                list = Some(*item);
                true
            }
            Step::Member { index, .. } => {
                let instance = list.map(Item::instance).unwrap_or_default();
                members.iter().all(|(name, n)| name != instance || *n == index + 1)
            }
        })
    };
    let answers = places.by_item.get(item.id.as_str()).into_iter().flatten().map(|&i| places.answers[i]);
    answers.filter(fits).cloned().collect()
}

/// Whether the words of a 変更前 or 変更後, normalised, say that there is nothing.
fn says_nothing(plain: &str) -> bool {
    let plain = plain.trim_matches(['(', ')', '。', '「', '」']);
    text::is_explicit_none(plain)
        || matches!(
            plain,
            "記載なし" | "新規" | "新規追加" | "空欄" | "追加" | "右記を追加" | "左記を削除" | "削除" | "-"
        )
}

/// Whether a text, normalised, only tells of a change instead of quoting the result.
fn only_describes(plain: &str) -> bool {
    let plain = plain.trim_end_matches(['。', ')', '」']).trim_start_matches(['(', '「']);
    let told = [
        "を追加した",
        "を追加",
        "を修正した",
        "を修正",
        "を削除した",
        "を削除",
        "に変更した",
        "に修正した",
        "に変更",
        "を変更",
        "を変更した",
        "を更新",
        "を更新した",
    ];
    let omitted = ["記載省略", "省略", "追加", "変更", "修正", "削除", "右記を追加", "別紙のとおり", "別添のとおり"];
    omitted.contains(&plain)
        || (told.iter().any(|end| plain.ends_with(end)) && plain.chars().count() <= 120 && !plain.contains('。'))
}

impl Cell {
    fn of(at: &At<'_>) -> Option<Cell> {
        let words = match &at.answer.state {
            State::None(word) => word.clone(),
            State::Filled(Value::Text(text)) => text.plain().into_owned(),
            _ => return None,
        };
        Some(Cell { plain: text::normalize(&words), words, squashed: OnceLock::new() })
    }

    /// The words of a 変更前 or 変更後 as they are compared; none are empty.
    pub fn plain_of(cell: &Option<Cell>) -> &str {
        cell.as_ref().map_or("", |cell| &cell.plain)
    }

    /// Whether it says that there is nothing.
    pub fn says_nothing(&self) -> bool {
        says_nothing(&self.plain)
    }

    /// Whether it only tells of a change instead of quoting the result.
    pub fn only_describes(&self) -> bool {
        only_describes(&self.plain)
    }

    /// As [`squash`] leaves it.
    pub fn squashed(&self) -> &str {
        self.squashed.get_or_init(|| squash(&self.words))
    }
}

impl<'a> Row<'a> {
    /// Whether the item carries ※; none where that cannot be told.
    pub fn star(&self) -> Option<bool> {
        // The attachment of ④ 記録される項目 is only a part of it.
        let item = self.means.filter(|item| item.id != items::RECORDS)?;
        let mut stars = item.walk().filter(|i| i.has_key() && i.children.is_empty()).map(|i| i.star);
        let first = stars.next()?;
        stars.all(|star| star == first).then_some(first)
    }

    /// The 項目, for messages; the end of a long one tells most.
    pub fn title(&self) -> String {
        let said = self.item.as_ref().map(At::said).unwrap_or_default();
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        let long = said.chars().count();
        if long > 60 { format!("…{}", said.chars().skip(long - 50).collect::<String>()) } else { said }
    }

    /// Whether the row speaks of a label that the form no longer has: before 平成30年5月 the name of the
    /// 所属長 was written, which the text rightly no longer holds.
    pub fn is_of_an_old_label(&self) -> bool {
        let head = self.means.is_some_and(|i| i.id == items::SECTION_HEAD || i.id == items::RELATED_SECTION_HEAD);
        head && self.title().ends_with("所属長")
    }

    /// The date as written.
    pub fn day(&self) -> String {
        self.scope.find(items::CHANGES_DATE).map(|at| at.said()).unwrap_or_default()
    }

    /// The words of the explanation, normalised.
    pub fn note_words(&self) -> &str {
        &self.note_words
    }

    /// Where to point at when the row as a whole is meant.
    pub fn span(&self) -> Span {
        self.item.as_ref().map_or(self.scope.span(), At::span)
    }

    /// Whether it speaks of several items, or of the whole, at once: what of it stands where is not told.
    pub fn names_several(&self) -> bool {
        matches!(self.named, Named::All(_)) && !self.by_address
    }

    /// Whether two rows speak of the same place, or of one inside the other.
    pub fn overlaps(&self, other: &Row<'_>) -> bool {
        let shared = || self.answers.iter().any(|x| other.answers.iter().any(|y| std::ptr::eq(x.answer, y.answer)));
        if self.names_several() || other.names_several() {
            let whole = |row: &Row<'_>| row.names_several() && row.answers.is_empty();
            return whole(self) || whole(other) || shared();
        }
        let (Some(a), Some(b)) = (self.means, other.means) else { return false };
        if !inside(&a.id, &b.id) && !inside(&b.id, &a.id) {
            return false;
        }
        if !self.answers.is_empty() && !other.answers.is_empty() && a.id == b.id {
            return shared();
        }
        self.members.iter().all(|(list, n)| other.members.iter().all(|(l, m)| l != list || n == m))
    }
}

/// Whether an item is another one or in it, by their ids.
pub(super) fn inside(id: &str, other: &str) -> bool {
    id.strip_prefix(other).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// The pieces of a text that can be looked for in another: sentences and lines as [`squash`] leaves
/// them, without what says 以下略.
pub(super) fn pieces(words: &str) -> Vec<String> {
    let plain = untagged(words);
    let mut open = true;
    let ends = |c: char| {
        let ends = matches!(c, '。' | '\n' | '＜' | '＞' | '<' | '>') || is_number(c) || (c == '・' && open);
        open = ends || c.is_whitespace();
        ends
    };
    let told = plain.split(ends).filter(|piece| !piece.contains(['略', '…'])).map(text::normalize);
    let pieces = told.filter(|piece| !says_nothing(piece)).map(without_marks);
    let pieces = pieces.map(|piece| piece.trim_start_matches(|c: char| c.is_ascii_digit()).to_owned());
    pieces.filter(|piece| piece.chars().nth(1).is_some()).collect()
}

/// A text as it is compared: in one notation, without tags, marks and the numbers of paragraphs.
pub(super) fn squash(words: &str) -> String {
    let mut plain = untagged(words).into_owned();
    plain.retain(|c| !is_number(c));
    without_marks(text::normalize(&plain))
}

/// The number of a paragraph.
fn is_number(c: char) -> bool {
    matches!(c, '①'..='⑳' | '➀'..='➉')
}

fn without_marks(mut words: String) -> String {
    let mark = |c| {
        matches!(c, '、' | ',' | '。' | '.' | '・' | '(' | ')' | '「' | '」' | '<' | '>' | '[' | ']' | '-' | ':' | '※')
    };
    words.retain(|c| !mark(c));
    words
}

/// A text without HTML tags, which published tables bring along; a line break for each.
pub(super) fn untagged(words: &str) -> Cow<'_, str> {
    if !words.contains('<') {
        return words.into();
    }
    let mut plain = String::with_capacity(words.len());
    let mut rest = words;
    while let Some(open) = rest.find('<') {
        plain.push_str(&rest[..open]);
        let inside = rest[open + 1..].find('>').map(|close| &rest[open + 1..open + 1 + close]);
        match inside.filter(|tag| !tag.is_empty() && tag.is_ascii() && !tag.starts_with(' ')) {
            Some(tag) => {
                plain.push('\n');
                rest = &rest[open + tag.len() + 2..];
            }
            None => {
                plain.push('<');
                rest = &rest[open + 1..];
            }
        }
    }
    plain.push_str(rest);
    plain.into()
}

impl Row<'_> {
    /// The member of a list that the row speaks of, by the printed name of members and number.
    pub fn member(&self) -> Option<(String, usize)> {
        let [at] = &self.answers[..] else { return self.members.last().cloned() };
        let mut list = None;
        let mut found = None;
        for step in &at.place.steps {
            match step {
                Step::Item(item) => list = Some(*item),
                Step::Member { index, .. } => {
                    let item = list.filter(|item| !item.part && !item.instance().is_empty());
                    found = item.map(|item| (item.instance().to_owned(), index + 1)).or(found);
                }
            }
        }
        found
    }

    /// Whether the row adds a member of a list: its name, where nothing was before.
    pub fn adds_member(&self) -> bool {
        self.adds_member
    }

    fn fills_a_blank(&self) -> bool {
        self.was.as_ref().is_some_and(Cell::says_nothing) && self.is.as_ref().is_some_and(|cell| !cell.says_nothing())
    }
}
