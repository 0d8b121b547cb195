//! basic-info-of-another-edition (R-X-28): 4情報 in a document whose form prints 5情報, or the reverse.

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "basic-info-of-another-edition",
    group: RuleGroup::表記,
    severity: Severity::Info,
    summary: (
        "「4情報」「5情報」の書き方が、様式版と違います",
        "the text says 4情報 where the edition of the form has 5情報, or the reverse",
    ),
    page: include_str!("basic_info_of_another_edition.md"),
    outside: false,
    check: Some(check),
};

/// The four items of the electronic certificate and of 住民基本台帳法 stay four.
const FIXED: [&str; 7] =
    ["券面", "電子証明書", "公的個人認証", "住民基本台帳法", "住基法", "基本4情報検索", "ICチップ"];

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let set = context.assessment.form.find(items::FILE_MAIN_ITEMS).and_then(|item| item.choices());
    let Some(label) = set.and_then(|s| Some(s.choices[s.index_of("basic_info")?].label.as_str())) else { return };
    let (right, wrong) = match text::normalize(label).starts_with('5') {
        true => ("5情報", ["4情報", "４情報", "四情報"]),
        false => ("4情報", ["5情報", "５情報", "五情報"]),
    };
    let mut found = Vec::new();
    for passage in context.passages() {
        for word in wrong.into_iter().filter(|word| passage.text.contains(word)) {
            for (at, _) in passage.text.match_indices(word) {
                let digit = passage.text[..at].chars().next_back().is_some_and(|c| c.is_numeric());
                let start = passage.text[..at].rfind(['。', '\n']).unwrap_or(0);
                let end = passage.text[at..].find(['。', '\n']).map_or(passage.text.len(), |i| at + i);
                if digit || FIXED.iter().any(|w| passage.text[start..end].contains(w)) {
                    continue;
                }
                found.push((passage, passage.span(&context.assessment.source, at..at + word.len()), word));
            }
        }
    }
    let Some((passage, span, word)) = found.first() else { return };
    let mut finding = out
        .span(
            &passage.at,
            *span,
            format!("「{word}」とありますが、{}では「{right}」です", context.assessment.form.describe()),
            format!("the edition of the form has {right}"),
        )
        .basis("様式（主な記録項目）")
        .help(
            format!("様式の改正に合わせるなら「{right}」に直してください"),
            format!("write {right} to follow the edition"),
        );
    for (_, more, _) in found.iter().skip(1).take(9) {
        finding = finding.related(*more, Message::new("ここも", "here too"));
    }
    out.push(finding);
}
