//! Between the members of the JSON file and the words of `types`.

use crate::Label;
use crate::recording::{ClientEvent, RecordedSession, Recording, TimedEvent, VideoFormat, VideoSlice};
use crate::shapes::{
    BoxShape, ChallengeShape, ClaimEventShape, ClaimShape, ClientChallengeShape, ClientEventShape,
    ColorShape, ColorStepShape, ConfigShape, FormatName, InitialFaceShape, LabelShape, OvalShape,
    RecordingShape, RgbShape, ServerChallengeShape, ServerEventShape, SessionInformationShape, SessionShape,
    TargetFaceShape, VideoEventShape,
};
use catchlight_types::{
    Challenge, ChallengeKind, ChallengeVersion, ClientClaim, ColorClaim, ColorStep, EpochMillis, FrameSize,
    InitialFaceClaim, MatchSettings, Oval, OvalFitTimeout, Rgb8, SessionId, TargetFaceClaim, UnitRect,
};

/// A member whose value cannot be right.
#[derive(Debug)]
pub(crate) struct Problem {
    pub(crate) member: String,
    pub(crate) what: String,
}

impl Problem {
    fn new(member: impl Into<String>, what: &impl ToString) -> Self {
        Self { member: member.into(), what: what.to_string() }
    }
}

pub(crate) fn from_shape(
    shape: RecordingShape,
    format: VideoFormat,
    video: Vec<u8>,
) -> Result<Recording, Problem> {
    let size = FrameSize { width_px: shape.session.video_width, height_px: shape.session.video_height };
    let id = SessionId::new(&shape.session.session_id)
        .map_err(|error| Problem::new("session.session_id", &error))?;
    let session = RecordedSession {
        id,
        video: size,
        challenge_versions: shape.session.challenge_versions,
        user_agent: shape.session.user_agent,
    };
    let challenge = challenge_from(&shape.server_events, size)?;
    let events = shape.client_events.into_iter().enumerate();
    let events = events.map(|(place, event)| event_from(event, place, video.len()));
    let events = events.collect::<Result<Vec<_>, _>>()?;
    Ok(Recording {
        label: shape.label.and_then(Label::from_shape),
        session,
        challenge,
        events,
        format,
        video,
        truth: shape.truth,
    })
}

pub(crate) fn to_shape(recording: &Recording) -> Result<RecordingShape, Problem> {
    let kind = recording.challenge.kind;
    let events = recording.events.iter().enumerate();
    let events = events.map(|(place, event)| event_to(event, place, kind, recording.video.len()));
    Ok(RecordingShape {
        format: FormatName::One,
        label: recording.label.clone().map(LabelShape::from),
        session: SessionShape {
            session_id: recording.session.id.as_str().to_owned(),
            video_width: recording.session.video.width_px,
            video_height: recording.session.video.height_px,
            challenge_versions: recording.session.challenge_versions.clone(),
            user_agent: recording.session.user_agent.clone(),
        },
        server_events: server_events_to(&recording.challenge),
        client_events: events.collect::<Result<_, _>>()?,
        truth: recording.truth.clone(),
    })
}

fn challenge_from(events: &[ServerEventShape], video: FrameSize) -> Result<Challenge, Problem> {
    let mut version = None;
    let mut sent = None;
    for (place, event) in events.iter().enumerate() {
        match event {
            ServerEventShape::ChallengeEvent { version: text, .. } => {
                let member = || format!("server_events[{place}].ChallengeEvent.Version");
                version =
                    Some(text.parse::<ChallengeVersion>().map_err(|error| Problem::new(member(), &error))?);
            }
            ServerEventShape::ServerSessionInformationEvent { information } => {
                sent = Some((place, &information.challenge));
            }
        }
    }
    let (place, sent) = sent.ok_or_else(|| {
        Problem::new("server_events", &"needs a ServerSessionInformationEvent, which holds the challenge")
    })?;
    let (kind, shape) = match sent {
        ServerChallengeShape::FaceMovementAndLightChallenge(shape) => {
            (ChallengeKind::FaceMovementAndLight, shape)
        }
        ServerChallengeShape::FaceMovementChallenge(shape) => (ChallengeKind::FaceMovement, shape),
    };
    let matching = matching_from(&shape.challenge_config).ok_or_else(|| {
        let member = format!("server_events[{place}] ChallengeConfig.OvalFitTimeout");
        Problem::new(member, &"must be 1000 to 10000 milliseconds")
    })?;
    let oval = &shape.oval_parameters;
    Ok(Challenge {
        kind,
        version: version.unwrap_or(FIRST_VERSION),
        video,
        oval: Oval {
            center_x_px: oval.center_x,
            center_y_px: oval.center_y,
            width_px: oval.width,
            height_px: oval.height,
        },
        matching,
        colors: shape.color_sequences.iter().map(ColorStep::from).collect(),
    })
}

fn matching_from(config: &ConfigShape) -> Option<MatchSettings> {
    let seconds = u16::try_from(config.oval_fit_timeout / 1000).ok()?;
    Some(MatchSettings {
        blaze_face_detection_threshold: config.blaze_face_detection_threshold,
        face_distance_threshold_min: config.face_distance_threshold_min,
        face_distance_threshold: config.face_distance_threshold,
        face_distance_threshold_max: config.face_distance_threshold_max,
        oval_iou_threshold: config.oval_iou_threshold,
        oval_iou_width_threshold: config.oval_iou_width_threshold,
        oval_iou_height_threshold: config.oval_iou_height_threshold,
        face_iou_width_threshold: config.face_iou_width_threshold,
        face_iou_height_threshold: config.face_iou_height_threshold,
        oval_height_width_ratio: config.oval_height_width_ratio,
        oval_fit_timeout: OvalFitTimeout::from_secs(seconds)?,
    })
}

fn server_events_to(challenge: &Challenge) -> Vec<ServerEventShape> {
    let oval = challenge.oval;
    let matching = &challenge.matching;
    let light = challenge.kind == ChallengeKind::FaceMovementAndLight;
    let shape = ChallengeShape {
        oval_parameters: OvalShape {
            width: oval.width_px,
            height: oval.height_px,
            center_x: oval.center_x_px,
            center_y: oval.center_y_px,
        },
        light_challenge_type: light.then(|| "SEQUENTIAL".to_owned()),
        challenge_config: ConfigShape {
            blaze_face_detection_threshold: matching.blaze_face_detection_threshold,
            face_distance_threshold: matching.face_distance_threshold,
            face_distance_threshold_min: matching.face_distance_threshold_min,
            face_distance_threshold_max: matching.face_distance_threshold_max,
            face_iou_height_threshold: matching.face_iou_height_threshold,
            face_iou_width_threshold: matching.face_iou_width_threshold,
            oval_height_width_ratio: matching.oval_height_width_ratio,
            oval_iou_threshold: matching.oval_iou_threshold,
            oval_iou_height_threshold: matching.oval_iou_height_threshold,
            oval_iou_width_threshold: matching.oval_iou_width_threshold,
            oval_fit_timeout: matching.oval_fit_timeout.as_millis(),
        },
        color_sequences: challenge.colors.iter().map(ColorStepShape::from).collect(),
    };
    let sent = match challenge.kind {
        ChallengeKind::FaceMovementAndLight => ServerChallengeShape::FaceMovementAndLightChallenge(shape),
        ChallengeKind::FaceMovement => ServerChallengeShape::FaceMovementChallenge(shape),
    };
    vec![
        ServerEventShape::ChallengeEvent {
            version: challenge.version.to_string(),
            kind: challenge.kind.name().to_owned(),
        },
        ServerEventShape::ServerSessionInformationEvent {
            information: SessionInformationShape { challenge: sent },
        },
    ]
}

fn event_from(shape: ClientEventShape, place: usize, video_len: usize) -> Result<TimedEvent, Problem> {
    let received_at = EpochMillis::new(shape.received_at);
    let event = match (shape.video, shape.claim) {
        (Some(video), None) => {
            let claimed_at = video.timestamp_millis.map(EpochMillis::new);
            let end = video.offset.checked_add(video.length).filter(|end| *end <= video_len);
            let end = end.ok_or_else(|| outside(place, video_len))?;
            ClientEvent::Video(VideoSlice { claimed_at, bytes: video.offset..end })
        }
        (None, Some(claim)) => ClientEvent::Claim(match claim.challenge {
            ClientChallengeShape::FaceMovementAndLightChallenge(claim)
            | ClientChallengeShape::FaceMovementChallenge(claim) => claim.into(),
        }),
        _ => {
            let what = "needs either VideoEvent or ClientSessionInformationEvent";
            return Err(Problem::new(format!("client_events[{place}]"), &what));
        }
    };
    Ok(TimedEvent { received_at, event })
}

fn event_to(
    event: &TimedEvent,
    place: usize,
    kind: ChallengeKind,
    video_len: usize,
) -> Result<ClientEventShape, Problem> {
    let (video, claim) = match &event.event {
        ClientEvent::Video(slice) => {
            if slice.bytes.end > video_len || slice.bytes.start > slice.bytes.end {
                return Err(outside(place, video_len));
            }
            let timestamp_millis = slice.claimed_at.map(EpochMillis::as_millis);
            let length = slice.bytes.len();
            (Some(VideoEventShape { timestamp_millis, offset: slice.bytes.start, length }), None)
        }
        ClientEvent::Claim(claim) => {
            let claim = ClaimShape::from(claim);
            let challenge = match kind {
                ChallengeKind::FaceMovementAndLight => {
                    ClientChallengeShape::FaceMovementAndLightChallenge(claim)
                }
                ChallengeKind::FaceMovement => ClientChallengeShape::FaceMovementChallenge(claim),
            };
            (None, Some(ClaimEventShape { challenge }))
        }
    };
    Ok(ClientEventShape { received_at: event.received_at.as_millis(), video, claim })
}

fn outside(place: usize, video_len: usize) -> Problem {
    let what = format!("lies outside the video of {video_len} bytes; is it another recording's video?");
    Problem::new(format!("client_events[{place}].VideoEvent"), &what)
}

impl From<ClaimShape> for ClientClaim {
    fn from(shape: ClaimShape) -> Self {
        Self {
            challenge_id: shape.challenge_id,
            video_start: shape.video_start_timestamp.map(EpochMillis::new),
            video_end: shape.video_end_timestamp.map(EpochMillis::new),
            initial_face: shape.initial_face.map(|face| InitialFaceClaim {
                bounding_box: face.bounding_box.into(),
                detected_at: EpochMillis::new(face.initial_face_detected_timestamp),
            }),
            target_face: shape.target_face.map(|face| TargetFaceClaim {
                bounding_box: face.bounding_box.into(),
                in_position_from: EpochMillis::new(face.face_detected_in_target_position_start_timestamp),
                in_position_until: EpochMillis::new(face.face_detected_in_target_position_end_timestamp),
            }),
            color: shape.color_displayed.map(|color| ColorClaim {
                current: color.current_color.into(),
                previous: color.previous_color.map(Rgb8::from),
                sequence_number: color.sequence_number,
                shown_at: EpochMillis::new(color.current_color_start_timestamp),
            }),
        }
    }
}

impl From<&ClientClaim> for ClaimShape {
    fn from(claim: &ClientClaim) -> Self {
        Self {
            challenge_id: claim.challenge_id.clone(),
            video_start_timestamp: claim.video_start.map(EpochMillis::as_millis),
            video_end_timestamp: claim.video_end.map(EpochMillis::as_millis),
            initial_face: claim.initial_face.map(|face| InitialFaceShape {
                bounding_box: face.bounding_box.into(),
                initial_face_detected_timestamp: face.detected_at.as_millis(),
            }),
            target_face: claim.target_face.map(|face| TargetFaceShape {
                bounding_box: face.bounding_box.into(),
                face_detected_in_target_position_start_timestamp: face.in_position_from.as_millis(),
                face_detected_in_target_position_end_timestamp: face.in_position_until.as_millis(),
            }),
            color_displayed: claim.color.map(|color| ColorShape {
                current_color: color.current.into(),
                previous_color: color.previous.map(RgbShape::from),
                sequence_number: color.sequence_number,
                current_color_start_timestamp: color.shown_at.as_millis(),
            }),
        }
    }
}

impl From<BoxShape> for UnitRect {
    fn from(shape: BoxShape) -> Self {
        Self { left: shape.left, top: shape.top, width: shape.width, height: shape.height }
    }
}

impl From<UnitRect> for BoxShape {
    fn from(rect: UnitRect) -> Self {
        Self { width: rect.width, height: rect.height, left: rect.left, top: rect.top }
    }
}

impl From<RgbShape> for Rgb8 {
    fn from(shape: RgbShape) -> Self {
        let [red, green, blue] = shape.rgb;
        Self { red, green, blue }
    }
}

impl From<Rgb8> for RgbShape {
    fn from(color: Rgb8) -> Self {
        Self { rgb: [color.red, color.green, color.blue] }
    }
}

impl From<&ColorStepShape> for ColorStep {
    fn from(shape: &ColorStepShape) -> Self {
        Self {
            color: shape.freshness_color.into(),
            downscroll_ms: shape.downscroll_duration,
            flat_ms: shape.flat_display_duration,
        }
    }
}

impl From<&ColorStep> for ColorStepShape {
    fn from(step: &ColorStep) -> Self {
        Self {
            freshness_color: step.color.into(),
            downscroll_duration: step.downscroll_ms,
            flat_display_duration: step.flat_ms,
        }
    }
}

/// A client that only knows the first light challenge is sent no ChallengeEvent.
const FIRST_VERSION: ChallengeVersion = ChallengeVersion { major: 1, minor: 0, patch: 0 };
