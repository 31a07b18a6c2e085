//! Whole checks as lists of events, compared with everything they make the server do.

use super::*;
use crate::SERVED_CHALLENGES;
use expect_test::{Expect, expect};
use testkit::{RED, VGA, color_claim};

const BORN_MS: i64 = 1_000_000;

fn at(seconds: i64) -> EpochMillis {
    EpochMillis::new(BORN_MS + seconds * 1000)
}

fn session() -> Session {
    Session::new(SessionSettings::default(), at(0))
}

fn connected() -> Event {
    Event::Connected { supported: SERVED_CHALLENGES.to_vec(), video: VGA, seed: Seed::new([3; 32]) }
}

fn claim(color: bool) -> Event {
    let shown = color_claim(RED, at(0));
    Event::Claim {
        kind: ChallengeKind::FaceMovementAndLight,
        claim: ClientClaim { color: color.then_some(shown), ..ClientClaim::empty(String::new()) },
    }
}

fn slice() -> Event {
    Event::VideoSlice { bytes: 100_000 }
}

/// Runs the events, each at its second, and prints what is done after each.
fn run(events: Vec<(i64, Event)>) -> String {
    let mut session = session();
    let mut log = String::new();
    for (second, event) in events {
        for action in session.on(event, at(second)) {
            let line = match action {
                Action::SendSessionInformation(challenge) => {
                    format!("session information, {}", challenge.kind.name())
                }
                Action::SendChallenge(agreement) => format!("challenge {}", agreement.version),
                Action::SendException(exception) => {
                    format!("exception {:?}: {}", exception.kind, exception.message)
                }
                other => format!("{other:?}"),
            };
            log.push_str(&format!("{second}s {line}\n"));
        }
    }
    log + session.status().name()
}

fn check(events: Vec<(i64, Event)>, expected: &Expect) {
    expected.assert_eq(&run(events));
}

#[test]
fn a_whole_check_ends_with_a_readable_result_then_disconnection_then_1000() {
    let events = vec![
        (60, connected()),
        (100, slice()),
        (100, claim(false)),
        (105, claim(true)),
        (108, Event::VideoEnd),
        (109, Event::AnalysisDone),
        (109, Event::ClientClosed { code: 1000 }),
    ];
    check(
        events,
        &expect![[r#"
        60s challenge 2.0.0
        60s session information, FaceMovementAndLightChallenge
        100s AnalyseSlice
        100s AnalyseClaim
        105s AnalyseClaim
        108s FinishAnalysis
        109s PersistResult
        109s SendDisconnection
        109s Close(Normal)
        109s Close(Normal)
        SUCCEEDED"#]],
    );
}

#[test]
fn a_session_is_used_once() {
    check(
        vec![(1, connected()), (2, connected())],
        &expect![[r#"
        1s challenge 2.0.0
        1s session information, FaceMovementAndLightChallenge
        2s exception Validation: the session is invalid: it was started before
        2s Close(AfterException)
        IN_PROGRESS"#]],
    );
    check(
        vec![(1, Event::ConnectedTooLate)],
        &expect![[r#"
        1s exception Validation: the session is invalid: it was started before
        1s Close(AfterException)
        CREATED"#]],
    );
    check(
        vec![(1, connected()), (2, Event::ConnectionLost), (3, connected())],
        &expect![[r#"
        1s challenge 2.0.0
        1s session information, FaceMovementAndLightChallenge
        2s DropAnalysis
        2s PersistStatus(Failed, Some(ConnectionLost))
        3s exception Validation: the session is invalid: it has ended
        3s Close(AfterException)
        FAILED"#]],
    );
}

#[test]
fn three_minutes_end_a_session() {
    check(
        vec![(180, connected())],
        &expect![[r#"
        180s PersistStatus(Expired, None)
        180s exception Validation: the session has expired; create a new one
        180s Close(AfterException)
        EXPIRED"#]],
    );
    check(
        vec![(179, connected()), (180, Event::Tick)],
        &expect![[r#"
        179s challenge 2.0.0
        179s session information, FaceMovementAndLightChallenge
        180s DropAnalysis
        180s PersistStatus(Expired, None)
        180s exception Validation: the session has expired; create a new one
        180s Close(AfterException)
        EXPIRED"#]],
    );
    check(vec![(179, Event::Tick)], &expect!["CREATED"]);
}

#[test]
fn a_close_of_the_client_is_answered_with_1000() {
    check(
        vec![(1, connected()), (2, Event::ClientClosed { code: 4003 })],
        &expect![[r#"
        1s challenge 2.0.0
        1s session information, FaceMovementAndLightChallenge
        2s DropAnalysis
        2s PersistStatus(Failed, Some(Cancelled))
        2s Close(Normal)
        FAILED"#]],
    );
}

#[test]
fn the_fit_is_due_after_the_start_report() {
    check(
        vec![(0, connected()), (1, claim(false)), (15, Event::Tick), (16, Event::Tick)],
        &expect![[r#"
        0s challenge 2.0.0
        0s session information, FaceMovementAndLightChallenge
        1s AnalyseClaim
        16s DropAnalysis
        16s PersistStatus(Failed, Some(OvalWatchdog))
        16s exception Validation: the face did not fill the oval in time
        16s Close(AfterException)
        FAILED"#]],
    );
}

#[test]
fn the_end_is_due_after_the_last_color() {
    let events = vec![(0, connected()), (1, slice()), (2, claim(true)), (11, claim(true)), (21, Event::Tick)];
    check(
        events,
        &expect![[r#"
        0s challenge 2.0.0
        0s session information, FaceMovementAndLightChallenge
        1s AnalyseSlice
        2s AnalyseClaim
        11s AnalyseClaim
        21s DropAnalysis
        21s PersistStatus(Failed, Some(MissingEnd))
        21s exception Validation: the end of the video is missing
        21s Close(AfterException)
        FAILED"#]],
    );
}

#[test]
fn a_recording_lasts_thirty_seconds() {
    check(
        vec![(100, connected()), (101, slice()), (130, slice()), (131, slice())],
        &expect![[r#"
        100s challenge 2.0.0
        100s session information, FaceMovementAndLightChallenge
        101s AnalyseSlice
        130s AnalyseSlice
        131s DropAnalysis
        131s PersistStatus(Failed, Some(RecordingTooLong))
        131s exception Validation: the video is longer than 30 seconds
        131s Close(AfterException)
        FAILED"#]],
    );
}

#[test]
fn a_video_has_ten_megabytes() {
    let full = Event::VideoSlice { bytes: MAX_VIDEO_BYTES };
    check(
        vec![(0, connected()), (1, full), (2, Event::VideoSlice { bytes: 1 })],
        &expect![[r#"
        0s challenge 2.0.0
        0s session information, FaceMovementAndLightChallenge
        1s AnalyseSlice
        2s DropAnalysis
        2s PersistStatus(Failed, Some(VideoTooLarge))
        2s exception Validation: the video is larger than 10 MB
        2s Close(AfterException)
        FAILED"#]],
    );
}

#[test]
fn broken_input_is_refused_before_4005() {
    check(
        vec![(0, connected()), (1, Event::VideoEnd)],
        &expect![[r#"
        0s challenge 2.0.0
        0s session information, FaceMovementAndLightChallenge
        1s DropAnalysis
        1s PersistStatus(Failed, Some(NoVideo))
        1s exception Validation: the video is empty
        1s Close(AfterException)
        FAILED"#]],
    );
    check(
        vec![(0, connected()), (1, Event::BadMessage)],
        &expect![[r#"
        0s challenge 2.0.0
        0s session information, FaceMovementAndLightChallenge
        1s DropAnalysis
        1s PersistStatus(Failed, Some(BadMessage))
        1s exception Validation: the message cannot be read
        1s Close(AfterException)
        FAILED"#]],
    );
    let other = Event::Claim {
        kind: ChallengeKind::FaceMovement,
        claim: match claim(false) {
            Event::Claim { claim, .. } => claim,
            _ => unreachable!(),
        },
    };
    check(
        vec![(0, connected()), (1, other)],
        &expect![[r#"
        0s challenge 2.0.0
        0s session information, FaceMovementAndLightChallenge
        1s DropAnalysis
        1s PersistStatus(Failed, Some(WrongChallenge))
        1s exception Validation: the report is about another challenge
        1s Close(AfterException)
        FAILED"#]],
    );
}

#[test]
fn an_analysis_that_fails_or_hangs_fails_its_session() {
    let until_end = || vec![(0, connected()), (1, slice()), (2, Event::VideoEnd)];
    let mut video = until_end();
    video.push((3, Event::AnalysisFailed(AnalysisFailure::Video)));
    check(
        video,
        &expect![[r#"
        0s challenge 2.0.0
        0s session information, FaceMovementAndLightChallenge
        1s AnalyseSlice
        2s FinishAnalysis
        3s DropAnalysis
        3s PersistStatus(Failed, Some(VideoUnusable))
        3s exception Validation: the video is not valid or not supported
        3s Close(AfterException)
        FAILED"#]],
    );
    let mut hung = until_end();
    hung.push((62, Event::Tick));
    check(
        hung,
        &expect![[r#"
        0s challenge 2.0.0
        0s session information, FaceMovementAndLightChallenge
        1s AnalyseSlice
        2s FinishAnalysis
        62s DropAnalysis
        62s PersistStatus(Failed, Some(AnalysisFailed))
        62s exception Internal: the check could not be analysed
        62s Close(AfterException)
        FAILED"#]],
    );
}

#[test]
fn the_deadline_is_the_nearest_bound() {
    let mut session = session();
    let mut deadlines = vec![session.deadline()];
    for (second, event) in [(10, connected()), (20, claim(false)), (21, slice()), (30, claim(true))] {
        assert!(!session.on(event, at(second)).is_empty());
        deadlines.push(session.deadline());
    }
    assert_eq!(deadlines, [180, 180, 35, 35, 40].map(|second| Some(at(second))));
}

#[test]
fn every_close_code_has_a_reason() {
    let names: Vec<_> = [1000, 1001, 1006, 4000, 4001, 4002, 4003, 4004, 4005, 4006, 4007, 4008, 4999]
        .map(|code| format!("{code} {}", FailureReason::from_close_code(code).name()))
        .to_vec();
    expect![[r#"
        1000 client_closed_early
        1001 page_left
        1006 connection_lost
        4000 client_error
        4001 face_fit_timeout
        4002 no_face_timeout
        4003 cancelled
        4004 app_left_view
        4005 client_runtime_error
        4006 no_camera_permission
        4007 user_error
        4008 view_disposed
        4999 unknown_close"#]]
    .assert_eq(&names.join("\n"));
}
