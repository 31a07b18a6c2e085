//! Limits that more than one crate has to respect. What happens at each one is written beside it.

use std::time::Duration;

/// Largest event-stream message, bytes; a longer one ends the stream with a ValidationException.
pub const MAX_EVENT_BYTES: usize = 2 * 1024 * 1024;
/// Largest video of one check, bytes; more fails the session.
pub const MAX_VIDEO_BYTES: usize = 10 * 1024 * 1024;
/// Largest width and height of a frame, pixels; a larger frame fails the session before it is decoded.
pub const MAX_FRAME_SIDE_PX: u32 = 1920;
/// Most frames of one check; more fails the session.
pub const MAX_FRAMES: u32 = 900;
/// Longest recording of one check; more fails the session.
pub const MAX_RECORDING: Duration = Duration::from_secs(30);
/// Life of a session from its creation; afterwards it is EXPIRED.
pub const SESSION_LIFE: Duration = Duration::from_secs(180);
/// Largest JPEG returned as reference or audit image, bytes.
pub const MAX_IMAGE_BYTES: usize = 204_800;
/// Most audit images of one check.
pub const MAX_AUDIT_IMAGES: u8 = 4;
/// Largest body of a control plane request, bytes; a longer one is refused.
pub const MAX_REQUEST_BYTES: usize = 64 * 1024;
