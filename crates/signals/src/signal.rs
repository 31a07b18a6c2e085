//! What a signal is: a name, its words for people, and how its reading is taken.
//!
//! In: the evidence of a finished check. Out: one [`Measurement`] per signal.
//! What several signals read is computed once and handed to each.

use crate::evidence::Evidence;
use crate::finding::Finding;
use crate::light::LightAnalysis;
use catchlight_types::{Measurement, NotTaken, SignalName};

/// One signal: its name, its words for people, and how it is read.
#[derive(Debug, Clone)]
pub struct Signal {
    /// Name in the calibration file and in reports.
    pub name: SignalName,
    /// Its words for people.
    pub description: Description,
    source: Source,
}

/// The words by which pages present a signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Description {
    /// A short name.
    pub label: &'static str,
    /// What the signal asks, as a question.
    pub question: &'static str,
    /// What its reading counts, and in which unit.
    pub unit: &'static str,
}

/// What a signal reads.
#[derive(Debug, Clone, Copy)]
enum Source {
    Evidence(fn(&Evidence) -> Finding),
    /// The response of the face to the colours; there is none in a challenge without colours.
    Light(fn(&LightAnalysis<'_>) -> Result<Finding, NotTaken>),
}

impl Signal {
    pub(crate) const fn of(
        name: &'static str,
        description: Description,
        measure: fn(&Evidence) -> Finding,
    ) -> Self {
        Self { name: SignalName::of(name), description, source: Source::Evidence(measure) }
    }

    pub(crate) const fn of_light(
        name: &'static str,
        description: Description,
        measure: fn(&LightAnalysis<'_>) -> Result<Finding, NotTaken>,
    ) -> Self {
        Self { name: SignalName::of(name), description, source: Source::Light(measure) }
    }

    /// Takes the reading of this signal alone, for studies of a single signal; [`measure_all`](crate::measure_all) shares what signals have
    /// in common.
    #[must_use]
    pub fn measure(&self, evidence: &Evidence) -> Measurement {
        let light = match self.source {
            Source::Evidence(_) => None,
            Source::Light(_) => LightAnalysis::of(evidence),
        };
        self.read(evidence, light.as_ref())
    }

    pub(crate) fn read(&self, evidence: &Evidence, light: Option<&LightAnalysis<'_>>) -> Measurement {
        let finding = match self.source {
            Source::Evidence(measure) => measure(evidence),
            Source::Light(measure) => {
                light.ok_or(NotTaken::NotInChallenge).and_then(measure).unwrap_or_else(Finding::from)
            }
        };
        finding.of_signal(self.name.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{evidence_lit_by, evidence_with_claims, light_challenge, painted, skin_lit_by};
    use crate::{ALL, measure_all};
    use catchlight_types::Reading;

    fn check_alone_and_together(evidence: &Evidence) {
        let alone: Vec<Measurement> = ALL.iter().map(|signal| signal.measure(evidence)).collect();
        assert_eq!(measure_all(evidence), alone);
    }

    #[test]
    fn a_signal_reads_the_same_alone_and_beside_others() {
        let challenge = light_challenge();
        let screen = painted(&challenge);
        let lit =
            evidence_lit_by(&challenge, |time_s, patch| skin_lit_by(&screen, 0.1, time_s - 0.06, patch));
        assert!(matches!(measure_all(&lit)[0].reading, Reading::Raw(_)));
        check_alone_and_together(&lit);
        check_alone_and_together(&evidence_with_claims(&challenge));
    }

    #[test]
    fn light_is_not_read_where_no_colour_is_asked_for() {
        let mut without_colors = light_challenge();
        without_colors.colors.clear();
        let measurements = measure_all(&Evidence::new(&without_colors));
        for (signal, measurement) in ALL.iter().zip(measurements) {
            let is_light = matches!(signal.source, Source::Light(_));
            let not_asked = measurement.reading == Reading::NotTaken(NotTaken::NotInChallenge);
            assert_eq!(not_asked, is_light, "{}", signal.name);
        }
    }

    #[test]
    fn light_that_is_not_finite_never_becomes_a_reading() {
        let mut evidence = evidence_with_claims(&light_challenge());
        let lit = evidence_lit_by(&light_challenge(), |_, _| crate::evidence::LinearRgb {
            red: f32::NAN,
            green: f32::INFINITY,
            blue: 0.1,
        });
        evidence.frames = lit.frames;
        for measurement in measure_all(&evidence) {
            assert!(
                !matches!(measurement.reading, Reading::Raw(value) if !value.is_finite()),
                "{measurement:?}"
            );
            assert!(measurement.details.iter().all(|detail| detail.value.is_finite()), "{measurement:?}");
        }
    }
}
