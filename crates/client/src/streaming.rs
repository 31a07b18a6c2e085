//! Input, output and events of StartFaceLivenessSession, member by member as the API has them.
//!
//! Never: the encoding of the stream; [`LivenessClient`](crate::LivenessClient) frames and signs these events as it
//! sends them.

pub use catchlight_wire::api::streaming::*;

use crate::CheckOpening;

impl From<&CheckOpening> for StartFaceLivenessSessionRequest {
    fn from(opening: &CheckOpening) -> Self {
        Self {
            session_id: opening.session_id.to_string(),
            video_width: opening.video.width_px.to_string(),
            video_height: opening.video.height_px.to_string(),
            challenge_versions: opening.challenge_versions(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Shape;
    use catchlight_types::SessionId;
    use expect_test::expect;
    use testkit::VGA;

    #[test]
    fn an_opening_is_the_input_of_the_operation() {
        let opening = CheckOpening::new(SessionId::from_random([7; 16]), VGA);
        let request = StartFaceLivenessSessionRequest::from(&opening);
        expect![[r#"{"ChallengeVersions":"FaceMovementAndLightChallenge_2.0.0,FaceMovementChallenge_1.0.0","SessionId":"07070707-0707-4707-8707-070707070707","VideoHeight":"480","VideoWidth":"640"}"#]].assert_eq(std::str::from_utf8(&request.to_json()).unwrap());
        assert_eq!(StartFaceLivenessSessionRequest::from_json(&request.to_json()).unwrap(), request);
    }
}
