//! The client of this project as a driver of the control plane.
//!
//! In: requests as JSON lines on standard input. Out: answers on standard output.
//! Never: a member that the client's types do not have; then it refuses.

use crate::cases;
use crate::driver::{Asked, Credentials as Caller, DriverReply, Greeting, Outcome};
use anyhow::{Result, bail};
use catchlight_client::value::{Shape, ValueError};
use catchlight_client::{
    ClientError, ClientSettings, ControlRequest, Credentials, LivenessClient, RetrySettings, SecretText,
    Trust,
};
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
            drop(tell(&DriverReply { id: asked.id, outcome }));
        });
    }
    Ok(())
}

fn tell(line: &impl serde::Serialize) -> Result<()> {
    let text = serde_json::to_string(line)?;
    Ok(writeln!(std::io::stdout().lock(), "{text}")?)
}

async fn call(asked: &Asked, trust: Trust) -> Result<Outcome> {
    if asked.operation == cases::DESCRIBE {
        return Ok(Outcome::Refused { refused: "the others are compared with it".to_owned() });
    }
    let client = client(&asked.caller, trust)?;
    let members = asked.members.to_string();
    send_named(&client, &asked.operation, members.as_bytes()).await
}

async fn send<R: ControlRequest>(client: &LivenessClient, members: &[u8]) -> Result<Outcome> {
    let request = match R::from_json(members) {
        Ok(request) => request,
        Err(problem) => return Ok(refused(&problem)),
    };
    match client.call(&request).await {
        // The client does not show the head of the response.
        Ok(response) => {
            let members = serde_json::from_slice(&response.to_json())?;
            Ok(Outcome::Done { status: None, request_id: None, members })
        }
        Err(ClientError::Service { exception, status, request_id, .. }) => {
            let (error, message) = (exception.code().to_owned(), exception.message().to_owned());
            Ok(Outcome::Error { status, request_id, error, message })
        }
        Err(error) => Err(error.into()),
    }
}

macro_rules! calls {
    ($($(#[doc = $about:literal])+ $name:ident: $method:ident($request:ident) -> $response:ident;)+) => {
        /// Calls the operation of this name with these members.
        async fn send_named(client: &LivenessClient, name: &str, members: &[u8]) -> Result<Outcome> {
            match name {
                $(stringify!($name) => send::<catchlight_client::control::$request>(client, members).await,)+
                _ => bail!("our client has no operation {name}"),
            }
        }
    };
}

catchlight_client::operations!(calls);

fn client(caller: &Caller, trust: Trust) -> Result<LivenessClient> {
    let mut credentials = Credentials::new(&caller.access_key, &caller.secret_key);
    credentials.session_token = caller.session_token.clone().map(SecretText::new);
    let mut settings = ClientSettings::new(caller.endpoint.parse()?, credentials);
    settings.region.clone_from(&caller.region);
    settings.trust = trust;
    settings.retry = RetrySettings { max_attempts: caller.max_attempts, ..RetrySettings::STANDARD };
    Ok(LivenessClient::new(settings)?)
}

fn refused(problem: &ValueError) -> Outcome {
    Outcome::Refused { refused: problem.to_string() }
}
