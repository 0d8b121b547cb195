//! office-differs (R-X-23).

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "office-differs",
    group: RuleGroup::整合,
    severity: Severity::Warning,
    summary: ("担当部署が項目によって違います", "the responsible office differs between items"),
    page: include_str!("office_differs.md"),
    outside: false,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let main = context.find(items::SECTION_NAME).or_else(|| context.find(items::RELATED_SECTION_NAME));
    let Some(main) = main else { return };
    let Some(words) = main.words() else { return };
    let offices = offices(&words);
    if offices.is_empty() {
        return;
    }
    let mut places: Vec<(At<'_>, Severity)> = Vec::new();
    for file in context.files() {
        places.extend(file.find(items::FILE_SECTION).map(|at| (at, Severity::Warning)));
        places.extend(file.find(items::USE_BY_SECTION).map(|at| (at, Severity::Warning)));
    }
    // An inquiry may well go to an office for all affairs.
    let contacts = [items::CONTACT_TO, items::RELATED_CONTACT];
    places.extend(contacts.into_iter().filter_map(|id| Some((context.find(id)?, Severity::Info))));
    for (at, severity) in places {
        let Some(said) = at.words() else { continue };
        let here = self::offices(&said);
        if let Some((a, b)) = moved(&words, &said) {
            out.push(
                out.at(
                    &at,
                    format!("「{b}」は、担当部署では「{a}」です"),
                    format!("the responsible office is called {a}"),
                )
                .related(main.span(), Message::new("評価実施機関における担当部署", "the responsible office"))
                .basis("様式（部署、事務担当部署、使用部署、連絡先）")
                .help("組織改正の前の名称が残っていないかを確かめてください", "check for an outdated name"),
            );
            continue;
        }
        if here.is_empty()
            || here.iter().any(|h| offices.iter().any(|o| h.contains(o.as_str()) || o.contains(h.as_str())))
        {
            continue;
        }
        let mut finding = out.at(
            &at,
            format!("「{}」に、担当部署「{}」が含まれていません", at.answer.item.name(), words.trim()),
            format!("the responsible office {} is not among these", words.trim()),
        );
        finding.severity = severity;
        out.push(
            finding
                .related(main.span(), Message::new("評価実施機関における担当部署", "the responsible office"))
                .basis("様式（部署、事務担当部署、使用部署、連絡先）")
                .help("組織改正の前の名称が残っていないかを確かめてください", "check for an outdated name"),
        );
    }
}

/// The same section under two departments: 健康福祉部健康増進課 and 保健部健康増進課. A name that only
/// leaves out a level is no other name.
fn moved(main: &str, other: &str) -> Option<(String, String)> {
    let full = |words: &str| -> Vec<String> {
        let plain = text::normalize(&words.replace([' ', '　', '\n'], ""));
        let parts = plain.split(['、', ',', '・', '(', ')', '/']);
        parts.filter_map(|p| Some(p[..p.rfind('課')? + '課'.len_utf8()].to_owned())).collect()
    };
    let levels = |name: &str| -> Vec<String> {
        let mut levels = Vec::new();
        let mut rest = name;
        while let Some(end) = ["局", "部", "課"].iter().filter_map(|e| Some(rest.find(e)? + e.len())).min() {
            levels.push(rest[..end].to_owned());
            rest = &rest[end..];
        }
        levels
    };
    for a in full(main) {
        for b in full(other) {
            let (x, y) = (levels(&a), levels(&b));
            // The name of the town may stand before the first level.
            let within = |x: &[String], y: &[String]| {
                x.iter().all(|l| y.iter().any(|m| m.ends_with(l.as_str()) || l.ends_with(m.as_str())))
            };
            if x.len() > 1 && y.len() > 1 && x.last() == y.last() && !within(&x, &y) && !within(&y, &x) {
                return Some((a, b));
            }
        }
    }
    None
}

/// The offices named in a text: 「健康福祉部健康増進課、各支所」 gives 健康増進課 and 支所.
fn offices(words: &str) -> Vec<String> {
    let plain = text::normalize(&words.replace(['　', ' ', '\n'], "、"));
    let mut found = Vec::new();
    for part in plain.split(['、', ',', '・', '(', ')', '及', '並', '/']) {
        let Some(end) =
            ["課", "室", "センター", "所", "局", "部", "署"].iter().find_map(|e| Some(part.rfind(e)? + e.len()))
        else {
            continue;
        };
        let name = &part[..end];
        // The last office of 「健康福祉部健康増進課」 is the one that acts.
        let start =
            ["部", "局", "本部"].iter().filter_map(|e| name[..name.len() - 3].rfind(e).map(|i| i + e.len())).max();
        let office = name[start.unwrap_or(0)..].to_owned();
        if office.chars().count() >= 3 {
            found.push(office);
        }
    }
    found
}
