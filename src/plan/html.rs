//! The plan as one HTML page to print on A3 or A4, broad side down.

use tera::{Context, Tera};

use super::{Plan, view};

const TEMPLATE: &str = include_str!("../../templates/report/plan.html");

/// The page. An error is a fault of the template.
pub fn page(plan: &Plan) -> Result<String, tera::Error> {
    let mut tera = Tera::new();
    tera.add_raw_template("plan.html", TEMPLATE)?;
    let context = Context::from_serialize(&view(plan))?;
    tera.render("plan.html", &context)
}
