//! Damage: one change somewhere in a document, which may or may not make it wrong.

use piac::form::{Item, Kind};
use piac::text;
use serde_json::{Map, Value, json};

use crate::document::{Documents, Draw};

/// A place in a document: the way to a mapping, and the item of one of its keys.
struct Site<'f> {
    /// JSON pointer of the mapping.
    mapping: String,
    item: &'f Item,
}

/// Ticks a box that excludes the others beside another one; whether there was a place for that.
pub fn tick_exclusive(documents: &Documents<'_>, document: &mut Value) -> bool {
    let mut sites = Vec::new();
    collect(&documents.form.root, document, String::new(), &mut sites);
    sites.iter().any(|site| {
        let exclusive = site.item.choices().and_then(|set| set.choices.iter().find(|c| c.exclusive));
        let ticks = document.pointer_mut(&site.mapping).and_then(|m| m.get_mut(&site.item.key));
        match (exclusive, ticks) {
            (Some(choice), Some(Value::Array(ticks))) if !ticks.is_empty() => {
                let label = choice.label.as_str();
                let other = ticks[0] != json!(label) && ticks[0].get(label).is_none();
                if other {
                    ticks.push(json!(label));
                }
                other
            }
            _ => false,
        }
    })
}

/// Changes one thing in a document.
pub fn mutate(documents: &Documents<'_>, document: &mut Value, draw: &mut Draw) {
    if draw.one_in(60) {
        let key = *draw.pick(&["様式", "様式版"]);
        let value = draw.pick(&[json!("重点項目評価書"), json!("令和７年"), json!("R8"), json!(7), json!({})]).clone();
        document[key] = value;
        return;
    }
    let mut sites = Vec::new();
    collect(&documents.form.root, document, String::new(), &mut sites);
    // Most items are texts; half of the damage goes to what has more rules.
    if draw.one_in(2) {
        sites.retain(|s| !matches!(s.item.kind, Kind::Text | Kind::Group));
    }
    let site = draw.pick(&sites);
    let Some(Value::Object(mapping)) = document.pointer_mut(&site.mapping) else { return };
    change(documents, site.item, mapping, draw);
}

/// All keys of the form at all mappings of the document, whether written or not.
fn collect<'f>(item: &'f Item, value: &Value, at: String, sites: &mut Vec<Site<'f>>) {
    let Value::Object(mapping) = value else { return };
    for child in item.children.iter().filter(|c| c.has_key()) {
        sites.push(Site { mapping: at.clone(), item: child });
        let Some(inner) = mapping.get(&child.key) else { continue };
        let at = format!("{at}/{}", child.key.replace('~', "~0").replace('/', "~1"));
        match (&child.kind, inner) {
            (Kind::Group, inner) => collect(child, inner, at, sites),
            (Kind::List { .. }, Value::Array(members)) => {
                for (i, member) in members.iter().enumerate() {
                    collect(child, member, format!("{at}/{i}"), sites);
                }
            }
            _ => {}
        }
    }
}

fn change(documents: &Documents<'_>, item: &Item, mapping: &mut Map<String, Value>, draw: &mut Draw) {
    let key = item.key.as_str();
    match draw.below(10) {
        0 => {
            mapping.remove(key);
        }
        1 => rename(key, mapping, draw),
        2 => {
            mapping.insert(key.to_owned(), documents.filled(item, draw));
        }
        3 => {
            let old = mapping.remove(key).unwrap_or(Value::Null);
            mapping.insert(key.to_owned(), Value::Array(vec![old]));
        }
        4 => {
            if let Some(Value::Array(list)) = mapping.get_mut(key) {
                let first = if list.is_empty() { Value::Null } else { list.remove(0) };
                mapping.insert(key.to_owned(), first);
            }
        }
        5 => {
            if let Some(Value::Array(list)) = mapping.get_mut(key) {
                let added = if draw.one_in(2) { odd(item, draw) } else { list.first().cloned().unwrap_or_default() };
                list.push(added);
            }
        }
        _ => {
            mapping.insert(key.to_owned(), odd(item, draw));
        }
    }
}

fn rename(key: &str, mapping: &mut Map<String, Value>, draw: &mut Draw) {
    let Some(value) = mapping.remove(key) else { return };
    let plain = text::normalize(key);
    let renamed = if plain != key && draw.one_in(2) { plain } else { format!("{key}等") };
    mapping.insert(renamed, value);
}

/// A value that may not fit.
fn odd(item: &Item, draw: &mut Draw) -> Value {
    if let Some(set) = item.choices()
        && !draw.one_in(4)
    {
        return odd_choice(item, &set.choices.iter().map(|c| c.label.as_str()).collect::<Vec<_>>(), draw);
    }
    let dates = matches!(item.kind, Kind::Date | Kind::Period);
    if dates && draw.one_in(2) {
        return json!(draw.pick(&[
            "令和5年2月30日",
            "平成40年4月1日",
            "令和5年13月",
            "2026.4",
            "未定",
            "4月1日",
            "2026"
        ]));
    }
    let heading = |inner: Value| json!({ "見出し": "題", "本文": inner });
    let too_deep = heading(heading(heading(heading(json!("深い")))));
    let pool = [
        Value::Null,
        json!(""),
        json!("　"),
        json!("なし"),
        json!("－"),
        json!("文字"),
        json!(5),
        json!(-1),
        json!(7.5),
        json!(true),
        json!([]),
        json!([null]),
        json!([""]),
        json!(["甲"]),
        json!([["甲"]]),
        json!({}),
        json!([{}]),
        json!({ "知らない項目": 1 }),
        json!({ "要確認": "原文" }),
        json!([{ "要確認": "原文" }]),
        json!({ "見出し": "題", "本文": "文" }),
        json!({ "見出し": "題", "図": "文" }),
        json!({ "本文": "文" }),
        json!({ "見出し": ["題"] }),
        json!({ "共通記載": null }),
        json!({ "共通記載": "鍵", "引数": { "甲": ["乙"] } }),
        json!({ "共通記載": "鍵", "引数": "甲" }),
        json!({ "引数": {} }),
        json!({ "markdown": "x" }),
        json!([{ "markdown": { "a": 1 } }]),
        json!({ "表": [["甲", "乙"], ["丙", "丁"]] }),
        json!({ "表": [] }),
        json!({ "表": [[["甲"]]] }),
        json!({ "図": "a.svg" }),
        json!(["文", { "図": "a.svg", "説明": "図" }]),
        too_deep,
    ];
    draw.pick(&pool).clone()
}

fn odd_choice(item: &Item, labels: &[&str], draw: &mut Draw) -> Value {
    let at = draw.below(labels.len());
    let (label, other) = (labels[at], *draw.pick(labels));
    match draw.below(13) {
        0 => json!(label),
        1 => json!(format!("{}) {label}", at + 1)),
        2 => json!(at + 1),
        3 => json!(text::normalize(label)),
        4 => json!("どれでもない"),
        5 => json!([label, other]),
        6 => json!(labels),
        7 => json!([{ label: "内容" }, other]),
        8 => json!({ label: "" }),
        9 => json!({ label: "2件" }),
        10 => json!({ label: null, other: "x" }),
        11 => json!([item.key, label, { label: ["x"] }]),
        _ => json!(labels.iter().rev().take(2).collect::<Vec<_>>()),
    }
}
