//! affair-name-differs (R-CV-04).

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "affair-name-differs",
    group: RuleGroup::整合,
    severity: Severity::Warning,
    summary: ("宣言や評価書名の事務が、事務の名称と違います", "the declaration or the title names another affair"),
    page: include_str!("affair_name_differs.md"),
    outside: false,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let id =
        if context.form() == FormName::基礎項目評価書 { items::RELATED_AFFAIR_NAME } else { items::AFFAIR_NAME };
    let Some(affair) = context.find(id) else { return };
    let Some(name) = affair.words() else { return };
    let body = context.find(items::COVER_BODY).and_then(|at| at.words()).map(|w| text::normalize(&w));
    let body = body.as_deref().unwrap_or_default();
    let body = body.strip_suffix('長').unwrap_or(body);
    for (id, read) in
        [(items::COVER_NAME, in_title as fn(&str) -> Option<&str>), (items::COVER_DECLARATION, in_declaration)]
    {
        let Some(at) = context.find(id) else { continue };
        let Some(words) = at.words() else { continue };
        let Some(said) = read(&words) else { continue };
        if alike(said, &name, body) {
            continue;
        }
        let start = said.as_ptr() as usize - words.as_ptr() as usize;
        out.push(
            out.words(
                &at,
                start..start + said.len(),
                format!("ここでは「{said}」ですが、事務の名称は「{}」です", name.trim()),
                format!("this names {said}, the affair is {}", name.trim()),
            )
            .related(affair.span(), Message::new("事務の名称", "the affair"))
            .basis("記載要領（評価書名、宣言）")
            .help("同じ事務の名称を使ってください", "use the same name"),
        );
    }
}

/// Whether both name one affair: one says the other, but for the words that every affair has.
fn alike(a: &str, b: &str, body: &str) -> bool {
    let core = |s: &str| {
        let plain = text::normalize(s);
        let plain = plain.strip_prefix(body).unwrap_or(&plain);
        ["に関する事務", "に係る事務", "関係事務", "関連事務", "事務", "の実施", "に関する", "業務"]
            .iter()
            .fold(plain.to_owned(), |s, word| s.replace(word, ""))
    };
    let (a, b) = (core(a), core(b));
    a.is_empty() || b.is_empty() || a.contains(&b) || b.contains(&a) || stands_for(&a, &b) || stands_for(&b, &a)
}

/// A name that is a description with laws and titles holds the characters of its short form in their
/// order: 障害者総合支援法. Of names that are nearly as long that proves nothing: 児童手当, 児童扶養手当.
fn stands_for(long: &str, short: &str) -> bool {
    let mut rest = long.chars();
    let (long, length) = (long.chars().count(), short.chars().count());
    length >= 4 && long >= 2 * length + 2 && short.chars().all(|c| rest.any(|r| r == c))
}

/// The affair of a title: what stands before the name of the form.
fn in_title(title: &str) -> Option<&str> {
    let end = FormName::ALL.iter().find_map(|f| title.find(f.as_str()))?;
    let name = title[..end].trim_end_matches(['　', ' ', '（', '(', '\n']).trim_start();
    name.contains("事務").then_some(name)
}

/// The affair of a declaration: 「○○は、…事務における特定個人情報ファイルの取扱い」.
fn in_declaration(words: &str) -> Option<&str> {
    let start = words.find("は、")? + "は、".len();
    let end = ["における特定個人情報", "において特定個人情報", "における個人情報", "での特定個人情報"]
        .iter()
        .filter_map(|w| words[start..].find(w))
        .min()?;
    let name = words[start..start + end].trim();
    (name.contains("事務") && !name.contains(['。', '、', '\n']) && name.chars().count() <= 60).then_some(name)
}
