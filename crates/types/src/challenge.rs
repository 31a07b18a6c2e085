//! What the server asks of the person: an oval to enter and, for the light challenge, colours to be lit by.

use crate::{FrameSize, RectPx};
use std::fmt;
use std::str::FromStr;

/// The two challenges of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChallengeKind {
    /// Move into the oval, then be lit by a colour sequence.
    FaceMovementAndLight,
    /// Move into the oval.
    FaceMovement,
}

impl ChallengeKind {
    /// The name on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::FaceMovementAndLight => "FaceMovementAndLightChallenge",
            Self::FaceMovement => "FaceMovementChallenge",
        }
    }

    /// The kind with this name on the wire.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::FaceMovementAndLight, Self::FaceMovement].into_iter().find(|kind| kind.name() == name)
    }
}

/// Version of a challenge, `major.minor.patch`, each part at most 999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChallengeVersion {
    /// First part.
    pub major: u16,
    /// Second part.
    pub minor: u16,
    /// Third part.
    pub patch: u16,
}

/// A challenge in one of its versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VersionedChallenge {
    /// Which challenge.
    pub kind: ChallengeKind,
    /// Its version.
    pub version: ChallengeVersion,
}

/// The text is not a challenge version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("challenge version must be three numbers of at most 999 without leading zeros, as in 2.0.0")]
pub struct VersionError;

impl FromStr for ChallengeVersion {
    type Err = VersionError;

    fn from_str(text: &str) -> Result<Self, VersionError> {
        let mut parts = text.split('.').map(version_part);
        let mut next = || parts.next().flatten().ok_or(VersionError);
        let version = Self { major: next()?, minor: next()?, patch: next()? };
        if parts.next().is_some() { Err(VersionError) } else { Ok(version) }
    }
}

fn version_part(text: &str) -> Option<u16> {
    let plain = (1..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if !plain || (text.len() > 1 && text.starts_with('0')) {
        return None;
    }
    text.parse().ok()
}

impl fmt::Display for ChallengeVersion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

/// A colour of the screen, sRGB, 0..=255 a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rgb8 {
    /// Red.
    pub red: u8,
    /// Green.
    pub green: u8,
    /// Blue.
    pub blue: u8,
}

/// One entry of the colour sequence: first wipes down over the one before, then stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ColorStep {
    /// The colour that the screen takes.
    pub color: Rgb8,
    /// Duration of the wipe from top to bottom, milliseconds, 0..=1000; 0 means no wipe.
    pub downscroll_ms: f32,
    /// Duration of the full-screen stand, milliseconds, 0..=1000; 0 means none.
    pub flat_ms: f32,
}

/// The oval the face has to fill, pixels of the announced video size, unmirrored.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Oval {
    /// Centre, from the left edge, pixels.
    pub center_x_px: f32,
    /// Centre, from the top edge, pixels.
    pub center_y_px: f32,
    /// Full width, pixels.
    pub width_px: f32,
    /// Full height, pixels.
    pub height_px: f32,
}

impl Oval {
    /// The smallest rectangle that holds the oval.
    #[must_use]
    pub const fn bounds(self) -> RectPx {
        RectPx {
            left_px: self.center_x_px - self.width_px / 2.0,
            top_px: self.center_y_px - self.height_px / 2.0,
            width_px: self.width_px,
            height_px: self.height_px,
        }
    }
}

/// Time the person has to fill the oval: whole seconds, 1..=10, since iOS divides milliseconds by 1000.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OvalFitTimeout(u16);

impl OvalFitTimeout {
    /// Wraps 1..=10 seconds; `None` outside.
    #[must_use]
    pub const fn from_secs(seconds: u16) -> Option<Self> {
        match seconds {
            1..=10 => Some(Self(seconds)),
            _ => None,
        }
    }

    /// Milliseconds, a multiple of 1000.
    #[must_use]
    pub const fn as_millis(self) -> u32 {
        self.0 as u32 * 1000
    }
}

/// How the client decides that the face is far enough and that it fills the oval; each share is 0..=1.
///
/// The stream has its own names for these, which only `wire` knows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MatchSettings {
    /// Least score of the client's face detector.
    pub least_face_score: f32,
    /// Largest face-to-oval ratio before the approach may start (web, Android).
    pub far_ratio: f32,
    /// The same for iOS.
    pub far_ratio_ios: f32,
    /// Unused by the clients; may be 0.
    pub far_ratio_unused: f32,
    /// Overlap of face and oval from which they match.
    pub match_overlap: f32,
    /// Allowed difference of width, share of the oval.
    pub match_width_difference: f32,
    /// Allowed difference of height, share of the oval.
    pub match_height_difference: f32,
    /// Difference of width that counts as too close, share of the oval.
    pub close_width_difference: f32,
    /// Difference of height that counts as too close, share of the oval.
    pub close_height_difference: f32,
    /// Height of the oval over its width.
    pub oval_height_over_width: f32,
    /// Time to fill the oval.
    pub fit_timeout: OvalFitTimeout,
}

/// Everything the server sends to the client as the task of one check.
#[derive(Debug, Clone, PartialEq)]
pub struct Challenge {
    /// Which challenge.
    pub kind: ChallengeKind,
    /// Its version, as agreed with the client.
    pub version: ChallengeVersion,
    /// The video size the client announced; the oval is in its pixels.
    pub video: FrameSize,
    /// The oval.
    pub oval: Oval,
    /// Thresholds for the client.
    pub matching: MatchSettings,
    /// The colour sequence; empty for [`ChallengeKind::FaceMovement`].
    pub colors: Vec<ColorStep>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, valid: bool) {
        let parsed = text.parse::<ChallengeVersion>();
        assert_eq!(parsed.is_ok(), valid, "{text}");
        if let Ok(version) = parsed {
            assert_eq!(version.to_string(), text);
        }
    }

    #[test]
    fn versions_are_three_plain_numbers() {
        check("2.0.0", true);
        check("0.10.999", true);
        check("2.0", false);
        check("2.0.0.0", false);
        check("02.0.0", false);
        check("2.0.1000", false);
        check("2.+1.0", false);
        check("2..0", false);
    }

    #[test]
    fn the_bounds_of_an_oval_touch_it() {
        let oval = Oval { center_x_px: 320.0, center_y_px: 240.0, width_px: 200.0, height_px: 300.0 };
        let expected = RectPx { left_px: 220.0, top_px: 90.0, width_px: 200.0, height_px: 300.0 };
        assert_eq!(oval.bounds(), expected);
    }

    #[test]
    fn oval_time_is_one_to_ten_seconds() {
        assert_eq!(OvalFitTimeout::from_secs(7).map(OvalFitTimeout::as_millis), Some(7000));
        assert_eq!(OvalFitTimeout::from_secs(0), None);
        assert_eq!(OvalFitTimeout::from_secs(11), None);
    }
}
