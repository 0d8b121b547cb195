//! Where an answer stands: its address (対象) and the label that people read.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::form::Item;

use super::{Answer, Group, State, Value};

/// The way from the top to an answer.
#[derive(Clone, Debug, Default)]
pub struct Place<'a> {
    /// The steps.
    pub steps: Vec<Step<'a>>,
}

/// One step of a [`Place`].
#[derive(Clone, Debug)]
pub enum Step<'a> {
    /// Into the answer to an item.
    Item(&'static Item),
    /// Into a member of the list of the step before.
    Member {
        /// Index from 0.
        index: usize,
        /// How many members the list has.
        of: usize,
        /// Its name, if it has one that no other member has.
        name: Option<Cow<'a, str>>,
    },
}

impl Place<'_> {
    /// The item of the last step.
    pub fn item(&self) -> Option<&'static Item> {
        self.steps.iter().rev().find_map(|step| match step {
            Step::Item(item) => Some(*item),
            Step::Member { .. } => None,
        })
    }

    /// The address as written under 対象: keys joined by `/`, members as `key[name]` or `key[#2]`.
    pub fn address(&self) -> String {
        let mut out = String::new();
        for step in &self.steps {
            match step {
                Step::Item(item) => {
                    if !out.is_empty() {
                        out.push('/');
                    }
                    out.push_str(&item.key);
                }
                Step::Member { name: Some(name), .. } => {
                    out.push('[');
                    out.push_str(&escape(name));
                    out.push(']');
                }
                Step::Member { index, .. } => out.push_str(&format!("[#{}]", index + 1)),
            }
        }
        out
    }

    /// Number and label as printed, with the members on the way: `Ⅱ４ 委託事項2 ① 委託内容`.
    /// A section that repeats carries its number in brackets when there are several: `Ⅱ(2)３④ …`.
    pub fn label(&self) -> String {
        let (Some(item), mut head, mut sections) = (self.item(), String::new(), String::new()) else {
            return String::new();
        };
        let mut done = "";
        let mut last: Option<&'static Item> = None;
        for step in &self.steps {
            match step {
                Step::Item(step) => {
                    if step.part {
                        head = format!("{}{sections}", step.number);
                        done = &step.number;
                    }
                    last = Some(step);
                }
                Step::Member { index, of, .. } => {
                    let Some(list) = last else { continue };
                    let n = index + 1;
                    if !list.part {
                        let number = list.number.strip_prefix(done).unwrap_or(&list.number);
                        head.push_str(&format!("{number} {}{n} ", list.instance()));
                        done = &list.number;
                    } else if *of > 1 {
                        sections.push_str(&format!("({n})"));
                        head.push_str(&format!("({n})"));
                    }
                }
            }
        }
        if matches!(self.steps.last(), Some(Step::Member { .. })) {
            return head.trim().to_owned();
        }
        let rest = item.number.strip_prefix(done).unwrap_or(&item.number);
        let number = format!("{head}{rest}");
        format!("{} {}", number.trim_end(), item.name()).trim().to_owned()
    }
}

/// Brackets and slashes in a name would end the member or the step.
pub fn escape(name: &str) -> String {
    name.replace('\\', "\\\\").replace(']', "\\]").replace('\n', " ").trim().to_owned()
}

/// Visits every answer below `group`; groups and lists are visited before what is inside them.
pub(super) fn walk<'a>(group: &'a Group, place: &mut Place<'a>, visit: &mut dyn FnMut(&Place<'a>, &'a Answer)) {
    for answer in &group.answers {
        place.steps.push(Step::Item(answer.item));
        visit(place, answer);
        match &answer.state {
            State::Filled(Value::Group(inner)) => walk(inner, place, visit),
            State::Filled(Value::List(members)) => {
                let steps = member_steps(members);
                for (member, step) in members.iter().zip(steps) {
                    place.steps.push(step);
                    walk(member, place, visit);
                    place.steps.pop();
                }
            }
            _ => {}
        }
        place.steps.pop();
    }
}

/// The steps into the members of a list: by name where the name is unique.
pub fn member_steps(members: &[Group]) -> Vec<Step<'_>> {
    let names: Vec<Option<Cow<'_, str>>> = members.iter().map(Group::name).collect();
    let unique: Vec<bool> = {
        let unique = unique(names.iter().map(Option::as_deref));
        names.iter().map(|name| name.as_deref().is_some_and(&unique)).collect()
    };
    let of = members.len();
    let steps = names.into_iter().zip(unique).enumerate();
    steps.map(|(index, (name, unique))| Step::Member { index, of, name: name.filter(|_| unique) }).collect()
}

/// Tells which of some names stands among them once.
pub fn unique<'n>(names: impl Iterator<Item = Option<&'n str>>) -> impl Fn(&str) -> bool {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    names.flatten().for_each(|name| *counts.entry(name).or_default() += 1);
    move |name| counts.get(name) == Some(&1)
}
