//! What a browser may do with the check page.
//!
//! In: the head of a request for it, and the origins that may embed it. Out: the headers of the document.
//! Never: uses a host without validation, since it becomes part of a policy.

use crate::origins::Origin;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderName, HeaderValue, Request, header};

/// One request for a page.
#[derive(Debug)]
pub(crate) struct Visit {
    /// Whether the browser takes files compressed with Brotli.
    pub(crate) takes_brotli: bool,
    /// Host and port by which the browser reached us.
    host: Option<String>,
    embed_origins: Vec<Origin>,
}

impl Visit {
    /// Reads the head of a request.
    pub(crate) fn of<B>(request: &Request<B>, embed_origins: &[Origin]) -> Self {
        let accepts = request.headers().get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
        let told = request.headers().get(header::HOST).and_then(|value| value.to_str().ok());
        let host = request.uri().authority().map(http::uri::Authority::as_str).or(told);
        Self {
            takes_brotli: accepts.is_some_and(takes_brotli),
            host: host.filter(|host| is_host(host)).map(str::to_owned),
            embed_origins: embed_origins.to_vec(),
        }
    }

    /// Adds every header that holds the page in its bounds.
    pub(crate) fn guard(&self, headers: &mut HeaderMap, nonce: &str) {
        let policy = self.content_security_policy(nonce);
        match HeaderValue::from_str(&policy) {
            Ok(policy) => headers.insert(header::CONTENT_SECURITY_POLICY, policy),
            // Cannot happen with hosts and origins as they are read; without a policy nothing may run.
            Err(_) => headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox")),
        };
        for (name, value) in GUARDS {
            headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        if self.embed_origins.is_empty() {
            headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
        }
    }

    /// Adds every header that restricts the console: no page may embed it, and it loads from this server only.
    pub(crate) fn guard_console(&self, headers: &mut HeaderMap, nonce: &str) {
        let policy = format!(
            "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; \
             img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; \
             frame-ancestors 'none'"
        );
        match HeaderValue::from_str(&policy) {
            Ok(policy) => headers.insert(header::CONTENT_SECURITY_POLICY, policy),
            // Cannot happen with our nonces; without a policy nothing may run.
            Err(_) => headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox")),
        };
        for (name, value) in CONSOLE_GUARDS {
            headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
    }

    /// Everything is ours: scripts, styles, the model, the stream. WebAssembly is what finds the face. Safari before 15.4
    /// does not take 'self' for wss, so the host is named as well.
    fn content_security_policy(&self, nonce: &str) -> String {
        let stream = self.host.as_ref().map(|host| format!(" wss://{host}")).unwrap_or_default();
        let ancestors = if self.embed_origins.is_empty() {
            "'none'".to_owned()
        } else {
            self.embed_origins.iter().map(Origin::as_str).collect::<Vec<_>>().join(" ")
        };
        [
            "default-src 'none'".to_owned(),
            format!("script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'"),
            format!("style-src 'self' 'nonce-{nonce}'"),
            "img-src 'self' data: blob:".to_owned(),
            "media-src 'self' blob:".to_owned(),
            format!("connect-src 'self'{stream}"),
            "base-uri 'none'".to_owned(),
            "form-action 'none'".to_owned(),
            format!("frame-ancestors {ancestors}"),
        ]
        .join("; ")
    }
}

/// A value that no other document has.
pub(crate) fn nonce() -> String {
    STANDARD.encode(rand::random::<[u8; 16]>())
}

fn takes_brotli(accepts: &str) -> bool {
    accepts
        .split(',')
        .map(str::trim)
        .any(|coding| coding == "br" || coding.starts_with("br;q=0.") && !coding.ends_with("0.0"))
}

pub(crate) fn is_host(host: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte);
    !host.is_empty() && host.len() <= MAX_HOST_BYTES && host.bytes().all(allowed)
}

/// What the build writes where the nonce belongs.
pub(crate) const NONCE_PLACE: &str = "__NONCE__";
/// Longest name of a host with its port; a longer one is left out of the policy.
const MAX_HOST_BYTES: usize = 262;

const GUARDS: [(&str, &str); 4] = [
    ("x-content-type-options", "nosniff"),
    // The address of the page held a link.
    ("referrer-policy", "no-referrer"),
    (
        "permissions-policy",
        "camera=(self), microphone=(), geolocation=(), display-capture=(), payment=(), usb=()",
    ),
    ("cross-origin-opener-policy", "same-origin"),
];

const CONSOLE_GUARDS: [(&str, &str); 6] = [
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    // Its address names checks, and held a link.
    ("referrer-policy", "no-referrer"),
    (
        "permissions-policy",
        "camera=(), microphone=(), geolocation=(), display-capture=(), payment=(), usb=()",
    ),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    fn headers(host: &str, embed_origins: &[Origin]) -> HeaderMap {
        let request = Request::builder().uri("/check/").header("host", host).body(()).unwrap();
        let mut headers = HeaderMap::new();
        Visit::of(&request, embed_origins).guard(&mut headers, "N");
        headers
    }

    #[test]
    fn nothing_but_ourselves_is_loaded_and_nobody_embeds() {
        let headers = headers("face.example:8443", &[]);
        expect!["default-src 'none'; script-src 'self' 'nonce-N' 'wasm-unsafe-eval'; style-src 'self' 'nonce-N'; img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self' wss://face.example:8443; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"]
        .assert_eq(headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap());
        assert_eq!(headers[header::X_FRAME_OPTIONS], "DENY");
    }

    #[test]
    fn the_console_loads_from_here_only_and_is_never_embedded() {
        let request = Request::builder().uri("/console/").header("host", "face.example").body(()).unwrap();
        let embedder = [Origin::new("https://a.example").unwrap()];
        let mut headers = HeaderMap::new();
        Visit::of(&request, &embedder).guard_console(&mut headers, "N");
        expect!["default-src 'none'; script-src 'self' 'nonce-N'; style-src 'self' 'nonce-N'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"]
        .assert_eq(headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap());
        assert_eq!(headers[header::X_FRAME_OPTIONS], "DENY");
    }

    #[test]
    fn listed_origins_may_embed() {
        let origins = ["https://a.example", "http://localhost:3000"].map(|text| Origin::new(text).unwrap());
        let headers = headers("face.example", &origins);
        let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.ends_with("frame-ancestors https://a.example http://localhost:3000"), "{policy}");
        assert!(!headers.contains_key(header::X_FRAME_OPTIONS));
    }

    #[test]
    fn a_host_cannot_change_the_policy() {
        let headers = headers("evil; script-src *", &[]);
        let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(!policy.contains("evil"), "{policy}");
    }
}
