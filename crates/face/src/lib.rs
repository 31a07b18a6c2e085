//! Frames to one tracked face: detector, 468-point mesh, head pose, quality measures.
//!
//! In: decoded frames in presentation order. Out: one [`Observation`] a frame.
//! Never: knows challenges or scores, reads the clock, uses more than one thread.

mod detector;
mod error;
mod face_box;
pub mod landmarks;
mod limits;
mod mesh;
mod mesh_model;
mod models;
mod observation;
mod pose;
mod pyramid;
mod quality;
mod texture;
mod tracker;

pub use error::FaceError;
pub use mesh::{Mesh, MeshPoint};
pub use models::{FaceModels, ModelBytes, TextureModel};
pub use observation::{FaceQuality, Observation, TrackedFace};
pub use tracker::FaceTracker;
