//! One video from its first slice to its summary.

use crate::codec::{PictureOrder, VideoDecoder};
use crate::container::{Demuxer, Window};
use crate::{Frame, MediaError, VideoLimits};
use catchlight_types::{FrameSize, MediaTime};
use std::collections::VecDeque;
use std::time::Duration;

/// The container of a video.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Container {
    /// WebM or Matroska.
    WebM,
    /// MP4, fragmented (CMAF) or not.
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

/// Summary of a finished video.
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

/// Turns pushed slices into frames.
///
/// Push a slice, call [`Self::next_frame`] until `None`, repeat; then [`Self::finish`] and drain once more.
#[derive(Debug)]
pub struct VideoStream {
    limits: VideoLimits,
    bytes: usize,
    window: Window,
    demuxer: Option<Demuxer>,
    decoder: Option<VideoDecoder>,
    order: PictureOrder,
    ready: VecDeque<Frame>,
    samples: u32,
    first_sample_nanos: Option<i64>,
    first_shown_nanos: Option<i64>,
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
            order: PictureOrder::new(),
            ready: VecDeque::new(),
            samples: 0,
            first_sample_nanos: None,
            first_shown_nanos: None,
            frames: 0,
            last: None,
            closed: false,
        }
    }

    /// Every frame of a complete video; all frames are held in memory at once.
    ///
    /// # Errors
    /// Any [`MediaError`].
    pub fn frames_of<'a>(
        slices: impl IntoIterator<Item = &'a [u8]>,
        limits: VideoLimits,
    ) -> Result<Vec<Frame>, MediaError> {
        let mut stream = Self::new(limits);
        let mut frames = Vec::new();
        for slice in slices {
            stream.push(slice)?;
            while let Some(frame) = stream.next_frame()? {
                frames.push(frame);
            }
        }
        stream.finish()?;
        while let Some(frame) = stream.next_frame()? {
            frames.push(frame);
        }
        Ok(frames)
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

    /// The next frame in presentation order; `None` when more bytes are needed.
    ///
    /// # Errors
    /// Any [`MediaError`]; the stream is closed afterwards.
    pub fn next_frame(&mut self) -> Result<Option<Frame>, MediaError> {
        if self.ready.is_empty() && !self.closed {
            let decoded = self.decode_next();
            self.closed = decoded.is_err();
            decoded?;
        }
        Ok(self.ready.pop_front())
    }

    /// Ends the video; frames that were held back can be drained afterwards.
    ///
    /// # Errors
    /// [`MediaError::Empty`] without a frame, [`MediaError::Truncated`] inside an element, and any error in the bytes
    /// that are not decoded yet.
    pub fn finish(&mut self) -> Result<VideoSummary, MediaError> {
        if self.closed {
            return Err(MediaError::Closed);
        }
        self.closed = true;
        if self.bytes == 0 {
            return Err(MediaError::Empty);
        }
        while self.read_sample()? {}
        let Some(demuxer) = &self.demuxer else { return Err(MediaError::UnknownContainer) };
        if let Some(inside) = demuxer.unfinished(&self.window) {
            return Err(MediaError::Truncated { inside });
        }
        let (container, track) = (demuxer.container(), demuxer.track().ok_or(MediaError::NoVideoTrack)?);
        let codec = track.codec;
        self.order.end();
        self.show_due()?;
        let (size, time) = self.last.ok_or(MediaError::Empty)?;
        Ok(VideoSummary { container, codec, size, frames: self.frames, duration: time.since_start() })
    }

    fn take(&mut self, bytes: &[u8]) -> Result<(), MediaError> {
        self.bytes = self.bytes.saturating_add(bytes.len());
        if self.bytes > self.limits.bytes {
            return Err(MediaError::TooManyBytes { limit: self.limits.bytes });
        }
        self.window.push(bytes);
        if self.demuxer.is_none() {
            self.demuxer = Demuxer::sniff(self.window.peek(), self.limits.frames)?;
        }
        Ok(())
    }

    fn decode_next(&mut self) -> Result<(), MediaError> {
        while self.ready.is_empty() && self.read_sample()? {}
        Ok(())
    }

    /// Decodes one sample and shows what is due; returns whether there was one.
    fn read_sample(&mut self) -> Result<bool, MediaError> {
        let Some(demuxer) = &mut self.demuxer else { return Ok(false) };
        let Some(sample) = demuxer.next_sample(&mut self.window)? else { return Ok(false) };
        let track = demuxer.track().ok_or(MediaError::NoVideoTrack)?;
        let index = self.samples;
        if index >= self.limits.frames {
            return Err(MediaError::TooManyFrames { limit: self.limits.frames });
        }
        self.samples += 1;
        let start = *self.first_sample_nanos.get_or_insert(sample.time_nanos);
        if since(start, sample.time_nanos) > self.limits.duration {
            return Err(MediaError::TooLong { limit: self.limits.duration });
        }
        let decoder = match &mut self.decoder {
            Some(decoder) => decoder,
            empty => empty.insert(VideoDecoder::new(track, self.limits.frame_side_px)?),
        };
        if let Some(picture) = decoder.decode(&sample.data, index)? {
            if picture.starts_sequence {
                self.order.start_sequence();
            }
            self.order.hold(sample.time_nanos, track.orientation.apply(picture.image));
        }
        self.order.expect(decoder.reorder_depth(), sample.later_from_nanos);
        self.show_due()?;
        Ok(true)
    }

    fn show_due(&mut self) -> Result<(), MediaError> {
        while let Some((time_nanos, image)) = self.order.next()? {
            let start = *self.first_shown_nanos.get_or_insert(time_nanos);
            let time = MediaTime::new(since(start, time_nanos));
            self.frames += 1;
            self.last = Some((image.size(), time));
            self.ready.push_back(Frame { time, image });
        }
        Ok(())
    }
}

fn since(start_nanos: i64, time_nanos: i64) -> Duration {
    Duration::from_nanos(u64::try_from(i128::from(time_nanos) - i128::from(start_nanos)).unwrap_or(0))
}
