//! What the screen showed over the time of the video, by what the client says.

use catchlight_recording::{ClientEvent, Recording};
use catchlight_types::{ClientClaim, EpochMillis, Rgb8};

/// One colour from its first line to the next colour.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Shown {
    pub(super) color: Rgb8,
    /// The colour that it wiped away.
    pub(super) before: Rgb8,
    /// Time of the video at which the wipe began, seconds.
    pub(super) from_s: f64,
    /// How long the wipe took, seconds.
    pub(super) wipe_s: f64,
    /// Time of the video at which the next colour came, seconds.
    pub(super) until_s: f64,
}

/// Light of one channel pair: red less green and blue less green, -1..=1, 0 for grey.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Tint {
    pub(super) red: f64,
    pub(super) blue: f64,
}

impl Shown {
    /// Share of the screen that the colour covers.
    fn covered(&self, time_s: f64) -> f64 {
        if self.wipe_s <= 0.0 { 1.0 } else { ((time_s - self.from_s) / self.wipe_s).clamp(0.0, 1.0) }
    }

    fn tint(&self, time_s: f64) -> Tint {
        let (old, new, share) = (tint_of(self.before), tint_of(self.color), self.covered(time_s));
        Tint { red: old.red + share * (new.red - old.red), blue: old.blue + share * (new.blue - old.blue) }
    }
}

/// The colours in the order of showing; empty when the client reported none or not when its video began.
pub(super) fn shown_in(recording: &Recording) -> Vec<Shown> {
    let claims = || {
        recording.events.iter().filter_map(|timed| match &timed.event {
            ClientEvent::Claim(claim) => Some(claim),
            ClientEvent::Video(_) => None,
        })
    };
    let Some(start) = claims().find_map(|claim| claim.video_start) else { return Vec::new() };
    let mut shown: Vec<Shown> = claims().filter_map(|claim| beginning(recording, claim, start)).collect();
    shown.sort_by(|one, other| one.from_s.total_cmp(&other.from_s));
    for place in 1..shown.len() {
        shown[place - 1].until_s = shown[place].from_s;
    }
    shown
}

fn beginning(recording: &Recording, claim: &ClientClaim, start: EpochMillis) -> Option<Shown> {
    let color = claim.color?;
    let step = recording.challenge.colors.get(usize::from(color.sequence_number));
    let seconds = |millis: Option<f32>| millis.map_or(0.0, |millis| f64::from(millis) / 1000.0);
    let from_s = color.shown_at.seconds_since(start);
    let wipe_s = seconds(step.map(|step| step.downscroll_ms));
    let before = color.previous.unwrap_or(color.current);
    let until_s = from_s + wipe_s + seconds(step.map(|step| step.flat_ms));
    Some(Shown { color: color.current, before, from_s, wipe_s, until_s })
}

/// The tint of the screen at a time; `None` before the first and after the last colour.
pub(super) fn tint_at(shown: &[Shown], time_s: f64) -> Option<Tint> {
    shown.iter().find(|one| (one.from_s..one.until_s).contains(&time_s)).map(|one| one.tint(time_s))
}

fn tint_of(color: Rgb8) -> Tint {
    let [red, green, blue] = [color.red, color.green, color.blue].map(linear);
    Tint { red: red - green, blue: blue - green }
}

/// The sRGB curve, IEC 61966-2-1.
fn linear(encoded: u8) -> f64 {
    let encoded = f64::from(encoded) / 255.0;
    if encoded <= 0.040_45 { encoded / 12.92 } else { ((encoded + 0.055) / 1.055).powf(2.4) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RED: Rgb8 = Rgb8 { red: 255, green: 0, blue: 0 };
    const BLUE: Rgb8 = Rgb8 { red: 0, green: 0, blue: 255 };

    fn check(time_s: f64, expected: Option<Tint>) {
        let shown = [Shown { color: BLUE, before: RED, from_s: 1.0, wipe_s: 0.5, until_s: 1.75 }];
        assert_eq!(tint_at(&shown, time_s), expected, "at {time_s} s");
    }

    #[test]
    fn a_wipe_mixes_both_colours() {
        check(0.9, None);
        check(1.0, Some(Tint { red: 1.0, blue: 0.0 }));
        check(1.25, Some(Tint { red: 0.5, blue: 0.5 }));
        check(1.7, Some(Tint { red: 0.0, blue: 1.0 }));
        check(1.8, None);
    }
}
