//! The schema of a form accepts a document exactly when the resolver has nothing to say about it.
//!
//! Documents are generated as JSON from the form data, some of them damaged, written as YAML and
//! read back. What JSON Schema cannot tell is left out of the documents, or out of the comparison:
//!
//! - a stated count that differs from the length of its list ([`UNSEEN`]);
//! - rows of unequal length in a 表, and an impossible date inside a text block of a period;
//! - notation that JSON does not keep (`7.0`, `0x10`) and duplicate keys;
//! - white space around a choice, which the resolver lets pass, and digits other than 0-9 and ０-９.

mod document;
mod mutate;
mod yaml;

use std::cell::RefCell;
use std::collections::BTreeMap;

use document::{Documents, Draw};
use jsonschema::Validator;
use piac::diag::Diagnostic;
use piac::form::{self, FormDef};
use piac::source::Source;
use piac::{assessment, schema};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestRunner};
use serde_json::Value;

/// Findings that compare two answers by number, which JSON Schema has no words for.
const UNSEEN: [&str; 1] = ["count-mismatch"];

/// The same documents in every run; `PROPTEST_CASES` and `PROPTEST_RNG_SEED` ask for others.
fn runner(cases: u32) -> TestRunner {
    let set = |name: &str| std::env::var_os(name).is_some();
    let default = Config::default();
    TestRunner::new(Config {
        cases: if set("PROPTEST_CASES") { default.cases } else { cases },
        rng_seed: if set("PROPTEST_RNG_SEED") { default.rng_seed } else { RngSeed::Fixed(7) },
        failure_persistence: None,
        ..default
    })
}

fn validators() -> Vec<(&'static FormDef, Validator)> {
    let build = |def| {
        jsonschema::options()
            .with_draft(jsonschema::Draft::Draft202012)
            .should_validate_formats(true)
            .with_format(schema::DATE_FORMAT, schema::is_date)
            .with_format(schema::PERIOD_FORMAT, schema::is_period)
            .build(&schema::of_form(def))
            .unwrap()
    };
    form::all().map(|def| (def, build(def))).collect()
}

/// What the resolver and the schema say about a document.
struct Verdicts {
    yaml: String,
    findings: Vec<Diagnostic>,
    refusals: Vec<String>,
}

fn judge(validator: &Validator, document: &Value) -> Verdicts {
    let yaml = yaml::write(document);
    let outcome = assessment::read(&Source::new("generated.yaml", yaml.as_str()));
    let findings = outcome.diagnostics.into_iter().filter(|d| !UNSEEN.contains(&d.rule)).collect();
    let refusals = validator.iter_errors(document).map(|e| format!("{}: {e:.300}", e.instance_path())).collect();
    Verdicts { yaml, findings, refusals }
}

fn explain(verdicts: &Verdicts) -> String {
    let findings: Vec<String> = verdicts
        .findings
        .iter()
        .map(|d| format!("{}:{} {} {}", d.source.position(d.span.start).line, d.rule, d.message.ja, d.message.en))
        .collect();
    format!("findings: {findings:#?}\nrefusals: {:#?}\n{}", verdicts.refusals, verdicts.yaml)
}

#[test]
fn what_is_right_is_accepted_by_both() {
    let validators = validators();
    let documents: Vec<Documents<'_>> = validators.iter().map(|(def, _)| Documents::new(def)).collect();
    let strategy = (0..validators.len(), any::<u64>());
    let result = runner(600).run(&strategy, |(form, seed)| {
        let document = documents[form].valid(&mut Draw::new(seed));
        let verdicts = judge(&validators[form].1, &document);
        prop_assert!(verdicts.findings.is_empty() && verdicts.refusals.is_empty(), "{}", explain(&verdicts));
        // An editor reads the YAML itself, where a number without quotes is a number.
        let read: Value = serde_saphyr::from_str(&verdicts.yaml).map_err(|e| TestCaseError::fail(e.to_string()))?;
        prop_assert_eq!(yaml::as_text(&read), yaml::as_text(&document), "{}", verdicts.yaml);
        prop_assert!(validators[form].1.is_valid(&read), "{}", verdicts.yaml);
        Ok(())
    });
    result.unwrap_or_else(|e| panic!("{e}"));
}

#[test]
fn what_is_wrong_is_refused_by_both() {
    let validators = validators();
    let documents: Vec<Documents<'_>> = validators.iter().map(|(def, _)| Documents::new(def)).collect();
    let seen: RefCell<BTreeMap<&'static str, usize>> = RefCell::default();
    let strategy = (0..validators.len(), any::<u64>(), prop::collection::vec(any::<u64>(), 1..=2));
    let result = runner(2400).run(&strategy, |(form, seed, damages)| {
        let mut document = documents[form].valid(&mut Draw::new(seed));
        for damage in damages {
            mutate::mutate(&documents[form], &mut document, &mut Draw::new(damage));
        }
        let verdicts = judge(&validators[form].1, &document);
        prop_assert_eq!(verdicts.findings.is_empty(), verdicts.refusals.is_empty(), "{}", explain(&verdicts));
        let mut seen = seen.borrow_mut();
        for rule in verdicts.findings.iter().map(|d| d.rule).chain(verdicts.findings.is_empty().then_some("none")) {
            *seen.entry(rule).or_default() += 1;
        }
        Ok(())
    });
    result.unwrap_or_else(|e| panic!("{e}"));
    let seen = seen.into_inner();
    println!("{seen:#?}");
    for rule in [
        "answer-must-be-empty",
        "box-without-text",
        "choice-notation",
        "duplicate-box",
        "impossible-date",
        "key-notation",
        "missing-answer",
        "none",
        "not-a-date",
        "not-a-list",
        "unknown-choice",
        "unknown-key",
        "unreadable-answer",
        "wrong-kind",
    ] {
        assert!(seen.get(rule).is_some_and(|&n| n >= 3), "the documents hardly ever show {rule}: {seen:?}");
    }
}

/// A rare damage, so it is looked for.
#[test]
fn an_exclusive_box_is_refused_by_both() {
    let mut tried = 0;
    for (def, validator) in validators() {
        let documents = Documents::new(def);
        for seed in 0..20 {
            let mut document = documents.valid(&mut Draw::new(seed));
            if mutate::tick_exclusive(&documents, &mut document) {
                let verdicts = judge(&validator, &document);
                assert!(verdicts.findings.iter().any(|d| d.rule == "exclusive-box"), "{}", explain(&verdicts));
                assert!(!verdicts.refusals.is_empty(), "{}", explain(&verdicts));
                tried += 1;
            }
        }
    }
    assert!(tried >= 10, "{tried}");
}
