//! Signatures of requests, of the URL of a WebSocket and of every event.
//!
//! In: what is sent and `now`. Out: the same, signed by Signature Version 4.
//! Never: the clock; every signature gets its time from the caller.

use crate::ClientError;
use crate::limits::PRESIGNED_LIFE;
use crate::settings::Credentials;
use aws_credential_types::Credentials as AwsCredentials;
use aws_sigv4::event_stream::{sign_empty_message, sign_message};
use aws_sigv4::http_request::{
    PayloadChecksumKind, SignableBody, SignableRequest, SignatureLocation, SigningSettings, sign,
};
use aws_sigv4::sign::v4;
use aws_smithy_runtime_api::client::identity::Identity;
use bytes::Bytes;
use catchlight_types::EpochMillis;
use catchlight_wire::eventstream::{ClientEvent, Frame};
use http::Request;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Signs in the name of one caller.
#[derive(Debug, Clone)]
pub(crate) struct Signer {
    identity: Identity,
    region: String,
    service: &'static str,
}

impl Signer {
    pub(crate) fn new(credentials: &Credentials, region: String) -> Self {
        Self::of_service(credentials, region, SERVICE)
    }

    /// Signs for another service than the one that all else here is about.
    pub(crate) fn of_service(credentials: &Credentials, region: String, service: &'static str) -> Self {
        let identity = AwsCredentials::new(
            credentials.access_key_id.clone(),
            credentials.secret_access_key.expose(),
            credentials.session_token.as_ref().map(|token| token.expose().to_owned()),
            None,
            "catchlight",
        );
        Self { identity: identity.into(), region, service }
    }

    /// Adds the headers of a signature over all headers and `body`; returns the signature.
    pub(crate) fn sign_headers<B>(
        &self,
        request: &mut Request<B>,
        body: SignableBody<'_>,
        now: EpochMillis,
    ) -> Result<String, ClientError> {
        let mut settings = SigningSettings::default();
        settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
        self.sign(request, body, settings, now)
    }

    /// Puts a signature into the URL; returns the signature.
    pub(crate) fn presign<B>(
        &self,
        request: &mut Request<B>,
        now: EpochMillis,
    ) -> Result<String, ClientError> {
        let mut settings = SigningSettings::default();
        settings.signature_location = SignatureLocation::QueryParams;
        settings.expires_in = Some(PRESIGNED_LIFE);
        self.sign(request, SignableBody::empty(), settings, now)
    }

    /// The start of the chain that links the events to a signed request.
    pub(crate) fn chain(&self, request_signature: String) -> EventChain {
        EventChain { signer: self.clone(), last_signature: request_signature }
    }

    fn sign<B>(
        &self,
        request: &mut Request<B>,
        body: SignableBody<'_>,
        settings: SigningSettings,
        now: EpochMillis,
    ) -> Result<String, ClientError> {
        let parameters = v4::SigningParams::builder()
            .identity(&self.identity)
            .region(&self.region)
            .name(self.service)
            .time(system_time(now))
            .settings(settings)
            .build()
            .map_err(ClientError::signing)?
            .into();
        let (method, url) = (request.method().as_str().to_owned(), request.uri().to_string());
        let headers = request.headers().iter();
        let headers = headers.map(|(name, value)| (name.as_str(), value.to_str().unwrap_or_default()));
        let signable = SignableRequest::new(&method, url, headers, body).map_err(ClientError::signing)?;
        let (instructions, signature) =
            sign(signable, &parameters).map_err(ClientError::signing)?.into_parts();
        instructions.apply_to_request_http1x(request);
        Ok(signature)
    }
}

/// Signs one event after the other, each with the signature of the one before.
#[derive(Debug)]
pub(crate) struct EventChain {
    signer: Signer,
    last_signature: String,
}

impl EventChain {
    /// The event in its signed envelope, encoded; `None` for an event that cannot be sent.
    pub(crate) fn seal(
        &mut self,
        event: &ClientEvent,
        now: EpochMillis,
    ) -> Result<Option<Bytes>, ClientError> {
        let Some(frame) = event.to_frame()? else { return Ok(None) };
        let parameters = self.parameters(now)?;
        let signed = sign_message(frame.message(), &self.last_signature, &parameters);
        let (message, signature) = signed.map_err(ClientError::signing)?.into_parts();
        self.last_signature = signature;
        Ok(Some(Frame::from_message(message).encode()?))
    }

    /// The empty envelope that ends a stream.
    pub(crate) fn seal_end(&mut self, now: EpochMillis) -> Result<Bytes, ClientError> {
        let parameters = self.parameters(now)?;
        let signed = sign_empty_message(&self.last_signature, &parameters);
        let (message, signature) = signed.map_err(ClientError::signing)?.into_parts();
        self.last_signature = signature;
        Ok(Frame::from_message(message).encode()?)
    }

    fn parameters(&self, now: EpochMillis) -> Result<v4::SigningParams<'_, ()>, ClientError> {
        v4::SigningParams::builder()
            .identity(&self.signer.identity)
            .region(&self.signer.region)
            .name(self.signer.service)
            .time(system_time(now))
            .settings(())
            .build()
            .map_err(ClientError::signing)
    }
}

/// Times before 1970 cannot be signed and become 1970.
fn system_time(now: EpochMillis) -> SystemTime {
    UNIX_EPOCH + Duration::from_millis(u64::try_from(now.as_millis()).unwrap_or(0))
}

/// The service by its name in a signature.
pub(crate) const SERVICE: &str = "rekognition";
