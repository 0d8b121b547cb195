//! How wide the lines of a column get, from what is seen of it; nothing where that is too little or does
//! not agree, as in a font whose characters differ in width.

/// How far, in printed width, a full line may stay behind the widest one of its column.
pub(super) const RAGGED: usize = 4;
/// So many lines must show it.
const LINES: usize = 2;
const JOINTS: usize = 3;

/// What is seen of a column.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    /// Widths of its lines, and whether words of the same cell stand below.
    pub lines: Vec<(usize, bool)>,
    /// Of pieces that run into the next column: the widths up to each space where that may begin.
    pub joints: Vec<Vec<usize>>,
}

impl Seen {
    /// The width of a full line.
    pub fn limit(&self) -> Option<usize> {
        self.by_lines().or_else(|| self.by_joints())
    }

    /// Two lines get as wide, and most of those that go on below are nearly as wide.
    fn by_lines(&self) -> Option<usize> {
        let limit = self.supported()?;
        let goes_on = self.lines.iter().filter(|w| w.1 && w.0 <= limit);
        let (full, short): (Vec<(usize, bool)>, Vec<_>) = goes_on.copied().partition(|w| w.0 + RAGGED >= limit);
        (full.len() >= LINES.max(2 * short.len())).then_some(limit)
    }

    /// The widest line that another one is as wide as.
    pub fn supported(&self) -> Option<usize> {
        let mut widths: Vec<usize> = self.lines.iter().map(|l| l.0).collect();
        widths.sort_unstable_by(|a, b| b.cmp(a));
        widths.windows(2).find(|w| w[0] - w[1] <= 2).map(|w| w[0])
    }

    /// Nearly all pieces have a space at one width, and at no other.
    fn by_joints(&self) -> Option<usize> {
        let mut widths: Vec<usize> = self.joints.iter().flatten().copied().collect();
        widths.sort_unstable();
        widths.dedup();
        let at = |limit: usize| {
            let fits = |w: &&usize| (limit.saturating_sub(RAGGED)..=limit).contains(*w);
            self.joints.iter().filter(|j| j.iter().any(|w| fits(&w))).count()
        };
        let best = widths.iter().copied().max_by_key(|&w| at(w))?;
        let rival = widths.iter().filter(|w| w.abs_diff(best) > RAGGED).map(|&w| at(w)).max().unwrap_or(0);
        let widest = self.lines.iter().map(|l| l.0).max().unwrap_or(0);
        let shown = at(best) >= JOINTS && at(best) * 5 >= self.joints.len() * 4 && rival * 2 <= at(best);
        (shown && widest <= best + RAGGED).then_some(best)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_width_is_shown_by_lines_or_by_joints() {
        let lines = |widths: &[(usize, bool)]| Seen { lines: widths.to_vec(), ..Seen::default() }.limit();
        assert_eq!(lines(&[(36, true), (34, true), (12, false), (20, true)]), Some(36));
        assert_eq!(lines(&[(36, true), (12, true), (20, true), (35, false)]), None, "lines of all widths");
        assert_eq!(lines(&[(36, false), (36, false)]), None, "none of them goes on");
        let joints = |joints: &[&[usize]]| {
            Seen { joints: joints.iter().map(|j| j.to_vec()).collect(), ..Seen::default() }.limit()
        };
        assert_eq!(joints(&[&[20, 36], &[34], &[12, 35, 41]]), Some(36));
        assert_eq!(joints(&[&[20, 36], &[21, 34], &[22, 35]]), None, "two places are as good");
        assert_eq!(joints(&[&[36], &[36]]), None, "too few");
    }
}
