//! The generated JSON Schemas.

use crate::form::FormDef;

/// Name of the schema file of an edition of a form.
pub fn file_name(form: &FormDef) -> String {
    format!("{}.schema.json", form.stem)
}
