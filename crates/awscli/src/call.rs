//! One call of the control plane: sends it, retries where that helps, and reads the response by the model.
//!
//! In: settings and the members of a request. Out: the members of the response in the order of the model, or the
//! error in the words of the aws command. Never: prints.

use crate::arguments::Parsed;
use crate::configuration::Configuration;
use crate::connection::{TIMEOUT, in_words, pause, with_sources};
use crate::credentials::Source;
use crate::debug::Debug;
use crate::failure::Failure;
use crate::model::Operation;
use crate::roles::TokenService;
use crate::value::{Value, quoted_text};
use crate::{json, numbers};
use catchlight_client::value::{MemberSchema, Schema};
use catchlight_client::{ClientError, Endpoint, RawClient, RawResponse, RawSettings, Trust, system_clock};
use std::path::PathBuf;
use std::time::Duration;

/// The timeouts from the options; 0 means no timeout.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Timeouts {
    read: Option<Duration>,
    connect: Option<Duration>,
}

impl Timeouts {
    pub(crate) fn of(globals: &Parsed) -> Result<Self, Failure> {
        let read = |option: &str| match globals.value(option) {
            None => Ok(Some(TIMEOUT)),
            Some(text) => match numbers::integer(text) {
                Some(0) => Ok(None),
                Some(seconds) => match u32::try_from(seconds) {
                    Ok(seconds) => Ok(Some(Duration::from_secs(seconds.into()))),
                    Err(_) => {
                        let what = option.trim_start_matches("--cli-").trim_end_matches("-timeout");
                        Err(Failure::parameter(format!(
                            "Attempted to set {what} timeout to {seconds}, but the timeout cannot be set to a value \
                             less than or equal to 0."
                        )))
                    }
                },
                None => Err(Failure::parameter(format!(
                    "invalid literal for int() with base 10: {}",
                    quoted_text(text)
                ))),
            },
        };
        Ok(Self { read: read("--cli-read-timeout")?, connect: read("--cli-connect-timeout")? })
    }
}

/// Everything that a call needs.
pub(crate) struct Caller {
    settings: RawSettings,
    source: Option<Source>,
    token_service: TokenService,
    pub(crate) url: String,
    max_attempts: u32,
    anonymous: bool,
}

impl Caller {
    pub(crate) fn new(
        globals: &Parsed,
        configuration: &Configuration,
        timeouts: Timeouts,
        debug: Debug,
        own_authority: &str,
    ) -> Result<Self, Failure> {
        let region = configuration.region(globals)?;
        let url = configuration.endpoint(globals);
        let invalid = |_| Failure::general(format!("Invalid endpoint: {url}"));
        let endpoint: Endpoint = url.parse().map_err(invalid)?;
        let anonymous = globals.flag("--no-sign-request");
        let source = if anonymous { None } else { configuration.credentials()? };
        let token_service = TokenService::new(configuration, &region)?;
        let bundle = configuration.ca_bundle(globals)?;
        let trust = trust(globals, &endpoint, bundle, own_authority);
        debug.note(&format!("Profile: {}", configuration.profile_name()));
        debug.note(&format!("Endpoint: {url}, region: {region}, trust: {trust:?}"));
        let url =
            if endpoint.to_string().ends_with('/') { endpoint.to_string() } else { format!("{endpoint}/") };
        let settings = RawSettings {
            endpoint,
            region,
            credentials: None,
            trust,
            connect_timeout: timeouts.connect,
            read_timeout: timeouts.read,
            clock: system_clock(),
        };
        let max_attempts = configuration.max_attempts()?;
        configuration.check_others()?;
        Ok(Self { settings, source, token_service, url, max_attempts, anonymous })
    }

    /// Calls the operation and reads the response.
    pub(crate) async fn call(
        &self,
        operation: &Operation,
        request: &Value,
        debug: Debug,
    ) -> Result<Value, Failure> {
        let settings = self.signing().await?;
        if !self.anonymous && settings.credentials.is_none() {
            return Err(self.without_credentials());
        }
        let client = RawClient::new(settings).map_err(|error| in_words(&error, &self.url))?;
        let body = json::compact(request);
        let mut retries = 0;
        loop {
            debug.note(&format!("Making request for {} to {}: {body}", operation.name, self.url));
            let outcome = client.call(operation.name, body.clone().into()).await;
            match &outcome {
                Ok(answer) => debug.note(&format!(
                    "HTTP {}: {} {}",
                    answer.status,
                    headers(answer),
                    String::from_utf8_lossy(&answer.body)
                )),
                Err(error) => debug.note(&with_sources(error)),
            }
            let again = match &outcome {
                Ok(answer) => is_passing(answer),
                Err(error) => is_connection(error),
            };
            if !again || retries + 1 >= self.max_attempts {
                let exhausted = again.then_some(retries).filter(|_| self.max_attempts > 0);
                return self.read(outcome, operation, exhausted);
            }
            tokio::time::sleep(pause(retries)).await;
            retries += 1;
        }
    }

    /// The settings with credentials; those of a role are requested first.
    pub(crate) async fn signing(&self) -> Result<RawSettings, Failure> {
        let credentials = match &self.source {
            Some(source) => Some(self.token_service.credentials(source, &self.settings.clock).await?),
            None => None,
        };
        Ok(RawSettings { credentials, ..self.settings.clone() })
    }

    /// The failure without credentials.
    pub(crate) fn without_credentials(&self) -> Failure {
        if self.anonymous {
            return Failure::parameter("A stream is signed; leave --no-sign-request out.");
        }
        Failure::configuration(
            "Unable to locate credentials. You can configure credentials by running \"aws configure\".",
        )
    }

    fn read(
        &self,
        outcome: Result<RawResponse, ClientError>,
        operation: &Operation,
        exhausted: Option<u32>,
    ) -> Result<Value, Failure> {
        let answer = outcome.map_err(|error| in_words(&error, &self.url))?;
        let text = String::from_utf8_lossy(&answer.body);
        if answer.status < 300 {
            let read = if text.is_empty() { Ok(Value::Map(Vec::new())) } else { json::read(&text) };
            let value =
                read.map_err(|problem| Failure::general(format!("Unable to parse response ({problem})")))?;
            return match &value {
                Value::Map(_) => by_model(&value, operation.response.members()),
                Value::Null => Err(missing_attribute(&value, "update")),
                _ => Err(missing_attribute(&value, "get")),
            };
        }
        let is_page = answer.status >= 500 && (text.is_empty() || text.trim_start().starts_with("<html"));
        let text = if is_page { reason_phrase(answer.status).into() } else { text };
        let body = json::read(&text).unwrap_or_else(|_no_json| {
            let message =
                if text.is_empty() { Vec::new() } else { vec![("message".to_owned(), Value::text(&text))] };
            Value::Map(message)
        });
        let code = error_code(&body, answer.status);
        let message = body.member("message").or_else(|| body.member("Message"));
        let message = message.map(Value::shown).unwrap_or_default();
        let retried =
            exhausted.map(|retries| format!(" (reached max retries: {retries})")).unwrap_or_default();
        let name = operation.name;
        Err(Failure::service(format!(
            "An error occurred ({code}) when calling the {name} operation{retried}: {message}"
        )))
    }
}

fn trust(globals: &Parsed, endpoint: &Endpoint, bundle: Option<PathBuf>, own_authority: &str) -> Trust {
    // Without TLS there is no certificate to check, and the authorities are not read.
    if globals.flag("--no-verify-ssl") || !endpoint.is_secure() {
        return Trust::Anything;
    }
    let own = || {
        let own = PathBuf::from(own_authority);
        Some(own).filter(|own| endpoint.is_on_this_machine() && own.is_file())
    };
    bundle.or_else(own).map_or(Trust::System, Trust::AuthoritiesFile)
}

fn headers(answer: &RawResponse) -> String {
    let header = |(name, value): (&_, &_)| format!("{name}: {value:?}");
    answer.headers.iter().map(header).collect::<Vec<_>>().join(", ")
}

/// The reason phrase of a status, for a proxy that responds with a page.
fn reason_phrase(status: u16) -> &'static str {
    let status = http::StatusCode::from_u16(status).ok();
    status.and_then(|status| status.canonical_reason()).unwrap_or_default()
}

fn error_code(body: &Value, status: u16) -> String {
    let code = body.member("__type").map_or_else(|| status.to_string(), Value::shown);
    let code = code.split(':').next().unwrap_or_default();
    code.rsplit('#').next().unwrap_or_default().to_owned()
}

/// Whether an error is likely to be temporary.
fn is_passing(answer: &RawResponse) -> bool {
    if answer.status < 300 {
        return false;
    }
    let body = json::read(&String::from_utf8_lossy(&answer.body)).unwrap_or(Value::Null);
    matches!(answer.status, 500 | 502 | 503 | 504)
        || PASSING.contains(&error_code(&body, answer.status).as_str())
}

fn is_connection(error: &ClientError) -> bool {
    matches!(
        error,
        ClientError::Unreachable { .. } | ClientError::Broken { .. } | ClientError::TimedOut { .. }
    )
}

/// The members in the model, in its order; null counts as absent.
fn by_model(value: &Value, members: &[MemberSchema]) -> Result<Value, Failure> {
    let known = members.iter().filter_map(|member| {
        let found = value.member(member.name).filter(|found| **found != Value::Null)?;
        Some(by_schema(found, member.schema).map(|found| (member.name.to_owned(), found)))
    });
    Ok(Value::Map(known.collect::<Result<_, _>>()?))
}

fn by_schema(value: &Value, schema: &Schema) -> Result<Value, Failure> {
    match (schema, value) {
        (Schema::Structure(members), Value::Map(_)) => by_model(value, members),
        (Schema::Structure(_), Value::Null) => Ok(Value::Null),
        (Schema::Structure(_), _) => Err(missing_attribute(value, "get")),
        (Schema::List(item), Value::List(items)) => {
            Ok(Value::List(items.iter().map(|value| by_schema(value, item)).collect::<Result<_, _>>()?))
        }
        (Schema::List(_), Value::Integer(_) | Value::Float(_) | Value::Bool(_)) => {
            Err(Failure::general(format!("'{}' object is not iterable", value.type_name())))
        }
        (_, value) => Ok(value.clone()),
    }
}

/// The response does not match the model; in the words of Python.
fn missing_attribute(value: &Value, attribute: &str) -> Failure {
    Failure::general(format!("'{}' object has no attribute '{attribute}'", value.type_name()))
}

/// Codes of temporary errors.
const PASSING: &[&str] = &[
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "RequestThrottledException",
    "TooManyRequestsException",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "LimitExceededException",
    "RequestThrottled",
    "SlowDown",
    "RequestTimeout",
    "RequestTimeoutException",
    "PriorRequestNotComplete",
];
