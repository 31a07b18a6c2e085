//! Mean light of places in an image.
//!
//! In: planes of an image and a place. Out: means of linear light, which add up as light does.

use super::{FacePoint, Placement};
use catchlight_media::{ColorRange, Yuv420};
use catchlight_types::{PointPx, RectPx, Rgb8};
use std::sync::Arc;

/// Linear light, 0..=1 a channel, 1 = the brightest the camera writes.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct LinearRgb {
    /// Red.
    pub red: f32,
    /// Green.
    pub green: f32,
    /// Blue.
    pub blue: f32,
}

impl LinearRgb {
    /// Light of a screen that shows this colour, 1 for white.
    pub(crate) fn of_screen(color: Rgb8) -> Self {
        let light = |channel: u8| linear(f32::from(channel) / 255.0);
        Self { red: light(color.red), green: light(color.green), blue: light(color.blue) }
    }

    /// Mean of two lights of which the other has this share.
    pub(crate) fn mixed(self, other: Self, share: f32) -> Self {
        let mix = |own: f32, other: f32| own + share * (other - own);
        Self {
            red: mix(self.red, other.red),
            green: mix(self.green, other.green),
            blue: mix(self.blue, other.blue),
        }
    }

    /// Mean light of the visible places; `None` when there is none.
    pub(crate) fn mean(places: &[Option<Self>]) -> Option<Self> {
        let mut sum = Sum::default();
        places.iter().flatten().for_each(|&place| sum.add(place));
        (sum.count > 0).then(|| sum.mean())
    }
}

/// Turns sampled pixels into linear light; holds the table of the sRGB curve.
#[derive(Clone)]
pub(crate) struct ColorSampler {
    linear_of: Arc<[f32]>,
}

impl ColorSampler {
    pub(crate) fn new() -> Self {
        Self {
            linear_of: (0..TABLE_SIZE).map(|step| linear(step as f32 / (TABLE_SIZE - 1) as f32)).collect(),
        }
    }

    /// Mean light of a disc; `None` when less than half of it lies in the image.
    pub(crate) fn disc(&self, image: &Yuv420, center: PointPx, radius_px: f32) -> Option<LinearRgb> {
        let mut sum = Sum::default();
        // Distances in pixels of the chroma planes, which are half as dense.
        let (x, y, radius) =
            (center.x_px / 2.0, center.y_px / 2.0, (radius_px / 2.0).max(MIN_RADIUS_CHROMA_PX));
        let chroma = image.chroma_size();
        let (mut wanted, mut found) = (0u32, 0u32);
        for row in (y - radius).floor() as i64..=(y + radius).ceil() as i64 {
            for column in (x - radius).floor() as i64..=(x + radius).ceil() as i64 {
                let (across, down) = (column as f32 + 0.5 - x, row as f32 + 0.5 - y);
                if across * across + down * down > radius * radius {
                    continue;
                }
                wanted += 1;
                let inside = (0..i64::from(chroma.width_px)).contains(&column)
                    && (0..i64::from(chroma.height_px)).contains(&row);
                if inside {
                    found += 1;
                    sum.add(self.pixel(image, column as usize, row as usize));
                }
            }
        }
        (found * 2 > wanted).then(|| sum.mean())
    }

    /// Mean light of the middle of a face, from the brows to the chin; `None` when much of it lies outside the image.
    ///
    /// Every chroma sample of a usual face counts, so that noise averages out as far as possible.
    pub(crate) fn middle_of_face(&self, image: &Yuv420, face: Placement) -> Option<LinearRgb> {
        let samples = |cm: f32| ((cm * face.px_per_cm() / 2.0) as usize).clamp(1, MIDDLE_SAMPLES_MAX);
        let (width_cm, height_cm) = (2.0 * MIDDLE_RIGHT_CM, MIDDLE_BOTTOM_CM - MIDDLE_TOP_CM);
        let (columns, rows) = (samples(width_cm), samples(height_cm));
        let chroma = image.chroma_size();
        let within =
            |place: f32, length: u32| (0.0..length as f32).contains(&place).then_some(place as usize);
        let mut sum = Sum::default();
        for row in 0..rows {
            for column in 0..columns {
                let share = |place: usize, count: usize| (place as f32 + 0.5) / count as f32;
                let at = face.to_px(FacePoint {
                    right_cm: width_cm * share(column, columns) - MIDDLE_RIGHT_CM,
                    down_cm: height_cm * share(row, rows) + MIDDLE_TOP_CM,
                });
                let x = within(at.x_px / 2.0, chroma.width_px);
                let y = within(at.y_px / 2.0, chroma.height_px);
                if let (Some(x), Some(y)) = (x, y) {
                    sum.add(self.pixel(image, x, y));
                }
            }
        }
        (sum.count as usize * 4 >= columns * rows * 3).then(|| sum.mean())
    }

    /// Mean light of a sparse grid over the image without the face and what hangs below it.
    pub(crate) fn surroundings(&self, image: &Yuv420, face: Option<RectPx>) -> Option<LinearRgb> {
        let size = image.chroma_size();
        let (columns, rows) = (size.width_px as usize, size.height_px as usize);
        let step = (columns.max(rows) / GRID_STEPS).max(1);
        let apart = face.map(|face| {
            let (side, above) = (FACE_MARGIN * face.width_px, FACE_MARGIN * face.height_px);
            (face.left_px - side, face.left_px + face.width_px + side, face.top_px - above, face)
        });
        let mut sum = Sum::default();
        for row in (step / 2..rows).step_by(step) {
            for column in (step / 2..columns).step_by(step) {
                let (x_px, y_px) = (2.0 * column as f32, 2.0 * row as f32);
                let is_person = apart.is_some_and(|(left, right, top, face)| {
                    let body = y_px > face.top_px + face.height_px;
                    let margin = if body { face.width_px } else { 0.0 };
                    y_px > top && x_px > left - margin && x_px < right + margin
                });
                if !is_person {
                    sum.add(self.pixel(image, column, row));
                }
            }
        }
        (sum.count >= MIN_GRID_SAMPLES).then(|| sum.mean())
    }

    /// Light of the 2 by 2 pixels that share one chroma sample.
    fn pixel(&self, image: &Yuv420, column: usize, row: usize) -> LinearRgb {
        let size = image.size();
        let (width, height) = (size.width_px as usize, size.height_px as usize);
        let (left, top) = (2 * column, 2 * row);
        let (right, bottom) = ((left + 1).min(width - 1), (top + 1).min(height - 1));
        let y = image.y();
        let luma = f32::from(y[top * width + left])
            + f32::from(y[top * width + right])
            + f32::from(y[bottom * width + left])
            + f32::from(y[bottom * width + right]);
        let chroma = row * image.chroma_size().width_px as usize + column;
        let (black, luma_span, chroma_span) = match image.range() {
            ColorRange::Limited => (16.0, 219.0, 224.0),
            ColorRange::Full => (0.0, 255.0, 255.0),
        };
        let luma = (luma / 4.0 - black) / luma_span;
        let blue_difference = (f32::from(image.u()[chroma]) - 128.0) / chroma_span;
        let red_difference = (f32::from(image.v()[chroma]) - 128.0) / chroma_span;
        LinearRgb {
            red: self.linear(luma + 1.402 * red_difference),
            green: self.linear(luma - 0.344_136 * blue_difference - 0.714_136 * red_difference),
            blue: self.linear(luma + 1.772 * blue_difference),
        }
    }

    fn linear(&self, encoded: f32) -> f32 {
        let step = encoded.clamp(0.0, 1.0) * (TABLE_SIZE - 1) as f32;
        self.linear_of[step.round() as usize]
    }
}

#[derive(Default)]
struct Sum {
    light: LinearRgb,
    count: u32,
}

impl Sum {
    fn add(&mut self, pixel: LinearRgb) {
        self.light.red += pixel.red;
        self.light.green += pixel.green;
        self.light.blue += pixel.blue;
        self.count += 1;
    }

    fn mean(&self) -> LinearRgb {
        let count = self.count.max(1) as f32;
        LinearRgb {
            red: self.light.red / count,
            green: self.light.green / count,
            blue: self.light.blue / count,
        }
    }
}

/// The sRGB curve, IEC 61966-2-1.
pub(super) fn linear(encoded: f32) -> f32 {
    if encoded <= 0.040_45 { encoded / 12.92 } else { ((encoded + 0.055) / 1.055).powf(2.4) }
}

/// Steps of the curve's table: finer than four 8-bit lumas averaged.
const TABLE_SIZE: usize = 4096;
/// A patch always holds a few chroma samples.
const MIN_RADIUS_CHROMA_PX: f32 = 1.5;
/// Half the width of the middle of a face: up to the outer corners of the eyes.
const MIDDLE_RIGHT_CM: f32 = 3.8;
/// Just above the brows.
const MIDDLE_TOP_CM: f32 = -5.5;
/// Below the lower lip.
const MIDDLE_BOTTOM_CM: f32 = 6.8;
/// Most samples along one side of it.
const MIDDLE_SAMPLES_MAX: usize = 96;
/// Grid points along the longer side of an image.
const GRID_STEPS: usize = 80;
/// Fewer grid points than this say nothing about the room: a strip of one column.
const MIN_GRID_SAMPLES: u32 = 40;
/// Share of the face's size that hair, ears and blur take around its box.
const FACE_MARGIN: f32 = 0.2;

#[cfg(test)]
mod tests {
    use super::*;
    use catchlight_face::{Mesh, MeshPoint};
    use catchlight_types::FrameSize;

    /// A face in the middle of an image that is grey inside of the middle of the face and white around it.
    fn middle(size: FrameSize, px_per_cm: f32) -> Option<LinearRgb> {
        let mut points = vec![MeshPoint::default(); 468];
        Placement::put_features(&mut points, px_per_cm);
        let placement = Placement::of(&Mesh::new(points).unwrap()).unwrap();
        let luma = |place: u32| {
            let x_px = (place % size.width_px) as f32 + 0.5;
            let y_px = (place / size.width_px) as f32 + 0.5;
            let at = placement.to_face(PointPx { x_px, y_px });
            let is_inside = at.right_cm.abs() < MIDDLE_RIGHT_CM + 0.3
                && (MIDDLE_TOP_CM - 0.3..MIDDLE_BOTTOM_CM + 0.3).contains(&at.down_cm);
            if is_inside { 128 } else { 255 }
        };
        let pixels = (0..size.width_px * size.height_px).map(luma).collect();
        let gray = vec![128; (size.width_px / 2 * size.height_px / 2) as usize];
        let image = Yuv420::from_planes(size, ColorRange::Full, pixels, gray.clone(), gray).unwrap();
        ColorSampler::new().middle_of_face(&image, placement)
    }

    #[test]
    fn the_middle_of_a_face_is_skin_and_nothing_around_it() {
        for px_per_cm in [8.0, 16.0] {
            let found = middle(FrameSize { width_px: 640, height_px: 480 }, px_per_cm).unwrap();
            assert!((found.green - linear(128.0 / 255.0)).abs() < 1e-3, "{px_per_cm}: {found:?}");
        }
    }

    #[test]
    fn a_face_that_lies_half_outside_has_no_middle() {
        assert_eq!(middle(FrameSize { width_px: 320, height_px: 480 }, 16.0), None);
    }
}
