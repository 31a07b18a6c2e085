//! The two operations of the control plane in awsJson1_1.
//!
//! In: the target header and the body. Out: a request that keeps every constraint of the API, or the AWS error; and
//! the answers.
//! Never: decides what a valid request means.

mod create;
mod members;
mod request;
mod results;
mod sdk_type;

pub use crate::json::CONTROL_CONTENT_TYPE;
pub use create::{CreateFaceLivenessSessionRequest, CreateFaceLivenessSessionResponse};
pub use request::{Operation, Request, TARGET_HEADER, answer, parse_request};
pub use results::{
    AuditImage, Feedback, GetFaceLivenessSessionResultsRequest, GetFaceLivenessSessionResultsResponse,
    ImageContent, S3Object,
};
pub use sdk_type::SdkType;
