//! record-count-mismatch (R-X-04).

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "record-count-mismatch",
    group: RuleGroup::整合,
    severity: Severity::Error,
    summary: ("記録される項目の区分が、記録項目の数と合いません", "the bracket of record items does not fit the list"),
    page: include_str!("record_count_mismatch.md"),
    outside: false,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    for file in context.files() {
        totals(&file, out);
        let Some(at) = file.find(items::FILE_ITEMS) else { continue };
        let Some(bracket) = at.choice().and_then(range) else { continue };
        let Some((low, high)) = count(&file) else { continue };
        if low <= bracket.1 && bracket.0 <= high {
            continue;
        }
        let Some(records) = file.find(items::RECORDS) else { continue };
        out.push(
            out.at(
                &at,
                format!("記録される項目は「{}」ですが、記録項目は {low} 項目書かれています", at.said()),
                format!("this says {}, but {low} record items are listed", at.said()),
            )
            .related(records.key_span(), Message::new(format!("記録項目 {low} 項目"), format!("{low} items")))
            .basis("様式（記録される項目、全ての記録項目）")
            .help("区分を選び直すか、記録項目の漏れを直してください", "correct the bracket or the list"),
        );
    }
}

/// The numbers behind the choices of 記録される項目.
fn range(choice: &str) -> Option<(usize, usize)> {
    match choice {
        "lt10" => Some((0, 9)),
        "n10_50" => Some((10, 49)),
        "n50_100" => Some((50, 99)),
        "ge100" => Some((100, usize::MAX)),
        _ => None,
    }
}

/// The least and the greatest number of items the lists can mean: one string may hold several.
fn count(file: &Scope<'_>) -> Option<(usize, usize)> {
    let (mut low, mut high) = (0, 0);
    for group in file.members(items::RECORDS) {
        let list = group.find(items::RECORDS_ITEMS)?;
        let Some(Value::Strings(names)) = list.answer.value() else { return None };
        for (name, _) in names {
            if ["別紙", "別添", "参照", "のとおり"].iter().any(|w| name.contains(w)) {
                return None;
            }
            low += 1;
            high += pieces(name);
        }
    }
    (low > 0).then_some((low, high))
}

/// How many names one string can hold: separators inside brackets only explain.
fn pieces(name: &str) -> usize {
    let mut depth = 0usize;
    let mut pieces = 1;
    for c in name.trim().chars() {
        match c {
            '（' | '(' => depth += 1,
            '）' | ')' => depth = depth.saturating_sub(1),
            '、' | ',' | '，' | '\n' | '；' if depth == 0 => pieces += 1,
            _ => {}
        }
    }
    pieces
}

/// A total that a group's own name states: 「資格情報（68項目）」.
fn totals(file: &Scope<'_>, out: &mut Findings<'_>) {
    for group in file.members(items::RECORDS) {
        let (Some(name), Some(list)) = (group.find(items::RECORDS_NAME), group.find(items::RECORDS_ITEMS)) else {
            continue;
        };
        let (Some(words), Some(Value::Strings(names))) = (name.words(), list.answer.value()) else { continue };
        let Some(end) = words.find("項目") else { continue };
        let digits: usize = words[..end]
            .chars()
            .rev()
            .take_while(|c| text::normalize(&c.to_string()).parse::<u8>().is_ok())
            .map(char::len_utf8)
            .sum();
        let Ok(stated) = text::normalize(&words[end - digits..end]).parse::<usize>() else { continue };
        let (low, high) = (names.len(), names.iter().map(|(n, _)| pieces(n)).sum::<usize>());
        if (low..=high).contains(&stated) {
            continue;
        }
        out.push(
            out.words(
                &name,
                end - digits..end + "項目".len(),
                format!("「{stated}項目」とありますが、{low} 項目書かれています"),
                format!("this says {stated} items, but {low} are listed"),
            )
            .related(list.span(), Message::new(format!("{low} 項目"), format!("{low} items")))
            .basis("様式（特定個人情報ファイル記録項目）")
            .help("数か一覧を直してください", "correct the number or the list"),
        );
    }
}
