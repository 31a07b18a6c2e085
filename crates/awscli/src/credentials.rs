//! Finds credentials like the aws command: environment, roles, tokens of an identity provider, shared files, programs.
//!
//! In: the profiles of the shared files and the environment. Out: credentials, or a role to assume.
//! Never: calls a service; the role is assumed when a request is signed.

use crate::environment::{first, variable};
use crate::failure::Failure;
use crate::paramfile::reason;
use crate::shared_files::{Settings, SharedFile, value, words};
use crate::value::Value;
use crate::{json, numbers};
use catchlight_client::{Credentials, SecretText};
use std::path::PathBuf;
use std::process::Command;

/// Where the credentials of a request come from.
#[derive(Debug, Clone)]
pub(crate) enum Source {
    /// Known credentials.
    Known(Credentials),
    /// The credentials of a role.
    Role(Box<Role>),
}

/// A role, and the proof that the caller may assume it.
#[derive(Debug, Clone)]
pub(crate) struct Role {
    pub(crate) arn: String,
    pub(crate) session_name: Option<String>,
    pub(crate) external_id: Option<String>,
    pub(crate) duration_seconds: Option<u32>,
    pub(crate) proof: Proof,
}

/// Proof that a caller may assume a role.
#[derive(Debug, Clone)]
pub(crate) enum Proof {
    /// Other credentials.
    Source(Source),
    /// The token of an identity provider, in a file that is read each time.
    TokenFile(PathBuf),
}

/// The shared files, and the profiles that were visited so far.
#[derive(Debug)]
pub(crate) struct Finder<'a> {
    pub(crate) config: &'a SharedFile,
    pub(crate) shared: &'a SharedFile,
    visited: Vec<String>,
}

impl<'a> Finder<'a> {
    pub(crate) fn new(config: &'a SharedFile, shared: &'a SharedFile) -> Self {
        Self { config, shared, visited: Vec::new() }
    }

    /// The credentials; `None` when there are none. A profile on the command line goes before the environment.
    pub(crate) fn find(mut self, profile: &str, is_option: bool) -> Result<Option<Source>, Failure> {
        if !is_option && let Some(found) = from_environment()? {
            return Ok(Some(Source::Known(found)));
        }
        self.visited.push(profile.to_owned());
        let settings = self.profile(profile);
        if is_role(&settings) {
            return self.role(profile, &settings).map(Some);
        }
        self.without_roles(profile, &settings, !is_option)
    }

    /// Both files merged; the credentials file goes first.
    fn profile(&self, name: &str) -> Settings {
        let mut settings = self.shared.section(name).cloned().unwrap_or_default();
        settings.extend(self.config.profile(name).cloned().unwrap_or_default());
        settings
    }

    /// Everything in a profile except for `role_arn` with another source.
    fn without_roles(
        &self,
        name: &str,
        settings: &Settings,
        with_environment: bool,
    ) -> Result<Option<Source>, Failure> {
        if let Some(role) = web_identity(settings, with_environment)? {
            return Ok(Some(role));
        }
        if let Some(signing_on) = SIGN_ON.iter().find(|setting| value(settings, setting).is_some()) {
            return Err(Failure::configuration(format!(
                "The profile {name} signs on in a browser ({signing_on}), which catchlight does not. Let aws-cli 2 do \
                 it, by a profile with: credential_process = aws configure export-credentials --profile {name}"
            )));
        }
        let shared = self.shared.section(name).cloned().unwrap_or_default();
        if let Some(found) = stored("shared-credentials-file", &shared)? {
            return Ok(Some(Source::Known(found)));
        }
        if let Some(process) = value(settings, "credential_process") {
            return from_process(process).map(|found| Some(Source::Known(found)));
        }
        let config = self.config.profile(name).cloned().unwrap_or_default();
        Ok(stored("config-file", &config)?.map(Source::Known))
    }

    /// A role by `role_arn` with `source_profile` or `credential_source`.
    fn role(&mut self, name: &str, settings: &Settings) -> Result<Source, Failure> {
        let invalid = |text: String| Failure::configuration(text);
        if let Some(serial) = value(settings, "mfa_serial") {
            return Err(invalid(format!(
                "The profile {name} wants a code of {serial} (mfa_serial), for which catchlight does not ask. Use \
                 temporary keys, as \"aws sts get-session-token\" gives them"
            )));
        }
        let source = match (value(settings, "source_profile"), value(settings, "credential_source")) {
            (Some(_), Some(_)) => {
                return Err(invalid(format!(
                    "The profile \"{name}\" contains both source_profile and credential_source."
                )));
            }
            (None, None) => return Err(partial("assume-role", "source_profile or credential_source")),
            (None, Some(source)) => self.named_source(name, source)?,
            (Some(source), None) => self.source_profile(name, source)?,
        };
        let duration = value(settings, "duration_seconds").and_then(numbers::integer);
        Ok(Source::Role(Box::new(Role {
            arn: value(settings, "role_arn").unwrap_or_default().to_owned(),
            session_name: value(settings, "role_session_name").map(str::to_owned),
            external_id: value(settings, "external_id").map(str::to_owned),
            duration_seconds: duration.and_then(|seconds| u32::try_from(seconds).ok()),
            proof: Proof::Source(source),
        })))
    }

    fn named_source(&self, profile: &str, source: &str) -> Result<Source, Failure> {
        match source {
            "Environment" => from_environment()?.map(Source::Known).ok_or_else(|| {
                Failure::configuration(format!(
                    "Error when retrieving credentials from Environment: No credentials found in credential_source \
                     referenced in profile {profile}"
                ))
            }),
            "Ec2InstanceMetadata" | "EcsContainer" => Err(Failure::configuration(format!(
                "The profile {profile} takes its credentials from {source}, which catchlight does not ask. Set \
                 AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or use credential_process"
            ))),
            _ => Err(Failure::configuration(format!(
                "The credential source \"{source}\" referenced in profile \"{profile}\" is not valid."
            ))),
        }
    }

    fn source_profile(&mut self, parent: &str, name: &str) -> Result<Source, Failure> {
        if self.config.profile(name).is_none() && self.shared.section(name).is_none() {
            return Err(Failure::configuration(format!(
                "The source_profile \"{name}\" referenced in the profile \"{parent}\" does not exist."
            )));
        }
        let settings = self.profile(name);
        let has_keys =
            ["aws_secret_access_key", "aws_access_key_id"].iter().any(|key| value(&settings, key).is_some());
        if self.visited.iter().any(|visited| visited == name) && (name != parent || !has_keys) {
            let visited: Vec<String> =
                self.visited.iter().map(|name| crate::value::quoted_text(name)).collect();
            return Err(Failure::configuration(format!(
                "Infinite loop in credential configuration detected. Attempting to load from profile {name} which has \
                 already been visited. Visited profiles: [{}]",
                visited.join(", ")
            )));
        }
        self.visited.push(name.to_owned());
        if !has_keys && is_role(&settings) {
            return self.role(name, &settings);
        }
        self.without_roles(name, &settings, false)?.ok_or_else(|| {
            Failure::configuration(format!("The source profile \"{name}\" must have credentials."))
        })
    }
}

/// A profile with a token is not such a role, whatever else it contains.
fn is_role(settings: &Settings) -> bool {
    value(settings, "role_arn").is_some() && value(settings, "web_identity_token_file").is_none()
}

/// A role that is assumed with the token of an identity provider.
fn web_identity(settings: &Settings, with_environment: bool) -> Result<Option<Source>, Failure> {
    let said = |name: &str, setting: &str| {
        let of_environment = if with_environment { variable(name) } else { None };
        of_environment.or_else(|| value(settings, setting).map(str::to_owned))
    };
    let token = said("AWS_WEB_IDENTITY_TOKEN_FILE", "web_identity_token_file");
    let Some(token) = token.filter(|path| !path.is_empty()) else { return Ok(None) };
    let arn = said("AWS_ROLE_ARN", "role_arn").filter(|arn| !arn.is_empty()).ok_or_else(|| {
        // The words of the aws command, without a blank.
        Failure::configuration(
            "The provided profile or the current environment is configured to assume role with web identity but has \
             no role ARN configured. Ensure that the profile has the role_arnconfiguration set or the AWS_ROLE_ARN \
             env var is set.",
        )
    })?;
    Ok(Some(Source::Role(Box::new(Role {
        arn,
        session_name: said("AWS_ROLE_SESSION_NAME", "role_session_name"),
        external_id: None,
        duration_seconds: None,
        proof: Proof::TokenFile(PathBuf::from(token)),
    }))))
}

fn from_environment() -> Result<Option<Credentials>, Failure> {
    let set = |name: &str| variable(name).filter(|value| !value.is_empty());
    let Some(id) = set("AWS_ACCESS_KEY_ID") else { return Ok(None) };
    let Some(secret) = set("AWS_SECRET_ACCESS_KEY") else {
        return Err(partial("env", "AWS_SECRET_ACCESS_KEY"));
    };
    let token = first(&["AWS_SECURITY_TOKEN", "AWS_SESSION_TOKEN"]);
    Ok(Some(credentials(&id, secret, token)))
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

fn stored(provider: &str, settings: &Settings) -> Result<Option<Credentials>, Failure> {
    let Some(id) = value(settings, "aws_access_key_id") else { return Ok(None) };
    let Some(secret) = value(settings, "aws_secret_access_key") else {
        return Err(partial(provider, "aws_secret_access_key"));
    };
    let token = ["aws_security_token", "aws_session_token"].iter().find_map(|name| value(settings, name));
    Ok(Some(credentials(id, secret.to_owned(), token.map(str::to_owned))))
}

/// Runs the program of `credential_process`.
fn from_process(line: &str) -> Result<Credentials, Failure> {
    let failed = |why: String| {
        Failure::configuration(format!("Error when retrieving credentials from custom-process: {why}"))
    };
    let words = words(line).ok_or_else(|| Failure::general("No closing quotation"))?;
    let Some((program, arguments)) = words.split_first() else { return Err(failed("no program".to_owned())) };
    let output = Command::new(program).args(arguments).output();
    let output = output.map_err(|error| Failure::general(format!("{}: '{program}'", reason(&error))))?;
    if !output.status.success() {
        return Err(failed(String::from_utf8_lossy(&output.stderr).into_owned()));
    }
    let printed = json::read(&String::from_utf8_lossy(&output.stdout));
    let printed = printed.map_err(|problem| Failure::general(problem.to_string()))?;
    if printed.member("Version") != Some(&Value::Integer(1)) {
        let missing = Value::text("<Version key not provided>");
        let version = printed.member("Version").unwrap_or(&missing).shown();
        return Err(failed(format!(
            "Unsupported version '{version}' for credential process provider, supported versions: 1"
        )));
    }
    let text = |name: &str| match printed.member(name) {
        Some(Value::Text(text)) => Ok(text.clone()),
        _ => Err(failed(format!("Missing required key in response: '{name}'"))),
    };
    let found = credentials(&text("AccessKeyId")?, text("SecretAccessKey")?, text("SessionToken").ok());
    if let Ok(expiration) = text("Expiration") {
        let unreadable = || Failure::general(format!("Unknown string format: {expiration}"));
        let ends_at = crate::instant::read(&expiration).ok_or_else(unreadable)?;
        if ends_at <= catchlight_client::system_clock()() {
            return Err(Failure::general(
                "Credentials were refreshed, but the refreshed credentials are still expired.",
            ));
        }
    }
    Ok(found)
}

/// The error for a profile with single sign-on or a browser login.
const SIGN_ON: [&str; 3] = ["sso_session", "sso_start_url", "login_session"];
