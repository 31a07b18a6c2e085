//! Endpoint, region, credentials and output format, from options, environment and shared files.
//!
//! In: the options of every command and the environment. Out: settings, or what is missing.
//! Never: prints a secret.

use crate::arguments::Parsed;
use crate::credentials::{Finder, Source};
use crate::environment::{first, variable};
use crate::failure::Failure;
use crate::numbers;
use crate::shared_files::{Settings, SharedFile, value};
use std::path::PathBuf;

/// The settings of the current profile in the shared files.
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

    /// An option, else the variable, else the setting of the profile; an empty value counts as set.
    fn chosen(&self, option: Option<&str>, variable_name: &str, setting: &str) -> Option<String> {
        option.map(str::to_owned).or_else(|| self.named(variable_name, setting))
    }

    /// The region to sign for.
    pub(crate) fn region(&self, globals: &Parsed) -> Result<String, Failure> {
        let region = self.chosen(globals.value("--region"), "AWS_DEFAULT_REGION", "region");
        let own = || variable("AWS_REGION").filter(|region| !region.is_empty());
        let Some(region) = region.or_else(own) else {
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
        if !region.is_empty() && !fits(&region) {
            let problem = "doesn't match a supported format.";
            return Err(Failure::configuration(format!("Provided region_name '{region}' {problem}")));
        }
        Ok(region)
    }

    /// URL of the service.
    pub(crate) fn endpoint(&self, globals: &Parsed) -> String {
        let option = globals.value("--endpoint-url").filter(|url| !url.is_empty());
        option
            .map(str::to_owned)
            .or_else(|| self.configured_endpoint("rekognition"))
            .unwrap_or_else(|| variable("CATCHLIGHT_ENDPOINT").unwrap_or_else(|| OWN_ENDPOINT.to_owned()))
    }

    /// URL of the token service, which returns the credentials of roles.
    pub(crate) fn token_endpoint(&self, region: &str) -> String {
        self.configured_endpoint("sts").unwrap_or_else(|| format!("https://sts.{region}.amazonaws.com"))
    }

    /// The file with the authorities to trust for the token service; there is no option for it.
    pub(crate) fn token_ca_bundle(&self) -> Option<PathBuf> {
        self.named("AWS_CA_BUNDLE", "ca_bundle").map(PathBuf::from)
    }

    /// The endpoint of a service in environment and files.
    fn configured_endpoint(&self, service: &str) -> Option<String> {
        let ignored = self.named("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls");
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
    pub(crate) fn ca_bundle(&self, globals: &Parsed) -> Result<Option<PathBuf>, Failure> {
        let bundle = self.chosen(globals.value("--ca-bundle"), "AWS_CA_BUNDLE", "ca_bundle");
        if bundle.as_ref().is_some_and(|bundle| bundle.trim().is_empty()) && !globals.flag("--no-verify-ssl")
        {
            return Err(Failure::configuration(
                "Invalid CA bundle: the configured value (ca_bundle, AWS_CA_BUNDLE, REQUESTS_CA_BUNDLE, or verify) \
                 resolved to an empty or whitespace-only string. Provide a valid path to a CA bundle file.",
            ));
        }
        Ok(bundle.map(PathBuf::from))
    }

    /// The name of the output format.
    pub(crate) fn output(&self, globals: &Parsed) -> String {
        let option = globals.value("--output").filter(|format| !format.is_empty());
        self.chosen(option, "AWS_DEFAULT_OUTPUT", "output").unwrap_or_else(|| "json".to_owned())
    }

    /// The maximum number of attempts for a call.
    pub(crate) fn max_attempts(&self) -> Result<u32, Failure> {
        let attempts = self.named("AWS_MAX_ATTEMPTS", "max_attempts");
        let mode = self.named("AWS_RETRY_MODE", "retry_mode");
        let mode = match mode {
            Some(mode) if !RETRY_MODES.contains(&mode.as_str()) => {
                return Err(Failure::general(format!(
                    "Invalid value provided to \"mode\": \"{mode}\" must be one of: ('legacy', 'standard', 'adaptive')"
                )));
            }
            Some(mode) => mode,
            None => self.default_retry_mode()?.to_owned(),
        };
        // Version 1 makes five attempts unless a newer mode is requested.
        let newer = mode != "legacy";
        let Some(attempts) = attempts else { return Ok(if newer { 3 } else { 5 }) };
        let number = numbers::integer(&attempts).ok_or_else(|| {
            let attempts = crate::value::quoted_text(&attempts);
            Failure::general(format!("invalid literal for int() with base 10: {attempts}"))
        })?;
        u32::try_from(number).ok().filter(|attempts| *attempts > 0).ok_or_else(|| {
            Failure::general(format!(
                "Value provided to \"max_attempts\": {number} must be an integer greater than or equal to 1."
            ))
        })
    }

    /// The default retry mode; all but the oldest defaults request a newer mode.
    fn default_retry_mode(&self) -> Result<&'static str, Failure> {
        let defaults = self.named("AWS_DEFAULTS_MODE", "defaults_mode");
        let Some(defaults) = defaults else { return Ok("legacy") };
        if !DEFAULTS_MODES.contains(&defaults.to_lowercase().as_str()) {
            return Err(Failure::configuration(format!(
                "Client configured with invalid defaults mode: {defaults}. Valid defaults modes include: {}.",
                DEFAULTS_MODES.join(", ")
            )));
        }
        Ok(if defaults.eq_ignore_ascii_case("legacy") { "legacy" } else { "standard" })
    }

    /// Rejects what the aws command rejects in settings that do not affect these operations.
    pub(crate) fn check_others(&self) -> Result<(), Failure> {
        for setting in ["request_checksum_calculation", "response_checksum_validation"] {
            let mode = self.named(&format!("AWS_{}", setting.to_ascii_uppercase()), setting);
            let mode = mode.map(|mode| mode.to_lowercase());
            if let Some(mode) =
                mode.filter(|mode| !["when_supported", "when_required"].contains(&mode.as_str()))
            {
                return Err(Failure::configuration(format!(
                    "Unsupported configuration value for {setting}. Expected one of ('when_supported', \
                     'when_required') but got {mode}."
                )));
            }
        }
        let modes = ["preferred", "disabled", "required"];
        let mode = self.named("AWS_ACCOUNT_ID_ENDPOINT_MODE", "account_id_endpoint_mode");
        let mode = mode.map(|mode| mode.to_lowercase());
        if let Some(mode) = mode.filter(|mode| !modes.contains(&mode.as_str())) {
            return Err(Failure::configuration(format!(
                "The configured value '{mode}' for 'account_id_endpoint_mode' is invalid. Valid values are: \
                 ('preferred', 'disabled', 'required')."
            )));
        }
        Ok(())
    }

    /// A setting of the environment or of the profile.
    fn named(&self, variable_name: &str, setting: &str) -> Option<String> {
        variable(variable_name).or_else(|| self.setting(setting).map(str::to_owned))
    }

    /// The credentials; `None` when there are none.
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
    let text = std::fs::read_to_string(&path).ok();
    let file = text.and_then(|text| SharedFile::read(&text)).filter(SharedFile::is_well_nested);
    file.ok_or_else(|| Failure::start(format!("Unable to parse config file: {path}")))
}

/// Retry modes.
const RETRY_MODES: [&str; 3] = ["legacy", "standard", "adaptive"];
/// Sets of defaults that can be requested.
const DEFAULTS_MODES: [&str; 6] = ["legacy", "auto", "standard", "in-region", "cross-region", "mobile"];

/// Where `catchlight serve` listens by default; the aws command would call AWS.
const OWN_ENDPOINT: &str = "https://127.0.0.1:8443";
