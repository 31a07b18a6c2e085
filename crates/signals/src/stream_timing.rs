//! Do the clocks of the check agree: the client's reports, the slices, the video itself?
//!
//! A browser that records while it paints naturally reports times that fit each other; a script that uploads a finished
//! video has to invent them. The reading is the largest disagreement, in seconds, of: the reported steps of the colours
//! against their planned durations; the length of the video against the reported start and end, less the end that a
//! busy encoder may have lost; slices and colours that were received before they happened (against the steady offset of
//! both clocks). A few hundredths are the timer of a browser, a few tenths a busy phone.
//! Needs: the reported start and end of the video, or two colours.

use crate::evidence::Evidence;
use crate::finding::Finding;
use crate::signal::Description;
use catchlight_types::NotTaken;

pub(crate) fn measure(evidence: &Evidence) -> Finding {
    let steps = color_steps_off_s(evidence);
    let lost_end_s = evidence.lost_end_s();
    let length = lost_end_s.map(beyond_a_lost_end_s);
    let early = early_s(slice_offsets_s(evidence));
    let colors_early = early_s(color_offsets_s(evidence));
    let worst = [steps, length, early, colors_early].into_iter().flatten().reduce(f64::max);
    let intervals = evidence.intervals();
    worst
        .map_or(Finding::not_taken(NotTaken::MissingClientReport), Finding::value)
        .with("color_steps_off_ms", 1000.0 * steps.unwrap_or(f64::NAN))
        .with("video_length_off_ms", 1000.0 * lost_end_s.map_or(f64::NAN, f64::abs))
        .with("slices_early_ms", 1000.0 * early.unwrap_or(f64::NAN))
        .with("colors_early_ms", 1000.0 * colors_early.unwrap_or(f64::NAN))
        .with("slices", evidence.slices.len() as f64)
        .with("slice_bytes", evidence.slices.iter().map(|slice| slice.len_bytes).sum::<usize>() as f64)
        .with("frame_interval_ms", 1000.0 * intervals.middle_s)
        .with("frame_jitter_ms", 1000.0 * intervals.jitter_s)
        .with("longest_gap_ms", 1000.0 * intervals.longest_s)
}

/// How much longer or shorter than planned a reported colour lasted, the worst case.
fn color_steps_off_s(evidence: &Evidence) -> Option<f64> {
    let shown = evidence.shown_colors();
    let pairs = shown.windows(2).filter(|pair| pair[0].step > 0 && pair[1].step >= pair[0].step);
    pairs.map(|pair| (pair[1].from_s - pair[0].from_s - pair[0].planned_s).abs()).reduce(f64::max)
}

/// How much more of the end is lost than a busy machine loses, or how much longer the video is than the recording.
fn beyond_a_lost_end_s(lost_s: f64) -> f64 {
    (-lost_s).max(lost_s - LOST_END_MAX_S).max(0.0)
}

/// Clock of the server less clock of the client, for every slice.
fn slice_offsets_s(evidence: &Evidence) -> Vec<f64> {
    let slices = evidence.slices.iter();
    slices.filter_map(|slice| Some(slice.received_at.seconds_since(slice.claimed_at?))).collect()
}

/// The same for every colour that was reported.
fn color_offsets_s(evidence: &Evidence) -> Vec<f64> {
    let claims = evidence.claims.iter();
    claims
        .filter_map(|received| Some(received.received_at.seconds_since(received.claim.color?.shown_at)))
        .collect()
}

/// How much earlier than a steady offset of the clocks allows something arrived, the worst case. A network or machine
/// that falls behind makes things late, so that those on time would seem early: therefore both the first arrivals and
/// most arrivals must have been later.
fn early_s(offsets_s: Vec<f64>) -> Option<f64> {
    let opening = offsets_s.iter().take(OPENING).copied().reduce(f64::min)?;
    let mut sorted_s = offsets_s;
    sorted_s.sort_by(f64::total_cmp);
    Some(opening.min(*sorted_s.get(sorted_s.len() / 2)?) - sorted_s.first()?)
}

/// Number of first slices or colours whose delay counts as usual.
const OPENING: usize = 3;
/// A recorder that is stopped while its encoder is behind discards what is queued: up to this much was observed in a
/// browser on two busy cores.
const LOST_END_MAX_S: f64 = 2.5;

pub(crate) const DESCRIPTION: Description = Description {
    label: "Stream timing",
    question: "Do the clocks of the client, the slices and the video agree?",
    unit: "largest disagreement, seconds",
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{VIDEO_START, empty_claim, evidence_with_claims, frame, light_challenge};
    use catchlight_types::{ClientClaim, EpochMillis};

    fn later(seconds: f64) -> EpochMillis {
        EpochMillis::new(VIDEO_START.as_millis() + (seconds * 1000.0) as i64)
    }

    #[test]
    fn reports_on_time_agree() {
        let found = measure(&evidence_with_claims(&light_challenge())).into_value().unwrap();
        assert!(found < 0.01, "{found}");
    }

    #[test]
    fn a_colour_reported_late_disagrees() {
        let mut evidence = evidence_with_claims(&light_challenge());
        evidence.amend_claims(|claims| {
            let last = claims.last_mut().and_then(|received| received.claim.color.as_mut()).unwrap();
            last.shown_at = EpochMillis::new(last.shown_at.as_millis() + 900);
        });
        assert!((measure(&evidence).into_value().unwrap() - 0.9).abs() < 0.01);
    }

    #[test]
    fn a_video_of_another_length_disagrees() {
        let mut evidence = evidence_with_claims(&light_challenge());
        evidence.frames.extend((0..=40).map(|tenth| frame(f64::from(tenth) / 10.0, None)));
        evidence.claim(ClientClaim { video_end: Some(later(7.5)), ..empty_claim() }, later(7.6));
        let found = measure(&evidence).into_value().unwrap();
        assert!(
            (found - (3.4 - LOST_END_MAX_S)).abs() < 0.01,
            "all but one gap of a frame and a lost end: {found}"
        );
        // No encoder makes a video longer than it was recorded.
        evidence.amend_claims(|claims| claims.last_mut().unwrap().claim.video_end = Some(later(1.0)));
        assert!((measure(&evidence).into_value().unwrap() - 2.9).abs() < 0.01);
    }

    #[test]
    fn an_end_that_a_busy_encoder_lost_is_no_disagreement() {
        let mut evidence = evidence_with_claims(&light_challenge());
        evidence.frames.extend((0..=40).map(|tenth| frame(f64::from(tenth) / 10.0, None)));
        evidence.claim(ClientClaim { video_end: Some(later(6.0)), ..empty_claim() }, later(6.1));
        assert!(measure(&evidence).into_value().unwrap() < 0.01);
    }

    #[test]
    fn slices_that_come_before_their_time_disagree() {
        let mut evidence = evidence_with_claims(&light_challenge());
        for second in 0..6 {
            let at = f64::from(second);
            evidence.slice(1000, Some(later(at)), later(if second == 5 { at - 1.8 } else { at + 0.2 }));
        }
        assert!((measure(&evidence).into_value().unwrap() - 2.0).abs() < 0.01);
    }

    #[test]
    fn slices_that_a_busy_machine_takes_late_agree() {
        let mut evidence = evidence_with_claims(&light_challenge());
        for (second, late) in [0.1, 0.2, 1.5, 2.0, 2.5, 2.5].into_iter().enumerate() {
            let at = second as f64;
            evidence.slice(1000, Some(later(at)), later(at + late));
        }
        assert!(measure(&evidence).into_value().unwrap() < 0.1);
    }

    #[test]
    fn a_client_that_reports_nothing_is_not_judged() {
        let evidence = Evidence::new(&light_challenge());
        assert_eq!(measure(&evidence).into_value(), Err(NotTaken::MissingClientReport));
    }
}
