//! What the light signals share: the painted screen, decoy sequences, the chroma of the face over time, its response.

mod analysis;
mod decoys;
mod fit;
mod screen;
mod series;
mod whitening;

pub(crate) use analysis::{LightAnalysis, LitFace};
pub(crate) use decoys::decoys;
pub(crate) use fit::{Changes, DriftFilter, Projection, Response, lags_s};
pub(crate) use screen::{PaintedScreen, Part};
pub(crate) use series::{Chroma, FlashSeries, MiddleSeries, without_drift};
