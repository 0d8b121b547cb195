//! Mutations that follow from the form data: choices, boxes, required answers, dates, counts, members.

use piac::assessment::{Answer, Tick, Value};
use piac::form::{ChoiceSet, Detail, FormName, Kind, Required};
use piac::source::Span;

use crate::document::{Document, Mutant};

/// No more samples of one kind in one document.
const SAMPLES: usize = 2;

pub fn mutants(document: &Document) -> Vec<Mutant> {
    let mut all = Vec::new();
    let mut answers: Vec<&Answer> = Vec::new();
    document.assessment.walk(&mut |_, answer| answers.push(answer));
    for answer in answers {
        let mutants =
            [choices(document, answer), boxes(document, answer), missing(document, answer), dates(document, answer)];
        for mutant in mutants.into_iter().flatten().chain(unknown(document, answer)) {
            if all.iter().filter(|m: &&Mutant| m.kind == mutant.kind).count() < SAMPLES {
                all.push(mutant);
            }
        }
    }
    all
}

/// Every other option of a choice that contradicts something.
fn choices(document: &Document, answer: &Answer) -> Vec<Mutant> {
    let (Kind::Choice(set), Some(now)) = (&answer.item.kind, answer.choice()) else { return Vec::new() };
    let from = set.choices[now].id.as_str();
    let others = set.choices.iter().filter(|c| c.id != from);
    let mutants = others.filter_map(|to| {
        let (violates, expected) = contradicted(document, answer, from, &to.id)?;
        Some(Mutant {
            kind: format!("{}: {} to {}", answer.item.id, set.choices[now].label, to.label),
            violates,
            expected,
            edits: vec![document.write(answer, &to.label)],
        })
    });
    mutants.collect()
}

type Violation = (&'static str, &'static [&'static str]);

/// The rule that an option contradicts in the examples, and who should say so. An opinion (十分である) may be
/// any; whether something is done (行っている) is for the author to know, unless another answer depends on it.
fn contradicted(document: &Document, answer: &Answer, from: &str, to: &str) -> Option<Violation> {
    let form = document.assessment.form.form;
    Some(match answer.item.id.as_str() {
        "basic.affair.target" => ("R-TH-08", &["target-disagrees", "threshold-result-mismatch", "form-too-light"]),
        // With 500 handlers, more people than these demand the same.
        "threshold.target.choice" if to == "ge300000" => return None,
        "threshold.target.choice" | "threshold.staff.choice" | "threshold_result.result" => {
            ("R-TH-01", &["threshold-result-mismatch"])
        }
        "procedure.basic.result_full" => ("R-TH-03", &["threshold-result-mismatch"]),
        "procedure.basic.result_focused" => ("R-TH-02", &["threshold-result-mismatch"]),
        "risk.submit" => ("R-TH-02", &["form-too-light"]),
        "basic.nws.has" | "related.nws.has" if to == "dont" => {
            ("R-X-02", &["answer-must-be-empty", "nws-disagrees", "nws-risk-disagrees"])
        }
        "file.basic.persons" => ("R-TH-08", &["target-disagrees", "persons-exceed-file"]),
        "file.basic.items" => ("R-X-04", &["record-count-mismatch"]),
        "file.use.by.staff" if to == "ge1000" => ("R-TH-06", &["handlers-disagree"]),
        "file.entrust.has" => ("R-X-09", &["answer-must-be-empty", "entrust-risk-disagrees"]),
        "file.entrust.to.persons" | "file.provide.to.persons" | "file.provide.transfer.persons"
            if to == "n1000000_10000000" || to == "ge10000000" =>
        {
            ("R-X-19", &["persons-exceed-file"])
        }
        "file.entrust.to.sub.has" => {
            ("R-X-12", &["answer-must-be-empty", "missing-answer", "sub-entrust-risk-disagrees"])
        }
        "file.risk.entrust.sub.choice" if to == "none" => ("R-X-12", &["sub-entrust-risk-disagrees"]),
        "file.storage.period.term" if to != "undefined" => ("R-X-20", &["retention-disagrees"]),
        "file.risk.storage.leak.nisc" => ("R-X-15", &["nisc-not-applicable"]),
        "file.risk.storage.leak.accident.choice" => {
            ("R-X-14", &["missing-answer", "none-where-required", "accident-contradicted"])
        }
        "disclosure.request.fee.choice" => {
            ("R-X-21", &["missing-answer", "answer-must-be-empty", "none-where-required"])
        }
        "changes.timing" if from == "before" && form != FormName::基礎項目評価書 => {
            ("R-CHG-04", &["star-changed-afterwards", "timing-contradicts-note"])
        }
        _ => return None,
    })
}

/// Boxes that something else speaks of: unticked, ticked, or ticked without the text of their （ ）.
fn boxes(document: &Document, answer: &Answer) -> Vec<Mutant> {
    let (Kind::Boxes(set), Some(Value::Boxes(ticks))) = (&answer.item.kind, answer.value()) else { return Vec::new() };
    let id = answer.item.id.as_str();
    let mut found = Vec::new();
    for (index, choice) in set.choices.iter().enumerate() {
        let ticked = ticks.iter().any(|t| t.index == index);
        let changed: Vec<String> = set
            .choices
            .iter()
            .enumerate()
            .filter(|(i, _)| (*i == index) != ticks.iter().any(|t| t.index == *i))
            .map(|(i, _)| written(set, ticks, i))
            .collect();
        let value = format!("[{}]", changed.join(", "));
        let Some((violates, expected)) = depends(document, id, &choice.id, ticked, &choice.detail) else { continue };
        let verb = if ticked { "untick" } else { "tick" };
        found.push(Mutant {
            kind: format!("{id}: {verb} {}", choice.label),
            violates,
            expected,
            edits: vec![document.write(answer, &value)],
        });
    }
    found
}

/// A box as it stands in a file, in a flow sequence.
fn written(set: &ChoiceSet, ticks: &[Tick], index: usize) -> String {
    let label = Document::quoted(&set.choices[index].label);
    let tick = ticks.iter().find(|t| t.index == index);
    match tick.and_then(|t| t.detail.as_deref()) {
        Some(detail) => format!("{{{label}: {}}}", Document::quoted(detail)),
        None => label,
    }
}

fn depends(document: &Document, id: &str, choice: &str, ticked: bool, detail: &Detail) -> Option<Violation> {
    let full = document.assessment.form.form == FormName::全項目評価書;
    Some(match id {
        "file.basic.main_items" if ticked => ("R-X-05", &["main-item-unticked"]),
        "file.basic.main_items" if *detail == Detail::None => {
            ("R-X-05", &["main-item-unexplained", "main-item-not-recorded"])
        }
        "file.provide.has" if ticked => ("R-X-10", &["missing-answer", "answer-must-be-empty", "count-mismatch"]),
        "file.provide.has" if choice == "none" => ("R-X-10", &["exclusive-box", "answer-must-be-empty"]),
        "file.provide.has" => ("R-X-10", &["missing-answer"]),
        "file.risk.entrust.none" if !ticked => ("R-X-09", &["answer-must-be-empty", "entrust-risk-disagrees"]),
        "file.risk.provide.none" if full || ticked => {
            ("R-X-10", &["answer-must-be-empty", "provide-risk-disagrees", "missing-answer"])
        }
        "file.risk.nws.none" if !ticked => ("R-X-11", &["answer-must-be-empty", "nws-risk-disagrees"]),
        "basic.systems.connections" if choice == "nws" && ticked && full => ("R-X-03", &["nws-disagrees"]),
        "file.use.how" if choice == "nws" && ticked => ("R-X-07", &["nws-risk-disagrees"]),
        _ if !ticked && *detail == Detail::Text => ("R-X-03", &["box-without-text"]),
        _ => return None,
    })
}

/// Each required answer, emptied.
fn missing(document: &Document, answer: &Answer) -> Vec<Mutant> {
    let item = answer.item;
    let leaf = item.children.is_empty() || matches!(item.kind, Kind::List { .. });
    let due = item.required != Required::Never && leaf && Document::is_filled(answer);
    // What a member of the change table may leave open is told by the row.
    if !due || answer.key_span.is_none() {
        return Vec::new();
    }
    vec![Mutant {
        kind: format!("{}: emptied", item.id),
        violates: "R-X-27",
        expected: &["missing-answer"],
        edits: vec![document.empty(answer)],
    }]
}

/// Each date, made impossible.
fn dates(document: &Document, answer: &Answer) -> Vec<Mutant> {
    let impossible = match answer.value() {
        Some(Value::Date(..)) => Some(document.write(answer, "令和8年2月30日")),
        Some(Value::Text(text)) if matches!(answer.item.kind, Kind::Period) => {
            let plain = text.plain();
            let month = plain.find('月').map(|m| plain[..m].rfind('年').map(|y| &plain[y..m + '月'.len_utf8()]));
            month.flatten().and_then(|month| document.reword(answer, month, "年13月"))
        }
        _ => None,
    };
    let edits = impossible.into_iter();
    edits
        .map(|edit| Mutant {
            kind: format!("{}: a day that there is not", answer.item.id),
            violates: "R-TBL-01",
            expected: &["impossible-date"],
            edits: vec![edit],
        })
        .collect()
}

/// A choice that the form does not have, and a key that it does not know.
fn unknown(document: &Document, answer: &Answer) -> Vec<Mutant> {
    let mut found = Vec::new();
    if matches!(answer.item.kind, Kind::Choice(_)) && answer.choice().is_some() {
        found.push(Mutant {
            kind: "a choice that the form does not have".to_owned(),
            violates: "R-X-27",
            expected: &["unknown-choice"],
            edits: vec![document.write(answer, "おおむね十分である")],
        });
    }
    if let Some(key) = answer.key_span {
        found.push(Mutant {
            kind: "a key that the form does not know".to_owned(),
            violates: "R-X-27",
            expected: &["unknown-key"],
            edits: vec![document.replace(Span::new(key.start, key.end), "ほかの項目")],
        });
    }
    found
}
