//! Which part of the check a frame belongs to, as far as the client has told.
//!
//! In: claims as they arrive, times of frames, boxes of faces. Out: a [`Phase`] for each frame.

use catchlight_types::{Challenge, ClientClaim, EpochMillis, FrameSize, MediaTime, RectPx};

/// Parts of a check in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Phase {
    /// Before the approach.
    Start,
    /// Between the start and the oval.
    Approach,
    /// In the oval, in neutral light.
    Oval,
    /// Lit by the colours.
    Flash,
    /// After the colours.
    End,
}

impl Phase {
    pub(crate) const ALL: [Self; 5] = [Self::Start, Self::Approach, Self::Oval, Self::Flash, Self::End];

    /// Whether the screen lit the face with its usual white.
    pub(crate) const fn is_neutral(self) -> bool {
        matches!(self, Self::Start | Self::Approach | Self::Oval)
    }
}

/// What is known about the course of the check.
#[derive(Debug, Clone)]
pub(crate) struct Course {
    oval: RectPx,
    announced: FrameSize,
    flash_length_s: f64,
    video_start: Option<EpochMillis>,
    first_color: Option<EpochMillis>,
    oval_reached: bool,
}

impl Course {
    pub(crate) fn new(challenge: &Challenge) -> Self {
        let oval = challenge.oval;
        let steps = challenge.colors.iter();
        Self {
            oval: RectPx {
                left_px: oval.center_x_px - oval.width_px / 2.0,
                top_px: oval.center_y_px - oval.height_px / 2.0,
                width_px: oval.width_px,
                height_px: oval.height_px,
            },
            announced: challenge.video,
            flash_length_s: steps.map(|step| f64::from(step.downscroll_ms + step.flat_ms) / 1000.0).sum(),
            video_start: None,
            first_color: None,
            oval_reached: false,
        }
    }

    pub(crate) fn claim(&mut self, claim: &ClientClaim) {
        self.video_start = self.video_start.or(claim.video_start);
        self.first_color = self.first_color.or(claim.color.map(|color| color.shown_at));
    }

    /// The oval in pixels of a frame that may have another size than was announced.
    pub(crate) fn oval_in(&self, frame: FrameSize) -> RectPx {
        self.oval.to_unit(self.announced).to_px(frame)
    }

    /// The part of the check that a frame with this face belongs to.
    pub(crate) fn phase(&mut self, time: MediaTime, face: RectPx, frame: FrameSize) -> Phase {
        let size = face.width_px / self.oval_in(frame).width_px;
        self.oval_reached |= size > REACHED_SIZE;
        match self.seconds_into_flash(time) {
            Some(seconds) if seconds > self.flash_length_s + SCREEN_LAG_S => Phase::End,
            Some(seconds) if seconds > -START_ERROR_S => Phase::Flash,
            _ if self.oval_reached => Phase::Oval,
            _ if size < START_SIZE => Phase::Start,
            _ => Phase::Approach,
        }
    }

    /// Whether a frame at this time may have been lit by a colour, by all that is known now.
    pub(crate) fn may_be_lit(&self, time: MediaTime) -> bool {
        self.seconds_into_flash(time)
            .is_some_and(|seconds| (-START_ERROR_S..=self.flash_length_s + SCREEN_LAG_S).contains(&seconds))
    }

    fn seconds_into_flash(&self, time: MediaTime) -> Option<f64> {
        let shown_at = self.first_color?.seconds_since(self.video_start?);
        Some(time.as_secs_f64() - shown_at)
    }
}

/// Face width over oval width from which the approach is over.
const REACHED_SIZE: f32 = 0.85;
/// Face width over oval width up to which the approach has not begun.
const START_SIZE: f32 = 0.62;
/// Recorders start up to this much after the time they report, spec of the web client.
const START_ERROR_S: f64 = 0.1;
/// Display, camera and recorder together show a colour up to this much late.
const SCREEN_LAG_S: f64 = 0.6;
