//! What `catchlight check` streams: a video file, a recording with its claims, or a simulated client.
//!
//! In: a path, or a species. Out: the frame size to announce and the response to any challenge. Never: changes a byte of
//! the video.

use crate::simulated_client::{VIDEO, performance};
use anyhow::{Context, bail};
use bytes::Bytes;
use catchlight_client::limits::{MAX_PLAYED_SLICE_BYTES, PLAYED_SLICE};
use catchlight_client::{Pace, Performance, PerformerError, Playback, PlayedSlice};
use catchlight_media::{SlicedVideo, TimedSlice, VideoLimits};
use catchlight_recording::Recording;
use catchlight_simulator::{CaptureSettings, Seed, Species, simulate};
use catchlight_types::{Challenge, FrameSize};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Something to stream.
#[derive(Debug)]
pub(crate) enum VideoSource {
    /// A video whose claims follow from the challenge.
    Video { size: FrameSize, playback: Playback },
    /// A recorded check with the claims of its own client.
    Recording(Box<Recording>),
    /// A simulated client, whose video is drawn when the challenge is known.
    Simulated { species: Species, seed: Seed },
}

impl VideoSource {
    /// Reads NAME.webm, NAME.mp4, the NAME.json of a recording, or a folder with one recording. A video next
    /// to its NAME.json is still streamed as a plain video.
    pub(crate) fn read(path: &Path) -> anyhow::Result<Self> {
        if path.is_dir() {
            return read_recording(&only_recording(path)?);
        }
        if path.extension().is_some_and(|extension| extension == "json") {
            return read_recording(path);
        }
        let found = std::fs::metadata(path).with_context(|| format!("cannot read {}", path.display()))?.len();
        if found > VideoLimits::CHECK.bytes as u64 {
            let limit = VideoLimits::CHECK.bytes;
            bail!("{} has {found} bytes, the limit is {limit}; {TRANSCODE}", path.display());
        }
        let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        sliced(&bytes.into()).with_context(|| format!("cannot play {}; {TRANSCODE}", path.display()))
    }

    /// Size of the frames.
    pub(crate) fn size(&self) -> FrameSize {
        match self {
            Self::Video { size, .. } => *size,
            Self::Recording(recording) => recording.session.video,
            Self::Simulated { .. } => VIDEO,
        }
    }

    /// The same source for the operations of the aws command.
    pub(crate) fn into_streamed(self) -> catchlight_awscli::StreamSource {
        let size = self.size();
        let performer = Box::new(move |challenge: &Challenge, pace| self.respond(challenge, pace));
        catchlight_awscli::StreamSource { size, performer }
    }

    /// Bytes of the video, where there is one already.
    pub(crate) fn video_bytes(&self) -> Option<usize> {
        match self {
            Self::Video { playback, .. } => Some(playback.video_bytes()),
            Self::Recording(recording) => Some(recording.video.len()),
            Self::Simulated { .. } => None,
        }
    }

    /// The response to a challenge.
    pub(crate) fn respond(self, challenge: &Challenge, pace: Pace) -> Result<Performance, PerformerError> {
        Ok(match self {
            Self::Video { playback, .. } => playback.answer(challenge, pace),
            Self::Recording(recording) => Performance::replay(*recording, pace),
            Self::Simulated { species, seed } => {
                performance(simulate(challenge, species, seed, &CaptureSettings::BROWSER)?, pace)
            }
        })
    }
}

fn read_recording(path: &Path) -> anyhow::Result<VideoSource> {
    Ok(VideoSource::Recording(Box::new(Recording::read(path)?)))
}

/// The one recording in a folder.
fn only_recording(folder: &Path) -> anyhow::Result<PathBuf> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let paths = entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>();
    let paths = paths.with_context(|| format!("cannot read {}", folder.display()))?;
    let mut recordings = paths.into_iter().filter(|path| path.extension().is_some_and(|end| end == "json"));
    match (recordings.next(), recordings.next()) {
        (Some(only), None) => Ok(only),
        (None, _) => bail!(
            "{} contains no recording; a recording is a NAME.json next to NAME.webm or NAME.mp4",
            folder.display()
        ),
        (Some(_), Some(_)) => {
            bail!("{} contains several recordings; give the path of one NAME.json", folder.display())
        }
    }
}

/// A plain video in the slices that a camera could have sent each second.
fn sliced(bytes: &Bytes) -> anyhow::Result<VideoSource> {
    let SlicedVideo { size, duration, slices } =
        SlicedVideo::new(bytes, VideoLimits::CHECK, PLAYED_SLICE, MAX_PLAYED_SLICE_BYTES)?;
    // A file whose index stands at its end shows no time before.
    let is_timed = slices.len() > 1 && slices[0].ends_at > Duration::ZERO;
    let playback = if is_timed {
        let played =
            |slice: TimedSlice| PlayedSlice { bytes: bytes.slice(slice.bytes), ends_at: slice.ends_at };
        Playback::new(slices.into_iter().map(played).collect())
    } else {
        Playback::even(bytes, duration)
    };
    Ok(VideoSource::Video { size, playback })
}

const TRANSCODE: &str =
    "convert it: ffmpeg -i IN -t 20 -an -r 30 -vf scale=640:480 -c:v libvpx -b:v 1M OUT.webm";

#[cfg(test)]
mod tests;
