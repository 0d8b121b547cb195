//! A comparison as Markdown for a pull request comment.

use super::compare::Cause;
use super::human::kind;
use super::report::{Report, ReportChange};
use super::words::{Mark, Run};

/// Lines of one change that are shown before the rest is folded away.
const SHOWN: usize = 12;

/// The whole comparison.
pub fn text(report: &Report) -> String {
    let mut out = format!("## {}\n\n`{}` → `{}`\n\n", escape(&report.headline), report.old, report.new);
    for due in &report.verdict.due {
        let may = if due.required { "" } else { "（任意・該当するとき）" };
        out.push_str(&format!("- [ ] {}{may}　（{}）\n", escape(&due.step), escape(&due.basis)));
    }
    out.push_str("\n| | 項目 | 変更 | 形式的な変更の候補 |\n|---|---|---|---|\n");
    let told: Vec<&ReportChange> =
        report.changes.iter().filter(|c| matches!(c.cause, Cause::Author | Cause::Form | Cause::Unknown)).collect();
    for change in &told {
        let star = if change.important { "※" } else { "" };
        let formal: Vec<String> = change.formal.iter().map(|f| format!("{f:?}")).collect();
        out.push_str(&format!("| {star} | {} | {} | {} |\n", cell(&change.label), kind(change), formal.join("、")));
    }
    for change in told.iter().filter(|c| c.cause != Cause::Form) {
        out.push_str(&format!("\n### {}{}\n\n", if change.important { "※ " } else { "" }, escape(&change.label)));
        out.push_str(&body(change));
    }
    if report.verdict.notation_only > 0 {
        out.push_str(&format!(
            "\n字の幅・空白・改行だけの違い: {} 項目（実質の変更なし）\n",
            report.verdict.notation_only
        ));
    }
    if !report.rows.is_empty() {
        out.push_str(&format!(
            "\n変更箇所に足りない行: {} 行（`piac diff --write` で書き足せます）\n",
            report.rows.len()
        ));
    }
    for row in &report.broken_rows {
        out.push_str(&format!("\n- 変更箇所 {} 行目（{}）: {}\n", row.row, escape(&row.item), escape(&row.reason)));
    }
    for address in &report.unproved {
        out.push_str(&format!("\n- 不明: {}\n", escape(address)));
    }
    out
}

fn body(change: &ReportChange) -> String {
    let changed: Vec<_> = change.lines.iter().filter(|l| !l.is_same()).collect();
    let mut lines = Vec::new();
    for line in &changed {
        if let Some(old) = &line.old {
            lines.push(format!("> − {}", runs(old)));
        }
        if let Some(new) = &line.new {
            lines.push(format!("> ＋ {}", runs(new)));
        }
    }
    // Two spaces keep the lines apart.
    let joined = |lines: &[String]| lines.join("  \n") + "\n";
    if lines.len() <= SHOWN {
        return joined(&lines);
    }
    let (first, rest) = lines.split_at(SHOWN);
    format!(
        "{}\n<details><summary>続き（{} 行）</summary>\n\n{}\n</details>\n",
        joined(first),
        rest.len(),
        joined(rest)
    )
}

fn runs(runs: &[Run]) -> String {
    let whole = runs.len() == 1;
    runs.iter()
        .map(|run| {
            let words = escape(&run.text);
            match run.mark {
                _ if words.trim().is_empty() || whole => words,
                Mark::Same => words,
                Mark::Gone => format!("<del>{words}</del>"),
                Mark::New => format!("<ins>{words}</ins>"),
            }
        })
        .collect()
}

/// Markdown and HTML signs as plain characters.
fn escape(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' | '!' | '@' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

fn cell(words: &str) -> String {
    escape(words)
}
