//! From a form file to a [`FormDef`]: editions are merged, references and conditions checked.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::Value;
use thiserror::Error;

use super::file::{ChoiceFile, ChoicesFile, ConditionFile, FormFile, ItemChange, ItemFile, KindName};
use super::{CONTENTS, Choice, ChoiceSet, Condition, Detail, FormDef, Item, Kind, Required};

/// Why a form file is refused. The first field is the file's stem.
#[derive(Debug, Error)]
pub enum FormError {
    /// Not YAML, or not the notation of a form file.
    #[error("{0}: 様式ファイルとして読めません: {1}")]
    Notation(String, String),
    /// It extends a file that there is not.
    #[error("{0}: もとになる様式ファイル {1} がありません")]
    NoBase(String, String),
    /// The content contradicts itself.
    #[error("{0}: {1}: {2}")]
    Item(String, String, String),
}

/// Loads the form file `text`, in YAML or as [`prepare`] writes it; `base` gives the text of a file that it extends.
pub fn load(
    stem: &str,
    text: &str,
    choices: &str,
    base: &dyn Fn(&str) -> Option<String>,
) -> Result<FormDef, FormError> {
    let choices: ChoicesFile = read("choices", choices)?;
    let file = merge(stem, read(stem, text)?, base)?;
    Loader { stem, sets: choice_sets(choices), fail: None }.form(file)
}

/// A form file, or `choices`, in JSON without the fields that are not set: read twenty times faster than YAML.
pub fn prepare(stem: &str, text: &str) -> Result<String, FormError> {
    let value = match stem {
        "choices" => serde_json::to_value(read::<ChoicesFile>(stem, text)?),
        _ => serde_json::to_value(read::<FormFile>(stem, text)?),
    };
    let mut value = value.map_err(|e| FormError::Notation(stem.to_owned(), e.to_string()))?;
    drop_unset(&mut value);
    Ok(format!("{value}\n"))
}

fn drop_unset(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|_, field| !field.is_null() && field.as_array().is_none_or(|list| !list.is_empty()));
            fields.values_mut().for_each(drop_unset);
        }
        Value::Array(list) => list.iter_mut().for_each(drop_unset),
        _ => {}
    }
}

fn read<T: serde::de::DeserializeOwned>(stem: &str, text: &str) -> Result<T, FormError> {
    // JSON is YAML; the reader made for it is the faster one.
    if text.starts_with('{')
        && let Ok(read) = serde_json::from_str(text)
    {
        return Ok(read);
    }
    serde_saphyr::from_str(text).map_err(|e| FormError::Notation(stem.to_owned(), e.to_string()))
}

/// The base of an edition with the edition's changes in it.
fn merge(stem: &str, file: FormFile, base: &dyn Fn(&str) -> Option<String>) -> Result<FormFile, FormError> {
    let Some(name) = file.extends else { return Ok(file) };
    let text = base(&name).ok_or_else(|| FormError::NoBase(stem.to_owned(), name.clone()))?;
    let mut merged: FormFile = read(&name, &text)?;
    if merged.extends.is_some() {
        return Err(FormError::Item(stem.to_owned(), name, "もとの様式が別の様式を extends しています".into()));
    }
    let mut remove: HashSet<String> = file.remove.iter().cloned().collect();
    let mut change = file.change;
    apply(&mut merged.items, &mut remove, &mut change);
    if let Some(id) = remove.into_iter().chain(change.into_keys()).min() {
        return Err(FormError::Item(stem.to_owned(), id, "もとの様式に無い項目です".into()));
    }
    merged.parts.retain(|part| !file.remove.contains(part));
    merged.form = file.form;
    merged.edition = file.edition;
    merged.mark = file.mark;
    merged.since = file.since;
    merged.official = file.official.or(merged.official);
    merged.title = file.title.or(merged.title);
    if !file.parts.is_empty() {
        merged.parts = file.parts;
    }
    Ok(merged)
}

fn apply(items: &mut Vec<ItemFile>, remove: &mut HashSet<String>, change: &mut BTreeMap<String, ItemChange>) {
    items.retain(|item| !remove.remove(&item.id));
    for item in items {
        if let Some(c) = change.remove(&item.id) {
            // The key stays what it was unless the edition names it: authors' files stay valid.
            item.key = c.key.or(item.key.take()).or_else(|| Some(item.label.clone()));
            item.no = c.no.unwrap_or(std::mem::take(&mut item.no));
            item.label = c.label.unwrap_or(std::mem::take(&mut item.label));
            item.choices = c.choices.or(item.choices.take());
            item.text = c.text.or(item.text.take());
            item.star_note = c.star_note.unwrap_or(std::mem::take(&mut item.star_note));
            item.required = c.required.or(item.required);
            item.hint = c.hint.unwrap_or(std::mem::take(&mut item.hint));
        }
        apply(&mut item.items, remove, change);
    }
}

fn choice_sets(file: ChoicesFile) -> HashMap<String, &'static ChoiceSet> {
    file.into_iter()
        .map(|(name, choices)| {
            let choices = choices.into_iter().map(|(id, file)| choice(id, file)).collect();
            // A set lives as long as the forms that point to it, which is as long as the program.
            let set: &'static ChoiceSet = Box::leak(Box::new(ChoiceSet { name: name.clone(), choices }));
            (name, set)
        })
        .collect()
}

fn choice(id: String, file: ChoiceFile) -> Choice {
    let full = match file {
        ChoiceFile::Label(label) => {
            return Choice { id, label, detail: Detail::None, exclusive: false, group: String::new() };
        }
        ChoiceFile::Full(full) => full,
    };
    let detail = match full.count {
        Some(list) => Detail::Count(list),
        None if full.text => Detail::Text,
        None => Detail::None,
    };
    Choice { id, label: full.label, detail, exclusive: full.exclusive, group: full.group }
}

struct Loader<'a> {
    stem: &'a str,
    sets: HashMap<String, &'static ChoiceSet>,
    fail: Option<FormError>,
}

/// What a child takes from above.
#[derive(Default)]
struct Above {
    id: String,
    number: String,
    context: String,
    star: bool,
}

impl Loader<'_> {
    fn form(mut self, file: FormFile) -> Result<FormDef, FormError> {
        let parts = file.parts;
        let root = Item {
            id: String::new(),
            key: String::new(),
            no: String::new(),
            number: String::new(),
            label: file.form.as_str().to_owned(),
            former: Vec::new(),
            context: String::new(),
            part: false,
            kind: Kind::Group,
            star_printed: false,
            star: false,
            star_note: String::new(),
            required: Required::Never,
            empty_when: None,
            min: 0,
            under: false,
            inline: false,
            printed: true,
            hint: String::new(),
            children: self.children(file.items, &Above::default(), &parts),
        };
        let mut def = FormDef {
            stem: self.stem.to_owned(),
            form: file.form,
            edition: file.edition,
            official: file.official.unwrap_or_default(),
            mark: file.mark,
            title: file.title.unwrap_or_default(),
            root,
            parts,
            index: HashMap::new(),
        };
        let mut index = HashMap::new();
        self.index(&def.root, &mut Vec::new(), &mut index);
        def.index = index;
        self.check(&def);
        match self.fail {
            Some(error) => Err(error),
            None => Ok(def),
        }
    }

    /// Keeps the first thing that is wrong.
    fn wrong(&mut self, id: &str, what: impl Into<String>) {
        if self.fail.is_none() {
            self.fail = Some(FormError::Item(self.stem.to_owned(), id.to_owned(), what.into()));
        }
    }

    fn children(&mut self, items: Vec<ItemFile>, above: &Above, parts: &[String]) -> Vec<Item> {
        let mut last_number = above.number.clone();
        let mut out: Vec<Item> = Vec::with_capacity(items.len());
        for file in items {
            let item = self.item(file, above, &last_number, parts);
            if !item.under && !item.inline {
                last_number = item.number.clone();
            }
            if item.has_key() && out.iter().any(|o| o.key == item.key) {
                self.wrong(&item.id, format!("キー「{}」が二つあります", item.key));
            }
            out.push(item);
        }
        out
    }

    fn item(&mut self, file: ItemFile, above: &Above, last_number: &str, parts: &[String]) -> Item {
        let id = file.id.clone();
        if !above.id.is_empty() && !id.strip_prefix(&above.id).is_some_and(|rest| rest.starts_with('.')) {
            self.wrong(&id, format!("id は {}. で始めます", above.id));
        }
        let no = file.no.trim_end_matches(['．', '：', '.', ':']);
        let part = parts.contains(&id);
        let number = if part {
            no.to_owned()
        } else if file.under || file.inline {
            last_number.to_owned()
        } else {
            format!("{}{}", above.number, no)
        };
        let star = file.star.unwrap_or(above.star);
        let kind = self.kind(&file);
        let answerable = !matches!(kind, Kind::Fixed(_) | Kind::Derived { .. } | Kind::Heading);
        let key = if answerable { file.key.clone().unwrap_or_else(|| file.label.clone()) } else { String::new() };
        let required = self.required(&file, &kind);
        let empty_when = file.empty_when.as_ref().map(|c| self.condition(&id, c));
        let numbered = part || !no.is_empty() || matches!(kind, Kind::List { .. });
        let context = if numbered { String::new() } else { above.context.clone() };
        // The detail of a choice says what it is about, whatever the number before it: ⑤ 物理的対策.
        let of_choice = file
            .items
            .first()
            .is_some_and(|first| first.kind == KindName::Choice && first.label == file.label && !file.label.is_empty());
        let below_context = match (&kind, (numbered && !of_choice) || above.id.is_empty()) {
            (Kind::Group, false) if context.is_empty() => file.label.clone(),
            (Kind::Group, false) => format!("{context} {}", file.label),
            _ => context.clone(),
        };
        let below = Above { id: id.clone(), number: number.clone(), context: below_context, star };
        let children = self.children(file.items, &below, parts);
        if children.is_empty() == matches!(kind, Kind::Group | Kind::List { .. }) {
            self.wrong(&id, "group と list だけが items を持ち、必ず持ちます");
        }
        Item {
            id,
            key,
            no: file.no,
            number,
            label: file.label,
            former: file.former,
            context,
            part,
            kind,
            star_printed: file.star == Some(true),
            star,
            star_note: file.star_note,
            required,
            empty_when,
            min: file.min,
            under: file.under,
            inline: file.inline,
            printed: file.printed,
            hint: file.hint,
            children,
        }
    }

    fn kind(&mut self, file: &ItemFile) -> Kind {
        let of = file.of.clone().unwrap_or_default();
        match file.kind {
            KindName::Group => Kind::Group,
            KindName::List => Kind::List {
                name: file.name.clone(),
                instance: file.instance.clone().unwrap_or_else(|| file.label.clone()),
                layout: file.layout,
            },
            KindName::Text => Kind::Text,
            KindName::Strings => Kind::Strings,
            KindName::Number => Kind::Number,
            KindName::Date => Kind::Date,
            KindName::Period => Kind::Period,
            KindName::Choice => Kind::Choice(self.set(file)),
            KindName::Boxes => Kind::Boxes(self.set(file)),
            KindName::Count => Kind::Count { of },
            KindName::Fixed => Kind::Fixed(file.text.clone().unwrap_or_default()),
            KindName::Derived => Kind::Derived { of },
            KindName::Heading => Kind::Heading,
        }
    }

    fn set(&mut self, file: &ItemFile) -> &'static ChoiceSet {
        static EMPTY: ChoiceSet = ChoiceSet { name: String::new(), choices: Vec::new() };
        let name = file.choices.clone().unwrap_or_default();
        match self.sets.get(&name) {
            Some(set) => set,
            None => {
                self.wrong(&file.id, format!("選択肢の組「{name}」が choices.yaml にありません"));
                &EMPTY
            }
        }
    }

    fn required(&mut self, file: &ItemFile, kind: &Kind) -> Required {
        if let Some(condition) = &file.required_when {
            return Required::When(self.condition(&file.id, condition));
        }
        match kind {
            Kind::Text
            | Kind::Strings
            | Kind::Number
            | Kind::Date
            | Kind::Period
            | Kind::Choice(_)
            | Kind::Boxes(_)
            | Kind::List { .. } => match file.required {
                Some(false) => Required::Never,
                Some(true) | None => Required::Always,
            },
            Kind::Group | Kind::Count { .. } | Kind::Fixed(_) | Kind::Derived { .. } | Kind::Heading => Required::Never,
        }
    }

    fn condition(&mut self, id: &str, file: &ConditionFile) -> Condition {
        if file.is.is_empty() == file.not.is_empty() {
            self.wrong(id, "条件には is か not のどちらか一つを書きます");
        }
        let is = !file.is.is_empty();
        let choices = if is { file.is.clone() } else { file.not.clone() };
        Condition { item: file.item.clone(), is, choices }
    }

    fn index(&mut self, item: &Item, path: &mut Vec<usize>, index: &mut HashMap<String, Vec<usize>>) {
        for (i, child) in item.children.iter().enumerate() {
            path.push(i);
            if index.insert(child.id.clone(), path.clone()).is_some() {
                self.wrong(&child.id, "id が二つあります");
            }
            self.index(child, path, index);
            path.pop();
        }
    }

    /// Every id that is named exists and is of the right kind.
    fn check(&mut self, def: &FormDef) {
        let is_list = |id: &str| def.find(id).is_some_and(|i| matches!(i.kind, Kind::List { .. }));
        for part in def.parts.iter().filter(|p| *p != CONTENTS) {
            if def.find(part).is_none() {
                self.wrong(part, "parts にある項目がありません");
            }
        }
        for item in def.items() {
            match &item.kind {
                Kind::List { name: Some(name), .. } if !item.children.iter().any(|c| &c.id == name) => {
                    self.wrong(&item.id, format!("name の {name} がこの list の中にありません"));
                }
                Kind::Count { of } if !is_list(of) => {
                    self.wrong(&item.id, format!("of の {of} が list ではありません"));
                }
                Kind::Derived { of } if def.find(of).is_none() => {
                    self.wrong(&item.id, format!("of の {of} がありません"));
                }
                _ => {}
            }
            for choice in item.choices().into_iter().flat_map(|s| &s.choices) {
                if let Detail::Count(list) = &choice.detail
                    && !is_list(list)
                {
                    self.wrong(&item.id, format!("count の {list} が list ではありません"));
                }
            }
            let required = match &item.required {
                Required::When(condition) => Some(condition),
                Required::Always | Required::Never => None,
            };
            for condition in required.into_iter().chain(&item.empty_when) {
                self.check_condition(def, item, condition);
            }
        }
    }

    fn check_condition(&mut self, def: &FormDef, item: &Item, condition: &Condition) {
        let Some(set) = def.find(&condition.item).and_then(Item::choices) else {
            self.wrong(&item.id, format!("条件の {} は選択の項目ではありません", condition.item));
            return;
        };
        if let Some(id) = condition.choices.iter().find(|c| set.index_of(c).is_none()) {
            self.wrong(&item.id, format!("条件の選択肢 {id} が {} にありません", set.name));
        }
        // A list between the two would leave open which member is meant.
        let to_item: HashSet<&str> = def.path_to(&item.id).iter().map(|i| i.id.as_str()).collect();
        let crosses = def
            .path_to(&condition.item)
            .iter()
            .any(|i| matches!(i.kind, Kind::List { .. }) && !to_item.contains(i.id.as_str()));
        if crosses {
            self.wrong(&item.id, format!("条件の {} は別の繰り返しの中にあります", condition.item));
        }
    }
}
