//! Sessions of operators, and links that sign one in.

use crate::operators::{add, change};
use crate::place::Place;
use crate::sample::{DAY, NOW};
use catchlight_store::{NewOperatorSession, OperatorChange, Role, SecretText, SignInWay, Store};
use catchlight_types::EpochMillis;
use std::time::Duration;

const IDLE: Duration = Duration::from_secs(1800);

async fn open_session(store: &Store, hash: u8, name: &str) {
    let session = NewOperatorSession {
        hash: [hash; 32],
        operator_id: format!("id of {name}"),
        way: SignInWay::Link,
        created_at: NOW,
        ends_at: NOW.plus(DAY),
    };
    store.open_operator_session(&session).await.unwrap();
}

async fn is_signed_in(store: &Store, hash: u8, now: EpochMillis) -> bool {
    store.find_operator_session(&[hash; 32], now, IDLE).await.unwrap().is_some()
}

async fn a_session_lasts_while_it_is_used_until_its_end(place: Place) {
    let store = place.open().await;
    add(&store, "ada", Role::Viewer).await;
    open_session(&store, 1, "ada").await;
    let found = store.find_operator_session(&[1; 32], NOW, IDLE).await.unwrap().unwrap();
    assert_eq!((found.way, found.ends_at), (SignInWay::Link, NOW.plus(DAY)));
    assert_eq!((found.operator.name.as_str(), found.operator.signed_in_at), ("ada", Some(NOW)));
    let mut now = NOW;
    while now.plus(IDLE / 2) < NOW.plus(DAY) {
        now = now.plus(IDLE / 2);
        assert!(is_signed_in(&store, 1, now).await, "{now:?}");
    }
    assert!(!is_signed_in(&store, 1, NOW.plus(DAY)).await, "however busy it is");
    open_session(&store, 2, "ada").await;
    assert!(!is_signed_in(&store, 2, NOW.plus(IDLE)).await, "an idle one ends sooner");
    assert!(!is_signed_in(&store, 3, NOW).await);
}

async fn a_session_ends_by_sign_out_and_with_its_operator(place: Place) {
    let store = place.open().await;
    add(&store, "ada", Role::Viewer).await;
    for hash in 1..=3 {
        open_session(&store, hash, "ada").await;
    }
    store.end_operator_session(&[1; 32]).await.unwrap();
    store.end_operator_session(&[1; 32]).await.unwrap();
    assert!(!is_signed_in(&store, 1, NOW).await);
    let password = OperatorChange {
        password: Some(SecretText::new("another hash".to_owned())),
        kept_session: Some([2; 32]),
        ..OperatorChange::default()
    };
    change(&store, "ada", password).await;
    assert_eq!((is_signed_in(&store, 2, NOW).await, is_signed_in(&store, 3, NOW).await), (true, false));
    for enabled in [false, true] {
        change(&store, "ada", OperatorChange { enabled: Some(enabled), ..OperatorChange::default() }).await;
        assert!(!is_signed_in(&store, 2, NOW).await, "enabled {enabled}");
    }
}

async fn of_many_uses_of_a_link_one_signs_in(place: Place) {
    let store = place.open().await;
    let ada = add(&store, "ada", Role::Viewer).await;
    store.add_sign_in_link(&[7; 32], &ada.id, NOW.plus(DAY)).await.unwrap();
    let used = |store: Store, _| async move { store.use_sign_in_link(&[7; 32], NOW).await.unwrap() };
    let signed_in: Vec<_> = place.race(16, used).await.into_iter().flatten().collect();
    assert_eq!(signed_in, [ada]);
}

async fn a_link_ends_with_its_time_a_new_password_and_its_operator(place: Place) {
    let store = place.open().await;
    let ada = add(&store, "ada", Role::Viewer).await;
    let add_link = async |hash| store.add_sign_in_link(&[hash; 32], &ada.id, NOW.plus(DAY)).await.unwrap();
    let is_valid = async |hash, now| store.use_sign_in_link(&[hash; 32], now).await.unwrap().is_some();
    add_link(1).await;
    assert!(!is_valid(1, NOW.plus(DAY)).await);
    let password = Some(SecretText::new("another hash".to_owned()));
    change(&store, "ada", OperatorChange { password, ..OperatorChange::default() }).await;
    assert!(!is_valid(1, NOW).await);
    change(&store, "ada", OperatorChange { enabled: Some(false), ..OperatorChange::default() }).await;
    add_link(2).await;
    assert!(!is_valid(2, NOW).await);
}

async fn the_sweep_deletes_what_is_over(place: Place) {
    let store = place.open().await;
    let ada = add(&store, "ada", Role::Viewer).await;
    open_session(&store, 1, "ada").await;
    store.add_sign_in_link(&[7; 32], &ada.id, NOW.plus(DAY)).await.unwrap();
    store.sweep_expired(NOW.plus(DAY - Duration::from_millis(1))).await.unwrap();
    assert!(is_signed_in(&store, 1, NOW).await);
    store.sweep_expired(NOW.plus(DAY)).await.unwrap();
    assert!(!is_signed_in(&store, 1, NOW).await);
    assert_eq!(store.use_sign_in_link(&[7; 32], NOW).await.unwrap(), None);
}

suite!(
    a_session_lasts_while_it_is_used_until_its_end,
    a_session_ends_by_sign_out_and_with_its_operator,
    of_many_uses_of_a_link_one_signs_in,
    a_link_ends_with_its_time_a_new_password_and_its_operator,
    the_sweep_deletes_what_is_over,
);
