//! From decoding order to presentation order.

use crate::{MediaError, Yuv420};

/// Holds pictures back until no earlier one can follow.
#[derive(Debug)]
pub(crate) struct PictureOrder {
    held: Vec<Held>,
    sequence: u32,
    depth: usize,
    later_from_nanos: i64,
    last_nanos: i64,
}

#[derive(Debug)]
struct Held {
    sequence: u32,
    time_nanos: i64,
    image: Yuv420,
}

impl PictureOrder {
    pub(crate) const fn new() -> Self {
        Self { held: Vec::new(), sequence: 0, depth: 0, later_from_nanos: i64::MIN, last_nanos: i64::MIN }
    }

    /// Notes that everything held so far is shown before whatever follows.
    pub(crate) const fn start_sequence(&mut self) {
        self.sequence = self.sequence.saturating_add(1);
    }

    /// Notes how many pictures may precede one that is shown earlier and, where known, from when they are shown.
    pub(crate) fn expect(&mut self, depth: usize, later_from_nanos: Option<i64>) {
        self.depth = depth;
        self.later_from_nanos = later_from_nanos.unwrap_or(i64::MIN);
    }

    /// Notes that no picture will follow.
    pub(crate) const fn end(&mut self) {
        self.depth = 0;
    }

    pub(crate) fn hold(&mut self, time_nanos: i64, image: Yuv420) {
        self.held.push(Held { sequence: self.sequence, time_nanos, image });
    }

    /// The next picture to show and its time, if no earlier one can follow any more.
    pub(crate) fn next(&mut self) -> Result<Option<(i64, Yuv420)>, MediaError> {
        let first = (0..self.held.len()).min_by_key(|&at| (self.held[at].sequence, self.held[at].time_nanos));
        let Some(at) = first else { return Ok(None) };
        let Held { sequence, time_nanos, .. } = self.held[at];
        let is_due =
            sequence < self.sequence || self.held.len() > self.depth || time_nanos <= self.later_from_nanos;
        if !is_due {
            return Ok(None);
        }
        if time_nanos < self.last_nanos {
            return Err(MediaError::DamagedContainer { what: "frame times that run backwards" });
        }
        self.last_nanos = time_nanos;
        Ok(Some((time_nanos, self.held.remove(at).image)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ColorRange;
    use catchlight_types::FrameSize;

    fn hold(order: &mut PictureOrder, time_nanos: i64) {
        let size = FrameSize { width_px: 1, height_px: 1 };
        let image = Yuv420::from_planes(size, ColorRange::Full, vec![0], vec![0], vec![0]).unwrap();
        order.hold(time_nanos, image);
    }

    fn drain(order: &mut PictureOrder) -> Vec<i64> {
        std::iter::from_fn(|| order.next().unwrap()).map(|(time, _)| time).collect()
    }

    #[test]
    fn pictures_wait_for_as_many_as_may_overtake() {
        let mut order = PictureOrder::new();
        order.expect(2, None);
        hold(&mut order, 0);
        hold(&mut order, 30);
        assert_eq!(drain(&mut order), []);
        hold(&mut order, 10);
        assert_eq!(drain(&mut order), [0]);
        order.end();
        assert_eq!(drain(&mut order), [10, 30]);
    }

    #[test]
    fn a_known_earliest_time_releases_sooner() {
        let mut order = PictureOrder::new();
        order.expect(9, Some(10));
        hold(&mut order, 30);
        hold(&mut order, 10);
        assert_eq!(drain(&mut order), [10]);
    }

    #[test]
    fn a_new_sequence_releases_all_before_it() {
        let mut order = PictureOrder::new();
        order.expect(9, None);
        hold(&mut order, 30);
        hold(&mut order, 10);
        order.start_sequence();
        hold(&mut order, 40);
        assert_eq!(drain(&mut order), [10, 30]);
    }

    #[test]
    fn times_do_not_run_backwards() {
        let mut order = PictureOrder::new();
        hold(&mut order, 30);
        assert_eq!(drain(&mut order), [30]);
        hold(&mut order, 29);
        assert!(order.next().is_err());
    }
}
