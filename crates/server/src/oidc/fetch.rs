//! Requests of this server to the provider, over https.
//!
//! In: addresses of the provider. Out: its description, its keys, an id token. Never: plain http, a redirection, a
//! response without an end, a description of another provider.

use super::{Denial, OidcSettings, encoded, form};
use crate::ServerError;
use crate::limits::{MAX_PROVIDER_BODY_BYTES, PROVIDER_PATIENCE};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{Method, Request, StatusCode, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::path::Path;
use std::sync::Arc;

/// What the provider says of itself; members that are not needed are left out.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Discovery {
    issuer: String,
    pub(super) authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Vec<String>,
}

#[derive(Deserialize)]
struct KeySet {
    keys: Vec<Value>,
}

#[derive(Deserialize)]
struct Redeemed {
    id_token: Option<String>,
    error: Option<String>,
}

/// A client that trusts the authorities of the settings.
#[derive(Debug)]
pub(super) struct Fetcher(Client<HttpsConnector<HttpConnector>, Full<Bytes>>);

impl Fetcher {
    pub(super) fn new(authorities: Option<&Path>) -> Result<Self, ServerError> {
        let mut roots = RootCertStore::empty();
        match authorities {
            Some(path) => {
                let unusable = |source| ServerError::Pem { path: path.into(), what: "certificate", source };
                for certificate in CertificateDer::pem_file_iter(path).map_err(unusable)? {
                    roots.add(certificate.map_err(unusable)?)?;
                }
            }
            // A system without any authority trusts no provider; the first sign-in then reports that.
            None => {
                roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
            }
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let trust = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let connector =
            HttpsConnectorBuilder::new().with_tls_config(trust).https_only().enable_http1().build();
        Ok(Self(Client::builder(TokioExecutor::new()).build(connector)))
    }

    /// The description of the provider, if it is that of `issuer`.
    pub(super) async fn discover(&self, issuer: &str) -> Result<Discovery, Denial> {
        let place = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
        let discovery: Discovery = self.get(&place).await?;
        if discovery.issuer != issuer {
            let why = format!("{place} describes another issuer, {}", discovery.issuer);
            return Err(Denial::Failed(why));
        }
        for endpoint in [&discovery.authorization_endpoint, &discovery.token_endpoint, &discovery.jwks_uri] {
            if !endpoint.starts_with("https://") {
                return Err(Denial::Failed(format!("{place} names {endpoint}, which is not https")));
            }
        }
        Ok(discovery)
    }

    /// The keys that the provider signs with now.
    pub(super) async fn keys(&self, discovery: &Discovery) -> Result<Vec<Value>, Denial> {
        Ok(self.get::<KeySet>(&discovery.jwks_uri).await?.keys)
    }

    /// Exchanges a code for an id token.
    pub(super) async fn redeem(
        &self,
        settings: &OidcSettings,
        discovery: &Discovery,
        members: &[(&str, &str)],
    ) -> Result<String, Denial> {
        let mut request = Request::builder()
            .method(Method::POST)
            .uri(&discovery.token_endpoint)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let mut body = form(members);
        let methods = &discovery.token_endpoint_auth_methods_supported;
        let takes = |name: &str| methods.iter().any(|method| method == name);
        let basic = methods.is_empty() || takes("client_secret_basic");
        match &settings.client_secret {
            Some(secret) if basic => {
                let pair = format!("{}:{}", encoded(&settings.client_id), encoded(secret));
                let value = format!("Basic {}", STANDARD.encode(pair));
                request = request.header(header::AUTHORIZATION, value);
            }
            Some(secret) => {
                let own = [("client_id", settings.client_id.as_str()), ("client_secret", secret.as_str())];
                body = format!("{body}&{}", form(&own));
            }
            None => body = format!("{body}&{}", form(&[("client_id", &settings.client_id)])),
        }
        let (status, answer) = self.send(request, body).await?;
        let redeemed: Redeemed = read(&discovery.token_endpoint, &answer)?;
        match redeemed {
            Redeemed { id_token: Some(token), error: None } if status == StatusCode::OK => Ok(token),
            Redeemed { error: Some(code), .. } => {
                Err(Denial::Failed(format!("the token endpoint returned the error {code}")))
            }
            _ => Err(Denial::Failed(format!("the token endpoint returned {status} without an id token"))),
        }
    }

    async fn get<T: DeserializeOwned>(&self, place: &str) -> Result<T, Denial> {
        let (status, body) = self.send(Request::builder().uri(place), String::new()).await?;
        if status != StatusCode::OK {
            return Err(Denial::Failed(format!("{place} returned {status}")));
        }
        read(place, &body)
    }

    async fn send(
        &self,
        request: http::request::Builder,
        body: String,
    ) -> Result<(StatusCode, Bytes), Denial> {
        let request = request
            .header(header::ACCEPT, "application/json")
            .body(Full::from(body))
            .map_err(|error| Denial::Failed(format!("an address of the provider is invalid: {error}")))?;
        let place = request.uri().to_string();
        let failed = |error: &dyn std::error::Error| {
            let cause = error.source().map(|cause| format!(": {cause}")).unwrap_or_default();
            Denial::Failed(format!("cannot reach {place}: {error}{cause}"))
        };
        let answered = tokio::time::timeout(PROVIDER_PATIENCE, async {
            let (head, body) = self.0.request(request).await.map_err(|error| failed(&error))?.into_parts();
            let body = Limited::new(body, MAX_PROVIDER_BODY_BYTES).collect().await;
            Ok((head.status, body.map_err(|error| failed(error.as_ref()))?.to_bytes()))
        });
        answered.await.unwrap_or_else(|_late| Err(Denial::Failed(format!("{place} did not respond in time"))))
    }
}

fn read<T: DeserializeOwned>(place: &str, body: &[u8]) -> Result<T, Denial> {
    serde_json::from_slice(body)
        .map_err(|error| Denial::Failed(format!("{place} sent an unexpected response: {error}")))
}
