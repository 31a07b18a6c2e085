use super::super::fixture::{Fixture, SECRET, SIGNED_AT, secret};
use super::*;
use std::time::Duration;

mod oracle;
mod refused;

/// The canonical request of a fixture by its own account of what was signed.
fn canonical(fixture: &Fixture, claim: &Claim, payload_hash: &str, host: &[u8]) -> String {
    let canonical =
        canonical_request(&fixture.head, host, &claim.signed_headers, payload_hash, SIGNATURE_PARAMETER);
    String::from_utf8(canonical).unwrap()
}

fn check_header(name: &str) {
    let fixture = Fixture::read(name);
    let claim = Claim::from_headers(&fixture.head).unwrap();
    let payload_hash = hex::encode(Sha256::digest(&fixture.body));
    let canonical = canonical(&fixture, &claim, &payload_hash, received_host(&fixture.head));
    assert_eq!(canonical, fixture.step("canonical-request.txt"), "{name}");
    assert_eq!(text_to_sign(&claim, canonical.as_bytes()), fixture.step("string-to-sign.txt"), "{name}");
    let verified = verify_header(&fixture.head, Payload::Whole(&fixture.body), secret, SIGNED_AT);
    assert!(verified.is_ok(), "{name}: {verified:?}");
}

#[test]
fn header_signatures_of_botocore_are_verified_step_by_step() {
    for name in [
        "get-vanilla",
        "get-utf8",
        "get-relative",
        "get-slashes",
        "get-escaped-path",
        "get-unreserved",
        "get-query-order",
        "get-query-unreserved",
        "get-query-utf8",
        "header-blanks",
        "header-twice",
        "post-body",
        "create-session",
        "create-session-token",
        "prefix",
    ] {
        check_header(name);
    }
}

fn check_presigned(name: &str, signed_host: &str) {
    let fixture = Fixture::read(name);
    let claim = Claim::from_query(&fixture.head).unwrap();
    let canonical = canonical(&fixture, &claim, HASH_OF_NOTHING, signed_host.as_bytes());
    assert_eq!(canonical, fixture.step("canonical-request.txt"), "{name}");
    assert_eq!(text_to_sign(&claim, canonical.as_bytes()), fixture.step("string-to-sign.txt"), "{name}");
    let verified = verify_presigned(&fixture.head, secret, SIGNED_AT);
    assert!(verified.is_ok(), "{name}: {verified:?}");
}

#[test]
fn a_websocket_url_may_be_signed_with_the_port_and_without() {
    check_presigned("websocket-web", "127.0.0.1");
    check_presigned("websocket-ios", "127.0.0.1:8443");
    check_presigned("websocket-android", "liveness.example");
    check_presigned("websocket-no-token", "[::1]");
    check_presigned("websocket-javascript", "liveness.example");
}

#[test]
fn android_may_send_its_url_decoded() {
    let raw_query = Fixture::read("websocket-android").head.uri.query().unwrap().to_owned();
    assert!(raw_query.contains("X-Amz-Security-Token=FwoGZXIvYXdzEA+/abc//+DEF==&"), "{raw_query}");
    check_presigned("websocket-android", "liveness.example");
}

#[test]
fn a_stream_over_http2_may_sign_the_authority_in_place_of_the_host() {
    for name in ["streaming-http1", "streaming-http2"] {
        let fixture = Fixture::read(name);
        let claim = Claim::from_headers(&fixture.head).unwrap();
        let canonical = canonical(&fixture, &claim, STREAMING_PAYLOAD, received_host(&fixture.head));
        assert_eq!(canonical, fixture.step("canonical-request.txt"), "{name}");
        let verified = verify_header(&fixture.head, Payload::SignedEvents, secret, SIGNED_AT);
        assert!(verified.is_ok(), "{name}: {verified:?}");
        // A whole body has another payload hash, so the one cannot be passed off as the other.
        let whole = verify_header(&fixture.head, Payload::Whole(&fixture.body), secret, SIGNED_AT);
        assert_eq!(whole.unwrap_err().kind(), AwsErrorKind::InvalidSignature);
    }
    // In HTTP/2 the host stands in the URI and nowhere else.
    let mut head = Fixture::read("streaming-http2").head;
    head.headers.remove("host");
    head.uri = "https://liveness.example:8443/start-face-liveness-session".parse().unwrap();
    assert!(verify_header(&head, Payload::SignedEvents, secret, SIGNED_AT).is_ok());
}

#[test]
fn the_caller_and_the_token_are_what_a_secret_is_looked_up_by() {
    let fixture = Fixture::read("websocket-web");
    let verified = verify_presigned(&fixture.head, secret, SIGNED_AT).unwrap();
    assert_eq!(verified.claimant().access_key_id, "AKIDEXAMPLE");
    assert_eq!(verified.claimant().session_token.as_deref(), Some("FwoGZXIvYXdzEA+/abc//+DEF=="));
    let fixture = Fixture::read("create-session-token");
    let body = Payload::Whole(&fixture.body);
    let verified = verify_header(&fixture.head, body, secret, SIGNED_AT).unwrap();
    assert_eq!(verified.claimant().session_token.as_deref(), Some("FwoGZXIvYXdzEA+/abc//+DEF=="));
    let nobody = |_: &Claimant| Err(AwsErrorKind::UnrecognizedClient.into());
    let error = verify_header(&fixture.head, body, nobody, SIGNED_AT).unwrap_err();
    assert_eq!(error.kind(), AwsErrorKind::UnrecognizedClient);
}

#[test]
fn a_url_counts_as_long_as_it_says_and_five_minutes_at_most() {
    let check = |name: &str, later_secs: i64, expected: Option<AwsErrorKind>| {
        let fixture = Fixture::read(name);
        let now = EpochMillis::new(SIGNED_AT.as_millis() + later_secs * 1000);
        let found = verify_presigned(&fixture.head, secret, now).err().map(|error| error.kind());
        assert_eq!(found, expected, "{name} after {later_secs} s");
    };
    check("websocket-web", 299, None);
    check("websocket-web", 300, Some(AwsErrorKind::InvalidSignature));
    check("websocket-ios", 300, None);
    check("websocket-ios", 301, Some(AwsErrorKind::InvalidSignature));
    check("websocket-web", -300, None);
    check("websocket-web", -301, Some(AwsErrorKind::InvalidSignature));
}

#[test]
fn phones_are_told_that_their_clock_is_wrong() {
    let fixture = Fixture::read("websocket-ios");
    let late = SIGNED_AT.plus(Duration::from_secs(600));
    let error = verify_presigned(&fixture.head, secret, late).unwrap_err();
    assert_eq!(error.kind().as_event(), "InvalidSignatureException");
    assert_eq!(
        error.message(),
        "Signature expired: 20260228T235930Z is now earlier than 20260301T000930Z - 300 s."
    );
}

#[test]
fn nothing_that_is_printed_holds_a_secret_or_a_signature() {
    let fixture = Fixture::read("websocket-web");
    let verified = verify_presigned(&fixture.head, secret, SIGNED_AT).unwrap();
    let shown = format!("{verified:?} {:?}", verified.chain);
    let signature = super::super::query::value(fixture.head.uri.query().unwrap(), "X-Amz-Signature").unwrap();
    assert!(!shown.contains(SECRET) && !shown.contains(&signature), "{shown}");
    assert!(!shown.contains("FwoGZXIvYXdzEA"), "{shown}");
}
