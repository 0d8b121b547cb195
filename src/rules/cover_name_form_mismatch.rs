//! cover-name-form-mismatch (R-CV-01).

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "cover-name-form-mismatch",
    group: RuleGroup::整合,
    severity: Severity::Error,
    summary: ("評価書名が別の様式の名前になっています", "the title names another form"),
    page: include_str!("cover_name_form_mismatch.md"),
    outside: false,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let Some(at) = context.find(items::COVER_NAME) else { return };
    let Some(words) = at.words() else { return };
    let form = context.form();
    if words.contains(form.as_str()) {
        return;
    }
    let Some((other, start)) = FormName::ALL.iter().find_map(|f| Some((f, words.find(f.as_str())?))) else { return };
    out.push(
        out.words(
            &at,
            start..start + other.as_str().len(),
            format!("評価書名は「{other}」ですが、この評価書は{form}です"),
            format!("the title says {other}, but this is {form}"),
        )
        .basis("記載要領（評価書名）")
        .help("評価書名か「様式」のどちらかを直してください", "correct the title or the form"),
    );
}
