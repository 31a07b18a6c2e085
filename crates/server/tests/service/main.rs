//! The server on real sockets, port 0, with a clock that the test moves.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod console;
mod console_checks;
mod console_client;
mod console_keys;
mod console_log;
mod console_provider;
mod console_routes;
mod control;
mod cors;
mod dates;
mod exchange;
mod exchange_client;
mod harness;
mod health;
mod misuse;
mod own_api;
mod page_checks;
mod page_choice;
mod provider;
mod results;
mod script;
mod signer;
mod socket;
mod stream_client;
mod test_mode;
mod watchdogs;
