//! A page of the console, as a test drives it.

use crate::harness::{Answer, Harness, Offer};
use catchlight_server::{add_operator, hash_password, make_sign_in_link};
use catchlight_store::Role;
use http::StatusCode;
use http_body_util::Full;
use serde_json::{Value, json};

/// A password that keeps every rule.
pub(crate) const PASSWORD: &str = "several random words";

/// A browser with a cookie and what its page knows; both are empty before it signs in.
#[derive(Debug, Clone, Default)]
pub(crate) struct Console {
    pub(crate) cookie: String,
    pub(crate) csrf: String,
    /// Further headers of every request.
    pub(crate) headers: Vec<(&'static str, String)>,
}

impl Console {
    /// A browser in which an operator of this role is signed in; the operator has the name of its role.
    pub(crate) async fn of(harness: &Harness, role: Role) -> Self {
        add_operator(&harness.store, role.name(), role, None, harness.clock.now()).await.unwrap();
        Self::by_link(harness, role.name()).await
    }

    /// Makes an operator with [`PASSWORD`]; nobody is signed in.
    pub(crate) async fn add_operator(harness: &Harness, name: &str, role: Role) {
        let hash = hash_password(PASSWORD).unwrap();
        assert!(add_operator(&harness.store, name, role, Some(hash), harness.clock.now()).await.unwrap());
    }

    /// A browser that was opened with a link of the command line.
    pub(crate) async fn by_link(harness: &Harness, name: &str) -> Self {
        let operator = harness.store.find_operator_by_name(name).await.unwrap().unwrap();
        let place = make_sign_in_link(&harness.store, &operator, harness.clock.now()).await.unwrap();
        let token = place.strip_prefix("/console/#t=").unwrap();
        let mut console = Self::default();
        let answer = console.post(harness, "login/link", &json!({"token": token})).await;
        console.take(&answer);
        console
    }

    /// Signs in by name and password.
    pub(crate) async fn sign_in(&mut self, harness: &Harness, name: &str, password: &str) -> Answer {
        let answer = self.post(harness, "login", &json!({"name": name, "password": password})).await;
        if answer.status == StatusCode::OK {
            self.take(&answer);
        }
        answer
    }

    /// Keeps what a sign-in gave.
    pub(crate) fn take(&mut self, answer: &Answer) {
        assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
        self.cookie = answer.header("set-cookie").split_once(';').unwrap().0.to_owned();
        self.csrf = answer.json()["csrf"].as_str().unwrap().to_owned();
    }

    pub(crate) async fn get(&self, harness: &Harness, path: &str) -> Answer {
        self.ask(harness, "GET", path, None).await
    }

    pub(crate) async fn post(&self, harness: &Harness, path: &str, body: &Value) -> Answer {
        self.ask(harness, "POST", path, Some(body)).await
    }

    pub(crate) async fn ask(
        &self,
        harness: &Harness,
        method: &str,
        path: &str,
        body: Option<&Value>,
    ) -> Answer {
        let url = harness.https_url(&format!("/console/api/{path}"));
        let mut request = http::Request::builder().method(method).uri(url);
        for (name, value) in [("cookie", &self.cookie), ("x-catchlight-csrf", &self.csrf)] {
            if !value.is_empty() {
                request = request.header(name, value);
            }
        }
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        let body = body.map(Value::to_string).unwrap_or_default();
        harness.send(Offer::Http2, request.body(Full::from(body)).unwrap()).await
    }
}
