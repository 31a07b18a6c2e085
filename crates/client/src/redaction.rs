//! What `Debug` prints of every public type that can hold a secret or a picture.

use crate::value::{Blob, Shape, Value};
use crate::{
    ClientSettings, Credentials, LivenessClient, Pace, Performance, PerformedEvent, Playback, PlayedSlice,
    RawClient, RawResponse, RawSettings, SecretText, TimedEvent, Trust, control, streaming,
};
use bytes::Bytes;
use catchlight_types::{EpochMillis, SessionStatus};
use std::fmt::Debug;
use std::time::Duration;

const SECRET: &str = "hushhush";

/// A picture or a video, whose bytes would print as `hushhush`, as numbers or as base64.
fn hidden() -> Bytes {
    Bytes::from_static(SECRET.as_bytes())
}

fn check(printed: &dyn Debug) {
    for text in [format!("{printed:?}"), format!("{printed:#?}")] {
        let folded: String = text.split_ascii_whitespace().collect();
        for trace in [SECRET, "104,117,115,104", "aHVzaGh1c2g="] {
            assert!(!folded.contains(trace), "{text}");
        }
    }
}

#[test]
fn pictures_and_videos_are_not_printed() {
    let image = control::AuditImage { bytes: Some(Blob::new(hidden())), ..Default::default() };
    let results = control::GetFaceLivenessSessionResultsResponse {
        reference_image: Some(image.clone()),
        audit_images: Some(vec![image]),
        ..control::GetFaceLivenessSessionResultsResponse::of_status("id", SessionStatus::Succeeded)
    };
    check(&results.to_value());
    check(&results);
    check(&Value::List(vec![Value::Blob(Blob::new(hidden()))]));
    let video = streaming::VideoEvent { video_chunk: hidden(), timestamp_millis: None };
    check(&video.to_value());
    check(&video);
    let answer = RawResponse { status: 200, headers: http::HeaderMap::new(), body: results.to_json() };
    check(&answer);
    check(&RawResponse { body: hidden(), ..answer });

    let slice = PlayedSlice { bytes: hidden(), ends_at: Duration::from_secs(1) };
    let playback = Playback::new(vec![slice.clone()]);
    check(&slice);
    check(&playback);
    let at = EpochMillis::new(0);
    let event = TimedEvent { at, event: PerformedEvent::Video { slice: hidden(), claimed_at: None } };
    check(&event);
    check(&Performance { begins_at: at, events: Box::new([event].into_iter()), pace: Pace::RealTime });
}

#[test]
fn secrets_are_not_printed() {
    let mut credentials = Credentials::new("AKID", SECRET);
    credentials.session_token = Some(SecretText::new(SECRET.to_owned()));
    check(&credentials);
    let mut settings = ClientSettings::new("https://127.0.0.1:1".parse().unwrap(), credentials.clone());
    settings.trust = Trust::Anything;
    let raw = RawSettings {
        endpoint: settings.endpoint.clone(),
        region: settings.region.clone(),
        credentials: Some(credentials),
        trust: Trust::Anything,
        connect_timeout: None,
        read_timeout: None,
        clock: std::sync::Arc::clone(&settings.clock),
    };
    check(&settings);
    check(&raw);
    check(&LivenessClient::new(settings).unwrap());
    check(&RawClient::new(raw).unwrap());
}
