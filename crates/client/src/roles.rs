//! Credentials of a role, from the token service of AWS or one that speaks like it.
//!
//! In: the role, and proof that the caller may assume it. Out: credentials that are valid for some hours.
//! Never: stores them; the caller decides how long to use them.

use crate::raw::{RawClient, RawSettings};
use crate::settings::{Credentials, SecretText};
use crate::value::Shape;
use crate::{ClientError, ErrorResponse};
use catchlight_wire::implement_shape;
use http::StatusCode;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// A request for the credentials of a role.
#[derive(Debug, Clone)]
pub struct RoleRequest {
    /// The role.
    pub role_arn: String,
    /// Name of the session, shown in the log of the service.
    pub session_name: String,
    /// The external id that the owner of the role requires.
    pub external_id: Option<String>,
    /// How long the credentials are valid; `None` lets the service decide.
    pub duration_seconds: Option<u32>,
    /// The token of an identity provider; without it the request is signed, by the credentials of the settings.
    pub web_identity: Option<SecretText>,
}

impl RoleRequest {
    /// The name of the operation in the API.
    #[must_use]
    pub const fn operation(&self) -> &'static str {
        if self.web_identity.is_some() { "AssumeRoleWithWebIdentity" } else { "AssumeRole" }
    }

    /// Asks the service at the endpoint of `settings` for the credentials of the role.
    ///
    /// # Errors
    /// [`ClientError`], with the service's exception if it gave one.
    pub async fn send(&self, settings: RawSettings) -> Result<Credentials, ClientError> {
        let credentials = settings.credentials.clone().filter(|_| self.web_identity.is_none());
        let client = RawClient::of_service(RawSettings { credentials, ..settings }, "sts")?;
        let response = client.post(FORM, None, self.form().into()).await?;
        let status = StatusCode::from_u16(response.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if !status.is_success() {
            return Err(ErrorResponse::read(status, &response.headers, &response.body).into());
        }
        let AssumeRoleResponse { credentials } = AssumeRoleResponse::from_xml(&response.body)?;
        Ok(Credentials {
            access_key_id: credentials.access_key_id,
            secret_access_key: SecretText::new(credentials.secret_access_key),
            session_token: Some(SecretText::new(credentials.session_token)),
        })
    }

    fn form(&self) -> String {
        let duration = self.duration_seconds.map(|seconds| seconds.to_string());
        let members = [
            ("Action", Some(self.operation())),
            ("Version", Some("2011-06-15")),
            ("RoleArn", Some(self.role_arn.as_str())),
            ("RoleSessionName", Some(self.session_name.as_str())),
            ("ExternalId", self.external_id.as_deref()),
            ("DurationSeconds", duration.as_deref()),
            ("WebIdentityToken", self.web_identity.as_ref().map(SecretText::expose)),
        ];
        let pairs = members.iter().filter_map(|(name, value)| {
            value.map(|value| format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC)))
        });
        pairs.collect::<Vec<_>>().join("&")
    }
}

/// The response; it has no `Debug`, since it holds a secret.
struct AssumeRoleResponse {
    credentials: RoleCredentials,
}

struct RoleCredentials {
    access_key_id: String,
    secret_access_key: String,
    session_token: String,
}

implement_shape!(AssumeRoleResponse { "Credentials" credentials: required RoleCredentials });

implement_shape!(RoleCredentials {
    "AccessKeyId" access_key_id: required String,
    "SecretAccessKey" secret_access_key: required String,
    "SessionToken" session_token: required String,
});

const FORM: &str = "application/x-www-form-urlencoded; charset=utf-8";

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn check(request: &RoleRequest, expected: &Expect) {
        expected.assert_eq(&request.form());
        assert!(!format!("{request:?}").contains("hush"));
    }

    #[test]
    fn a_role_is_asked_for_in_the_form_of_the_service() {
        let signed = RoleRequest {
            role_arn: "arn:aws:iam::123456789012:role/a b".to_owned(),
            session_name: "me".to_owned(),
            external_id: Some("x&y".to_owned()),
            duration_seconds: Some(900),
            web_identity: None,
        };
        check(
            &signed,
            &expect![
                "Action=AssumeRole&Version=2011%2D06%2D15&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fa%20b&RoleSessionName=me&ExternalId=x%26y&DurationSeconds=900"
            ],
        );
        let token = RoleRequest {
            external_id: None,
            duration_seconds: None,
            web_identity: Some(SecretText::new("hush".to_owned())),
            ..signed
        };
        check(
            &token,
            &expect![
                "Action=AssumeRoleWithWebIdentity&Version=2011%2D06%2D15&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fa%20b&RoleSessionName=me&WebIdentityToken=hush"
            ],
        );
    }

    #[test]
    fn the_answer_is_read_from_within_its_result() {
        let xml = "<AssumeRoleResponse xmlns='https://sts.amazonaws.com/doc/2011-06-15/'><AssumeRoleResult>\
                   <Credentials><AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>s</SecretAccessKey>\
                   <SessionToken>t</SessionToken><Expiration>2030-01-01T00:00:00Z</Expiration></Credentials>\
                   <AssumedRoleUser><Arn>a</Arn></AssumedRoleUser></AssumeRoleResult></AssumeRoleResponse>";
        let read = AssumeRoleResponse::from_xml(xml.as_bytes()).ok().unwrap().credentials;
        assert_eq!((read.access_key_id, read.session_token), ("ASIA".to_owned(), "t".to_owned()));
        assert!(AssumeRoleResponse::from_xml(b"<AssumeRoleResponse/>").is_err());
    }
}
