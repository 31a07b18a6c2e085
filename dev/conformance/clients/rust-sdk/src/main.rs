//! The control plane through the AWS SDK for Rust.
//!
//! In: the target as JSON in CONFORMANCE_TARGET. Out: one JSON line a case on standard output.

mod reporting;

use crate::reporting::Reporter;
use anyhow::{Context, Result, bail, ensure};
use aws_sdk_rekognition::config::{BehaviorVersion, Credentials, Region, retry::RetryConfig};
use aws_sdk_rekognition::error::ProvideErrorMetadata;
use aws_sdk_rekognition::operation::RequestId;
use aws_sdk_rekognition::types::{
    ChallengePreference, ChallengeType, CreateFaceLivenessSessionRequestSettings, LivenessSessionStatus,
};
use aws_sdk_rekognition::{Client, Config};
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode};
use serde::Deserialize;

/// What to talk to, as the conformance program describes it.
#[derive(Deserialize)]
struct Target {
    endpoint: String,
    http_endpoint: Option<String>,
    access_key: String,
    secret_key: String,
    ca: Option<String>,
    region: String,
    cases: Vec<String>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let text = std::env::var("CONFORMANCE_TARGET").context("CONFORMANCE_TARGET is not set")?;
    let target: Target = serde_json::from_str(&text)?;
    let reporter = Reporter::new("rust-sdk", aws_sdk_rekognition::meta::PKG_VERSION, target.cases.clone());
    let over_tls = client(&target, &target.endpoint, &target.secret_key)?;
    reporter.case("create-and-get", || create_and_get(&over_tls)).await?;
    reporter.case("settings", || settings(&over_tls)).await?;
    reporter.case("session-not-found", || session_not_found(&over_tls)).await?;
    let stranger = client(&target, &target.endpoint, "wrong")?;
    reporter.case("wrong-secret", || wrong_secret(&stranger)).await?;
    if let Some(endpoint) = &target.http_endpoint {
        let plain = client(&target, endpoint, &target.secret_key)?;
        reporter.case("plain-http", || create_and_get(&plain)).await?;
    }
    Ok(())
}

fn client(target: &Target, endpoint: &str, secret: &str) -> Result<Client> {
    let mut trust = TrustStore::default();
    if let Some(ca) = &target.ca {
        let pem = std::fs::read(ca).with_context(|| format!("cannot read {ca}"))?;
        trust = trust.with_pem_certificate(pem);
    }
    let http = aws_smithy_http_client::Builder::new()
        .tls_provider(Provider::Rustls(CryptoMode::Ring))
        .tls_context(TlsContext::builder().with_trust_store(trust).build()?)
        .build_https();
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .http_client(http)
        .endpoint_url(endpoint)
        .region(Region::new(target.region.clone()))
        .credentials_provider(Credentials::from_keys(&target.access_key, secret, None))
        .retry_config(RetryConfig::disabled())
        .build();
    Ok(Client::from_conf(config))
}

async fn create_and_get(client: &Client) -> Result<()> {
    let created = client.create_face_liveness_session().send().await?;
    ensure!(created.request_id().is_some(), "the answer carries no request id");
    let session = created.session_id();
    let results = client.get_face_liveness_session_results().session_id(session).send().await?;
    ensure!(results.status() == &LivenessSessionStatus::Created, "Status is {}", results.status());
    ensure!(results.session_id() == session, "SessionId is {}", results.session_id());
    Ok(())
}

async fn settings(client: &Client) -> Result<()> {
    let preference = ChallengePreference::builder().r#type(ChallengeType::FaceMovementChallenge).build()?;
    // This SDK sends values above the maximum, which are documented as clamped.
    let settings = CreateFaceLivenessSessionRequestSettings::builder()
        .audit_images_limit(9)
        .challenge_preferences(preference)
        .build();
    client.create_face_liveness_session().settings(settings).send().await?;
    Ok(())
}

async fn session_not_found(client: &Client) -> Result<()> {
    let unknown = uuid::Uuid::new_v4().to_string();
    let answer = client.get_face_liveness_session_results().session_id(unknown).send().await;
    let Err(error) = answer else { bail!("no error was raised") };
    let error = error.into_service_error();
    ensure!(error.is_session_not_found_exception(), "the error is {error:?}");
    ensure!(error.message().is_some(), "the error has no message");
    Ok(())
}

async fn wrong_secret(client: &Client) -> Result<()> {
    let Err(error) = client.create_face_liveness_session().send().await else { bail!("no error was raised") };
    let code = error.code().unwrap_or_default();
    ensure!(code == "InvalidSignatureException", "the error is {error:?}");
    Ok(())
}
