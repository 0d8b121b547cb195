//! Citations of 番号法 in the current text of a document, and what the words around them tell.

use std::collections::{BTreeSet, HashSet};
use std::sync::OnceLock;

use jiff::civil;

use crate::law::cite::{self, Around, Citation, Target};
use crate::law::{self, Table, Topic};
use crate::text;

use super::needles::Needles;
use super::{At, Context, Passage, items};

/// A citation with the text in which it stands.
pub(super) struct Cited<'p, 'a> {
    pub passage: &'p Passage<'a>,
    pub cite: &'p Citation,
    /// Whether a row of 別表第二 or of the 命令 is cited next, in the same run.
    before_table: bool,
}

/// The day whose law the document must follow.
#[derive(Clone)]
pub(super) struct Day<'a> {
    /// The first day it can mean.
    pub on: civil::Date,
    /// Whether it is 公表日; the newest change may be older than the text.
    pub published: bool,
    pub at: At<'a>,
}

/// The day whose law the document must follow.
pub(super) fn day<'a>(context: &Context<'a>) -> Option<Day<'a>> {
    let published = context.published().map(|(date, at)| Day { on: date.earliest(), published: true, at });
    published.or_else(|| context.newest_change().map(|(date, at)| Day { on: date.earliest(), published: false, at }))
}

/// All citations in the current text.
pub(super) fn all<'p, 'a>(context: &'p Context<'a>) -> Vec<Cited<'p, 'a>> {
    let passages = context.passages();
    let read = |(passage, cite, before_table): &'p (usize, Citation, bool)| Cited {
        passage: &passages[*passage],
        cite,
        before_table: *before_table,
    };
    context.citations().iter().map(read).collect()
}

/// The citations in some passages: the number of the passage, the citation, and whether a table is cited next.
pub(super) fn read(passages: &[Passage<'_>]) -> Vec<(usize, Citation, bool)> {
    let defined: Vec<bool> = passages.iter().filter_map(|p| cite::defines_plain_law(&p.text)).collect();
    let plain_law = defined.contains(&true) && !defined.contains(&false);
    let mut found = Vec::new();
    for (number, passage) in passages.iter().enumerate() {
        let assume = asks_for_basis(passage);
        let cites = cite::find(&passage.text, Around { plain_law, assume });
        for (i, cite) in cites.iter().enumerate() {
            let next = cites[i + 1..].iter().find(|next| next.list != cite.list);
            let before_table = next.is_some_and(|next| {
                let table =
                    matches!(next.target, Target::Row(Table::Second | Table::Order, _) | Target::Table(Table::Second));
                table && cite::joined(&passage.text[cite.list.end..next.list.start])
            });
            found.push((number, cite.clone(), before_table));
        }
    }
    found
}

/// Whether the item asks for a basis in 番号法.
fn asks_for_basis(passage: &Passage<'_>) -> bool {
    let id = passage.at.answer.item.id.as_str();
    is_nws_basis(id) || is_use_basis(id) || id == items::PROVIDE_TO_BASIS
}

pub(super) fn is_nws_basis(id: &str) -> bool {
    [items::NWS_BASIS, items::RELATED_NWS_BASIS].contains(&id)
}

pub(super) fn is_use_basis(id: &str) -> bool {
    [items::MYNUMBER_BASIS, items::RELATED_MYNUMBER_BASIS].contains(&id)
}

impl Cited<'_, '_> {
    /// The article and the number of its 号 or 項, where both are in the data.
    pub fn part(&self) -> Option<(&str, Option<u16>)> {
        let Target::Article { article, paragraph, item } = &self.cite.target else { return None };
        match article.as_str() {
            "19" => Some(("19", Some((*item)?))),
            "9" => Some(("9", Some((*paragraph)?))),
            other => Some((other, None)),
        }
    }

    /// What the citation is meant for, as far as the words around it tell: its remark in （ ）, the item it
    /// stands in, the table cited with it, the sentence after it. Only subjects that the number has had
    /// on some day are thought of.
    pub fn topic(&self, ways: &[&str]) -> Option<&'static Topic> {
        let (article, part) = self.part()?;
        let mut topics: Vec<&'static Topic> = Vec::new();
        for p in law::provisions().iter().filter(|p| p.article == article && p.part == part) {
            if !topics.iter().any(|t| t.id == p.topic.id) {
                topics.push(p.topic);
            }
        }
        let by_words = |words: &str| {
            let mut hits = topics.iter().filter(|t| t.words.iter().any(|w| words.contains(w)));
            let first = hits.next()?;
            // `特定個人情報保護評価指針` names the guideline, though it also holds the other's word.
            Some(hits.fold(*first, |best, t| if longest(t, words) > longest(best, words) { t } else { best }))
        };
        let text = &self.passage.text;
        if self.cite.range.end == self.cite.list.end
            && let Some(note) = cite::note(text, self.cite.list.end)
            && let Some(topic) = by_words(note)
        {
            return Some(topic);
        }
        let nws = topics.iter().find(|t| t.id == "nws").copied();
        let id = self.passage.at.answer.item.id.as_str();
        if self.before_table || is_nws_basis(id) || (id == items::PROVIDE_TO_BASIS && ways == ["nws"]) {
            return nws;
        }
        by_words(self.rest_of_sentence())
    }

    fn rest_of_sentence(&self) -> &str {
        let rest = &self.passage.text[self.cite.list.end..];
        let end = rest.find(['。', '\n', '番', '（', '(', '・']).unwrap_or(rest.len());
        let end = rest.char_indices().nth(30).map_or(end, |(at, _)| at.min(end));
        &rest[..end]
    }

    /// The citation as written.
    pub fn words(&self) -> String {
        self.passage.text[self.cite.range.clone()].to_owned()
    }
}

fn longest(topic: &Topic, words: &str) -> usize {
    topic.words.iter().filter(|w| words.contains(**w)).map(|w| w.len()).max().unwrap_or(0)
}

/// The boxes of 提供方法 beside a 法令上の根拠.
pub(super) fn ways(context: &Context<'_>, cited: &Cited<'_, '_>) -> Vec<&'static str> {
    let span = cited.passage.at.span();
    for file in context.files() {
        for to in file.members(items::PROVIDE_TO) {
            if to.span().start <= span.start
                && span.end <= to.span().end
                && let Some(how) = to.find(items::PROVIDE_TO_HOW)
            {
                let set = how.answer.item.choices();
                let ids = how.ticks().unwrap_or_default().iter();
                return ids.filter_map(|t| Some(set?.choices[t.index].id.as_str())).collect();
            }
        }
    }
    Vec::new()
}

/// A text in one width, with the way back to the original.
#[derive(Debug)]
pub(super) struct Folded {
    pub text: String,
    /// Where its characters stand that are full-width in the original, and two bytes longer there.
    wide: Vec<usize>,
}

impl Folded {
    pub fn new(original: &str) -> Self {
        let mut folded = Folded { text: String::with_capacity(original.len()), wide: Vec::new() };
        let mut copied = 0;
        for (at, wide) in original.match_indices(|c| matches!(c, '！'..='～')) {
            folded.text.push_str(&original[copied..at]);
            copied = at + wide.len();
            let half = wide.chars().next().and_then(|c| char::from_u32(c as u32 - '！' as u32 + '!' as u32));
            folded.wide.push(folded.text.len());
            folded.text.extend(half);
        }
        folded.text.push_str(&original[copied..]);
        folded
    }

    /// The range of the original text.
    pub fn original(&self, range: std::ops::Range<usize>) -> std::ops::Range<usize> {
        let back = |at: usize| at + 2 * self.wide.partition_point(|&wide| wide < at);
        back(range.start)..back(range.end)
    }
}

/// Titles of laws of a table that stand in a text, not as a part of a longer title.
pub(super) fn laws_in(table: Table, words: &str) -> Vec<&'static str> {
    let (titles, needles) = titles(table);
    let whole = |at: usize| !words[..at].chars().next_back().is_some_and(is_title_part);
    let hits = needles.find(words).filter(|(_, range)| whole(range.start));
    let named: BTreeSet<usize> = hits.map(|(n, _)| n).collect();
    named.into_iter().map(|n| titles[n]).collect()
}

/// What a law is about, as texts name it: 国民健康保険 of 国民健康保険法.
pub(super) fn stem(law: &str) -> &str {
    law.strip_suffix("に関する法律").or_else(|| law.strip_suffix('法')).unwrap_or(law)
}

/// Whether a text speaks of the affair of a law, and not only of an office called after it (介護保険課).
pub(super) fn speaks_of(words: &str, law: &str) -> bool {
    let about = stem(law);
    words.match_indices(about).any(|(at, _)| !words[at + about.len()..].starts_with(['課', '係', '室']))
}

/// The words of a document about its own affair: all but the lists of rows and what is provided to others.
pub(super) fn own_words(passages: &[Passage<'_>]) -> String {
    let own = passages.iter().filter(|p| {
        let id = &p.at.answer.item.id;
        !is_nws_basis(id) && !id.starts_with("file.provide.")
    });
    own.map(|p| text::normalize(&p.text)).collect::<Vec<_>>().join("\n")
}

/// The titles of laws in a table, in its order.
fn titles(table: Table) -> &'static (Vec<&'static str>, Needles) {
    static KNOWN: [OnceLock<(Vec<&str>, Needles)>; Table::ALL.len()] = [const { OnceLock::new() }; Table::ALL.len()];
    KNOWN[table as usize].get_or_init(|| {
        let rows = law::rows(table).iter();
        let mut seen = HashSet::new();
        let all = rows.flat_map(|row| std::iter::once(row.law).chain(row.others.iter().copied()));
        let titles: Vec<&str> = all.filter(|title| !title.is_empty() && seen.insert(*title)).collect();
        let needles = Needles::new(titles.iter().copied());
        (titles, needles)
    })
}

/// A character before a title that makes it a part of a longer one: 国民|健康保険法.
pub(super) fn is_title_part(c: char) -> bool {
    // ・ stands before a point of a list as well.
    text::is_japanese(c) && matches!(c, '一'..='鿿' | 'ァ'..='ヺ' | 'ー' | '々')
}
