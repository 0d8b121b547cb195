//! truncated-change-cell (R-TBL-06): a cell that ends in the middle of a sentence.

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "truncated-change-cell",
    group: RuleGroup::変更箇所,
    severity: Severity::Warning,
    summary: (
        "変更前・変更後の記載が、文の途中で切れています",
        "a cell of the change table ends in the middle of a sentence",
    ),
    page: include_str!("truncated_change_cell.md"),
    outside: false,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    for row in context.rows() {
        let cells = [("変更前", &row.was, &row.before), ("変更後", &row.is, &row.after)];
        for (name, words, at) in cells {
            let (Some(words), Some(at)) = (words, at) else { continue };
            let Some(end) = cut(&words.words) else { continue };
            out.push(
                out.at(
                    at,
                    format!("「{}」の{name}の記載が「…{end}」で切れています", row.title()),
                    format!("the cell ends in the middle of a sentence: {end}"),
                )
                .basis("特定個人情報保護評価指針第６の２（変更箇所欄への記載）")
                .help(
                    "終わりまで書くか、省くところに「（以下略）」と書いてください",
                    "write it to the end, or say 以下略",
                ),
            );
        }
    }
}

/// The last words of a text that stops in the middle of a sentence.
pub(super) fn cut(words: &str) -> Option<String> {
    let plain = words.trim_end();
    let end = |n: usize| -> String { plain.chars().rev().take(n).collect::<Vec<_>>().into_iter().rev().collect() };
    let whole = ["もの", "こと", "まで", "など", "ほか", "とも", "では", "には", "ては"];
    if plain.chars().count() < 20 || whole.iter().any(|word| plain.ends_with(word)) {
        return None;
    }
    let particle =
        plain.ends_with(['を', 'が', 'は', 'の', 'に', 'と', 'で', 'へ', 'や', '、', '，', '（', '(', '「', '『']);
    let count = |open: [char; 2]| plain.matches(open).count();
    // A bracket opened near the end and never closed; a stray one further up is another fault.
    let opened = plain.rfind(['（', '(', '「']).is_some_and(|at| !plain[at..].contains(['）', ')', '」']))
        && (count(['（', '(']) > count(['）', ')']) || count(['「', '『']) > count(['」', '』']))
        && !plain.ends_with(['。', '）', ')']);
    (particle || opened).then(|| end(12))
}
