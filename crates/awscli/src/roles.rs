//! The credentials of a role, requested when a request is signed.
//!
//! In: where the credentials come from. Out: credentials, or the error in the words of the aws command.
//! Never: a cache; each command requests them again.

use crate::configuration::Configuration;
use crate::connection::{TIMEOUT, in_words, pause};
use crate::credentials::{Proof, Role, Source};
use crate::failure::Failure;
use crate::paramfile::reason;
use catchlight_client::{
    ClientError, Clock, Credentials, Endpoint, RawSettings, RoleRequest, SecretText, Trust,
};

/// The token service, which returns the credentials of roles.
#[derive(Debug, Clone)]
pub(crate) struct TokenService {
    url: String,
    region: String,
    trust: Trust,
    max_attempts: u32,
}

impl TokenService {
    /// The service in the configuration, else that of AWS.
    pub(crate) fn new(configuration: &Configuration, region: &str) -> Result<Self, Failure> {
        let trust = configuration.token_ca_bundle().map_or(Trust::System, Trust::AuthoritiesFile);
        Ok(Self {
            url: configuration.token_endpoint(region),
            region: region.to_owned(),
            trust,
            max_attempts: configuration.max_attempts()?,
        })
    }

    /// The credentials themselves.
    pub(crate) async fn credentials(&self, source: &Source, clock: &Clock) -> Result<Credentials, Failure> {
        match source {
            Source::Known(known) => Ok(known.clone()),
            Source::Role(role) => Box::pin(self.of_role(role, clock)).await,
        }
    }

    async fn of_role(&self, role: &Role, clock: &Clock) -> Result<Credentials, Failure> {
        let (credentials, web_identity) = match &role.proof {
            Proof::Source(source) => (Some(self.credentials(source, clock).await?), None),
            Proof::TokenFile(path) => {
                let token = std::fs::read_to_string(path)
                    .map_err(|error| Failure::general(format!("{}: '{}'", reason(&error), path.display())))?;
                (None, Some(SecretText::new(token)))
            }
        };
        let endpoint: Endpoint = self
            .url
            .parse()
            .map_err(|_unreadable| Failure::general(format!("Invalid endpoint: {}", self.url)))?;
        let trust = if endpoint.is_secure() { self.trust.clone() } else { Trust::Anything };
        let settings = RawSettings {
            endpoint,
            region: self.region.clone(),
            credentials,
            trust,
            connect_timeout: Some(TIMEOUT),
            read_timeout: Some(TIMEOUT),
            clock: clock.clone(),
        };
        let usual = || format!("catchlight-session-{}", clock().as_secs());
        let request = RoleRequest {
            role_arn: role.arn.clone(),
            session_name: role.session_name.clone().unwrap_or_else(usual),
            external_id: role.external_id.clone(),
            duration_seconds: role.duration_seconds,
            web_identity,
        };
        self.assume(&request, &settings).await
    }

    async fn assume(&self, request: &RoleRequest, settings: &RawSettings) -> Result<Credentials, Failure> {
        let mut retries = 0;
        loop {
            let error = match request.send(settings.clone()).await {
                Ok(credentials) => return Ok(credentials),
                Err(error) => error,
            };
            if !error.is_passing() || retries + 1 >= self.max_attempts {
                return Err(self.in_words(request, &error, retries));
            }
            tokio::time::sleep(pause(retries)).await;
            retries += 1;
        }
    }

    fn in_words(&self, request: &RoleRequest, error: &ClientError, retries: u32) -> Failure {
        let ClientError::Service { exception, .. } = error else {
            let url = if self.url.ends_with('/') { self.url.clone() } else { format!("{}/", self.url) };
            return in_words(error, &url);
        };
        let retried =
            if error.is_passing() { format!(" (reached max retries: {retries})") } else { String::new() };
        Failure::service(format!(
            "An error occurred ({}) when calling the {} operation{retried}: {}",
            exception.code(),
            request.operation(),
            exception.message()
        ))
    }
}
