//! What must and what may not be answered, under which conditions, as clauses of a schema.
//!
//! Clauses stand at a scope: the top of the file or a member of a list, the innermost that holds
//! both the condition and what depends on it. Groups are passed through, because a group that is
//! absent is still asked for what it must have.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use crate::form::{Condition, FormDef, Item, Kind, Required};

use super::{defs, reference};

/// The clauses of a form.
pub(super) struct Needs<'f> {
    form: &'f FormDef,
    clauses: Vec<Clause<'f>>,
}

/// Under these conditions, these items must (or must not) be answered.
struct Clause<'f> {
    /// Id of the list whose members the clause speaks of; empty for the whole file.
    scope: &'f str,
    conditions: Vec<Test<'f>>,
    demand: Demand,
    items: HashSet<&'f str>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Demand {
    Filled,
    Empty,
}

/// A condition, or its opposite.
#[derive(Clone, PartialEq, Eq)]
struct Test<'f> {
    condition: &'f Condition,
    holds: bool,
}

impl<'f> Needs<'f> {
    /// Collects the clauses of a form.
    pub(super) fn of(form: &'f FormDef) -> Self {
        let mut needs = Needs { form, clauses: Vec::new() };
        needs.collect(&form.root, &[]);
        needs
    }

    /// `closed` are the conditions under which the group around must be empty.
    fn collect(&mut self, around: &'f Item, closed: &[&'f Condition]) {
        for item in around.children.iter().filter(|c| c.has_key()) {
            let closed: Vec<&Condition> = closed.iter().copied().chain(&item.empty_when).collect();
            if matches!(item.kind, Kind::Group) {
                self.collect(item, &closed);
                continue;
            }
            // The item that a condition asks stays open: it is what closes the others.
            let closing = || closed.iter().copied().filter(|c| c.item != item.id);
            for condition in closing() {
                self.add(item, vec![Test { condition, holds: true }], Demand::Empty);
            }
            let open = closing().map(|condition| Test { condition, holds: false });
            match &item.required {
                Required::Never => {}
                Required::Always => self.add(item, open.collect(), Demand::Filled),
                Required::When(condition) => {
                    let tests = std::iter::once(Test { condition, holds: true }).chain(open).collect();
                    self.add(item, tests, Demand::Filled);
                }
            }
            // Members are only read in a list that may have some, so nothing above closes them.
            self.collect(item, &[]);
        }
    }

    fn add(&mut self, item: &'f Item, conditions: Vec<Test<'f>>, demand: Demand) {
        let scopes = conditions.iter().map(|t| self.scope(&t.condition.item)).chain([self.scope(&item.id)]);
        // All scopes lie on the way to the item, so the shortest id is the outermost.
        let scope = scopes.min_by_key(|scope| scope.len()).unwrap_or_default();
        let same = |c: &&mut Clause<'f>| c.scope == scope && c.demand == demand && c.conditions == conditions;
        match self.clauses.iter_mut().find(same) {
            Some(clause) => {
                clause.items.insert(&item.id);
            }
            None => self.clauses.push(Clause { scope, conditions, demand, items: HashSet::from([item.id.as_str()]) }),
        }
    }

    /// Id of the innermost list around an item.
    fn scope(&self, id: &str) -> &'f str {
        let path = self.form.path_to(id);
        let lists = path.iter().rev().skip(1).filter(|i| matches!(i.kind, Kind::List { .. }));
        lists.map(|i| i.id.as_str()).next().unwrap_or_default()
    }

    /// The clauses at a scope: the root, or a list.
    pub(super) fn clauses(&self, scope: &Item) -> Vec<Value> {
        let here = self.clauses.iter().filter(|c| c.scope == scope.id);
        here.map(|clause| self.guarded(scope, clause, Vec::new())).collect()
    }

    /// The demand of a clause, if the conditions that stand at this scope hold, and `also` does.
    fn guarded(&self, scope: &Item, clause: &Clause<'f>, also: Vec<Value>) -> Value {
        let here = clause.conditions.iter().filter(|t| self.scope(&t.condition.item) == scope.id);
        let mut tests: Vec<Value> = also.into_iter().chain(here.map(|test| self.test(test))).collect();
        let then = Value::Object(self.demand(scope, clause));
        match tests.pop() {
            None => then,
            Some(test) if tests.is_empty() => json!({ "if": test, "then": then }),
            Some(test) => {
                tests.push(test);
                json!({ "if": { "allOf": tests }, "then": then })
            }
        }
    }

    /// What a clause demands of the mapping of a root, a group or a member.
    fn demand(&self, around: &Item, clause: &Clause<'f>) -> Map<String, Value> {
        let mut required = Vec::new();
        let mut properties = Map::new();
        let concerned = |item: &Item| item.walk().any(|i| clause.items.contains(i.id.as_str()));
        for item in around.children.iter().filter(|c| c.has_key() && concerned(c)) {
            let wanted = clause.items.contains(item.id.as_str());
            let (must, schema) = match (clause.demand, &item.kind) {
                (Demand::Filled, Kind::List { .. }) if wanted => (true, reference(&defs::filled_list(item))),
                (Demand::Filled, _) if wanted => (true, reference("filled")),
                (Demand::Empty, Kind::List { .. }) if wanted => {
                    let blank = json!({ "type": "array", "items": reference(&defs::blank_member(item)) });
                    (false, json!({ "anyOf": [reference("empty"), blank] }))
                }
                (Demand::Empty, _) if wanted => (false, reference("empty")),
                (_, Kind::List { .. }) => {
                    let written = json!({ "not": reference(&defs::blank_member(item)) });
                    (false, json!({ "items": self.guarded(item, clause, vec![written]) }))
                }
                _ => {
                    let mut group = self.demand(item, clause);
                    let must = group.contains_key("required");
                    if must {
                        group.insert("$ref".into(), json!("#/$defs/filled"));
                    }
                    (must, Value::Object(group))
                }
            };
            if must {
                required.push(item.key.clone());
            }
            properties.insert(item.key.clone(), schema);
        }
        let mut schema = Map::new();
        if !required.is_empty() {
            schema.insert("required".into(), json!(required));
        }
        schema.insert("properties".into(), Value::Object(properties));
        schema
    }

    /// Whether a condition holds, as a schema of the scope of its item.
    fn test(&self, test: &Test<'f>) -> Value {
        let condition = test.condition;
        let (Some(item), path) = (self.form.find(&condition.item), self.form.path_to(&condition.item)) else {
            return json!(false);
        };
        let Some(set) = item.choices() else { return json!(false) };
        let named = |is: bool| -> Vec<&str> {
            let named = set.choices.iter().filter(|c| condition.choices.contains(&c.id) == is);
            named.map(|c| c.label.as_str()).collect()
        };
        let below = path.iter().rposition(|i| i.id == self.scope(&condition.item)).map_or(0, |at| at + 1);
        let path = &path[below..];
        let holds = match &item.kind {
            Kind::Boxes(_) => {
                let one = defs::ticked(&named(true));
                let any = json!({ "anyOf": [one.clone(), { "type": "array", "contains": one }] });
                match (condition.is, &item.required) {
                    (true, _) => at(path, any),
                    // Boxes that need not be ticked are not ticked while nothing is written.
                    (false, Required::Never) => json!({ "not": at(path, any) }),
                    (false, _) => at(path, json!({ "allOf": [reference("filled"), { "not": any }] })),
                }
            }
            _ => at(path, json!({ "enum": named(condition.is) })),
        };
        if test.holds { holds } else { json!({ "not": holds }) }
    }
}

/// A mapping that has, at the end of a path of keys, a value of this schema.
fn at(path: &[&Item], schema: Value) -> Value {
    path.iter().rev().fold(schema, |schema, item| {
        let key = item.key.as_str();
        json!({ "type": "object", "required": [key], "properties": { key: schema } })
    })
}
