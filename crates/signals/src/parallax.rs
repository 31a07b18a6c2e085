//! Placeholder until measured.

use crate::Evidence;
use crate::signal::Finding;
use catchlight_types::NotTaken;

pub(crate) fn measure(_evidence: &Evidence) -> Finding {
    Finding::not_taken(NotTaken::TooFewFrames)
}
