//! What a revision means: ※ or not, likely formal changes with the reason, and the steps that are due.
//!
//! A change of a ※ item is a 重要な変更 (規則第11条, 指針別表) unless the author states the ground of an
//! exception. What looks formal is only named as a candidate; nothing is decided silently.

use crate::assessment::Step;
use crate::diag::Message;
use crate::form::FormName;
use crate::text;

use super::compare::{Cause, Change, ChangeKind};
use super::replay;
use super::sheet::Sheet;
use super::table::Written;
use super::words::{self, Mark};
use super::{items, ticks};

/// Why a change may be formal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[allow(missing_docs)] // The names say it.
pub enum Formal {
    様式の改正,
    名称の変更,
    条項番号の移動,
    誤字の訂正,
}

impl Formal {
    /// Its name.
    pub fn name(self) -> Message {
        match self {
            Formal::様式の改正 => Message::new("様式の改正", "a new edition of the form"),
            Formal::名称の変更 => Message::new("名称の変更", "another name"),
            Formal::条項番号の移動 => Message::new("条項番号の移動", "renumbered articles"),
            Formal::誤字の訂正 => Message::new("誤字の訂正", "a corrected slip"),
        }
    }

    /// The reason in words, as a candidate for 説明.
    pub fn reason(self) -> &'static str {
        match self {
            Formal::様式の改正 => "様式の改正に伴い表記を改めたものであり、重要な変更に該当しない。",
            Formal::名称の変更 => "名称の変更に伴う形式的な変更であり、重要な変更に該当しない。",
            Formal::条項番号の移動 => "法令の改正に伴う条項番号の形式的な変更であり、重要な変更に該当しない。",
            Formal::誤字の訂正 => "誤字の訂正による形式的な変更であり、重要な変更に該当しない。",
        }
    }
}

/// 提出時期 as proposed: 事前 for what may be a 重要な変更, else 事後.
pub fn timing(change: &Change) -> &'static str {
    if change.star() && change.cause == Cause::Author { "事前" } else { "事後" }
}

/// Candidates for 説明.
pub fn notes(change: &Change) -> Vec<String> {
    let mut out: Vec<String> = formal(change).into_iter().map(|f| f.reason().to_owned()).collect();
    if change.star() && change.cause == Cause::Author {
        out.insert(0, "重要な変更に該当するため、変更前に評価を再実施した。".into());
        out.push("リスクを相当程度変動させるものではないと考えられる変更であり、重要な変更に該当しない。".into());
        out.push("リスクを明らかに軽減させる変更であり、重要な変更に該当しない。".into());
    } else if out.is_empty() {
        out.push("事前の提出を要する項目の変更ではない。".into());
    }
    out
}

/// The kinds of formal change that a change looks like.
pub fn formal(change: &Change) -> Vec<Formal> {
    if change.cause == Cause::Form {
        return vec![Formal::様式の改正];
    }
    if change.kind != ChangeKind::Changed || change.cause != Cause::Author {
        return Vec::new();
    }
    if change.item.choices().is_some() {
        return Vec::new();
    }
    let pairs = exchanged(&change.old, &change.new);
    let mut out = Vec::new();
    if pairs.iter().all(is_citation) && mentions_law(&change.new) {
        out.push(Formal::条項番号の移動);
    }
    if pairs.iter().all(is_name) {
        out.push(Formal::名称の変更);
    }
    if is_slip(&change.old, &pairs) {
        out.push(Formal::誤字の訂正);
    }
    out
}

/// Words that were exchanged for others, with what follows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// The old words.
    pub gone: String,
    /// The new words.
    pub new: String,
    /// A few characters that follow both.
    behind: String,
}

/// The exchanges between two texts.
pub fn exchanged(old: &str, new: &str) -> Vec<Exchange> {
    let runs = words::runs(old, new);
    let mut out: Vec<Exchange> = Vec::new();
    let mut open = false;
    for run in runs {
        match (run.mark, open) {
            (Mark::Same, true) => {
                if let Some(last) = out.last_mut() {
                    last.behind = run.text.chars().take(4).collect();
                }
                open = false;
            }
            (Mark::Same, false) => {}
            (mark, was_open) => {
                if !was_open {
                    out.push(Exchange { gone: String::new(), new: String::new(), behind: String::new() });
                    open = true;
                }
                if let Some(last) = out.last_mut() {
                    if mark == Mark::Gone { &mut last.gone } else { &mut last.new }.push_str(&run.text);
                }
            }
        }
    }
    out
}

/// Only numbers of articles and rows changed.
fn is_citation(exchange: &Exchange) -> bool {
    const SIGNS: &str = "第条項号の別表及び並に、（）()一二三四五六七八九十百";
    let only = |s: &str| text::normalize(s).chars().all(|c| c.is_ascii_digit() || SIGNS.contains(c));
    let digits = |s: &str| s.is_empty() || text::normalize(s).chars().any(|c| c.is_ascii_digit() || SIGNS.contains(c));
    only(&exchange.gone) && only(&exchange.new) && digits(&exchange.gone) && !exchange.gone.is_empty()
}

fn mentions_law(text: &str) -> bool {
    ["法", "条例", "命令", "省令", "規則", "告示"].iter().any(|w| text.contains(w))
}

/// A name of an office, a body or a contractor changed.
fn is_name(exchange: &Exchange) -> bool {
    const ENDS: &[&str] = &[
        "部",
        "課",
        "局",
        "室",
        "係",
        "班",
        "所",
        "署",
        "長",
        "センター",
        "委員会",
        "支所",
        "株式会社",
        "法人",
        "機構",
    ];
    let named = |s: &str| {
        let whole = format!("{s}{}", exchange.behind);
        !s.is_empty()
            && s.chars().count() <= 20
            && ENDS.iter().any(|e| s.ends_with(e) || whole[s.len()..].starts_with(e) || s.starts_with(e))
    };
    named(&exchange.gone) && named(&exchange.new)
}

/// One or two characters changed in a longer text, and not such as turn the sense round.
fn is_slip(old: &str, exchanges: &[Exchange]) -> bool {
    const SENSE: &[char] = &['不', '未', '非', '無', '有', '可', '否', '以', '超', '満', '上', '下', '前', '後'];
    let [one] = exchanges else { return false };
    let small = |s: &str| s.chars().count() <= 2;
    let sense =
        |s: &str| s.contains("ない") || text::normalize(s).chars().any(|c| c.is_ascii_digit() || SENSE.contains(&c));
    old.chars().count() >= 12 && small(&one.gone) && small(&one.new) && !sense(&one.gone) && !sense(&one.new)
}

/// Whether a 説明 states the ground of an exception from 重要な変更.
pub fn states_exception(note: &str) -> bool {
    let note = text::normalize(note);
    const GROUNDS: &[&str] = &[
        "重要な変更に該当しない",
        "重要な変更に当たらない",
        "重要な変更にあたらない",
        "重要な変更には該当しない",
        "重要な変更には当たらない",
        "重要な変更にはあたらない",
        "重要な変更ではない",
        "形式的な変更",
        "誤字",
        "脱字",
        "相当程度変動させるものではない",
        "軽減させる変更",
    ];
    GROUNDS.iter().any(|g| note.contains(g))
}

/// Whether a 説明 states that there was no time to evaluate before (規則第9条第2項).
pub fn states_emergency(note: &str) -> bool {
    let note = text::normalize(note);
    note.contains("第9条第2項") || note.contains("緊急") || note.contains("災害")
}

/// What the whole revision is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[allow(missing_docs)] // The names say it.
pub enum Overall {
    変更なし,
    修正,
    /// ※ items changed, and every such change looks formal: the author decides and says so.
    要判断,
    重要な変更,
    /// Something could not be read.
    不明,
}

/// A step that is due.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Due {
    /// The step.
    pub step: String,
    /// The step in English.
    #[serde(skip)]
    #[schemars(skip)]
    pub step_en: &'static str,
    /// The clause.
    pub basis: String,
    /// Whether it must be done, or may.
    pub required: bool,
}

/// The judgement of a revision.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Verdict {
    /// What it is.
    pub overall: Overall,
    /// ※ items with a change of substance.
    pub star_changes: usize,
    /// Of these, those that look formal.
    pub formal_candidates: usize,
    /// Of these, those for which the new rows state the ground of an exception.
    pub excepted: usize,
    /// Changes of width, white space and wraps only.
    pub notation_only: usize,
    /// Changes that the form made.
    pub by_form: usize,
    /// Answers of which it cannot be known whether they changed.
    pub unknown: usize,
    /// Whether the threshold now demands a fuller evaluation than before; nothing when it is not known.
    pub threshold_raised: Option<bool>,
    /// What is due.
    pub due: Vec<Due>,
}

/// Judges a revision; `stated` are its new rows, `government` is whether the body is a 行政機関等.
pub fn judge(old: &Sheet, new: &Sheet, changes: &[Change], stated: &[Written], government: bool) -> Verdict {
    let count = |cause: Cause| changes.iter().filter(|c| c.cause == cause).count();
    let told: Vec<&Change> = changes.iter().filter(|c| c.wants_row()).collect();
    let stars: Vec<&Change> = told.iter().filter(|c| c.star() && c.cause == Cause::Author).copied().collect();
    let mut undone = new.clone();
    let outcomes = replay::undo(&mut undone, stated, |_| true);
    let excepted = |c: &&&Change| {
        let address = c.place.address();
        let tells = |o: &replay::Outcome| {
            stated[o.row].row.target == address || o.result.as_ref().is_ok_and(|told| told.contains(&address))
        };
        outcomes.iter().any(|o| tells(o) && states_exception(&stated[o.row].row.note))
    };
    let excepted = stars.iter().filter(excepted).count();
    let formal_candidates = stars.iter().filter(|c| !formal(c).is_empty()).count();
    let threshold_raised = raised(old, new);
    let overall = if !stars.is_empty() && excepted < stars.len() && formal_candidates < stars.len()
        || threshold_raised == Some(true)
    {
        Overall::重要な変更
    } else if count(Cause::Unknown) > 0 {
        Overall::不明
    } else if excepted < stars.len() {
        Overall::要判断
    } else if told.is_empty() {
        Overall::変更なし
    } else {
        Overall::修正
    };
    Verdict {
        overall,
        star_changes: stars.len(),
        formal_candidates,
        excepted,
        notation_only: count(Cause::Notation),
        by_form: count(Cause::Form),
        unknown: count(Cause::Unknown),
        threshold_raised,
        due: due(new.form.form, overall, government),
    }
}

/// The steps for a form and a verdict.
fn due(form: FormName, overall: Overall, government: bool) -> Vec<Due> {
    let step =
        |step: &str, step_en, basis: &str, required| Due { step: step.into(), step_en, basis: basis.into(), required };
    let mut out = Vec::new();
    match overall {
        Overall::変更なし => return out,
        Overall::修正 => {
            out.push(step(
                "評価書を修正し、速やかに委員会へ提出して公表する",
                "amend the assessment, submit it to the Commission without delay and publish it",
                "規則第14条",
                true,
            ));
            return out;
        }
        Overall::要判断 | Overall::不明 => out.push(step(
            "重要な変更に当たるかどうかを判断し、当たらない場合は提出時期に係る説明にその理由を書く",
            "decide whether the change is important; if not, state the ground in 提出時期に係る説明",
            "規則第11条、指針第6の2(2)",
            true,
        )),
        Overall::重要な変更 => {}
    }
    let must = overall == Overall::重要な変更;
    out.push(step(
        "しきい値判断と基礎項目評価を行う",
        "judge the threshold and carry out the basic assessment",
        "規則第5条第1項、第11条",
        must,
    ));
    match form {
        FormName::全項目評価書 => {
            out.push(step(
                "国民・住民等の意見を30日以上聴取する",
                "hear the public for at least 30 days",
                "番号法第28条第1項、規則第7条第1項",
                must,
            ));
            out.push(if government {
                step(
                    "個人情報保護委員会の承認を受ける",
                    "obtain the approval of the Commission",
                    "番号法第28条第2項",
                    must,
                )
            } else {
                step("第三者点検を受ける", "have the assessment reviewed by a third party", "規則第7条第4項", must)
            });
        }
        FormName::重点項目評価書 => {
            out.push(step(
                "国民・住民等の意見の聴取と第三者点検（任意）",
                "public hearing and third-party review (voluntary)",
                "様式3 Ⅴ",
                false,
            ));
        }
        FormName::基礎項目評価書 => {}
    }
    out.push(step(
        "変更の前に評価を再実施し、評価書を提出して公表する",
        "assess anew before the change, submit and publish the assessment",
        "規則第9条第1項、第11条",
        must,
    ));
    out
}

/// Whether the result of the threshold went up; nothing where one side has none.
fn raised(old: &Sheet, new: &Sheet) -> Option<bool> {
    Some(rank(new)? > rank(old)?)
}

/// 0 none, 1 基礎, 2 重点, 3 全項目.
fn rank(sheet: &Sheet) -> Option<usize> {
    let leaves = sheet.leaves();
    let outside = |p: &&super::sheet::Placed<'_>| !p.place.steps.iter().any(|s| matches!(s, Step::Member { .. }));
    let results = [items::RESULT_FULL, items::RESULT_FOCUSED, items::THRESHOLD_RESULT];
    let result = leaves.iter().filter(outside).find(|p| results.contains(&p.item.id.as_str()))?;
    match ticks::choice_id(result.item, &result.leaf.text)? {
        "none" => Some(0),
        "basic" => Some(1),
        "focused" => Some(2),
        "full" => Some(3),
        _ => None,
    }
}

/// The judgement in one sentence.
pub fn headline(verdict: &Verdict) -> Message {
    let (stars, formal) = (verdict.star_changes, verdict.formal_candidates);
    match verdict.overall {
        Overall::変更なし => Message::new("記載の実質に変更はありません。", "Nothing of substance changed."),
        Overall::修正 => Message::new("修正に当たります。", "This is a modification (修正)."),
        Overall::要判断 => Message::new(
            format!(
                "※の項目の変更 {stars} 件は、いずれも形式的な変更と見られます。重要な変更に当たるかどうかの判断が要ります。"
            ),
            format!("The {stars} change(s) of ※ items look formal; whether they are important must be decided."),
        ),
        Overall::重要な変更 if verdict.threshold_raised == Some(true) => Message::new(
            "しきい値判断の結果が上がっています。評価の再実施が必要です。",
            "The threshold now demands a fuller evaluation.",
        ),
        Overall::重要な変更 => Message::new(
            format!(
                "重要な変更に当たる可能性があります（※の項目の変更 {stars} 件、うち形式的と見られるもの {formal} 件）。"
            ),
            format!("Probably an important change ({stars} change(s) of ※ items, {formal} of them formal)."),
        ),
        Overall::不明 => Message::new(
            "読み取れない項目があるため、変更の有無が分かりません。",
            "Some answers cannot be read, so it is not known what changed.",
        ),
    }
}
