//! The credential of a signature: who signed, for which day, region and service.
//!
//! In: `AKID/yyyymmdd/region/rekognition/aws4_request`. Out: its parts. Never: secrets.

use super::SERVICE;
use crate::error::{AwsError, AwsErrorKind};

/// A credential that is scoped to our service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Credential {
    pub(super) access_key_id: String,
    /// `yyyymmdd`, not yet compared with the date of the request.
    pub(super) day: String,
    /// Whatever the client was configured with. Mobile clients can be led to another host by a region with dots and
    /// slashes, so it may hold both.
    pub(super) region: String,
}

impl Credential {
    pub(super) fn parse(text: &str) -> Result<Self, AwsError> {
        let mut from_left = text.splitn(3, '/');
        let (access_key_id, day, rest) = (from_left.next(), from_left.next(), from_left.next());
        let mut from_right = rest.unwrap_or_default().rsplitn(3, '/');
        let (terminator, service, region) = (from_right.next(), from_right.next(), from_right.next());
        let (Some(access_key_id), Some(day), Some(terminator), Some(service), Some(region)) =
            (access_key_id, day, terminator, service, region)
        else {
            let text = "Credential must have exactly 5 slash-delimited elements, e.g. \
                        keyid/date/region/service/term";
            return Err(AwsError::with_message(AwsErrorKind::IncompleteSignature, text));
        };
        if service != SERVICE {
            return Err(misplaced(format!("Credential should be scoped to correct service: '{SERVICE}'.")));
        }
        if terminator != TERMINATOR {
            return Err(misplaced(format!(
                "Credential should be scoped with a valid terminator: '{TERMINATOR}'."
            )));
        }
        Ok(Self { access_key_id: access_key_id.into(), day: day.into(), region: region.into() })
    }
}

/// The scope line of a text to sign.
pub(super) fn scope(day: &str, region: &str) -> String {
    format!("{day}/{region}/{SERVICE}/{TERMINATOR}")
}

fn misplaced(text: String) -> AwsError {
    AwsError::with_message(AwsErrorKind::InvalidSignature, text)
}

pub(super) const TERMINATOR: &str = "aws4_request";

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<(&str, &str, &str), AwsErrorKind>) {
        let found = Credential::parse(text);
        let parts = found
            .as_ref()
            .map(|found| (found.access_key_id.as_str(), found.day.as_str(), found.region.as_str()));
        assert_eq!(parts.map_err(AwsError::kind), expected, "{text}");
    }

    #[test]
    fn the_region_is_whatever_lies_in_the_middle() {
        check("A/20260101/eu-west-1/rekognition/aws4_request", Ok(("A", "20260101", "eu-west-1")));
        check(
            "A/20260101/x.example.com/y/rekognition/aws4_request",
            Ok(("A", "20260101", "x.example.com/y")),
        );
        check("A/20260101//rekognition/aws4_request", Ok(("A", "20260101", "")));
    }

    #[test]
    fn other_services_and_shapes_are_refused() {
        check("A/20260101/eu-west-1/s3/aws4_request", Err(AwsErrorKind::InvalidSignature));
        check("A/20260101/eu-west-1/rekognition/aws5_request", Err(AwsErrorKind::InvalidSignature));
        check("A/20260101/rekognition/aws4_request", Err(AwsErrorKind::IncompleteSignature));
        check("", Err(AwsErrorKind::IncompleteSignature));
    }
}
