//! Access keys that operators keep: every change counts at once.

use crate::console_client::Console;
use crate::harness::Harness;
use crate::signer::Signer;
use catchlight_server::AccessKeys;
use catchlight_store::Role;
use http::StatusCode;
use serde_json::{Value, json};
use std::time::Duration;

/// What the control plane answers to a request that is signed with this key.
async fn status(harness: &Harness, key: &Value) -> StatusCode {
    let text = |name: &str| key[name].as_str().unwrap().to_owned();
    let signer = Signer { id: text("id"), secret: text("secret"), token: None };
    let url = harness.http_url("/");
    let mut request = crate::harness::control_request(&url, "CreateFaceLivenessSession", b"{}");
    signer.sign_headers(&mut request, &url, Some(b"{}"), harness.clock.now());
    harness.send(crate::harness::Offer::Http1, request).await.status
}

#[tokio::test]
async fn a_key_lives_from_its_making_to_its_deletion() {
    let harness = Harness::start().await;
    let admin = Console::of(&harness, Role::Admin).await;
    let made = admin.post(&harness, "keys", &json!({"label": "the shop"})).await;
    assert_eq!(made.status, StatusCode::CREATED, "{:?}", made.body);
    let key = made.json();
    assert_eq!(status(&harness, &key).await, StatusCode::OK);
    let path = format!("keys/{}", key["id"].as_str().unwrap());

    let change = async |what: &str| admin.post(&harness, &format!("{path}/{what}"), &Value::Null).await;
    assert_eq!(change("disable").await.status, StatusCode::NO_CONTENT);
    assert_eq!(status(&harness, &key).await, StatusCode::BAD_REQUEST);
    assert_eq!(change("enable").await.status, StatusCode::NO_CONTENT);
    assert_eq!(status(&harness, &key).await, StatusCode::OK);
    let rotated = change("rotate").await.json();
    assert_eq!((&rotated["id"], rotated["secret"] == key["secret"]), (&key["id"], false));
    assert_eq!(status(&harness, &key).await, StatusCode::BAD_REQUEST);
    assert_eq!(status(&harness, &rotated).await, StatusCode::OK);
    assert_eq!(admin.ask(&harness, "DELETE", &path, None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(status(&harness, &rotated).await, StatusCode::BAD_REQUEST);
    assert_eq!(admin.ask(&harness, "DELETE", &path, None).await.status, StatusCode::NOT_FOUND);

    let noted = admin.get(&harness, &format!("audit?subject={}", key["id"].as_str().unwrap())).await.json();
    let actions: Vec<&Value> =
        noted["entries"].as_array().unwrap().iter().map(|entry| &entry["action"]).collect();
    assert_eq!(actions, ["key.delete", "key.rotate", "key.enable", "key.disable", "key.make"]);
}

#[tokio::test]
async fn a_key_tells_when_it_signed_last() {
    let harness = Harness::start().await;
    let admin = Console::of(&harness, Role::Admin).await;
    let key = admin.post(&harness, "keys", &json!({"label": "one"})).await.json();
    let used = async || {
        let listed = admin.get(&harness, "keys").await.json();
        let mut listed = listed["keys"].as_array().unwrap().iter();
        listed.find(|one| one["id"] == key["id"]).unwrap()["lastUsedAtMs"].clone()
    };
    assert_eq!(used().await, Value::Null);
    let forged = json!({"id": key["id"], "secret": "x".repeat(40)});
    assert_eq!(status(&harness, &forged).await, StatusCode::BAD_REQUEST);
    assert_eq!(used().await, Value::Null, "a wrong signature is no use");
    let first = harness.clock.now();
    assert_eq!(status(&harness, &key).await, StatusCode::OK);
    assert_eq!(used().await, json!(first.as_millis()));
    harness.clock.advance(Duration::from_secs(1));
    assert_eq!(status(&harness, &key).await, StatusCode::OK);
    assert_eq!(used().await, json!(first.plus(Duration::from_secs(1)).as_millis()));
    let path = format!("keys/{}", key["id"].as_str().unwrap());
    assert_eq!(admin.ask(&harness, "DELETE", &path, None).await.status, StatusCode::NO_CONTENT);
    assert!(!harness.store.key_uses().await.unwrap().contains_key(key["id"].as_str().unwrap()));
}

#[tokio::test]
async fn uses_are_written_now_and_then_and_at_the_stop() {
    let harness = Harness::start().await;
    let id = harness.signer.id.clone();
    let create = async || harness.create(&json!({})).await;
    create().await;
    let first = harness.clock.now();
    assert_eq!(harness.store.key_uses().await.unwrap().get(&id), None, "not at once");
    // The runner ends a test that waits forever.
    while !harness.store.key_uses().await.unwrap().contains_key(&id) {
        harness.clock.advance(Duration::from_secs(30));
        tokio::task::yield_now().await;
    }
    assert_eq!(harness.store.key_uses().await.unwrap()[&id], first);
    create().await;
    let last = harness.clock.now();
    let store = harness.store.clone();
    harness.server.stop().await;
    assert_eq!(store.key_uses().await.unwrap()[&id], last);
}

#[tokio::test]
async fn the_list_of_keys_holds_no_secret() {
    let harness = Harness::start().await;
    let admin = Console::of(&harness, Role::Admin).await;
    let secret = admin.post(&harness, "keys", &json!({"label": "one"})).await.json()["secret"].clone();
    let listed = admin.get(&harness, "keys").await;
    let text = String::from_utf8(listed.body.to_vec()).unwrap();
    for hidden in [secret.as_str().unwrap(), &harness.signer.secret] {
        assert!(!text.contains(hidden), "{text}");
    }
    assert_eq!(listed.json()["keys"].as_array().unwrap().len(), 2);
    for body in [json!({"label": " "}), json!({"label": "x".repeat(200)}), json!({})] {
        assert_eq!(admin.post(&harness, "keys", &body).await.status, StatusCode::BAD_REQUEST, "{body}");
    }
}

#[tokio::test]
async fn a_key_that_the_command_line_made_is_taken_in() {
    let harness = Harness::start().await;
    let there = AccessKeys::open(&harness.directory.path().join("access-keys.json")).unwrap();
    let made = there.add("made elsewhere", harness.clock.now()).unwrap();
    let key = json!({"id": made.id, "secret": made.secret.as_str()});
    // The runner ends a test that waits forever.
    while status(&harness, &key).await != StatusCode::OK {
        harness.clock.advance(Duration::from_secs(2));
        tokio::task::yield_now().await;
    }
}
