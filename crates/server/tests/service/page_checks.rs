//! Checks on the hosted page: links that open once, attempts within their budget, and credentials that do nothing but
//! stream one session.

use crate::harness::{Answer, Harness, Offer};
use crate::signer::Signer;
use crate::stream_client::{BOTH_VERSIONS, StreamClient};
use bytes::Bytes;
use http::StatusCode;
use http_body_util::Full;
use serde_json::{Value, json};
use std::time::Duration;

/// Asks as an application.
async fn ask(harness: &Harness, signer: &Signer, method: &str, path: &str, body: &str) -> Answer {
    let url = harness.http_url(path);
    let request = http::Request::builder().method(method).uri(&url);
    let mut request = request.body(Full::<Bytes>::from(body.to_owned())).unwrap();
    signer.sign_headers(&mut request, &url, Some(body.as_bytes()), harness.clock.now());
    harness.send(Offer::Http1, request).await
}

async fn make(harness: &Harness, members: &Value) -> Value {
    let answer = ask(harness, &harness.signer, "POST", "/v1/checks", &members.to_string()).await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    answer.json()
}

async fn read(harness: &Harness, check: &str) -> Value {
    ask(harness, &harness.signer, "GET", &format!("/v1/checks/{check}"), "").await.json()
}

/// Asks as the page.
pub(crate) async fn page_ask(
    harness: &Harness,
    method: &str,
    path: &str,
    pass: &str,
    body: &Value,
) -> Answer {
    let body = if method == "GET" { String::new() } else { body.to_string() };
    let request = http::Request::builder()
        .method(method)
        .uri(harness.https_url(&format!("/v1/page/{path}")))
        .header("authorization", format!("Bearer {pass}"));
    harness.send(Offer::Http2, request.body(Full::from(body)).unwrap()).await
}

pub(crate) fn token(url: &Value) -> String {
    url.as_str().unwrap().split_once("/check/#c=").unwrap().1.to_owned()
}

pub(crate) async fn open(harness: &Harness, token: &str) -> Answer {
    page_ask(harness, "POST", "open", "", &json!({"token": token})).await
}

/// The session of an attempt that was allowed, and who may stream it.
pub(crate) fn grant(answer: &Answer) -> (String, Signer) {
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    let grant = answer.json();
    let text = |name: &str| grant[name].as_str().unwrap().to_owned();
    let token = Some(text("sessionToken"));
    (text("session"), Signer { id: text("accessKeyId"), secret: text("secretAccessKey"), token })
}

/// A page that was opened by its link.
pub(crate) struct Page {
    pub(crate) harness: Harness,
    pub(crate) check: String,
    pub(crate) pass: String,
}

impl Page {
    pub(crate) async fn opened(members: &Value) -> Self {
        let harness = Harness::start().await;
        let made = make(&harness, members).await;
        let opened = open(&harness, &token(&made["url"])).await;
        assert_eq!(opened.status, StatusCode::OK, "{:?}", opened.body);
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        Self { check: text(&made["checkId"]), pass: text(&opened.json()["pass"]), harness }
    }

    pub(crate) async fn state(&self) -> Value {
        page_ask(&self.harness, "GET", "state", &self.pass, &Value::Null).await.json()
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        page_ask(&self.harness, "POST", path, &self.pass, body).await
    }

    pub(crate) async fn attempt(&self) -> Answer {
        self.post("attempts", &json!({"movementOnly": false})).await
    }

    /// Begins an attempt; returns its session and who may stream it.
    pub(crate) async fn granted(&self) -> (String, Signer) {
        grant(&self.attempt().await)
    }

    pub(crate) async fn stream(&self, session: &str, signer: &Signer) -> StreamClient {
        let path = Harness::stream_path(session, BOTH_VERSIONS);
        let presigned = signer.presign(&format!("https://127.0.0.1{path}"), self.harness.clock.now());
        let mut client = self.harness.dial(&presigned.path_and_query, &presigned.signature).await;
        client.events = signer.events(&presigned.signature);
        client
    }

    /// An attempt that comes to a result.
    async fn succeed(&self) -> String {
        let (session, signer) = self.granted().await;
        let mut client = self.stream(&session, &signer).await;
        client.session_information().await;
        assert_eq!(self.state().await["state"], "running");
        assert_eq!(self.attempt().await.status, StatusCode::CONFLICT);
        client.video(b"a slice", &self.harness).await;
        client.video(b"", &self.harness).await;
        client.event("DisconnectionEvent").await;
        session
    }
}

#[tokio::test]
async fn a_check_goes_from_link_to_result() {
    let members = json!({
        "reference": "order 7",
        "returnUrl": "https://app.example/back?order=7",
        "locale": "de",
        "theme": {"accent": "#0a7d5a"},
    });
    let page = Page::opened(&members).await;
    let before = page.state().await;
    let told = [&before["state"], &before["locale"], &before["accent"], &before["returnTo"]];
    assert_eq!(told, [&json!("ready"), &json!("de"), &json!("#0a7d5a"), &Value::Null]);
    let session = page.succeed().await;
    let check = &page.check;
    let after = page.state().await;
    assert_eq!(after["state"], "done");
    let back = format!("https://app.example/back?order=7&catchlight_check={check}&catchlight_state=done");
    assert_eq!(after["returnTo"], back);
    let told = read(&page.harness, check).await;
    assert_eq!((&told["state"], &told["reference"]), (&json!("done"), &json!("order 7")));
    assert_eq!(told["sessionId"], session);
    assert_eq!(told["sessions"][0]["status"], "SUCCEEDED");
    assert_eq!(page.harness.results(&session).await["Confidence"], 87.5);
}

#[tokio::test]
async fn the_page_never_learns_the_score() {
    let page = Page::opened(&json!({})).await;
    page.succeed().await;
    let mut members: Vec<String> = page.state().await.as_object().unwrap().keys().cloned().collect();
    members.sort();
    let known = [
        "accent",
        "checkId",
        "embedOrigin",
        "locale",
        "movementOnly",
        "movementOnlyChosen",
        "returns",
        "state",
    ];
    assert_eq!(members, known);
}

#[tokio::test]
async fn a_link_opens_once() {
    let harness = Harness::start().await;
    let made = make(&harness, &json!({})).await;
    let link = token(&made["url"]);
    let opened = tokio::join!(open(&harness, &link), open(&harness, &link), open(&harness, &link));
    let won = [opened.0, opened.1, opened.2].iter().filter(|answer| answer.status == StatusCode::OK).count();
    assert_eq!(won, 1);
    assert_eq!(open(&harness, &link).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn a_link_ends_with_its_time() {
    let harness = Harness::start().await;
    let made = make(&harness, &json!({"expiresInSeconds": 60})).await;
    harness.clock.advance(Duration::from_secs(60));
    assert_eq!(open(&harness, &token(&made["url"])).await.status, StatusCode::GONE);
    let check = made["checkId"].as_str().unwrap();
    assert_eq!(read(&harness, check).await["state"], "expired");
}

#[tokio::test]
async fn an_opened_page_has_time_for_its_attempts_and_no_more() {
    let page = Page::opened(&json!({"expiresInSeconds": 60})).await;
    page.harness.clock.advance(Duration::from_secs(29 * 60));
    assert_eq!(page.state().await["state"], "ready");
    page.harness.clock.advance(Duration::from_secs(60));
    let late = page.attempt().await;
    assert_eq!((late.status, &late.json()["error"]), (StatusCode::UNAUTHORIZED, &json!("passSpent")));
}

#[tokio::test]
async fn five_failures_in_three_minutes_earn_a_pause() {
    let page = Page::opened(&json!({"expiresInSeconds": 3600})).await;
    for _ in 0..5 {
        let (session, signer) = page.granted().await;
        let mut client = page.stream(&session, &signer).await;
        client.session_information().await;
        client.close(4003).await;
        client.next().await;
    }
    let refused = page.attempt().await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    let state = &refused.json()["state"];
    assert_eq!((&state["state"], &state["retryAfterSeconds"]), (&json!("wait"), &json!(300.0)));
    page.harness.clock.advance(Duration::from_secs(300));
    assert_eq!(page.state().await["state"], "again");
    assert_eq!(page.attempt().await.status, StatusCode::OK);
}

#[tokio::test]
async fn of_two_attempts_only_the_later_can_be_streamed() {
    let page = Page::opened(&json!({})).await;
    let (first, first_signer) = page.granted().await;
    let (second, second_signer) = page.granted().await;
    let mut late = page.stream(&first, &first_signer).await;
    assert_eq!(late.failure().await.0, "ValidationException");
    let mut client = page.stream(&second, &second_signer).await;
    client.session_information().await;
}

#[tokio::test]
async fn another_device_goes_on_with_the_same_check() {
    let page = Page::opened(&json!({})).await;
    let hand_off = page_ask(&page.harness, "POST", "hand-off", &page.pass, &Value::Null).await.json();
    let opened = open(&page.harness, &token(&hand_off["url"])).await.json();
    assert_eq!(opened["state"]["checkId"], page.check.as_str());
    let phone =
        Page { harness: page.harness, check: page.check, pass: opened["pass"].as_str().unwrap().to_owned() };
    phone.succeed().await;
    let desktop = Page { pass: page.pass, ..phone };
    assert_eq!(desktop.state().await["state"], "done");
}

#[tokio::test]
async fn links_for_other_devices_are_bounded() {
    let page = Page::opened(&json!({})).await;
    let mut made = 0;
    while page_ask(&page.harness, "POST", "hand-off", &page.pass, &Value::Null).await.status == StatusCode::OK
    {
        made += 1;
    }
    assert_eq!(made, 18);
}

#[tokio::test]
async fn who_gives_up_goes_back() {
    let page = Page::opened(&json!({"returnUrl": "https://app.example/"})).await;
    let answer = page_ask(&page.harness, "POST", "cancel", &page.pass, &Value::Null).await.json();
    assert_eq!(answer["state"], "cancelled");
    assert!(answer["returnTo"].as_str().unwrap().ends_with("catchlight_state=cancelled"));
    assert_eq!(page.attempt().await.status, StatusCode::CONFLICT);
    assert_eq!(read(&page.harness, &page.check).await["state"], "cancelled");
}

#[tokio::test]
async fn an_erased_check_takes_its_sessions_along() {
    let page = Page::opened(&json!({})).await;
    let session = page.succeed().await;
    let path = format!("/v1/checks/{}", page.check);
    let erase = || ask(&page.harness, &page.harness.signer, "DELETE", &path, "");
    assert_eq!(erase().await.status, StatusCode::NO_CONTENT);
    assert_eq!(erase().await.status, StatusCode::NOT_FOUND);
    let report = format!("/v1/sessions/{session}/report");
    let gone = ask(&page.harness, &page.harness.signer, "GET", &report, "").await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    let state = page_ask(&page.harness, "GET", "state", &page.pass, &Value::Null).await;
    assert_eq!(state.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn only_listed_origins_are_led_to() {
    let harness = Harness::start().await;
    for members in [
        json!({"returnUrl": "https://evil.example/"}),
        json!({"returnUrl": "https://app.example.evil.example/"}),
        json!({"returnUrl": "https://app.example@evil.example/"}),
        json!({"returnUrl": "http://app.example/"}),
        json!({"returnUrl": "javascript:alert(1)"}),
        json!({"embedOrigin": "https://app.example"}),
        json!({"embedOrigin": "https://frame.example/path"}),
        json!({"locale": "de\"><script>"}),
        json!({"theme": {"accent": "red;}"}}),
        json!({"reference": "x".repeat(257)}),
        json!({"expiresInSeconds": 59}),
        json!({"expiresInSeconds": 86_401}),
        json!({"session": {"KmsKeyId": ""}}),
        json!({"unknown": 1}),
    ] {
        let answer = ask(&harness, &harness.signer, "POST", "/v1/checks", &members.to_string()).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{members}");
    }
    make(&harness, &json!({"returnUrl": "https://app.example/", "embedOrigin": "https://frame.example"}))
        .await;
}

#[tokio::test]
async fn checks_are_for_those_with_a_key() {
    let harness = Harness::start().await;
    for (method, path) in [("POST", "/v1/checks"), ("GET", "/v1/checks/x"), ("DELETE", "/v1/checks/x")] {
        let request = http::Request::builder().method(method).uri(harness.http_url(path));
        let answer = harness.send(Offer::Http1, request.body(Full::default()).unwrap()).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{method} {path}");
    }
    assert_eq!(open(&harness, "guessed").await.status, StatusCode::GONE);
    for (method, path) in
        [("GET", "state"), ("POST", "attempts"), ("POST", "choice"), ("POST", "hand-off"), ("POST", "cancel")]
    {
        let answer = page_ask(&harness, method, path, "guessed", &Value::Null).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{method} {path}");
    }
}

/// Everything that the server offers, asked with what a page holds.
#[tokio::test]
async fn credentials_of_an_attempt_do_nothing_but_stream_it() {
    let page = Page::opened(&json!({})).await;
    let harness = &page.harness;
    let other = harness.create(&json!({})).await;
    let (session, signer) = page.granted().await;
    for operation in ["CreateFaceLivenessSession", "GetFaceLivenessSessionResults"] {
        let url = harness.http_url("/");
        let body = json!({"SessionId": session}).to_string();
        let mut request = crate::harness::control_request(&url, operation, body.as_bytes());
        signer.sign_headers(&mut request, &url, Some(body.as_bytes()), harness.clock.now());
        let answer = harness.send(Offer::Http1, request).await;
        assert_eq!(answer.json()["__type"], "AccessDeniedException", "{operation}");
    }
    let check = &page.check;
    for (method, path) in [
        ("POST", "/v1/checks".to_owned()),
        ("GET", format!("/v1/checks/{check}")),
        ("DELETE", format!("/v1/checks/{check}")),
        ("GET", format!("/v1/sessions/{session}/report")),
        ("POST", format!("/v1/sessions/{session}/credentials")),
        ("DELETE", format!("/v1/sessions/{session}")),
    ] {
        let answer = ask(harness, &signer, method, &path, "").await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{method} {path}");
    }
    for token in [signer.token.as_deref().unwrap(), &signer.secret, &signer.id] {
        let answer = page_ask(harness, "GET", "state", token, &Value::Null).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    }
    let mut elsewhere = page.stream(&other, &signer).await;
    assert_eq!(elsewhere.failure().await.0, "AccessDeniedException");
    let without_token = Signer { token: None, ..signer.clone() };
    let mut unproven = page.stream(&session, &without_token).await;
    assert_eq!(unproven.failure().await.0, "UnrecognizedClientException");
    let mut client = page.stream(&session, &signer).await;
    client.session_information().await;
}

#[tokio::test]
async fn the_page_speaks_to_its_own_origin_and_by_tls_only() {
    let harness = Harness::start().await;
    let request = http::Request::builder()
        .method("POST")
        .uri(harness.https_url("/v1/page/open"))
        .header("origin", "https://evil.example");
    let answer = harness.send(Offer::Http1, request.body(Full::default()).unwrap()).await;
    assert!(!answer.headers.contains_key("access-control-allow-origin"));
    let plain = harness.get(Offer::Http1, &harness.http_url("/v1/page/state")).await;
    assert_eq!(plain.status, StatusCode::FORBIDDEN);
}
