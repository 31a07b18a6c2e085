//! A whole simulated check: what the client sent and what was really there.

use crate::{CheckTruth, Seed, Species};
use catchlight_types::{Challenge, ClientClaim, EpochMillis, MediaTime};
use std::fmt;
use std::ops::Range;

/// Bytes of a recorded video; `Debug` prints only the length.
#[derive(Clone, PartialEq, Eq)]
pub struct VideoBytes(Vec<u8>);

impl VideoBytes {
    pub(crate) const fn new(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes.
    #[must_use]
    pub fn as_slice(&self) -> &[u8] {
        &self.0
    }

    /// The bytes, owned.
    #[must_use]
    pub fn into_vec(self) -> Vec<u8> {
        self.0
    }
}

impl fmt::Debug for VideoBytes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "VideoBytes({} bytes, redacted)", self.0.len())
    }
}

/// One slice of the video as the recorder handed it over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentSlice {
    /// Which bytes of the video; empty for the slice that ends the stream.
    pub bytes: Range<usize>,
    /// When the client sent it, client clock.
    pub sent_at: EpochMillis,
}

/// One claim of the client and when it sent it.
#[derive(Debug, Clone, PartialEq)]
pub struct SentClaim {
    /// What the client claims.
    pub claim: ClientClaim,
    /// When the client sent it, client clock.
    pub sent_at: EpochMillis,
}

/// Everything about one simulated check.
#[derive(Debug, Clone, PartialEq)]
pub struct SimulatedCheck {
    /// What was played.
    pub species: Species,
    /// The seed it follows from.
    pub seed: Seed,
    /// The challenge it answers.
    pub challenge: Challenge,
    /// A live WebM with VP8.
    pub video: VideoBytes,
    /// The slices in the order of sending; the last one is empty and ends the stream.
    pub slices: Vec<SentSlice>,
    /// The claims in the order of sending; a claim comes after the slices with the same time.
    pub claims: Vec<SentClaim>,
    /// Time of each frame of the video.
    pub frame_times: Vec<MediaTime>,
    /// What really was in front of the camera.
    pub truth: CheckTruth,
}
