//! procedure-from-earlier-round (R-CHG-09).

use super::claims::{self, Claim};
use super::prelude::*;
use crate::date;

pub(super) const RULE: Rule = Rule {
    name: "procedure-from-earlier-round",
    group: RuleGroup::手続,
    severity: Severity::Warning,
    summary: (
        "再実施としながら、手続の日付が前回のままです",
        "a renewed assessment carries the dates of an earlier round",
    ),
    page: include_str!("procedure_from_earlier_round.md"),
    outside: false,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    if context.form() == FormName::基礎項目評価書 || context.is_draft() {
        return;
    }
    let Some((newest, _)) = context.newest_change() else { return };
    let rows: Vec<_> =
        context.changes().into_iter().filter_map(|row| Some((row.find(items::CHANGES_DATE)?.date()?, row))).collect();
    let Some(before) = rows.iter().map(|r| r.0).filter(|d| d.latest() < newest.earliest()).max_by_key(|d| d.latest())
    else {
        return;
    };
    let claims = rows.iter().filter(|r| r.0 == newest).find_map(|r| {
        let note = r.1.find(items::CHANGES_NOTE)?;
        claims_renewal(&note.said()).then_some(note)
    });
    let Some(claim) = claims else { return };
    let mut steps = vec![(context.find(items::BASIC_DATE), "基礎項目評価の実施日")];
    if context.form() == FormName::全項目評価書 {
        steps.push((context.find(items::HEARING_PERIOD), "意見の聴取の実施日・期間"));
        steps.push((context.find(items::REVIEW_DATE), "第三者点検の実施日"));
    }
    for (at, name) in steps {
        let Some(at) = at else { continue };
        let dates: Vec<_> = date::find(&at.said()).into_iter().filter_map(|f| f.date.ok()).collect();
        let Some(last) = dates.into_iter().max_by_key(|d| d.latest()) else { continue };
        if last.latest() >= before.earliest() {
            continue;
        }
        out.push(
            out.at(
                &at,
                format!(
                    "{name}（{}）が、前回の変更（{}）より前の日付です",
                    at.said().trim(),
                    date::wareki(before.earliest())
                ),
                format!("this date is before the previous change of {}", before.earliest()),
            )
            .related(
                claim.span(),
                Message::new("最新の変更は再実施を要するものとされています", "the newest change claims a renewal"),
            )
            .basis("特定個人情報保護評価に関する規則5条1項、7条1項・4項（再実施ごとに手続を行う）、9条2項（時期だけの特例）")
            .help("今回の評価で行った手続の日付に改めてください", "state the dates of this round"),
        );
    }
}

/// Whether an explanation says that the change made a new assessment necessary.
fn claims_renewal(note: &str) -> bool {
    let plain = text::normalize(note);
    let denied = [
        "該当しない",
        "該当せず",
        "該当するものではない",
        "当たらない",
        "対象ではない",
        "対象となる項目ではない",
        "事前の提出・公表が義務付けられない",
    ];
    let claimed =
        ["重要な変更に該当する", "重要な変更に当たる", "重要な変更であ", "再実施する", "再実施し", "再実施に"];
    let emergency = claims::claim_of(&plain) == Some(Claim::Emergency);
    emergency || !denied.iter().any(|w| plain.contains(w)) && claimed.iter().any(|w| plain.contains(w))
}
