//! outdated-schedule (RULES.md F): 別表第一 or 別表第二 after they were replaced.

use super::cited::{self, Cited};
use super::prelude::*;
use crate::date::wareki;
use crate::law::cite::Target;
use crate::law::{self, Confidence, TABLES_REPLACED, Table};

pub(super) const RULE: Rule = Rule {
    name: "outdated-schedule",
    group: RuleGroup::法令,
    severity: Severity::Error,
    summary: (
        "番号法の別表第一・別表第二は、令和6年5月27日になくなりました",
        "別表第一 and 別表第二 were replaced on 2024-05-27",
    ),
    page: include_str!("outdated_schedule.md"),
    outside: false,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let Some(day) = cited::day(context).filter(|day| day.on >= TABLES_REPLACED) else { return };
    let cites = cited::all(context);
    // One finding for one list of rows.
    for list in cites.chunk_by(|a, b| std::ptr::eq(a.passage, b.passage) && a.cite.list == b.cite.list) {
        let (first, last) = (&list[0], &list[list.len() - 1]);
        let (Target::Row(table, _) | Target::Table(table)) = &first.cite.target else { continue };
        if table.in_force(day.on) {
            continue;
        }
        let (ja, en, help) = successors(*table, list, day.on);
        let range = first.cite.range.start..last.cite.range.end;
        let span = first.passage.span(&context.assessment.source, range);
        out.push(
            out.span(
                &first.passage.at,
                span,
                format!("番号法の{}は{}になくなりました{ja}", table.name(), wareki(TABLES_REPLACED)),
                format!("{} was replaced on {TABLES_REPLACED}{en}", table.name()),
            )
            .related(day.at.span(), Message::new("この日付の条文で判断", "judged by the law of this day"))
            .basis("番号法の令和6年5月27日施行の改正（令和5年法律第48号）")
            .help(help.ja, help.en),
        );
    }
}

/// What the rows of a list became: for the message, and as the way out.
fn successors(table: Table, list: &[Cited<'_, '_>], on: jiff::civil::Date) -> (String, String, Message) {
    let (mut ja, mut en, mut new, mut sure) = (Vec::new(), Vec::new(), Vec::new(), true);
    for cited in list {
        let Target::Row(_, item) = &cited.cite.target else { continue };
        match law::successor(table, item, on) {
            Some((to, Some(row), confidence)) => {
                sure &= confidence == Confidence::Exact;
                let likely = if confidence == Confidence::Exact { "" } else { "おそらく" };
                ja.push(format!("{item}の項→{likely}{}", to.item(row)));
                en.push(format!("{item} is now {}", to.item(row)));
                new.push(to.item(row));
            }
            Some((to, None, Confidence::Deleted)) => {
                ja.push(format!("{item}の項→削除されていた項です（{}にありません）", to.name()));
                en.push(format!("{item} had been deleted"));
            }
            _ => {
                ja.push(format!("{item}の項→対応する項を確認できません"));
                en.push(format!("no counterpart of {item} is known"));
            }
        }
    }
    let help = if new.is_empty() {
        let (name, to) = match table {
            Table::First => ("別表の主務省令で定める事務を定める命令", "別表"),
            _ => ("番号法第19条第8号に基づく利用特定個人情報の提供に関する命令", "同命令第2条の表"),
        };
        Message::new(format!("今の法令（{to}、{name}）の番号に直してください"), format!("cite {name} instead"))
    } else {
        let check = if sure { "" } else { "（機械的な対応付けです。条文で確かめてください）" };
        Message::new(format!("{}に直してください{check}", new.join("、")), format!("write {}", new.join(", ")))
    };
    if ja.is_empty() {
        return (String::new(), String::new(), help);
    }
    (format!("。{}", ja.join("、")), format!("; {}", en.join(", ")), help)
}
