//! `catchlight check`: one whole check over the wire, from a file or by a simulated person.

pub(crate) mod source;
mod text;

use crate::challenge_option::ChallengeOption;
use crate::output::print;
use crate::result_images;
use crate::runtime::runtime;
use crate::service_options::{ServiceOptions, explained};
use crate::simulate::species;
use anyhow::{Context, bail};
use catchlight_client::control::{
    ChallengePreference, CreateFaceLivenessSessionRequest, CreateFaceLivenessSessionRequestSettings,
    GetFaceLivenessSessionResultsResponse,
};
use catchlight_client::{CheckOpening, CheckOutcome, ClientError, LivenessClient, Pace, Progress, Transport};
use catchlight_simulator::{Seed, Species};
use catchlight_types::{ChallengeKind, MAX_AUDIT_IMAGES, SessionStatus};
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use source::VideoSource;
use std::path::PathBuf;

/// Options of `catchlight check`.
#[derive(Debug, Args)]
pub(crate) struct CheckOptions {
    /// WebM or MP4 file, or a recording: its NAME.json, or a folder with one recording.
    #[arg(value_name = "VIDEO_OR_RECORDING", required_unless_present = "simulate")]
    path: Option<PathBuf>,
    /// Simulate a client that responds to the challenge instead: live, or the name of an attack.
    #[arg(long, value_name = "SPECIES", value_parser = species, conflicts_with = "path")]
    simulate: Option<Species>,
    /// Seed of the simulated person, the room and all noise.
    #[arg(long, default_value_t = 1, requires = "simulate")]
    seed: u64,
    #[command(flatten)]
    service: ServiceOptions,
    /// Challenge to request [default: the service chooses].
    #[arg(long)]
    kind: Option<ChallengeOption>,
    /// Transport of the stream.
    #[arg(long, default_value = "websocket")]
    transport: TransportOption,
    /// Send everything at once instead of at the pace of the camera.
    #[arg(long)]
    fast: bool,
    /// Write the images of the results to this folder.
    #[arg(long, value_name = "DIR")]
    save_images: Option<PathBuf>,
    /// Print one JSON document instead of text.
    #[arg(long)]
    json: bool,
}

/// Transport of the stream, by its short name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum TransportOption {
    /// As browsers and phones do.
    Websocket,
    /// Request and response body over HTTP/1.1.
    Http1,
    /// Request and response body over HTTP/2.
    Http2,
}

/// A check after its end.
pub(crate) struct CompletedCheck {
    results: GetFaceLivenessSessionResultsResponse,
    stream: Result<CheckOutcome, ClientError>,
    images: Vec<PathBuf>,
    /// Why an image could not be written.
    unwritten: Option<anyhow::Error>,
    video_bytes: usize,
}

/// Creates a session, streams the video, prints the results.
///
/// Fails at the end when the session did not succeed; a low Confidence is not a failure.
pub(crate) fn run(options: &CheckOptions) -> anyhow::Result<()> {
    let source = options.source()?;
    let client = options.service.client()?;
    if let Some(folder) = &options.save_images {
        result_images::create_folder(folder)?;
    }
    let completed = runtime()?.block_on(check(options, source, &client))?;
    print(&if options.json { text::json(&completed)? } else { text::lines(&completed) })?;
    if let Some(unwritten) = completed.unwritten {
        return Err(unwritten);
    }
    if completed.results.status == SessionStatus::Succeeded {
        return Ok(());
    }
    match completed.stream {
        Ok(_) => bail!(
            "the check was streamed to its end, but the session is {}; see the log of the server",
            completed.results.status.name()
        ),
        Err(error) => Err(explained(error)).context("the check did not finish"),
    }
}

async fn check(
    options: &CheckOptions,
    source: VideoSource,
    client: &LivenessClient,
) -> anyhow::Result<CompletedCheck> {
    let session = client.create(&options.session()).await.map_err(explained)?;
    let video_bytes = source.video_bytes();
    let progress = progress_bar(video_bytes.unwrap_or_default() as u64)?;
    let mut opening = CheckOpening::new(session.clone(), source.size());
    opening.transport = match options.transport {
        TransportOption::Websocket => Transport::WebSocket,
        TransportOption::Http1 => Transport::Http1,
        TransportOption::Http2 => Transport::Http2,
    };
    let pace = if options.fast { Pace::AsFastAsTaken } else { Pace::RealTime };
    let show = |news: Progress<'_>| show(&progress, news);
    let stream = client
        .start_face_liveness_session(&opening, move |challenge| source.respond(challenge, pace), &show)
        .await;
    // The length of a simulated video is known only after the challenge.
    let sent_bytes = usize::try_from(progress.position()).unwrap_or(usize::MAX);
    progress.finish_and_clear();
    let results = client.get(&session).await.map_err(explained)?;
    let mut images = Vec::new();
    let unwritten = match &options.save_images {
        Some(folder) => result_images::save(&results, folder, &mut images).err(),
        None => None,
    };
    Ok(CompletedCheck { results, stream, images, unwritten, video_bytes: video_bytes.unwrap_or(sent_bytes) })
}

impl CheckOptions {
    fn source(&self) -> anyhow::Result<VideoSource> {
        match (&self.path, self.simulate) {
            (_, Some(species)) => Ok(VideoSource::Simulated { species, seed: Seed::new(self.seed) }),
            (Some(path), None) => VideoSource::read(path),
            (None, None) => bail!("give a video or a recording, or a species with --simulate"),
        }
    }

    fn session(&self) -> CreateFaceLivenessSessionRequest {
        CreateFaceLivenessSessionRequest {
            settings: Some(CreateFaceLivenessSessionRequestSettings {
                output_config: None,
                audit_images_limit: Some(MAX_AUDIT_IMAGES.into()),
                challenge_preferences: self
                    .kind
                    .map(|kind| vec![ChallengePreference::from(ChallengeKind::from(kind))]),
            }),
            ..CreateFaceLivenessSessionRequest::default()
        }
    }
}

fn progress_bar(video_bytes: u64) -> anyhow::Result<ProgressBar> {
    let template = "{msg:24} {bar:30} {bytes} of {total_bytes}, {elapsed}";
    let style = ProgressStyle::with_template(template).context("invalid template of a progress bar")?;
    let progress = ProgressBar::new(video_bytes).with_style(style).with_message("connecting");
    progress.enable_steady_tick(std::time::Duration::from_millis(200));
    Ok(progress)
}

fn show(progress: &ProgressBar, news: Progress<'_>) {
    match news {
        Progress::Connected => progress.set_message("waiting for a challenge"),
        Progress::Task(_) | Progress::Began => progress.set_message("streaming"),
        Progress::Sent { video_bytes } => progress.inc(video_bytes as u64),
        Progress::AllSent => progress.set_message("waiting for the verdict"),
    }
}
