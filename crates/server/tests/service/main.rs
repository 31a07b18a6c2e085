//! The server on real sockets, port 0, with a clock that the test moves.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod cors;
mod harness;
mod health;
