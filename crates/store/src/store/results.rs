//! Results with their images: images first, so that a result is never visible without them.

use super::Store;
use crate::error::StoreError;
use crate::results::{CheckResult, ImageRow, REFERENCE_PLACE, StoredImage, StoredResult};
use catchlight_types::{
    EpochMillis, FaceImage, JpegBytes, OutputLocation, SessionId, SessionSettings, SessionStatus,
};

impl Store {
    /// Stores the result and SUCCEEDED in one step; images first, so that a crash leaves no result without them. Called
    /// once, by the caller that won the start.
    ///
    /// # Errors
    /// [`StoreError::NotInProgress`] when the session has ended or was never started; nothing is stored then.
    /// [`StoreError::Database`] or [`StoreError::Images`]; the images are deleted again.
    pub async fn save_result(
        &self,
        id: &SessionId,
        result: &CheckResult,
        now: EpochMillis,
    ) -> Result<(), StoreError> {
        let session = self.find_session(id).await?;
        let session = session
            .filter(|session| session.status == SessionStatus::InProgress)
            .ok_or_else(|| StoreError::NotInProgress { id: id.clone() })?;
        let images = placed_images(&session.settings, id, result);
        match self.write_result(id, result, &images, now).await {
            Ok(()) => Ok(()),
            Err(error) => Err(self.delete_images(&images, error).await),
        }
    }

    /// Loads the result of a session with its images; `None` when it has none.
    ///
    /// # Errors
    /// [`StoreError::Database`], [`StoreError::Images`], or [`StoreError::Record`] for a damaged row.
    pub async fn load_result(&self, id: &SessionId) -> Result<Option<StoredResult>, StoreError> {
        let Some(result) = self.database.find_result(id).await? else { return Ok(None) };
        let root = image_root(result.settings.output.as_ref());
        let mut loaded = StoredResult {
            verdict: result.verdict,
            measurements: result.measurements,
            reference_image: None,
            audit_images: Vec::new(),
        };
        for row in result.images {
            let jpeg = self.images.get(&row.key).await?;
            let name = row.key.strip_prefix(&root).unwrap_or(&row.key).to_owned();
            let image = StoredImage { image: FaceImage { jpeg, bounding_box: row.bounding_box }, name };
            match row.place {
                REFERENCE_PLACE => loaded.reference_image = Some(image),
                _ => loaded.audit_images.push(image),
            }
        }
        Ok(Some(loaded))
    }

    /// One image; `None` when there is none at this place.
    ///
    /// # Errors
    /// [`StoreError::Database`] or [`StoreError::Images`].
    pub async fn load_image(&self, id: &SessionId, place: u32) -> Result<Option<JpegBytes>, StoreError> {
        match self.database.image_key(id, place).await? {
            Some(key) => self.images.get(&key).await.map(Some),
            None => Ok(None),
        }
    }

    /// Deletes the images of a result that could not be stored. Returns why it could not, with what was left behind.
    async fn delete_images(&self, images: &[(ImageRow, &FaceImage)], error: StoreError) -> StoreError {
        let mut error = error;
        for (row, _) in images {
            if let Err(deletion) = self.images.delete(&row.key).await {
                let (key, deletion) = (row.key.clone(), Box::new(deletion));
                error = StoreError::ImageLeft { key, deletion, source: Box::new(error) };
            }
        }
        error
    }

    async fn write_result(
        &self,
        id: &SessionId,
        result: &CheckResult,
        images: &[(ImageRow, &FaceImage)],
        now: EpochMillis,
    ) -> Result<(), StoreError> {
        for (row, image) in images {
            self.images.put(&row.key, &image.jpeg).await?;
        }
        let rows: Vec<ImageRow> = images.iter().map(|(row, _)| row.clone()).collect();
        if self.database.commit_result(id, result, &rows, now).await? {
            Ok(())
        } else {
            Err(StoreError::NotInProgress { id: id.clone() })
        }
    }
}

/// The images of a result with their places and keys.
fn placed_images<'a>(
    settings: &SessionSettings,
    id: &SessionId,
    result: &'a CheckResult,
) -> Vec<(ImageRow, &'a FaceImage)> {
    let output = settings.output.as_ref();
    let prefix = output.map_or("", |output| output.prefix.as_str());
    let root = image_root(output);
    let placed = |place, file: &str, image: &'a FaceImage| {
        let key = format!("{root}{prefix}{id}/{file}");
        (ImageRow { place, key, bounding_box: image.bounding_box }, image)
    };
    let reference =
        result.reference_image.iter().map(|image| placed(REFERENCE_PLACE, "reference.jpg", image));
    let audit = (REFERENCE_PLACE + 1..)
        .zip(&result.audit_images)
        .map(|(place, image)| placed(place, &format!("audit-image-{place}.jpg"), image));
    reference.chain(audit).collect()
}

/// Where keys begin: every bucket that applications name is a folder next to the store's own.
fn image_root(output: Option<&OutputLocation>) -> String {
    match output {
        Some(output) => format!("buckets/{}/", output.bucket),
        None => OWN_ROOT.to_owned(),
    }
}

/// Where the keys of images begin that belong to the store and are erased with their session.
pub(super) const OWN_ROOT: &str = "sessions/";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::details::{CheckDetails, ClientFacts};
    use crate::images::{FolderImages, Images};
    use crate::sessions::NewSession;
    use crate::sqlite::SqliteDatabase;
    use crate::store::Store;
    use async_trait::async_trait;
    use catchlight_types::{Confidence, Verdict};
    use std::error::Error as _;
    use std::path::Path;
    use std::sync::Arc;

    const NOW: EpochMillis = EpochMillis::new(1_700_000_000_000);

    /// A folder whose disk fails for some keys.
    #[derive(Debug)]
    struct FailingImages {
        folder: FolderImages,
        /// The end of keys that cannot be written.
        unwritable: &'static str,
        /// The end of keys that cannot be deleted.
        undeletable: &'static str,
    }

    fn failure() -> StoreError {
        StoreError::Images { source: "the disk is full".into() }
    }

    #[async_trait]
    impl Images for FailingImages {
        async fn put(&self, key: &str, jpeg: &JpegBytes) -> Result<(), StoreError> {
            if key.ends_with(self.unwritable) { Err(failure()) } else { self.folder.put(key, jpeg).await }
        }

        async fn get(&self, key: &str) -> Result<JpegBytes, StoreError> {
            self.folder.get(key).await
        }

        async fn delete(&self, key: &str) -> Result<(), StoreError> {
            if key.ends_with(self.undeletable) { Err(failure()) } else { self.folder.delete(key).await }
        }

        async fn probe(&self) -> Result<(), StoreError> {
            self.folder.probe().await
        }
    }

    fn id() -> SessionId {
        SessionId::from_random([1; 16])
    }

    /// A store with one session in progress.
    async fn started(folder: &Path, unwritable: &'static str, undeletable: &'static str) -> Store {
        let database =
            SqliteDatabase::open(&format!("sqlite:{}/catchlight.db", folder.display())).await.unwrap();
        let images = FolderImages::open(&format!("file://{}/images", folder.display())).unwrap();
        let images = FailingImages { folder: images, unwritable, undeletable };
        let store = Store { database: Arc::new(database), images: Arc::new(images) };
        let session = NewSession {
            id: id(),
            owner: "KEY".to_owned(),
            token: None,
            settings: SessionSettings {
                output: None,
                kms_key_id: None,
                audit_images_limit: 1,
                preferences: Vec::new(),
            },
            created_at: NOW,
            expires_at: NOW,
            delete_at: NOW,
        };
        store.create_session(&session).await.unwrap();
        store.start_session(&id(), None, &ClientFacts::default(), NOW).await.unwrap();
        store
    }

    fn result() -> CheckResult {
        let image = || FaceImage { jpeg: JpegBytes::new(vec![0xff, 0xd8]), bounding_box: None };
        CheckResult {
            verdict: Verdict {
                confidence: Confidence::new(50.0).unwrap(),
                prior_log_odds: None,
                contributions: Vec::new(),
                ceiling: None,
                feedback: Vec::new(),
                calibration: "1".to_owned(),
            },
            measurements: Vec::new(),
            reference_image: Some(image()),
            audit_images: vec![image()],
            details: CheckDetails::default(),
        }
    }

    fn images_in(folder: &Path) -> Vec<String> {
        let folder = folder.join(format!("images/sessions/{}", id()));
        let entries = std::fs::read_dir(folder).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[tokio::test]
    async fn an_image_that_cannot_be_written_leaves_no_result_and_no_image() {
        let folder = tempfile::tempdir().unwrap();
        let store = started(folder.path(), "audit-image-1.jpg", "nothing").await;
        let refused = store.save_result(&id(), &result(), NOW).await.unwrap_err();
        assert!(matches!(refused, StoreError::Images { .. }), "{refused:?}");
        assert_eq!(images_in(folder.path()), [""; 0]);
        let session = store.find_session(&id()).await.unwrap().unwrap();
        assert_eq!(session.status, SessionStatus::InProgress);
        assert_eq!(store.load_result(&id()).await.unwrap(), None);
    }

    #[tokio::test]
    async fn an_image_that_is_left_is_named_with_the_first_cause() {
        let folder = tempfile::tempdir().unwrap();
        let store = started(folder.path(), "audit-image-1.jpg", "reference.jpg").await;
        let refused = store.save_result(&id(), &result(), NOW).await.unwrap_err();
        let StoreError::ImageLeft { key, source, .. } = &refused else { panic!("{refused:?}") };
        assert_eq!(*key, format!("sessions/{}/reference.jpg", id()));
        assert_eq!(source.source().unwrap().to_string(), "the disk is full");
        assert_eq!(images_in(folder.path()), ["reference.jpg"]);
    }

    #[tokio::test]
    async fn a_session_is_erased_after_its_images() {
        let folder = tempfile::tempdir().unwrap();
        let store = started(folder.path(), "nothing", "reference.jpg").await;
        store.save_result(&id(), &result(), NOW).await.unwrap();
        assert!(store.delete_session(&id()).await.is_err());
        let session = store.find_session(&id()).await.unwrap();
        assert!(session.is_some(), "a row still names the image that is left");
    }
}
