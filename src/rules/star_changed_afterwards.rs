//! star-changed-afterwards (R-CHG-04): an item with ※ was changed and submitted afterwards, without a ground.

use super::claims::Claim;
use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "star-changed-afterwards",
    group: RuleGroup::変更箇所,
    severity: Severity::Warning,
    summary: (
        "※の項目の変更が「事後」の提出で、理由が説明されていません",
        "an item with ※ was submitted afterwards without a ground",
    ),
    page: include_str!("star_changed_afterwards.md"),
    outside: false,
    check: Some(check),
};

/// Words of the grounds on which 事後 is right: no 重要な変更 (指針), or 規則9条2項.
const GROUNDS: [&str; 40] = [
    "該当しない",
    "該当せず",
    "当たらない",
    "あたらない",
    "当たらず",
    "あたらず",
    "重要な変更ではない",
    "重要な変更でない",
    "重大な変更ではない",
    "誤字",
    "脱字",
    "誤記",
    "誤り",
    "軽微",
    "形式",
    "名称",
    "組織",
    "機構改革",
    "人事",
    "項ずれ",
    "項番",
    "条ずれ",
    "改正",
    "様式",
    "変動させ",
    "軽減",
    "9条2項",
    "第9条第2項",
    "緊急",
    "災害",
    "やむを得",
    "文言",
    "表記",
    "字句",
    "時点修正",
    "記載の整理",
    "記載内容の整理",
    "修正",
    "訂正",
    "しきい値",
];

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    if context.form() == FormName::基礎項目評価書 {
        return;
    }
    for row in context.rows() {
        if row.star() != Some(true) || row.afterwards != Some(true) {
            continue;
        }
        let words = row.note_words();
        let admitted = row.claim == Some(Claim::Important);
        let ground = !admitted && GROUNDS.iter().any(|ground| words.contains(ground));
        if ground {
            continue;
        }
        let timing = row.scope.find(items::CHANGES_TIMING);
        let Some(at) = timing.or(row.item.clone()) else { continue };
        let (ja, en) = match words.is_empty() || text::is_explicit_none(words) {
            true => ("提出時期に係る説明がありません", "there is no explanation"),
            false if admitted => ("説明も重要な変更に該当するとしています", "the explanation calls it a 重要な変更"),
            false => (
                "説明に、重要な変更に当たらない理由も緊急時の事後評価の適用もありません",
                "the explanation gives no ground",
            ),
        };
        let mut finding = out
            .at(
                &at,
                format!("「{}」は※の項目ですが、提出時期が「事後」で、{ja}", row.title()),
                format!("{} carries ※ and was submitted afterwards; {en}", row.title()),
            )
            .basis("特定個人情報保護評価に関する規則11条、9条1項・2項、指針第６の２")
            .help(
                "重要な変更なら「事前」です。当たらないならその理由（誤字の修正、リスクを相当程度変動させるものではない等）を書いてください",
                "a 重要な変更 is submitted before; otherwise say why it is none",
            );
        if let Some(note) = row.note.as_ref().filter(|n| n.says_something()) {
            finding = finding.related(note.span(), Message::new("提出時期に係る説明", "the explanation"));
        }
        out.push(finding);
    }
}
