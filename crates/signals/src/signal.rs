//! The list of signals, and how their readings are taken.
//!
//! In: the evidence of a finished check. Out: one [`Measurement`] per signal, in the order of the list.
//! What several signals read is computed once and handed to each.

use crate::evidence::Evidence;
use crate::finding::Finding;
use crate::light::LightAnalysis;
use crate::{
    eyes, light_background, light_relief, light_response, moire, panel_edge, parallax, passive_texture,
    quality, replay_fingerprint, screen_glare, stream_timing, trajectory, video_loop,
};
use catchlight_types::{Measurement, NotTaken, SignalName};

/// One signal: its name and how it is read.
#[derive(Debug, Clone)]
pub struct Signal {
    /// Name in the calibration file and in reports.
    pub name: SignalName,
    source: Source,
}

/// What a signal reads.
#[derive(Debug, Clone, Copy)]
enum Source {
    Evidence(fn(&Evidence) -> Finding),
    /// The response of the face to the colours; there is none in a challenge without colours.
    Light(fn(&LightAnalysis<'_>) -> Result<Finding, NotTaken>),
}

/// Every signal, in the order of reports.
pub const ALL: &[Signal] = &[
    Signal::of_light("light_response", light_response::measure),
    Signal::of_light("light_relief", light_relief::measure),
    Signal::of_light("light_background", light_background::measure),
    Signal::of_light("screen_glare", screen_glare::measure),
    Signal::of("parallax", parallax::measure),
    Signal::of("panel_edge", panel_edge::measure),
    Signal::of("moire", moire::measure),
    Signal::of("eyes", eyes::measure),
    Signal::of("trajectory", trajectory::measure),
    Signal::of("stream_timing", stream_timing::measure),
    Signal::of("video_loop", video_loop::measure),
    Signal::of_light("replay_fingerprint", replay_fingerprint::measure),
    Signal::of("passive_texture", passive_texture::measure),
    Signal::of("quality", quality::measure),
];

/// Takes the reading of every signal; the same evidence gives the same bits.
#[must_use]
pub fn measure_all(evidence: &Evidence) -> Vec<Measurement> {
    let light = LightAnalysis::of(evidence);
    ALL.iter().map(|signal| signal.read(evidence, light.as_ref())).collect()
}

impl Signal {
    const fn of(name: &'static str, measure: fn(&Evidence) -> Finding) -> Self {
        Self { name: SignalName::of(name), source: Source::Evidence(measure) }
    }

    const fn of_light(
        name: &'static str,
        measure: fn(&LightAnalysis<'_>) -> Result<Finding, NotTaken>,
    ) -> Self {
        Self { name: SignalName::of(name), source: Source::Light(measure) }
    }

    /// Takes the reading of this signal alone, for studies of a single signal; [`measure_all`] shares what signals have
    /// in common.
    #[must_use]
    pub fn measure(&self, evidence: &Evidence) -> Measurement {
        let light = match self.source {
            Source::Evidence(_) => None,
            Source::Light(_) => LightAnalysis::of(evidence),
        };
        self.read(evidence, light.as_ref())
    }

    fn read(&self, evidence: &Evidence, light: Option<&LightAnalysis<'_>>) -> Measurement {
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
    use catchlight_types::Reading;

    #[test]
    fn every_name_stands_once() {
        let mut names: Vec<&str> = ALL.iter().map(|signal| signal.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ALL.len());
    }

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
