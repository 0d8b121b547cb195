//! personal-contact: a mobile number or a personal mail address in a document that will be published.

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "personal-contact",
    group: RuleGroup::公表,
    severity: Severity::Warning,
    summary: (
        "個人のものらしい電話番号・メールアドレスがあります",
        "a telephone number or mail address that looks personal",
    ),
    page: include_str!("personal_contact.md"),
    outside: false,
    check: Some(check),
};

/// Domains at which people, not offices, have their mail.
const PERSONAL: [&str; 14] = [
    "gmail.com",
    "yahoo.co.jp",
    "icloud.com",
    "outlook.com",
    "outlook.jp",
    "hotmail.com",
    "hotmail.co.jp",
    "live.jp",
    "docomo.ne.jp",
    "ezweb.ne.jp",
    "au.com",
    "softbank.ne.jp",
    "i.softbank.jp",
    "ymobile.ne.jp",
];

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let contacts = [items::REQUEST_TO, items::CONTACT_TO, items::RELATED_REQUEST, items::RELATED_CONTACT];
    for passage in context.all_passages() {
        let contact = contacts.contains(&passage.at.answer.item.id.as_str());
        let found = mobiles(&passage.text).into_iter().map(|r| (r, "携帯電話の番号")).filter(|_| !contact);
        let found: Vec<_> =
            found.chain(mails(&passage.text).into_iter().map(|r| (r, "個人のメールアドレス"))).collect();
        for (range, what) in found {
            let words = passage.text[range.clone()].to_owned();
            let span = passage.span(&context.assessment.source, range);
            out.push(
                out.span(
                    &passage.at,
                    span,
                    format!("「{words}」は{what}に見えます。評価書は公表されます"),
                    format!("{words} looks personal; the document will be published"),
                )
                .basis("特定個人情報保護評価に関する規則7条6項（評価書の公表）")
                .help("部署の代表番号や問合せフォームに替えてください", "give the office's number or form instead"),
            );
        }
    }
}

/// 090-1234-5678 and the like, in any width.
fn mobiles(text: &str) -> Vec<std::ops::Range<usize>> {
    if !text.contains('0') && !text.contains("０") {
        return Vec::new();
    }
    let folded = super::cited::Folded::new(text);
    let plain = &folded.text;
    let mut found = Vec::new();
    for prefix in ["090", "080", "070"] {
        for (at, _) in plain.match_indices(prefix) {
            let digit = |c: char| c.is_ascii_digit() || c == '-' || c == '.';
            if plain[..at].chars().next_back().is_some_and(|c| digit(c) || c.is_ascii_alphabetic()) {
                continue;
            }
            let length = plain[at..]
                .find(|c: char| !c.is_ascii_digit() && c != '-' && c != '‐' && c != 'ー')
                .unwrap_or(plain.len() - at);
            let number: String = plain[at..at + length].chars().filter(char::is_ascii_digit).collect();
            if number.len() == 11 {
                found.push(folded.original(at..at + length));
            }
        }
    }
    found
}

/// Addresses at a domain for persons.
fn mails(text: &str) -> Vec<std::ops::Range<usize>> {
    if !text.contains('@') && !text.contains("＠") {
        return Vec::new();
    }
    let folded = super::cited::Folded::new(text);
    let plain = &folded.text;
    let mail = |c: char| c.is_ascii_alphanumeric() || "._+-%".contains(c);
    let mut found = Vec::new();
    for (at, _) in plain.match_indices('@') {
        let start = plain[..at].char_indices().rev().take_while(|&(_, c)| mail(c)).last().map(|(i, _)| i);
        let tail = &plain[at + 1..];
        let domain = &tail[..tail.find(|c: char| !mail(c)).unwrap_or(tail.len())];
        if let Some(start) = start
            && PERSONAL.contains(&domain.trim_end_matches('.').to_ascii_lowercase().as_str())
        {
            found.push(folded.original(start..at + 1 + domain.len()));
        }
    }
    found
}
