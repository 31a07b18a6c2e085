//! Does the nearer view of the face show relief, as a head does, or only what a flat sheet would show?
//!
//! When a face comes nearer or turns, its nose moves against its cheeks. The signal registers the far images onto the
//! near ones, once with the motions of a flat sheet (a homography) and once with those of the mean relief as well. The
//! reading is the motion of the relief that no homography can make, in thousandths of the distance between the eyes
//! (root mean square over the face), scaled to a zoom of 1.5: a point that stands out by a fraction of the near
//! distance moves by that fraction times 1 - 1/zoom. Prints and displayed photos stay below 5, heads reach 10 and more.
//! Images are registered instead of landmarks because the model pulls landmarks towards its own mean face.
//! Sources: Lucas and Kanade 1981; plane and parallax: Irani and Anandan 1996.
//! Needs: six far and six near images, and a zoom of 1.15 before the first colour. The mean of fewer images, as in a
//! video with few frames, is too coarse to show relief.

mod detail;
mod motion;
mod registration;

use crate::evidence::{CELL_CM, CROP_SIDE, CropEvidence, Evidence, LEFT_CM, TOP_CM};
use crate::finding::Finding;
use crate::signal::Description;
use catchlight_face::landmarks;
use catchlight_types::NotTaken;
use detail::DetailImage;
use motion::{Amounts, FIELDS, FLAT_FIELDS, Spot, UNIT_CM, spots};
use nalgebra::DMatrix;
use registration::{Fit, Target, Task};

pub(crate) fn measure(evidence: &Evidence) -> Finding {
    let views = match Views::of(evidence) {
        Ok(views) => views,
        Err(why) => return Finding::not_taken(why),
    };
    let zoom = views.zoom();
    if zoom < ZOOM_MIN {
        return Finding::not_taken(NotTaken::TooLittleMotion).with("zoom", zoom);
    }
    let spots = spots(&relief(evidence, &views));
    let (Some(near), Some(far)) = (mean_view(&views.near, &spots), mean_view(&views.far, &spots)) else {
        return Finding::not_taken(NotTaken::TooFewFrames);
    };
    let (flat, solid) = register(&near, &far, &spots);
    let target = Target::new(&near, &spots);
    let parallax_cells = beyond_flat_cells(&spots, &solid.amounts);
    let toward = &solid.amounts[FLAT_FIELDS..];
    let usual = (1.0 - 1.0 / zoom).max(1.0 - 1.0 / ZOOM_SCALED_MIN) / (1.0 - 1.0 / ZOOM_USUAL);
    Finding::value(1000.0 * parallax_cells / EYE_DISTANCE_CELLS / usual)
        .with("zoom", zoom)
        .with("views", views.near.len() as f64)
        .with("growth_cells", -toward[0])
        .with("turn_cells", toward[1].hypot(toward[2]))
        .with("flat_misfit", flat.deviation / target.contrast())
        .with("relief_misfit", solid.deviation / target.contrast())
}

/// The images to compare.
struct Views<'a> {
    far: Vec<&'a CropEvidence>,
    near: Vec<&'a CropEvidence>,
}

impl<'a> Views<'a> {
    /// The smallest and the largest faces before the first colour.
    fn of(evidence: &'a Evidence) -> Result<Self, NotTaken> {
        let lit_from_s = evidence.shown_colors().begin_s().unwrap_or(f64::INFINITY);
        let mut crops: Vec<&CropEvidence> =
            evidence.crops.iter().filter(|crop| crop.time_s < lit_from_s).collect();
        if crops.is_empty() {
            return Err(NotTaken::NoFace);
        }
        let apart = apart(&crops);
        if apart.len() >= 3 * VIEWS_MIN {
            crops = apart;
        }
        let views = VIEWS_MAX.min(crops.len() / 3);
        if views < VIEWS_MIN {
            return Err(NotTaken::TooFewFrames);
        }
        crops.sort_by(|one, other| one.inter_eye_px.total_cmp(&other.inter_eye_px));
        let mut far = crops[..views].to_vec();
        let mut near = crops[crops.len() - views..].to_vec();
        far.sort_by(|one, other| one.time_s.total_cmp(&other.time_s));
        near.sort_by(|one, other| one.time_s.total_cmp(&other.time_s));
        Ok(Self { far, near })
    }

    fn zoom(&self) -> f64 {
        let middle = |views: &[&CropEvidence]| {
            let mut sizes: Vec<f32> = views.iter().map(|view| view.inter_eye_px).collect();
            sizes.sort_by(f32::total_cmp);
            f64::from(sizes[sizes.len() / 2])
        };
        middle(&self.near) / middle(&self.far)
    }
}

/// The images without those that follow another closely: a codec repeats its error in the next frame. A video with few
/// frames needs all of them.
fn apart<'a>(crops: &[&'a CropEvidence]) -> Vec<&'a CropEvidence> {
    let mut last_s = f64::NEG_INFINITY;
    let mut apart = Vec::with_capacity(crops.len());
    for crop in crops {
        if crop.time_s - last_s >= APART_S {
            last_s = crop.time_s;
            apart.push(*crop);
        }
    }
    apart
}

/// Mean image of one distance, every image first registered onto the others.
fn mean_view(views: &[&CropEvidence], spots: &[Spot]) -> Option<DetailImage> {
    let sparse: Vec<Spot> = spots.iter().step_by(2).copied().collect();
    let images: Vec<DetailImage> = views.iter().map(|view| DetailImage::of(&view.crop)).collect();
    let mut mean = images.get(images.len() / 2)?.clone();
    let task = Task { fields: FLAT_FIELDS, steps_max: 6 };
    for _ in 0..MEAN_ROUNDS {
        let target = Target::new(&mean, &sparse);
        let laid: Vec<DetailImage> = images
            .iter()
            .map(|image| {
                let fit = target.register(image, &[0.0; FIELDS], task);
                image.warped(|column, row| Spot::moved_flat(column, row, &fit.amounts))
            })
            .collect();
        mean = DetailImage::mean(&laid)?;
    }
    Some(mean)
}

/// Registers far onto near as a sheet, then as a relief; coarse before fine, so that neither stops at the wrong wrinkle.
fn register(near: &DetailImage, far: &DetailImage, spots: &[Spot]) -> (Fit, Fit) {
    let (soft_near, soft_far) = (Target::new(&near.softened(), spots), far.softened());
    let near = Target::new(near, spots);
    let flat = Task { fields: FLAT_FIELDS, steps_max: 25 };
    let solid = Task { fields: FIELDS, steps_max: 25 };
    let start = soft_near.register(&soft_far, &[0.0; FIELDS], flat);
    let flat = near.register(far, &start.amounts, flat);
    let start = soft_near.register(&soft_far, &flat.amounts, solid);
    (flat, near.register(far, &start.amounts, solid))
}

/// Root mean square of the relief's motion after the best homography has been taken from it.
fn beyond_flat_cells(spots: &[Spot], amounts: &Amounts) -> f64 {
    let fields: Vec<_> = spots.iter().map(|spot| spot.fields()).collect();
    let flat = DMatrix::from_fn(2 * spots.len(), FLAT_FIELDS, |row, field| {
        let shift = fields[row / 2][field];
        f64::from(if row % 2 == 0 { shift.columns } else { shift.rows })
    });
    let mut motion = DMatrix::from_fn(2 * spots.len(), 1, |row, _| {
        let shifts = fields[row / 2][FLAT_FIELDS..].iter().zip(&amounts[FLAT_FIELDS..]);
        shifts
            .map(|(shift, amount)| amount * f64::from(if row % 2 == 0 { shift.columns } else { shift.rows }))
            .sum()
    });
    let normal = flat.tr_mul(&flat);
    if let Some(factor) = normal.cholesky() {
        motion -= &flat * factor.solve(&flat.tr_mul(&motion));
    }
    (motion.norm_squared() / spots.len().max(1) as f64).sqrt()
}

/// How far every cell stands out, in units of places: the mean of the model's own depth over the views.
fn relief(evidence: &Evidence, views: &Views<'_>) -> Vec<f32> {
    let mut points = vec![ReliefPoint::default(); landmarks::POINT_COUNT];
    let mut seen = f32::MIN_POSITIVE;
    for view in views.far.iter().chain(&views.near) {
        let Some(face) = evidence.frames.get(view.frame).and_then(|frame| frame.face.as_ref()) else {
            continue;
        };
        seen += 1.0;
        let px_per_unit = view.placement.px_per_cm() * UNIT_CM;
        for (sum, point) in points.iter_mut().zip(face.mesh.points()) {
            let place = view.placement.to_face(point.at);
            sum.column += (place.right_cm - LEFT_CM) / CELL_CM - 0.5;
            sum.row += (place.down_cm - TOP_CM) / CELL_CM - 0.5;
            // The model measures depth away from the viewer.
            sum.out -= point.depth_px / px_per_unit;
        }
    }
    let mut sums = vec![0.0; CROP_SIDE * CROP_SIDE];
    let mut weights = vec![1e-6; CROP_SIDE * CROP_SIDE];
    for point in points {
        let mean = ReliefPoint { column: point.column / seen, row: point.row / seen, out: point.out / seen };
        mean.spread(&mut sums, &mut weights);
    }
    sums.iter().zip(&weights).map(|(sum, weight)| sum / weight).collect()
}

/// A landmark on the grid and how far it stands out, units of places.
#[derive(Debug, Clone, Copy, Default)]
struct ReliefPoint {
    column: f32,
    row: f32,
    out: f32,
}

impl ReliefPoint {
    /// Adds it to the cells around it, nearer ones more.
    fn spread(self, sums: &mut [f32], weights: &mut [f32]) {
        let reach = 3.0 * RELIEF_BLUR_CELLS;
        let range = |middle: f32| {
            let from = (middle - reach).ceil().clamp(0.0, CROP_SIDE as f32) as usize;
            let until = (middle + reach + 1.0).floor().clamp(0.0, CROP_SIDE as f32) as usize;
            from..until
        };
        for row in range(self.row) {
            for column in range(self.column) {
                let away = (column as f32 - self.column).hypot(row as f32 - self.row) / RELIEF_BLUR_CELLS;
                let weight = (-0.5 * away * away).exp();
                sums[row * CROP_SIDE + column] += weight * self.out;
                weights[row * CROP_SIDE + column] += weight;
            }
        }
    }
}

/// Least growth of the face that shows relief.
const ZOOM_MIN: f64 = 1.15;
/// Zoom to which readings are scaled.
const ZOOM_USUAL: f64 = 1.5;
/// Below this zoom the noise of the registration would grow more than the relief does.
const ZOOM_SCALED_MIN: f64 = 1.33;
const VIEWS_MIN: usize = 6;
/// From one image to the next where there are enough of them.
const APART_S: f64 = 0.078;
/// More views than this add nothing to the mean.
const VIEWS_MAX: usize = 12;
const MEAN_ROUNDS: usize = 2;
/// Distance of the eyes in every crop, cells.
const EYE_DISTANCE_CELLS: f64 = 45.0;
/// Landmarks are about six cells apart.
const RELIEF_BLUR_CELLS: f32 = 4.3;

pub(crate) const DESCRIPTION: Description = Description {
    label: "Parallax",
    question: "Did the face show depth as it came closer?",
    unit: "motion that no flat sheet can make, thousandths of the distance between the eyes",
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::{FaceCrop, FacePoint, Placement};
    use crate::testing::{face_in, frame, light_challenge, noise};
    use catchlight_face::{Mesh, MeshPoint};
    use catchlight_types::{PointPx, RectPx};

    /// A head of 7 cm relief with a nose, centimetres towards the viewer.
    fn head(place: FacePoint) -> f32 {
        let FacePoint { right_cm, down_cm } = place;
        let nose = 2.5 * (-(right_cm / 1.6).powi(2) - ((down_cm - 1.0) / 2.0).powi(2)).exp();
        4.0 - 0.06 * right_cm.powi(2) - 0.03 * down_cm.powi(2) + nose
    }

    /// Skin with detail of about a centimetre.
    fn skin(right_cm: f32, down_cm: f32) -> f32 {
        let mut luma = 120.0;
        for wave in 0..24 {
            let turn = 2.4 * wave as f32;
            let along = right_cm * turn.cos() + down_cm * turn.sin();
            luma += 7.0 * (along * (2.0 + 0.2 * wave as f32) + 3.0 * noise(wave)).sin();
        }
        luma
    }

    /// Views from 60 cm, then from 30 cm, of a face with this relief.
    fn evidence(relief: impl Fn(FacePoint) -> f32) -> Evidence {
        let mut evidence = Evidence::new(&light_challenge());
        for number in 0..24 {
            let (distance_cm, inter_eye_px) = if number < 12 { (60.0, 50.0) } else { (30.0, 100.0) };
            let px_per_cm = inter_eye_px / 6.3;
            let mut points = vec![MeshPoint::default(); 468];
            for (place, point) in points.iter_mut().enumerate() {
                let on_face = FacePoint {
                    right_cm: (place % 26) as f32 * 0.6 - 7.5,
                    down_cm: (place / 26) as f32 - 8.5,
                };
                point.at = PointPx {
                    x_px: 320.0 + px_per_cm * on_face.right_cm,
                    y_px: 240.0 + px_per_cm * on_face.down_cm,
                };
                point.depth_px = -px_per_cm * head(on_face);
            }
            Placement::put_features(&mut points, px_per_cm);
            let mesh = Mesh::new(points).unwrap();
            let placement = Placement::of(&mesh).unwrap();
            let crop = FaceCrop::drawn(|place| {
                // What stands out appears larger from near: look up the skin that is seen there.
                let nearness = 1.0 + relief(place) / distance_cm;
                skin(place.right_cm / nearness, place.down_cm / nearness) + 2.0 * noise(number + 31)
            });
            let time_s = f64::from(number as u32) * 0.08;
            let bounds = RectPx { left_px: 200.0, top_px: 60.0, width_px: 240.0, height_px: 340.0 };
            evidence.frames.push(frame(time_s, Some(FaceEvidence { mesh, ..face_in(bounds) })));
            evidence.crops.push(CropEvidence { frame: number, time_s, inter_eye_px, placement, crop });
        }
        evidence
    }

    use crate::evidence::FaceEvidence;

    #[test]
    fn a_head_shows_relief() {
        let found = measure(&evidence(head)).into_value().unwrap();
        assert!(found > 6.0, "{found}");
    }

    #[test]
    fn a_flat_sheet_shows_none() {
        let found = measure(&evidence(|_| 0.0)).into_value().unwrap();
        assert!(found < 1.0, "{found}");
    }

    #[test]
    fn a_tilted_sheet_shows_none() {
        let found =
            measure(&evidence(|place| 0.3 * place.right_cm - 0.2 * place.down_cm)).into_value().unwrap();
        assert!(found < 1.5, "{found}");
    }

    #[test]
    fn a_face_that_does_not_come_nearer_is_not_judged() {
        let mut still = evidence(head);
        still.crops.iter_mut().for_each(|crop| crop.inter_eye_px = 80.0);
        assert_eq!(measure(&still).into_value(), Err(NotTaken::TooLittleMotion));
        still.crops.truncate(17);
        assert_eq!(measure(&still).into_value(), Err(NotTaken::TooFewFrames));
    }
}
