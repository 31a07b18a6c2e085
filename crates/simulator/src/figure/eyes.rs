//! Eyes: the only part of the texture that changes from frame to frame, because lids move and reflections shine.

use super::layout::{EYEBALL_RADIUS_CM, Layout};
use super::mesh::Grid;
use super::paint::{Coat, Paint};
use crate::color::{LinearRgb, smooth_step};
use crate::noise::value_noise;
use crate::person::Person;
use crate::raster::{Texel, Texture};
use nalgebra::Vector3;

/// What the eyes do in one frame.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Gaze {
    /// From the eyes to the lens, in the frame of the head.
    pub(crate) towards_lens: Vector3<f32>,
    /// Share of the eyes that the lids cover, 0 open, 1 closed.
    pub(crate) blink: f32,
    /// What the eye mirrors.
    pub(crate) glints: Vec<Glint>,
}

/// Mirror image of a lamp in the cornea.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Glint {
    /// Towards the lamp, in the frame of the head.
    pub(crate) towards: Vector3<f32>,
    pub(crate) half_width_cm: f32,
    pub(crate) half_height_cm: f32,
    /// Light that the mirror image sends back, in the unit of the image.
    pub(crate) light: LinearRgb,
}

/// The part of the texture that shows one eye.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct EyeField {
    left: usize,
    top: usize,
    width: usize,
    height: usize,
    /// Offset of each texel from the middle of the eye; x grows away from the nose.
    offsets: Vec<Offset>,
    base: Vec<Coat>,
    /// Whether x of the head grows away from the nose here.
    outward_is_right: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Offset {
    out_cm: f32,
    up_cm: f32,
}

/// Colours of one person's eyes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct EyeColors {
    pub(crate) iris: LinearRgb,
    pub(crate) lash: LinearRgb,
    pub(crate) lid: LinearRgb,
    pub(crate) half_width_cm: f32,
    pub(crate) seed: u32,
}

impl EyeColors {
    pub(crate) fn of(person: &Person, layout: &Layout) -> Self {
        Self {
            iris: person.iris,
            lash: person.hair.mix(LinearRgb::gray(0.008), 0.8),
            lid: person.skin * LinearRgb::new(0.82, 0.74, 0.74),
            half_width_cm: layout.eye_half_width_cm,
            seed: person.paint_seed ^ 0xe7e,
        }
    }
}

impl EyeField {
    /// Finds the eye on the side of positive or negative x in a texture over `grid`.
    pub(crate) fn find(grid: &Grid, paint: &Paint, layout: &Layout, outward_is_right: bool) -> Self {
        let side = if outward_is_right { 1.0 } else { -1.0 };
        let place = |column: usize, row: usize| {
            grid.place_at(column as f32 / (paint.width - 1) as f32, row as f32 / (paint.height - 1) as f32)
        };
        let offset = |column: usize, row: usize| {
            let place = place(column, row);
            (place.z > 0.0).then_some(Offset {
                out_cm: side * place.x - layout.eye_x_cm,
                up_cm: place.y - layout.eye_y_cm,
            })
        };
        let reach_cm = layout.eye_half_width_cm + 0.25;
        let shows = |column: usize, row: usize| {
            offset(column, row)
                .is_some_and(|offset| offset.out_cm.abs() < reach_cm && offset.up_cm.abs() < REACH_UP_CM)
        };
        let (mut left, mut top, mut right, mut bottom) = (paint.width, paint.height, 0, 0);
        for row in 0..paint.height {
            for column in (0..paint.width).filter(|column| shows(*column, row)) {
                (left, right) = (left.min(column), right.max(column + 1));
                (top, bottom) = (top.min(row), bottom.max(row + 1));
            }
        }
        let (width, height) = (right.saturating_sub(left), bottom.saturating_sub(top));
        let texels = || (0..width * height).map(|number| (left + number % width, top + number / width));
        let hidden = Offset { out_cm: 9.0, up_cm: 9.0 };
        Self {
            left,
            top,
            width,
            height,
            offsets: texels().map(|(column, row)| offset(column, row).unwrap_or(hidden)).collect(),
            base: texels().map(|(column, row)| paint.coats[row * paint.width + column]).collect(),
            outward_is_right,
        }
    }

    /// Paints the eye as it is in one frame.
    pub(crate) fn look(&self, colors: &EyeColors, gaze: &Gaze) -> EyePatch<'_> {
        let side = if self.outward_is_right { 1.0 } else { -1.0 };
        let eye = OpenEye::new(colors, gaze, side);
        let texels = self
            .offsets
            .iter()
            .zip(&self.base)
            .map(|(offset, base)| eye.texel(offset.out_cm, offset.up_cm, *base))
            .collect();
        EyePatch { field: self, texels }
    }
}

/// One eye in one frame.
#[derive(Debug)]
pub(crate) struct EyePatch<'a> {
    field: &'a EyeField,
    texels: Vec<Texel>,
}

impl EyePatch<'_> {
    fn texel(&self, column: usize, row: usize) -> Option<Texel> {
        let (x, y) = (column.wrapping_sub(self.field.left), row.wrapping_sub(self.field.top));
        (x < self.field.width && y < self.field.height).then(|| self.texels[y * self.field.width + x])
    }
}

/// The texture of a head whose eyes are alive.
#[derive(Debug)]
pub(crate) struct HeadTexture<'a> {
    pub(crate) paint: &'a Paint,
    pub(crate) eyes: [EyePatch<'a>; 2],
}

impl Texture for HeadTexture<'_> {
    fn texel(&self, across: f32, down: f32) -> Texel {
        let column = ((across + 0.5) as usize).min(self.paint.width - 1);
        let row = ((down + 0.5) as usize).min(self.paint.height - 1);
        let moving = self.eyes.iter().find_map(|eye| eye.texel(column, row));
        moving.unwrap_or_else(|| self.paint.coats[row * self.paint.width + column].into())
    }
}

struct OpenEye<'a> {
    colors: &'a EyeColors,
    gaze: &'a Gaze,
    side: f32,
    iris_out_cm: f32,
    iris_up_cm: f32,
}

impl<'a> OpenEye<'a> {
    fn new(colors: &'a EyeColors, gaze: &'a Gaze, side: f32) -> Self {
        let turn = gaze.towards_lens * EYEBALL_RADIUS_CM;
        Self { colors, gaze, side, iris_out_cm: side * turn.x, iris_up_cm: 0.02 + turn.y }
    }

    fn texel(&self, out_cm: f32, up_cm: f32, base: Coat) -> Texel {
        let across = out_cm / self.colors.half_width_cm;
        let arch = (1.0 - across * across).max(0.0);
        let tilt = 0.07 * across;
        let open_upper = 0.52 * arch.powf(0.75) * (1.0 - 0.12 * across) + tilt;
        let lower = -0.40 * arch.powf(0.8) * (1.0 + 0.12 * across) + tilt;
        let upper = open_upper + (lower - 0.08 - open_upper) * self.gaze.blink;
        let soft = 0.035;
        let inside = smooth_step(upper + soft, upper - soft, up_cm)
            * smooth_step(lower - soft, lower + soft, up_cm)
            * smooth_step(1.0, 0.97, across.abs());
        let mut texel = Texel::from(base);
        // The lid that comes down is skin in a shade of its own.
        let lid = smooth_step(open_upper + 0.1, open_upper - 0.1, up_cm)
            * smooth_step(lower - soft, lower + soft, up_cm)
            * smooth_step(1.02, 0.95, across.abs());
        texel.albedo = texel.albedo.mix(self.colors.lid, lid * self.gaze.blink.min(1.0));
        let ball = self.ball(out_cm, up_cm, upper);
        texel = Texel {
            albedo: texel.albedo.mix(ball.albedo, inside),
            gloss: texel.gloss * (1.0 - inside),
            glow: ball.glow * inside,
        };
        let fringe = smooth_step(1.1, 0.9, across.abs());
        let upper_lash = (-((up_cm - upper - 0.03) / 0.085).powi(2)).exp() * fringe * (0.75 + 0.2 * across);
        let lower_lash = (-((up_cm - lower + 0.02) / 0.06).powi(2)).exp() * fringe * 0.38;
        let lash = upper_lash.max(lower_lash).clamp(0.0, 1.0);
        texel.albedo = texel.albedo.mix(self.colors.lash, lash);
        texel.glow = texel.glow * (1.0 - lash);
        texel
    }

    fn ball(&self, out_cm: f32, up_cm: f32, upper: f32) -> Texel {
        let (x, y) = (out_cm - self.iris_out_cm, up_cm - self.iris_up_cm);
        let radius = x.hypot(y);
        let corner = (out_cm.abs() / self.colors.half_width_cm).powi(2);
        let white = LinearRgb::new(0.50, 0.46, 0.44).mix(LinearRgb::new(0.42, 0.27, 0.24), 0.7 * corner);
        let rays =
            1.0 + 0.3 * value_noise(Vector3::new(y.atan2(x) * 5.0, radius * 4.0, 0.0), self.colors.seed);
        let ring = smooth_step(IRIS_RADIUS_CM - 0.14, IRIS_RADIUS_CM, radius);
        let iris = self.colors.iris * (rays * (1.0 - 0.65 * ring));
        let mut albedo = white.mix(iris, smooth_step(IRIS_RADIUS_CM + 0.03, IRIS_RADIUS_CM - 0.03, radius));
        albedo = albedo.mix(LinearRgb::gray(0.004), smooth_step(0.25, 0.21, radius));
        // The upper lid shades the ball.
        let shade = 0.55 + 0.45 * smooth_step(0.0, 0.32, upper - up_cm);
        let mut glow = LinearRgb::BLACK;
        for glint in &self.gaze.glints {
            let half = (glint.towards + self.gaze.towards_lens).normalize() * CORNEA_RADIUS_CM;
            let right = (out_cm - self.side * half.x).abs();
            let over = (up_cm - 0.02 - half.y).abs();
            let shows = smooth_step(glint.half_width_cm + 0.03, glint.half_width_cm - 0.03, right)
                * smooth_step(glint.half_height_cm + 0.03, glint.half_height_cm - 0.03, over);
            glow += glint.light * shows;
        }
        Texel { albedo: albedo * shade, gloss: 0.0, glow }
    }
}

const REACH_UP_CM: f32 = 0.85;
const IRIS_RADIUS_CM: f32 = 0.58;
/// The mirror of the eye is rounder than the ball.
const CORNEA_RADIUS_CM: f32 = 0.8;
