//! The list of signals.

use crate::{
    Evidence, eyes, light_background, light_relief, light_response, moire, panel_edge, parallax,
    passive_texture, quality, replay_fingerprint, screen_glare, stream_timing, trajectory, video_loop,
};
use catchlight_types::{Detail, Measurement, NotTaken, Reading, SignalName};
use std::borrow::Cow;

/// One signal: its name and how it reads the evidence.
#[derive(Debug, Clone)]
pub struct Signal {
    /// Name in the calibration file and in reports.
    pub name: SignalName,
    take: fn(&Evidence) -> Finding,
}

impl Signal {
    const fn of(name: &'static str, take: fn(&Evidence) -> Finding) -> Self {
        Self { name: SignalName::of(name), take }
    }

    /// Reads the evidence; the same evidence gives the same bits.
    #[must_use]
    pub fn measure(&self, evidence: &Evidence) -> Measurement {
        let finding = (self.take)(evidence);
        let reading = match finding.value {
            Ok(value) if value.is_finite() => Reading::Raw(value),
            Ok(_) => Reading::NotTaken(NotTaken::TooLittleLight),
            Err(why) => Reading::NotTaken(why),
        };
        Measurement { signal: self.name.clone(), reading, details: finding.details }
    }
}

/// Every signal, in the order of reports.
pub const ALL: &[Signal] = &[
    Signal::of("light_response", light_response::measure),
    Signal::of("light_relief", light_relief::measure),
    Signal::of("light_background", light_background::measure),
    Signal::of("screen_glare", screen_glare::measure),
    Signal::of("parallax", parallax::measure),
    Signal::of("panel_edge", panel_edge::measure),
    Signal::of("moire", moire::measure),
    Signal::of("eyes", eyes::measure),
    Signal::of("trajectory", trajectory::measure),
    Signal::of("stream_timing", stream_timing::measure),
    Signal::of("video_loop", video_loop::measure),
    Signal::of("replay_fingerprint", replay_fingerprint::measure),
    Signal::of("passive_texture", passive_texture::measure),
    Signal::of("quality", quality::measure),
];

/// What one signal found, before it is named.
#[derive(Debug)]
pub(crate) struct Finding {
    value: Result<f64, NotTaken>,
    details: Vec<Detail>,
}

impl Finding {
    /// A value in the unit that the signal documents.
    pub(crate) const fn value(value: f64) -> Self {
        Self { value: Ok(value), details: Vec::new() }
    }

    /// No value.
    pub(crate) const fn not_taken(why: NotTaken) -> Self {
        Self { value: Err(why), details: Vec::new() }
    }

    /// The value or why there is none.
    #[cfg(test)]
    pub(crate) fn into_value(self) -> Result<f64, NotTaken> {
        self.value
    }

    /// Adds a number that explains the finding; one that is not finite is left out.
    #[must_use]
    pub(crate) fn with(mut self, name: &'static str, value: f64) -> Self {
        if value.is_finite() {
            self.details.push(Detail { name: Cow::Borrowed(name), value });
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_stands_once() {
        let mut names: Vec<&str> = ALL.iter().map(|signal| signal.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ALL.len());
    }
}
