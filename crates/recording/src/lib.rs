//! The liveness-recording/1 file format: a check as it went over the wire, with an optional label and truth.
//!
//! In: a JSON file with the video beside it, or a check as values. Out: values of `types`, or the two files.
//! The events within are the stream's own, as `wire` has them.
//! Never: judges a check, opens a socket, shows the label to whoever analyses the events.

mod convert;
mod error;
mod files;
mod label;
mod limits;
mod recording;
mod shapes;

pub use error::RecordingError;
pub use files::RecordingFile;
pub use label::Label;
pub use recording::{
    ClientEvent, PlayedEvent, RecordedSession, Recording, TimedEvent, VideoFormat, VideoSlice,
};
