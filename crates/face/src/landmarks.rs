//! Names for the points of the mesh.
//!
//! "Right" and "left" are the subject's: the right eye is on the left of an unmirrored image.

/// Points of a mesh.
pub const POINT_COUNT: usize = 468;

/// Tip of the nose.
pub const NOSE_TIP: usize = 1;
/// Bridge of the nose, between the eyes.
pub const NOSE_BRIDGE: usize = 168;
/// Base of the nose, above the upper lip.
pub const NOSE_BASE: usize = 2;
/// Lowest point of the chin.
pub const CHIN: usize = 152;
/// Highest point of the mesh, in the middle of the upper forehead.
pub const FOREHEAD_TOP: usize = 10;
/// Middle of the forehead.
pub const FOREHEAD: usize = 151;
/// Between the brows.
pub const GLABELLA: usize = 9;
/// Middle of the right cheek.
pub const RIGHT_CHEEK: usize = 50;
/// Middle of the left cheek.
pub const LEFT_CHEEK: usize = 280;
/// Edge of the face in front of the right ear.
pub const RIGHT_TEMPLE: usize = 234;
/// Edge of the face in front of the left ear.
pub const LEFT_TEMPLE: usize = 454;
/// Right corner of the mouth.
pub const MOUTH_RIGHT: usize = 61;
/// Left corner of the mouth.
pub const MOUTH_LEFT: usize = 291;
/// Middle of the upper lip's inner edge.
pub const UPPER_LIP_INNER: usize = 13;
/// Middle of the lower lip's inner edge.
pub const LOWER_LIP_INNER: usize = 14;
/// Outer corner of the right eye.
pub const RIGHT_EYE_OUTER: usize = 33;
/// Inner corner of the right eye.
pub const RIGHT_EYE_INNER: usize = 133;
/// Inner corner of the left eye.
pub const LEFT_EYE_INNER: usize = 362;
/// Outer corner of the left eye.
pub const LEFT_EYE_OUTER: usize = 263;
/// Middle of the right upper lid.
pub const RIGHT_EYE_UPPER: usize = 159;
/// Middle of the right lower lid.
pub const RIGHT_EYE_LOWER: usize = 145;
/// Middle of the left upper lid.
pub const LEFT_EYE_UPPER: usize = 386;
/// Middle of the left lower lid.
pub const LEFT_EYE_LOWER: usize = 374;

/// Lids of the right eye as a closed ring.
pub const RIGHT_EYE_RING: [usize; 16] =
    [33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246];
/// Lids of the left eye as a closed ring.
pub const LEFT_EYE_RING: [usize; 16] =
    [263, 249, 390, 373, 374, 380, 381, 382, 362, 398, 384, 385, 386, 387, 388, 466];
/// Lower edge of the right brow, from outside.
pub const RIGHT_BROW: [usize; 5] = [70, 63, 105, 66, 107];
/// Lower edge of the left brow, from outside.
pub const LEFT_BROW: [usize; 5] = [300, 293, 334, 296, 336];
/// Outer edge of the lips as a closed ring.
pub const LIPS_OUTER: [usize; 20] =
    [61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185];
/// Edge of the face as a closed ring, from the top of the forehead towards the subject's left.
pub const FACE_OVAL: [usize; 36] = [
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176,
    149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
];
/// Skin of the forehead.
pub const FOREHEAD_PATCH: [usize; 8] = [151, 108, 69, 104, 337, 299, 333, 9];
/// Skin of the right cheek.
pub const RIGHT_CHEEK_PATCH: [usize; 8] = [50, 101, 118, 117, 123, 147, 187, 205];
/// Skin of the left cheek.
pub const LEFT_CHEEK_PATCH: [usize; 8] = [280, 330, 347, 346, 352, 376, 411, 425];
/// Ridge of the nose from the bridge to the tip.
pub const NOSE_RIDGE: [usize; 6] = [168, 6, 197, 195, 5, 4];
/// Skin of the chin below the lips.
pub const CHIN_PATCH: [usize; 6] = [200, 199, 175, 171, 396, 18];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_name_each_point_once() {
        let lists: [&[usize]; 11] = [
            &RIGHT_EYE_RING,
            &LEFT_EYE_RING,
            &RIGHT_BROW,
            &LEFT_BROW,
            &LIPS_OUTER,
            &FACE_OVAL,
            &FOREHEAD_PATCH,
            &RIGHT_CHEEK_PATCH,
            &LEFT_CHEEK_PATCH,
            &NOSE_RIDGE,
            &CHIN_PATCH,
        ];
        for list in lists {
            let mut sorted = list.to_vec();
            sorted.sort_unstable();
            sorted.dedup();
            assert_eq!(sorted.len(), list.len(), "{list:?}");
            assert!(sorted.iter().all(|&landmark| landmark < POINT_COUNT), "{list:?}");
        }
    }
}
