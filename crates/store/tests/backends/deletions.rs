//! What time and erasure do to data.

use crate::place::Place;
use crate::sample::{DAY, NOW, create, finish, id, session, start, status};
use catchlight_store::{Store, Swept};
use catchlight_types::SESSION_LIFE;
use std::time::Duration;

async fn time_expires_sessions_and_then_deletes_them_with_their_images(place: Place) {
    let store = place.open().await;
    create(&store, &session(1)).await;
    create(&store, &session(2)).await;
    start(&store, &id(2)).await;
    finish(&store, 3).await;
    let swept = async |after: Duration| store.sweep_expired(NOW.plus(after)).await.unwrap();
    assert_eq!(swept(SESSION_LIFE - Duration::from_millis(1)).await, Swept { expired: 0, deleted: 0 });
    assert_eq!(swept(SESSION_LIFE).await, Swept { expired: 1, deleted: 0 });
    assert_eq!(swept(SESSION_LIFE * 2).await, Swept { expired: 1, deleted: 0 });
    assert_eq!(place.images().len(), 3);
    assert_eq!(swept(DAY).await, Swept { expired: 0, deleted: 3 });
    assert_eq!(place.images(), Vec::<String>::new());
    assert_eq!(status(&store, 3).await, None);
}

async fn sweeps_at_the_same_moment_delete_each_session_once(place: Place) {
    let store = place.open().await;
    for byte in 0..20 {
        finish(&store, byte).await;
    }
    let sweep = |store: Store, _| async move { store.sweep_expired(NOW.plus(DAY)).await.unwrap().deleted };
    let deleted: u64 = place.race(4, sweep).await.into_iter().sum();
    assert_eq!(deleted, 20);
    assert_eq!(place.images(), Vec::<String>::new());
}

async fn an_erased_session_leaves_nothing(place: Place) {
    let store = place.open().await;
    finish(&store, 1).await;
    finish(&store, 2).await;
    let erase = |store: Store, _| async move { store.delete_session(&id(1)).await.unwrap() };
    let erased = place.race(4, erase).await.into_iter().filter(|erased| *erased).count();
    assert_eq!(erased, 1);
    assert_eq!(store.load_result(&id(1)).await.unwrap(), None);
    assert_eq!(store.find_check(&id(1)).await.unwrap(), None);
    assert_eq!(store.load_image(&id(1), 0).await.unwrap(), None);
    assert!(place.images().iter().all(|image| image.contains(id(2).as_str())), "{:?}", place.images());
    assert!(store.load_result(&id(2)).await.unwrap().is_some());
}

suite!(
    time_expires_sessions_and_then_deletes_them_with_their_images,
    sweeps_at_the_same_moment_delete_each_session_once,
    an_erased_session_leaves_nothing,
);
