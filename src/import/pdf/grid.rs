//! Ruled lines come in, tables with their cells go out.
//!
//! Lines that touch make a table. Its outer edge counts as ruled even where it is not, as a page
//! break often leaves a table open; inside, two boxes of the grid are one cell unless a line is
//! between them.

use super::content::Rule;

/// A rectangle, `y` downwards.
#[derive(Clone, Copy, Debug)]
pub(super) struct Area {
    pub x0: f64,
    pub y0: f64,
    pub x1: f64,
    pub y1: f64,
}

impl Area {
    /// Whether a point is inside.
    pub fn has(&self, x: f64, y: f64) -> bool {
        self.x0 <= x && x <= self.x1 && self.y0 <= y && y <= self.y1
    }

    fn size(&self) -> f64 {
        (self.x1 - self.x0) * (self.y1 - self.y0)
    }
}

/// A table.
#[derive(Debug)]
pub(super) struct Table {
    pub area: Area,
    /// The smallest rectangle around each cell.
    pub cells: Vec<Area>,
    xs: Vec<f64>,
    ys: Vec<f64>,
    /// The cell of each box of the grid, row by row.
    boxes: Vec<usize>,
}

/// How near lines are the same line, in points.
const SAME: f64 = 2.0;
/// The widest gap in a dashed line, and how far a line may miss the one it meets.
const GAP: f64 = 4.0;
/// The shortest line that rules anything.
const SHORT: f64 = 6.0;
/// A page with more lines than this is a drawing.
const MAX_RULES: usize = 4_000;
/// The largest grid.
const MAX_BOXES: usize = 250_000;

/// The tables of a page, the largest first.
pub(super) fn tables(rules: Vec<Rule>) -> Vec<Table> {
    let rules = merged(rules);
    if rules.len() > MAX_RULES {
        return Vec::new();
    }
    let mut tables: Vec<Table> = groups(&rules).into_iter().filter_map(|group| table(&group)).collect();
    tables.sort_by(|a, b| b.area.size().total_cmp(&a.area.size()));
    tables
}

/// Pieces of one line become one line.
fn merged(mut rules: Vec<Rule>) -> Vec<Rule> {
    // Lines at nearly the same place get exactly the same place, so that their pieces stand in order.
    rules.sort_by(|a, b| a.level.cmp(&b.level).then(a.at.total_cmp(&b.at)));
    let mut last: Option<(bool, f64)> = None;
    for rule in &mut rules {
        match last {
            Some((level, at)) if level == rule.level && rule.at - at <= SAME / 2.0 => rule.at = at,
            _ => last = Some((rule.level, rule.at)),
        }
    }
    rules.sort_by(|a, b| a.level.cmp(&b.level).then(a.at.total_cmp(&b.at)).then(a.from.total_cmp(&b.from)));
    let mut out: Vec<Rule> = Vec::new();
    for rule in rules {
        match out.last_mut() {
            Some(l) if l.level == rule.level && l.at == rule.at && rule.from <= l.to + GAP => l.to = l.to.max(rule.to),
            _ => out.push(rule),
        }
    }
    out.retain(|r| r.to - r.from >= SHORT);
    out
}

/// Lines that touch each other, directly or through others.
fn groups(rules: &[Rule]) -> Vec<Vec<Rule>> {
    let mut sets = Sets::new(rules.len());
    for (i, a) in rules.iter().enumerate() {
        for (k, b) in rules.iter().enumerate().skip(i + 1) {
            let within = |at: f64, r: &Rule| r.from - GAP <= at && at <= r.to + GAP;
            if a.level != b.level && within(a.at, b) && within(b.at, a) {
                sets.join(i, k);
            }
        }
    }
    let mut out: Vec<Vec<Rule>> = vec![Vec::new(); rules.len()];
    for (i, rule) in rules.iter().enumerate() {
        out[sets.find(i)].push(*rule);
    }
    out.retain(|g| g.iter().any(|r| r.level) && g.iter().any(|r| !r.level));
    out
}

fn table(rules: &[Rule]) -> Option<Table> {
    let places = |level: bool| {
        let ends = rules.iter().filter(move |r| r.level != level).flat_map(|r| [r.from, r.to]);
        let mut all: Vec<f64> = rules.iter().filter(|r| r.level == level).map(|r| r.at).collect();
        let (low, high) = ends.chain(all.clone()).fold((f64::MAX, f64::MIN), |m, v| (m.0.min(v), m.1.max(v)));
        all.extend([low, high]);
        all.sort_by(f64::total_cmp);
        all.dedup_by(|b, a| *b - *a <= SAME);
        all
    };
    let (ys, xs) = (places(true), places(false));
    if xs.len() < 2 || ys.len() < 2 || xs.len() * ys.len() > MAX_BOXES {
        return None;
    }
    let (columns, rows) = (xs.len() - 1, ys.len() - 1);
    let mut sets = Sets::new(columns * rows);
    let open = Borders::new(rules, &xs, &ys);
    for row in 0..rows {
        for column in 0..columns {
            let here = row * columns + column;
            if column + 1 < columns && !open.upright[(column + 1) * rows + row] {
                sets.join(here, here + 1);
            }
            if row + 1 < rows && !open.level[(row + 1) * columns + column] {
                sets.join(here, here + columns);
            }
        }
    }
    let roots: Vec<usize> = (0..columns * rows).map(|i| sets.find(i)).collect();
    let (cells, boxes) = rectangles(&roots, &xs, &ys);
    let area = Area { x0: xs[0], x1: xs[columns], y0: ys[0], y1: ys[rows] };
    Some(Table { area, cells, xs, ys, boxes })
}

/// The cells as rectangles, and the cell of each box. A label above indented rows, without a line to
/// the strip before them, is not a rectangle: it is cut where its width changes.
fn rectangles(roots: &[usize], xs: &[f64], ys: &[f64]) -> (Vec<Area>, Vec<usize>) {
    let columns = xs.len() - 1;
    let mut cells: Vec<Area> = Vec::new();
    let mut boxes: Vec<usize> = Vec::with_capacity(roots.len());
    for (row, of_row) in roots.chunks(columns).enumerate() {
        let mut from = 0;
        for run in of_row.chunk_by(|a, b| a == b) {
            let to = from + run.len();
            let above = row.checked_sub(1).map(|r| r * columns + from);
            let same = above.filter(|&i| {
                let cell = &cells[boxes[i]];
                roots[i] == run[0] && cell.x0 == xs[from] && cell.x1 == xs[to]
            });
            let cell = match same {
                Some(i) => boxes[i],
                None => {
                    cells.push(Area { x0: xs[from], x1: xs[to], y0: ys[row], y1: ys[row] });
                    cells.len() - 1
                }
            };
            cells[cell].y1 = ys[row + 1];
            boxes.extend(run.iter().map(|_| cell));
            from = to;
        }
    }
    (cells, boxes)
}

impl Table {
    /// The cell at a point.
    pub fn cell_at(&self, x: f64, y: f64) -> Option<usize> {
        if !self.area.has(x, y) {
            return None;
        }
        let column = self.xs.partition_point(|&v| v <= x).clamp(1, self.xs.len() - 1) - 1;
        let row = self.ys.partition_point(|&v| v <= y).clamp(1, self.ys.len() - 1) - 1;
        self.boxes.get(row * (self.xs.len() - 1) + column).copied()
    }
}

/// Which sides of the boxes of a grid are ruled.
struct Borders {
    /// By place of the line, then row.
    upright: Vec<bool>,
    /// By place of the line, then column.
    level: Vec<bool>,
}

impl Borders {
    fn new(rules: &[Rule], xs: &[f64], ys: &[f64]) -> Borders {
        let (columns, rows) = (xs.len() - 1, ys.len() - 1);
        let mut out = Borders { upright: vec![false; xs.len() * rows], level: vec![false; ys.len() * columns] };
        for rule in rules {
            let (across, along) = if rule.level { (ys, xs) } else { (xs, ys) };
            let near = |&i: &usize| (across[i] - rule.at).abs() <= SAME;
            let after = across.partition_point(|&v| v < rule.at);
            let Some(place) = [after.saturating_sub(1), after.min(across.len() - 1)].into_iter().find(near) else {
                continue;
            };
            for side in 0..along.len() - 1 {
                let middle = (along[side] + along[side + 1]) / 2.0;
                if rule.from <= middle && middle <= rule.to {
                    let sides = if rule.level { &mut out.level } else { &mut out.upright };
                    sides[place * (along.len() - 1) + side] = true;
                }
            }
        }
        out
    }
}

/// Disjoint sets.
struct Sets(Vec<usize>);

impl Sets {
    fn new(len: usize) -> Sets {
        Sets((0..len).collect())
    }

    fn find(&mut self, i: usize) -> usize {
        let mut root = i;
        while self.0[root] != root {
            root = self.0[root];
        }
        let mut at = i;
        while self.0[at] != root {
            at = std::mem::replace(&mut self.0[at], root);
        }
        root
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.find(a), self.find(b));
        // The smaller number stays, so that cells are numbered as they are read.
        self.0[a.max(b)] = a.min(b);
    }
}
