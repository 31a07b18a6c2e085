//! Evidence and challenge to readings; one file per signal, one line in [`ALL`].
//!
//! In: the challenge, decoded frames with their observations, the claims of the client.
//! Out: one [`Measurement`] per signal.
//! Never: opinions (no thresholds, no percentages), whole frames, the clock.

mod evidence;
mod eyes;
mod finding;
mod light;
mod light_background;
mod light_relief;
mod light_response;
mod limits;
mod moire;
mod panel_edge;
mod parallax;
mod passive_texture;
mod quality;
mod replay_fingerprint;
mod screen_glare;
mod signal;
mod stream_timing;
#[cfg(test)]
mod testing;
mod trajectory;
mod video_loop;

use crate::light::LightAnalysis;
use catchlight_types::{Measurement, SignalName};

pub use evidence::{CoursePoint, Evidence, Landmark, LinearRgb, ShownColor, ShownColors, SliceSummary};
pub use signal::{Description, Signal};

/// Every signal, in the order of reports.
pub const ALL: &[Signal] = &[
    Signal::of_light("light_response", light_response::DESCRIPTION, light_response::measure),
    Signal::of_light("light_relief", light_relief::DESCRIPTION, light_relief::measure),
    Signal::of_light("light_background", light_background::DESCRIPTION, light_background::measure),
    Signal::of_light("screen_glare", screen_glare::DESCRIPTION, screen_glare::measure),
    Signal::of("parallax", parallax::DESCRIPTION, parallax::measure),
    Signal::of("panel_edge", panel_edge::DESCRIPTION, panel_edge::measure),
    Signal::of("moire", moire::DESCRIPTION, moire::measure),
    Signal::of("eyes", eyes::DESCRIPTION, eyes::measure),
    Signal::of("trajectory", trajectory::DESCRIPTION, trajectory::measure),
    Signal::of("stream_timing", stream_timing::DESCRIPTION, stream_timing::measure),
    Signal::of("video_loop", video_loop::DESCRIPTION, video_loop::measure),
    Signal::of_light("replay_fingerprint", replay_fingerprint::DESCRIPTION, replay_fingerprint::measure),
    Signal::of("passive_texture", passive_texture::DESCRIPTION, passive_texture::measure),
    Signal::of("quality", quality::DESCRIPTION, quality::measure),
];

/// Takes the reading of every signal; the same evidence gives the same bits.
#[must_use]
pub fn measure_all(evidence: &Evidence) -> Vec<Measurement> {
    let light = LightAnalysis::of(evidence);
    ALL.iter().map(|signal| signal.read(evidence, light.as_ref())).collect()
}

/// The words for a signal; `None` for the name of one that is gone.
#[must_use]
pub fn describe(name: &SignalName) -> Option<Description> {
    ALL.iter().find(|signal| signal.name == *name).map(|signal| signal.description)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::Path;

    #[test]
    fn every_file_that_measures_is_listed_once() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let measures = |file: &Path| {
            file.is_file() && std::fs::read_to_string(file).unwrap().contains("\npub(crate) fn measure(")
        };
        let measuring: BTreeSet<String> = files
            .filter(|file| measures(file))
            .map(|file| file.file_stem().unwrap().to_str().unwrap().to_owned())
            .collect();
        let listed: BTreeSet<String> = ALL.iter().map(|signal| signal.name.to_string()).collect();
        assert_eq!((listed.len(), &measuring), (ALL.len(), &listed));
    }

    #[test]
    fn every_signal_has_its_own_words() {
        let labels: BTreeSet<&str> = ALL.iter().map(|signal| signal.description.label).collect();
        assert_eq!(labels.len(), ALL.len(), "a label stands twice");
        for Signal { name, description, .. } in ALL {
            let Description { label, question, unit } = description;
            assert!(!label.is_empty() && label.len() <= 24, "{name} needs a short label");
            assert!(question.ends_with('?') && question.len() > 10, "{name} needs a question");
            assert!(unit.len() > 5 && !unit.ends_with('.'), "{name} needs the unit of its reading");
        }
    }
}
