//! Does a straight edge cut through the image below the face, like the rim of a display in somebody's hand?
//!
//! Lines of a room end where the person begins, and clothes bend. The rim of a tablet runs from one side of the image
//! to the other, in front of everything. The signal measures the share of the width along which one nearly level line
//! below the chin follows one kind of edge, twice a second. The reading is the 70th percentile over the check. People
//! in rooms reach 0.6, tablets in front of the camera 0.6 to 1.0.
//! Needs: three measurements with room below the face.

use crate::evidence::Evidence;
use crate::finding::Finding;
use crate::signal::Description;
use catchlight_types::NotTaken;

pub(crate) fn measure(evidence: &Evidence) -> Finding {
    let mut looks: Vec<f32> = evidence.frames.iter().filter_map(|frame| frame.edge_below).collect();
    if looks.len() < LOOKS_MIN {
        let has_face = evidence.frames.iter().any(|frame| frame.face.is_some());
        return Finding::not_taken(if has_face { NotTaken::TooFewFrames } else { NotTaken::NoFace });
    }
    looks.sort_by(f32::total_cmp);
    let at = |tenth: usize| f64::from(looks[(looks.len() - 1) * tenth / 10]);
    Finding::value(at(7)).with("looks", looks.len() as f64).with("middle", at(5)).with("most", at(10))
}

const LOOKS_MIN: usize = 3;

pub(crate) const DESCRIPTION: Description = Description {
    label: "Panel edge",
    question: "Does a straight edge run below the face, like the rim of a screen?",
    unit: "share of the width of the image",
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{frame, light_challenge};

    #[test]
    fn most_looks_decide() {
        let mut evidence = Evidence::new(&light_challenge());
        assert_eq!(measure(&evidence).into_value(), Err(NotTaken::NoFace));
        for look in [0.2, 0.9, 0.3, 0.95, 0.9, 0.92, 0.94, 0.91, 0.9, 0.93, 0.9] {
            let mut seen = frame(f64::from(look), None);
            seen.edge_below = Some(look);
            evidence.frames.push(seen);
        }
        let found = measure(&evidence).into_value().unwrap();
        assert!((found - 0.92).abs() < 1e-6, "{found}");
    }
}
