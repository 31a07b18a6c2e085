//! The operations of the control plane, one line each.
//!
//! In: nothing, or the headers of a request. Out: the table that the server, the client, the command line and the
//! conformance suite read. Never: what an operation does.

use crate::error::{AwsError, AwsErrorKind};
use crate::limits::MAX_QUOTED_CHARS;
use crate::operation::{ControlRequest, ServedRequest};
use crate::value::{Schema, Shape};
use http::HeaderMap;

/// Header that names the operation.
pub const TARGET_HEADER: &str = "x-amz-target";

/// Hands the table of operations to a macro of the caller, so that each crate makes of a line what it needs: a
/// method, a handler, a command. A line is what the operation does, its name in the API, the name of its method, and
/// its request and response among the shapes of [`api`](crate::api).
///
/// # Examples
/// ```
/// macro_rules! names {
///     ($($(#[doc = $about:literal])+ $name:ident: $method:ident($request:ident) -> $response:ident;)+) => {
///         [$(stringify!($name)),+]
///     };
/// }
/// assert!(catchlight_wire::operations!(names).contains(&"CreateFaceLivenessSession"));
/// ```
#[macro_export]
macro_rules! operations {
    ($with:ident) => {
        $with! {
            /// Create a session for one check.
            CreateFaceLivenessSession: create_face_liveness_session(CreateFaceLivenessSessionRequest)
                -> CreateFaceLivenessSessionResponse;
            /// Read the results of a session.
            GetFaceLivenessSessionResults: get_face_liveness_session_results(GetFaceLivenessSessionResultsRequest)
                -> GetFaceLivenessSessionResultsResponse;
        }
    };
}

/// An operation of the control plane.
#[derive(Debug, Clone, Copy)]
pub struct Operation {
    /// Its name in the API, as in `CreateFaceLivenessSession`.
    pub name: &'static str,
    /// The shape of its request.
    pub request: &'static Schema,
    /// The shape of its response.
    pub response: &'static Schema,
    about: &'static str,
    check: fn(&[u8]) -> Result<(), AwsError>,
}

macro_rules! table {
    ($($(#[doc = $about:literal])+ $name:ident: $method:ident($request:ident) -> $response:ident;)+) => {
        $(impl ControlRequest for crate::api::$request {
            const OPERATION: &'static str = stringify!($name);
            type Response = crate::api::$response;
        })+

        /// Every operation of the control plane.
        pub const OPERATIONS: &[Operation] = &[$(
            Operation {
                name: stringify!($name),
                request: &<crate::api::$request as Shape>::SCHEMA,
                response: &<crate::api::$response as Shape>::SCHEMA,
                about: concat!($($about),+),
                check: |body| <crate::api::$request as ServedRequest>::read(body).map(drop),
            },
        )+];
    };
}

crate::operations!(table);

impl Operation {
    /// The operation that the target header names.
    ///
    /// # Errors
    /// `UnknownOperationException` when the header is absent or names another operation.
    pub fn of(headers: &HeaderMap) -> Result<&'static Self, AwsError> {
        let unknown = |message: String| AwsError::with_message(AwsErrorKind::UnknownOperation, message);
        let target =
            headers.get(TARGET_HEADER).ok_or_else(|| unknown("X-Amz-Target is missing".to_owned()))?;
        OPERATIONS.iter().find(|operation| target == operation.target().as_str()).ok_or_else(|| {
            let named = String::from_utf8_lossy(target.as_bytes());
            let named: String = named.chars().take(MAX_QUOTED_CHARS).collect();
            unknown(format!("there is no operation {named}"))
        })
    }

    /// The value of the target header.
    #[must_use]
    pub fn target(&self) -> String {
        target(self.name)
    }

    /// What it does, in one sentence.
    #[must_use]
    pub fn about(&self) -> &'static str {
        self.about.trim()
    }

    /// Whether a server takes this body.
    ///
    /// # Errors
    /// [`AwsError`] as the caller would get it.
    pub fn check(&self, body: &[u8]) -> Result<(), AwsError> {
        (self.check)(body)
    }
}

/// The value of the target header for the operation of this name.
#[must_use]
pub fn target(name: &str) -> String {
    format!("{SERVICE}.{name}")
}

/// What stands before the name of each operation.
const SERVICE: &str = "RekognitionService";

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};
    use http::HeaderValue;

    fn check(target: &str, expected: &Expect) {
        let mut headers = HeaderMap::new();
        headers.insert(TARGET_HEADER, HeaderValue::from_str(target).unwrap());
        expected.assert_eq(&match Operation::of(&headers) {
            Ok(operation) => format!("{}: {}", operation.name, operation.about()),
            Err(error) => error.to_string(),
        });
    }

    #[test]
    fn the_target_header_names_the_operation() {
        for operation in OPERATIONS {
            let mut headers = HeaderMap::new();
            headers.insert(TARGET_HEADER, HeaderValue::from_str(&operation.target()).unwrap());
            assert_eq!(Operation::of(&headers).unwrap().name, operation.name);
        }
        check(
            "RekognitionService.CreateFaceLivenessSession",
            &expect!["CreateFaceLivenessSession: Create a session for one check."],
        );
    }

    #[test]
    fn other_targets_are_unknown_operations() {
        check(
            "RekognitionService.DetectText",
            &expect!["UnknownOperationException: there is no operation RekognitionService.DetectText"],
        );
        check(
            "CreateFaceLivenessSession",
            &expect!["UnknownOperationException: there is no operation CreateFaceLivenessSession"],
        );
        check("", &expect!["UnknownOperationException: there is no operation "]);
        assert_eq!(
            Operation::of(&HeaderMap::new()).unwrap_err().to_string(),
            "UnknownOperationException: X-Amz-Target is missing"
        );
    }

    /// AWS and its clients name the request and the response of an operation after it.
    #[test]
    fn shapes_have_the_name_of_their_operation() {
        macro_rules! shapes {
            ($($(#[doc = $about:literal])+ $name:ident: $method:ident($request:ident) -> $response:ident;)+) => {
                [$((stringify!($name), stringify!($method), stringify!($request), stringify!($response))),+]
            };
        }
        for (name, method, request, response) in crate::operations!(shapes) {
            assert_eq!(
                (format!("{name}Request").as_str(), format!("{name}Response").as_str()),
                (request, response)
            );
            assert_eq!(method.replace('_', ""), name.to_lowercase());
        }
    }

    #[test]
    fn an_empty_body_counts_as_an_empty_structure() {
        for operation in OPERATIONS {
            assert_eq!(operation.check(b""), operation.check(b"{}"), "{}", operation.name);
            let wrong = operation.check(b"[]").unwrap_err();
            assert_eq!(wrong.kind(), AwsErrorKind::Serialization, "{}", operation.name);
        }
    }

    #[test]
    fn every_operation_and_member_of_a_request_says_what_it_is_for() {
        for operation in OPERATIONS {
            assert!(operation.about().ends_with('.'), "{}", operation.name);
            for member in operation.request.members() {
                assert!(member.help().ends_with('.'), "{}.{}", operation.name, member.name);
            }
        }
    }
}
