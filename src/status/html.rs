//! The overview as one HTML page without anything from elsewhere: no scripts, no fonts, no links out.

use jiff::civil;
use serde_json::{Value, json};
use tera::{Context, Tera};

use crate::date::wareki;
use crate::diag::Lang;

use super::{Day, Entry, Overview, Urgency, human};

const TEMPLATE: &str = include_str!("../../templates/report/status.html");

/// The page. An error is a fault of the template.
pub fn page(overview: &Overview) -> Result<String, tera::Error> {
    let mut tera = Tera::new();
    tera.add_raw_template("status.html", TEMPLATE)?;
    let mut context = Context::new();
    context.insert("body", &overview.body);
    context.insert("as_of", &shown(&overview.as_of));
    context.insert("summary", &overview.summary);
    context.insert("rows", &overview.assessments.iter().map(row).collect::<Vec<_>>());
    context.insert("findings", &overview.findings);
    tera.render("status.html", &context)
}

fn shown(iso: &str) -> String {
    iso.parse::<civil::Date>().map_or_else(|_| iso.to_owned(), wareki)
}

fn row(entry: &Entry) -> Value {
    let day = |day: &Option<Day>| day.as_ref().map(|d| shown(&d.date)).unwrap_or_default();
    let deadlines: Vec<Value> = entry
        .deadlines
        .iter()
        .map(|d| {
            let left = match d.state {
                Urgency::Overdue => format!("{}日超過", -d.days),
                Urgency::Done => "満了".to_owned(),
                Urgency::Soon | Urgency::Later => format!("あと{}日", d.days),
            };
            json!({
                "kind": d.kind.words(Lang::Ja),
                "date": shown(&d.date),
                "left": left,
                "state": d.state,
                "since": format!("{} {} から", d.since_what, shown(&d.since)),
            })
        })
        .collect();
    json!({
        "file": entry.file,
        "problem": entry.problem,
        "form": entry.form.as_deref().map(|f| f.trim_end_matches("評価書")),
        "number": entry.number,
        "name": entry.name,
        "section": entry.section,
        "threshold": entry.demand.map(|d| human::short(d, Lang::Ja)),
        "published": day(&entry.published),
        "last_change": day(&entry.last_change),
        "ended": day(&entry.ended),
        "deadlines": deadlines,
        "open": entry.open,
        "state": if entry.problem.is_some() { "broken" } else if entry.is(Urgency::Overdue) { "overdue" }
            else if entry.is(Urgency::Soon) { "soon" } else { "" },
    })
}
