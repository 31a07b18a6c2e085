//! Synthetic people, presentation attacks, camera and encoder: checks with ground truth from a seed.
//!
//! In: a challenge, a species, a seed. Out: the bytes and claims that a client would have sent, and what was
//! really in front of the camera. Never: knows how a check is judged; reads a clock, a file or a random source.

mod camera;
mod capture;
mod check;
mod claims;
mod clip;
mod color;
mod encoding;
mod error;
mod figure;
mod film;
mod lens;
mod light_basis;
mod light_picture;
mod limits;
mod motion;
mod noise;
mod person;
#[cfg(test)]
mod physics;
mod raster;
mod room;
mod scene;
mod screen;
mod seed;
mod simulate;
mod species;
mod timeline;
mod truth;
mod written;

pub use capture::CaptureSettings;
pub use check::{SentClaim, SentSlice, SimulatedCheck, VideoBytes};
pub use clip::{ClipFormat, ClipSettings, film_clip};
pub use error::SimulatorError;
pub use light_basis::film_light_basis;
pub use limits::{MAX_CHECK_SECONDS, MAX_CLIP_SECONDS, MIN_VIDEO_SIDE_PX};
pub use seed::Seed;
pub use simulate::simulate;
pub use species::Species;
pub use truth::{CheckTruth, FrameTruth, SceneTruth};
