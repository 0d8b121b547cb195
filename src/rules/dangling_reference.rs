//! dangling-reference (R-X-24).

use super::prelude::*;
use crate::law::cite;

pub(super) const RULE: Rule = Rule {
    name: "dangling-reference",
    group: RuleGroup::整合,
    severity: Severity::Warning,
    summary: ("参照先の別紙や項目がありません", "a reference leads nowhere"),
    page: include_str!("dangling_reference.md"),
    outside: false,
    check: Some(check),
};

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let attached = !context.scope().members(items::ATTACHMENTS).is_empty();
    let numbers: Vec<String> = context.assessment.form.items().map(|i| text::normalize(&i.number)).collect();
    let titles = context.scope().members(items::ATTACHMENTS);
    let titles = titles.iter().filter_map(|a| Some(text::normalize(&a.find(items::ATTACHMENT_TITLE)?.words()?)));
    let appendices_known = numbers.iter().cloned().chain(titles).collect::<Vec<_>>().join("\n");
    let mut told: Vec<(String, Diagnostic)> = Vec::new();
    for passage in context.passages() {
        let in_attachment = passage.at.answer.item.id.starts_with(items::ATTACHMENTS);
        if !attached
            && !in_attachment
            && let Some(range) = attachment(&passage.text)
        {
            let said = passage.text[range.clone()].to_owned();
            let span = passage.span(&context.assessment.source, range);
            // One attachment that is missing is one fact, however many items refer to it.
            if let Some((_, first)) = told.iter_mut().find(|(name, _)| text::normalize(name) == text::normalize(&said))
            {
                *first = first.clone().related(span, Message::new("ここも", "here too"));
            } else {
                let finding = out
                    .span(
                        &passage.at,
                        span,
                        format!("「{said}」とありますが、別紙がありません"),
                        "there is no attachment",
                    )
                    .basis("様式（記載しきれない場合の別紙）")
                    .help(
                        "「別紙」に加えるか、内容をここに書いてください",
                        "add it under 別紙, or write the text here",
                    );
                told.push((said, finding));
            }
        }
        for range in appendices(&appendices_known, &passage.text) {
            let said = passage.text[range.clone()].to_owned();
            let span = passage.span(&context.assessment.source, range);
            out.push(
                out.span(
                    &passage.at,
                    span,
                    format!("「{said}」は、{}にありません", context.assessment.form.describe()),
                    format!("the form has no {said}"),
                )
                .basis("様式（別添）")
                .help(
                    "参照先の番号を確かめてください。様式にない資料なら「別紙」に加えます",
                    "correct the number, or add the paper under 別紙",
                ),
            );
        }
        for (number, range) in references(&passage.text) {
            if numbers.contains(&number) {
                misnamed(context, passage, &number, range, out);
                continue;
            }
            let said = passage.text[range.clone()].to_owned();
            let span = passage.span(&context.assessment.source, range);
            out.push(
                out.span(
                    &passage.at,
                    span,
                    format!("「{said}」という項目は、{}にありません", context.assessment.form.describe()),
                    format!("the form has no item {said}"),
                )
                .basis("様式の項目番号")
                .help("参照先の番号を確かめてください", "correct the number"),
            );
        }
    }
    told.into_iter().for_each(|(_, finding)| out.push(finding));
}

/// A number with the label of another item behind it: 「Ⅱ３② 入手元」, where ② is 入手方法.
fn misnamed(
    context: &Context<'_>,
    passage: &super::Passage<'_>,
    number: &str,
    range: std::ops::Range<usize>,
    out: &mut Findings<'_>,
) {
    let form = context.assessment.form;
    let rest = passage.text[range.end..].trim_start_matches(['　', ' ', '：', ':', '．']);
    let begin = passage.text.len() - rest.len();
    let here: Vec<&str> =
        form.items().filter(|i| text::normalize(&i.number) == number).map(|i| i.label.as_str()).collect();
    // Labels of three characters and less are words of any text.
    let labels = form.items().map(|i| i.label.as_str()).filter(|l| l.chars().count() > 2);
    let Some(label) = labels.filter(|l| rest.starts_with(l)).max_by_key(|l| l.len()) else { return };
    let fits = |own: &&str| own.contains(label) || label.contains(*own) || rest.starts_with(*own);
    // Only a quoted reference names a label; otherwise the words may begin a sentence.
    let closed = rest[label.len()..].starts_with(['」', '』', '）', ')']);
    if here.is_empty() || here.iter().any(fits) || !closed {
        return;
    }
    let span = passage.span(&context.assessment.source, range.start..begin + label.len());
    out.push(
        out.span(
            &passage.at,
            span,
            format!(
                "「{}」とありますが、{number}は「{}」です",
                &passage.text[range.start..begin + label.len()],
                here[0]
            ),
            format!("{number} is {}", here[0]),
        )
        .basis("様式の項目番号")
        .help("参照先の番号か項目名を直してください", "correct number or label"),
    );
}

/// 「別紙のとおり」「別紙１を参照」: a reference to an attachment of this document.
fn attachment(words: &str) -> Option<std::ops::Range<usize>> {
    for (at, found) in words.match_indices("別紙") {
        let rest = words[at + found.len()..].trim_start_matches(|c: char| c.is_numeric() || "（）() 　-－".contains(c));
        let lead = ["のとおり", "参照", "を参照", "に記載", "「", "の通り"].iter().find(|w| rest.starts_with(**w));
        if lead.is_some() || rest.is_empty() && words.chars().count() <= 12 {
            return Some(at..words.len() - rest.len());
        }
    }
    None
}

/// References to an appendix that neither the form nor a 別紙 is, where `known` has all of both: 「別添９を参照」.
fn appendices(known: &str, words: &str) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    for (at, name) in words.match_indices("別添") {
        let digits = words[at + name.len()..].trim_start_matches(['第', ' ', '　']);
        let Some((number, end)) = cite::number(words, words.len() - digits.len()) else { continue };
        let refers = |rest: &str| REFERS.iter().any(|w| rest.trim_start_matches(['」', ' ', '　']).starts_with(w));
        // 「ガイドライン（別添１）を参照」 and 「仕様書別添１のとおり」 speak of the appendix of another paper.
        let before = words[..at].trim_end_matches(['「', ' ', '　']);
        let begins = match before.chars().next_back() {
            None => true,
            Some(c) if text::is_japanese(c) && c.is_alphabetic() => {
                ["は", "を", "、"].iter().any(|w| before.ends_with(w))
            }
            Some(c) => !matches!(c, '」' | '』' | '）' | ')'),
        };
        if begins && refers(&words[end..]) && !known.contains(&format!("別添{number}")) {
            found.push(at..end);
        }
    }
    found
}

/// What is behind the name of something that is referred to.
const REFERS: [&str; 6] = ["のとおり", "の通り", "参照", "を参照", "に記載", "に示す"];

/// Numbers of items in a text, as the form writes them: 「Ⅱ３④」「Ⅱ．３．④」「Ⅲ2」.
fn references(words: &str) -> Vec<(String, std::ops::Range<usize>)> {
    let mut found = Vec::new();
    if !words.contains(|c| ('Ⅰ'..='Ⅵ').contains(&c)) {
        return found;
    }
    let chars: Vec<(usize, char)> = words.char_indices().collect();
    let mut i = 0;
    while i < chars.len() {
        let (start, c) = chars[i];
        i += 1;
        let before = words[..start].chars().next_back();
        if !('Ⅰ'..='Ⅵ').contains(&c) || before.is_some_and(|b| b.is_alphanumeric() && !is_kana_or_kanji(b)) {
            continue;
        }
        let mut number = c.to_string();
        let mut end = start + c.len_utf8();
        let mut separated = false;
        let mut digits = false;
        while let Some(&(at, next)) = chars.get(i) {
            match next {
                '．' | '.' | '-' | '－' | '－' | 'の' | '・' if !separated => separated = true,
                '0'..='9' | '０'..='９' if !digits || !separated => {
                    number.push(next);
                    end = at + next.len_utf8();
                    (separated, digits) = (false, true);
                }
                '①'..='⑳' if digits => {
                    number.push(next);
                    end = at + next.len_utf8();
                    i += 1;
                    break;
                }
                _ => break,
            }
            i += 1;
        }
        let follows = words[end..].chars().next();
        // 「Ⅱ2型糖尿病」 or 「Ⅲ度」 is no reference: it ends where a word of the form could begin.
        let ends =
            follows.is_none_or(|f| !f.is_alphanumeric() || is_kana_or_kanji(f) && "のにをはとで参及並".contains(f));
        if digits && ends {
            found.push((text::normalize(&number), start..end));
        }
    }
    found
}

fn is_kana_or_kanji(c: char) -> bool {
    text::is_japanese(c) && !('０'..='９').contains(&c)
}
