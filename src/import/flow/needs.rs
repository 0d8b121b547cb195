//! Whether an item must have an answer, by the choices and boxes that are read already.

use crate::form::{Condition, FormDef, Required};

use super::super::walk::Found;

/// Ids of the choices that are made in each item; nothing where they are not known.
pub(super) struct Chosen(Vec<Option<Vec<&'static str>>>);

/// What an item must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Need {
    /// An answer.
    Answer,
    /// An answer or none.
    Either,
    /// Most likely none.
    Unlikely,
    /// None.
    Blank,
}

impl Chosen {
    pub fn new(len: usize) -> Chosen {
        Chosen(vec![None; len])
    }

    pub fn set(&mut self, found: usize, ids: Vec<&'static str>) {
        self.0[found] = Some(ids);
    }

    pub fn forget(&mut self, found: usize) {
        self.0[found] = None;
    }

    /// What the item must have.
    pub fn need(&self, form: &'static FormDef, found: &[Found], of: usize) -> Need {
        let f = &found[of];
        let blank = form.path_to(&f.item.id).into_iter().filter_map(|i| i.empty_when.as_ref());
        if blank.into_iter().any(|c| self.holds(found, f, c) == Some(true)) {
            return Need::Blank;
        }
        match &f.item.required {
            Required::Always => Need::Answer,
            Required::Never => Need::Either,
            Required::When(c) => match self.holds(found, f, c) {
                Some(true) => Need::Answer,
                Some(false) => Need::Unlikely,
                None => Need::Either,
            },
        }
    }

    fn holds(&self, found: &[Found], of: &Found, condition: &Condition) -> Option<bool> {
        let other = |f: &Found| f.item.id == condition.item && of.members.starts_with(&f.members);
        let at = found.iter().position(other)?;
        let made = self.0.get(at)?.as_ref()?;
        Some(made.iter().any(|id| condition.choices.iter().any(|c| c == id)) == condition.is)
    }
}
