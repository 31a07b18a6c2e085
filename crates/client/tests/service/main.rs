//! The client against real sockets: the server of this repository, and services that misbehave.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod against_server;
mod back_pressure;
mod misbehaving;
mod own_server;
mod retrying;
