//! The rows of the change table: as they stand in a file, and as they are proposed.

use crate::assessment::{Answer, Assessment, Group};
use crate::date::Date;
use crate::source::Span;

use super::items;

/// One row, with the names of the printed columns.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Row {
    /// 変更日 as written; empty when it is not known.
    #[serde(rename = "変更日")]
    pub date: String,
    /// 項目 as the form prints it.
    #[serde(rename = "項目")]
    pub item: String,
    /// 対象: the address.
    #[serde(rename = "対象")]
    pub target: String,
    /// 変更前の記載.
    #[serde(rename = "変更前の記載")]
    pub before: String,
    /// 変更後の記載.
    #[serde(rename = "変更後の記載")]
    pub after: String,
    /// 提出時期: 事前 or 事後, proposed.
    #[serde(rename = "提出時期")]
    pub timing: String,
    /// 提出時期に係る説明: left for the author.
    #[serde(rename = "提出時期に係る説明")]
    pub note: String,
    /// What the author may want to say there; not part of the table.
    #[serde(rename = "説明の候補", default, skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<String>,
}

/// A row of a file with its places.
#[derive(Clone, Debug)]
pub struct Written {
    /// The words.
    pub row: Row,
    /// The meaning of 変更日.
    pub date: Option<Date>,
    /// The whole row.
    pub span: Span,
    /// The place of each column, by item id.
    places: Vec<(&'static str, Span)>,
}

impl Written {
    /// The place of one column; that of the row where the column is absent.
    pub fn place(&self, id: &str) -> Span {
        self.places.iter().find(|(own, _)| *own == id).map_or(self.span, |(_, span)| *span)
    }
}

/// The rows of an assessment in the order of the file.
pub fn rows_of(assessment: &Assessment) -> Vec<Written> {
    assessment.members(items::CHANGES).iter().filter(|m| !m.is_blank()).map(written).collect()
}

fn written(group: &Group) -> Written {
    let text = |id: &str| group.get(id).and_then(Answer::text).unwrap_or_default().into_owned();
    let date = group.get(items::CHANGES_DATE).and_then(|a| match a.value() {
        Some(crate::assessment::Value::Date(_, date)) => Some(*date),
        _ => None,
    });
    let row = Row {
        date: text(items::CHANGES_DATE),
        item: text(items::CHANGES_ITEM),
        target: text(items::CHANGES_TARGET),
        before: text(items::CHANGES_BEFORE),
        after: text(items::CHANGES_AFTER),
        timing: text(items::CHANGES_TIMING),
        note: text(items::CHANGES_NOTE),
        candidates: Vec::new(),
    };
    let places = group.answers.iter().filter_map(|a| Some((a.item.id.as_str(), a.key_span.map(|k| k.to(a.span))?)));
    let first = group.answers.iter().find_map(|a| a.key_span).unwrap_or(group.span);
    Written { row, date, span: first, places: places.collect() }
}
