//! personal-name-in-post (R-X-29).

use jiff::civil;

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "personal-name-in-post",
    group: RuleGroup::選択,
    severity: Severity::Warning,
    summary: ("所属長の役職名に、個人の氏名が書かれています", "a personal name stands where a post is asked for"),
    page: include_str!("personal_name_in_post.md"),
    outside: false,
    check: Some(check),
};

/// The first day of the form of 平成30年5月.
const ASKS_FOR_POST: civil::Date = civil::date(2019, 1, 1);

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let id = if context.form() == FormName::基礎項目評価書 {
        items::RELATED_SECTION_HEAD
    } else {
        items::SECTION_HEAD
    };
    let Some(at) = context.find(id) else { return };
    // The form before asked for the name (所属長).
    if context.document_date().is_some_and(|(date, _)| date.latest() < ASKS_FOR_POST) {
        return;
    }
    let Some(words) = at.words() else { return };
    for line in words.lines() {
        let Some(name) = personal_name(line) else { continue };
        let start = name.as_ptr() as usize - words.as_ptr() as usize;
        out.push(
            out.words(
                &at,
                start..start + name.len(),
                format!("役職名の項目ですが、氏名らしい「{name}」が書かれています"),
                "this item asks for a post, but holds what looks like a name",
            )
            .basis("様式（所属長の役職名。平成30年5月の様式から氏名は書かない）")
            .help("役職名だけを書いてください", "write the post alone"),
        );
    }
}

/// What follows a post: 「健康増進課長　山田 花子」.
fn personal_name(line: &str) -> Option<&str> {
    let line = line.trim();
    let end = line.match_indices(['長', '監', '官', '事', '幹']).map(|(at, m)| at + m.len()).find(|&end| {
        let rest = &line[end..];
        let spaced = rest.starts_with(['　', ' ', '：', ':']);
        let name = rest.trim_start_matches(['　', ' ', '：', ':']);
        let letters = name.chars().filter(|c| !c.is_whitespace()).count();
        let plain = name.chars().all(|c| c.is_whitespace() || is_name(c));
        let post = [
            "課",
            "部",
            "局",
            "室",
            "長",
            "所",
            "係",
            "監",
            "官",
            "幹",
            "兼",
            "及",
            "担当",
            "支",
            "区",
            "センター",
            "校",
        ];
        let least = if spaced { 2 } else { 3 };
        plain && (least..=6).contains(&letters) && !post.iter().any(|p| name.contains(p))
    })?;
    Some(line[end..].trim_start_matches(['　', ' ', '：', ':']))
}

fn is_name(c: char) -> bool {
    matches!(c as u32, 0x3041..=0x309f | 0x30a1..=0x30fa | 0x3005 | 0x4e00..=0x9fff)
}
