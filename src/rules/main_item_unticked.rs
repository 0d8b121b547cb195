//! main-item-unticked (R-X-05, 06).

use super::main_items;
use super::prelude::*;
use crate::assessment::Tick;

pub(super) const RULE: Rule = Rule {
    name: "main-item-unticked",
    group: RuleGroup::整合,
    severity: Severity::Warning,
    summary: (
        "その妥当性や記録項目にある項目が、主な記録項目で選ばれていません",
        "an item that is explained or listed is not ticked",
    ),
    page: include_str!("main_item_unticked.md"),
    outside: false,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    for file in context.files() {
        let Some(at) = file.find(items::FILE_MAIN_ITEMS) else { continue };
        let Some(ticks) = at.ticks().filter(|t| !t.is_empty()) else { continue };
        other(&file, &at, ticks, out);
        for kind in main_items::kinds(&at) {
            if ticks.iter().any(|t| t.index == kind.index) {
                continue;
            }
            // One place is enough to see it.
            if let Some((place, range, whose)) = reason(&file, &kind).or_else(|| listed(&file, &kind)) {
                out.push(
                    out.words(
                        &place,
                        range,
                        format!("{whose}に「{}」がありますが、主な記録項目で選ばれていません", kind.name()),
                        "this speaks of an item that is not ticked among 主な記録項目",
                    )
                    .related(at.span(), Message::new("主な記録項目", "the ticked items"))
                    .basis("様式（主な記録項目、その妥当性、全ての記録項目）")
                    .help("主な記録項目で選ぶか、こちらの記載を直してください", "tick it or correct this"),
                );
            }
        }
    }
}

/// その他 has no name of its own: only a line that begins with 「その他（…）：」 speaks of the box.
fn other(file: &Scope<'_>, at: &At<'_>, ticks: &[Tick], out: &mut Findings<'_>) {
    let Some(index) = at.answer.item.choices().and_then(|set| set.index_of("other")) else { return };
    let Some(place) = file.find(items::FILE_ITEMS_REASON) else { return };
    let Some(words) = place.words().filter(|_| !ticks.iter().any(|t| t.index == index)) else { return };
    let mut start = 0;
    for line in words.split_inclusive('\n') {
        let lead = line.trim_start_matches(|c: char| c.is_whitespace() || "・○●◎■".contains(c));
        let rest = lead.strip_prefix("その他").map(str::trim_start);
        if rest.is_some_and(|rest| rest.starts_with(['：', ':', '（', '('])) {
            let begin = start + line.len() - lead.len();
            out.push(
                out.words(
                    &place,
                    begin..begin + "その他".len(),
                    "その妥当性に「その他」がありますが、主な記録項目で選ばれていません",
                    "the reason speaks of その他, which is not ticked among 主な記録項目",
                )
                .related(at.span(), Message::new("主な記録項目", "the ticked items"))
                .basis("様式（主な記録項目、その妥当性、全ての記録項目）")
                .help("主な記録項目で選ぶか、こちらの記載を直してください", "tick it or correct this"),
            );
            return;
        }
        start += line.len();
    }
}

type Spoken<'a> = (At<'a>, std::ops::Range<usize>, &'static str);

/// The label as the head of an explanation: 「・地方税関係情報：…」.
fn reason<'a>(file: &Scope<'a>, kind: &main_items::Kind<'_>) -> Option<Spoken<'a>> {
    let at = file.find(items::FILE_ITEMS_REASON)?;
    let words = at.words()?;
    let names = if kind.choice.id == "basic_info" {
        vec!["5情報", "4情報", "５情報", "４情報"]
    } else {
        vec![kind.name()]
    };
    let mut start = 0;
    for line in words.split_inclusive('\n') {
        let lead =
            line.trim_start_matches(|c: char| c.is_whitespace() || "・○●◎■□◆-－①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮＜<【「".contains(c));
        let lead = lead.strip_prefix("その他").filter(|_| !names[0].starts_with("その他")).unwrap_or(lead);
        for name in &names {
            let Some(rest) = lead.strip_prefix(name) else { continue };
            if rest
                .trim_start()
                .starts_with(['：', ':', '（', '(', '＞', '>', '】', '」', '…', '・', '\n', 'は', '\u{3000}'])
            {
                let begin = start + line.len() - lead.len();
                return Some((at.clone(), begin..begin + name.len(), "その妥当性"));
            }
        }
        start += line.len();
    }
    None
}

/// A record item 個人番号, numbers of the dead that are kept, or a group of records under the label.
fn listed<'a>(file: &Scope<'a>, kind: &main_items::Kind<'_>) -> Option<Spoken<'a>> {
    if kind.choice.id == "mynumber"
        && let Some(at) = file.find(items::RISK_DEAD)
        && at.choice() == Some("do")
    {
        return Some((at, 0..0, "「死者の個人番号」の選択"));
    }
    for group in file.members(items::RECORDS) {
        if kind.choice.id == "mynumber" {
            let at = group.find(items::RECORDS_ITEMS)?;
            let Some(Value::Strings(names)) = at.answer.value() else { continue };
            let mut start = 0;
            for (name, _) in names {
                if text::normalize(name) == "個人番号" {
                    return Some((at, start..start + name.len(), "記録項目"));
                }
                start += name.len() + '、'.len_utf8();
            }
        } else if kind.name().ends_with("関係情報")
            && let Some(at) = group.find(items::RECORDS_NAME)
            && let Some(words) = at.words()
            && text::normalize(&words) == text::normalize(kind.name())
        {
            let end = words.trim_end().len();
            return Some((at, 0..end, "記録項目"));
        }
    }
    None
}
