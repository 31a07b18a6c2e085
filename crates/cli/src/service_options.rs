//! Which service a command calls, and with which credentials.
//!
//! In: options and environment. Out: a client. Never: prints a secret.

use catchlight_client::{ClientError, ClientSettings, Credentials, Endpoint, LivenessClient, Trust};
use clap::Args;
use std::path::PathBuf;

/// Options of every command that calls a service.
#[derive(Debug, Args)]
pub(crate) struct ServiceOptions {
    /// URL of the service.
    #[arg(long, value_name = "URL", env = "CATCHLIGHT_ENDPOINT", default_value = "https://127.0.0.1:8443")]
    endpoint: Endpoint,
    /// Region to sign for; Catchlight accepts every region.
    #[arg(long, env = "AWS_REGION", default_value = "us-east-1")]
    region: String,
    /// PEM file with the only authorities to trust [default: those of the system; for a service on this machine
    /// catchlight-data/tls/ca.pem if it exists].
    #[arg(long, value_name = "FILE")]
    ca_file: Option<PathBuf>,
    /// The same by the name that the aws command has for it; catchlight-data/tls/ca.pem goes before it.
    #[arg(long, value_name = "FILE", env = "AWS_CA_BUNDLE", hide = true)]
    ca_bundle: Option<PathBuf>,
    /// Accept any certificate. Anybody on the network path can then read and change everything.
    #[arg(long, conflicts_with = "ca_file")]
    no_verify_ssl: bool,
    /// Id of the access key.
    #[arg(long, value_name = "ID", env = "AWS_ACCESS_KEY_ID")]
    access_key_id: Option<String>,
    /// Secret access key. Set it in the environment instead, where other users cannot see it.
    #[arg(long, value_name = "KEY", env = "AWS_SECRET_ACCESS_KEY", hide_env_values = true)]
    secret_access_key: Option<String>,
    /// Session token of temporary credentials.
    #[arg(long, value_name = "TOKEN", env = "AWS_SESSION_TOKEN", hide_env_values = true)]
    session_token: Option<String>,
}

impl ServiceOptions {
    /// A client for these options.
    pub(crate) fn client(&self) -> anyhow::Result<LivenessClient> {
        let credentials = Credentials::from_variables(|name| match name {
            "AWS_ACCESS_KEY_ID" => self.access_key_id.clone(),
            "AWS_SECRET_ACCESS_KEY" => self.secret_access_key.clone(),
            "AWS_SESSION_TOKEN" => self.session_token.clone(),
            _ => None,
        });
        let mut settings = ClientSettings::new(self.endpoint.clone(), credentials.map_err(explained)?);
        settings.region.clone_from(&self.region);
        settings.trust = self.trust();
        LivenessClient::new(settings).map_err(explained)
    }

    fn trust(&self) -> Trust {
        let own = || {
            Some(PathBuf::from(OWN_AUTHORITY))
                .filter(|own| self.endpoint.is_on_this_machine() && own.is_file())
        };
        if self.no_verify_ssl {
            return Trust::Anything;
        }
        let file = self.ca_file.clone().or_else(own).or_else(|| self.ca_bundle.clone());
        file.map_or(Trust::System, Trust::AuthoritiesFile)
    }
}

/// An error with advice for the user.
pub(crate) fn explained(error: ClientError) -> anyhow::Error {
    let advice = error.advice();
    let error = anyhow::Error::new(error);
    match advice {
        Some(advice) => anyhow::anyhow!("{error:#}; {advice}"),
        None => error,
    }
}

/// Where `catchlight serve` writes the certificate of its authority by default.
pub(crate) const OWN_AUTHORITY: &str = "catchlight-data/tls/ca.pem";
