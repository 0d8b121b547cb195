//! unknown-system (R-X-25).

use std::cell::LazyCell;

use super::Passage;
use super::headings;
use super::prelude::*;
use super::systems;

pub(super) const RULE: Rule = Rule {
    name: "unknown-system",
    group: RuleGroup::整合,
    severity: Severity::Warning,
    summary: (
        "措置の見出しにあるシステムが、使用するシステムにありません",
        "a heading names a system that is not among those used",
    ),
    page: include_str!("unknown_system.md"),
    outside: false,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    if context.form() == FormName::基礎項目評価書 {
        return;
    }
    let all = context.systems();
    if all.is_empty() {
        return;
    }
    let passages = context.passages();
    let names: Vec<String> = all.iter().flat_map(|system| system.names()).collect();
    let known = LazyCell::new(|| known(context, passages));
    let mut told: Vec<String> = Vec::new();
    for passage in passages {
        for (name, range) in headings(&passage.text) {
            let plain = systems::plain(name);
            let heard = names.iter().any(|n| n.contains(&plain) || plain.contains(n.as_str()));
            // The fact is one, however many headings show it.
            if heard || told.contains(&plain) || is_a_box(context, &plain) {
                continue;
            }
            let explained = known.contains(&plain);
            told.push(plain);
            let systems: Vec<_> = all.iter().map(|s| s.name.said().trim().to_owned()).collect();
            let (ja, en) = match explained {
                true => ("使用するシステムにありません", "is not among the systems"),
                false => (
                    "使用するシステムにも、ほかの文にも説明がありません",
                    "is neither among the systems nor explained anywhere",
                ),
            };
            let mut finding = out.span(
                &passage.at,
                passage.span(&context.assessment.source, range),
                format!("「{name}」は、{ja}"),
                format!("{name} {en}"),
            );
            // A platform or a system of another body may rightly stand in the text alone.
            if explained {
                finding.severity = Severity::Info;
            }
            out.push(
                finding
                    .related(
                        all[0].name.span(),
                        Message::new(format!("使用するシステム: {}", systems.join("、")), "the systems"),
                    )
                    .basis("様式（特定個人情報ファイルを取り扱う事務において使用するシステム）")
                    .help(
                        "システムの名称をそろえるか、使用するシステムに加えてください",
                        "use the same name, or add the system",
                    ),
            );
        }
    }
}

/// Whether the form itself has the name, as a box: 庁内連携システム.
fn is_a_box(context: &Context<'_>, plain: &str) -> bool {
    let sets = context.assessment.form.items().filter_map(|item| item.choices());
    sets.flat_map(|set| set.labels()).any(|label| systems::plain(label).contains(plain))
}

/// Everything in which a system can be introduced besides Ⅰ２: all text but the headings themselves.
fn known(context: &Context<'_>, passages: &[Passage<'_>]) -> String {
    let mut all = String::new();
    for passage in passages {
        let mut rest = passage.text.clone().into_owned();
        for (_, range) in headings(&passage.text).into_iter().rev() {
            rest.replace_range(range, "");
        }
        all.push_str(&systems::plain(&rest));
    }
    // Passages shared between assessments may introduce a system that this file does not show.
    if context.assessment.source.text().contains("共通記載:") {
        all.push_str("中間サーバ・プラットフォーム");
    }
    all
}

/// The systems that block headings name: ＜健康管理システムにおける措置＞.
fn headings(words: &str) -> Vec<(&str, std::ops::Range<usize>)> {
    headings::names(words, &["における", "に係る", "での", "に関する", "の措置"], is_a_system)
}

/// Only a proper name of a system can be unknown.
fn is_a_system(name: &str) -> bool {
    let ends = ["システム", "サーバー", "サーバ", "基盤"].iter().any(|e| name.ends_with(e));
    let general = ["その他", "各", "当該", "本", "他の", "既存", "業務", "関係", "上記", "以外", "等", "及び"];
    ends && name.chars().count() >= 6 && !general.iter().any(|g| name.contains(g))
}
