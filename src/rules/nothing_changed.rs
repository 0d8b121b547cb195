//! nothing-changed (R-TBL-04): 変更前 and 変更後 say the same.

use super::prelude::*;
use super::truncated_change_cell;

pub(super) const RULE: Rule = Rule {
    name: "nothing-changed",
    group: RuleGroup::変更箇所,
    severity: Severity::Error,
    summary: ("変更前と変更後の記載が同じです", "変更前 and 変更後 are the same"),
    page: include_str!("nothing_changed.md"),
    outside: false,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    for row in context.rows() {
        let (Some(was), Some(is), Some(at)) = (&row.was, &row.is, &row.after) else {
            continue;
        };
        if was.plain != is.plain || is.only_describes() {
            continue;
        }
        let (before, after) = (&was.words, &is.words);
        let exact = before.trim() == after.trim();
        let (ja, en) = match exact {
            true => ("変更前と変更後の記載が同じです", "nothing changed between 変更前 and 変更後"),
            false => ("変更前と変更後は、字の幅・空白・記号だけが違います", "only width, space or marks differ"),
        };
        let mut finding = out
            .at(at, format!("「{}」の{ja}", row.title()), en)
            .basis("特定個人情報保護評価指針第６の２（変更箇所欄への記載）")
            .help("変わったところが分かる記載にするか、行を消してください", "show what changed, or remove the row");
        if let Some(before) = &row.before {
            finding = finding.related(before.span(), Message::new("変更前の記載", "変更前"));
        }
        // Where both break off, what changed may stand in the part that is missing.
        if !exact || truncated_change_cell::cut(after).is_some() || breaks_off(after) {
            finding.severity = Severity::Info;
        }
        out.push(finding);
    }
}

/// Whether a long text does not end where a sentence or an item ends.
fn breaks_off(words: &str) -> bool {
    let plain = words.trim_end();
    plain.chars().count() > 120 && plain.contains('。') && !plain.ends_with(['。', '）', ')', '」', '＞', '>', '略'])
}
