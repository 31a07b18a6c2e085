//! Do models trained on recaptured images take the face for skin?
//!
//! Optional: it needs a pack of models that the operator configures. The reading is the median of their score over
//! several frames in neutral light, 0 a copy to 1 skin. Such models are right on the cameras and papers that they were
//! trained on and often wrong elsewhere (10 to 30 per cent of faces from unknown cameras), and an injected video that
//! was never recaptured looks live to them. So their row in the calibration has little weight and is not fitted to
//! synthetic images.
//! Source: MiniFASNet (Silent-Face-Anti-Spoofing, Minivision).
//! Needs: a configured pack, three scores.

use crate::evidence::Evidence;
use crate::finding::Finding;
use crate::signal::Description;
use catchlight_types::NotTaken;

pub(crate) fn measure(evidence: &Evidence) -> Finding {
    if evidence.frames.iter().all(|frame| frame.face.is_none()) {
        return Finding::not_taken(NotTaken::NoFace);
    }
    let neutral_until_s = evidence.shown_colors().begin_s().unwrap_or(f64::INFINITY);
    let looks = |until_s: f64| -> Vec<f32> {
        let frames = evidence.frames.iter().filter(|frame| frame.time_s <= until_s);
        let mut looks: Vec<f32> = frames.filter_map(|frame| frame.face.as_ref()?.texture).collect();
        looks.sort_by(f32::total_cmp);
        looks
    };
    let neutral = looks(neutral_until_s);
    if neutral.len() < LOOKS_MIN {
        let is_configured = !looks(f64::INFINITY).is_empty();
        return Finding::not_taken(if is_configured {
            NotTaken::TooFewFrames
        } else {
            NotTaken::ModelNotConfigured
        });
    }
    let at = |tenth: usize| f64::from(neutral[(neutral.len() - 1) * tenth / 10]);
    Finding::value(at(5)).with("looks", neutral.len() as f64).with("least", at(0)).with("most", at(10))
}

const LOOKS_MIN: usize = 3;

pub(crate) const DESCRIPTION: Description = Description {
    label: "Passive texture",
    question: "Do the models of the texture pack see real skin?",
    unit: "their belief, 0 to 1",
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{COLORS_FROM_S, evidence_with_claims, face_in, frame, light_challenge};
    use catchlight_types::RectPx;

    /// The reading of scores at these times.
    fn reading(looks: &[(f64, Option<f32>)]) -> Result<f64, NotTaken> {
        let mut evidence = evidence_with_claims(&light_challenge());
        for &(time_s, texture) in looks {
            let bounds = RectPx { left_px: 200.0, top_px: 60.0, width_px: 240.0, height_px: 340.0 };
            let mut face = face_in(bounds);
            face.texture = texture;
            evidence.frames.push(frame(time_s, Some(face)));
        }
        measure(&evidence).into_value()
    }

    #[test]
    fn looks_in_coloured_light_do_not_count() {
        let late = COLORS_FROM_S + 0.5;
        let looks = [(0.0, Some(0.9)), (0.5, Some(0.8)), (1.0, None), (1.5, Some(0.7)), (late, Some(0.0))];
        assert!((reading(&looks).unwrap() - 0.8).abs() < 1e-6);
        assert_eq!(reading(&looks[2..]), Err(NotTaken::TooFewFrames));
    }

    #[test]
    fn without_a_pack_nothing_is_judged() {
        assert_eq!(reading(&[(0.0, None), (0.5, None)]), Err(NotTaken::ModelNotConfigured));
        assert_eq!(reading(&[]), Err(NotTaken::NoFace));
    }
}
