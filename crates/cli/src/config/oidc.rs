//! Settings of the OpenID provider that signs operators in.
//!
//! In: options, environment, the table `oidc` of the file, the secret. Out: [`OidcSettings`], or every problem.
//! Never: a secret as an option, which other users of the machine could read.

use super::{Problem, first_filled, problem};
use catchlight_server::OidcSettings;
use catchlight_store::Role;
use clap::Args;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// The settings as written.
#[derive(Debug, Default, Clone, PartialEq, Eq, Args, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct RawOidc {
    /// Issuer URL of the OpenID provider that signs operators in [default: none].
    #[arg(long = "oidc-issuer", value_name = "URL", env = "CATCHLIGHT_OIDC_ISSUER")]
    pub(crate) issuer: Option<String>,
    /// Client id of this server at the provider.
    #[arg(long = "oidc-client-id", value_name = "ID", env = "CATCHLIGHT_OIDC_CLIENT_ID")]
    pub(crate) client_id: Option<String>,
    /// File with the client secret, or set `CATCHLIGHT_OIDC_CLIENT_SECRET` [default: a public client].
    #[arg(long = "oidc-client-secret-file", value_name = "FILE", env = "CATCHLIGHT_OIDC_CLIENT_SECRET_FILE")]
    pub(crate) client_secret_file: Option<PathBuf>,
    /// Scope to request in addition to openid, profile and email; may be repeated.
    #[arg(long = "oidc-scope", value_name = "SCOPE", env = "CATCHLIGHT_OIDC_SCOPES", value_delimiter = ',')]
    pub(crate) scopes: Vec<String>,
    /// Claim that determines the role; use dots for nested claims [default: groups].
    #[arg(long = "oidc-role-claim", value_name = "NAME", env = "CATCHLIGHT_OIDC_ROLE_CLAIM")]
    pub(crate) role_claim: Option<String>,
    /// Value of the claim and the role that it grants: viewer, reviewer or admin; may be repeated.
    #[arg(
        long = "oidc-role",
        value_name = "VALUE=ROLE",
        env = "CATCHLIGHT_OIDC_ROLES",
        value_delimiter = ','
    )]
    pub(crate) roles: Vec<String>,
    /// Verified email address, or @domain, that may sign in; may be repeated [default: everybody with a role].
    #[arg(long = "oidc-allow", value_name = "EMAIL", env = "CATCHLIGHT_OIDC_ALLOW", value_delimiter = ',')]
    pub(crate) allow: Vec<String>,
    /// Label of the button on the sign-in page [default: "Sign in with" and the host of the provider].
    #[arg(long = "oidc-label", value_name = "WORDS", env = "CATCHLIGHT_OIDC_LABEL")]
    pub(crate) label: Option<String>,
    /// PEM file with the only authorities to trust for the provider [default: those of the system].
    #[arg(long = "oidc-ca-bundle", value_name = "PEM", env = "CATCHLIGHT_OIDC_CA_BUNDLE")]
    pub(crate) ca_bundle: Option<PathBuf>,
}

impl RawOidc {
    /// These settings, with `other` for everything that they do not set.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            issuer: self.issuer.or(other.issuer),
            client_id: self.client_id.or(other.client_id),
            client_secret_file: self.client_secret_file.or(other.client_secret_file),
            scopes: first_filled(self.scopes, other.scopes),
            role_claim: self.role_claim.or(other.role_claim),
            roles: first_filled(self.roles, other.roles),
            allow: first_filled(self.allow, other.allow),
            label: self.label.or(other.label),
            ca_bundle: self.ca_bundle.or(other.ca_bundle),
        }
    }

    /// Resolves the settings; `None` without a provider. `secret` comes from the environment.
    pub(super) fn resolve(
        self,
        current_dir: &Path,
        secret: Option<String>,
        problems: &mut Vec<Problem>,
    ) -> Option<OidcSettings> {
        let Some(issuer) = self.issuer.clone() else {
            if self != Self::default() {
                problems
                    .push(problem("oidc-issuer", "is missing; the other options of the provider need it"));
            }
            return None;
        };
        let host = issuer.strip_prefix("https://").and_then(|rest| rest.split('/').next());
        let host = host.filter(|host| !host.is_empty()).map(str::to_owned);
        if host.is_none() {
            problems.push(problem("oidc-issuer", &format!("{issuer:?} must begin with https:// and a host")));
        }
        if self.client_id.is_none() {
            problems.push(problem(
                "oidc-client-id",
                "is missing; register this server at the provider to get one",
            ));
        }
        let client_secret = match self.client_secret_file.map(|file| current_dir.join(file)) {
            Some(file) => read_secret(&file, problems),
            None => secret.map(Zeroizing::new),
        };
        let roles: Vec<(String, Role)> = self.roles.iter().filter_map(|text| role(text, problems)).collect();
        if self.roles.is_empty() {
            let text = "is missing; without it nobody gets a role. Example: --oidc-role face-admins=admin";
            problems.push(problem("oidc-role", text));
        }
        for address in self.allow.iter().filter(|address| !address.contains('@')) {
            problems.push(problem(
                "oidc-allow",
                &format!("{address:?} is neither an email address nor an @domain"),
            ));
        }
        let usual = ["openid", "profile", "email"].map(str::to_owned);
        let more = self.scopes.into_iter().filter(|scope| !usual.contains(scope));
        Some(OidcSettings {
            label: self.label.unwrap_or_else(|| format!("Sign in with {}", host.unwrap_or_default())),
            client_id: self.client_id.unwrap_or_default(),
            client_secret,
            scopes: usual.iter().cloned().chain(more).collect(),
            role_claim: self.role_claim.unwrap_or_else(|| "groups".to_owned()),
            roles,
            allowed: self.allow,
            authorities: self.ca_bundle.map(|file| current_dir.join(file)),
            issuer,
        })
    }
}

fn read_secret(file: &Path, problems: &mut Vec<Problem>) -> Option<Zeroizing<String>> {
    match std::fs::read_to_string(file).map(Zeroizing::new) {
        Ok(text) if !text.trim().is_empty() => Some(Zeroizing::new(text.trim().to_owned())),
        Ok(_) => {
            problems.push(problem("oidc-client-secret-file", &format!("{} is empty", file.display())));
            None
        }
        Err(error) => {
            let text = format!("cannot read {}: {error}", file.display());
            problems.push(problem("oidc-client-secret-file", &text));
            None
        }
    }
}

fn role(text: &str, problems: &mut Vec<Problem>) -> Option<(String, Role)> {
    // A value may contain the sign, a role does not.
    let read =
        text.rsplit_once('=').and_then(|(value, role)| Some((value.to_owned(), Role::from_name(role)?)));
    if read.is_none() {
        problems.push(problem(
            "oidc-role",
            &format!("{text:?} is not VALUE=ROLE with the role viewer, reviewer or admin"),
        ));
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolve(toml: &str, secret: Option<&str>) -> Result<Option<OidcSettings>, String> {
        let raw: RawOidc = toml::from_str(toml).unwrap();
        let mut problems = Vec::new();
        let settings = raw.resolve(Path::new("/srv"), secret.map(str::to_owned), &mut problems);
        if problems.is_empty() {
            return Ok(settings);
        }
        Err(problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    }

    #[test]
    fn a_provider_is_off_by_default() {
        assert_eq!(resolve("", Some("a secret")), Ok(None));
    }

    #[test]
    fn defaults_fill_in_the_rest() {
        let toml = "issuer = 'https://id.example/realm'\nclient-id = 'catchlight'\nroles = ['a=b=admin']";
        let settings = resolve(toml, Some("a secret")).unwrap().unwrap();
        assert_eq!(settings.label, "Sign in with id.example");
        assert_eq!(settings.scopes, ["openid", "profile", "email"]);
        assert_eq!(settings.role_claim, "groups");
        assert_eq!(settings.roles, [("a=b".to_owned(), Role::Admin)]);
        assert_eq!(settings.client_secret.as_deref().map(String::as_str), Some("a secret"));
    }

    #[test]
    fn every_problem_is_reported() {
        let told = resolve(
            "issuer = 'http://id.example'\nroles = ['a=boss']\nallow = ['b.example']\nclient-secret-file = '/no'",
            None,
        );
        assert_eq!(
            told.unwrap_err(),
            "oidc-issuer: \"http://id.example\" must begin with https:// and a host\n\
             oidc-client-id: is missing; register this server at the provider to get one\n\
             oidc-client-secret-file: cannot read /no: No such file or directory (os error 2)\n\
             oidc-role: \"a=boss\" is not VALUE=ROLE with the role viewer, reviewer or admin\n\
             oidc-allow: \"b.example\" is neither an email address nor an @domain"
        );
        let told = resolve("client-id = 'catchlight'", None).unwrap_err();
        assert_eq!(told, "oidc-issuer: is missing; the other options of the provider need it");
        let told = resolve("issuer = 'https://id.example'\nclient-id = 'c'", None).unwrap_err();
        assert!(told.starts_with("oidc-role: is missing"), "{told}");
    }
}
