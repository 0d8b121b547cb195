//! Import of texts that were damaged in every way a published text is, in several ways at once: an answer
//! is right, or 要確認, or its words are listed as left over. It is never a wrong value.
//!
//! Two cells of free text of one row of the change table that changed places are told by what else the
//! document says: 項目 names an item of the form, 変更後 of the newest row about an item stands in its answer,
//! an explanation reads like one. Nothing tells 変更前 from 変更後 in an older row about the same item, or
//! where the answer they speak of was lost or is itself 要確認; nor 変更前 from an explanation that does not
//! read like a reason (`課の新設`). These are the only exchanges that are left out here.

mod back;

use std::collections::HashMap;

use piac::form::FormName;
use piac::import::{Input, import};
use piac::text::normalize;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

const SMALL: &str = include_str!("import/small.txt");
/// More rows of the change table.
const ROWS: [[&str; 6]; 3] = [
    [
        "令和7年10月1日",
        "Ⅱ１ 評価対象の事務の対象人数は何人か",
        "10万人以上30万人未満",
        "1万人以上10万人未満",
        "事後",
        "計数の時点を改めたため",
    ],
    [
        "令和8年4月1日",
        "Ⅰ１② 事務の概要",
        "児童手当法に基づき、手当を支給する。",
        "児童手当法に基づき、認定の請求を受け付け、手当を支給する。",
        "事前",
        "重要な変更に該当しない。",
    ],
    ["令和8年4月1日", "Ⅰ７ 請求先", "（記載なし）", "総務課 電話 03-0000-0000", "事後", "窓口を設けたことによる。"],
];
/// The answer that each row speaks of, the row of the text before them.
const BODY: [&str; 4] =
    ["関連情報/担当部署/部署", "しきい値判断項目/対象人数/選択", "関連情報/事務/事務の概要", "関連情報/請求先"];
const COLUMNS: [&str; 6] = ["変更日", "項目", "変更前の記載", "変更後の記載", "提出時期", "提出時期に係る説明"];

/// The published text.
fn published() -> String {
    let rows: String = ROWS.iter().map(|row| row.join("\t") + "\n").collect();
    SMALL.replace("別紙１　", &format!("{rows}別紙１　"))
}

/// What it says, by address.
fn expected() -> HashMap<String, String> {
    let small = include_str!("import/small-answers.txt").lines().filter(|l| !l.starts_with('#'));
    let small = small.filter_map(|l| l.split_once('\t')).map(|(a, v)| (a.to_owned(), v.to_owned()));
    let cells = |(n, row): (usize, &[&str; 6])| {
        let address = move |column| format!("変更箇所[#{}]/{column}", n + 2);
        COLUMNS.iter().zip(*row).map(|(column, cell)| (address(column), cell.to_owned())).collect::<Vec<_>>()
    };
    small.chain(ROWS.iter().enumerate().flat_map(cells)).collect()
}

/// What is done to a text; rates are in hundredths of rows.
#[derive(Clone, Debug)]
struct Damage {
    seed: u32,
    /// Lines are broken after that many characters.
    wrap: Option<usize>,
    /// What stands between cells.
    cells: &'static str,
    narrow: bool,
    pages: u32,
    lost_brackets: u32,
    brackets_apart: u32,
    shuffled: u32,
    /// Two cells of free text of a row of the change table change places.
    exchanged: u32,
    value_first: u32,
    labels: u32,
    lost_lines: u32,
    doubled_headings: u32,
}

/// Any kinds of damage, each alone or with any of the others. Where the cells stand one space or one line
/// apart, their order is kept: of values that stand before their labels in some rows and behind them in
/// others, only the order of the lines would tell which is which.
fn damage() -> impl Strategy<Value = Damage> {
    let rate = |most: u32| prop_oneof![2 => Just(0), 1 => 1..most];
    let wrap = prop_oneof![2 => Just(None), 1 => (18usize..60).prop_map(Some)];
    let layout = (any::<u32>(), wrap, any::<bool>(), rate(20), rate(40), rate(40), rate(50));
    let rows = (rate(15), rate(15), rate(25), rate(15), rate(20));
    let kept = (prop_oneof![3 => Just("\t"), 1 => Just("        ")], rows.clone());
    // Where no cells are left only the order of the lines tells whose answer one is.
    let apart = (prop_oneof![Just("\n"), Just(" "), Just("\n\n")], rows)
        .prop_map(|(cells, (_, _, labels, lost, doubled))| (cells, (0, 0, labels, lost, doubled)));
    (layout, prop_oneof![3 => kept, 1 => apart]).prop_map(|(l, (cells, r))| Damage {
        seed: l.0,
        wrap: l.1,
        cells,
        narrow: l.2,
        pages: l.3,
        lost_brackets: l.4,
        brackets_apart: l.5,
        exchanged: l.6,
        shuffled: r.0,
        value_first: r.1,
        labels: r.2,
        lost_lines: r.3,
        doubled_headings: r.4,
    })
}

struct Dice(u32);

impl Dice {
    fn below(&mut self, n: u32) -> u32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 16) % n.max(1)
    }

    fn hits(&mut self, rate: u32) -> bool {
        self.below(100) < rate
    }
}

fn row(line: &str, damage: &Damage, dice: &mut Dice) -> String {
    let mut cells: Vec<String> = line.split('\t').map(str::to_owned).collect();
    let several = cells.len() > 1;
    // A row of values has no label.
    if several && !cells[0].starts_with(|c: char| c.is_ascii_digit() || c == '令') && dice.hits(damage.labels) {
        let mut label: Vec<char> = cells[0].chars().collect();
        let at = dice.below(label.len() as u32) as usize;
        match dice.below(3) {
            0 => drop(label.remove(at)),
            1 => label[at] = '口',
            _ => label.insert(at, ' '),
        }
        cells[0] = label.into_iter().collect();
    }
    for cell in &mut cells {
        if dice.hits(damage.lost_brackets) {
            let lost = ['［', '］'][dice.below(2) as usize];
            *cell = cell.replacen(lost, "", 1);
        }
        if dice.hits(damage.brackets_apart)
            && let Some((before, after)) = cell.split_once('］')
        {
            let inside = before.trim_start_matches('［').trim().to_owned();
            *cell = match dice.below(3) {
                0 => format!("［　　］{inside}{after}"),
                1 => format!("{inside}\n［\n］{after}"),
                _ => format!("［\n{inside}\n］\n{after}"),
            };
        }
    }
    if several && dice.hits(damage.shuffled) {
        for i in (1..cells.len()).rev() {
            cells.swap(i, dice.below(i as u32 + 1) as usize);
        }
    }
    if cells.len() == 6 && cells[0].starts_with('令') && dice.hits(damage.exchanged) {
        const FREE: [usize; 4] = [1, 2, 3, 5];
        let [a, b] = [0, 0].map(|_| FREE[dice.below(4) as usize]);
        cells.swap(a, b);
    }
    if several && dice.hits(damage.value_first) {
        cells.rotate_left(1);
        return cells.join("\n");
    }
    cells.join(damage.cells)
}

fn damaged(text: &str, damage: &Damage) -> String {
    let mut dice = Dice(damage.seed);
    let mut out = String::new();
    let mut page = 1;
    for line in text.lines() {
        if dice.hits(damage.lost_lines) {
            continue;
        }
        let mut row = row(line, damage, &mut dice);
        if damage.narrow {
            row = row.replace('（', "(").replace('）', ")").replace("＜選択肢＞", "<選択肢>").replace('Ⅰ', "I");
        }
        for piece in row.split('\n') {
            match damage.wrap {
                Some(width) => {
                    for part in piece.chars().collect::<Vec<_>>().chunks(width) {
                        out.extend(part);
                        out.push('\n');
                    }
                }
                None => {
                    out.push_str(piece);
                    out.push('\n');
                }
            }
        }
        let heading = line.starts_with(['Ⅰ', 'Ⅱ', 'Ⅲ', 'Ⅳ']) || line.contains('．') && !line.contains('\t');
        if heading && dice.hits(damage.doubled_headings) {
            out.push_str(line);
            out.push('\n');
        }
        if dice.hits(damage.pages) {
            out.push_str(&format!("\n- {page} -\n\u{c}"));
            page += 1;
        }
    }
    out
}

/// The wrong values.
fn wrong(text: &str) -> Vec<String> {
    let input = Input { name: "t".into(), bytes: text.as_bytes().to_vec() };
    let Ok(imported) = import(&[input], Some(FormName::基礎項目評価書)) else { return Vec::new() };
    let c = imported.report.characters;
    assert_eq!(c.total, text.chars().count());
    assert_eq!(c.total, c.placed + c.furniture + c.left_over);
    let got: HashMap<String, String> = back::by_address(&imported);
    let open = |value: &str| matches!(value, "要確認" | "（空欄）");
    let mut out = Vec::new();
    for (address, value) in expected().iter().filter(|(a, _)| !a.starts_with("変更箇所")) {
        let Some(is) = got.get(address).filter(|v| !open(v)) else { continue };
        if normalize(is) != normalize(value) {
            out.push(format!("{address}: {is} is not {value}"));
        }
    }
    // A row that was left over shifts those behind it: each row is compared with the one it is most like.
    let all = rows(&expected());
    for mut row in rows(&got) {
        let unlike = |row: &[String], of: &[String]| {
            row.iter().zip(of).filter(|(is, v)| !open(is) && normalize(is) != normalize(v)).count()
        };
        let best = (0..all.len()).min_by_key(|&n| unlike(&row, &all[n])).expect("rows");
        if got.get(BODY[best]).is_none_or(|answer| open(answer)) && normalize(&row[2]) == normalize(&all[best][3]) {
            row.swap(2, 3);
        }
        if unlike(&row, &all[best]) > 0 {
            out.push(format!("変更箇所: {row:?} is not {:?}", all[best]));
        }
    }
    out
}

/// The cells of each row of the change table.
fn rows(answers: &HashMap<String, String>) -> Vec<Vec<String>> {
    let cell = |n: usize, column: &str| {
        answers.get(&format!("変更箇所[#{n}]/{column}")).cloned().unwrap_or_else(|| "（空欄）".to_owned())
    };
    let row = |n: usize| COLUMNS.iter().map(|column| cell(n, column)).collect::<Vec<_>>();
    (1..).map(row).take_while(|row| row.iter().any(|cell| cell != "（空欄）")).collect()
}

fn config() -> ProptestConfig {
    let default = ProptestConfig::default();
    let set = |name: &str| std::env::var_os(name).is_some();
    ProptestConfig {
        cases: if set("PROPTEST_CASES") { default.cases } else { 600 },
        rng_seed: if set("PROPTEST_RNG_SEED") { default.rng_seed } else { RngSeed::Fixed(7) },
        failure_persistence: None,
        max_shrink_iters: 300,
        ..default
    }
}

proptest! {
    // The same cases every time; PROPTEST_RNG_SEED and PROPTEST_CASES look for others.
    #![proptest_config(config())]

    #[test]
    fn a_damaged_text_is_never_read_wrongly(damage in damage()) {
        let text = damaged(&published(), &damage);
        let wrong = wrong(&text);
        prop_assert!(wrong.is_empty(), "{}\n{text}", wrong.join("\n"));
    }
}
