//! A server on port 0 and raw clients for it.

use bytes::Bytes;
use catchlight_server::{AccessKeys, Clock, Parts, Server, Settings, TlsSource};
use catchlight_types::EpochMillis;
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};
use tempfile::TempDir;

/// A running server with its clock and one key.
#[derive(Debug)]
pub(crate) struct Harness {
    pub(crate) server: Server,
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
        let directory = tempfile::tempdir().unwrap();
        let settings = Settings {
            listen: "127.0.0.1:0".parse().unwrap(),
            http_listen: Some("127.0.0.1:0".parse().unwrap()),
            tls: TlsSource::LocalAuthority {
                directory: directory.path().into(),
                names: vec!["127.0.0.1".to_owned()],
            },
        };
        let clock = Clock::manual(today());
        let parts = Parts { clock, access_keys: AccessKeys::new([]) };
        let server = Server::start(settings, parts).await.unwrap();
        Self { server, directory }
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

// Certificates are checked against the real calendar, so the clocks of the tests start there.
#[expect(clippy::disallowed_methods, reason = "the tls client checks validity against the real calendar")]
fn today() -> EpochMillis {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    EpochMillis::new(i64::try_from(since_epoch.as_millis()).unwrap())
}
