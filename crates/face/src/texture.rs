//! What models trained on recaptured images say about the image of a face.
//!
//! In: a frame and the box of the face. Out: their mean score that the image shows skin and not a copy of it.
//! MiniFASNet (Silent-Face-Anti-Spoofing): each model sees the face with a margin of its own, squeezed to a square without
//! smoothing, as it was trained. The pack is optional evidence; without it nothing here runs.

use crate::FaceError;
use crate::models::{LoadedTextureModel, ModelSet};
use crate::pyramid::Pyramid;
use catchlight_types::{FrameSize, RectPx};

/// Mean score over the models of the pack, 0..=1; `None` without a pack.
pub(crate) fn read_texture(
    models: &mut ModelSet,
    frame: &Pyramid<'_>,
    face: RectPx,
) -> Result<Option<f32>, FaceError> {
    let mut sum = 0.0;
    for LoadedTextureModel { model, faces_wide } in &mut models.texture {
        let area = widened(face, *faces_wide, frame.size());
        let logits = model.run_one(&frame.squeezed(area, model.side))?;
        sum += live_share(&logits);
    }
    let count = models.texture.len();
    Ok((count > 0).then(|| sum / count as f32))
}

/// The face with its margin, shrunk and moved so that it stays inside the frame.
fn widened(face: RectPx, faces_wide: f32, frame: FrameSize) -> RectPx {
    let (width, height) = (frame.width_px as f32 - 1.0, frame.height_px as f32 - 1.0);
    let scale = faces_wide.min(width / face.width_px.max(1.0)).min(height / face.height_px.max(1.0)).max(0.0);
    let (width_px, height_px) = (scale * face.width_px.max(1.0), scale * face.height_px.max(1.0));
    let center = face.center();
    RectPx {
        left_px: (center.x_px - width_px / 2.0).clamp(0.0, (width - width_px).max(0.0)),
        top_px: (center.y_px - height_px / 2.0).clamp(0.0, (height - height_px).max(0.0)),
        width_px,
        height_px,
    }
}

/// Softmax of the class that stands for a live face.
fn live_share(logits: &[f32]) -> f32 {
    let most = logits.iter().copied().fold(f32::MIN, f32::max);
    let total: f32 = logits.iter().map(|logit| (logit - most).exp()).sum();
    logits.get(LIVE_CLASS).map_or(0.0, |logit| (logit - most).exp() / total.max(f32::MIN_POSITIVE))
}

/// Place of the class among print, live, screen.
const LIVE_CLASS: usize = 1;

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: FrameSize = FrameSize { width_px: 640, height_px: 480 };

    #[test]
    fn a_margin_that_fits_stands_around_the_face() {
        let face = RectPx { left_px: 300.0, top_px: 200.0, width_px: 60.0, height_px: 80.0 };
        let area = widened(face, 2.7, FRAME);
        assert!((area.width_px - 162.0).abs() < 1e-3 && (area.height_px - 216.0).abs() < 1e-3, "{area:?}");
        assert!(area.center().distance_px(face.center()) < 1e-3, "{area:?}");
    }

    #[test]
    fn a_margin_that_does_not_fit_stays_inside_the_frame() {
        let face = RectPx { left_px: 10.0, top_px: 20.0, width_px: 240.0, height_px: 320.0 };
        let area = widened(face, 4.0, FRAME);
        let (right, bottom) = (area.left_px + area.width_px, area.top_px + area.height_px);
        assert!(area.left_px >= 0.0 && area.top_px >= 0.0 && right <= 639.5 && bottom <= 479.5, "{area:?}");
        assert!((area.width_px / area.height_px - 0.75).abs() < 1e-3, "{area:?}");
    }

    #[test]
    fn logits_become_a_share() {
        assert!((live_share(&[0.0, 0.0, 0.0]) - 1.0 / 3.0).abs() < 1e-6);
        assert!(live_share(&[-3.0, 900.0, 2.0]) > 0.999);
        assert!(live_share(&[]).abs() < f32::EPSILON);
    }
}
