//! What the client says about itself during a check. None of it is proven; all of it is evidence.

use crate::{EpochMillis, Rgb8, UnitRect};

/// One `ClientSessionInformationEvent`; members that the client left out are `None`.
#[derive(Debug, Clone, PartialEq)]
pub struct ClientClaim {
    /// The client's own id of the challenge, any case.
    pub challenge_id: String,
    /// When the client believes that its video started, client clock.
    pub video_start: Option<EpochMillis>,
    /// When the client stopped its video, client clock.
    pub video_end: Option<EpochMillis>,
    /// The face before the approach.
    pub initial_face: Option<InitialFaceClaim>,
    /// The face in the oval.
    pub target_face: Option<TargetFaceClaim>,
    /// A colour that the client began to show.
    pub color: Option<ColorClaim>,
}

impl ClientClaim {
    /// A claim that says nothing but which challenge it is about.
    #[must_use]
    pub const fn empty(challenge_id: String) -> Self {
        Self {
            challenge_id,
            video_start: None,
            video_end: None,
            initial_face: None,
            target_face: None,
            color: None,
        }
    }
}

/// The face before the approach, as the client saw it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct InitialFaceClaim {
    /// Box of the face, shares of the track size.
    pub bounding_box: UnitRect,
    /// When it was seen, client clock.
    pub detected_at: EpochMillis,
}

/// The face in the oval, as the client saw it; the web client sends the oval itself as the box.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TargetFaceClaim {
    /// Box of the face, shares of the track size.
    pub bounding_box: UnitRect,
    /// When the face began to fill the oval, client clock.
    pub in_position_from: EpochMillis,
    /// When the client stopped watching, client clock.
    pub in_position_until: EpochMillis,
}

/// A colour that the client began to show.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ColorClaim {
    /// The colour that now comes.
    pub current: Rgb8,
    /// The colour that stood before; `None` at the first step.
    pub previous: Option<Rgb8>,
    /// Place of the colour in [`Challenge::colors`](crate::Challenge::colors), 0..=50.
    pub step: u8,
    /// When it began to show, client clock.
    pub shown_at: EpochMillis,
}
