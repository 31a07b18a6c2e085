//! What the server prints for its operator after the start: its address, what to trust, how to try it.

use catchlight_server::AccessKey;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;

/// Text for a person at the terminal, never for the log: it may contain a new secret.
pub(super) struct Greeting<'a> {
    /// Address of https and wss.
    pub(super) https: SocketAddr,
    /// Address of plain http.
    pub(super) http: Option<SocketAddr>,
    /// Certificate of the local authority; `None` when the operator configured a certificate.
    pub(super) authority: Option<&'a Path>,
    /// A key that was just created; it is shown only once.
    pub(super) new_key: Option<&'a AccessKey>,
    /// Link that signs an admin in to the console once; `None` when not requested or when there are no pages.
    pub(super) link: Option<&'a str>,
}

impl fmt::Display for Greeting<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = format!("https://{}", reachable(self.https));
        if let Some(link) = self.link {
            writeln!(
                formatter,
                "Open this link in a browser to try a check and see its explanation (valid once, for 15 minutes):"
            )?;
            writeln!(formatter, "\n  {link}\n")?;
            if self.authority.is_some() {
                writeln!(
                    formatter,
                    "The browser will warn about the certificate, because it is signed by a local authority; continue.\n"
                )?;
            }
        }
        writeln!(formatter, "Catchlight is listening at {url}")?;
        if let Some(http) = self.http {
            writeln!(formatter, "and at http://{} (control plane and health only)", reachable(http))?;
        }
        if let Some(authority) = self.authority {
            writeln!(
                formatter,
                "Its certificate is signed by {}; configure clients to trust that file.",
                authority.display()
            )?;
        }
        if let Some(key) = self.new_key {
            writeln!(formatter, "\nA new access key, shown only once:")?;
            writeln!(formatter, "  export AWS_ACCESS_KEY_ID={}", key.id)?;
            writeln!(formatter, "  export AWS_SECRET_ACCESS_KEY={}", key.secret.as_str())?;
            writeln!(formatter, "  export AWS_DEFAULT_REGION=us-east-1")?;
        }
        let bundle =
            self.authority.map(|file| format!(" --ca-bundle {}", file.display())).unwrap_or_default();
        writeln!(formatter, "\nCreate a session with the AWS command line:")?;
        writeln!(formatter, "  aws rekognition create-face-liveness-session --endpoint-url {url}{bundle}")?;
        Ok(())
    }
}

/// An address that means "every interface" is reached at this machine by the name localhost.
fn reachable(address: SocketAddr) -> String {
    let is_every = match address.ip() {
        IpAddr::V4(ip) => ip.is_unspecified(),
        IpAddr::V6(ip) => ip.is_unspecified(),
    };
    if is_every { format!("localhost:{}", address.port()) } else { address.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn check(greeting: &Greeting<'_>, expected: &Expect) {
        expected.assert_eq(&greeting.to_string());
    }

    #[test]
    fn a_first_start_prints_everything() {
        let greeting = Greeting {
            https: "0.0.0.0:8443".parse().unwrap(),
            http: Some("127.0.0.1:8080".parse().unwrap()),
            authority: Some(Path::new("/srv/tls/ca.pem")),
            new_key: Some(&AccessKey::new("CLAK1", "hush")),
            link: Some("https://localhost:8443/console/#t=once"),
        };
        check(
            &greeting,
            &expect![[r#"
            Open this link in a browser to try a check and see its explanation (valid once, for 15 minutes):

              https://localhost:8443/console/#t=once

            The browser will warn about the certificate, because it is signed by a local authority; continue.

            Catchlight is listening at https://localhost:8443
            and at http://127.0.0.1:8080 (control plane and health only)
            Its certificate is signed by /srv/tls/ca.pem; configure clients to trust that file.

            A new access key, shown only once:
              export AWS_ACCESS_KEY_ID=CLAK1
              export AWS_SECRET_ACCESS_KEY=hush
              export AWS_DEFAULT_REGION=us-east-1

            Create a session with the AWS command line:
              aws rekognition create-face-liveness-session --endpoint-url https://localhost:8443 --ca-bundle /srv/tls/ca.pem
        "#]],
        );
    }

    #[test]
    fn a_start_with_own_certificate_and_known_key_is_brief() {
        let https = "[::1]:8443".parse().unwrap();
        let greeting = Greeting { https, http: None, authority: None, new_key: None, link: None };
        check(
            &greeting,
            &expect![[r#"
            Catchlight is listening at https://[::1]:8443

            Create a session with the AWS command line:
              aws rekognition create-face-liveness-session --endpoint-url https://[::1]:8443
        "#]],
        );
    }
}
