//! Times from one frame to the next.
//!
//! In: times in order. Out: the median interval, the median deviation from it, the longest.

/// Times between frames, seconds; NaN where there are fewer than two.
pub(crate) struct Intervals {
    pub(crate) middle_s: f64,
    /// Median deviation of an interval from the median.
    pub(crate) jitter_s: f64,
    pub(crate) longest_s: f64,
}

impl Intervals {
    pub(crate) fn between(times_s: &[f64]) -> Self {
        let mut lengths_s: Vec<f64> = times_s.windows(2).map(|pair| pair[1] - pair[0]).collect();
        lengths_s.sort_by(f64::total_cmp);
        let middle_s = lengths_s.get(lengths_s.len() / 2).copied().unwrap_or(f64::NAN);
        let mut apart_s: Vec<f64> = lengths_s.iter().map(|length_s| (length_s - middle_s).abs()).collect();
        apart_s.sort_by(f64::total_cmp);
        Self {
            middle_s,
            jitter_s: apart_s.get(apart_s.len() / 2).copied().unwrap_or(f64::NAN),
            longest_s: lengths_s.last().copied().unwrap_or(f64::NAN),
        }
    }
}
