//! Evidence and challenge to readings; one file per signal, one line in [`ALL`].
//!
//! In: the challenge, decoded frames with their observations, the claims of the client.
//! Out: one [`Measurement`](catchlight_types::Measurement) per signal.
//! Never: opinions (no thresholds, no percentages), whole frames, the clock.

mod evidence;
mod eyes;
mod finding;
mod light;
mod light_background;
mod light_relief;
mod light_response;
mod limits;
mod moire;
mod panel_edge;
mod parallax;
mod passive_texture;
mod quality;
mod replay_fingerprint;
mod screen_glare;
mod signal;
mod stream_timing;
#[cfg(test)]
mod testing;
mod trajectory;
mod video_loop;

pub use evidence::{CoursePoint, Evidence, Landmark, LinearRgb, ShownColor, ShownColors, SliceSummary};
pub use signal::{ALL, Signal, measure_all};
