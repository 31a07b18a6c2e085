//! What these commands need from the program around them.
//!
//! In: functions and paths of the program. Out: [`Host`]. Never: a video format; the client sends bytes.

use catchlight_client::{Pace, Performance, PerformerError};
use catchlight_types::{Challenge, FrameSize};
use std::fmt;
use std::path::Path;

/// The program around these commands.
#[derive(Debug, Clone, Copy)]
pub struct Host {
    /// Certificate of the authority that a server on this machine creates; trusted for addresses of this machine.
    pub own_authority: &'static str,
    /// Opens a video or a recording for `start-face-liveness-session`; an error says what to do.
    pub open: fn(&Path) -> Result<StreamSource, String>,
}

/// Something that can be streamed into a check.
pub struct StreamSource {
    /// Size of its frames.
    pub size: FrameSize,
    /// Responds to the challenge of the check.
    pub performer: Performer,
}

/// Turns a challenge into the events to send, at a pace.
pub type Performer = Box<dyn FnOnce(&Challenge, Pace) -> Result<Performance, PerformerError> + Send>;

impl fmt::Debug for StreamSource {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("StreamSource").field("size", &self.size).finish_non_exhaustive()
    }
}
