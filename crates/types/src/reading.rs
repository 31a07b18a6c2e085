//! What a signal measured. A reading is not an opinion, and a reading that could not be taken is not zero.

use std::borrow::Cow;
use std::fmt;

/// Name of a signal, as in the calibration file and in reports.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SignalName(Cow<'static, str>);

impl SignalName {
    /// Names a signal of the built-in list.
    #[must_use]
    pub const fn of(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }

    /// Names a signal read back from a stored report.
    #[must_use]
    pub const fn stored(name: String) -> Self {
        Self(Cow::Owned(name))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SignalName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The value of a signal, or why there is none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reading {
    /// The value, in the unit that the signal documents; always finite.
    Raw(f64),
    /// There is no value.
    NotTaken(NotTaken),
}

/// Why a signal could not be measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NotTaken {
    /// The challenge of this check does not ask for it.
    NotInChallenge,
    /// No face was tracked where one is needed.
    NoFace,
    /// The face has too few pixels.
    FaceTooSmall,
    /// Fewer frames than the signal needs.
    TooFewFrames,
    /// The face moved or grew too little.
    TooLittleMotion,
    /// The surroundings are so bright that the screen's light cannot be seen.
    TooMuchAmbientLight,
    /// The picture is too dark or too noisy.
    TooLittleLight,
    /// The video is compressed so much that what is looked for shows but is not clear.
    TooCoarse,
    /// The client did not report what the signal needs, such as colour times.
    MissingClientReport,
    /// The optional model that the signal needs is not configured.
    ModelNotConfigured,
    /// The computation gave no finite number.
    NotFinite,
}

impl Reading {
    /// A computed value; one that is not finite is no reading.
    #[must_use]
    pub const fn of(value: f64) -> Self {
        if value.is_finite() { Self::Raw(value) } else { Self::NotTaken(NotTaken::NotFinite) }
    }
}

impl NotTaken {
    /// Every reason, for tables and tests.
    pub const ALL: [Self; 11] = [
        Self::NotInChallenge,
        Self::NoFace,
        Self::FaceTooSmall,
        Self::TooFewFrames,
        Self::TooLittleMotion,
        Self::TooMuchAmbientLight,
        Self::TooLittleLight,
        Self::TooCoarse,
        Self::MissingClientReport,
        Self::ModelNotConfigured,
        Self::NotFinite,
    ];

    /// The name in reports, snake case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotInChallenge => "not_in_challenge",
            Self::NoFace => "no_face",
            Self::FaceTooSmall => "face_too_small",
            Self::TooFewFrames => "too_few_frames",
            Self::TooLittleMotion => "too_little_motion",
            Self::TooMuchAmbientLight => "too_much_ambient_light",
            Self::TooLittleLight => "too_little_light",
            Self::TooCoarse => "too_coarse",
            Self::MissingClientReport => "missing_client_report",
            Self::ModelNotConfigured => "model_not_configured",
            Self::NotFinite => "not_finite",
        }
    }

    /// The reason in plain words, to follow "not measured:".
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::NotInChallenge => "this challenge does not ask for it",
            Self::NoFace => "no face was tracked",
            Self::FaceTooSmall => "the face is too small in the image",
            Self::TooFewFrames => "there are too few frames",
            Self::TooLittleMotion => "the face moved too little",
            Self::TooMuchAmbientLight => {
                "the light of the screen did not show on the face: the room is too bright, or the light never reached it"
            }
            Self::TooLittleLight => "the image is too dark or too noisy",
            Self::TooCoarse => "the video is compressed too much",
            Self::MissingClientReport => "the client did not report what it needs",
            Self::ModelNotConfigured => "its model is not configured",
            Self::NotFinite => "the calculation gave no usable number",
        }
    }

    /// The reason with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.name() == name)
    }
}

/// One signal's result with the numbers that explain it.
#[derive(Debug, Clone, PartialEq)]
pub struct Measurement {
    /// Which signal.
    pub signal: SignalName,
    /// Its value.
    pub reading: Reading,
    /// Numbers behind the value, for the report; they carry no weight.
    pub details: Vec<Detail>,
}

/// A number that explains a reading; its unit is the end of its name (`_ms`, `_px`, `_rad`).
#[derive(Debug, Clone, PartialEq)]
pub struct Detail {
    /// Name with unit, snake case.
    pub name: Cow<'static, str>,
    /// Value.
    pub value: f64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_finite_values_are_readings() {
        for value in [0.0, -1.5, f64::MAX, f64::MIN_POSITIVE] {
            assert_eq!(Reading::of(value), Reading::Raw(value));
        }
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(Reading::of(value), Reading::NotTaken(NotTaken::NotFinite));
        }
    }

    #[test]
    fn names_lead_back_to_their_reason() {
        for reason in NotTaken::ALL {
            assert_eq!(NotTaken::from_name(reason.name()), Some(reason));
        }
    }
}
