//! office-told-two-ways (R-X-23): the same office with another postal code or telephone number.

use std::collections::BTreeSet;

use super::At;
use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "office-told-two-ways",
    group: RuleGroup::整合,
    severity: Severity::Warning,
    summary: (
        "同じ部署や所在地の郵便番号・電話番号が、請求先と連絡先で違います",
        "the same office or address has two postal codes or telephone numbers",
    ),
    page: include_str!("office_told_two_ways.md"),
    outside: false,
    check: Some(check),
};

/// What an answer says of the offices in it.
struct Told<'a> {
    at: At<'a>,
    offices: BTreeSet<String>,
    places: BTreeSet<String>,
    postal: BTreeSet<String>,
    phones: BTreeSet<String>,
}

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let contacts = [items::REQUEST_TO, items::CONTACT_TO, items::RELATED_REQUEST, items::RELATED_CONTACT];
    let told: Vec<Told<'_>> = contacts.into_iter().filter_map(|id| read(context.find(id)?)).collect();
    for (i, later) in told.iter().enumerate() {
        for earlier in &told[..i] {
            let office = later.offices.intersection(&earlier.offices).next();
            // Offices in one house have one postal code, but telephones of their own.
            let house = office.or_else(|| later.places.intersection(&earlier.places).next());
            for (what, office, here, there) in [
                ("郵便番号", house, &later.postal, &earlier.postal),
                ("電話番号", office, &later.phones, &earlier.phones),
            ] {
                let (Some(office), Some(own), Some(other)) = (office, here.first(), there.first()) else { continue };
                if !here.is_disjoint(there) {
                    continue;
                }
                let mut finding = out
                    .at(
                        &later.at,
                        format!("「{office}」の{what}が、「{}」と違います（{own} と {other}）", earlier.at.label()),
                        format!("{office} has two numbers: {own} and {other}"),
                    )
                    .related(earlier.at.span(), Message::new("もう一方", "the other"))
                    .basis("様式（請求先、連絡先）")
                    .help("どちらが今の番号かを確かめてください", "find out which is right");
                // A town hall may have a code of its own beside that of its quarter.
                if later.offices.is_disjoint(&earlier.offices) {
                    finding.severity = Severity::Info;
                }
                out.push(finding);
            }
        }
    }
}

fn read(at: At<'_>) -> Option<Told<'_>> {
    let words = text::normalize_spaced(&at.words()?);
    let mut told =
        Told { offices: offices(&words), places: places(&words), postal: BTreeSet::new(), phones: BTreeSet::new(), at };
    // Runs of figures with hyphens: 980-8671 is a postal code, 022-214-8193 a telephone number.
    for run in words.split(|c: char| !c.is_ascii_digit() && !matches!(c, '-' | '(' | ')')) {
        let run = run.replace(['(', ')'], "-");
        let parts: Vec<&str> = run.trim_matches('-').split('-').filter(|part| !part.is_empty()).collect();
        match parts.as_slice() {
            [a, b] if a.len() == 3 && b.len() == 4 => drop(told.postal.insert(parts.join("-"))),
            [a, b, c] if a.starts_with('0') && (9..=11).contains(&(a.len() + b.len() + c.len())) => {
                told.phones.insert(parts.join("-"));
            }
            _ => {}
        }
    }
    Some(told)
}

/// Addresses down to the house: さくら野市中央一丁目1番1号.
fn places(words: &str) -> BTreeSet<String> {
    let pieces = words.split(|c: char| c.is_whitespace() || matches!(c, '、' | '(' | ')' | ','));
    let is_house = |piece: &&str| {
        let ends = piece.ends_with(['号', '番']) || piece.ends_with("番地");
        ends && piece.contains(['市', '区', '町', '村']) && piece.contains(|c: char| c.is_ascii_digit())
    };
    pieces.filter(is_house).map(str::to_owned).collect()
}

/// The names of sections: 情報公開課 of さくら野市総務部情報公開課.
fn offices(words: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, unit) in words.match_indices(['課', '室']) {
        let name = |c: &char| text::is_japanese(*c) && c.is_alphabetic();
        let own =
            |c: &char| name(c) && !matches!(c, '市' | '区' | '町' | '村' | '県' | '部' | '局' | '所' | '課' | '室');
        let before: Vec<char> = words[..at].chars().rev().take_while(own).collect();
        if before.len() >= 2 {
            found.insert(before.into_iter().rev().collect::<String>() + unit);
        }
    }
    found
}
