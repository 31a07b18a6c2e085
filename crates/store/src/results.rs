//! The result of a check: all of it is readable, or none.
//!
//! In: a verdict with what it was computed from. Out: the same. Never: a judgement, the bytes of an image.

use crate::details::CheckDetails;
use crate::error::StoreError;
use async_trait::async_trait;
use catchlight_types::{EpochMillis, FaceImage, Measurement, SessionId, SessionSettings, UnitRect, Verdict};

/// A result to be stored.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckResult {
    /// The verdict.
    pub verdict: Verdict,
    /// What it was computed from; it can be computed again without the video.
    pub measurements: Vec<Measurement>,
    /// The best image; `None` when no frame was good enough.
    pub reference_image: Option<FaceImage>,
    /// Images spread over the check.
    pub audit_images: Vec<FaceImage>,
    /// What there is to draw.
    pub details: CheckDetails,
}

/// A result as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredResult {
    /// The verdict.
    pub verdict: Verdict,
    /// What it was computed from.
    pub measurements: Vec<Measurement>,
    /// The best image.
    pub reference_image: Option<StoredImage>,
    /// Images spread over the check.
    pub audit_images: Vec<StoredImage>,
}

/// An image with its name in the bucket that the application named.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredImage {
    /// The image.
    pub image: FaceImage,
    /// Object key below the bucket: prefix, session id, name.
    pub name: String,
}

/// Results in the database. Only the store itself uses them, since a row and its images belong together.
#[async_trait]
pub(crate) trait ResultRows {
    /// Stores a result with the rows of its images and moves the session from IN_PROGRESS to SUCCEEDED, all in one
    /// step. `false` when the session is not in progress; nothing is stored then.
    ///
    /// Of any number of callers that end one session, here or without a result, exactly one changes it.
    ///
    /// # Errors
    /// [`StoreError::Database`]; nothing is stored then, unless the connection broke before the database confirmed.
    async fn commit_result(
        &self,
        id: &SessionId,
        result: &CheckResult,
        images: &[ImageRow],
        now: EpochMillis,
    ) -> Result<bool, StoreError>;

    /// Loads the result of a session with the rows of its images; `None` when it has none.
    ///
    /// # Errors
    /// [`StoreError::Database`], or [`StoreError::Record`] for a damaged row.
    async fn find_result(&self, id: &SessionId) -> Result<Option<ResultRow>, StoreError>;

    /// The key of the image at one place; `None` when there is none.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    async fn image_key(&self, id: &SessionId, place: u32) -> Result<Option<String>, StoreError>;
}

/// A result without the bytes of its images.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ResultRow {
    pub(crate) settings: SessionSettings,
    pub(crate) verdict: Verdict,
    pub(crate) measurements: Vec<Measurement>,
    /// In the order of their places.
    pub(crate) images: Vec<ImageRow>,
}

/// Where the bytes of an image are.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ImageRow {
    /// Its place; the reference image has [`REFERENCE_PLACE`].
    pub(crate) place: u32,
    pub(crate) key: String,
    pub(crate) bounding_box: Option<UnitRect>,
}

/// Place of the reference image; audit images follow.
pub(crate) const REFERENCE_PLACE: u32 = 0;
