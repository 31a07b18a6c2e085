//! Requests of the SDK from JSON.

use aws_sdk_rekognition::error::BuildError;
use aws_sdk_rekognition::types::{
    ChallengePreference, ChallengeType, CreateFaceLivenessSessionRequestSettings as Settings, LivenessOutputConfig,
    Versions,
};
use serde_json::Value;

pub(crate) fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

/// The settings, unless the SDK refuses them itself.
pub(crate) fn settings(members: &Value) -> Result<Option<Settings>, BuildError> {
    if members.is_null() {
        return Ok(None);
    }
    let output = &members["OutputConfig"];
    let output = if output.is_null() { None } else { Some(output_config(output)?) };
    let limit = members["AuditImagesLimit"].as_i64().and_then(|limit| i32::try_from(limit).ok());
    let preferences = members["ChallengePreferences"].as_array();
    let preferences = preferences.map(|items| items.iter().map(preference).collect()).transpose()?;
    Ok(Some(
        Settings::builder()
            .set_output_config(output)
            .set_audit_images_limit(limit)
            .set_challenge_preferences(preferences)
            .build(),
    ))
}

fn output_config(members: &Value) -> Result<LivenessOutputConfig, BuildError> {
    LivenessOutputConfig::builder()
        .set_s3_bucket(text(&members["S3Bucket"]))
        .set_s3_key_prefix(text(&members["S3KeyPrefix"]))
        .build()
}

fn preference(members: &Value) -> Result<ChallengePreference, BuildError> {
    let versions = &members["Versions"];
    let versions = (!versions.is_null()).then(|| {
        let (minimum, maximum) = (text(&versions["Minimum"]), text(&versions["Maximum"]));
        Versions::builder().set_minimum(minimum).set_maximum(maximum).build()
    });
    ChallengePreference::builder()
        .set_type(members["Type"].as_str().map(ChallengeType::from))
        .set_versions(versions)
        .build()
}
