//! nws-clause-disagrees: the clause on 情報提供ネットワークシステム for what is provided otherwise, or the reverse.

use super::cited::{self, Cited};
use super::prelude::*;
use crate::assessment::Tick;
use crate::law::cite::Target;
use crate::law::{self, Topic};

pub(super) const RULE: Rule = Rule {
    name: "nws-clause-disagrees",
    group: RuleGroup::法令,
    severity: Severity::Warning,
    summary: (
        "提供の根拠の号が、提供方法と合いません",
        "the clause on which something is provided does not fit the way in which it is",
    ),
    page: include_str!("nws_clause_disagrees.md"),
    outside: false,
    check: Some(check),
};

/// The clauses on 情報提供ネットワークシステム.
const NETWORK: [&str; 2] = ["nws", "nws_ordinance"];

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let Some(day) = cited::day(context) else { return };
    let cites = cited::all(context);
    for to in context.files().iter().flat_map(|file| file.members(items::PROVIDE_TO)) {
        let (Some(basis), Some(how)) = (to.find(items::PROVIDE_TO_BASIS), to.find(items::PROVIDE_TO_HOW)) else {
            continue;
        };
        let (Some(by_network), Some(ticks)) = (how.ticked("nws"), how.ticks()) else { continue };
        let own = cites.iter().filter(|cited| cited.passage.at.span() == basis.span());
        let topics: Vec<(&Cited<'_, '_>, &Topic)> =
            own.filter_map(|cited| Some((cited, topic(cited, day.on)?))).collect();
        let Some((cited, topic)) = topics.first().copied() else { continue };
        let of_network = topics.iter().filter(|(_, topic)| NETWORK.contains(&topic.id)).count();
        // An ordinance or another clause may stand beside it, for the other way.
        let only_network = of_network == topics.len() && !cited.passage.text.contains("条例");
        // A number that once was the network's is judged by the rules on outdated numbers.
        let never = topics.iter().all(|(cited, _)| !was_of_network(cited));
        let (ja, en) = match by_network {
            false if only_network && !ticks.is_empty() && !told(ticks) => (
                format!(
                    "{}は{}の規定ですが、提供方法に「情報提供ネットワークシステム」がありません",
                    cited.words(),
                    topic.subject
                ),
                "this clause is about the network, which is not among the ways",
            ),
            true if ticks.len() == 1 && never => (
                format!(
                    "{}は{}の規定ですが、提供方法は「情報提供ネットワークシステム」だけです",
                    cited.words(),
                    topic.subject
                ),
                "the network is the only way, but this clause is not about it",
            ),
            _ => continue,
        };
        let span = cited.passage.span(&context.assessment.source, cited.cite.range.clone());
        out.push(
            out.span(&cited.passage.at, span, ja, en)
                .related(how.span(), Message::new("提供方法", "the way"))
                .basis("番号法第19条（第8号・第9号は情報提供ネットワークシステムを使用して提供するとき）")
                .help("号の番号か、提供方法を確かめてください", "correct the clause or the way"),
        );
    }
}

/// Whether the text of a box tells of the network: その他（中間サーバー）.
fn told(ticks: &[Tick]) -> bool {
    let words = ["中間サーバ", "情報提供ネットワーク"];
    ticks.iter().filter_map(|t| t.detail.as_deref()).any(|detail| words.iter().any(|w| detail.contains(w)))
}

/// What a clause of article 19 was about on a day.
fn topic(cited: &Cited<'_, '_>, on: jiff::civil::Date) -> Option<&'static Topic> {
    let Target::Article { article, item: Some(item), .. } = &cited.cite.target else { return None };
    (article == "19").then(|| law::article19(*item, on).is().map(|p| p.topic))?
}

/// Whether a number of article 19 has meant the network on some day.
fn was_of_network(cited: &Cited<'_, '_>) -> bool {
    let Target::Article { item, .. } = &cited.cite.target else { return false };
    law::provisions().iter().any(|p| p.article == "19" && p.part == *item && NETWORK.contains(&p.topic.id))
}
