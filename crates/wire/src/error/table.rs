//! The table from what went wrong to what each plane calls it.
//!
//! In: a kind of failure. Out: its name on the wire, its HTTP status, its usual text.
//! Never: anything about one request.

/// What went wrong, in the words of no plane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AwsErrorKind {
    /// The caller is known and may not do this.
    AccessDenied,
    /// The session token was valid once.
    ExpiredToken,
    /// The signature lacks a part or a part has the wrong shape.
    IncompleteSignature,
    /// The fault is ours.
    Internal,
    /// The signature does not match or its date is out of the window.
    InvalidSignature,
    /// The request is not signed.
    MissingAuthenticationToken,
    /// Too many checks at once.
    QuotaExceeded,
    /// The body is not JSON of the right shape.
    Serialization,
    /// There is no session of this id.
    SessionNotFound,
    /// Too many requests in a short time.
    Throttling,
    /// The server cannot serve now.
    Unavailable,
    /// There is no such operation.
    UnknownOperation,
    /// There is no such access key, or the session token is not its own.
    UnrecognizedClient,
    /// A parameter, a message or the video is not valid.
    Validation,
}

/// The name and status of an error on one plane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ErrorCode {
    /// The name that the SDKs know.
    pub name: &'static str,
    /// The HTTP status.
    pub status: u16,
}

/// One line of the table.
struct Row {
    control: ErrorCode,
    stream: ErrorCode,
    event: &'static str,
    message: &'static str,
}

impl AwsErrorKind {
    /// Every kind.
    pub const ALL: [Self; 14] = [
        Self::AccessDenied,
        Self::ExpiredToken,
        Self::IncompleteSignature,
        Self::Internal,
        Self::InvalidSignature,
        Self::MissingAuthenticationToken,
        Self::QuotaExceeded,
        Self::Serialization,
        Self::SessionNotFound,
        Self::Throttling,
        Self::Unavailable,
        Self::UnknownOperation,
        Self::UnrecognizedClient,
        Self::Validation,
    ];

    /// Name and status on the control plane.
    #[must_use]
    pub const fn on_control_plane(self) -> ErrorCode {
        self.row().control
    }

    /// Name and status on the streaming operation as long as the stream has not begun.
    #[must_use]
    pub const fn before_stream(self) -> ErrorCode {
        self.row().stream
    }

    /// Name of the exception event within a stream; only names that the Amplify components know.
    #[must_use]
    pub const fn as_event(self) -> &'static str {
        self.row().event
    }

    /// The text for a caller who needs no other.
    #[must_use]
    pub const fn usual_message(self) -> &'static str {
        self.row().message
    }

    /// The kind that the control plane or the stream calls by this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let by = |named: fn(Self) -> &'static str| Self::ALL.into_iter().find(|kind| named(*kind) == name);
        by(|kind| kind.on_control_plane().name)
            .or_else(|| by(|kind| kind.before_stream().name))
            .or_else(|| by(Self::as_event))
    }

    // Names and statuses: botocore's service model and the reference of the streaming operation. The events use the
    // five modelled names and the four that the mobile clients know besides; a signature that cannot be repaired by
    // a better clock is not called InvalidSignatureException there, since iOS and Android retry on that name.
    const fn row(self) -> Row {
        match self {
            Self::AccessDenied => row(
                code("AccessDeniedException", 400),
                code("AccessDeniedException", 403),
                "AccessDeniedException",
                "this access key may not do that",
            ),
            Self::ExpiredToken => row(
                code("ExpiredTokenException", 400),
                code("ExpiredTokenException", 403),
                "AccessDeniedException",
                "The security token included in the request is expired",
            ),
            Self::IncompleteSignature => row(
                code("IncompleteSignatureException", 400),
                code("IncompleteSignatureException", 403),
                "AccessDeniedException",
                "the signature lacks a part",
            ),
            Self::Internal => row(
                code("InternalServerError", 500),
                code("InternalServerException", 500),
                "InternalServerException",
                "the server failed; its log says why",
            ),
            Self::InvalidSignature => row(
                code("InvalidSignatureException", 400),
                code("InvalidSignatureException", 403),
                "InvalidSignatureException",
                "The request signature we calculated does not match the signature you provided. \
                 Check your AWS Secret Access Key and signing method.",
            ),
            Self::MissingAuthenticationToken => row(
                code("MissingAuthenticationTokenException", 400),
                code("MissingAuthenticationTokenException", 403),
                "AccessDeniedException",
                "Missing Authentication Token",
            ),
            Self::QuotaExceeded => row(
                code("ProvisionedThroughputExceededException", 400),
                code("ServiceQuotaExceededException", 429),
                "ServiceQuotaExceededException",
                "too many checks run at this moment",
            ),
            Self::Serialization => row(
                code("SerializationException", 400),
                code("SerializationException", 400),
                "ValidationException",
                "the request could not be parsed",
            ),
            Self::SessionNotFound => row(
                code("SessionNotFoundException", 400),
                code("SessionNotFoundException", 400),
                "SessionNotFoundException",
                "no session has this id",
            ),
            Self::Throttling => row(
                code("ThrottlingException", 500),
                code("ThrottlingException", 429),
                "ThrottlingException",
                "Rate exceeded",
            ),
            Self::Unavailable => row(
                code("ThrottlingException", 500),
                code("ServiceUnavailableException", 503),
                "ServiceUnavailableException",
                "the server cannot serve at this moment; try again",
            ),
            Self::UnknownOperation => row(
                code("UnknownOperationException", 400),
                code("UnknownOperationException", 404),
                "ValidationException",
                "there is no such operation",
            ),
            Self::UnrecognizedClient => row(
                code("UnrecognizedClientException", 400),
                code("UnrecognizedClientException", 403),
                "UnrecognizedClientException",
                "The security token included in the request is invalid.",
            ),
            Self::Validation => row(
                code("InvalidParameterException", 400),
                code("ValidationException", 400),
                "ValidationException",
                "the request is not valid",
            ),
        }
    }
}

const fn row(control: ErrorCode, stream: ErrorCode, event: &'static str, message: &'static str) -> Row {
    Row { control, stream, event, message }
}

const fn code(name: &'static str, status: u16) -> ErrorCode {
    ErrorCode { name, status }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The documentation is the other copy of the table.
    #[test]
    fn the_whole_table_is_the_one_of_the_documentation() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/compatibility.md");
        let documentation = std::fs::read_to_string(path).unwrap();
        // Cases that were run are named after exceptions, too, in the sections that follow.
        let (_, errors) = documentation.split_once("## Errors\n").unwrap();
        let (errors, _) = errors.split_once("\n## ").unwrap();
        let documented: Vec<&str> = errors.lines().filter(|line| line.contains("Exception |")).collect();
        let code = |code: ErrorCode| format!("{} {}", code.name, code.status);
        let row = |kind: AwsErrorKind| {
            let (control, stream) = (code(kind.on_control_plane()), code(kind.before_stream()));
            format!("| {} | {control} | {stream} | {} |", kind.usual_message(), kind.as_event())
        };
        assert_eq!(documented, AwsErrorKind::ALL.map(row), "{path}");
    }

    #[test]
    fn events_carry_only_names_that_the_amplify_components_know() {
        let known = [
            "ValidationException",
            "InternalServerException",
            "ThrottlingException",
            "ServiceQuotaExceededException",
            "ServiceUnavailableException",
            "AccessDeniedException",
            "SessionNotFoundException",
            "InvalidSignatureException",
            "UnrecognizedClientException",
        ];
        for kind in AwsErrorKind::ALL {
            assert!(known.contains(&kind.as_event()), "{kind:?}");
        }
    }

    #[test]
    fn mobile_clients_repair_their_clock_only_for_invalid_signatures() {
        let retried: Vec<_> = AwsErrorKind::ALL
            .into_iter()
            .filter(|kind| kind.as_event() == "InvalidSignatureException")
            .collect();
        assert_eq!(retried, [AwsErrorKind::InvalidSignature]);
    }

    #[test]
    fn no_usual_text_makes_the_web_component_speak_of_regions() {
        for kind in AwsErrorKind::ALL {
            assert!(!kind.usual_message().to_lowercase().contains("valid region"), "{kind:?}");
        }
    }

    #[test]
    fn faults_are_those_of_the_model() {
        let status = |kind: AwsErrorKind| kind.on_control_plane().status;
        let faults: Vec<_> = AwsErrorKind::ALL.into_iter().filter(|kind| status(*kind) >= 500).collect();
        assert_eq!(faults, [AwsErrorKind::Internal, AwsErrorKind::Throttling, AwsErrorKind::Unavailable]);
    }

    #[test]
    fn names_lead_back_to_their_kind() {
        for kind in AwsErrorKind::ALL {
            let back = AwsErrorKind::from_name(kind.before_stream().name);
            assert_eq!(back, Some(kind));
        }
        assert_eq!(AwsErrorKind::from_name("InternalServerError"), Some(AwsErrorKind::Internal));
        assert_eq!(AwsErrorKind::from_name("Nonsense"), None);
    }
}
