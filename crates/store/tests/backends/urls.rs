//! Which URLs open a store, and that no part of a backend was forgotten.

use catchlight_store::{BackendKind, Store, StoreError, StoreSettings};
use std::collections::BTreeSet;
use std::path::Path;

#[tokio::test]
async fn urls_that_cannot_be_opened_are_refused_with_the_way_out() {
    let check = async |database_url: &str, images_url: &str, expected: &str| {
        let settings =
            StoreSettings { database_url: database_url.to_owned(), images_url: images_url.to_owned() };
        let refused = Store::open(&settings).await.unwrap_err();
        assert_eq!(refused.to_string(), expected, "{database_url} {images_url}");
    };
    let schemes = "the database url must begin with sqlite: and name a file or server";
    check("mysql://me:secret@host/db", "file:///tmp", &format!("{schemes}; this one does not")).await;
    check("", "file:///tmp", &format!("{schemes}; this one does not")).await;
    check("sqlite:", "file:///tmp", &format!("{schemes}; this one names no file")).await;
    let images = "the images url must be file:// followed by an absolute path";
    check("sqlite:/tmp/a.db", "file://relative", images).await;
    check("sqlite:/tmp/a.db", "ftp://host", images).await;
}

#[test]
fn the_scheme_of_a_url_names_its_backend() {
    for kind in BackendKind::ALL {
        assert_eq!(BackendKind::of_url(&format!("{}://there", kind.scheme())).unwrap(), kind);
    }
    assert!(matches!(BackendKind::of_url("sqlite"), Err(StoreError::DatabaseUrl { .. })));
}

/// The steps of `docs/howto/add-a-store-backend.md`, for every backend that exists.
#[test]
fn no_place_of_a_backend_is_forgotten() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let howto = std::fs::read_to_string(root.join("docs/howto/add-a-store-backend.md")).unwrap();
    let places: Vec<&str> =
        howto.split('`').filter(|text| text.starts_with("crates/") || text.starts_with("docs/")).collect();
    assert!(places.len() >= 6, "{places:?}");
    for kind in BackendKind::ALL {
        for place in &places {
            let place = place.replace("NAME", kind.scheme());
            assert!(root.join(&place).exists(), "{place} is missing");
        }
        let operations = std::fs::read_to_string(root.join("docs/operations.md")).unwrap();
        assert!(
            operations.contains(&format!("{}:", kind.scheme())),
            "operations.md says nothing of {kind:?}"
        );
    }
    let migrations = std::fs::read_dir(root.join("crates/store/migrations")).unwrap();
    let folders: BTreeSet<String> =
        migrations.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    let schemes: BTreeSet<String> = BackendKind::ALL.map(|kind| kind.scheme().to_owned()).into();
    assert_eq!(folders, schemes, "BackendKind::ALL and the folders of migrations name the same backends");
}
