//! What an analysis found to what is stored for drawings, and what a check was asked to do.
//!
//! In: the report of the engine, a challenge. Out: the store's facts, rounded, shares instead of pixels.
//! Never: a picture.

use super::shown;
use catchlight_engine::{CoursePoint, LinearRgb, Report, ViewSummary};
use catchlight_store::{
    CheckDetails, CheckPlan, CourseFacts, PictureFacts, PlannedColor, PlannedOval, StreamFacts, ViewFacts,
};
use catchlight_types::{Challenge, EpochMillis, FrameSize, MediaTime, Rgb8};

/// What the console draws of an analysis.
pub(crate) fn details(report: &Report) -> CheckDetails {
    let size = report.video.size;
    let step = report.course.len().div_ceil(MAX_COURSE).max(1);
    let duration_ms = i64::try_from(report.video.duration.as_millis()).unwrap_or(i64::MAX);
    let last_slice_at_ms = report.slices.last_at.map(EpochMillis::as_millis);
    CheckDetails {
        prior_log_odds: None,
        stream: Some(stream(report)),
        view: Some(view(&report.view)),
        course: report.course.iter().step_by(step).map(|point| course(point, size)).collect(),
        shown: shown::facts(&report.shown),
        oval_reached_ms: report.oval_reached.map(video_ms),
        first_frame_at_ms: last_slice_at_ms.map(|last| last.saturating_sub(duration_ms)),
        last_slice_at_ms,
        landmarks: report
            .reference_landmarks
            .iter()
            .map(|point| [rounded(f64::from(point.x)), rounded(f64::from(point.y))])
            .collect(),
        pictures: pictures(report),
    }
}

/// What a person is asked to do.
pub(crate) fn plan(challenge: &Challenge, sent_at: EpochMillis) -> CheckPlan {
    let (width, height) = (f64::from(challenge.video.width_px), f64::from(challenge.video.height_px));
    let oval = challenge.oval;
    CheckPlan {
        sent_at_ms: sent_at.as_millis(),
        oval: Some(PlannedOval {
            center_x: rounded(f64::from(oval.center_x_px) / width),
            center_y: rounded(f64::from(oval.center_y_px) / height),
            width: rounded(f64::from(oval.width_px) / width),
            height: rounded(f64::from(oval.height_px) / height),
        }),
        colors: challenge
            .colors
            .iter()
            .map(|step| PlannedColor {
                rgb: rgb(step.color),
                wipe_ms: rounded(f64::from(step.downscroll_ms)),
                flat_ms: rounded(f64::from(step.flat_ms)),
            })
            .collect(),
    }
}

fn stream(report: &Report) -> StreamFacts {
    let (video, frames, slices) = (&report.video, report.frames, &report.slices);
    let seconds = video.duration.as_secs_f64();
    let intervals = f64::from(frames.decoded.saturating_sub(1));
    StreamFacts {
        container: format!("{:?}", video.container),
        codec: format!("{:?}", video.codec),
        width_px: video.size.width_px,
        height_px: video.size.height_px,
        frames_decoded: frames.decoded,
        frames_analysed: frames.analysed,
        frames_with_face: frames.with_face,
        frames_per_second: if seconds > 0.0 { rounded(intervals / seconds) } else { 0.0 },
        bytes: slices.bytes as u64,
        slices: slices.count,
        duration_ms: u64::try_from(video.duration.as_millis()).unwrap_or(u64::MAX),
        longest_gap_ms: (slices.longest_gap_s * 1000.0).round() as u64,
    }
}

fn view(view: &ViewSummary) -> ViewFacts {
    let perhaps = |value: Option<f64>| value.map(rounded);
    ViewFacts {
        face_share: rounded(view.face_share),
        several_faces_share: rounded(view.several_faces_share),
        frames_per_second: rounded(view.frames_per_second),
        oval_overlap_best: rounded(view.oval_overlap_best),
        turn_rad: perhaps(view.turn_rad),
        inter_eye_px: perhaps(view.inter_eye_px),
        sharpness: perhaps(view.sharpness),
        luminance: perhaps(view.luminance),
        clipped_share: perhaps(view.clipped_share),
        obstruction: perhaps(view.obstruction),
        eye_openness: perhaps(view.eye_openness),
        iris_contrast: perhaps(view.iris_contrast),
    }
}

fn course(point: &CoursePoint, size: FrameSize) -> CourseFacts {
    let light = |light: LinearRgb| [light.red, light.green, light.blue].map(|one| rounded(f64::from(one)));
    CourseFacts {
        video_ms: (point.time_s * 1000.0).round().max(0.0) as u32,
        face: point.face.map(|face| {
            let face = face.to_unit(size);
            [face.left, face.top, face.width, face.height].map(|one| rounded(f64::from(one)))
        }),
        skin: point.skin.map(light),
        background: point.surroundings.map(light),
    }
}

/// The reference image has place 0, even where there is none; audit images follow.
fn pictures(report: &Report) -> Vec<PictureFacts> {
    let fact = |place: u32, time: MediaTime, size: FrameSize| PictureFacts {
        place,
        video_ms: video_ms(time),
        width_px: size.width_px,
        height_px: size.height_px,
    };
    let reference = report.reference_time.zip(report.reference_size);
    let audit = report.audit_times.iter().zip(&report.audit_sizes).zip(1..);
    reference
        .map(|(time, size)| fact(0, time, size))
        .into_iter()
        .chain(audit.map(|((&time, &size), place)| fact(place, time, size)))
        .collect()
}

fn video_ms(time: MediaTime) -> u32 {
    u32::try_from(time.since_start().as_millis()).unwrap_or(u32::MAX)
}

const fn rgb(color: Rgb8) -> [u8; 3] {
    [color.red, color.green, color.blue]
}

/// Four decimals: finer than anything that is drawn. What is not finite becomes 0, since JSON knows no other.
fn rounded(value: f64) -> f64 {
    if value.is_finite() { (value * 1e4).round() / 1e4 } else { 0.0 }
}

/// Most frames that are kept for drawings; of longer checks every second or third is left out.
const MAX_COURSE: usize = 400;

#[cfg(test)]
mod tests {
    use super::*;
    use catchlight_types::ChallengeKind;
    use testkit::VGA;

    #[test]
    fn the_oval_is_told_in_shares_of_the_video() {
        let challenge = testkit::challenge(ChallengeKind::FaceMovementAndLight, VGA);
        let plan = plan(&challenge, EpochMillis::new(5));
        let oval = plan.oval.unwrap();
        assert!((oval.center_x * 640.0 - f64::from(challenge.oval.center_x_px)).abs() < 0.1, "{oval:?}");
        assert!((oval.height * 480.0 - f64::from(challenge.oval.height_px)).abs() < 0.1, "{oval:?}");
        assert_eq!((plan.colors.len(), plan.sent_at_ms), (challenge.colors.len(), 5));
    }

    #[test]
    fn what_is_not_finite_is_none_of_json() {
        assert_eq!([0.123_456, -1.000_04, f64::NAN, f64::INFINITY].map(rounded), [0.1235, -1.0, 0.0, 0.0]);
    }
}
