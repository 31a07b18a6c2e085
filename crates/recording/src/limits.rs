//! Bounds of what is read into memory.

use catchlight_types::MAX_VIDEO_BYTES;

/// Largest JSON file, bytes; a longer one is refused before it is read.
pub(crate) const MAX_JSON_BYTES: u64 = 32 * 1024 * 1024;
/// Largest video file, bytes; twice what the server takes, so that recordings of refused videos can be made.
pub(crate) const MAX_VIDEO_FILE_BYTES: u64 = 2 * MAX_VIDEO_BYTES as u64;
