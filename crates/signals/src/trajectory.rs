//! Does the tracked face really enter the server's oval, and is it where the client says?
//!
//! The position of the oval is random for every check, so a video recorded for another check misses it. The reading is
//! the median overlap (intersection over union) of the tracked face with the oval during the second in which the face
//! should be in it: the second before the first colour, or the last second of a check without colours. Some clients
//! mirror their video, so the better of both orientations counts. Details give the distance between the client's own
//! boxes and the tracked face, in face widths.
//! Needs: five frames with a face in that second; in a check without colours also the end of the video, unless the face
//! was in the oval before.

use crate::evidence::{Evidence, FaceEvidence, FrameEvidence};
use crate::finding::Finding;
use crate::signal::Description;
use catchlight_types::{EpochMillis, FrameSize, NotTaken, RectPx, UnitRect};

pub(crate) fn measure(evidence: &Evidence) -> Finding {
    let Some(end_s) =
        evidence.shown_colors().begin_s().or_else(|| evidence.frames.last().map(|frame| frame.time_s))
    else {
        return Finding::not_taken(NotTaken::TooFewFrames);
    };
    let held = end_s - HELD_S..=end_s;
    let faces: Vec<&FaceEvidence> = evidence
        .frames
        .iter()
        .filter(|frame| held.contains(&frame.time_s))
        .filter_map(|frame| frame.face.as_ref())
        .collect();
    if faces.is_empty() {
        return Finding::not_taken(NotTaken::NoFace);
    }
    if faces.len() < FACES_MIN {
        return Finding::not_taken(NotTaken::TooFewFrames);
    }
    let Some(size) = evidence.frame_size else {
        return Finding::not_taken(NotTaken::TooFewFrames);
    };
    let oval = oval_in(evidence, size);
    let mirrored = RectPx { left_px: size.width_px as f32 - oval.left_px - oval.width_px, ..oval };
    let overlap = |oval: RectPx| {
        let overlaps = faces.iter().map(|face| face.bounds.intersection_over_union(oval)).collect();
        f64::from(median(overlaps))
    };
    let start = evidence.frames.iter().find_map(|frame| frame.face.as_ref());
    let growth = start.map_or(f64::NAN, |start| {
        let widths = faces.iter().map(|face| face.bounds.width_px).collect();
        f64::from(median(widths) / start.bounds.width_px.max(1.0))
    });
    let reading = overlap(oval).max(overlap(mirrored));
    let is_cut = evidence.challenge.colors.is_empty()
        && evidence.lost_end_s().is_some_and(|lost_s| lost_s > LOST_MAX_S);
    let finding = if is_cut && reading < ARRIVED {
        // The arrival of the face is in the part that was lost.
        Finding::not_taken(NotTaken::TooFewFrames)
    } else {
        Finding::value(reading)
    };
    finding
        .with("growth", growth)
        .with("start_to_oval", start.map_or(f64::NAN, |face| f64::from(face.bounds.width_px / oval.width_px)))
        .with("initial_claim_apart", initial_claim_apart(evidence, size))
}

/// The oval in pixels of the video's frames.
fn oval_in(evidence: &Evidence, size: FrameSize) -> RectPx {
    let challenge = &evidence.challenge;
    challenge.oval.bounds().to_unit(challenge.video).to_px(size)
}

/// Distance of the claimed first face from the tracked one at that time, widths of the tracked one; NaN without a claim.
fn initial_claim_apart(evidence: &Evidence, size: FrameSize) -> f64 {
    let claims = || evidence.claims.iter().map(|received| &received.claim);
    let start = claims().find_map(|claim| claim.video_start);
    let initial = claims().find_map(|claim| claim.initial_face);
    let (Some(start), Some(initial)) = (start, initial) else { return f64::NAN };
    let Some(face) = face_at(&evidence.frames, initial.detected_at, start) else { return f64::NAN };
    let apart = |claimed: UnitRect| {
        let claimed = claimed.to_px(size).center();
        claimed.distance_px(face.bounds.center()) / face.bounds.width_px.max(1.0)
    };
    let claimed = initial.bounding_box;
    let mirrored = UnitRect { left: 1.0 - claimed.left - claimed.width, ..claimed };
    f64::from(apart(claimed).min(apart(mirrored)))
}

fn face_at(frames: &[FrameEvidence], at: EpochMillis, start: EpochMillis) -> Option<&FaceEvidence> {
    let at_s = at.seconds_since(start);
    let with_face = frames.iter().filter(|frame| frame.face.is_some());
    let nearest = with_face
        .min_by(|one, other| (one.time_s - at_s).abs().total_cmp(&(other.time_s - at_s).abs()))
        .filter(|frame| (frame.time_s - at_s).abs() < CLAIM_REACH_S)?;
    nearest.face.as_ref()
}

fn median(mut values: Vec<f32>) -> f32 {
    values.sort_by(f32::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

/// How long the face should stay in the oval.
const HELD_S: f64 = 1.0;
/// With more of the end lost, the last second of the video is not that of the check.
const LOST_MAX_S: f64 = 0.5;
/// A face with this much overlap was in the oval, whatever followed.
const ARRIVED: f64 = 0.4;
const FACES_MIN: usize = 5;
/// A claim is compared with a frame at most this far from it.
const CLAIM_REACH_S: f64 = 0.3;

pub(crate) const DESCRIPTION: Description = Description {
    label: "Trajectory",
    question: "Did the face move into the oval of this check?",
    unit: "overlap, 0 to 1",
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{
        COLORS_FROM_S, FRAME, VIDEO_START, empty_claim, evidence_with_claims, face_in, frame, light_challenge,
    };
    use catchlight_types::ClientClaim;

    /// The reading of a face that stands in this box for the whole check.
    fn reading(bounds: RectPx) -> Result<f64, NotTaken> {
        let mut evidence = evidence_with_claims(&light_challenge());
        evidence.frame_size = Some(FRAME);
        for number in 0..40 {
            evidence.frames.push(frame(f64::from(number) / 15.0, Some(face_in(bounds))));
        }
        measure(&evidence).into_value()
    }

    const OVAL: RectPx = RectPx { left_px: 200.0, top_px: 46.0, width_px: 240.0, height_px: 388.0 };

    #[test]
    fn a_face_in_the_oval_overlaps_it() {
        assert!(reading(OVAL).unwrap() > 0.99);
    }

    #[test]
    fn a_face_beside_the_oval_does_not() {
        assert!(reading(RectPx { left_px: 380.0, ..OVAL }).unwrap() < 0.2);
    }

    #[test]
    fn the_oval_counts_mirrored_too() {
        let mut evidence = evidence_with_claims(&light_challenge());
        evidence.challenge.oval.center_x_px = 290.0;
        evidence.frame_size = Some(FRAME);
        for number in 0..40 {
            let bounds = RectPx { left_px: 230.0, ..OVAL };
            evidence.frames.push(frame(f64::from(number) / 15.0, Some(face_in(bounds))));
        }
        assert!(measure(&evidence).into_value().unwrap() > 0.99);
    }

    #[test]
    fn a_check_without_a_face_in_time_is_not_judged() {
        let mut evidence = evidence_with_claims(&light_challenge());
        evidence.frame_size = Some(FRAME);
        evidence.frames.push(frame(COLORS_FROM_S, None));
        assert_eq!(measure(&evidence).into_value(), Err(NotTaken::NoFace));
    }

    #[test]
    fn a_movement_whose_end_was_lost_is_not_judged() {
        let mut challenge = light_challenge();
        challenge.colors.clear();
        let mut evidence = evidence_with_claims(&challenge);
        evidence.frame_size = Some(FRAME);
        let last_s = 39.0 / 15.0;
        let ended = |bounds: RectPx, lost_s: f64| {
            let mut evidence = evidence.clone();
            let faces = (0..40).map(|number| frame(f64::from(number) / 15.0, Some(face_in(bounds))));
            evidence.frames.extend(faces);
            let video_end = EpochMillis::new(VIDEO_START.as_millis() + (1000.0 * (last_s + lost_s)) as i64);
            evidence.claim(ClientClaim { video_end: Some(video_end), ..empty_claim() }, video_end);
            measure(&evidence).into_value()
        };
        let beside = RectPx { left_px: 380.0, ..OVAL };
        assert!(ended(beside, 0.1).is_ok_and(|found| found < 0.2));
        assert_eq!(ended(beside, 1.5), Err(NotTaken::TooFewFrames));
        assert!(ended(OVAL, 1.5).is_ok_and(|found| found > 0.9), "it was there before");
    }
}
