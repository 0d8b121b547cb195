//! JSON Schemas for editors and for readers of the outputs: the form data and the types of the
//! other files come in, one schema for each file comes out ([`generated`]).
//!
//! The schema of a form accepts exactly what [`crate::assessment::read`] accepts without a finding
//! (`tests/agreement` keeps this). Messages for people never come from here: an editor shows titles,
//! hints and choices from it, and the resolver says what is wrong.

use schemars::schema_for;
use serde_json::{Map, Value, json};

use crate::form::{self, ChoicesFile, FormDef, FormFile, Item, Kind};
use crate::{assessment, config, date, diff, drift, import, output, status};

mod defs;
mod needs;

/// The `format` of a date; an editor that does not know it leaves the check to `piac`.
pub const DATE_FORMAT: &str = "piac-date";
/// The `format` of a text in which dates stand, such as a period.
pub const PERIOD_FORMAT: &str = "piac-period";

/// Whether a text is a date that can be ([`DATE_FORMAT`]).
pub fn is_date(text: &str) -> bool {
    matches!(date::parse(text.trim()), Some(Ok(_)))
}

/// Whether every date in a text can be ([`PERIOD_FORMAT`]).
pub fn is_period(text: &str) -> bool {
    date::find(text).iter().all(|found| found.date.is_ok())
}

/// Name of the schema file of an edition of a form.
pub fn file_name(form: &FormDef) -> String {
    format!("{}.schema.json", form.stem)
}

/// Every generated schema with the name of its file under `schemas/generated/`.
pub fn generated() -> Vec<(String, Value)> {
    let forms = form::all().map(|def| (file_name(def), of_form(def)));
    let types = [
        ("form-file", schema_for!(FormFile)),
        ("choices-file", schema_for!(ChoicesFile)),
        ("piac-toml", schema_for!(config::Config)),
        ("check", schema_for!(output::json::Report)),
        ("what-if", schema_for!(output::what_if::Report)),
        ("diff", schema_for!(diff::report::Report)),
        ("diff-folder", schema_for!(diff::report::Reports)),
        ("history", schema_for!(diff::history::History)),
        ("import", schema_for!(import::Report)),
        ("drift", schema_for!(drift::Report)),
        ("status", schema_for!(status::Overview)),
    ];
    let passages = ("commons.schema.json".to_owned(), of_passages());
    let types = types.map(|(name, schema)| (format!("{name}.schema.json"), schema.to_value()));
    forms.chain([passages]).chain(types).collect()
}

/// A schema as the text of its file: what fits on a line stands on one, so that a change is a short diff.
pub fn to_text(schema: &Value) -> String {
    let mut out = String::new();
    write(schema, 0, &mut out);
    out.push('\n');
    out
}

/// Width of a line of a schema file, in characters.
const LINE: usize = 100;

fn write(value: &Value, indent: usize, out: &mut String) {
    let flat = value.to_string();
    let (brackets, parts): (_, Vec<(String, &Value)>) = match value {
        Value::Object(map) => ("{}", map.iter().map(|(k, v)| (format!("{}: ", Value::from(k.as_str())), v)).collect()),
        Value::Array(list) => ("[]", list.iter().map(|v| (String::new(), v)).collect()),
        _ => ("", Vec::new()),
    };
    if parts.is_empty() || flat.chars().count() + indent <= LINE {
        out.push_str(&flat);
        return;
    }
    let (open, close) = brackets.split_at(1);
    out.push_str(open);
    for (i, (key, value)) in parts.iter().enumerate() {
        out.push_str(if i == 0 { "\n" } else { ",\n" });
        out.push_str(&" ".repeat(indent + 2));
        out.push_str(key);
        write(value, indent + 2, out);
    }
    out.push('\n');
    out.push_str(&" ".repeat(indent));
    out.push_str(close);
}

/// The JSON Schema (draft 2020-12) of the assessments of one edition of a form.
pub fn of_form(form: &FormDef) -> Value {
    let needs = needs::Needs::of(form);
    let mut schema = mapping(&needs, &form.root);
    let mut properties = Map::new();
    properties.insert(assessment::FORM_KEY.into(), json!({"title": "様式", "const": form.form.as_str()}));
    properties.insert(assessment::EDITION_KEY.into(), json!({"title": "様式版", "const": form.edition}));
    if let Some(Value::Object(items)) = schema.remove("properties") {
        properties.extend(items);
    }
    let mut out = Map::new();
    out.insert("$schema".into(), json!("https://json-schema.org/draft/2020-12/schema"));
    out.insert("$comment".into(), json!("schemas/forms/ の様式データから作られるファイルです。手で直しません。"));
    out.insert("title".into(), json!(form.describe()));
    out.insert("description".into(), json!(format!("{} {}", form.official, form.title)));
    out.insert("type".into(), json!("object"));
    out.insert("required".into(), json!([assessment::FORM_KEY, assessment::EDITION_KEY]));
    out.insert("properties".into(), Value::Object(properties));
    out.extend(schema);
    out.insert("allOf".into(), Value::Array(needs.clauses(&form.root)));
    out.insert("$defs".into(), Value::Object(defs::all(form)));
    Value::Object(out)
}

/// The JSON Schema of a file of shared passages (`共通記載/*.yaml`).
///
/// It accepts what [`crate::commons`] loads without a finding; that a text uses the parameters it
/// names, and that a passage it refers to is there, only the program can tell.
pub fn of_passages() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$comment": "プログラムから作られるファイルです。手で直しません。",
        "title": "共通記載",
        "description": "多くの評価書に共通する文章を「キー: {見出し, 本文}」の形で並べる。",
        "type": ["object", "null"],
        "additionalProperties": reference("passage"),
        "$defs": Value::Object(defs::of_passages()),
    })
}

/// A reference to one of the definitions.
fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{name}") })
}

/// The children of a group or list as the properties of a mapping.
fn mapping(needs: &needs::Needs<'_>, item: &Item) -> Map<String, Value> {
    let children = item.children.iter().filter(|c| c.has_key());
    let properties: Map<String, Value> = children.map(|c| (c.key.clone(), value(needs, c))).collect();
    Map::from_iter([
        ("properties".to_owned(), Value::Object(properties)),
        ("additionalProperties".to_owned(), json!(false)),
    ])
}

/// What may be written as the answer to an item, without asking whether it must.
fn value(needs: &needs::Needs<'_>, item: &Item) -> Value {
    let mut schema = Map::new();
    let star = if item.star_printed { format!("　※{}", item.star_note) } else { String::new() };
    schema.insert("title".into(), json!(format!("{}{star}", item.title())));
    let description = description(item);
    if !description.is_empty() {
        schema.insert("description".into(), json!(description));
    }
    let definition = match &item.kind {
        Kind::Group => {
            schema.insert("$ref".into(), json!("#/$defs/group"));
            schema.extend(mapping(needs, item));
            return Value::Object(schema);
        }
        Kind::List { .. } => {
            schema.insert("$ref".into(), json!("#/$defs/list"));
            schema.insert("items".into(), member(needs, item));
            // A blank member beside others is a leftover; a list of blank members is no answer.
            let blank = json!({ "not": reference(&defs::blank_member(item)) });
            schema.insert("if".into(), json!({ "contains": blank }));
            schema.insert("then".into(), json!({ "items": blank }));
            return Value::Object(schema);
        }
        Kind::Text => "text".to_owned(),
        Kind::Strings => "strings".to_owned(),
        Kind::Number => "number".to_owned(),
        Kind::Date => "date".to_owned(),
        Kind::Period => "period".to_owned(),
        Kind::Count { .. } => "count".to_owned(),
        Kind::Choice(set) => defs::choice(set),
        Kind::Boxes(set) => defs::boxes(set),
        // Printed only; such an item has no key.
        Kind::Fixed(_) | Kind::Derived { .. } | Kind::Heading => return Value::Bool(false),
    };
    if let Value::Object(reference) = reference(&definition) {
        schema.extend(reference);
    }
    Value::Object(schema)
}

/// One member of a list: what a member must have is asked once something is written in it.
fn member(needs: &needs::Needs<'_>, list: &Item) -> Value {
    let mut schema = Map::new();
    schema.insert("title".into(), json!(list.instance()));
    schema.insert("type".into(), json!(["object", "null"]));
    schema.extend(mapping(needs, list));
    let clauses = needs.clauses(list);
    if !clauses.is_empty() {
        schema.insert("if".into(), json!({ "not": reference(&defs::blank_member(list)) }));
        schema.insert("then".into(), json!({ "allOf": clauses }));
    }
    Value::Object(schema)
}

/// What the author should know: the hint, the choices with their numbers, and what ※ means.
fn description(item: &Item) -> String {
    let mut lines = Vec::new();
    if !item.hint.is_empty() {
        lines.push(item.hint.clone());
    }
    if let Some(set) = item.choices() {
        let how = if matches!(item.kind, Kind::Boxes(_)) { "選択肢（いくつでも）" } else { "選択肢" };
        let all: Vec<String> = set.labels().enumerate().map(|(i, label)| format!("{}) {label}", i + 1)).collect();
        lines.push(format!("{how}: {}", all.join("　")));
    }
    if item.star {
        lines.push("※ 変えると、原則として「重要な変更」になります。".to_owned());
    }
    lines.join("\n\n")
}
