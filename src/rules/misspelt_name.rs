//! misspelt-name (R-X-25): a name that differs from the right one in one character.
//!
//! The right names are those of `schemas/names.yaml` and the systems and files of the document itself.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use super::cited::Folded;
use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "misspelt-name",
    group: RuleGroup::表記,
    severity: Severity::Warning,
    summary: (
        "機関・法令・システムの名前が、正しい名前と一字だけ違います",
        "a name differs from the right one in one character",
    ),
    page: include_str!("misspelt_name.md"),
    outside: false,
    check: Some(check),
};

const FILE: &str = include_str!("../../schemas/names.yaml");

/// A shorter name of the document itself may differ from another one in a single character.
const LEAST: usize = 8;
/// From this length on, a name of the document that differs in one character is hardly another one.
const DISTINCT: usize = 10;

fn official() -> &'static [&'static str] {
    static ALL: OnceLock<Vec<&'static str>> = OnceLock::new();
    ALL.get_or_init(|| FILE.lines().filter_map(|l| l.strip_prefix("- ")).collect())
}

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let texts: Vec<(Vec<char>, &Folded)> =
        context.folded().iter().map(|folded| (folded.text.chars().collect(), folded)).collect();
    let own = own_names(context);
    let others = own.iter().filter(|name| !official().contains(&name.as_str()));
    let names: Vec<Name<'_>> =
        official().iter().map(|name| Name::new(name, true)).chain(others.map(|name| Name::new(name, false))).collect();
    for (name, hits) in names.iter().zip(hits(&texts, &names)) {
        judge(context, &texts, name, hits, &own, out);
    }
}

/// A right name.
struct Name<'n> {
    words: &'n str,
    chars: Vec<char>,
    official: bool,
}

impl<'n> Name<'n> {
    fn new(words: &'n str, official: bool) -> Self {
        Name { words, chars: Folded::new(words).text.chars().collect(), official }
    }
}

/// For each name the places where it stands with one wrong character, all found in one pass.
fn hits(texts: &[(Vec<char>, &Folded)], names: &[Name<'_>]) -> Vec<Vec<Hit>> {
    let mut found = vec![Vec::new(); names.len()];
    // The first letter is right: most places are ruled out at once.
    let mut by_first: HashMap<char, Vec<usize>> = HashMap::new();
    for (n, name) in names.iter().enumerate() {
        if let Some(first) = name.chars.first() {
            by_first.entry(*first).or_default().push(n);
        }
    }
    for (i, (chars, _)) in texts.iter().enumerate() {
        for (at, first) in chars.iter().enumerate() {
            for &n in by_first.get(first).into_iter().flatten() {
                if let Some(length) = near(&chars[at..], &names[n].chars, names[n].official) {
                    found[n].push((i, at..at + length));
                }
            }
        }
    }
    found
}

/// The names that the document itself gives: systems, what they are called for short, files.
fn own_names(context: &Context<'_>) -> Vec<String> {
    let mut names: Vec<String> = context.systems().iter().flat_map(|s| s.names()).collect();
    let files = context.files().into_iter().filter_map(|f| f.find(items::FILE_NAME)?.words().map(|w| w.into_owned()));
    names.extend(files.map(|name| text::normalize(&name)));
    names.retain(|n| n.chars().count() >= LEAST && !n.contains(['(', '、', ',']));
    names.sort();
    names.dedup();
    names
}

/// Index of a text, and the characters in it.
type Hit = (usize, Range<usize>);

/// The places of a document where a name stands with one wrong character; one finding for one spelling.
fn judge(
    context: &Context<'_>,
    texts: &[(Vec<char>, &Folded)],
    name: &Name<'_>,
    hits: Vec<Hit>,
    own: &[String],
    out: &mut Findings<'_>,
) {
    let Name { words: name, chars: wanted, official } = name;
    let mut found: Vec<(String, Vec<Hit>)> = Vec::new();
    for (i, range) in hits {
        let said: String = texts[i].0[range.clone()].iter().collect();
        if own.contains(&text::normalize(&said)) {
            continue;
        }
        match found.iter_mut().find(|(s, _)| *s == said) {
            Some((_, places)) => places.push((i, range)),
            None => found.push((said, vec![(i, range)])),
        }
    }
    for (said, places) in found {
        // What the document says again and again is another name.
        if !*official && places.len() > 2 {
            continue;
        }
        let mut spans = places.iter().map(|(i, range)| {
            let (chars, folded) = &texts[*i];
            let bytes = |n: usize| chars[..n].iter().map(|c| c.len_utf8()).sum::<usize>();
            let passage = &context.passages()[*i];
            let original = folded.original(bytes(range.start)..bytes(range.end));
            (passage, passage.span(&context.assessment.source, original))
        });
        let Some((passage, span)) = spans.next() else { continue };
        let mut finding = out
            .span(
                &passage.at,
                span,
                format!("「{said}」は「{name}」と一字だけ違います"),
                format!("{said} differs from {name} in one character"),
            )
            .basis("正式な名称")
            .help(format!("「{name}」のことであれば直してください"), format!("write {name} if this is meant"));
        for (_, more) in spans.take(9) {
            finding = finding.related(more, Message::new("ここも", "here too"));
        }
        if !*official && wanted.len() < DISTINCT {
            finding.severity = Severity::Info;
        }
        out.push(finding);
    }
}

/// How many characters at the beginning of a text are a name with one character inside it replaced, missing
/// or added. Of the document's own names only replacements are looked for: what is shortened or extended may
/// be meant so.
fn near(text: &[char], name: &[char], official: bool) -> Option<usize> {
    let n = name.len();
    let same = text.iter().zip(name).take_while(|(a, b)| a == b).count();
    if same == 0 || same + 1 >= n || same >= text.len() {
        return None;
    }
    let (wrong, right) = (text[same], name[same]);
    // 医療保険者向け中間サーバー is a way to speak; only the title of a law is fixed to the letter.
    if (wrong == '等' || right == '等') && name.last() != Some(&'律') {
        return None;
    }
    let tail = |skip_text: usize, skip_name: usize| text[same + skip_text..].starts_with(&name[same + skip_name..]);
    if tail(1, 1) && is_letter(wrong) && is_letter(right) {
        Some(n)
    } else if official && tail(0, 1) && is_letter(right) {
        Some(n - 1)
    } else if official && tail(1, 0) && is_letter(wrong) {
        Some(n + 1)
    } else {
        None
    }
}

/// A kanji or kana whose presence matters: marks and long vowels are matters of notation.
fn is_letter(c: char) -> bool {
    text::is_japanese(c) && c.is_alphabetic() && !matches!(c, 'ー' | '・' | '々' | '　')
}

#[cfg(test)]
mod tests {
    #[test]
    fn one_character_inside_a_name() {
        let near = |text: &str, name: &str| {
            let (text, name): (Vec<char>, Vec<char>) = (text.chars().collect(), name.chars().collect());
            let hits = (0..text.len()).filter_map(|at| Some(&text[at..at + super::near(&text[at..], &name, true)?]));
            hits.map(|said| said.iter().collect()).collect::<Vec<String>>()
        };
        let name = "個人情報保護委員会";
        assert_eq!(near("は個人情報保議委員会が", name), ["個人情報保議委員会"]);
        assert_eq!(near("個人情報保護員会", name), ["個人情報保護員会"]);
        assert_eq!(near("個人情報保護の委員会", name), ["個人情報保護の委員会"]);
        assert!(near("個人情報保護委員会", name).is_empty());
        assert!(near("個人情報保護委員長", name).is_empty(), "another word");
        assert!(near("個人情報保護審査会", name).is_empty(), "another body");
        assert!(near("医療保険者向け中間サーバー", "医療保険者等向け中間サーバー").is_empty(), "a way to speak");
        assert!(near("中間サーバ・プラットフォーム", "中間サーバー・プラットフォーム").is_empty(), "notation");
    }
}
