//! The 項目 column of published tables: words such as `Ⅱ ファイルの概要 4. 委託事項2 ①委託内容` come in, the
//! address of the one answer they fit goes out.
//!
//! [`Printed`] tells the item and the members that the words name. Of several answers that are left the
//! one is meant in which the text stands that must stand there; a tie is told, never decided.

use crate::assessment::Step;
use crate::assessment::named::{Named, Printed};
use crate::form::{FormDef, Item, Kind};
use crate::text;

use super::cell::{self, Miss};
use super::replay::Break;
use super::sheet::{Placed, Sheet, stated_number};
use super::tolerant;

/// Less text than this says nothing about which item is meant when the words do not.
const TELLING: usize = 12;

/// A member that a day's rows add to a list: id of the list, and index.
pub type Added = (String, usize);

/// What is known of the place that a row speaks of.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The words under 項目, read.
    pub printed: &'a Printed,
    /// What must stand there.
    pub find: &'a str,
    /// What is to stand there instead.
    pub put: &'a str,
    /// Members that other rows of the day add.
    pub added: &'a [Added],
    /// Whether text that stands there in other words tells a place.
    pub nearly: bool,
}

/// The addresses of the answers that the words name: several where they list several items.
pub fn all(sheet: &Sheet, asked: &Asked<'_>) -> Result<Vec<String>, Break> {
    let parts = match &asked.printed.named {
        Named::All(parts) if !parts.is_empty() => parts.as_slice(),
        _ => std::slice::from_ref(asked.printed),
    };
    parts.iter().map(|printed| resolve(sheet, &Asked { printed, ..*asked })).collect()
}

/// The address of the answer that the words name.
fn resolve(sheet: &Sheet, asked: &Asked<'_>) -> Result<String, Break> {
    let printed = asked.printed;
    let leaves = sheet.leaves();
    let items: Vec<&Item> = match &printed.named {
        Named::One(item) | Named::Misnamed(item) => vec![item],
        Named::Many(items) => items.clone(),
        Named::All(_) => return Err(Break::SeveralItems(Vec::new())),
        Named::None => return by_text(leaves.iter(), asked).ok_or(Break::UnknownItem),
    };
    let mut fits: Vec<&Placed<'_>> =
        leaves.iter().filter(|p| items.iter().any(|item| below(p, item)) && in_members(p, &printed.members)).collect();
    if let Some(count) = counted(&leaves, &fits, asked) {
        return Ok(count.place.address());
    }
    if fits.len() > 1 && cell_adds(asked) {
        let of_added: Vec<_> = fits.iter().copied().filter(|p| in_added(p, asked.added)).collect();
        if of_added.len() == 1 {
            fits = of_added;
        }
    }
    match fits.as_slice() {
        [] => absent(sheet, &leaves, &items, asked),
        [one] => Ok(one.place.address()),
        several => match by_text_of(several.iter().copied(), asked) {
            Found::One(address) => Ok(address),
            Found::Several => Err(several_items(several)),
            Found::Nowhere => by_text(leaves.iter().filter(|p| around(p, several)), asked)
                .ok_or_else(|| if is_telling(asked) { Break::Cell(Miss::NotFound) } else { several_items(several) }),
        },
    }
}

fn several_items(places: &[&Placed<'_>]) -> Break {
    Break::SeveralItems(places.iter().take(4).map(|p| p.place.label()).collect())
}

/// Whether an answer stands in the innermost group that holds all of some others.
fn around(placed: &Placed<'_>, others: &[&Placed<'_>]) -> bool {
    let Some(first) = others.first().map(|p| p.item.id.as_str()) else { return false };
    let group = |id: &str| id.rsplit_once('.').map(|(group, _)| group.to_owned());
    let inside = |id: &str, group: &str| id.strip_prefix(group).is_some_and(|rest| rest.starts_with('.'));
    let all = |g: &String| others.iter().all(|p| inside(&p.item.id, g));
    let common = std::iter::successors(group(first), |g| group(g)).find(all);
    common.is_some_and(|common| inside(&placed.item.id, &common))
}

/// Whether an answer is that of an item or of something inside it.
fn below(placed: &Placed<'_>, item: &Item) -> bool {
    placed.place.steps.iter().any(|step| matches!(step, Step::Item(own) if own.id == item.id))
}

/// The lists on the way to an answer with the index of the member.
fn members<'p>(placed: &'p Placed<'_>) -> impl Iterator<Item = (&'static Item, usize)> + 'p {
    placed.place.steps.windows(2).filter_map(|pair| match pair {
        [Step::Item(list), Step::Member { index, .. }] => Some((*list, *index)),
        _ => None,
    })
}

fn in_members(placed: &Placed<'_>, wanted: &[(String, usize)]) -> bool {
    wanted.iter().all(|(name, n)| members(placed).any(|(list, index)| list.instance() == name && index + 1 == *n))
}

fn in_added(placed: &Placed<'_>, added: &[Added]) -> bool {
    added.iter().any(|(id, at)| members(placed).any(|(list, index)| list.id == *id && index == *at))
}

fn cell_adds(asked: &Asked<'_>) -> bool {
    cell::is_nothing(asked.put) || text::is_explicit_none(asked.put)
}

/// `委託の有無　1件→2件` speaks of the number that is printed in the same row.
fn counted<'s, 'p>(leaves: &'s [Placed<'p>], fits: &[&Placed<'_>], asked: &Asked<'_>) -> Option<&'s Placed<'p>> {
    let [one] = fits else { return None };
    let number = asked.find.trim_end().ends_with('件') && stated_number(asked.find).is_some();
    if !number || !matches!(one.item.kind, Kind::Choice(_)) {
        return None;
    }
    let group = &one.place.address();
    let group = &group[..group.rfind('/')?];
    let beside = |p: &&Placed<'_>| {
        matches!(p.item.kind, Kind::Count { .. })
            && p.place.address().strip_prefix(group).is_some_and(|rest| rest.matches('/').count() == 1)
    };
    let mut counts = leaves.iter().filter(beside);
    match (counts.next(), counts.next()) {
        (Some(count), None) => Some(count),
        _ => None,
    }
}

/// Where a text stands.
enum Found {
    One(String),
    Several,
    Nowhere,
}

/// The one answer of several in which the text stands, exactly before nearly.
fn by_text_of<'a>(places: impl Iterator<Item = &'a Placed<'a>>, asked: &Asked<'_>) -> Found {
    if cell::is_nothing(asked.find) || text::is_explicit_none(asked.find) {
        return Found::Several;
    }
    let (mut exact, mut nearly) = (Vec::new(), Vec::new());
    for placed in places {
        let text = &placed.leaf.text;
        if tolerant::exactly(placed.item, text, asked.find, asked.put).is_ok() {
            exact.push(placed);
        } else if asked.nearly && tolerant::replace(placed.item, text, asked.find, asked.put).is_ok() {
            nearly.push(placed);
        }
    }
    match (exact.as_slice(), nearly.as_slice()) {
        ([one], _) | ([], [one]) => Found::One(one.place.address()),
        ([], []) => Found::Nowhere,
        _ => Found::Several,
    }
}

/// The one answer in which enough text stands, where the words name no item or another one.
fn by_text<'a>(places: impl Iterator<Item = &'a Placed<'a>>, asked: &Asked<'_>) -> Option<String> {
    match is_telling(asked).then(|| by_text_of(places, asked)) {
        Some(Found::One(address)) => Some(address),
        _ => None,
    }
}

fn is_telling(asked: &Asked<'_>) -> bool {
    asked.find.chars().count() >= TELLING
}

/// The item is one of the form, but no answer stands there: it could not be read, or is for a member
/// that there is not (any more, or yet).
fn absent(sheet: &Sheet, leaves: &[Placed<'_>], items: &[&Item], asked: &Asked<'_>) -> Result<String, Break> {
    let [item] = items else { return Err(Break::UnknownItem) };
    let way = sheet.form.path_to(&item.id);
    let unread = |list: &&Item| leaves.iter().any(|p| p.leaf.unknown && beside(p, list));
    if way.iter().filter(|i| matches!(i.kind, Kind::List { .. })).any(unread) {
        return Err(Break::Unreadable);
    }
    if !cell::is_nothing(asked.find) {
        let member = asked.printed.members.last().map(|(name, n)| format!("{name}{n}"));
        return Err(Break::NoMember(member.unwrap_or_else(|| item.title())));
    }
    let mut address = Vec::new();
    for step in &way {
        let number = asked.printed.members.iter().find(|(name, _)| step.instance() == name).map(|(_, n)| *n);
        address.push(match (&step.kind, number) {
            (Kind::List { .. }, Some(n)) => format!("{}[#{n}]", step.key),
            (Kind::List { .. }, None) => format!("{}[#1]", step.key),
            _ => step.key.clone(),
        });
    }
    Ok(address.join("/"))
}

/// Whether an answer stands in the group that a list is in.
fn beside(placed: &Placed<'_>, list: &Item) -> bool {
    let group = list.id.rsplit_once('.').map_or("", |(group, _)| group);
    !group.is_empty() && placed.item.id.strip_prefix(group).is_some_and(|rest| rest.starts_with('.'))
}

/// Whether the item at an address carries ※.
pub fn is_star(form: &FormDef, address: &str) -> bool {
    let mut item = &form.root;
    for part in super::address::parse(address) {
        match item.child(&part.key) {
            Some(child) => item = child,
            None => return false,
        }
    }
    item.star
}
