//! AWS Signature Version 4, verifying side.
//!
//! In: a request head as it was received, the caller's secret and `now`. Out: yes, or the AWS error.
//! Never: looks a secret up, reads the clock.
