//! Settings of the server in two stages: as written, and resolved.
//!
//! In: options, environment, a TOML file, in this order of precedence. Out: [`ServeSettings`], or every problem
//! at once. Never: half a configuration.

mod oidc;
mod printed;

use crate::{data_folder, default_folders};
use anyhow::Context;
use catchlight_server::{OidcSettings, Origin, PageSettings, Settings};
use catchlight_store::BackendKind;
use clap::Args;
use oidc::RawOidc;
use serde::Deserialize;
use std::fmt;
use std::net::SocketAddr;
use std::num::{NonZeroU16, NonZeroU32};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The options of `serve`, and a file with further options.
#[derive(Debug, Args)]
pub(crate) struct ServeOptions {
    /// TOML file with the same options as keys.
    #[arg(long, value_name = "FILE", env = "CATCHLIGHT_CONFIG")]
    pub(crate) config: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) raw: RawConfig,
}

/// The settings as written, in a file or as options.
#[derive(Debug, Default, Clone, PartialEq, Eq, Args, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct RawConfig {
    /// Address for https and wss [default: 127.0.0.1:8443]; port 0 lets the system choose.
    #[arg(long, value_name = "ADDR", env = "CATCHLIGHT_LISTEN")]
    pub(crate) listen: Option<String>,
    /// Address for plain http, control plane and health only [default: off].
    #[arg(long, value_name = "ADDR", env = "CATCHLIGHT_HTTP_LISTEN")]
    pub(crate) http_listen: Option<String>,
    /// Folder for all data [default: catchlight-data].
    #[arg(long, value_name = "DIR", env = "CATCHLIGHT_DATA_DIR")]
    pub(crate) data_dir: Option<PathBuf>,
    /// Certificate chain; without it a local authority is created in DATA_DIR/tls.
    #[arg(long, value_name = "PEM", env = "CATCHLIGHT_TLS_CERT")]
    pub(crate) tls_cert: Option<PathBuf>,
    /// Private key of the certificate.
    #[arg(long, value_name = "PEM", env = "CATCHLIGHT_TLS_KEY")]
    pub(crate) tls_key: Option<PathBuf>,
    /// Additional host name or address for the certificate of the local authority; may be repeated.
    #[arg(long = "tls-name", value_name = "NAME", env = "CATCHLIGHT_TLS_NAMES", value_delimiter = ',')]
    pub(crate) tls_names: Vec<String>,
    /// URL of the database [default: sqlite:DATA_DIR/catchlight.db].
    #[arg(long, value_name = "URL", env = "CATCHLIGHT_DATABASE_URL")]
    pub(crate) database_url: Option<String>,
    /// URL of the images [default: file://DATA_DIR/images].
    #[arg(long, value_name = "URL", env = "CATCHLIGHT_IMAGES_URL")]
    pub(crate) images_url: Option<String>,
    /// Folder of the models and the ONNX runtime [default: assets/models in the current folder or above the program].
    #[arg(long, value_name = "DIR", env = "CATCHLIGHT_MODELS_DIR")]
    pub(crate) models_dir: Option<PathBuf>,
    /// Folder of the optional texture models [default: none].
    #[arg(long, value_name = "DIR", env = "CATCHLIGHT_TEXTURE_MODELS_DIR")]
    pub(crate) texture_models_dir: Option<PathBuf>,
    /// Origin at which browsers reach this server, such as <https://face.example>; used in links to the check page
    /// [default: the address that https listens on].
    #[arg(long, value_name = "ORIGIN", env = "CATCHLIGHT_PUBLIC_URL")]
    pub(crate) public_url: Option<String>,
    /// Origin that the check page may redirect a person to; may be repeated.
    #[arg(
        long = "return-origin",
        value_name = "ORIGIN",
        env = "CATCHLIGHT_RETURN_ORIGINS",
        value_delimiter = ','
    )]
    pub(crate) return_origins: Vec<String>,
    /// Origin that may embed the check page in a frame; may be repeated.
    #[arg(
        long = "embed-origin",
        value_name = "ORIGIN",
        env = "CATCHLIGHT_EMBED_ORIGINS",
        value_delimiter = ','
    )]
    pub(crate) embed_origins: Vec<String>,
    /// Folder of the built check page [default: web/dist in the current folder or above the program, else the page in
    /// the program].
    #[arg(long, value_name = "DIR", env = "CATCHLIGHT_WEB_DIR")]
    pub(crate) web_dir: Option<PathBuf>,
    /// Maximum number of concurrent checks; further clients are told to retry [default: 256].
    #[arg(long, value_name = "COUNT", env = "CATCHLIGHT_CONCURRENT_CHECKS")]
    pub(crate) concurrent_checks: Option<NonZeroU16>,
    /// Maximum number of requests per second for each access key, without streams; further requests are throttled
    /// [default: 0, no limit].
    #[arg(long, value_name = "COUNT", env = "CATCHLIGHT_REQUESTS_PER_SECOND")]
    pub(crate) requests_per_second: Option<u32>,
    /// Hours after which a session is deleted with its result and images [default: 24].
    #[arg(long, value_name = "HOURS", env = "CATCHLIGHT_RETENTION_HOURS")]
    pub(crate) retention_hours: Option<NonZeroU16>,
    /// Print a link that signs an admin in to the console once; a start at a terminal always prints one.
    #[arg(
        long,
        value_name = "BOOL",
        env = "CATCHLIGHT_SIGN_IN_LINK",
        num_args = 0..=1,
        default_missing_value = "true"
    )]
    pub(crate) sign_in_link: Option<bool>,
    /// The OpenID provider that signs operators in.
    #[command(flatten)]
    pub(crate) oidc: RawOidc,
    /// Make challenges reproducible from this seed; never use it for real checks.
    #[arg(long, value_name = "SEED", env = "CATCHLIGHT_TEST_MODE")]
    pub(crate) test_mode: Option<String>,
}

/// The resolved settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ServeSettings {
    pub(crate) listen: SocketAddr,
    pub(crate) http_listen: Option<SocketAddr>,
    pub(crate) data_dir: PathBuf,
    pub(crate) certificate: Option<CertificatePair>,
    pub(crate) tls_names: Vec<String>,
    pub(crate) database_url: String,
    pub(crate) images_url: String,
    pub(crate) models_dir: PathBuf,
    pub(crate) texture_models_dir: Option<PathBuf>,
    pub(crate) page: PageSettings,
    pub(crate) web_dir: Option<PathBuf>,
    pub(crate) concurrent_checks: usize,
    pub(crate) requests_per_second: Option<NonZeroU32>,
    pub(crate) retention: Duration,
    pub(crate) sign_in_link: bool,
    pub(crate) oidc: Option<OidcSettings>,
    pub(crate) test_mode: Option<u64>,
}

/// The operator's own certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CertificatePair {
    pub(crate) chain: PathBuf,
    pub(crate) key: PathBuf,
}

/// A problem in the configuration, with its option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    option: &'static str,
    text: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.option, self.text)
    }
}

impl ServeOptions {
    /// Reads the file, lets options override it, and resolves the result.
    pub(crate) fn settings(self, current_dir: &Path) -> anyhow::Result<ServeSettings> {
        let file = match &self.config {
            Some(path) => read_file(path)?,
            None => RawConfig::default(),
        };
        let program = std::env::current_exe().ok();
        let secret = variable("CATCHLIGHT_OIDC_CLIENT_SECRET");
        self.raw.or(file).resolve(current_dir, program.as_deref(), secret).map_err(|problems| {
            let lines: Vec<String> = problems.iter().map(|problem| format!("  {problem}")).collect();
            anyhow::anyhow!("the configuration has problems:\n{}", lines.join("\n"))
        })
    }
}

/// A variable of the environment that is not an option.
#[expect(clippy::disallowed_methods, reason = "this crate is the one that reads the environment")]
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn read_file(path: &Path) -> anyhow::Result<RawConfig> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("cannot read {}; --config needs a TOML file", path.display()))?;
    toml::from_str(&text).with_context(|| format!("{} is not a valid configuration", path.display()))
}

impl RawConfig {
    /// This configuration, with `other` for everything that it does not set.
    fn or(self, other: Self) -> Self {
        Self {
            listen: self.listen.or(other.listen),
            http_listen: self.http_listen.or(other.http_listen),
            data_dir: self.data_dir.or(other.data_dir),
            tls_cert: self.tls_cert.or(other.tls_cert),
            tls_key: self.tls_key.or(other.tls_key),
            tls_names: first_filled(self.tls_names, other.tls_names),
            database_url: self.database_url.or(other.database_url),
            images_url: self.images_url.or(other.images_url),
            models_dir: self.models_dir.or(other.models_dir),
            texture_models_dir: self.texture_models_dir.or(other.texture_models_dir),
            public_url: self.public_url.or(other.public_url),
            return_origins: first_filled(self.return_origins, other.return_origins),
            embed_origins: first_filled(self.embed_origins, other.embed_origins),
            web_dir: self.web_dir.or(other.web_dir),
            concurrent_checks: self.concurrent_checks.or(other.concurrent_checks),
            requests_per_second: self.requests_per_second.or(other.requests_per_second),
            retention_hours: self.retention_hours.or(other.retention_hours),
            sign_in_link: self.sign_in_link.or(other.sign_in_link),
            oidc: self.oidc.or(other.oidc),
            test_mode: self.test_mode.or(other.test_mode),
        }
    }

    /// Resolves the configuration, or returns every problem in it.
    pub(crate) fn resolve(
        self,
        current_dir: &Path,
        program: Option<&Path>,
        oidc_secret: Option<String>,
    ) -> Result<ServeSettings, Vec<Problem>> {
        let mut problems = Vec::new();
        let data_dir = current_dir.join(self.data_dir.unwrap_or_else(|| PathBuf::from("catchlight-data")));
        let default_listen = "127.0.0.1:8443".to_owned();
        let listen = address("listen", self.listen.as_ref().unwrap_or(&default_listen), &mut problems);
        let http_listen =
            self.http_listen.map(|text| address("http-listen", &text, &mut problems)).unwrap_or_default();
        let certificate = match (self.tls_cert, self.tls_key) {
            (Some(chain), Some(key)) => Some(CertificatePair { chain, key }),
            (None, None) => None,
            (Some(_), None) => {
                problems.push(problem("tls-cert", "needs tls-key as well"));
                None
            }
            (None, Some(_)) => {
                problems.push(problem("tls-key", "needs tls-cert as well"));
                None
            }
        };
        let database_url = self.database_url.unwrap_or_else(|| data_folder::database_url(&data_dir));
        if BackendKind::of_url(&database_url).is_err() {
            let schemes = BackendKind::schemes();
            let text = format!("must begin with {schemes}, such as sqlite:/srv/catchlight.db");
            problems.push(problem("database-url", &text));
        }
        let images_url = self.images_url.unwrap_or_else(|| data_folder::images_url(&data_dir));
        if !images_url.starts_with("file:///") {
            problems.push(problem("images-url", "must be file:// followed by an absolute path"));
        }
        let test_mode = self.test_mode.and_then(|text| match text.parse() {
            Ok(seed) => Some(seed),
            Err(_) => {
                problems.push(problem("test-mode", "must be a whole number"));
                None
            }
        });
        let page = PageSettings {
            public_url: origins("public-url", self.public_url, &mut problems).pop(),
            return_origins: origins("return-origins", self.return_origins, &mut problems),
            embed_origins: origins("embed-origins", self.embed_origins, &mut problems),
        };
        let oidc = self.oidc.resolve(current_dir, oidc_secret, &mut problems);
        match (listen, problems.is_empty()) {
            (Some(listen), true) => Ok(ServeSettings {
                listen,
                http_listen,
                data_dir,
                certificate,
                tls_names: tls_names(listen, self.tls_names),
                database_url,
                images_url,
                models_dir: default_folders::models(self.models_dir, current_dir, program),
                texture_models_dir: self.texture_models_dir.map(|folder| current_dir.join(folder)),
                page,
                web_dir: default_folders::pages(self.web_dir, current_dir, program),
                concurrent_checks: self
                    .concurrent_checks
                    .map_or(Settings::DEFAULT_CONCURRENT_CHECKS, |count| count.get().into()),
                requests_per_second: self.requests_per_second.and_then(NonZeroU32::new),
                retention: self
                    .retention_hours
                    .map_or(Settings::DEFAULT_RETENTION, |hours| HOUR * u32::from(hours.get())),
                sign_in_link: self.sign_in_link.unwrap_or_default(),
                oidc,
                test_mode,
            }),
            _ => Err(problems),
        }
    }
}

/// An option replaces the list in the file; the entries are not merged.
fn first_filled(option: Vec<String>, file: Vec<String>) -> Vec<String> {
    if option.is_empty() { file } else { option }
}

fn origins(
    option: &'static str,
    written: impl IntoIterator<Item = String>,
    problems: &mut Vec<Problem>,
) -> Vec<Origin> {
    let mut read = Vec::new();
    for text in written {
        match Origin::new(&text) {
            Ok(origin) => read.push(origin),
            Err(error) => problems.push(problem(option, &format!("{text:?} {error}"))),
        }
    }
    read
}

/// The names of this machine, the address that the server listens on, and the names that the operator adds.
fn tls_names(listen: SocketAddr, added: Vec<String>) -> Vec<String> {
    let mut names: Vec<String> = ["localhost", "127.0.0.1", "::1"].map(str::to_owned).to_vec();
    let listens_at = (!listen.ip().is_unspecified()).then(|| listen.ip().to_string());
    for name in listens_at.into_iter().chain(added) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

const HOUR: Duration = Duration::from_secs(3600);

fn address(option: &'static str, text: &str, problems: &mut Vec<Problem>) -> Option<SocketAddr> {
    let parsed = text.parse().ok();
    if parsed.is_none() {
        problems
            .push(problem(option, &format!("{text:?} is not an address and port such as 127.0.0.1:8443")));
    }
    parsed
}

fn problem(option: &'static str, text: &str) -> Problem {
    Problem { option, text: text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    fn parse(toml: &str) -> RawConfig {
        toml::from_str(toml).unwrap()
    }

    fn problems(toml: &str) -> String {
        let found = parse(toml).resolve(Path::new("/srv"), None, None).unwrap_err();
        found.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn nothing_written_is_a_configuration() {
        expect![[r#"
            ServeSettings {
                listen: 127.0.0.1:8443,
                http_listen: None,
                data_dir: "/srv/catchlight-data",
                certificate: None,
                tls_names: [
                    "localhost",
                    "127.0.0.1",
                    "::1",
                ],
                database_url: "sqlite:/srv/catchlight-data/catchlight.db",
                images_url: "file:///srv/catchlight-data/images",
                models_dir: "/srv/assets/models",
                texture_models_dir: None,
                page: PageSettings {
                    public_url: None,
                    return_origins: [],
                    embed_origins: [],
                },
                web_dir: None,
                concurrent_checks: 256,
                requests_per_second: None,
                retention: 86400s,
                sign_in_link: false,
                oidc: None,
                test_mode: None,
            }
        "#]]
        .assert_debug_eq(&RawConfig::default().resolve(Path::new("/srv"), None, None).unwrap());
    }

    #[test]
    fn every_problem_is_reported_at_once() {
        let toml = "listen = 'here'\nhttp-listen = ':80'\ntls-key = 'k.pem'\ndatabase-url = 'mysql://db'\n\
                    images-url = 'images'\ntest-mode = 'seven'\nembed-origins = ['http://a.b']";
        expect![[r#"
            listen: "here" is not an address and port such as 127.0.0.1:8443
            http-listen: ":80" is not an address and port such as 127.0.0.1:8443
            tls-key: needs tls-cert as well
            database-url: must begin with sqlite:, such as sqlite:/srv/catchlight.db
            images-url: must be file:// followed by an absolute path
            test-mode: must be a whole number
            embed-origins: "http://a.b" must be https://host[:port], or http:// for localhost"#]]
        .assert_eq(&problems(toml));
    }

    #[test]
    fn the_certificate_is_for_every_name_once() {
        let names = |listen: &str, added: &[&str]| {
            let added = added.iter().map(|name| (*name).to_owned()).collect();
            tls_names(listen.parse().unwrap(), added).join(" ")
        };
        assert_eq!(
            names("0.0.0.0:1", &["face.example", "localhost"]),
            "localhost 127.0.0.1 ::1 face.example"
        );
        assert_eq!(names("192.0.2.7:1", &[]), "localhost 127.0.0.1 ::1 192.0.2.7");
    }

    #[test]
    fn unknown_keys_are_refused() {
        assert!(toml::from_str::<RawConfig>("listne = '127.0.0.1:1'").is_err());
    }

    #[test]
    fn options_go_before_the_file() {
        let option = parse("listen = '127.0.0.1:1'");
        let file = parse("listen = '127.0.0.1:2'\nhttp-listen = '127.0.0.1:3'");
        let both = option.or(file);
        assert_eq!(both, parse("listen = '127.0.0.1:1'\nhttp-listen = '127.0.0.1:3'"));
    }
}
