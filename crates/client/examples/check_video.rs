//! Runs one whole check with a finished video and prints what the service made of it.
//!
//! ```text
//! export AWS_ACCESS_KEY_ID=... AWS_SECRET_ACCESS_KEY=...
//! cargo run --release -p catchlight-client --example check_video -- \
//!     https://127.0.0.1:8443 catchlight-data/tls/ca.pem face.webm 8
//! ```
//!
//! The last argument is the length of the video in seconds. The video does not do what the challenge asks, so an
//! honest service gives a low confidence.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "an example prints what happens")]

use catchlight_client::control::CreateFaceLivenessSessionRequest;
use catchlight_client::{
    CheckOpening, ClientSettings, Credentials, LivenessClient, Pace, Playback, Progress, Trust,
};
use catchlight_types::FrameSize;
use std::error::Error;
use std::time::Duration;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [endpoint, authority, video, seconds] = arguments.as_slice() else {
        return Err("usage: check_video ENDPOINT CA_FILE VIDEO SECONDS".into());
    };
    let mut settings = ClientSettings::new(endpoint.parse()?, Credentials::from_variables(variable)?);
    settings.trust = Trust::AuthoritiesFile(authority.into());
    let client = LivenessClient::new(settings)?;

    let session = client.create(&CreateFaceLivenessSessionRequest::default()).await?;
    println!("session {session}");

    let playback = Playback::even(&std::fs::read(video)?.into(), Duration::from_secs(seconds.parse()?));
    let opening = CheckOpening::new(session.clone(), FrameSize { width_px: 640, height_px: 480 });
    let answer = move |challenge: &_| Ok(playback.answer(challenge, Pace::RealTime));
    if let Err(error) = client.start_face_liveness_session(&opening, answer, &show).await {
        eprintln!("{error}; {}", error.advice().unwrap_or("the results may say more"));
    }

    let results = client.get(&session).await?;
    let confidence =
        results.confidence.map_or("no confidence".to_owned(), |confidence| confidence.to_string());
    println!("{} {confidence}", results.status.name());
    Ok(())
}

fn show(progress: Progress<'_>) {
    match progress {
        Progress::Connected => println!("connected"),
        Progress::Task(challenge) => println!("asked for {}", challenge.kind.name()),
        Progress::Sent { video_bytes } if video_bytes > 0 => println!("sent {video_bytes} bytes of video"),
        Progress::AllSent => println!("waiting for the verdict"),
        Progress::Began | Progress::Sent { .. } => {}
    }
}

#[expect(clippy::disallowed_methods, reason = "a program may read its environment")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
