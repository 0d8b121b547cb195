//! The overview for a person at a terminal: overdue ones first, each with what falls due next.

use jiff::civil;

use crate::date::wareki;
use crate::diag::Lang;
use crate::output::human::Style;
use crate::rules::threshold::Demand;
use crate::text;

use super::{Day, Deadline, Entry, Overview, Urgency};

/// A heading in both languages and which entries stand below it.
type Heading = (&'static str, &'static str, fn(&Entry) -> bool);

/// The whole overview, ending with a line break.
pub fn overview(overview: &Overview, style: Style) -> String {
    let words = Words { style };
    let mut out = words.head(overview);
    let groups: [Heading; 4] = [
        ("読めないもの", "cannot be read", |e| e.problem.is_some()),
        ("期限を過ぎたもの", "overdue", |e| e.is(Urgency::Overdue)),
        ("期限が近いもの（90日以内）", "due within 90 days", |e| e.is(Urgency::Soon)),
        ("そのほか", "others", |_| true),
    ];
    let mut left: Vec<&Entry> = overview.assessments.iter().collect();
    for (ja, en, belongs) in groups {
        let (these, rest): (Vec<&Entry>, Vec<&Entry>) = left.into_iter().partition(|e| belongs(e));
        left = rest;
        if these.is_empty() {
            continue;
        }
        let title = words.say(ja, en);
        out.push_str(&words.bold(&format!("\n■ {title}（{}）\n", these.len())));
        for entry in these {
            out.push_str(&words.entry(entry));
        }
    }
    out
}

struct Words {
    style: Style,
}

impl Words {
    fn say<'w>(&self, ja: &'w str, en: &'w str) -> &'w str {
        if self.style.lang == Lang::Ja { ja } else { en }
    }

    fn paint(&self, code: &str, text: &str) -> String {
        if self.style.color { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    fn bold(&self, text: &str) -> String {
        self.paint("1", text)
    }

    fn date(&self, iso: &str) -> String {
        match (self.style.lang, iso.parse::<civil::Date>()) {
            (Lang::Ja, Ok(date)) => wareki(date),
            _ => iso.to_owned(),
        }
    }

    fn head(&self, overview: &Overview) -> String {
        let s = &overview.summary;
        let body = overview.body.as_deref().unwrap_or_default();
        match self.style.lang {
            Lang::Ja => format!(
                "{body}の評価書 {} 件（{} 現在）: 期限切れ {} 件、90日以内 {} 件、読めないもの {} 件、エラー {} 件、警告 {} 件\n",
                s.assessments,
                self.date(&overview.as_of),
                s.overdue,
                s.soon,
                s.broken,
                s.error,
                s.warning
            )
            .trim_start_matches('の')
            .to_owned(),
            Lang::En => format!(
                "{} assessment(s) as of {}: {} overdue, {} due within 90 days, {} unreadable, {} error(s), {} warning(s)\n",
                s.assessments, overview.as_of, s.overdue, s.soon, s.broken, s.error, s.warning
            ),
        }
    }

    fn entry(&self, entry: &Entry) -> String {
        if let Some(problem) = &entry.problem {
            return format!("  {}\n      {problem}\n", entry.file);
        }
        let number = entry.number.map_or("―".to_owned(), |n| n.to_string());
        let mut out = format!("  {number:>3}  {}\n", self.bold(&entry.name.replace('　', " ")));
        let day = |label: &str, day: &Option<Day>| day.as_ref().map(|d| format!("{label} {}", self.date(&d.date)));
        let mut due: Vec<String> = entry.deadlines.iter().map(|d| self.deadline(d)).collect();
        if due.is_empty() {
            due.push(self.say("期限は分かりません（公表日がありません）", "no deadline is known").to_owned());
        }
        let dates = [
            day(self.say("公表", "published"), &entry.published),
            day(self.say("最終変更", "last change"), &entry.last_change),
            day(self.say("終了", "ended"), &entry.ended),
        ];
        let open = &entry.open;
        let threshold = entry.demand.map_or(self.say("不明", "unknown"), |demand| short(demand, self.style.lang));
        let rest = [
            format!("{}: {threshold}", self.say("しきい値判断", "threshold")),
            match self.style.lang {
                Lang::Ja => format!("指摘: エラー {}・警告 {}・参考 {}", open.error, open.warning, open.info),
                Lang::En => {
                    format!("open: {} error(s), {} warning(s), {} note(s)", open.error, open.warning, open.info)
                }
            },
        ];
        self.lines(&due, &mut out);
        self.lines(&dates.into_iter().flatten().collect::<Vec<_>>(), &mut out);
        self.lines(&rest, &mut out);
        out.push_str(&format!("       {}\n", entry.file));
        out
    }

    fn deadline(&self, deadline: &Deadline) -> String {
        let kind = deadline.kind.words(self.style.lang);
        let (date, days) = (self.date(&deadline.date), deadline.days.abs());
        let left = match (self.style.lang, deadline.state) {
            (Lang::Ja, Urgency::Overdue) => format!("{days}日超過"),
            (Lang::Ja, Urgency::Done) => "満了".to_owned(),
            (Lang::Ja, _) => format!("あと{days}日"),
            (Lang::En, Urgency::Overdue) => format!("{days} days overdue"),
            (Lang::En, Urgency::Done) => "over".to_owned(),
            (Lang::En, _) => format!("{days} days left"),
        };
        let text = format!("{kind} {date}（{left}）");
        match deadline.state {
            Urgency::Overdue => self.paint("31", &text),
            Urgency::Soon => self.paint("33", &text),
            Urgency::Later | Urgency::Done => text,
        }
    }

    /// Parts on as few lines as the terminal allows.
    fn lines(&self, parts: &[String], out: &mut String) {
        let mut line = String::new();
        for part in parts {
            if !line.is_empty() && text::width(&line) + text::width(part) + 9 > self.style.width {
                out.push_str(&format!("       {line}\n"));
                line.clear();
            }
            if !line.is_empty() {
                line.push_str("  ");
            }
            line.push_str(part);
        }
        if !line.is_empty() {
            out.push_str(&format!("       {line}\n"));
        }
    }
}

/// What the judgement demands, in few words.
pub fn short(demand: Demand, lang: Lang) -> &'static str {
    match (demand, lang) {
        (Demand::None, Lang::Ja) => "義務なし",
        (Demand::Basic, Lang::Ja) => "基礎項目",
        (Demand::Focused, Lang::Ja) => "基礎項目＋重点項目",
        (Demand::Full, Lang::Ja) => "基礎項目＋全項目",
        (Demand::None, Lang::En) => "none",
        (Demand::Basic, Lang::En) => "basic",
        (Demand::Focused, Lang::En) => "basic and focused",
        (Demand::Full, Lang::En) => "basic and full",
    }
}
