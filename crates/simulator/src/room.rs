//! The room: its lamps, and the wall behind the person.

use crate::color::{LinearRgb, smooth_step};
use crate::seed::{Seed, Topic};
use catchlight_types::FrameSize;
use nalgebra::Vector3;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// Linear light in an image.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LightImage {
    pub(crate) size: FrameSize,
    /// Light that leaves towards the lens, lux times reflectance, row after row.
    pub(crate) pixels: Vec<LinearRgb>,
}

/// Lamps and wall of one room.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Room {
    /// Light on a face that looks into the lens.
    pub(crate) lux: f32,
    pub(crate) kelvin: f32,
    /// Colour of the lamps, luminance 1.
    lamp: LinearRgb,
    /// Towards the strongest lamp.
    pub(crate) key: Vector3<f32>,
    /// Share of the light that comes from the strongest lamp.
    key_share: f32,
    /// Light of all lamps together.
    power_lux: f32,
    wall: LightImage,
    wall_depth_cm: f32,
}

impl Room {
    pub(crate) fn draw(seed: Seed, video: FrameSize, asked_lux: Option<f32>) -> Self {
        let mut random = seed.stream(Topic::Room);
        random.set_word_pos(1 << 20);
        // From a dim living room to a bright office.
        let drawn_lux = 50.0 * 16.0_f32.powf(random.random());
        let kelvin = random.random_range(2_900.0..6_500.0);
        let side = if random.random::<bool>() { 1.0 } else { -1.0 };
        let key = Vector3::new(
            side * random.random_range(0.25..0.8),
            random.random_range(0.5..1.0),
            random.random_range(0.35..0.8),
        );
        let room = Self {
            lux: 1.0,
            kelvin,
            lamp: LinearRgb::of_kelvin(kelvin),
            key: key.normalize(),
            key_share: random.random_range(0.35..0.6),
            power_lux: 1.0,
            wall: paint_wall(&mut random, video),
            wall_depth_cm: random.random_range(150.0..260.0),
        };
        let lux = asked_lux.unwrap_or(drawn_lux);
        let on_a_face = room.light_on(Vector3::z(), 1.0, 1.0).luminance();
        Self { lux, power_lux: lux / on_a_face, ..room }
    }

    /// Light of the room on a surface, lux.
    ///
    /// `openness` is the share of the surroundings that it sees, `sight` the share of the strongest lamp.
    pub(crate) fn light_on(&self, normal: Vector3<f32>, openness: f32, sight: f32) -> LinearRgb {
        let sky = 0.62 + 0.38 * normal.y;
        // A large lamp wraps a little around the face.
        let key = ((normal.dot(&self.key) + 0.15) / 1.15).max(0.0) * sight;
        self.lamp * (self.power_lux * ((1.0 - self.key_share) * sky * openness)) + self.key_light() * key
    }

    /// Light of the strongest lamp on a surface that faces it, lux.
    pub(crate) fn key_light(&self) -> LinearRgb {
        self.lamp * (self.power_lux * self.key_share * 1.25)
    }

    pub(crate) fn lamp_light(&self) -> LinearRgb {
        self.lamp * self.lux
    }

    /// The same lamps in front of a wall that reflects this share of the light everywhere.
    pub(crate) fn before_plain_wall(&self, share: f32) -> Self {
        let pixels = vec![LinearRgb::gray(share); self.wall.pixels.len()];
        Self { wall: LightImage { size: self.wall.size, pixels }, ..self.clone() }
    }

    /// Reflectance of the wall, point by point.
    pub(crate) fn reflectance(&self) -> &[LinearRgb] {
        &self.wall.pixels
    }

    /// The wall as the camera sees it while the screen gives `screen_lux` at one metre.
    pub(crate) fn wall(&self, screen_lux_at_1m: LinearRgb) -> LightImage {
        let meters = self.wall_depth_cm / 100.0;
        let light = self.lamp_light() + screen_lux_at_1m * (0.8 / (meters * meters));
        let pixels = self.wall.pixels.iter().map(|reflectance| *reflectance * light).collect();
        LightImage { size: self.wall.size, pixels }
    }
}

/// A soft rectangle on the wall, shares of the image.
struct Patch {
    left: f32,
    top: f32,
    right: f32,
    bottom: f32,
    blur: f32,
    color: LinearRgb,
}

impl Patch {
    fn cover(&self, x: f32, y: f32) -> f32 {
        let edge = |low: f32, high: f32, value: f32| {
            smooth_step(low - self.blur, low + self.blur, value)
                * (1.0 - smooth_step(high - self.blur, high + self.blur, value))
        };
        edge(self.left, self.right, x) * edge(self.top, self.bottom, y)
    }
}

/// Reflectance of the wall with what is in front of it; out of focus, since the face is near.
fn paint_wall(random: &mut ChaCha8Rng, video: FrameSize) -> LightImage {
    let tint = |random: &mut ChaCha8Rng, level: f32| {
        LinearRgb::new(
            level * random.random_range(0.9..1.1),
            level * random.random_range(0.92..1.06),
            level * random.random_range(0.8..1.1),
        )
    };
    let level = random.random_range(0.28..0.62);
    let wall = tint(random, level);
    let count = random.random_range(3_usize..7);
    let patches: Vec<Patch> = (0..count)
        .map(|_| {
            let (left, top) = (random.random_range(-0.2..0.9), random.random_range(-0.2..0.8));
            let level = random.random_range(0.04_f32..0.75);
            Patch {
                left,
                top,
                right: left + random.random_range(0.08..0.45),
                bottom: top + random.random_range(0.1..0.7),
                blur: random.random_range(0.006..0.02),
                color: tint(random, level) * random.random_range(0.6..1.1),
            }
        })
        .collect();
    let slope: f32 = random.random_range(-0.35..0.35);
    let pixel = |place: u32| {
        let x = (place % video.width_px) as f32 / video.width_px as f32;
        let y = (place / video.width_px) as f32 / video.height_px as f32;
        let shade = 1.0 + slope * (x - 0.5) - 0.25 * (y - 0.4);
        let painted = patches.iter().fold(wall, |under, patch| under.mix(patch.color, patch.cover(x, y)));
        painted * shade
    };
    LightImage { size: video, pixels: (0..video.width_px * video.height_px).map(pixel).collect() }
}
