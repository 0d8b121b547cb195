//! しきい値判断: from head count, handlers and incidents to the evaluation that the law demands.
//!
//! Where only brackets are known the answer is a set of possible results: one result is a judgement,
//! several are 判定不能. Nothing here guesses.

use super::items;
use super::look::{At, Scope};
use super::{Context, FormName};
use crate::assessment::Assessment;

/// What the law demands (規則4条・6条・7条), the lightest first. The names are those of the choices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Demand {
    /// 義務なし.
    None,
    /// 基礎項目評価.
    Basic,
    /// 基礎項目評価 and 重点項目評価.
    Focused,
    /// 基礎項目評価 and 全項目評価.
    Full,
}

/// The table of 規則4条3号・8号, 6条1項, 7条1項: from this head count on, the demand with fewer than 500
/// handlers and no incident, and the demand otherwise.
const TABLE: [(u64, Demand, Demand); 5] = [
    (0, Demand::None, Demand::None),
    (1_000, Demand::Basic, Demand::Basic),
    (10_000, Demand::Basic, Demand::Focused),
    (100_000, Demand::Focused, Demand::Full),
    (300_000, Demand::Full, Demand::Full),
];

/// From this number of handlers on, the heavier column applies.
pub const MANY_HANDLERS: u64 = 500;

/// An inclusive range of a number; no upper end is `u64::MAX`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// The least it can be.
    pub low: u64,
    /// The most it can be.
    pub high: u64,
}

impl Range {
    /// A known number.
    pub fn exactly(n: u64) -> Self {
        Range { low: n, high: n }
    }

    /// Whether some number lies in both.
    pub fn meets(self, other: Range) -> bool {
        self.low <= other.high && other.low <= self.high
    }
}

/// The numbers of people behind the ids of the sets target5, person5, staff6 and staff500.
pub fn bracket(choice: &str) -> Option<Range> {
    let range = |low, high| Some(Range { low, high });
    match choice {
        "lt10" => range(0, 9),
        "n10_50" => range(10, 49),
        "n50_100" => range(50, 99),
        "n100_500" => range(100, 499),
        "n500_1000" => range(500, 999),
        "lt500" => range(0, 499),
        "ge500" => range(500, u64::MAX),
        "lt1000" => range(0, 999),
        "ge1000" => range(1_000, u64::MAX),
        "n1000_10000" => range(1_000, 9_999),
        "lt10000" => range(0, 9_999),
        "n10000_100000" => range(10_000, 99_999),
        "n100000_300000" => range(100_000, 299_999),
        "ge300000" => range(300_000, u64::MAX),
        "n100000_1000000" => range(100_000, 999_999),
        "n1000000_10000000" => range(1_000_000, 9_999_999),
        "ge10000000" => range(10_000_000, u64::MAX),
        _ => None,
    }
}

/// The numbers behind an answer: a bracket or a number.
pub fn range_of(at: &At<'_>) -> Option<Range> {
    at.number().map(Range::exactly).or_else(|| bracket(at.choice()?))
}

/// The demand that a choice of しきい値判断結果 or of the submitted documents names.
pub fn demand_of(choice: &str) -> Option<Demand> {
    match choice {
        "none" => Some(Demand::None),
        "basic" => Some(Demand::Basic),
        "focused" | "basic_focused" => Some(Demand::Focused),
        "full" | "basic_full" => Some(Demand::Full),
        _ => None,
    }
}

impl Demand {
    /// In words.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Demand::None => ("特定個人情報保護評価の義務なし", "no assessment"),
            Demand::Basic => ("基礎項目評価", "the basic assessment"),
            Demand::Focused => ("基礎項目評価及び重点項目評価", "the basic and the focused assessment"),
            Demand::Full => ("基礎項目評価及び全項目評価", "the basic and the full assessment"),
        }
    }
}

/// A fact of the judgement, and where it stands: in this document or in the 基礎項目評価書.
#[derive(Clone, Debug)]
pub struct Fact<'a, T> {
    /// What is known.
    pub value: T,
    /// Where.
    pub at: At<'a>,
    /// The document it stands in.
    pub document: &'a Assessment,
}

/// The facts of a document's judgement.
#[derive(Clone, Debug)]
pub struct Facts<'a> {
    /// 対象人数.
    pub people: Option<Fact<'a, Range>>,
    /// 取扱者数.
    pub handlers: Option<Fact<'a, Range>>,
    /// 重大事故 of the past year.
    pub incident: Option<Fact<'a, bool>>,
}

impl<'a> Facts<'a> {
    /// Reads what the document states; what it does not state, its 基礎項目評価書.
    pub fn of(context: &Context<'a>) -> Self {
        if context.form() == FormName::基礎項目評価書 {
            return Self::stated(context.assessment);
        }
        let own = context.assessment;
        let number = |id| fact(own, id, range_of);
        let peer = context.peer.map(Self::stated);
        let people = number(items::FACTS_TARGET)
            .or_else(|| number(items::AFFAIR_TARGET))
            .or_else(|| peer.as_ref()?.people.clone());
        let handlers = number(items::FACTS_STAFF).or_else(|| peer.as_ref()?.handlers.clone());
        let incident = fact(own, items::FACTS_ACCIDENT, yes).or_else(|| peer.as_ref()?.incident.clone());
        Facts { people, handlers, incident }
    }

    /// The facts stated in a 基礎項目評価書.
    pub fn stated(basic: &'a Assessment) -> Self {
        Facts {
            people: fact(basic, items::THRESHOLD_TARGET, range_of),
            handlers: fact(basic, items::THRESHOLD_STAFF, range_of),
            incident: fact(basic, items::THRESHOLD_ACCIDENT, yes),
        }
    }

    /// Every demand that is possible by what is known.
    pub fn possible(&self) -> Vec<Demand> {
        possible(
            self.people.as_ref().map(|f| f.value),
            self.handlers.as_ref().map(|f| f.value),
            self.incident.as_ref().map(|f| f.value),
        )
    }

    /// The places of the facts with what stands there, for a finding.
    pub fn places(&self) -> Vec<(&At<'a>, &'a Assessment)> {
        let mut places = Vec::new();
        places.extend(self.people.as_ref().map(|f| (&f.at, f.document)));
        places.extend(self.handlers.as_ref().map(|f| (&f.at, f.document)));
        places.extend(self.incident.as_ref().map(|f| (&f.at, f.document)));
        places
    }

    /// The facts in words.
    pub fn words(&self) -> (String, String) {
        let said = |at: Option<&At<'_>>| at.map_or("不明".to_owned(), At::said);
        let people = said(self.people.as_ref().map(|f| &f.at));
        let handlers = said(self.handlers.as_ref().map(|f| &f.at));
        let incident = said(self.incident.as_ref().map(|f| &f.at));
        (
            format!("対象人数 {people}、取扱者数 {handlers}、重大事故 {incident}"),
            format!("people {people}, handlers {handlers}, incident {incident}"),
        )
    }
}

/// Every demand that is possible by what is known of 対象人数, 取扱者数 and 重大事故.
pub fn possible(people: Option<Range>, handlers: Option<Range>, incident: Option<bool>) -> Vec<Demand> {
    let Some(people) = people else { return Vec::new() };
    let few_possible = handlers.is_none_or(|h| h.low < MANY_HANDLERS) && incident != Some(true);
    let many_possible = handlers.is_none_or(|h| h.high >= MANY_HANDLERS) || incident != Some(false);
    let mut found = Vec::new();
    for (i, &(from, few, many)) in TABLE.iter().enumerate() {
        let below = TABLE.get(i + 1).map_or(u64::MAX, |next| next.0 - 1);
        if people.meets(Range { low: from, high: below }) {
            if few_possible {
                found.push(few);
            }
            if many_possible {
                found.push(many);
            }
        }
    }
    found.sort();
    found.dedup();
    found
}

fn fact<'a, T>(document: &'a Assessment, id: &str, read: fn(&At<'_>) -> Option<T>) -> Option<Fact<'a, T>> {
    let at = Scope::root(document).find(id)?;
    Some(Fact { value: read(&at)?, at, document })
}

fn yes(at: &At<'_>) -> Option<bool> {
    Some(at.choice()? == "yes")
}

/// The chosen result: its answer and what it says.
pub fn chosen<'a>(context: &Context<'a>) -> Option<(At<'a>, Demand)> {
    let id = match context.form() {
        FormName::全項目評価書 => items::RESULT_FULL,
        FormName::重点項目評価書 => items::RESULT_FOCUSED,
        FormName::基礎項目評価書 => items::THRESHOLD_RESULT,
    };
    let at = context.find(id)?;
    let demand = demand_of(at.choice()?)?;
    Some((at, demand))
}

/// The range of 取扱者数 that 使用者数 and 委託先における取扱者数 allow. The same person may count in two
/// files and a contractor in two contracts, so the lower end takes the greatest, the upper end the sum.
pub fn handlers_by_files(context: &Context<'_>) -> Option<Range> {
    let mut low = 0;
    let mut high: u64 = 0;
    for file in context.files() {
        let own = range_of(&file.find(items::USE_BY_STAFF)?)?;
        let mut contractors: Vec<(String, Range)> = Vec::new();
        for contract in file.members(items::ENTRUST_TO) {
            let staff = range_of(&contract.find(items::ENTRUST_STAFF)?)?;
            let name = contract.find(items::ENTRUST_CONTRACTOR).map(|at| at.said()).unwrap_or_default();
            contractors.push((crate::text::normalize(&name), staff));
        }
        let mut least = own.low;
        let mut counted: Vec<&str> = Vec::new();
        for (name, _) in &contractors {
            // A name that is not given may be any of the others.
            if name.is_empty() || counted.contains(&name.as_str()) {
                continue;
            }
            counted.push(name);
            least += contractors.iter().filter(|(n, _)| n == name).map(|(_, r)| r.low).max().unwrap_or(0);
        }
        low = low.max(least);
        high = contractors.iter().fold(high.saturating_add(own.high), |sum, (_, r)| sum.saturating_add(r.high));
    }
    (high > 0).then_some(Range { low, high })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_that_of_the_rules() {
        let demand = |people: u64, many: bool| {
            let row = TABLE.iter().rev().find(|row| row.0 <= people).unwrap();
            if many { row.2 } else { row.1 }
        };
        for (people, few, many) in [
            (999, Demand::None, Demand::None),
            (1_000, Demand::Basic, Demand::Basic),
            (9_999, Demand::Basic, Demand::Basic),
            (10_000, Demand::Basic, Demand::Focused),
            (99_999, Demand::Basic, Demand::Focused),
            (100_000, Demand::Focused, Demand::Full),
            (299_999, Demand::Focused, Demand::Full),
            (300_000, Demand::Full, Demand::Full),
        ] {
            assert_eq!((demand(people, false), demand(people, true)), (few, many), "{people}");
        }
    }
}
