//! Import of texts that were damaged in every way a published text is: an answer is right, or 要確認, or
//! its words are listed as left over. It is never a wrong value.

mod back;

use std::collections::HashMap;

use piac::form::FormName;
use piac::import::{Input, import};
use piac::text::normalize;
use proptest::prelude::*;

const SMALL: &str = include_str!("import/small.txt");

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
    value_first: u32,
    labels: u32,
    lost_lines: u32,
    doubled_headings: u32,
}

/// Damage of one kind, with any layout.
fn damage() -> impl Strategy<Value = Damage> {
    let rate = |most: u32| prop_oneof![1 => Just(0), 1 => 1..most];
    let wrap = prop_oneof![2 => Just(None), 1 => (18usize..60).prop_map(Some)];
    let layout = (any::<u32>(), wrap, any::<bool>(), rate(20));
    let cells = prop_oneof![3 => Just("\t"), 1 => Just("\n"), 1 => Just("        "), 1 => Just(" "), 1 => Just("\n\n")];
    let of_brackets =
        (cells, rate(40), rate(40)).prop_map(|(cells, lost, apart)| (cells, [lost, apart, 0, 0, 0, 0, 0]));
    let of_order = (rate(15), rate(15)).prop_map(|(shuffled, first)| ("\t", [0, 0, shuffled, first, 0, 0, 0]));
    let in_cells = prop_oneof![2 => Just("\t"), 1 => Just("        ")];
    let of_lines = (in_cells, rate(25), rate(15), rate(20))
        .prop_map(|(cells, labels, lost, doubled)| (cells, [0, 0, 0, 0, labels, lost, doubled]));
    (layout, prop_oneof![of_brackets, of_order, of_lines]).prop_map(|((seed, wrap, narrow, pages), (cells, r))| {
        Damage {
            seed,
            wrap,
            cells,
            narrow,
            pages,
            lost_brackets: r[0],
            brackets_apart: r[1],
            shuffled: r[2],
            value_first: r[3],
            labels: r[4],
            lost_lines: r[5],
            doubled_headings: r[6],
        }
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
    // Cells of free text that change places cannot be told from each other.
    if several && !cells[0].starts_with('令') && dice.hits(damage.shuffled) {
        for i in (1..cells.len()).rev() {
            cells.swap(i, dice.below(i as u32 + 1) as usize);
        }
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
    let expected = include_str!("import/small-answers.txt").lines().filter(|l| !l.starts_with('#'));
    let mut out = Vec::new();
    for (address, value) in expected.filter_map(|l| l.split_once('\t')) {
        let Some(is) = got.get(address).filter(|v| !matches!(v.as_str(), "要確認" | "（空欄）")) else {
            continue;
        };
        if normalize(is) != normalize(value) {
            out.push(format!("{address}: {is} is not {value}"));
        }
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, max_shrink_iters: 300, ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_text_is_never_read_wrongly(damage in damage()) {
        let text = damaged(SMALL, &damage);
        let wrong = wrong(&text);
        prop_assert!(wrong.is_empty(), "{}\n{text}", wrong.join("\n"));
    }
}
