//! What can be wrong with a request to start a check.

/// Why a challenge cannot be agreed or planned.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SessionError {
    /// The client supports none of the challenges that the session allows.
    #[error("the client supports none of the challenges that this session allows")]
    NoCommonChallenge,
    /// The announced video cannot hold an oval or is larger than the limit.
    #[error("video size {width_px}x{height_px} is outside {least_px}..={most_px} pixels a side")]
    VideoSize {
        /// Announced width, pixels.
        width_px: u32,
        /// Announced height, pixels.
        height_px: u32,
        /// Smallest side, pixels.
        least_px: u32,
        /// Largest side, pixels.
        most_px: u32,
    },
}
