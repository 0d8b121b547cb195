//! isolated-but-connected (R-X-26).

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
    let all = systems::all(context);
    for passage in context.passages() {
        for (start, found) in alone(&passage.text) {
            let Some(system) = subject(&all, passage, start) else { continue };
            let Some(at) = &system.connections else { continue };
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

fn alone(words: &str) -> Vec<(usize, &'static str)> {
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
