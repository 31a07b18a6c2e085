//! Credentials of one check as the Amplify component takes them.

use crate::check_credentials::{CheckCredentials, Scope};
use serde::Serialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// The response of `POST /v1/sessions/{id}/credentials`; its first members are what `credentialProvider` resolves to.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct IssuedCredentials<'a> {
    access_key_id: &'a str,
    secret_access_key: &'a str,
    session_token: &'a str,
    /// RFC 3339; left out for a moment that cannot be written so.
    #[serde(skip_serializing_if = "Option::is_none")]
    expiration: Option<String>,
    /// Path of our check page with everything in its fragment, which browsers do not send.
    page: String,
}

impl<'a> IssuedCredentials<'a> {
    /// The response with the credentials of `scope`.
    pub(crate) fn new(issued: &'a CheckCredentials, scope: &Scope) -> Self {
        let expiration = OffsetDateTime::from_unix_timestamp(scope.expires_at.as_secs()).ok();
        let page = format!(
            "/check/#session={}&accessKeyId={}&secretAccessKey={}&sessionToken={}",
            scope.session,
            issued.access_key_id,
            issued.secret.as_str(),
            issued.session_token
        );
        Self {
            access_key_id: &issued.access_key_id,
            secret_access_key: &issued.secret,
            session_token: &issued.session_token,
            expiration: expiration.and_then(|moment| moment.format(&Rfc3339).ok()),
            page,
        }
    }
}
