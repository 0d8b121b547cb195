//! same-text-in-two-items (R-X-16, 17).

use super::At;
use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "same-text-in-two-items",
    group: RuleGroup::整合,
    severity: Severity::Warning,
    summary: (
        "聞かれていることの違う二つの項目が、同じ文章です",
        "two items that ask different things have the same text",
    ),
    page: include_str!("same_text_in_two_items.md"),
    outside: false,
    check: Some(check),
};

/// Texts shorter than this, normalised, may well be the same by chance.
const LEAST: usize = 40;

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let mut all: Vec<(String, String, &At<'_>)> = Vec::new();
    for at in context.answers() {
        if !["file.risk.", "other_risk."].iter().any(|part| at.answer.item.id.starts_with(part)) {
            continue;
        }
        let Some(words) = at.words() else { continue };
        let plain = text::normalize(&words);
        if plain.chars().count() < LEAST || refers(&plain) || words.contains("〔共通記載") {
            continue;
        }
        let file = at.item_place().address.split('/').next().unwrap_or_default().to_owned();
        if let Some((_, _, first)) = all.iter().find(|(f, p, _)| *f == file && *p == plain) {
            let finding = same(out, first, at).basis("記載要領（項目ごとに、そのリスクへの対策を具体的に記載）").help(
                "写し間違いでなければ、この項目のリスクに合わせて書き分けるか、「…と同じ」と参照してください",
                "write what concerns this risk, or refer to the other item",
            );
            out.push(finding);
        } else {
            all.push((file, plain, at));
        }
    }
    for (first, at) in short(context) {
        let mut finding = same(out, &first, &at).basis("様式（項目ごとに聞かれていることが違います）").help(
            "写し間違いがないかを確かめ、この項目で聞かれていることを書いてください",
            "answer what this item asks",
        );
        // A short text about two systems may be true of both.
        if at.answer.item.id == items::SYSTEM_FUNCTION && first.said().chars().count() < LEAST {
            finding.severity = Severity::Info;
        }
        out.push(finding);
    }
}

fn same(out: &Findings<'_>, first: &At<'_>, at: &At<'_>) -> Diagnostic {
    let (ja, en) =
        (format!("「{}」と全く同じ文章です", first.label()), format!("the same text as in {}", first.label()));
    out.at(at, ja, en).related(first.span(), Message::new("同じ文章", "the same text"))
}

/// Answers of one group to different questions: a text in the second cannot be that of the first.
const PAIRS: [(&str, &str); 9] = [
    ("basic.reason.need", "basic.reason.merit"),
    (items::FILE_SCOPE, items::FILE_SCOPE_NEED),
    (items::USE_WHEN, items::USE_REASON),
    ("file.entrust.to.content", "file.entrust.to.reason"),
    ("file.entrust.to.persons_scope", "file.entrust.to.reason"),
    ("file.entrust.to.sub.consent", "file.entrust.to.sub.matters"),
    (items::PROVIDE_TO_BASIS, "file.provide.to.usage"),
    (items::TRANSFER_BASIS, items::TRANSFER_USAGE),
    (items::TRANSFER_USAGE, "file.provide.transfer.info"),
];
/// Shorter texts of a pair are words like なし.
const LEAST_OF_PAIR: usize = 12;
/// Two systems with one text: shorter ones name a kind of system.
const LEAST_OF_SYSTEM: usize = 20;

/// Short texts where two cannot be the same: the pairs, and the functions of two systems.
fn short<'a>(context: &Context<'a>) -> Vec<(At<'a>, At<'a>)> {
    let plain = |at: &At<'_>, least: usize| {
        let plain = text::normalize(&at.words()?);
        (plain.chars().count() >= least && !refers(&plain)).then_some(plain)
    };
    let mut found = Vec::new();
    let mut functions: Vec<(String, At<'a>)> = Vec::new();
    for at in context.scope().members(items::SYSTEMS).iter().filter_map(|s| s.find(items::SYSTEM_FUNCTION)) {
        let Some(words) = plain(&at, LEAST_OF_SYSTEM) else { continue };
        match functions.iter().find(|(first, _)| *first == words) {
            Some((_, first)) => found.push((first.clone(), at)),
            None => functions.push((words, at)),
        }
    }
    let lists = [items::ENTRUST_TO, items::PROVIDE_TO, items::TRANSFER];
    let files = context.files();
    let members = files.iter().flat_map(|file| lists.iter().flat_map(|list| file.members(list)));
    for scope in std::iter::once(context.scope()).chain(files.iter().cloned()).chain(members) {
        for (first, second) in PAIRS {
            let (Some(first), Some(second)) = (scope.find(first), scope.find(second)) else { continue };
            if plain(&first, LEAST_OF_PAIR).is_some_and(|words| plain(&second, LEAST_OF_PAIR) == Some(words)) {
                found.push((first, second));
            }
        }
    }
    found
}

/// A reference instead of a text.
fn refers(plain: &str) -> bool {
    plain.chars().count() < 80
        && ["同じ", "同様", "参照", "のとおり", "記載した", "に同"].iter().any(|w| plain.contains(w))
}
