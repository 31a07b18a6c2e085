//! What a person chose on the check page, on a real database.

#![expect(clippy::unwrap_used, reason = "the helpers here are part of the tests")]

use catchlight_store::{
    NewSession, NewToken, PageCheck, Presentation, Settings, Store, StoreSettings, TokenKind,
};
use catchlight_types::{EpochMillis, SESSION_LIFE, SessionId, SessionStatus};
use std::path::Path;
use std::time::Duration;

const NOW: EpochMillis = EpochMillis::new(1_700_000_000_000);
const DAY: Duration = Duration::from_secs(86_400);

async fn open(folder: &Path) -> Store {
    let settings = StoreSettings {
        database_url: format!("sqlite:{}/catchlight.db", folder.display()),
        images_url: format!("file://{}/images", folder.display()),
    };
    Store::open(&settings).await.unwrap()
}

fn settings() -> Settings {
    Settings { output: None, kms_key_id: None, audit_images_limit: 0, preferences: Vec::new() }
}

/// A check that was just created; nobody has chosen yet, as in every row that is older than the column.
async fn created(store: &Store) -> PageCheck {
    let check = PageCheck {
        id: SessionId::from_random([1; 16]),
        owner: "CLAKTEST".to_owned(),
        settings: settings(),
        presentation: Presentation { movement_only: true, ..Presentation::default() },
        reference: None,
        movement_only: None,
        opened_at: None,
        cancelled_at: None,
        created_at: NOW,
        expires_at: NOW.plus(DAY),
        delete_at: NOW.plus(DAY),
    };
    let link = NewToken { hash: [7; 32], kind: TokenKind::Link, expires_at: NOW.plus(DAY) };
    store.create_page_check(&check, &link).await.unwrap();
    check
}

fn attempt(byte: u8) -> NewSession {
    NewSession {
        id: SessionId::from_random([byte; 16]),
        owner: "CLAKTEST".to_owned(),
        token: None,
        settings: settings(),
        created_at: NOW,
        expires_at: NOW.plus(SESSION_LIFE),
        delete_at: NOW.plus(DAY),
    }
}

#[tokio::test]
async fn a_choice_is_read_back_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    let check = created(&store).await;
    for chosen in [None, Some(true), Some(false)] {
        if let Some(chosen) = chosen {
            store.choose_movement_only(&check.id, chosen).await.unwrap();
        }
        let again = open(folder.path()).await;
        assert_eq!(again.find_page_check(&check.id).await.unwrap().unwrap().movement_only, chosen);
    }
}

#[tokio::test]
async fn an_attempt_counts_only_with_the_choice_that_its_caller_saw() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    let before = created(&store).await;
    store.choose_movement_only(&before.id, true).await.unwrap();
    assert!(!store.add_attempt(&before, &attempt(2), &[]).await.unwrap());
    let after = store.find_page_check(&before.id).await.unwrap().unwrap();
    assert!(store.add_attempt(&after, &attempt(3), &[]).await.unwrap());
}

#[tokio::test]
async fn the_choice_without_colours_ends_what_was_not_started() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    let check = created(&store).await;
    assert!(store.add_attempt(&check, &attempt(2), &[]).await.unwrap());
    let statuses = async || {
        let attempts = store.attempts(&check.id, NOW).await.unwrap();
        attempts.into_iter().map(|attempt| attempt.status).collect::<Vec<_>>()
    };
    store.choose_movement_only(&check.id, false).await.unwrap();
    assert_eq!(statuses().await, [Some(SessionStatus::Created)]);
    store.choose_movement_only(&check.id, true).await.unwrap();
    assert_eq!(statuses().await, [Some(SessionStatus::Failed)]);
}
