//! A comparison for a terminal: the verdict first, then each change, side by side where there is
//! room and one under the other where there is not.

use crate::diag::Lang;
use crate::output::human::Style;
use crate::text;

use super::compare::{Cause, ChangeKind};
use super::report::{Report, ReportChange, ReportLine};
use super::significance;
use super::words::{Mark, Run};

/// Columns from which two texts stand side by side.
const WIDE: usize = 120;
/// Unchanged lines shown around a change.
const CONTEXT: usize = 1;

/// The whole comparison as text.
pub fn text(report: &Report, style: Style) -> String {
    let mut out = String::new();
    let say = Say { lang: style.lang };
    let paint = Paint { color: style.color };
    out.push_str(&format!("{} → {}\n", report.old, report.new));
    out.push_str(&format!("{}\n", paint.bold(significance::headline(&report.verdict).get(style.lang))));
    for due in &report.verdict.due {
        let may = if due.required {
            ""
        } else {
            say.one("（任意・該当するとき）", " (voluntary, or where it applies)")
        };
        let step = say.one(&due.step, due.step_en);
        out.push_str(&format!("  ・{step}{may}{}{}\n", say.one("　根拠: ", "; basis: "), due.basis));
    }
    let of = |cause: Cause| report.changes.iter().filter(move |c| c.cause == cause);
    for change in report.changes.iter().filter(|c| matches!(c.cause, Cause::Author | Cause::Unknown)) {
        out.push('\n');
        out.push_str(&head(change, paint, say));
        out.push_str(&body(change, style.width, paint, say));
    }
    let by_form = say.one("様式の違いによるもの", "Changed by the form");
    let notation = say.one(
        "字の幅・空白・改行だけの違い（実質の変更なし）",
        "Width, white space and wraps only (nothing of substance)",
    );
    for (cause, title) in [(Cause::Form, by_form), (Cause::Notation, notation)] {
        let all: Vec<_> = of(cause).collect();
        if !all.is_empty() {
            let n = all.len();
            out.push_str(&format!("\n{}{}\n", paint.bold(title), say.own(format!("（{n} 件）"), format!(" ({n})"))));
            for change in all {
                out.push_str(&format!("  {}\n", change.label));
            }
        }
    }
    out.push_str(&tail(report, say));
    out
}

/// Words in the language of the run.
#[derive(Clone, Copy)]
struct Say {
    lang: Lang,
}

impl Say {
    fn one<'w>(self, ja: &'w str, en: &'w str) -> &'w str {
        match self.lang {
            Lang::Ja => ja,
            Lang::En => en,
        }
    }

    fn own(self, ja: String, en: String) -> String {
        match self.lang {
            Lang::Ja => ja,
            Lang::En => en,
        }
    }
}

fn tail(report: &Report, say: Say) -> String {
    let changes = report.changes.iter().filter(|c| c.cause == Cause::Author).count();
    let rows = report.rows.len();
    let mut out = say.own(
        format!("\n変更 {changes} 件、変更箇所に足りない行 {rows} 行\n"),
        format!("\n{changes} change(s); the change table lacks {rows} row(s)\n"),
    );
    for row in &report.broken_rows {
        out.push_str(&say.own(
            format!("変更箇所 {} 行目（{}）: {}\n", row.row, row.item, row.reason),
            format!("row {} of the change table ({}): {}\n", row.row, row.item, row.reason_en),
        ));
    }
    for address in &report.unproved {
        out.push_str(&say.own(
            format!("不明: {address}（行で示し切れない変更があります）\n"),
            format!("unknown: {address} (rows cannot show the change in full)\n"),
        ));
    }
    out
}

/// The words for what happened.
pub fn kind(change: &ReportChange) -> &'static str {
    match (change.cause, change.kind) {
        (Cause::Unknown, _) => "不明",
        _ if change.renamed => "改称",
        (_, ChangeKind::Added) => "追加",
        (_, ChangeKind::Removed) => "削除",
        (_, ChangeKind::Changed) => "変更",
        (_, ChangeKind::Moved) => "移動",
    }
}

/// [`kind`] in English.
fn kind_en(change: &ReportChange) -> &'static str {
    match (change.cause, change.kind) {
        (Cause::Unknown, _) => "unknown",
        _ if change.renamed => "renamed",
        (_, ChangeKind::Added) => "added",
        (_, ChangeKind::Removed) => "removed",
        (_, ChangeKind::Changed) => "changed",
        (_, ChangeKind::Moved) => "moved",
    }
}

fn head(change: &ReportChange, paint: Paint, say: Say) -> String {
    let star = if change.important { " ※" } else { "" };
    let formal: Vec<String> = change.formal.iter().map(|f| f.name().get(say.lang).to_owned()).collect();
    let formal = if formal.is_empty() {
        String::new()
    } else {
        say.own(
            format!("　形式的な変更の候補: {}", formal.join("、")),
            format!("  perhaps only formal: {}", formal.join(", ")),
        )
    };
    let kind = say.one(kind(change), kind_en(change));
    format!("{}{star}{formal}\n", paint.bold(&format!("[{kind}] {}", change.label)))
}

fn body(change: &ReportChange, width: usize, paint: Paint, say: Say) -> String {
    let mut out = String::new();
    let mut skipped = 0;
    for (at, line) in change.lines.iter().enumerate() {
        let near = change.lines[at.saturating_sub(CONTEXT)..(at + CONTEXT + 1).min(change.lines.len())]
            .iter()
            .any(|l| !l.is_same());
        if !near {
            skipped += 1;
            continue;
        }
        out.push_str(&elided(&mut skipped, say));
        out.push_str(&if width >= WIDE { beside(line, width, paint) } else { under(line, paint) });
    }
    out.push_str(&elided(&mut skipped, say));
    out
}

fn elided(skipped: &mut usize, say: Say) -> String {
    let n = std::mem::take(skipped);
    match n {
        0 => String::new(),
        n => say.own(format!("    …（同じ {n} 行）\n"), format!("    … ({n} lines alike)\n")),
    }
}

fn under(line: &ReportLine, paint: Paint) -> String {
    match (&line.old, &line.new) {
        (Some(old), Some(_)) if line.is_same() => format!("    {}\n", plain(old)),
        (old, new) => {
            let old = old.as_ref().map(|l| format!("  - {}\n", paint.runs(l))).unwrap_or_default();
            let new = new.as_ref().map(|l| format!("  + {}\n", paint.runs(l))).unwrap_or_default();
            old + &new
        }
    }
}

/// Two columns, each wrapped at its width.
fn beside(line: &ReportLine, width: usize, paint: Paint) -> String {
    let column = (width - 5) / 2;
    // The brackets around changed words take room too.
    let room = column - if paint.color { 0 } else { 8 };
    let side = |runs: &Option<Vec<Run>>| runs.as_ref().map(|r| wrap(r, room)).unwrap_or_default();
    let (left, right) = (side(&line.old), side(&line.new));
    let mark = if line.is_same() { ' ' } else { '|' };
    let mut out = String::new();
    for at in 0..left.len().max(right.len()) {
        let blank = Vec::new();
        let (l, r) = (left.get(at).unwrap_or(&blank), right.get(at).unwrap_or(&blank));
        let marks = if paint.color || l.len() < 2 { 0 } else { 4 * l.iter().filter(|r| r.mark != Mark::Same).count() };
        let used: usize = marks + l.iter().map(|run| text::width(&run.text)).sum::<usize>();
        let row = format!("  {}{:pad$} {mark} {}", paint.runs(l), "", paint.runs(r), pad = column.saturating_sub(used));
        out.push_str(row.trim_end());
        out.push('\n');
    }
    out
}

fn wrap(runs: &[Run], column: usize) -> Vec<Vec<Run>> {
    let mut out: Vec<Vec<Run>> = vec![Vec::new()];
    let mut used = 0;
    for run in runs {
        for c in run.text.chars() {
            let one = text::width(c.encode_utf8(&mut [0; 4]));
            if used + one > column {
                out.push(Vec::new());
                used = 0;
            }
            used += one;
            let Some(last) = out.last_mut() else { continue };
            match last.last_mut() {
                Some(open) if open.mark == run.mark => open.text.push(c),
                _ => last.push(Run { mark: run.mark, text: c.to_string() }),
            }
        }
    }
    out
}

fn plain(runs: &[Run]) -> String {
    runs.iter().map(|r| r.text.as_str()).collect()
}

/// Colours; without them changed words stand in brackets.
#[derive(Clone, Copy)]
struct Paint {
    color: bool,
}

impl Paint {
    fn bold(self, words: &str) -> String {
        if self.color { format!("\u{1b}[1m{words}\u{1b}[0m") } else { words.to_owned() }
    }

    fn runs(self, runs: &[Run]) -> String {
        let one = |run: &Run| match (run.mark, self.color) {
            (Mark::Same, _) => run.text.clone(),
            (Mark::Gone, true) => format!("\u{1b}[31;9m{}\u{1b}[0m", run.text),
            (Mark::New, true) => format!("\u{1b}[32;4m{}\u{1b}[0m", run.text),
            (Mark::Gone, false) => format!("[-{}-]", run.text),
            (Mark::New, false) => format!("{{+{}+}}", run.text),
        };
        // A whole line that is gone or new needs no marks inside it.
        match runs {
            [one] if !self.color => one.text.clone(),
            _ => runs.iter().map(one).collect(),
        }
    }
}
