//! Domain values to rows of the store and back.

use catchlight_session::{ChallengePreference, OutputLocation, SessionSettings};
use catchlight_store as store;

/// The stored form of what the application asked for; the token is stored beside it.
pub(crate) fn settings(settings: SessionSettings) -> store::Settings {
    let preference =
        |from: ChallengePreference| store::Preference { kind: from.kind, min: from.min, max: from.max };
    store::Settings {
        output: settings
            .output
            .map(|from| store::OutputLocation { bucket: from.bucket, prefix: from.prefix }),
        kms_key_id: settings.kms_key_id,
        audit_images_limit: settings.audit_images_limit,
        preferences: settings.preferences.into_iter().map(preference).collect(),
    }
}

/// What the application asked for, as it was stored.
pub(crate) fn asked(session: &store::StoredSession) -> SessionSettings {
    let settings = &session.settings;
    let preference =
        |from: &store::Preference| ChallengePreference { kind: from.kind, min: from.min, max: from.max };
    SessionSettings {
        output: settings
            .output
            .as_ref()
            .map(|from| OutputLocation { bucket: from.bucket.clone(), prefix: from.prefix.clone() }),
        kms_key_id: settings.kms_key_id.clone(),
        audit_images_limit: settings.audit_images_limit,
        preferences: settings.preferences.iter().map(preference).collect(),
        client_request_token: session.token.clone(),
    }
}
