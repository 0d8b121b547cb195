//! What must hold between a base and a revision before it lands: every change has its row and every
//! new row its change, and rows, 提出時期, 説明 and procedure agree with ※.

use crate::assessment::{Answer, Assessment, Value};
use crate::date::{self, Date};
use crate::diag::{Diagnostic, ItemPlace, Message, Severity};
use crate::form::FormName;
use crate::source::Span;

use super::compare::{self, Cause, Change};
use super::items;
use super::members::Nameless;
use super::replay::{self, Outcome};
use super::report::{Revision, new_rows};
use super::sheet::Sheet;
use super::significance::{states_emergency, states_exception};
use super::table::{Row, Written, rows_of};

/// Names of the findings of the gate.
pub const RULES: &[&str] = &[
    "change-without-row",
    "row-without-change",
    "row-does-not-fit",
    "row-disagrees-with-base",
    "row-without-reason",
    "row-removed",
    "important-change-after",
    "procedure-not-renewed",
    "publication-not-moved",
    "change-unknown",
];

/// The findings about a revision; nothing when the answers and the table are those of the base.
pub fn findings(old: &Revision<'_>, new: &Revision<'_>, government: bool) -> Vec<Diagnostic> {
    let (before, after) = (Sheet::of(old.assessment, old.around), Sheet::of(new.assessment, new.around));
    let base_rows = rows_of(old.assessment);
    let rows = rows_of(new.assessment);
    let fresh = new_rows(&base_rows, rows.clone());
    let mut told = after.clone();
    let outcomes = replay::undo(&mut told, &fresh, |_| true);
    let new_rows: Vec<Row> = fresh.iter().map(|w| w.row.clone()).collect();
    replay::blank_as_base(&mut told, &before, &new_rows);
    let gate = Gate {
        old: old.assessment,
        new: new.assessment,
        changes: compare::compare(&before, &after, Nameless::BySimilarity),
        open: compare::compare(&before, &told, Nameless::BySimilarity),
        fresh,
        outcomes,
    };
    let mut found = Vec::new();
    gate.removed_rows(&base_rows, &rows, &mut found);
    gate.rows(&mut found);
    gate.open_changes(&mut found);
    gate.reasons(&mut found);
    gate.procedure(government, &mut found);
    gate.publication(&mut found);
    found
}

struct Gate<'a> {
    old: &'a Assessment,
    new: &'a Assessment,
    /// From the base to the revision.
    changes: Vec<Change>,
    /// From the base to the revision with its new rows undone.
    open: Vec<Change>,
    fresh: Vec<Written>,
    outcomes: Vec<Outcome>,
}

impl Gate<'_> {
    fn error(&self, rule: &'static str, span: Span, message: Message) -> Diagnostic {
        Diagnostic::new(rule, Severity::Error, &self.new.source, span, message)
    }

    /// The new rows with each address they changed.
    fn fitting(&self) -> impl Iterator<Item = (&Written, &String)> {
        let told = self.outcomes.iter().filter_map(|o| Some((self.fresh.get(o.row)?, o.result.as_ref().ok()?)));
        told.flat_map(|(row, addresses)| addresses.iter().map(move |address| (row, address)))
    }

    /// The change that a row tells.
    fn change(&self, address: &str) -> Option<&Change> {
        self.changes.iter().find(|c| c.wants_row() && c.place.address() == address)
    }

    fn removed_rows(&self, base: &[Written], now: &[Written], found: &mut Vec<Diagnostic>) {
        let table = self.new.find(items::CHANGES);
        let at = table.map_or(Span::default(), |a| a.key_span.unwrap_or(a.span));
        let mut left: Vec<&Row> = now.iter().map(|w| &w.row).collect();
        for written in base {
            if let Some(at) = left.iter().position(|row| **row == written.row) {
                left.remove(at);
                continue;
            }
            let (date, item) = (&written.row.date, &written.row.item);
            found.push(
                self.error(
                    "row-removed",
                    at,
                    Message::new(
                        format!("前の版の変更箇所にあった行（{date}　{item}）が、消されたか書き換えられています"),
                        format!("a row of the base ({date} {item}) was removed or rewritten"),
                    ),
                )
                .help("公表済みの行はそのまま残してください", "keep rows that were published"),
            );
        }
    }

    /// New rows that do not fit, or tell a change that there is not.
    fn rows(&self, found: &mut Vec<Diagnostic>) {
        for outcome in &self.outcomes {
            let Some(written) = self.fresh.get(outcome.row) else { continue };
            let item = &written.row.item;
            match &outcome.result {
                Err(reason) => {
                    let why = reason.message();
                    found.push(
                        self.error(
                            "row-does-not-fit",
                            written.place(items::CHANGES_AFTER),
                            Message::new(
                                format!("変更箇所の行（{item}）が本文に当てはまりません: {}", why.ja),
                                format!("the row ({item}) does not fit the text: {}", why.en),
                            ),
                        )
                        .help(
                            "変更後の記載を本文と同じにするか、対象を確かめてください",
                            "make 変更後の記載 agree with the text, or look at 対象",
                        ),
                    );
                }
                Ok(addresses) if addresses.iter().any(|address| self.change(address).is_none()) => {
                    found.push(
                        self.error(
                            "row-without-change",
                            written.span,
                            Message::new(
                                format!("変更箇所に行（{item}）がありますが、前の版から変わっていません"),
                                format!("there is a row ({item}), but nothing changed there"),
                            ),
                        )
                        .help("要らない行を消すか、本文を確かめてください", "remove the row, or look at the text"),
                    );
                }
                Ok(_) => {}
            }
        }
    }

    /// Changes that the new rows do not tell, or tell otherwise than the base.
    fn open_changes(&self, found: &mut Vec<Diagnostic>) {
        for change in self.changes.iter().filter(|c| c.cause == Cause::Unknown && compare::in_table(&c.place)) {
            let label = change.place.label();
            let span = change.span.unwrap_or_default();
            let d = self.error(
                "change-unknown",
                span,
                Message::new(
                    format!("「{label}」は、読み取れないため変更の有無が分かりません（不明）"),
                    format!("{label} cannot be read, so it is not known whether it changed"),
                ),
            );
            found.push(d.item(place_of(change)));
        }
        let broken =
            |address: &str| self.outcomes.iter().any(|o| o.result.is_err() && self.fresh[o.row].row.target == address);
        for change in self.open.iter().filter(|c| c.wants_row()) {
            let (address, label) = (change.place.address(), change.place.label());
            if broken(&address) {
                continue;
            }
            let row = self.fitting().find(|(_, own)| **own == address);
            let diagnostic = match row {
                Some(_) if self.change(&address).is_none() => continue,
                Some((written, _)) => self
                    .error(
                        "row-disagrees-with-base",
                        written.place(items::CHANGES_BEFORE),
                        Message::new(
                            format!("「{label}」は、変更箇所の行を戻しても前の版の記載と一致しません"),
                            format!("undoing the row of {label} does not give the text of the base"),
                        ),
                    )
                    .help(
                        "変更前の記載を前の版と同じにし、変わった箇所を漏れなく書いてください",
                        "make 変更前の記載 agree with the base and show every part that changed",
                    ),
                None => self
                    .error(
                        "change-without-row",
                        change.span.unwrap_or_default(),
                        Message::new(
                            format!("「{label}」が前の版から変わっていますが、変更箇所に行がありません"),
                            format!("{label} changed, but the change table has no row for it"),
                        ),
                    )
                    .help("piac diff --write で行を書き足せます", "piac diff --write appends the row"),
            };
            found.push(diagnostic.item(place_of(change)).basis("指針第6の2（変更箇所への記載）"));
        }
    }

    /// 説明 is there, and 提出時期 agrees with ※.
    fn reasons(&self, found: &mut Vec<Diagnostic>) {
        for (written, address) in self.fitting() {
            let Some(change) = self.change(address) else { continue };
            let (row, label) = (&written.row, change.place.label());
            if row.note.trim().is_empty() {
                found.push(
                    self.error(
                        "row-without-reason",
                        written.place(items::CHANGES_NOTE),
                        Message::new(
                            format!("「{label}」の行に、提出時期に係る説明がありません"),
                            format!("the row of {label} has no 提出時期に係る説明"),
                        ),
                    )
                    .item(place_of(change)),
                );
            }
            let after = row.timing == "事後";
            let important = change.star() && change.cause == Cause::Author;
            if important && after && !states_exception(&row.note) && !states_emergency(&row.note) {
                found.push(
                    self.error(
                        "important-change-after",
                        written.place(items::CHANGES_TIMING),
                        Message::new(
                            format!("「{label}」は※の項目ですが、提出時期が「事後」で、重要な変更に当たらない理由がありません"),
                            format!("{label} carries ※, but the row says 事後 without a ground"),
                        ),
                    )
                    .item(place_of(change))
                    .basis("規則第9条第1項・第2項、第11条")
                    .help(
                        "事前に改めるか、重要な変更に該当しない理由（形式的な変更など）を説明に書いてください",
                        "write 事前, or state the ground in 提出時期に係る説明",
                    ),
                );
            }
        }
    }

    /// Important changes need the dates of a new round of the procedure.
    fn procedure(&self, government: bool, found: &mut Vec<Diagnostic>) {
        let important = |(written, address): &(&Written, &String)| {
            let star = self.change(address).is_some_and(|c| c.star() && c.cause == Cause::Author);
            star && written.row.timing == "事前" && !states_exception(&written.row.note)
        };
        let Some((cause, _)) = self.fitting().find(important) else { return };
        let Some(published) = date_of(self.old.find(items::COVER_PUBLISHED)) else { return };
        let full = self.new.form.form == FormName::全項目評価書;
        let mut wanted = vec![items::BASIC_DATE];
        if full {
            let last = if government { items::APPROVAL_DATE } else { items::REVIEW_DATE };
            wanted.extend([items::HEARING_PERIOD, last]);
        }
        for id in wanted {
            let Some(answer) = self.new.find(id) else { continue };
            // What is blank is reported by the check of the form.
            let Some(date) = date_of(Some(answer)) else { continue };
            if date.latest() >= published.earliest() {
                continue;
            }
            let label = answer.item.title();
            let d = self
                .error(
                    "procedure-not-renewed",
                    answer.span,
                    Message::new(
                        format!("重要な変更がありますが、「{label}」が前の版の公表日より前のままです"),
                        format!("there is an important change, but {label} is older than the last publication"),
                    ),
                )
                .related(cause.span, Message::new("重要な変更の行はここ", "the row of the important change"))
                .basis("規則第7条第1項・第4項、第11条")
                .help("再実施した手続の日を書いてください", "write the date of the new round");
            found.push(d);
        }
    }

    /// 公表日 moves on with every revision.
    fn publication(&self, found: &mut Vec<Diagnostic>) {
        if self.fresh.is_empty() && !self.changes.iter().any(Change::wants_row) {
            return;
        }
        let answer = self.new.find(items::COVER_PUBLISHED);
        let (Some(old), Some(now)) = (date_of(self.old.find(items::COVER_PUBLISHED)), date_of(answer)) else { return };
        if now.latest() > old.latest() {
            return;
        }
        let span = answer.map_or(Span::default(), |a| a.span);
        found.push(
            self.error(
                "publication-not-moved",
                span,
                Message::new(
                    "記載が変わっていますが、公表日が前の版より後になっていません",
                    "the text changed, but 公表日 is not later than that of the base",
                ),
            )
            .help("この版を公表する日を書いてください", "write the day on which this revision is published"),
        );
    }
}

fn place_of(change: &Change) -> ItemPlace {
    ItemPlace { address: change.place.address(), label: change.place.label() }
}

/// The last date in an answer.
fn date_of(answer: Option<&Answer>) -> Option<Date> {
    let answer = answer?;
    match answer.value()? {
        Value::Date(_, date) => Some(*date),
        _ => date::find(&answer.text()?).into_iter().rev().find_map(|f| f.date.ok()),
    }
}
