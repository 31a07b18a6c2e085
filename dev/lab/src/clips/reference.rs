//! Whether a reference image is what its box says: a sharp picture of a face.

use anyhow::{Context, Result, ensure};
use catchlight_face::{FaceModels, FaceTracker};
use catchlight_media::{Frame, RgbImage, VideoLimits, VideoStream, Yuv420};
use catchlight_types::{FrameSize, MediaTime, PointPx, RectPx, UnitRect};
use serde::Deserialize;
use std::fmt;
use std::path::Path;
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;

/// A box as ratios of the picture, as the API tells it.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(crate) struct BoundingBox {
    left: f32,
    top: f32,
    width: f32,
    height: f32,
}

/// What was found in a reference image.
#[derive(Debug)]
pub(crate) struct Seen {
    sharpness: f32,
    /// Median sharpness of the clip's own frames.
    usual_sharpness: f32,
    /// Share of the mesh's points inside of the told box.
    held: f32,
    /// Intersection over union of the told box and the one found here.
    agreement: f32,
}

/// The engine complains of blur below this.
const SHARPNESS_MIN: f32 = 0.08;
/// A calm face may be chosen before a sharper one, but not before one that is much sharper.
const SHARE_OF_USUAL_MIN: f32 = 0.8;
/// Frames from one look at a clip's own sharpness to the next.
const FRAMES_BETWEEN_LOOKS: usize = 5;
const HELD_MIN: f32 = 0.95;
const AGREEMENT_MIN: f32 = 0.6;

/// Follows the face in the picture anew and compares it with the told box and with the clip that it is from.
pub(crate) fn look(path: &Path, told: BoundingBox, clip: &Path, models: &FaceModels) -> Result<Seen> {
    let image = picture(path)?;
    let size = image.size();
    let frame = Frame { time: MediaTime::ZERO, image };
    let observation = FaceTracker::new(models.clone()).track(&frame)?;
    let face = observation.face.context("the reference image shows no face")?;
    let BoundingBox { left, top, width, height } = told;
    let told = UnitRect { left, top, width, height }.to_px(size);
    let points = face.mesh.points();
    let inside = points.iter().filter(|point| holds(told, point.at)).count();
    Ok(Seen {
        sharpness: face.quality.sharpness,
        usual_sharpness: usual_sharpness(clip, models)?,
        held: inside as f32 / points.len() as f32,
        agreement: told.intersection_over_union(face.bounding_box),
    })
}

impl Seen {
    /// Fails when the picture is blurred or its box does not hold the face.
    pub(crate) fn check(&self) -> Result<()> {
        let wanted = (SHARE_OF_USUAL_MIN * self.usual_sharpness).max(SHARPNESS_MIN);
        ensure!(self.sharpness >= wanted, "the reference image is blurred: {self}");
        ensure!(
            self.held >= HELD_MIN && self.agreement >= AGREEMENT_MIN,
            "the box is not the face's: {self}"
        );
        Ok(())
    }
}

impl fmt::Display for Seen {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { sharpness, usual_sharpness, held, agreement } = self;
        write!(formatter, "sharpness {sharpness:.2} (clip {usual_sharpness:.2}), ")?;
        write!(formatter, "{held:.2} of the face in its box, overlap {agreement:.2}")
    }
}

fn holds(rect: RectPx, point: PointPx) -> bool {
    (rect.left_px..=rect.left_px + rect.width_px).contains(&point.x_px)
        && (rect.top_px..=rect.top_px + rect.height_px).contains(&point.y_px)
}

fn usual_sharpness(clip: &Path, models: &FaceModels) -> Result<f32> {
    let mut stream = VideoStream::new(VideoLimits::CHECK);
    stream.push(&std::fs::read(clip).with_context(|| format!("cannot read {}", clip.display()))?)?;
    stream.finish()?;
    let mut tracker = FaceTracker::new(models.clone());
    let mut sharpness = Vec::new();
    let mut place = 0;
    while let Some(frame) = stream.next_frame()? {
        if place % FRAMES_BETWEEN_LOOKS == 0 {
            sharpness.extend(tracker.track(&frame)?.face.map(|face| face.quality.sharpness));
        }
        place += 1;
    }
    sharpness.sort_by(f32::total_cmp);
    sharpness.get(sharpness.len() / 2).copied().context("the clip shows no face")
}

fn picture(path: &Path) -> Result<Yuv420> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut decoder = JpegDecoder::new(ZCursor::new(bytes));
    let data = decoder.decode().context("the reference image is no JPEG")?;
    let info = decoder.info().context("the reference image has no size")?;
    let size = FrameSize { width_px: info.width.into(), height_px: info.height.into() };
    Yuv420::from_rgb(&RgbImage { size, data }).context("the reference image has an odd size")
}
