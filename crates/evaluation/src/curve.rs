//! What every threshold would give: detection error trade-off, equal error rate, area under the curve.

use crate::Attempt;

/// The error rates of one threshold, each 0..=1; attacks of all species are pooled.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OperatingPoint {
    /// Confidence from which a check is taken for live, percent; just above 100 at the last point.
    pub threshold_percent: f32,
    /// Share of the attacks that are taken for live.
    pub apcer: f64,
    /// Share of the bona fide presentations that are not taken for live.
    pub bpcer: f64,
}

/// The curve over all thresholds at which something changes.
#[derive(Debug, Clone, PartialEq)]
pub struct ErrorCurve {
    points: Vec<OperatingPoint>,
    area: f64,
}

impl ErrorCurve {
    /// Draws the curve; `None` without a bona fide presentation or without an attack.
    #[must_use]
    pub fn of<'a>(attempts: impl IntoIterator<Item = &'a Attempt>) -> Option<Self> {
        let (mut live, mut attacks) = (Vec::new(), Vec::new());
        for attempt in attempts {
            if attempt.is_bona_fide() {
                live.push(attempt.response.percent());
            } else if attempt.attack_species().is_some() {
                attacks.push(attempt.response.percent());
            }
        }
        if live.is_empty() || attacks.is_empty() {
            return None;
        }
        live.sort_by(f32::total_cmp);
        attacks.sort_by(f32::total_cmp);
        Some(Self { points: points(&live, &attacks), area: area(&live, &attacks) })
    }

    /// The points, from the lowest threshold to the highest.
    #[must_use]
    pub fn points(&self) -> &[OperatingPoint] {
        &self.points
    }

    /// Chance that a bona fide presentation scores above an attack, ties counted half (Mann and Whitney).
    #[must_use]
    pub const fn area(&self) -> f64 {
        self.area
    }

    /// Where both rates are equal, between the two points that the difference changes its sign at.
    #[must_use]
    pub fn equal_error_rate(&self) -> f64 {
        let crossing = self.points.partition_point(|point| point.apcer > point.bpcer);
        let Some(after) = self.points.get(crossing) else { return 0.0 };
        let Some(before) = crossing.checked_sub(1).and_then(|index| self.points.get(index)) else {
            return 0.5 * (after.apcer + after.bpcer);
        };
        let gap_before = before.apcer - before.bpcer;
        let gap_after = after.bpcer - after.apcer;
        let share = gap_before / (gap_before + gap_after);
        before.apcer + share * (after.apcer - before.apcer)
    }

    /// The least BPCER among the thresholds whose APCER is at most `limit` (BPCER20 is at 0.05).
    #[must_use]
    pub fn bpcer_at_apcer(&self, limit: f64) -> f64 {
        self.points.iter().find(|point| point.apcer <= limit).map_or(1.0, |point| point.bpcer)
    }
}

fn points(live: &[f32], attacks: &[f32]) -> Vec<OperatingPoint> {
    let mut thresholds: Vec<f32> = live.iter().chain(attacks).copied().collect();
    thresholds.sort_by(f32::total_cmp);
    thresholds.dedup();
    thresholds.push(100.0_f32.next_up());
    let share_below = |sorted: &[f32], threshold: f32| {
        sorted.partition_point(|&percent| percent < threshold) as f64 / sorted.len() as f64
    };
    thresholds
        .into_iter()
        .map(|threshold_percent| OperatingPoint {
            threshold_percent,
            apcer: 1.0 - share_below(attacks, threshold_percent),
            bpcer: share_below(live, threshold_percent),
        })
        .collect()
}

fn area(live: &[f32], attacks: &[f32]) -> f64 {
    let wins: f64 = live
        .iter()
        .map(|&percent| {
            let below = attacks.partition_point(|&attack| attack < percent);
            let up_to = attacks.partition_point(|&attack| attack <= percent);
            0.5 * (below + up_to) as f64
        })
        .sum();
    wins / (live.len() * attacks.len()) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{attack, bona_fide};

    fn check(live: &[f32], attacks: &[f32], equal_error_rate: f64, area: f64) {
        let attempts: Vec<Attempt> = live
            .iter()
            .map(|&percent| bona_fide(percent))
            .chain(attacks.iter().map(|&percent| attack("print_flat", percent)))
            .collect();
        let curve = ErrorCurve::of(&attempts).expect("both classes");
        assert!((curve.equal_error_rate() - equal_error_rate).abs() < 1e-9, "{}", curve.equal_error_rate());
        assert!((curve.area() - area).abs() < 1e-9, "{}", curve.area());
    }

    #[test]
    fn separated_classes_have_no_error() {
        check(&[80.0, 90.0], &[10.0, 20.0], 0.0, 1.0);
    }

    #[test]
    fn equal_classes_are_chance() {
        check(&[10.0, 90.0], &[10.0, 90.0], 0.5, 0.5);
        check(&[50.0], &[50.0], 0.5, 0.5);
    }

    #[test]
    fn swapped_classes_are_all_error() {
        check(&[10.0], &[90.0], 1.0, 0.0);
    }

    #[test]
    fn one_of_four_overlaps() {
        check(&[30.0, 70.0, 80.0, 90.0], &[10.0, 20.0, 25.0, 75.0], 0.25, 14.0 / 16.0);
    }

    #[test]
    fn bpcer_is_read_off_where_apcer_is_low_enough() {
        let attempts =
            [bona_fide(30.0), bona_fide(70.0), attack("mask_paper", 20.0), attack("mask_paper", 60.0)];
        let curve = ErrorCurve::of(&attempts).expect("both classes");
        assert!((curve.bpcer_at_apcer(0.5) - 0.0).abs() < 1e-9);
        assert!((curve.bpcer_at_apcer(0.05) - 0.5).abs() < 1e-9);
    }

    #[test]
    fn one_class_has_no_curve() {
        assert_eq!(ErrorCurve::of(&[bona_fide(50.0)]), None);
    }
}
