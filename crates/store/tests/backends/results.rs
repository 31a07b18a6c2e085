//! Results with their images: all of it is readable, or none.

use crate::place::Place;
use crate::sample::{NOW, create, finish, id, result, session, settings, start, status};
use catchlight_store::{CheckPlan, NewSession, StartOutcome, Store, StoreError};
use catchlight_types::{
    ChallengeKind, ChallengeVersion, FaceImage, OutputLocation, SessionStatus, VersionedChallenge,
};

async fn a_result_survives_a_restart(place: Place) {
    let store = place.open().await;
    create(&store, &session(1)).await;
    start(&store, &id(1)).await;
    let version = ChallengeVersion { major: 1, minor: 0, patch: 0 };
    let agreed = VersionedChallenge { kind: ChallengeKind::FaceMovement, version };
    store.set_challenge(&id(1), agreed, &CheckPlan::default()).await.unwrap();
    store.save_result(&id(1), &result(), NOW).await.unwrap();
    store.close().await;

    let store = place.open().await;
    assert_eq!(store.fail_interrupted().await.unwrap(), 0);
    let found = store.find_session(&id(1)).await.unwrap().unwrap();
    assert_eq!(
        (found.status, found.challenge, found.sdk_type.as_deref()),
        (SessionStatus::Succeeded, Some(agreed), Some("js"))
    );
    let (loaded, saved) = (store.load_result(&id(1)).await.unwrap().unwrap(), result());
    assert_eq!((loaded.verdict, loaded.measurements), (saved.verdict, saved.measurements));
    assert_eq!(loaded.reference_image.map(|stored| stored.image), saved.reference_image);
    let audit: Vec<FaceImage> = loaded.audit_images.into_iter().map(|stored| stored.image).collect();
    assert_eq!(audit, saved.audit_images);
}

async fn an_ended_session_takes_no_result_and_no_status(place: Place) {
    let store = place.open().await;
    create(&store, &session(1)).await;
    let refused = store.save_result(&id(1), &result(), NOW).await;
    assert!(matches!(refused, Err(StoreError::NotInProgress { .. })));
    assert!(store.update_status(&id(1), SessionStatus::Failed, Some("cancelled"), NOW).await.unwrap());
    assert!(!store.update_status(&id(1), SessionStatus::Expired, None, NOW).await.unwrap());
    assert_eq!(start(&store, &id(1)).await, StartOutcome::Lost);
    let found = store.find_session(&id(1)).await.unwrap().unwrap();
    assert_eq!((found.status, found.failure.as_deref()), (SessionStatus::Failed, Some("cancelled")));
    assert_eq!(store.load_result(&id(1)).await.unwrap(), None);
    assert_eq!(place.images(), Vec::<String>::new());
}

async fn of_a_result_and_a_failure_one_counts(place: Place) {
    let store = place.open().await;
    for byte in 0..8 {
        create(&store, &session(byte)).await;
        start(&store, &id(byte)).await;
        let end = |store: Store, number| async move {
            match number {
                0 => store.save_result(&id(byte), &result(), NOW).await.is_ok(),
                _ => store.update_status(&id(byte), SessionStatus::Failed, None, NOW).await.unwrap(),
            }
        };
        let counted = place.race(2, end).await.into_iter().filter(|counted| *counted).count();
        assert_eq!(counted, 1, "of session {byte}");
        let images = place.images().iter().filter(|image| image.contains(id(byte).as_str())).count();
        let expected = if status(&store, byte).await == Some(SessionStatus::Succeeded) { 3 } else { 0 };
        assert_eq!(images, expected, "of session {byte}");
    }
}

async fn images_for_a_bucket_have_its_keys_and_stay_inside_the_folder(place: Place) {
    let store = place.open().await;
    let output = OutputLocation { bucket: "..".to_owned(), prefix: "../../up/".to_owned() };
    create(&store, &NewSession { settings: settings(Some(output)), ..session(1) }).await;
    start(&store, &id(1)).await;
    store.save_result(&id(1), &result(), NOW).await.unwrap();
    let loaded = store.load_result(&id(1)).await.unwrap().unwrap();
    assert_eq!(loaded.reference_image.unwrap().name, format!("../../up/{}/reference.jpg", id(1)));
    let encoded = format!("images/buckets/%2E%2E/%2E%2E/%2E%2E/up/{}", id(1));
    let expected =
        ["audit-image-1.jpg", "audit-image-2.jpg", "reference.jpg"].map(|file| format!("{encoded}/{file}"));
    assert_eq!(place.images(), expected);
    store.delete_session(&id(1)).await.unwrap();
    assert_eq!(place.images(), expected, "what was delivered stays");
}

async fn the_image_store_can_be_probed(place: Place) {
    let store = place.open().await;
    finish(&store, 1).await;
    let before = place.images();
    store.probe_images().await.unwrap();
    assert_eq!(place.images(), before, "the probe leaves nothing");
}

suite!(
    a_result_survives_a_restart,
    an_ended_session_takes_no_result_and_no_status,
    of_a_result_and_a_failure_one_counts,
    images_for_a_bucket_have_its_keys_and_stay_inside_the_folder,
    the_image_store_can_be_probed,
);
