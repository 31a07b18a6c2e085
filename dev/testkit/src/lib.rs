//! The sample challenge and the sample check that the tests of many crates start from.
//!
//! In: which challenge, for a video of which size. Out: values of `types`; a test that needs another value changes
//! that one, as in `Challenge { colors, ..testkit::challenge(kind, VGA) }`.
//! Never: anything but words of `types`, so that unit tests of every crate above it see their own types.

mod any;
mod challenge;
mod claim;
mod matching;

pub use any::{any_challenge, any_claim};
pub use challenge::{BLACK, GREEN, RED, VGA, challenge, color_step, planned};
pub use claim::{CheckClaims, check_claims, color_claim, full_claim};
