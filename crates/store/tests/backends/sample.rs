//! Sessions and results that the claims are made about.

use catchlight_store::{CheckDetails, CheckResult, ClientFacts, Creation, NewSession, StartOutcome, Store};
use catchlight_types::{
    Ceiling, CeilingCause, ChallengeKind, ChallengePreference, ChallengeVersion, Confidence, Contribution,
    Detail, EpochMillis, FaceImage, FeedbackCode, JpegBytes, Measurement, NotTaken, OutputLocation, Reading,
    SESSION_LIFE, SessionId, SessionSettings, SessionStatus, SignalName, UnitRect, Verdict,
};
use std::time::Duration;

pub(crate) const NOW: EpochMillis = EpochMillis::new(1_700_000_000_000);
pub(crate) const DAY: Duration = Duration::from_secs(86_400);
pub(crate) const OWNER: &str = "CLAKTEST";

pub(crate) fn id(byte: u8) -> SessionId {
    SessionId::from_random([byte; 16])
}

pub(crate) fn settings(output: Option<OutputLocation>) -> SessionSettings {
    let version = ChallengeVersion { major: 2, minor: 0, patch: 0 };
    SessionSettings {
        output,
        kms_key_id: Some("alias/faces".to_owned()),
        audit_images_limit: 2,
        preferences: vec![ChallengePreference {
            kind: ChallengeKind::FaceMovementAndLight,
            min: Some(version),
            max: None,
        }],
    }
}

pub(crate) fn session(byte: u8) -> NewSession {
    NewSession {
        id: id(byte),
        owner: OWNER.to_owned(),
        token: None,
        settings: settings(None),
        created_at: NOW,
        expires_at: NOW.plus(SESSION_LIFE),
        delete_at: NOW.plus(DAY),
    }
}

pub(crate) fn session_with_token(byte: u8, token: &str) -> NewSession {
    NewSession { token: Some(token.to_owned()), ..session(byte) }
}

pub(crate) fn image(byte: u8, bounding_box: Option<UnitRect>) -> FaceImage {
    FaceImage { jpeg: JpegBytes::new(vec![0xff, 0xd8, byte]), bounding_box }
}

pub(crate) fn result() -> CheckResult {
    let (light, eyes) = (SignalName::of("light_response"), SignalName::of("eyes"));
    let bounding_box = Some(UnitRect { left: -0.1, top: 0.2, width: 0.5, height: 0.6 });
    CheckResult {
        verdict: Verdict {
            confidence: Confidence::new(97.25).unwrap(),
            prior_log_odds: Some(-0.25),
            contributions: vec![contribution("light_response", 3.25)],
            ceiling: Some(Ceiling {
                cause: CeilingCause::UnseenAttacks,
                signals: vec![eyes.clone()],
                limit: Confidence::new(98.0).unwrap(),
                without: Confidence::new(99.5).unwrap(),
                log_odds_taken: 1.75,
                reason: "the eyes did not close".to_owned(),
            }),
            feedback: vec![FeedbackCode::LowLightingDetected],
            calibration: "1".to_owned(),
        },
        measurements: vec![
            Measurement {
                signal: light,
                reading: Reading::Raw(0.123_456_789_012_345),
                details: vec![Detail { name: "lag_ms".into(), value: 41.5 }],
            },
            Measurement {
                signal: eyes,
                reading: Reading::NotTaken(NotTaken::TooFewFrames),
                details: Vec::new(),
            },
        ],
        reference_image: Some(image(1, bounding_box)),
        audit_images: vec![image(2, None), image(3, bounding_box)],
        details: CheckDetails { oval_reached_ms: Some(1250), ..CheckDetails::default() },
    }
}

pub(crate) fn contribution(signal: &str, log_likelihood_ratio: f64) -> Contribution {
    Contribution {
        signal: SignalName::stored(signal.to_owned()),
        reading: Reading::Raw(0.123_456_789_012_345),
        log_likelihood_ratio,
        weight: 0.5,
        reason: "a reason in words".to_owned(),
    }
}

pub(crate) async fn create(store: &Store, session: &NewSession) {
    assert_eq!(store.create_session(session).await.unwrap(), Creation::Created);
}

pub(crate) async fn start(store: &Store, id: &SessionId) -> StartOutcome {
    store.start_session(id, Some("js"), &ClientFacts::default(), NOW).await.unwrap()
}

/// Creates and starts a session and stores a result for it.
pub(crate) async fn finish(store: &Store, byte: u8) {
    create(store, &session(byte)).await;
    assert_eq!(start(store, &id(byte)).await, StartOutcome::Won);
    store.save_result(&id(byte), &result(), NOW).await.unwrap();
}

pub(crate) async fn status(store: &Store, byte: u8) -> Option<SessionStatus> {
    store.find_session(&id(byte)).await.unwrap().map(|session| session.status)
}
