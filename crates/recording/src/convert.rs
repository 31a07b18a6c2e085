//! Between the members of the JSON file and the words of `types`.

use crate::Label;
use crate::recording::{ClientEvent, RecordedSession, Recording, TimedEvent, VideoFormat, VideoSlice};
use crate::shapes::{
    ClientEventShape, FormatName, LabelShape, RecordingShape, ServerEventShape, SessionShape, VideoEventShape,
};
use catchlight_types::{Challenge, ChallengeKind, ChallengeVersion, EpochMillis, FrameSize, SessionId};
use catchlight_wire::eventstream::{
    ChallengeEvent, ClientSessionInformation, ClientSessionInformationEvent, ServerSessionInformationEvent,
    SessionInformation,
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
            ServerEventShape::ChallengeEvent(announced) => {
                let member = || format!("server_events[{place}].ChallengeEvent.Version");
                let parsed = announced.version.parse::<ChallengeVersion>();
                version = Some(parsed.map_err(|error| Problem::new(member(), &error))?);
            }
            ServerEventShape::ServerSessionInformationEvent(event) => {
                sent = Some((place, &event.session_information.challenge));
            }
        }
    }
    let (place, sent) = sent.ok_or_else(|| {
        Problem::new("server_events", &"needs a ServerSessionInformationEvent, which holds the challenge")
    })?;
    sent.to_challenge(version.unwrap_or(FIRST_VERSION), video).map_err(|error| {
        Problem::new(format!("server_events[{place}].ServerSessionInformationEvent"), &error)
    })
}

fn server_events_to(challenge: &Challenge) -> Vec<ServerEventShape> {
    let session_information = SessionInformation { challenge: challenge.into() };
    vec![
        ServerEventShape::ChallengeEvent(ChallengeEvent::new(challenge.kind, challenge.version)),
        ServerEventShape::ServerSessionInformationEvent(ServerSessionInformationEvent {
            session_information,
        }),
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
        (None, Some(report)) => ClientEvent::Claim(report.challenge.claim()),
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
            let challenge = ClientSessionInformation::new(kind, claim);
            (None, Some(ClientSessionInformationEvent { challenge }))
        }
    };
    Ok(ClientEventShape { received_at: event.received_at.as_millis(), video, claim })
}

fn outside(place: usize, video_len: usize) -> Problem {
    let what = format!("lies outside the video of {video_len} bytes; is it another recording's video?");
    Problem::new(format!("client_events[{place}].VideoEvent"), &what)
}

/// A client that only knows the first light challenge is sent no ChallengeEvent.
const FIRST_VERSION: ChallengeVersion = ChallengeVersion { major: 1, minor: 0, patch: 0 };
