//! Did the eyes close and open again?
//!
//! A blink covers the iris and the white of both eyes with skin for a tenth to half a second. A print or a moulded mask
//! never does this. The reading is how much of the eyes' pattern faded into the skin below them at the deepest moment,
//! for the eye that faded less, compared with the usual pattern in the second around it: 0 nothing, 1 all of it. Open
//! eyes stay below 0.05; blinks reach 0.1 (caught between two frames) to 0.6. The pattern is compared at the best of
//! several shifts, so that an unsteady mesh does not count as a blink, and relative to the light of the skin, so that a
//! flash does not either.
//! A person at rest blinks 10 to 20 times a minute, less when looking at a screen (Bentivoglio et al. 1997): about a
//! quarter of all checks of seven seconds show no blink. A blink seen through eye holes or in a replayed video is still
//! a blink.
//! Needs: eyes at least 12 pixels wide with a pattern; a blink, or four seconds without one.

use crate::evidence::{EYE_COLUMNS, Evidence, EyeView, FrameEvidence};
use crate::finding::Finding;
use crate::signal::Description;
use catchlight_types::NotTaken;

pub(crate) fn measure(evidence: &Evidence) -> Finding {
    let mut looks: Vec<Look> = evidence.frames.iter().filter_map(Look::of).collect();
    if looks.is_empty() {
        return Finding::not_taken(NotTaken::NoFace);
    }
    looks.retain(|look| look.width_px >= WIDTH_MIN_PX);
    let moments = Moments::of(&looks);
    let contrast = moments.contrast();
    if contrast < CONTRAST_MIN && !moments.times_s.is_empty() {
        return Finding::not_taken(NotTaken::TooLittleLight).with("contrast", contrast);
    }
    let (watched_s, closed) = (moments.watched_s(), moments.closed());
    let deepest = closed.iter().copied().fold(f64::MIN, f64::max);
    // An observed blink always counts; its absence means something only after some time.
    let is_enough = watched_s >= WATCHED_MIN_S || deepest > CLOSED;
    let finding = if closed.len() < MOMENTS_MIN || !is_enough {
        Finding::not_taken(NotTaken::TooFewFrames)
    } else {
        Finding::value(deepest)
    };
    finding.with("blinks", blinks(&closed) as f64).with("watched_s", watched_s).with("contrast", contrast)
}

/// Both eyes in one frame: every cell's light over that of the skin below, less 1.
struct Look {
    time_s: f64,
    width_px: f32,
    patterns: [Vec<f32>; 2],
}

impl Look {
    fn of(frame: &FrameEvidence) -> Option<Self> {
        let eyes = frame.face.as_ref()?.eyes.as_ref()?;
        let [left, right] = eyes.views();
        let patterns = [pattern(left)?, pattern(right)?];
        Some(Self { time_s: frame.time_s, width_px: left.width_px.min(right.width_px), patterns })
    }
}

/// `None` where the skin below the eye is black.
fn pattern(view: &EyeView) -> Option<Vec<f32>> {
    let light: Vec<f32> = view.light().collect();
    let below = SKIN_FIRST_ROW * EYE_COLUMNS..;
    let skin = light.get(below).map(|cells| cells.iter().sum::<f32>() / cells.len() as f32)?;
    (skin > SKIN_LIGHT_MIN)
        .then(|| light.iter().map(|cell| (cell / skin).min(HIGHLIGHT_OVER_SKIN) - 1.0).collect())
}

/// What each frame has in common with those around it.
#[derive(Default)]
struct Moments {
    times_s: Vec<f64>,
    /// Share of the usual pattern that is there, by eye.
    shares: [Vec<f64>; 2],
    /// Root mean square of the usual pattern, mean of both eyes.
    contrasts: Vec<f64>,
}

impl Moments {
    fn of(looks: &[Look]) -> Self {
        let mut moments = Self::default();
        for look in looks {
            let around: Vec<&Look> = looks
                .iter()
                .filter(|other| {
                    let apart_s = (other.time_s - look.time_s).abs();
                    apart_s > BLINK_S && apart_s < AROUND_S
                })
                .collect();
            let before = around.iter().filter(|other| other.time_s < look.time_s).count();
            if before < AROUND_MIN || around.len() - before < AROUND_MIN {
                continue;
            }
            let eyes = [0, 1].map(|eye| {
                let usual = usual(&around, eye);
                let power: f64 = usual.iter().map(|cell| cell * cell).sum();
                (share(&look.patterns[eye], &usual) / power.max(f64::MIN_POSITIVE), power)
            });
            moments.times_s.push(look.time_s);
            moments.contrasts.push(((eyes[0].1 + eyes[1].1) / (2.0 * OPENING_CELLS as f64)).sqrt());
            for (shares, (share, _)) in moments.shares.iter_mut().zip(eyes) {
                shares.push(share);
            }
        }
        moments
    }

    fn watched_s(&self) -> f64 {
        // Nothing was observed in a gap between two frames.
        self.times_s.windows(2).map(|pair| (pair[1] - pair[0]).min(BLINK_S)).sum()
    }

    fn contrast(&self) -> f64 {
        median(self.contrasts.clone())
    }

    /// How much of the pattern has faded, of the eye that has faded less, against the middle of the check.
    fn closed(&self) -> Vec<f64> {
        let usual = [0, 1].map(|eye: usize| median(self.shares[eye].clone()));
        let [left, right] = &self.shares;
        left.iter().zip(right).map(|(left, right)| (usual[0] - left).min(usual[1] - right)).collect()
    }
}

/// The middle of every cell of the opening of one eye.
fn usual(around: &[&Look], eye: usize) -> Vec<f64> {
    let mut values: Vec<f32> = Vec::with_capacity(around.len());
    opening()
        .map(|cell| {
            values.clear();
            values.extend(around.iter().map(|look| look.patterns[eye][cell]));
            let middle = values.len() / 2;
            f64::from(*values.select_nth_unstable_by(middle, f32::total_cmp).1)
        })
        .collect()
}

/// How much of the usual pattern a pattern holds, at the best shift.
fn share(pattern: &[f32], usual: &[f64]) -> f64 {
    let shifts = -SHIFT_MAX..=SHIFT_MAX;
    let at = |down: isize, across: isize| -> f64 {
        let shift = down * EYE_COLUMNS as isize + across;
        opening()
            .zip(usual)
            .map(|(cell, usual)| f64::from(pattern[cell.strict_add_signed(shift)]) * usual)
            .sum()
    };
    shifts
        .clone()
        .flat_map(|down| shifts.clone().map(move |across| (down, across)))
        .map(|(down, across)| at(down, across))
        .fold(f64::MIN, f64::max)
}

/// The cells between the lids, far enough from the rim of the grid to be shifted.
fn opening() -> impl Iterator<Item = usize> {
    let rows = OPENING_FIRST_ROW..OPENING_FIRST_ROW + OPENING_ROWS;
    rows.flat_map(|row| {
        (SHIFT_MAX as usize..EYE_COLUMNS - SHIFT_MAX as usize).map(move |column| row * EYE_COLUMNS + column)
    })
}

/// Times that the eyes closed and opened.
fn blinks(closed: &[f64]) -> usize {
    let mut count = 0;
    let mut is_closed = false;
    for &share in closed {
        if !is_closed && share > CLOSED {
            count += 1;
        }
        is_closed = share > CLOSED || (is_closed && share > OPEN);
    }
    count
}

fn median(mut values: Vec<f64>) -> f64 {
    if values.is_empty() {
        return 0.0;
    }
    let middle = values.len() / 2;
    *values.select_nth_unstable_by(middle, f64::total_cmp).1
}

/// Narrower eyes lose their pattern in the video's compression.
const WIDTH_MIN_PX: f32 = 12.0;
/// A pattern weaker than this is that of dark glasses or of a blurred image.
const CONTRAST_MIN: f64 = 0.15;
const WATCHED_MIN_S: f64 = 4.0;
const MOMENTS_MIN: usize = 20;
/// The usual pattern is that of the frames further away than the middle of a blink is from its ends, and nearer than
/// the face changes.
const BLINK_S: f64 = 0.15;
const AROUND_S: f64 = 0.8;
/// With fewer frames than this on one side there is no usual pattern.
const AROUND_MIN: usize = 2;
/// Light of the skin below an eye that is black, 0..=1.
const SKIN_LIGHT_MIN: f32 = 0.002;
/// Glare on an eye or a lens counts no more than this.
const HIGHLIGHT_OVER_SKIN: f32 = 2.0;
/// The rows of skin begin a third of the eye's width below its middle.
const SKIN_FIRST_ROW: usize = 13;
/// The lids of an open eye lie a fifth of its width above and below the middle.
const OPENING_FIRST_ROW: usize = 3;
const OPENING_ROWS: usize = 8;
const OPENING_CELLS: usize = OPENING_ROWS * (EYE_COLUMNS - 2 * SHIFT_MAX as usize);
/// Cells by which an unsteady mesh may be off.
const SHIFT_MAX: isize = 2;
/// From here on a blink is counted, below [`OPEN`] it is over.
const CLOSED: f64 = 0.1;
const OPEN: f64 = 0.05;

pub(crate) const DESCRIPTION: Description = Description {
    label: "Eyes",
    question: "Did the eyes close and open?",
    unit: "part of the eye pattern that faded, 0 to 1",
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::{EYE_CELL, EyePair};
    use crate::testing::{face_in, frame, light_challenge, noise};
    use catchlight_types::RectPx;

    /// Luma of an eye that is `open` of the way, under light that changes the whole image.
    fn luma(right: f32, down: f32, open: f32, light: f32) -> f32 {
        let half_height = 0.17 * (1.0 - (right / 0.48).powi(2)).max(0.0).sqrt();
        let lid = half_height * (1.0 - 2.0 * open);
        let skin = 150.0;
        let level = if down.abs() > half_height || down < lid {
            skin
        } else if right.hypot(down) < 0.16 {
            40.0
        } else {
            190.0
        };
        level * light
    }

    /// The reading of seven seconds of eyes drawn by `open_at` time and eye.
    fn reading(fps: f64, open_at: impl Fn(f64, usize) -> f32) -> Finding {
        let mut evidence = Evidence::new(&light_challenge());
        let bounds = RectPx { left_px: 200.0, top_px: 60.0, width_px: 240.0, height_px: 340.0 };
        for number in 0..(7.0 * fps) as usize {
            let time_s = number as f64 / fps;
            let mut face = face_in(bounds);
            // Light flashes, the mesh is unsteady by half a cell, the video is noisy.
            let light = 0.75 + 0.2 * (3.0 * time_s).sin() as f32;
            let jitter = 0.5 * EYE_CELL * noise(number);
            face.eyes = Some(EyePair::drawn(40.0, |eye, right, down| {
                let open = open_at(time_s, eye);
                // A camera sees the mean of a cell.
                let samples = (0..25).map(|sample| {
                    let within = |place: usize| EYE_CELL * (place as f32 - 2.0) / 5.0;
                    luma(right + jitter + within(sample % 5), down + within(sample / 5), open, light)
                });
                let cell = (1000.0 * (right + 31.0 * down + 20.0)) as usize;
                samples.sum::<f32>() / 25.0 + 3.0 * noise(number * 977 + cell)
            }));
            evidence.frames.push(frame(time_s, Some(face)));
        }
        measure(&evidence)
    }

    /// How far a lid is open that is closed for `lasts_s` around three seconds.
    fn blinking(lasts_s: f64) -> impl Fn(f64, usize) -> f32 {
        move |time_s, _| if (time_s - 3.0).abs() < lasts_s / 2.0 { 0.0 } else { 1.0 }
    }

    #[test]
    fn a_blink_is_seen_at_every_usual_frame_rate() {
        for fps in [10.0, 15.0, 30.0] {
            let found = reading(fps, blinking(0.2)).into_value().unwrap();
            assert!(found > 0.4, "{fps}: {found}");
        }
    }

    #[test]
    fn open_eyes_under_changing_light_are_no_blink() {
        let found = reading(15.0, |_, _| 1.0).into_value().unwrap();
        assert!(found < 0.1, "{found}");
    }

    #[test]
    fn one_eye_that_closes_is_no_blink() {
        let blink = blinking(0.2);
        let found = reading(15.0, |time_s, eye| if eye == 0 { blink(time_s, eye) } else { 1.0 });
        let found = found.into_value().unwrap();
        assert!(found < 0.1, "{found}");
    }

    #[test]
    fn eyes_that_stay_closed_are_not_judged() {
        assert_eq!(reading(15.0, |_, _| 0.0).into_value(), Err(NotTaken::TooLittleLight));
    }

    #[test]
    fn a_check_without_frames_is_not_judged() {
        assert_eq!(measure(&Evidence::new(&light_challenge())).into_value(), Err(NotTaken::NoFace));
        assert_eq!(reading(2.0, |_, _| 1.0).into_value(), Err(NotTaken::TooFewFrames));
    }

    #[test]
    fn blinks_are_counted_by_their_beginnings() {
        assert_eq!(blinks(&[0.0, 0.2, 0.3, 0.07, 0.2, 0.0, 0.12]), 2);
    }
}
