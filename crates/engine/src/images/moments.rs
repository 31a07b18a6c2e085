//! The best frame of each part of the check so far, in bounded memory.
//!
//! In: frames with their ranks, in order of time. Out: at most [`MOMENTS_MAX`] frames, evenly spread.

use super::portrait::Portrait;
use crate::limits::{FIRST_MOMENT, MOMENTS_MAX};
use catchlight_media::{Frame, Yuv420};
use catchlight_types::{MediaTime, RectPx};
use std::time::Duration;

/// A stored frame.
pub(super) struct Moment {
    pub(super) time: MediaTime,
    pub(super) image: Yuv420,
    pub(super) bounds: RectPx,
    pub(super) portrait: Portrait,
    rank: Rank,
    /// Number of the part of the check that it stands for.
    part: u128,
}

/// What makes one frame of a part better than another; neutral light goes before everything.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub(super) struct Rank {
    pub(super) is_neutral: bool,
    pub(super) is_fit: bool,
    pub(super) score: f32,
}

/// The best frame of each part; the parts get longer as the check does.
pub(super) struct Moments {
    kept: Vec<Moment>,
    length: Duration,
}

impl Default for Moments {
    fn default() -> Self {
        Self { kept: Vec::with_capacity(MOMENTS_MAX), length: FIRST_MOMENT }
    }
}

impl Moments {
    /// Stores the frame when it is the best of its part.
    pub(super) fn consider(&mut self, frame: &Frame, bounds: RectPx, portrait: Portrait, rank: Rank) {
        let part = self.part_of(frame.time);
        let time = frame.time;
        match self.kept.last_mut().filter(|last| last.part == part) {
            Some(last) if last.rank >= rank => {}
            Some(last) => {
                last.image.clone_from(&frame.image);
                (last.time, last.bounds, last.portrait, last.rank) = (time, bounds, portrait, rank);
            }
            None => {
                if self.kept.len() == MOMENTS_MAX {
                    self.lengthen();
                }
                let part = self.part_of(time);
                let moment = Moment { time, image: frame.image.clone(), bounds, portrait, rank, part };
                self.kept.push(moment);
            }
        }
    }

    /// The stored frames in order of time.
    pub(super) fn into_kept(self) -> Vec<Moment> {
        self.kept
    }

    pub(super) fn count(&self) -> usize {
        self.kept.len()
    }

    fn part_of(&self, time: MediaTime) -> u128 {
        time.since_start().as_nanos() / self.length.as_nanos().max(1)
    }

    /// Doubles the length of a part and retains the better frame of each pair until there is room.
    fn lengthen(&mut self) {
        while self.kept.len() >= MOMENTS_MAX {
            self.length *= 2;
            for moment in &mut self.kept {
                moment.part /= 2;
            }
            self.kept.dedup_by(|later, earlier| {
                if later.part != earlier.part {
                    return false;
                }
                if later.rank > earlier.rank {
                    std::mem::swap(later, earlier);
                }
                true
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use catchlight_types::FrameSize;

    fn keep(times_and_scores: &[(u64, f32)]) -> Vec<u64> {
        let mut moments = Moments::default();
        let size = FrameSize { width_px: 2, height_px: 2 };
        let image = Yuv420::from_rgb(&catchlight_media::RgbImage { size, data: vec![0; 12] }).unwrap();
        for &(millis, score) in times_and_scores {
            let frame = Frame { time: MediaTime::from_millis(millis), image: image.clone() };
            let rank = Rank { is_neutral: true, is_fit: true, score };
            moments.consider(&frame, RectPx::default(), Portrait::GOOD, rank);
        }
        let kept = moments.into_kept();
        kept.iter().map(|moment| moment.time.since_start().as_millis() as u64).collect()
    }

    #[test]
    fn a_part_keeps_its_best_frame() {
        assert_eq!(keep(&[(0, 0.1), (100, 0.9), (200, 0.5), (500, 0.2)]), [100, 500]);
    }

    #[test]
    fn a_long_check_keeps_frames_from_all_of_it() {
        let frames: Vec<_> = (0..600u64).map(|frame| (frame * 50, (frame % 7) as f32)).collect();
        let kept = keep(&frames);
        assert!((MOMENTS_MAX / 2..=MOMENTS_MAX).contains(&kept.len()), "{kept:?}");
        assert!(kept[0] < 4000 && kept[kept.len() - 1] > 26_000, "{kept:?}");
        assert!(kept.is_sorted(), "{kept:?}");
    }

    #[test]
    fn neutral_light_goes_before_score() {
        let neutral = Rank { is_neutral: true, is_fit: false, score: 0.1 };
        let lit = Rank { is_neutral: false, is_fit: true, score: 0.9 };
        assert!(neutral > lit);
    }
}
