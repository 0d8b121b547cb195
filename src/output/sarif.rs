//! Findings as SARIF 2.1.0, for code scanning services. Rules carry their summary and their page.

use serde_json::{Value, json};

use crate::diag::{Diagnostic, Fix, Lang, Message, Severity};
use crate::rules;
use crate::source::{Source, Span};

/// A finding, without the number of its rule.
pub fn result(d: &Diagnostic, lang: Lang) -> Value {
    let mut result = json!({
        "ruleId": d.rule,
        "level": level(d.severity),
        "message": {"text": message(d, lang)},
        "locations": [location(&d.source, d.span, None, lang)],
    });
    if !d.related.is_empty() {
        result["relatedLocations"] =
            d.related.iter().map(|r| location(&r.source, r.span, Some(&r.message), lang)).collect();
    }
    if let Some(item) = &d.item {
        result["locations"][0]["logicalLocations"] = json!([{"name": item.label, "fullyQualifiedName": item.address}]);
    }
    if let Some(repair) = &d.fix {
        result["fixes"] = json!([fix(&d.source, repair, lang)]);
    }
    result
}

/// The log of one run: findings with the names of their rules.
pub fn log(found: Vec<(&'static str, Value)>, lang: Lang) -> Value {
    let mut used: Vec<&str> = found.iter().map(|(rule, _)| *rule).collect();
    used.sort_unstable();
    used.dedup();
    let numbered = found.into_iter().map(|(rule, mut result)| {
        result["ruleIndex"] = used.binary_search(&rule).unwrap_or(0).into();
        result
    });
    let results: Vec<Value> = numbered.collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "piac",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": used.iter().map(|name| rule(name, lang)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn rule(name: &str, lang: Lang) -> Value {
    let Some(rule) = rules::find(name) else { return json!({"id": name}) };
    let summary = rule.summary();
    json!({
        "id": name,
        "shortDescription": {"text": summary.get(lang)},
        "help": {"text": summary.get(lang), "markdown": rule.page},
        "defaultConfiguration": {"level": level(rule.severity)},
        "properties": {"tags": [rule.group.as_str()]},
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn message(d: &Diagnostic, lang: Lang) -> String {
    match &d.help {
        Some(help) => format!("{}\n{}", d.message.get(lang), help.get(lang)),
        None => d.message.get(lang).to_owned(),
    }
}

fn location(source: &Source, span: Span, message: Option<&Message>, lang: Lang) -> Value {
    let mut location = json!({
        "physicalLocation": {
            "artifactLocation": {"uri": uri(source.name())},
            "region": region(source, span),
        }
    });
    if let Some(message) = message {
        location["message"] = json!({"text": message.get(lang)});
    }
    location
}

fn region(source: &Source, span: Span) -> Value {
    let (start, end) = (source.position(span.start), source.position(span.end));
    json!({"startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column})
}

fn fix(source: &Source, fix: &Fix, lang: Lang) -> Value {
    let replacements: Vec<Value> = fix
        .edits
        .iter()
        .map(|e| json!({"deletedRegion": region(source, e.span), "insertedContent": {"text": e.text}}))
        .collect();
    json!({
        "description": {"text": fix.message.get(lang)},
        "artifactChanges": [{"artifactLocation": {"uri": uri(source.name())}, "replacements": replacements}],
    })
}

/// A path as a relative URI reference: everything but unreserved characters and slashes is escaped.
fn uri(path: &str) -> String {
    let path = path.replace('\\', "/");
    let mut out = String::with_capacity(path.len());
    for byte in path.trim_start_matches("./").bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(byte as char),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
