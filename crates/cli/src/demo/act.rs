//! One check of the demonstration: a simulated client answers the challenge that the server really sent.
//!
//! In: who plays what, a server. Out: the results, the reasons, the files. Never: knows what the answer should be.

use super::own_server::OwnServer;
use crate::performing::{VIDEO, performance};
use crate::service::explained;
use crate::{pictures, whole_file};
use anyhow::Context;
use catchlight_client::control::{
    CreateFaceLivenessSessionRequest, CreateFaceLivenessSessionRequestSettings,
};
use catchlight_client::{CheckOpening, Pace, Progress};
use catchlight_simulator::{CaptureSettings, Seed, Species, simulate};
use catchlight_types::{
    Challenge, Confidence, Contribution, MAX_AUDIT_IMAGES, Reading, SessionId, SessionStatus, Verdict,
};
use indicatif::ProgressBar;
use std::path::{Path, PathBuf};

/// Who plays what, and where the files go.
#[derive(Debug)]
pub(crate) struct Act {
    species: Species,
    seed: Seed,
    folder: PathBuf,
}

/// What came of an act.
#[derive(Debug)]
pub(crate) struct Played {
    /// What was played.
    pub(crate) species: Species,
    /// Who played it.
    pub(crate) seed: Seed,
    /// Where the session stands; `None` when nobody could be asked.
    pub(crate) status: Option<SessionStatus>,
    /// How sure the server is.
    pub(crate) confidence: Option<Confidence>,
    /// The strongest reasons, with the name of the signal.
    pub(crate) reasons: Vec<String>,
    /// Where the pictures are; the recording lies beside it.
    pub(crate) folder: PathBuf,
    /// The pictures, the reference image first.
    pub(crate) pictures: Vec<PathBuf>,
}

impl Played {
    /// Whether the answer is the right one.
    pub(crate) fn is_right(&self) -> bool {
        let live = self.confidence.is_some_and(|confidence| confidence.percent() >= THRESHOLD_PERCENT);
        self.status == Some(SessionStatus::Succeeded) && live == self.species.is_bona_fide()
    }
}

impl Act {
    pub(crate) fn new(species: Species, seed: Seed, out: &Path) -> Self {
        Self { species, seed, folder: out.join(format!("{}-{}", species.name(), seed.number())) }
    }

    /// A few words for the progress bar.
    pub(crate) fn title(&self) -> String {
        format!("{} {}", self.species.name(), self.seed.number())
    }

    /// Creates a session, plays the act in real time, collects what came of it.
    pub(crate) async fn play(&self, server: &OwnServer, line: &ProgressBar) -> anyhow::Result<Played> {
        line.set_message("connecting");
        std::fs::create_dir_all(&self.folder)
            .with_context(|| format!("cannot make {}; choose another --out", self.folder.display()))?;
        let request = CreateFaceLivenessSessionRequest {
            settings: Some(CreateFaceLivenessSessionRequestSettings {
                audit_images_limit: Some(MAX_AUDIT_IMAGES.into()),
                ..Default::default()
            }),
            ..CreateFaceLivenessSessionRequest::default()
        };
        let session = server.client.create(&request).await.map_err(explained)?;
        let opening = CheckOpening::new(session.clone(), VIDEO);
        let (species, seed, recording) = (self.species, self.seed, self.folder.with_extension("json"));
        let (bar, session_id) = (line.clone(), session.clone());
        let answer = move |challenge: &Challenge| {
            bar.set_message("filming");
            let check = simulate(challenge, species, seed, &CaptureSettings::BROWSER)?;
            whole_file::write_recording(&check.recording(session_id), &recording)?;
            bar.set_length(check.video.as_slice().len() as u64);
            Ok(performance(check, Pace::RealTime))
        };
        let show = |news: Progress<'_>| show(line, news);
        server
            .client
            .start_face_liveness_session(&opening, answer, &show)
            .await
            .map_err(explained)
            .with_context(|| format!("the check of {} broke off", self.title()))?;
        self.collect(server, &session).await
    }

    /// What came of an act that broke off.
    pub(crate) fn broken_off(&self, error: &anyhow::Error) -> Played {
        Played {
            species: self.species,
            seed: self.seed,
            status: None,
            confidence: None,
            reasons: vec![format!("{error:#}")],
            folder: self.folder.clone(),
            pictures: Vec::new(),
        }
    }

    async fn collect(&self, server: &OwnServer, session: &SessionId) -> anyhow::Result<Played> {
        let results = server.client.get(session).await.map_err(explained)?;
        let mut pictures = Vec::new();
        pictures::save(&results, &self.folder, &mut pictures)?;
        let stored = server.store.load_result(session).await?;
        Ok(Played {
            species: self.species,
            seed: self.seed,
            status: results.status.known(),
            confidence: results.confidence.and_then(Confidence::new),
            reasons: stored.map(|stored| main_reasons(stored.verdict)).unwrap_or_default(),
            folder: self.folder.clone(),
            pictures,
        })
    }
}

/// The strongest reasons; of a low confidence first what speaks against the person, then what could not be measured.
fn main_reasons(verdict: Verdict) -> Vec<String> {
    let is_low = verdict.confidence.percent() < THRESHOLD_PERCENT;
    let ratio = |contribution: &Contribution| contribution.log_likelihood_ratio * contribution.weight;
    let rank = |contribution: &Contribution| match contribution.reading {
        _ if !is_low || ratio(contribution) < 0.0 => 0,
        Reading::NotTaken(_) => 1,
        Reading::Raw(_) => 2,
    };
    let mut contributions = verdict.contributions;
    contributions.sort_by(|one, other| {
        rank(one).cmp(&rank(other)).then(ratio(other).abs().total_cmp(&ratio(one).abs()))
    });
    let main = contributions.iter().take(REASONS);
    main.map(|contribution| format!("{}: {}", contribution.signal.as_str(), contribution.reason)).collect()
}

fn show(line: &ProgressBar, news: Progress<'_>) {
    match news {
        Progress::Connected => line.set_message("waiting for a challenge"),
        Progress::Task(_) => {}
        Progress::Began => line.set_message("streaming"),
        Progress::Sent { video_bytes } => line.inc(video_bytes as u64),
        Progress::AllSent => line.set_message("waiting for the verdict"),
    }
}

/// From here on an application takes a person for live, in the demonstration.
const THRESHOLD_PERCENT: f32 = 50.0;
/// Reasons that are shown.
const REASONS: usize = 2;
