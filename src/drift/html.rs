//! The groups as one HTML page without anything from elsewhere.

use tera::{Context, Tera};

use super::Report;

const TEMPLATE: &str = include_str!("../../templates/report/drift.html");

/// The page. An error is a fault of the template.
pub fn page(report: &Report) -> Result<String, tera::Error> {
    let mut tera = Tera::new();
    tera.add_raw_template("drift.html", TEMPLATE)?;
    let mut context = Context::new();
    context.insert("groups", &report.groups);
    context.insert("summary", &report.summary);
    tera.render("drift.html", &context)
}
