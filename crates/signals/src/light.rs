//! What the light signals share: the painted screen, chance sequences, the chroma of the face over time, the fit.

mod analysis;
mod decoys;
mod fit;
mod screen;
mod series;
mod whitening;

pub(crate) use analysis::{LightAnalysis, LitFace};
pub(crate) use decoys::decoys;
pub(crate) use fit::{Along, Changes, Clockwork, Response, lags_s};
pub(crate) use screen::{PaintedScreen, Part};
pub(crate) use series::{Chroma, FlashSeries, MiddleSeries, without_drift};
