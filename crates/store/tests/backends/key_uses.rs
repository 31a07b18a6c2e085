//! When each access key was last used.

use crate::place::Place;
use crate::sample::{DAY, NOW};
use catchlight_store::Store;
use catchlight_types::EpochMillis;
use std::collections::BTreeMap;
use std::time::Duration;

async fn the_last_use_of_a_key_survives_a_restart_and_never_goes_back(place: Place) {
    let store = place.open().await;
    let later = NOW.plus(DAY);
    let uses = |one: EpochMillis, other: EpochMillis| {
        BTreeMap::from([("CLAK1".to_owned(), one), ("CLAK2".to_owned(), other)])
    };
    store.note_key_uses(&uses(later, NOW)).await.unwrap();
    store.note_key_uses(&uses(NOW, later)).await.unwrap();
    store.close().await;
    let store = place.open().await;
    assert_eq!(store.key_uses().await.unwrap(), uses(later, later));
    store.forget_key_use("CLAK1").await.unwrap();
    store.forget_key_use("CLAK1").await.unwrap();
    assert_eq!(store.key_uses().await.unwrap().into_keys().collect::<Vec<_>>(), ["CLAK2"]);
}

async fn of_uses_at_the_same_moment_the_latest_stays(place: Place) {
    let at = |number: u8| NOW.plus(Duration::from_secs(u64::from(number)));
    let note = move |store: Store, number| async move {
        store.note_key_uses(&BTreeMap::from([("CLAK1".to_owned(), at(number))])).await.unwrap();
    };
    place.race(8, note).await;
    assert_eq!(place.open().await.key_uses().await.unwrap()["CLAK1"], at(7));
}

suite!(
    the_last_use_of_a_key_survives_a_restart_and_never_goes_back,
    of_uses_at_the_same_moment_the_latest_stays,
);
