//! What an overview and a plan need to know of one assessment. The document itself is dropped, so
//! that a prefecture's assessments need not be in memory at once.

use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;

use crate::check::{self, CheckError, Checked, Options};
use crate::config::ConfigError;
use crate::date::{self, Date};
use crate::diag::{Diagnostic, ItemPlace, Message, Severity};
use crate::form::{FormDef, FormName};
use crate::rules::threshold::{self, Demand};
use crate::rules::{At, Context, items};
use crate::source::{Source, Span};
use crate::text;

use super::{Day, Open};

/// What became of a file.
pub type Read = Result<Facts, Trouble>;

/// Why nothing is known of a file.
#[derive(Debug)]
pub struct Trouble {
    /// The reason.
    pub message: Message,
    /// Its findings.
    pub open: Open,
}

/// What is known of an assessment.
#[derive(Debug)]
pub struct Facts {
    /// The file.
    pub source: Arc<Source>,
    /// Its form.
    pub form: &'static FormDef,
    /// 評価書番号.
    pub number: Option<Place<u64>>,
    /// 評価書名.
    pub name: String,
    /// 事務の名称.
    pub affair: String,
    /// 評価実施機関名.
    pub body: String,
    /// 担当部署.
    pub section: String,
    /// 連絡先.
    pub contact: String,
    /// 特定個人情報ファイル名.
    pub files: Vec<String>,
    /// 保有開始日, one for each file where it is given.
    pub since: Vec<String>,
    /// 対象人数, 取扱者数, 重大事故 as written.
    pub target: Option<String>,
    /// See [`Facts::target`].
    pub staff: Option<String>,
    /// See [`Facts::target`].
    pub accident: Option<String>,
    /// しきい値判断結果.
    pub demand: Option<Chosen>,
    /// 公表日.
    pub published: Option<Dated>,
    /// The newest 変更日.
    pub last_change: Option<Dated>,
    /// 実施日 of the 基礎項目評価, which each assessment of the affair begins with.
    pub evaluated: Option<Dated>,
    /// The day in 評価書名【… 終了】.
    pub ended: Option<Dated>,
    /// Findings of the check.
    pub open: Open,
    /// Names that should be written alike in all documents.
    pub names: Vec<Named>,
}

/// A value with its place.
#[derive(Clone, Debug)]
pub struct Place<T> {
    /// The value.
    pub value: T,
    /// The bytes.
    pub span: Span,
    /// The item.
    pub item: ItemPlace,
}

/// A chosen result.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// What it demands.
    pub demand: Demand,
    /// As printed.
    pub label: &'static str,
    /// Where.
    pub span: Span,
    /// The item.
    pub item: ItemPlace,
}

/// A date as written, and its meaning.
#[derive(Clone, Debug)]
pub struct Dated {
    /// As written.
    pub written: String,
    /// Its meaning.
    pub date: Date,
}

impl Dated {
    /// For the overview.
    pub fn day(&self) -> Day {
        Day { written: self.written.clone(), date: self.date.latest().to_string() }
    }
}

/// A name in a document.
#[derive(Clone, Debug)]
pub struct Named {
    /// What it names.
    pub kind: NameKind,
    /// The name with its place.
    pub name: Place<String>,
}

/// What is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NameKind {
    /// 委託先名.
    Contractor,
    /// システムの名称.
    System,
    /// 部署.
    Section,
}

/// Reads assessments side by side, each with the name it is shown under, and checks them by all rules.
pub fn read_all(paths: &[PathBuf], options: &Options) -> Vec<(String, Read)> {
    paths.par_iter().map(|path| (path.display().to_string(), facts(check::check_file(path, options)))).collect()
}

/// [`read_all`] without the rules: what the documents say, with no word on what is open.
pub fn read_all_unchecked(paths: &[PathBuf], options: &Options) -> Vec<(String, Read)> {
    paths.par_iter().map(|path| (path.display().to_string(), facts(check::read_file(path, options)))).collect()
}

fn facts(read: Result<Checked, CheckError>) -> Read {
    match read {
        Ok(Checked { assessment: Some(assessment), diagnostics }) => {
            Ok(of(&Context::new(&assessment), open(&diagnostics)))
        }
        Ok(Checked { diagnostics, .. }) => {
            let message = diagnostics.first().map(|d| {
                let line = d.source.position(d.span.start).line;
                Message::new(format!("{line} 行目: {}", d.message.ja), format!("line {line}: {}", d.message.en))
            });
            Err(Trouble { message: message.unwrap_or_default(), open: open(&diagnostics) })
        }
        Err(error) => Err(Trouble { message: reason(&error), open: Open { error: 1, ..Open::default() } }),
    }
}

fn reason(error: &CheckError) -> Message {
    match error {
        CheckError::Source(error) | CheckError::Config(ConfigError::Source(error)) => error.reason.reason(),
        CheckError::Config(ConfigError::Content(_, message)) => message.clone(),
    }
}

fn open(found: &[Diagnostic]) -> Open {
    let count = |severity| found.iter().filter(|d| d.severity == severity).count();
    Open { error: count(Severity::Error), warning: count(Severity::Warning), info: count(Severity::Info) }
}

fn of(context: &Context<'_>, open: Open) -> Facts {
    let basic = context.form() == FormName::基礎項目評価書;
    let pick = |full, of_basic| if basic { of_basic } else { full };
    let words = |id: &str| context.find(id).map(|at| one_line(&at.said())).unwrap_or_default();
    let known = |id: &str| context.find(id).filter(At::says_something).map(|at| one_line(&at.said()));
    let dated = |at: At<'_>| at.date().map(|date| Dated { written: at.said().trim().to_owned(), date });
    let name = words(items::COVER_NAME);
    let files: Vec<String> = if basic {
        let list = context.find(items::RELATED_FILE_NAMES);
        list.map(|at| strings(&at)).unwrap_or_default()
    } else {
        context.files().iter().filter_map(|f| Some(one_line(&f.find(items::FILE_NAME)?.said()))).collect()
    };
    let since = context.files().into_iter().filter_map(|f| f.find(items::FILE_SINCE)).filter(At::says_something);
    let since = since.map(|at| one_line(&at.said())).collect();
    Facts {
        source: Arc::clone(&context.assessment.source),
        form: context.assessment.form,
        number: context.find(items::COVER_NUMBER).and_then(|at| {
            let value = at.number()?;
            Some(Place { value, span: at.span(), item: at.item_place() })
        }),
        ended: ended(&name),
        name,
        affair: words(pick(items::AFFAIR_NAME, items::RELATED_AFFAIR_NAME)),
        body: words(items::COVER_BODY),
        section: words(pick(items::SECTION_NAME, items::RELATED_SECTION_NAME)),
        contact: words(pick(items::CONTACT_TO, items::RELATED_CONTACT)),
        files,
        since,
        target: known(pick(items::FACTS_TARGET, items::THRESHOLD_TARGET)).or_else(|| known(items::AFFAIR_TARGET)),
        staff: known(pick(items::FACTS_STAFF, items::THRESHOLD_STAFF)),
        accident: known(pick(items::FACTS_ACCIDENT, items::THRESHOLD_ACCIDENT)),
        demand: threshold::chosen(context).and_then(|(at, demand)| {
            Some(Chosen { demand, label: at.choice_label()?, span: at.span(), item: at.item_place() })
        }),
        published: context.find(items::COVER_PUBLISHED).and_then(dated),
        last_change: context.newest_change().and_then(|(_, at)| dated(at)),
        evaluated: context.find(items::BASIC_DATE).and_then(dated),
        open,
        names: names(context),
    }
}

fn names(context: &Context<'_>) -> Vec<Named> {
    let mut found = Vec::new();
    let mut add = |kind, at: Option<At<'_>>| {
        let Some(at) = at.filter(At::says_something) else { return };
        // A list in running text or on lines of its own: each part is a name.
        for name in at.said().split(['\n', '、', '，']).map(bare).filter(|n| !n.is_empty()) {
            found.push(Named { kind, name: Place { value: name, span: at.span(), item: at.item_place() } });
        }
    };
    add(NameKind::Section, context.find(items::SECTION_NAME).or_else(|| context.find(items::RELATED_SECTION_NAME)));
    add(NameKind::System, context.find(items::RELATED_AFFAIR_SYSTEMS));
    for system in context.scope().members(items::SYSTEMS) {
        add(NameKind::System, system.find(items::SYSTEM_NAME));
    }
    for file in context.files() {
        add(NameKind::Section, file.find(items::FILE_SECTION));
        for contract in file.members(items::ENTRUST_TO) {
            add(NameKind::Contractor, contract.find(items::ENTRUST_CONTRACTOR));
        }
    }
    found
}

/// A name without the mark of a list in front and a remark in （ ） behind.
fn bare(name: &str) -> String {
    let name = name.trim().trim_start_matches(['・', '○', '●', '-']);
    let name = name.trim_start_matches(|c: char| ('①'..='⑳').contains(&c));
    name.split(['（', '(']).next().unwrap_or_default().trim().to_owned()
}

fn strings(at: &At<'_>) -> Vec<String> {
    match at.answer.value() {
        Some(crate::assessment::Value::Strings(list)) => list.iter().map(|(name, _)| one_line(name)).collect(),
        _ => Vec::new(),
    }
}

/// The day in 評価書名【令和8年3月31日 終了】.
fn ended(name: &str) -> Option<Dated> {
    let mark = name.rsplit_once('【')?.1.split_once('】')?.0;
    if !text::normalize(mark).contains("終了") {
        return None;
    }
    let found = date::find(mark).into_iter().next()?;
    Some(Dated { written: mark[found.range].to_owned(), date: found.date.ok()? })
}

fn one_line(words: &str) -> String {
    words.split('\n').map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}
