//! persons-exceed-file (R-X-19).

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "persons-exceed-file",
    group: RuleGroup::整合,
    severity: Severity::Warning,
    summary: (
        "委託・提供・移転する本人の数が、ファイルの本人の数と合いません",
        "more persons are handed over than the file holds",
    ),
    page: include_str!("persons_exceed_file.md"),
    outside: false,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    for file in context.files() {
        let Some(all) = file.find(items::FILE_PERSONS) else { continue };
        let lists = [
            (items::ENTRUST_TO, items::ENTRUST_PERSONS),
            (items::PROVIDE_TO, items::PROVIDE_TO_PERSONS),
            (items::TRANSFER, items::TRANSFER_PERSONS),
        ];
        for (list, persons) in lists {
            for member in file.members(list) {
                let Some(at) = member.find(persons) else { continue };
                judge(&all, &at, member.find(items::ENTRUST_SCOPE).as_ref(), out);
            }
        }
    }
}

fn judge(all: &At<'_>, at: &At<'_>, scope: Option<&At<'_>>, out: &mut Findings<'_>) {
    let (Some(most), Some(here)) = (all.answer.choice(), at.answer.choice()) else { return };
    let whole = scope.and_then(At::choice) == Some("all");
    let (ja, en) = if here > most {
        (format!("「{}」は、ファイルの本人の数「{}」を超えています", at.said(), all.said()), "more than the file holds")
    } else if whole && here < most {
        (
            format!(
                "ファイルの全体を委託するのに、本人の数「{}」がファイルの「{}」より少なくなっています",
                at.said(),
                all.said()
            ),
            "the whole file is handed over, but fewer persons",
        )
    } else {
        return;
    };
    let mut finding = out.at(at, ja, en).related(all.span(), Message::new("ファイルの対象となる本人の数", "the file"));
    if let Some(scope) = scope.filter(|_| whole) {
        finding = finding.related(scope.span(), Message::new(scope.said(), "the whole file"));
    }
    out.push(
        finding
            .basis("様式（対象となる本人の数、取扱いを委託する特定個人情報ファイルの範囲）")
            .help("区分か、委託する範囲を直してください", "correct the bracket or the scope"),
    );
}
