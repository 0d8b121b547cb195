//! threshold-undetermined (R-TH-06: 判定不能).

use super::prelude::*;
use super::threshold::{self, Facts};

pub(super) const RULE: Rule = Rule {
    name: "threshold-undetermined",
    group: RuleGroup::しきい値,
    severity: Severity::Info,
    summary: (
        "分かっている事実からは、しきい値判断の結果が一つに決まりません（判定不能）",
        "the known facts do not decide the threshold judgement",
    ),
    page: include_str!("threshold_undetermined.md"),
    outside: true,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let Some((at, stated)) = threshold::chosen(context) else { return };
    let facts = Facts::of(context);
    let possible = facts.possible();
    if possible.len() < 2 || !possible.contains(&stated) {
        return;
    }
    let mut missing = Vec::new();
    if facts.handlers.is_none() {
        missing.push("取扱者数");
    }
    if facts.incident.is_none() {
        missing.push("過去1年以内の重大事故の有無");
    }
    let missing = missing.join("と");
    let all: Vec<_> = possible.iter().map(|d| d.words().0).collect();
    out.push(
        out.at(
            &at,
            format!("{missing}が分からないので、結果を確かめられません（判定不能: 「{}」のどれか）", all.join("」「")),
            "the facts known here leave several results possible, so this one cannot be confirmed",
        )
        .basis("特定個人情報保護評価に関する規則6条1項、7条1項")
        .help(
            "「しきい値判断項目」に対象人数・取扱者数・重大事故を書くか（印刷されません）、同じ評価書番号の基礎項目評価書を置いてください",
            "state the facts under しきい値判断項目 (not printed), or keep the basic assessment beside this one",
        ),
    );
}
