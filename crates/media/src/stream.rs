//! One video from its first slice to its summary.

use crate::codec::VideoDecoder;
use crate::container::Window;
use crate::container::ebml::EbmlDemuxer;
use crate::{Frame, MediaError, VideoLimits};
use catchlight_types::{FrameSize, MediaTime};
use std::time::Duration;

/// The container of a video.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Container {
    /// WebM or Matroska.
    WebM,
    /// Fragmented MP4 or CMAF.
    Mp4,
}

/// The codec of a video track.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Codec {
    /// VP8.
    Vp8,
    /// VP9, 8-bit 4:2:0.
    Vp9,
    /// H.264, 8-bit 4:2:0.
    H264,
}

/// What a finished video was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VideoSummary {
    /// Its container.
    pub container: Container,
    /// The codec of its first video track.
    pub codec: Codec,
    /// Size of its last frame.
    pub size: FrameSize,
    /// Decoded frames.
    pub frames: u32,
    /// Time from the first to the last frame.
    pub duration: Duration,
}

const EBML_MAGIC: &[u8] = &[0x1a, 0x45, 0xdf, 0xa3];

/// Turns pushed slices into frames.
///
/// Push a slice, call [`Self::next_frame`] until `None`, repeat; then [`Self::finish`] and drain once more.
#[derive(Debug)]
pub struct VideoStream {
    limits: VideoLimits,
    bytes: usize,
    window: Window,
    demuxer: Option<EbmlDemuxer>,
    decoder: Option<VideoDecoder>,
    samples: u32,
    first_sample: Option<Duration>,
    frames: u32,
    last: Option<(FrameSize, MediaTime)>,
    closed: bool,
}

impl VideoStream {
    /// Starts a video that must stay within `limits`.
    #[must_use]
    pub fn new(limits: VideoLimits) -> Self {
        Self {
            limits,
            bytes: 0,
            window: Window::default(),
            demuxer: None,
            decoder: None,
            samples: 0,
            first_sample: None,
            frames: 0,
            last: None,
            closed: false,
        }
    }

    /// Takes the next bytes of the container, cut anywhere.
    ///
    /// # Errors
    /// Any [`MediaError`]; the stream is closed afterwards.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), MediaError> {
        if self.closed {
            return Err(MediaError::Closed);
        }
        let taken = self.take(bytes);
        self.closed = taken.is_err();
        taken
    }

    /// The next decoded frame; `None` when more bytes are needed.
    ///
    /// # Errors
    /// Any [`MediaError`]; the stream is closed afterwards.
    pub fn next_frame(&mut self) -> Result<Option<Frame>, MediaError> {
        if self.closed {
            return Ok(None);
        }
        let frame = self.decode_next();
        self.closed = frame.is_err();
        frame
    }

    /// Ends the video; frames that the decoder held back can be drained afterwards.
    ///
    /// # Errors
    /// [`MediaError::Empty`] without a frame, [`MediaError::Truncated`] inside an element.
    pub fn finish(&mut self) -> Result<VideoSummary, MediaError> {
        if self.closed {
            return Err(MediaError::Closed);
        }
        self.closed = true;
        if self.bytes == 0 {
            return Err(MediaError::Empty);
        }
        let Some(demuxer) = &self.demuxer else { return Err(MediaError::UnknownContainer) };
        if let Some(inside) = demuxer.unfinished(&self.window) {
            return Err(MediaError::Truncated { inside });
        }
        let track = demuxer.track().ok_or(MediaError::NoVideoTrack)?;
        let (size, time) = self.last.ok_or(MediaError::Empty)?;
        Ok(VideoSummary {
            container: Container::WebM,
            codec: track.codec,
            size,
            frames: self.frames,
            duration: time.since_start(),
        })
    }

    fn take(&mut self, bytes: &[u8]) -> Result<(), MediaError> {
        self.bytes = self.bytes.saturating_add(bytes.len());
        if self.bytes > self.limits.bytes {
            return Err(MediaError::TooManyBytes { limit: self.limits.bytes });
        }
        self.window.push(bytes);
        if self.demuxer.is_none() {
            let start = self.window.peek();
            let shared = start.len().min(EBML_MAGIC.len());
            if start[..shared] != EBML_MAGIC[..shared] {
                return Err(MediaError::UnknownContainer);
            }
            if shared == EBML_MAGIC.len() {
                self.demuxer = Some(EbmlDemuxer::new());
            }
        }
        Ok(())
    }

    fn decode_next(&mut self) -> Result<Option<Frame>, MediaError> {
        let Some(demuxer) = &mut self.demuxer else { return Ok(None) };
        while let Some(sample) = demuxer.next_sample(&mut self.window)? {
            let track = demuxer.track().ok_or(MediaError::NoVideoTrack)?;
            let index = self.samples;
            if index >= self.limits.frames {
                return Err(MediaError::TooManyFrames { limit: self.limits.frames });
            }
            self.samples += 1;
            let start = *self.first_sample.get_or_insert(sample.time);
            let time = sample.time.saturating_sub(start);
            if time > self.limits.duration {
                return Err(MediaError::TooLong { limit: self.limits.duration });
            }
            let decoder = match &mut self.decoder {
                Some(decoder) => decoder,
                empty => empty.insert(VideoDecoder::new(track.codec, self.limits.frame_side_px)?),
            };
            if let Some(image) = decoder.decode(&sample.data, index)? {
                let time = MediaTime::new(time);
                self.frames += 1;
                self.last = Some((image.size(), time));
                return Ok(Some(Frame { time, image }));
            }
        }
        Ok(None)
    }
}
