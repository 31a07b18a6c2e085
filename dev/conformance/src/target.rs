//! What the clients talk to.

use clap::Args;
use serde::Serialize;
use std::fmt;
use std::path::PathBuf;

/// An endpoint and a key pair it knows; written as JSON for the client scripts.
#[derive(Clone, Args, Serialize)]
pub(crate) struct Target {
    /// Address of the service, such as <https://127.0.0.1:8443>.
    #[arg(long, value_name = "URL", default_value = "https://127.0.0.1:8443")]
    endpoint: String,
    /// Access key id.
    #[arg(long, value_name = "ID", env = "CATCHLIGHT_ACCESS_KEY_ID", default_value = "")]
    access_key: String,
    /// Secret access key.
    #[arg(
        long = "secret",
        value_name = "KEY",
        env = "CATCHLIGHT_SECRET_ACCESS_KEY",
        hide_env_values = true,
        default_value = ""
    )]
    secret_key: String,
    /// Certificate authority of the endpoint, PEM; the system's own when absent.
    #[arg(long, value_name = "FILE")]
    pub(crate) ca: Option<PathBuf>,
    /// Region the clients sign for.
    #[arg(long, value_name = "NAME", default_value = "us-east-1")]
    region: String,
    /// Camera clip for the clients that show a face, MJPEG: far for some seconds, then near for ten or more.
    #[arg(long, value_name = "FILE")]
    clip: Option<PathBuf>,
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Target")
            .field("endpoint", &self.endpoint)
            .field("access_key", &self.access_key)
            .field("secret_key", &"redacted")
            .finish_non_exhaustive()
    }
}
