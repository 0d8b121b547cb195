//! From form and answers to the parts of the page tree.
//!
//! A part that is nested in a list is printed once for each member. A form without answers prints as
//! a blank form.

use std::collections::{HashMap, HashSet};

use crate::assessment::{Answer, Assessment, Group, Value};
use crate::form::{CONTENTS, FormDef, Item, Kind, Layout, Required};
use crate::text;

use super::anchor::target;
use super::cell::{cell, leftover, text_piece};
use super::shares;
use super::walk::Walk;
use super::{Block, Cell, Column, Cover, Entry, Field, Node, PageTree, Part, Piece, Records, Row};

/// Title of the part that [`CONTENTS`] stands for.
const CONTENTS_TITLE: &str = "項目一覧";

/// The pages of an assessment.
pub fn pages(assessment: &Assessment) -> PageTree {
    let form = assessment.form;
    let mut parts = Vec::with_capacity(form.parts.len());
    for id in &form.parts {
        match form.find(id) {
            Some(item) => part(assessment, item, &mut parts),
            None if id == CONTENTS => parts.push(Part::Contents { title: CONTENTS_TITLE.into(), entries: Vec::new() }),
            // The loader checks that parts name items.
            None => {}
        }
    }
    separate_anchors(&mut parts);
    fill_contents(&mut parts);
    let cx = Context { assessment, around: vec![&assessment.root] };
    PageTree { title: title(&cx, form), official: form.official.clone(), date: published(assessment), parts }
}

/// The name of the document: the first text on the cover.
fn title(cx: &Context<'_>, form: &FormDef) -> String {
    let cover = form.parts.first().and_then(|id| form.find(id));
    let text = cover.into_iter().flat_map(|c| &c.children).find(|i| matches!(i.kind, Kind::Text));
    let written = text.and_then(|item| cx.find(&item.id)).and_then(Answer::text);
    let name = written.map(|t| t.split_whitespace().collect::<Vec<_>>().join(" ")).unwrap_or_default();
    if name.is_empty() { form.title.clone() } else { name }
}

/// The last date on the cover: 公表日 stands below 承認日.
fn published(assessment: &Assessment) -> Option<(i16, i8, i8)> {
    let cover = assessment.find(assessment.form.parts.first()?)?.group()?;
    let mut dates = cover.answers.iter().filter_map(|a| match a.value() {
        Some(Value::Date(_, date)) => Some(*date),
        _ => None,
    });
    let date = dates.next_back()?;
    Some((date.year, date.month?, date.day?))
}

/// Where the walk is.
pub(super) struct Context<'a> {
    assessment: &'a Assessment,
    /// The groups around, the innermost last.
    pub(super) around: Vec<&'a Group>,
}

impl<'a> Context<'a> {
    /// The form.
    pub(super) fn form(&self) -> &'static FormDef {
        self.assessment.form
    }

    /// The answer to an item in the innermost group that has it.
    pub(super) fn find(&self, id: &str) -> Option<&'a Answer> {
        self.around.iter().rev().find_map(|group| group.find(id))
    }

    /// The answer around here, or else the answers in all members of the list that holds the item.
    pub(super) fn find_all(&self, id: &str) -> Vec<&'a Answer> {
        if let Some(answer) = self.find(id) {
            return vec![answer];
        }
        let path = self.assessment.form.path_to(id);
        let list = path.iter().find(|i| matches!(i.kind, Kind::List { .. }));
        let members = list.map(|l| self.assessment.members(&l.id)).unwrap_or_default();
        members.iter().filter_map(|m| m.find(id)).collect()
    }

    /// What the file says where an answer stands.
    pub(super) fn source(&self, answer: &Answer) -> &'a str {
        self.assessment.source.slice(answer.span)
    }
}

/// The ways down to a part: one, or one for each member of the list around it.
fn owners<'a>(assessment: &'a Assessment, item: &Item) -> Vec<Vec<&'a Group>> {
    let path = assessment.form.path_to(&item.id);
    let list = path.iter().rev().skip(1).find(|i| matches!(i.kind, Kind::List { .. }));
    let root = vec![&assessment.root];
    let Some(list) = list else { return vec![root] };
    match assessment.members(&list.id) {
        [] => vec![root],
        members => members.iter().map(|m| vec![&assessment.root, m]).collect(),
    }
}

fn part(assessment: &Assessment, item: &Item, parts: &mut Vec<Part>) {
    let owners = owners(assessment, item);
    let several = owners.len() > 1;
    for (n, around) in owners.into_iter().enumerate() {
        let cx = Context { assessment, around };
        let suffix = if several { format!("({})", n + 1) } else { String::new() };
        one_part(cx, item, &suffix, parts);
    }
}

fn one_part(mut cx: Context<'_>, item: &Item, suffix: &str, parts: &mut Vec<Part>) {
    let title = format!("{}{suffix}", part_title(item));
    let (anchor, note) = (target(&cx, item).anchor, part_note(item));
    let answer = cx.find(&item.id);
    match &item.kind {
        Kind::List { layout: Layout::Table, .. } => {
            let (columns, rows) = table(&cx, item, answer);
            parts.push(Part::Wide { anchor, title, note, columns, rows });
        }
        Kind::List { layout: Layout::Records, .. } => {
            let owner = cx.around.last().filter(|_| !suffix.is_empty()).and_then(|g| g.name());
            let owner = owner.map(|name| name.into_owned());
            parts.push(Part::Records { anchor, title, note, owner, groups: records(&cx, item, answer) });
        }
        Kind::List { layout: Layout::Blocks, name, .. } => list_part(cx, item, answer, name.as_deref(), parts),
        _ if parts.is_empty() => parts.push(Part::Cover(cover(cx, item, answer))),
        _ => {
            let group = answer.and_then(Answer::group);
            cx.around.extend(group);
            let mut walk = Walk { cx, nodes: Vec::new() };
            walk.children(item, group, 1);
            walk.unplaced(answer);
            parts.push(Part::Section { anchor, title, note, nodes: walk.nodes });
        }
    }
}

/// A repeated section: each member is a part. A blank form prints one, but an unused optional one none.
fn list_part<'a>(cx: Context<'a>, item: &Item, answer: Option<&'a Answer>, name: Option<&str>, parts: &mut Vec<Part>) {
    let members = answer.map(Answer::members).unwrap_or_default();
    let optional = item.required == Required::Never;
    let shown: Vec<Option<&Group>> = match members {
        [] if optional && answer.is_none_or(Answer::is_blank) => Vec::new(),
        [] => vec![None],
        members => members.iter().map(Some).collect(),
    };
    let several = shown.len() > 1;
    for (n, member) in shown.into_iter().enumerate() {
        let mut cx = Context { assessment: cx.assessment, around: cx.around.clone() };
        cx.around.extend(member);
        // A name without a number of its own is the title of its section: 別紙1　題名.
        let named = name.and_then(|id| item.children.iter().find(|c| c.id == id)).filter(|c| c.no.is_empty());
        let mut title = part_title(item);
        if several {
            title.push_str(&if named.is_some() { (n + 1).to_string() } else { format!("({})", n + 1) });
        }
        let plain = named.and_then(|c| plain_name(&cell(&cx, c, member)));
        let skip = plain.is_some().then_some(named).flatten();
        match plain {
            Some(plain) if says_its_word(&plain, item.instance()) => title = plain,
            Some(plain) => {
                title.push('　');
                title.push_str(&plain);
            }
            None => {}
        }
        let mut walk = Walk { cx, nodes: Vec::new() };
        let shown: Vec<&Item> =
            item.children.iter().filter(|c| c.printed && skip.is_none_or(|s| s.id != c.id)).collect();
        match shown.as_slice() {
            // Nothing to tell apart below a title: 別紙.
            [only] if skip.is_some() && only.children.is_empty() => {
                let cell = cell(&walk.cx, only, member);
                walk.nodes.push(Node::Full { cell });
            }
            shown => shown.iter().for_each(|child| walk.item(child, item, member, 1, false)),
        }
        if member.is_none() {
            walk.unplaced(answer);
        }
        let anchor = target(&walk.cx, item).anchor;
        parts.push(Part::Section { anchor, title, note: part_note(item), nodes: walk.nodes });
    }
}

/// Whether a name begins with the printed word itself and its number or more: 別紙１　題名, （別紙２）題名.
fn says_its_word(name: &str, word: &str) -> bool {
    let name = text::normalize_spaced(name);
    let rest = name.trim_start_matches(['(', '<', '[']).strip_prefix(text::normalize(word).as_str());
    rest.is_some_and(|rest| rest.starts_with(|c: char| !c.is_whitespace()))
}

/// A name that is one line of text.
fn plain_name(cell: &Cell) -> Option<String> {
    match cell.as_slice() {
        [Piece::Text { blocks }] => match blocks.as_slice() {
            [Block::Line { text, .. }] => Some(text.clone()),
            _ => None,
        },
        _ => None,
    }
}

/// `Ⅰ　基本情報`, `（別添１）事務の内容`.
fn part_title(item: &Item) -> String {
    let gap = if item.no.is_empty() || item.no.ends_with('）') { "" } else { "　" };
    format!("{}{gap}{}", item.no, item.label)
}

/// `　※（７．リスク１⑨を除く。）`.
fn part_note(item: &Item) -> String {
    let star = if item.star_printed { "　※" } else { "" };
    format!("{star}{}", item.star_note)
}

fn cover<'a>(mut cx: Context<'a>, item: &Item, answer: Option<&'a Answer>) -> Cover {
    let form = cx.assessment.form;
    let group = answer.and_then(Answer::group);
    cx.around.extend(group);
    let mut fields: Vec<Field> = item
        .children
        .iter()
        .filter(|child| child.printed)
        .map(|child| Field {
            target: target(&cx, child),
            label: child.printed_label(),
            beside_next: matches!(child.kind, Kind::Number),
            cell: cell(&cx, child, group),
        })
        .collect();
    let rest = answer.map(|a| leftover(&cx, a)).unwrap_or_default();
    if !rest.is_empty() {
        fields.push(Field { target: target(&cx, item), label: item.label.clone(), beside_next: false, cell: rest });
    }
    Cover { title: form.title.clone(), mark: form.mark.clone(), fields }
}

/// Columns and rows of a list that is printed as a table.
fn table(cx: &Context<'_>, item: &Item, answer: Option<&Answer>) -> (Vec<Column>, Vec<Vec<Cell>>) {
    let shown: Vec<&Item> = item.children.iter().filter(|c| c.printed).collect();
    let members = answer.map(Answer::members).unwrap_or_default();
    let mut rows: Vec<Vec<Cell>> =
        members.iter().map(|member| shown.iter().map(|c| short(cell(cx, c, Some(member)))).collect()).collect();
    if rows.is_empty() {
        let mut row = vec![Cell::new(); shown.len()];
        if let (Some(first), Some(answer)) = (row.first_mut(), answer) {
            *first = leftover(cx, answer);
        }
        rows.push(row);
    }
    let columns = columns(&shown, &rows);
    (columns, rows)
}

/// Columns of free text share what the others, which have what they need, leave of the width.
fn columns(items: &[&Item], rows: &[Vec<Cell>]) -> Vec<Column> {
    let chars = |item: &Item| match item.kind {
        Kind::Text | Kind::Strings => None,
        Kind::Choice(_) | Kind::Boxes(_) => Some(5),
        _ => Some(9),
    };
    let free: Vec<usize> = (0..items.len()).filter(|&n| chars(items[n]).is_none()).collect();
    let cells: Vec<Vec<&Cell>> = free.iter().map(|&n| rows.iter().map(|row| &row[n]).collect()).collect();
    let shares: HashMap<usize, u32> = free.into_iter().zip(shares::shares(&cells)).collect();
    let column = |(n, item): (usize, &&Item)| Column {
        label: item.printed_label(),
        chars: chars(item),
        share: shares.get(&n).copied().unwrap_or_default(),
    };
    items.iter().enumerate().map(column).collect()
}

/// In a table only the chosen words of a choice are printed, not the list.
fn short(cell: Cell) -> Cell {
    cell.into_iter()
        .filter_map(|piece| match piece {
            Piece::Choice { chosen, options } => chosen.map(|i| text_piece(&options[i])),
            piece => Some(piece),
        })
        .collect()
}

/// The groups of record items: the child that names a member, and the strings of the others.
fn records(cx: &Context<'_>, item: &Item, answer: Option<&Answer>) -> Vec<Records> {
    let members = answer.map(Answer::members).unwrap_or_default();
    let mut groups: Vec<Records> = members.iter().map(|member| record_group(cx, item, member)).collect();
    if let Some(answer) = answer.filter(|_| members.is_empty()) {
        let other = leftover(cx, answer);
        if !other.is_empty() {
            groups.push(Records { name: Cell::new(), items: Vec::new(), other });
        }
    }
    groups
}

fn record_group(cx: &Context<'_>, item: &Item, member: &Group) -> Records {
    let mut group = Records { name: Cell::new(), items: Vec::new(), other: Cell::new() };
    for child in item.children.iter().filter(|c| c.printed) {
        match (&child.kind, member.get(&child.id).and_then(Answer::value)) {
            (Kind::Strings, Some(Value::Strings(list))) => {
                group.items.extend(list.iter().map(|(text, _)| text.clone()));
            }
            (Kind::Strings, _) => group.other.extend(cell(cx, child, Some(member))),
            _ => group.name.extend(cell(cx, child, Some(member))),
        }
    }
    group
}

/// Every anchor once: what stands twice, as in a blank form, is told apart by a number.
fn separate_anchors(parts: &mut [Part]) {
    let mut used = HashSet::new();
    let mut separate = |anchor: &mut String| {
        let first = anchor.clone();
        let mut n = 2;
        while !used.insert(anchor.clone()) {
            *anchor = format!("{first}_{n}");
            n += 1;
        }
    };
    for part in parts {
        match part {
            Part::Cover(cover) => cover.fields.iter_mut().for_each(|f| separate(&mut f.target.anchor)),
            Part::Contents { .. } => {}
            Part::Records { anchor, .. } | Part::Wide { anchor, .. } => separate(anchor),
            Part::Section { anchor, nodes, .. } => {
                separate(anchor);
                for node in nodes {
                    match node {
                        Node::Heading { target, .. } | Node::Row(Row { target, .. }) => separate(&mut target.anchor),
                        Node::Full { .. } => {}
                    }
                }
            }
        }
    }
}

fn fill_contents(parts: &mut [Part]) {
    let all: Vec<Entry> = parts
        .iter()
        .filter_map(|part| match part {
            Part::Section { anchor, title, .. }
            | Part::Records { anchor, title, .. }
            | Part::Wide { anchor, title, .. } => Some(Entry { title: title.clone(), anchor: anchor.clone() }),
            Part::Cover(_) | Part::Contents { .. } => None,
        })
        .collect();
    for part in parts {
        if let Part::Contents { entries, .. } = part {
            *entries = all.clone();
        }
    }
}
