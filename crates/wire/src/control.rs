//! The control plane in awsJson1_1 as a server reads and writes it.
//!
//! In: the body of a request, or a typed response. Out: a request that keeps every constraint of the API, or the AWS
//! error; the body of the response.
//! Never: decides what a valid request means.

mod create;
mod http_response;
mod members;
mod results;
mod sdk_type;

pub use crate::json::CONTROL_CONTENT_TYPE;
pub use create::{CreateFaceLivenessSessionRequest, CreateFaceLivenessSessionResponse};
pub use http_response::response;
pub use results::{
    AuditImage, Feedback, GetFaceLivenessSessionResultsRequest, GetFaceLivenessSessionResultsResponse,
    ImageContent, S3Object,
};
pub use sdk_type::SdkType;

#[cfg(test)]
mod tests;
