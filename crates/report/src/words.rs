//! The words that every report uses for a signal, for the reasons of an answer and for a video's format.

use catchlight_media::{Codec, Container};
use catchlight_types::{SignalName, Verdict};

/// A short name for people; the name itself for a signal that this version does not know.
pub(crate) fn label(signal: &SignalName) -> String {
    catchlight_engine::describe(signal)
        .map_or_else(|| signal.as_str().replace('_', " "), |words| words.label.to_owned())
}

/// The strongest reasons for an answer, at most `most`, each with the label of its signal.
#[must_use]
pub fn named_reasons(verdict: &Verdict, most: usize) -> Vec<String> {
    let named = verdict.main_reasons().into_iter().take(most).map(|reason| match reason.signal {
        Some(signal) => format!("{}: {}", label(signal), reason.words),
        None => reason.words.to_owned(),
    });
    named.collect()
}

/// A codec as people write it.
pub(crate) const fn codec_name(codec: Codec) -> &'static str {
    match codec {
        Codec::Vp8 => "VP8",
        Codec::Vp9 => "VP9",
        Codec::H264 => "H.264",
    }
}

/// A container as people write it.
pub(crate) const fn container_name(container: Container) -> &'static str {
    match container {
        Container::WebM => "WebM",
        Container::Mp4 => "MP4",
    }
}
