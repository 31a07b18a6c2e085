//! The bounds of one check beyond those that every crate shares.

use std::time::Duration;

/// Smallest width and height of an announced video, pixels; a smaller one is refused with a validation error.
pub const MIN_FRAME_SIDE_PX: u32 = 120;
/// Time beyond the oval fit timeout in which the client has to report that the face fills the oval: its own
/// timer starts when the oval is drawn, up to 5 s after the start report, and colours follow 1 s after the fit.
pub const OVAL_FIT_GRACE: Duration = Duration::from_secs(8);
/// Longest silence between the last report of the client and the end of its video; then the session fails.
pub const END_GRACE: Duration = Duration::from_secs(10);
/// Longest wait for the analysis after the video has ended; then the session fails as an internal error.
pub const ANALYSIS_TIMEOUT: Duration = Duration::from_secs(60);
/// Most failed attempts of one person in one [`ATTEMPT_WINDOW`]; then comes a pause.
pub const MAX_FAILED_ATTEMPTS: usize = 5;
/// Time in which failed attempts are counted together.
pub const ATTEMPT_WINDOW: Duration = Duration::from_secs(180);
/// First pause after too many failed attempts; each further one is twice as long.
pub const ATTEMPT_BACK_OFF: Duration = Duration::from_secs(300);
/// How often the pause doubles; afterwards it stays.
pub const MAX_BACK_OFF_DOUBLINGS: u32 = 3;
