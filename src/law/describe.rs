//! `piac law`: a provision and a day come in, lines for a person go out.

use jiff::civil::Date;

use super::cite::{self, Around, Target};
use super::{
    Confidence, Lookup, OBSERVED_FROM, Provision, READ_THROUGH, Row, TABLES_REPLACED, Table, last_row, provision,
    provisions, row, rows, successor, successors, where_is,
};
use crate::date::wareki;
use crate::diag::{Lang, Message};

/// What a provision was on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
    /// The provision and the day.
    pub title: Message,
    /// What is known, a sentence to a line.
    pub lines: Vec<Message>,
}

/// The query names no provision; holds the query.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no provision: {0}")]
pub struct NotACitation(pub String);

impl NotACitation {
    /// What to write instead.
    pub fn message(&self) -> Message {
        Message::new(
            format!(
                "「{}」は読み取れません。番号法 19-8、別表第一 10、別表第二 16の2、別表 111、命令 139 のように書いてください",
                self.0
            ),
            format!("cannot read {}; write 番号法 19-8, 別表第一 10, 別表第二 16の2, 別表 111 or 命令 139", self.0),
        )
    }
}

impl Description {
    /// The whole text.
    pub fn render(&self, lang: Lang) -> String {
        let mut out = format!("{}\n", self.title.get(lang));
        for line in &self.lines {
            out.push_str(&format!("  {}\n", line.get(lang)));
        }
        out
    }

    fn say(&mut self, ja: impl Into<String>, en: impl Into<String>) {
        self.lines.push(Message::new(ja, en));
    }
}

/// Describes the provision that a query names, as of a day. A query is `番号法 19-8`, `別表第一 10`,
/// `別表 111`, `命令 139`, or any citation of 番号法.
pub fn describe(query: &str, on: Date) -> Result<Description, NotACitation> {
    match target(query).ok_or_else(|| NotACitation(query.trim().to_owned()))? {
        Target::Article { article, paragraph, item } => Ok(article_on(&article, item.or(paragraph), on)),
        Target::Row(table, item) => Ok(row_on(table, &item, on)),
        Target::Table(_) => Err(NotACitation(query.trim().to_owned())),
    }
}

fn target(query: &str) -> Option<Target> {
    let plain = crate::text::normalize_spaced(query);
    let short = plain.replace(' ', "");
    let short = short.strip_prefix(cite::FULL_NAME).or_else(|| short.strip_prefix("番号法")).unwrap_or(&short);
    let (head, part) = short.split_once('-').unwrap_or((short, ""));
    let is_number = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || c == 'の');
    if is_number(head) && (part.is_empty() || part.parse::<u16>().is_ok()) {
        let part = part.parse().ok();
        let (paragraph, item) = if head == "19" { (None, part) } else { (part, None) };
        return Some(Target::Article { article: head.to_owned(), paragraph, item });
    }
    let tables = [
        ("別表第一", Table::First),
        ("別表第1", Table::First),
        ("別表第二", Table::Second),
        ("別表第2", Table::Second),
        ("別表", Table::Annex),
        ("命令", Table::Order),
    ];
    for (name, table) in tables {
        if let Some(item) = short.strip_prefix(name) {
            // `別表 1の2` is a row of 別表; `別表第1 2` has its own prefix above.
            let item = item.strip_prefix('の').unwrap_or(item).trim_end_matches('項').trim_end_matches('の');
            if is_number(item) {
                return Some(Target::Row(table, item.to_owned()));
            }
        }
    }
    let around = Around { plain_law: true, assume: true };
    let named = cite::find(query, around).into_iter().next();
    named.or_else(|| cite::find(&format!("番号法{query}"), around).into_iter().next()).map(|c| c.target)
}

fn title(name: &str, on: Date) -> Description {
    let title = Message::new(format!("{name}（{}現在）", wareki(on)), format!("{name} (as of {on})"));
    Description { title, lines: Vec::new() }
}

/// Says that a day is outside of what was read; whether nothing is known of it at all.
fn unread(out: &mut Description, on: Date) -> bool {
    if on < OBSERVED_FROM {
        out.say(
            format!("判定不能: {}より前の条文は確認していません", wareki(OBSERVED_FROM)),
            format!("unknown: the law before {OBSERVED_FROM} has not been read"),
        );
        return true;
    }
    if on > READ_THROUGH {
        out.say(
            format!("{}までに確認した条文によります（その後の改正は未確認）", wareki(READ_THROUGH)),
            format!("by the law as read up to {READ_THROUGH}; later amendments have not been read"),
        );
    }
    false
}

fn period(from: Date, until: Option<Date>) -> (String, String) {
    let start = if from <= OBSERVED_FROM { "遅くとも" } else { "" };
    match until {
        Some(until) => {
            (format!("{start}{}から{}まで", wareki(from), wareki(until)), format!("from {from} until {until}"))
        }
        None => (format!("{start}{}から", wareki(from)), format!("from {from}")),
    }
}

fn article_on(article: &str, part: Option<u16>, on: Date) -> Description {
    let unit = if article == "19" { "号" } else { "項" };
    let (number, branch) = article.split_once('の').map_or((article, String::new()), |(n, b)| (n, format!("の{b}")));
    let tail = part.map_or(String::new(), |part| format!("第{part}{unit}"));
    let mut out = title(&format!("番号法第{number}条{branch}{tail}"), on);
    if unread(&mut out, on) {
        return out;
    }
    match provision(article, part, on) {
        Lookup::Is(found) => moves(&mut out, found, on),
        Lookup::Not => out
            .say(format!("この日、第{number}条{branch}{tail}はありません"), "there was no such provision on that day"),
        Lookup::Unknown => out.say(
            "判定不能: この条の内容は収録していません（第19条、第9条と、番号が動いた条だけを収録しています）",
            "unknown: this article is not in the data",
        ),
    }
    let mut all: Vec<&Provision> = provisions().iter().filter(|p| p.article == article && p.part == part).collect();
    all.sort_by_key(|p| p.from);
    if all.len() > 1 || all.iter().any(|p| on < p.from) {
        out.say("この番号の移り変わり:", "this number over time:");
        for p in all {
            let (ja, en) = period(p.from, p.until);
            out.say(format!("  {ja}: {}", p.topic.subject), format!("  {en}: {}", p.topic.subject));
        }
    }
    out
}

/// What a provision says, and under which numbers the same stood before and after.
fn moves(out: &mut Description, found: &Provision, on: Date) {
    out.say(found.topic.subject, found.topic.subject);
    let (ja, en) = period(found.from, found.until);
    out.say(format!("この番号である期間: {ja}"), format!("under this number {en}"));
    let mut others: Vec<&Provision> = provisions().iter().filter(|p| p.topic.id == found.topic.id).collect();
    others.sort_by_key(|p| p.from);
    for p in others.into_iter().filter(|p| p.article != found.article || p.part != found.part) {
        let (ja, en) = period(p.from, p.until);
        out.say(format!("同じ内容が{}である期間: {ja}", p.name()), format!("the same as {}: {en}", p.name()));
    }
    if let Some(now) = where_is(found.topic.id, READ_THROUGH)
        && on < READ_THROUGH
        && now.name() == found.name()
    {
        out.say("今も同じ番号です", "still under this number");
    }
}

fn row_on(table: Table, item: &str, on: Date) -> Description {
    let mut out = title(&format!("番号法 {}", table.item(item)), on);
    if unread(&mut out, on) {
        return out;
    }
    match row(table, item, on) {
        Lookup::Is(found) => row_lines(&mut out, table, found),
        Lookup::Not | Lookup::Unknown if !table.in_force(on) => {
            replaced(&mut out, table, on);
            let other = if table.in_force(TABLES_REPLACED) {
                rows(table).iter().find(|r| r.item == item)
            } else {
                last_row(table, item)
            };
            match other {
                Some(found) => row_lines(&mut out, table, found),
                None => out.say("この項があったことも確認できません", "no such row is known"),
            }
        }
        Lookup::Not | Lookup::Unknown => {
            out.say("この日、この項はありません", "there was no such row on that day");
            for found in rows(table).iter().filter(|r| r.item == item) {
                row_lines(&mut out, table, found);
            }
        }
    }
    links(&mut out, table, item, on);
    out
}

fn replaced(out: &mut Description, table: Table, on: Date) {
    let day = wareki(TABLES_REPLACED);
    if on >= TABLES_REPLACED {
        out.say(
            format!("{}は{day}になくなりました", table.name()),
            format!("{} was replaced on {TABLES_REPLACED}", table.name()),
        );
    } else {
        out.say(format!("{}は{day}からです", table.name()), format!("{} began on {TABLES_REPLACED}", table.name()));
    }
}

fn row_lines(out: &mut Description, table: Table, found: &Row) {
    let until = found.until.or((!table.in_force(TABLES_REPLACED)).then(|| TABLES_REPLACED.yesterday().ok()).flatten());
    let (ja, en) = period(found.from, until);
    if found.is_deleted() {
        out.say(format!("削除（{ja}）"), format!("deleted ({en})"));
        return;
    }
    let task = if found.task.is_empty() { String::new() } else { format!("（{}）", found.task) };
    out.say(format!("{}{task}", found.law), format!("{}{task}", found.law));
    out.say(format!("{}: {}", table.holder(), found.holder), format!("{}: {}", table.holder(), found.holder));
    if !found.others.is_empty() {
        let others = found.others.join("、");
        out.say(format!("ほかの法令: {others}"), format!("other laws: {others}"));
    }
    if !found.providers.is_empty() {
        let providers = found.providers.join("、");
        out.say(format!("情報提供者: {providers}"), format!("providers: {providers}"));
    }
    out.say(format!("この項である期間: {ja}"), format!("under this number {en}"));
}

/// The rows that came before or after it.
fn links(out: &mut Description, table: Table, item: &str, on: Date) {
    match successor(table, item, on.max(TABLES_REPLACED)) {
        Some((new, Some(to), confidence)) => {
            let likely = if confidence == Confidence::Unique { "おそらく" } else { "" };
            out.say(
                format!("{}から: {likely}{}", wareki(TABLES_REPLACED), new.item(to)),
                format!(
                    "since {TABLES_REPLACED}: {}{}",
                    new.item(to),
                    if likely.is_empty() { "" } else { " (likely)" }
                ),
            );
        }
        Some((new, None, _)) => out.say(
            format!("{}に対応する項は確認できません", new.name()),
            format!("no counterpart was found in {}", new.name()),
        ),
        None => {}
    }
    for s in successors().iter().filter(|s| s.to == Some(item)) {
        let (before, same) = match (s.table, s.on == TABLES_REPLACED) {
            (Table::First, true) => (s.table, table == Table::Annex),
            (Table::Second, true) => (s.table, table == Table::Order),
            (of, _) => (of, table == of),
        };
        if same {
            let last = s.on.yesterday().unwrap_or(s.on);
            out.say(
                format!("{}まで: {}", wareki(last), before.item(s.from)),
                format!("until {last}: {}", before.item(s.from)),
            );
        }
    }
}
