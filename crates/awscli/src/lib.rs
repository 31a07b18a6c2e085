//! The operations of Face Liveness as the aws command has them, byte for byte on standard output.
//!
//! In: the words of the command line, environment, shared files. Out: a response on standard output or a line on
//! standard error, and the exit status. Never: video formats, recordings, the server; [`Host`] opens what is streamed.

mod arguments;
mod call;
mod command;
mod configuration;
mod connection;
mod credentials;
mod debug;
mod environment;
mod failure;
mod help;
mod host;
mod instant;
mod json;
mod model;
mod numbers;
mod output;
mod parameters;
mod paramfile;
mod query;
mod roles;
mod shared_files;
mod shorthand;
mod similar;
mod skeleton;
mod start;
mod value;

pub use command::run;
pub use host::{Host, Performer, StreamSource};
