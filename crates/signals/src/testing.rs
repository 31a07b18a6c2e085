//! Synthetic evidence from physics, for the tests of the signals.

pub(crate) mod film;

use crate::evidence::{Evidence, FaceEvidence, FrameEvidence, LinearRgb, PATCHES};
use crate::finding::Finding;
use crate::light::{LightAnalysis, PaintedScreen, Part};
use catchlight_face::{FaceQuality, Mesh, MeshPoint};
use catchlight_types::{
    Challenge, ChallengeKind, ClientClaim, ColorClaim, EpochMillis, FrameSize, HeadPose, NotTaken, Oval,
    PointPx, RectPx, Rgb8,
};
use testkit::{BLACK, color_step};

/// Where calendar time begins in these tests.
pub(crate) const VIDEO_START: EpochMillis = EpochMillis::new(1_700_000_000_000);
/// When the colours begin, seconds of video.
pub(crate) const COLORS_FROM_S: f64 = 2.0;
pub(crate) const FRAME: FrameSize = testkit::VGA;

/// A light challenge of seven saturated colours.
pub(crate) fn light_challenge() -> Challenge {
    let hues = [
        (255, 0, 0, 340.0),
        (0, 255, 128, 520.0),
        (255, 0, 255, 400.0),
        (0, 0, 255, 560.0),
        (255, 255, 0, 360.0),
        (0, 128, 255, 480.0),
        (128, 255, 0, 440.0),
    ];
    let opening = color_step(BLACK, 0.0, 90.0);
    let steps = hues
        .map(|(red, green, blue, downscroll_ms)| color_step(Rgb8 { red, green, blue }, downscroll_ms, 0.0));
    Challenge {
        oval: Oval { center_x_px: 320.0, center_y_px: 240.0, width_px: 240.0, height_px: 388.0 },
        colors: std::iter::once(opening).chain(steps).collect(),
        ..testkit::challenge(ChallengeKind::FaceMovementAndLight, FRAME)
    }
}

/// The same colours in another order, as another check would have them.
pub(crate) fn other_light_challenge() -> Challenge {
    let mut other = light_challenge();
    other.colors[1..].reverse();
    other
}

/// A claim that says nothing but which challenge it is about.
pub(crate) fn empty_claim() -> ClientClaim {
    ClientClaim::empty("synthetic".to_owned())
}

/// Evidence without frames whose client showed every colour on time.
pub(crate) fn evidence_with_claims(challenge: &Challenge) -> Evidence {
    let mut evidence = Evidence::new(challenge);
    let claim = ClientClaim { video_start: Some(VIDEO_START), ..empty_claim() };
    evidence.claim(claim, VIDEO_START);
    let mut at_ms = COLORS_FROM_S * 1000.0;
    let mut before = None;
    for (number, step) in challenge.colors.iter().enumerate() {
        let shown_at = EpochMillis::new(VIDEO_START.as_millis() + at_ms as i64);
        let color = Some(ColorClaim {
            current: step.color,
            previous: before.or(Some(step.color)),
            step: u8::try_from(number).unwrap(),
            shown_at,
        });
        evidence.claim(ClientClaim { color, ..empty_claim() }, shown_at);
        before = Some(step.color);
        at_ms += f64::from(step.downscroll_ms + step.flat_ms);
    }
    evidence
}

/// The painted screen of a challenge that is shown on time.
pub(crate) fn painted(challenge: &Challenge) -> PaintedScreen {
    PaintedScreen::shown(evidence_with_claims(challenge).shown_colors())
}

/// What a signal of the light reads.
pub(crate) fn light_reading(
    measure: fn(&LightAnalysis<'_>) -> Result<Finding, NotTaken>,
    evidence: &Evidence,
) -> Result<f64, NotTaken> {
    let light = LightAnalysis::of(evidence).ok_or(NotTaken::NotInChallenge)?;
    measure(&light)?.into_value()
}

/// Small numbers that look like noise and are always the same, about -1..=1.
pub(crate) fn noise(seed: usize) -> f32 {
    let mixed = (seed as u32).wrapping_mul(2_654_435_761) ^ 0x5bd1_e995;
    let mixed = (mixed ^ (mixed >> 15)).wrapping_mul(2_246_822_519);
    (mixed >> 8) as f32 / (1u32 << 23) as f32 - 1.0
}

/// A mesh whose points all lie in the middle of the frame.
pub(crate) fn still_mesh() -> Mesh {
    let at = PointPx { x_px: 320.0, y_px: 240.0 };
    Mesh::new(vec![MeshPoint { at, depth_px: 0.0 }; 468]).unwrap()
}

/// A tracked face in a box.
pub(crate) fn face_in(bounds: RectPx) -> FaceEvidence {
    FaceEvidence {
        mesh: still_mesh(),
        presence: 1.0,
        bounds,
        pose: HeadPose::default(),
        inter_eye_px: 0.42 * bounds.width_px,
        quality: FaceQuality { sharpness: 0.8, luminance: 0.5, visible_share: 1.0, ..FaceQuality::default() },
        patches: vec![None; PATCHES.len()],
        middle: None,
        eyes: None,
        texture: None,
    }
}

/// A frame with a face.
pub(crate) fn frame(time_s: f64, face: Option<FaceEvidence>) -> FrameEvidence {
    FrameEvidence {
        time_s,
        faces_seen: u32::from(face.is_some()),
        face,
        surroundings: None,
        edge_below: None,
        ripple: None,
        thumbnail: None,
    }
}

/// Frames at 15 a second from the start to past the last colour, lit as `light_at` says for a patch at a time.
pub(crate) fn evidence_lit_by(challenge: &Challenge, light_at: impl Fn(f64, usize) -> LinearRgb) -> Evidence {
    let mut evidence = evidence_with_claims(challenge);
    let bounds = RectPx { left_px: 200.0, top_px: 60.0, width_px: 240.0, height_px: 340.0 };
    for number in 0..95 {
        let time_s = f64::from(number) / 15.0;
        let mut face = face_in(bounds);
        face.patches = (0..PATCHES.len()).map(|patch| Some(light_at(time_s, patch))).collect();
        face.middle = LinearRgb::mean(&face.patches);
        evidence.frames.push(frame(time_s, Some(face)));
    }
    evidence
}

/// Skin in room light and a little of the screen's; the noise is that of video.
pub(crate) fn skin_lit_by(screen: &PaintedScreen, gain: f32, time_s: f64, patch: usize) -> LinearRgb {
    skin_lit_by_part(screen, Part::Whole, gain, time_s, patch)
}

/// The same for a part of the screen.
pub(crate) fn skin_lit_by_part(
    screen: &PaintedScreen,
    part: Part,
    gain: f32,
    time_s: f64,
    patch: usize,
) -> LinearRgb {
    let light = screen.at_each(part, std::iter::once(time_s)).next().unwrap_or_default();
    let noise =
        |channel: usize| 1.0 + 0.005 * noise(patch * 7919 + (time_s * 1000.0) as usize * 31 + channel);
    LinearRgb {
        red: 0.30 * (1.0 + gain * light.red) * noise(0),
        green: 0.20 * (1.0 + gain * light.green) * noise(1),
        blue: 0.15 * (1.0 + gain * light.blue) * noise(2),
    }
}
