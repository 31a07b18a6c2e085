//! Challenges as a server sends them.

use crate::matching::{self, OVAL_RATIO};
use catchlight_session::{Seed, plan_challenge};
use catchlight_types::{Challenge, ChallengeKind, ChallengeVersion, ColorStep, FrameSize, Oval, Rgb8};

/// The size that most cameras of browsers have.
pub const VGA: FrameSize = FrameSize { width_px: 640, height_px: 480 };
/// The dark opening of the colours.
pub const BLACK: Rgb8 = Rgb8 { red: 0, green: 0, blue: 0 };
/// The second colour of the sample.
pub const RED: Rgb8 = Rgb8 { red: 255, green: 0, blue: 0 };
/// The last colour of the sample.
pub const GREEN: Rgb8 = Rgb8 { red: 0, green: 255, blue: 0 };

/// The sample challenge. The oval stands a little aside of the middle; the three colours are a dark opening, one that
/// only wipes and one that wipes and stands.
#[must_use]
pub fn challenge(kind: ChallengeKind, video: FrameSize) -> Challenge {
    let (width_px, height_px) = (video.width_px as f32, video.height_px as f32);
    let base_px = if width_px > height_px { 0.75 * height_px } else { width_px };
    let colors = match kind {
        ChallengeKind::FaceMovementAndLight => {
            vec![color_step(BLACK, 0.0, 80.0), color_step(RED, 400.0, 0.0), color_step(GREEN, 350.0, 150.0)]
        }
        ChallengeKind::FaceMovement => Vec::new(),
    };
    Challenge {
        kind,
        version: version(kind),
        video,
        oval: Oval {
            center_x_px: 0.52 * width_px,
            center_y_px: 0.5 * height_px,
            width_px: 0.8 * base_px,
            height_px: 0.8 * OVAL_RATIO * base_px,
        },
        matching: matching::sample(),
        colors,
    }
}

/// A challenge as the server plans it; each number gives another one, always the same.
///
/// # Panics
/// For a video size that no server takes.
#[must_use]
pub fn planned(kind: ChallengeKind, video: FrameSize, number: u8) -> Challenge {
    let mut entropy = [0; 32];
    entropy[0] = number;
    plan_challenge(&Seed::new(entropy), kind, version(kind), video).expect("a size that servers take")
}

/// One entry of the colours.
#[must_use]
pub const fn color_step(color: Rgb8, downscroll_ms: f32, flat_ms: f32) -> ColorStep {
    ColorStep { color, downscroll_ms, flat_ms }
}

/// The newest version that servers have of each.
const fn version(kind: ChallengeKind) -> ChallengeVersion {
    let major = match kind {
        ChallengeKind::FaceMovementAndLight => 2,
        ChallengeKind::FaceMovement => 1,
    };
    ChallengeVersion { major, minor: 0, patch: 0 }
}
