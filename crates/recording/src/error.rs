//! Why a recording cannot be read or written.

use std::path::PathBuf;

/// Names the file, the member and the way out.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RecordingError {
    /// A file cannot be opened or read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file cannot be written.
    #[error("cannot write {}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file is longer than any recording.
    #[error("{} has {found} bytes, limit is {limit}; is it a recording?", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Its length, bytes.
        found: u64,
        /// Longest allowed, bytes.
        limit: u64,
    },
    /// The JSON file has not the shape of liveness-recording/1.
    #[error("{} is not a liveness-recording/1 file", path.display())]
    Json {
        /// The file.
        path: PathBuf,
        /// The member and its place.
        source: serde_json::Error,
    },
    /// A member of the JSON file holds a value that cannot be right.
    #[error("{}: {member}: {problem}", path.display())]
    Member {
        /// The file.
        path: PathBuf,
        /// Path of the member, as in `client_events[3].VideoEvent.offset`.
        member: String,
        /// What is wrong and what would be right.
        problem: String,
    },
    /// There is no video beside the JSON file.
    #[error("no video beside {}: put NAME.webm or NAME.mp4 into the same folder", path.display())]
    NoVideo {
        /// The JSON file.
        path: PathBuf,
    },
}
