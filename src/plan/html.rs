//! The plan as one HTML page to print on A3 or A4, broad side down.

use serde_json::json;
use tera::{Context, Tera};

use super::{Plan, columns};

const TEMPLATE: &str = include_str!("../../templates/report/plan.html");

/// The page. An error is a fault of the template.
pub fn page(plan: &Plan) -> Result<String, tera::Error> {
    let mut tera = Tera::new();
    tera.add_raw_template("plan.html", TEMPLATE)?;
    // The upper row of headings: a group spans its columns, any other heading both rows.
    let mut upper = Vec::new();
    let mut lower = Vec::new();
    for run in plan.columns.chunk_by(|a, b| a.group.is_some() && a.group == b.group) {
        match &run[0].group {
            Some(group) => {
                upper.push(json!({ "label": group, "columns": run.len(), "rows": 1 }));
                lower.extend(run.iter().map(|c| c.label.as_str()));
            }
            None => upper.extend(run.iter().map(|c| json!({ "label": c.label, "columns": 1, "rows": 2 }))),
        }
    }
    let mut context = Context::new();
    context.insert("official", &columns().official);
    context.insert("title", &columns().title);
    context.insert("body", &plan.body);
    context.insert("upper", &upper);
    context.insert("lower", &lower);
    context.insert("rows", &plan.rows);
    tera.render("plan.html", &context)
}
