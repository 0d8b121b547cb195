//! The definitions that the schema of a form refers to: what an answer of each kind can be.

use serde_json::{Map, Value, json};

use crate::form::{Choice, ChoiceSet, Detail, FormDef, Item, Kind};

use super::{DATE_FORMAT, PERIOD_FORMAT, reference};

/// Text without anything to see.
const BLANK: &str = r"^\s*$";
/// The words of [`crate::text::is_explicit_none`].
const NONE_WORDS: &str = "なし|無し|無|該当なし|特になし|[-－―—–‐−ー─]{1,3}";
/// How a date begins; days and years are checked by the format.
const DATE_START: &str = r"^\s*((令和|平成|昭和|大正|明治)\s*(元|[0-9０-９]{1,2})\s*年|[RHSTM][0-9０-９]{1,2}(\s*年|[./．／-])|[0-9０-９]{4}(\s*年|[./．／-]))";
const DIGITS: &str = "[0-9０-９]";
/// How deep headings may nest in a text, as in the resolver.
const TEXT_LEVELS: usize = 3;

/// A pattern for nothing, or a word for none.
fn no_answer() -> String {
    format!(r"^\s*({NONE_WORDS})?\s*$")
}

/// Name of the definition of a choice.
pub(super) fn choice(set: &ChoiceSet) -> String {
    format!("choice.{}", set.name)
}

/// Name of the definition of boxes.
pub(super) fn boxes(set: &ChoiceSet) -> String {
    format!("boxes.{}", set.name)
}

/// Name of the definition of a member of a list in which nothing is written.
pub(super) fn blank_member(list: &Item) -> String {
    format!("blank.{}", list.id)
}

/// Name of the definition of a list in which something is written.
pub(super) fn filled_list(list: &Item) -> String {
    format!("filled.{}", list.id)
}

/// All definitions for a form.
pub(super) fn all(form: &FormDef) -> Map<String, Value> {
    let mut defs = Map::new();
    general(&mut defs);
    texts(&mut defs, true);
    for item in form.items() {
        match &item.kind {
            Kind::Choice(set) => {
                defs.entry(choice(set)).or_insert_with(|| choice_schema(set));
            }
            Kind::Boxes(set) => {
                defs.entry(format!("box.{}", set.name)).or_insert_with(|| box_schema(set));
                defs.entry(boxes(set)).or_insert_with(|| boxes_schema(set));
            }
            Kind::Period => {
                defs.insert("period".into(), period());
            }
            Kind::Count { .. } => {
                defs.insert("count".into(), number(&count_pattern()));
            }
            Kind::List { .. } => {
                defs.insert(blank_member(item), blank_mapping(item, "null"));
                let some = json!({ "not": reference(&blank_member(item)) });
                let filled =
                    json!({ "anyOf": [{ "type": "string", "pattern": r"\S" }, { "type": "array", "contains": some }] });
                defs.insert(filled_list(item), filled);
            }
            _ => {}
        }
    }
    defs
}

/// The definitions for a file of shared passages, whose texts hold no figures.
pub(super) fn of_passages() -> Map<String, Value> {
    let mut defs = Map::new();
    texts(&mut defs, false);
    // The body of a passage counts as one level of headings, and so does the resolver.
    for name in [text_name(0), "block.0".to_owned()] {
        defs.remove(&name);
    }
    let scalar = json!({ "type": ["string", "number", "boolean"] });
    let names = json!({ "anyOf": [
        { "type": "array", "items": scalar },
        { "type": ["string", "number", "boolean", "null"] },
    ] });
    let since = json!({ "anyOf": [
        { "type": "string", "pattern": DATE_START, "format": DATE_FORMAT },
        { "type": "null" },
    ] });
    let titled = |title: &str, description: &str, schema: Value| {
        let mut out = json!({ "title": title, "description": description });
        if let (Value::Object(out), Value::Object(schema)) = (&mut out, schema) {
            out.extend(schema);
        }
        out
    };
    let body = json!({ "allOf": [{ "not": { "type": "null" } }, reference(&text_name(1))] });
    let properties = json!({
        "見出し": titled("見出し", "文章の上に印刷する見出し。書かなくてもよい。", scalar),
        "本文": titled("本文", "文章。｛名前｝の所に、参照の引数の値が入る。", body),
        "適用開始": titled("適用開始", "この文章が使える最初の日。書かなくてもよい。", since),
        "引数": titled("引数", "本文の｛名前｝で使う名前の一覧。", names),
    });
    let passage = json!({
        "type": "object",
        "properties": properties,
        "required": ["本文"],
        "additionalProperties": false,
    });
    defs.insert("passage".into(), passage);
    defs
}

/// The states of an answer, and the kinds that are short.
fn general(defs: &mut Map<String, Value>) {
    let blank =
        json!({ "anyOf": [{ "type": ["string", "null"], "pattern": BLANK }, { "type": "array", "maxItems": 0 }] });
    defs.insert("blank".into(), blank);
    let empty = json!({ "anyOf": [{ "type": ["string", "null"], "pattern": no_answer() }, { "type": "array", "maxItems": 0 }] });
    defs.insert("empty".into(), empty);
    let filled = json!({ "anyOf": [
        { "type": "string", "pattern": r"\S" },
        { "type": ["object", "number", "boolean"] },
        { "type": "array", "minItems": 1 },
    ] });
    defs.insert("filled".into(), filled);
    let strings = json!({
        "type": ["array", "string", "number", "boolean", "null"],
        "items": { "type": ["string", "number", "boolean"] },
    });
    defs.insert("strings".into(), strings);
    defs.insert("number".into(), number(&format!("[0-9０-９,，]*{DIGITS}[0-9０-９,，]*")));
    let part = |kind: &str| json!({ "type": [kind, "string", "null"], "pattern": no_answer() });
    defs.insert("group".into(), part("object"));
    defs.insert("list".into(), part("array"));
    let date = json!({ "anyOf": [
        { "type": "string", "pattern": DATE_START, "format": DATE_FORMAT },
        { "type": ["string", "null"], "pattern": no_answer() },
    ] });
    defs.insert("date".into(), date);
}

/// `2`, `2件`, `（2）件`.
fn count_pattern() -> String {
    format!("[(（]?{DIGITS}+[)）]?件?")
}

/// A whole number, in one of the ways in which people write it.
fn number(pattern: &str) -> Value {
    json!({
        "type": ["integer", "string", "null"],
        "minimum": 0,
        "pattern": format!(r"^\s*({pattern}|{NONE_WORDS})?\s*$"),
    })
}

/// Free text: a scalar, a block, or a list of both.
fn texts(defs: &mut Map<String, Value>, figures: bool) {
    for level in 0..=TEXT_LEVELS {
        let plain = json!({ "type": ["string", "number", "boolean", "null"] });
        defs.insert(text_name(level), text(level, vec![plain]));
        defs.insert(format!("block.{level}"), block(level, figures));
    }
}

/// Text with dates. They are looked for where the whole answer is one string; blocks are left to the resolver.
fn period() -> Value {
    let plain =
        [json!({ "type": "string", "format": PERIOD_FORMAT }), json!({ "type": ["number", "boolean", "null"] })];
    text(0, plain.to_vec())
}

fn text_name(level: usize) -> String {
    if level == 0 { "text".to_owned() } else { format!("text.{level}") }
}

fn text(level: usize, plain: Vec<Value>) -> Value {
    let block = reference(&format!("block.{level}"));
    let part = json!({ "anyOf": [{ "type": ["string", "number", "boolean"] }, block.clone()] });
    let mut ways = plain;
    ways.push(block);
    ways.push(json!({ "type": "array", "items": part }));
    json!({ "anyOf": ways })
}

/// One text block.
fn block(level: usize, figures: bool) -> Value {
    let scalar = json!({ "type": ["string", "number", "boolean"] });
    let with = |description: &str, properties: Value, required: Value| {
        json!({
            "type": "object",
            "description": description,
            "properties": properties,
            "required": required,
            "additionalProperties": false,
        })
    };
    let titled = if level < TEXT_LEVELS {
        json!({ "見出し": scalar, "本文": reference(&text_name(level + 1)) })
    } else {
        json!({ "見出し": scalar })
    };
    let cell = json!({ "type": ["string", "number", "boolean", "null"] });
    let rows = json!({ "type": "array", "minItems": 1, "items": { "type": "array", "items": cell } });
    let mut ways = vec![
        with("見出しと本文", titled, json!(["見出し"])),
        with(
            "共通記載のキーと、要るときはその引数",
            json!({ "共通記載": scalar, "引数": { "type": "object", "additionalProperties": scalar } }),
            json!(["共通記載"]),
        ),
        with("Markdown の文章", json!({ "markdown": scalar }), json!(["markdown"])),
        with("表（初めの行が見出し。どの行も同じ数のセル）", json!({ "表": rows }), json!(["表"])),
    ];
    if figures {
        let page =
            json!({ "type": ["integer", "string"], "pattern": "^[1-9][0-9]{0,3}$", "minimum": 1, "maximum": 9999 });
        let figure = json!({ "図": scalar, "ページ": page, "説明": scalar });
        ways.push(with("図のファイル（PDF ではページも）と、図の内容の説明", figure, json!(["図", "説明"])));
    }
    json!({ "anyOf": ways })
}

fn choice_schema(set: &ChoiceSet) -> Value {
    let labels: Vec<&str> = set.labels().collect();
    json!({ "anyOf": [{ "enum": labels }, { "type": ["string", "null"], "pattern": BLANK }] })
}

/// One box: its label, or its label with what stands in its （ ）.
fn box_schema(set: &ChoiceSet) -> Value {
    let alone: Vec<&str> = set.choices.iter().filter(|c| c.detail != Detail::Text).map(|c| c.label.as_str()).collect();
    let detail = |choice: &Choice| match choice.detail {
        Detail::None => json!({ "type": "null" }),
        Detail::Text => json!({ "type": ["string", "number", "boolean"], "pattern": r"\S" }),
        Detail::Count(_) => json!({
            "type": ["integer", "string", "null"],
            "minimum": 0,
            "pattern": format!(r"^\s*{}\s*$", count_pattern()),
        }),
    };
    let properties: Map<String, Value> = set.choices.iter().map(|c| (c.label.clone(), detail(c))).collect();
    let with_detail = json!({
        "type": "object",
        "properties": properties,
        "minProperties": 1,
        "maxProperties": 1,
        "additionalProperties": false,
    });
    if alone.is_empty() { with_detail } else { json!({ "anyOf": [{ "enum": alone }, with_detail] }) }
}

fn boxes_schema(set: &ChoiceSet) -> Value {
    let one = reference(&format!("box.{}", set.name));
    let each = |choice: &Choice| {
        let ticked = ticked(&[&choice.label]);
        if choice.exclusive {
            json!({ "if": { "contains": ticked }, "then": { "maxItems": 1 } })
        } else {
            json!({ "contains": ticked, "minContains": 0, "maxContains": 1 })
        }
    };
    let rules: Vec<Value> = set.choices.iter().map(each).collect();
    json!({ "anyOf": [
        one.clone(),
        { "type": "array", "items": one, "allOf": rules },
        { "type": ["string", "null"], "pattern": no_answer() },
    ] })
}

/// A box that is one of these.
pub(super) fn ticked(labels: &[&str]) -> Value {
    let objects = labels.iter().map(|label| json!({ "type": "object", "required": [label] }));
    let ways: Vec<Value> = std::iter::once(json!({ "enum": labels })).chain(objects).collect();
    json!({ "anyOf": ways })
}

/// A mapping in which nothing is written, or `other` in its place.
fn blank_mapping(item: &Item, other: &str) -> Value {
    let blank = |child: &Item| match &child.kind {
        Kind::Group => {
            let mut group = blank_mapping(child, "null");
            group["type"] = json!(["object", "string", "null"]);
            group["pattern"] = json!(BLANK);
            group
        }
        Kind::List { .. } => json!({
            "type": ["array", "string", "null"],
            "pattern": BLANK,
            "items": reference(&blank_member(child)),
        }),
        _ => reference("blank"),
    };
    let children = item.children.iter().filter(|c| c.has_key());
    let properties: Map<String, Value> = children.map(|c| (c.key.clone(), blank(c))).collect();
    json!({ "type": ["object", other], "properties": properties })
}
