//! Sessions: created once, started once, ended once.

use crate::place::Place;
use crate::sample::{NOW, OWNER, create, finish, id, session, session_with_token, settings, start, status};
use catchlight_store::{Creation, NewSession, StartOutcome};
use catchlight_types::{OutputLocation, SESSION_LIFE, SessionStatus};
use tokio::task::JoinSet;

async fn a_session_reads_back_as_it_was_created(place: Place) {
    let store = place.open().await;
    let output = OutputLocation { bucket: "faces".to_owned(), prefix: "check/".to_owned() };
    let new = NewSession { settings: settings(Some(output)), ..session_with_token(1, "order-7") };
    create(&store, &new).await;
    let found = store.find_session(&new.id).await.unwrap().unwrap();
    assert_eq!((&found.settings, &found.token, &found.owner), (&new.settings, &new.token, &new.owner));
    assert_eq!(
        (found.status, found.created_at, found.expires_at),
        (SessionStatus::Created, NOW, new.expires_at)
    );
    assert_eq!(found.status_at(NOW), SessionStatus::Created);
    assert_eq!(found.status_at(new.expires_at), SessionStatus::Expired);
    assert_eq!(store.find_by_token(OWNER, "order-7").await.unwrap(), Some(found));
    assert_eq!(store.find_session(&id(9)).await.unwrap(), None);
}

async fn a_token_creates_one_session_per_owner_and_life(place: Place) {
    let store = place.open().await;
    create(&store, &session_with_token(1, "token")).await;
    let repeated = store.create_session(&session_with_token(2, "token")).await.unwrap();
    assert_eq!(repeated, Creation::Existing(id(1)));
    create(&store, &NewSession { owner: "CLAKOTHER".to_owned(), ..session_with_token(3, "token") }).await;
    let created_at = NOW.plus(SESSION_LIFE);
    let expires_at = created_at.plus(SESSION_LIFE);
    create(&store, &NewSession { created_at, expires_at, ..session_with_token(4, "token") }).await;
    assert_eq!(status(&store, 2).await, None);
    let holder = store.find_by_token(OWNER, "token").await.unwrap().unwrap();
    assert_eq!(holder.id, id(4), "the token goes to the session that is alive");
}

async fn of_many_creations_with_one_token_one_wins(place: Place) {
    let create = async |store: catchlight_store::Store, number| {
        (number, store.create_session(&session_with_token(number, "token")).await.unwrap())
    };
    let creations = place.race(16, create).await;
    let winners: Vec<u8> = creations
        .iter()
        .filter_map(|(number, creation)| (*creation == Creation::Created).then_some(*number))
        .collect();
    let [winner] = winners[..] else { panic!("{winners:?} won") };
    for (number, creation) in creations.into_iter().filter(|(number, _)| *number != winner) {
        assert_eq!(creation, Creation::Existing(id(winner)), "{number}");
    }
}

async fn requests_that_arrive_together_are_answered_one_by_one(place: Place) {
    let store = place.open().await;
    let twice = session(7);
    let mut creations = JoinSet::new();
    for byte in (0..200).chain([7]) {
        let (store, session) = (store.clone(), session(byte));
        creations.spawn(async move { store.create_session(&session).await.is_ok() });
    }
    let stored = creations.join_all().await.into_iter().filter(|is_stored| *is_stored).count();
    assert_eq!(stored, 200, "only the second {} is refused", twice.id);
    let mut searches = JoinSet::new();
    for byte in 0..=255 {
        let store = store.clone();
        searches.spawn(async move { (byte, store.find_session(&id(byte)).await.unwrap()) });
    }
    for (byte, found) in searches.join_all().await {
        assert_eq!(found.map(|session| session.id), (byte < 200).then(|| id(byte)), "{byte}");
    }
}

async fn of_many_starts_one_wins(place: Place) {
    let store = place.open().await;
    create(&store, &session(1)).await;
    let outcomes = place.race(16, |store, _| async move { start(&store, &id(1)).await }).await;
    let won = outcomes.into_iter().filter(|outcome| *outcome == StartOutcome::Won).count();
    assert_eq!(won, 1);
    assert_eq!(start(&store, &id(9)).await, StartOutcome::Lost);
}

async fn of_many_ends_one_counts(place: Place) {
    let store = place.open().await;
    create(&store, &session(1)).await;
    let end = |store: catchlight_store::Store, _| async move {
        store.update_status(&id(1), SessionStatus::Failed, Some("cancelled"), NOW).await.unwrap()
    };
    let changed = place.race(16, end).await.into_iter().filter(|changed| *changed).count();
    assert_eq!(changed, 1);
}

async fn a_crash_loses_only_the_checks_in_progress(place: Place) {
    let store = place.open().await;
    create(&store, &session(1)).await;
    create(&store, &session(2)).await;
    start(&store, &id(2)).await;
    finish(&store, 3).await;
    drop(store);

    let store = place.open().await;
    assert_eq!(store.fail_interrupted().await.unwrap(), 1);
    let after = [status(&store, 1).await, status(&store, 2).await, status(&store, 3).await];
    let expected = [SessionStatus::Created, SessionStatus::Failed, SessionStatus::Succeeded];
    assert_eq!(after, expected.map(Some));
    assert_eq!(start(&store, &id(1)).await, StartOutcome::Won);
}

async fn a_closed_store_answers_with_an_error(place: Place) {
    let store = place.open().await;
    store.ping().await.unwrap();
    store.close().await;
    assert!(store.ping().await.is_err());
    assert!(store.find_session(&id(1)).await.is_err());
}

suite!(
    a_session_reads_back_as_it_was_created,
    a_token_creates_one_session_per_owner_and_life,
    of_many_creations_with_one_token_one_wins,
    requests_that_arrive_together_are_answered_one_by_one,
    of_many_starts_one_wins,
    of_many_ends_one_counts,
    a_crash_loses_only_the_checks_in_progress,
    a_closed_store_answers_with_an_error,
);
