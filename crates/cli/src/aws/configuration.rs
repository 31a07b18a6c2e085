//! Which service, which region, who calls, how answers are printed: from options, environment and shared files.
//!
//! In: the options of every command and the environment. Out: settings, or what is missing.
//! Never: prints a secret.

use super::arguments::Parsed;
use super::environment::{first, variable};
use super::failure::Failure;
use super::paramfile::reason;
use super::shared_files::{Settings, SharedFile, value};
use super::value::Value;
use super::{json, numbers};
use catchlight_client::{Credentials, SecretText};
use std::path::PathBuf;
use std::process::Command;

/// What the shared files say for the profile that is in use.
#[derive(Debug)]
pub(crate) struct Configuration {
    profile_name: String,
    /// Whether the profile was named on the command line, which puts it before the environment.
    profile_is_option: bool,
    config: SharedFile,
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
        if let Some(url) = globals.value("--endpoint-url").filter(|url| !url.is_empty()) {
            return url.to_owned();
        }
        let ignored = variable("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")
            .or_else(|| self.setting("ignore_configured_endpoint_urls").map(str::to_owned));
        let own = || variable("CATCHLIGHT_ENDPOINT").unwrap_or_else(|| OWN_ENDPOINT.to_owned());
        if ignored.is_some_and(|ignored| ignored.eq_ignore_ascii_case("true")) {
            return own();
        }
        let services = self.setting("services").unwrap_or_default();
        let of_service = self.config.service(services, "rekognition");
        first(&["AWS_ENDPOINT_URL_REKOGNITION"])
            .filter(|url| !url.is_empty())
            .or_else(|| variable("AWS_ENDPOINT_URL").filter(|url| !url.is_empty()))
            .or_else(|| value(&of_service, "endpoint_url").map(str::to_owned))
            .or_else(|| self.setting("endpoint_url").map(str::to_owned))
            .unwrap_or_else(own)
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
        let Some(told) = told else { return Ok(if mode.as_deref() == Some("legacy") { 5 } else { 3 }) };
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
    pub(crate) fn credentials(&self) -> Result<Option<Credentials>, Failure> {
        if !self.profile_is_option
            && let Some(id) = set("AWS_ACCESS_KEY_ID")
        {
            let Some(secret) = set("AWS_SECRET_ACCESS_KEY") else {
                return Err(partial("env", "AWS_SECRET_ACCESS_KEY"));
            };
            let token = first(&["AWS_SECURITY_TOKEN", "AWS_SESSION_TOKEN"]);
            return Ok(Some(credentials(&id, secret, token)));
        }
        let sources = [("shared-credentials-file", &self.credentials)];
        if let Some(found) = stored(&sources)? {
            return Ok(Some(found));
        }
        if let Some(process) = self.setting("credential_process") {
            return from_process(process).map(Some);
        }
        stored(&[("config-file", &self.settings)])
    }

    /// The name of the profile in use.
    pub(crate) fn profile_name(&self) -> &str {
        &self.profile_name
    }
}

fn set(name: &str) -> Option<String> {
    variable(name).filter(|value| !value.is_empty())
}

fn credentials(id: &str, secret: String, token: Option<String>) -> Credentials {
    Credentials {
        access_key_id: id.to_owned(),
        secret_access_key: SecretText::new(secret),
        session_token: token.filter(|token| !token.is_empty()).map(SecretText::new),
    }
}

fn partial(provider: &str, missing: &str) -> Failure {
    Failure::configuration(format!("Partial credentials found in {provider}, missing: {missing}"))
}

fn stored(sources: &[(&str, &Settings)]) -> Result<Option<Credentials>, Failure> {
    for (provider, settings) in sources {
        let Some(id) = value(settings, "aws_access_key_id") else { continue };
        let Some(secret) = value(settings, "aws_secret_access_key") else {
            return Err(partial(provider, "aws_secret_access_key"));
        };
        let token = ["aws_security_token", "aws_session_token"].iter().find_map(|name| value(settings, name));
        return Ok(Some(credentials(id, secret.to_owned(), token.map(str::to_owned))));
    }
    Ok(None)
}

/// Asks the program of `credential_process`.
fn from_process(line: &str) -> Result<Credentials, Failure> {
    let failed = |why: String| {
        Failure::configuration(format!("Error when retrieving credentials from custom-process: {why}"))
    };
    let words = words(line);
    let Some((program, arguments)) = words.split_first() else { return Err(failed("no program".to_owned())) };
    let output = Command::new(program).args(arguments).output();
    let output = output.map_err(|error| Failure::general(format!("{}: '{program}'", reason(&error))))?;
    if !output.status.success() {
        return Err(failed(String::from_utf8_lossy(&output.stderr).into_owned()));
    }
    let told = json::read(&String::from_utf8_lossy(&output.stdout));
    let told = told.map_err(|problem| Failure::general(problem.to_string()))?;
    if told.member("Version") != Some(&Value::Integer(1)) {
        let missing = Value::text("<Version key not provided>");
        let version = told.member("Version").unwrap_or(&missing).shown();
        return Err(failed(format!(
            "Unsupported version '{version}' for credential process provider, supported versions: 1"
        )));
    }
    let text = |name: &str| match told.member(name) {
        Some(Value::Text(text)) => Ok(text.clone()),
        _ => Err(failed(format!("Missing required key in response: '{name}'"))),
    };
    Ok(credentials(&text("AccessKeyId")?, text("SecretAccessKey")?, text("SessionToken").ok()))
}

/// Words as a shell splits them: blanks between, quotes around.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (None | Some('"'), '\\') => word.get_or_insert_default().extend(chars.next()),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_split_as_by_a_shell() {
        assert_eq!(words(r#"a  "b c" 'd"e' f\ g h"i"j"#), ["a", "b c", "d\"e", "f g", "hij"]);
    }
}
