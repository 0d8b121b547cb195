//! The characters of one cell, or of the part of a page without cells, come in; its lines go out.

use super::content::Glyph;
use crate::text::is_japanese;

/// A line of characters.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub text: String,
    pub x0: f64,
    pub x1: f64,
    pub y0: f64,
    pub y1: f64,
    /// Height of its characters.
    pub size: f64,
}

/// A gap of this many character heights is a space between Latin or between Japanese characters,
/// or parts columns.
const SPACE: f64 = 0.2;
const WIDE_SPACE: f64 = 0.6;
const COLUMN: f64 = 1.3;

/// How far from a character, in its width, the same one is only drawn again.
const AGAIN: f64 = 0.4;

/// The characters without those that are drawn again at nearly the same place, as bold letters and shadows
/// often are.
pub(super) fn once(mut glyphs: Vec<Glyph>) -> Vec<Glyph> {
    let mut out = Vec::with_capacity(glyphs.len());
    for mut row in rows(&mut glyphs) {
        row.sort_by(|a, b| a.c.cmp(&b.c).then(a.x0.total_cmp(&b.x0)));
        let mut before: Option<Glyph> = None;
        for glyph in row {
            // Of several drawings each is near to the one before it.
            let again = before.is_some_and(|b| b.c == glyph.c && glyph.x0 - b.x0 < (b.x1 - b.x0) * AGAIN);
            before = Some(glyph);
            if !again {
                out.push(glyph);
            }
        }
    }
    out
}

/// The lines from top to bottom, each from left to right.
pub(super) fn lines(mut glyphs: Vec<Glyph>) -> Vec<Line> {
    rows(&mut glyphs).into_iter().filter_map(line).collect()
}

/// Characters whose middles are at nearly the same height.
pub(super) fn rows(glyphs: &mut [Glyph]) -> Vec<Vec<Glyph>> {
    let middle = |g: &Glyph| (g.y0 + g.y1) / 2.0;
    glyphs.sort_by(|a, b| middle(a).total_cmp(&middle(b)));
    let mut rows: Vec<Vec<Glyph>> = Vec::new();
    let mut at = f64::MIN;
    for glyph in glyphs.iter() {
        let near = (middle(glyph) - at).abs() <= (glyph.y1 - glyph.y0) * 0.4;
        match rows.last_mut().filter(|_| near) {
            Some(row) => row.push(*glyph),
            None => {
                rows.push(vec![*glyph]);
                at = middle(glyph);
            }
        }
    }
    rows
}

fn line(mut row: Vec<Glyph>) -> Option<Line> {
    row.sort_by(|a, b| a.x0.total_cmp(&b.x0));
    let first = row.iter().find(|g| !g.c.is_whitespace())?;
    let mut line = Line { text: String::new(), x0: first.x0, x1: first.x0, y0: first.y0, y1: first.y1, size: 0.0 };
    let mut spaces = String::new();
    let mut before: Option<Glyph> = None;
    for glyph in &row {
        if let Some(last) = before {
            spaces.push_str(&gap(last, *glyph));
        }
        before = Some(*glyph);
        if glyph.c.is_whitespace() {
            spaces.push(if glyph.c == '\u{3000}' { '\u{3000}' } else { ' ' });
            continue;
        }
        if !line.text.is_empty() {
            line.text.push_str(&spaces);
        }
        spaces.clear();
        line.text.push(glyph.c);
        line.x1 = line.x1.max(glyph.x1);
        line.y0 = line.y0.min(glyph.y0);
        line.y1 = line.y1.max(glyph.y1);
        line.size = line.size.max(glyph.y1 - glyph.y0);
    }
    Some(line)
}

/// The spaces for the gap between two characters.
fn gap(a: Glyph, b: Glyph) -> String {
    let gap = (b.x0 - a.x1) / (b.y1 - b.y0).max(1.0);
    let wide = is_japanese(a.c) || is_japanese(b.c);
    let spaces = match gap {
        _ if gap >= COLUMN => (gap / 0.5).min(60.0) as usize + 1,
        _ if a.c.is_whitespace() || b.c.is_whitespace() => 0,
        _ if gap >= WIDE_SPACE || (gap >= SPACE && !wide) => 1,
        _ => 0,
    };
    " ".repeat(spaces)
}
