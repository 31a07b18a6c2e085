//! An OpenID provider on a socket of this machine, with a key that was just made, and the browser that goes through it.

use crate::console_client::Console;
use crate::harness::{Answer, Harness, Offer};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use bytes::Bytes;
use catchlight_server::OidcSettings;
use catchlight_store::Role;
use catchlight_types::EpochMillis;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use rcgen::{CertificateParams, KeyPair, PKCS_ED25519, SigningKey};
use rustls_pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use zeroize::Zeroizing;

const CLIENT: &str = "catchlight console";
const SECRET: &str = "a secret: of + the client";

/// What the provider says in place of the truth.
#[derive(Debug, Default, Clone)]
pub(crate) struct Lies {
    /// Claims to be replaced, or left out with `null`.
    pub(crate) claims: BTreeMap<&'static str, Value>,
    /// The issuer of its description.
    pub(crate) described_issuer: Option<String>,
    /// Whether somebody else's key signs.
    pub(crate) signs_with_another_key: bool,
    /// The head of the token.
    pub(crate) header: Option<Value>,
}

#[derive(Debug)]
struct State {
    issuer: String,
    key: KeyPair,
    other_key: KeyPair,
    lies: Lies,
    now: EpochMillis,
    /// Nonce, challenge and address to go back to, of each code that was given out.
    codes: BTreeMap<String, (String, String, String)>,
}

/// A running provider.
#[derive(Debug)]
pub(crate) struct Provider {
    state: Arc<Mutex<State>>,
    directory: TempDir,
}

impl Provider {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("https://127.0.0.1:{}", listener.local_addr().unwrap().port());
        let tls_key = KeyPair::generate().unwrap();
        let certificate =
            CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap().self_signed(&tls_key).unwrap();
        let directory = tempfile::tempdir().unwrap();
        std::fs::write(directory.path().join("ca.pem"), certificate.pem()).unwrap();
        let ring = Arc::new(rustls::crypto::ring::default_provider());
        let tls = rustls::ServerConfig::builder_with_provider(ring)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(
                vec![certificate.der().clone()],
                PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(tls_key.serialize_der())),
            )
            .unwrap();
        let new_key = || KeyPair::generate_for(&PKCS_ED25519).unwrap();
        let state = Arc::new(Mutex::new(State {
            issuer,
            key: new_key(),
            other_key: new_key(),
            lies: Lies::default(),
            now: EpochMillis::new(0),
            codes: BTreeMap::new(),
        }));
        tokio::spawn(serve(listener, TlsAcceptor::from(Arc::new(tls)), Arc::clone(&state)));
        Self { state, directory }
    }

    /// Settings that go with this provider.
    pub(crate) fn settings(&self) -> OidcSettings {
        OidcSettings {
            issuer: self.issuer(),
            client_id: CLIENT.to_owned(),
            client_secret: Some(Zeroizing::new(SECRET.to_owned())),
            scopes: vec!["openid".to_owned(), "email".to_owned()],
            label: "Sign in with the test".to_owned(),
            role_claim: "groups".to_owned(),
            roles: vec![("face-ops".to_owned(), Role::Viewer), ("face-admins".to_owned(), Role::Admin)],
            allowed: Vec::new(),
            authorities: Some(self.directory.path().join("ca.pem")),
        }
    }

    pub(crate) fn issuer(&self) -> String {
        self.state.lock().unwrap().issuer.clone()
    }

    pub(crate) fn lie(&self, lies: Lies) {
        self.state.lock().unwrap().lies = lies;
    }

    /// Goes to the provider as a browser does, and lets the person in; returns the browser on its way back.
    pub(crate) async fn go(&self, harness: &Harness) -> WayBack {
        let begun = Console::default().get(harness, "login/oidc").await;
        assert_eq!(begun.status, StatusCode::SEE_OTHER, "{:?}", begun.body);
        let cookie = begun.header("set-cookie").to_owned();
        assert!(cookie.ends_with("Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=600"), "{cookie}");
        let place = begun.header("location");
        let (endpoint, query) = place.split_once('?').unwrap();
        assert_eq!(endpoint, format!("{}/authorize", self.issuer()));
        let asked = members(query);
        assert_eq!(
            (asked["response_type"].as_str(), asked["client_id"].as_str(), asked["scope"].as_str()),
            ("code", CLIENT, "openid email")
        );
        assert_eq!(asked["code_challenge_method"], "S256");
        let mut state = self.state.lock().unwrap();
        state.now = harness.clock.now();
        let code = format!("code {}", state.codes.len());
        let kept = (asked["nonce"].clone(), asked["code_challenge"].clone(), asked["redirect_uri"].clone());
        state.codes.insert(code.clone(), kept);
        WayBack {
            cookie: cookie.split_once(';').unwrap().0.to_owned(),
            redirect_uri: asked["redirect_uri"].clone(),
            state: asked["state"].clone(),
            more: vec![("code", code)],
        }
    }
}

/// A browser that comes back from the provider.
#[derive(Debug, Clone)]
pub(crate) struct WayBack {
    pub(crate) cookie: String,
    pub(crate) redirect_uri: String,
    pub(crate) state: String,
    pub(crate) more: Vec<(&'static str, String)>,
}

impl WayBack {
    /// The address of the console that the provider leads back to.
    pub(crate) fn home(&self) -> &str {
        self.redirect_uri.split_once("/console/").unwrap().0
    }

    /// What the server answers to it.
    pub(crate) async fn arrive(&self, harness: &Harness) -> Answer {
        let (_, path) = self.redirect_uri.split_once("/console/").unwrap();
        let mut url = harness.https_url(&format!("/console/{path}?state={}", self.state));
        for (name, value) in &self.more {
            url.push_str(&format!("&{name}={}", value.replace(' ', "%20")));
        }
        let request = Request::builder()
            .uri(url)
            .header("cookie", &self.cookie)
            .header("sec-fetch-site", "cross-site")
            .header("sec-fetch-mode", "navigate")
            .header("sec-fetch-dest", "document");
        harness.send(Offer::Http2, request.body(Full::default()).unwrap()).await
    }
}

async fn serve(listener: TcpListener, tls: TlsAcceptor, state: Arc<Mutex<State>>) {
    loop {
        let (socket, _) = listener.accept().await.unwrap();
        let (tls, state) = (tls.clone(), Arc::clone(&state));
        tokio::spawn(async move {
            // A client that does not trust us goes away.
            let Ok(socket) = tls.accept(socket).await else { return };
            let service = service_fn(move |request| answer(Arc::clone(&state), request));
            let connection = hyper::server::conn::http1::Builder::new();
            let _ended = connection.serve_connection(TokioIo::new(socket), service).await;
        });
    }
}

async fn answer(
    state: Arc<Mutex<State>>,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, hyper::Error> {
    let (head, body) = request.into_parts();
    let body = body.collect().await?.to_bytes();
    let mut state = state.lock().unwrap();
    let (status, told) = match head.uri.path() {
        "/.well-known/openid-configuration" => (StatusCode::OK, state.description()),
        "/keys" => (StatusCode::OK, state.keys()),
        "/token" => {
            let basic = head.headers.get("authorization").and_then(|value| value.to_str().ok());
            match state.redeem(basic.unwrap_or_default(), std::str::from_utf8(&body).unwrap()) {
                Some(told) => (StatusCode::OK, told),
                None => (StatusCode::BAD_REQUEST, json!({"error": "invalid_grant"})),
            }
        }
        _ => (StatusCode::NOT_FOUND, Value::Null),
    };
    let mut response = Response::new(Full::from(told.to_string()));
    *response.status_mut() = status;
    Ok(response)
}

impl State {
    fn description(&self) -> Value {
        let at = |path: &str| format!("{}/{path}", self.issuer);
        json!({
            "issuer": self.lies.described_issuer.clone().unwrap_or_else(|| self.issuer.clone()),
            "authorization_endpoint": at("authorize"),
            "token_endpoint": at("token"),
            "jwks_uri": at("keys"),
            "response_types_supported": ["code"],
        })
    }

    /// Beside the key one of a kind that nobody here knows.
    fn keys(&self) -> Value {
        let x = URL_SAFE_NO_PAD.encode(self.key.public_key_raw());
        json!({"keys": [
            {"kty": "unheard of", "kid": "zero"},
            {"kty": "OKP", "crv": "Ed25519", "kid": "one", "use": "sig", "alg": "EdDSA", "x": x},
        ]})
    }

    fn redeem(&mut self, basic: &str, body: &str) -> Option<Value> {
        let pair = format!("{}:{}", encoded(CLIENT), encoded(SECRET));
        if basic != format!("Basic {}", STANDARD.encode(pair)) {
            return None;
        }
        let sent = members(body);
        let (nonce, challenge, redirect_uri) = self.codes.remove(sent.get("code")?)?;
        let verifier = Sha256::digest(sent.get("code_verifier")?);
        let fits = sent.get("grant_type")? == "authorization_code"
            && *sent.get("redirect_uri")? == redirect_uri
            && URL_SAFE_NO_PAD.encode(verifier) == challenge;
        fits.then(|| json!({"access_token": "x", "token_type": "Bearer", "id_token": self.token(&nonce)}))
    }

    fn token(&self, nonce: &str) -> String {
        let now_s = self.now.as_millis() / 1000;
        let mut claims = json!({
            "iss": self.issuer, "aud": CLIENT, "sub": "person 7", "nonce": nonce,
            "iat": now_s, "exp": now_s + 300, "groups": ["staff", "face-ops"],
            "email": "Ada@a.example", "email_verified": true,
        });
        for (name, value) in &self.lies.claims {
            claims[name] = value.clone();
        }
        claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        let header = self.lies.header.clone().unwrap_or_else(|| json!({"alg": "EdDSA", "kid": "one"}));
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(&header), part(&claims));
        let key = if self.lies.signs_with_another_key { &self.other_key } else { &self.key };
        let signature = key.sign(signed.as_bytes()).unwrap();
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

fn members(query: &str) -> BTreeMap<String, String> {
    let decoded = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8().unwrap().into_owned();
    let pairs = query.split('&').map(|pair| pair.split_once('=').unwrap());
    pairs.map(|(name, value)| (decoded(name), decoded(value))).collect()
}
