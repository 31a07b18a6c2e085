//! Limits of the wire. What happens at each one is written beside it.
