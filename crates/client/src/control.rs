//! Shapes of the control plane: what is asked and what is answered.
//!
//! In: a new session's settings, or the JSON of an answer. Out: JSON, or typed results.
//! Never: the network.

mod shapes;

use crate::{ClientError, ServiceException};
use catchlight_types::{
    ChallengeKind, ChallengeVersion, Confidence, FeedbackCode, JpegBytes, SessionId, SessionStatus, UnitRect,
};

/// What a new session shall be like. Everything may be left out.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct NewSession {
    /// A repeated token gives the session of the first call.
    pub client_request_token: Option<String>,
    /// Most audit images, 0..=4.
    pub audit_images_limit: Option<u8>,
    /// Where images go instead of into the results.
    pub output: Option<OutputLocation>,
    /// Key by which images are encrypted.
    pub kms_key_id: Option<String>,
    /// Challenges in order of preference.
    pub preferences: Vec<ChallengePreference>,
}

/// A place in an object store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputLocation {
    /// Bucket.
    pub bucket: String,
    /// Beginning of the names.
    pub prefix: Option<String>,
}

/// A challenge that the application prefers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChallengePreference {
    /// Which.
    pub kind: ChallengeKind,
    /// Least version.
    pub least: Option<ChallengeVersion>,
    /// Highest version.
    pub highest: Option<ChallengeVersion>,
}

/// The results of a session.
#[derive(Debug, Clone, PartialEq)]
pub struct SessionResults {
    /// The session.
    pub session_id: SessionId,
    /// Where it stands.
    pub status: SessionStatus,
    /// How sure the service is that a live person took part.
    pub confidence: Option<Confidence>,
    /// The challenge that was used.
    pub challenge: Option<UsedChallenge>,
    /// The best picture.
    pub reference_image: Option<ResultImage>,
    /// More pictures.
    pub audit_images: Vec<ResultImage>,
    /// What the person could do better.
    pub feedback: Vec<Feedback>,
    /// What the client called itself.
    pub sdk_type: Option<String>,
}

/// The challenge that was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UsedChallenge {
    /// Which.
    pub kind: ChallengeKind,
    /// Its version.
    pub version: ChallengeVersion,
}

/// A picture of the results.
#[derive(Debug, Clone, PartialEq)]
pub struct ResultImage {
    /// The picture or where it is.
    pub place: ImagePlace,
    /// The face, shares of the picture.
    pub bounding_box: Option<UnitRect>,
}

/// A picture or where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImagePlace {
    /// In the answer.
    Inline(JpegBytes),
    /// In an object store.
    Stored {
        /// Bucket.
        bucket: String,
        /// Name.
        name: String,
    },
}

/// What the person could do better.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feedback {
    /// The code.
    pub code: FeedbackCode,
    /// The code in plain words.
    pub message: Option<String>,
}

/// The body of CreateFaceLivenessSession.
pub(crate) fn create_request(session: &NewSession) -> Result<Vec<u8>, ClientError> {
    json(&shapes::CreateRequest::from(session))
}

/// The new session's id.
pub(crate) fn created(body: &[u8]) -> Result<SessionId, ClientError> {
    let answer: shapes::CreateAnswer = parse(body)?;
    session_id(&answer.session_id)
}

/// The body of GetFaceLivenessSessionResults.
pub(crate) fn results_request(session: &SessionId) -> Result<Vec<u8>, ClientError> {
    json(&shapes::ResultsRequest { session_id: session.as_str() })
}

/// The results.
pub(crate) fn results(body: &[u8]) -> Result<SessionResults, ClientError> {
    parse::<shapes::ResultsAnswer>(body)?.into_results()
}

/// The exception in the body of an answer that is no success; the name may be in a header instead.
pub(crate) fn exception(type_header: Option<&str>, body: &[u8]) -> ServiceException {
    let body: shapes::ErrorAnswer = serde_json::from_slice(body).unwrap_or_default();
    let name = body.type_member.as_deref().or(type_header).or(body.code.as_deref()).unwrap_or("Unknown");
    let name = name.rsplit('#').next().unwrap_or(name);
    let name = name.split(':').next().unwrap_or(name);
    ServiceException { name: name.to_owned(), message: body.message.unwrap_or_default() }
}

fn session_id(text: &str) -> Result<SessionId, ClientError> {
    SessionId::new(text).map_err(|error| ClientError::Answer { problem: format!("a bad SessionId: {error}") })
}

fn parse<'a, T: serde::Deserialize<'a>>(body: &'a [u8]) -> Result<T, ClientError> {
    serde_json::from_slice(body)
        .map_err(|error| ClientError::Answer { problem: format!("JSON that cannot be read: {error}") })
}

fn json<T: serde::Serialize>(value: &T) -> Result<Vec<u8>, ClientError> {
    serde_json::to_vec(value).map_err(ClientError::signing)
}

#[cfg(test)]
mod tests;
