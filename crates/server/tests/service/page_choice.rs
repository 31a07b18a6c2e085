//! The check without flashing colours: once chosen, it holds for every attempt until the person chooses otherwise.

use crate::harness::Answer;
use crate::page_checks::{Page, grant, open, page_ask, token};
use http::StatusCode;
use serde_json::{Value, json};
use std::time::Duration;

const WITHOUT_COLOURS: &str = "FaceMovementChallenge";
const WITH_COLOURS: &str = "FaceMovementAndLightChallenge";

impl Page {
    async fn choose(&self, movement_only: bool) -> Value {
        let answer = self.post("choice", &json!({"movementOnly": movement_only})).await;
        assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
        answer.json()
    }

    async fn begin(&self, movement_only: bool) -> Answer {
        self.post("attempts", &json!({"movementOnly": movement_only})).await
    }

    /// Plays an attempt until its challenge, breaks it off, and returns the challenge.
    async fn played(&self, attempt: &Answer) -> Value {
        let (session, signer) = grant(attempt);
        let mut client = self.stream(&session, &signer).await;
        let challenge = client.event("ChallengeEvent").await["Type"].clone();
        client.event("ServerSessionInformationEvent").await;
        client.close(4003).await;
        client.next().await;
        challenge
    }

    /// The same check on another device.
    async fn handed_off(self) -> (Self, String) {
        let link = self.post("hand-off", &Value::Null).await.json();
        let opened = open(&self.harness, &token(&link["url"])).await.json();
        let pass = opened["pass"].as_str().unwrap().to_owned();
        (Self { pass, ..self }, opened["state"]["movementOnlyChosen"].to_string())
    }
}

#[tokio::test]
async fn the_choice_holds_for_every_attempt() {
    let page = Page::opened(&json!({"expiresInSeconds": 3600})).await;
    let mut challenges = vec![page.played(&page.begin(true).await).await];
    for _ in 0..2 {
        challenges.push(page.played(&page.begin(false).await).await);
    }
    let (phone, chosen) = page.handed_off().await;
    assert_eq!(chosen, "true");
    for _ in 0..2 {
        challenges.push(phone.played(&phone.begin(false).await).await);
    }
    assert_eq!(phone.state().await["state"], "wait");
    phone.harness.clock.advance(Duration::from_secs(300));
    challenges.push(phone.played(&phone.begin(false).await).await);
    assert_eq!(challenges, [WITHOUT_COLOURS; 6]);
}

#[tokio::test]
async fn only_an_explicit_choice_brings_the_colours_back() {
    let page = Page::opened(&json!({})).await;
    assert_eq!(page.state().await["movementOnlyChosen"], Value::Null);
    assert_eq!(page.choose(true).await["movementOnlyChosen"], true);
    assert_eq!(page.played(&page.begin(false).await).await, WITHOUT_COLOURS);
    assert_eq!(page.state().await["movementOnlyChosen"], true);
    assert_eq!(page.choose(false).await["movementOnlyChosen"], false);
    assert_eq!(page.played(&page.begin(false).await).await, WITH_COLOURS);
    assert_eq!(page.played(&page.begin(true).await).await, WITHOUT_COLOURS);
    assert_eq!(page.state().await["movementOnlyChosen"], true);
}

#[tokio::test]
async fn an_attempt_with_colours_that_was_not_started_falls_to_the_choice() {
    let page = Page::opened(&json!({})).await;
    let (session, signer) = page.granted().await;
    page.choose(true).await;
    let mut late = page.stream(&session, &signer).await;
    assert_eq!(late.failure().await.0, "ValidationException");
    assert_eq!(page.played(&page.begin(false).await).await, WITHOUT_COLOURS);
}

#[tokio::test]
async fn a_choice_in_one_tab_beats_an_attempt_in_another() {
    let page = Page::opened(&json!({})).await;
    let (chosen, attempt) = tokio::join!(page.choose(true), page.begin(false));
    assert_eq!(chosen["movementOnlyChosen"], true);
    if attempt.status == StatusCode::OK {
        let (session, signer) = grant(&attempt);
        let first = page.stream(&session, &signer).await.next().await;
        assert!(!format!("{first:?}").contains(WITH_COLOURS), "{first:?}");
    } else {
        assert_eq!(attempt.status, StatusCode::CONFLICT);
    }
}

#[tokio::test]
async fn a_check_that_does_not_offer_the_choice_stays_as_the_application_wants_it() {
    let page = Page::opened(&json!({"movementOnly": false})).await;
    assert_eq!(page.choose(true).await["movementOnlyChosen"], Value::Null);
    assert_eq!(page.played(&page.begin(true).await).await, WITH_COLOURS);
}

#[tokio::test]
async fn a_choice_says_true_or_false_and_nothing_else() {
    let page = Page::opened(&json!({})).await;
    for body in [json!({}), json!({"movementOnly": "true"}), json!({"movementOnly": true, "more": 1})] {
        let answer = page_ask(&page.harness, "POST", "choice", &page.pass, &body).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{body}");
    }
    assert_eq!(page.state().await["movementOnlyChosen"], Value::Null);
}
