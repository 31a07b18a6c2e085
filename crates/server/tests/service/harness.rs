//! A server on port 0 and raw clients for it.

use crate::script::{Gate, Script};
use crate::signer::Signer;
use bytes::Bytes;
use catchlight_server::{
    AccessKeys, Clock, OidcSettings, Origin, PageSettings, Pages, Parts, Server, Settings, TlsSource,
};
use catchlight_store::{Store, StoreSettings};
use catchlight_types::EpochMillis;
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use serde_json::{Value, json};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};
use tempfile::TempDir;

/// Checks that the server of a test runs at once.
pub(crate) const CONCURRENT_CHECKS: usize = 3;

/// A running server with its clock, one key, and the gate of its scripted analyses.
#[derive(Debug)]
pub(crate) struct Harness {
    pub(crate) server: Server,
    pub(crate) clock: Clock,
    pub(crate) signer: Signer,
    pub(crate) store: Store,
    pub(crate) gate: Arc<Gate>,
    pub(crate) directory: TempDir,
}

/// A whole answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: http::StatusCode,
    pub(crate) version: http::Version,
    pub(crate) headers: http::HeaderMap,
    pub(crate) body: Bytes,
}

/// Protocols a client offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Offer {
    Http1,
    Http2,
}

impl Harness {
    pub(crate) async fn start() -> Self {
        Self::start_with(None, None, None).await
    }

    /// A server that lets so many requests of one key pass in a second.
    pub(crate) async fn start_throttled(per_second: u32) -> Self {
        Self::start_with(None, NonZeroU32::new(per_second), None).await
    }

    /// A server in test mode.
    pub(crate) async fn start_test_mode(seed: u64) -> Self {
        Self::start_with(Some(seed), None, None).await
    }

    /// A server whose operators a provider may sign in.
    pub(crate) async fn start_with_provider(oidc: OidcSettings) -> Self {
        Self::start_with(None, None, Some(oidc)).await
    }

    async fn start_with(
        test_seed: Option<u64>,
        requests_per_second: Option<NonZeroU32>,
        oidc: Option<OidcSettings>,
    ) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let settings = Settings {
            listen: "127.0.0.1:0".parse().unwrap(),
            http_listen: Some("127.0.0.1:0".parse().unwrap()),
            tls: TlsSource::LocalAuthority {
                directory: directory.path().into(),
                names: vec!["127.0.0.1".to_owned()],
            },
            retention: Settings::DEFAULT_RETENTION,
            concurrent_checks: CONCURRENT_CHECKS,
            requests_per_second,
            test_seed,
            page: page_settings(),
            oidc,
        };
        let store = Store::open(&StoreSettings {
            database_url: format!("sqlite:{}/catchlight.db", directory.path().display()),
            images_url: format!("file://{}/images", directory.path().display()),
        })
        .await
        .unwrap();
        let clock = Clock::manual(today());
        let access_keys = AccessKeys::open(&directory.path().join("access-keys.json")).unwrap();
        let key = access_keys.add("the test", clock.now()).unwrap();
        let signer = Signer { id: key.id.clone(), secret: key.secret.to_string(), token: None };
        let gate = Arc::new(Gate::closed());
        let parts = Parts {
            clock: clock.clone(),
            access_keys,
            store: store.clone(),
            analyzer: Arc::new(Script { gate: Arc::clone(&gate) }),
            pages: Pages::none(),
            evaluated: None,
        };
        let server = Server::start(settings, parts).await.unwrap();
        Self { server, clock, signer, store, gate, directory }
    }

    /// Calls an operation of the control plane by plain HTTP.
    pub(crate) async fn call(&self, operation: &str, members: &Value) -> Answer {
        self.call_at(&self.http_url("/"), operation, members.to_string().as_bytes()).await
    }

    /// Calls an operation at `url` with any body.
    pub(crate) async fn call_at(&self, url: &str, operation: &str, body: &[u8]) -> Answer {
        let mut request = control_request(url, operation, body);
        self.signer.sign_headers(&mut request, url, Some(body), self.clock.now());
        self.send(Offer::Http1, request).await
    }

    /// Creates a session and returns its id.
    pub(crate) async fn create(&self, members: &Value) -> String {
        let answer = self.call("CreateFaceLivenessSession", members).await;
        assert_eq!(answer.status, http::StatusCode::OK, "{:?}", answer.body);
        answer.json()["SessionId"].as_str().unwrap().to_owned()
    }

    /// Asks for the results of a session.
    pub(crate) async fn results(&self, session: &str) -> Value {
        let answer = self.call("GetFaceLivenessSessionResults", &json!({"SessionId": session})).await;
        assert_eq!(answer.status, http::StatusCode::OK, "{:?}", answer.body);
        answer.json()
    }

    /// Waits until a session stands at `status`; the runner ends a test that waits forever.
    pub(crate) async fn wait_for_status(&self, session: &str, status: &str) {
        while self.results(session).await["Status"] != status {
            tokio::task::yield_now().await;
        }
    }

    pub(crate) fn https_url(&self, path: &str) -> String {
        format!("https://{}{path}", self.server.https())
    }

    pub(crate) fn http_url(&self, path: &str) -> String {
        format!("http://{}{path}", self.server.http().unwrap())
    }

    pub(crate) fn trust(&self) -> ClientConfig {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_file(self.directory.path().join("ca.pem")).unwrap()).unwrap();
        ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth()
    }

    pub(crate) async fn send(&self, offer: Offer, request: http::Request<Full<Bytes>>) -> Answer {
        let connector =
            hyper_rustls::HttpsConnectorBuilder::new().with_tls_config(self.trust()).https_or_http();
        let connector = match offer {
            Offer::Http1 => connector.enable_http1().build(),
            Offer::Http2 => connector.enable_all_versions().build(),
        };
        let client = Client::builder(TokioExecutor::new()).build(connector);
        let (head, body) = client.request(request).await.unwrap().into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Answer { status: head.status, version: head.version, headers: head.headers, body }
    }

    pub(crate) async fn get(&self, offer: Offer, url: &str) -> Answer {
        self.send(offer, http::Request::builder().uri(url).body(Full::default()).unwrap()).await
    }
}

impl Answer {
    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// A header that is there.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }
}

/// A request for the control plane, not yet signed.
pub(crate) fn control_request(url: &str, operation: &str, body: &[u8]) -> http::Request<Full<Bytes>> {
    http::Request::builder()
        .method("POST")
        .uri(url)
        .header("content-type", "application/x-amz-json-1.1")
        .header("x-amz-target", format!("RekognitionService.{operation}"))
        .body(Full::from(body.to_vec()))
        .unwrap()
}

/// One place to go back to and one that may embed the page.
fn page_settings() -> PageSettings {
    let origin = |text| vec![Origin::new(text).unwrap()];
    PageSettings {
        public_url: None,
        return_origins: origin("https://app.example"),
        embed_origins: origin("https://frame.example"),
    }
}

// Certificates are checked against the real calendar, so the clocks of the tests start there.
#[expect(clippy::disallowed_methods, reason = "the tls client checks validity against the real calendar")]
fn today() -> EpochMillis {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    EpochMillis::new(i64::try_from(since_epoch.as_millis()).unwrap())
}
