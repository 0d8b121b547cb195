//! unresolved-change-item (R-TBL-02): a 項目 that is not exactly one item of the form.

use super::prelude::*;
use crate::assessment::named::Named;

pub(super) const RULE: Rule = Rule {
    name: "unresolved-change-item",
    group: RuleGroup::変更箇所,
    severity: Severity::Warning,
    summary: (
        "変更箇所の「項目」が、様式のどの項目か分かりません",
        "a 項目 of the change table names no item of the form",
    ),
    page: include_str!("unresolved_change_item.md"),
    outside: false,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    for row in context.rows() {
        if row.lost
            && let Some(at) = row.scope.find(items::CHANGES_TARGET)
        {
            let said = at.said();
            let mut finding = out
                .at(&at, format!("対象「{said}」にあたる項目がこの評価書にありません"), format!("{said} leads nowhere"))
                .basis(BASIS)
                .help("キーの並びと、[ ] の中の名前を確かめてください", "check the keys and the names in brackets");
            // The place may have been removed since.
            finding.severity = Severity::Info;
            out.push(finding);
        }
        let Some(at) = row.item.as_ref().filter(|at| at.says_something() && !row.by_address) else { continue };
        let said = row.title();
        let (ja, en, help) = match &row.named {
            Named::One(_) => continue,
            Named::All(parts) if !parts.is_empty() => continue,
            Named::All(_) => {
                let mut finding = out
                    .at(at, format!("「{said}」は、一つの項目を指していません"), format!("{said} is not one item"))
                    .basis(BASIS)
                    .help(
                        "変えた項目ごとに行を分けて書くと、本文と照らし合わせることができます",
                        "a row for each changed item can be compared with the text",
                    );
                finding.severity = Severity::Info;
                out.push(finding);
                continue;
            }
            Named::Misnamed(item) if item.children.len() > 1 => (
                format!("「{said}」: {}の中に、その名前の項目はありません", item.title()),
                format!("{} has no item of that name", item.title()),
                Message::new("様式の番号と項目名で書いてください", "write number and label as printed"),
            ),
            Named::Misnamed(item) => (
                format!("「{said}」: {}は「{}」です", item.number, item.name()),
                format!("{} is {}", item.number, item.name()),
                Message::new(
                    format!("番号か名前を直してください（様式の項目名は「{}」です）", item.title()),
                    format!("correct number or name; the form says {}", item.title()),
                ),
            ),
            Named::Many(items) => {
                let names: Vec<String> = items.iter().take(4).map(|item| item.title()).collect();
                (
                    format!("「{said}」は、{}のどれか分かりません", names.join("、")),
                    format!("{said} can be any of {}", names.join(", ")),
                    Message::new(
                        "見出しも書いて、一つの項目に決まるようにしてください",
                        "add the headings that tell it apart",
                    ),
                )
            }
            Named::None => (
                format!("「{said}」にあたる項目が{}にありません", context.form()),
                format!("the form has no item {said}"),
                Message::new(
                    "様式の番号と項目名で書いてください（例: Ⅱ３④ 入手に係る妥当性）",
                    "write number and label as printed",
                ),
            ),
        };
        out.push(out.at(at, ja, en).basis(BASIS).help(help.ja, help.en));
    }
}

const BASIS: &str = "特定個人情報保護評価指針第６の２（変更箇所欄への記載）";
