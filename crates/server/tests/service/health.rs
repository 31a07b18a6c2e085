//! Both doors answer the health routes, over HTTP/1.1 and HTTP/2, and only TLS streams.

use catchlight_server::{AccessKeys, Clock, Parts, Server, Settings, TlsSource};
use catchlight_types::EpochMillis;
use http_body_util::{BodyExt, Empty};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use std::path::Path;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

type Answer = (http::StatusCode, http::Version, String);

fn trusting(authority: &Path) -> ClientConfig {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(authority).unwrap()).unwrap();
    ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth()
}

async fn get(url: &str, authority: &Path, version_2: bool) -> Answer {
    let connector =
        hyper_rustls::HttpsConnectorBuilder::new().with_tls_config(trusting(authority)).https_or_http();
    let connector =
        if version_2 { connector.enable_all_versions().build() } else { connector.enable_http1().build() };
    let client: Client<_, Empty<bytes::Bytes>> = Client::builder(TokioExecutor::new()).build(connector);
    let response = client.get(url.parse().unwrap()).await.unwrap();
    let (head, body) = response.into_parts();
    let text = String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap();
    (head.status, head.version, text)
}

// Certificates are checked against the real calendar, so this test starts its clock there.
#[expect(clippy::disallowed_methods, reason = "the tls client checks validity against the real calendar")]
fn today() -> EpochMillis {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    EpochMillis::new(i64::try_from(since_epoch.as_millis()).unwrap())
}

#[tokio::test]
async fn health_is_open_on_every_door_and_protocol() {
    let directory = tempfile::tempdir().unwrap();
    let settings = Settings {
        listen: "127.0.0.1:0".parse().unwrap(),
        http_listen: Some("127.0.0.1:0".parse().unwrap()),
        tls: TlsSource::LocalAuthority {
            directory: directory.path().into(),
            names: vec!["127.0.0.1".to_owned()],
        },
    };
    let parts = Parts { clock: Clock::manual(today()), access_keys: AccessKeys::new([]) };
    let server = Server::start(settings, parts).await.unwrap();
    let (https, http) = (server.https(), server.http().unwrap());
    let authority = directory.path().join("ca.pem");
    let ready = |version| (http::StatusCode::OK, version, "ready\n".to_owned());
    assert_eq!(get(&format!("https://{https}/readyz"), &authority, true).await, ready(http::Version::HTTP_2));
    assert_eq!(
        get(&format!("https://{https}/readyz"), &authority, false).await,
        ready(http::Version::HTTP_11)
    );
    assert_eq!(
        get(&format!("http://{http}/healthz"), &authority, false).await,
        (http::StatusCode::OK, http::Version::HTTP_11, "ok\n".to_owned())
    );
    assert_eq!(
        get(&format!("http://{http}/nothing"), &authority, false).await.0,
        http::StatusCode::NOT_FOUND
    );
    server.stop().await;
}
