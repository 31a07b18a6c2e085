//! One check with everything about it, its reviews, and counts of many.

use crate::place::Place;
use crate::sample::{DAY, NOW, create, finish, id, image, result, session, start};
use catchlight_store::{
    CheckFilter, CheckOrder, CheckPlan, CheckResult, ClientFacts, NewReview, NewToken, PageCheck,
    Presentation, RecentResults, RowReview, Store, Tally, TokenKind,
};
use catchlight_types::{
    ChallengeKind, ChallengeVersion, Confidence, SessionStatus, Verdict, VersionedChallenge,
};
use std::time::Duration;

async fn everything_about_a_check_can_be_read_again(place: Place) {
    let store = place.open().await;
    create(&store, &session(1)).await;
    let client = ClientFacts { user_agent: Some("a browser".to_owned()), ..ClientFacts::default() };
    store.start_session(&id(1), Some("js"), &client, NOW).await.unwrap();
    let version = ChallengeVersion { major: 2, minor: 0, patch: 0 };
    let agreed = VersionedChallenge { kind: ChallengeKind::FaceMovementAndLight, version };
    let plan = CheckPlan { sent_at_ms: 7, ..CheckPlan::default() };
    store.set_challenge(&id(1), agreed, &plan).await.unwrap();
    store.save_result(&id(1), &result(), NOW.plus(DAY)).await.unwrap();
    let record = store.find_check(&id(1)).await.unwrap().unwrap();
    assert_eq!(record.settings, session(1).settings);
    assert_eq!((record.client, record.plan, record.challenge), (Some(client), Some(plan), Some(agreed)));
    assert_eq!((record.started_at, record.ended_at), (Some(NOW), Some(NOW.plus(DAY))));
    assert_eq!(record.details, result().details);
    let outcome = record.outcome.unwrap();
    assert_eq!((outcome.verdict, outcome.measurements), (result().verdict, result().measurements));
    assert_eq!(record.row.strongest.unwrap().signal.as_deref(), Some("light_response"));
    assert_eq!(record.images.iter().map(|image| image.place).collect::<Vec<_>>(), [0, 1, 2]);
    assert_eq!(store.load_image(&id(1), 1).await.unwrap(), Some(image(2, None).jpeg));
    assert_eq!(store.load_image(&id(1), 9).await.unwrap(), None);
    assert_eq!(store.find_check(&id(2)).await.unwrap(), None);
}

fn review(operator: &str, outcome: &'static str) -> NewReview {
    NewReview {
        at: NOW,
        operator: operator.to_owned(),
        decision: "live",
        outcome,
        species: Some("print".to_owned()),
        note: "in words".to_owned(),
    }
}

async fn the_last_review_is_the_one_that_counts(place: Place) {
    let store = place.open().await;
    finish(&store, 1).await;
    let first = store.add_review(&id(1), &review("ada", "confirmed")).await.unwrap().unwrap();
    let last = store.add_review(&id(1), &review("bob", "overturned")).await.unwrap().unwrap();
    assert_eq!((first.note.as_str(), first.species.as_deref()), ("in words", Some("print")));
    let record = store.find_check(&id(1)).await.unwrap().unwrap();
    assert_eq!(record.reviews, [first, last]);
    let expected = RowReview {
        decision: "live".to_owned(),
        outcome: "overturned".to_owned(),
        operator: "bob".to_owned(),
    };
    assert_eq!(record.row.review, Some(expected));
    assert_eq!(store.add_review(&id(9), &review("ada", "confirmed")).await.unwrap(), None);
}

async fn reviews_at_the_same_moment_are_all_stored(place: Place) {
    let store = place.open().await;
    finish(&store, 1).await;
    let add = |store: Store, number: u8| async move {
        store.add_review(&id(1), &review(&number.to_string(), "confirmed")).await.unwrap().unwrap()
    };
    let mut added = place.race(8, add).await;
    added.sort_by_key(|review| review.id);
    let record = store.find_check(&id(1)).await.unwrap().unwrap();
    assert_eq!(record.reviews, added);
    assert_eq!(record.row.review.unwrap().operator, added[7].operator);
}

async fn a_check_is_listed_by_its_feedback_and_its_review(place: Place) {
    let store = place.open().await;
    finish(&store, 1).await;
    finish(&store, 2).await;
    store.add_review(&id(2), &review("ada", "overturned")).await.unwrap().unwrap();
    let found = async |outcome: Option<Option<&str>>| {
        let filter = CheckFilter {
            feedback: result().verdict.feedback.first().copied(),
            owner: Some(session(1).owner),
            review: outcome.map(|outcome| outcome.map(str::to_owned)),
            ..CheckFilter::default()
        };
        let page = store.list_checks(&filter, CheckOrder::Created, None, 10).await.unwrap();
        page.checks.into_iter().map(|row| row.id).collect::<Vec<_>>()
    };
    assert_eq!(found(None).await, [id(1), id(2)]);
    assert_eq!(found(Some(Some("overturned"))).await, [id(2)]);
    assert_eq!(found(Some(None)).await, [id(1)]);
}

async fn an_attempt_is_listed_with_its_check_on_the_page(place: Place) {
    let store = place.open().await;
    let check = PageCheck {
        id: id(200),
        owner: session(1).owner,
        settings: session(1).settings,
        presentation: Presentation::default(),
        reference: Some("order-7".to_owned()),
        movement_only: None,
        opened_at: None,
        cancelled_at: None,
        created_at: NOW,
        expires_at: NOW.plus(DAY),
        delete_at: NOW.plus(DAY),
    };
    let link = NewToken { hash: [1; 32], kind: TokenKind::Link, expires_at: NOW.plus(DAY) };
    store.create_page_check(&check, &link).await.unwrap();
    assert!(store.add_attempt(&check, &session(1), &[]).await.unwrap());
    create(&store, &session(2)).await;
    for (prefix, expected) in [("order", vec![id(1)]), (&id(2).as_str()[..8], vec![id(2)]), ("x", vec![])] {
        let filter = CheckFilter { prefix: Some(prefix.to_owned()), ..CheckFilter::default() };
        let page = store.list_checks(&filter, CheckOrder::Created, None, 10).await.unwrap();
        assert_eq!(page.checks.iter().map(|row| row.id.clone()).collect::<Vec<_>>(), expected, "{prefix}");
        for row in page.checks {
            let reference = row.page_check.map(|page| (page.id, page.reference));
            assert_eq!(reference, (row.id == id(1)).then(|| (id(200), Some("order-7".to_owned()))));
        }
    }
}

async fn recent_checks_are_counted(place: Place) {
    let store = place.open().await;
    for (byte, percent) in [(1, 20.0), (2, 50.0), (3, 80.0)] {
        let created_at = NOW.plus(Duration::from_secs(u64::from(byte)));
        create(&store, &catchlight_store::NewSession { created_at, ..session(byte) }).await;
        start(&store, &id(byte)).await;
        let verdict = Verdict { confidence: Confidence::new(percent).unwrap(), ..result().verdict };
        store.save_result(&id(byte), &CheckResult { verdict, ..result() }, NOW).await.unwrap();
    }
    create(&store, &session(4)).await;
    store.update_status(&id(4), SessionStatus::Failed, None, NOW).await.unwrap();
    let tally =
        async |after: u64| store.tally_since(NOW.plus(Duration::from_secs(after)), 50.0).await.unwrap();
    assert_eq!(tally(0).await, Tally { created: 4, failed: 1, passed: 2 });
    assert_eq!(tally(3).await, Tally { created: 1, failed: 0, passed: 1 });
    let recent = store.recent_results(2).await.unwrap();
    let from = Some(NOW.plus(Duration::from_secs(2)));
    assert_eq!(recent, RecentResults { from, confidences: vec![80.0, 50.0] });
}

suite!(
    everything_about_a_check_can_be_read_again,
    the_last_review_is_the_one_that_counts,
    reviews_at_the_same_moment_are_all_stored,
    a_check_is_listed_by_its_feedback_and_its_review,
    an_attempt_is_listed_with_its_check_on_the_page,
    recent_checks_are_counted,
);
