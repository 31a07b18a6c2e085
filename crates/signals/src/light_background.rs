//! Does the screen light the face more than the room behind it?
//!
//! The screen is in front of the face, and light falls with the square of the distance, so a wall behind the person
//! responds a few hundredths to some tenths as strongly as the skin. A tint laid over whole frames changes both
//! equally, and so does the glass of a display that shows a face in a room of its own. The reading is the response of
//! the surroundings to the colours over the response of the face.
//! Needs: a clear response of the face, surroundings in every frame.

use crate::finding::Finding;
use crate::light::{Chroma, LightAnalysis};
use crate::signal::Description;
use catchlight_types::NotTaken;

pub(crate) fn measure(light: &LightAnalysis<'_>) -> Result<Finding, NotTaken> {
    let face = light.face()?;
    if !face.responds_clearly() {
        return Ok(face.no_clear_response());
    }
    let frames = &light.evidence.frames;
    let surroundings: Option<Vec<Chroma>> =
        face.series.frames.iter().map(|&place| frames[place].surroundings.map(Chroma::of)).collect();
    let surroundings = surroundings.ok_or(NotTaken::TooFewFrames)?;
    let expected = &face.expected;
    let changes = face.filter.changes(&surroundings);
    let along = changes.projected_on(expected);
    let left = (changes.power - along.gain * along.product).max(0.0);
    let error = (left / (2 * expected.len()).max(1) as f64 / along.own).sqrt();
    let finding = if error > ERROR_MAX {
        Finding::not_taken(NotTaken::TooMuchAmbientLight)
    } else {
        Finding::value(along.gain)
    };
    Ok(finding.with("explained", face.response.explained).with("error", error))
}

/// Deviation of the reading, caused by unrelated changes of the surroundings, above which it says nothing: the response
/// of the face is then no larger than the codec's noise on a wall.
const ERROR_MAX: f64 = 0.1;

pub(crate) const DESCRIPTION: Description = Description {
    label: "Light on background",
    question: "Did the screen light the face more than the room behind it?",
    unit: "response of the background over that of the face",
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::LinearRgb;
    use crate::testing::{evidence_lit_by, light_challenge, light_reading, noise, painted, skin_lit_by};

    /// The reading when the room behind responds `share` as strongly as the face.
    fn reading(share: f32) -> f64 {
        let challenge = light_challenge();
        let screen = painted(&challenge);
        let mut evidence =
            evidence_lit_by(&challenge, |time_s, patch| skin_lit_by(&screen, 0.1, time_s - 0.06, patch));
        for frame in &mut evidence.frames {
            frame.surroundings = Some(skin_lit_by(&screen, 0.1 * share, frame.time_s - 0.06, 0));
        }
        light_reading(measure, &evidence).unwrap()
    }

    #[test]
    fn a_wall_answers_little_and_a_tint_alike() {
        let (wall, tint) = (reading(0.05), reading(1.0));
        assert!(wall < 0.2 && (tint - 1.0).abs() < 0.15, "{wall} {tint}");
    }

    #[test]
    fn surroundings_that_wander_more_than_the_face_answers_say_nothing() {
        let challenge = light_challenge();
        let screen = painted(&challenge);
        let mut evidence =
            evidence_lit_by(&challenge, |time_s, patch| skin_lit_by(&screen, 0.01, time_s - 0.06, patch));
        for (number, frame) in evidence.frames.iter_mut().enumerate() {
            let wall = skin_lit_by(&screen, 0.0, frame.time_s, 0);
            let red = wall.red * (1.0 + 0.02 * noise(number / 4));
            frame.surroundings = Some(LinearRgb { red, ..wall });
        }
        assert_eq!(light_reading(measure, &evidence), Err(NotTaken::TooMuchAmbientLight));
    }

    #[test]
    fn a_face_that_fills_the_frame_has_no_surroundings() {
        let challenge = light_challenge();
        let screen = painted(&challenge);
        let evidence = evidence_lit_by(&challenge, |time_s, patch| skin_lit_by(&screen, 0.1, time_s, patch));
        assert_eq!(light_reading(measure, &evidence), Err(NotTaken::TooFewFrames));
    }
}
