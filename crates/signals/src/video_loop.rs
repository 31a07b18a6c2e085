//! Does the image freeze or repeat, like that of a virtual camera that plays a still or a short loop?
//!
//! A head sways, breathes and blinks without a period, and never returns to within a fraction of a pixel of where it
//! was some seconds ago, moment after moment. The reading is the longest time, in seconds, during which either every
//! frame was the same apart from encoder noise, or every frame repeated the one a constant lag earlier while the frames
//! in between differed.
//! Needs: three seconds of frames with a face, and enough light to see something.

use crate::evidence::{Evidence, Intervals, Thumbnail};
use crate::finding::Finding;
use crate::signal::Description;
use catchlight_types::NotTaken;

pub(crate) fn measure(evidence: &Evidence) -> Finding {
    let moments: Vec<Moment<'_>> = evidence
        .frames
        .iter()
        .filter(|frame| frame.face.is_some())
        .filter_map(|frame| Some(Moment { time_s: frame.time_s, image: frame.thumbnail.as_ref()? }))
        .collect();
    let (Some(first), Some(last)) = (moments.first(), moments.last()) else {
        return Finding::not_taken(NotTaken::NoFace);
    };
    if last.time_s - first.time_s < WATCHED_MIN_S || moments.len() < MOMENTS_MIN {
        return Finding::not_taken(NotTaken::TooFewFrames);
    }
    let contrast = moments.iter().map(|moment| moment.image.contrast()).sum::<f32>() / moments.len() as f32;
    if contrast < CONTRAST_MIN {
        return Finding::not_taken(NotTaken::TooLittleLight).with("contrast", f64::from(contrast));
    }
    let past = Past::of(&moments);
    let still_s = longest_still_s(&moments, STILL * contrast);
    let repeat = longest_repeat(&moments, &past, MOVED * contrast);
    Finding::value(still_s.max(repeat.lasts_s))
        .with("still_s", still_s)
        .with("repeat_s", repeat.lasts_s)
        .with("lag_s", repeat.lag_s)
        .with("contrast", f64::from(contrast))
}

/// A frame with a face.
struct Moment<'a> {
    time_s: f64,
    image: &'a Thumbnail,
}

/// How far each image is from those before it, up to the longest lag; the nearest first.
struct Past(Vec<Vec<f32>>);

impl Past {
    fn of(moments: &[Moment<'_>]) -> Self {
        let row = |now: usize| {
            let before = moments[..now].iter().rev();
            let before =
                before.take_while(|moment| moments[now].time_s - moment.time_s <= LAG_MAX_S + LAG_SLACK_S);
            before.map(|moment| moments[now].image.distance(moment.image)).collect()
        };
        Self((0..moments.len()).map(row).collect())
    }

    /// Whether the image one lag earlier was the same and those in between were different; `None` when no frame is so old.
    fn comes_again(&self, moments: &[Moment<'_>], now: usize, lag: Lag, moved_min: f32) -> Option<bool> {
        let (mut moved, mut nearest) = (0.0_f32, f32::INFINITY);
        for (steps, &distance) in self.0[now].iter().enumerate() {
            let ago_s = moments[now].time_s - moments[now - 1 - steps].time_s;
            if ago_s < lag.least_s {
                moved = moved.max(distance);
            } else if ago_s <= lag.most_s {
                nearest = nearest.min(distance);
            } else {
                break;
            }
        }
        nearest.is_finite().then_some(moved > moved_min && nearest <= ALIKE * moved)
    }
}

/// A lag, give or take a frame.
#[derive(Clone, Copy)]
struct Lag {
    least_s: f64,
    most_s: f64,
}

/// Images that repeat.
struct Repeat {
    lasts_s: f64,
    lag_s: f64,
}

/// The longest time during which no image differed from the first one.
fn longest_still_s(moments: &[Moment<'_>], within: f32) -> f64 {
    let mut longest_s = 0.0_f64;
    for (start, first) in moments.iter().enumerate() {
        let same = moments[start..].iter().take_while(|moment| moment.image.distance(first.image) <= within);
        if let Some(last) = same.last() {
            longest_s = longest_s.max(last.time_s - first.time_s);
        }
    }
    longest_s
}

/// The longest time during which every image repeated the one a constant lag earlier.
fn longest_repeat(moments: &[Moment<'_>], past: &Past, moved_min: f32) -> Repeat {
    let times_s: Vec<f64> = moments.iter().map(|moment| moment.time_s).collect();
    let tick_s = Intervals::between(&times_s).middle_s.max(TICK_MIN_S);
    let mut longest = Repeat { lasts_s: 0.0, lag_s: f64::NAN };
    let lags = ((LAG_MAX_S - LAG_MIN_S) / tick_s) as usize;
    for number in 0..=lags {
        let lag_s = LAG_MIN_S + tick_s * number as f64;
        let lag = Lag { least_s: lag_s - 1.01 * tick_s, most_s: lag_s + 1.01 * tick_s };
        let mut since_s = None;
        for (now, moment) in moments.iter().enumerate() {
            match past.comes_again(moments, now, lag, moved_min) {
                Some(true) => {
                    let lasts_s = moment.time_s - *since_s.get_or_insert(moment.time_s);
                    if lasts_s > longest.lasts_s {
                        longest = Repeat { lasts_s, lag_s };
                    }
                }
                Some(false) => since_s = None,
                // The frame that would show it was lost.
                None => {}
            }
        }
    }
    longest
}

/// Shortest time that counts as a repetition.
const WATCHED_MIN_S: f64 = 3.0;
const MOMENTS_MIN: usize = 20;
/// Images with less contrast are dark or empty, root mean square luma of the cells.
const CONTRAST_MIN: f32 = 8.0;
/// Lags that are tried: shorter ones are the sway of a head, longer ones do not fit into a check.
const LAG_MIN_S: f64 = 0.4;
const LAG_MAX_S: f64 = 4.0;
/// More than the frame to either side of a lag.
const LAG_SLACK_S: f64 = 0.2;
/// Lags closer than this are one.
const TICK_MIN_S: f64 = 0.03;
/// Change that an encoder adds to a still image, share of the image's contrast: a head of 200 pixels moves it by a third
/// of a pixel.
const STILL: f32 = 0.01;
/// Change that is movement, share of the image's contrast.
const MOVED: f32 = 0.03;
/// A repeated image is this much nearer to its original than to those in between: half a frame of movement is left.
const ALIKE: f32 = 0.33;

pub(crate) const DESCRIPTION: Description = Description {
    label: "Video loop",
    question: "Does the video freeze or repeat itself, like a loop?",
    unit: "longest time, seconds",
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{FRAME, face_in, frame, light_challenge, noise};
    use catchlight_types::{PointPx, RectPx};

    const FACE: RectPx = RectPx { left_px: 220.0, top_px: 90.0, width_px: 200.0, height_px: 270.0 };

    /// How far a head has swayed, pixels: slow waves without a common period.
    fn sway_px(time_s: f64) -> PointPx {
        let wave = |px: f32, hz: f64| px * (std::f64::consts::TAU * hz * time_s + f64::from(px)).sin() as f32;
        PointPx {
            x_px: wave(4.0, 0.23) + wave(2.0, 0.61) + wave(1.0, 1.37),
            y_px: wave(3.0, 0.31) + wave(1.5, 0.83) + wave(0.7, 1.7),
        }
    }

    /// A head before a wall at 15 images a second; `shown_s` says which moment of it a time shows.
    fn watched(seconds: f64, grain: f32, shown_s: impl Fn(f64) -> f64) -> Evidence {
        let mut evidence = Evidence::new(&light_challenge());
        for number in 0..(15.0 * seconds) as usize {
            let time_s = number as f64 / 15.0;
            let sway = sway_px(shown_s(time_s));
            let middle_x = 0.5 + sway.x_px / FRAME.width_px as f32;
            let middle_y = 0.45 + sway.y_px / FRAME.height_px as f32;
            let mut seen = frame(time_s, Some(face_in(FACE)));
            let cells = std::cell::Cell::new(0);
            seen.thumbnail = Some(Thumbnail::drawn(|x, y| {
                cells.set(cells.get() + 1);
                let far = ((x - middle_x) / 0.16).hypot((y - middle_y) / 0.3);
                // A cell at the rim shows a part of the head.
                let head = ((1.05 - far) / 0.1).clamp(0.0, 1.0);
                90.0 + 60.0 * head + grain * noise(cells.get() + 7919 * number)
            }));
            evidence.frames.push(seen);
        }
        evidence
    }

    fn reading(evidence: &Evidence) -> f64 {
        measure(evidence).into_value().unwrap()
    }

    #[test]
    fn a_head_that_only_sways_never_comes_again_for_long() {
        for grain in [0.1, 0.4] {
            let found = reading(&watched(7.0, grain, |time_s| time_s));
            assert!(found < 1.5, "{found}");
        }
    }

    #[test]
    fn a_still_lasts_from_beginning_to_end() {
        for grain in [0.0, 0.2] {
            let found = reading(&watched(7.0, grain, |_| 1.0));
            assert!(found > 6.8, "{found}");
        }
    }

    #[test]
    fn a_loop_comes_again_from_its_second_turn_on() {
        for period_s in [0.5, 1.0, 2.0, 3.0] {
            let found = reading(&watched(7.0, 0.2, |time_s| 1.0 + time_s % period_s));
            assert!((found - (7.0 - period_s)).abs() < 1.0, "{found} at {period_s}");
        }
    }

    #[test]
    fn a_person_who_freezes_for_a_moment_is_still_for_that_moment() {
        let found = reading(&watched(7.0, 0.1, |time_s| if time_s < 3.0 { time_s } else { time_s.max(4.5) }));
        assert!((1.3..1.8).contains(&found), "{found}");
    }

    #[test]
    fn frames_without_a_face_are_not_looked_at() {
        let mut evidence = watched(7.0, 0.0, |_| 1.0);
        for seen in &mut evidence.frames {
            (seen.face, seen.thumbnail) = (None, None);
        }
        assert_eq!(measure(&evidence).into_value(), Err(NotTaken::NoFace));
    }

    #[test]
    fn a_short_or_dark_video_is_not_judged() {
        let short = watched(2.5, 0.2, |_| 1.0);
        assert_eq!(measure(&short).into_value(), Err(NotTaken::TooFewFrames));
        let mut dark = watched(7.0, 0.2, |_| 1.0);
        for seen in &mut dark.frames {
            seen.thumbnail = Some(Thumbnail::drawn(|x, _| 16.0 + 5.0 * x));
        }
        assert_eq!(measure(&dark).into_value(), Err(NotTaken::TooLittleLight));
    }
}
