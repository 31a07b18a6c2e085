//! Our own API next to that of AWS: why a check has its result, credentials for one check, checks on the hosted
//! page, erasure.
//!
//! In: requests under `/v1/sessions/` and `/v1/checks`, signed as every other request. Out: JSON with the statuses of web APIs.
//! Never: images; those come with the results.

use crate::auth;
use crate::body::{self, Body, whole};
use crate::check_credentials::Scope;
use crate::convert::credentials::IssuedCredentials;
use crate::convert::report::Report;
use crate::convert::validation;
use crate::limits::MAX_OWN_BODY_BYTES;
use crate::node::Node;
use crate::page_checks::application;
use crate::records;
use catchlight_types::{SessionId, SessionStatus};
use catchlight_wire::error::{AwsError, AwsErrorKind};
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use hyper::body::Incoming;
use serde::Serialize;

/// Something that an application can route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ApiRoute {
    /// `GET .../report`: every reading and what it added.
    Report,
    /// `POST .../credentials`: what a browser needs for this check and nothing else.
    Credentials,
    /// `DELETE`: delete the session, its result and its images.
    Erasure,
    /// `POST /v1/checks`: a check on the hosted page.
    NewCheck,
    /// `GET /v1/checks/{id}`: its state and its sessions.
    Check,
    /// `DELETE /v1/checks/{id}`: delete it with all its sessions.
    CheckErasure,
}

impl ApiRoute {
    /// Its name in the log.
    const fn name(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Credentials => "credentials",
            Self::Erasure => "delete-session",
            Self::NewCheck => "create-check",
            Self::Check => "check",
            Self::CheckErasure => "delete-check",
        }
    }

    /// The route of a request and the id of the session or check in its path; `None` when it is not for this API.
    pub(crate) fn read<'a>(method: &Method, path: &'a str) -> Option<(Self, &'a str)> {
        if let Some(rest) = path.strip_prefix("/v1/checks") {
            return match (method, rest.strip_prefix('/')) {
                (&Method::POST, None) if rest.is_empty() => Some((Self::NewCheck, "")),
                (&Method::GET, Some(check)) => Some((Self::Check, check)),
                (&Method::DELETE, Some(check)) => Some((Self::CheckErasure, check)),
                _ => None,
            };
        }
        let rest = path.strip_prefix("/v1/sessions/")?;
        match (method, rest.split_once('/')) {
            (&Method::GET, Some((session, "report"))) => Some((Self::Report, session)),
            (&Method::POST, Some((session, "credentials"))) => Some((Self::Credentials, session)),
            (&Method::DELETE, None) => Some((Self::Erasure, rest)),
            _ => None,
        }
    }
}

/// Answers one request.
pub(crate) async fn answer(node: &Node, route: ApiRoute, request: Request<Incoming>) -> Response<Body> {
    match serve(node, route, request).await {
        Ok(Some(text)) => json(StatusCode::OK, text),
        Ok(None) => {
            let mut response = Response::new(whole(""));
            *response.status_mut() = StatusCode::NO_CONTENT;
            response
        }
        Err(error) => {
            tracing::info!(route = route.name(), %error, "request refused");
            let told = Refusal { error: error.kind().on_control_plane().name, message: error.message() };
            json(status(error.kind()), serde_json::json!(told).to_string())
        }
    }
}

#[derive(Serialize)]
struct Refusal<'a> {
    error: &'a str,
    message: &'a str,
}

async fn serve(node: &Node, route: ApiRoute, request: Request<Incoming>) -> Result<Option<String>, AwsError> {
    let (head, body) = request.into_parts();
    let body = body::read(body, MAX_OWN_BODY_BYTES).await.map_err(validation)?;
    let caller = auth::header(node, &head, &body)?;
    let (_, named) = ApiRoute::read(&head.method, head.uri.path()).ok_or(AwsErrorKind::UnknownOperation)?;
    let session = || SessionId::new(named).map_err(|error| validation(error.to_string()));
    match route {
        ApiRoute::Report => report(node, &session()?).await.map(Some),
        ApiRoute::Credentials => credentials(node, caller, session()?).await.map(Some),
        ApiRoute::Erasure => erase(node, &session()?).await.map(|()| None),
        ApiRoute::NewCheck => {
            application::create(node, caller, &body).await.map(|told| Some(told.to_string()))
        }
        ApiRoute::Check => {
            let told = application::read(node, &application::id(named)?).await?;
            Ok(Some(told.to_string()))
        }
        ApiRoute::CheckErasure => application::erase(node, &application::id(named)?).await.map(|()| None),
    }
}

async fn report(node: &Node, id: &SessionId) -> Result<String, AwsError> {
    let session = records::find(node, id).await?;
    let result = records::result(node, id).await?;
    let status = session.status_at(node.parts.clock.now());
    text(&Report::new(&session, status, result.as_ref()))
}

async fn credentials(node: &Node, caller: String, id: SessionId) -> Result<String, AwsError> {
    let session = records::find(node, &id).await?;
    if session.status_at(node.parts.clock.now()) != SessionStatus::Created {
        return Err(validation("the session is invalid: it was started before or has expired"));
    }
    let scope = Scope { issuer_id: caller, session: id, expires_at: session.expires_at };
    let issued = scope.credentials(&node.parts.access_keys).ok_or(AwsErrorKind::UnrecognizedClient)?;
    text(&IssuedCredentials::new(&issued, &scope))
}

async fn erase(node: &Node, id: &SessionId) -> Result<(), AwsError> {
    if !records::erase(node, id).await? {
        return Err(AwsErrorKind::SessionNotFound.into());
    }
    tracing::info!(session = %id, "session deleted");
    Ok(())
}

fn text(answer: &impl Serialize) -> Result<String, AwsError> {
    serde_json::to_string(answer).map_err(|error| records::internal(&error))
}

/// Statuses as web APIs use them; nothing here has to look like AWS.
fn status(kind: AwsErrorKind) -> StatusCode {
    let status = match kind {
        AwsErrorKind::SessionNotFound => 404,
        _ => kind.before_stream().status,
    };
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

fn json(status: StatusCode, text: String) -> Response<Body> {
    let mut response = Response::new(whole(text));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_route_has_its_method_and_path() {
        let check = |method: Method, path: &str, expected: Option<(ApiRoute, &str)>| {
            assert_eq!(ApiRoute::read(&method, path), expected, "{method} {path}");
        };
        check(Method::GET, "/v1/sessions/x/report", Some((ApiRoute::Report, "x")));
        check(Method::POST, "/v1/sessions/x/credentials", Some((ApiRoute::Credentials, "x")));
        check(Method::DELETE, "/v1/sessions/x", Some((ApiRoute::Erasure, "x")));
        check(Method::POST, "/v1/sessions/x/report", None);
        check(Method::DELETE, "/v1/sessions/x/report", None);
        check(Method::GET, "/v1/sessions/x", None);
        check(Method::POST, "/v1/checks", Some((ApiRoute::NewCheck, "")));
        check(Method::GET, "/v1/checks/x", Some((ApiRoute::Check, "x")));
        check(Method::DELETE, "/v1/checks/x", Some((ApiRoute::CheckErasure, "x")));
        check(Method::GET, "/v1/checks", None);
        check(Method::POST, "/v1/checksx", None);
        check(Method::GET, "/prefix/v1/sessions/x/report", None);
    }
}
