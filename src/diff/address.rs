//! Addresses (対象) into a sheet: `特定個人情報ファイル[予防接種情報ファイル]/委託/件数`.
//!
//! A member answers to the name it has at that moment and to those it had in newer revisions, so an
//! old row finds its place whichever name it uses.

use crate::assessment::{Place, Step, place};
use crate::form::Item;
use crate::text;

use super::sheet::{Branch, Content, Leaf, Member, Sheet, Slot, steps_into};

/// Why an address leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lost {
    /// There is no such item or member; holds the part that is not known.
    Unknown(String),
    /// Several members have that name.
    Several(String),
    /// It names a group or a list, not an answer.
    NotAnAnswer(String),
}

/// One step of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The key of the item.
    pub key: String,
    /// The member, when the item is a list.
    pub member: Option<Which>,
}

/// A member of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// By name.
    Name(String),
    /// By number, from 1.
    Number(usize),
}

/// The parts of an address.
pub fn parse(address: &str) -> Vec<Part> {
    let mut out = Vec::new();
    let mut part = Part { key: String::new(), member: None };
    let mut chars = address.trim().chars();
    while let Some(c) = chars.next() {
        match c {
            '/' => out.push(std::mem::replace(&mut part, Part { key: String::new(), member: None })),
            '[' => {
                let mut name = String::new();
                while let Some(c) = chars.next() {
                    match c {
                        ']' => break,
                        '\\' => name.extend(chars.next()),
                        c => name.push(c),
                    }
                }
                let number = name.strip_prefix('#').and_then(|n| n.parse().ok()).filter(|n| *n > 0);
                part.member = Some(number.map_or(Which::Name(name), Which::Number));
            }
            c => part.key.push(c),
        }
    }
    out.push(part);
    out
}

/// The answer at an address. With `create`, a member that is not there is added.
pub fn locate<'s>(sheet: &'s mut Sheet, address: &str, create: bool) -> Result<(&'static Item, &'s mut Leaf), Lost> {
    let parts = parse(address);
    let mut branch = &mut sheet.root;
    for (at, part) in parts.iter().enumerate() {
        let slot = child(branch, &part.key).ok_or_else(|| Lost::Unknown(part.key.clone()))?;
        let item = slot.item;
        let last = at + 1 == parts.len();
        match (&mut slot.content, &part.member) {
            (Content::Leaf(leaf), None) if last => return Ok((item, leaf)),
            (Content::Group(inner), None) if !last => branch = inner,
            (Content::List(members), Some(which)) if !last => {
                branch = &mut member(item, members, which, create)?.branch
            }
            (Content::Group(_) | Content::List(_), _) if last => return Err(Lost::NotAnAnswer(part.key.clone())),
            _ => return Err(Lost::Unknown(part.key.clone())),
        }
    }
    Err(Lost::Unknown(address.to_owned()))
}

/// The place of the answer at an address, whichever name of a member it uses.
pub fn place(sheet: &Sheet, address: &str) -> Option<Place<'static>> {
    let mut branch = &sheet.root;
    let mut steps = Vec::new();
    for part in parse(address) {
        let slot = &branch.slots[slot(branch, &part.key)?];
        steps.push(Step::Item(slot.item));
        match (&slot.content, &part.member) {
            (Content::Leaf(_), None) => {}
            (Content::Group(inner), None) => branch = inner,
            (Content::List(members), Some(which)) => {
                let index = match which {
                    Which::Number(n) => n - 1,
                    Which::Name(name) => by_name(slot.item, members, name).ok()??,
                };
                branch = &members.get(index)?.branch;
                steps.push(steps_into(slot.item, members).get(index)?.clone());
            }
            _ => return None,
        }
    }
    Some(Place { steps })
}

fn child<'b>(branch: &'b mut Branch, key: &str) -> Option<&'b mut Slot> {
    let at = slot(branch, key)?;
    branch.slots.get_mut(at)
}

/// The index of the slot of a key, as it is written or else in another width.
fn slot(branch: &Branch, key: &str) -> Option<usize> {
    let exact = branch.slots.iter().position(|s| s.item.key == key);
    exact.or_else(|| {
        let plain = text::normalize(key);
        branch.slots.iter().position(|s| text::normalize(&s.item.key) == plain)
    })
}

fn member<'m>(
    item: &'static Item,
    members: &'m mut Vec<Member>,
    which: &Which,
    create: bool,
) -> Result<&'m mut Member, Lost> {
    let found = match which {
        // A member that comes back by its number is none of those that have a name.
        Which::Number(n) => {
            let named = |at: usize| matches!(&steps_into(item, members)[at], Step::Member { name: Some(_), .. });
            (*n <= members.len()).then_some(n - 1).filter(|&at| !create || !named(at))
        }
        Which::Name(name) => by_name(item, members, name)?,
    };
    let shown = match which {
        Which::Name(name) => name.clone(),
        Which::Number(n) => format!("#{n}"),
    };
    let at = match (found, create) {
        (Some(at), _) => at,
        (None, true) => {
            let former = match which {
                Which::Name(name) => vec![name.clone()],
                Which::Number(_) => Vec::new(),
            };
            members.push(Member { branch: Branch::empty(item), former });
            members.len() - 1
        }
        (None, false) => return Err(Lost::Unknown(shown)),
    };
    members.get_mut(at).ok_or(Lost::Unknown(shown))
}

/// The member that has a name now, else the one that had it in a newer revision.
fn by_name(item: &Item, members: &[Member], name: &str) -> Result<Option<usize>, Lost> {
    let wanted = text::normalize(name);
    let now = |m: &Member| m.name(item).is_some_and(|n| text::normalize(n) == wanted);
    let once = |m: &Member| m.former.iter().any(|n| text::normalize(n) == wanted);
    for has in [&now as &dyn Fn(&Member) -> bool, &once] {
        let found: Vec<usize> = (0..members.len()).filter(|&i| has(&members[i])).collect();
        match found.as_slice() {
            [] => {}
            [at] => return Ok(Some(*at)),
            _ => return Err(Lost::Several(name.to_owned())),
        }
    }
    Ok(None)
}

/// Writes down that the member around a naming answer is also known by `name`.
pub fn remember(sheet: &mut Sheet, address: &str, name: &str) {
    let mut parts = parse(address);
    parts.pop();
    let mut branch = &mut sheet.root;
    let depth = parts.len();
    for (at, part) in parts.iter().enumerate() {
        let Some(slot) = child(branch, &part.key) else { return };
        let item = slot.item;
        match (&mut slot.content, &part.member) {
            (Content::Group(inner), None) => branch = inner,
            (Content::List(members), Some(which)) => {
                let Ok(member) = member(item, members, which, false) else { return };
                if at + 1 == depth {
                    if !member.former.iter().any(|n| n == name) {
                        member.former.push(name.to_owned());
                    }
                    return;
                }
                branch = &mut member.branch;
            }
            _ => return,
        }
    }
}

/// An address whose last member is called by another name.
pub fn with_last_name(address: &str, name: &str) -> String {
    let mut parts = parse(address);
    if let Some(part) = parts.iter_mut().rev().find(|p| p.member.is_some()) {
        part.member = Some(Which::Name(name.to_owned()));
    }
    let show = |part: &Part| match &part.member {
        None => part.key.clone(),
        Some(Which::Number(n)) => format!("{}[#{n}]", part.key),
        Some(Which::Name(name)) => format!("{}[{}]", part.key, place::escape(name)),
    };
    parts.iter().map(show).collect::<Vec<_>>().join("/")
}

/// Whether an address ends at the answer that names its member.
pub fn names_its_member(sheet: &Sheet, address: &str) -> bool {
    let parts = parse(address);
    let keys: Vec<&str> = parts.iter().map(|p| p.key.as_str()).collect();
    let mut item = &sheet.form.root;
    let mut list = None;
    for key in keys {
        let Some(next) = item.child(key) else { return false };
        list = Some(item);
        item = next;
    }
    let naming = list.map(|l| &l.kind);
    matches!(naming, Some(crate::form::Kind::List { name: Some(id), .. }) if *id == item.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form;

    #[test]
    fn an_address_comes_apart_again() {
        let parts = parse("特定個人情報ファイル[a/b\\]]/委託/委託事項[#2]/委託内容");
        assert_eq!(parts.len(), 4);
        assert_eq!(parts[0].member, Some(Which::Name("a/b]".into())));
        assert_eq!(parts[2].member, Some(Which::Number(2)));
        assert_eq!(parts[3], Part { key: "委託内容".into(), member: None });
    }

    #[test]
    fn no_key_has_a_sign_of_the_address_in_it() {
        for form in form::all() {
            for item in form.items() {
                assert!(!item.key.contains(['/', '[', ']', '\\']), "{}", item.key);
            }
        }
    }
}
