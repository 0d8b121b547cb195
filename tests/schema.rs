//! The committed schemas are those that the program generates; `PIAC_UPDATE=1` rewrites them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use piac::source::Source;
use piac::{assessment, form, schema};
use serde_json::Value;

#[test]
fn the_committed_schemas_are_fresh() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/generated");
    let update = std::env::var_os("PIAC_UPDATE").is_some_and(|v| v == "1");
    let generated = schema::generated();
    let names: BTreeSet<&str> = generated.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names.len(), generated.len(), "two schemas have one name");
    let mut stale = Vec::new();
    for (name, value) in &generated {
        let path = folder.join(name);
        let text = schema::to_text(value);
        assert_eq!(serde_json::from_str::<Value>(&text).as_ref().ok(), Some(value), "{name}");
        if fs::read_to_string(&path).is_ok_and(|old| old == text) {
            continue;
        }
        if update {
            fs::create_dir_all(&folder).unwrap();
            fs::write(&path, text).unwrap();
        }
        stale.push(name.clone());
    }
    for entry in fs::read_dir(&folder).into_iter().flatten() {
        let entry = entry.unwrap();
        let name = entry.file_name().to_string_lossy().into_owned();
        if !names.contains(name.as_str()) {
            if update {
                fs::remove_file(entry.path()).unwrap();
            }
            stale.push(name);
        }
    }
    assert!(update || stale.is_empty(), "stale: {stale:?}; run with PIAC_UPDATE=1 to rewrite schemas/generated/");
}

/// What the program reads is what the form files say. After `PIAC_UPDATE=1` has rewritten a prepared form, the
/// schemas follow with the next build.
#[test]
fn the_prepared_forms_are_fresh() {
    let schemas = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
    let update = std::env::var_os("PIAC_UPDATE").is_some_and(|v| v == "1");
    let mut stale = Vec::new();
    let stems: Vec<&str> = form::all().map(|def| def.stem.as_str()).chain(["choices"]).collect();
    for stem in stems {
        let yaml = fs::read_to_string(schemas.join(format!("forms/{stem}.yaml"))).unwrap();
        let prepared = form::prepare(stem, &yaml).unwrap();
        let path = schemas.join(format!("prepared/{stem}.json"));
        if fs::read_to_string(&path).is_ok_and(|old| old == prepared) {
            continue;
        }
        if update {
            fs::write(&path, prepared).unwrap();
        }
        stale.push(stem);
    }
    assert!(update || stale.is_empty(), "stale: {stale:?}; run with PIAC_UPDATE=1 to rewrite schemas/prepared/");
}

#[test]
fn every_schema_is_a_schema() {
    for (name, value) in schema::generated() {
        assert!(jsonschema::draft202012::meta::is_valid(&value), "{name}");
        assert!(jsonschema::draft202012::new(&value).is_ok(), "{name}");
    }
}

/// Every key of a form stands in its schema, titled as printed, with its hint.
#[test]
fn every_item_is_titled() {
    for def in form::all() {
        let value = schema::of_form(def);
        for item in def.items().filter(|i| i.has_key()) {
            let mut at = &value;
            for step in def.path_to(&item.id) {
                let inside = if at.get("items").is_some() { &at["items"] } else { at };
                at = &inside["properties"][&step.key];
            }
            let title = at["title"].as_str().unwrap_or_default();
            assert!(title.contains(&item.label) && title.starts_with(&item.number), "{}: {title}", item.id);
            assert_eq!(title.contains('※'), item.star_printed, "{title}");
            let description = at["description"].as_str().unwrap_or_default();
            assert!(description.contains(&item.hint), "{}: {description}", item.id);
            for label in item.choices().into_iter().flat_map(|set| set.labels()) {
                assert!(description.contains(label), "{}: {description}", item.id);
            }
        }
    }
}

/// All references lead somewhere, and nothing is defined in vain.
#[test]
fn definitions_are_used() {
    fn references(value: &Value, out: &mut BTreeSet<String>) {
        match value {
            Value::Object(map) => {
                if let Some(Value::String(name)) = map.get("$ref") {
                    out.insert(name.trim_start_matches("#/$defs/").to_owned());
                }
                map.values().for_each(|v| references(v, out));
            }
            Value::Array(list) => list.iter().for_each(|v| references(v, out)),
            _ => {}
        }
    }
    for def in form::all() {
        let value = schema::of_form(def);
        let mut used = BTreeSet::new();
        references(&value, &mut used);
        let defined: BTreeSet<String> = value["$defs"].as_object().unwrap().keys().cloned().collect();
        assert_eq!(used.difference(&defined).collect::<Vec<_>>(), Vec::<&String>::new(), "{}", def.describe());
        let unused: Vec<_> = defined.difference(&used).filter(|d| !d.starts_with("filled.")).collect();
        assert_eq!(unused, Vec::<&String>::new(), "{}", def.describe());
    }
}

/// The examples name their schema in the first line and follow it.
#[test]
fn the_examples_follow_their_schemas() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("assessments");
    let (mut folders, mut seen) = (vec![root], 0);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = if path.extension().is_some_and(|e| e == "yaml") {
                fs::read_to_string(&path).unwrap()
            } else {
                continue;
            };
            let source = Source::new(path.display().to_string(), text.as_str());
            if assessment::form_of(&source).is_none() {
                continue;
            }
            let def = assessment::read(&source).assessment.unwrap().form;
            let named = text.lines().next().unwrap().strip_prefix("# yaml-language-server: $schema=").unwrap();
            let file = folder.join(named).canonicalize().unwrap();
            assert_eq!(file.file_name().unwrap().to_string_lossy(), schema::file_name(def), "{}", path.display());
            let schema: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
            let validator = jsonschema::draft202012::new(&schema).unwrap();
            let document: Value = serde_saphyr::from_str(&text).unwrap();
            let refused: Vec<_> =
                validator.iter_errors(&document).map(|e| format!("{}: {e:.200}", e.instance_path())).collect();
            assert_eq!(refused, Vec::<String>::new(), "{}", path.display());
            seen += 1;
        }
    }
    assert!(seen >= 7, "{seen} examples");
}

/// Files of shared passages: the schema and the program accept and refuse the same ones.
#[test]
fn the_schema_of_passages_agrees_with_the_program() {
    let validator = jsonschema::options()
        .with_draft(jsonschema::Draft::Draft202012)
        .should_validate_formats(true)
        .with_format(schema::DATE_FORMAT, schema::is_date)
        .build(&schema::of_passages())
        .unwrap();
    let nested = |inner: &str| format!("a: {{本文: [{{見出し: 一, 本文: [{{見出し: 二, 本文: {inner}}}]}}]}}");
    let (shallow, deep) = (nested("三"), nested("[{見出し: 三, 本文: 四}]"));
    let files = [
        // (text, whether it is accepted)
        ("", true),
        ("a: {本文: 文}", true),
        ("a: {本文: 1}\nb: {本文: true, 見出し: ＜b＞}", true),
        ("a: {見出し: 2, 本文: [x, {見出し: y, 本文: z}, {表: [[a, b], [1, ~]]}, {markdown: m}]}", true),
        ("a: {本文: ｛x｝, 引数: [x]}\nb: {本文: ｛x｝, 引数: x}\nc: {本文: d, 引数: }", true),
        ("a: {本文: b, 適用開始: 令和8年4月1日}\nc: {本文: d, 適用開始: 2026-04-01}\ne: {本文: f, 適用開始: }", true),
        ("a: {本文: {共通記載: b}}\nb: {本文: c}", true),
        ("a: {本文: {共通記載: b, 引数: {x: 1}}}\nb: {本文: ｛x｝, 引数: [x]}", true),
        ("a: {本文: []}", true),
        (shallow.as_str(), true),
        (deep.as_str(), false),
        ("- a", false),
        ("文", false),
        ("a: 文", false),
        ("a: [文]", false),
        ("a: {}", false),
        ("a: {見出し: x}", false),
        ("a: {本文: }", false),
        ("a: {本文: b, 見出し: }", false),
        ("a: {本文: b, 見出し: [c]}", false),
        ("a: {本文: b, 作者: c}", false),
        ("a: {本文: b, 適用開始: いつか}", false),
        ("a: {本文: b, 適用開始: 令和8年2月30日}", false),
        ("a: {本文: b, 適用開始: [令和8年4月1日]}", false),
        ("a: {本文: b, 引数: {x: y}}", false),
        ("a: {本文: b, 引数: [[x]]}", false),
        ("a: {本文: {図: x.png, 説明: y}}", false),
        ("a: {本文: [{図: x.png, 説明: y}]}", false),
        ("a: {本文: [{共通記載: b, 引数: [x]}]}\nb: {本文: c}", false),
        ("a: {本文: [{見出し: b, 表: [[c]]}]}", false),
        ("a: {本文: [[b]]}", false),
        ("a: {本文: {説明: b}}", false),
    ];
    for (text, accepted) in files {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("共通記載")).unwrap();
        fs::write(dir.path().join("共通記載/a.yaml"), text).unwrap();
        let commons = piac::commons::Cache::default().below(dir.path());
        let found: Vec<_> = assessment::check_commons(&commons).into_iter().map(|d| d.message.ja).collect();
        let document: Value = serde_saphyr::from_str(text).unwrap();
        let refused: Vec<_> = validator.iter_errors(&document).map(|e| format!("{e:.200}")).collect();
        assert_eq!((found.is_empty(), refused.is_empty()), (accepted, accepted), "{text}\n{found:?}\n{refused:?}");
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assessments/共通記載");
    let mut seen = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let document: Value = serde_saphyr::from_str(&fs::read_to_string(entry.unwrap().path()).unwrap()).unwrap();
        let refused: Vec<_> = validator.iter_errors(&document).map(|e| format!("{e:.200}")).collect();
        assert_eq!(refused, Vec::<String>::new());
        seen += 1;
    }
    assert!(seen >= 6, "{seen} files of passages");
}
