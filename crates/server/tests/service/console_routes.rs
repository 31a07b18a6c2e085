//! Every address of the console against everybody who could ask it.

use crate::console_client::Console;
use crate::harness::{Harness, Offer};
use crate::signer::Signer;
use catchlight_store::Role;
use http::StatusCode;
use http_body_util::Full;
use serde_json::{Value, json};

/// An address and what nobody, a viewer, a reviewer and an admin are answered.
struct Row(&'static str, &'static str, Value, [u16; 4]);

fn rows() -> Vec<Row> {
    let none = Value::Null;
    let bad = json!({"nothing": 1});
    let everybody = |status| [401, status, status, status];
    let reviewers = |status| [401, 403, status, status];
    let admins = |status| [401, 403, 403, status];
    vec![
        Row("GET", "login/options", none.clone(), [200; 4]),
        Row("POST", "login", bad.clone(), [400; 4]),
        Row("POST", "login/link", json!({"token": "x"}), [401; 4]),
        Row("GET", "me", none.clone(), everybody(200)),
        Row("POST", "me/password", bad.clone(), everybody(400)),
        Row("GET", "checks", none.clone(), everybody(200)),
        Row("GET", "checks?nothing=1", none.clone(), everybody(400)),
        Row("GET", "checks/7a410adf-f66d-43ef-a072-00807e4643e0", none.clone(), everybody(404)),
        Row("GET", "thresholds", none.clone(), everybody(200)),
        Row("GET", "signals", none.clone(), everybody(200)),
        Row("GET", "health", none.clone(), everybody(200)),
        Row("GET", "checks/7a410adf-f66d-43ef-a072-00807e4643e0/images/0", none.clone(), reviewers(404)),
        Row(
            "POST",
            "checks/7a410adf-f66d-43ef-a072-00807e4643e0/reviews",
            json!({"decision": "live"}),
            reviewers(404),
        ),
        Row("POST", "trial-checks", json!({"movementOnly": true}), reviewers(201)),
        Row("DELETE", "checks/7a410adf-f66d-43ef-a072-00807e4643e0", none.clone(), admins(404)),
        Row("GET", "keys", none.clone(), admins(200)),
        Row("POST", "keys", bad.clone(), admins(400)),
        Row("POST", "keys/X/enable", none.clone(), admins(404)),
        Row("POST", "keys/X/disable", none.clone(), admins(404)),
        Row("POST", "keys/X/rotate", none.clone(), admins(404)),
        Row("DELETE", "keys/X", none.clone(), admins(404)),
        Row("GET", "operators", none.clone(), admins(200)),
        Row("POST", "operators", bad.clone(), admins(400)),
        Row("POST", "operators/x", json!({"enabled": true}), admins(404)),
        Row("GET", "audit", none.clone(), admins(200)),
        Row("GET", "nothing", none.clone(), [404; 4]),
        Row("PUT", "checks", none.clone(), [404; 4]),
        Row("POST", "logout", none, everybody(204)),
    ]
}

#[tokio::test]
async fn each_role_may_do_what_it_may_and_no_more() {
    let harness = Harness::start().await;
    for (place, role) in
        [None, Some(Role::Viewer), Some(Role::Reviewer), Some(Role::Admin)].into_iter().enumerate()
    {
        let console = match role {
            Some(role) => Console::of(&harness, role).await,
            None => Console::default(),
        };
        for Row(method, path, body, expected) in rows() {
            let answer =
                console.ask(&harness, method, path, Some(&body).filter(|body| !body.is_null())).await;
            assert_eq!(answer.status, expected[place], "{role:?} {method} {path} {:?}", answer.body);
            if answer.status != StatusCode::NO_CONTENT {
                let told = answer.json();
                let is_error = !answer.status.is_success();
                assert_eq!(
                    told["code"].is_string() && told["message"].is_string(),
                    is_error,
                    "{path} {told}"
                );
            }
            assert!(!answer.headers.contains_key("access-control-allow-origin"), "{path}");
            assert!(["no-store", "private, no-cache"].contains(&answer.header("cache-control")), "{path}");
        }
    }
}

#[tokio::test]
async fn keys_and_credentials_of_applications_open_nothing_here() {
    let harness = Harness::start().await;
    let session = harness.create(&json!({})).await;
    let url = harness.http_url(&format!("/v1/sessions/{session}/credentials"));
    let mut request = http::Request::builder().method("POST").uri(&url).body(Full::default()).unwrap();
    harness.signer.sign_headers(&mut request, &url, Some(b""), harness.clock.now());
    let granted = harness.send(Offer::Http1, request).await.json();
    let text = |name: &str| granted[name].as_str().unwrap().to_owned();
    let scoped = Signer {
        id: text("accessKeyId"),
        secret: text("secretAccessKey"),
        token: Some(text("sessionToken")),
    };
    for signer in [&scoped, &harness.signer] {
        for Row(method, path, body, expected) in rows() {
            let url = harness.https_url(&format!("/console/api/{path}"));
            let body = if body.is_null() { String::new() } else { body.to_string() };
            let request = http::Request::builder().method(method).uri(&url);
            let mut request = request.body(Full::from(body.clone())).unwrap();
            signer.sign_headers(&mut request, &url, Some(body.as_bytes()), harness.clock.now());
            let answer = harness.send(Offer::Http1, request).await;
            assert_eq!(answer.status, expected[0], "{method} {path}");
        }
    }
}

#[tokio::test]
async fn a_console_session_opens_nothing_of_applications() {
    let harness = Harness::start().await;
    let admin = Console::of(&harness, Role::Admin).await;
    let session = harness.create(&json!({})).await;
    for (method, path) in [
        ("GET", format!("/v1/sessions/{session}/report")),
        ("DELETE", format!("/v1/sessions/{session}")),
        ("POST", "/v1/checks".to_owned()),
        ("GET", "/v1/page/state".to_owned()),
    ] {
        let request = http::Request::builder()
            .method(method)
            .uri(harness.https_url(&path))
            .header("cookie", &admin.cookie)
            .header("x-catchlight-csrf", &admin.csrf);
        let answer = harness.send(Offer::Http2, request.body(Full::default()).unwrap()).await;
        assert!(answer.status.is_client_error(), "{method} {path} {}", answer.status);
    }
}
