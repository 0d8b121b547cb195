//! What comes back when a document is imported: item by item against the assessment it was made of.

#![allow(dead_code)] // Each test binary uses what it needs.

use std::collections::{BTreeMap, HashMap};

use piac::assessment::{self, Assessment, BlockKind, State, Step, Value};
use piac::commons::Commons;
use piac::form::Detail;
use piac::import::{Imported, Input, import};
use piac::source::Source;
use piac::text::normalize;

/// How an answer came back.
#[derive(Default, Debug)]
pub struct Outcome {
    /// Answers with the same words.
    pub right: usize,
    /// Answers marked 要確認, or not there while their words are kept.
    pub open: Vec<String>,
    /// Answers with other words.
    pub wrong: Vec<String>,
}

/// An answer as it is compared.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    Blank,
    Unreadable,
    /// Its words are in the picture.
    Picture,
    Words(String),
}

/// Every printed answer by its address with members by number.
pub fn answers(assessment: &Assessment) -> BTreeMap<String, Said> {
    let mut out = BTreeMap::new();
    assessment.walk(&mut |place, answer| {
        let item = answer.item;
        let printed = place.steps.iter().all(|s| !matches!(s, Step::Item(i) if !i.printed));
        if !printed || !item.has_key() {
            return;
        }
        let said = match &answer.state {
            State::Blank => Said::Blank,
            State::Unreadable(_) => Said::Unreadable,
            State::Filled(Value::Group(_) | Value::List(_) | Value::Count(_)) => return,
            State::Filled(Value::Text(t)) if t.blocks.iter().any(|b| matches!(b.kind, BlockKind::Figure { .. })) => {
                Said::Picture
            }
            // An explicit none is printed as it is written; an empty text is blank.
            // A count in the brackets of a box is printed from the list it counts.
            State::Filled(Value::Boxes(ticks)) => {
                let set = item.choices().expect("boxes have a set");
                let tick = |t: &assessment::Tick| match (&set.choices[t.index], &t.detail) {
                    (c, Some(detail)) if matches!(c.detail, Detail::Text) => format!("{}({detail})", c.label),
                    (c, _) => c.label.clone(),
                };
                Said::Words(normalize(&ticks.iter().map(tick).collect::<Vec<_>>().join("、")))
            }
            _ => match answer.text().map(|t| normalize(&t)).unwrap_or_default() {
                text if text.is_empty() => Said::Blank,
                text => Said::Words(text),
            },
        };
        out.insert(address(&place.steps), said);
    });
    out
}

fn address(steps: &[Step<'_>]) -> String {
    let mut out = String::new();
    for step in steps {
        match step {
            Step::Item(item) => out.push_str(&format!("/{}", item.key)),
            Step::Member { index, .. } => out.push_str(&format!("[{}]", index + 1)),
        }
    }
    out
}

/// The assessment that an import gives; its words that are in no answer.
pub fn imported(imported: &Imported) -> BTreeMap<String, Said> {
    let source = Source::new("imported.yaml", imported.yaml.as_str());
    answers(&assessment::read(&source).assessment.expect("an assessment"))
}

/// Every answer by its address, as text: 要確認, （空欄）, or the words.
pub fn by_address(imported: &Imported) -> HashMap<String, String> {
    let source = Source::new("imported.yaml", imported.yaml.as_str());
    let outcome = assessment::read(&source);
    for d in &outcome.diagnostics {
        let open =
            ["unreadable-answer", "missing-answer", "count-mismatch", "box-without-text", "answer-must-be-empty"];
        assert!(open.contains(&d.rule), "{} {}: {}", d.rule, imported.report.form, d.message.ja);
    }
    let assessment = outcome.assessment.expect("an assessment");
    let mut out = HashMap::new();
    assessment.walk(&mut |place, answer| {
        let text = match &answer.state {
            State::Blank => "（空欄）".to_owned(),
            State::Unreadable(_) => "要確認".to_owned(),
            State::Filled(Value::Group(_) | Value::List(_)) => return,
            _ => answer.text().unwrap_or_default().into_owned(),
        };
        out.insert(place.address(), text);
    });
    out
}

/// Imports a text or a PDF that was made of `original` and compares.
pub fn compare(original: &Assessment, bytes: Vec<u8>) -> Outcome {
    let result = import(&[Input { name: "back".into(), bytes }], None).expect("an assessment");
    assert_eq!(result.form.describe(), original.form.describe());
    let c = result.report.characters;
    assert_eq!(c.total, c.placed + c.furniture + c.left_over);
    let kept = unreadable(&result);
    let all = with_whole_attachments(answers(original));
    let got = rows_in_place(&all, with_whole_attachments(imported(&result)));
    let mut out = Outcome::default();
    for (address, want) in &all {
        match (want, got.get(address)) {
            // What the original does not tell is printed as words.
            (Said::Unreadable, _) => {}
            (want, Some(is)) if want == is => out.right += 1,
            (Said::Blank, None) | (Said::Picture, _) => out.right += 1,
            (want, Some(Said::Unreadable) | None) => out.open.push(format!("{address}: {want:?}")),
            // What was not read as an answer must be listed.
            (Said::Words(words), Some(Said::Blank)) => {
                let mut listed: String = result.report.left_over.iter().map(|l| normalize(&l.text)).collect();
                listed.extend(kept.iter().map(|t| normalize(t)));
                let start: String = words.chars().take(6).collect();
                let list = if listed.contains(&start) { &mut out.open } else { &mut out.wrong };
                list.push(format!("{address}: {words} is blank"));
            }
            (want, Some(is)) => out.wrong.push(format!("{address}:\n  {want:?}\n  {is:?}")),
        }
    }
    for (address, is) in &got {
        if let (Said::Words(words), None) = (is, all.get(address))
            && !words.starts_with("【要確認】")
        {
            out.wrong.push(format!("{address}: {words} is nowhere in the original"));
        }
    }
    out
}

/// The words that are kept under 要確認.
fn unreadable(imported: &Imported) -> Vec<String> {
    let source = Source::new("imported.yaml", imported.yaml.as_str());
    let assessment = assessment::read(&source).assessment.expect("an assessment");
    let mut out = Vec::new();
    assessment.walk(&mut |_, answer| {
        if let State::Unreadable(words) = &answer.state {
            out.push(words.clone());
        }
    });
    out
}

/// Where the title of a 別紙 ends and its body begins is nowhere in a text: both count as one.
fn with_whole_attachments(answers: BTreeMap<String, Said>) -> BTreeMap<String, Said> {
    let mut out: BTreeMap<String, Said> = BTreeMap::new();
    let mut titles: BTreeMap<String, Said> = BTreeMap::new();
    for (address, said) in answers {
        match address.strip_prefix("/別紙[").and_then(|a| a.split_once("]/")) {
            Some((number, "題名")) => drop(titles.insert(number.to_owned(), said)),
            _ => drop(out.insert(address, said)),
        }
    }
    for (number, title) in titles {
        let whole = out.entry(format!("/別紙[{number}]/本文")).or_insert(Said::Blank);
        *whole = match (title, whole.clone()) {
            (Said::Words(title), Said::Words(body)) => Said::Words(title + &body),
            (title, Said::Blank) => title,
            (_, body) => body,
        };
    }
    out
}

const ROWS: &str = "/変更箇所[";

/// Rows of the change table that were left over shift those behind them: each row gets the number of
/// the next row of the original that has all of its cells that were read, or else most of them.
fn rows_in_place(want: &BTreeMap<String, Said>, got: BTreeMap<String, Said>) -> BTreeMap<String, Said> {
    let rows = |of: &BTreeMap<String, Said>| {
        let mut rows: BTreeMap<usize, BTreeMap<String, Said>> = BTreeMap::new();
        for (address, said) in of {
            let Some((number, column)) = address.strip_prefix(ROWS).and_then(|a| a.split_once("]/")) else { continue };
            let row = rows.entry(number.parse().expect("a number")).or_default();
            row.insert(column.to_owned(), said.clone());
        }
        rows
    };
    let (want_rows, got_rows) = (rows(want), rows(&got));
    let mut out: BTreeMap<String, Said> = got.into_iter().filter(|(a, _)| !a.starts_with(ROWS)).collect();
    let mut last = 0;
    for (number, row) in got_rows {
        let alike = |of: &BTreeMap<String, Said>| row.iter().filter(|(c, said)| of.get(*c) == Some(said)).count();
        let read = row.values().filter(|said| **said != Said::Unreadable).count();
        let behind = || want_rows.range(last + 1..);
        let same = behind().find(|(_, of)| alike(of) == read);
        let place = same.or_else(|| behind().find(|(_, of)| alike(of) * 2 > read)).map(|(n, _)| *n);
        last = place.unwrap_or(last);
        let number = place.unwrap_or(number + 1_000);
        out.extend(row.into_iter().map(|(column, said)| (format!("{ROWS}{number}]/{column}"), said)));
    }
    out
}

/// An example with the passages it shares.
pub fn example(path: &std::path::Path, commons: &Commons) -> Assessment {
    let source = Source::read(path).expect("an example");
    assessment::read_with(&source, commons).assessment.expect("an assessment")
}
