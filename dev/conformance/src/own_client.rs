//! The client of this project as a driver of the control plane.
//!
//! In: requests as JSON lines on standard input. Out: answers on standard output.
//! Never: a member that the client's types do not have; then it refuses.

use crate::driver::{Answer, Asked, Credentials as Caller, Greeting, Outcome};
use anyhow::Result;
use catchlight_client::control::{
    ChallengePreference, CreateFaceLivenessSessionRequest, OutputConfig, SessionSettings, VersionRange,
};
use catchlight_client::{ClientError, ClientSettings, Credentials, LivenessClient, SecretText, Trust};
use catchlight_types::{ChallengeKind, ChallengeVersion, SessionId};
use serde_json::Value;
use std::io::{BufRead, Write};
use std::path::Path;

/// Answers requests until there are no more; trusts the authorities of the system when the path is empty.
pub(crate) fn run(authorities: &Path) -> Result<()> {
    let named = !authorities.as_os_str().is_empty();
    let trust = if named { Trust::AuthoritiesFile(authorities.to_owned()) } else { Trust::System };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    tell(&Greeting { version: env!("CARGO_PKG_VERSION").to_owned() })?;
    for line in std::io::stdin().lock().lines() {
        let asked: Asked = serde_json::from_str(&line?)?;
        let trust = trust.clone();
        runtime.spawn(async move {
            let outcome = match call(&asked, trust).await {
                Ok(outcome) => outcome,
                Err(problem) => Outcome::Broken { broken: format!("{problem:#}") },
            };
            // Nobody listens any more when the program that asked has ended.
            drop(tell(&Answer { id: asked.id, outcome }));
        });
    }
    Ok(())
}

fn tell(line: &impl serde::Serialize) -> Result<()> {
    let text = serde_json::to_string(line)?;
    Ok(writeln!(std::io::stdout().lock(), "{text}")?)
}

async fn call(asked: &Asked, trust: Trust) -> Result<Outcome> {
    let client = client(&asked.caller, trust)?;
    let members = &asked.members;
    let answer = if asked.operation == "CreateFaceLivenessSession" {
        let Some(request) = request(members) else { return Ok(refused()) };
        client.create(&request).await.map(|session| serde_json::json!({ "SessionId": session.as_str() }))
    } else {
        let session = members["SessionId"].as_str().map(SessionId::new);
        let Some(Ok(session)) = session else { return Ok(refused()) };
        match client.get(&session).await {
            Ok(results) => Ok(serde_json::from_slice(&results.to_body())?),
            Err(error) => Err(error),
        }
    };
    match answer {
        // The client does not show the head of the answer.
        Ok(members) => Ok(Outcome::Done { status: None, request_id: None, members }),
        Err(ClientError::Service { exception, .. }) => {
            let (error, message) = (exception.name, exception.message);
            Ok(Outcome::Error { status: None, request_id: None, error, message })
        }
        Err(error) => Err(error.into()),
    }
}

fn client(caller: &Caller, trust: Trust) -> Result<LivenessClient> {
    let mut credentials = Credentials::new(&caller.access_key, &caller.secret_key);
    credentials.session_token = caller.session_token.clone().map(SecretText::new);
    let mut settings = ClientSettings::new(caller.endpoint.parse()?, credentials);
    settings.region.clone_from(&caller.region);
    settings.trust = trust;
    Ok(LivenessClient::new(settings)?)
}

fn refused() -> Outcome {
    Outcome::Refused { refused: "its types cannot hold this".to_owned() }
}

/// The request, when the types of the client can hold it.
fn request(members: &Value) -> Option<CreateFaceLivenessSessionRequest> {
    Some(CreateFaceLivenessSessionRequest {
        kms_key_id: text(&members["KmsKeyId"])?,
        settings: optional(&members["Settings"], settings)?,
        client_request_token: text(&members["ClientRequestToken"])?,
    })
}

fn settings(members: &Value) -> Option<SessionSettings> {
    let preferences = members["ChallengePreferences"].as_array().map_or(&[][..], Vec::as_slice);
    Some(SessionSettings {
        output_config: optional(&members["OutputConfig"], output_config)?,
        audit_images_limit: optional(&members["AuditImagesLimit"], Value::as_i64)?,
        challenge_preferences: preferences.iter().map(preference).collect::<Option<_>>()?,
    })
}

fn output_config(members: &Value) -> Option<OutputConfig> {
    let s3_bucket = text(&members["S3Bucket"])??;
    Some(OutputConfig { s3_bucket, s3_key_prefix: text(&members["S3KeyPrefix"])? })
}

fn preference(members: &Value) -> Option<ChallengePreference> {
    let kind = ChallengeKind::from_name(members["Type"].as_str()?)?;
    Some(ChallengePreference { kind, versions: optional(&members["Versions"], version_range)? })
}

fn version_range(members: &Value) -> Option<VersionRange> {
    Some(VersionRange {
        minimum: optional(&members["Minimum"], version)?,
        maximum: optional(&members["Maximum"], version)?,
    })
}

fn version(value: &Value) -> Option<ChallengeVersion> {
    value.as_str()?.parse().ok()
}

fn text(value: &Value) -> Option<Option<String>> {
    optional(value, |value| value.as_str().map(str::to_owned))
}

/// `Some(None)` for a member that is absent, `None` for one that cannot be read.
#[expect(clippy::option_option, reason = "a member may be absent, present or unfit")]
fn optional<T>(value: &Value, read: impl Fn(&Value) -> Option<T>) -> Option<Option<T>> {
    if value.is_null() { Some(None) } else { read(value).map(Some) }
}
