//! Names of bodies, laws and guidelines that have changed, and numbers of laws: facts of `calendar.yaml`.

use std::sync::OnceLock;

use jiff::civil::Date;

use super::read::{day, lines, several};

const FILE: &str = include_str!("../../schemas/law/calendar.yaml");

/// A name that has been replaced, or was never right.
#[derive(Debug)]
pub struct Term {
    /// The day of the change; none if the name was never right.
    pub from: Option<Date>,
    /// The old name.
    pub old: &'static str,
    /// The new name.
    pub new: &'static str,
    /// Whether the source of the fact could not be read (要確認).
    pub unsure: bool,
    /// Words before or after the name that make it right.
    pub unless: Vec<&'static str>,
    /// A word that must stand in the same sentence.
    pub with: &'static str,
    /// Why it changed.
    pub remark: &'static str,
}

/// The number of a law.
#[derive(Debug)]
pub struct LawNumber {
    /// Its title.
    pub title: &'static str,
    /// `昭和23年法律第68号`.
    pub number: &'static str,
}

/// All terms.
pub fn terms() -> &'static [Term] {
    static ALL: OnceLock<Vec<Term>> = OnceLock::new();
    let term = |c: Vec<&'static str>| {
        let [from, old, new, level, unless, with, remark] = c[..] else { return None };
        Some(Term { from: day(from), old, new, unsure: level == "info", unless: several(unless), with, remark })
    };
    ALL.get_or_init(|| lines(FILE, "terms").filter_map(term).collect())
}

/// The numbers of the laws that assessments name most.
pub fn numbers() -> &'static [LawNumber] {
    static ALL: OnceLock<Vec<LawNumber>> = OnceLock::new();
    let number = |c: Vec<&'static str>| match c[..] {
        [title, number, _] => Some(LawNumber { title, number }),
        _ => None,
    };
    ALL.get_or_init(|| lines(FILE, "numbers").filter_map(number).collect())
}
