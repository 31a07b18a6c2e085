//! The two operations of the control plane in awsJson1_1.
//!
//! In: the target header and the body. Out: a request that keeps every constraint of the API, or the AWS error.
//! Never: decides what a valid request means.
