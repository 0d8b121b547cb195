//! Breaks the example assessments, one thing at a time, and looks whether the checker says so.
//!
//! A kind of mutation names the rule of the law or of the form that it violates (the ids of the list of
//! rules: R-X-04 …) and the rules of the program that may find it; only those are run, against the
//! findings of the untouched document. Most kinds come from the form data ([`systematic`]): every choice
//! flipped to every other option that contradicts something, every box, every required answer, every
//! date. The others ([`written`]) damage texts, citations and the change table. Samples are fixed, so
//! that a run says the same each time.

mod document;
mod systematic;
mod written;

use std::collections::BTreeMap;

use document::Document;
use rayon::prelude::*;

/// At least this share of the kinds must be caught, in percent.
const WANTED: usize = 95;

#[test]
fn broken_examples_are_found_out() {
    let documents: Vec<Document> =
        ["予防接種/全項目評価書.yaml", "国民健康保険/重点項目評価書.yaml", "予防接種/基礎項目評価書.yaml"]
            .into_iter()
            .map(Document::read)
            .collect();
    let mut kinds: BTreeMap<(String, &str), Vec<bool>> = BTreeMap::new();
    let mut lost = Vec::new();
    for document in &documents {
        let mut mutants = systematic::mutants(document);
        mutants.extend(written::mutants(document));
        assert!(mutants.len() > 20, "{}: too few mutations", document.name);
        let caught: Vec<bool> = mutants.par_iter().map(|mutant| document.catches(mutant)).collect();
        for (mutant, caught) in mutants.into_iter().zip(caught) {
            if !caught {
                lost.push(format!(
                    "{} {} in {}: {}",
                    mutant.violates,
                    mutant.kind,
                    document.name,
                    mutant.describe(document)
                ));
            }
            kinds.entry((mutant.kind, mutant.violates)).or_default().push(caught);
        }
    }
    report(&kinds, &lost);
    let caught = kinds.values().filter(|all| all.iter().all(|c| *c)).count();
    assert!(kinds.len() > 150, "too few kinds: {}", kinds.len());
    assert!(
        caught * 100 >= kinds.len() * WANTED,
        "{caught} of {} kinds of mutations are caught\n{}",
        kinds.len(),
        lost.join("\n")
    );
}

/// What is seen with `--nocapture`: each kind with what it violates, caught and total.
fn report(kinds: &BTreeMap<(String, &str), Vec<bool>>, lost: &[String]) {
    for ((kind, violates), all) in kinds {
        println!("{:>2}/{:<2} {violates:<9} {kind}", all.iter().filter(|c| **c).count(), all.len());
    }
    let whole = kinds.values().filter(|all| all.iter().all(|c| *c)).count();
    println!("{whole} of {} kinds caught\n{}", kinds.len(), lost.join("\n"));
}
