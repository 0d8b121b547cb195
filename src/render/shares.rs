//! The widths of the columns of free text in a table: its cells come in, shares go out.
//!
//! The table is made as short as it gets: a column of many short cells and some long ones is not
//! starved, and one of short cells only leaves its room to the others.

use super::{Block, Cell, Piece};
use crate::text::width;

/// What a column has to begin with, and its least and most.
const USUAL: usize = 10;
const LEAST: usize = 6;
const MOST: usize = 16;
/// Half-width columns that a share has on a broad page.
const PER_SHARE: usize = 4;

/// A share for each column; `columns` are their cells from top to bottom.
pub(super) fn shares(columns: &[Vec<&Cell>]) -> Vec<u32> {
    // How many lines each cell takes at each width.
    let lines: Vec<Vec<Vec<usize>>> = columns
        .iter()
        .map(|cells| (LEAST..=MOST).map(|share| cells.iter().map(|cell| height(cell, share)).collect()).collect())
        .collect();
    let rows = columns.first().map_or(0, Vec::len);
    // The lines of the table, and of all cells: two long cells in a row get shorter one after the other.
    let total = |shares: &[usize]| -> (usize, usize) {
        let row = |n: usize| {
            let lines = shares.iter().zip(&lines).map(|(&share, lines)| lines[share - LEAST][n]);
            (lines.clone().max().unwrap_or_default(), lines.sum::<usize>())
        };
        (0..rows).map(row).fold((0, 0), |sum, row| (sum.0 + row.0, sum.1 + row.1))
    };
    let mut best = vec![USUAL; columns.len()];
    let mut least = total(&best);
    // Each step takes lines away, so it ends.
    while let Some((shares, lines)) = moves(&best).map(|s| (total(&s), s)).min().map(|(lines, s)| (s, lines))
        && lines < least
    {
        (best, least) = (shares, lines);
    }
    best.into_iter().map(|share| u32::try_from(share).unwrap_or(u32::MAX)).collect()
}

/// The shares after each move of some room from one column to another.
fn moves(shares: &[usize]) -> impl Iterator<Item = Vec<usize>> {
    let pairs = (0..shares.len()).flat_map(|from| (0..shares.len()).map(move |to| (from, to)));
    pairs.filter(|(from, to)| from != to).flat_map(move |(from, to)| {
        (1..=3).filter_map(move |room| {
            let mut moved = shares.to_vec();
            moved[from] = moved[from].checked_sub(room).filter(|share| *share >= LEAST)?;
            moved[to] = Some(moved[to] + room).filter(|share| *share <= MOST)?;
            Some(moved)
        })
    })
}

/// How many lines the plain text of a cell takes.
fn height(cell: &Cell, share: usize) -> usize {
    let line = |block: &Block| match block {
        Block::Line { text, .. } => width(text).div_ceil(share * PER_SHARE).max(1),
        _ => 1,
    };
    let piece = |piece: &Piece| match piece {
        Piece::Text { blocks } | Piece::Aside { blocks, .. } | Piece::Unresolved { blocks, .. } => {
            blocks.iter().map(line).sum()
        }
        Piece::Choice { .. } | Piece::Boxes { .. } | Piece::Count { .. } => 1,
    };
    cell.iter().map(piece).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(len: usize) -> Cell {
        vec![Piece::Text { blocks: vec![Block::Line { text: "字".repeat(len), hang: 0, heading: false }] }]
    }

    fn of(rows: &[[usize; 3]]) -> Vec<u32> {
        let cells: Vec<Vec<Cell>> = (0..3).map(|c| rows.iter().map(|row| cell(row[c])).collect()).collect();
        shares(&cells.iter().map(|column| column.iter().collect()).collect::<Vec<_>>())
    }

    #[test]
    fn room_goes_where_it_makes_the_table_shorter() {
        assert_eq!(of(&[[10, 10, 10]]), [10, 10, 10]);
        assert_eq!(of(&[]), [10, 10, 10]);
        let one_long = of(&[[5, 400, 5], [5, 300, 5]]);
        assert!(one_long[1] == 16 && one_long.iter().sum::<u32>() == 30, "{one_long:?}");
        // Most cells of the first are short, but the long ones are what makes rows high.
        let some_long = of(&[[2, 40, 5], [2, 40, 5], [2, 40, 5], [600, 600, 5]]);
        assert!(some_long[0].abs_diff(some_long[1]) <= 2 && some_long[2] < 10, "{some_long:?}");
    }
}
