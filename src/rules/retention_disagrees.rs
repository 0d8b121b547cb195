//! retention-disagrees (R-X-20).

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "retention-disagrees",
    group: RuleGroup::整合,
    severity: Severity::Warning,
    summary: (
        "保管期間が、ほかに書かれた年数と合いません",
        "the retention period does not fit the years stated elsewhere",
    ),
    page: include_str!("retention_disagrees.md"),
    outside: false,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    for file in context.files() {
        let Some(term) = file.find(items::STORAGE_TERM) else { continue };
        let Some(choice) = term.choice() else { continue };
        let Some((low, high)) = years_of(choice) else { continue };
        for id in [items::STORAGE_TERM_REASON, items::STORAGE_ERASE, items::ERASE_PROCEDURE_DETAIL] {
            // 定められていない leaves room for an inner rule; only the reason can contradict it.
            if choice == "undefined" && id != items::STORAGE_TERM_REASON {
                continue;
            }
            let Some(at) = file.find(id) else { continue };
            let Some(words) = at.words() else { continue };
            let stated = stated_years(&words);
            // What may still be corrected that many years back must be kept as long, or longer.
            let back = stated_before(&words, &["遡及", "さかのぼ", "遡って"]);
            let told = stated_before(&words, &[""]).iter().any(|(years, _)| (low..=high).contains(years));
            let stated: Vec<_> = match stated.is_empty() && !told && id == items::STORAGE_TERM_REASON {
                true => back.into_iter().filter(|(years, _)| *years > high).collect(),
                false => stated,
            };
            // Several systems may keep for different times: one fitting number is enough.
            let Some((years, range)) = stated.first().filter(|_| !stated.iter().any(|(y, _)| (low..=high).contains(y)))
            else {
                continue;
            };
            out.push(
                out.words(
                    &at,
                    range.clone(),
                    format!("「{years}年」とありますが、保管期間は「{}」です", term.said()),
                    format!("this says {years} years, the period is {}", term.said()),
                )
                .related(term.span(), Message::new("保管期間", "the period"))
                .basis("様式（保管期間、その妥当性、消去手順）、番号法20条")
                .help("どちらが正しいかを確かめ、合わせてください", "make the two agree"),
            );
        }
    }
}

/// The whole years behind a choice of 保管期間; 定められていない fits no number.
fn years_of(choice: &str) -> Option<(u32, u32)> {
    match choice {
        "lt1" => Some((0, 0)),
        "n1" => Some((1, 1)),
        "n2" => Some((2, 2)),
        "n3" => Some((3, 3)),
        "n4" => Some((4, 4)),
        "n5" => Some((5, 5)),
        "n6_10" => Some((6, 9)),
        "n10_20" => Some((10, 19)),
        "ge20" => Some((20, 1000)),
        "undefined" => Some((u32::MAX, u32::MAX)),
        _ => None,
    }
}

/// What is kept beside the file itself, often for another time.
const BESIDE: [&str; 12] = [
    "帳票",
    "紙",
    "申請書",
    "届出書",
    "届書",
    "請求書",
    "書類",
    "ログ",
    "操作記録",
    "操作履歴",
    "アクセス記録",
    "バックアップ",
];

/// The years of sentences about keeping: 「5年間保存」「保存期間は5年」「7年を経過した」.
fn stated_years(words: &str) -> Vec<(u32, std::ops::Range<usize>)> {
    stated_before(words, &KEPT)
}

/// What follows the years for which something is kept.
const KEPT: [&str; 12] =
    ["保存", "保管", "保有", "を経過", "経過", "が経過", "を過ぎ", "を超え", "は保", "、保", "とする", "と定"];

/// The years right before some words, or after a word that means a period.
fn stated_before(words: &str, follow: &[&str]) -> Vec<(u32, std::ops::Range<usize>)> {
    let mut found = Vec::new();
    for (at, _) in words.match_indices('年') {
        let before = &words[..at];
        let digit = |c: &char| c.is_ascii_digit() || ('０'..='９').contains(c);
        let width: usize = before.chars().rev().take_while(digit).map(char::len_utf8).sum();
        let Ok(years) = text::normalize(&before[at - width..]).parse::<u32>() else { continue };
        // 平成5年, 令和8年4月 and 2016年 are dates.
        let head = &before[..at - width];
        if years > 100 || ["平成", "令和", "昭和", "第"].iter().any(|e| head.ends_with(e)) {
            continue;
        }
        let rest = words[at + '年'.len_utf8()..].trim_start_matches("間");
        let sentence = head.rfind(['。', '\n']).map_or(head, |i| &head[i..]);
        if BESIDE.iter().any(|w| sentence.contains(w)) {
            continue;
        }
        let kept = follow.iter().any(|w| rest.starts_with(w));
        let term = ["期間は", "期間を", "期間が", "保存年限は", "期限は"].iter().any(|w| head.ends_with(w));
        if kept || term {
            found.push((years, at - width..at + '年'.len_utf8()));
        }
    }
    found
}
