//! One check of the demonstration: a simulated client responds to the challenge of a real server.
//!
//! In: a species, a seed, a server. Out: the results, the reasons, the files. Never: tells the server what it simulates.

use super::temporary_server::TemporaryServer;
use crate::service_options::explained;
use crate::simulated_client::{VIDEO, performance};
use crate::{atomic_file, result_images};
use anyhow::Context;
use catchlight_client::control::{
    CreateFaceLivenessSessionRequest, CreateFaceLivenessSessionRequestSettings,
};
use catchlight_client::{CheckOpening, Pace, Progress};
use catchlight_report::{DemonstratedCheck, named_reasons};
use catchlight_simulator::{CaptureSettings, Seed, Species, simulate};
use catchlight_types::{Challenge, Confidence, MAX_AUDIT_IMAGES, SessionId, SessionStatus};
use indicatif::ProgressBar;
use std::path::{Path, PathBuf};

/// What is simulated, and where the files go.
#[derive(Debug)]
pub(crate) struct PlannedCheck {
    species: Species,
    seed: Seed,
    folder: PathBuf,
}

impl PlannedCheck {
    pub(crate) fn new(species: Species, seed: Seed, out: &Path) -> Self {
        Self { species, seed, folder: out.join(format!("{}-{}", species.name(), seed.number())) }
    }

    /// A few words for the progress bar.
    pub(crate) fn title(&self) -> String {
        format!("{} {}", self.species.name(), self.seed.number())
    }

    /// Creates a session, streams the check in real time and reads its results.
    pub(crate) async fn play(
        &self,
        server: &TemporaryServer,
        line: &ProgressBar,
    ) -> anyhow::Result<DemonstratedCheck> {
        line.set_message("connecting");
        std::fs::create_dir_all(&self.folder)
            .with_context(|| format!("cannot create {}; choose another --out", self.folder.display()))?;
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
        let respond = move |challenge: &Challenge| {
            bar.set_message("drawing the video");
            let check = simulate(challenge, species, seed, &CaptureSettings::BROWSER)?;
            atomic_file::write_recording(&check.recording(session_id), &recording)?;
            bar.set_length(check.video.as_slice().len() as u64);
            Ok(performance(check, Pace::RealTime))
        };
        let show = |news: Progress<'_>| show(line, news);
        server
            .client
            .start_face_liveness_session(&opening, respond, &show)
            .await
            .map_err(explained)
            .with_context(|| format!("the check of {} broke off", self.title()))?;
        self.collect(server, &session).await
    }

    /// The result of a check that broke off.
    pub(crate) fn broken_off(&self, error: &anyhow::Error) -> DemonstratedCheck {
        DemonstratedCheck {
            played: self.in_words(),
            seed: self.seed.number(),
            status: None,
            confidence: None,
            is_right: false,
            reasons: vec![format!("{error:#}")],
            folder: self.folder.clone(),
            images: Vec::new(),
        }
    }

    /// What is played, in words.
    pub(crate) const fn in_words(&self) -> &'static str {
        self.species.title()
    }

    async fn collect(
        &self,
        server: &TemporaryServer,
        session: &SessionId,
    ) -> anyhow::Result<DemonstratedCheck> {
        let results = server.client.get(session).await.map_err(explained)?;
        let mut images = Vec::new();
        result_images::save(&results, &self.folder, &mut images)?;
        let stored = server.store.load_result(session).await?;
        let (status, confidence) = (results.status.known(), results.confidence.and_then(Confidence::new));
        Ok(DemonstratedCheck {
            played: self.in_words(),
            seed: self.seed.number(),
            status,
            confidence,
            is_right: status == Some(SessionStatus::Succeeded) && self.is_right(confidence),
            reasons: stored.map(|stored| named_reasons(&stored.verdict, REASONS)).unwrap_or_default(),
            folder: self.folder.clone(),
            images,
        })
    }

    fn is_right(&self, confidence: Option<Confidence>) -> bool {
        let live = confidence.is_some_and(Confidence::passes);
        live == self.species.is_bona_fide()
    }
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

/// Reasons that are shown.
const REASONS: usize = 2;
