//! How the check is filmed and sent.

use crate::SimulatorError;
use catchlight_types::EpochMillis;

/// How the check is filmed and sent; the seed determines what is `None`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CaptureSettings {
    /// Frames per second that the camera aims at, 10..=60.
    pub fps: u32,
    /// Target of the encoder, kilobits per second, 100..=20000.
    pub bitrate_kbps: u32,
    /// Client clock at the first frame.
    pub started_at: EpochMillis,
    /// Light of the room on the face, lux, 0.1..=100000.
    pub ambient_lux: Option<f32>,
    /// Luminance of the white screen, candela per square metre, 1..=2000.
    pub screen_nits: Option<f32>,
    /// Darkness of the skin, 0 the lightest and 1 the darkest.
    pub melanin: Option<f32>,
}

impl CaptureSettings {
    /// A browser with a 30 fps camera; room, screen and skin follow from the seed.
    pub const BROWSER: Self = Self {
        fps: 30,
        bitrate_kbps: 1_000,
        started_at: EpochMillis::new(1_772_510_513_845),
        ambient_lux: None,
        screen_nits: None,
        melanin: None,
    };

    pub(crate) fn check(&self) -> Result<(), SimulatorError> {
        let within = |value: Option<f32>, least: f32, most: f32| {
            value.is_none_or(|value| (least..=most).contains(&value))
        };
        let rules = [
            ((10..=60).contains(&self.fps), "fps", "10 to 60"),
            ((100..=20_000).contains(&self.bitrate_kbps), "bitrate_kbps", "100 to 20000"),
            (within(self.ambient_lux, 0.1, 100_000.0), "ambient_lux", "0.1 to 100000"),
            (within(self.screen_nits, 1.0, 2_000.0), "screen_nits", "1 to 2000"),
            (within(self.melanin, 0.0, 1.0), "melanin", "0 to 1"),
        ];
        match rules.into_iter().find(|(kept, ..)| !kept) {
            Some((_, setting, range)) => Err(SimulatorError::Setting { setting, range }),
            None => Ok(()),
        }
    }
}
