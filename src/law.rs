//! Citation data: a provision of 番号法 and a day go in, what it said on that day comes out.
//!
//! The facts are `schemas/law/*.yaml`, one row to a line so that reading them costs next to nothing
//! ([`read`]); each file is read when first asked for. [`cite`] finds citations in text,
//! [`calendar`] names that have changed, [`describe`] answers `piac law`. Nothing is known before
//! [`OBSERVED_FROM`]: an honest [`Lookup::Unknown`], never a guess.

use std::sync::OnceLock;

use jiff::civil::{self, Date};

pub mod calendar;
pub mod cite;
mod describe;
mod read;

pub use describe::{Description, NotACitation, describe};

/// The first day whose law has been read.
pub const OBSERVED_FROM: Date = civil::date(2017, 4, 1);
/// The last day whose law has been read in full; later days are judged by it.
pub const READ_THROUGH: Date = civil::date(2026, 6, 14);
/// The day on which 別表第一 became 別表, and 別表第二 the table of the 命令.
pub const TABLES_REPLACED: Date = civil::date(2024, 5, 27);

/// What is known about a provision on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lookup<T> {
    /// It said this.
    Is(T),
    /// There was none.
    Not,
    /// The law of that day has not been read, or the provision is not in the data.
    Unknown,
}

impl<T> Lookup<T> {
    /// What it said, where that is known.
    pub fn is(self) -> Option<T> {
        match self {
            Lookup::Is(found) => Some(found),
            Lookup::Not | Lookup::Unknown => None,
        }
    }
}

/// The tables that list the affairs, old and new.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Table {
    /// 別表第一 (利用), until 2024-05-26.
    First,
    /// 別表第二 (情報連携), until 2024-05-26.
    Second,
    /// 別表 (利用), from 2024-05-27.
    Annex,
    /// 第19条第8号に基づく命令 第2条の表 (情報連携), from 2024-05-27.
    Order,
}

impl Table {
    /// All tables, the old ones first.
    pub const ALL: [Table; 4] = [Table::First, Table::Second, Table::Annex, Table::Order];

    /// Its name in messages.
    pub fn name(self) -> &'static str {
        match self {
            Table::First => "別表第一",
            Table::Second => "別表第二",
            Table::Annex => "別表",
            Table::Order => "第19条第8号に基づく命令第2条の表",
        }
    }

    /// Name and row: `別表の14の項`.
    pub fn item(self, item: &str) -> String {
        format!("{}の{item}の項", self.name())
    }

    /// Whether the law had the table on that day.
    pub fn in_force(self, on: Date) -> bool {
        match self {
            Table::First | Table::Second => on < TABLES_REPLACED,
            Table::Annex | Table::Order => on >= TABLES_REPLACED,
        }
    }

    /// What the holder of a row is called.
    pub fn holder(self) -> &'static str {
        match self {
            Table::First | Table::Annex => "利用する者",
            Table::Second | Table::Order => "情報照会者",
        }
    }
}

/// One row of a table over one period.
#[derive(Debug, PartialEq, Eq)]
pub struct Row {
    /// Its number in arithmetic figures, branches with の: `16の2`.
    pub item: &'static str,
    /// The first day on which this stood under the number.
    pub from: Date,
    /// The last day, if it has ended otherwise than with its table.
    pub until: Option<Date>,
    /// Who uses the number, or asks for the information.
    pub holder: &'static str,
    /// The first law of the affair; empty for a row that was 削除.
    pub law: &'static str,
    /// The affair, shortened.
    pub task: &'static str,
    /// Other laws of the affair.
    pub others: Vec<&'static str>,
    /// Who provides the information, in the last version.
    pub providers: Vec<&'static str>,
}

impl Row {
    /// Whether the row only said 削除.
    pub fn is_deleted(&self) -> bool {
        self.law.is_empty()
    }

    /// Whether the affair is one of that law, by its full title.
    pub fn is_of(&self, law: &str) -> bool {
        self.law == law || self.others.contains(&law)
    }
}

/// How sure a successor is. The match was made by machine; see `successors.yaml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confidence {
    /// The same holder, law and affair.
    Exact,
    /// The only candidate.
    Unique,
    /// No counterpart was found.
    None,
    /// The row was 削除.
    Deleted,
}

/// Where a row went.
#[derive(Debug, PartialEq, Eq)]
pub struct Successor {
    /// The table of the old row.
    pub table: Table,
    /// The day of the change.
    pub on: Date,
    /// The old number.
    pub from: &'static str,
    /// The new number; for the change of [`TABLES_REPLACED`], in the table that followed.
    pub to: Option<&'static str>,
    /// How sure that is.
    pub confidence: Confidence,
}

/// A provision of 番号法 outside of the tables, over one period.
#[derive(Debug)]
pub struct Provision {
    /// The article: `19`.
    pub article: &'static str,
    /// The item (号) of 第19条 or the paragraph (項) of 第9条; none for a whole article.
    pub part: Option<u16>,
    /// The first day on which this stood under the number.
    pub from: Date,
    /// The last day, if it has ended.
    pub until: Option<Date>,
    /// What it is about.
    pub topic: &'static Topic,
}

/// What a provision is about.
#[derive(Debug)]
pub struct Topic {
    /// Short name in the data: `nws`.
    pub id: &'static str,
    /// In our words.
    pub subject: &'static str,
    /// Words that tell that a citation means this topic.
    pub words: Vec<&'static str>,
}

impl Provision {
    /// `第19条第8号`.
    pub fn name(&self) -> String {
        let (article, branch) = self.article.split_once('の').unwrap_or((self.article, ""));
        let branch = if branch.is_empty() { String::new() } else { format!("の{branch}") };
        match self.part {
            Some(part) => format!("第{article}条{branch}第{part}{}", self.unit()),
            None => format!("第{article}条{branch}"),
        }
    }

    /// 号 or 項.
    fn unit(&self) -> &'static str {
        if self.article == "19" { "号" } else { "項" }
    }
}

fn holds(from: Date, until: Option<Date>, on: Date) -> bool {
    from <= on && until.is_none_or(|until| on <= until)
}

/// All rows of a table, in its order, earlier periods first.
pub fn rows(table: Table) -> &'static [Row] {
    static ROWS: [OnceLock<Vec<Row>>; 4] = [const { OnceLock::new() }; 4];
    let (index, text) = match table {
        Table::First => (0, include_str!("../schemas/law/beppyo-1.yaml")),
        Table::Second => (1, include_str!("../schemas/law/beppyo-2.yaml")),
        Table::Annex => (2, include_str!("../schemas/law/beppyo.yaml")),
        Table::Order => (3, include_str!("../schemas/law/meirei.yaml")),
    };
    ROWS[index].get_or_init(|| read::rows(text))
}

/// What stood in a row on a day.
pub fn row(table: Table, item: &str, on: Date) -> Lookup<&'static Row> {
    if on < OBSERVED_FROM {
        return Lookup::Unknown;
    }
    if !table.in_force(on) {
        return Lookup::Not;
    }
    let found = rows(table).iter().find(|row| row.item == item && holds(row.from, row.until, on));
    found.map_or(Lookup::Not, Lookup::Is)
}

/// What stood in a row when its table was last in force.
pub fn last_row(table: Table, item: &str) -> Option<&'static Row> {
    rows(table).iter().rfind(|row| row.item == item)
}

/// The changes of a row's number, all tables.
pub fn successors() -> &'static [Successor] {
    static ALL: OnceLock<Vec<Successor>> = OnceLock::new();
    ALL.get_or_init(|| read::successors(include_str!("../schemas/law/successors.yaml")))
}

/// Where a row of 別表第一 or 別表第二 stands on a day after they were replaced: the table, the number (none
/// if no counterpart was found) and how sure that is.
pub fn successor(table: Table, item: &str, on: Date) -> Option<(Table, Option<&'static str>, Confidence)> {
    let new = match table {
        Table::First => Table::Annex,
        Table::Second => Table::Order,
        Table::Annex | Table::Order => return None,
    };
    let first = successors().iter().find(|s| s.table == table && s.on == TABLES_REPLACED && s.from == item)?;
    let mut at = first.to;
    for later in successors().iter().filter(|s| s.table == new && s.on <= on) {
        if at == Some(later.from) {
            at = later.to;
            break; // Each row was renumbered once at most.
        }
    }
    Some((new, at, first.confidence))
}

/// All provisions outside of the tables.
pub fn provisions() -> &'static [Provision] {
    static ALL: OnceLock<Vec<Provision>> = OnceLock::new();
    ALL.get_or_init(|| read::provisions(PROVISIONS, topics()))
}

const PROVISIONS: &str = include_str!("../schemas/law/provisions.yaml");

/// All topics.
pub fn topics() -> &'static [Topic] {
    static ALL: OnceLock<Vec<Topic>> = OnceLock::new();
    ALL.get_or_init(|| read::topics(PROVISIONS))
}

/// What an article, or its item or paragraph, was about on a day. Only 第19条, 第9条 and the articles
/// that have moved are in the data.
pub fn provision(article: &str, part: Option<u16>, on: Date) -> Lookup<&'static Provision> {
    let mut known = provisions().iter().filter(|p| p.article == article && p.part.is_some() == part.is_some());
    if on < OBSERVED_FROM || known.clone().next().is_none() {
        return Lookup::Unknown;
    }
    let found = known.find(|p| p.part == part && holds(p.from, p.until, on));
    found.map_or(Lookup::Not, Lookup::Is)
}

/// What an item (号) of 第19条 was about on a day.
pub fn article19(item: u16, on: Date) -> Lookup<&'static Provision> {
    provision("19", Some(item), on)
}

/// Where a topic stood on a day.
pub fn where_is(topic: &str, on: Date) -> Option<&'static Provision> {
    provisions().iter().find(|p| p.topic.id == topic && holds(p.from, p.until, on))
}

#[cfg(test)]
mod tests;
