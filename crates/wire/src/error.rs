//! Every error that an AWS client can be told, in one table.
//!
//! In: what went wrong. Out: name, HTTP status, header and body on the plane that the client uses.
//! Never: causes that are not the caller's business; those go to the log.
