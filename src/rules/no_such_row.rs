//! no-such-row (RULES.md F): a row or an item that 番号法 did not have on the document's date.

use super::cited::{self, Day};
use super::prelude::*;
use crate::date::wareki;
use crate::law::cite::Target;
use crate::law::{self, Lookup};

pub(super) const RULE: Rule = Rule {
    name: "no-such-row",
    group: RuleGroup::法令,
    severity: Severity::Error,
    summary: ("引かれている項・号が、その日の番号法にありません", "the cited row or item does not exist on that day"),
    page: include_str!("no_such_row.md"),
    outside: false,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let Some(day) = cited::day(context) else { return };
    for cited in cited::all(context) {
        let missing = match &cited.cite.target {
            Target::Row(table, item) => row(*table, item, &day),
            Target::Article { article, item: Some(item), .. } if article == "19" => {
                // A number that another day had is spoken of by outdated-item-number, if its use is plain.
                let told = cited.topic(&cited::ways(context, &cited)).is_some();
                (!told && matches!(law::article19(*item, day.on), Lookup::Not)).then(|| format!("第19条第{item}号"))
            }
            _ => None,
        };
        let Some(missing) = missing else { continue };
        let span = cited.passage.span(&context.assessment.source, cited.cite.range.clone());
        let mut finding = out
            .span(
                &cited.passage.at,
                span,
                format!("{}の時点の番号法に、{missing}はありません", wareki(day.on)),
                format!("on {} there is no {missing}", day.on),
            )
            .related(day.at.span(), Message::new("この日付の条文で判断", "judged by the law of this day"))
            .basis("番号法（平成25年法律第27号）の各版")
            .help("番号を条文で確かめてください", "look the number up in the law");
        if day.on > law::READ_THROUGH {
            finding.severity = Severity::Warning;
            finding.help = Some(Message::new(
                format!(
                    "{}までの条文にはありません。その後の改正でなければ、番号を直してください",
                    wareki(law::READ_THROUGH)
                ),
                format!("it was not there up to {}; correct it unless a later amendment added it", law::READ_THROUGH),
            ));
        }
        out.push(finding);
    }
}

/// The name of a row that is not there; none if it is, if its table is not in force, or if nobody knows.
fn row(table: law::Table, item: &str, day: &Day<'_>) -> Option<String> {
    if !table.in_force(day.on) {
        return None;
    }
    match law::row(table, item, day.on) {
        Lookup::Is(row) if row.is_deleted() => Some(format!("{}（削除されています）", table.item(item))),
        Lookup::Not if day.published || !exists_later(table, item) => Some(table.item(item)),
        _ => None,
    }
}

/// Whether the row came later; a text without 公表日 may be newer than its newest change.
fn exists_later(table: law::Table, item: &str) -> bool {
    law::last_row(table, item).is_some()
}
