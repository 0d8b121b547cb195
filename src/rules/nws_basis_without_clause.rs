//! nws-basis-without-clause (R-X-02).

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "nws-basis-without-clause",
    group: RuleGroup::選択,
    severity: Severity::Warning,
    summary: (
        "情報連携の根拠に、番号法19条8号・9号がありません",
        "the basis of the exchange does not cite article 19 (8) or (9)",
    ),
    page: include_str!("nws_basis_without_clause.md"),
    outside: false,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let basic = context.form() == FormName::基礎項目評価書;
    let (has, basis) =
        if basic { (items::RELATED_NWS_HAS, items::RELATED_NWS_BASIS) } else { (items::NWS_HAS, items::NWS_BASIS) };
    let (Some(has), Some(at)) = (context.find(has), context.find(basis)) else { return };
    let Some(words) = at.words() else { return };
    if has.choice() != Some("do") || cites(&words) || words.contains("〔共通記載") || refers_away(&words) {
        return;
    }
    out.push(
        out.at(
            &at,
            "情報連携を実施するとしていますが、番号法第19条第8号（条例による事務は第9号）が書かれていません",
            "the exchange is carried out, but article 19 (8) or (9) of the Act is not cited",
        )
        .related(has.span(), Message::new("「実施する」はここ", "carried out"))
        .basis("番号法19条8号・9号")
        .help(
            "番号法第19条第8号と、同号に基づく命令の表の項を書いてください",
            "cite article 19 (8) and the rows of the order under it",
        ),
    );
}

/// Whether item 8 or 9 (until 2021-08-31: 7 or 8) of article 19 is cited in any way of writing.
/// Which of them is right on which day is another rule's question.
fn cites(words: &str) -> bool {
    let plain = text::normalize(words).replace("十九", "19").replace(['第', '「', '」'], "");
    let items = ["7", "8", "9", "七", "八", "九"];
    plain.match_indices("19条").any(|(at, found)| {
        let rest: String = plain[at + found.len()..].chars().take(40).collect();
        items.iter().any(|n| rest.contains(&format!("{n}号")))
    }) || plain.contains("19(8)")
        || plain.contains("19-8")
}

fn refers_away(words: &str) -> bool {
    ["別紙", "別添"].iter().any(|w| words.contains(w))
}
