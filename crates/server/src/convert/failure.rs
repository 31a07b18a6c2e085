//! Every failure that a caller can see: one table from the domain to AWS names, HTTP statuses and texts.
//!
//! In: what went wrong. Out: what the caller is told, on the control plane and on a stream.
//! Never: causes that are not the caller's business; those go to the log.

use std::fmt;

/// Why a request or a stream is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Failure {
    /// No such operation.
    UnknownOperation,
    /// The body is not JSON of the right shape.
    Serialization {
        /// What is wrong with it.
        text: String,
    },
    /// The request is not signed.
    MissingAuthentication,
    /// Nobody has this access key.
    UnknownKey,
    /// The signature does not match or is out of date.
    InvalidSignature {
        /// What is wrong with it.
        text: String,
    },
    /// A parameter, a message or the video is not valid.
    Validation {
        /// What is wrong with it.
        text: String,
    },
    /// There is no session of this id.
    SessionNotFound,
    /// Too many checks at once.
    QuotaExceeded,
    /// The server cannot serve now.
    Unavailable {
        /// What to do about it.
        text: String,
    },
    /// The fault is ours.
    Internal,
}

/// What the caller is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Told {
    /// The name that the SDKs know.
    pub(crate) name: &'static str,
    /// The HTTP status, where there is one.
    pub(crate) status: u16,
}

impl Failure {
    /// What a caller of the control plane is told.
    pub(crate) const fn on_control_plane(&self) -> Told {
        let (name, status) = match self {
            Self::UnknownOperation => ("UnknownOperationException", 400),
            Self::Serialization { .. } => ("SerializationException", 400),
            Self::MissingAuthentication => ("MissingAuthenticationTokenException", 400),
            Self::UnknownKey => ("UnrecognizedClientException", 400),
            Self::InvalidSignature { .. } => ("InvalidSignatureException", 400),
            Self::Validation { .. } => ("InvalidParameterException", 400),
            Self::SessionNotFound => ("SessionNotFoundException", 400),
            Self::QuotaExceeded => ("ProvisionedThroughputExceededException", 400),
            Self::Unavailable { .. } => ("ThrottlingException", 500),
            Self::Internal => ("InternalServerError", 500),
        };
        Told { name, status }
    }

    /// What a streaming client is told; the status only where the stream has not begun.
    pub(crate) const fn on_stream(&self) -> Told {
        let (name, status) = match self {
            Self::UnknownOperation | Self::Serialization { .. } | Self::Validation { .. } => {
                ("ValidationException", 400)
            }
            Self::MissingAuthentication => ("AccessDeniedException", 403),
            Self::UnknownKey => ("UnrecognizedClientException", 403),
            Self::InvalidSignature { .. } => ("InvalidSignatureException", 403),
            Self::SessionNotFound => ("SessionNotFoundException", 400),
            Self::QuotaExceeded => ("ServiceQuotaExceededException", 429),
            Self::Unavailable { .. } => ("ServiceUnavailableException", 503),
            Self::Internal => ("InternalServerException", 500),
        };
        Told { name, status }
    }

    /// The text for the caller.
    pub(crate) fn text(&self) -> &str {
        match self {
            Self::UnknownOperation => "the operation is not known",
            Self::MissingAuthentication => "the request is not signed",
            Self::UnknownKey => "the access key is not known",
            Self::SessionNotFound => "there is no session of this id",
            Self::QuotaExceeded => "too many checks run at this moment",
            Self::Internal => "the server failed; its log says why",
            Self::Serialization { text }
            | Self::InvalidSignature { text }
            | Self::Validation { text }
            | Self::Unavailable { text } => text,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.on_stream().name, self.text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    #[test]
    fn the_whole_table() {
        let text = || "why".to_owned();
        let every = [
            Failure::UnknownOperation,
            Failure::Serialization { text: text() },
            Failure::MissingAuthentication,
            Failure::UnknownKey,
            Failure::InvalidSignature { text: text() },
            Failure::Validation { text: text() },
            Failure::SessionNotFound,
            Failure::QuotaExceeded,
            Failure::Unavailable { text: text() },
            Failure::Internal,
        ];
        let rows: Vec<String> = every
            .iter()
            .map(|failure| {
                let (control, stream) = (failure.on_control_plane(), failure.on_stream());
                format!(
                    "{} {} | {} {} | {}",
                    control.name,
                    control.status,
                    stream.name,
                    stream.status,
                    failure.text()
                )
            })
            .collect();
        expect![[r#"
            UnknownOperationException 400 | ValidationException 400 | the operation is not known
            SerializationException 400 | ValidationException 400 | why
            MissingAuthenticationTokenException 400 | AccessDeniedException 403 | the request is not signed
            UnrecognizedClientException 400 | UnrecognizedClientException 403 | the access key is not known
            InvalidSignatureException 400 | InvalidSignatureException 403 | why
            InvalidParameterException 400 | ValidationException 400 | why
            SessionNotFoundException 400 | SessionNotFoundException 400 | there is no session of this id
            ProvisionedThroughputExceededException 400 | ServiceQuotaExceededException 429 | too many checks run at this moment
            ThrottlingException 500 | ServiceUnavailableException 503 | why
            InternalServerError 500 | InternalServerException 500 | the server failed; its log says why"#]]
        .assert_eq(&rows.join("\n"));
    }
}
