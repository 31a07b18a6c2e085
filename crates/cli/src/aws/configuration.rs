//! Which service, which region, who calls, how answers are printed: from options, environment and shared files.
//!
//! In: the options of every command and the environment. Out: settings, or what is missing.
//! Never: prints a secret.

use super::arguments::Parsed;
use super::credentials::{Finder, Source};
use super::environment::{first, variable};
use super::failure::Failure;
use super::numbers;
use super::shared_files::{Settings, SharedFile, value};
use std::path::PathBuf;

/// What the shared files say for the profile that is in use.
#[derive(Debug)]
pub(crate) struct Configuration {
    profile_name: String,
    /// Whether the profile was named on the command line, which puts it before the environment.
    profile_is_option: bool,
    config: SharedFile,
    shared: SharedFile,
    settings: Settings,
    credentials: Settings,
}

impl Configuration {
    /// Reads the shared files.
    pub(crate) fn read(globals: &Parsed) -> Result<Self, Failure> {
        let config = shared_file("AWS_CONFIG_FILE", "config")?;
        let shared = shared_file("AWS_SHARED_CREDENTIALS_FILE", "credentials")?;
        let option = globals.value("--profile").filter(|name| !name.is_empty());
        let named = option.map(str::to_owned).or_else(|| first(&["AWS_DEFAULT_PROFILE", "AWS_PROFILE"]));
        let name = named.clone().unwrap_or_else(|| "default".to_owned());
        let settings = config.profile(&name);
        let credentials = shared.section(&name);
        if let (Some(named), None, None) = (named, settings, credentials) {
            return Err(Failure::configuration(format!("The config profile ({named}) could not be found")));
        }
        Ok(Self {
            profile_name: name,
            profile_is_option: option.is_some(),
            settings: settings.cloned().unwrap_or_default(),
            credentials: credentials.cloned().unwrap_or_default(),
            config,
            shared,
        })
    }

    fn setting(&self, name: &str) -> Option<&str> {
        value(&self.credentials, name).or_else(|| value(&self.settings, name))
    }

    fn chosen(&self, globals: &Parsed, option: &str, variables: &[&str], setting: &str) -> Option<String> {
        let option = globals.value(option).map(str::to_owned).filter(|value| !value.is_empty());
        option.or_else(|| first(variables)).or_else(|| self.setting(setting).map(str::to_owned))
    }

    /// The region to sign for.
    pub(crate) fn region(&self, globals: &Parsed) -> Result<String, Failure> {
        let region = self.chosen(globals, "--region", &["AWS_DEFAULT_REGION"], "region");
        let region = region.filter(|region| !region.is_empty()).or_else(|| variable("AWS_REGION"));
        let Some(region) = region.filter(|region| !region.is_empty()) else {
            return Err(Failure::configuration(
                "You must specify a region. You can also configure your region by running \"aws configure\".",
            ));
        };
        let fits = |label: &str| {
            let inner = |c: char| c.is_ascii_alphanumeric() || c == '-';
            (1..=63).contains(&label.len())
                && label.chars().all(inner)
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        if !fits(&region) {
            let problem = "doesn't match a supported format.";
            return Err(Failure::configuration(format!("Provided region_name '{region}' {problem}")));
        }
        Ok(region)
    }

    /// Where the service is.
    pub(crate) fn endpoint(&self, globals: &Parsed) -> String {
        let option = globals.value("--endpoint-url").filter(|url| !url.is_empty());
        option
            .map(str::to_owned)
            .or_else(|| self.configured_endpoint("rekognition"))
            .unwrap_or_else(|| variable("CATCHLIGHT_ENDPOINT").unwrap_or_else(|| OWN_ENDPOINT.to_owned()))
    }

    /// Where the token service is, which gives the credentials of roles.
    pub(crate) fn token_endpoint(&self, region: &str) -> String {
        self.configured_endpoint("sts").unwrap_or_else(|| format!("https://sts.{region}.amazonaws.com"))
    }

    /// The file of authorities that the token service is trusted by; no option names it.
    pub(crate) fn token_ca_bundle(&self) -> Option<PathBuf> {
        first(&["AWS_CA_BUNDLE"]).or_else(|| self.setting("ca_bundle").map(str::to_owned)).map(PathBuf::from)
    }

    /// What environment and files say about the endpoint of a service.
    fn configured_endpoint(&self, service: &str) -> Option<String> {
        let ignored = variable("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")
            .or_else(|| self.setting("ignore_configured_endpoint_urls").map(str::to_owned));
        if ignored.is_some_and(|ignored| ignored.eq_ignore_ascii_case("true")) {
            return None;
        }
        let services = self.setting("services").unwrap_or_default();
        let of_service = self.config.service(services, service);
        first(&[&format!("AWS_ENDPOINT_URL_{}", service.to_ascii_uppercase())])
            .filter(|url| !url.is_empty())
            .or_else(|| variable("AWS_ENDPOINT_URL").filter(|url| !url.is_empty()))
            .or_else(|| value(&of_service, "endpoint_url").map(str::to_owned))
            .or_else(|| self.setting("endpoint_url").map(str::to_owned))
    }

    /// The file of trusted authorities.
    pub(crate) fn ca_bundle(&self, globals: &Parsed) -> Option<PathBuf> {
        self.chosen(globals, "--ca-bundle", &["AWS_CA_BUNDLE"], "ca_bundle").map(PathBuf::from)
    }

    /// The format of the output by its name.
    pub(crate) fn output(&self, globals: &Parsed) -> String {
        let output = self.chosen(globals, "--output", &["AWS_DEFAULT_OUTPUT"], "output");
        output.unwrap_or_else(|| "json".to_owned())
    }

    /// How often a call is tried.
    pub(crate) fn max_attempts(&self) -> Result<u32, Failure> {
        let told = variable("AWS_MAX_ATTEMPTS").or_else(|| self.setting("max_attempts").map(str::to_owned));
        let mode = variable("AWS_RETRY_MODE").or_else(|| self.setting("retry_mode").map(str::to_owned));
        // Version 1 tries five times unless one of the newer modes is asked for.
        let newer = mode.is_some_and(|mode| ["standard", "adaptive"].contains(&mode.as_str()));
        let Some(told) = told else { return Ok(if newer { 3 } else { 5 }) };
        let number = numbers::integer(&told).ok_or_else(|| {
            let told = super::value::quoted_text(&told);
            Failure::general(format!("invalid literal for int() with base 10: {told}"))
        })?;
        u32::try_from(number).ok().filter(|attempts| *attempts > 0).ok_or_else(|| {
            Failure::general(format!(
                "Value provided to \"max_attempts\": {number} must be an integer greater than or equal to 1."
            ))
        })
    }

    /// Who calls; `None` when nobody says.
    pub(crate) fn credentials(&self) -> Result<Option<Source>, Failure> {
        Finder::new(&self.config, &self.shared).find(&self.profile_name, self.profile_is_option)
    }

    /// The name of the profile in use.
    pub(crate) fn profile_name(&self) -> &str {
        &self.profile_name
    }
}

/// Reads a shared file; a missing one is empty.
fn shared_file(name: &str, usual: &str) -> Result<SharedFile, Failure> {
    let home = || variable("HOME").map(|home| format!("{home}/.aws/{usual}"));
    let Some(path) = variable(name).or_else(home) else { return Ok(SharedFile::default()) };
    if !std::path::Path::new(&path).is_file() {
        return Ok(SharedFile::default());
    }
    let unreadable = || Failure::configuration(format!("Unable to parse config file: {path}"));
    let text = std::fs::read_to_string(&path).map_err(|_unreadable| unreadable())?;
    SharedFile::read(&text).ok_or_else(unreadable)
}

/// Where `catchlight serve` listens unless told otherwise; the aws command would call AWS.
const OWN_ENDPOINT: &str = "https://127.0.0.1:8443";
