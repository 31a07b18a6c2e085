//! One recording and the response of the engine.

use crate::{Family, Species};
use catchlight_types::{ChallengeKind, Confidence, FeedbackCode, Measurement, Reading};

/// What was presented to the camera.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Presentation {
    /// A live person who does what is asked.
    BonaFide,
    /// A presentation attack, or an attack that bypasses the camera.
    Attack(Species),
    /// Nothing that deserves a verdict, such as an empty room; counts in no error rate.
    NonResponse,
}

/// The response of the system under test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Response {
    /// The check succeeded with this confidence.
    Scored(Confidence),
    /// The check failed: there is no confidence.
    Failed,
}

impl Response {
    /// Whether a caller with this threshold takes the person for live; a failed check is never live.
    #[must_use]
    pub fn is_accepted(self, threshold: Confidence) -> bool {
        match self {
            Self::Scored(confidence) => confidence >= threshold,
            Self::Failed => false,
        }
    }

    /// The confidence in percent; 0 for a failed check, which no threshold accepts.
    #[must_use]
    pub fn percent(self) -> f32 {
        match self {
            Self::Scored(confidence) => confidence.percent(),
            Self::Failed => 0.0,
        }
    }
}

/// What the label tells about circumstances, for splits; never seen by an engine.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Circumstances {
    /// Who was shown; folds never divide a subject.
    pub subject: Option<String>,
    /// Skin group.
    pub skin: Option<String>,
    /// Kind of screen.
    pub device: Option<String>,
    /// Illuminance of the room at the face, lux.
    pub lux: Option<f64>,
    /// Whether the person wears glasses.
    pub glasses: Option<bool>,
    /// Nominal frames per second.
    pub fps: Option<f64>,
    /// Which sort of non-response.
    pub reason: Option<String>,
}

/// One recording and its response.
#[derive(Debug, Clone, PartialEq)]
pub struct Attempt {
    /// Name of the recording.
    pub name: String,
    /// What was presented; `None` without a label.
    pub presentation: Option<Presentation>,
    /// Circumstances of the label.
    pub circumstances: Circumstances,
    /// The kind of challenge.
    pub challenge: ChallengeKind,
    /// The response.
    pub response: Response,
    /// Why a failed check failed, in words.
    pub failure: Option<String>,
    /// Feedback codes of the verdict.
    pub feedback: Vec<FeedbackCode>,
    /// What every signal measured.
    pub measurements: Vec<Measurement>,
    /// Time of one core that the analysis took, milliseconds.
    pub cpu_ms: f64,
}

/// A recording without a response that counts: it cannot be read, or the engine itself failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unanswered {
    /// Name of the recording.
    pub name: String,
    /// Which file, and what is wrong.
    pub reason: String,
}

impl Attempt {
    /// Whether a live person was presented.
    #[must_use]
    pub fn is_bona_fide(&self) -> bool {
        self.presentation == Some(Presentation::BonaFide)
    }

    /// The family of the attack; `None` for what is no attack.
    #[must_use]
    pub fn family(&self) -> Option<Family> {
        self.attack_species().map(Family::of)
    }

    /// Whether both responses are equal to the last bit of every number; the time they took does not count.
    #[must_use]
    pub fn has_bits_of(&self, other: &Self) -> bool {
        let bits = |attempt: &Self| -> Vec<(Option<u64>, Vec<u64>)> {
            let reading = |one: &Measurement| match one.reading {
                Reading::Raw(value) => Some(value.to_bits()),
                Reading::NotTaken(_) => None,
            };
            let details = |one: &Measurement| one.details.iter().map(|it| it.value.to_bits()).collect();
            attempt.measurements.iter().map(|one| (reading(one), details(one))).collect()
        };
        self.response.percent().to_bits() == other.response.percent().to_bits()
            && self.failure == other.failure
            && self.feedback == other.feedback
            && bits(self) == bits(other)
    }

    /// The name of what was presented, as labels have it; `None` without a label.
    #[must_use]
    pub fn species_name(&self) -> Option<&str> {
        match self.presentation.as_ref()? {
            Presentation::BonaFide => Some("live"),
            Presentation::Attack(species) => Some(species.as_str()),
            Presentation::NonResponse => Some("non_response"),
        }
    }

    pub(crate) fn is_non_response(&self) -> bool {
        self.presentation == Some(Presentation::NonResponse)
    }

    /// The species of the attack; `None` when nothing attacked.
    #[must_use]
    pub fn attack_species(&self) -> Option<&Species> {
        match &self.presentation {
            Some(Presentation::Attack(species)) => Some(species),
            _ => None,
        }
    }
}
