//! `catchlight check`: one whole check over the wire, played from a file or by a simulated person.

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
    /// WebM or MP4 file, or a recording: its NAME.json, or a folder that holds one.
    #[arg(value_name = "VIDEO_OR_RECORDING", required_unless_present = "simulate")]
    path: Option<PathBuf>,
    /// Let a simulated client answer the challenge instead: live, or the name of an attack.
    #[arg(long, value_name = "SPECIES", value_parser = species, conflicts_with = "path")]
    simulate: Option<Species>,
    /// Number from which the simulated person, the room and everything accidental follow.
    #[arg(long, default_value_t = 1, requires = "simulate")]
    seed: u64,
    #[command(flatten)]
    service: ServiceOptions,
    /// Challenge to ask for [default: the service chooses].
    #[arg(long)]
    kind: Option<ChallengeOption>,
    /// How to stream.
    #[arg(long, default_value = "websocket")]
    transport: TransportOption,
    /// Send everything at once instead of at the pace of the camera.
    #[arg(long)]
    fast: bool,
    /// Write the pictures of the results into this folder.
    #[arg(long, value_name = "DIR")]
    save_images: Option<PathBuf>,
    /// Print one JSON document instead of text.
    #[arg(long)]
    json: bool,
}

/// A way to stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum TransportOption {
    /// As browsers and phones do.
    Websocket,
    /// The bodies of an HTTP/1.1 exchange.
    Http1,
    /// The bodies of an HTTP/2 exchange.
    Http2,
}

/// Everything that a check showed.
pub(crate) struct CompletedCheck {
    results: GetFaceLivenessSessionResultsResponse,
    stream: Result<CheckOutcome, ClientError>,
    pictures: Vec<PathBuf>,
    /// Why not all pictures could be written.
    unwritten: Option<anyhow::Error>,
    video_bytes: usize,
}

/// Creates a session, plays the file into it, prints the results.
///
/// Fails after all that when the check did not come to an end; a low confidence is no failure.
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
            "the session is {} after a whole check; the log of the server may say why",
            completed.results.status.name()
        ),
        Err(error) => Err(explained(error)).context("the check came to no end"),
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
        .start_face_liveness_session(&opening, move |challenge| source.answer(challenge, pace), &show)
        .await;
    // A simulated video has its length only after the challenge.
    let sent_bytes = usize::try_from(progress.position()).unwrap_or(usize::MAX);
    progress.finish_and_clear();
    let results = client.get(&session).await.map_err(explained)?;
    let mut pictures = Vec::new();
    let unwritten = match &options.save_images {
        Some(folder) => result_images::save(&results, folder, &mut pictures).err(),
        None => None,
    };
    Ok(CompletedCheck {
        results,
        stream,
        pictures,
        unwritten,
        video_bytes: video_bytes.unwrap_or(sent_bytes),
    })
}

impl CheckOptions {
    fn source(&self) -> anyhow::Result<VideoSource> {
        match (&self.path, self.simulate) {
            (_, Some(species)) => Ok(VideoSource::Simulated { species, seed: Seed::new(self.seed) }),
            (Some(path), None) => VideoSource::read(path),
            (None, None) => bail!("name a video or a recording, or a species by --simulate"),
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
    let style = ProgressStyle::with_template(template).context("the progress bar is wrong")?;
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
