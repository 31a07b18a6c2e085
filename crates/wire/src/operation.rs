//! The requests of the control plane: the operation of each, and how a server reads and answers it.
//!
//! In: the shape of a request, or the body of one. Out: its operation's name; a request that keeps every constraint,
//! or the AWS error.
//! Never: which operations there are; see [`operations`](mod@crate::operations).

use crate::constraints::Violations;
use crate::error::{AwsError, AwsErrorKind};
use crate::value::{Shape, ValueError};
use bytes::Bytes;

/// A request of the control plane, as a client writes it.
pub trait ControlRequest: Shape {
    /// The name of its operation in the API, as in `CreateFaceLivenessSession`.
    const OPERATION: &'static str;
    /// What the service answers.
    type Response: Shape;
}

/// A request of the control plane, as a server reads it.
pub trait ServedRequest {
    /// The request once it keeps every constraint.
    type Valid;

    /// Reads a body; an empty one counts as `{}`, and members that the API does not know are passed over.
    ///
    /// # Errors
    /// [`AwsError`] for a body of the wrong shape and for violated constraints, all in one message.
    fn read(body: &[u8]) -> Result<Self::Valid, AwsError>;
}

/// A response of the control plane, as a server writes it.
pub trait ServedResponse {
    /// The body.
    fn to_body(&self) -> Bytes;
}

/// A response that has no other form than its shape.
impl<T: Shape> ServedResponse for T {
    fn to_body(&self) -> Bytes {
        self.to_json()
    }
}

/// Reads a request that has no other form than its shape; the API's constraints on its values come after it.
///
/// # Errors
/// `SerializationException` for a body of the wrong shape, and the constraint of a required member that is absent.
pub fn read_shape<T: Shape>(body: &[u8]) -> Result<T, AwsError> {
    T::from_json(if body.is_empty() { b"{}" } else { body }).map_err(|error| match error {
        ValueError::Missing { place } => {
            let mut violations = Violations::default();
            violations.missing(&in_request(&place));
            violations.into_error()
        }
        other => AwsError::with_message(AwsErrorKind::Serialization, other.to_string()),
    })
}

/// A place in a request as AWS names it: `settings.outputConfig` for `Settings.OutputConfig`.
fn in_request(place: &str) -> String {
    let small = |name: &str| {
        let mut letters = name.chars();
        let first = letters.next().map(|first| first.to_ascii_lowercase());
        first.into_iter().chain(letters).collect::<String>()
    };
    place.split('.').map(small).collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::CreateFaceLivenessSessionRequest;
    use expect_test::{Expect, expect};

    fn check(body: &str, expected: &Expect) {
        let error = read_shape::<CreateFaceLivenessSessionRequest>(body.as_bytes()).unwrap_err();
        expected.assert_eq(&error.to_string());
    }

    #[test]
    fn a_body_of_the_wrong_shape_is_refused_in_the_words_of_aws() {
        check(
            r#"{"Settings":{"OutputConfig":{}}}"#,
            &expect![
                "InvalidParameterException: 1 validation error detected: Value null at 'settings.outputConfig.s3Bucket' failed to satisfy constraint: Member must not be null"
            ],
        );
        check(
            r#"{"KmsKeyId":1}"#,
            &expect!["SerializationException: KmsKeyId must be a string, not a number"],
        );
        assert!(read_shape::<CreateFaceLivenessSessionRequest>(b"").is_ok());
    }
}
