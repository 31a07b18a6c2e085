//! Checks on the hosted page, their links and their attempts.

use crate::place::Place;
use crate::sample::{DAY, NOW, OWNER, finish, id, result, session, settings, start};
use catchlight_store::{Attempt, NewToken, PageCheck, Presentation, Store, TokenKind};
use catchlight_types::{EpochMillis, SESSION_LIFE, SessionId, SessionStatus};
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3600);

fn page_check() -> PageCheck {
    PageCheck {
        id: check_id(),
        owner: OWNER.to_owned(),
        settings: settings(None),
        presentation: Presentation { locale: Some("de".to_owned()), ..Presentation::default() },
        reference: Some("order-7".to_owned()),
        movement_only: None,
        opened_at: None,
        cancelled_at: None,
        created_at: NOW,
        expires_at: NOW.plus(HOUR),
        delete_at: NOW.plus(DAY),
    }
}

fn check_id() -> SessionId {
    id(200)
}

fn token(byte: u8, kind: TokenKind, expires_at: EpochMillis) -> NewToken {
    NewToken { hash: [byte; 32], kind, expires_at }
}

fn link(byte: u8) -> NewToken {
    token(byte, TokenKind::Link, NOW.plus(HOUR))
}

async fn created(place: &Place) -> Store {
    let store = place.open().await;
    store.create_page_check(&page_check(), &link(1)).await.unwrap();
    store
}

async fn statuses(store: &Store, now: EpochMillis) -> Vec<(SessionId, Option<SessionStatus>)> {
    let attempts = store.attempts(&check_id(), now).await.unwrap();
    attempts.into_iter().map(|attempt| (attempt.session, attempt.status)).collect()
}

async fn a_check_reads_back_as_it_was_created(place: Place) {
    let store = created(&place).await;
    assert_eq!(store.find_page_check(&check_id()).await.unwrap(), Some(page_check()));
    assert_eq!(store.find_page_check(&id(1)).await.unwrap(), None);
    assert_eq!(store.attempts(&check_id(), NOW).await.unwrap(), []);
}

async fn of_many_openings_of_a_link_one_gets_the_check(place: Place) {
    let store = created(&place).await;
    let open = |store: Store, number: u8| async move {
        let pass = token(100 + number, TokenKind::Pass, NOW.plus(DAY));
        (number, store.open_link(&[1; 32], &pass, NOW).await.unwrap())
    };
    let opened: Vec<_> =
        place.race(16, open).await.into_iter().filter_map(|(number, check)| Some((number, check?))).collect();
    let [(winner, check)] = &opened[..] else { panic!("{} got the check", opened.len()) };
    assert_eq!(
        (check.opened_at, check.expires_at),
        (Some(NOW), NOW.plus(DAY)),
        "it lives as long as the pass"
    );
    for number in 0..16 {
        let found = store.find_by_pass(&[100 + number; 32], NOW).await.unwrap();
        assert_eq!(found.as_ref(), (number == *winner).then_some(check), "{number}");
    }
    assert_eq!(store.find_by_pass(&[100 + winner; 32], NOW.plus(DAY)).await.unwrap(), None);
}

async fn a_link_is_no_pass_and_ends_with_its_time(place: Place) {
    let store = created(&place).await;
    assert_eq!(store.find_by_pass(&[1; 32], NOW).await.unwrap(), None);
    let pass = token(2, TokenKind::Pass, NOW.plus(DAY));
    assert_eq!(store.open_link(&[1; 32], &pass, NOW.plus(HOUR)).await.unwrap(), None);
    assert_eq!(store.open_link(&[9; 32], &pass, NOW).await.unwrap(), None);
    assert!(
        store.open_link(&[1; 32], &pass, NOW).await.unwrap().is_some(),
        "a refused opening uses nothing up"
    );
    let again = token(3, TokenKind::Pass, NOW.plus(DAY));
    assert_eq!(store.open_link(&[2; 32], &again, NOW).await.unwrap(), None, "a pass opens nothing");
}

async fn links_added_together_do_not_exceed_the_limit(place: Place) {
    let store = created(&place).await;
    let add = |store: Store, number: u8| async move {
        store.add_link(&check_id(), &link(10 + number), 4).await.unwrap()
    };
    let added = place.race(8, add).await.into_iter().filter(|added| *added).count();
    assert_eq!(added, 3, "the first link counts");
    assert!(!store.add_link(&check_id(), &link(99), 4).await.unwrap());
}

async fn of_many_attempts_after_the_same_ones_one_is_stored(place: Place) {
    let store = created(&place).await;
    let mut seen: Vec<Attempt> = Vec::new();
    for round in 0..3 {
        let known = seen.clone();
        let attempt = move |store: Store, number: u8| {
            let known = known.clone();
            async move { store.add_attempt(&page_check(), &session(round * 8 + number), &known).await.unwrap() }
        };
        let stored = place.race(8, attempt).await.into_iter().filter(|stored| *stored).count();
        assert_eq!(stored, 1, "round {round}");
        seen = store.attempts(&check_id(), NOW).await.unwrap();
    }
    let found: Vec<Option<SessionStatus>> = seen.iter().map(|attempt| attempt.status).collect();
    let replaced = Some(SessionStatus::Failed);
    assert_eq!(found, [replaced, replaced, Some(SessionStatus::Created)]);
    let first = store.find_session(&seen[0].session).await.unwrap().unwrap();
    assert_eq!(first.failure.as_deref(), Some("replaced"));
}

async fn attempts_say_where_their_sessions_stand(place: Place) {
    let store = created(&place).await;
    assert!(store.add_attempt(&page_check(), &session(1), &[]).await.unwrap());
    start(&store, &id(1)).await;
    store.save_result(&id(1), &result(), NOW).await.unwrap();
    let seen = store.attempts(&check_id(), NOW).await.unwrap();
    assert!(store.add_attempt(&page_check(), &session(2), &seen).await.unwrap());
    let succeeded = (id(1), Some(SessionStatus::Succeeded));
    assert_eq!(statuses(&store, NOW).await, [succeeded.clone(), (id(2), Some(SessionStatus::Created))]);
    let later = NOW.plus(SESSION_LIFE);
    assert_eq!(statuses(&store, later).await, [succeeded, (id(2), Some(SessionStatus::Expired))]);
    store.delete_session(&id(1)).await.unwrap();
    assert_eq!(statuses(&store, NOW).await[0], (id(1), None), "an erased attempt still counts");
}

async fn a_choice_is_read_back_after_a_restart(place: Place) {
    let store = created(&place).await;
    for chosen in [None, Some(true), Some(false)] {
        if let Some(chosen) = chosen {
            store.choose_movement_only(&check_id(), chosen).await.unwrap();
        }
        let found = place.open().await.find_page_check(&check_id()).await.unwrap().unwrap();
        assert_eq!(found.movement_only, chosen);
    }
}

async fn an_attempt_counts_only_with_the_choice_that_its_caller_saw(place: Place) {
    let store = created(&place).await;
    store.choose_movement_only(&check_id(), true).await.unwrap();
    assert!(!store.add_attempt(&page_check(), &session(2), &[]).await.unwrap());
    let after = store.find_page_check(&check_id()).await.unwrap().unwrap();
    assert!(store.add_attempt(&after, &session(3), &[]).await.unwrap());
}

async fn the_choice_without_colours_ends_what_was_not_started(place: Place) {
    let store = created(&place).await;
    assert!(store.add_attempt(&page_check(), &session(2), &[]).await.unwrap());
    store.choose_movement_only(&check_id(), false).await.unwrap();
    assert_eq!(statuses(&store, NOW).await, [(id(2), Some(SessionStatus::Created))]);
    store.choose_movement_only(&check_id(), true).await.unwrap();
    assert_eq!(statuses(&store, NOW).await, [(id(2), Some(SessionStatus::Failed))]);
}

async fn no_session_outlives_a_choice_without_colours_of_the_same_moment(place: Place) {
    let store = created(&place).await;
    for round in 0..8 {
        store.choose_movement_only(&check_id(), false).await.unwrap();
        let seen = store.attempts(&check_id(), NOW).await.unwrap();
        let before = store.find_page_check(&check_id()).await.unwrap().unwrap();
        let race = move |store: Store, number: u8| {
            let (before, seen) = (before.clone(), seen.clone());
            async move {
                match number {
                    0 => store.choose_movement_only(&check_id(), true).await.unwrap(),
                    _ => drop(store.add_attempt(&before, &session(round), &seen).await.unwrap()),
                }
            }
        };
        place.race(2, race).await;
        let alive = statuses(&store, NOW).await;
        assert!(!alive.iter().any(|(_, status)| *status == Some(SessionStatus::Created)), "{alive:?}");
    }
}

async fn a_cancelled_check_ends_what_was_not_started(place: Place) {
    let store = created(&place).await;
    assert!(store.add_attempt(&page_check(), &session(1), &[]).await.unwrap());
    store.cancel_page_check(&check_id(), NOW).await.unwrap();
    store.cancel_page_check(&check_id(), NOW.plus(HOUR)).await.unwrap();
    let check = store.find_page_check(&check_id()).await.unwrap().unwrap();
    assert_eq!(check.cancelled_at, Some(NOW));
    let ended = store.find_session(&id(1)).await.unwrap().unwrap();
    assert_eq!((ended.status, ended.failure.as_deref()), (SessionStatus::Failed, Some("cancelled")));
}

async fn a_started_attempt_goes_on_when_its_check_is_cancelled(place: Place) {
    let store = created(&place).await;
    assert!(store.add_attempt(&page_check(), &session(1), &[]).await.unwrap());
    start(&store, &id(1)).await;
    store.cancel_page_check(&check_id(), NOW).await.unwrap();
    assert_eq!(statuses(&store, NOW).await, [(id(1), Some(SessionStatus::InProgress))]);
}

async fn an_erased_check_takes_its_sessions_and_images_with_it(place: Place) {
    let store = created(&place).await;
    assert!(store.add_attempt(&page_check(), &session(1), &[]).await.unwrap());
    start(&store, &id(1)).await;
    store.save_result(&id(1), &result(), NOW).await.unwrap();
    finish(&store, 2).await;
    let erase = |store: Store, _| async move { store.delete_page_check(&check_id()).await.unwrap() };
    let erased = place.race(4, erase).await.into_iter().filter(|erased| *erased).count();
    assert_eq!(erased, 1);
    assert_eq!(store.find_page_check(&check_id()).await.unwrap(), None);
    assert_eq!(store.find_session(&id(1)).await.unwrap(), None);
    assert!(place.images().iter().all(|image| image.contains(id(2).as_str())), "{:?}", place.images());
}

async fn a_swept_check_leaves_its_sessions_to_their_own_end(place: Place) {
    let store = created(&place).await;
    let attempt = catchlight_store::NewSession { delete_at: NOW.plus(DAY * 2), ..session(1) };
    assert!(store.add_attempt(&page_check(), &attempt, &[]).await.unwrap());
    store.sweep_expired(NOW.plus(DAY)).await.unwrap();
    assert_eq!(store.find_page_check(&check_id()).await.unwrap(), None);
    assert!(store.find_session(&id(1)).await.unwrap().is_some());
}

suite!(
    a_check_reads_back_as_it_was_created,
    of_many_openings_of_a_link_one_gets_the_check,
    a_link_is_no_pass_and_ends_with_its_time,
    links_added_together_do_not_exceed_the_limit,
    of_many_attempts_after_the_same_ones_one_is_stored,
    attempts_say_where_their_sessions_stand,
    a_choice_is_read_back_after_a_restart,
    an_attempt_counts_only_with_the_choice_that_its_caller_saw,
    the_choice_without_colours_ends_what_was_not_started,
    no_session_outlives_a_choice_without_colours_of_the_same_moment,
    a_cancelled_check_ends_what_was_not_started,
    a_started_attempt_goes_on_when_its_check_is_cancelled,
    an_erased_check_takes_its_sessions_and_images_with_it,
    a_swept_check_leaves_its_sessions_to_their_own_end,
);
