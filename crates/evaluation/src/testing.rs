//! Attempts for the tests of this crate.

use crate::{Attempt, Circumstances, Presentation, Response, Species};
use catchlight_types::{ChallengeKind, Confidence};

pub(crate) fn bona_fide(percent: f32) -> Attempt {
    attempt(Presentation::BonaFide, scored(percent))
}

pub(crate) fn attack(species: &str, percent: f32) -> Attempt {
    attempt(Presentation::Attack(Species::new(species)), scored(percent))
}

pub(crate) fn failed_bona_fide() -> Attempt {
    attempt(Presentation::BonaFide, Response::Failed)
}

pub(crate) fn failed_attack(species: &str) -> Attempt {
    attempt(Presentation::Attack(Species::new(species)), Response::Failed)
}

pub(crate) fn attempt(presentation: Presentation, response: Response) -> Attempt {
    Attempt {
        name: "recording".to_owned(),
        presentation: Some(presentation),
        circumstances: Circumstances::default(),
        challenge: ChallengeKind::FaceMovementAndLight,
        response,
        failure: None,
        feedback: Vec::new(),
        measurements: Vec::new(),
        cpu_ms: 0.0,
    }
}

fn scored(percent: f32) -> Response {
    Response::Scored(Confidence::new(percent).expect("0..=100"))
}
