//! Requests and responses of the control plane, member by member as the API has them.

pub use catchlight_wire::api::*;
