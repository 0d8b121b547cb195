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
    for (id, read) in
        [(items::COVER_NAME, in_title as fn(&str) -> Option<&str>), (items::COVER_DECLARATION, in_declaration)]
    {
        let Some(at) = context.find(id) else { continue };
        let Some(words) = at.words() else { continue };
        let Some(said) = read(&words) else { continue };
        if alike(said, &name) {
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
fn alike(a: &str, b: &str) -> bool {
    let core = |s: &str| {
        let plain = text::normalize(s);
        ["に関する事務", "に係る事務", "関係事務", "関連事務", "事務", "の実施", "に関する", "業務"]
            .iter()
            .fold(plain, |s, word| s.replace(word, ""))
    };
    let (a, b) = (core(a), core(b));
    a.is_empty() || b.is_empty() || a.contains(&b) || b.contains(&a)
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
