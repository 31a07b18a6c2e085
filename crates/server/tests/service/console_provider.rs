//! Operators whom an OpenID provider signs in, and everything by which it must not.

use crate::console_client::Console;
use crate::harness::{Answer, Harness};
use crate::provider::{Lies, Provider, WayBack};
use catchlight_server::OidcSettings;
use catchlight_store::{AuditFilter, OperatorChange, OperatorChanged, Role};
use http::StatusCode;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;

async fn start() -> (Provider, Harness) {
    start_with(|settings| settings).await
}

async fn start_with(change: impl FnOnce(OidcSettings) -> OidcSettings) -> (Provider, Harness) {
    let provider = Provider::start().await;
    let harness = Harness::start_with_provider(change(provider.settings())).await;
    (provider, harness)
}

/// The browser that was let in.
fn entered(answer: &Answer) -> Console {
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/console/"));
    let cookies: Vec<&str> =
        answer.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap()).collect();
    assert!(cookies[0].contains("SameSite=Strict") && cookies[1].ends_with("Max-Age=0"), "{cookies:?}");
    Console { cookie: cookies[0].split_once(';').unwrap().0.to_owned(), ..Console::default() }
}

/// Who is signed in.
async fn me(harness: &Harness, console: &Console) -> (String, String) {
    let me = console.get(harness, "me").await.json();
    let text = |name: &str| me["operator"][name].as_str().unwrap().to_owned();
    (text("name"), text("role"))
}

/// The way back leads to the sign-in page, which says why; nobody is signed in.
async fn refused(harness: &Harness, way: &WayBack, code: &str, noted: &str) {
    let answer = way.arrive(harness).await;
    let place = format!("/console/#problem={code}");
    assert_eq!(
        (answer.status, answer.header("location")),
        (StatusCode::SEE_OTHER, place.as_str()),
        "{noted}"
    );
    let cookies: Vec<&str> =
        answer.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap()).collect();
    assert!(cookies.iter().all(|cookie| !cookie.contains("catchlight-console")), "{cookies:?}");
    let entries = harness.store.list_audit(&AuditFilter::default(), 1).await.unwrap();
    let detail = entries[0].detail.clone().unwrap_or_default();
    assert_eq!(entries[0].action, "sign-in.refused");
    assert!(detail.contains(noted), "{detail} is not about {noted}");
}

#[tokio::test]
async fn a_person_of_the_provider_signs_in_with_the_role_it_gives() {
    let (provider, harness) = start().await;
    let options = Console::default().get(&harness, "login/options").await.json();
    let beginning = format!("{}/console/api/login/oidc", provider.go(&harness).await.home());
    assert_eq!(options["oidc"], json!({"label": "Sign in with the test", "url": beginning}));
    let console = entered(&provider.go(&harness).await.arrive(&harness).await);
    assert_eq!(me(&harness, &console).await, ("ada@a.example".to_owned(), "viewer".to_owned()));
    assert_eq!(console.get(&harness, "keys").await.status, StatusCode::FORBIDDEN);

    let groups = BTreeMap::from([("groups", json!(["face-admins"]))]);
    provider.lie(Lies { claims: groups, ..Lies::default() });
    let console = entered(&provider.go(&harness).await.arrive(&harness).await);
    assert_eq!(me(&harness, &console).await.1, "admin");
    assert_eq!(console.get(&harness, "keys").await.status, StatusCode::OK);
    let audit = console.get(&harness, "audit").await.json();
    let told: Vec<String> = audit["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| format!("{} {}", entry["action"].as_str().unwrap(), entry["detail"].as_str().unwrap()))
        .collect();
    let issuer = provider.issuer();
    assert_eq!(
        told,
        [
            "sign-in by provider".to_owned(),
            format!("operator.change role viewer to admin, by {issuer}"),
            "sign-in by provider".to_owned(),
            format!("operator.add as viewer, by {issuer}"),
        ]
    );
    let operators = console.get(&harness, "operators").await.json();
    assert_eq!(operators["operators"][0]["issuer"], json!(issuer));
}

#[tokio::test]
async fn no_token_but_the_right_one_signs_in() {
    let (provider, harness) = start().await;
    let claim = |name: &'static str, value: Value| Lies {
        claims: BTreeMap::from([(name, value)]),
        ..Lies::default()
    };
    let past_s = harness.clock.now().as_millis() / 1000 - 61;
    let header = |header: Value| Lies { header: Some(header), ..Lies::default() };
    let lies = [
        ("nonce", claim("nonce", json!("another"))),
        ("nonce", claim("nonce", Value::Null)),
        ("audience", claim("aud", json!("another client"))),
        ("audience", claim("aud", json!([]))),
        ("party", claim("aud", json!(["catchlight console", "another"]))),
        ("party", claim("azp", json!("another"))),
        ("expired", claim("exp", json!(past_s))),
        ("exp or iat", claim("exp", Value::Null)),
        ("not valid yet", claim("iat", json!(past_s + 3600))),
        ("not valid yet", claim("nbf", json!(past_s + 3600))),
        ("issuer", claim("iss", json!("https://127.0.0.1"))),
        ("sub claim", claim("sub", json!(""))),
        ("signed by any key", Lies { signs_with_another_key: true, ..Lies::default() }),
        ("signed by any key", header(json!({"alg": "EdDSA", "kid": "another"}))),
        ("by a key pair", header(json!({"alg": "HS256", "kid": "one"}))),
        ("signed by any key", header(json!({"alg": "RS256", "kid": "one"}))),
        ("signed", header(json!({"alg": "none"}))),
    ];
    for (noted, lies) in lies {
        provider.lie(lies);
        refused(&harness, &provider.go(&harness).await, "provider-failed", noted).await;
    }
    assert_eq!(harness.store.list_operators().await.unwrap(), []);
    provider.lie(Lies::default());
    entered(&provider.go(&harness).await.arrive(&harness).await);
}

#[tokio::test]
async fn a_way_back_counts_once_and_for_the_browser_that_went() {
    let (provider, harness) = start().await;
    let way = provider.go(&harness).await;
    let other = provider.go(&harness).await;
    refused(&harness, &WayBack { cookie: String::new(), ..way.clone() }, "provider-stale", "not begun").await;
    refused(
        &harness,
        &WayBack { cookie: other.cookie.clone(), ..way.clone() },
        "provider-stale",
        "not begun",
    )
    .await;
    entered(&way.arrive(&harness).await);
    refused(&harness, &way, "provider-stale", "used before").await;
    // The cookie of the other browser was used up by the try above.
    refused(&harness, &other, "provider-stale", "used before").await;
    let late = provider.go(&harness).await;
    harness.clock.advance(Duration::from_secs(600));
    refused(&harness, &late, "provider-stale", "too old").await;
    let code = |text: &str| vec![("code", text.to_owned())];
    let way = provider.go(&harness).await;
    refused(&harness, &WayBack { more: code("another"), ..way }, "provider-failed", "invalid_grant").await;
    let way = provider.go(&harness).await;
    let more = vec![("error", "access_denied".to_owned())];
    refused(&harness, &WayBack { more, ..way }, "provider-refused", "access_denied").await;
    let way = provider.go(&harness).await;
    let more = [code("x"), vec![("iss", "https://elsewhere.example".to_owned())]].concat();
    refused(&harness, &WayBack { more, ..way }, "provider-failed", "another issuer").await;
}

#[tokio::test]
async fn who_has_no_role_or_may_not_come_is_told_so() {
    let (provider, harness) =
        start_with(|settings| OidcSettings { allowed: vec!["@a.example".to_owned()], ..settings }).await;
    for (name, value, code, noted) in [
        ("groups", json!(["staff"]), "provider-no-role", "no role"),
        ("groups", Value::Null, "provider-no-role", "no role"),
        ("email", json!("ada@b.example"), "provider-not-allowed", "may not"),
        ("email_verified", json!(false), "provider-not-allowed", "may not"),
    ] {
        provider.lie(Lies { claims: BTreeMap::from([(name, value)]), ..Lies::default() });
        refused(&harness, &provider.go(&harness).await, code, noted).await;
    }
    provider.lie(Lies::default());
    entered(&provider.go(&harness).await.arrive(&harness).await);
    let operator = harness.store.find_operator_by_name("ada@a.example").await.unwrap().unwrap();
    let change = OperatorChange { enabled: Some(false), ..OperatorChange::default() };
    let changed = harness.store.change_operator(&operator.id, &change).await.unwrap();
    assert!(matches!(changed, OperatorChanged::Changed(_)));
    refused(&harness, &provider.go(&harness).await, "provider-disabled", "disabled").await;
}

#[tokio::test]
async fn a_provider_that_says_to_be_another_is_not_asked_on() {
    let (provider, harness) = start().await;
    provider.lie(Lies { described_issuer: Some("https://elsewhere.example".to_owned()), ..Lies::default() });
    let answer = Console::default().get(&harness, "login/oidc").await;
    assert_eq!(answer.header("location"), "/console/#problem=provider-failed");
    provider.lie(Lies::default());
    let way = provider.go(&harness).await;
    provider.lie(Lies { described_issuer: Some("https://elsewhere.example".to_owned()), ..Lies::default() });
    harness.clock.advance(Duration::from_secs(61));
    refused(&harness, &way, "provider-failed", "another issuer").await;
}

#[tokio::test]
async fn a_provider_whose_certificate_nobody_vouches_for_is_not_asked() {
    let other = Provider::start().await;
    let (_provider, harness) =
        start_with(|settings| OidcSettings { authorities: other.settings().authorities, ..settings }).await;
    let answer = Console::default().get(&harness, "login/oidc").await;
    assert_eq!(answer.header("location"), "/console/#problem=provider-failed");
}

#[tokio::test]
async fn no_name_of_the_provider_takes_a_local_operator() {
    let (provider, harness) = start().await;
    Console::add_operator(&harness, "ada@a.example", Role::Admin).await;
    let console = entered(&provider.go(&harness).await.arrive(&harness).await);
    let (name, role) = me(&harness, &console).await;
    assert!(name.starts_with("person-") && role == "viewer", "{name} {role}");
    let again = entered(&provider.go(&harness).await.arrive(&harness).await);
    assert_eq!(me(&harness, &again).await.0, name, "the same person is the same operator");
    let mut local = Console::default();
    let answer = local.sign_in(&harness, "ada@a.example", crate::console_client::PASSWORD).await;
    assert_eq!(answer.status, StatusCode::OK, "a local account signs in as before");
}

#[tokio::test]
async fn the_way_begins_from_any_site_but_only_as_a_visit() {
    // To a browser the address of this machine and its name are two sites, and the provider leads back to one.
    let (_provider, harness) = start().await;
    let from_elsewhere = |dest: &str| {
        let headers = vec![("sec-fetch-site", "cross-site".to_owned()), ("sec-fetch-dest", dest.to_owned())];
        Console { headers, ..Console::default() }
    };
    let visit = from_elsewhere("document").get(&harness, "login/oidc").await;
    assert_eq!(visit.status, StatusCode::SEE_OTHER);
    for dest in ["iframe", "image", "empty"] {
        let answer = from_elsewhere(dest).get(&harness, "login/oidc").await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{dest}");
    }
}

#[tokio::test]
async fn without_a_provider_there_is_no_way_to_one() {
    let harness = Harness::start().await;
    let console = Console::default();
    assert_eq!(console.get(&harness, "login/options").await.json(), json!({"oidc": null}));
    for path in ["login/oidc", "login/oidc/callback?code=x&state=y"] {
        assert_eq!(console.get(&harness, path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[test]
fn debug_hides_the_secret_of_the_client() {
    let settings = OidcSettings {
        issuer: String::new(),
        client_id: String::new(),
        client_secret: Some(zeroize::Zeroizing::new("very secret".to_owned())),
        scopes: Vec::new(),
        label: String::new(),
        role_claim: String::new(),
        roles: Vec::new(),
        allowed: Vec::new(),
        authorities: None,
    };
    assert!(!format!("{settings:?}").contains("very"));
}
