//! The content of a page comes in; out go its characters and its ruled lines, with their places in
//! points from the upper left corner of the page as it is read.
//!
//! Only what carries text or rules a table is run. Clipping, colours and images do not matter:
//! what stands in the file is the document's text, also where a picture covers it.

use std::collections::HashMap;
use std::rc::Rc;

use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction as Op;
use hayro_syntax::object::{Array, Dict, Name, Number, Object, Stream};
use hayro_syntax::page::{Page, Resources};

use super::font::Font;

/// A character with the box around it, `y` downwards.
#[derive(Clone, Copy, Debug)]
pub(super) struct Glyph {
    pub c: char,
    pub x0: f64,
    pub x1: f64,
    pub y0: f64,
    pub y1: f64,
}

/// A straight ruled line, level or upright.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rule {
    pub level: bool,
    /// Its place across: `y` of a level line, `x` of an upright one.
    pub at: f64,
    pub from: f64,
    pub to: f64,
}

/// What stands on a page.
#[derive(Debug, Default)]
pub(super) struct Drawn {
    pub glyphs: Vec<Glyph>,
    pub rules: Vec<Rule>,
    /// Whether there are images.
    pub images: bool,
}

/// The most instructions and characters of a file.
const MAX_OPS: usize = 5_000_000;
const MAX_GLYPHS: usize = 4_000_000;
/// The deepest nesting of forms and of saved states.
const MAX_DEPTH: usize = 16;
const MAX_STATES: usize = 1024;
/// The thickest rectangle that is a line, in points.
const THICK: f64 = 3.0;
/// How far the ends of a straight line may be apart across.
const STRAIGHT: f64 = 0.7;

/// Reads pages one after the other; knows the fonts and how much is still allowed.
pub(super) struct Reader {
    fonts: HashMap<(i32, i32), Option<Rc<Font>>>,
    ops: usize,
    glyphs: usize,
}

type Matrix = [f64; 6];
type Point = (f64, f64);

const IDENTITY: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// First `b`, then `a`.
fn times(a: Matrix, b: Matrix) -> Matrix {
    [
        a[0] * b[0] + a[2] * b[1],
        a[1] * b[0] + a[3] * b[1],
        a[0] * b[2] + a[2] * b[3],
        a[1] * b[2] + a[3] * b[3],
        a[0] * b[4] + a[2] * b[5] + a[4],
        a[1] * b[4] + a[3] * b[5] + a[5],
    ]
}

fn apply(m: Matrix, (x, y): Point) -> Point {
    (m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5])
}

fn matrix(n: [&Number; 6]) -> Matrix {
    n.map(Number::as_f64)
}

#[derive(Clone)]
struct State {
    ctm: Matrix,
    char_space: f64,
    word_space: f64,
    scale: f64,
    leading: f64,
    rise: f64,
    font: Option<Rc<Font>>,
    size: f64,
}

struct Run<'r> {
    reader: &'r mut Reader,
    drawn: Drawn,
    state: State,
    saved: Vec<State>,
    /// Text and line matrix.
    text: Matrix,
    line: Matrix,
    /// The straight pieces of the path, on the page, and where its subpath and it stand.
    path: Vec<(Point, Point)>,
    start: Point,
    pen: Point,
}

impl Reader {
    /// A reader that has read nothing yet.
    pub fn new() -> Self {
        Self { fonts: HashMap::new(), ops: MAX_OPS, glyphs: MAX_GLYPHS }
    }

    /// What stands on a page; `None` when the file has more than is allowed.
    pub fn page(&mut self, page: &Page<'_>) -> Option<Drawn> {
        let ctm = page.initial_transform(true).as_coeffs();
        let state =
            State { ctm, char_space: 0.0, word_space: 0.0, scale: 1.0, leading: 0.0, rise: 0.0, font: None, size: 1.0 };
        let mut run = Run {
            reader: self,
            drawn: Drawn::default(),
            state,
            saved: Vec::new(),
            text: IDENTITY,
            line: IDENTITY,
            path: Vec::new(),
            start: (0.0, 0.0),
            pen: (0.0, 0.0),
        };
        run.stream(page.typed_operations(), page.resources(), 0)?;
        run.annotations(page, ctm)?;
        Some(run.drawn)
    }
}

impl Run<'_> {
    fn stream(&mut self, mut ops: TypedIter<'_>, resources: &Resources<'_>, depth: usize) -> Option<()> {
        while let Some(op) = ops.next() {
            self.reader.ops = self.reader.ops.checked_sub(1)?;
            match op {
                Op::SaveState(_) if self.saved.len() < MAX_STATES => self.saved.push(self.state.clone()),
                Op::RestoreState(_) => {
                    if let Some(state) = self.saved.pop() {
                        self.state = state;
                    }
                }
                Op::Transform(t) => {
                    self.state.ctm = times(self.state.ctm, matrix([&t.0, &t.1, &t.2, &t.3, &t.4, &t.5]));
                }
                Op::XObject(name) => self.object(resources.get_x_object(name.0), resources, depth)?,
                Op::InlineImage(_) => self.drawn.images = true,
                op => {
                    if !self.path_op(&op) {
                        self.text_op(&op, resources)?;
                    }
                }
            }
        }
        Some(())
    }

    fn object(&mut self, stream: Option<Stream<'_>>, resources: &Resources<'_>, depth: usize) -> Option<()> {
        let Some(stream) = stream else { return Some(()) };
        let dict = stream.dict();
        if dict.get::<Name<'_>>("Subtype").is_some_and(|n| &*n == b"Image") {
            self.drawn.images = true;
            return Some(());
        }
        self.form(&stream, resources, depth)
    }

    /// Runs a form with its own matrix and resources.
    fn form(&mut self, stream: &Stream<'_>, resources: &Resources<'_>, depth: usize) -> Option<()> {
        let Some(data) = stream.decoded().ok().filter(|_| depth < MAX_DEPTH) else { return Some(()) };
        // Unfolding costs time too.
        self.reader.ops = self.reader.ops.checked_sub(data.len() / 16)?;
        let dict = stream.dict();
        let own = Resources::from_parent(dict.get::<Dict<'_>>("Resources").unwrap_or_default(), resources.clone());
        let state = self.state.clone();
        let saved = std::mem::take(&mut self.saved);
        if let Some(m) = dict.get::<[f64; 6]>("Matrix") {
            self.state.ctm = times(self.state.ctm, m);
        }
        self.stream(TypedIter::new(&data), &own, depth + 1)?;
        self.state = state;
        self.saved = saved;
        Some(())
    }

    /// The appearances of annotations: what was typed into the fields of a form.
    fn annotations(&mut self, page: &Page<'_>, ctm: Matrix) -> Option<()> {
        const HIDDEN: u32 = 2;
        let Some(annotations) = page.raw().get::<Array<'_>>("Annots") else { return Some(()) };
        for annotation in annotations.iter::<Dict<'_>>() {
            let shown = annotation.get::<u32>("F").unwrap_or(0) & HIDDEN == 0;
            let form = annotation.get::<Dict<'_>>("AP").and_then(|ap| ap.get::<Stream<'_>>("N")).filter(|_| shown);
            let rect = annotation.get::<[f64; 4]>("Rect");
            let (Some(form), Some(rect)) = (form, rect) else { continue };
            let bbox = form.dict().get::<[f64; 4]>("BBox").unwrap_or(rect);
            let low = apply(form.dict().get::<[f64; 6]>("Matrix").unwrap_or(IDENTITY), (bbox[0], bbox[1]));
            let place = [1.0, 0.0, 0.0, 1.0, rect[0].min(rect[2]) - low.0, rect[1].min(rect[3]) - low.1];
            self.saved.clear();
            self.state.ctm = times(ctm, place);
            self.form(&form, page.resources(), 0)?;
        }
        Some(())
    }

    /// Paths; whether the instruction was one.
    fn path_op(&mut self, op: &Op<'_, '_>) -> bool {
        match op {
            Op::MoveTo(p) => {
                self.start = apply(self.state.ctm, (p.0.as_f64(), p.1.as_f64()));
                self.pen = self.start;
            }
            Op::LineTo(p) => self.line_to(apply(self.state.ctm, (p.0.as_f64(), p.1.as_f64()))),
            Op::CubicTo(p) => self.pen = apply(self.state.ctm, (p.4.as_f64(), p.5.as_f64())),
            Op::CubicStartTo(p) => self.pen = apply(self.state.ctm, (p.2.as_f64(), p.3.as_f64())),
            Op::CubicEndTo(p) => self.pen = apply(self.state.ctm, (p.2.as_f64(), p.3.as_f64())),
            Op::ClosePath(_) => self.line_to(self.start),
            Op::RectPath(r) => {
                let (x, y, w, h) = (r.0.as_f64(), r.1.as_f64(), r.2.as_f64(), r.3.as_f64());
                let corners = [(x, y), (x + w, y), (x + w, y + h), (x, y + h)].map(|p| apply(self.state.ctm, p));
                self.start = corners[0];
                self.pen = corners[0];
                corners[1..].iter().for_each(|&c| self.line_to(c));
                self.line_to(corners[0]);
            }
            Op::CloseAndStrokePath(_) | Op::CloseFillAndStrokeNonZero(_) | Op::CloseFillAndStrokeEvenOdd(_) => {
                self.line_to(self.start);
                self.stroke();
            }
            Op::StrokePath(_) | Op::FillAndStrokeNonZero(_) | Op::FillAndStrokeEvenOdd(_) => self.stroke(),
            Op::FillPathNonZero(_) | Op::FillPathNonZeroCompatibility(_) | Op::FillPathEvenOdd(_) => self.fill(),
            Op::EndPath(_) => self.path.clear(),
            _ => return false,
        }
        true
    }

    fn line_to(&mut self, to: Point) {
        self.path.push((self.pen, to));
        self.pen = to;
    }

    fn stroke(&mut self) {
        for (a, b) in std::mem::take(&mut self.path) {
            self.rule(a, b);
        }
    }

    /// Thin filled boxes are how many programs draw lines. The boxes of a path follow each other,
    /// four sides each.
    fn fill(&mut self) {
        let path = std::mem::take(&mut self.path);
        for sides in path.chunks(4) {
            let xs = sides.iter().flat_map(|s| [s.0.0, s.1.0]);
            let ys = sides.iter().flat_map(|s| [s.0.1, s.1.1]);
            let (x0, x1) = xs.fold((f64::MAX, f64::MIN), |m, x| (m.0.min(x), m.1.max(x)));
            let (y0, y1) = ys.fold((f64::MAX, f64::MIN), |m, y| (m.0.min(y), m.1.max(y)));
            if y1 - y0 <= THICK && x1 - x0 > y1 - y0 {
                let y = (y0 + y1) / 2.0;
                self.rule((x0, y), (x1, y));
            } else if x1 - x0 <= THICK {
                let x = (x0 + x1) / 2.0;
                self.rule((x, y0), (x, y1));
            }
        }
    }

    fn rule(&mut self, a: Point, b: Point) {
        let ((dx, dy), finite) = (((a.0 - b.0).abs(), (a.1 - b.1).abs()), (a.0 + a.1 + b.0 + b.1).is_finite());
        if !finite || self.drawn.rules.len() > MAX_GLYPHS {
            return;
        }
        if dy <= STRAIGHT && dx > dy {
            let at = (a.1 + b.1) / 2.0;
            self.drawn.rules.push(Rule { level: true, at, from: a.0.min(b.0), to: a.0.max(b.0) });
        } else if dx <= STRAIGHT && dy > dx {
            let at = (a.0 + b.0) / 2.0;
            self.drawn.rules.push(Rule { level: false, at, from: a.1.min(b.1), to: a.1.max(b.1) });
        }
    }

    fn text_op(&mut self, op: &Op<'_, '_>, resources: &Resources<'_>) -> Option<()> {
        match op {
            Op::BeginText(_) => (self.text, self.line) = (IDENTITY, IDENTITY),
            Op::CharacterSpacing(n) => self.state.char_space = n.0.as_f64(),
            Op::WordSpacing(n) => self.state.word_space = n.0.as_f64(),
            Op::HorizontalScaling(n) => self.state.scale = n.0.as_f64() / 100.0,
            Op::TextLeading(n) => self.state.leading = n.0.as_f64(),
            Op::TextRise(n) => self.state.rise = n.0.as_f64(),
            Op::TextFont(f) => {
                self.state.size = f.1.as_f64();
                self.state.font = self.font(resources, f.0);
            }
            Op::SetGraphicsState(name) => {
                let font = resources.get_ext_g_state(name.0).and_then(|d| d.get::<Array<'_>>("Font"));
                if let Some((dict, size)) = font.and_then(|a| a.flex_iter().next::<(Dict<'_>, f32)>()) {
                    self.state.size = f64::from(size);
                    self.state.font = Font::new(&dict).map(Rc::new);
                }
            }
            Op::NextLine(n) => self.next_line(n.0.as_f64(), n.1.as_f64()),
            Op::NextLineAndSetLeading(n) => {
                self.state.leading = -n.1.as_f64();
                self.next_line(n.0.as_f64(), n.1.as_f64());
            }
            Op::SetTextMatrix(t) => {
                self.line = matrix([&t.0, &t.1, &t.2, &t.3, &t.4, &t.5]);
                self.text = self.line;
            }
            Op::NextLineUsingLeading(_) => self.next_line(0.0, -self.state.leading),
            Op::ShowText(s) => self.show(s.0.as_bytes())?,
            Op::NextLineAndShowText(s) => {
                self.next_line(0.0, -self.state.leading);
                self.show(s.0.as_bytes())?;
            }
            Op::ShowTextWithParameters(s) => {
                self.state.word_space = s.0.as_f64();
                self.state.char_space = s.1.as_f64();
                self.next_line(0.0, -self.state.leading);
                self.show(s.2.as_bytes())?;
            }
            Op::ShowTexts(s) => {
                for object in s.0.iter::<Object<'_>>() {
                    match object {
                        Object::Number(n) => self.advance(-n.as_f64() / 1000.0 * self.state.size),
                        Object::String(s) => self.show(s.as_bytes())?,
                        _ => {}
                    }
                }
            }
            _ => {}
        }
        Some(())
    }

    fn next_line(&mut self, x: f64, y: f64) {
        self.line = times(self.line, [1.0, 0.0, 0.0, 1.0, x, y]);
        self.text = self.line;
    }

    fn font(&mut self, resources: &Resources<'_>, name: &Name<'_>) -> Option<Rc<Font>> {
        let dict = resources.get_font(name)?;
        let Some(id) = dict.obj_id().map(|id| (id.obj_number, id.gen_number)) else {
            return Font::new(&dict).map(Rc::new);
        };
        self.reader.fonts.entry(id).or_insert_with(|| Font::new(&dict).map(Rc::new)).clone()
    }

    fn advance(&mut self, by: f64) {
        let vertical = self.state.font.as_ref().is_some_and(|f| f.vertical);
        let (x, y) = if vertical { (0.0, by) } else { (by * self.state.scale, 0.0) };
        self.text = times(self.text, [1.0, 0.0, 0.0, 1.0, x, y]);
    }

    fn show(&mut self, bytes: &[u8]) -> Option<()> {
        let Some(font) = self.state.font.clone() else { return Some(()) };
        self.reader.glyphs = self.reader.glyphs.checked_sub(bytes.len())?;
        font.show(bytes, |shown| {
            let (size, scale) = (self.state.size, self.state.scale);
            let width = shown.width / 1000.0;
            // Upright text hangs from the middle of its upper edge and moves down by its height.
            let (left, low, step) = if font.vertical { (-0.5, -0.88, -1.0) } else { (0.0, 0.0, width) };
            let unit = times(self.state.ctm, times(self.text, [size * scale, 0.0, 0.0, size, 0.0, self.state.rise]));
            let width = if font.vertical { 1.0 } else { width };
            self.glyph(&shown.text, unit, (left, low), width);
            let space = if shown.space { self.state.word_space } else { 0.0 };
            let spacing = self.state.char_space + space;
            self.advance(step * size + if font.vertical { -spacing } else { spacing });
        });
        Some(())
    }

    /// The characters of one glyph share its box: a ligature is several.
    fn glyph(&mut self, text: &str, unit: Matrix, (left, low): Point, width: f64) {
        let count = text.chars().count();
        for (i, c) in text.chars().enumerate() {
            let from = left + width * i as f64 / count as f64;
            let to = left + width * (i + 1) as f64 / count as f64;
            let corners = [(from, low - 0.12), (to, low - 0.12), (from, low + 0.88), (to, low + 0.88)];
            let corners = corners.map(|p| apply(unit, p));
            let fold = |of: fn(&Point) -> f64| {
                corners.iter().map(of).fold((f64::MAX, f64::MIN), |m, v| (m.0.min(v), m.1.max(v)))
            };
            let ((x0, x1), (y0, y1)) = (fold(|p| p.0), fold(|p| p.1));
            if [x0, x1, y0, y1].iter().all(|v| v.is_finite()) {
                self.drawn.glyphs.push(Glyph { c, x0, x1, y0, y1 });
            }
        }
    }
}
