//! Signs as the AWS SDKs do, with their own library.

use aws_credential_types::Credentials;
use aws_sigv4::SigningOutput;
use aws_sigv4::event_stream;
use aws_sigv4::http_request::{
    PayloadChecksumKind, SignableBody, SignableRequest, SignatureLocation, SigningSettings, sign,
};
use aws_sigv4::sign::v4::SigningParams;
use aws_smithy_eventstream::frame::write_message_to;
use aws_smithy_types::event_stream::{Header, HeaderValue, Message};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use catchlight_types::EpochMillis;
use serde_json::json;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

pub(crate) const REGION: &str = "eu-central-1";

/// One caller with a key.
#[derive(Debug, Clone)]
pub(crate) struct Signer {
    pub(crate) id: String,
    pub(crate) secret: String,
    pub(crate) token: Option<String>,
}

/// Signs the events of one stream; each signature goes into the next.
#[derive(Debug)]
pub(crate) struct EventSigner {
    signer: Signer,
    last_signature: String,
}

pub(crate) fn moment(at: EpochMillis) -> SystemTime {
    UNIX_EPOCH + Duration::from_millis(u64::try_from(at.as_millis()).unwrap())
}

impl Signer {
    /// Signs a request in its headers; a body of `None` is an event stream. Returns the signature.
    pub(crate) fn sign_headers<B>(
        &self,
        request: &mut http::Request<B>,
        url: &str,
        body: Option<&[u8]>,
        at: EpochMillis,
    ) -> String {
        let mut settings = SigningSettings::default();
        let payload = match body {
            Some(bytes) => SignableBody::Bytes(bytes),
            None => {
                settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
                SignableBody::Precomputed("STREAMING-AWS4-HMAC-SHA256-EVENTS".to_owned())
            }
        };
        let headers: Vec<(String, String)> = request
            .headers()
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
            .collect();
        let headers = headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let signable = SignableRequest::new(request.method().as_str(), url, headers, payload).unwrap();
        let identity = self.credentials().into();
        let params = SigningParams::builder()
            .identity(&identity)
            .region(REGION)
            .name("rekognition")
            .time(moment(at))
            .settings(settings)
            .build()
            .unwrap();
        let (instructions, signature) = sign(signable, &params.into()).unwrap().into_parts();
        instructions.apply_to_request_http1x(request);
        signature
    }

    /// Presigns `url`, whose host has no port, as the web client does. Returns the query and the signature.
    pub(crate) fn presign(&self, url: &str, at: EpochMillis) -> Presigned {
        let mut settings = SigningSettings::default();
        settings.signature_location = SignatureLocation::QueryParams;
        settings.expires_in = Some(Duration::from_secs(299));
        let identity = self.credentials().into();
        let params = SigningParams::builder()
            .identity(&identity)
            .region(REGION)
            .name("rekognition")
            .time(moment(at))
            .settings(settings)
            .build()
            .unwrap();
        let signable = SignableRequest::new("GET", url, std::iter::empty(), SignableBody::empty()).unwrap();
        let (instructions, signature) = sign(signable, &params.into()).unwrap().into_parts();
        let mut request = http::Request::builder().uri(url).body(()).unwrap();
        instructions.apply_to_request_http1x(&mut request);
        let path_and_query = request.uri().path_and_query().unwrap().as_str().to_owned();
        Presigned { path_and_query, signature }
    }

    /// Begins a chain of signed events.
    pub(crate) fn events(&self, seed: &str) -> EventSigner {
        EventSigner { signer: self.clone(), last_signature: seed.to_owned() }
    }

    fn credentials(&self) -> Credentials {
        Credentials::new(&self.id, &self.secret, self.token.clone(), None, "test")
    }
}

/// A presigned address.
#[derive(Debug, Clone)]
pub(crate) struct Presigned {
    pub(crate) path_and_query: String,
    pub(crate) signature: String,
}

impl EventSigner {
    /// The bytes of one signed event.
    pub(crate) fn event(&mut self, name: &str, json: &serde_json::Value, at: EpochMillis) -> Bytes {
        let text = |value: &str| HeaderValue::String(value.to_owned().into());
        let inner = Message::new(json.to_string())
            .add_header(Header::new(":event-type", text(name)))
            .add_header(Header::new(":message-type", text("event")))
            .add_header(Header::new(":content-type", text("application/json")));
        self.sealed(at, |last, params| event_stream::sign_message(&inner, last, params).unwrap())
    }

    /// The bytes of one signed slice of video; an empty one ends the video.
    pub(crate) fn video(&mut self, slice: &[u8], at: EpochMillis) -> Bytes {
        let chunk = STANDARD.encode(slice);
        self.event("VideoEvent", &json!({"VideoChunk": chunk, "TimestampMillis": at.as_millis()}), at)
    }

    /// The signed empty message by which some SDKs end a stream.
    pub(crate) fn end_of_stream(&mut self, at: EpochMillis) -> Bytes {
        self.sealed(at, |last, params| event_stream::sign_empty_message(last, params).unwrap())
    }

    fn sealed(
        &mut self,
        at: EpochMillis,
        sign: impl Fn(&str, &event_stream::SigningParams<'_>) -> SigningOutput<Message>,
    ) -> Bytes {
        let identity = self.signer.credentials().into();
        let params = event_stream::SigningParams::builder()
            .identity(&identity)
            .region(REGION)
            .name("rekognition")
            .time(moment(at))
            .settings(())
            .build()
            .unwrap();
        let (outer, signature) = sign(&self.last_signature, &params).into_parts();
        self.last_signature = signature;
        let mut bytes = Vec::new();
        write_message_to(&outer, &mut bytes).unwrap();
        bytes.into()
    }
}
