//! Challenges and claims with any values that the domain allows.

use crate::{VGA, challenge, color_step, matching};
use catchlight_types::{
    Challenge, ChallengeKind, ClientClaim, ColorClaim, ColorStep, EpochMillis, InitialFaceClaim, Oval, Rgb8,
    TargetFaceClaim, UnitRect,
};
use proptest::array::uniform4;
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::{Strategy, any};

/// Any challenge of either kind for a [`VGA`] video.
pub fn any_challenge() -> impl Strategy<Value = Challenge> {
    let colors = of(vec(any_step(), 0..8));
    (uniform4(0.0_f32..2000.0), matching::any(), colors).prop_map(|(oval, matching, colors)| {
        let [center_x_px, center_y_px, width_px, height_px] = oval;
        let kind = match colors {
            Some(_) => ChallengeKind::FaceMovementAndLight,
            None => ChallengeKind::FaceMovement,
        };
        Challenge {
            oval: Oval { center_x_px, center_y_px, width_px, height_px },
            matching,
            colors: colors.unwrap_or_default(),
            ..challenge(kind, VGA)
        }
    })
}

fn any_step() -> impl Strategy<Value = ColorStep> {
    (any_color(), 0.0_f32..1000.0, 0.0_f32..1000.0)
        .prop_map(|(color, downscroll_ms, flat_ms)| color_step(color, downscroll_ms, flat_ms))
}

fn any_color() -> impl Strategy<Value = Rgb8> {
    any::<[u8; 3]>().prop_map(|[red, green, blue]| Rgb8 { red, green, blue })
}

/// Any claim, with any of its members.
pub fn any_claim() -> impl Strategy<Value = ClientClaim> {
    let initial = of((any_box(), any_time()));
    let target = of((any_box(), any_time(), any_time()));
    let color = of((any_color(), of(any_color()), 0_u8..=50, any_time()));
    ("[0-9a-fA-F-]{36}", of(any_time()), of(any_time()), initial, target, color).prop_map(
        |(challenge_id, video_start, video_end, initial, target, color)| ClientClaim {
            challenge_id,
            video_start,
            video_end,
            initial_face: initial
                .map(|(bounding_box, detected_at)| InitialFaceClaim { bounding_box, detected_at }),
            target_face: target.map(|(bounding_box, in_position_from, in_position_until)| TargetFaceClaim {
                bounding_box,
                in_position_from,
                in_position_until,
            }),
            color: color.map(|(current, previous, step, shown_at)| ColorClaim {
                current,
                previous,
                step,
                shown_at,
            }),
        },
    )
}

fn any_box() -> impl Strategy<Value = UnitRect> {
    uniform4(-2.0_f32..2.0).prop_map(|[left, top, width, height]| UnitRect { left, top, width, height })
}

/// Times that every reader of JSON keeps exactly.
fn any_time() -> impl Strategy<Value = EpochMillis> {
    (-9_007_199_254_740_992_i64..9_007_199_254_740_992).prop_map(EpochMillis::new)
}
