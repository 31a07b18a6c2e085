//! How the frames lie in time, and how much of the end is lost.
//!
//! In: the frames and what the client says of its video. Out: times between frames, seconds of the end that did not arrive.

use super::Evidence;
use super::Intervals;

impl Evidence {
    /// Times between the analysed frames.
    pub(crate) fn intervals(&self) -> Intervals {
        let times_s: Vec<f64> = self.frames.iter().map(|frame| frame.time_s).collect();
        Intervals::between(&times_s)
    }

    /// How much of the end of the video that the client says it recorded did not arrive, seconds; below 0 where more
    /// arrived. `None` when the client reported no start or end, or nothing arrived.
    pub(crate) fn lost_end_s(&self) -> Option<f64> {
        let claims = || self.claims.iter().map(|received| &received.claim);
        let start = claims().find_map(|claim| claim.video_start)?;
        let end = claims().find_map(|claim| claim.video_end)?;
        let lost_s = end.seconds_since(start) - self.frames.last()?.time_s;
        // A slow camera may have missed its last frame by as much as any other.
        let longest = Some(self.intervals().longest_s).filter(|gap_s| !gap_s.is_nan());
        let gap_s = longest.map_or(0.0, |gap_s| gap_s.min(GAP_MAX_S));
        Some(lost_s.signum() * (lost_s.abs() - gap_s).max(0.0))
    }
}

/// Longest gap between frames that explains a difference in the length of a video.
const GAP_MAX_S: f64 = 1.0;
