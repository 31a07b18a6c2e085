//! CreateFaceLivenessSession: a session for one check.

use super::ChallengeType;
use crate::shape;
use catchlight_types::ChallengeKind;

shape! {
    /// The request of CreateFaceLivenessSession.
    #[derive(Default)]
    pub struct CreateFaceLivenessSessionRequest {
        /// Key that encrypts the images, 1..=2048 characters.
        "KmsKeyId" kms_key_id: optional String => at_least 1,
        /// Settings of the session: where its images go, how many there are, which challenges are accepted.
        "Settings" settings: optional CreateFaceLivenessSessionRequestSettings,
        /// Token that makes a repeated call return the same session, 1..=64 characters.
        "ClientRequestToken" client_request_token: optional String => at_least 1,
    }

    /// What a session is like.
    #[derive(Default)]
    pub struct CreateFaceLivenessSessionRequestSettings {
        /// Where the images go; without it they come as bytes.
        "OutputConfig" output_config: optional LivenessOutputConfig,
        /// Most audit images, 0..=4; none without it.
        "AuditImagesLimit" audit_images_limit: optional i64 => at_least 0,
        /// Challenges in order of preference.
        "ChallengePreferences" challenge_preferences: optional Vec<ChallengePreference>,
    }

    /// Bucket and key prefix for the images.
    pub struct LivenessOutputConfig {
        /// Name of the bucket, 3..=255 characters.
        "S3Bucket" s3_bucket: required String => at_least 3,
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
        "Minimum" minimum: optional String => at_least 5,
        /// Highest version.
        "Maximum" maximum: optional String => at_least 5,
    }

    /// The id of a new session: the response of CreateFaceLivenessSession.
    pub struct CreateFaceLivenessSessionResponse {
        /// The session, a lower-case UUID.
        "SessionId" session_id: required String => at_least 36,
    }
}

impl From<ChallengeKind> for ChallengePreference {
    /// Any version of a challenge.
    fn from(kind: ChallengeKind) -> Self {
        Self { r#type: kind.into(), versions: None }
    }
}
