//! Where a face lies in an image: the turn, size and shift that put the mean face onto the followed one.
//!
//! In: a mesh. Out: a map from centimetres on the mean face to pixels and back.

use catchlight_face::Mesh;
use catchlight_types::PointPx;

/// A place on the mean face, centimetres: to the right and down in an unmirrored image, 0 between the cheeks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct FacePoint {
    pub(crate) right_cm: f32,
    pub(crate) down_cm: f32,
}

/// Maps the mean face into an image.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Placement {
    along_px: f32,
    across_px: f32,
    face_center: FacePoint,
    picture_center: PointPx,
}

impl Placement {
    /// The least-squares map over features that hardly move; `None` for a mesh of one point.
    pub(crate) fn of(mesh: &Mesh) -> Option<Self> {
        let count = FEATURES.len() as f32;
        let (mut face_center, mut picture_center) =
            (FacePoint { right_cm: 0.0, down_cm: 0.0 }, PointPx::default());
        for feature in FEATURES {
            face_center.right_cm += feature.place.right_cm / count;
            face_center.down_cm += feature.place.down_cm / count;
            picture_center.x_px += mesh.at(feature.landmark).x_px / count;
            picture_center.y_px += mesh.at(feature.landmark).y_px / count;
        }
        let (mut along, mut across, mut spread) = (0.0, 0.0, 0.0);
        for feature in FEATURES {
            let right = feature.place.right_cm - face_center.right_cm;
            let down = feature.place.down_cm - face_center.down_cm;
            let x = mesh.at(feature.landmark).x_px - picture_center.x_px;
            let y = mesh.at(feature.landmark).y_px - picture_center.y_px;
            along += right * x + down * y;
            across += right * y - down * x;
            spread += right * right + down * down;
        }
        let (along_px, across_px) = (along / spread, across / spread);
        (along_px.hypot(across_px) > SCALE_MIN_PX).then_some(Self {
            along_px,
            across_px,
            face_center,
            picture_center,
        })
    }

    /// Puts the features that place a face where they belong, in the middle of a frame.
    #[cfg(test)]
    pub(crate) fn put_features(points: &mut [catchlight_face::MeshPoint], px_per_cm: f32) {
        for feature in FEATURES {
            points[feature.landmark].at = PointPx {
                x_px: 320.0 + px_per_cm * feature.place.right_cm,
                y_px: 240.0 + px_per_cm * feature.place.down_cm,
            };
        }
    }

    /// Pixels of a centimetre.
    pub(crate) fn px_per_cm(self) -> f32 {
        self.along_px.hypot(self.across_px)
    }

    /// The place in the image.
    pub(crate) fn to_px(self, place: FacePoint) -> PointPx {
        let right = place.right_cm - self.face_center.right_cm;
        let down = place.down_cm - self.face_center.down_cm;
        PointPx {
            x_px: self.picture_center.x_px + self.along_px * right - self.across_px * down,
            y_px: self.picture_center.y_px + self.across_px * right + self.along_px * down,
        }
    }

    /// The place on the face.
    pub(crate) fn to_face(self, point: PointPx) -> FacePoint {
        let (x, y) = (point.x_px - self.picture_center.x_px, point.y_px - self.picture_center.y_px);
        let scale = self.along_px * self.along_px + self.across_px * self.across_px;
        FacePoint {
            right_cm: self.face_center.right_cm + (self.along_px * x + self.across_px * y) / scale,
            down_cm: self.face_center.down_cm + (self.along_px * y - self.across_px * x) / scale,
        }
    }
}

struct Feature {
    landmark: usize,
    place: FacePoint,
}

const fn feature(landmark: usize, right_cm: f32, down_cm: f32) -> Feature {
    Feature { landmark, place: FacePoint { right_cm, down_cm } }
}

/// A face smaller than this is no face: half a pixel between the eyes.
const SCALE_MIN_PX: f32 = 0.1;

/// Corners of the eyes, bridge and tip of the nose, corners of the mouth, cheeks, as on MediaPipe's canonical face.
const FEATURES: [Feature; 12] = [
    feature(33, -4.446, -2.664),
    feature(133, -1.856, -2.585),
    feature(362, 1.856, -2.585),
    feature(263, 4.446, -2.664),
    feature(168, 0.0, -3.271),
    feature(6, 0.0, -2.473),
    feature(1, 0.0, 1.127),
    feature(2, 0.0, 2.089),
    feature(61, -2.456, 4.343),
    feature(291, 2.456, 4.343),
    feature(50, -4.766, 0.702),
    feature(280, 4.766, 0.702),
];

#[cfg(test)]
mod tests {
    use super::*;
    use catchlight_face::MeshPoint;

    #[test]
    fn a_turned_and_grown_face_is_placed() {
        let mut points = vec![MeshPoint::default(); 468];
        for feature in FEATURES {
            let (right, down) = (feature.place.right_cm, feature.place.down_cm);
            let at =
                PointPx { x_px: 100.0 + 6.0 * right - 2.0 * down, y_px: 50.0 + 2.0 * right + 6.0 * down };
            points[feature.landmark] = MeshPoint { at, depth_px: 0.0 };
        }
        let placement = Placement::of(&Mesh::new(points).unwrap()).unwrap();
        let place = FacePoint { right_cm: 3.0, down_cm: -4.0 };
        let point = placement.to_px(place);
        assert!(point.distance_px(PointPx { x_px: 126.0, y_px: 32.0 }) < 1e-3, "{point:?}");
        let back = placement.to_face(point);
        assert!((back.right_cm - 3.0).abs() < 1e-4 && (back.down_cm + 4.0).abs() < 1e-4);
    }

    #[test]
    fn a_mesh_of_one_point_has_no_place() {
        assert!(Placement::of(&Mesh::new(vec![MeshPoint::default(); 468]).unwrap()).is_none());
    }
}
