//! acquisition-way-unticked (R-X-07).

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "acquisition-way-unticked",
    group: RuleGroup::整合,
    severity: Severity::Warning,
    summary: (
        "入手の説明にある方法が、入手方法で選ばれていません",
        "a way of acquisition that is described is not ticked",
    ),
    page: include_str!("acquisition_way_unticked.md"),
    outside: false,
    check: Some(check),
};

/// The systems that are both a box and a name used in texts.
const WAYS: [(&str, &str); 2] = [("nws", "情報提供ネットワークシステム"), ("intranet", "庁内連携システム")];

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    for file in context.files() {
        let Some(how) = file.find(items::USE_HOW) else { continue };
        for id in [items::USE_WHEN, items::USE_REASON] {
            let Some(at) = file.find(id) else { continue };
            let Some(words) = at.words() else { continue };
            for (way, name) in WAYS {
                if how.ticked(way) != Some(false) {
                    continue;
                }
                let Some(start) =
                    words.match_indices(name).map(|(i, _)| i).find(|&i| !denied(&words[i + name.len()..]))
                else {
                    continue;
                };
                out.push(
                    out.words(
                        &at,
                        start..start + name.len(),
                        format!("「{name}」による入手が書かれていますが、入手方法で選ばれていません"),
                        "this way is described, but not ticked among the ways of acquisition",
                    )
                    .related(how.span(), Message::new("入手方法", "the ticked ways"))
                    .basis("様式（入手方法、入手の時期・頻度、入手に係る妥当性）")
                    .help("入手方法で選ぶか、こちらの記載を直してください", "tick it or correct this"),
                );
            }
        }
    }
}

/// Whether the sentence goes on to deny it, or speaks of something else than acquisition.
fn denied(rest: &str) -> bool {
    let sentence = rest.split(['。', '\n']).next().unwrap_or_default();
    ["ない", "せず", "除く", "以外", "提供する", "提供し", "提供に", "提供を", "予定"]
        .iter()
        .any(|w| sentence.contains(w))
}
