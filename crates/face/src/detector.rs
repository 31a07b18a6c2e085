//! BlazeFace: where faces are in a frame, and where their eyes are.
//!
//! In: a frame. Out: faces, the most certain first.

use crate::FaceError;
use crate::limits::{CANDIDATES_MAX, FACES_MAX};
use crate::models::{Model, ModelSet};
use crate::pyramid::{CropSquare, Exposure, Pyramid};
use catchlight_types::{FrameSize, PointPx, RectPx};

/// A face as the detector sees it: brow to chin, about square.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Detection {
    /// The model's score, 0..=1.
    pub(crate) score: f32,
    pub(crate) bounds: RectPx,
    /// The subject's right eye.
    pub(crate) right_eye: PointPx,
    /// The subject's left eye.
    pub(crate) left_eye: PointPx,
}

impl Detection {
    /// Whether this is certainly a face, even before the mesh model has run.
    pub(crate) fn is_sure(&self) -> bool {
        self.score >= SURE_SCORE_MIN
    }
}

/// A part of the frame as a detector sees it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct View {
    pub(crate) square: CropSquare,
    pub(crate) exposure: Exposure,
}

impl View {
    /// The frame with empty space around it, without which BlazeFace misses most faces that the frame's edge cuts.
    pub(crate) fn with_border(size: FrameSize, exposure: Exposure) -> Self {
        Self { square: square_around(size, WIDE_BORDER), exposure }
    }

    /// The frame without space around it: small faces are larger in it.
    pub(crate) fn whole(size: FrameSize, exposure: Exposure) -> Self {
        Self { square: square_around(size, 1.0), exposure }
    }

    /// One of [`PARTS`] overlapping parts of the frame, for the smallest faces.
    pub(crate) fn part(size: FrameSize, index: usize) -> Self {
        let whole = square_around(size, 1.0);
        let side_px = whole.side_px * PART_SIDE;
        let place = |length: u32, step: usize| {
            let (length, half) = (length as f32, side_px / 2.0);
            let (first, last) = (half.min(length / 2.0), (length - half).max(length / 2.0));
            if step == 0 { first } else { last }
        };
        let center =
            PointPx { x_px: place(size.width_px, index % 2), y_px: place(size.height_px, index / 2 % 2) };
        Self { square: CropSquare { center, side_px, turn_rad: 0.0 }, exposure: Exposure::Highlights }
    }

    /// A closer look at what may be a face.
    pub(crate) fn closer(face: &Detection) -> Self {
        let side_px = face.bounds.width_px.max(face.bounds.height_px) * CLOSER_SIDE;
        let square = CropSquare { center: face.bounds.center(), side_px, turn_rad: 0.0 };
        Self { square, exposure: Exposure::Highlights }
    }
}

/// Parts of the frame that are searched one by one.
pub(crate) const PARTS: usize = 4;

/// Faces near the camera, the most certain first.
pub(crate) fn detect_near(
    models: &mut ModelSet,
    frame: &mut Pyramid<'_>,
    view: View,
) -> Result<Vec<Detection>, FaceError> {
    look(&mut models.short, frame, &SHORT_ANCHORS, view)
}

/// Faces at any distance, the most certain first; five times the work.
pub(crate) fn detect_far(
    models: &mut ModelSet,
    frame: &mut Pyramid<'_>,
    view: View,
) -> Result<Vec<Detection>, FaceError> {
    look(&mut models.full, frame, &FULL_ANCHORS, view)
}

fn square_around(size: FrameSize, border: f32) -> CropSquare {
    CropSquare {
        center: PointPx { x_px: size.width_px as f32 / 2.0, y_px: size.height_px as f32 / 2.0 },
        side_px: size.width_px.max(size.height_px) as f32 * border,
        turn_rad: 0.0,
    }
}

fn look(
    model: &mut Model,
    frame: &mut Pyramid<'_>,
    anchors: &[AnchorGrid],
    view: View,
) -> Result<Vec<Detection>, FaceError> {
    let mut planes = frame.color_crop(view.square, model.side, view.exposure);
    for value in &mut planes {
        *value = *value * 2.0 - 1.0;
    }
    let (boxes, scores) = model.run(&planes)?;
    let mut found = decode(&boxes, &scores, model.side as f32, anchors, view.square);
    found.sort_by(|one, other| other.score.total_cmp(&one.score));
    found.truncate(CANDIDATES_MAX);
    Ok(merge(&found))
}

/// Anchors of one output map: `per_cell` at the middle of each of `cells` x `cells` cells.
struct AnchorGrid {
    cells: usize,
    per_cell: usize,
}

const SHORT_ANCHORS: [AnchorGrid; 2] =
    [AnchorGrid { cells: 16, per_cell: 2 }, AnchorGrid { cells: 8, per_cell: 6 }];
const FULL_ANCHORS: [AnchorGrid; 1] = [AnchorGrid { cells: 48, per_cell: 1 }];

fn decode(
    boxes: &[f32],
    scores: &[f32],
    side: f32,
    anchors: &[AnchorGrid],
    square: CropSquare,
) -> Vec<Detection> {
    let centers = anchors.iter().flat_map(|grid| {
        (0..grid.cells * grid.cells * grid.per_cell).map(|index| {
            let cell = index / grid.per_cell;
            let middle = |place: usize| (place as f32 + 0.5) / grid.cells as f32;
            PointPx { x_px: middle(cell % grid.cells), y_px: middle(cell / grid.cells) }
        })
    });
    let mut found = Vec::new();
    for ((numbers, &logit), anchor) in boxes.as_chunks::<16>().0.iter().zip(scores).zip(centers) {
        let score = sigmoid(logit);
        if score.is_nan() || score < SCORE_MIN {
            continue;
        }
        let place = |at: usize| {
            square.to_frame(numbers[at] / side + anchor.x_px, numbers[at + 1] / side + anchor.y_px)
        };
        let center = place(0);
        let (width_px, height_px) = (numbers[2] / side * square.side_px, numbers[3] / side * square.side_px);
        if width_px <= 0.0 || height_px <= 0.0 {
            continue;
        }
        found.push(Detection {
            score,
            bounds: RectPx {
                left_px: center.x_px - width_px / 2.0,
                top_px: center.y_px - height_px / 2.0,
                width_px,
                height_px,
            },
            right_eye: place(4),
            left_eye: place(6),
        });
    }
    found
}

/// Joins candidates that overlap into their mean, weighted by score; `found` is sorted by score.
fn merge(found: &[Detection]) -> Vec<Detection> {
    let mut taken = vec![false; found.len()];
    let mut merged = Vec::new();
    for (place, best) in found.iter().enumerate() {
        if taken[place] || merged.len() == FACES_MAX {
            continue;
        }
        let mut group = Group::default();
        for (other, candidate) in found.iter().enumerate().skip(place) {
            if !taken[other] && best.bounds.intersection_over_union(candidate.bounds) > SAME_FACE_OVERLAP {
                taken[other] = true;
                group.add(candidate);
            }
        }
        merged.push(group.mean(best.score));
    }
    merged
}

#[derive(Default)]
struct Group {
    weight: f32,
    bounds: RectPx,
    right_eye: PointPx,
    left_eye: PointPx,
}

impl Group {
    fn add(&mut self, one: &Detection) {
        let add = |sum: &mut f32, value: f32| *sum += value * one.score;
        self.weight += one.score;
        add(&mut self.bounds.left_px, one.bounds.left_px);
        add(&mut self.bounds.top_px, one.bounds.top_px);
        add(&mut self.bounds.width_px, one.bounds.width_px);
        add(&mut self.bounds.height_px, one.bounds.height_px);
        add(&mut self.right_eye.x_px, one.right_eye.x_px);
        add(&mut self.right_eye.y_px, one.right_eye.y_px);
        add(&mut self.left_eye.x_px, one.left_eye.x_px);
        add(&mut self.left_eye.y_px, one.left_eye.y_px);
    }

    fn mean(&self, score: f32) -> Detection {
        let share = |sum: f32| sum / self.weight;
        let point = |sum: PointPx| PointPx { x_px: share(sum.x_px), y_px: share(sum.y_px) };
        Detection {
            score,
            bounds: RectPx {
                left_px: share(self.bounds.left_px),
                top_px: share(self.bounds.top_px),
                width_px: share(self.bounds.width_px),
                height_px: share(self.bounds.height_px),
            },
            right_eye: point(self.right_eye),
            left_eye: point(self.left_eye),
        }
    }
}

pub(crate) fn sigmoid(logit: f32) -> f32 {
    1.0 / (1.0 + (-logit.clamp(-100.0, 100.0)).exp())
}

/// Side of the square that the detector sees over the longer side of the frame.
const WIDE_BORDER: f32 = 1.25;
/// Side of a part over the longer side of the frame; parts overlap by a face of a third of the height.
const PART_SIDE: f32 = 0.6;
/// Side of a closer look over the longer side of the face: large enough for a face twice as large as thought.
const CLOSER_SIDE: f32 = 2.5;
/// Backgrounds reach 0.22, upright faces from 20 % of the frame's height stay above 0.5.
const SURE_SCORE_MIN: f32 = 0.5;
/// Turned and dark faces stay above this; the mesh model must reject everything else that does.
const SCORE_MIN: f32 = 0.25;
/// Overlap from which two candidates are the same face; MediaPipe's value.
const SAME_FACE_OVERLAP: f32 = 0.3;

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(left_px: f32, score: f32) -> Detection {
        let eye = |x_px| PointPx { x_px, y_px: 4.0 };
        Detection {
            score,
            bounds: RectPx { left_px, top_px: 0.0, width_px: 10.0, height_px: 10.0 },
            right_eye: eye(left_px + 3.0),
            left_eye: eye(left_px + 7.0),
        }
    }

    #[test]
    fn overlapping_candidates_become_one_face() {
        let merged = merge(&[candidate(0.0, 0.9), candidate(100.0, 0.8), candidate(2.0, 0.6)]);
        assert_eq!(merged.len(), 2);
        assert!((merged[0].bounds.left_px - 0.8).abs() < 1e-5, "{merged:?}");
        assert!((merged[0].right_eye.x_px - 3.8).abs() < 1e-5, "{merged:?}");
        assert_eq!(merged[1], candidate(100.0, 0.8));
    }

    #[test]
    fn parts_overlap_and_cover_the_frame() {
        let size = FrameSize { width_px: 640, height_px: 480 };
        let parts: Vec<CropSquare> = (0..PARTS).map(|index| View::part(size, index).square).collect();
        let holds = |part: &CropSquare, x_px: f32, y_px: f32| {
            let half = part.side_px / 2.0;
            (part.center.x_px - x_px).abs() <= half && (part.center.y_px - y_px).abs() <= half
        };
        for (x_px, y_px) in [(0.0, 0.0), (640.0, 0.0), (0.0, 480.0), (640.0, 480.0), (320.0, 240.0)] {
            assert!(parts.iter().any(|part| holds(part, x_px, y_px)), "{x_px} {y_px}");
        }
        assert!(parts.iter().all(|part| holds(part, 320.0, 240.0)));
    }

    #[test]
    fn a_box_is_placed_from_its_anchor() {
        let mut boxes = vec![0.0; 896 * 16];
        let mut scores = vec![-100.0; 896];
        // The second anchor of the cell in column 3, row 1 of the fine map.
        let place = (16 + 3) * 2 + 1;
        scores[place] = 10.0;
        boxes[place * 16..place * 16 + 4].copy_from_slice(&[8.0, -4.0, 32.0, 64.0]);
        let square = CropSquare { center: PointPx { x_px: 64.0, y_px: 64.0 }, side_px: 128.0, turn_rad: 0.0 };
        let found = decode(&boxes, &scores, 128.0, &SHORT_ANCHORS, square);
        assert_eq!(found.len(), 1);
        let center = found[0].bounds.center();
        assert_eq!((center.x_px, center.y_px), (36.0, 8.0));
        assert_eq!((found[0].bounds.width_px, found[0].bounds.height_px), (32.0, 64.0));
    }
}
