//! The plan as CSV (RFC 4180) for spreadsheets: with a byte order mark, so that they read UTF-8, and
//! without a cell that a spreadsheet would take for a formula.

use super::Plan;

/// The plan; groups of columns stand in front of their headings.
pub fn table(plan: &Plan) -> String {
    let heading = |c: &super::Column| match &c.group {
        Some(group) => format!("{group}　{}", c.label),
        None => c.label.clone(),
    };
    let mut out = String::from('\u{feff}');
    line(plan.columns.iter().map(heading), &mut out);
    for row in &plan.rows {
        line(row.iter().cloned(), &mut out);
    }
    out
}

fn line(cells: impl Iterator<Item = String>, out: &mut String) {
    out.push_str(&cells.map(|c| cell(&c)).collect::<Vec<_>>().join(","));
    out.push_str("\r\n");
}

/// A quoted cell. What begins like a formula gets an apostrophe, which spreadsheets do not show; a
/// leading space does not hide a formula from all of them, and full-width signs count as theirs.
pub fn cell(value: &str) -> String {
    let begins = value.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '|', '%'])
        || value.starts_with(['\t', '\r', '\n']);
    let guard = if begins { "'" } else { "" };
    format!("\"{guard}{}\"", value.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_starts_a_formula() {
        for formula in ["=1+1", "+1", "-1", "@a", "\t=1", " =1", "＝1", "－"] {
            assert!(cell(formula).starts_with("\"'"), "{formula}");
        }
        assert_eq!(cell("甲\"乙\""), "\"甲\"\"乙\"\"\"");
    }
}
