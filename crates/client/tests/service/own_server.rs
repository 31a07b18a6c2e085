//! The server of this repository on a free port, with an analysis that returns what it was sent.

use catchlight_client::{ClientSettings, Credentials, LivenessClient, Trust};
use catchlight_server::{
    AccessKey, AccessKeys, AnalysisError, Analyzer, Clock, PageSettings, Pages, Parts, RunningAnalysis,
    Server, Settings, TlsSource, authority_path,
};
use catchlight_store::{CheckDetails, CheckResult, Store, StoreSettings};
use catchlight_types::{Challenge, ClientClaim, Confidence, EpochMillis, FaceImage, JpegBytes, Verdict};
use std::sync::Arc;
use tempfile::TempDir;

/// A running server with one key.
pub(crate) struct OwnServer {
    server: Server,
    key: AccessKey,
    directory: TempDir,
}

impl OwnServer {
    pub(crate) async fn start() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path();
        let store = StoreSettings {
            database_url: format!("sqlite:{}/catchlight.db", root.display()),
            images_url: format!("file://{}/images", root.display()),
        };
        let key = AccessKey::generate();
        let parts = Parts {
            clock: Clock::system(),
            access_keys: AccessKeys::new([key.clone()]),
            store: Store::open(&store).await.unwrap(),
            analyzer: Arc::new(Echo),
            pages: Pages::none(),
            evaluated: None,
        };
        let settings = Settings {
            listen: "127.0.0.1:0".parse().unwrap(),
            http_listen: Some("127.0.0.1:0".parse().unwrap()),
            tls: TlsSource::LocalAuthority { directory: root.into(), names: vec!["127.0.0.1".to_owned()] },
            retention: Settings::DEFAULT_RETENTION,
            concurrent_checks: Settings::DEFAULT_CONCURRENT_CHECKS,
            requests_per_second: None,
            test_seed: None,
            oidc: None,
            page: PageSettings::default(),
        };
        let server = Server::start(settings, parts).await.unwrap();
        Self { server, key, directory }
    }

    pub(crate) fn https(&self) -> String {
        format!("https://{}", self.server.https())
    }

    pub(crate) fn http(&self) -> String {
        format!("http://{}", self.server.http().unwrap())
    }

    /// Settings that work; a test spoils one of them.
    pub(crate) fn settings(&self) -> ClientSettings {
        let credentials = Credentials::new(&self.key.id, &self.key.secret);
        let mut settings = ClientSettings::new(self.https().parse().unwrap(), credentials);
        settings.trust = Trust::AuthoritiesFile(authority_path(self.directory.path()));
        settings
    }

    pub(crate) fn client(&self) -> LivenessClient {
        LivenessClient::new(self.settings()).unwrap()
    }
}

/// Gives the video back as the reference image and the number of claims as the confidence.
#[derive(Debug, Clone)]
struct Echo;

#[derive(Default)]
struct Echoing {
    video: Vec<u8>,
    claims: u8,
}

impl Analyzer for Echo {
    fn begin(&self, _: &Challenge, _: u8) -> Box<dyn RunningAnalysis> {
        Box::new(Echoing::default())
    }
}

impl RunningAnalysis for Echoing {
    fn push_video(
        &mut self,
        slice: &[u8],
        _: Option<EpochMillis>,
        _: EpochMillis,
    ) -> Result<(), AnalysisError> {
        self.video.extend(slice);
        Ok(())
    }

    fn push_claim(&mut self, _: ClientClaim, _: EpochMillis) {
        self.claims += 1;
    }

    fn finish(self: Box<Self>) -> Result<CheckResult, AnalysisError> {
        let verdict = Verdict {
            confidence: Confidence::new(f32::from(self.claims)).unwrap(),
            prior_log_odds: None,
            contributions: Vec::new(),
            ceiling: None,
            feedback: Vec::new(),
            calibration: "echo".to_owned(),
        };
        let reference_image = Some(FaceImage { jpeg: JpegBytes::new(self.video), bounding_box: None });
        Ok(CheckResult {
            verdict,
            measurements: Vec::new(),
            reference_image,
            audit_images: Vec::new(),
            details: CheckDetails::default(),
        })
    }
}
