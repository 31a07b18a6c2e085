//! Requests and answers of the two operations of the control plane, member by member as the API has them.
//!
//! In: what the caller asks, or what a service answered. Out: the other form, by [`Shape`](crate::value::Shape).
//! Never: constraints beyond kind and presence; the service judges them and says so in one message.
//!
//! Names are those of the API in snake case, so `Settings.OutputConfig.S3KeyPrefix` is
//! `settings.output_config.s3_key_prefix`. A member that the API does not require is an `Option`.

use crate::value::{Blob, OpenEnum, shape};
use catchlight_types::{ChallengeKind, FeedbackCode, SessionStatus};

/// Type of a challenge.
pub type ChallengeType = OpenEnum<ChallengeKind>;
/// Where a session stands.
pub type LivenessSessionStatus = OpenEnum<SessionStatus>;
/// What a person could do better.
pub type LivenessFeedbackCode = OpenEnum<FeedbackCode>;

shape! {
    /// Asks for a session.
    #[derive(Default)]
    pub struct CreateFaceLivenessSessionRequest {
        /// Key that the images shall be encrypted with, 1..=2048 characters.
        "KmsKeyId" kms_key_id: optional String,
        /// What the session shall be like.
        "Settings" settings: optional CreateFaceLivenessSessionRequestSettings,
        /// Token by which the caller repeats a creation, 1..=64 characters: the same token gives the same session.
        "ClientRequestToken" client_request_token: optional String,
    }

    /// What a session shall be like.
    #[derive(Default)]
    pub struct CreateFaceLivenessSessionRequestSettings {
        /// Where the images go; without it they come as bytes.
        "OutputConfig" output_config: optional LivenessOutputConfig,
        /// Most audit images, 0..=4; none without it.
        "AuditImagesLimit" audit_images_limit: optional i64,
        /// Challenges in order of preference.
        "ChallengePreferences" challenge_preferences: optional Vec<ChallengePreference>,
    }

    /// Bucket and key prefix for the images.
    pub struct LivenessOutputConfig {
        /// Name of the bucket, 3..=255 characters.
        "S3Bucket" s3_bucket: required String,
        /// Beginning of each key, at most 950 characters.
        "S3KeyPrefix" s3_key_prefix: optional String,
    }

    /// A challenge that the caller accepts.
    pub struct ChallengePreference {
        /// Which challenge.
        "Type" r#type: required ChallengeType,
        /// Its versions that the caller accepts; any without it.
        "Versions" versions: optional Versions,
    }

    /// Bounds of a version, both included, as in `2.0.0`.
    #[derive(Default)]
    pub struct Versions {
        /// Lowest version.
        "Minimum" minimum: optional String,
        /// Highest version.
        "Maximum" maximum: optional String,
    }

    /// Tells the id of a new session.
    pub struct CreateFaceLivenessSessionResponse {
        /// The session, a lower-case UUID.
        "SessionId" session_id: required String,
    }

    /// Asks what became of a session.
    pub struct GetFaceLivenessSessionResultsRequest {
        /// The session, a lower-case UUID.
        "SessionId" session_id: required String,
    }

    /// Tells what became of a session.
    pub struct GetFaceLivenessSessionResultsResponse {
        /// The session.
        "SessionId" session_id: required String,
        /// Where it stands. SUCCEEDED says that the check was analysed, not that a live person took part.
        "Status" status: required LivenessSessionStatus,
        /// How sure the service is that a live person took part, 0..=100.
        "Confidence" confidence: optional f32,
        /// The best picture of the face; without it the person should try again.
        "ReferenceImage" reference_image: optional AuditImage,
        /// Further pictures, at most four.
        "AuditImages" audit_images: optional Vec<AuditImage>,
        /// The challenge that the client was sent.
        "Challenge" challenge: optional Challenge,
        /// What the person could do better, at most ten.
        "Feedback" feedback: optional Vec<Feedback>,
        /// What is known of the client.
        "Metadata" metadata: optional Metadata,
    }

    /// A picture of the face, as bytes or in a bucket.
    #[derive(Default)]
    pub struct AuditImage {
        /// JPEG bytes, 1..=204800; without an output configuration.
        "Bytes" bytes: optional Blob,
        /// Its place; with an output configuration.
        "S3Object" s3_object: optional S3Object,
        /// The face within the picture.
        "BoundingBox" bounding_box: optional BoundingBox,
    }

    /// A place in a bucket.
    #[derive(Default)]
    pub struct S3Object {
        /// Name of the bucket.
        "Bucket" bucket: optional String,
        /// Key within the bucket.
        "Name" name: optional String,
        /// Version of the object, where the bucket keeps versions.
        "Version" version: optional String,
    }

    /// A box as shares of the picture; it may reach beyond 0..=1.
    #[derive(Copy, Default)]
    pub struct BoundingBox {
        /// Width, share of the width.
        "Width" width: optional f32,
        /// Height, share of the height.
        "Height" height: optional f32,
        /// Left edge, share of the width.
        "Left" left: optional f32,
        /// Top edge, share of the height.
        "Top" top: optional f32,
    }

    /// A challenge with its version.
    pub struct Challenge {
        /// Which challenge.
        "Type" r#type: required ChallengeType,
        /// Its version, as in `2.0.0`.
        "Version" version: required String,
    }

    /// Something that the person could do better.
    pub struct Feedback {
        /// What it is.
        "Code" code: required LivenessFeedbackCode,
        /// The same for people, 1..=512 characters.
        "Message" message: required String,
    }

    /// What is known of the client.
    pub struct Metadata {
        /// What it calls itself, 1..=64 characters.
        "SDKType" sdk_type: required String,
    }
}

impl From<ChallengeKind> for ChallengePreference {
    /// Any version of a challenge.
    fn from(kind: ChallengeKind) -> Self {
        Self { r#type: kind.into(), versions: None }
    }
}

impl GetFaceLivenessSessionResultsResponse {
    /// An answer that says only where the session stands.
    #[must_use]
    pub fn of_status(session_id: impl Into<String>, status: impl Into<LivenessSessionStatus>) -> Self {
        Self {
            session_id: session_id.into(),
            status: status.into(),
            confidence: None,
            reference_image: None,
            audit_images: None,
            challenge: None,
            feedback: None,
            metadata: None,
        }
    }
}

#[cfg(test)]
mod tests;
