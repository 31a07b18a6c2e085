//! Requests that must not pass.

use super::super::super::fixture::KEY_ID;
use super::*;
use http::{HeaderMap, HeaderName, HeaderValue, Uri};

/// A byte that is another one and no other spelling of the same.
fn other(byte: u8) -> u8 {
    if byte == b'Z' { b'Y' } else { b'Z' }
}

/// Knows one key, by its id.
fn look_up(claimant: &Claimant) -> Result<SecretKey, AwsError> {
    if claimant.access_key_id == KEY_ID {
        Ok(SecretKey::new(SECRET))
    } else {
        Err(AwsErrorKind::UnrecognizedClient.into())
    }
}

#[test]
fn no_byte_of_a_url_can_be_changed() {
    for name in
        ["websocket-web", "websocket-ios", "websocket-android", "websocket-no-token", "websocket-javascript"]
    {
        let fixture = Fixture::read(name);
        let target = fixture.head.uri.to_string().into_bytes();
        let mut tampered_uris = 0;
        for place in 0..target.len() {
            let mut tampered = target.clone();
            tampered[place] = other(tampered[place]);
            let Ok(uri) = Uri::try_from(tampered) else { continue };
            let mut head = fixture.head.clone();
            head.uri = uri;
            assert!(verify_presigned(&head, look_up, SIGNED_AT).is_err(), "{name}, byte {place}");
            tampered_uris += 1;
        }
        assert!(tampered_uris >= target.len() - 1, "all but the first slash can be changed within a URI");
    }
}

#[test]
fn no_byte_of_a_signed_header_or_a_body_can_be_changed() {
    let fixture = Fixture::read("create-session-token");
    for (name, value) in &fixture.head.headers {
        for place in 0..value.len() {
            let mut tampered = value.as_bytes().to_vec();
            tampered[place] = other(tampered[place]);
            let mut head = fixture.head.clone();
            head.headers.insert(name, HeaderValue::from_bytes(&tampered).unwrap());
            let body = Payload::Whole(&fixture.body);
            assert!(verify_header(&head, body, look_up, SIGNED_AT).is_err(), "{name}, byte {place}");
        }
    }
    for place in 0..fixture.body.len() {
        let mut body = fixture.body.clone();
        body[place] ^= 1;
        assert!(verify_header(&fixture.head, Payload::Whole(&body), look_up, SIGNED_AT).is_err());
    }
}

#[test]
fn another_method_secret_or_host_is_refused() {
    let fixture = Fixture::read("create-session");
    let body = Payload::Whole(&fixture.body);
    let mut head = fixture.head.clone();
    head.method = http::Method::PUT;
    assert!(verify_header(&head, body, secret, SIGNED_AT).is_err());
    let wrong = |_: &Claimant| Ok(SecretKey::new("wrong"));
    let error = verify_header(&fixture.head, body, wrong, SIGNED_AT).unwrap_err();
    assert_eq!(error, AwsErrorKind::InvalidSignature.into());
    let mut head = fixture.head.clone();
    head.headers.insert("host", HeaderValue::from_static("127.0.0.1"));
    assert!(verify_header(&head, body, secret, SIGNED_AT).is_err());
}

fn check_header(change: impl FnOnce(&mut HeaderMap), expected: &str) {
    let mut fixture = Fixture::read("create-session");
    change(&mut fixture.head.headers);
    let verified = verify_header(&fixture.head, Payload::Whole(&fixture.body), secret, SIGNED_AT);
    assert_eq!(verified.unwrap_err().to_string(), expected);
}

fn remove(name: &'static str) -> impl FnOnce(&mut HeaderMap) + use<> {
    move |headers| assert!(headers.remove(name).is_some())
}

fn insert(name: &'static str, value: &str) -> impl FnOnce(&mut HeaderMap) + use<> {
    let value = HeaderValue::from_str(value).unwrap();
    move |headers| drop(headers.insert(HeaderName::from_static(name), value))
}

#[test]
fn a_signature_that_lacks_a_part_is_called_incomplete() {
    check_header(
        remove("authorization"),
        "MissingAuthenticationTokenException: Missing Authentication Token",
    );
    check_header(
        insert("authorization", "Bearer abc"),
        "IncompleteSignatureException: Authorization must use the algorithm 'AWS4-HMAC-SHA256'.",
    );
    check_header(
        insert("authorization", "AWS4-HMAC-SHA256 Credential=a/b"),
        "IncompleteSignatureException: Authorization header requires 'SignedHeaders' parameter.",
    );
    check_header(
        remove("x-amz-date"),
        "IncompleteSignatureException: Authorization header requires existence of a 'X-Amz-Date' header.",
    );
    let with = |signed_headers: &str, signature: &str| {
        let scope = "AKIDEXAMPLE/20260228/eu-west-1/rekognition/aws4_request";
        let text = format!(
            "AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders={signed_headers}, Signature={signature}"
        );
        insert("authorization", &text)
    };
    check_header(
        with("x-amz-date", "00"),
        "IncompleteSignatureException: 'Host' or ':authority' must be a 'SignedHeader'.",
    );
    check_header(
        with(&format!("{}host", "a;".repeat(64)), "00"),
        "IncompleteSignatureException: a signature covers at most 64 headers.",
    );
    check_header(
        with("host;x-amz-date", &"0".repeat(64)),
        "IncompleteSignatureException: 'x-amz-target' must be a 'SignedHeader'.",
    );
}

#[test]
fn a_header_that_decides_cannot_be_slipped_in_unsigned() {
    for name in
        ["x-amz-security-token", "x-amz-content-sha256", "x-amz-rekognition-streaming-liveness-session-id"]
    {
        check_header(
            insert(name, "x"),
            &format!("IncompleteSignatureException: '{name}' must be a 'SignedHeader'."),
        );
    }
    // A second value of a signed header is a change of what was signed.
    let second = |headers: &mut HeaderMap| {
        headers.append("x-amz-target", HeaderValue::from_static("RekognitionService.Other"));
    };
    let usual = AwsErrorKind::InvalidSignature.usual_message();
    check_header(second, &format!("InvalidSignatureException: {usual}"));
}

#[test]
fn a_credential_of_another_day_or_service_is_refused() {
    let with = |scope: &str| {
        let zeros = "0".repeat(64);
        let text =
            format!("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/{scope}, SignedHeaders=host, Signature={zeros}");
        insert("authorization", &text)
    };
    check_header(
        with("20260227/eu-west-1/rekognition/aws4_request"),
        "InvalidSignatureException: Date in Credential scope does not match YYYYMMDD from ISO-8601 version of \
         the date.",
    );
    check_header(
        with("20260228/eu-west-1/s3/aws4_request"),
        "InvalidSignatureException: Credential should be scoped to correct service: 'rekognition'.",
    );
}

fn check_query(change: impl FnOnce(String) -> String, expected: &str) {
    let mut fixture = Fixture::read("websocket-web");
    fixture.head.uri = change(fixture.head.uri.to_string()).parse().unwrap();
    let error = verify_presigned(&fixture.head, secret, SIGNED_AT).unwrap_err();
    assert_eq!(error.to_string(), expected);
}

#[test]
fn a_url_without_its_parts_is_called_unsigned_or_incomplete() {
    check_query(
        |_| "/start-face-liveness-session-websocket?session-id=x".to_owned(),
        "MissingAuthenticationTokenException: Missing Authentication Token",
    );
    for name in ["X-Amz-Algorithm", "X-Amz-Date", "X-Amz-Expires", "X-Amz-SignedHeaders", "X-Amz-Signature"] {
        check_query(
            |target| target.replace(name, "other"),
            &format!(
                "IncompleteSignatureException: AWS query-string parameters must include '{name}'. Re-examine \
                 the query-string parameters."
            ),
        );
    }
    for names in ["host%0Aextra", "Host", "host;x%20y"] {
        check_query(
            |target| target.replace("X-Amz-SignedHeaders=host", &format!("X-Amz-SignedHeaders={names}")),
            "IncompleteSignatureException: SignedHeaders must be names of headers in lower case.",
        );
    }
    for life in ["0", "-1", "x", ""] {
        check_query(
            |target| target.replace("X-Amz-Expires=299", &format!("X-Amz-Expires={life}")),
            "IncompleteSignatureException: X-Amz-Expires must be a number of seconds.",
        );
    }
}
