//! `start-face-liveness-session`: the streaming operation, which the aws command does not support.
//!
//! In: a session, a video or recording, the options of every such command. Out: the events of the service, by
//! their names. Never: creates a session or reads its results; the other two commands do.

use crate::arguments::Parsed;
use crate::call::Caller;
use crate::connection::in_words;
use crate::failure::Failure;
use crate::value::Value;
use crate::{Host, StreamSource};
use catchlight_client::{
    CheckOpening, CheckOutcome, ClientError, ClientSettings, LivenessClient, Pace, Transport,
};
use catchlight_types::SessionId;
use std::path::Path;

/// The name on the command line.
pub(crate) const COMMAND: &str = "start-face-liveness-session";
/// The name in the API.
pub(crate) const NAME: &str = "StartFaceLivenessSession";

/// What is streamed to which session.
pub(crate) struct Start {
    session_id: SessionId,
    source: StreamSource,
    transport: Transport,
    pace: Pace,
}

impl Start {
    /// Reads the options and the file.
    pub(crate) fn of(options: &Parsed, host: Host) -> Result<Self, Failure> {
        let session_id = options.value("--session-id").unwrap_or_default();
        let session_id = SessionId::new(session_id).map_err(|_another_shape| {
            Failure::parameter(format!(
                "Invalid value for parameter SessionId, value: {session_id}, valid: a UUID"
            ))
        })?;
        let path = options.word.as_deref().unwrap_or_default();
        let source = (host.open)(Path::new(path)).map_err(Failure::parameter)?;
        let transport = match options.value("--transport") {
            Some("http1") => Transport::Http1,
            Some("http2") => Transport::Http2,
            _ => Transport::WebSocket,
        };
        let pace = if options.flag("--fast") { Pace::AsFastAsTaken } else { Pace::RealTime };
        Ok(Self { session_id, source, transport, pace })
    }

    /// Takes part in the check.
    pub(crate) async fn run(self, caller: &Caller) -> Result<Value, Failure> {
        let settings = caller.signing().await?;
        let Some(credentials) = settings.credentials else { return Err(caller.without_credentials()) };
        let settings = ClientSettings {
            region: settings.region.clone(),
            trust: settings.trust.clone(),
            clock: settings.clock.clone(),
            ..ClientSettings::new(settings.endpoint.clone(), credentials)
        };
        let client = LivenessClient::new(settings).map_err(|error| in_words(&error, &caller.url))?;
        let mut opening = CheckOpening::new(self.session_id.clone(), self.source.size);
        opening.transport = self.transport;
        let (performer, pace) = (self.source.performer, self.pace);
        let outcome = client
            .start_face_liveness_session(&opening, move |challenge| performer(challenge, pace), &|_| {})
            .await;
        match outcome {
            Ok(outcome) => Ok(said(&self.session_id, &outcome)),
            Err(ClientError::Service { exception, .. }) => Err(Failure::service(format!(
                "An error occurred ({}) when calling the {NAME} operation: {}",
                exception.code(),
                exception.message()
            ))),
            Err(error) => Err(in_words(&error, &caller.url)),
        }
    }
}

fn said(session_id: &SessionId, outcome: &CheckOutcome) -> Value {
    let map = |members: Vec<(&str, Value)>| {
        Value::Map(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    };
    let challenge = &outcome.challenge;
    let challenge = map(vec![
        ("Version", Value::Text(challenge.version.to_string())),
        ("Type", Value::text(challenge.kind.name())),
    ]);
    let mut members = vec![("SessionId", Value::text(session_id.as_str())), ("ChallengeEvent", challenge)];
    if let Some(time) = outcome.disconnected_at {
        let time = Value::Integer(time.as_millis().into());
        members.push(("DisconnectionEvent", map(vec![("TimestampMillis", time)])));
    }
    map(members)
}
