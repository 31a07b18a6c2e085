//! How much of the check shows exactly one face, tracked, whole and bright enough to be judged?
//!
//! A second person, a face that leaves the frame, or a black image leave the other signals without a subject; none of
//! it separates bona fide from attack by itself. The reading is the share of the analysed frames that show one face
//! that is not black, each frame weighted by the share of the face inside it. Details give the medians of sharpness,
//! light and occlusion over the frames with a face, for the report.
//! Source: OFIQ (ISO/IEC 29794-5) measures the same components on stills.

use crate::evidence::{Evidence, FaceEvidence};
use crate::finding::Finding;
use crate::signal::Description;
use catchlight_types::NotTaken;

pub(crate) fn measure(evidence: &Evidence) -> Finding {
    if evidence.frames.len() < FRAMES_MIN {
        return Finding::not_taken(NotTaken::TooFewFrames);
    }
    let faces: Vec<&FaceEvidence> = evidence.frames.iter().filter_map(|frame| frame.face.as_ref()).collect();
    if faces.is_empty() {
        return Finding::not_taken(NotTaken::NoFace);
    }
    let frames = evidence.frames.len() as f64;
    let alone: f64 = evidence
        .frames
        .iter()
        .filter(|frame| frame.faces_seen <= 1)
        .filter_map(|frame| frame.face.as_ref())
        .filter(|face| face.quality.luminance > LUMINANCE_MIN)
        .map(|face| f64::from(face.quality.visible_share.clamp(0.0, 1.0)))
        .sum();
    let most_faces = evidence.frames.iter().map(|frame| frame.faces_seen).max().unwrap_or(0);
    let median = |measure: fn(&FaceEvidence) -> f32| {
        let mut values: Vec<f32> = faces.iter().map(|face| measure(face)).collect();
        values.sort_by(f32::total_cmp);
        f64::from(values[values.len() / 2])
    };
    Finding::value(alone / frames)
        .with("followed_share", faces.len() as f64 / frames)
        .with("most_faces", f64::from(most_faces))
        .with("presence", median(|face| face.presence))
        .with("inter_eye_px", median(|face| face.inter_eye_px))
        .with("sharpness", median(|face| face.quality.sharpness))
        .with("luminance", median(|face| face.quality.luminance))
        .with("clipped_share", median(|face| face.quality.clipped_share))
        .with("obstruction", median(|face| face.quality.obstruction))
        .with("turn_rad", median(|face| face.pose.yaw_rad.hypot(face.pose.pitch_rad)))
}

/// With fewer frames the share is unknown: a single missed face would weigh too much.
const FRAMES_MIN: usize = 25;
/// A face with less luma than this is black: what moves in it is noise.
const LUMINANCE_MIN: f32 = 0.05;

pub(crate) const DESCRIPTION: Description = Description {
    label: "Quality",
    question: "Does the video show one whole face all the time?",
    unit: "share of the frames",
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{face_in, frame, light_challenge};
    use catchlight_types::RectPx;

    const BOUNDS: RectPx = RectPx { left_px: 200.0, top_px: 60.0, width_px: 240.0, height_px: 340.0 };

    fn check(with_face: usize, without: usize, faces_seen: u32, expected: Result<f64, NotTaken>) {
        let mut evidence = Evidence::new(&light_challenge());
        for number in 0..with_face + without {
            let face = (number < with_face).then(|| face_in(BOUNDS));
            let mut frame = frame(number as f64 / 15.0, face);
            frame.faces_seen = faces_seen;
            evidence.frames.push(frame);
        }
        assert_eq!(measure(&evidence).into_value(), expected);
    }

    #[test]
    fn only_frames_with_one_face_count() {
        check(30, 0, 1, Ok(1.0));
        check(15, 15, 1, Ok(0.5));
        check(30, 0, 2, Ok(0.0));
        check(0, 30, 0, Err(NotTaken::NoFace));
        check(10, 0, 1, Err(NotTaken::TooFewFrames));
    }
}
