//! The liveness-recording/1 file format: a check as it went over the wire, with an optional label and truth
