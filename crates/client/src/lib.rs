//! Rust client for Face Liveness: the control plane and the streaming operation
