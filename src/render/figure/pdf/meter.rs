//! A page comes in; out goes whether what it draws is within bounds.
//!
//! The page is run once with a device that draws nothing and counts everything, also what masks, patterns
//! and letters made of drawings draw, as often as a real device may draw it.

use hayro_svg::hayro_interpret::font::Glyph;
use hayro_svg::hayro_interpret::pattern::Pattern;
use hayro_svg::hayro_interpret::util::TransformExt;
use hayro_svg::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, GlyphDrawMode, Image, InterpreterCache, InterpreterSettings, Paint,
    PathDrawMode, SoftMask, interpret_page,
};
use kurbo::{Affine, BezPath, Rect, Shape};

use super::PdfFault;
use super::images::MAX_PIXELS;
use crate::pdf::{Page, Problem, stop};

/// The most that is drawn: paths, letters, images, groups.
const MAX_STEPS: u64 = 200_000;
/// The most pieces of all paths and outlines.
const MAX_PIECES: u64 = 4_000_000;
/// The longest side of a page in points: A0 has 3370.
const MAX_SIDE: f32 = 5000.0;

/// Runs the page and counts. Too much ends the work through [`stop`].
pub(super) fn measure<'a>(page: &'a Page<'a>, settings: &InterpreterSettings) -> Result<(), PdfFault> {
    let (width, height) = page.render_dimensions();
    // A size that is no number is none either.
    if !(width > 0.0 && width <= MAX_SIDE && height > 0.0 && height <= MAX_SIDE) {
        return Err(PdfFault::TooLarge);
    }
    let area = Rect::new(0.0, 0.0, width.into(), height.into());
    let cache = InterpreterCache::new();
    let transform = page.initial_transform(true).to_kurbo();
    let mut context = Context::new(transform, area, &cache, page.xref(), settings.clone());
    interpret_page(page, &mut context, &mut Meter::default());
    Ok(())
}

#[derive(Default)]
struct Meter {
    steps: u64,
    pieces: u64,
    pixels: u64,
}

impl Meter {
    fn count(&mut self, pieces: usize, pixels: u64) {
        self.steps += 1;
        self.pieces += pieces as u64;
        self.pixels = self.pixels.saturating_add(pixels);
        if self.steps > MAX_STEPS || self.pieces > MAX_PIECES || self.pixels > MAX_PIXELS {
            stop(Problem::TooLarge);
        }
    }

    /// A pattern is drawn once for each thing that is painted with it; a shading becomes an image.
    fn paint<'a>(&mut self, paint: &Paint<'a>, area: Rect, transform: Affine) {
        let Paint::Pattern(pattern) = paint else { return };
        match pattern.as_ref() {
            Pattern::Shading(_) => {
                // A negative or unknown size becomes nothing.
                let size = (transform * area.to_path(0.1)).bounding_box().size();
                self.count(0, (size.width.ceil().max(1.0) * size.height.ceil().max(1.0)) as u64);
            }
            Pattern::Tiling(tile) => {
                self.count(0, 0);
                tile.interpret(self, Affine::IDENTITY, false);
            }
        }
    }
}

impl<'a> Device<'a> for Meter {
    fn set_soft_mask(&mut self, mask: Option<SoftMask<'a>>) {
        if let Some(mask) = mask {
            self.count(0, 0);
            mask.interpret(self);
        }
    }

    fn set_blend_mode(&mut self, _: BlendMode) {}

    fn draw_path(&mut self, path: &BezPath, transform: Affine, paint: &Paint<'a>, mode: &PathDrawMode) {
        self.count(path.elements().len(), 0);
        let stroke = if let PathDrawMode::Stroke(props) = mode { f64::from(props.line_width) } else { 0.0 };
        self.paint(paint, path.bounding_box().inflate(stroke, stroke), transform);
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        self.count(clip.path.elements().len(), 0);
    }

    fn push_transparency_group(&mut self, _: f32, mask: Option<SoftMask<'a>>, _: BlendMode) {
        self.count(0, 0);
        self.set_soft_mask(mask);
    }

    fn draw_glyph(
        &mut self,
        glyph: &Glyph<'a>,
        transform: Affine,
        glyph_transform: Affine,
        paint: &Paint<'a>,
        _: &GlyphDrawMode,
    ) {
        match glyph {
            Glyph::Outline(glyph) => {
                let outline = glyph.outline();
                self.count(outline.elements().len(), 0);
                self.paint(paint, outline.bounding_box(), transform);
            }
            Glyph::Type3(glyph) => {
                self.count(0, 0);
                glyph.interpret(self, transform, glyph_transform, paint);
            }
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, _: Affine) {
        self.count(0, u64::from(image.width()) * u64::from(image.height()));
    }

    fn pop_clip_path(&mut self) {}

    fn pop_transparency_group(&mut self) {}
}
