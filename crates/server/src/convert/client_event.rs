//! What a client reports, in the words of the domain.

use catchlight_types::{
    ChallengeKind, ClientClaim, ColorClaim, EpochMillis, InitialFaceClaim, Rgb8, TargetFaceClaim, UnitRect,
};
use catchlight_wire::eventstream::{
    BoundingBox, ClientSessionInformation, ColorDisplayed, FreshnessColor, InitialFace, TargetFace,
};

/// The challenge that a report is about.
pub(crate) const fn kind(information: &ClientSessionInformation) -> ChallengeKind {
    match information {
        ClientSessionInformation::FaceMovementAndLight(_) => ChallengeKind::FaceMovementAndLight,
        ClientSessionInformation::FaceMovement(_) => ChallengeKind::FaceMovement,
    }
}

/// What a report says.
pub(crate) fn claim(information: &ClientSessionInformation) -> ClientClaim {
    let told = information.challenge();
    ClientClaim {
        challenge_id: told.challenge_id.clone(),
        video_start: told.video_start_timestamp.map(EpochMillis::new),
        video_end: told.video_end_timestamp.map(EpochMillis::new),
        initial_face: told.initial_face.map(initial_face),
        target_face: told.target_face.map(target_face),
        color: told.color_displayed.map(color),
    }
}

const fn initial_face(face: InitialFace) -> InitialFaceClaim {
    InitialFaceClaim {
        bounding_box: rect(face.bounding_box),
        detected_at: EpochMillis::new(face.initial_face_detected_timestamp),
    }
}

const fn target_face(face: TargetFace) -> TargetFaceClaim {
    TargetFaceClaim {
        bounding_box: rect(face.bounding_box),
        in_position_from: EpochMillis::new(face.face_detected_in_target_position_start_timestamp),
        in_position_until: EpochMillis::new(face.face_detected_in_target_position_end_timestamp),
    }
}

fn color(displayed: ColorDisplayed) -> ColorClaim {
    ColorClaim {
        current: rgb(displayed.current_color),
        previous: displayed.previous_color.map(rgb),
        sequence_number: displayed.sequence_number,
        shown_at: EpochMillis::new(displayed.current_color_start_timestamp),
    }
}

const fn rect(place: BoundingBox) -> UnitRect {
    UnitRect { left: place.left, top: place.top, width: place.width, height: place.height }
}

const fn rgb(color: FreshnessColor) -> Rgb8 {
    let [red, green, blue] = color.rgb;
    Rgb8 { red, green, blue }
}
