//! Colours of the head: skin, lips, brows, stubble and hair, painted once for each person.

use super::hair::Hair;
use super::layout::Layout;
use super::mesh::Grid;
use crate::color::{LinearRgb, smooth_step};
use crate::noise::{rough_noise, value_noise};
use crate::person::Person;
use crate::raster::{Texel, Texture};
use nalgebra::Vector3;
use rayon::prelude::*;

/// A painted texture.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Paint {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) coats: Vec<Coat>,
}

/// Colour and gloss of one texel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Coat {
    pub(crate) albedo: LinearRgb,
    pub(crate) gloss: f32,
}

impl Paint {
    /// Paints a texture over a grid; `coat` gets places of the bare head.
    pub(crate) fn over(
        grid: &Grid,
        texels_per_cell: usize,
        coat: impl Fn(Vector3<f32>) -> Coat + Sync,
    ) -> Self {
        let (cells_across, cells_down) = ((grid.columns - 1) as f32, (grid.rows - 1) as f32);
        let scale = texels_per_cell as f32;
        Self::plane(grid.columns, grid.rows, texels_per_cell, |across, down| {
            coat(grid.place_at(across / scale / cells_across, down / scale / cells_down))
        })
    }

    /// Paints a texture for a grid of this size; `coat` gets places of the texture, texels.
    pub(crate) fn plane(
        columns: usize,
        rows: usize,
        texels_per_cell: usize,
        coat: impl Fn(f32, f32) -> Coat + Sync,
    ) -> Self {
        let width = (columns - 1) * texels_per_cell + 1;
        let height = (rows - 1) * texels_per_cell + 1;
        let texel = |number: usize| coat((number % width) as f32, (number / width) as f32);
        Self { width, height, coats: (0..width * height).into_par_iter().map(texel).collect() }
    }
}

impl Texture for Paint {
    fn texel(&self, across: f32, down: f32) -> Texel {
        let column = ((across + 0.5) as usize).min(self.width - 1);
        let row = ((down + 0.5) as usize).min(self.height - 1);
        self.coats[row * self.width + column].into()
    }
}

impl From<Coat> for Texel {
    fn from(coat: Coat) -> Self {
        Self { albedo: coat.albedo, gloss: coat.gloss, glow: LinearRgb::BLACK }
    }
}

/// What a face is painted with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FacePainter<'a> {
    person: &'a Person,
    layout: &'a Layout,
    hair: Hair,
    moles: [Mole; MOLES],
}

/// A dark round spot of the skin.
#[derive(Debug, Clone, Copy)]
struct Mole {
    x_cm: f32,
    y_cm: f32,
    radius_cm: f32,
}

impl Mole {
    fn draw(number: u32, seed: u32) -> Self {
        let random = |side: f32| value_noise(Vector3::new(7.0 * number as f32, side, 0.0), seed ^ 5);
        Self { x_cm: 6.0 * random(1.0), y_cm: 6.5 * random(2.0) - 1.0, radius_cm: 0.12 + 0.09 * random(3.0) }
    }

    fn cover(self, place: Vector3<f32>) -> f32 {
        let off_cm = (place.x - self.x_cm).hypot(place.y - self.y_cm);
        smooth_step(self.radius_cm + 0.05, self.radius_cm - 0.05, off_cm)
    }
}

impl<'a> FacePainter<'a> {
    pub(crate) fn new(person: &'a Person, layout: &'a Layout, hair: Hair) -> Self {
        let moles = std::array::from_fn(|number| Mole::draw(number as u32, person.paint_seed));
        Self { person, layout, hair, moles }
    }

    /// The coat at a place of the bare head.
    pub(crate) fn coat(&self, place: Vector3<f32>) -> Coat {
        let skin = self.skin(place);
        let mut coat = Coat { albedo: skin, gloss: self.skin_gloss(place) };
        if place.z > 0.0 {
            self.add_shadows(place, &mut coat);
            self.add_lips(place, &mut coat);
            self.add_brow(place, &mut coat);
        }
        let cover = self.hair.cover(place);
        if cover > 0.0 {
            let hair = self.person.hair * self.hair.strands(place).max(0.2);
            coat.albedo = coat.albedo.mix(hair, cover);
            coat.gloss += (0.5 - coat.gloss) * cover;
        }
        coat
    }

    /// Bare skin: patches, blood near the surface, freckles, the shadow of a beard.
    pub(crate) fn skin(&self, place: Vector3<f32>) -> LinearRgb {
        let (person, layout) = (self.person, self.layout);
        let seed = person.paint_seed;
        let side = place.x.abs();
        let patches =
            1.0 + 0.055 * rough_noise(place * 0.45, seed) + 0.035 * rough_noise(place * 3.5, seed ^ 1);
        let pores = 1.0 + 0.03 * value_noise(place * 14.0, seed ^ 2);
        let spot = |x: f32, y: f32, reach: f32| {
            (-((side - x).powi(2) + (place.y - y).powi(2)) / (reach * reach)).exp()
        };
        let front = smooth_step(0.0, 2.5, place.z);
        let blood = front
            * (0.5 * spot(4.4, -1.2, 1.9)
                + 0.55 * spot(0.2, layout.nose_tip_y_cm, 1.1)
                + 0.25 * spot(0.0, -8.0, 1.4));
        // Blood takes green and blue away; dark skin hides it.
        let strength = blood * (0.22 - 0.14 * person.melanin);
        let flush = LinearRgb::new(1.0 - 0.2 * strength, 1.0 - strength, 1.0 - 0.9 * strength);
        let mut skin = person.skin * flush * (patches * pores);
        let freckle = smooth_step(0.55, 0.72, value_noise(place * 4.2, seed ^ 3)) * front;
        let freckled = person.freckles * freckle * (spot(2.6, -0.6, 3.0) + 0.2);
        skin = skin.mix(skin * LinearRgb::new(0.72, 0.58, 0.5), freckled);
        let mole = self.moles.iter().map(|mole| mole.cover(place)).fold(0.0, f32::max);
        skin = skin.mix(skin * LinearRgb::new(0.45, 0.32, 0.3), mole * front);
        let cheek = 4.6 - 0.16 * (place.y + 4.0).powi(2).min(12.0);
        let beard = smooth_step(-2.0, -3.2, place.y)
            * smooth_step(-2.5, -0.5, place.z)
            * (1.0
                - (1.0 - smooth_step(cheek - 0.8, cheek + 0.8, side + 0.4 * (-place.y - 4.0).max(0.0)))
                    * smooth_step(-5.6, -4.6, place.y)
                    * smooth_step(2.2, 4.0, side));
        let hairs = 0.5 + 0.5 * value_noise(place * 11.0, seed ^ 6);
        skin.mix(person.hair, person.stubble * beard * (0.35 + 0.4 * hairs))
    }

    fn skin_gloss(&self, place: Vector3<f32>) -> f32 {
        let middle = (-(place.x / 2.2).powi(2)).exp() * smooth_step(1.0, 3.0, place.z);
        0.30 + 0.28 * middle * (smooth_step(4.5, 6.0, place.y) + smooth_step(-2.5, -0.5, place.y)).min(1.0)
    }

    /// Hollows round the eyes, the crease of the lid, nostrils.
    fn add_shadows(&self, place: Vector3<f32>, coat: &mut Coat) {
        let layout = self.layout;
        let side = place.x.abs();
        let across = (side - layout.eye_x_cm) / layout.eye_half_width_cm;
        let up = place.y - layout.eye_y_cm;
        let hollow = (-(across * across) - ((up + 0.15) / 1.1).powi(2)).exp();
        coat.albedo =
            coat.albedo * LinearRgb::new(1.0 - 0.16 * hollow, 1.0 - 0.22 * hollow, 1.0 - 0.2 * hollow);
        let crease_y = 0.86 - 0.45 * across * across;
        let crease = (-((up - crease_y) / 0.09).powi(2)).exp() * smooth_step(1.15, 0.8, across.abs());
        let bag = (-((up + 0.92 - 0.35 * across * across) / 0.16).powi(2)).exp()
            * smooth_step(1.0, 0.5, across.abs());
        coat.albedo = coat.albedo * (1.0 - 0.4 * crease - 0.14 * bag);
        let nostril_x = (side - 0.42 * layout.nose_half_width_cm) / 0.36;
        let nostril_y = (place.y - layout.nose_tip_y_cm + 0.68) / 0.2;
        let nostril = smooth_step(1.4, 0.6, nostril_x.hypot(nostril_y)) * smooth_step(4.0, 4.6, place.z);
        coat.albedo = coat.albedo.mix(self.person.skin * LinearRgb::new(0.10, 0.06, 0.05), 0.9 * nostril);
        let wing = (side - layout.nose_half_width_cm).hypot(0.7 * (place.y - layout.nose_tip_y_cm + 0.1));
        coat.albedo = coat.albedo * (1.0 - 0.22 * (-(wing / 0.3).powi(2)).exp());
    }

    fn add_lips(&self, place: Vector3<f32>, coat: &mut Coat) {
        let layout = self.layout;
        let across = place.x.abs() / layout.mouth_half_width_cm;
        if across > 1.2 || (place.y - layout.mouth_y_cm).abs() > 2.0 {
            return;
        }
        let arch = (1.0 - across * across).max(0.0);
        let seam_y = layout.mouth_y_cm + 0.05 * (across * 7.0).cos() - 0.03;
        let up = place.y - seam_y;
        let bow = 1.0 - 0.26 * (-(place.x / 0.32).powi(2)).exp();
        let upper = layout.upper_lip_cm * arch.powf(0.85) * bow;
        let lower = layout.lower_lip_cm * arch.powf(0.7);
        let inside =
            smooth_step(upper + 0.1, upper - 0.1, up) * smooth_step(-lower - 0.12, -lower + 0.12, up);
        let inside = inside * smooth_step(1.02, 0.9, across);
        let lines =
            1.0 + 0.12 * value_noise(Vector3::new(place.x * 7.0, place.y * 1.2, 0.0), self.person.paint_seed);
        let lip = self.person.lips * (lines * if up > 0.0 { 0.86 } else { 1.0 });
        coat.albedo = coat.albedo.mix(lip, 0.9 * inside);
        coat.gloss += (0.8 - coat.gloss) * inside * if up > 0.0 { 0.3 } else { 0.8 };
        let seam = (-(up / 0.085).powi(2)).exp() * smooth_step(1.08, 0.95, across);
        coat.albedo = coat.albedo.mix(self.person.skin * LinearRgb::new(0.13, 0.05, 0.05), 0.85 * seam);
        let corner = (-((across - 1.0) / 0.1).powi(2) - (up / 0.2).powi(2)).exp();
        coat.albedo = coat.albedo * (1.0 - 0.4 * corner);
    }

    fn add_brow(&self, place: Vector3<f32>, coat: &mut Coat) {
        let layout = self.layout;
        let inner_cm = layout.eye_x_cm - 1.75;
        let share = (place.x.abs() - inner_cm) / 3.9;
        if !(-0.1..=1.1).contains(&share) {
            return;
        }
        let middle = layout.brow_y_cm - 0.3 + 1.65 * share - 1.6 * share * share;
        let half = (0.40 - 0.26 * share) * (1.0 + 0.25 * self.person.shape.brow);
        let off = ((place.y - middle) / half).abs();
        let ends = smooth_step(-0.08, 0.06, share) * smooth_step(1.05, 0.9, share);
        let hairs = value_noise(
            Vector3::new(place.x.abs() * 7.0 - place.y * 3.0, place.y * 3.0, 0.0),
            self.person.paint_seed ^ 9,
        );
        let cover = smooth_step(1.35, 0.35, off + 0.25 * hairs) * ends * (0.82 + 0.25 * hairs);
        coat.albedo = coat.albedo.mix(self.person.brows, cover.clamp(0.0, 1.0));
        coat.gloss *= 1.0 - 0.6 * cover.clamp(0.0, 1.0);
    }
}

const MOLES: usize = 3;
