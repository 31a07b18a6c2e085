//! GetFaceLivenessSessionResults: the result of a session.

use super::{ChallengeType, LivenessFeedbackCode, LivenessSessionStatus};
use crate::shape;
use crate::value::Blob;

shape! {
    /// The request of GetFaceLivenessSessionResults.
    pub struct GetFaceLivenessSessionResultsRequest {
        /// ID of the session, a lower-case UUID.
        "SessionId" session_id: required String => at_least 36,
    }

    /// The response of GetFaceLivenessSessionResults.
    pub struct GetFaceLivenessSessionResultsResponse {
        /// The session.
        "SessionId" session_id: required String,
        /// Its status. SUCCEEDED says that the check was analysed, not that a live person took part.
        "Status" status: required LivenessSessionStatus,
        /// How sure the service is that a live person took part, 0..=100.
        "Confidence" confidence: optional f32,
        /// The best image of the face; without it the person should try again.
        "ReferenceImage" reference_image: optional AuditImage,
        /// Further images, at most four.
        "AuditImages" audit_images: optional Vec<AuditImage>,
        /// The challenge that the client was sent.
        "Challenge" challenge: optional Challenge,
        /// What the person could do better, at most ten.
        "Feedback" feedback: optional Vec<Feedback>,
        /// What is known of the client.
        "Metadata" metadata: optional Metadata,
    }

    /// An image of the face, as bytes or in a bucket.
    #[derive(Default)]
    pub struct AuditImage {
        /// JPEG bytes, 1..=204800; without an output configuration.
        "Bytes" bytes: optional Blob,
        /// Its place; with an output configuration.
        "S3Object" s3_object: optional S3Object,
        /// The face within the image.
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

    /// A box as shares of the image; it may reach beyond 0..=1.
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
        /// The same as a text for people, 1..=512 characters.
        "Message" message: required String,
    }

    /// What is known of the client.
    pub struct Metadata {
        /// What it calls itself, 1..=64 characters.
        "SDKType" sdk_type: required String,
    }
}

impl GetFaceLivenessSessionResultsResponse {
    /// A response with only the status of the session.
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
