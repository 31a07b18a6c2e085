//! What a client says during a check.

use crate::GREEN;
use catchlight_types::{
    ClientClaim, ColorClaim, EpochMillis, InitialFaceClaim, Rgb8, TargetFaceClaim, UnitRect,
};

/// The claims of the sample check, in the order in which a client sends them.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckClaims {
    /// The video has begun and a face was found.
    pub first: ClientClaim,
    /// A colour is shown.
    pub color: ClientClaim,
    /// The face was in the oval and the video has ended.
    pub last: ClientClaim,
}

/// The claims of a check whose video begins at this time and lasts a quarter of a second.
#[must_use]
pub fn check_claims(video_start: EpochMillis) -> CheckClaims {
    let at = |millis| EpochMillis::new(video_start.as_millis() + millis);
    let empty = ClientClaim::empty(CHALLENGE_ID.to_owned());
    let initial_face = Some(InitialFaceClaim { bounding_box: FACE, detected_at: at(23) });
    let in_position =
        TargetFaceClaim { bounding_box: FACE, in_position_from: at(29), in_position_until: at(30) };
    CheckClaims {
        first: ClientClaim { video_start: Some(video_start), initial_face, ..empty.clone() },
        color: ClientClaim { color: Some(color_claim(GREEN, at(49))), ..empty.clone() },
        last: ClientClaim { video_end: Some(at(249)), target_face: Some(in_position), ..empty },
    }
}

/// The opening, shown at this time.
#[must_use]
pub const fn color_claim(current: Rgb8, shown_at: EpochMillis) -> ColorClaim {
    ColorClaim { current, previous: None, step: 0, shown_at }
}

/// A claim with every member, each of its times one millisecond after the one before.
#[must_use]
pub fn full_claim(from: EpochMillis) -> ClientClaim {
    let at = |millis| EpochMillis::new(from.as_millis() + millis);
    ClientClaim {
        challenge_id: CHALLENGE_ID.to_owned(),
        video_start: Some(at(0)),
        video_end: Some(at(1)),
        initial_face: Some(InitialFaceClaim { bounding_box: FACE, detected_at: at(2) }),
        target_face: Some(TargetFaceClaim {
            bounding_box: FACE,
            in_position_from: at(3),
            in_position_until: at(4),
        }),
        color: Some(color_claim(GREEN, at(5))),
    }
}

/// Mixed case, since iOS writes upper case and the web lower case.
const CHALLENGE_ID: &str = "6B97F1BB-c3a2-46ad-9070-1b087906fc45";
const FACE: UnitRect = UnitRect { left: 0.3773, top: 0.3549, width: 0.2492, height: 0.4242 };
