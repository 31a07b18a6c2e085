//! The AWS SDK for Rust as a driver of the control plane.
//!
//! In: the target as JSON in CONFORMANCE_TARGET, requests as JSON lines on standard input.
//! Out: answers as JSON lines; their form is told in `../driver.py`.

mod request;

use anyhow::{Context, Result};
use aws_sdk_rekognition::config::{BehaviorVersion, Credentials, Region, retry::RetryConfig};
use aws_sdk_rekognition::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_rekognition::operation::RequestId;
use aws_sdk_rekognition::operation::get_face_liveness_session_results::GetFaceLivenessSessionResultsOutput;
use aws_sdk_rekognition::{Client, Config};
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use serde::Deserialize;
use serde_json::{Value, json};
use std::io::BufRead;

/// The part of the target that cannot be told call by call.
#[derive(Deserialize)]
struct Target {
    ca: Option<String>,
}

#[derive(Deserialize)]
struct Asked {
    id: u64,
    operation: String,
    members: Value,
    caller: Caller,
}

#[derive(Deserialize)]
struct Caller {
    endpoint: String,
    access_key: String,
    secret_key: String,
    session_token: Option<String>,
    region: String,
    max_attempts: u32,
}

fn main() -> Result<()> {
    let text = std::env::var("CONFORMANCE_TARGET").context("CONFORMANCE_TARGET is not set")?;
    let target: Target = serde_json::from_str(&text)?;
    let trusted = target.ca.map(|ca| std::fs::read(&ca).with_context(|| format!("cannot read {ca}"))).transpose()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    println!("{}", json!({ "version": aws_sdk_rekognition::meta::PKG_VERSION }));
    let mut running = Vec::new();
    for line in std::io::stdin().lock().lines() {
        let asked: Asked = serde_json::from_str(&line?)?;
        let trusted = trusted.clone();
        running.push(runtime.spawn(async move {
            let mut told = match answer(&asked, trusted).await {
                Ok(told) => told,
                Err(problem) => json!({ "broken": format!("{problem:#}") }),
            };
            told["id"] = asked.id.into();
            println!("{told}");
        }));
    }
    runtime.block_on(async {
        for task in running {
            task.await?;
        }
        Ok(())
    })
}

fn client(caller: &Caller, trusted: Option<Vec<u8>>) -> Result<Client> {
    let mut trust = TrustStore::default();
    if let Some(pem) = trusted {
        trust = trust.with_pem_certificate(pem);
    }
    let http = aws_smithy_http_client::Builder::new()
        .tls_provider(Provider::Rustls(CryptoMode::Ring))
        .tls_context(TlsContext::builder().with_trust_store(trust).build()?)
        .build_https();
    let token = caller.session_token.clone();
    let credentials = Credentials::from_keys(&caller.access_key, &caller.secret_key, token);
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .http_client(http)
        .endpoint_url(&caller.endpoint)
        .region(Region::new(caller.region.clone()))
        .credentials_provider(credentials)
        .retry_config(RetryConfig::standard().with_max_attempts(caller.max_attempts))
        .build();
    Ok(Client::from_conf(config))
}

async fn answer(asked: &Asked, trusted: Option<Vec<u8>>) -> Result<Value> {
    if asked.operation == "Describe" {
        return Ok(json!({ "refused": "types of Rust do not tell their members" }));
    }
    let client = client(&asked.caller, trusted)?;
    let members = &asked.members;
    if asked.operation == "CreateFaceLivenessSession" {
        let input = client.create_face_liveness_session();
        let filled = match request::settings(&members["Settings"]) {
            Ok(settings) => input.set_settings(settings),
            Err(refusal) => return Ok(json!({ "refused": refusal.to_string() })),
        };
        let sent = filled
            .set_kms_key_id(request::text(&members["KmsKeyId"]))
            .set_client_request_token(request::text(&members["ClientRequestToken"]))
            .send();
        return Ok(match sent.await {
            Ok(created) => done(created.request_id(), json!({ "SessionId": created.session_id() })),
            Err(error) => failed(&error),
        });
    }
    if asked.operation != "GetFaceLivenessSessionResults" {
        return Ok(json!({ "refused": format!("this driver cannot call {}", asked.operation) }));
    }
    let asking = client.get_face_liveness_session_results();
    Ok(match asking.set_session_id(request::text(&members["SessionId"])).send().await {
        Ok(results) => done(results.request_id(), told(&results)),
        Err(error) => failed(&error),
    })
}

fn done(request_id: Option<&str>, members: Value) -> Value {
    json!({ "status": 200, "request_id": request_id, "members": members })
}

/// What cases look at; the SDK has no way back to JSON.
fn told(results: &GetFaceLivenessSessionResultsOutput) -> Value {
    json!({
        "SessionId": results.session_id(),
        "Status": results.status().as_str(),
        "Confidence": results.confidence(),
        "ReferenceImage": results.reference_image().map(|_| true),
        "Challenge": results.challenge().map(|challenge| challenge.version()),
    })
}

fn failed<E>(error: &SdkError<E, HttpResponse>) -> Value
where
    E: ProvideErrorMetadata,
    SdkError<E, HttpResponse>: std::error::Error + RequestId,
{
    match error {
        SdkError::ConstructionFailure(_) => {
            let why = std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string);
            json!({ "refused": why })
        }
        SdkError::ServiceError(refusal) => json!({
            "status": refusal.raw().status().as_u16(),
            "request_id": error.request_id(),
            "error": refusal.err().code(),
            "message": refusal.err().message(),
        }),
        _ => json!({ "broken": format!("{error:?}") }),
    }
}
