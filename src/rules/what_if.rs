//! What if the facts of the しきい値判断 were others: the file's own facts with the assumed ones come in,
//! the evaluation that would be due and what follows from it go out.
//!
//! The steps are those of the 規則; which of them were already taken is for the reader to know.

use super::threshold::{self, Demand, Facts, Range};
use super::{BodyKind, Context, items};
use crate::diag::Message;
use crate::form::{FormName, newest};
use crate::text;

/// Facts that are assumed instead of those of the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Assumed {
    /// 対象人数.
    pub people: Option<Range>,
    /// 取扱者数.
    pub handlers: Option<Range>,
    /// 重大事故.
    pub incident: Option<bool>,
}

/// Why an assumption cannot be used.
#[derive(Debug, PartialEq, Eq)]
pub enum NotAnAssumption {
    /// There is no `=`.
    NoValue,
    /// No fact has that name.
    UnknownKey(String),
    /// The value is not one that the fact can have.
    WrongValue(&'static str),
}

/// The names of the facts, with what may be written for each.
pub const KEYS: [(&str, &str); 3] = [
    ("対象人数", "人数（300000、30万）か様式の選択肢（30万人以上）"),
    ("取扱者数", "人数（500）か様式の選択肢（500人以上）"),
    ("重大事故", "発生あり か 発生なし"),
];

impl Assumed {
    /// Adds one assumption, as it is written: `対象人数=300000`.
    pub fn add(&mut self, written: &str) -> Result<(), NotAnAssumption> {
        let (key, value) = written.split_once(['=', '＝']).ok_or(NotAnAssumption::NoValue)?;
        let (key, value) = (text::normalize(key), text::normalize(value));
        match key.as_str() {
            "対象人数" => self.people = Some(number(&value).ok_or(NotAnAssumption::WrongValue(KEYS[0].1))?),
            "取扱者数" => self.handlers = Some(number(&value).ok_or(NotAnAssumption::WrongValue(KEYS[1].1))?),
            "重大事故" | "事故" => {
                self.incident = Some(match value.as_str() {
                    "発生あり" | "あり" | "有" => true,
                    "発生なし" | "なし" | "無" => false,
                    _ => return Err(NotAnAssumption::WrongValue(KEYS[2].1)),
                });
            }
            _ => return Err(NotAnAssumption::UnknownKey(key)),
        }
        Ok(())
    }
}

/// A number of people (`300000`, `30万人`) or a bracket of the forms (`10万人以上30万人未満`).
fn number(plain: &str) -> Option<Range> {
    let digits = plain.replace(',', "");
    let digits = digits.strip_suffix('人').unwrap_or(&digits);
    let exact = match digits.strip_suffix('万') {
        Some(tens) => tens.parse::<u64>().ok().and_then(|n| n.checked_mul(10_000)),
        None => digits.parse().ok(),
    };
    let sets = [items::AFFAIR_TARGET, items::THRESHOLD_STAFF, items::USE_BY_STAFF, items::FILE_PERSONS];
    exact.map(Range::exactly).or_else(|| {
        let choices = FormName::ALL.iter().flat_map(|&form| sets.iter().filter_map(move |id| newest(form).find(id)));
        let choices = choices.filter_map(|item| item.choices()).flat_map(|set| &set.choices);
        choices.filter(|c| text::normalize(&c.label) == plain).find_map(|c| threshold::bracket(&c.id))
    })
}

/// The answer for one document.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The facts as the file has them, then as they are assumed: name, value, whether assumed.
    pub facts: Vec<(&'static str, String, bool)>,
    /// What is demanded by the facts of the file; several where they do not decide.
    pub now: Vec<Demand>,
    /// What would be demanded.
    pub then: Vec<Demand>,
    /// The form that would be due, where that is decided; none where no evaluation is.
    pub due: Option<FormName>,
    /// Whether the document's form would be enough; none where that is not decided.
    pub enough: Option<bool>,
    /// What しきい値判断結果 would have to say in this document.
    pub choice: Option<&'static str>,
    /// What follows, each with its clause.
    pub steps: Vec<(Message, &'static str)>,
}

/// Judges a document with the assumed facts.
pub fn answer(context: &Context<'_>, assumed: &Assumed) -> Answer {
    let facts = Facts::of(context);
    let by_files = threshold::handlers_by_files(context);
    let people = facts.people.as_ref().map(|f| f.value);
    let handlers = facts.handlers.as_ref().map(|f| f.value).or(by_files);
    let incident = facts.incident.as_ref().map(|f| f.value);
    let now = threshold::possible(people, handlers, incident);
    let then =
        threshold::possible(assumed.people.or(people), assumed.handlers.or(handlers), assumed.incident.or(incident));
    let decided = if let [one] = then[..] { Some(one) } else { None };
    Answer {
        facts: vec![
            ("対象人数", words(assumed.people.or(people)), assumed.people.is_some()),
            ("取扱者数", words(assumed.handlers.or(handlers)), assumed.handlers.is_some()),
            ("重大事故", incident_words(assumed.incident.or(incident)), assumed.incident.is_some()),
        ],
        due: decided.and_then(form_of),
        enough: decided.map(|demand| demand <= carried_out(context.form())),
        choice: decided.and_then(|demand| result_label(context, demand)),
        steps: decided.map(|demand| steps(context, &now, demand, assumed)).unwrap_or_default(),
        now,
        then,
    }
}

/// A range in words.
fn words(range: Option<Range>) -> String {
    match range {
        None => "不明".to_owned(),
        Some(Range { low, high }) if low == high => format!("{low}人"),
        Some(Range { low, high: u64::MAX }) => format!("{low}人以上"),
        Some(Range { low: 0, high }) => format!("{high}人以下"),
        Some(Range { low, high }) => format!("{low}人以上{high}人以下"),
    }
}

fn incident_words(incident: Option<bool>) -> String {
    match incident {
        None => "不明",
        Some(true) => "発生あり",
        Some(false) => "発生なし",
    }
    .to_owned()
}

/// The heaviest form that a demand asks for.
fn form_of(demand: Demand) -> Option<FormName> {
    match demand {
        Demand::None => None,
        Demand::Basic => Some(FormName::基礎項目評価書),
        Demand::Focused => Some(FormName::重点項目評価書),
        Demand::Full => Some(FormName::全項目評価書),
    }
}

/// The demand that a document of this form fulfils, with the 基礎項目評価書 beside it.
fn carried_out(form: FormName) -> Demand {
    match form {
        FormName::基礎項目評価書 => Demand::Basic,
        FormName::重点項目評価書 => Demand::Focused,
        FormName::全項目評価書 => Demand::Full,
    }
}

/// The choice of しきい値判断結果 that says the demand in a form.
fn result_label(context: &Context<'_>, demand: Demand) -> Option<&'static str> {
    let id = match context.form() {
        FormName::全項目評価書 => items::RESULT_FULL,
        FormName::重点項目評価書 => items::RESULT_FOCUSED,
        FormName::基礎項目評価書 => items::THRESHOLD_RESULT,
    };
    let set = context.assessment.form.find(id)?.choices()?;
    let choice = set.choices.iter().find(|c| threshold::demand_of(&c.id) == Some(demand))?;
    Some(&choice.label)
}

const CHANGE: &str = "特定個人情報保護評価に関する規則14条1項";

/// What follows where the demand is decided.
fn steps(context: &Context<'_>, now: &[Demand], then: Demand, assumed: &Assumed) -> Vec<(Message, &'static str)> {
    let mut steps = Vec::new();
    let mut step = |ja: &str, en: &str, basis| steps.push((Message::new(ja, en), basis));
    if assumed.incident == Some(true) {
        step(
            "重大事故の発生を速やかに評価書に反映し、提出します",
            "state the incident in the assessment without delay and submit it",
            CHANGE,
        );
    }
    if now == [then] {
        step("しきい値判断の結果は変わりません", "the result of the judgement stays the same", CHANGE);
        return steps;
    }
    step(
        "基礎項目評価書のしきい値判断項目と結果を改め、提出・公表します",
        "correct facts and result in the basic assessment, submit and publish it",
        CHANGE,
    );
    let heavier = now.iter().all(|n| *n < then);
    if heavier && then <= carried_out(context.form()) {
        step(
            "任意に行っている評価が義務の評価になります。様式は今のもので足り、しきい値判断結果の選択を改めます",
            "what is done voluntarily becomes a duty; the form is enough, the chosen result changes",
            "特定個人情報保護評価に関する規則6条1項、7条1項",
        );
        return steps;
    }
    match then {
        Demand::Full if heavier => full(context.body, &mut steps),
        Demand::Focused if heavier => steps.push((
            Message::new(
                "速やかに重点項目評価を行い、重点項目評価書（様式３）を提出・公表します（意見の聴取と第三者点検は任意）",
                "carry out the focused assessment without delay, submit and publish it; hearing and review are optional",
            ),
            "特定個人情報保護評価に関する規則6条2項・3項",
        )),
        _ => steps.push((
            Message::new(
                "義務付けられる評価は軽くなります。今の様式の評価は、任意の評価として続けられます",
                "less is demanded; the present form may be kept as a voluntary assessment",
            ),
            "特定個人情報保護評価に関する規則4条、6条1項、7条1項",
        )),
    }
    steps
}

/// The procedure of 全項目評価.
fn full(body: BodyKind, steps: &mut Vec<(Message, &'static str)>) {
    let mut step = |ja: &str, en: &str, basis| steps.push((Message::new(ja, en), basis));
    step(
        "速やかに全項目評価を行い、全項目評価書（様式４）の案を作ります",
        "carry out the full assessment without delay and draft it in the full form",
        "特定個人情報保護評価に関する規則7条2項",
    );
    step(
        "案を公示して、住民等の意見を30日以上聴きます（短縮するときは、特段の理由を評価書に書きます）",
        "publish the draft and hear opinions for 30 days or more",
        "番号法28条1項、特定個人情報保護評価に関する規則7条1項、指針第５の３",
    );
    match body {
        BodyKind::地方公共団体等 => step(
            "意見を反映した案について、第三者点検を受けます",
            "have the draft reviewed by a third party",
            "特定個人情報保護評価に関する規則7条4項",
        ),
        BodyKind::行政機関等 => step(
            "個人情報保護委員会の承認を受けます",
            "obtain the approval of the commission",
            "番号法28条2項から4項まで",
        ),
    }
    step(
        "全項目評価書を提出し、公表します（公表の前は、情報提供ネットワークシステムを使う情報連携ができません）",
        "submit and publish it; before that the network may not be used",
        "特定個人情報保護評価に関する規則7条5項・6項、番号法28条6項",
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn assumptions_are_read_as_people_write_them() {
        let read = |written: &str| {
            let mut assumed = Assumed::default();
            assumed.add(written).map(|()| assumed)
        };
        let people = |n| Ok(Assumed { people: Some(n), ..Assumed::default() });
        for written in ["対象人数=300000", "対象人数=300,000人", "対象人数＝30万", "対象人数 = ３０万人"]
        {
            assert_eq!(read(written), people(Range::exactly(300_000)), "{written}");
        }
        assert_eq!(read("対象人数=10万人以上30万人未満"), people(Range { low: 100_000, high: 299_999 }));
        assert_eq!(read("取扱者数=500人以上").unwrap().handlers, Some(Range { low: 500, high: u64::MAX }));
        assert_eq!(read("事故=発生あり").unwrap().incident, Some(true));
        assert_eq!(read("重大事故=なし").unwrap().incident, Some(false));
        assert_eq!(read("対象人数"), Err(NotAnAssumption::NoValue));
        assert_eq!(read("人数=3"), Err(NotAnAssumption::UnknownKey("人数".to_owned())));
        assert!(matches!(read("対象人数=多い"), Err(NotAnAssumption::WrongValue(_))));
        assert!(matches!(read("事故=3"), Err(NotAnAssumption::WrongValue(_))));
    }
}
