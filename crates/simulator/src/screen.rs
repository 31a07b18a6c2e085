//! The screen in front of the person: where it stands, and what it shows when.
//!
//! Lengths in centimetres from the lens: x to the right of the image, y up, the person at negative z.

use crate::color::{LinearRgb, smooth_step};
use crate::seed::{Seed, Topic};
use catchlight_types::{FrameSize, Rgb8};
use nalgebra::Vector3;
use rand::RngExt;

/// A screen below the lens, in the plane of the lens, facing the person.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Panel {
    pub(crate) device: &'static str,
    pub(crate) width_cm: f32,
    pub(crate) height_cm: f32,
    /// Distance from the lens down to the upper edge.
    pub(crate) top_cm: f32,
    /// Luminance of white, candela per square metre.
    pub(crate) nits: f32,
}

/// What the screen shows at one moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ScreenState {
    /// Colour that wipes down.
    pub(crate) new: Rgb8,
    /// Colour below it.
    pub(crate) old: Rgb8,
    /// Share of the screen, from the top, that shows the new colour.
    pub(crate) wiped: f32,
}

/// One small part of the screen that gives light.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Emitter {
    pub(crate) place_cm: Vector3<f32>,
    /// Which row of the screen, 0 the top one.
    pub(crate) row: usize,
}

/// The screen as the sum of small lamps.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ScreenLight {
    pub(crate) emitters: Vec<Emitter>,
    /// Light of an emitter towards the front, for each row: luminance times area, lux times square centimetre.
    pub(crate) rows: [LinearRgb; ROWS],
    /// Middle of each row.
    pub(crate) row_centers_cm: [Vector3<f32>; ROWS],
}

pub(crate) const ROWS: usize = 4;
const COLUMNS: usize = 3;

impl Panel {
    /// A phone for upright videos, else a laptop or a tablet.
    pub(crate) fn draw(seed: Seed, video: FrameSize, asked_nits: Option<f32>) -> Self {
        let mut random = seed.stream(Topic::Room);
        let (device, width_cm, height_cm, top_cm) = if video.height_px > video.width_px {
            ("phone", 6.9, 14.6, 0.6)
        } else if random.random::<f32>() < 0.7 {
            ("laptop", 30.2, 18.9, 1.0)
        } else {
            ("tablet", 21.4, 16.0, 0.9)
        };
        let drawn_nits = random.random_range(150.0..450.0);
        Self { device, width_cm, height_cm, top_cm, nits: asked_nits.unwrap_or(drawn_nits) }
    }

    /// Towards the middle of the screen from a face at this depth.
    pub(crate) fn towards_from(&self, depth_cm: f32) -> Vector3<f32> {
        Vector3::new(0.0, -self.top_cm - 0.5 * self.height_cm, depth_cm).normalize()
    }

    /// The light of this screen in one state.
    pub(crate) fn light(&self, state: ScreenState) -> ScreenLight {
        let cell_cm2 = self.cell_cm2();
        let center = |row: usize| {
            let down = (row as f32 + 0.5) / ROWS as f32;
            Vector3::new(0.0, -self.top_cm - down * self.height_cm, 0.0)
        };
        let cells = (0..ROWS).flat_map(|row| (0..COLUMNS).map(move |column| (row, column)));
        let emitters = cells.map(|(row, column)| {
            let across = (column as f32 + 0.5) / COLUMNS as f32 - 0.5;
            let place_cm = center(row) + Vector3::new(across * self.width_cm, 0.0, 0.0);
            Emitter { place_cm, row }
        });
        Self::join(emitters.collect(), center, |row| state.emission(row) * (self.nits * cell_cm2))
    }

    fn cell_cm2(&self) -> f32 {
        self.width_cm * self.height_cm / (ROWS * COLUMNS) as f32
    }

    fn join(
        emitters: Vec<Emitter>,
        center: impl Fn(usize) -> Vector3<f32>,
        strength: impl Fn(usize) -> LinearRgb,
    ) -> ScreenLight {
        ScreenLight {
            emitters,
            rows: std::array::from_fn(strength),
            row_centers_cm: std::array::from_fn(center),
        }
    }
}

impl ScreenState {
    /// The page before and after the colours: white around the image of the camera.
    pub(crate) const PAGE: Self = Self::still(Rgb8 { red: 218, green: 218, blue: 218 });

    pub(crate) const fn still(color: Rgb8) -> Self {
        Self { new: color, old: color, wiped: 1.0 }
    }

    /// Mean emission of the whole screen, 1 for white.
    pub(crate) fn mean_emission(self) -> LinearRgb {
        let rows = (0..ROWS).map(|row| self.emission(row));
        rows.fold(LinearRgb::BLACK, |sum, row| sum + row) * (1.0 / ROWS as f32)
    }

    /// Mean emission of one row of the screen, 1 for white.
    pub(crate) fn emission(self, row: usize) -> LinearRgb {
        let covered = (self.wiped * ROWS as f32 - row as f32).clamp(0.0, 1.0);
        let shown = LinearRgb::of_srgb(self.old).mix(LinearRgb::of_srgb(self.new), covered);
        shown * CLIENT_OPACITY + LinearRgb::gray(UNDER_THE_COLOR * (1.0 - CLIENT_OPACITY))
    }
}

impl ScreenLight {
    /// Illuminance of a surface at `place_cm` with this normal, lux.
    pub(crate) fn on(&self, place_cm: Vector3<f32>, normal: Vector3<f32>) -> LinearRgb {
        let mut shares = [0.0_f32; ROWS];
        for emitter in &self.emitters {
            let way = emitter.place_cm - place_cm;
            let squared = way.norm_squared();
            // The screen looks along -z: its own cosine is the z part of the way.
            let cosines = normal.dot(&way).max(0.0) * way.z.max(0.0);
            shares[emitter.row] += cosines / (squared * squared);
        }
        let mut sum = LinearRgb::BLACK;
        for (share, strength) in shares.iter().zip(&self.rows) {
            sum += *strength * *share;
        }
        sum
    }

    /// Light that a shining surface sends on; `shine` says how much of the light from a direction.
    pub(crate) fn sheen(&self, place_cm: Vector3<f32>, shine: impl Fn(Vector3<f32>) -> f32) -> LinearRgb {
        let mut sum = LinearRgb::BLACK;
        for (strength, center) in self.rows.iter().zip(&self.row_centers_cm) {
            let way = center - place_cm;
            let squared = way.norm_squared();
            let towards = way * (1.0 / squared.sqrt());
            // The row is as many lamps wide as the screen has columns.
            sum += *strength * (COLUMNS as f32 * towards.z.max(0.0) / squared * shine(towards));
        }
        sum
    }

    /// Luminance that a mirror at `from_cm` shows of the screen in this direction, candela per square metre.
    pub(crate) fn mirrored(
        &self,
        panel: &Panel,
        from_cm: Vector3<f32>,
        direction: Vector3<f32>,
    ) -> LinearRgb {
        if direction.z <= 0.0 {
            return LinearRgb::BLACK;
        }
        let hit = from_cm - direction * (from_cm.z / direction.z);
        let down_cm = -panel.top_cm - hit.y;
        let inside = |least: f32, most: f32, value: f32| {
            smooth_step(least - MIRROR_BLUR_CM, least + MIRROR_BLUR_CM, value)
                * (1.0 - smooth_step(most - MIRROR_BLUR_CM, most + MIRROR_BLUR_CM, value))
        };
        let half_cm = 0.5 * panel.width_cm;
        let seen = inside(-half_cm, half_cm, hit.x) * inside(0.0, panel.height_cm, down_cm);
        let row = (down_cm / panel.height_cm * ROWS as f32).clamp(0.0, (ROWS - 1) as f32) as usize;
        self.row_nits(panel)[row] * seen
    }

    /// Luminance of each row, candela per square metre.
    pub(crate) fn row_nits(&self, panel: &Panel) -> [LinearRgb; ROWS] {
        self.rows.map(|strength| strength * (1.0 / panel.cell_cm2()))
    }
}

/// Mirror images of the screen have soft edges, since coatings scatter.
const MIRROR_BLUR_CM: f32 = 1.0;
/// The web client paints its colours with opacity 0.9 around the oval and 0.75 in it.
const CLIENT_OPACITY: f32 = 0.86;
/// Mean emission of what shines through the colours.
const UNDER_THE_COLOR: f32 = 0.2;

#[cfg(test)]
mod tests {
    use super::*;

    const LAPTOP: Panel =
        Panel { device: "laptop", width_cm: 30.0, height_cm: 20.0, top_cm: 0.0, nits: 300.0 };

    fn state(color: Rgb8) -> ScreenState {
        ScreenState::still(color)
    }

    fn lux_at(state: ScreenState, y_cm: f32, distance_cm: f32) -> LinearRgb {
        LAPTOP.light(state).on(Vector3::new(0.0, y_cm, -distance_cm), Vector3::new(0.0, 0.0, 1.0))
    }

    #[test]
    fn far_light_follows_luminance_times_area_over_squared_distance() {
        let white = Rgb8 { red: 255, green: 255, blue: 255 };
        let lux = lux_at(state(white), -10.0, 200.0).green;
        let expected = 300.0 * 600.0 / (200.0 * 200.0) * (CLIENT_OPACITY + 0.14 * UNDER_THE_COLOR);
        assert!((lux / expected - 1.0).abs() < 0.02, "{lux} {expected}");
    }

    #[test]
    fn a_red_screen_gives_red_light() {
        let red = lux_at(state(Rgb8 { red: 255, green: 0, blue: 0 }), -10.0, 40.0);
        let black = lux_at(state(Rgb8 { red: 0, green: 0, blue: 0 }), -10.0, 40.0);
        assert!(red.red > 10.0 * red.green && (red.green - black.green).abs() < 1e-3);
    }

    #[test]
    fn a_wipe_lights_high_places_first() {
        let wipe = ScreenState {
            new: Rgb8 { red: 255, green: 0, blue: 0 },
            old: Rgb8 { red: 0, green: 0, blue: 255 },
            wiped: 0.5,
        };
        let (high, low) = (lux_at(wipe, 0.0, 15.0), lux_at(wipe, -20.0, 15.0));
        assert!(high.red / high.blue > 3.0 * low.red / low.blue, "{high:?} {low:?}");
    }
}
