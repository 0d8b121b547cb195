//! handlers-disagree (R-TH-06).

use super::prelude::*;
use super::threshold::{self, Demand, Facts, MANY_HANDLERS};

pub(super) const RULE: Rule = Rule {
    name: "handlers-disagree",
    group: RuleGroup::しきい値,
    severity: Severity::Warning,
    summary: (
        "取扱者数が、使用者数と委託先における取扱者数から考えられる範囲と合いません",
        "the number of handlers does not fit the users and contractors of the files",
    ),
    page: include_str!("handlers_disagree.md"),
    outside: true,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    if context.form() == FormName::基礎項目評価書 {
        return;
    }
    let Some(by_files) = threshold::handlers_by_files(context) else { return };
    let facts = Facts::of(context);
    let sum = match by_files.high {
        u64::MAX => format!("{}人以上", by_files.low),
        high => format!("{}人以上{high}人以下", by_files.low),
    };
    let (at, said) = match &facts.handlers {
        Some(stated) if stated.value.meets(by_files) => return,
        Some(stated) if std::ptr::eq(stated.document, context.assessment) => (stated.at.clone(), stated.at.said()),
        Some(stated) => {
            let Some(at) = context.files().first().and_then(|f| f.find(items::USE_BY_STAFF)) else { return };
            (at, format!("基礎項目評価書では{}", stated.at.said()))
        }
        None => match implied(context, &facts) {
            Some((at, many)) if many != (by_files.low >= MANY_HANDLERS) && !many => {
                (at, "500人未満とする結果".to_owned())
            }
            _ => return,
        },
    };
    let mut finding = out
        .at(
            &at,
            format!("取扱者数は{said}ですが、使用者数と委託先における取扱者数からは{sum}と考えられます"),
            format!("the handlers are {}, but the files say between {} and {}", at.said(), by_files.low, by_files.high),
        )
        .basis("特定個人情報保護評価に関する規則6条1項1号・2号、7条1項（取扱者数には委託先の従業者を含む）")
        .help(
            "取扱者数に委託先の従業者が含まれているか、使用者数の区分が古くないかを確かめてください",
            "check that the contractors are counted and that the brackets are current",
        );
    for file in context.files() {
        let own = file.find(items::USE_BY_STAFF);
        let contracts = file.members(items::ENTRUST_TO).into_iter().filter_map(|c| c.find(items::ENTRUST_STAFF));
        for place in own.into_iter().chain(contracts).filter(|p| p.span() != at.span()) {
            finding = finding.related(place.span(), Message::new(place.label(), place.said()));
        }
    }
    out.push(finding);
}

/// What the chosen result says about the number of handlers where the head count decides the rest.
fn implied<'a>(context: &Context<'a>, facts: &Facts<'a>) -> Option<(At<'a>, bool)> {
    let (at, stated) = threshold::chosen(context)?;
    let people = facts.people.as_ref()?.value;
    let many = match (people.low, people.high, stated) {
        (10_000.., ..=99_999, Demand::Basic) | (100_000.., ..=299_999, Demand::Focused) => false,
        _ => return None,
    };
    Some((at, many))
}
