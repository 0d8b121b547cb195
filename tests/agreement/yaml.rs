//! JSON as the YAML of an assessment, through the program's own writer of scalars.

use piac::yaml::write as scalars;
use serde_json::Value;

/// A document as YAML.
pub fn write(document: &Value) -> String {
    let mut out = String::new();
    value(document, 0, &mut out);
    out.push('\n');
    out
}

/// Writes a value behind `key:` or `-`; `indent` is the column of what stands inside.
fn value(value: &Value, indent: usize, out: &mut String) {
    let pad = " ".repeat(indent);
    match value {
        Value::Null => {}
        Value::Bool(b) => out.push_str(&format!(" {b}")),
        Value::Number(n) => out.push_str(&format!(" {n}")),
        Value::String(s) => out.push_str(&format!(" {}", scalars::scalar(s, indent.max(1)))),
        Value::Array(list) if list.is_empty() => out.push_str(" []"),
        Value::Object(map) if map.is_empty() => out.push_str(" {}"),
        Value::Array(list) => {
            for item in list {
                out.push_str(&format!("\n{pad}-"));
                self::value(item, indent + 2, out);
            }
        }
        Value::Object(map) => {
            for (key, item) in map {
                out.push_str(&format!("\n{pad}{}:", scalars::key(key)));
                self::value(item, indent + 2, out);
            }
        }
    }
}

/// The same value with every scalar as text: YAML cannot tell `7` from "7" unless it is quoted.
pub fn as_text(value: &Value) -> Value {
    match value {
        Value::Bool(_) | Value::Number(_) => Value::String(value.to_string()),
        Value::Array(list) => list.iter().map(as_text).collect(),
        Value::Object(map) => map.iter().map(|(k, v)| (k.clone(), as_text(v))).collect(),
        Value::Null | Value::String(_) => value.clone(),
    }
}
