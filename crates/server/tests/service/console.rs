//! The console: who gets in, who may ask what, and what is noted about it.

use crate::console_client::{Console, PASSWORD};
use crate::harness::{Harness, Offer};
use catchlight_store::{AuditFilter, Role};
use http::StatusCode;
use serde_json::{Value, json};
use std::time::Duration;

/// Every row of the audit, oldest first: operator, action, subject.
async fn audit(harness: &Harness) -> Vec<String> {
    let mut entries = harness.store.list_audit(&AuditFilter::default(), 100).await.unwrap();
    entries.reverse();
    let words = |entry: &catchlight_store::AuditEntry| {
        let name = |text: &Option<String>| text.clone().unwrap_or("-".to_owned());
        format!("{} {} {}", name(&entry.operator), entry.action, name(&entry.subject))
    };
    entries.iter().map(words).collect()
}

#[tokio::test]
async fn an_operator_signs_in_by_password_and_out_again() {
    let harness = Harness::start().await;
    Console::add_operator(&harness, "first.viewer", Role::Viewer).await;
    let mut console = Console::default();
    let answer = console.sign_in(&harness, "first.viewer", PASSWORD).await;
    let told = answer.json();
    assert_eq!(
        (&told["operator"]["name"], &told["operator"]["role"]),
        (&json!("first.viewer"), &json!("viewer"))
    );
    let now_ms = harness.clock.now().as_millis();
    assert_eq!(told["expiresAtMs"], now_ms + 12 * 3_600_000);
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("__Host-catchlight-console="), "{cookie}");
    assert!(cookie.ends_with("; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=43200"), "{cookie}");
    assert_eq!(console.get(&harness, "me").await.json(), told);

    let out = console.post(&harness, "logout", &Value::Null).await;
    assert_eq!(out.status, StatusCode::NO_CONTENT);
    assert!(out.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(console.get(&harness, "me").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(
        audit(&harness).await,
        ["command line operator.add first.viewer", "first.viewer sign-in -", "first.viewer sign-out -"]
    );
}

#[tokio::test]
async fn a_wrong_name_and_a_wrong_password_are_answered_alike() {
    let harness = Harness::start().await;
    Console::add_operator(&harness, "known", Role::Viewer).await;
    let mut answers = Vec::new();
    for (name, password) in [("known", "not the password"), ("unknown", PASSWORD), ("No Name", PASSWORD)] {
        let answer = Console::default().sign_in(&harness, name, password).await;
        answers.push((answer.status, answer.json()));
    }
    assert_eq!(answers[0].0, StatusCode::UNAUTHORIZED);
    assert_eq!(answers[0].1["code"], "BadLogin");
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    let noted = audit(&harness).await;
    assert_eq!(noted[1..], ["- sign-in.refused known", "- sign-in.refused unknown"]);
}

#[tokio::test]
async fn guessing_comes_to_a_halt_and_a_link_still_lets_in() {
    let harness = Harness::start().await;
    Console::add_operator(&harness, "target", Role::Admin).await;
    for _ in 0..10 {
        let answer = Console::default().sign_in(&harness, "target", "a guess of twelve").await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    }
    let refused = Console::default().sign_in(&harness, "target", PASSWORD).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.json()["retryAfterSeconds"], 900);
    assert_eq!(refused.header("retry-after"), "900");
    let console = Console::by_link(&harness, "target").await;
    assert_eq!(console.get(&harness, "me").await.status, StatusCode::OK);
    harness.clock.advance(Duration::from_secs(900));
    assert_eq!(Console::default().sign_in(&harness, "target", PASSWORD).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_link_signs_in_once_and_not_late() {
    let harness = Harness::start().await;
    let link = harness.server.sign_in_link().await.unwrap();
    let (place, token) = link.split_once("/console/#t=").unwrap();
    assert_eq!(place, format!("https://localhost:{}", harness.server.https().port()));
    let open = |token: &str| {
        let body = json!({"token": token});
        let harness = &harness;
        async move { Console::default().post(harness, "login/link", &body).await }
    };
    let (one, other) = tokio::join!(open(token), open(token));
    let mut statuses = [one.status, other.status];
    statuses.sort();
    assert_eq!(statuses, [StatusCode::OK, StatusCode::UNAUTHORIZED]);
    let late = harness.server.sign_in_link().await.unwrap();
    harness.clock.advance(Duration::from_secs(15 * 60));
    let late = open(late.split_once("#t=").unwrap().1).await;
    assert_eq!((late.status, &late.json()["code"]), (StatusCode::UNAUTHORIZED, &json!("LinkUsed")));
}

#[tokio::test]
async fn every_start_has_a_link_for_the_first_admin() {
    let harness = Harness::start().await;
    for _ in 0..2 {
        let link = harness.server.sign_in_link().await.unwrap();
        let mut console = Console::default();
        let token = link.split_once("#t=").unwrap().1;
        let answer = console.post(&harness, "login/link", &json!({"token": token})).await;
        console.take(&answer);
        let told = console.get(&harness, "me").await.json();
        assert_eq!(
            (&told["operator"]["name"], &told["operator"]["role"]),
            (&json!("admin"), &json!("admin"))
        );
        assert_eq!(
            (&told["operator"]["hasPassword"], &told["mustSetPassword"]),
            (&json!(false), &json!(true))
        );
    }
    assert_eq!(harness.store.list_operators().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_session_ends_when_it_is_idle_and_when_it_is_old() {
    let harness = Harness::start().await;
    let console = Console::of(&harness, Role::Viewer).await;
    harness.clock.advance(Duration::from_secs(29 * 60));
    assert_eq!(console.get(&harness, "me").await.status, StatusCode::OK);
    harness.clock.advance(Duration::from_secs(30 * 60));
    let idle = console.get(&harness, "me").await;
    assert_eq!((idle.status, &idle.json()["code"]), (StatusCode::UNAUTHORIZED, &json!("SignedOut")));

    let console = Console::by_link(&harness, "viewer").await;
    for _ in 0..35 {
        harness.clock.advance(Duration::from_secs(20 * 60));
        assert_eq!(console.get(&harness, "me").await.status, StatusCode::OK);
    }
    harness.clock.advance(Duration::from_secs(20 * 60));
    assert_eq!(console.get(&harness, "me").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_change_needs_the_value_that_only_the_page_knows() {
    let harness = Harness::start().await;
    let console = Console::of(&harness, Role::Admin).await;
    let other = Console::by_link(&harness, "admin").await;
    let mut wrong = console.clone();
    for csrf in [String::new(), other.csrf, console.csrf[1..].to_owned(), "x".to_owned()] {
        wrong.csrf = csrf;
        let answer = wrong.post(&harness, "operators", &json!({"name": "a", "role": "viewer"})).await;
        assert_eq!((answer.status, &answer.json()["code"]), (StatusCode::FORBIDDEN, &json!("BadCsrf")));
    }
    assert_eq!(harness.store.list_operators().await.unwrap().len(), 1);
}

#[tokio::test]
async fn other_sites_cannot_ask_anything() {
    let harness = Harness::start().await;
    let console = Console::of(&harness, Role::Admin).await;
    let ours = harness.https_url("");
    let with = |headers: &[(&'static str, &str)]| {
        let headers = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        Console { headers, ..console.clone() }
    };
    for (headers, status) in [
        (vec![("origin", ours.as_str()), ("sec-fetch-site", "same-origin")], 204),
        (vec![("origin", "https://evil.example")], 403),
        (vec![("origin", "null")], 403),
        (vec![("origin", ours.trim_end_matches(char::is_numeric))], 403),
        (vec![("sec-fetch-site", "cross-site")], 403),
        (vec![("sec-fetch-site", "same-site")], 403),
        (vec![("sec-fetch-site", "none")], 403),
    ] {
        let page = with(&headers);
        let answer = page.post(&harness, "me/password", &json!({"new": PASSWORD})).await;
        assert_eq!(answer.status, status, "{headers:?} {:?}", answer.body);
        assert!(!answer.headers.contains_key("access-control-allow-origin"), "{headers:?}");
    }
    assert_eq!(with(&[("sec-fetch-site", "cross-site")]).get(&harness, "me").await.status, 403);
    let preflight = console.ask(&harness, "OPTIONS", "operators", None).await;
    assert_eq!(preflight.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_new_password_ends_every_other_session() {
    let harness = Harness::start().await;
    Console::add_operator(&harness, "one", Role::Viewer).await;
    let (mut here, mut there) = (Console::default(), Console::default());
    here.sign_in(&harness, "one", PASSWORD).await;
    there.sign_in(&harness, "one", PASSWORD).await;
    let change = |body: Value| {
        let (here, harness) = (&here, &harness);
        async move { here.post(harness, "me/password", &body).await.status }
    };
    let next = "quite other random words";
    assert_eq!(change(json!({"new": next})).await, StatusCode::BAD_REQUEST);
    assert_eq!(change(json!({"new": next, "current": "wrong"})).await, StatusCode::FORBIDDEN);
    assert_eq!(change(json!({"new": "short", "current": PASSWORD})).await, StatusCode::BAD_REQUEST);
    assert_eq!(change(json!({"new": next, "current": PASSWORD})).await, StatusCode::NO_CONTENT);
    assert_eq!(here.get(&harness, "me").await.status, StatusCode::OK);
    assert_eq!(there.get(&harness, "me").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(there.sign_in(&harness, "one", PASSWORD).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(there.sign_in(&harness, "one", next).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_last_admin_stays() {
    let harness = Harness::start().await;
    let admin = Console::of(&harness, Role::Admin).await;
    let id = admin.get(&harness, "me").await.json()["operator"]["id"].as_str().unwrap().to_owned();
    for change in [json!({"enabled": false}), json!({"role": "viewer"})] {
        let answer = admin.post(&harness, &format!("operators/{id}"), &change).await;
        assert_eq!((answer.status, &answer.json()["code"]), (StatusCode::CONFLICT, &json!("LastAdmin")));
    }
    let second = json!({"name": "second", "role": "admin", "password": PASSWORD});
    let made = admin.post(&harness, "operators", &second).await;
    assert_eq!(made.status, StatusCode::CREATED, "{:?}", made.body);
    let taken = admin.post(&harness, "operators", &second).await;
    assert_eq!((taken.status, &taken.json()["code"]), (StatusCode::CONFLICT, &json!("NameTaken")));
    let demoted = admin.post(&harness, &format!("operators/{id}"), &json!({"role": "viewer"})).await;
    assert_eq!(demoted.status, StatusCode::OK);
    assert_eq!(admin.get(&harness, "operators").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn who_is_disabled_is_out_at_once() {
    let harness = Harness::start().await;
    let (admin, viewer) =
        (Console::of(&harness, Role::Admin).await, Console::of(&harness, Role::Viewer).await);
    let id = viewer.get(&harness, "me").await.json()["operator"]["id"].as_str().unwrap().to_owned();
    let answer = admin.post(&harness, &format!("operators/{id}"), &json!({"enabled": false})).await;
    assert_eq!((answer.status, &answer.json()["enabled"]), (StatusCode::OK, &json!(false)));
    assert_eq!(viewer.get(&harness, "me").await.status, StatusCode::UNAUTHORIZED);
    let noted = admin.get(&harness, "audit?action=operator.change&limit=1").await.json();
    assert_eq!(noted["entries"][0]["subject"], "viewer");
    assert_eq!(noted["entries"][0]["detail"], "disabled");
    assert_eq!(noted["entries"][0]["address"], "127.0.0.1");
}

#[tokio::test]
async fn the_audit_is_read_page_by_page() {
    let harness = Harness::start().await;
    let admin = Console::of(&harness, Role::Admin).await;
    for _ in 0..5 {
        harness.server.sign_in_link().await.unwrap();
    }
    let mut places = Vec::new();
    let mut path = "audit?action=sign-in-link.make&limit=4".to_owned();
    loop {
        let page = admin.get(&harness, &path).await.json();
        places.extend(page["entries"].as_array().unwrap().iter().map(|entry| entry["id"].clone()));
        let Some(next) = page["next"].as_str() else { break };
        path = format!("audit?action=sign-in-link.make&limit=4&after={next}");
    }
    assert_eq!(places.len(), 6, "one of the sign-in, five more");
    let refused = admin.get(&harness, "audit?before=7").await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn the_console_is_nowhere_without_tls() {
    let harness = Harness::start().await;
    let console = Console::of(&harness, Role::Admin).await;
    for path in ["/console/", "/console/api/me", "/console/api/login/options"] {
        let url = harness.http_url(path);
        let request = http::Request::builder().uri(url).header("cookie", &console.cookie);
        let answer = harness.send(Offer::Http1, request.body(Default::default()).unwrap()).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
}
