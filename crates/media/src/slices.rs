//! Where the bytes of a video reach which time.
//!
//! In: a whole video. Out: slices such as a camera would have sent while it filmed. Never: changes a byte.

use crate::{MediaError, VideoLimits, VideoStream};
use catchlight_types::FrameSize;
use std::ops::Range;
use std::time::Duration;

/// A video in slices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlicedVideo {
    /// Size of the first frame.
    pub size: FrameSize,
    /// From the first frame to the end of the last.
    pub duration: Duration,
    /// All of its bytes, in order.
    pub slices: Vec<TimedSlice>,
}

/// Some bytes of a video.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimedSlice {
    /// Their place in the video.
    pub bytes: Range<usize>,
    /// Time of the last frame that can be decoded with them; zero where a file has its index at the end.
    pub ends_at: Duration,
}

impl SlicedVideo {
    /// Slices `bytes` so that each slice lasts about `span` and none is longer than `max_bytes`.
    ///
    /// # Errors
    /// Any [`MediaError`].
    pub fn new(
        bytes: &[u8],
        limits: VideoLimits,
        span: Duration,
        max_bytes: usize,
    ) -> Result<Self, MediaError> {
        let mut stream = VideoStream::new(limits);
        let (mut size, mut last) = (None, Duration::ZERO);
        let mut reached = |stream: &mut VideoStream| -> Result<Duration, MediaError> {
            while let Some(frame) = stream.next_frame()? {
                size = size.or(Some(frame.image.size()));
                last = frame.time.since_start();
            }
            Ok(last)
        };
        let mut slices: Vec<TimedSlice> = Vec::new();
        let (mut start, mut end) = (0, 0);
        for piece in bytes.chunks(PIECE_BYTES) {
            stream.push(piece)?;
            end += piece.len();
            let now = reached(&mut stream)?;
            let before = slices.last().map_or(Duration::ZERO, |slice| slice.ends_at);
            if now >= before + span || end - start + PIECE_BYTES > max_bytes {
                slices.push(TimedSlice { bytes: start..end, ends_at: now });
                start = end;
            }
        }
        let summary = stream.finish()?;
        let duration = reached(&mut stream)?.max(summary.duration);
        slices.push(TimedSlice { bytes: start..bytes.len(), ends_at: duration });
        Ok(Self { size: size.ok_or(MediaError::Empty)?, duration, slices })
    }
}

/// Bytes after which the time is read: about 30 ms of a webcam's video.
const PIECE_BYTES: usize = 4 * 1024;
