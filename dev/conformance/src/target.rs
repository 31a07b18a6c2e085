//! What the clients talk to.

use crate::Arguments;
use anyhow::{Context, Result};
use clap::Args;
use launch::OwnServer;
use serde::Serialize;
use std::fmt;
use std::path::{Path, PathBuf};

/// An endpoint and a key pair it knows, as the caller gives them.
#[derive(Clone, Args)]
pub(crate) struct TargetOptions {
    /// Address of the service, such as <https://127.0.0.1:8443>; without it the server is built and started.
    #[arg(long, value_name = "URL", env = "CATCHLIGHT_ENDPOINT")]
    pub(crate) endpoint: Option<String>,
    /// Address of StartFaceLivenessSession, where it is another one, as with AWS.
    #[arg(long, value_name = "URL", requires = "endpoint")]
    streaming_endpoint: Option<String>,
    /// Address of the control plane without TLS, where there is one.
    #[arg(long, value_name = "URL", requires = "endpoint")]
    http_endpoint: Option<String>,
    /// Access key id.
    #[arg(long, value_name = "ID", env = "AWS_ACCESS_KEY_ID", default_value = "")]
    access_key: String,
    /// Secret access key.
    #[arg(
        long = "secret",
        value_name = "KEY",
        env = "AWS_SECRET_ACCESS_KEY",
        hide_env_values = true,
        default_value = ""
    )]
    secret_key: String,
    /// Session token of a temporary key.
    #[arg(long, value_name = "TOKEN", env = "AWS_SESSION_TOKEN", hide_env_values = true)]
    session_token: Option<String>,
    /// Certificate authority of the endpoint, PEM; the system's own when absent.
    #[arg(long, value_name = "FILE", requires = "endpoint")]
    ca: Option<PathBuf>,
    /// Region the clients sign for.
    #[arg(long, value_name = "NAME", default_value = "us-east-1")]
    region: String,
    /// Camera clip for the clients that show a face, MJPEG: far for some seconds, then near for ten or more
    /// [default: a synthetic person].
    #[arg(long, value_name = "FILE")]
    pub(crate) clip: Option<PathBuf>,
}

impl fmt::Debug for TargetOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TargetOptions")
            .field("endpoint", &self.endpoint)
            .field("access_key", &self.access_key)
            .field("secret_key", &"redacted")
            .finish_non_exhaustive()
    }
}

/// What the client scripts read, as JSON.
#[cfg_attr(test, derive(Default))]
#[derive(Serialize)]
pub(crate) struct Target {
    pub(crate) endpoint: String,
    /// Where StartFaceLivenessSession is; AWS has a host of its own for it.
    pub(crate) streaming_endpoint: String,
    pub(crate) http_endpoint: Option<String>,
    pub(crate) access_key: String,
    pub(crate) secret_key: String,
    pub(crate) session_token: Option<String>,
    pub(crate) ca: Option<PathBuf>,
    pub(crate) region: String,
    clip: Option<PathBuf>,
    /// Folder with the light of synthetic persons, for cameras that answer.
    light: Option<PathBuf>,
    python: Option<PathBuf>,
    /// The command of this project.
    catchlight: Option<PathBuf>,
    catchlight_version: &'static str,
    cases: Vec<String>,
    pub(crate) quick: bool,
    pictures: Option<PathBuf>,
    /// Where pictures for the documentation are written, if they are.
    gallery: Option<PathBuf>,
    /// The command of this repository, built when a client runs it.
    command: PathBuf,
    /// Where a server of the scripts' own finds its nets.
    models: PathBuf,
    /// The folder of this repository, for its documentation.
    repository: PathBuf,
    /// A folder the scripts may fill.
    scratch: PathBuf,
}

impl Target {
    /// What `arguments` name, or `server` where it runs.
    pub(crate) fn new(arguments: &Arguments, server: Option<&OwnServer>, scratch: &Path) -> Result<Self> {
        let options = &arguments.target;
        let endpoint = options.endpoint.clone().unwrap_or_default();
        let target = Self {
            streaming_endpoint: options.streaming_endpoint.clone().unwrap_or_else(|| endpoint.clone()),
            endpoint,
            http_endpoint: options.http_endpoint.clone(),
            access_key: options.access_key.clone(),
            secret_key: options.secret_key.clone(),
            session_token: options.session_token.clone(),
            ca: options.ca.as_deref().map(absolute).transpose()?,
            region: options.region.clone(),
            clip: options.clip.as_deref().map(absolute).transpose()?.or_else(filmed),
            light: Some(crate::setup::light_folder()).filter(|light| light.exists()),
            python: Some(crate::setup::python_path()).filter(|python| python.exists()),
            catchlight: Some(launch::catchlight_path()).filter(|command| command.exists()),
            catchlight_version: env!("CARGO_PKG_VERSION"),
            cases: arguments.cases.clone(),
            quick: arguments.quick,
            pictures: arguments.pictures.as_deref().map(made).transpose()?,
            gallery: arguments.gallery.as_deref().map(made).transpose()?,
            command: launch::catchlight_path(),
            models: launch::repository().join("assets/models"),
            repository: launch::repository().to_owned(),
            scratch: scratch.to_owned(),
        };
        Ok(match server {
            None => target,
            Some(server) => Self {
                endpoint: server.https.clone(),
                streaming_endpoint: server.https.clone(),
                http_endpoint: Some(server.http.clone()),
                access_key: OwnServer::ACCESS_KEY.to_owned(),
                secret_key: OwnServer::SECRET_KEY.to_owned(),
                session_token: None,
                ca: Some(server.authority.clone()),
                ..target
            },
        })
    }

    /// An endpoint and nothing else.
    #[cfg(test)]
    pub(crate) fn at(endpoint: &str) -> Self {
        Self { endpoint: endpoint.to_owned(), ..Self::default() }
    }

    /// Whether a case of this name is asked for.
    pub(crate) fn wants(&self, case: &str) -> bool {
        self.cases.is_empty() || self.cases.iter().any(|wanted| wanted == case)
    }

    /// Whether the endpoint is one of AWS, which cannot be asked everything.
    pub(crate) fn is_aws(&self) -> bool {
        self.endpoint.trim_end_matches('/').ends_with(".amazonaws.com")
    }
}

/// The scripts run in another folder than the caller's.
fn absolute(path: &Path) -> Result<PathBuf> {
    path.canonicalize().with_context(|| format!("cannot find {}", path.display()))
}

fn filmed() -> Option<PathBuf> {
    Some(crate::setup::clip_path()).filter(|clip| clip.exists())
}

fn made(folder: &Path) -> Result<PathBuf> {
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    absolute(folder)
}
