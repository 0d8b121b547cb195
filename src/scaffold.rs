//! A new assessment: a form comes in, the YAML of an empty assessment goes out, with every item in
//! the order of the form and what to write there in comments.
//!
//! Lists get one blank member, which reads as absent, so a scaffold says nothing but what is missing.

use crate::assessment::{EDITION_KEY, FORM_KEY};
use crate::form::{FormDef, Item, Kind};
use crate::yaml::write;
use crate::{form, schema};

/// The items that the name of the affair fills, by id; a form has those it prints.
const NAMED: [(&str, Naming); 3] =
    [("cover.name", Naming::Title), ("basic.affair.name", Naming::Affair), ("related.affair.name", Naming::Affair)];

#[derive(Clone, Copy)]
enum Naming {
    /// The name of the affair alone.
    Affair,
    /// The name of the affair and of the form, as on the cover.
    Title,
}

/// The text of a new assessment. `affair_name` (事務の名称) is filled in where the form asks for it.
pub fn scaffold(form: &FormDef, affair_name: Option<&str>) -> String {
    let mut out = Writer { form, affair_name, text: String::new(), dash: None };
    out.line(0, &format!("# yaml-language-server: $schema=../../schemas/generated/{}", schema::file_name(form)));
    out.line(0, &format!("# {} {}", form.official, form.title));
    out.line(
        0,
        "# 「項目名:」の右か、「|」に続く次の行から、答えを書いてください。「#」の行は説明で、印刷されません。",
    );
    out.line(0, "# ※の付いた項目を変えると、原則として「重要な変更」になります。");
    out.line(0, &format!("{FORM_KEY}: {}", write::scalar(form.form.as_str(), 0)));
    out.line(0, &format!("{EDITION_KEY}: {}", write::scalar(&form.edition, 0)));
    for item in &form.root.children {
        out.text.push('\n');
        out.item(item, 0);
    }
    out.text
}

struct Writer<'a> {
    form: &'a FormDef,
    affair_name: Option<&'a str>,
    text: String,
    /// Column of the `- ` that the next key must carry.
    dash: Option<usize>,
}

impl Writer<'_> {
    fn line(&mut self, indent: usize, line: &str) {
        self.text.push_str(&" ".repeat(indent));
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn item(&mut self, item: &Item, indent: usize) {
        self.comments(item, indent);
        if !item.has_key() {
            return;
        }
        let value = self.value(item).map(|v| format!(" {}", write::scalar(&v, indent + 2))).unwrap_or_default();
        let dash = if self.dash.take().is_some() { "- " } else { "" };
        self.line(indent - dash.len(), &format!("{dash}{}:{value}", write::key(&item.key)));
        let inside = match item.kind {
            Kind::List { .. } => {
                self.dash = Some(indent + 2);
                indent + 4
            }
            _ => indent + 2,
        };
        for child in &item.children {
            self.item(child, inside);
        }
    }

    /// Number, label and ※, what to write, and the choices with their numbers.
    fn comments(&mut self, item: &Item, indent: usize) {
        let at = self.dash.unwrap_or(indent);
        let what = match &item.kind {
            Kind::Fixed(text) => format!("：{text}"),
            Kind::Derived { of } => {
                let source = self.form.find(of).map(Item::title).unwrap_or_default();
                format!("（「{source}」から自動で印刷されます）")
            }
            _ => String::new(),
        };
        let unprinted = if item.printed { "" } else { "（印刷されません）" };
        let gap = if item.no.is_empty() || item.no.ends_with(['．', '：', '）']) { "" } else { " " };
        let label = item.printed_label().replacen(&item.no, &format!("{}{gap}", item.no), 1);
        self.line(at, &format!("# {label}{what}{unprinted}"));
        for hint in item.hint.lines() {
            self.line(at, &format!("#   {hint}"));
        }
        let Some(set) = item.choices() else { return };
        let how = if matches!(item.kind, Kind::Boxes(_)) {
            "選択肢（いくつでも）"
        } else {
            "選択肢（一つ）"
        };
        self.line(at, &format!("#   {how}:"));
        for (i, choice) in set.choices.iter().enumerate() {
            let detail = match choice.detail {
                form::Detail::Text => format!("（「- {}: 内容」と書く）", choice.label),
                form::Detail::Count(_) | form::Detail::None => String::new(),
            };
            self.line(at, &format!("#     {}) {}{detail}", i + 1, choice.label));
        }
    }

    /// What is known before the author begins.
    fn value(&self, item: &Item) -> Option<String> {
        let name = self.affair_name?;
        NAMED.iter().find(|(id, _)| *id == item.id).map(|(_, naming)| match naming {
            Naming::Affair => name.to_owned(),
            Naming::Title => format!("{name}　{}", self.form.form),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::assessment;
    use crate::source::Source;
    use crate::yaml::{Node, NodeKind};

    /// The keys of a form in its order, a list standing for its one member.
    fn keys(item: &Item) -> Vec<String> {
        item.walk().skip(1).filter(|i| i.has_key()).map(|i| i.key.clone()).collect()
    }

    fn written(node: &Node, out: &mut Vec<String>) {
        match &node.kind {
            NodeKind::Map(entries) => {
                for entry in entries {
                    out.push(entry.key.clone());
                    written(&entry.value, out);
                }
            }
            NodeKind::Seq(nodes) => nodes.iter().for_each(|n| written(n, out)),
            _ => {}
        }
    }

    #[test]
    fn a_scaffold_has_every_item_and_says_only_what_is_missing() {
        for form in form::all() {
            let source = Source::new("new.yaml", scaffold(form, None));
            let document = crate::yaml::parse(&source).document.unwrap();
            let mut found = Vec::new();
            written(&document.root, &mut found);
            assert_eq!(found[2..], keys(&form.root), "{}", form.describe());

            let outcome = assessment::read(&source);
            assert!(outcome.diagnostics.len() > 10, "{}", form.describe());
            let mut labels = HashMap::new();
            outcome.assessment.unwrap().walk(&mut |place, answer| {
                labels.insert(place.address(), answer.item.label.clone());
            });
            for d in &outcome.diagnostics {
                assert_eq!(d.rule, "missing-answer", "{}", d.message.ja);
                let label = &labels[&d.item.as_ref().unwrap().address];
                assert!(d.message.ja.contains(label.as_str()), "{} has no {label}", d.message.ja);
            }
        }
    }

    #[test]
    fn the_name_of_the_affair_is_filled_in() {
        for form in form::all() {
            let name = "予防接種: 子ども #1";
            let text = scaffold(form, Some(name));
            let source = Source::new("new.yaml", text);
            let outcome = assessment::read(&source);
            assert!(outcome.diagnostics.iter().all(|d| d.rule == "missing-answer"));
            let assessment = outcome.assessment.unwrap();
            let mut filled = Vec::new();
            assessment.walk(&mut |place, answer| {
                if let Some(text) = answer.text() {
                    filled.push((place.label(), text.into_owned()));
                }
            });
            let title = format!("{name}　{}", form.form);
            assert_eq!(
                filled,
                [("評価書名".to_owned(), title), ("Ⅰ１① 事務の名称".to_owned(), name.to_owned())],
                "{}",
                form.describe()
            );
        }
    }

    #[test]
    fn a_scaffold_reads_well() {
        insta::assert_snapshot!(scaffold(form::newest(form::FormName::基礎項目評価書), Some("予防接種に関する事務")));
    }
}
