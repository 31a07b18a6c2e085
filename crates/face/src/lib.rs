//! Frames to one tracked face: detector, 468-point mesh, head pose, quality measures.
//!
//! In: decoded frames in presentation order. Out: one [`Observation`] a frame.
//! Never: knows challenges or scores, reads the clock, uses more than one thread.

pub mod landmarks;
mod mesh;
mod observation;

pub use mesh::{Mesh, MeshPoint};
pub use observation::{FaceQuality, Observation, TrackedFace};
