//! The resolved settings for people.
//!
//! In: settings. Out: one line for each option. Never: a secret.

use super::ServeSettings;
use catchlight_server::{OidcSettings, Origin};
use std::path::Path;

impl ServeSettings {
    /// Each option with its value, by its name on the command line.
    pub(crate) fn lines(&self) -> Vec<(&'static str, String)> {
        let certificate = self.certificate.as_ref();
        let mut lines = vec![
            ("listen", self.listen.to_string()),
            ("http-listen", self.http_listen.map_or_else(|| "off".to_owned(), |address| address.to_string())),
            ("data-dir", self.data_dir.display().to_string()),
            ("tls-cert", path(certificate.map(|pair| pair.chain.as_path()), "a local authority")),
            ("tls-key", path(certificate.map(|pair| pair.key.as_path()), "a local authority")),
            ("tls-name", self.tls_names.join(" ")),
            ("database-url", self.database_url.clone()),
            ("images-url", self.images_url.clone()),
            ("models-dir", self.models_dir.display().to_string()),
            ("texture-models-dir", path(self.texture_models_dir.as_deref(), NONE)),
            ("public-url", origins(self.page.public_url.as_slice())),
            ("return-origin", origins(&self.page.return_origins)),
            ("embed-origin", origins(&self.page.embed_origins)),
            ("web-dir", path(self.web_dir.as_deref(), "the page in the program")),
            ("concurrent-checks", self.concurrent_checks.to_string()),
            (
                "requests-per-second",
                self.requests_per_second.map_or_else(|| "no limit".to_owned(), |count| count.to_string()),
            ),
            ("retention-hours", (self.retention.as_secs() / HOUR_S).to_string()),
            ("sign-in-link", self.sign_in_link.to_string()),
            ("test-mode", self.test_mode.map_or_else(|| "off".to_owned(), |seed| format!("seed {seed}"))),
        ];
        match &self.oidc {
            Some(oidc) => lines.extend(provider(oidc)),
            None => lines.push(("oidc-issuer", NONE.to_owned())),
        }
        lines
    }
}

fn provider(oidc: &OidcSettings) -> [(&'static str, String); 9] {
    let roles: Vec<String> =
        oidc.roles.iter().map(|(value, role)| format!("{value}={}", role.name())).collect();
    let secret = if oidc.client_secret.is_some() { "set" } else { "none, a public client" };
    [
        ("oidc-issuer", oidc.issuer.clone()),
        ("oidc-client-id", oidc.client_id.clone()),
        ("oidc client secret", secret.to_owned()),
        ("oidc-scope", oidc.scopes.join(" ")),
        ("oidc-role-claim", oidc.role_claim.clone()),
        ("oidc-role", roles.join(" ")),
        ("oidc-allow", if oidc.allowed.is_empty() { NONE.to_owned() } else { oidc.allowed.join(" ") }),
        ("oidc-label", oidc.label.clone()),
        ("oidc-ca-bundle", path(oidc.authorities.as_deref(), "the authorities of the system")),
    ]
}

fn origins(origins: &[Origin]) -> String {
    if origins.is_empty() {
        return NONE.to_owned();
    }
    origins.iter().map(Origin::as_str).collect::<Vec<_>>().join(" ")
}

fn path(path: Option<&Path>, without: &str) -> String {
    path.map_or_else(|| without.to_owned(), |path| path.display().to_string())
}

const HOUR_S: u64 = 3600;
const NONE: &str = "none";

#[cfg(test)]
mod tests {
    use crate::config::RawConfig;
    use expect_test::expect;
    use std::path::Path;

    #[test]
    fn every_option_is_printed_and_no_secret() {
        let toml = "http-listen = '127.0.0.1:8080'\nembed-origins = ['https://shop.example']\n\
                    [oidc]\nissuer = 'https://id.example'\nclient-id = 'face'\nroles = ['staff=viewer']";
        let raw: RawConfig = toml::from_str(toml).unwrap();
        let settings = raw.resolve(Path::new("/srv"), None, Some("hush".to_owned())).unwrap();
        let lines: Vec<String> =
            settings.lines().iter().map(|(option, value)| format!("{option}: {value}")).collect();
        expect![[r#"
            listen: 127.0.0.1:8443
            http-listen: 127.0.0.1:8080
            data-dir: /srv/catchlight-data
            tls-cert: a local authority
            tls-key: a local authority
            tls-name: localhost 127.0.0.1 ::1
            database-url: sqlite:/srv/catchlight-data/catchlight.db
            images-url: file:///srv/catchlight-data/images
            models-dir: /srv/assets/models
            texture-models-dir: none
            public-url: none
            return-origin: none
            embed-origin: https://shop.example
            web-dir: the page in the program
            concurrent-checks: 256
            requests-per-second: no limit
            retention-hours: 24
            sign-in-link: false
            test-mode: off
            oidc-issuer: https://id.example
            oidc-client-id: face
            oidc client secret: set
            oidc-scope: openid profile email
            oidc-role-claim: groups
            oidc-role: staff=viewer
            oidc-allow: none
            oidc-label: Sign in with id.example
            oidc-ca-bundle: the authorities of the system"#]]
        .assert_eq(&lines.join("\n"));
    }
}
