//! Random requests, signed by the `aws-sigv4` crate.

use super::super::super::fixture::{KEY_ID, REGION};
use super::*;
use crate::eventstream::{Envelope, Frame};
use aws_credential_types::Credentials;
use aws_sigv4::event_stream::{sign_empty_message, sign_message};
use aws_sigv4::http_request::{
    PayloadChecksumKind, SignableBody, SignableRequest, SignatureLocation, SigningSettings, sign,
};
use aws_sigv4::sign::v4::SigningParams;
use aws_smithy_runtime_api::client::identity::Identity;
use aws_smithy_types::event_stream::Message;
use http::Request;
use proptest::prelude::*;
use std::time::{SystemTime, UNIX_EPOCH};

fn signing_time(at: EpochMillis) -> SystemTime {
    UNIX_EPOCH + Duration::from_millis(at.as_millis().unsigned_abs())
}

fn identity(token: Option<String>) -> Identity {
    Credentials::new(KEY_ID, SECRET, token, None, "test").into()
}

fn parameters<S: Default>(identity: &Identity, at: EpochMillis, settings: S) -> SigningParams<'_, S> {
    let builder = SigningParams::builder().identity(identity).region(REGION).name("rekognition");
    builder.time(signing_time(at)).settings(settings).build().unwrap()
}

/// Signs a request in place; gives the signature.
fn sign_request(
    request: &mut Request<()>,
    body: SignableBody<'_>,
    token: Option<String>,
    settings: SigningSettings,
) -> String {
    let identity = identity(token);
    let parameters = parameters(&identity, SIGNED_AT, settings).into();
    let (method, url) = (request.method().to_string(), request.uri().to_string());
    let headers = request.headers().iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap()));
    let signable = SignableRequest::new(&method, url, headers, body).unwrap();
    let (instructions, signature) = sign(signable, &parameters).unwrap().into_parts();
    instructions.apply_to_request_http1x(request);
    signature
}

fn presigning() -> SigningSettings {
    let mut settings = SigningSettings::default();
    settings.signature_location = SignatureLocation::QueryParams;
    settings.expires_in = Some(Duration::from_secs(299));
    settings
}

const HOST: &str = "liveness.example:8443";

proptest! {
    #[test]
    fn what_it_signs_by_headers_is_verified(
        path in "(/[a-zA-Z0-9._~-]{0,8}){0,4}",
        query in "([a-zA-Z0-9._~-]{1,6}=([a-zA-Z0-9._~-]|%2F|%20|%C3%A9){0,8}&?){0,4}",
        header in "[ -~]{0,30}",
        body: Vec<u8>,
        token in proptest::option::of("[A-Za-z0-9+/=]{1,60}"),
        has_hash_in_header: bool,
    ) {
        let mut request = Request::post(format!("https://{HOST}{path}?{query}"))
            .header("host", HOST)
            .header("x-amz-target", "RekognitionService.CreateFaceLivenessSession")
            .header("x-custom", header)
            .body(())
            .unwrap();
        let mut settings = SigningSettings::default();
        if has_hash_in_header {
            settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
        }
        sign_request(&mut request, SignableBody::Bytes(&body), token.clone(), settings);
        let head = request.into_parts().0;
        let verified = verify_header(&head, Payload::Whole(&body), secret, SIGNED_AT);
        let found = verified.map(|verified| verified.claimant().session_token.clone());
        prop_assert_eq!(found, Ok(token));
    }

    #[test]
    fn what_it_signs_by_url_is_verified(
        prefix in "(/[a-zA-Z0-9._~-]{1,8}){0,2}",
        agent in "([a-zA-Z0-9._~-]|%2F|%20|%23|%2B){0,30}",
        token in proptest::option::of("[A-Za-z0-9+/=]{1,60}"),
        is_port_signed: bool,
    ) {
        let signed_host = if is_port_signed { HOST } else { "liveness.example" };
        let path = "start-face-liveness-session-websocket";
        let url = format!("wss://{signed_host}{prefix}/{path}?x-amz-user-agent={agent}");
        let mut request = Request::get(url).header("host", signed_host).body(()).unwrap();
        sign_request(&mut request, SignableBody::empty(), token.clone(), presigning());
        let mut head = request.into_parts().0;
        head.headers.insert("host", http::HeaderValue::from_static(HOST));
        let verified = verify_presigned(&head, secret, SIGNED_AT);
        let found = verified.map(|verified| verified.claimant().session_token.clone());
        prop_assert_eq!(found, Ok(token));
    }
}

#[test]
fn the_events_it_signs_continue_the_url_it_signs() {
    let mut request = Request::get("wss://liveness.example/start-face-liveness-session-websocket")
        .header("host", "liveness.example")
        .body(())
        .unwrap();
    let mut last = sign_request(&mut request, SignableBody::empty(), None, presigning());
    let mut chain = verify_presigned(&request.into_parts().0, secret, SIGNED_AT).unwrap().into_chain();
    let identity = identity(None);
    for number in 0..4_u8 {
        let at = SIGNED_AT.plus(Duration::from_millis(u64::from(number) * 20_123));
        let parameters = parameters(&identity, at, ());
        let signed = if number == 3 {
            sign_empty_message(&last, &parameters)
        } else {
            sign_message(&Message::new(vec![number; 100]), &last, &parameters)
        };
        let (message, signature) = signed.unwrap().into_parts();
        last = signature;
        let bytes = Frame::from_message(message).encode().unwrap();
        let envelope = Envelope::open(&Frame::decode(bytes).unwrap()).unwrap();
        assert_eq!(chain.verify(&envelope, SIGNED_AT), Ok(()), "event {number}");
        assert_eq!(envelope.is_end_of_stream(), number == 3);
    }
}
