//! isolated-but-connected (R-X-26).

use std::ops::Range;

use super::Passage;
use super::prelude::*;
use super::systems::{self, System};

pub(super) const RULE: Rule = Rule {
    name: "isolated-but-connected",
    group: RuleGroup::整合,
    severity: Severity::Warning,
    summary: ("接続しないと書かれたシステムに、接続先があります", "a system said to be isolated has connections"),
    page: include_str!("isolated_but_connected.md"),
    outside: false,
    check: Some(check),
};

/// Ways to say that a system stands alone.
const ALONE: [&str; 10] = [
    "他のシステムとの接続は行わない",
    "他のシステムとは接続しない",
    "他のシステムと接続しない",
    "他システムとの接続は行わない",
    "他システムとは接続しない",
    "他システムと接続しない",
    "ネットワーク接続を行わ",
    "ネットワークに接続しない",
    "ネットワークには接続しない",
    "スタンドアロン",
];

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let all = context.systems();
    for passage in context.passages() {
        for (start, found) in alone(&passage.text) {
            let Some(system) = subject(all, passage, start) else { continue };
            let Some(at) = &system.connections else { continue };
            if at.ticks().is_none() {
                by_text(context, passage, system, start..start + found.len(), out);
                continue;
            }
            if at.ticks().is_none_or(|t| t.is_empty()) {
                continue;
            }
            let span = passage.span(&context.assessment.source, start..start + found.len());
            out.push(
                out.span(
                    &passage.at,
                    span,
                    format!("「{}」は接続しないと書かれていますが、接続先があります", system.name.said().trim()),
                    "the system is said to be isolated, but has connections",
                )
                .related(at.span(), Message::new(format!("他のシステムとの接続「{}」", at.said()), "the connections"))
                .basis("様式（他のシステムとの接続）")
                .help("どちらが事実かを確かめ、合わせてください", "make the two agree"),
            );
        }
    }
}

/// Ways to say that data came over a connection.
const OVER: [&str; 6] = [
    "庁内連携システム経由",
    "庁内連携システムを経由し",
    "庁内連携システムを介し",
    "庁内連携システムを通じ",
    "庁内ネットワークを介し",
    "庁内ネットワークを通じ",
];

/// Where the boxes cannot be read: another text under the same heading tells of a connection.
fn by_text(
    context: &Context<'_>,
    passage: &Passage<'_>,
    system: &System<'_>,
    told: Range<usize>,
    out: &mut Findings<'_>,
) {
    let Some(heading) = heading_of(&passage.text, told.start) else { return };
    for other in context.passages() {
        for way in OVER {
            let Some(at) = other.text.find(way) else { continue };
            let next: String = other.text[at + way.len()..].chars().take(6).collect();
            let denied = ["ない", "せず", "除", "以外"].iter().any(|w| next.contains(w));
            if denied || heading_of(&other.text, at) != Some(heading.clone()) {
                continue;
            }
            let source = &context.assessment.source;
            let name = system.name.said();
            out.push(
                out.span(
                    &passage.at,
                    passage.span(source, told),
                    format!("「{}」は接続しないと書かれていますが、別の項目では「{way}」とあります", name.trim()),
                    "the system is said to be isolated, but another item tells of a connection",
                )
                .related(other.span(source, at..at + way.len()), Message::new(other.at.label(), "the other item"))
                .basis("様式（他のシステムとの接続）")
                .help("どちらが事実かを確かめ、合わせてください", "make the two agree"),
            );
            return;
        }
    }
}

/// The block heading above a byte, normalised.
fn heading_of(words: &str, at: usize) -> Option<String> {
    let lines = words[..at].lines().rev().map(str::trim);
    lines.filter(|line| line.starts_with(['＜', '<', '【'])).find_map(|line| {
        let end = line.find(['＞', '>', '】'])?;
        Some(text::normalize(&line[..end]))
    })
}

fn alone(words: &str) -> Vec<(usize, &'static str)> {
    if !words.contains("接続") && !words.contains("スタンドアロン") {
        return Vec::new();
    }
    // 「インターネット等の外部ネットワークに接続しない」 is about something else.
    let outside = |at: usize| ["外部", "インターネット", "公衆"].iter().any(|w| sentence(words, at).contains(w));
    ALONE.iter().filter_map(|w| Some((words.find(w)?, *w))).filter(|(at, _)| !outside(*at)).collect()
}

/// The sentence around a byte.
fn sentence(words: &str, at: usize) -> &str {
    let start = words[..at].rfind(['。', '\n']).map_or(0, |i| i + 1);
    let start = (start..=at).find(|&i| words.is_char_boundary(i)).unwrap_or(at);
    let end = words[at..].find(['。', '\n']).map_or(words.len(), |i| at + i);
    &words[start..end]
}

/// The system that a sentence is about: the one whose function it describes, or the only one it names.
fn subject<'s, 'a>(all: &'s [System<'a>], passage: &Passage<'_>, at: usize) -> Option<&'s System<'a>> {
    if passage.at.answer.item.id == items::SYSTEM_FUNCTION {
        let place = passage.at.span();
        return all.iter().find(|s| s.scope.span().start <= place.start && place.end <= s.scope.span().end);
    }
    let plain = systems::plain(sentence(&passage.text, at));
    let mut named = all.iter().filter(|s| s.names().iter().any(|n| plain.contains(n.as_str())));
    let first = named.next()?;
    named.next().is_none().then_some(first)
}
