//! Container bytes to timed frames: WebM and MP4; VP8, VP9 and H.264; every size bounded.
//!
//! In: slices of one video, cut anywhere, from an untrusted sender. Out: timed frames in order, or one clear error.
//! Never: files, clocks, unbounded buffers.

mod codec;
mod color;
mod container;
pub mod encode;
mod error;
mod frame;
mod limits;
mod orientation;
mod slices;
mod stream;
mod vpx;

pub use error::{EncodeError, MediaError};
pub use frame::{ColorRange, Frame, GrayImage, RgbImage, Yuv420};
pub use limits::VideoLimits;
pub use slices::{SlicedVideo, TimedSlice};
pub use stream::{Codec, Container, VideoStream, VideoSummary};
