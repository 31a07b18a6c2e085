use super::*;
use catchlight_wire::error::{AwsError, AwsErrorKind};
use expect_test::{Expect, expect};
use http::HeaderValue;
use proptest::prelude::*;

fn read(body: &[u8]) -> ErrorResponse {
    ErrorResponse::read(StatusCode::BAD_REQUEST, &HeaderMap::new(), body)
}

#[test]
fn what_our_server_writes_is_read_back_on_every_plane() {
    for kind in AwsErrorKind::ALL {
        let sent = AwsError::with_message(kind, "why");
        for (answer, told) in [
            (sent.to_control_response("id-1"), kind.on_control_plane()),
            (sent.to_stream_response("id-1"), kind.before_stream()),
        ] {
            let read = ErrorResponse::read(answer.status(), answer.headers(), answer.body());
            let exception = ServiceException::new(told.name, "why");
            let request_id = Some("id-1".to_owned());
            assert_eq!(read, ErrorResponse { exception, status: told.status, request_id });
        }
        let read = ServiceException::from(StreamException::from(&sent));
        assert_eq!((read.code(), read.message()), (kind.as_event(), "why"));
    }
}

/// The tables of the two operations in the service model, and the errors of the streaming operation.
#[test]
fn each_modelled_exception_has_a_variant() {
    assert_eq!(
        ServiceException::NAMES.join(" "),
        "AccessDeniedException InternalServerError InternalServerException InvalidParameterException \
         ProvisionedThroughputExceededException ServiceQuotaExceededException ServiceUnavailableException \
         SessionNotFoundException ThrottlingException ValidationException"
    );
    for name in ServiceException::NAMES {
        let exception = ServiceException::new(*name, "why");
        assert!(!matches!(exception, ServiceException::Unknown { .. }), "{name}");
        assert_eq!((exception.code(), exception.message()), (*name, "why"));
    }
}

fn check(status: u16, headers: &[(&'static str, &'static str)], body: &str, expected: &Expect) {
    let headers = headers
        .iter()
        .map(|(name, value)| (http::HeaderName::from_static(name), HeaderValue::from_static(value)));
    let status = StatusCode::from_u16(status).unwrap();
    let ErrorResponse { exception, request_id, .. } =
        ErrorResponse::read(status, &headers.collect(), body.as_bytes());
    expected.assert_eq(&format!("{exception:?} {request_id:?}"));
}

#[test]
fn names_are_found_wherever_services_put_them() {
    check(
        400,
        &[],
        r#"{"__type":"a.b#ThrottlingException:http://x/","Message":"m"}"#,
        &expect![[r#"ThrottlingException { message: "m" } None"#]],
    );
    check(
        400,
        &[],
        r#"{"code":"ThrottlingException","message":"m"}"#,
        &expect![[r#"ThrottlingException { message: "m" } None"#]],
    );
    check(
        400,
        &[],
        r#"{"code":429,"Code":"Busy","message":null,"Message":"m"}"#,
        &expect![[r#"Unknown { code: "Busy", message: "m" } None"#]],
    );
    let header = [("x-amzn-errortype", "ThrottlingException:http://x/"), ("x-amzn-requestid", "r")];
    check(429, &header, "", &expect![[r#"ThrottlingException { message: "" } Some("r")"#]]);
    check(
        403,
        &[],
        r#"{"message":"Forbidden"}"#,
        &expect![[r#"Unknown { code: "403", message: "Forbidden" } None"#]],
    );
    check(
        502,
        &[],
        "<html><body>proxy</body></html>",
        &expect![[r#"Unknown { code: "502", message: "Bad Gateway" } None"#]],
    );
    check(
        503,
        &[],
        "upstream is gone",
        &expect![[r#"Unknown { code: "503", message: "Service Unavailable" } None"#]],
    );
    check(599, &[], "", &expect![[r#"Unknown { code: "599", message: "" } None"#]]);
    let query = "<ErrorResponse xmlns='u'><Error><Type>Sender</Type><Code> AccessDeniedException </Code>\
                 <Message>a &lt; b</Message></Error><RequestId>r</RequestId></ErrorResponse>";
    check(403, &[], query, &expect![[r#"AccessDeniedException { message: "a < b" } Some("r")"#]]);
    let ec2 = "<?xml version='1.0'?>\n<Response><Errors><Error><Code>Odd</Code><Message>m</Message></Error>\
               </Errors><RequestID>r</RequestID></Response>";
    check(400, &[], ec2, &expect![[r#"Unknown { code: "Odd", message: "m" } Some("r")"#]]);
    let rest = "<Error><Code>SlowDown</Code><Message>m</Message><RequestId>r</RequestId></Error>";
    check(
        503,
        &[("content-type", "application/xml")],
        rest,
        &expect![[r#"Unknown { code: "SlowDown", message: "m" } Some("r")"#]],
    );
}

#[test]
fn an_exception_is_told_in_one_short_line() {
    let exception = ServiceException::new("Odd", format!("a\r\nb\u{1b}[2J{}", "c".repeat(10_000)));
    let told = exception.to_string();
    assert!(told.starts_with("Odd: a  b [2Jccc") && told.len() == MAX_PRINTED_CHARS, "{told}");
}

fn code() -> impl Strategy<Value = String> {
    let modelled = proptest::sample::select(ServiceException::NAMES).prop_map(str::to_owned);
    prop_oneof![modelled, "[A-Za-z][A-Za-z0-9.]{0,30}"]
}

fn xml_text(text: &str) -> String {
    quick_xml::escape::escape(text).replace('\r', "&#13;")
}

proptest! {
    #[test]
    fn an_exception_comes_back_from_json(
        code in code(), message: String, prefix in "([a-z.]{1,9}#)?", uri in "(:http://[a-z./#]{1,9})?",
        name in proptest::sample::select(vec!["__type", "code", "Code"]),
        text in proptest::sample::select(vec!["message", "Message"]),
    ) {
        let body = serde_json::json!({ name: format!("{prefix}{code}{uri}"), text: message }).to_string();
        prop_assert_eq!(read(body.as_bytes()).exception, ServiceException::new(code, message));
    }

    #[test]
    fn an_exception_comes_back_from_xml(
        code in code(), message in "[ -~\\PC\r\n\t]{0,40}", id in "[a-z0-9-]{1,36}", shape in 0..3_u8,
    ) {
        let error = format!("<Code>{code}</Code><Message>{}</Message>", xml_text(&message));
        let id_element = |name| format!("<{name}>{id}</{name}>");
        let body = match shape {
            0 => format!("<ErrorResponse><Error>{error}</Error>{}</ErrorResponse>", id_element("RequestId")),
            1 => format!("<Response><Errors><Error>{error}</Error></Errors>{}</Response>", id_element("RequestID")),
            _ => format!("<Error>{error}{}</Error>", id_element("RequestId")),
        };
        let answer = read(body.as_bytes());
        prop_assert_eq!(answer.exception, ServiceException::new(code, message));
        prop_assert_eq!(answer.request_id, Some(id));
    }

    #[test]
    fn no_body_is_too_strange_to_read(body: Vec<u8>, text in "[<>/&;{}\":a-cE ]{0,60}") {
        for body in [body.as_slice(), text.as_bytes()] {
            let exception = read(body).exception;
            prop_assert!(!exception.code().is_empty());
            prop_assert_eq!(exception.to_string().lines().count(), 1);
        }
    }
}

#[test]
fn deep_and_wide_bodies_are_called_by_their_status() {
    let deep_json = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let deep_xml = "<Error>".repeat(100_000);
    let wide_xml = format!("<Error><Code>Odd</Code>{}</Error>", "<a/>".repeat(100_000));
    for body in [deep_json, deep_xml, wide_xml] {
        assert_eq!(read(body.as_bytes()).exception, ServiceException::new("400", "Bad Request"));
    }
}
