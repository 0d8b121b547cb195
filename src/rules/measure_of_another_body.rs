//! measure-of-another-body: the name of another city over its measures, before its rules and pages, at its window.

use std::ops::Range;

use super::headings;
use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "measure-of-another-body",
    group: RuleGroup::整合,
    severity: Severity::Warning,
    summary: ("措置や窓口が、ほかの団体の名になっています", "measures or a window of another body"),
    page: include_str!("measure_of_another_body.md"),
    outside: false,
    check: Some(check),
};

/// Items about what the body itself does.
const OWN: [&str; 4] = ["file.risk.", "other_risk.", "file.storage.", "disclosure."];
/// Its windows: the name of the body comes first.
const WINDOWS: [&str; 4] = [items::REQUEST_TO, items::CONTACT_TO, items::RELATED_REQUEST, items::RELATED_CONTACT];
/// What a body calls by its own name.
const RULES: [&str; 7] = ["情報セキュリティ", "個人情報", "特定個人情報", "情報公開", "電子計算", "職員", "の窓口"];
/// Words that the name of a body has not: those of a sentence, and of a part of a body.
const NO_NAMES: [&str; 35] = [
    "中核", "政令", "近隣", "隣接", "県内", "都内", "府内", "道内", "全国", "この", "その", "また", "ため", "なお",
    "より", "から", "及び", "又は", "委託", "関係", "構成", "該当", "対象", "指定", "部", "局", "課", "室", "係", "所",
    "館", "町村", "被災", "転出", "転入",
];
/// Ends of the names of municipalities and prefectures; a body is compared with its own kind only.
const KINDS: [char; 8] = ['市', '町', '村', '区', '県', '都', '府', '道'];
/// What is no name of one body.
const GENERAL: [&str; 14] =
    ["他", "各", "本", "当", "同", "貴", "旧", "市区", "区市", "市町", "都市", "都道府県", "特別区", "行政区"];

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let Some(at) = context.find(items::COVER_BODY) else { return };
    let Some(written) = at.words() else { return };
    let body = text::normalize(&written);
    let Some(kind) = kind_of(&body) else { return };
    for passage in context.passages() {
        let id = passage.at.answer.item.id.as_str();
        let mut names = headings::names(&passage.text, &["における", "での", "の措置"], is_a_name);
        if OWN.iter().any(|part| id.starts_with(part)) {
            let of_body = before_each(&passage.text, kind, |rest| RULES.iter().any(|rule| rest.starts_with(rule)));
            names.extend(of_body.filter_map(|at| name_before(&passage.text, kind, Some(at))));
        }
        // Who provides and receives may be another body; so may who is entrusted.
        if !["file.provide.", "file.entrust.to.contractor"].iter().any(|part| id.starts_with(part)) {
            let of_body = before_each(&passage.text, kind, |rest| site(rest) || ordinance(rest));
            names.extend(of_body.filter_map(|at| name_in_sentence(&passage.text, kind, at)));
        }
        if WINDOWS.contains(&id) {
            names.extend(name_before(&passage.text, kind, passage.text.find(kind)).filter(|n| n.1.start == 0));
        }
        for (name, range) in names {
            let plain = text::normalize(name);
            if !plain.ends_with(kind) || body.contains(&plain) || plain.contains(own(&body)) {
                continue;
            }
            out.push(
                out.span(
                    &passage.at,
                    passage.span(&context.assessment.source, range),
                    format!("「{name}」のものとして書かれていますが、評価実施機関名は「{}」です", written.trim()),
                    format!("this is of {name}, the body is {}", written.trim()),
                )
                .related(at.span(), Message::new("評価実施機関名", "the body"))
                .basis("様式（リスク対策は評価実施機関の措置を、窓口は評価実施機関の窓口を記載）")
                .help(
                    "ほかの団体の評価書から写したものなら、この団体のものに直してください",
                    "correct it if it was copied from another body",
                ),
            );
        }
    }
}

/// Where names end before words that only what is of that body has: うめ野市|情報セキュリティポリシー.
fn before_each<'t>(words: &'t str, kind: char, own: impl Fn(&str) -> bool + 't) -> impl Iterator<Item = usize> + 't {
    words.match_indices(kind).map(|m| m.0).filter(move |at| own(&words[at + kind.len_utf8()..]))
}

/// Whether a text begins with what a body calls its pages: うめ野市(公式)ホームページ.
fn site(rest: &str) -> bool {
    let rest = ["の", "公式", "役所", "役場"].iter().fold(rest, |rest, word| rest.strip_prefix(word).unwrap_or(rest));
    ["ホームページ", "ウェブサイト", "ウェブページ", "Webサイト", "ＷＥＢサイト", "HP", "ＨＰ"]
        .iter()
        .any(|word| rest.starts_with(word))
}

/// Whether a text begins with the rest of the title of an ordinance or of rules: うめ野市|個人番号の利用に関する条例.
fn ordinance(rest: &str) -> bool {
    let ends = ["条例", "規則", "規程", "要綱"];
    let Some(end) = ends.iter().filter_map(|end| rest.find(end)).min() else { return false };
    let title = &rest[..end];
    // A title does not begin as a sentence goes on: 市|が委託する事業者の規則.
    let goes_on = title.starts_with(|c: char| ('ぁ'..='ん').contains(&c));
    !goes_on && title.chars().count() <= 40 && title.chars().all(|c| text::is_japanese(c) && c.is_alphabetic())
}

/// The name that ends with the character at a place and begins a phrase; words that run on into it are none.
fn name_before(words: &str, kind: char, at: Option<usize>) -> Option<(&str, Range<usize>)> {
    let end = at? + kind.len_utf8();
    let part = |c: char| text::is_japanese(c) && c.is_alphabetic();
    let start = words[..end].char_indices().rev().take_while(|c| part(c.1)).last()?.0;
    let name = &words[start..end];
    let chars: Vec<char> = name.chars().collect();
    let kanji = |c: char| ('一'..='鿿').contains(&c);
    let particle = chars.windows(2).any(|w| kanji(w[0]) && "はがをにのでとへもや".contains(w[1]));
    let word = NO_NAMES.iter().any(|w| name.contains(w));
    // 市民課, 市政情報室 and 市税 are parts of the body itself.
    let goes_on = words[end..].starts_with(['民', '政', '税', '立', '内', '営', '道']);
    (is_a_name(name) && !particle && !word && !goes_on).then_some((name, start..end))
}

/// The same in the midst of a sentence (法律及び梅川市個人番号条例), where only a name in kanji can be told from its words.
fn name_in_sentence(words: &str, kind: char, at: usize) -> Option<(&str, Range<usize>)> {
    name_before(words, kind, Some(at)).or_else(|| {
        let kanji = |c: &(usize, char)| ('一'..='鿿').contains(&c.1);
        let begin = words[..at].char_indices().rev().take_while(kanji).last()?.0;
        let (name, range) = name_before(words.get(begin..)?, kind, Some(at - begin))?;
        Some((name, begin + range.start..begin + range.end))
    })
}

/// The name of the municipality in a body: 川原市 of 静岡県川原市長 keeps its prefecture.
fn own(body: &str) -> &str {
    let end = body.rfind(KINDS).map_or(body.len(), |at| at + body[at..].chars().next().map_or(0, char::len_utf8));
    &body[..end]
}

/// Whether it is the body of a city, a town … : 川原市長, 川原市教育委員会, 白峰県知事.
fn kind_of(body: &str) -> Option<char> {
    let stem = ["長", "知事", "教育委員会"].iter().find_map(|end| body.strip_suffix(end)).unwrap_or(body);
    stem.chars().next_back().filter(|c| KINDS.contains(c))
}

/// Whether a block heading names a body: ＜川原市における措置＞.
fn is_a_name(name: &str) -> bool {
    let length = name.chars().count();
    (3..=8).contains(&length) && name.ends_with(KINDS) && !GENERAL.iter().any(|g| name.starts_with(g))
}
