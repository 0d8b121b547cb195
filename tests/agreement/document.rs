//! Documents that are right, generated from the form data.
//!
//! The conditions are evaluated here a third time, by choosing the answers they ask for first.

use std::collections::{HashMap, HashSet};

use piac::form::{Choice, ChoiceSet, Condition, Detail, FormDef, Item, Kind, Required};
use serde_json::{Map, Value, json};

/// A stream of choices from a seed (SplitMix64).
pub struct Draw(u64);

impl Draw {
    pub fn new(seed: u64) -> Self {
        Draw(seed)
    }

    /// A number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n.max(1) as u64) as usize
    }

    /// True in one of `n` draws.
    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

/// The documents of one form.
pub struct Documents<'f> {
    pub form: &'f FormDef,
    /// Ids of the items that conditions ask.
    asked: HashSet<&'f str>,
}

/// The answer to an item that conditions ask.
enum Pick {
    Blank,
    None,
    Chosen(Vec<usize>),
}

/// The picks of the scopes around, the innermost last.
type Picks<'f> = Vec<HashMap<&'f str, Pick>>;

impl<'f> Documents<'f> {
    pub fn new(form: &'f FormDef) -> Self {
        let mut asked = HashSet::new();
        for item in form.items() {
            asked.extend(item.empty_when.iter().map(|c| c.item.as_str()));
            if let Required::When(condition) = &item.required {
                asked.insert(condition.item.as_str());
            }
        }
        Documents { form, asked }
    }

    /// A document without a finding.
    pub fn valid(&self, draw: &mut Draw) -> Value {
        let mut document = Map::new();
        document.insert("様式".into(), json!(self.form.form.as_str()));
        document.insert("様式版".into(), json!(self.form.edition));
        document.extend(self.scope(&self.form.root, draw, &mut Vec::new()));
        Value::Object(document)
    }

    /// The answers at the top or in a member.
    fn scope(&self, item: &'f Item, draw: &mut Draw, picks: &mut Picks<'f>) -> Map<String, Value> {
        picks.push(HashMap::new());
        self.pick_asked(item, &[], draw, picks);
        let answers = self.group(item, &[], draw, picks);
        picks.pop();
        answers
    }

    fn pick_asked(&self, around: &'f Item, closed: &[&'f Condition], draw: &mut Draw, picks: &mut Picks<'f>) {
        for item in around.children.iter().filter(|c| c.has_key()) {
            let closed: Vec<&Condition> = closed.iter().copied().chain(&item.empty_when).collect();
            match &item.kind {
                Kind::Group => self.pick_asked(item, &closed, draw, picks),
                Kind::Choice(set) | Kind::Boxes(set) if self.asked.contains(item.id.as_str()) => {
                    let boxes = matches!(item.kind, Kind::Boxes(_));
                    let left_out = item.required == Required::Never && draw.one_in(2);
                    let pick = if left_out || self.closed(item, &closed, picks) {
                        Pick::Blank
                    } else if boxes && draw.one_in(20) {
                        Pick::None
                    } else if boxes {
                        Pick::Chosen(ticks(set, draw))
                    } else {
                        Pick::Chosen(vec![draw.below(set.choices.len())])
                    };
                    // A scope has been pushed by the caller.
                    picks.last_mut().unwrap().insert(&item.id, pick);
                }
                _ => {}
            }
        }
    }

    fn closed(&self, item: &Item, conditions: &[&Condition], picks: &Picks<'_>) -> bool {
        conditions.iter().any(|c| c.item != item.id && self.holds(c, picks))
    }

    fn holds(&self, condition: &Condition, picks: &Picks<'_>) -> bool {
        let item = self.form.find(&condition.item).unwrap();
        let set = item.choices().unwrap();
        let boxes = matches!(item.kind, Kind::Boxes(_));
        match picks.iter().rev().find_map(|p| p.get(condition.item.as_str())) {
            Some(Pick::Chosen(chosen)) => {
                chosen.iter().any(|&i| condition.choices.contains(&set.choices[i].id)) == condition.is
            }
            Some(Pick::None) => boxes && !condition.is,
            Some(Pick::Blank) => boxes && item.required == Required::Never && !condition.is,
            None => panic!("{} is asked before it is answered", condition.item),
        }
    }

    fn group(
        &self,
        around: &'f Item,
        closed: &[&'f Condition],
        draw: &mut Draw,
        picks: &mut Picks<'f>,
    ) -> Map<String, Value> {
        let mut out = Map::new();
        for item in around.children.iter().filter(|c| c.has_key()) {
            let conditions: Vec<&Condition> = closed.iter().copied().chain(&item.empty_when).collect();
            let is_closed = self.closed(item, &conditions, picks);
            let due = !is_closed
                && match &item.required {
                    Required::Always => true,
                    Required::Never => false,
                    Required::When(condition) => self.holds(condition, picks),
                };
            let value = match &item.kind {
                Kind::Group => self.inner_group(item, &conditions, draw, picks),
                _ if !is_closed && (due || draw.one_in(2)) => self.answer(item, due, draw, picks),
                _ => self.no_answer(item, draw, picks),
            };
            if let Some(value) = value {
                out.insert(item.key.clone(), value);
            }
        }
        out
    }

    fn inner_group(
        &self,
        item: &'f Item,
        closed: &[&'f Condition],
        draw: &mut Draw,
        picks: &mut Picks<'f>,
    ) -> Option<Value> {
        let asked = item.walk().any(|i| self.asked.contains(i.id.as_str()));
        if !asked && draw.one_in(40) {
            return Some(none_word(draw));
        }
        let answers = self.group(item, closed, draw, picks);
        if answers.is_empty() { blank(draw, false) } else { Some(Value::Object(answers)) }
    }

    /// An answer, which may be a word for none.
    fn answer(&self, item: &'f Item, due: bool, draw: &mut Draw, picks: &mut Picks<'f>) -> Option<Value> {
        let pick = picks.last().and_then(|p| p.get(item.id.as_str()));
        match (pick, &item.kind) {
            (Some(Pick::Blank), _) => {
                assert!(!due, "{}", item.id);
                return blank(draw, matches!(item.kind, Kind::Boxes(_)));
            }
            (Some(Pick::None), _) => return Some(none_word(draw)),
            (Some(Pick::Chosen(chosen)), Kind::Choice(set)) => return Some(json!(set.choices[chosen[0]].label)),
            (Some(Pick::Chosen(chosen)), Kind::Boxes(set)) => return Some(boxes(set, chosen, draw)),
            (_, Kind::Choice(_)) => {}
            _ if draw.one_in(12) => return Some(none_word(draw)),
            _ => {}
        }
        Some(match item.kind {
            Kind::List { .. } => {
                let n = 1 + draw.below(2);
                (0..n).map(|_| Value::Object(self.scope(item, draw, picks))).collect()
            }
            _ => self.filled(item, draw),
        })
    }

    fn no_answer(&self, item: &'f Item, draw: &mut Draw, picks: &Picks<'f>) -> Option<Value> {
        let pick = picks.last().and_then(|p| p.get(item.id.as_str()));
        match (&item.kind, pick) {
            // The condition was decided by this pick.
            (Kind::Choice(set), Some(Pick::Chosen(chosen))) => Some(json!(set.choices[chosen[0]].label)),
            (Kind::Boxes(set), Some(Pick::Chosen(chosen))) => Some(boxes(set, chosen, draw)),
            (_, Some(Pick::None)) => Some(none_word(draw)),
            (Kind::Choice(_), _) | (_, Some(Pick::Blank)) => blank(draw, false),
            (Kind::List { .. }, _) => match draw.below(8) {
                0 => Some(json!([{}])),
                1 => Some(json!([null])),
                2 => Some(none_word(draw)),
                3 => Some(json!([])),
                4 => Some(Value::Array(vec![blank_member(item, draw)])),
                _ => blank(draw, false),
            },
            (Kind::Text | Kind::Period | Kind::Strings | Kind::Boxes(_), _) => match draw.below(8) {
                0 => Some(none_word(draw)),
                _ => blank(draw, true),
            },
            _ => match draw.below(8) {
                0 => Some(none_word(draw)),
                _ => blank(draw, false),
            },
        }
    }

    /// A value of the kind of an item that is neither a group nor a list of members.
    pub fn filled(&self, item: &Item, draw: &mut Draw) -> Value {
        match &item.kind {
            Kind::Text => text(draw, 0),
            Kind::Period => match draw.below(3) {
                0 => json!("令和7年5月1日から令和7年5月30日まで（30日間）"),
                1 => json!("2026-04-01 ～ 2026-04-30"),
                _ => text(draw, 0),
            },
            Kind::Strings => match draw.below(4) {
                0 => json!("宛名番号"),
                1 => json!([7, "氏名", true]),
                _ => json!(["宛名番号", "生年月日: 西暦", "1", ""]),
            },
            Kind::Number => draw.pick(&[json!(7), json!("7"), json!("１２"), json!("1,234"), json!(0)]).clone(),
            Kind::Count { .. } => {
                draw.pick(&[json!(1), json!("2"), json!("1件"), json!("（2）件"), json!("３")]).clone()
            }
            Kind::Date => json!(draw.pick(DATES)),
            Kind::Choice(set) => json!(draw.pick(&set.choices).label),
            Kind::Boxes(set) => boxes(set, &ticks(set, draw), draw),
            Kind::Group | Kind::List { .. } => json!({}),
            Kind::Fixed(_) | Kind::Derived { .. } | Kind::Heading => Value::Null,
        }
    }
}

const DATES: &[&str] = &[
    "令和8年4月1日",
    "令和 元 年 5 月",
    "R8.4.1",
    "2026-04-01",
    "2026/4/1",
    "平成31年4月30日",
    "令和８年４月１日（予定）",
    " 2026年4月 ",
];

/// A word for none.
pub fn none_word(draw: &mut Draw) -> Value {
    json!(draw.pick(&["なし", "－", "-", "―", "該当なし", "特になし ", "ーーー"]))
}

/// Nothing, in one of the ways to write it.
pub fn blank(draw: &mut Draw, list: bool) -> Option<Value> {
    match draw.below(8) {
        0 => Some(Value::Null),
        1 => Some(json!("")),
        2 => Some(json!("　 \n")),
        3 if list => Some(json!([])),
        _ => None,
    }
}

fn blank_member(item: &Item, draw: &mut Draw) -> Value {
    let children = item.children.iter().filter(|c| c.has_key());
    let blank = |child: &Item, draw: &mut Draw| match child.kind {
        Kind::Group => blank_member(child, draw),
        Kind::List { .. } => json!([null]),
        _ => Value::Null,
    };
    Value::Object(children.map(|c| (c.key.clone(), blank(c, draw))).collect())
}

/// Free text in all its forms.
fn text(draw: &mut Draw, level: usize) -> Value {
    const WORDS: &[&str] = &[
        "窓口で本人確認を行う。",
        "一行目\n二行目\n",
        "＜中間サーバーにおける措置＞\n①　認証: 二要素\n\n②　記録 # 一年\n",
        "7",
        "2026-04-01",
        "- 箇条書き",
        "委託しない",
        "\"引用\" と 'x'",
        " 先頭の空白",
        "令和5年4月1日",
    ];
    match draw.below(12) {
        0 => json!(7),
        1 => json!(7.5),
        2 => json!(true),
        3 if level < 3 => block(draw, level),
        4 | 5 if level < 3 => {
            let n = 1 + draw.below(3);
            (0..n).map(|_| if draw.one_in(3) { json!(draw.pick(WORDS)) } else { block(draw, level) }).collect()
        }
        _ => json!(draw.pick(WORDS)),
    }
}

fn block(draw: &mut Draw, level: usize) -> Value {
    match draw.below(7) {
        0 => json!({ "見出し": "安全管理" }),
        1 => json!({ "見出し": 1, "本文": text(draw, level + 1) }),
        2 => json!({ "本文": null, "見出し": "" }),
        3 if level == 0 => json!({ "共通記載": "中間サーバー", "引数": { "システム": "健康管理システム", "年": 5 } }),
        3 => json!({ "共通記載": "中間サーバー" }),
        4 => json!({ "markdown": "**太字**" }),
        5 => json!({ "表": [["項目", "措置"], [1, null]] }),
        _ => json!({ "図": "図/流れ.svg", "説明": "事務の流れ" }),
    }
}

/// Boxes that go together.
fn ticks(set: &ChoiceSet, draw: &mut Draw) -> Vec<usize> {
    let first = draw.below(set.choices.len());
    let mut out = vec![first];
    if !set.choices[first].exclusive {
        let others = (0..set.choices.len()).filter(|&i| i != first && !set.choices[i].exclusive);
        out.extend(others.filter(|_| draw.one_in(3)));
    }
    if draw.one_in(2) {
        out.reverse();
    }
    out
}

/// Ticked boxes as they are written.
fn boxes(set: &ChoiceSet, ticks: &[usize], draw: &mut Draw) -> Value {
    let mut all: Vec<Value> = ticks.iter().map(|&i| one_box(&set.choices[i], draw)).collect();
    if all.len() == 1 && draw.one_in(3) {
        return all.remove(0);
    }
    Value::Array(all)
}

fn one_box(choice: &Choice, draw: &mut Draw) -> Value {
    let label = choice.label.as_str();
    match (&choice.detail, draw.below(6)) {
        (Detail::Text, 0) => json!({ label: 5 }),
        (Detail::Text, 1) => json!({ label: "なし" }),
        (Detail::Text, _) => json!({ label: "医療機関\n薬局" }),
        (Detail::Count(_), 0) => json!({ label: 1 }),
        (Detail::Count(_), 1) => json!({ label: "２件" }),
        (_, 2) => json!({ label: null }),
        _ => json!(label),
    }
}
