//! The answer of one check and how it came about.

use crate::{Ceiling, Confidence, Contribution, Direction, SignalName};
use std::cmp::Ordering;

/// The codes by which the API tells a person what to do better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FeedbackCode {
    /// No face could be seen.
    FaceNotVisible,
    /// Something covers the face.
    FaceObstructionDetected,
    /// Blur, noise or too few frames.
    LowVideoQualityDetected,
    /// The face did not fill the oval or looked away.
    FaceNotAligned,
    /// The eyes were closed.
    EyesClosedDetected,
    /// Too dark.
    LowLightingDetected,
    /// Too bright.
    HighLightingDetected,
}

impl FeedbackCode {
    /// Every code, in the order of the API.
    pub const ALL: [Self; 7] = [
        Self::FaceNotVisible,
        Self::FaceObstructionDetected,
        Self::LowVideoQualityDetected,
        Self::FaceNotAligned,
        Self::EyesClosedDetected,
        Self::LowLightingDetected,
        Self::HighLightingDetected,
    ];

    /// The name on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::FaceNotVisible => "FACE_NOT_VISIBLE",
            Self::FaceObstructionDetected => "FACE_OBSTRUCTION_DETECTED",
            Self::LowVideoQualityDetected => "LOW_VIDEO_QUALITY_DETECTED",
            Self::FaceNotAligned => "FACE_NOT_ALIGNED",
            Self::EyesClosedDetected => "EYES_CLOSED_DETECTED",
            Self::LowLightingDetected => "LOW_LIGHTING_DETECTED",
            Self::HighLightingDetected => "HIGH_LIGHTING_DETECTED",
        }
    }

    /// The code with this name on the wire.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.name() == name)
    }
}

/// The answer of one check.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// 100 times the fused probability.
    pub confidence: Confidence,
    /// Log-odds of a live person before any reading; `None` when it is not known where the answer began.
    pub prior_log_odds: Option<f64>,
    /// What each signal added, in the order of the signal list.
    pub contributions: Vec<Contribution>,
    /// The ceiling that held the answer back; `None` when the readings decided it.
    pub ceiling: Option<Ceiling>,
    /// What the person could do better; empty when nothing was found.
    pub feedback: Vec<FeedbackCode>,
    /// Version of the calibration file behind it.
    pub calibration: String,
}

/// One of the reasons to name for an answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MainReason<'a> {
    /// The signal that it comes from; `None` for a ceiling that belongs to no single signal.
    pub signal: Option<&'a SignalName>,
    /// Which way it moved the answer.
    pub direction: Direction,
    /// By how many log-odds; negative against a live person.
    pub log_odds: f64,
    /// The reason in plain words.
    pub words: &'a str,
}

impl Verdict {
    /// Whether the check counts as passed, unless an application sets a threshold of its own.
    #[must_use]
    pub fn passes(&self) -> bool {
        self.confidence.passes()
    }

    /// The contributions, the one that moved the answer most first.
    #[must_use]
    pub fn by_strength(&self) -> Vec<&Contribution> {
        let mut contributions: Vec<&Contribution> = self.contributions.iter().collect();
        contributions.sort_by(|one, other| stronger_first(one.added(), other.added()));
        contributions
    }

    /// The reasons for the answer, the strongest first; empty when nothing measured was decisive.
    ///
    /// They only ever argue for what the answer is: those of a pass for a live person, those of a refusal against one or
    /// that too little was proven. A ceiling without which the check had passed leads, since it alone decided.
    #[must_use]
    pub fn main_reasons(&self) -> Vec<MainReason<'_>> {
        let wanted = if self.passes() { Direction::Live } else { Direction::Attack };
        let of_signals = self.contributions.iter().filter(|one| one.direction() == Some(wanted));
        let mut reasons: Vec<MainReason<'_>> = of_signals
            .map(|one| MainReason {
                signal: Some(&one.signal),
                direction: wanted,
                log_odds: one.added(),
                words: &one.reason,
            })
            .collect();
        let ceiling = self.ceiling.as_ref().filter(|_| !self.passes());
        reasons.extend(ceiling.map(reason_of));
        let decided = ceiling.is_some_and(|ceiling| ceiling.without.passes());
        let leads = |one: &MainReason<'_>| decided && one.direction == Direction::Unproven;
        reasons.sort_by(|one, other| {
            leads(other).cmp(&leads(one)).then(stronger_first(one.log_odds, other.log_odds))
        });
        reasons
    }
}

fn reason_of(ceiling: &Ceiling) -> MainReason<'_> {
    MainReason {
        signal: ceiling.signals.first(),
        direction: Direction::Unproven,
        log_odds: -ceiling.log_odds_taken,
        words: &ceiling.reason,
    }
}

fn stronger_first(one: f64, other: f64) -> Ordering {
    other.abs().total_cmp(&one.abs())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CeilingCause, NotTaken, Reading};

    fn contribution(name: &'static str, added: f64) -> Contribution {
        let reading = if added == 0.0 { Reading::NotTaken(NotTaken::NoFace) } else { Reading::Raw(added) };
        Contribution {
            signal: SignalName::of(name),
            reading,
            log_likelihood_ratio: added * 2.0,
            weight: 0.5,
            reason: format!("{name} says so"),
        }
    }

    fn percent(percent: f32) -> Confidence {
        Confidence::new(percent).expect("0..=100")
    }

    fn ceiling(without: f32) -> Option<Ceiling> {
        Some(Ceiling {
            cause: CeilingCause::NeededReadingMissing,
            signals: vec![SignalName::of("parallax")],
            limit: percent(33.0),
            without: percent(without),
            log_odds_taken: 1.0,
            reason: "too little moved".to_owned(),
        })
    }

    fn check(confidence: f32, ceiling: Option<Ceiling>, expected: &[&str]) {
        let added =
            [("small", 0.1), ("light", 2.0), ("sheet", -0.5), ("loop", -3.0), ("gone", 0.0), ("eyes", 0.3)];
        let verdict = Verdict {
            confidence: percent(confidence),
            prior_log_odds: Some(0.0),
            contributions: added.map(|(name, added)| contribution(name, added)).to_vec(),
            ceiling,
            feedback: Vec::new(),
            calibration: "test".to_owned(),
        };
        let reasons = verdict.main_reasons();
        let told: Vec<String> =
            reasons.iter().map(|one| format!("{} {}", one.direction.name(), one.words)).collect();
        assert_eq!(told, expected);
    }

    #[test]
    fn a_pass_names_what_speaks_for_it_and_a_refusal_what_does_not() {
        check(73.0, None, &["live light says so", "live eyes says so"]);
        check(73.0, ceiling(90.0), &["live light says so", "live eyes says so"]);
        check(49.9, None, &["attack loop says so", "attack sheet says so"]);
    }

    #[test]
    fn a_ceiling_leads_only_where_it_decided() {
        check(
            33.0,
            ceiling(90.0),
            &["unproven too little moved", "attack loop says so", "attack sheet says so"],
        );
        check(
            33.0,
            ceiling(45.0),
            &["attack loop says so", "unproven too little moved", "attack sheet says so"],
        );
    }
}
