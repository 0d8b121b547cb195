//! The second pass: what is missing, what must be empty, and whether stated counts are right.
//!
//! Conditions look at one other item, found by id in the innermost group around the item.

use super::*;
use crate::form::{Condition, Required};

/// Adds the findings about completeness.
pub(super) fn check(assessment: &Assessment, diagnostics: &mut Vec<Diagnostic>) {
    let mut pass = Pass {
        form: assessment.form,
        source: &assessment.source,
        diagnostics,
        around: vec![&assessment.root],
        place: Place::default(),
    };
    pass.group(&assessment.root, &[]);
}

struct Pass<'a, 'd> {
    form: &'static FormDef,
    source: &'a Arc<Source>,
    diagnostics: &'d mut Vec<Diagnostic>,
    /// The groups around the current one, the outermost first.
    around: Vec<&'a Group>,
    place: Place<'a>,
}

impl<'a> Pass<'a, '_> {
    fn here(&self) -> ItemPlace {
        item_place(&self.place)
    }

    fn push(&mut self, rule: &'static str, span: Span, message: Message, help: Option<Message>) {
        let mut d = Diagnostic::new(rule, Severity::Error, self.source, span, message).item(self.here());
        d.help = help;
        self.diagnostics.push(d);
    }

    /// The answer to an item, as seen from here.
    fn look(&self, id: &str) -> Option<&'a Answer> {
        self.around.iter().rev().find_map(|group| group.find(id))
    }

    /// Whether a condition holds. An open answer decides nothing, except that boxes which need not be
    /// ticked are not ticked while nothing is written.
    fn holds(&self, condition: &Condition) -> bool {
        let Some(item) = self.form.find(&condition.item) else { return false };
        let Some(set) = item.choices() else { return false };
        let named = |index: usize| condition.choices.contains(&set.choices[index].id);
        match (&item.kind, self.look(&condition.item).map(|answer| &answer.state)) {
            (_, Some(State::Filled(Value::Choice(index)))) => named(*index) == condition.is,
            (_, Some(State::Filled(Value::Boxes(ticks)))) => ticks.iter().any(|t| named(t.index)) == condition.is,
            (Kind::Boxes(_), Some(State::None(_))) => !condition.is,
            (Kind::Boxes(_), Some(State::Blank) | None) => !condition.is && item.required == Required::Never,
            _ => false,
        }
    }

    /// Checks the answers of a group; `closed` are the conditions above under which it must be empty.
    fn group(&mut self, group: &'a Group, closed: &[&'a Condition]) {
        for answer in &group.answers {
            self.place.steps.push(Step::Item(answer.item));
            self.answer(answer, closed);
            self.place.steps.pop();
        }
    }

    fn answer(&mut self, answer: &'a Answer, closed: &[&'a Condition]) {
        let item = answer.item;
        let mut closed = closed.to_vec();
        if let Some(condition) = item.empty_when.as_ref().filter(|c| self.holds(c)) {
            closed.push(condition);
        }
        // The item that a condition asks stays open: it is what closes the others.
        let closing = closed.iter().find(|c| c.item != item.id).copied();
        match &answer.state {
            State::Filled(Value::Group(group)) if closing.is_none() && self.untouched(item, group) => {
                self.missing_choice(answer);
            }
            State::Filled(Value::Group(group)) => {
                self.around.push(group);
                self.group(group, &closed);
                self.around.pop();
            }
            State::Filled(Value::List(members)) => self.list(answer, members, &closed, closing),
            State::Blank if closing.is_none() => self.missing(answer),
            State::Filled(value) => {
                if let Some(condition) = closing {
                    self.must_be_empty(answer, condition);
                }
                self.counts(answer, value);
            }
            _ => {}
        }
    }

    /// Whether a group that can be ruled out by a box of its own is neither ruled out nor answered. In a
    /// scaffold, where nothing around it is answered either, each item is still to be filled in.
    fn untouched(&self, item: &Item, group: &Group) -> bool {
        let own = item.empty_when.as_ref().is_some_and(|c| c.item.starts_with(&format!("{}.", item.id)));
        own && silent(group) && self.around.last().is_some_and(|around| !around.is_blank())
    }

    /// Reports such a group once: its box or its answers are missing.
    fn missing_choice(&mut self, answer: &Answer) {
        let (item, label) = (answer.item, self.place.label());
        let boxes = item.empty_when.as_ref().and_then(|c| self.form.find(&c.item)).and_then(Item::choices);
        let boxes: Vec<&str> = boxes.into_iter().flat_map(|set| set.labels()).collect();
        let help = Message::new(
            format!("該当しなければ「{}」に印を付け、該当すれば各項目に記入してください", boxes.join("」「")),
            format!("tick {} or fill in the items", boxes.join(", ")),
        );
        self.push(
            "missing-answer",
            answer.key_span.unwrap_or(answer.span),
            Message::new(
                format!("「{label}」は、「{}」に印がなく、どの項目も未記入です", boxes.join("」「")),
                format!("{label} is neither ruled out nor filled in"),
            ),
            Some(help),
        );
    }

    fn list(
        &mut self,
        answer: &'a Answer,
        members: &'a [Group],
        closed: &[&'a Condition],
        closing: Option<&'a Condition>,
    ) {
        // Where nothing was written in any member, the list is a scaffold: one that nobody needed, or
        // one of which each item is still to be filled in.
        let scaffold = members.iter().all(Group::is_blank);
        if scaffold && (closing.is_some() || members.is_empty() || !self.due(answer.item)) {
            if closing.is_none() {
                self.missing(answer);
            }
            return;
        }
        if let Some(condition) = closing {
            self.must_be_empty(answer, condition);
            return;
        }
        for (member, step) in members.iter().zip(super::super::place::member_steps(members)) {
            self.place.steps.push(step);
            if member.is_blank() && !scaffold {
                let instance = answer.item.instance();
                self.push(
                    "missing-answer",
                    member.span,
                    Message::new(format!("{instance}が未記入です"), format!("{instance} is empty")),
                    Some(Message::new(
                        "要らなければ、この「- 」から始まる部分を消してください",
                        "remove it if it is not needed",
                    )),
                );
            } else {
                self.around.push(member);
                self.group(member, closed);
                self.around.pop();
            }
            self.place.steps.pop();
        }
    }

    /// Reports a blank answer that must be given, or a group in which one is.
    fn missing(&mut self, answer: &'a Answer) {
        let item = answer.item;
        let due = match item.kind {
            Kind::Group => self.any_due(item),
            _ => self.due(item),
        };
        if !due {
            return;
        }
        let label = self.place.label();
        let key = &item.key;
        let span = answer.key_span.unwrap_or(answer.span);
        let help = match (answer.key_span, &item.kind) {
            (None, _) => Some(Message::new(format!("「{key}:」を書き足してください"), format!("add the key {key}"))),
            (Some(_), Kind::Choice(set)) => {
                let all: Vec<&str> = set.labels().collect();
                Some(Message::new(format!("選択肢: {}", all.join("、")), format!("choices: {}", all.join(", "))))
            }
            // Where a choice asks for a text, "none" would contradict it.
            (Some(_), Kind::Text) if matches!(item.required, Required::Always) => Some(Message::new(
                "内容を書いてください（書くことがない項目には「－」や「なし」と書きます）",
                "write the answer; － or なし where there is nothing to tell",
            )),
            _ => None,
        };
        self.push(
            "missing-answer",
            span,
            Message::new(format!("「{label}」が未記入です"), format!("{label} is not filled in")),
            help,
        );
    }

    fn due(&self, item: &Item) -> bool {
        match &item.required {
            Required::Always => true,
            Required::Never => false,
            Required::When(condition) => self.holds(condition),
        }
    }

    /// Whether something inside a group that is wholly absent must be answered.
    fn any_due(&self, item: &Item) -> bool {
        item.children.iter().any(|child| {
            let open = child.empty_when.as_ref().is_none_or(|c| !self.holds(c));
            open && match child.kind {
                Kind::Group => self.any_due(child),
                _ => child.has_key() && self.due(child),
            }
        })
    }

    fn must_be_empty(&mut self, answer: &'a Answer, condition: &Condition) {
        let label = self.place.label();
        let cause = self.look(&condition.item);
        let cause_label = self.label_of(&condition.item);
        let said = cause.and_then(Answer::text).filter(|t| !t.is_empty()).unwrap_or("選択なし".into()).into_owned();
        let mut d = Diagnostic::new(
            "answer-must-be-empty",
            Severity::Error,
            self.source,
            answer.key_span.unwrap_or(answer.span),
            Message::new(
                format!("「{cause_label}」が「{said}」なのに、「{label}」が記入されています"),
                format!("{label} is filled in although {cause_label} is {said}"),
            ),
        )
        .item(self.here())
        .help("どちらが正しいかを確かめ、要らない方を消してください", "remove the one that is wrong");
        if let Some(cause) = cause {
            let here = Message::new(format!("「{said}」はここ"), format!("{said} stands here"));
            d = d.related(cause.span, here);
        }
        self.diagnostics.push(d);
    }

    /// Number and label of an item in the members of the current place.
    fn label_of(&self, id: &str) -> String {
        let mut own = self.place.steps.iter().peekable();
        let mut steps = Vec::new();
        let mut along = true;
        for item in self.form.path_to(id) {
            steps.push(Step::Item(item));
            along = along && matches!(own.next(), Some(Step::Item(step)) if std::ptr::eq(*step, item));
            if along && let Some(member @ Step::Member { .. }) = own.peek() {
                steps.push((*member).clone());
                own.next();
            }
        }
        Place { steps }.label()
    }

    /// Stated numbers of members against the lists they count.
    fn counts(&mut self, answer: &'a Answer, value: &'a Value) {
        match (&answer.item.kind, value) {
            (Kind::Count { of }, Value::Count(stated)) => self.count(answer.span, *stated as usize, of),
            (Kind::Boxes(set), Value::Boxes(ticks)) => {
                for tick in ticks {
                    let Detail::Count(list) = &set.choices[tick.index].detail else { continue };
                    if let Some(stated) = tick.detail.as_deref().and_then(value::stated_count) {
                        self.count(tick.span, stated, list);
                    }
                }
            }
            _ => {}
        }
    }

    fn count(&mut self, span: Span, stated: usize, list: &str) {
        let Some(answer) = self.look(list) else { return };
        // An unreadable or wrong list has been reported; its length is not known.
        if !matches!(answer.state, State::Blank | State::None(_) | State::Filled(_)) {
            return;
        }
        let actual = answer.members().iter().filter(|m| !m.is_blank()).count();
        if actual == stated {
            return;
        }
        let instance = answer.item.instance();
        let d = Diagnostic::new(
            "count-mismatch",
            Severity::Error,
            self.source,
            span,
            Message::new(
                format!("件数は {stated} ですが、{instance}は {actual} 件書かれています"),
                format!("the stated count is {stated}, but {actual} are written"),
            ),
        )
        .item(self.here())
        .related(answer.key_span.unwrap_or(answer.span), Message::new(format!("{instance}の一覧"), "the list"))
        .help("件数を書かなければ、一覧から自動で印刷されます", "leave the count out: it is printed from the list");
        self.diagnostics.push(d);
    }
}

/// Whether a group holds nothing but blanks and words for none, and not only the latter.
fn silent(group: &Group) -> bool {
    fn empty(group: &Group) -> bool {
        group.answers.iter().all(|a| match &a.state {
            State::Blank | State::None(_) => true,
            State::Filled(Value::Group(inner)) => empty(inner),
            State::Filled(Value::List(members)) => members.iter().all(Group::is_blank),
            State::Filled(Value::Boxes(ticks)) => ticks.is_empty(),
            _ => false,
        })
    }
    fn blank(group: &Group) -> bool {
        group
            .answers
            .iter()
            .any(|a| a.item.required == Required::Always && a.is_blank() || a.group().is_some_and(blank))
    }
    empty(group) && blank(group)
}
