//! Rows of the change table are proved: over thousands of generated pairs of revisions, undoing them
//! gives the old answers and redoing them the new ones, byte for byte.

use std::collections::BTreeMap;
use std::path::Path;

use piac::assessment;
use piac::diff::compare::{Cause, compare, in_table};
use piac::diff::members::Nameless;
use piac::diff::replay::{Way, apply};
use piac::diff::rows::{Options, Showing, propose, redo};
use piac::diff::sheet::{Alone, Branch, Content, Leaf, Member, Sheet};
use piac::form::{Detail, Item, Kind};
use piac::source::Source;

/// A small generator of numbers, the same on every machine.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    fn pick<'t, T>(&mut self, list: &'t [T]) -> &'t T {
        &list[self.below(list.len())]
    }
}

fn base(name: &str) -> Sheet {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("assessments").join(name);
    let outcome = assessment::read(&Source::read(&path).unwrap_or_else(|e| panic!("{name}: {e:?}")));
    Sheet::of(&outcome.assessment.expect("an example is an assessment"), &Alone)
}

const LINES: &[&str] = &[
    "・端末は施錠できる執務室に設置する。",
    "①申請書を受け付け、審査する。",
    "＜ガバメントクラウドにおける措置＞",
    "【追加の措置】",
    "番号法第19条第8号、別表の14の項",
    "なし",
    "",
    "　全角の字下げ",
    "（記載は省略）",
    "・委託先は、株式会社さくら野情報サービスとする。",
];

/// Changes a text by its lines and words.
fn mutate_text(dice: &mut Dice, text: &str) -> String {
    let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
    for _ in 0..1 + dice.below(3) {
        let at = dice.below(lines.len().max(1));
        match dice.below(9) {
            0 => lines.insert(at.min(lines.len()), (*dice.pick(LINES)).to_owned()),
            1 => lines.push((*dice.pick(LINES)).to_owned()),
            2 if lines.len() > 1 => drop(lines.remove(at)),
            3 if lines.len() > 1 => drop(lines.pop()),
            4 => {
                let copy = lines[at].clone();
                lines.push(copy);
            }
            5 => lines[at] = format!("{}（追記）", lines[at]),
            6 => lines[at] = lines[at].replace('課', "室").replace("ます", "る"),
            7 => {
                let other = dice.below(lines.len());
                lines.swap(at, other);
            }
            _ => lines[at] = lines[at].chars().rev().collect(),
        }
        if lines.is_empty() {
            lines.push(String::new());
        }
    }
    lines.join("\n").trim_matches('\n').to_owned()
}

fn mutate_boxes(dice: &mut Dice, item: &Item) -> String {
    let set = item.choices().expect("boxes have choices");
    let mut ticked = Vec::new();
    for choice in &set.choices {
        if dice.below(3) == 0 {
            ticked.push(match choice.detail {
                Detail::None => choice.label.clone(),
                Detail::Text => format!("{}（{}）", choice.label, dice.pick(&["甲", "甲、乙（丙）", "別紙のとおり"])),
                Detail::Count(_) => format!("{}（{}）件", choice.label, 1 + dice.below(9)),
            });
        }
    }
    ticked.join("\n")
}

fn mutate_leaf(dice: &mut Dice, item: &Item, leaf: &mut Leaf) {
    if dice.below(12) == 0 {
        leaf.text.clear();
        return;
    }
    leaf.text = match &item.kind {
        Kind::Boxes(_) => mutate_boxes(dice, item),
        Kind::Choice(set) => dice.pick(&set.choices).label.clone(),
        Kind::Count { .. } => format!("{}件", 1 + dice.below(9)),
        Kind::Date => format!("令和{}年4月1日", 1 + dice.below(9)),
        Kind::Number => dice.below(100).to_string(),
        _ if leaf.text.is_empty() => (*dice.pick(&["－", "なし", "新たな記載。\n二行目"])).to_owned(),
        _ => mutate_text(dice, &leaf.text),
    };
}

fn leaf_count(branch: &Branch) -> usize {
    branch
        .slots
        .iter()
        .map(|s| match &s.content {
            Content::Leaf(_) => 1,
            Content::Group(inner) => leaf_count(inner),
            Content::List(members) => members.iter().map(|m| leaf_count(&m.branch)).sum(),
        })
        .sum()
}

fn leaf_at(branch: &mut Branch, mut at: usize) -> Option<(&'static Item, &mut Leaf)> {
    for slot in &mut branch.slots {
        match &mut slot.content {
            Content::Leaf(leaf) if at == 0 => return Some((slot.item, leaf)),
            Content::Leaf(_) => at -= 1,
            Content::Group(inner) => {
                let n = leaf_count(inner);
                if at < n {
                    return leaf_at(inner, at);
                }
                at -= n;
            }
            Content::List(members) => {
                for member in members {
                    let n = leaf_count(&member.branch);
                    if at < n {
                        return leaf_at(&mut member.branch, at);
                    }
                    at -= n;
                }
            }
        }
    }
    None
}

/// Adds, removes, moves and renames members of lists.
fn mutate_lists(dice: &mut Dice, branch: &mut Branch) {
    for slot in &mut branch.slots {
        match &mut slot.content {
            Content::Leaf(_) => {}
            Content::Group(inner) => mutate_lists(dice, inner),
            Content::List(members) => {
                members.iter_mut().for_each(|m| mutate_lists(dice, &mut m.branch));
                if dice.below(4) == 0 {
                    mutate_list(dice, slot.item, members);
                }
            }
        }
    }
}

fn mutate_list(dice: &mut Dice, item: &'static Item, members: &mut Vec<Member>) {
    match dice.below(5) {
        0 if members.len() > 1 => drop(members.remove(dice.below(members.len()))),
        1 if members.len() > 1 => {
            let (a, b) = (dice.below(members.len()), dice.below(members.len()));
            members.swap(a, b);
        }
        2 => {
            let mut branch = Branch::empty(item);
            for at in 0..leaf_count(&branch) {
                if let Some((item, leaf)) = leaf_at(&mut branch, at) {
                    mutate_leaf(dice, item, leaf);
                }
            }
            set_name(item, &mut branch, &format!("新規{}", dice.below(1000)));
            members.insert(dice.below(members.len() + 1), Member { branch, former: Vec::new() });
        }
        3 if !members.is_empty() => {
            let at = dice.below(members.len());
            let name = format!("改称{}", dice.below(1000));
            set_name(item, &mut members[at].branch, &name);
        }
        _ => {}
    }
}

fn set_name(item: &Item, branch: &mut Branch, name: &str) {
    let Kind::List { name: Some(id), .. } = &item.kind else { return };
    for slot in &mut branch.slots {
        if let (true, Content::Leaf(leaf)) = (slot.item.id == *id, &mut slot.content) {
            leaf.text = name.to_owned();
        }
    }
}

fn mutate(dice: &mut Dice, sheet: &Sheet) -> Sheet {
    let mut out = sheet.clone();
    let leaves = leaf_count(&out.root);
    for _ in 0..1 + dice.below(6) {
        let at = dice.below(leaves);
        if let Some((item, leaf)) = leaf_at(&mut out.root, at) {
            // The name of a member is changed by `mutate_list` only, so that it stays its own.
            if !item.id.ends_with(".name") {
                mutate_leaf(dice, item, leaf);
            }
        }
    }
    mutate_lists(dice, &mut out.root);
    out.compact();
    out
}

/// The words by address, without what the table does not speak of and what only differs in notation.
fn told(sheet: &Sheet, skip: &[String]) -> BTreeMap<String, String> {
    sheet
        .leaves()
        .iter()
        .filter(|p| in_table(&p.place) && !p.leaf.text.is_empty())
        .map(|p| (p.place.address(), p.leaf.text.clone()))
        .filter(|(address, _)| !skip.contains(address))
        .collect()
}

fn check_pair(old: &Sheet, new: &Sheet, showing: Showing) -> Result<usize, String> {
    let options = Options { showing, ..Options::default() };
    let proposed = propose(old, new, &options);
    if !proposed.unproved.is_empty() {
        let spoken = |r: &&piac::diff::table::Row| proposed.unproved.contains(&r.target);
        let rows: Vec<_> = proposed.rows.iter().filter(spoken).collect();
        return Err(format!(
            "unproved: {:?}\n{rows:#?}\n{:?}\n{:?}",
            proposed.unproved,
            old.by_address().iter().rev().take(4).collect::<Vec<_>>(),
            new.by_address().iter().rev().take(4).collect::<Vec<_>>()
        ));
    }
    let notation: Vec<String> = compare(old, new, Nameless::BySimilarity)
        .iter()
        .filter(|c| c.cause == Cause::Notation)
        .map(|c| c.place.address())
        .collect();
    let mut back = new.clone();
    for row in proposed.rows.iter().rev() {
        apply(&mut back, row, Way::Back).map_err(|e| format!("{e:?}: {row:?}"))?;
    }
    back.compact();
    same(&told(&back, &notation), &told(old, &notation), "back")?;
    same(&told(&redo(old, &proposed.rows), &notation), &told(new, &notation), "forth")?;
    Ok(proposed.rows.len())
}

fn same(a: &BTreeMap<String, String>, b: &BTreeMap<String, String>, way: &str) -> Result<(), String> {
    for key in a.keys().chain(b.keys()) {
        if a.get(key) != b.get(key) {
            return Err(format!("{way} {key}:\n  {:?}\n  {:?}", a.get(key), b.get(key)));
        }
    }
    Ok(())
}

/// How many pairs: `PIAC_PAIRS` times as many for a long run.
fn pairs(usual: usize) -> usize {
    usual * std::env::var("PIAC_PAIRS").ok().and_then(|n| n.parse().ok()).unwrap_or(1)
}

fn run(name: &str, pairs: usize, seed: u64) {
    let base = base(name);
    let mut dice = Dice(seed);
    let (mut rows, mut failed) = (0, Vec::new());
    let mut from = base.clone();
    for number in 0..pairs {
        // Every tenth time from the example again, else from where the last pair ended.
        if number % 10 == 0 {
            from = base.clone();
        }
        let to = mutate(&mut dice, &from);
        for showing in [Showing::Block, Showing::Full] {
            match check_pair(&from, &to, showing) {
                Ok(n) => rows += n,
                Err(error) => failed.push(format!("pair {number} {showing:?}: {error}")),
            }
        }
        from = to;
    }
    assert!(rows > pairs, "the pairs must differ: {rows} rows");
    assert!(
        failed.is_empty(),
        "{} of {pairs} failed; first:\n{}",
        failed.len(),
        failed[..failed.len().min(5)].join("\n")
    );
}

#[test]
fn rows_give_back_the_old_and_the_new_focused() {
    run("国民健康保険/重点項目評価書.yaml", pairs(150), 0x9e37_79b9_7f4a_7c15);
}

#[test]
fn rows_give_back_the_old_and_the_new_full() {
    run("予防接種/全項目評価書.yaml", pairs(150), 0xd1b5_4a32_d192_ed03);
}

#[test]
fn rows_give_back_the_old_and_the_new_basic() {
    run("児童扶養手当/基礎項目評価書.yaml", pairs(2500), 0x1234_5678_9abc_def1);
}

#[test]
fn a_revision_does_not_differ_from_itself() {
    for name in ["国民健康保険/重点項目評価書.yaml", "予防接種/全項目評価書.yaml", "児童扶養手当/基礎項目評価書.yaml"]
    {
        let sheet = base(name);
        assert!(sheet.leaves().len() > 20);
        assert!(compare(&sheet, &sheet, Nameless::BySimilarity).is_empty(), "{name}");
        assert!(propose(&sheet, &sheet, &Options::default()).rows.is_empty());
    }
}
