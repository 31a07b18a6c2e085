//! The only place where the wire and the domain meet.
//!
//! In: values of one world. Out: values of the other, or the failure that the caller is told.
//! Never: sockets, the clock, the store's connections.

mod failure;
